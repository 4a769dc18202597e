/* open_children.c - evaluates the children of benchmarks whose list is an expression, and checks
 * that each may be a child. */
#include "check/open_children.h"
#include "base/alloc.h"
#include "base/str.h"
#include "schema/kind.h"

typedef struct finder {
    pl_evaluator *ev;
    const pl_index *ix;
    const pl_ix_entry *entries;
    pl_open_children *out;
    pl_diags *diags;
} finder;

/* ---- what is wrong with a list (mod-language.md 8) */

typedef enum place { AT_BODY, AT_TYPE } place;

/* A message is `before`, the name, `after`. */
typedef struct problem {
    pl_diag_code code;
    place at;
    const char *before, *after;
} problem;

static void report(finder *f, pl_entry_id id, pl_str name, const problem *p)
{
    pl_block_view view;
    pl_buf text = { 0 };
    pl_buf_printf(&text, "%s%.*s%s", p->before, PL_FMT(name), p->after);
    if (pl_evaluator_open(f->ev, id, &view, f->diags)) {
        pl_range range = p->at == AT_TYPE ? view.block->type_range : view.block->body->range;
        pl_diag_raw(f->diags, PL_ERROR, p->code, range, pl_buf_view(&text), (pl_str){ 0 });
        pl_evaluator_close(f->ev, &view, f->diags);
    }
    pl_buf_done(&text);
}

static bool is_listed(const pl_entry_id *list, uint32_t n, pl_entry_id child)
{
    for (uint32_t i = 0; i < n; i++)
        if (list[i] == child)
            return true;
    return false;
}

static bool may_list(const finder *f, pl_entry_id id, pl_entry_id child)
{
    pl_kind kind = (pl_kind)f->entries[child].kind;
    bool detections = f->entries[id].flags & PL_ENTRY_DETECTION;
    return kind == PL_KIND_BENCHMARK || kind == (detections ? PL_KIND_DETECTION : PL_KIND_CONTROL);
}

/* Add a child to the list, or report why it cannot be one. */
static void take(finder *f, pl_entry_id id, pl_str name, pl_entry_id *list, uint32_t *n)
{
    pl_buf before = { 0 };
    pl_entry_id child = pl_index_find_from(f->ix, f->entries[id].mod, name);
    if (child == PL_NO_ENTRY) {
        report(f, id, name,
               &(problem){ PL_DIAG_UNKNOWN_RESOURCE, AT_BODY, "Could not resolve child ", "" });
    } else if (is_listed(list, *n, child)) {
        pl_str own = pl_index_str(f->ix, f->entries[id].short_name);
        pl_buf_printf(&before, "'benchmark.%.*s' has duplicate child name '%c", PL_FMT(own), 0);
        report(f, id, name, &(problem){ PL_DIAG_INVALID_CHILD, AT_BODY, before.ptr, "'" });
    } else if (!may_list(f, id, child)) {
        report(f, id, name, &(problem){ PL_DIAG_INVALID_CHILD, AT_TYPE, "Invalid child ", "" });
    } else {
        list[(*n)++] = child;
    }
    pl_buf_done(&before);
}

/* ---- */

static void evaluate(finder *f, pl_entry_id id)
{
    pl_value names;
    pl_diags *ignored = pl_diags_new();
    pl_found found = pl_evaluator_attr(f->ev, id, PL_S("child_name_strings"), &names, ignored);
    pl_diags_free(ignored);
    if (found != PL_FOUND || !pl_value_is_seq(names)) /* reported with the attribute */
        return;
    pl_entry_id *list = pl_arena_alloc(&f->out->arena, ((size_t)names.len + 1) * sizeof *list);
    uint32_t n = 0;
    for (uint32_t i = 0; i < names.len; i++)
        if (names.seq->at[i].tag == PL_V_STRING)
            take(f, id, pl_value_get_str(names.seq->at[i]), list, &n);
    pl_vec_push(&f->out->list, ((pl_resolved_children){ id, list, n }));
}

bool pl_check_open_children(pl_evaluator *ev, pl_open_children *out, pl_diags *diags)
{
    finder f = { .ev = ev, .ix = pl_evaluator_index(ev), .out = out, .diags = diags };
    uint32_t n, n_entries;
    size_t before = pl_diags_count(diags);
    f.entries = pl_index_entries(f.ix, &n_entries);
    const pl_entry_id *ids = pl_index_kind(f.ix, PL_KIND_BENCHMARK, &n);
    for (uint32_t i = 0; i < n; i++)
        if (f.entries[ids[i]].flags & PL_ENTRY_CHILDREN_OPEN)
            evaluate(&f, ids[i]);
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
