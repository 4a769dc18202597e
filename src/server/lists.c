/* lists.c - writes available_dashboards and server_metadata from the index. A benchmark is listed
 * in each of its parents; after the first time its bytes are copied. */
#include "server/lists.h"

#include <assert.h>
#include <string.h>

#include "base/pages.h"
#include "base/sort.h"
#include "base/str.h"
#include "base/vec.h"
#include "server/lists_writer.h"

typedef pl_list_writer writer;

/* A range of the message that can be copied; len 0: nothing was written yet. */
typedef struct piece {
    size_t at, len;
} piece;

/* The parts of a benchmark that are the same wherever it is listed, alone and in each of its
 * parents: its own members and its children. Six mods have 2,288 benchmarks, which are listed in
 * 7,431 places. */
typedef struct pl_list_twice {
    piece head, children;
    bool knows_children; /* `children` is set, perhaps empty; not set while some were left out */
    uint32_t n;          /* copies of benchmarks in `children` */
    uint32_t height;     /* levels of them */
} twice;

void pl_list__begin(writer *w, const pl_listed *what, pl_buf *out)
{
    pl_index_stats stats;
    uint32_t n;

    assert(what->generation);
    *w = (writer){ .what = what, .ix = pl_generation_index(what->generation) };
    pl_jsonw_init(&w->w, out, 0, true);
    pl_index_get_stats(w->ix, &stats);
    w->n_entries = stats.entries;
    w->entries = pl_index_entries(w->ix, &n);
    assert(n == w->n_entries);
    w->name = pl_mem_zeroed((size_t)stats.entries * sizeof *w->name);
}

/* Asserts that everything opened was closed, and that each name is that of its entry. */
static void list__check(const writer *w)
{
    assert(w->w.depth == 0);
    for (uint32_t i = 0; i < w->n_entries; i++)
        assert(!w->name[i].len || w->name[i].len == pl_index_name(w->ix, i, NULL, 0));
    (void)w;
}

void pl_list__end(writer *w)
{
    list__check(w);
    pl_mem_drop(w->name, (size_t)w->n_entries * sizeof *w->name);
    if (w->trunks)
        pl_mem_drop(w->trunks, (size_t)w->n_entries * sizeof *w->trunks);
    if (w->twice)
        pl_mem_drop(w->twice, (size_t)w->n_entries * sizeof *w->twice);
    pl_arena_done(&w->names);
}

pl_str pl_list__name(writer *w, pl_entry_id id)
{
    char name[512];
    size_t n;

    assert(id < w->n_entries);
    if (w->name[id].len)
        return w->name[id];
    n = pl_index_name(w->ix, id, name, sizeof name);
    if (n <= sizeof name)
        return w->name[id] = pl_arena_str(&w->names, pl_str_make(name, n));
    char *long_name = pl_arena_alloc(&w->names, n);
    pl_index_name(w->ix, id, long_name, n);
    return w->name[id] = pl_str_make(long_name, n);
}

static void put(writer *w, const char *key, pl_str value)
{
    pl_jsonw_key(&w->w, pl_str_cstr(key));
    pl_jsonw_str(&w->w, value);
}

static void put_title(writer *w, pl_str title)
{
    if (title.len)
        put(w, "title", title);
}

static void put_mod_name(writer *w, pl_str mod)
{
    if (!pl_str_eq(w->mod, mod)) {
        w->mod = mod;
        w->mod_name = pl_arena_printf(&w->names, "mod.%.*s", PL_FMT(mod));
    }
    pl_jsonw_str(&w->w, w->mod_name);
}

static void put_tags(writer *w, const pl_metadata *data, pl_str mod)
{
    bool adds = w->what->mod_tag;
    pl_str key, value;

    pl_jsonw_key(&w->w, PL_S("tags"));
    pl_jsonw_open(&w->w, '{');
    for (uint32_t i = 0; i < data->n_tags; i++) {
        pl_metadata_tag(data, i, &key, &value);
        adds = adds && !pl_str_eq(key, PL_S("mod"));
        pl_jsonw_key(&w->w, key);
        pl_jsonw_str(&w->w, value);
    }
    if (adds) {
        pl_jsonw_key(&w->w, PL_S("mod"));
        put_mod_name(w, mod);
    }
    pl_jsonw_close(&w->w, '}');
}

