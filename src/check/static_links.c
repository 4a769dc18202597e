#include "check/static_links.h"
#include "check/needs.h"
#include "base/alloc.h"
#include "base/map.h"
#include "base/str.h"
#include "base/vec.h"
#include "check/static_inputs.h"
#include "check/twins.h"
#include "hcl/parse.h"
#include "index/read.h"
#include "lex/lex.h"
#include "eval/evaluator.h"
#include "schema/kind.h"
#include "schema/name.h"
#include "schema/schema.h"

enum {                      /* of `seen` */
       SEEN_NODES = 1 << 0, /* nodes or edges stand in it */
       SEEN_WITH = 1 << 1,  /* a `with` does */
       SEEN_TOLD = 1 << 2,  /* its inputs are reported already */
};

typedef struct linker {
    const pl_index *ix;
    const pl_ix_entry *entries;
    uint32_t n;
    pl_twins twins;
    uint8_t *seen;       /* of each entry */
    uint32_t *listed_by; /* of each entry: the last benchmark that lists it, twice its id, + 1; once
                             that was reported, + 2 */
    pl_str dir;
    pl_value_store *values; /* made when there is something to report */
    pl_evaluator *ev;
    pl_diags *diags;
    pl_buf text;
} linker;

/* ---- saying it */

static const char *name_of(linker *lk, uint32_t id)
{
    lk->text.len = 0;
    pl_index_print_name(lk->ix, id, &lk->text);
    pl_buf_byte(&lk->text, 0);
    return lk->text.ptr;
}

static bool open_block(linker *lk, uint32_t id, pl_block_view *view, pl_diags *diags)
{
    if (!lk->values) {
        pl_value_store_options options = { .index = lk->ix, .dir = lk->dir };
        lk->values = pl_value_store_new(&options);
        lk->ev = pl_evaluator_borrow(lk->values);
    }
    if (!pl_evaluator_open(lk->ev, id, view, diags))
        return false;
    if (view->block || view->attr)
        return true;
    pl_evaluator_close(lk->ev, view, diags);
    return false;
}

/* The place of a declaration: from brace to brace; for a local, all of it. */
static pl_range decl_range(const pl_block_view *view)
{
    if (!view->block)
        return view->attr->range;
    return (pl_range){ view->block->open.start, view->block->close.end };
}

typedef enum place { AT_BODY, AT_TYPE } place;

static void report_in(linker *lk, pl_diag_code code, const pl_block_view *view, place at,
                      pl_str text)
{
    pl_range range = at == AT_TYPE && view->block ? view->block->type_range : decl_range(view);
    pl_diag_raw(lk->diags, PL_ERROR, code, range, text, (pl_str){ 0 });
}

static void report_at(linker *lk, pl_diag_code code, uint32_t id, place at, pl_str text)
{
    pl_block_view view;
    if (!open_block(lk, id, &view, lk->diags))
        return;
    report_in(lk, code, &view, at, text);
    pl_evaluator_close(lk->ev, &view, lk->diags);
}

/* Report that a resource has no query, or more than one source of it. */
static void report_query(linker *lk, uint32_t id, const char *what)
{
    pl_buf text = { 0 };
    pl_buf_printf(&text, "%s%s", name_of(lk, id), what);
    report_at(lk, PL_DIAG_QUERY, id, AT_BODY, pl_buf_view(&text));
    pl_buf_done(&text);
}

/* Append "\n- path:range" of an entry. */
static void print_place(linker *lk, uint32_t id, pl_buf *out)
{
    pl_diags *scratch = pl_diags_new();
    pl_block_view view;
    if (open_block(lk, id, &view, scratch)) {
        pl_diag_raw(scratch, PL_ERROR, PL_DIAG_DUPLICATE_RESOURCE, decl_range(&view), PL_S("here"),
                    (pl_str){ 0 });
        pl_evaluator_close(lk->ev, &view, scratch);
        pl_buf_str(out, PL_S("\n- "));
        pl_diag_place(pl_diags_get(scratch, pl_diags_count(scratch) - 1), out);
    }
    pl_diags_free(scratch);
}

/* ---- names */

static void check_duplicate(linker *lk, uint32_t id)
{
    pl_entry_id first = pl_twins_clash(&lk->twins, id);
    pl_buf text = { 0 };
    if (first == PL_NO_ENTRY)
        return;
    pl_buf_printf(&text, "Mod defines more than one resource named '%s': ", name_of(lk, id));
    print_place(lk, first, &text);
    print_place(lk, id, &text);
    pl_diag_plain(lk->diags, PL_ERROR, PL_DIAG_DUPLICATE_RESOURCE, "%.*s",
                  PL_FMT(pl_buf_view(&text)));
    pl_diags_set_subject(lk->diags, id);
    pl_buf_done(&text);
}

