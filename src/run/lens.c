/* lens.c - how a review classifies one row: exempted, new, shown. */
#include "base/str.h"
#include "run/review.h"

bool pl_row__is_failing(uint8_t status)
{
    return status == PL_ROW_ALARM || status == PL_ROW_ERROR;
}

static pl_row_change change_of(const pl_finding *before, bool failing)
{
    if (failing)
        return before ? PL_CHANGE_UNCHANGED : PL_CHANGE_NEW;
    return before && !before->failing ? PL_CHANGE_FIXED : PL_CHANGE_NONE;
}

pl_str pl_review__today(const pl_review *review)
{
    return pl_str_cstr(review->today);
}

/* The exemption that applies to a row, even if it has expired; NULL: none. */
pl_exemption *pl_lens__exemption(const pl_lens *lens, const pl_check_row *row, pl_buf *scratch)
{
    const pl_review *review = lens->review;
    if (!review->exempting || !pl_row__is_failing(row->status))
        return NULL;
    return pl_exemptions_find(&review->exemptions, lens->run->name, lens->run->tally->control_id,
                              row->resource, pl_review__today(review), scratch);
}

pl_finding *pl_lens__find_baseline_finding(const pl_lens *lens, const pl_check_row *row,
                                           pl_buf *scratch)
{
    if (lens->control < 0)
        return NULL;
    return pl_baseline_find(&lens->review->baseline, (uint32_t)lens->control, row, scratch);
}

bool pl_lens_shows(const pl_lens *lens, pl_check_row *row, pl_buf *scratch)
{
    const pl_review *review = lens->review;
    const pl_exemption *x = pl_lens__exemption(lens, row, scratch);
    row->exemption = x && pl_exemption_holds(x, pl_review__today(review)) ? x : NULL;
    row->change = PL_CHANGE_NONE;
    if (review->compared)
        row->change = (uint8_t)change_of(pl_lens__find_baseline_finding(lens, row, scratch),
                                         pl_row__is_failing(row->status));
    return review->statuses & (row->exemption ? (unsigned)PL_SHOW_EXEMPTED : 1u << row->status);
}

pl_row_change pl_run_change(const pl_node *run)
{
    const pl_lens *lens = run->tally->rows.lens;
    pl_check_row row = { .status = PL_ROW_ERROR };
    pl_buf scratch = { 0 };
    if (!lens || !lens->review->compared)
        return PL_CHANGE_NONE;
    pl_row_change change = change_of(pl_lens__find_baseline_finding(lens, &row, &scratch), true);
    pl_buf_done(&scratch);
    return change;
}

/* ---- severities, and what was found out, for people */

static bool equal_folded(pl_str a, pl_str b)
{
    bool same = a.len == b.len;

    for (size_t i = 0; i < a.len && same; i++)
        same = (a.ptr[i] >= 'A' && a.ptr[i] <= 'Z' ? a.ptr[i] + 32 : a.ptr[i]) == b.ptr[i];
    return same;
}

pl_check_severity pl_check_severity_find(pl_str word)
{
    static const pl_str words[] = {
        { "none", 4 }, { "low", 3 }, { "medium", 6 }, { "high", 4 }, { "critical", 8 }
    };

    for (size_t i = PL_SEVERITY_LOW; i < PL_COUNT(words); i++)
        if (equal_folded(word, words[i]))
            return (pl_check_severity)i;
    return PL_SEVERITY_NONE;
}

pl_str pl_row_change_name(pl_row_change change)
{
    static const pl_str names[] = { { "", 0 }, { "new", 3 }, { "unchanged", 9 }, { "fixed", 5 } };
    return names[change];
}

void pl_row_put_compared_reason(pl_buf *out, const pl_check_row *row)
{
    if (row->change)
        pl_buf_printf(out, "[%.*s] ", PL_FMT(pl_row_change_name((pl_row_change)row->change)));
    pl_buf_str(out, row->reason);
}

void pl_row_put_reason(pl_buf *out, const pl_check_row *row)
{
    const pl_exemption *x = row->exemption;
    pl_row_put_compared_reason(out, row);
    if (x)
        pl_buf_printf(out, "%s(exempted%s%.*s: %.*s)", row->reason.len ? " " : "",
                      x->until.len ? " until " : "", PL_FMT(x->until), PL_FMT(x->reason));
}
