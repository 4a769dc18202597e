#include "load/deps.h"
#include "base/diag.h"
#include "base/str.h"

pl_str pl_dep_kind_name(pl_dep_kind kind)
{
    static const char *const names[] = { "child", "query",    "base",  "category", "input",
                                         "with",  "variable", "local", "reference" };
    return pl_str_cstr(names[kind]); /* ORDER deps */
}

void pl_deps_print(const pl_index *ix, pl_dep_node node, pl_buf *out)
{
    if (node & PL_DEP_NAME)
        pl_buf_str(out, pl_index_str(ix, node & ~PL_DEP_NAME));
    else
        pl_index_print_name(ix, node, out);
}

/* ---- direct edges */

static void add(pl_dep_list *out, size_t first, pl_dep_kind kind, pl_dep_node to)
{
    for (size_t i = first; i < out->n; i++)
        if (out->at[i].to == to && out->at[i].kind == kind)
            return;
    pl_vec_push(out, ((pl_dep){ kind, to }));
}

static pl_dep_kind kind_of(const pl_index *ix, const pl_index_ref *ref)
{
    uint32_t n;
    if (pl_str_eq(ref->attr, PL_S("base")))
        return PL_DEP_BASE;
    switch (pl_index_entries(ix, &n)[ref->target].kind) {
    case PL_KIND_QUERY: return PL_DEP_QUERY;
    case PL_KIND_CATEGORY: return PL_DEP_CATEGORY;
    case PL_KIND_INPUT: return PL_DEP_INPUT;
    case PL_KIND_WITH: return PL_DEP_WITH;
    case PL_KIND_VARIABLE: return PL_DEP_VARIABLE;
    case PL_KIND_LOCAL: return PL_DEP_LOCAL;
    default: return PL_DEP_REFERENCE;
    }
}

/* Children that are listed are references too. */
static bool is_child(const pl_dep_list *out, size_t first, pl_dep_node to)
{
    for (size_t i = first; i < out->n && out->at[i].kind == PL_DEP_CHILD; i++)
        if (out->at[i].to == to)
            return true;
    return false;
}

/* Only those of dashboards are among the children. */
static void add_withs(const pl_index *ix, pl_entry_id id, pl_dep_list *out, size_t first)
{
    uint32_t n;
    const pl_ix_entry *all = pl_index_entries(ix, &n);
    for (uint32_t i = id + 1; i < n && all[i].file == all[id].file && all[i].end <= all[id].end;
         i++)
        if (all[i].parent == id && all[i].kind == PL_KIND_WITH && !is_child(out, first, i))
            add(out, first, PL_DEP_WITH, i);
}

void pl_deps_direct(const pl_index *ix, pl_entry_id id, pl_dep_list *out)
{
    uint32_t n;
    size_t first = out->n;
    pl_ref_iter it;
    pl_index_ref ref;
    const pl_entry_id *children = pl_index_children(ix, id, &n);
    for (uint32_t i = 0; i < n; i++)
        add(out, first, PL_DEP_CHILD, children[i]);
    add_withs(ix, id, out, first);
    pl_ref_iter_init(&it, ix, id);
    while (pl_ref_iter_next(&it, &ref))
        if (ref.target != PL_NO_ENTRY && !is_child(out, first, ref.target))
            add(out, first, kind_of(ix, &ref), ref.target);
    pl_ref_iter_done(&it);
}

/* ---- walking. Depth is a matter of the mod, so the stack is ours */

typedef enum colour { NEW, OPEN, DONE } colour;

typedef struct frame {
    pl_entry_id id;
    size_t first, at, end; /* its edges in `deps` */
} frame;

typedef struct walk {
    const pl_index *ix;
    uint8_t *colours; /* by entry */
    PL_VEC(frame) stack;
    pl_dep_list deps; /* of what is on the stack */
    pl_dep_nodes *out;
    pl_dep_nodes missing; /* that came up */
    bool values;          /* variables and locals too */
    bool cycle;
    pl_buf *circle; /* names of the first one; may be NULL */
} walk;

static void begin(walk *w, const pl_index *ix, pl_dep_nodes *out)
{
    uint32_t n;
    *w = (walk){ .ix = ix, .out = out, .values = true };
    pl_index_entries(ix, &n);
    w->colours = pl_mem_zeroed(n + 1);
}