/* ---- queries */

static bool is_nested(const pl_ix_entry *e)
{
    return !(e->flags & PL_ENTRY_TOP_BLOCK);
}

/* Does `base` lead nowhere? Another check reports that. */
static bool base_is_lost(const linker *lk, uint32_t id)
{
    return (lk->entries[id].flags & PL_ENTRY_HAS_BASE) && pl_index_base(lk->ix, id) == PL_NO_ENTRY;
}

typedef struct inherited {
    bool sql, query, nodes, lost;
} inherited;

/* Collect what a resource has itself and through its bases. */
static inherited gather(const linker *lk, uint32_t id)
{
    inherited out = { 0 };
    uint32_t depth = 0;
    for (uint32_t at = id; at != PL_NO_ENTRY; at = pl_index_next_base(lk->ix, at, &depth)) {
        bool any = lk->entries[at].flags & PL_ENTRY_HAS_SQL;
        bool query = any && pl_index_attr(lk->ix, at, PL_ATTR_QUERY);
        out.query = out.query || query;
        out.sql = out.sql || (any && (!query || pl_index_attr(lk->ix, at, PL_ATTR_SQL)));
        out.nodes = out.nodes || (lk->seen[at] & SEEN_NODES);
        out.lost = out.lost || base_is_lost(lk, at);
    }
    return out;
}

static bool has_choices(linker *lk, uint32_t id)
{
    pl_block_view view;
    if (!open_block(lk, id, &view, lk->diags))
        return true;
    bool found = view.block && pl_has_choices(view.block);
    pl_evaluator_close(lk->ev, &view, lk->diags);
    return found;
}

/* Does an input or a base of it have choices or ask for text, so that it needs no query? */
static bool input_has_choices(linker *lk, uint32_t id)
{
    uint32_t depth = 0;
    for (uint32_t at = id; at != PL_NO_ENTRY; at = pl_index_next_base(lk->ix, at, &depth))
        if (has_choices(lk, at))
            return true;
    return false;
}

static bool needs_query(linker *lk, uint32_t id)
{
    const pl_ix_entry *e = &lk->entries[id];
    return pl_needs_query((pl_kind)e->kind, is_nested(e)) &&
           !(e->kind == PL_KIND_INPUT && input_has_choices(lk, id));
}

static void check_query(linker *lk, uint32_t id)
{
    const pl_ix_entry *e = &lk->entries[id];
    if (!(pl_kind_flags((pl_kind)e->kind) & PL_KIND_IS_PROVIDER))
        return;
    inherited has = gather(lk, id);
    bool any = has.sql || has.query || has.lost;
    if (has.sql && has.query)
        report_query(lk, id,
                     " has both 'SQL' and 'query' property set - only 1 of these may be set");
    if (pl_is_graph((pl_kind)e->kind)) {
        if (has.nodes && (has.sql || has.query))
            report_query(lk, id, " contains edges/nodes AND has a query");
        else if (!has.nodes && !any && is_nested(e))
            report_query(lk, id, " does not define a query or SQL, and has no edges/nodes");
    } else if (!any && needs_query(lk, id)) {
        report_query(lk, id, " does not define a query or SQL");
    }
}

/* ---- with */

static void check_with(linker *lk, uint32_t id)
{
    const pl_ix_entry *e = &lk->entries[id];
    if (!(lk->seen[id] & SEEN_WITH) || !is_nested(e) ||
        (e->kind != PL_KIND_DASHBOARD && !pl_is_graph((pl_kind)e->kind)))
        return;
    pl_buf text = { 0 };
    pl_buf_printf(&text,
                  "Only top level resources can have `with` blocks: %s contains 'with' blocks "
                  "but is not a top level resource.",
                  name_of(lk, id));
    report_at(lk, PL_DIAG_MISPLACED_WITH, id, AT_BODY, pl_buf_view(&text));
    pl_buf_done(&text);
}

/* ---- children of benchmarks */

static bool may_list(const pl_ix_entry *benchmark, uint8_t child)
{
    bool detection = benchmark->flags & PL_ENTRY_DETECTION;
    return child == PL_KIND_BENCHMARK || child == (detection ? PL_KIND_DETECTION : PL_KIND_CONTROL);
}

/* A benchmark and its block, which is opened by the first message and parsed once for all. */
typedef struct listing {
    uint32_t id;
    pl_block_view view;
    bool open, lost;
} listing;

