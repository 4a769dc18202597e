/* The loader by itself: scenarios LD of lazy-workspace.md 20.11. */
#include "unit/eval/made.h"
#include "load/load.h"
#include "load/loader.h"
#include "load/loader_inner.h"
#include <pthread.h>
#include <stdatomic.h>

static const char mods[] =
    "--- mod main > dep\n--- mod.pp\nmod \"main\" {}\n"
    "--- a.pp\n"
    "query \"q\" {\n  sql = \"select 1\"\n}\n"
    "control \"c\" {\n  title = \"C\"\n  sql = \"select ${local.x}\"\n  tags = local.tags\n}\n"
    "locals {\n  x = \"one\"\n  tags = merge(local.base, { k = \"v\" })\n}\n"
    "locals {\n  base = { b = local.x }\n}\n"
    "dashboard \"d\" {\n  title = dep.query.q.title\n  container {\n    text {\n      value = "
    "\"t\"\n"
    "    }\n  }\n}\n"
    "benchmark \"b\" {\n  children = [control.c, dep.control.x]\n}\n"
    "query \"bad\" {\n  sql = local.none\n}\n"
    "query \"file\" {\n  sql = file(\"doc.sql\")\n}\n"
    "card \"one\" {\n  base = dep.card.base\n  title = \"own\"\n}\n"
    "card \"two\" {\n  base = card.plain\n}\n"
    "card \"plain\" {\n  width = 3\n  sql = \"plain\"\n}\n"
    "--- doc.sql\nselect 'file'\n"
    "--- mod dep\n--- mod.pp\nmod \"dep\" {}\n"
    "query \"q\" {\n  title = \"T ${local.x}\"\n  sql = \"s\"\n}\n"
    "control \"x\" {\n  sql = local.x\n}\n"
    "locals {\n  x = \"dep's\"\n}\n"
    "card \"base\" {\n  width = 5\n  sql = \"select ${local.x}\"\n}\n";

typedef struct bench {
    made m;
    pl_cache *cache;
    pl_loader *loader;
    atomic_uint gone;
} bench;

static void count_gone(void *ctx, const pl_resource *r, pl_cache_why why)
{
    (void)r, (void)why;
    atomic_fetch_add(&((bench *)ctx)->gone, 1);
}

static void open_bench(bench *b, const char *name, uint64_t bytes)
{
    pl_resource_cache_options o = { .max_bytes = bytes, .gone = count_gone, .ctx = b };
    *b = (bench){ 0 };
    made_open(&b->m, name, mods);
    b->cache = pl_resource_cache_new(&o);
    b->loader = pl_loader_new(b->cache, b->m.values);
}

static void close_bench(bench *b)
{
    pl_loader_free(b->loader);
    pl_cache_free(b->cache);
    made_close(&b->m);
}

static pl_cache_stats stats_of(bench *b)
{
    pl_cache_stats s;
    pl_cache_get_stats(b->cache, &s);
    return s;
}

/* Is it in the cache? Counts nothing. */
static bool has(const pl_loader *loader, pl_entry_id id)
{
    pl_loader_key key = { loader->serial, id, 0 };
    return pl_cache_has(loader->cache, pl_loader__key_str(&key));
}

/* A field as JSON, or what was reported. */
static const char *field(bench *b, const char *name, const char *attr)
{
    const pl_resource *r = pl_loader_pin_name(b->loader, pl_str_cstr(name), b->m.diags);
    if (!r)
        return made_said(&b->m);
    pl_value v = pl_resource_field(r, pl_str_cstr(attr));
    b->m.answer.len = 0;
    if (v.tag == PL_V_NULL)
        pl_buf_cstr(&b->m.answer, "null");
    else
        pl_value_json(v, &b->m.answer);
    pl_resource_unpin(r);
    return made_text(&b->m);
}

TEST(resources_are_what_they_are_in_their_mods) /* LD-01, LD-02, LD-10, LD-12, LD-13, LD-27 */
{
    bench b;
    open_bench(&b, "ld_fields", PL_CACHE_NO_LIMIT);
    CHECK_STR(field(&b, "query.q", "sql"), "\"select 1\"", "LD-01");
    CHECK_STR(field(&b, "control.c", "sql"), "\"select one\"", "LD-02");
    CHECK_STR(field(&b, "control.c", "tags"), "{\"b\":\"one\",\"k\":\"v\"}", "LD-10, LD-12");
    CHECK_STR(field(&b, "query.file", "sql"), "\"select 'file'\\n\"", "LD-13");
    CHECK_STR(field(&b, "dep.control.x", "sql"), "\"dep's\"", "its own locals");
    CHECK_STR(field(&b, "dashboard.d", "title"), "\"T dep's\"", "another's title");
    CHECK_STR(field(&b, "card.one", "sql"), "\"select dep's\"", "LD-27 base of a dependency");
    CHECK_STR(field(&b, "card.one", "title"), "\"own\"", "LD-27 its own");
    CHECK_STR(field(&b, "card.two", "width"), "3", "LD-27 base of the own mod");
    close_bench(&b);
}

