/* static_links.c - checks entry by entry, nested ones first, what the index has of each: name,
 * query, children. */
#include "check/static_links.h"
#include "base/alloc.h"
#include "base/str.h"
#include "check/aim.h"
#include "check/links_inner.h"
#include "check/needs.h"
#include "hcl/parse.h"
#include "schema/kind.h"

enum {                      /* of `seen` */
       SEEN_NODES = 1 << 0, /* nodes or edges stand in it */
       SEEN_WITH = 1 << 1,  /* a `with` does */
};

/* ---- names */

static void report_twin(pl_links_check *c, uint32_t first, uint32_t id)
{
    pl_buf text = { 0 };
    pl_buf_printf(&text, "Mod defines more than one resource named '%s': ", pl_links__name(c, id));
    pl_links__print_place(c, first, &text);
    pl_links__print_place(c, id, &text);
    pl_diag_plain(c->diags, PL_ERROR, PL_DIAG_DUPLICATE_RESOURCE, "%.*s",
                  PL_FMT(pl_buf_view(&text)));
    pl_diag_set_subject(c->diags, pl_str_cstr(pl_links__name(c, id)));
    pl_buf_done(&text);
}

/* ---- queries */

/* Report that a resource has no query, or more than one source of it. */
static void report_query(pl_links_check *c, uint32_t id, const char *what)
{
    pl_links__report(c, PL_DIAG_QUERY, id, PL_LINK_AT_BODY, "%s%s", pl_links__name(c, id), what);
}

static bool is_nested(const pl_ix_entry *e)
{
    return !(e->flags & PL_ENTRY_TOP_BLOCK);
}

/* Does `base` lead nowhere? Another check reports that. */
static bool base_is_lost(const pl_links_check *c, uint32_t id)
{
    return (c->entries[id].flags & PL_ENTRY_HAS_BASE) && pl_index_base(c->ix, id) == PL_NO_ENTRY;
}

typedef struct inherited {
    bool sql, query, nodes, lost;
} inherited;

/* Collect what a resource has itself and through its bases. */
static inherited gather(const pl_links_check *c, uint32_t id)
{
    inherited out = { 0 };
    uint32_t depth = 0;
    for (uint32_t at = id; at != PL_NO_ENTRY; at = pl_index_next_base(c->ix, at, &depth)) {
        bool any = c->entries[at].flags & PL_ENTRY_HAS_SQL;
        bool query = any && pl_index_attr(c->ix, at, PL_ATTR_QUERY);
        out.query = out.query || query;
        out.sql = out.sql || (any && (!query || pl_index_attr(c->ix, at, PL_ATTR_SQL)));
        out.nodes = out.nodes || (c->seen[at] & SEEN_NODES);
        out.lost = out.lost || base_is_lost(c, at);
    }
    return out;
}

static bool has_choices(pl_links_check *c, uint32_t id)
{
    pl_block_view view;
    if (!pl_links__open(c, id, &view, c->diags))
        return true;
    bool found = view.block && pl_has_choices(view.block);
    pl_evaluator_close(c->ev, &view, c->diags);
    return found;
}

/* Does an input or a base of it have choices, or is it a text input, so that it needs no query? */
static bool input_has_choices(pl_links_check *c, uint32_t id)
{
    uint32_t depth = 0;
    for (uint32_t at = id; at != PL_NO_ENTRY; at = pl_index_next_base(c->ix, at, &depth))
        if (has_choices(c, at))
            return true;
    return false;
}

static void check_query(pl_links_check *c, uint32_t id)
{
    const pl_ix_entry *e = &c->entries[id];
    pl_kind kind = (pl_kind)e->kind;
    if (!(pl_kind_flags(kind) & PL_KIND_IS_PROVIDER))
        return;
    inherited has = gather(c, id);
    if (has.sql && has.query)
        report_query(c, id, PL_QUERY_TWICE);
    if (pl_kind_flags(kind) & PL_KIND_IS_GRAPH && has.nodes && (has.sql || has.query))
        report_query(c, id, " contains edges/nodes AND has a query");
    if (has.sql || has.query || has.lost)
        return;
    const char *missing = pl_query_missing(kind, is_nested(e), has.nodes);
    if (missing && !(kind == PL_KIND_INPUT && input_has_choices(c, id)))
        report_query(c, id, missing);
}