void pl_list__metadata(writer *w, pl_entry_id id, pl_metadata *out)
{
    pl_generation_metadata(w->what->generation, id, out);
}

bool pl_list__is_listed(writer *w, pl_entry_id id, pl_entry *out)
{
    pl_index_get(w->ix, id, out);
    return out->direct_mod && !out->anonymous;
}

/* ---- dashboards */

/* Make the buffer about as large as the list will be. Each time a buffer grows its pages move,
 * which stops all threads of the process for a moment; pages that are never written take no
 * memory. */
static void reserve(const writer *w, pl_buf *out)
{
    enum { EACH = 2048 };
    uint32_t dashboards, benchmarks;

    pl_index_kind(w->ix, PL_KIND_DASHBOARD, &dashboards);
    pl_index_kind(w->ix, PL_KIND_BENCHMARK, &benchmarks);
    pl_buf_reserve(out, ((size_t)dashboards + benchmarks) * EACH);
}

/* Have the next pages of the buffer filled with memory when the text comes close to them. Faults of
 * its 860 pages took half of the time of the list (six mods: 5.0 ms, 4.1 so). */
static void fill_ahead(writer *w)
{
    enum { AHEAD = 256 * 1024, CLOSE = 32 * 1024 };
    pl_buf *out = w->w.out;

    if (out->len + CLOSE < w->filled || out->cap < out->len + AHEAD)
        return;
    pl_pages_fill(out->ptr + out->len, AHEAD);
    w->filled = out->len + AHEAD;
}

/* Is the entry listed? If so, fill `*e` in and prepare the buffer for it. */
static bool takes(writer *w, pl_entry_id id, pl_entry *e)
{
    if (!pl_list__is_listed(w, id, e))
        return false;
    fill_ahead(w);
    return true;
}

static uint32_t put_dashboards(writer *w)
{
    uint32_t n, listed = 0;
    const pl_entry_id *ids = pl_index_kind(w->ix, PL_KIND_DASHBOARD, &n);
    pl_metadata data;
    pl_entry e;

    pl_jsonw_key(&w->w, PL_S("dashboards"));
    pl_jsonw_open(&w->w, '{');
    for (uint32_t i = 0; i < n; i++) {
        if (!takes(w, ids[i], &e))
            continue;
        listed++;
        pl_list__metadata(w, ids[i], &data);
        pl_jsonw_key(&w->w, pl_list__name(w, ids[i]));
        pl_jsonw_open(&w->w, '{');
        put_title(w, data.title);
        put(w, "full_name", pl_list__name(w, ids[i]));
        put(w, "short_name", e.short_name);
        put_tags(w, &data, e.mod);
        pl_jsonw_key(&w->w, PL_S("mod_full_name"));
        put_mod_name(w, e.mod);
        put(w, "database", PL_S(""));
        pl_jsonw_close(&w->w, '}');
    }
    pl_jsonw_close(&w->w, '}');
    return listed;
}

/* ---- benchmarks */

static bool is_benchmark(writer *w, pl_entry_id id, pl_entry *out)
{
    if (id >= w->n_entries || w->entries[id].kind != PL_KIND_BENCHMARK)
        return false;
    pl_index_get(w->ix, id, out);
    return true;
}

/* A path from a benchmark at the top of a mod down to another one. */
typedef struct pl_list_trunk {
    struct pl_list_trunk *next;
    const pl_str *names; /* of entries, by id */
    uint32_t n;
    pl_entry_id ids[];
} trunk;

enum { DEPTH_MAX = 64, STEPS_MAX = 1 << 20 };

/* Order trunks by the names in them. */
static int compare_trunks(const void *x, const void *y)
{
    const trunk *a = x, *b = y;
    uint32_t n = a->n < b->n ? a->n : b->n;

    for (uint32_t i = 0; i < n; i++) {
        int order =
            a->ids[i] == b->ids[i] ? 0 : pl_str_cmp(a->names[a->ids[i]], b->names[b->ids[i]]);
        if (order)
            return order;
    }
    return (a->n > b->n) - (a->n < b->n);
}

