#include "hcl/literal.h"
#include "hcl/parse.h"

bool pl_literal_string(const pl_expr *expr, pl_arena *arena, pl_str *out)
{
    return pl_expr_string(expr, arena, out);
}

bool pl_literal_read(const pl_expr *expr, pl_arena *arena, pl_literal *out)
{
    pl_str text;
    if (expr->kind == PL_E_LITERAL) {
        *out = (pl_literal){ expr->lit, expr->literal.text };
        return true;
    }
    if (!pl_literal_string(expr, arena, &text))
        return false;
    *out = (pl_literal){ PL_LIT_STRING, text };
    return true;
}

bool pl_literal_bool(const pl_expr *expr, bool *out)
{
    if (expr->kind != PL_E_LITERAL || (expr->lit != PL_LIT_TRUE && expr->lit != PL_LIT_FALSE))
        return false;
    *out = expr->lit == PL_LIT_TRUE;
    return true;
}

bool pl_literal_number(const pl_expr *expr, pl_str *out)
{
    if (expr->kind != PL_E_LITERAL || expr->lit != PL_LIT_NUMBER)
        return false;
    *out = expr->literal.text;
    return true;
}

bool pl_literal_strings(const pl_expr *expr, pl_arena *arena, pl_str **out, uint32_t *n)
{
    if (expr->kind != PL_E_TUPLE)
        return false;
    pl_str *list = pl_arena_take(arena, expr->tuple.n * sizeof *list, _Alignof(pl_str));
    uint32_t i = 0;
    for (const pl_item *item = expr->tuple.items; item; item = item->next)
        if (!pl_literal_string(item->expr, arena, &list[i++]))
            return false;
    *out = list;
    *n = i;
    return true;
}