TEST(hits_misses_and_counts) /* LD-03, LD-05, LD-06, LD-07, LD-25 */
{
    bench b;
    pl_entry e;
    open_bench(&b, "ld_counts", PL_CACHE_NO_LIMIT);
    field(&b, "query.q", "sql");
    field(&b, "query.q", "sql");
    CHECK(stats_of(&b).misses == 1 && stats_of(&b).hits == 1, "LD-03");
    field(&b, "control.c", "sql");
    CHECK(b.loader->loads == 2 && b.loader->ns > 0 && b.loader->bytes > 50, "LD-06");
    CHECK(pl_index_find(b.m.ix, PL_S("query.q"), &e) && has(b.loader, e.id), "LD-05");
    pl_loader_drop(b.loader, e.id);
    CHECK(!has(b.loader, e.id) && stats_of(&b).entries == 1, "LD-07");
    pl_loader_drop_all(b.loader);
    CHECK_INT(stats_of(&b).entries, 0, "LD-07 all");
    CHECK_INT(b.gone, 2, "called for each");
    CHECK_STR(field(&b, "query.q", "sql"), "\"select 1\"", "LD-25");
    CHECK(stats_of(&b).bytes > sizeof(pl_resource), "exact sizes");
    close_bench(&b);
}

TEST(what_is_wrong_fails_with_its_name) /* LD-04, LD-18, LD-23, CA-23 */
{
    static const char *const names[] = { "query.nothing", "", "q", "..", "query.", "a.b.c.d" };
    bench b;
    open_bench(&b, "ld_names", PL_CACHE_NO_LIMIT);
    for (size_t i = 0; i < PL_COUNT(names); i++) {
        const char *recorded = field(&b, names[i], "sql");
        CHECK(strstr(recorded, "not found") && strstr(recorded, names[i]), names[i]);
    }
    CHECK(!pl_loader_pin(b.loader, PL_NO_ENTRY, b.m.diags), "no entry");
    close_bench(&b);
}

TEST(failures_are_remembered_but_not_those_of_the_system) /* LD-20 */
{
    bench b;
    open_bench(&b, "ld_failures", PL_CACHE_NO_LIMIT);
    const char *path = place_path(b.m.dir, "a.pp"), *away = place_path(b.m.dir, "away");
    CHECK(rename(path, away) == 0, "moved");
    CHECK(strstr(field(&b, "query.q", "sql"), "cannot read"), "LD-20");
    CHECK(rename(place_path(b.m.dir, "away"), place_path(b.m.dir, "a.pp")) == 0, "back");
    CHECK_STR(field(&b, "query.q", "sql"), "\"select 1\"", "tried again");
    CHECK(strstr(field(&b, "query.bad", "sql"), "Unsupported attribute"), "fails");
    CHECK(strstr(field(&b, "query.bad", "sql"), "Unsupported attribute"), "again");
    CHECK_INT(stats_of(&b).made, 3, "once");
    close_bench(&b);
}

TEST(a_changed_file_is_scanned_again) /* LD-28 */
{
    bench b;
    open_bench(&b, "ld_changed", PL_CACHE_NO_LIMIT);
    place_text(b.m.dir, "a.pp",
               "# something in front\nquery \"other\" {\n  sql = \"0\"\n}\n"
               "query \"q\" {\n  sql = \"select 100\"\n}\n"
               "locals {\n  new = \"n\"\n  x = \"uno\"\n}\n"
               "control \"c\" {\n  sql = \"select ${local.x}\"\n}\n"
               "dashboard \"d\" {\n  card {}\n  container {\n    text {\n      value = \"new\"\n"
               "    }\n  }\n}\n");
    CHECK_STR(field(&b, "query.q", "sql"), "\"select 100\"", "the new text");
    CHECK_STR(field(&b, "control.c", "sql"), "\"select uno\"", "of a local too");
    CHECK_STR(
        field(&b, "text.container_dashboard_d_anonymous_container_0_anonymous_text_0", "value"),
        "\"new\"", "inside of others");
    CHECK(strstr(field(&b, "card.two", "width"), "has changed"), "one that went");
    CHECK_STR(field(&b, "dep.control.x", "sql"), "\"dep's\"", "other files are as they were");
    close_bench(&b);
}

TEST(evicted_ones_come_back_whole) /* LD-29 */
{
    bench b;
    open_bench(&b, "ld_evicted", 0);
    for (int i = 0; i < 2; i++) {
        const pl_resource *r = pl_loader_pin_name(b.loader, PL_S("benchmark.b"), b.m.diags);
        CHECK(r && r->n_children == 2, "children");
        pl_resource_unpin(r);
        CHECK_INT(stats_of(&b).entries, 0, "not kept");
    }
    close_bench(&b);
}

