#include "eval/required.h"
#include "base/str.h"
#include "eval/vars_inner.h"

static pl_value none(void)
{
    return pl_value_null(pl_type_simple(PL_TYPE_ANY));
}

/* Does the workspace's mod require it itself? */
static bool is_direct(pl_evaluator *ev, uint32_t dep)
{
    uint32_t n;
    const uint32_t *deps = pl_index_mod_deps(pl_evaluator_index(ev), 0, &n);
    for (uint32_t i = 0; i < n; i++)
        if (deps[i] == dep)
            return true;
    return false;
}

static bool read_attr(pl_evaluator *ev, const pl_block *block, pl_str name, const pl_type *want,
                      pl_value *out, pl_diags *diags)
{
    const pl_attr *attr = pl_body_attr(block->body, name);
    pl_value v;
    if (!attr)
        return true;
    pl_wanted wanted = { .expr = attr->expr, .type = want };
    if (!pl_evaluator__eval(ev, &wanted, &v, diags))
        return false;
    if (pl_value_is_known(v))
        *out = v;
    return true;
}

/* The line that has a byte of the file. */
static uint32_t line_at(const pl_block_view *view, uint32_t offset)
{
    uint32_t line = 1;
    for (uint32_t i = 0; i < offset && i < view->text.len; i++)
        line += view->text.ptr[i] == '\n';
    return line;
}

pl_str pl_database_place(pl_evaluator *ev, pl_entry_id id, uint32_t line, pl_arena *arena)
{
    pl_diags *diags = pl_diags_new();
    pl_block_view view;
    pl_str place = { 0 };
    if (pl_evaluator_open(ev, id, &view, diags)) {
        const pl_attr *attr = view.block ? pl_body_attr(view.block->body, PL_S("database")) : NULL;
        if (!line)
            line = attr ? line_at(&view, attr->expr->range.start) : view.line;
        place = pl_arena_printf(arena, "%.*s:%u", PL_FMT(view.path), line);
        pl_evaluator_close(ev, &view, diags);
    }
    pl_diags_free(diags);
    return place;
}

static bool read_block(pl_evaluator *ev, const pl_block *block, pl_required *out, pl_diags *diags)
{
    const pl_type *list = ev->store->strings;
    return read_attr(ev, block, PL_S("database"), NULL, &out->database, diags) &&
           read_attr(ev, block, PL_S("search_path"), list, &out->search_path, diags) &&
           read_attr(ev, block, PL_S("search_path_prefix"), list, &out->search_path_prefix, diags);
}

bool pl_required_read(pl_evaluator *ev, uint32_t dep, pl_required *out, pl_diags *diags)
{
    uint32_t n;
    const pl_ix_mod *mods = pl_index_mods(pl_evaluator_index(ev), &n);
    pl_block_view view;
    bool ok = true;
    *out = (pl_required){ none(), none(), none(), 0 };
    if (!is_direct(ev, dep) || mods[0].entry == PL_NONE)
        return true;
    if (!pl_evaluator_open(ev, mods[0].entry, &view, diags))
        return false;
    for (const pl_block *r = view.block ? view.block->body->blocks : NULL; r && ok; r = r->next)
        for (const pl_block *b = r->body->blocks; b && ok && pl_required_is_block(r); b = b->next)
            if (pl_str_eq(b->type, PL_S("mod")) && pl_vars__required_by(ev, 0, b) == dep) {
                const pl_attr *attr = pl_body_attr(b->body, PL_S("database"));
                ok = read_block(ev, b, out, diags);
                out->line = attr ? line_at(&view, attr->expr->range.start) : 0;
            }
    pl_evaluator_close(ev, &view, diags);
    return ok;
}