static void add_trunk(writer *w, const pl_entry_id *chain, uint32_t n)
{
    trunk *t = pl_arena_alloc(&w->names, sizeof *t + n * sizeof *chain);

    for (uint32_t i = 0; i < n; i++)
        pl_list__name(w, chain[i]);
    t->names = w->name;
    t->n = n;
    memcpy(t->ids, chain, n * sizeof *chain);
    t->next = w->trunks[chain[n - 1]];
    w->trunks[chain[n - 1]] = t;
}

static bool is_among(pl_entry_id id, const pl_entry_id *chain, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        if (chain[i] == id)
            return true;
    return false;
}

/* Find the trunks below the last element of `chain`. In a hostile mod the number of paths
 * multiplies with every level, so the names in them are limited. */
static void walk_trunks(writer *w, pl_entry_id *chain, uint32_t n)
{
    uint32_t n_children;
    const pl_entry_id *ids = pl_index_children(w->ix, chain[n - 1], &n_children);
    pl_entry e;

    for (uint32_t i = 0; i < n_children && n < DEPTH_MAX; i++) {
        if (!is_benchmark(w, ids[i], &e) || is_among(ids[i], chain, n) || w->n_steps >= STEPS_MAX)
            continue;
        w->n_steps += n + 1;
        chain[n] = ids[i];
        add_trunk(w, chain, n + 1);
        walk_trunks(w, chain, n + 1);
    }
}

static void find_trunks(writer *w)
{
    uint32_t n;
    const pl_entry_id *ids = pl_index_kind(w->ix, PL_KIND_BENCHMARK, &n);
    pl_entry_id chain[DEPTH_MAX];
    pl_entry e;

    w->trunks = pl_mem_zeroed((size_t)w->n_entries * sizeof *w->trunks);
    for (uint32_t i = 0; i < n; i++) {
        pl_index_get(w->ix, ids[i], &e);
        if (!e.top_level || !e.direct_mod)
            continue;
        chain[0] = ids[i];
        walk_trunks(w, chain, 1);
    }
}

static void put_trunk(writer *w, const trunk *t)
{
    pl_jsonw_open(&w->w, '[');
    for (uint32_t i = 0; i < t->n; i++)
        pl_jsonw_str(&w->w, pl_list__name(w, t->ids[i]));
    pl_jsonw_close(&w->w, ']');
}

/* Put several trunks in the order of the names in them. Most benchmarks have one trunk. */
static void put_sorted_trunks(writer *w, const trunk *first)
{
    PL_VEC(const void *) all = { 0 };

    for (const trunk *t = first; t; t = t->next)
        pl_vec_push(&all, t);
    pl_sort(all.at, all.n, compare_trunks);
    for (size_t i = 0; i < all.n; i++)
        put_trunk(w, all.at[i]);
    pl_vec_done(&all);
}

/* The trunk of a benchmark at the top comes first, then those through its parents. A benchmark in a
 * dashboard, which is below no other one, has none (recorded). */
static void put_trunks(writer *w, pl_entry_id id, bool top)
{
    const trunk *first = w->trunks[id];

    if (!top && !first && w->n_steps < STEPS_MAX) {
        pl_jsonw_raw(&w->w, PL_S("\"trunks\":null"));
        return;
    }
    pl_jsonw_key(&w->w, PL_S("trunks"));
    pl_jsonw_open(&w->w, '[');
    if (top) {
        pl_jsonw_open(&w->w, '[');
        pl_jsonw_str(&w->w, pl_list__name(w, id));
        pl_jsonw_close(&w->w, ']');
    }
    if (first && first->next)
        put_sorted_trunks(w, first);
    else if (first)
        put_trunk(w, first);
    pl_jsonw_close(&w->w, ']');
}

/* A hostile mod in which each benchmark lists the next one twice doubles with every level, so
 * copies are limited. */
enum { NESTED_MAX = 1 << 18 };

