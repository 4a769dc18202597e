/* document.c - writes and reads the JSON document of a run. */
#include "history/document.h"
#include "base/assert.h"
#include "base/jsonw.h"
#include "base/str.h"
#include "value/json.h"

enum { VERSION = 1 };

/* ---- the texts of a run, which both directions name once */

typedef struct text_field {
    const char *name;
    size_t at; /* of a pl_str in its struct */
} text_field;

#define RUN_TEXT(name)                                                                             \
    {                                                                                              \
#name, offsetof(pl_recorded_run, name)                                                     \
    }
static const text_field run_texts[] = {
    RUN_TEXT(workspace), RUN_TEXT(database), RUN_TEXT(search_path), RUN_TEXT(scope),
    RUN_TEXT(target),    RUN_TEXT(status),   RUN_TEXT(started_at),  RUN_TEXT(ended_at),
    RUN_TEXT(command),   RUN_TEXT(host),     RUN_TEXT(run_by),      RUN_TEXT(mod_version),
    RUN_TEXT(commit_id), RUN_TEXT(labels),
};
#define CONTROL_TEXT(name)                                                                         \
    {                                                                                              \
#name, offsetof(pl_history_control, name)                                                  \
    }
static const text_field control_texts[] = { CONTROL_TEXT(name), CONTROL_TEXT(title),
                                            CONTROL_TEXT(severity), CONTROL_TEXT(tags),
                                            CONTROL_TEXT(run_error) };
#define BENCHMARK_TEXT(name)                                                                       \
    {                                                                                              \
#name, offsetof(pl_history_benchmark, name)                                                \
    }
static const text_field benchmark_texts[] = { BENCHMARK_TEXT(name), BENCHMARK_TEXT(title),
                                              BENCHMARK_TEXT(parent) };

/* ---- writing */

static void put_texts(pl_jsonw *w, const void *from, const text_field *fields, size_t n)
{
    for (size_t i = 0; i < n; i++)
        pl_jsonw_member(w, fields[i].name, *(const pl_str *)((const char *)from + fields[i].at));
}

static void put_counts(pl_jsonw *w, const pl_history_counts *counts)
{
    pl_jsonw_begin(w, "counts", '[');
    for (int i = 0; i < PL_ROW_STATUSES; i++)
        pl_jsonw_int(w, counts->of[i]);
    pl_jsonw_int(w, counts->exempted);
    pl_jsonw_close(w, ']');
}

static bool put_result(void *ctx, const pl_history_result *r)
{
    pl_jsonw *w = ctx;
    pl_jsonw_open(w, '[');
    pl_jsonw_str(w, pl_row_status_name((pl_row_status)r->status));
    pl_jsonw_str(w, r->reason);
    pl_jsonw_str(w, r->resource);
    pl_jsonw_open(w, '[');
    for (uint32_t i = 0; i < r->n_dimensions; i++) {
        pl_jsonw_open(w, '[');
        pl_jsonw_str(w, r->dimensions[i].key);
        pl_jsonw_str(w, r->dimensions[i].value);
        pl_jsonw_close(w, ']');
    }
    pl_jsonw_close(w, ']');
    pl_jsonw_str(w, r->exemption);
    pl_jsonw_str(w, r->exempted_until);
    pl_jsonw_close(w, ']');
    return true;
}

static void put_control(pl_jsonw *w, const pl_recorded_run *run, uint32_t i)
{
    const pl_history_control *c = &run->controls[i];
    pl_jsonw_open(w, '{');
    put_texts(w, c, control_texts, PL_COUNT(control_texts));
    put_counts(w, &c->counts);
    pl_jsonw_member_int(w, "duration_ms", (int64_t)c->duration_ms);
    pl_jsonw_member_bool(w, "complete", c->complete);
    pl_jsonw_begin(w, "results", '[');
    run->results(run->ctx, i, put_result, w);
    pl_jsonw_end(w, "]}");
}

