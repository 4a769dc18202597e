/* text.c - reads literal attributes of mod files: texts and lists of texts. */
#include "mod/mod.h"

pl_mod_text pl_mod__text(const pl_attr *attr, pl_arena *arena)
{
    pl_mod_text out = { 0 };
    pl_str text;
    if (!attr)
        return out;
    const pl_expr *e = attr->expr;
    out.set = true;
    out.range = e->range;
    if (e->kind == PL_E_LITERAL && e->lit == PL_LIT_NULL)
        out.set = false;
    else if (pl_expr_string(e, arena, &text) ||
             (e->kind == PL_E_LITERAL && e->lit != PL_LIT_STRING && pl_expr_keyword(e, &text)))
        out.text = pl_arena_str(arena, text);
    else if (e->kind == PL_E_LITERAL && e->lit == PL_LIT_NUMBER)
        out.text = pl_arena_str(arena, e->literal.text);
    else
        out.open = true;
    return out;
}

pl_mod_list pl_mod__list(const pl_attr *attr, pl_arena *arena)
{
    pl_mod_list out = { 0 };
    if (!attr)
        return out;
    const pl_expr *e = attr->expr;
    out.set = true;
    out.range = e->range;
    out.open = e->kind != PL_E_TUPLE;
    if (out.open)
        return out;
    pl_str *list = pl_arena_alloc(arena, (e->tuple.n + 1) * sizeof *list);
    for (const pl_item *i = e->tuple.items; i; i = i->next) {
        pl_str text;
        if (!pl_expr_string(i->expr, arena, &text)) {
            out.open = true;
            return out;
        }
        list[out.n++] = pl_arena_str(arena, text);
    }
    out.list = list;
    return out;
}
