/* review_open.c - making a review from options and files, and its summary at the end. */
#include "base/diag.h"
#include "base/alloc.h"
#include "base/file.h"
#include "base/oom.h"
#include "base/sized.h"
#include "run/check.h"
#include "run/detection.h"
#include "run/review.h"
#include <errno.h>

/* ---- options that are words */

static bool take_statuses(pl_review *review, const pl_review_options *o, pl_diags *diags)
{
    pl_row_status status;
    bool ok = true;
    if (o->n_statuses)
        review->statuses = 0;
    for (size_t i = 0; i < o->n_statuses; i++) {
        if (pl_str_eq(o->statuses[i], PL_S("exempted")))
            review->statuses |= PL_SHOW_EXEMPTED;
        else if (pl_row_status_find(o->statuses[i], &status))
            review->statuses |= 1u << status;
        else
            ok = false;
        if (!ok) {
            pl_diag_plain(diags, PL_ERROR, PL_DIAG_INVALID_FLAG,
                          "--status '%.*s' is no status: alarm, error, info, ok, skip or exempted",
                          PL_FMT(o->statuses[i]));
            return false;
        }
    }
    return true;
}

static bool take_severities(pl_review *review, const pl_review_options *o, pl_diags *diags)
{
    for (size_t i = 0; i < o->n_severities; i++) {
        pl_check_severity s = pl_check_severity_find(o->severities[i]);
        if (s == PL_SEVERITY_NONE && !pl_str_same(o->severities[i], PL_S("none"))) {
            pl_diag_plain(diags, PL_ERROR, PL_DIAG_INVALID_FLAG,
                          "--severity '%.*s' is no severity: critical, high, medium, low or none",
                          PL_FMT(o->severities[i]));
            return false;
        }
        review->severities |= 1u << s;
    }
    return true;
}

static void put_words(pl_buf *out, const char *flag, const pl_str *words, size_t n)
{
    for (size_t i = 0; i < n; i++)
        pl_buf_printf(out, "%s%s%.*s",
                      i          ? ","
                      : out->len ? " "
                                 : "",
                      i ? "" : flag, PL_FMT(words[i]));
}

static void keep_words(pl_review *review, const pl_review_options *o)
{
    pl_buf text = { 0 };
    put_words(&text, "--status ", o->statuses, o->n_statuses);
    put_words(&text, "--severity ", o->severities, o->n_severities);
    review->asked = pl_arena_str(&review->arena, pl_buf_view(&text));
    pl_buf_done(&text);
}

static bool take_grouping(pl_review *review, const pl_review_options *o, pl_diags *diags)
{
    pl_str text = pl_arena_str(&review->arena, o->group_by);
    review->grouped = text.len > 0;
    if (!text.len || pl_grouping_parse(text, &review->grouping))
        return true;
    pl_diag_plain(diags, PL_ERROR, PL_DIAG_INVALID_FLAG,
                  "--group-by '%.*s' is neither dimension:NAME nor tag:KEY", PL_FMT(text));
    return false;
}

/* ---- files */

typedef bool parse_fn(void *out, pl_str path, pl_str text, pl_diags *diags);

static bool parse_baseline(void *out, pl_str path, pl_str text, pl_diags *diags)
{
    return pl_baseline_parse(out, path, text, diags);
}

static bool parse_exemptions(void *out, pl_str path, pl_str text, pl_diags *diags)
{
    return pl_exemptions_parse(out, path, text, diags);
}

static bool read_file(pl_review *review, const char *what, pl_str path, parse_fn *parse, void *out,
                      pl_diags *diags)
{
    pl_reader reader = { 0 };
    pl_view view = { 0 };
    pl_str name = pl_arena_str(&review->arena, path); /* with a NUL at its end */
    int error = pl_view_open(&reader, name.ptr, &view);
    bool large = error == EFBIG;
    bool ok = !error && parse(out, name, pl_view_str(&view), diags);
    if (large)
        pl_diag_plain(diags, PL_ERROR, PL_DIAG_TOO_LARGE,
                      "the %s '%.*s' is %s; compare the benchmarks in it one by one", what,
                      PL_FMT(path), pl_file_reason(error));
    else if (error)
        pl_diag_plain(diags, PL_ERROR, PL_DIAG_CANNOT_READ, "cannot read the %s '%.*s': %s", what,
                      PL_FMT(path), pl_file_reason(error));
    if (!pl_view_close(&view) && ok) {
        pl_diag_plain(diags, PL_ERROR, PL_DIAG_CHANGED, "the %s '%.*s' changed while it was read",
                      what, PL_FMT(path));
        ok = false;
    }
    pl_reader_done(&reader);
    return ok;
}

pl_review *pl_review_open_sized(size_t size, const pl_review_options *options, pl_diags *diags)
{
    pl_review_options known;
    options = pl_sized_options(&known, sizeof known, options, size);
    PL_OWN_DIAGS(diags);
    static const pl_review_options none;
    options = options ? options : &none;
    pl_review *review = pl_mem_zalloc(sizeof *review);
    review->statuses = PL_SHOW_ALL;
    review->compared = options->baseline.len > 0;
    review->exempting = options->exemptions.len > 0;
    pl_exemptions_today(review->today);
    keep_words(review, options);
    bool ok = take_statuses(review, options, diags) && take_severities(review, options, diags) &&
              take_grouping(review, options, diags);
    if (ok && options->baseline_text.len)
        ok = pl_baseline_parse(&review->baseline, options->baseline, options->baseline_text, diags);
    else if (ok && review->compared)
        ok = read_file(review, "baseline", options->baseline, parse_baseline, &review->baseline,
                       diags);
    if (ok && review->exempting)
        ok = read_file(review, "exemptions", options->exemptions, parse_exemptions,
                       &review->exemptions, diags);
    if (ok)
        return review;
    pl_review_free(review, NULL);
    return NULL;
}