static void put_benchmark(pl_jsonw *w, const pl_history_benchmark *b)
{
    pl_jsonw_open(w, '{');
    put_texts(w, b, benchmark_texts, PL_COUNT(benchmark_texts));
    put_counts(w, &b->counts);
    pl_jsonw_close(w, '}');
}

void pl_document_write(const pl_recorded_run *run, pl_buf *out)
{
    pl_jsonw w;
    pl_jsonw_init(&w, out, 0, false);
    pl_jsonw_open(&w, '{');
    pl_jsonw_member_int(&w, "pipelite_run", VERSION);
    put_texts(&w, run, run_texts, PL_COUNT(run_texts));
    pl_jsonw_member_bool(&w, "dirty", run->dirty);
    put_counts(&w, &run->counts);
    pl_jsonw_begin(&w, "controls", '[');
    for (uint32_t i = 0; i < run->n_controls; i++)
        put_control(&w, run, i);
    pl_jsonw_close(&w, ']');
    pl_jsonw_begin(&w, "benchmarks", '[');
    for (uint32_t i = 0; i < run->n_benchmarks; i++)
        put_benchmark(&w, &run->benchmarks[i]);
    pl_jsonw_close(&w, ']');
    pl_jsonw_begin(&w, "members", '[');
    for (uint32_t i = 0; i < run->n_members; i++) {
        pl_jsonw_open(&w, '[');
        pl_jsonw_int(&w, run->members[i].benchmark);
        pl_jsonw_int(&w, run->members[i].control);
        pl_jsonw_close(&w, ']');
    }
    pl_jsonw_end(&w, "]}");
    pl_buf_byte(out, '\n');
}

/* ---- reading */

static void get_texts(const pl_json *node, void *to, const text_field *fields, size_t n)
{
    for (size_t i = 0; i < n; i++)
        *(pl_str *)((char *)to + fields[i].at) = pl_json_text(pl_json_get(node, fields[i].name));
}

static uint32_t get_count(const pl_json *node)
{
    int64_t n = 0;
    return pl_json_int(node, &n) && n > 0 && n <= INT32_MAX ? (uint32_t)n : 0;
}

static bool is_true(const pl_json *node)
{
    return pl_json_is(node, PL_JSON_BOOL) && node->truth;
}

static void get_counts(const pl_json *node, pl_history_counts *to)
{
    const pl_json *n = pl_json_first(pl_json_get(node, "counts"));
    for (int i = 0; i < PL_ROW_STATUSES && n; i++, n = n->next)
        to->of[i] = get_count(n);
    to->exempted = n ? get_count(n) : 0;
}

static uint32_t length_of(const pl_json *list)
{
    return pl_json_is(list, PL_JSON_ARRAY) ? list->n : 0;
}

static pl_dimension *get_dimensions(pl_arena *arena, const pl_json *list, uint32_t *n)
{
    pl_dimension *all = pl_arena_alloc(arena, ((size_t)length_of(list) + 1) * sizeof *all);
    *n = 0;
    for (const pl_json *d = length_of(list) ? pl_json_first(list) : NULL; d; d = d->next) {
        const pl_json *key = pl_json_first(d);
        all[(*n)++] =
            (pl_dimension){ pl_json_text(key), pl_json_text(key ? key->next : NULL), { 0 } };
    }
    return all;
}

/* Read a result: its six values. False: it is none. */
static bool get_result(pl_arena *arena, const pl_json *node, pl_history_result *to)
{
    const pl_json *at[6], *value = pl_json_first(node);
    pl_row_status status;
    for (size_t i = 0; i < PL_COUNT(at); i++, value = value->next) {
        if (!value)
            return false;
        at[i] = value;
    }
    if (!pl_row_status_find(pl_json_text(at[0]), &status))
        return false;
    *to = (pl_history_result){ .status = (uint8_t)status,
                               .reason = pl_json_text(at[1]),
                               .resource = pl_json_text(at[2]),
                               .exemption = pl_json_text(at[4]),
                               .exempted_until = pl_json_text(at[5]) };
    to->dimensions = get_dimensions(arena, at[3], &to->n_dimensions);
    return true;
}

