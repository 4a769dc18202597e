/* test_spool.c - bytes kept back, files that are whole, JSON that is indented on its way. */
#include "base/alloc.h"
#include "base/json_indent.h"
#include "base/outfile.h"
#include "base/spool.h"
#include "base/str.h"
#include "unit/test.h"
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

static bool collect(void *ctx, pl_str bytes)
{
    pl_buf_str(ctx, bytes);
    return true;
}

static bool refuse(void *ctx, pl_str bytes)
{
    (void)ctx;
    (void)bytes;
    return false;
}

/* Letter `i` of a text without a period of a power of two. */
static char letter(size_t i)
{
    return (char)('a' + i % 23);
}

static void fill(pl_spool *spool, size_t n)
{
    char piece[1000];
    for (size_t i = 0; i < n;) {
        size_t k = 0;
        while (k < sizeof piece && i < n)
            piece[k++] = letter(i++);
        pl_spool_add(spool, pl_str_make(piece, k));
    }
}

static const struct {
    const char *what;
    size_t size, from, to;
    bool in_file;
} rows[] = {
    { "nothing at all", 0, 0, 0, false },
    { "a little stays in memory", 100, 0, 100, false },
    { "a part of it", 100, 10, 20, false },
    { "much goes to a file", 3000000, 0, 3000000, true },
    { "a part that is in the file", 3000000, 5, 100, true },
    { "a part across the end of the file", 3000000, 1000000, 2999999, true },
    { "the last byte", 3000000, 2999999, 3000000, true },
};

TEST(spool_gives_back_what_was_added)
{
    for (size_t i = 0; i < PL_COUNT(rows); i++) {
        pl_spool spool = { 0 };
        pl_buf out = { 0 };
        fill(&spool, rows[i].size);
        CHECK_INT(pl_spool_size(&spool), rows[i].size, rows[i].what);
        CHECK((spool.fd != 0) == rows[i].in_file, rows[i].what);
        CHECK(pl_spool_read(&spool, rows[i].from, rows[i].to, collect, &out), rows[i].what);
        CHECK_INT(out.len, rows[i].to - rows[i].from, rows[i].what);
        for (size_t k = 0; k < out.len; k++)
            if (out.ptr[k] != letter(rows[i].from + k))
                CHECK(false, rows[i].what);
        pl_buf_done(&out);
        pl_spool_done(&spool);
    }
}

TEST(spool_keeps_little_in_memory)
{
    pl_spool spool = { 0 };
    fill(&spool, 20000000);
    CHECK(spool.tail.cap <= 4 * PL_SPOOL_MEMORY, "memory of a large spool");
    pl_spool_done(&spool);
}

TEST(spool_stops_when_the_reader_says_so)
{
    pl_spool spool = { 0 };
    fill(&spool, 3000000);
    CHECK(!pl_spool_read(&spool, 0, 3000000, refuse, NULL), "in the file");
    CHECK(!pl_spool_read(&spool, 2999999, 3000000, refuse, NULL), "in memory");
    pl_spool_done(&spool);
}

TEST(spool_without_a_file_stays_in_memory)
{
    pl_spool spool = { .full = EROFS };
    pl_buf out = { 0 };
    fill(&spool, 3000000);
    CHECK_INT(spool.fd, 0, "no file");
    CHECK_INT(pl_spool_size(&spool), 3000000, "all of it");
    CHECK(pl_spool_read(&spool, 0, 3000000, collect, &out), "can be read");
    CHECK(out.len == 3000000 && out.ptr[2999999] == letter(2999999), "to the end");
    pl_buf_done(&out);
    pl_spool_done(&spool);
}

static void check_folder(pl_spool *spool, const char *dir, const char *what)
{
    char link[40], file[4096];
    fill(spool, 3000000);
    snprintf(link, sizeof link, "/proc/self/fd/%d", spool->fd - 1);
    ssize_t n = readlink(link, file, sizeof file);
    CHECK(spool->fd && n > (ssize_t)strlen(dir) && !memcmp(file, dir, strlen(dir)), what);
    pl_spool_done(spool);
}

