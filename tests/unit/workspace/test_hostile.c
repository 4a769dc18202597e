/* Input that means no good: none of it crashes, hangs or costs good data. */
#include "unit/workspace/seen.h"
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *write_good(const char *name)
{
    const char *dir = place_new(name);
    place_text(dir, "mod.pp", "mod \"m\" {}\n");
    place_text(dir, "good.pp", "query \"good\" {\n sql = \"select 1\"\n}\n");
    return dir;
}

/* The library keeps the good file and mentions the odd one; the command line refuses
 * with `strict_text`, or opens when it is NULL. */
static void expect(const char *dir, const char *warning, const char *strict_text, const char *what)
{
    seen s;
    seen_open(&s, dir, false);
    CHECK(s.ws && seen_finds(&s, "query.good"), what);
    CHECK_STR(seen_messages(&s), warning, what);
    seen_close(&s);
    seen_open(&s, dir, true);
    CHECK((s.ws == NULL) == (strict_text != NULL), what);
    if (strict_text)
        CHECK(strstr(seen_messages(&s), strict_text) != NULL, what);
    seen_close(&s);
}

TEST(fifo_named_pp_does_not_block)
{
    const char *dir = write_good("fifo");
    CHECK(!mkfifo(place_path(dir, "x.pp"), 0644), "mkfifo");
    expect(dir, "warning: skipping '/fifo/x.pp': not a regular file",
           "Failed to load all mod source files: cannot read '/fifo/x.pp': not a regular file",
           "a FIFO");
}

TEST(fifo_as_mod_file_or_lock_does_not_block)
{
    const char *dir = place_new("fifomod");
    seen s;
    CHECK(!mkfifo(place_path(dir, "mod.pp"), 0644), "mkfifo");
    for (int strict = 0; strict < 2; strict++) {
        seen_open(&s, dir, strict);
        CHECK(!s.ws, "refused");
        CHECK_STR(seen_messages(&s),
                  strict ? "Internal Error: mod load failed: cannot read '/fifomod/mod.pp': not a "
                           "regular file"
                         : "cannot read '/fifomod/mod.pp': not a regular file",
                  "why");
        seen_close(&s);
    }
    dir = write_good("fifolock");
    CHECK(!mkfifo(place_path(dir, ".mod.cache.json"), 0644), "mkfifo");
    CHECK(!mkfifo(place_path(dir, ".powerpipeignore"), 0644), "mkfifo");
    expect(dir, "",
           "failed to load installation cache from /fifolock: cannot read "
           "'/fifolock/.mod.cache.json': not a regular file",
           "lock");
}

TEST(device_named_pp_is_not_read)
{
    const char *dir = write_good("device");
    CHECK(!symlink("/dev/zero", place_path(dir, "x.pp")), "symlink");
    expect(dir, "warning: skipping '/device/x.pp': not a regular file", "not a regular file",
           "a device");
}

TEST(huge_sparse_file_is_refused)
{
    const char *dir = write_good("huge");
    int fd = open(place_path(dir, "x.pp"), O_CREAT | O_WRONLY, 0644);
    CHECK(fd >= 0 && !ftruncate(fd, 1 << 30), "1 GiB of nothing");
    close(fd);
    expect(dir, "warning: skipping '/huge/x.pp': larger than 256 MiB", "larger than 256 MiB",
           "1 GiB");
}

TEST(directory_named_pp_is_searched)
{
    const char *dir = write_good("folder");
    place_text(dir, "old.pp/kept.pp", "query \"kept\" {\n sql = \"\"\n}\n");
    expect(dir, "", NULL, "a directory");
    seen s;
    seen_open(&s, dir, true);
    CHECK(seen_finds(&s, "query.kept"), "its files are read");
    seen_close(&s);
}

TEST(link_loops_end)
{
    const char *dir = write_good("loop");
    CHECK(!symlink(".", place_path(dir, "self")), "a link to its folder");
    CHECK(!symlink("..", place_path(dir, "up")), "a link upwards");
    expect(dir, "", NULL, "loops of folders");
    CHECK(!symlink("b.pp", place_path(dir, "a.pp")) && !symlink("a.pp", place_path(dir, "b.pp")),
          "a ring");
    seen s;
    seen_open(&s, dir, false);
    CHECK(!s.ws || seen_finds(&s, "query.good"), "a ring of files");
    seen_close(&s);
}

TEST(file_names_are_bytes)
{
    const char *dir = write_good("names");
    place_text(dir, "\xff\xfe.pp", "query \"odd\" {\n sql = \"\"\n}\n");
    place_text(dir, "new\nline.pp", "query \"line\" {\n sql = \"\"\n}\n");
    place_text(dir, "with space.pp", "query \"space\" {\n sql = \"\"\n}\n");
    expect(dir, "", NULL, "any byte");
    seen s;
    seen_open(&s, dir, true);
    CHECK_STR(seen_names(&s, PL_KIND_QUERY), "m.query.good m.query.line m.query.odd m.query.space",
              "all");
    seen_close(&s);
}

static void write_repeated(const char *dir, const char *path, const char *open, const char *middle,
                           const char *close, int n)
{
    pl_buf text = { 0 };
    pl_buf_cstr(&text, "query \"deep\" {\n sql = ");
    for (int i = 0; i < n; i++)
        pl_buf_cstr(&text, open);
    pl_buf_cstr(&text, middle);
    for (int i = 0; i < n; i++)
        pl_buf_cstr(&text, close);
    pl_buf_cstr(&text, "\n}\n");
    place_bytes(dir, path, text.ptr, text.len);
    pl_buf_done(&text);
}

