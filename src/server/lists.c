#include "server/lists.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/arena.h"
#include "base/jsonw.h"
#include "base/map.h"
#include "base/str.h"
#include "base/vec.h"

/* One message while it is written. */
typedef struct writer {
    const pl_listed *what;
    const pl_index *ix;
    pl_jsonw w;
    pl_arena names; /* holds full names */
    pl_str *name;   /* by entry; empty: not needed so far */
    uint32_t n_entries;
    uint32_t n_nested;     /* how many copies of benchmarks were put inside others */
    struct trunk **trunks; /* by entry, each list in order; NULL: not computed */
    uint32_t n_trunks;
    pl_str mod, mod_name; /* the last mod that was written: "x" and "mod.x" */
} writer;

static void begin(writer *w, const pl_listed *what, pl_buf *out)
{
    pl_index_stats stats;

    assert(what->generation);
    *w = (writer){ .what = what, .ix = pl_generation_index(what->generation) };
    pl_jsonw_init(&w->w, out, 0, true);
    pl_index_get_stats(w->ix, &stats);
    w->n_entries = stats.entries;
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

static void end(writer *w)
{
    list__check(w);
    pl_mem_drop(w->name, (size_t)w->n_entries * sizeof *w->name);
    if (w->trunks)
        pl_mem_drop(w->trunks, (size_t)w->n_entries * sizeof *w->trunks);
    pl_arena_done(&w->names);
}

static pl_str name_of(writer *w, pl_entry_id id)
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

static void metadata_of(writer *w, pl_entry_id id, pl_metadata *out)
{
    pl_generation_metadata(w->what->generation, id, out);
}

static bool is_listed(writer *w, pl_entry_id id, pl_entry *out)
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

static uint32_t put_dashboards(writer *w)
{
    uint32_t n, listed = 0;
    const pl_entry_id *ids = pl_index_kind(w->ix, PL_KIND_DASHBOARD, &n);
    pl_metadata data;
    pl_entry e;

    pl_jsonw_key(&w->w, PL_S("dashboards"));
    pl_jsonw_open(&w->w, '{');
    for (uint32_t i = 0; i < n; i++) {
        if (!is_listed(w, ids[i], &e))
            continue;
        listed++;
        metadata_of(w, ids[i], &data);
        pl_jsonw_key(&w->w, name_of(w, ids[i]));
        pl_jsonw_open(&w->w, '{');
        put_title(w, data.title);
        put(w, "full_name", name_of(w, ids[i]));
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
    if (id >= w->n_entries)
        return false;
    pl_index_get(w->ix, id, out);
    return out->kind == PL_KIND_BENCHMARK;
}

/* A path from a benchmark at the top of a mod down to another one. */
typedef struct trunk {
    struct trunk *next;
    uint32_t n;
    pl_entry_id ids[];
} trunk;

enum { DEPTH_MAX = 64, TRUNKS_MAX = 1 << 18 };

static int compare_trunks(writer *w, const trunk *a, const trunk *b)
{
    uint32_t n = a->n < b->n ? a->n : b->n;

    for (uint32_t i = 0; i < n; i++) {
        int order =
            a->ids[i] == b->ids[i] ? 0 : pl_str_cmp(name_of(w, a->ids[i]), name_of(w, b->ids[i]));
        if (order)
            return order;
    }
    return (a->n > b->n) - (a->n < b->n);
}

/* Insert a trunk in the order of the names in it. Most benchmarks have one trunk. */
static void add_trunk(writer *w, const pl_entry_id *chain, uint32_t n)
{
    trunk *t = pl_arena_alloc(&w->names, sizeof *t + n * sizeof *chain);
    trunk **at = &w->trunks[chain[n - 1]];

    t->n = n;
    memcpy(t->ids, chain, n * sizeof *chain);
    while (*at && compare_trunks(w, *at, t) < 0)
        at = &(*at)->next;
    t->next = *at;
    *at = t;
}

static bool is_among(pl_entry_id id, const pl_entry_id *chain, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        if (chain[i] == id)
            return true;
    return false;
}

/* Find the trunks below the last element of `chain`. In a hostile mod the number of paths
 * multiplies with every level, so it is limited. */
static void walk_trunks(writer *w, pl_entry_id *chain, uint32_t n)
{
    uint32_t n_children;
    const pl_entry_id *ids = pl_index_children(w->ix, chain[n - 1], &n_children);
    pl_entry e;

    for (uint32_t i = 0; i < n_children && n < DEPTH_MAX; i++) {
        if (!is_benchmark(w, ids[i], &e) || is_among(ids[i], chain, n) ||
            w->n_trunks++ >= TRUNKS_MAX)
            continue;
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

/* The trunk of a benchmark at the top comes first, then those through its parents. */
static void put_trunks(writer *w, pl_entry_id id, bool top)
{
    pl_jsonw_key(&w->w, PL_S("trunks"));
    pl_jsonw_open(&w->w, '[');
    if (top) {
        pl_jsonw_open(&w->w, '[');
        pl_jsonw_str(&w->w, name_of(w, id));
        pl_jsonw_close(&w->w, ']');
    }
    for (const trunk *t = w->trunks[id]; t; t = t->next) {
        pl_jsonw_open(&w->w, '[');
        for (uint32_t i = 0; i < t->n; i++)
            pl_jsonw_str(&w->w, name_of(w, t->ids[i]));
        pl_jsonw_close(&w->w, ']');
    }
    pl_jsonw_close(&w->w, ']');
}

/* A hostile mod in which each benchmark lists the next one twice doubles with every level, so
 * copies are limited. */
enum { NESTED_MAX = 1 << 18 };

static void put_benchmark(writer *w, const pl_entry *e, bool nested, unsigned depth);

static void put_children(writer *w, pl_entry_id id, unsigned depth)
{
    uint32_t n;
    const pl_entry_id *ids = pl_index_children(w->ix, id, &n);
    bool opened = false;
    pl_entry e;

    for (uint32_t i = 0; i < n && depth < DEPTH_MAX; i++) {
        if (!is_benchmark(w, ids[i], &e) || w->n_nested++ >= NESTED_MAX)
            continue;
        if (!opened) {
            pl_jsonw_key(&w->w, PL_S("children"));
            pl_jsonw_open(&w->w, '[');
        }
        opened = true;
        put_benchmark(w, &e, true, depth + 1);
    }
    if (opened)
        pl_jsonw_close(&w->w, ']');
}

/* `nested`: the benchmark is a copy inside its parent and has fewer members. */
static void put_benchmark(writer *w, const pl_entry *e, bool nested, unsigned depth)
{
    pl_metadata data;

    assert(depth <= DEPTH_MAX && w->n_nested <= NESTED_MAX + w->n_entries);
    metadata_of(w, e->id, &data);
    pl_jsonw_open(&w->w, '{');
    put_title(w, data.title);
    put(w, "full_name", name_of(w, e->id));
    put(w, "short_name", e->short_name);
    put(w, "benchmark_type", e->detection ? PL_S("detection") : PL_S("control"));
    put_tags(w, &data, e->mod);
    pl_jsonw_key(&w->w, PL_S("is_top_level"));
    pl_jsonw_bool(&w->w, !nested && e->top_level);
    put_children(w, e->id, depth);
    if (nested) {
        pl_jsonw_key(&w->w, PL_S("trunks"));
        pl_jsonw_null(&w->w);
        put(w, "mod_full_name", PL_S(""));
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
    pl_jsonw_key(&w->w, PL_S("benchmarks"));
    pl_jsonw_open(&w->w, '{');
    for (uint32_t i = 0; i < n; i++) {
        if (!is_listed(w, ids[i], &e))
            continue;
        listed++;
        pl_jsonw_key(&w->w, name_of(w, ids[i]));
        put_benchmark(w, &e, false, 0);
    }
    pl_jsonw_close(&w->w, '}');
    return listed;
}

void pl_list_available(const pl_listed *what, pl_buf *out, pl_list_counts *counts)
{
    writer w;

    begin(&w, what, out);
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
    end(&w);
}

/* ---- metadata */

static void put_mod(writer *w, const pl_entry *e)
{
    pl_metadata data;

    metadata_of(w, e->id, &data);
    pl_jsonw_open(&w->w, '{');
    put_title(w, data.title);
    pl_jsonw_key(&w->w, PL_S("full_name"));
    put_mod_name(w, e->mod);
    put(w, "short_name", e->mod);
    pl_jsonw_close(&w->w, '}');
}

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

static void put_support(pl_jsonw *w, bool search_path, bool time_range)
{
    pl_jsonw_key(w, PL_S("supports_search_path"));
    pl_jsonw_bool(w, search_path);
    pl_jsonw_key(w, PL_S("supports_time_range"));
    pl_jsonw_bool(w, time_range);
}

void pl_list_metadata(const pl_listed *what, const pl_server_facts *facts, pl_buf *out)
{
    writer w;

    begin(&w, what, out);
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
    put_support(&w.w, facts->supports_search_path, facts->supports_time_range);
    pl_jsonw_close(&w.w, '}');
    pl_jsonw_close(&w.w, '}');
    end(&w);
}

void pl_message_begin(pl_jsonw *w, pl_str action, pl_buf *out)
{
    pl_jsonw_init(w, out, 0, true);
    pl_jsonw_open(w, '{');
    pl_jsonw_key(w, PL_S("action"));
    pl_jsonw_str(w, action);
}

void pl_list_dashboard_metadata(bool search_path, bool time_range, pl_buf *out)
{
    pl_jsonw w;

    pl_message_begin(&w, PL_S("dashboard_metadata"), out);
    pl_jsonw_key(&w, PL_S("metadata"));
    pl_jsonw_open(&w, '{');
    put_support(&w, search_path, time_range);
    pl_jsonw_close(&w, '}');
    pl_jsonw_close(&w, '}');
}

/* The time in RFC 3339 with the offset of the local zone, in the format of Go. */
static void put_now(pl_jsonw *w)
{
    char text[64], zone[8];
    struct timespec now;
    struct tm tm;
    size_t n;

    clock_gettime(CLOCK_REALTIME, &now);
    localtime_r(&now.tv_sec, &tm);
    n = strftime(text, 32, "%Y-%m-%dT%H:%M:%S", &tm);
    n += (size_t)snprintf(text + n, 16, ".%09ld", now.tv_nsec);
    while (text[n - 1] == '0')
        n--;
    if (text[n - 1] == '.')
        n--;
    strftime(zone, sizeof zone, "%z", &tm);
    if (strcmp(zone, "+0000") == 0)
        n += (size_t)snprintf(text + n, sizeof text - n, "Z");
    else
        n += (size_t)snprintf(text + n, sizeof text - n, "%.3s:%s", zone, zone + 3);
    pl_jsonw_str(w, pl_str_make(text, n));
}

void pl_list_execution_error(pl_str error, pl_buf *out)
{
    pl_jsonw w;

    pl_message_begin(&w, PL_S("execution_error"), out);
    pl_jsonw_key(&w, PL_S("error"));
    pl_jsonw_str(&w, error);
    pl_jsonw_key(&w, PL_S("timestamp"));
    put_now(&w);
    pl_jsonw_close(&w, '}');
}

/* ---- /-/list.json */

typedef struct item {
    pl_entry e;
    pl_metadata data;
    pl_str sort; /* title or name, in lower case */
} item;

typedef struct compact {
    writer w;
    PL_VEC(item) items;
    uint32_t *place; /* by entry: its position in `items` plus 1 */
    pl_map mods, tags;
} compact;

static void add_items(compact *c, pl_kind kind)
{
    uint32_t n;
    const pl_entry_id *ids = pl_index_kind(c->w.ix, kind, &n);

    for (uint32_t i = 0; i < n; i++) {
        item it;

        if (!is_listed(&c->w, ids[i], &it.e))
            continue;
        metadata_of(&c->w, ids[i], &it.data);
        it.sort =
            pl_arena_str(&c->w.names, it.data.title.len ? it.data.title : name_of(&c->w, ids[i]));
        for (size_t k = 0; k < it.sort.len; k++)
            if (it.sort.ptr[k] >= 'A' && it.sort.ptr[k] <= 'Z')
                ((char *)(uintptr_t)it.sort.ptr)[k] += 'a' - 'A';
        pl_vec_push(&c->items, it);
    }
}

static int by_sort(const void *a, const void *b)
{
    const item *x = a, *y = b;
    int order = pl_str_cmp(x->sort, y->sort);

    return order ? order : (x->e.id > y->e.id) - (x->e.id < y->e.id);
}

/* The workspace's own mod comes first, the others in the order in which they occur. */
static void put_compact_mods(compact *c)
{
    writer *w = &c->w;
    uint32_t n;
    const pl_entry_id *ids = pl_index_kind(w->ix, PL_KIND_MOD, &n);
    pl_metadata data;
    bool added;
    pl_entry e;

    pl_jsonw_key(&w->w, PL_S("mods"));
    pl_jsonw_open(&w->w, '[');
    for (int own = 1; own >= 0; own--)
        for (uint32_t i = 0; i < n; i++) {
            pl_index_get(w->ix, ids[i], &e);
            if (e.own_mod != (own == 1) || !e.direct_mod)
                continue;
            pl_map_put(&c->mods, e.mod, c->mods.n, &added);
            if (!added)
                continue;
            metadata_of(w, ids[i], &data);
            pl_jsonw_open(&w->w, '[');
            pl_jsonw_str(&w->w, e.mod);
            pl_jsonw_str(&w->w, data.title);
            pl_jsonw_close(&w->w, ']');
        }
    pl_jsonw_close(&w->w, ']');
}

/* The position of a tag, which is a pair of key and value. */
static uint32_t tag_place(compact *c, pl_str key, pl_str value)
{
    pl_str pair = pl_arena_printf(&c->w.names, "%.*s%c%.*s", PL_FMT(key), 0, PL_FMT(value));

    return pl_map_put(&c->tags, pair, c->tags.n, NULL);
}

static void put_compact_tags(compact *c)
{
    pl_str key, value;

    pl_jsonw_key(&c->w.w, PL_S("tags"));
    pl_jsonw_open(&c->w.w, '[');
    for (size_t i = 0; i < c->items.n; i++)
        for (uint32_t k = 0; k < c->items.at[i].data.n_tags; k++) {
            uint32_t before = c->tags.n;

            pl_metadata_tag(&c->items.at[i].data, k, &key, &value);
            if (tag_place(c, key, value) != before)
                continue;
            pl_jsonw_open(&c->w.w, '[');
            pl_jsonw_str(&c->w.w, key);
            pl_jsonw_str(&c->w.w, value);
            pl_jsonw_close(&c->w.w, ']');
        }
    pl_jsonw_close(&c->w.w, ']');
}

static void put_item(compact *c, const item *it)
{
    pl_jsonw *w = &c->w.w;
    uint32_t n, mod = 0;
    const pl_entry_id *ids = pl_index_children(c->w.ix, it->e.id, &n);
    pl_str key, value;

    pl_map_find(&c->mods, it->e.mod, &mod);
    pl_jsonw_open(w, '[');
    pl_jsonw_str(w, it->e.kind == PL_KIND_DASHBOARD ? PL_S("d")
                    : it->e.detection               ? PL_S("t")
                                                    : PL_S("b"));
    pl_jsonw_str(w, name_of(&c->w, it->e.id));
    pl_jsonw_str(w, it->data.title);
    pl_jsonw_int(w, mod);
    pl_jsonw_open(w, '[');
    for (uint32_t i = 0; i < it->data.n_tags; i++) {
        pl_metadata_tag(&it->data, i, &key, &value);
        pl_jsonw_int(w, tag_place(c, key, value));
    }
    pl_jsonw_close(w, ']');
    pl_jsonw_int(w, it->e.kind == PL_KIND_DASHBOARD || it->e.top_level);
    pl_jsonw_open(w, '[');
    for (uint32_t i = 0; i < n && it->e.kind == PL_KIND_BENCHMARK; i++)
        if (ids[i] < c->w.n_entries && c->place[ids[i]])
            pl_jsonw_int(w, c->place[ids[i]] - 1);
    pl_jsonw_close(w, ']');
    pl_jsonw_close(w, ']');
}

static void put_state(pl_jsonw *w, const pl_compact_state *state)
{
    pl_jsonw_key(w, PL_S("generation"));
    pl_jsonw_int(w, (int64_t)state->generation);
    pl_jsonw_key(w, PL_S("epoch"));
    pl_jsonw_int(w, (int64_t)state->epoch);
    pl_jsonw_key(w, PL_S("final"));
    pl_jsonw_bool(w, state->final);
    pl_jsonw_key(w, PL_S("complete"));
    pl_jsonw_bool(w, state->complete);
}

void pl_list_compact(const pl_listed *what, const pl_compact_state *state, pl_buf *out)
{
    compact c = { 0 };

    begin(&c.w, what, out);
    c.w.w.html = false;
    c.place = pl_mem_zeroed((size_t)c.w.n_entries * sizeof *c.place);
    add_items(&c, PL_KIND_DASHBOARD);
    add_items(&c, PL_KIND_BENCHMARK);
    if (c.items.n)
        qsort(c.items.at, c.items.n, sizeof *c.items.at, by_sort);
    for (size_t i = 0; i < c.items.n; i++)
        c.place[c.items.at[i].e.id] = (uint32_t)i + 1;
    pl_jsonw_open(&c.w.w, '{');
    put_state(&c.w.w, state);
    put_compact_mods(&c);
    put_compact_tags(&c);
    pl_jsonw_key(&c.w.w, PL_S("items"));
    pl_jsonw_open(&c.w.w, '[');
    for (size_t i = 0; i < c.items.n; i++)
        put_item(&c, &c.items.at[i]);
    pl_jsonw_close(&c.w.w, ']');
    pl_jsonw_close(&c.w.w, '}');
    pl_mem_drop(c.place, (size_t)c.w.n_entries * sizeof *c.place);
    pl_vec_done(&c.items);
    pl_map_done(&c.mods);
    pl_map_done(&c.tags);
    end(&c.w);
}
