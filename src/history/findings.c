/* findings.c - spans that begin, end or go on. */
#include "history/findings.h"
#include "base/str.h"
#include "run/tree.h"
#include <stdlib.h>

static pl_finding_key key_of(pl_identity id)
{
    pl_finding_key key;
    for (int i = 0; i < 16; i++) {
        unsigned shift = 60u - 4u * (unsigned)i;
        key.digits[i] = "0123456789abcdef"[id.high >> shift & 15];
        key.digits[16 + i] = "0123456789abcdef"[id.low >> shift & 15];
    }
    return key;
}

static pl_str key_text(const pl_finding_key *key)
{
    return (pl_str){ key->digits, sizeof key->digits };
}

/* ---- what the store has */

static bool take_span(void *ctx, const pl_sql_arg *row)
{
    pl_findings *f = ctx;
    pl_span_now *span = pl_vec_add(&f->now);
    *span = (pl_span_now){ .finding = row[0].n,
                           .from_run = row[2].n,
                           .status = pl_arena_str(&f->arena, row[3].text),
                           .reason = pl_arena_str(&f->arena, row[4].text),
                           .exempted_until = pl_arena_str(&f->arena, row[5].text),
                           .exemption = pl_arena_str(&f->arena, row[6].text) };
    if (row[1].text.len == sizeof span->key.digits)
        memcpy(span->key.digits, row[1].text.ptr, sizeof span->key.digits);
    return true;
}

static bool load_spans(pl_findings *f)
{
    f->now.n = 0;
    pl_map_clear(&f->by_key);
    if (!PL_SQL_RUN(f->sql,
                    "SELECT f.id, f.identity, s.from_run, s.status, s.reason, s.exempted_until, "
                    "s.exemption FROM finding f JOIN span s ON s.finding_id = f.id AND s.to_run IS "
                    "NULL WHERE f.scope_id = $1 AND f.control_id = $2",
                    take_span, f, pl_sql_int(f->scope), pl_sql_int(f->control)))
        return false;
    for (size_t i = 0; i < f->now.n; i++) /* they no longer move */
        pl_map_put(&f->by_key, key_text(&f->now.at[i].key), (uint32_t)i, NULL);
    return true;
}

/* ---- writing */

#define BIGINT(n) "CAST(j.value->>" #n " AS bigint)"

static const pl_batch_table findings_table = {
    "INSERT INTO finding (id, scope_id, control_id, resource, dimensions, identity, first_seen)",
    "bbbtjtb"
};
static const pl_batch_table spans_table = {
    "INSERT INTO span (finding_id, from_run, status, reason, exempted_until, exemption)", "bbtttt"
};

/* Write the new findings. They must be there before the spans that name them. */
static bool send_added(pl_findings *f)
{
    return pl_batch_insert(&f->added, f->sql, &findings_table);
}

/* Write the new spans, after the new findings to which they belong. */
static bool send_begun(pl_findings *f)
{
    return send_added(f) && pl_batch_insert(&f->begun, f->sql, &spans_table);
}

/* A number for a new finding; 0: an error. Numbers are taken from the database in blocks. All rows
 * that use the numbers of a block are written before the next block is taken. */
static int64_t take_id(pl_findings *f)
{
    if (!f->n_ids) {
        if (!send_added(f) || !pl_sql_take_ids(f->sql, "finding", PL_COUNT(f->ids), f->ids))
            return 0;
        f->n_ids = PL_COUNT(f->ids);
    }
    return f->ids[PL_COUNT(f->ids) - f->n_ids--];
}

/* Set the end of spans that end with this run. The spans that begin in their place are in
 * `begun`. */
static bool send_ended(pl_findings *f)
{
    return !f->ended.n ||
           PL_SQL_RUN(f->sql,
                      "UPDATE span SET to_run = CAST($2 AS bigint) FROM {rows} WHERE "
                      "span.finding_id = " BIGINT(0) " AND span.from_run = " BIGINT(1),
                      NULL, NULL, pl_batch_take(&f->ended), pl_sql_int(f->run));
}

static bool send_changed(pl_findings *f)
{
    return !f->changed.n ||
           PL_SQL_RUN(f->sql,
                      "UPDATE span SET reason = j.value->>2, exempted_until = j.value->>3, "
                      "exemption = j.value->>4 FROM {rows} WHERE span.finding_id = " BIGINT(
                          0) " AND span.from_run = " BIGINT(1),
                      NULL, NULL, pl_batch_take(&f->changed));
}

/* A finding that is gone was seen last by the run before that covered its control; one that is back
 * has been seen by all runs since. */
static bool send_gone(pl_findings *f)
{
    return !f->gone.n ||
           PL_SQL_RUN(f->sql,
                      "UPDATE finding SET last_seen = CASE WHEN CAST(j.value->>1 AS integer) = 1 "
                      "THEN (SELECT max(c.run_id) FROM control_run c JOIN run r ON r.id = c.run_id "
                      "WHERE c.control_id = finding.control_id AND r.scope_id = finding.scope_id "
                      "AND c.run_id < CAST($2 AS bigint) AND c.run_error IS NULL) END FROM {rows} "
                      "WHERE finding.id = " BIGINT(0),
                      NULL, NULL, pl_batch_take(&f->gone), pl_sql_int(f->run));
}