/* ---- the summary */

static const char *plural(uint64_t n)
{
    return n == 1 ? "" : "s";
}

static void warn_of_exemptions(const pl_exemptions *e, pl_diags *diags)
{
    for (size_t i = 0; i < e->list.n; i++) {
        const pl_exemption *x = &e->list.at[i];
        if (x->expired)
            pl_diag_plain(diags, PL_WARNING, PL_DIAG_EXPIRED_EXEMPTION,
                          "%.*s:%u: the exemption of %.*s, '%.*s', expired on %.*s: %llu result%s "
                          "that it was for fail%s again",
                          PL_FMT(e->path), x->line, PL_FMT(x->control), PL_FMT(x->resource),
                          PL_FMT(x->until), (unsigned long long)x->expired, plural(x->expired),
                          x->expired == 1 ? "s" : "");
        else if (!x->known)
            pl_diag_plain(diags, PL_WARNING, PL_DIAG_UNUSED_EXEMPTION,
                          "%.*s:%u: the exemption of %.*s matches no control that ran",
                          PL_FMT(e->path), x->line, PL_FMT(x->control));
        else if (!x->applied)
            pl_diag_plain(diags, PL_WARNING, PL_DIAG_UNUSED_EXEMPTION,
                          "%.*s:%u: the exemption of %.*s, '%.*s', matches no result that failed",
                          PL_FMT(e->path), x->line, PL_FMT(x->control), PL_FMT(x->resource));
    }
}

void pl_review_free(pl_review *review, pl_diags *diags)
{
    if (!review)
        return;
    if (diags)
        warn_of_exemptions(&review->exemptions, diags);
    pl_baseline_done(&review->baseline);
    pl_exemptions_done(&review->exemptions);
    pl_arena_done(&review->arena);
    pl_mem_free(review);
}

/* ---- the findings of one check */

void pl_review_put_finding(const pl_reviewed *r, const pl_finding *f, pl_buf *out)
{
    pl_buf_str(out, r->runs[f->control]->tally->control_id);
    if (f->resource.len) {
        pl_buf_byte(out, ' ');
        pl_buf_str(out, f->resource);
    }
    for (uint32_t i = 0; i < f->n_dimensions; i++)
        pl_buf_printf(out, "%s%.*s: %.*s%s", i ? ", " : " (", PL_FMT(f->dimensions[i].key),
                      PL_FMT(f->dimensions[i].value), i + 1 == f->n_dimensions ? ")" : "");
}

static void put_compared(const pl_reviewed *r, bool fixed, pl_buf *out)
{
    pl_buf_printf(out, "Baseline %.*s: %u new, %u unchanged, %u fixed",
                  PL_FMT(r->review->baseline.path), r->n_new, r->n_unchanged, r->n_fixed);
    if (r->n_lost)
        pl_buf_printf(out, "; %u of controls that did not run to their end", r->n_lost);
    pl_buf_byte(out, '\n');
    for (uint32_t i = 0; fixed && i < r->n_fixed; i++) {
        pl_buf_cstr(out, "  fixed: ");
        pl_review_put_finding(r, r->fixed[i], out);
        pl_buf_byte(out, '\n');
    }
}

void pl_review_lines(const pl_reviewed *r, bool fixed, pl_buf *out)
{
    if (!r)
        return;
    if (r->review->compared)
        put_compared(r, fixed, out);
    if (r->exempted)
        pl_buf_printf(out, "Exempted by %.*s: %llu result%s\n", PL_FMT(r->review->exemptions.path),
                      (unsigned long long)r->exempted, plural(r->exempted));
    if (r->hidden)
        pl_buf_printf(out, "Not shown: %llu result%s (%.*s)\n", (unsigned long long)r->hidden,
                      plural(r->hidden), PL_FMT(r->review->asked));
}

void pl_review_detection_line(const pl_detections *d, pl_buf *out)
{
    if (d->hidden_leaves)
        pl_buf_printf(out, "Not shown: %llu row%s of %u detection%s (%.*s)\n",
                      (unsigned long long)d->hidden, plural(d->hidden), d->hidden_leaves,
                      plural(d->hidden_leaves), PL_FMT(d->review->asked));
}

static bool write_notes(const pl_check *check, pl_write_fn *write, void *ctx)
{
    pl_buf text = { 0 };
    if (check->detections)
        pl_review_detection_line(check->detections, &text);
    else
        pl_review_lines(check->tree->reviewed, false, &text);
    bool ok = !text.len || write(ctx, pl_buf_view(&text));
    pl_buf_done(&text);
    return ok;
}

bool pl_check_write_notes(const pl_check *check, pl_write_fn *write, void *ctx)
{
    if (!check)
        return false;
    pl_oom_scope scope;
    pl_oom_begin(&scope);
    bool ok = write_notes(check, write, ctx);
    return !pl_oom_end_reported(&scope, NULL) && ok;
}

/* ---- detections */

bool pl_review_suits(const pl_review *review, pl_diags *diags)
{
    const char *flag = NULL;
    if (!review)
        return true;
    if (review->statuses != PL_SHOW_ALL)
        flag = "status";
    else if (review->compared)
        flag = "baseline";
    else if (review->exempting)
        flag = "exemptions";
    else if (review->grouped)
        flag = "group-by";
    if (flag)
        pl_diag_plain(diags, PL_ERROR, PL_DIAG_INVALID_FLAG,
                      "--%s is for controls: rows of detections have no statuses", flag);
    return !flag;
}
