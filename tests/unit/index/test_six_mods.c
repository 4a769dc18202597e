#include "unit/index/disk.h"
#include "unit/test.h"
#include <unistd.h>

/* Six real mods against what Powerpipe holds in memory: which resources there
 * are and where. golden/check-index compares all other members, through `index dump`. */

static const char corpus[] = "build/corpora/six-mods";

/* The value of a member of one line of the truth, as text. */
static pl_str member(pl_str line, const char *key)
{
    char text[64];
    int len = snprintf(text, sizeof text, "\"%s\":", key);
    const char *at = memmem(line.ptr, line.len, text, (size_t)len);
    if (!at)
        fail_msg("no member %s", key);
    pl_str rest = pl_str_sub(line, (size_t)(at - line.ptr) + (size_t)len, line.len);
    if (rest.ptr[0] != '"')
        return pl_str_sub(rest, 0, strcspn(rest.ptr, ",}"));
    rest = pl_str_sub(rest, 1, rest.len);
    return pl_str_sub(rest, 0, pl_str_find(rest, '"'));
}

static void print_entry(const pl_index *ix, pl_entry_id id, pl_buf *out)
{
    pl_entry e;
    pl_index_get(ix, id, &e);
    out->len = 0;
    pl_index_print_name(ix, id, out);
    pl_buf_printf(out, " %.*s:%u-%u", PL_FMT(e.file), e.line, e.end_line);
    pl_buf_byte(out, 0);
}

static void compare(const pl_index *ix, FILE *truth)
{
    char *line = NULL;
    size_t cap = 0;
    ssize_t len;
    uint32_t n, at = 0;
    pl_buf want = { 0 }, got = { 0 };
    const pl_entry_id *names = pl_index_section(ix, PL_IX_NAME, &n);
    while ((len = getline(&line, &cap, truth)) > 0 && at < n) {
        pl_str s = { line, (size_t)len };
        pl_str name = member(s, "name"), file = member(s, "file");
        pl_str first = member(s, "start_line"), last = member(s, "end_line");
        want.len = 0;
        pl_buf_printf(&want, "%.*s %.*s:%.*s-%.*s", PL_FMT(name), PL_FMT(file), PL_FMT(first),
                      PL_FMT(last));
        pl_buf_byte(&want, 0);
        print_entry(ix, names[at++], &got);
        CHECK_STR(got.ptr, want.ptr, "name, file, lines");
    }
    CHECK_INT(at, 12401, "all of them");
    CHECK_INT(n, 12401, "and no more");
    CHECK(len <= 0, "to the end of the truth");
    free(line);
    pl_buf_done(&want);
    pl_buf_done(&got);
}

TEST(six_mods_have_the_resources_they_really_have)
{
    const char *truth = pl_test_shared("golden/index-truth/six-mods.jsonl.xz");
    char command[600];
    if (!truth)
        return;
    if (access(corpus, R_OK) != 0) {
        print_message("skipped: no %s (make corpora)\n", corpus);
        return;
    }
    disk d = { 0 };
    disk_scan(&d, corpus);
    pl_index *ix = pl_index_build(d.mods, d.n_mods, 0);
    snprintf(command, sizeof command, "xz -dc %s", truth);
    FILE *lines = popen(command, "r");
    assert_non_null(lines);
    compare(ix, lines);
    pclose(lines);
    pl_index_close(ix);
    disk_done(&d);
}