static bool send_if_full(pl_findings *f, const pl_batch *batch, bool (*send)(pl_findings *f))
{
    if (pl_batch_is_full(batch) && !send(f))
        f->failed = true;
    return !f->failed;
}

static bool is_gone(const pl_span_now *span)
{
    return pl_str_eq(span->status, PL_S("gone"));
}

static bool mark_gone(pl_findings *f, const pl_span_now *span, bool gone)
{
    pl_batch_int(&f->gone, span->finding);
    pl_batch_int(&f->gone, gone);
    pl_batch_end_row(&f->gone);
    return send_if_full(f, &f->gone, send_gone);
}

/* The dimensions as JSON, {"region":"south"}, sorted by key; of two with one key the last counts.
 */
static pl_str dimensions_json(pl_findings *f, const pl_history_result *result)
{
    const pl_dimension **at = pl_mem_alloc((result->n_dimensions + 1) * sizeof *at);
    uint32_t n = pl_identity_dimensions(result->dimensions, result->n_dimensions, at);
    pl_jsonw w;
    f->dimensions.len = 0;
    pl_jsonw_init(&w, &f->dimensions, 0, false);
    pl_jsonw_open(&w, '{');
    for (uint32_t i = 0; i < n; i++) {
        f->scratch.len = 0;
        pl_batch_clean(at[i]->key, &f->scratch);
        pl_jsonw_key(&w, pl_buf_view(&f->scratch));
        f->scratch.len = 0;
        pl_batch_clean(at[i]->value, &f->scratch);
        pl_jsonw_str(&w, pl_buf_view(&f->scratch));
    }
    pl_jsonw_close(&w, '}');
    pl_mem_free(at);
    return pl_buf_view(&f->dimensions);
}

/* ---- one result */

static bool begin_span(pl_findings *f, int64_t finding, pl_str status,
                       const pl_history_result *result)
{
    pl_batch_int(&f->begun, finding);
    pl_batch_int(&f->begun, f->run);
    pl_batch_text(&f->begun, status);
    pl_batch_text(&f->begun, result->reason);
    pl_batch_text_or_null(&f->begun, result->exempted_until);
    pl_batch_text_or_null(&f->begun, result->exemption);
    pl_batch_end_row(&f->begun);
    return send_if_full(f, &f->begun, send_begun);
}

static bool add_finding(pl_findings *f, const pl_finding_key *key, const pl_history_result *result)
{
    int64_t id = take_id(f);
    if (!id) {
        f->failed = true;
        return false;
    }
    pl_batch_int(&f->added, id);
    pl_batch_int(&f->added, f->scope);
    pl_batch_int(&f->added, f->control);
    pl_batch_text(&f->added, result->resource);
    pl_batch_text(&f->added, dimensions_json(f, result));
    pl_batch_text(&f->added, key_text(key));
    pl_batch_int(&f->added, f->run);
    pl_batch_end_row(&f->added);
    return send_if_full(f, &f->added, send_added) &&
           begin_span(f, id, pl_row_status_name(result->status), result);
}

static bool replace_span(pl_findings *f, const pl_span_now *span, pl_str status,
                         const pl_history_result *result)
{
    pl_batch_int(&f->ended, span->finding);
    pl_batch_int(&f->ended, span->from_run);
    pl_batch_end_row(&f->ended);
    return send_if_full(f, &f->ended, send_ended) && begin_span(f, span->finding, status, result);
}

static bool change_span(pl_findings *f, const pl_span_now *span, const pl_history_result *result)
{
    pl_batch_int(&f->changed, span->finding);
    pl_batch_int(&f->changed, span->from_run);
    pl_batch_text(&f->changed, result->reason);
    pl_batch_text_or_null(&f->changed, result->exempted_until);
    pl_batch_text_or_null(&f->changed, result->exemption);
    pl_batch_end_row(&f->changed);
    return send_if_full(f, &f->changed, send_changed);
}

static bool meet_result(pl_findings *f, pl_identity id, const pl_history_result *result)
{
    pl_finding_key key = key_of(id);
    pl_str status = pl_row_status_name(result->status);
    uint32_t at;
    if (!pl_map_find(&f->by_key, key_text(&key), &at))
        return add_finding(f, &key, result);
    pl_span_now *span = &f->now.at[at];
    span->met = true;
    if (!pl_str_eq(span->status, status))
        return replace_span(f, span, status, result) &&
               (!is_gone(span) || mark_gone(f, span, false));
    if (pl_str_eq(span->reason, result->reason) &&
        pl_str_eq(span->exempted_until, result->exempted_until) &&
        pl_str_eq(span->exemption, result->exemption))
        return true;
    return change_span(f, span, result);
}

