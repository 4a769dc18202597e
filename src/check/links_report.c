#include "check/links_inner.h"
#include "base/str.h"
#include <stdarg.h>

const char *pl_links__name(pl_links_check *c, pl_entry_id id)
{
    c->text.len = 0;
    pl_index_print_name(c->ix, id, &c->text);
    pl_buf_byte(&c->text, 0);
    return c->text.ptr;
}

bool pl_links__open(pl_links_check *c, pl_entry_id id, pl_block_view *view, pl_diags *diags)
{
    if (!c->ev) {
        pl_value_store_options options = { .index = c->ix, .dir = c->dir };
        c->values = pl_value_store_new(&options);
        c->ev = pl_evaluator_borrow(c->values);
    }
    if (!pl_evaluator_open(c->ev, id, view, diags))
        return false;
    if (view->block || view->attr)
        return true;
    pl_evaluator_close(c->ev, view, diags);
    return false;
}

/* The place of a declaration: its body (hcl/ast.h); for a local, all of it. */
static pl_range decl_range(const pl_block_view *view)
{
    if (!view->block)
        return view->attr->range;
    return view->block->body->range;
}

void pl_links__report_in(pl_links_check *c, pl_diag_code code, const pl_block_view *view,
                         pl_link_place place, pl_str text)
{
    bool at_type = place == PL_LINK_AT_TYPE && view->block;
    pl_range range = at_type ? view->block->type_range : decl_range(view);
    pl_diag_raw(c->diags, PL_ERROR, code, range, text, (pl_str){ 0 });
}

void pl_links__report(pl_links_check *c, pl_diag_code code, pl_entry_id id, pl_link_place place,
                      const char *format, ...)
{
    pl_block_view view;
    pl_buf text = { 0 };
    va_list args;
    va_start(args, format);
    pl_buf_vprintf(&text, format, args);
    va_end(args);
    if (pl_links__open(c, id, &view, c->diags)) {
        pl_links__report_in(c, code, &view, place, pl_buf_view(&text));
        pl_evaluator_close(c->ev, &view, c->diags);
    }
    pl_buf_done(&text);
}

void pl_links__print_place(pl_links_check *c, pl_entry_id id, pl_buf *out)
{
    pl_diags *scratch = pl_diags_new();
    pl_block_view view;
    if (pl_links__open(c, id, &view, scratch)) {
        pl_diag_raw(scratch, PL_ERROR, PL_DIAG_DUPLICATE_RESOURCE, decl_range(&view), PL_S("here"),
                    (pl_str){ 0 });
        pl_evaluator_close(c->ev, &view, scratch);
        pl_buf_str(out, PL_S("\n- "));
        pl_diag_place(pl_diags_get(scratch, pl_diags_count(scratch) - 1), out);
    }
    pl_diags_free(scratch);
}

void pl_links__note_whole(pl_links_check *c, pl_entry_id id, size_t n, bool late)
{
    const pl_ix_entry *e = c->entries;
    pl_entry_id last = id;
    while (last + 1 < c->n && e[last + 1].file == e[id].file && e[last + 1].start < e[id].end)
        last++;
    pl_links__note(c, last, n, late);
}

void pl_links__note(pl_links_check *c, pl_entry_id id, size_t n, bool late)
{
    for (size_t i = n; i < pl_diags_count(c->diags); i++) {
        pl_fault fault = pl_fault_of(c->diags, i);
        fault.file = c->entries[id].file;
        fault.entry = id;
        fault.late = late;
        fault.order = 2 * (uint64_t)id;
        pl_vec_push(c->faults, fault);
    }
}