static void report_child(linker *lk, pl_diag_code code, listing *l, place at, pl_str text)
{
    if (!l->open && !l->lost)
        l->open = open_block(lk, l->id, &l->view, lk->diags);
    l->lost = !l->open;
    if (l->open)
        report_in(lk, code, &l->view, at, text);
}

static void check_child(linker *lk, listing *l, uint32_t child)
{
    const pl_ix_entry *e = &lk->entries[l->id], *c = &lk->entries[child];
    pl_buf text = { 0 };
    uint32_t once = 2 * l->id + 1, reported = 2 * l->id + 2;
    if (lk->listed_by[child] == reported)
        return;
    bool again = lk->listed_by[child] == once;
    lk->listed_by[child] = again ? reported : once;
    if (again) {
        pl_str name = pl_index_str(lk->ix, e->short_name);
        pl_buf_printf(&text, "'benchmark.%.*s' has duplicate child name '%s'", PL_FMT(name),
                      name_of(lk, child));
        report_child(lk, PL_DIAG_INVALID_CHILD, l, AT_BODY, pl_buf_view(&text));
    } else if (!may_list(e, c->kind)) {
        pl_buf_printf(&text, "Invalid child %s", name_of(lk, child));
        report_child(lk, PL_DIAG_INVALID_CHILD, l, AT_TYPE, pl_buf_view(&text));
    }
    pl_buf_done(&text);
}

static void check_children(linker *lk, uint32_t id)
{
    const pl_ix_entry *e = &lk->entries[id];
    uint32_t n;
    if (e->kind != PL_KIND_BENCHMARK || (e->flags & PL_ENTRY_CHILDREN_OPEN))
        return;
    listing l = { .id = id };
    const pl_entry_id *children = pl_index_children(lk->ix, id, &n);
    for (uint32_t i = 0; i < n; i++)
        if (!(children[i] & PL_IX_MISSING)) /* reported by another check */
            check_child(lk, &l, children[i]);
    if (l.open)
        pl_evaluator_close(lk->ev, &l.view, lk->diags);
}

/* ---- names inside one owner */

typedef struct in_owner {
    uint32_t owner, name, kind;
} in_owner;

/* The first entry of that kind and name in that owner, or `id` itself. */
static uint32_t first_in(linker *lk, pl_map *map, pl_arena *keys, uint32_t owner, uint32_t id)
{
    const pl_ix_entry *e = &lk->entries[id];
    in_owner *key = pl_arena_zero(keys, sizeof *key, _Alignof(in_owner));
    *key = (in_owner){ owner, e->short_name, e->kind };
    return pl_map_put(map, pl_str_make((const char *)key, sizeof *key), id, NULL);
}

/* An input whose name is given twice. All of them are reported at once, with the dashboard. */
typedef struct twice {
    uint32_t owner, id;
} twice;

typedef struct doubles {
    pl_map map;
    pl_arena keys;
    PL_VEC(twice) inputs, categories;
} doubles;

static void find_doubles(linker *lk, doubles *out)
{
    for (uint32_t i = 0; i < lk->n; i++) {
        const pl_ix_entry *e = &lk->entries[i];
        bool input = e->kind == PL_KIND_INPUT;
        if (e->parent == PL_NONE || (e->flags & PL_ENTRY_ANONYMOUS) ||
            (!input && e->kind != PL_KIND_CATEGORY))
            continue;
        uint32_t owner = input ? pl_input_dashboard(lk->entries, i) : e->parent;
        if (owner == PL_NO_ENTRY || first_in(lk, &out->map, &out->keys, owner, i) == i)
            continue;
        if (input)
            pl_vec_push(&out->inputs, ((twice){ owner, i }));
        else
            pl_vec_push(&out->categories, ((twice){ owner, i }));
    }
}

static void check_inputs(linker *lk, uint32_t id, const doubles *d)
{
    pl_buf names = { 0 }, text = { 0 };
    for (size_t i = 0; i < d->inputs.n; i++) {
        const twice *t = &d->inputs.at[i];
        if (t->owner != id)
            continue;
        if (names.len)
            pl_buf_byte(&names, ',');
        if (lk->entries[t->id].parent == id) /* recorded: others go by their full names */
            pl_buf_printf(&names, "input.%.*s",
                          PL_FMT(pl_index_str(lk->ix, lk->entries[t->id].short_name)));
        else
            pl_index_print_name(lk->ix, t->id, &names);
    }
    pl_buf_printf(&text, "Dashboard '%s' contains duplicate input names for: %.*s", name_of(lk, id),
                  PL_FMT(pl_buf_view(&names)));
    report_at(lk, PL_DIAG_DUPLICATE_NAME, id, AT_BODY, pl_buf_view(&text));
    pl_buf_done(&names);
    pl_buf_done(&text);
}

