#include "check/needs.h"
#include "base/str.h"
#include "hcl/parse.h"

static bool needs_query(pl_kind kind, bool nested)
{
    switch (kind) {
    case PL_KIND_QUERY:
    case PL_KIND_CONTROL:
    case PL_KIND_WITH: return true;
    case PL_KIND_CHART:
    case PL_KIND_TABLE:
    case PL_KIND_DETECTION:
    case PL_KIND_NODE:
    case PL_KIND_EDGE:
    case PL_KIND_INPUT: return nested;
    default: return false;
    }
}

bool pl_is_graph(pl_kind kind)
{
    return kind == PL_KIND_FLOW || kind == PL_KIND_GRAPH || kind == PL_KIND_HIERARCHY;
}

const char *pl_query_missing(pl_kind kind, bool nested, bool nodes)
{
    if (pl_is_graph(kind))
        return nested && !nodes ? " does not define a query or SQL, and has no edges/nodes" : NULL;
    return needs_query(kind, nested) ? " does not define a query or SQL" : NULL;
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