static bool end_missing(pl_findings *f)
{
    const pl_history_result nothing = { 0 };
    for (size_t i = 0; i < f->now.n && !f->failed; i++) {
        const pl_span_now *span = &f->now.at[i];
        if (!span->met && !is_gone(span) && replace_span(f, span, PL_S("gone"), &nothing))
            mark_gone(f, span, true);
    }
    return !f->failed;
}

/* ---- results that equal another one: numbered in the order of status and reason, so that the
 * order of the rows is of no importance */

static int order_identities(const void *a, const void *b)
{
    const pl_identity *x = a, *y = b;
    if (x->high != y->high)
        return x->high < y->high ? -1 : 1;
    return x->low == y->low ? 0 : x->low < y->low ? -1 : 1;
}

static pl_identity identity_of(pl_findings *f, const pl_history_result *r, uint32_t ordinal)
{
    return pl_identity_of(r->resource, r->dimensions, r->n_dimensions, ordinal, &f->scratch);
}

static bool note_identity(void *ctx, const pl_history_result *result)
{
    pl_findings *f = ctx;
    pl_vec_push(&f->all, identity_of(f, result, 0));
    return true;
}

static void find_doubled(pl_findings *f)
{
    f->doubled.n = 0;
    if (f->all.n)
        qsort(f->all.at, f->all.n, sizeof *f->all.at, order_identities);
    for (size_t i = 1; i < f->all.n; i++)
        if (!order_identities(&f->all.at[i - 1], &f->all.at[i]))
            pl_vec_push(&f->doubled, f->all.at[i]);
}

static bool is_doubled(const pl_findings *f, const pl_identity *id)
{
    return f->doubled.n && bsearch(id, f->doubled.at, f->doubled.n, sizeof *id, order_identities);
}

static void keep_twin(pl_findings *f, pl_identity id, const pl_history_result *r)
{
    pl_dimension *copy = pl_arena_alloc(&f->arena, ((size_t)r->n_dimensions + 1) * sizeof *copy);
    for (uint32_t i = 0; i < r->n_dimensions; i++)
        copy[i] = (pl_dimension){ pl_arena_str(&f->arena, r->dimensions[i].key),
                                  pl_arena_str(&f->arena, r->dimensions[i].value),
                                  { 0 } };
    pl_twin twin = { id,
                     { .status = r->status,
                       .reason = pl_arena_str(&f->arena, r->reason),
                       .resource = pl_arena_str(&f->arena, r->resource),
                       .dimensions = copy,
                       .n_dimensions = r->n_dimensions,
                       .exemption = pl_arena_str(&f->arena, r->exemption),
                       .exempted_until = pl_arena_str(&f->arena, r->exempted_until) } };
    pl_vec_push(&f->twins, twin);
}

static bool take_result(void *ctx, const pl_history_result *result)
{
    pl_findings *f = ctx;
    pl_identity id = identity_of(f, result, 0);
    if (!is_doubled(f, &id))
        return meet_result(f, id, result);
    keep_twin(f, id, result);
    return true;
}

static int order_twins(const void *a, const void *b)
{
    const pl_twin *x = a, *y = b;
    int order = order_identities(&x->of, &y->of);
    if (!order)
        order = (int)x->result.status - (int)y->result.status;
    return order ? order : pl_str_cmp(x->result.reason, y->result.reason);
}

static bool meet_twins(pl_findings *f)
{
    uint32_t ordinal = 0;
    if (f->twins.n)
        qsort(f->twins.at, f->twins.n, sizeof *f->twins.at, order_twins);
    for (size_t i = 0; i < f->twins.n && !f->failed; i++) {
        const pl_twin *twin = &f->twins.at[i];
        bool first = !i || order_identities(&twin[-1].of, &twin->of) != 0;
        ordinal = first ? 0 : ordinal + 1;
        meet_result(f, identity_of(f, &twin->result, ordinal), &twin->result);
    }
    return !f->failed;
}

/* ---- one control */

bool pl_findings_add(pl_findings *f, int64_t control, const pl_recorded_run *record, uint32_t i)
{
    f->control = control;
    pl_arena_reset(&f->arena);
    f->all.n = f->twins.n = 0;
    if (!load_spans(f))
        return false;
    record->results(record->ctx, i, note_identity, f);
    find_doubled(f);
    record->results(record->ctx, i, take_result, f);
    return !f->failed && meet_twins(f) && end_missing(f);
}

bool pl_findings_end(pl_findings *f)
{
    return send_ended(f) && send_begun(f) && send_changed(f) && send_gone(f);
}

void pl_findings_done(pl_findings *f)
{
    pl_vec_done(&f->now);
    pl_map_done(&f->by_key);
    pl_vec_done(&f->all);
    pl_vec_done(&f->doubled);
    pl_vec_done(&f->twins);
    pl_batch_done(&f->added);
    pl_batch_done(&f->begun);
    pl_batch_done(&f->ended);
    pl_batch_done(&f->changed);
    pl_batch_done(&f->gone);
    pl_buf_done(&f->scratch);
    pl_buf_done(&f->dimensions);
    pl_arena_done(&f->arena);
}
