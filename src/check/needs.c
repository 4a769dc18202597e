#include "check/needs.h"
#include "base/str.h"
#include "hcl/parse.h"

const char *pl_query_missing(pl_kind kind, bool nested, bool nodes)
{
    unsigned flags = pl_kind_flags(kind);
    if (flags & PL_KIND_IS_GRAPH)
        return nested && !nodes ? " does not define a query or SQL, and has no edges/nodes" : NULL;
    bool asks = flags & PL_KIND_ASKS || (nested && flags & PL_KIND_ASKS_INSIDE);
    return asks ? " does not define a query or SQL" : NULL;
}

static bool is_typed_in(const pl_expr *type)
{
    static const pl_str types[] = { PL_S("date"),           PL_S("datetime"), PL_S("date_range"),
                                    PL_S("datetime_range"), PL_S("text"),     PL_S("time") };
    if (type->kind != PL_E_TEMPLATE || type->tmpl.n != 1 ||
        type->tmpl.parts->expr->kind != PL_E_LITERAL)
        return type->kind != PL_E_LITERAL; /* worked out: perhaps */
    for (size_t i = 0; i < PL_COUNT(types); i++)
        if (pl_str_eq(types[i], type->tmpl.parts->expr->literal.text))
            return true;
    return false;
}

bool pl_has_choices(const pl_block *input)
{
    const pl_attr *type = pl_body_attr(input->body, PL_S("type"));
    for (const pl_block *b = input->body->blocks; b; b = b->next)
        if (pl_str_eq(b->type, PL_S("option")))
            return true;
    return pl_body_attr(input->body, PL_S("placeholder")) || (type && is_typed_in(type->expr));
}
