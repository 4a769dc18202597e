/* Two ways, one answer (lazy-workspace.md 14; PY): for every fixture and corpus mod, a
 * resource is the same whether it was loaded alone, with all others, again after it was
 * evicted, or as lists load it; and what the background resolves is what it says itself. */
#include "unit/workspace/seen.h"
#include "base/alloc.h"
#include "load/load.h"
#include "value/value.h"
#include "workspace/value_stores.h"
#include <pipelite/phase.h>
#include <pipelite/resource.h>

#define FIXTURES "tests/mods/"

/* All that a resource says, but for what only lists load. */
static void put_resource(const pl_resource *r, pl_buf *out)
{
    pl_resource_param param;
    pl_resource_arg arg;
    for (uint32_t i = 0; i < pl_resource_attributes(r); i++) {
        pl_attribute a;
        pl_text json;
        pl_resource_attribute(r, i, &a);
        bool ok = pl_resource_json(r, a.name, &json);
        pl_buf_printf(out, "%.*s=%.*s\n", PL_FMT(a.name), ok ? (int)json.len : 1,
                      ok ? json.ptr : "?");
        pl_mem_free(json.ptr);
    }
    for (uint32_t i = 0; pl_resource_get_param(r, i, &param); i++)
        pl_buf_printf(out, "param %.*s=%.*s\n", PL_FMT(param.name), PL_FMT(param.value));
    for (uint32_t i = 0; pl_resource_get_arg(r, i, &arg); i++)
        pl_buf_printf(out, "arg %.*s=%.*s waits %.*s\n", PL_FMT(arg.name), PL_FMT(arg.value),
                      PL_FMT(arg.waits));
    pl_buf_printf(out, "%u %u %u", pl_resource_base(r), pl_resource_query(r),
                  pl_resource_category(r));
    for (uint32_t i = 0; i < r->n_children; i++)
        pl_buf_printf(out, " %u", r->children[i]);
    for (uint32_t i = 0; i < r->n_runtime_deps; i++)
        pl_buf_printf(out, "\n%.*s", PL_FMT(r->runtime_deps[i]));
}

/* The same for one that is pinned; "failed: ..." when it cannot be. Owned by *out. */
static void put_pinned(seen *s, pl_entry_id id, pl_buf *out)
{
    pl_diags *diags = pl_diags_new();
    const pl_resource *r = pl_workspace_pin(s->ws, id, diags);
    out->len = 0;
    if (r)
        put_resource(r, out);
    for (size_t i = 0; !r && i < pl_diags_count(diags); i++) {
        pl_buf_cstr(out, "failed: ");
        pl_diag_format(pl_diags_get(diags, i), out);
    }
    pl_resource_unpin(r);
    pl_diags_free(diags);
}

static pl_resource *load_listed(seen *s, pl_entry_id id, pl_diags *diags)
{
    pl_evaluator *ev = pl_evaluator_borrow(pl_workspace_values(s->ws, diags));
    pl_resource *r = pl_load_resource(ev, id, PL_LOAD_LISTED, diags);
    pl_evaluator_give_back(ev);
    return r;
}

static void put_listed(seen *s, pl_entry_id id, pl_buf *out)
{
    pl_diags *diags = pl_diags_new();
    pl_resource *r = load_listed(s, id, diags);
    out->len = 0;
    if (r)
        put_resource(r, out);
    for (size_t i = 0; !r && i < pl_diags_count(diags); i++) {
        pl_buf_cstr(out, "failed: ");
        pl_diag_format(pl_diags_get(diags, i), out);
    }
    pl_resource_free(r);
    pl_diags_free(diags);
}

static void set_no_environment(seen *s)
{
    static const char *const environment[] = { NULL };
    pl_workspace_set_inputs(s->ws, &(pl_inputs){ .environment = environment });
}

/* A tag or text as the resource has it. */
static bool has_text(const pl_resource *r, pl_str name, pl_str want)
{
    pl_str text = { 0 };
    pl_resource_text(r, name, &text);
    return pl_str_eq(text, want);
}

static void check_metadata(seen *s, pl_entry_id id, const char *what)
{
    pl_metadata m;
    uint32_t n = 0;
    pl_str key, value, other_key, other;
    const pl_resource *r = pl_workspace_pin(s->ws, id, s->diags);
    pl_workspace_metadata(s->ws, id, &m);
    pl_kind kind = r ? pl_resource_kind(r) : PL_KIND_MOD;
    if (r && kind != PL_KIND_MOD && kind != PL_KIND_VARIABLE && kind != PL_KIND_LOCAL) {
        CHECK(m.resolved, what);
        CHECK(has_text(r, PL_S("title"), m.title), what);
        CHECK(m.long_description || has_text(r, PL_S("description"), m.description), what);
        for (; pl_resource_pair(r, PL_S("tags"), n, &key, &value); n++) {
            CHECK(n < m.n_tags, what);
            pl_metadata_tag(&m, n, &other_key, &other);
            CHECK(pl_str_eq(key, other_key) && pl_str_eq(value, other), what);
        }
        CHECK_INT(m.n_tags, n, what);
    }
    pl_resource_unpin(r);
}