static void put_benchmark(writer *w, const pl_entry *e, bool nested, unsigned depth);

/* The range that was written since `at`, without the comma in front. */
static piece written_since(const writer *w, size_t at)
{
    at += w->w.out->ptr[at] == ',';
    return (piece){ at, w->w.out->len - at };
}

static void repeat(writer *w, piece p)
{
    pl_buf_reserve(w->w.out, p.len + 1); /* the bytes must not move while they are read */
    pl_jsonw_raw(&w->w, pl_str_make(w->w.out->ptr + p.at, p.len));
}

static void put_head(writer *w, const pl_entry *e)
{
    twice *t = &w->twice[e->id];
    size_t at = w->w.out->len;
    pl_metadata data;

    if (t->head.len) {
        repeat(w, t->head);
        return;
    }
    pl_list__metadata(w, e->id, &data);
    put_title(w, data.title);
    put(w, "full_name", pl_list__name(w, e->id));
    put(w, "short_name", e->short_name);
    put(w, "benchmark_type", e->detection ? PL_S("detection") : PL_S("control"));
    put_tags(w, &data, e->mod);
    t->head = written_since(w, at);
}

/* Children that are written for the first time; returns the number of their levels. */
static uint32_t put_new_children(writer *w, pl_entry_id id, unsigned depth)
{
    uint32_t n, height = 0;
    const pl_entry_id *ids = pl_index_children(w->ix, id, &n);
    pl_entry e;

    for (uint32_t i = 0; i < n; i++) {
        if (!is_benchmark(w, ids[i], &e))
            continue;
        if (depth >= DEPTH_MAX || w->n_nested >= NESTED_MAX) {
            w->n_cut++;
            continue;
        }
        w->n_nested++;
        if (!height) {
            pl_jsonw_key(&w->w, PL_S("children"));
            pl_jsonw_open(&w->w, '[');
        }
        put_benchmark(w, &e, true, depth + 1);
        if (height <= w->twice[e.id].height)
            height = w->twice[e.id].height + 1;
    }
    if (height)
        pl_jsonw_close(&w->w, ']');
    return height;
}

/* Write the children of a benchmark: as a copy of their bytes if they were written before and the
 * limits allow it. */
static void put_children(writer *w, pl_entry_id id, unsigned depth)
{
    twice *t = &w->twice[id];
    uint32_t nested = w->n_nested, cut = w->n_cut;
    size_t at = w->w.out->len;

    if (t->knows_children && depth + t->height <= DEPTH_MAX && nested + t->n <= NESTED_MAX) {
        if (t->height)
            repeat(w, t->children);
        w->n_nested += t->n;
        return;
    }
    t->height = put_new_children(w, id, depth);
    if (t->height)
        t->children = written_since(w, at);
    t->n = w->n_nested - nested;
    t->knows_children = w->n_cut == cut;
}

/* `nested`: the benchmark is a copy inside its parent and has fewer members. */
static void put_benchmark(writer *w, const pl_entry *e, bool nested, unsigned depth)
{
    assert(depth <= DEPTH_MAX && w->n_nested <= NESTED_MAX);
    pl_jsonw_open(&w->w, '{');
    put_head(w, e);
    pl_jsonw_key(&w->w, PL_S("is_top_level"));
    pl_jsonw_bool(&w->w, !nested && e->top_level);
    put_children(w, e->id, depth);
    if (nested) {
        pl_jsonw_raw(&w->w, PL_S("\"trunks\":null,\"mod_full_name\":\"\""));
    } else {
        put_trunks(w, e->id, e->top_level);
        pl_jsonw_key(&w->w, PL_S("mod_full_name"));
        put_mod_name(w, e->mod);
    }
    pl_jsonw_close(&w->w, '}');
}