TEST(nesting_ten_thousand_deep_is_one_clear_message)
{
    static const char *const forms[][3] = {
        { "[", "1", "]" }, { "(", "1", ")" },  { "\"${", "1", "}\"" },  { "{ a = ", "1", "}" },
        { "-", "1", "" },  { "f(", "1", ")" }, { "a ? b : ", "1", "" }, { "[", "", "" },
    };
    for (size_t i = 0; i < PL_COUNT(forms); i++) {
        char name[16];
        snprintf(name, sizeof name, "deep%zu", i);
        const char *dir = write_good(name);
        write_repeated(dir, "deep.pp", forms[i][0], forms[i][1], forms[i][2], 10000);
        seen s;
        seen_open(&s, dir, false);
        CHECK(s.ws && seen_finds(&s, "query.good"), forms[i][0]);
        seen_close(&s);
        seen_open(&s, dir, true);
        CHECK(s.ws || pl_diags_errors(s.diags) > 0, forms[i][0]);
        seen_close(&s);
    }
}

TEST(blocks_ten_thousand_deep)
{
    const char *dir = write_good("blocks");
    pl_buf text = { 0 };
    pl_buf_cstr(&text, "dashboard \"d\" {\n");
    for (int i = 0; i < 10000; i++)
        pl_buf_cstr(&text, "container {\n");
    for (int i = 0; i <= 10000; i++)
        pl_buf_cstr(&text, "}\n");
    place_bytes(dir, "deep.pp", text.ptr, text.len);
    pl_buf_done(&text);
    seen s;
    seen_open(&s, dir, false);
    CHECK(s.ws && seen_finds(&s, "query.good"), "library");
    seen_close(&s);
    seen_open(&s, dir, true);
    CHECK(s.ws || pl_diags_errors(s.diags) > 0, "command line");
    seen_close(&s);
}

TEST(line_ends_marks_and_zeroes)
{
    const char *dir = write_good("bytes");
    place_text(dir, "crlf.pp", "query \"crlf\" {\r\n  sql = \"select 1\"\r\n}\r\n");
    place_text(dir, "bom.pp", "\xef\xbb\xbfquery \"bom\" {\n  sql = \"select 1\"\n}");
    static const char nul[] = "query \"nul\" {\n  sql = \"a\0b\"\n}\n";
    static const char picture[] = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\xff\xfe\0}{\"${";
    place_bytes(dir, "nul.pp", nul, sizeof nul - 1);
    expect(dir, "", NULL, "all of them are fine");
    seen s;
    seen_open(&s, dir, true);
    CHECK_STR(seen_names(&s, PL_KIND_QUERY), "m.query.bom m.query.crlf m.query.good m.query.nul",
              "names");
    seen_close(&s);
    place_bytes(dir, "binary.pp", picture, sizeof picture - 1);
    place_bytes(dir, "zero.pp", "\0\0\0\0", 4);
    expect(dir, "", "Failed to load all mod source files", "a picture and zeroes");
}

TEST(many_files_on_many_threads_give_one_result)
{
    const char *dir = write_good("many");
    char path[64], text[200];
    for (int i = 0; i < 300; i++) {
        snprintf(path, sizeof path, "d%d/f%d.pp", i % 17, i);
        snprintf(text, sizeof text,
                 "query \"q%d\" {\n sql = \"\"\n}\ncontrol \"c%d\" {\n query = query.q%d\n}\n%s", i,
                 i, i, i % 50 == 49 ? "query \"x\n" : "");
        place_text(dir, path, text);
    }
    char first[20000] = "";
    for (unsigned threads = 1; threads <= 8; threads++) {
        pl_diags *diags = pl_diags_new();
        pl_open_options options = { .path = pl_str_cstr(dir), .strict = true, .threads = threads };
        CHECK(!pl_workspace_open(&options, diags), "six files are broken");
        pl_buf out = { 0 };
        for (size_t i = 0; i < pl_diags_count(diags); i++)
            pl_diag_format(pl_diags_get(diags, i), &out);
        pl_buf_byte(&out, 0);
        if (threads == 1)
            snprintf(first, sizeof first, "%s", out.ptr);
        CHECK_STR(out.ptr, first, "the same messages in the same order");
        pl_buf_done(&out);
        pl_diags_free(diags);
    }
}

static void count_progress(void *ctx, const char *what, uint32_t done, uint32_t total)
{
    uint32_t *calls = ctx;
    CHECK(what && done <= total, "sane numbers");
    ++*calls;
}

TEST(progress_is_told_to_the_opening_thread)
{
    uint32_t calls = 0;
    pl_diags *diags = pl_diags_new();
    pl_open_options options = { .path = pl_str_cstr(pl_test_dir()),
                                .progress = count_progress,
                                .ctx = &calls };
    const char *dir = write_good("progress");
    char path[64];
    for (int i = 0; i < 200; i++) {
        snprintf(path, sizeof path, "f%d.pp", i);
        place_text(dir, path, "");
    }
    options.path = pl_str_cstr(dir);
    options.threads = 1; /* with more, the opening thread may be late for all files */
    pl_workspace *ws = pl_workspace_open(&options, diags);
    CHECK(ws && calls == 4, "every 64 files and at the end");
    pl_workspace_close(ws);
    pl_diags_free(diags);
}