static void end(walk *w)
{
    uint32_t n;
    pl_index_entries(w->ix, &n);
    pl_mem_drop(w->colours, n + 1);
    pl_vec_done(&w->stack);
    pl_vec_done(&w->deps);
    pl_vec_done(&w->missing);
}

static void enter(walk *w, pl_entry_id id)
{
    frame f = { .id = id, .first = w->deps.n };
    w->colours[id] = OPEN;
    pl_deps_direct(w->ix, id, &w->deps);
    f.at = f.first;
    f.end = w->deps.n;
    pl_vec_push(&w->stack, f);
}

static void add_missing(walk *w, pl_dep_node node)
{
    for (size_t i = 0; i < w->missing.n; i++)
        if (w->missing.at[i] == node)
            return;
    pl_vec_push(&w->missing, node);
    if (w->out)
        pl_vec_push(w->out, node);
}

/* From where it was met first to the top, and it once more. */
static void note_circle(walk *w, pl_entry_id id)
{
    size_t i = w->stack.n;
    if (w->cycle || !w->circle) {
        w->cycle = true;
        return;
    }
    w->cycle = true;
    while (i > 0 && w->stack.at[i - 1].id != id)
        i--;
    for (i = i ? i - 1 : 0; i < w->stack.n; i++) {
        pl_deps_print(w->ix, w->stack.at[i].id, w->circle);
        pl_buf_cstr(w->circle, " -> ");
    }
    pl_deps_print(w->ix, id, w->circle);
}

static bool is_skipped(const walk *w, const pl_dep *d)
{
    return !w->values && (d->kind == PL_DEP_VARIABLE || d->kind == PL_DEP_LOCAL);
}

static void step(walk *w, const pl_dep *d)
{
    if (is_skipped(w, d))
        return;
    if (d->to & PL_DEP_NAME)
        add_missing(w, d->to);
    else if (w->colours[d->to] == OPEN)
        note_circle(w, d->to);
    else if (w->colours[d->to] == NEW)
        enter(w, d->to);
}

static void visit(walk *w, pl_entry_id root)
{
    if (w->colours[root] != NEW)
        return;
    enter(w, root);
    while (w->stack.n) {
        frame *f = &w->stack.at[w->stack.n - 1];
        if (f->at < f->end) {
            pl_dep d = w->deps.at[f->at++];
            step(w, &d);
            continue;
        }
        w->colours[f->id] = DONE;
        if (w->out)
            pl_vec_push(w->out, f->id);
        w->deps.n = f->first;
        w->stack.n--;
    }
}

void pl_deps_closure(const pl_index *ix, const pl_entry_id *roots, uint32_t n, pl_dep_nodes *out)
{
    walk w;
    begin(&w, ix, out);
    for (uint32_t i = 0; i < n; i++)
        visit(&w, roots[i]);
    end(&w);
}

bool pl_deps_order(const pl_index *ix, const pl_entry_id *roots, uint32_t n, pl_dep_nodes *out,
                   pl_diags *diags)
{
    walk w;
    pl_buf circle = { 0 };
    begin(&w, ix, out);
    w.circle = &circle;
    for (uint32_t i = 0; i < n; i++)
        visit(&w, roots[i]);
    if (w.cycle)
        pl_diag_plain(diags, PL_ERROR, PL_DIAG_CYCLE, "circular dependency: %.*s",
                      PL_FMT(pl_buf_view(&circle)));
    bool ok = !w.cycle;
    end(&w);
    pl_buf_done(&circle);
    return ok;
}

bool pl_deps_has_cycle(const pl_index *ix, pl_entry_id id)
{
    walk w;
    begin(&w, ix, NULL);
    visit(&w, id);
    bool cycle = w.cycle;
    end(&w);
    return cycle;
}

void pl_deps_tree(const pl_index *ix, pl_entry_id root, pl_dep_nodes *out)
{
    walk w;
    size_t kept = out->n, first = out->n;
    begin(&w, ix, out);
    w.values = false;
    visit(&w, root);
    end(&w);
    for (size_t i = first; i < out->n; i++)
        if (!(out->at[i] & PL_DEP_NAME))
            out->at[kept++] = out->at[i];
    out->n = kept;
}