static uint32_t put_benchmarks(writer *w)
{
    uint32_t n, listed = 0;
    const pl_entry_id *ids = pl_index_kind(w->ix, PL_KIND_BENCHMARK, &n);
    pl_entry e;

    find_trunks(w);
    w->twice = pl_mem_zeroed((size_t)w->n_entries * sizeof *w->twice);
    pl_jsonw_key(&w->w, PL_S("benchmarks"));
    pl_jsonw_open(&w->w, '{');
    for (uint32_t i = 0; i < n; i++) {
        if (!takes(w, ids[i], &e))
            continue;
        listed++;
        pl_jsonw_key(&w->w, pl_list__name(w, ids[i]));
        put_benchmark(w, &e, false, 0);
    }
    pl_jsonw_close(&w->w, '}');
    return listed;
}

void pl_list_available(const pl_listed *what, pl_buf *out, pl_list_counts *counts)
{
    writer w;

    pl_list__begin(&w, what, out);
    reserve(&w, out);
    pl_jsonw_open(&w.w, '{');
    put(&w, "action", PL_S("available_dashboards"));
    counts->dashboards = put_dashboards(&w);
    counts->benchmarks = put_benchmarks(&w);
    pl_jsonw_key(&w.w, PL_S("detection_benchmarks"));
    pl_jsonw_null(&w.w);
    pl_jsonw_key(&w.w, PL_S("snapshots"));
    pl_jsonw_raw(&w.w, PL_S("{}"));
    pl_jsonw_close(&w.w, '}');
    pl_list__end(&w);
}

/* ---- metadata */

static void put_mod(writer *w, const pl_entry *e)
{
    pl_metadata data;

    pl_list__metadata(w, e->id, &data);
    pl_jsonw_open(&w->w, '{');
    put_title(w, data.title);
    pl_jsonw_key(&w->w, PL_S("full_name"));
    put_mod_name(w, e->mod);
    put(w, "short_name", e->mod);
    pl_jsonw_close(&w->w, '}');
}

/* Write the workspace's own mod, and the mods that it requires directly. */
static void put_mods(writer *w)
{
    uint32_t n;
    const pl_entry_id *ids = pl_index_kind(w->ix, PL_KIND_MOD, &n);
    bool opened = false;
    pl_entry e;

    for (uint32_t i = 0; i < n; i++) {
        pl_index_get(w->ix, ids[i], &e);
        if (!e.own_mod)
            continue;
        pl_jsonw_key(&w->w, PL_S("mod"));
        put_mod(w, &e);
    }
    for (uint32_t i = 0; i < n; i++) {
        pl_index_get(w->ix, ids[i], &e);
        if (e.own_mod || !e.direct_mod)
            continue;
        if (!opened) {
            pl_jsonw_key(&w->w, PL_S("installed_mods"));
            pl_jsonw_open(&w->w, '{');
        }
        opened = true;
        pl_jsonw_key(&w->w, pl_arena_printf(&w->names, "mod.%.*s", PL_FMT(e.mod)));
        put_mod(w, &e);
    }
    if (opened)
        pl_jsonw_close(&w->w, '}');
}

void pl_list_metadata(const pl_listed *what, const pl_server_facts *facts, pl_buf *out)
{
    writer w;

    pl_list__begin(&w, what, out);
    pl_jsonw_open(&w.w, '{');
    put(&w, "action", PL_S("server_metadata"));
    pl_jsonw_key(&w.w, PL_S("metadata"));
    pl_jsonw_open(&w.w, '{');
    put_mods(&w);
    pl_jsonw_key(&w.w, PL_S("cli"));
    pl_jsonw_open(&w.w, '{');
    if (facts->version.len)
        put(&w, "version", facts->version);
    pl_jsonw_close(&w.w, '}');
    if (facts->telemetry) {
        pl_jsonw_key(&w.w, PL_S("cloud"));
        pl_jsonw_raw(&w.w, PL_S("{}"));
    }
    put(&w, "telemetry", facts->telemetry ? PL_S("info") : PL_S("none"));
    pl_jsonw_key(&w.w, PL_S("search_path"));
    pl_jsonw_raw(&w.w, facts->search_path.len ? facts->search_path : PL_S("null"));
    pl_list__support(&w.w, facts->supports_search_path, facts->supports_time_range);
    pl_jsonw_close(&w.w, '}');
    pl_jsonw_close(&w.w, '}');
    pl_list__end(&w);
}