/* Of a store the folder is that of the budget. The environment of the process has no say. */
TEST(spools_keep_their_folder)
{
    char *was = getenv("TMPDIR") ? strdup(getenv("TMPDIR")) : NULL;
    char dir[] = "/tmp/pl-spool-XXXXXX";
    CHECK(mkdtemp(dir), "a folder");
    pl_spool_budget *budget = pl_spool_budget_new(100, dir);
    pl_spool_store *store = pl_spool_store_new(budget);
    pl_spool_budget_release(budget);
    setenv("TMPDIR", "/var/tmp", 1);
    check_folder(&(pl_spool){ .store = store }, dir, "of the budget");
    check_folder(&(pl_spool){ .dir = dir }, dir, "its own");
    check_folder(&(pl_spool){ .dir = "" }, "/tmp", "none");
    check_folder(&(pl_spool){ .dir = "/none" }, "/tmp", "one that is not there");
    if (was)
        setenv("TMPDIR", was, 1);
    else
        unsetenv("TMPDIR");
    free(was);
    CHECK_INT(rmdir(dir), 0, "nothing is left there");
}

/* Spools of one store write to one file by turns; each gives its own bytes back, in any piece. */
TEST(spools_share_a_file)
{
    enum { EACH = 3, STEP = 700000, SIZE = 5 * STEP };
    pl_spool_budget *budget = pl_spool_budget_new(1 << 20, "/tmp");
    pl_spool_store *store = pl_spool_store_new(budget);
    pl_spool spools[EACH] = { 0 };
    for (int k = 0; k < EACH; k++)
        spools[k].store = k ? pl_spool_store_hold(store) : store;
    pl_spool_budget_release(budget);
    char *piece = pl_mem_alloc(STEP);
    for (size_t from = 0; from < SIZE; from += STEP)
        for (size_t k = 0; k < EACH; k++) {
            for (size_t i = 0; i < STEP; i++)
                piece[i] = letter((from + i) * (k + 1));
            pl_spool_add(&spools[k], pl_str_make(piece, STEP));
        }
    pl_mem_free(piece);
    static const size_t cuts[] = { 0, 1, STEP - 1, STEP, 2 * STEP + 5, SIZE - 1, SIZE };
    for (size_t k = 0; k < EACH; k++) {
        CHECK(spools[k].extents.n > 0, "it is in the file");
        for (size_t c = 0; c + 1 < PL_COUNT(cuts); c++) {
            pl_buf out = { 0 };
            CHECK(pl_spool_read(&spools[k], cuts[c], cuts[c + 1], collect, &out), "can be read");
            CHECK_INT(out.len, cuts[c + 1] - cuts[c], "all of it");
            for (size_t i = 0; i < out.len; i++)
                if (out.ptr[i] != letter((cuts[c] + i) * (k + 1)))
                    CHECK(false, "its own bytes, in order");
            pl_buf_done(&out);
        }
    }
    for (int k = 0; k < EACH; k++)
        pl_spool_done(&spools[k]);
}

/* A file that takes no more: what is in it and what stays in memory are one text. */
TEST(spool_whose_file_is_full_goes_on_in_memory)
{
    pl_spool spool = { 0 };
    pl_buf out = { 0 };
    fill(&spool, 2500000);
    CHECK(spool.fd && spool.file > 0, "a file was begun");
    spool.full = ENOSPC;
    for (size_t i = 2500000; i < 6000000; i++)
        pl_spool_add(&spool, pl_str_make(&(char){ letter(i) }, 1));
    CHECK(pl_spool_read(&spool, 0, 6000000, collect, &out), "can be read");
    CHECK_INT(out.len, 6000000, "all of it");
    for (size_t i = 0; i < out.len; i += 997)
        CHECK(out.ptr[i] == letter(i), "in order");
    pl_buf_done(&out);
    pl_spool_done(&spool);
}

TEST(spool_without_a_place_says_so)
{
    pl_spool spool = { .full = ENOSPC };
    fill(&spool, PL_SPOOL_WITHOUT + 3000000);
    CHECK(spool.tail.len < PL_SPOOL_MEMORY, "nothing piles up");
    CHECK(!pl_spool_read(&spool, 0, 1, collect, NULL), "nothing can be read");
    CHECK_INT(errno, ENOSPC, "and errno says why");
    pl_spool_done(&spool);
}

/* ---- files */

static pl_str in_dir(char *out, size_t cap, const char *name)
{
    snprintf(out, cap, "%s/%s", pl_test_dir(), name);
    return pl_str_cstr(out);
}

static void check_file(const char *path, const char *want, const char *what)
{
    char text[64] = { 0 };
    FILE *file = fopen(path, "r");
    CHECK(file != NULL, what);
    size_t n = fread(text, 1, sizeof text - 1, file);
    text[n] = 0;
    fclose(file);
    CHECK_STR(text, want, what);
}

