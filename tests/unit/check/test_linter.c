/* A linter whose files are replaced one after the other says what a new one of the same files says.
 * Texts are made of a pool of blocks, so that names appear, vanish, are there twice and are lost.
 */
#include "unit/test.h"
#include "base/diag.h"
#include "base/str.h"
#include "check/linter.h"
#include <stdio.h>

enum { FILES = 5, OWN = 3, ROUNDS = 1500, BLOCKS = 4 };

static const char *const pool[] = {
    "query \"monday\" {\n  sql = \"select 1\"\n  param \"who\" {}\n}\n",
    "query \"monday\" {\n  sql = \"select 1\"\n  param \"whom\" {}\n}\n",
    "query \"mondays\" {\n  sql = \"select 1\"\n}\n",
    "\n\nquery \"tuesday\" {\n  sql = local.names.first\n}\n",
    "control \"a\" {\n  query = query.monday\n  args = { \"who\" = 1, \"whose\" = 2 }\n}\n",
    "control \"b\" {\n  query = query.mondey\n  title = local.names.second\n}\n",
    "control \"c\" {\n  sql = \"select 1\"\n  severity = \"hihg\"\n  titel = local.x\n}\n",
    "locals {\n  names = { first = \"a\", third = local.x }\n  x = 1\n}\n",
    "locals {\n  names = { first = \"a\", second = \"b\" }\n  x = local.y\n}\n",
    "locals {\n  y = local.names\n}\n",
    "benchmark \"all\" {\n  children = [control.a, control.b, dep.control.c, benchmark.more]\n}\n",
    "benchmark \"more\" {\n  children = [benchmark.all]\n}\n",
    "dashboard \"d\" {\n  input \"i\" {\n    sql = query.tuesday.sql\n  }\n"
    "  card \"x\" {\n    args = [self.input.j.value]\n    sql = upperr(\"a\")\n  }\n}\n",
    "card \"x\" {\n  sql = dep.query.monday.sql\n}\n",
    "variable \"v\" {\n  type = strng\n  default = 1\n}\n",
    "control \"d\" {\n  title = var.w\n",
    "control \"broken\" {\n  title = \"\n}\nquery \"wednesday\" {\n  sql = var.v\n}\n",
};

static uint32_t below(uint32_t *seed, uint32_t n)
{
    *seed = *seed * 1664525u + 1013904223u;
    return (*seed >> 8) % n;
}

static void make_text(uint32_t *seed, pl_buf *out)
{
    out->len = 0;
    for (uint32_t n = below(seed, BLOCKS + 1); n; n--)
        pl_buf_cstr(out, pool[below(seed, PL_COUNT(pool))]);
}

typedef struct content {
    char path[8];
    pl_buf text;
} content;

/* The files in `OWN` are of the workspace's mod, the others of one that it requires. */
static pl_linter *new_linter(const content *files)
{
    pl_linter *l = pl_linter_new();
    pl_linter_add_mod(l, PL_S("own"));
    pl_linter_add_mod(l, PL_S("dep"));
    for (uint32_t i = 0; i < FILES; i++)
        pl_linter_add_file(l, pl_str_cstr(files[i].path), pl_buf_view(&files[i].text), i >= OWN);
    pl_linter_run(l);
    return l;
}

static void print(pl_linter *l, pl_buf *out)
{
    pl_diags *found = pl_diags_new(), *all = pl_diags_new();
    pl_diag_plain(found, PL_ERROR, PL_DIAG_OTHER, "so that errors are told");
    pl_linter_merge(l, found, all);
    out->len = 0;
    for (size_t i = 0; i < pl_diags_count(all); i++) {
        const pl_diag *d = pl_diags_get(all, i);
        pl_buf_printf(out, "%u %.*s:%u:%u-%u %.*s|%.*s\n", d->severity, PL_FMT(d->path),
                      d->start.line, d->start.column, d->end.byte, PL_FMT(d->summary),
                      PL_FMT(d->detail));
    }
    pl_buf_byte(out, 0);
    pl_diags_free(found);
    pl_diags_free(all);
}

TEST(a_replaced_file_is_told_like_a_new_one)
{
    content files[FILES] = { 0 };
    pl_buf kept = { 0 }, fresh = { 0 };
    uint32_t seed = 32;
    for (uint32_t i = 0; i < FILES; i++) {
        snprintf(files[i].path, sizeof files[i].path, "%u.pp", i);
        make_text(&seed, &files[i].text);
    }
    pl_linter *l = new_linter(files);
    for (int round = 0; round < ROUNDS; round++) {
        content *f = &files[below(&seed, FILES)];
        if (below(&seed, 3)) /* the same names at other places */
            pl_buf_cstr(&f->text, below(&seed, 2) ? "\n" : "# more\n");
        else
            make_text(&seed, &f->text);
        CHECK(pl_linter_replace_file(l, pl_str_cstr(f->path), pl_buf_view(&f->text)), "known");
        if (below(&seed, 4)) { /* otherwise several are replaced before a run */
            pl_linter *other = new_linter(files);
            pl_linter_run(l);
            print(l, &kept);
            print(other, &fresh);
            CHECK_STR(kept.ptr, fresh.ptr, "the same messages");
            pl_linter_free(other);
        }
    }
    CHECK(!pl_linter_replace_file(l, PL_S("none.pp"), PL_S("")), "no such file");
    pl_linter_free(l);
    for (uint32_t i = 0; i < FILES; i++)
        pl_buf_done(&files[i].text);
    pl_buf_done(&kept);
    pl_buf_done(&fresh);
}

/* With more faults than are kept, those that are kept are the same, too. */
TEST(a_full_linter_keeps_what_a_new_one_keeps)
{
    content files[FILES] = { 0 };
    pl_buf kept = { 0 }, fresh = { 0 };
    uint32_t seed = 5;
    for (uint32_t i = 0; i < FILES; i++) {
        snprintf(files[i].path, sizeof files[i].path, "%u.pp", i);
        for (int k = 0; k < 210; k++)
            pl_buf_printf(&files[i].text, "query \"q%u_%d\" {\n  sql = local.no%d\n}\n", i, k, k);
    }
    pl_linter *l = new_linter(files);
    for (int round = 0; round < 8; round++) {
        content *f = &files[below(&seed, FILES)];
        pl_buf_cstr(&f->text, "# more\n");
        f->text.ptr[f->text.len - 4 - 40 * below(&seed, 3)] = '#';
        pl_linter *other = new_linter(files);
        pl_linter_replace_file(l, pl_str_cstr(f->path), pl_buf_view(&f->text));
        pl_linter_run(l);
        print(l, &kept);
        print(other, &fresh);
        CHECK_STR(kept.ptr, fresh.ptr, "the same messages");
        pl_linter_free(other);
    }
    pl_linter_free(l);
    for (uint32_t i = 0; i < FILES; i++)
        pl_buf_done(&files[i].text);
    pl_buf_done(&kept);
    pl_buf_done(&fresh);
}
