/* What a message of the linter covers: the search in sorted places agrees with a comparison of all
 * pairs, over many messages at random. */
#include "unit/test.h"
#include "base/diag.h"
#include "base/str.h"
#include "check/linter_inner.h"

enum { ROUNDS = 400, MOST = 24, BYTES = 60 };

static uint32_t below(uint32_t *seed, uint32_t n)
{
    *seed = *seed * 1664525u + 1013904223u;
    return (*seed >> 8) % n;
}

/* Lines of six bytes, so that many messages share one. */
static void add_messages(uint32_t *seed, pl_diags *out)
{
    static const char text[] =
        "aaaaa\nbbbbb\nccccc\nddddd\neeeee\nfffff\nggggg\nhhhhh\niiiii\njjjjj\n";
    static const pl_str paths[] = { PL_S("/m/a.pp"), PL_S("/m/b.pp") };
    for (size_t i = 0; i < PL_COUNT(paths); i++) {
        pl_diags_begin(out, paths[i], pl_str_cstr(text));
        for (uint32_t n = below(seed, MOST / 2); n; n--) {
            uint32_t start = below(seed, BYTES), end = start + below(seed, 14);
            pl_diag_add(out, below(seed, 3) ? PL_ERROR : PL_WARNING,
                        below(seed, 4) ? PL_DIAG_OTHER : PL_DIAG_INVALID_REFERENCE,
                        (pl_range){ start, end < BYTES ? end : BYTES }, "what", NULL);
        }
        pl_diags_end(out);
    }
}

/* By the words of linter_inner.h. */
static bool says(const pl_diag *own, const pl_diag *d)
{
    bool over = own->start.byte <= d->end.byte && d->start.byte <= own->end.byte;
    bool one_line = d->start.line == d->end.line && own->start.line == d->start.line;
    return pl_str_eq(own->path, d->path) &&
           (own->start.byte == d->start.byte ||
            (over && (one_line || d->code == PL_DIAG_INVALID_REFERENCE)));
}

static void compare(const pl_diags *known, const pl_diag *d, unsigned severities)
{
    pl_lint_places places = pl_lint_places__of(known, severities);
    bool covered = false, there = false;
    for (size_t i = 0; i < pl_diags_count(known); i++) {
        const pl_diag *own = pl_diags_get(known, i);
        if (!(severities >> own->severity & 1))
            continue;
        covered |= says(own, d);
        there |= own->start.byte == d->start.byte && pl_str_eq(own->path, d->path);
    }
    CHECK_INT(pl_lint_places__cover(&places, d), covered, "covered");
    CHECK_INT(pl_lint_places__have(&places, d), there, "there");
    pl_lint_places__done(&places);
}

TEST(search_agrees_with_all_pairs)
{
    uint32_t seed = 1;
    for (int round = 0; round < ROUNDS; round++) {
        pl_diags *known = pl_diags_new(), *asked = pl_diags_new();
        add_messages(&seed, known);
        add_messages(&seed, asked);
        for (size_t i = 0; i < pl_diags_count(asked); i++)
            for (unsigned severities = 1; severities < 4; severities++)
                compare(known, pl_diags_get(asked, i), severities);
        pl_diags_free(known);
        pl_diags_free(asked);
    }
}

TEST(messages_without_a_place_cover_nothing)
{
    pl_diags *known = pl_diags_new(), *asked = pl_diags_new();
    pl_diag_plain(known, PL_ERROR, PL_DIAG_OTHER, "nowhere");
    pl_diags_begin(asked, PL_S("/m/a.pp"), PL_S("aaa"));
    pl_diag_add(asked, PL_ERROR, PL_DIAG_OTHER, (pl_range){ 0, 1 }, "what", NULL);
    pl_diags_end(asked);
    compare(known, pl_diags_get(asked, 0), 1u << PL_ERROR);
    pl_diags_free(known);
    pl_diags_free(asked);
}