TEST(outfile_is_whole_or_as_before)
{
    char path[4096];
    pl_str name = in_dir(path, sizeof path, "out.txt");
    pl_outfile out;
    CHECK_INT(pl_outfile_open(&out, name, NULL), 0, "open");
    CHECK(access(path, F_OK) != 0, "nothing is there before the end");
    CHECK(pl_outfile_write(&out, PL_S("first")), "write");
    CHECK_INT(pl_outfile_close(&out, true), 0, "close");
    check_file(path, "first", "it is there");
    CHECK_INT(pl_outfile_open(&out, name, NULL), 0, "open again");
    CHECK(pl_outfile_write(&out, PL_S("second")), "write again");
    CHECK_INT(pl_outfile_close(&out, false), 0, "give up");
    check_file(path, "first", "it is as before");
}

TEST(outfile_keeps_the_mode_of_a_file)
{
    char path[4096];
    struct stat st;
    pl_str name = in_dir(path, sizeof path, "mode.txt");
    pl_outfile out;
    for (int i = 0; i < 2; i++) {
        CHECK_INT(pl_outfile_open(&out, name, NULL), 0, "open");
        CHECK_INT(pl_outfile_close(&out, true), 0, "close");
        CHECK_INT(stat(path, &st), 0, "stat");
        if (i == 0)
            CHECK_INT(chmod(path, 0640), 0, "chmod");
    }
    CHECK_INT(st.st_mode & 0777, 0640, "mode");
}

TEST(outfile_needs_its_directory)
{
    char path[4096];
    pl_outfile out;
    CHECK_INT(pl_outfile_open(&out, in_dir(path, sizeof path, "no/where"), NULL), ENOENT, "open");
}

TEST(outfile_writes_to_devices)
{
    pl_outfile out;
    CHECK_INT(pl_outfile_open(&out, PL_S("/dev/null"), NULL), 0, "open");
    CHECK(pl_outfile_write(&out, PL_S("x")), "write");
    CHECK_INT(pl_outfile_close(&out, true), 0, "close");
    CHECK_INT(pl_outfile_open(&out, PL_S("/dev/full"), NULL), 0, "open the full one");
    CHECK(!pl_outfile_write(&out, PL_S("x")), "write");
    CHECK_INT(pl_outfile_close(&out, true), ENOSPC, "close");
}

TEST(outfile_can_be_abandoned)
{
    char path[4096];
    pl_outfile_guard guard = { 0 };
    pl_outfile out;
    pthread_mutex_init(&guard.lock, NULL);
    CHECK_INT(pl_outfile_open(&out, in_dir(path, sizeof path, "gone.txt"), &guard), 0, "open");
    char name[4096];
    snprintf(name, sizeof name, "%s", out.name);
    CHECK_INT(access(name, F_OK), 0, "the temporary file is there");
    pl_outfile_abandon(&guard);
    CHECK(access(name, F_OK) != 0, "and then it is not");
    pthread_mutex_unlock(&guard.lock);
    pl_outfile_close(&out, false);
    pthread_mutex_destroy(&guard.lock);
}

/* ---- indenting */

static const struct {
    const char *what, *json, *want;
} indent_rows[] = {
    { "an empty object", "{}", "{}" },
    { "an empty array", "[]", "[]" },
    { "members", "{\"a\":1,\"b\":[]}", "{\n  \"a\": 1,\n  \"b\": []\n}" },
    { "elements", "[1,[2,{}],\"x\"]", "[\n  1,\n  [\n    2,\n    {}\n  ],\n  \"x\"\n]" },
    { "brackets in texts", "{\"a{\":\"[,:]\\\"}\"}", "{\n  \"a{\": \"[,:]\\\"}\"\n}" },
    { "a text that ends in a backslash", "[\"\\\\\",1]", "[\n  \"\\\\\",\n  1\n]" },
    { "a number alone", "12", "12" },
};

TEST(indent_does_not_care_where_pieces_end)
{
    for (size_t i = 0; i < PL_COUNT(indent_rows); i++) {
        pl_str json = pl_str_cstr(indent_rows[i].json);
        for (size_t piece = 1; piece <= json.len; piece++) {
            pl_json_indent in = { .step = 2 };
            pl_buf out = { 0 };
            for (size_t at = 0; at < json.len; at += piece)
                pl_json_indent_add(&in, pl_str_sub(json, at, at + piece), &out);
            pl_buf_byte(&out, 0);
            CHECK_STR(out.ptr, indent_rows[i].want, indent_rows[i].what);
            pl_buf_done(&out);
        }
    }
}