static void count_progress(void *ctx, uint32_t loaded, uint32_t of)
{
    uint32_t *seen = ctx;
    seen[0]++;
    seen[1] = of;
    (void)loaded;
}

TEST(several_are_loaded_at_once) /* LD-05, LD-08, LD-21, LD-22 */
{
    bench b;
    uint32_t n, seen[2] = { 0 };
    atomic_bool cancel = false;
    open_bench(&b, "ld_preload", PL_CACHE_NO_LIMIT);
    const pl_entry_id *ids = pl_index_kind(b.m.ix, PL_KIND_QUERY, &n);
    pl_preload what = { .ids = ids, .n = n, .progress = count_progress, .ctx = seen };
    what.cancel = &cancel;
    CHECK(!pl_loader_preload(b.loader, &what, b.m.diags), "LD-21 one is bad");
    CHECK(strstr(made_said(&b.m), "Unsupported attribute"), "LD-21 said");
    CHECK(seen[0] == n && seen[1] == n, "progress");
    for (uint32_t i = 0; i < n; i++)
        CHECK(has(b.loader, ids[i]), "LD-08 all of the kind, failures too");
    cancel = true;
    CHECK(!pl_loader_preload(b.loader, &what, b.m.diags), "LD-22");
    CHECK(strstr(made_said(&b.m), "cancelled"), "LD-22");
    close_bench(&b);
}

typedef struct reader {
    bench *b;
    pl_entry_id id;
    const pl_resource *got;
} reader;

static void *pin_it(void *ctx)
{
    reader *r = ctx;
    pl_diags *d = pl_diags_new();
    r->got = pl_loader_pin(r->b->loader, r->id, d);
    pl_diags_free(d);
    return NULL;
}

TEST_THREADS(threads_get_one_object) /* LD-24, LD-30 */
{
    enum { N = 10 };
    bench b;
    pthread_t threads[N];
    reader readers[N];
    pl_entry one, two;
    open_bench(&b, "ld_threads", PL_CACHE_NO_LIMIT);
    CHECK(pl_index_find(b.m.ix, PL_S("card.one"), &one), "one");
    CHECK(pl_index_find(b.m.ix, PL_S("card.two"), &two), "two");
    for (int i = 0; i < N; i++) {
        readers[i] = (reader){ .b = &b, .id = i % 2 ? one.id : two.id };
        pthread_create(&threads[i], NULL, pin_it, &readers[i]);
    }
    for (int i = 0; i < N; i++)
        pthread_join(threads[i], NULL);
    for (int i = 0; i < N; i++) {
        CHECK(readers[i].got == readers[i % 2].got, "LD-24 the same");
        pl_value width = pl_resource_field(readers[i].got, PL_S("width"));
        CHECK_INT(width.i, i % 2 ? 5 : 3, "LD-30 its own base");
        pl_resource_unpin(readers[i].got);
    }
    CHECK_INT(stats_of(&b).made, 2, "LD-24 each once");
    close_bench(&b);
}

TEST(the_next_loader_takes_over)
{
    bench b;
    open_bench(&b, "ld_follow", PL_CACHE_NO_LIMIT);
    uint32_t n, new_of[64];
    const pl_ix_entry *all = pl_index_entries(b.m.ix, &n);
    pl_entry q, c;
    CHECK(n < PL_COUNT(new_of), "room");
    CHECK(pl_index_find(b.m.ix, PL_S("query.q"), &q), "q");
    CHECK(pl_index_find(b.m.ix, PL_S("control.c"), &c), "c");
    field(&b, "query.q", "sql"), field(&b, "control.c", "sql"), field(&b, "benchmark.b", "title");
    field(&b, "query.file", "sql"), field(&b, "dep.control.x", "sql");
    const pl_resource *pinned = pl_loader_pin_name(b.loader, PL_S("dep.control.x"), b.m.diags);
    for (uint32_t i = 0; i < n; i++)
        new_of[i] = i;
    new_of[c.id] = PL_NO_ENTRY;
    pl_loader *next = pl_loader_new(b.cache, b.m.values);
    CHECK_INT(pl_loader_follow(next, b.loader, new_of), 1, "one of five");
    CHECK(has(next, q.id), "the query");
    CHECK(!has(b.loader, q.id) && !has(next, c.id), "not the control");
    pl_loader_free(b.loader);
    b.loader = next;
    CHECK(pl_str_eq(pl_value_get_str(pl_resource_field(pinned, PL_S("sql"))), PL_S("dep's")),
          "what is pinned outlives its loader");
    pl_resource_unpin(pinned);
    CHECK_INT(stats_of(&b).entries, 1, "and goes then");
    (void)all;
    close_bench(&b);
}