static void check_doubles(linker *lk, uint32_t id, const doubles *d)
{
    for (size_t i = 0; i < d->inputs.n; i++) {
        if (d->inputs.at[i].owner != id || (lk->seen[id] & SEEN_TOLD))
            continue;
        lk->seen[id] |= SEEN_TOLD;
        check_inputs(lk, id, d);
    }
    for (size_t i = 0; i < d->categories.n; i++) {
        const twice *t = &d->categories.at[i];
        pl_buf text = { 0 };
        if (t->owner != id)
            continue;
        pl_buf_printf(&text, "%s has duplicate category %.*s", name_of(lk, id),
                      PL_FMT(pl_index_str(lk->ix, lk->entries[t->id].short_name)));
        report_at(lk, PL_DIAG_DUPLICATE_NAME, t->id, AT_BODY, pl_buf_view(&text));
        pl_buf_done(&text);
    }
}

/* ---- inputs that need each other */

static void check_circle(linker *lk, const pl_input_circle *c)
{
    pl_buf text = { 0 };
    pl_buf_printf(&text,
                  "Failed to resolve input dependency order for dashboard '%s': Cycle error: ",
                  name_of(lk, c->dashboard));
    for (uint32_t i = 0; i <= c->n; i++) {
        pl_str name = pl_index_str(lk->ix, lk->entries[c->inputs[i % c->n]].short_name);
        pl_buf_printf(&text, "%sinput.%.*s", i ? " -> " : "", PL_FMT(name));
    }
    report_at(lk, PL_DIAG_CYCLE, c->dashboard, AT_BODY, pl_buf_view(&text));
    pl_buf_done(&text);
}

/* ---- all of it */

/* Note which resources hold nodes, edges or `with` blocks. */
static void note_parts(linker *lk)
{
    for (uint32_t i = 0; i < lk->n; i++) {
        const pl_ix_entry *e = &lk->entries[i];
        if (e->parent == PL_NONE)
            continue;
        if (e->kind == PL_KIND_NODE || e->kind == PL_KIND_EDGE)
            lk->seen[e->parent] |= SEEN_NODES;
        if (e->kind == PL_KIND_WITH)
            lk->seen[e->parent] |= SEEN_WITH;
    }
}

/* Is the name invalid? Such a resource is not decoded. */
static bool is_misnamed(const linker *lk, uint32_t id)
{
    const pl_ix_entry *e = &lk->entries[id];
    pl_str name = pl_index_str(lk->ix, e->short_name);
    return e->kind != PL_KIND_LOCAL && e->kind != PL_KIND_MOD && !pl_name_valid(name) &&
           !pl_is_ident(name);
}

static void check_entries(linker *lk)
{
    doubles d = { 0 };
    pl_input_circles circles = { 0 };
    size_t circle = 0;
    note_parts(lk);
    find_doubles(lk, &d);
    pl_input_circles_find(lk->ix, &circles);
    for (uint32_t i = 0; i < lk->n; i++) {
        if (is_misnamed(lk, i))
            continue;
        check_duplicate(lk, i);
        check_query(lk, i);
        check_with(lk, i);
        check_children(lk, i);
        if (d.inputs.n || d.categories.n)
            check_doubles(lk, i, &d);
        if (circle < circles.list.n && circles.list.at[circle].dashboard == i)
            check_circle(lk, &circles.list.at[circle++]);
    }
    pl_input_circles_done(&circles);
    pl_map_done(&d.map);
    pl_arena_done(&d.keys);
    pl_vec_done(&d.inputs);
    pl_vec_done(&d.categories);
}

void pl_check_links(const pl_index *ix, pl_str dir, bool variables_only, pl_diags *diags)
{
    linker lk = { .ix = ix, .dir = dir, .diags = diags };
    lk.entries = pl_index_entries(ix, &lk.n);
    lk.seen = pl_mem_zalloc(lk.n + 1);
    lk.listed_by = pl_mem_zalloc(((size_t)lk.n + 1) * sizeof *lk.listed_by);
    pl_twins_find(&lk.twins, ix);
    if (!variables_only)
        check_entries(&lk);
    for (uint32_t i = 0; variables_only && i < lk.n; i++)
        if (lk.entries[i].kind == PL_KIND_VARIABLE)
            check_duplicate(&lk, i);
    pl_twins_done(&lk.twins);
    pl_evaluator_give_back(lk.ev);
    pl_value_store_free(lk.values);
    pl_buf_done(&lk.text);
    pl_mem_free(lk.seen);
    pl_mem_free(lk.listed_by);
}