/* ---- with */

static void check_with(pl_links_check *c, uint32_t id)
{
    const pl_ix_entry *e = &c->entries[id];
    if (!(c->seen[id] & SEEN_WITH) || !is_nested(e) ||
        (e->kind != PL_KIND_DASHBOARD && !(pl_kind_flags((pl_kind)e->kind) & PL_KIND_IS_GRAPH)))
        return;
    pl_links__report(c, PL_DIAG_MISPLACED_WITH, id, PL_LINK_AT_BODY,
                     "Only top level resources can have `with` blocks: %s contains 'with' blocks "
                     "but is not a top level resource.",
                     pl_links__name(c, id));
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

static void report_child(pl_links_check *c, pl_diag_code code, listing *l, pl_link_place at,
                         pl_str text)
{
    if (!l->open && !l->lost)
        l->open = pl_links__open(c, l->id, &l->view, c->diags);
    l->lost = !l->open;
    if (l->open)
        pl_links__report_in(c, code, &l->view, at, text);
}

/* May `child` be listed there? If not, this is reported, a repeated child once. */
static bool check_child(pl_links_check *c, listing *l, uint32_t child)
{
    const pl_ix_entry *e = &c->entries[l->id], *inner = &c->entries[child];
    pl_buf text = { 0 };
    uint32_t once = 2 * l->id + 1, reported = 2 * l->id + 2;
    if (c->listed_by[child] == reported)
        return false;
    bool again = c->listed_by[child] == once;
    c->listed_by[child] = again ? reported : once;
    if (again) {
        pl_str name = pl_index_str(c->ix, e->short_name);
        pl_buf_printf(&text, "'benchmark.%.*s' has duplicate child name '%s'", PL_FMT(name),
                      pl_links__name(c, child));
        report_child(c, PL_DIAG_INVALID_CHILD, l, PL_LINK_AT_BODY, pl_buf_view(&text));
    } else if (!may_list(e, inner->kind)) {
        pl_buf_printf(&text, "Invalid child %s", pl_links__name(c, child));
        report_child(c, PL_DIAG_INVALID_CHILD, l, PL_LINK_AT_TYPE, pl_buf_view(&text));
    }
    bool right = !text.len;
    pl_buf_done(&text);
    return right;
}

static void close_listing(pl_links_check *c, listing *l)
{
    if (l->open)
        pl_evaluator_close(c->ev, &l->view, c->diags);
}

static void check_children(pl_links_check *c, uint32_t id)
{
    const pl_ix_entry *e = &c->entries[id];
    uint32_t n;
    if (e->kind != PL_KIND_BENCHMARK || (e->flags & PL_ENTRY_CHILDREN_OPEN))
        return;
    listing l = { .id = id };
    const pl_entry_id *children = pl_index_children(c->ix, id, &n);
    for (uint32_t i = 0; i < n; i++)
        if (!(children[i] & PL_IX_MISSING)) /* reported by another check */
            check_child(c, &l, children[i]);
    close_listing(c, &l);
}

/* ---- children that an expression lists */

/* Evaluate the children of a benchmark and keep those that may be listed. */
static void check_open_list(pl_links_check *c, uint32_t id, pl_open_children *out)
{
    pl_value names;
    listing l = { .id = id };
    pl_diags *ignored = pl_diags_new();
    pl_found found = pl_evaluator_attr(c->ev, id, PL_S("child_name_strings"), &names, ignored);
    pl_diags_free(ignored);
    if (found != PL_FOUND || !pl_value_is_seq(names)) /* reported with the attribute */
        return;
    pl_entry_id *list = pl_arena_alloc(&out->arena, ((size_t)names.len + 1) * sizeof *list);
    uint32_t n = 0;
    for (uint32_t i = 0; i < names.len; i++) {
        if (names.seq->at[i].tag != PL_V_STRING)
            continue;
        pl_str name = pl_value_get_str(names.seq->at[i]);
        pl_entry_id child = pl_index_find_from(c->ix, c->entries[id].mod, name);
        if (child == PL_NO_ENTRY) {
            c->text.len = 0;
            pl_buf_printf(&c->text, "Could not resolve child %.*s", PL_FMT(name));
            report_child(c, PL_DIAG_UNKNOWN_RESOURCE, &l, PL_LINK_AT_BODY, pl_buf_view(&c->text));
        } else if (check_child(c, &l, child)) {
            list[n++] = child;
        }
    }
    close_listing(c, &l);
    pl_vec_push(&out->list, ((pl_resolved_children){ id, list, n }));
}

bool pl_check_open_children(pl_evaluator *ev, pl_open_children *out, pl_diags *diags)
{
    pl_links_check c = { .ix = pl_evaluator_index(ev), .ev = ev, .diags = diags };
    uint32_t n;
    size_t before = pl_diags_count(diags);
    c.entries = pl_index_entries(c.ix, &c.n);
    c.listed_by = pl_mem_zalloc(((size_t)c.n + 1) * sizeof *c.listed_by);
    const pl_entry_id *ids = pl_index_kind(c.ix, PL_KIND_BENCHMARK, &n);
    for (uint32_t i = 0; i < n; i++)
        if (c.entries[ids[i]].flags & PL_ENTRY_CHILDREN_OPEN)
            check_open_list(&c, ids[i], out);
    pl_mem_free(c.listed_by);
    pl_buf_done(&c.text);
    if (pl_diags_count(diags) == before)
        return true;
    pl_diags_set_heading(diags, "Internal Error: Failed to decode mod");
    return false;
}

void pl_open_children_done(pl_open_children *children)
{
    pl_vec_done(&children->list);
    pl_arena_done(&children->arena);
}

/* ---- all of it */

/* Note which resources hold nodes, edges or `with` blocks. */
static void note_parts(pl_links_check *c)
{
    for (uint32_t i = 0; i < c->n; i++) {
        const pl_ix_entry *e = &c->entries[i];
        if (e->parent == PL_NONE)
            continue;
        if (e->kind == PL_KIND_NODE || e->kind == PL_KIND_EDGE)
            c->seen[e->parent] |= SEEN_NODES;
        if (e->kind == PL_KIND_WITH)
            c->seen[e->parent] |= SEEN_WITH;
    }
}

/* Is the name invalid? Such a resource is not decoded, nor is what is nested in it. */
static bool is_misnamed(const pl_links_check *c, uint32_t id)
{
    const pl_ix_entry *e = &c->entries[id];
    return e->kind != PL_KIND_LOCAL && e->kind != PL_KIND_MOD &&
           !pl_check__is_name(pl_index_str(c->ix, e->short_name));
}

static void note_misnamed(pl_links_check *c)
{
    for (uint32_t i = 0; i < c->n; i++) {
        uint32_t parent = c->entries[i].parent;
        if (is_misnamed(c, i) || (parent != PL_NONE && c->marks[parent] & PL_LINKS__SKIPPED))
            c->marks[i] |= PL_LINKS__SKIPPED | PL_LINKS_FAILED;
    }
}

/* Check the resource `id`, whose nested ones were checked: if one of them failed or waits, it is
 * not decoded as a whole, and nothing more is reported about it (recorded). */
static void check_entry(pl_links_check *c, uint32_t id)
{
    const uint8_t inside = PL_LINKS__IN_FAILED | PL_LINKS__IN_HELD;
    uint8_t *mark = &c->marks[id];
    size_t n = pl_diags_count(c->diags);
    if (!(*mark & (PL_LINKS_FAILED | PL_LINKS_HELD | inside))) {
        check_query(c, id);
        check_with(c, id);
        check_children(c, id);
    }
    if (pl_diags_count(c->diags) > n) {
        *mark |= PL_LINKS_FAILED;
        pl_links__note(c, id, n, *mark & (PL_LINKS_LATE | PL_LINKS__IN_LATE));
    }
    if (c->entries[id].parent == PL_NONE)
        return;
    uint8_t *outer = &c->marks[c->entries[id].parent];
    *outer |= *mark & (PL_LINKS_FAILED | PL_LINKS__IN_FAILED) ? PL_LINKS__IN_FAILED : 0;
    *outer |= *mark & (PL_LINKS_HELD | PL_LINKS__IN_HELD) ? PL_LINKS__IN_HELD : 0;
    *outer |= *mark & (PL_LINKS_LATE | PL_LINKS__IN_LATE) ? PL_LINKS__IN_LATE : 0;
}

/* A resource that failed is not registered under its name. */
static void check_twin(pl_links_check *c, uint32_t id)
{
    const uint8_t failed = PL_LINKS_FAILED | PL_LINKS__IN_FAILED;
    pl_entry_id first = pl_twins_clash(&c->twins, id);
    size_t n = pl_diags_count(c->diags);
    if (first == PL_NO_ENTRY || c->marks[first] & failed || c->marks[id] & failed)
        return;
    report_twin(c, first, id);
    pl_links__note(c, id, n, c->marks[id] & (PL_LINKS_LATE | PL_LINKS__IN_LATE));
}

static void check_entries(pl_links_check *c)
{
    note_parts(c);
    if (c->ev) /* otherwise every file is sound by itself, and its names are right */
        note_misnamed(c);
    for (uint32_t i = c->n; i-- > 0;) /* what is nested first */
        check_entry(c, i);
    pl_links__check_names(c);
    pl_links__check_inputs(c);
    for (uint32_t i = 0; i < c->twins.n; i++)
        check_twin(c, i);
}

static void run(pl_links_check *c, bool variables_only)
{
    c->entries = pl_index_entries(c->ix, &c->n);
    c->seen = pl_mem_zalloc(c->n + (size_t)1);
    c->listed_by = pl_mem_zalloc(((size_t)c->n + 1) * sizeof *c->listed_by);
    pl_twins_find(&c->twins, c->ix);
    if (!variables_only)
        check_entries(c);
    for (uint32_t i = 0; variables_only && i < c->n; i++)
        if (c->entries[i].kind == PL_KIND_VARIABLE)
            check_twin(c, i);
}

static void done(pl_links_check *c)
{
    pl_twins_done(&c->twins);
    if (c->values)
        pl_evaluator_give_back(c->ev);
    pl_value_store_free(c->values);
    pl_buf_done(&c->text);
    pl_mem_free(c->seen);
    pl_mem_free(c->listed_by);
}

void pl_check_links(const pl_index *ix, pl_str dir, bool variables_only, pl_diags *diags)
{
    uint32_t n;
    pl_faults faults = { 0 };
    pl_links_check c = { .ix = ix, .dir = dir, .diags = pl_diags_new(), .faults = &faults };
    pl_index_entries(ix, &n);
    c.marks = pl_mem_zalloc(n + (size_t)1);
    run(&c, variables_only);
    pl_faults_sort(&faults);
    pl_faults_tell(&faults, c.diags, 0, diags);
    pl_mem_free(c.marks);
    done(&c);
    pl_diags_free(c.diags);
    pl_vec_done(&faults);
}

void pl_check__links_beside(pl_evaluator *ev, uint8_t *marks, bool variables_only,
                            pl_diags *messages, pl_faults *faults)
{
    pl_links_check c = {
        .ix = pl_evaluator_index(ev), .ev = ev, .marks = marks, .diags = messages, .faults = faults
    };
    run(&c, variables_only);
    done(&c);
}
