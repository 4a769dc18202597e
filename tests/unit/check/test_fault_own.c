/* What the linter says covers what others say of the same place: the two passes over sorted places
 * agree with a comparison of all pairs, over many messages at random. */
#include "unit/test.h"
#include "base/diag.h"
#include "base/str.h"
#include "check/linter_inner.h"

enum { ROUNDS = 400, MOST = 12, BYTES = 60 };

static const char text[] = "aaaaa\nbbbbb\nccccc\nddddd\neeeee\nfffff\nggggg\nhhhhh\niiiii\njjjjj\n";

static uint32_t below(uint32_t *seed, uint32_t n)
{
    *seed = *seed * 1664525u + 1013904223u;
    return (*seed >> 8) % n;
}

/* A place on lines of six bytes, so that many messages share one. */
static pl_range any_range(uint32_t *seed)
{
    uint32_t start = below(seed, BYTES), end = start + below(seed, 14);
    return (pl_range){ start, end < BYTES ? end : BYTES };
}

static pl_diag_code any_code(uint32_t *seed)
{
    return below(seed, 4) ? PL_DIAG_OTHER : PL_DIAG_INVALID_REFERENCE;
}

static void add_faults(uint32_t *seed, pl_linter *l, uint32_t file)
{
    for (uint32_t n = below(seed, MOST); n; n--) {
        pl_fault fault = { .file = file,
                           .severity = below(seed, 3) ? PL_ERROR : PL_WARNING,
                           .code = any_code(seed),
                           .range = any_range(seed),
                           .summary = PL_S("linted") };
        pl_vec_push(&l->files.at[file].faults.list, fault);
    }
}

static void add_messages(uint32_t *seed, pl_str path, const char *word, bool errors, pl_diags *out)
{
    pl_diags_begin(out, path, pl_str_cstr(text));
    for (uint32_t n = below(seed, MOST); n; n--) {
        pl_severity severity = below(seed, 3) || errors ? PL_ERROR : PL_WARNING;
        pl_diag_add(out, severity, any_code(seed), any_range(seed), word, NULL);
    }
    pl_diags_end(out);
}

/* ---- the comparison of all pairs */

/* Does `own` start where `d` does, or lie over it and start on its one line? A reference may have
 * several lines. */
static bool says(const pl_diag *own, const pl_diag *d)
{
    bool over = own->start.byte <= d->end.byte && d->start.byte <= own->end.byte;
    bool one_line = d->start.line == d->end.line && own->start.line == d->start.line;
    return own->severity == d->severity && pl_str_eq(own->path, d->path) &&
           (own->start.byte == d->start.byte ||
            (over && (one_line || d->code == PL_DIAG_INVALID_REFERENCE)));
}

static bool is_said(const pl_diags *linted, const pl_diag *d)
{
    for (size_t i = 0; i < pl_diags_count(linted); i++)
        if (says(pl_diags_get(linted, i), d))
            return true;
    return false;
}

static bool starts_there(const pl_diags *found, const pl_diag *d)
{
    for (size_t i = 0; i < pl_diags_count(found); i++)
        if (pl_str_eq(pl_diags_get(found, i)->path, d->path) &&
            pl_diags_get(found, i)->start.byte == d->start.byte)
            return true;
    return false;
}

static void add_line(const pl_diag *d, pl_buf *out)
{
    pl_buf_printf(out, "%.*s %.*s %u %u %u %u\n", PL_FMT(d->path), PL_FMT(d->summary), d->severity,
                  d->code, d->start.byte, d->end.byte);
}

/* Is the line of `d` among those of the result, exactly if it is wanted? */
static void check_one(const pl_diag *d, bool wanted, pl_str all)
{
    pl_buf line = { 0 };
    add_line(d, &line);
    bool there = memmem(all.ptr, all.len, line.ptr, line.len) != NULL;
    CHECK_INT(there, wanted, "kept");
    pl_buf_done(&line);
}

static void play_round(uint32_t *seed)
{
    static const pl_str paths[] = { PL_S("/m/a.pp"), PL_S("/m/b.pp") };
    pl_linter *l = pl_linter_new();
    pl_diags *found = pl_diags_new(), *linted = pl_diags_new(), *out = pl_diags_new();
    pl_linter_add_mod(l, PL_S("m"));
    pl_diag_plain(found, PL_ERROR, PL_DIAG_OTHER, "an error, so that all is told");
    for (uint32_t f = 0; f < PL_COUNT(paths); f++) {
        pl_linter_add_file(l, paths[f], PL_S(""), 0);
        l->files.at[f].text = pl_str_cstr(text);
        add_faults(seed, l, f);
        add_messages(seed, paths[f], "found", false, found);
        add_messages(seed, paths[f], "shape", true, l->files.at[f].shape);
        pl_diags_begin(linted, paths[f], pl_str_cstr(text));
        for (size_t i = 0; i < l->files.at[f].faults.list.n; i++) {
            const pl_fault *fault = &l->files.at[f].faults.list.at[i];
            pl_diag_raw(linted, fault->severity, fault->code, fault->range, fault->summary,
                        fault->detail);
        }
        pl_diags_end(linted);
    }
    pl_linter_merge(l, found, out);
    pl_buf lines = { 0 };
    for (size_t i = 0; i < pl_diags_count(out); i++)
        add_line(pl_diags_get(out, i), &lines);
    pl_str all = pl_buf_view(&lines);
    for (size_t i = 1; i < pl_diags_count(found); i++)
        check_one(pl_diags_get(found, i), !is_said(linted, pl_diags_get(found, i)), all);
    for (uint32_t f = 0; f < PL_COUNT(paths); f++)
        for (size_t i = 0; i < pl_diags_count(l->files.at[f].shape); i++) {
            const pl_diag *d = pl_diags_get(l->files.at[f].shape, i);
            check_one(d, !is_said(linted, d) && !starts_there(found, d), all);
        }
    for (size_t i = 0; i < pl_diags_count(linted); i++)
        check_one(pl_diags_get(linted, i), true, all);
    pl_buf_done(&lines);
    pl_diags_free(found);
    pl_diags_free(linted);
    pl_diags_free(out);
    pl_linter_free(l);
}

TEST(two_passes_agree_with_all_pairs)
{
    uint32_t seed = 1;
    for (int round = 0; round < ROUNDS; round++)
        play_round(&seed);
}