/* Load all of `path` in all ways. */
static void compare(const char *path)
{
    seen lazy, eager;
    pl_index_stats stats;
    pl_buf a = { 0 }, b = { 0 };
    seen_open(&lazy, path, false);
    seen_open(&eager, path, false);
    CHECK(lazy.ws && eager.ws, path);
    set_no_environment(&lazy);
    set_no_environment(&eager);
    pl_workspace_limit_cache(lazy.ws, 64 * 1024);
    pl_workspace_limit_cache(eager.ws, UINT64_MAX);
    pl_workspace_preload(eager.ws, eager.diags);
    pl_workspace_start_resolution(lazy.ws, NULL, lazy.diags);
    pl_workspace_wait_resolved(lazy.ws, UINT64_MAX);
    pl_index_get_stats(pl_workspace_index(lazy.ws), &stats);
    for (uint32_t id = stats.entries; id-- > 0;) { /* not in the order of the other way */
        put_pinned(&lazy, id, &a);
        put_pinned(&eager, id, &b);
        CHECK(pl_str_eq(pl_buf_view(&a), pl_buf_view(&b)), path);
        put_listed(&eager, id, &b);
        CHECK(pl_str_eq(pl_buf_view(&a), pl_buf_view(&b)), path);
        check_metadata(&lazy, id, path);
    }
    pl_buf_done(&a);
    pl_buf_done(&b);
    seen_close(&lazy);
    seen_close(&eager);
}

TEST(fixtures_load_the_same_in_every_way) /* PY-01, PY-02, PY-04, TG-04, TG-06 */
{
    static const char *const mods[] = {
        "behavior_test_mod",
        "cross-refs",
        "deep-hierarchy",
        "demo",
        "edge-cases",
        "empty_mod",
        "multi-mod",
        "multi-mod-errors",
        "phased_loading_comparison_mod",
        "pipes",
        "regression-tags",
        "simple",
        "variable_tags_mod",
        "wide-hierarchy",
        "error-conditions/missing-refs",
        "error-conditions/undefined-local",
        "error-conditions/partial-valid",
        "error-conditions/benchmark-cycle",
        "mod-dependencies/main",
        "mod-dependencies/diamond",
        "mod-dependencies/version-conflict",
        "mod-dependencies/nested",
        "mod-dependencies/transitive",
    };
    for (size_t i = 0; i < PL_COUNT(mods); i++) {
        char path[128];
        snprintf(path, sizeof path, FIXTURES "%s", mods[i]);
        compare(path);
    }
}

/* The source of an entry as lists show it: whole lines, from its first word on. */
static void check_source(seen *s, pl_entry_id id, const char *what)
{
    pl_entry e;
    pl_diags *diags = pl_diags_new();
    pl_index_get(pl_workspace_index(s->ws), id, &e);
    pl_resource *r = load_listed(s, id, diags);
    if (r && e.kind != PL_KIND_LOCAL) {
        pl_str word = pl_kind_name(e.kind), source = pl_str_trim(r->source);
        if (e.kind == PL_KIND_VARIABLE)
            word = PL_S("variable");
        CHECK(source.len > word.len && pl_str_starts(source, word), what);
        CHECK(source.ptr[source.len - 1] == '}', what);
        CHECK(memchr(source.ptr, '{', source.len), what);
    }
    pl_resource_free(r);
    pl_diags_free(diags);
}

TEST(PY_05_sources_are_whole_blocks)
{
    static const char *const mods[] = { FIXTURES "behavior_test_mod", FIXTURES "multi-mod",
                                        FIXTURES "demo" };
    for (size_t i = 0; i < PL_COUNT(mods); i++) {
        seen s;
        pl_index_stats stats;
        seen_open(&s, mods[i], false);
        CHECK(s.ws, mods[i]);
        set_no_environment(&s);
        pl_index_get_stats(pl_workspace_index(s.ws), &stats);
        for (uint32_t id = 0; id < stats.entries; id++)
            check_source(&s, id, mods[i]);
        seen_close(&s);
    }
}

TEST(real_mods_load_the_same_in_every_way)
{
    if (access("build/corpora/six-mods/mod.pp", R_OK) != 0) {
        print_message("       skipped: no build/corpora (make corpora)\n");
        return;
    }
    compare("build/corpora/six-mods");
}