static bool get_control(pl_document *d, const pl_json *node, pl_history_control *to,
                        pl_document_results *results)
{
    const pl_json *list = pl_json_get(node, "results");
    int64_t ms = 0;
    get_texts(node, to, control_texts, PL_COUNT(control_texts));
    get_counts(node, &to->counts);
    pl_json_int(pl_json_get(node, "duration_ms"), &ms);
    to->duration_ms = ms > 0 ? (uint64_t)ms : 0;
    to->complete = is_true(pl_json_get(node, "complete"));
    pl_history_result *all = pl_arena_alloc(&d->arena, ((size_t)length_of(list) + 1) * sizeof *all);
    results->at = all;
    for (const pl_json *r = length_of(list) ? pl_json_first(list) : NULL; r; r = r->next)
        if (!get_result(&d->arena, r, &all[results->n++]))
            return false;
    return to->name.len && to->tags.len;
}

static void give_results(void *ctx, uint32_t control, pl_history_result_fn *each, void *each_ctx)
{
    const pl_document_results *r = &((const pl_document *)ctx)->results[control];
    for (uint32_t i = 0; i < r->n; i++)
        if (!each(each_ctx, &r->at[i]))
            return;
}

static bool get_controls(pl_document *d, const pl_json *list)
{
    uint32_t n = length_of(list), i = 0;
    pl_history_control *all = pl_arena_zero(&d->arena, (n + 1) * sizeof *all, 16);
    d->results = pl_arena_zero(&d->arena, (n + 1) * sizeof *d->results, 16);
    for (const pl_json *c = n ? pl_json_first(list) : NULL; c; c = c->next, i++)
        if (!get_control(d, c, &all[i], &d->results[i]))
            return false;
    d->run.controls = all;
    d->run.n_controls = n;
    return true;
}

static void get_benchmarks(pl_document *d, const pl_json *list)
{
    uint32_t n = length_of(list), i = 0;
    pl_history_benchmark *all = pl_arena_zero(&d->arena, (n + 1) * sizeof *all, 16);
    for (const pl_json *b = n ? pl_json_first(list) : NULL; b; b = b->next, i++) {
        get_texts(b, &all[i], benchmark_texts, PL_COUNT(benchmark_texts));
        get_counts(b, &all[i].counts);
    }
    d->run.benchmarks = all;
    d->run.n_benchmarks = n;
}

/* Positions that lead nowhere are dropped. */
static void get_members(pl_document *d, const pl_json *list)
{
    uint32_t n = length_of(list);
    pl_history_member *all = pl_arena_zero(&d->arena, (n + 1) * sizeof *all, 16);
    for (const pl_json *m = n ? pl_json_first(list) : NULL; m; m = m->next) {
        const pl_json *first = pl_json_first(m);
        pl_history_member pair = { get_count(first), get_count(first ? first->next : NULL) };
        if (first && pair.benchmark < d->run.n_benchmarks && pair.control < d->run.n_controls)
            all[d->run.n_members++] = pair;
    }
    d->run.members = all;
}

bool pl_document_read(pl_str text, pl_document *out)
{
    int64_t version = 0;
    const pl_json *root = pl_json_parse(&out->arena, text, NULL);
    if (!pl_json_int(pl_json_get(root, "pipelite_run"), &version) || version != VERSION ||
        !get_controls(out, pl_json_get(root, "controls")))
        return false;
    pl_recorded_run *run = &out->run;
    get_texts(root, run, run_texts, PL_COUNT(run_texts));
    run->dirty = is_true(pl_json_get(root, "dirty"));
    get_counts(root, &run->counts);
    get_benchmarks(out, pl_json_get(root, "benchmarks"));
    get_members(out, pl_json_get(root, "members"));
    run->results = give_results;
    run->ctx = out;
    return run->workspace.len && run->started_at.len && run->ended_at.len && run->labels.len;
}

void pl_document_done(pl_document *document)
{
    pl_arena_done(&document->arena);
}
