#include "run/where.h"
#include "base/str.h"

static bool is_among(const pl_where *where, pl_str value)
{
    for (uint32_t i = 0; i < where->n_values; i++)
        if (pl_str_eq(where->values[i], value))
            return true;
    return false;
}

bool pl_where_holds(const pl_where *where, bool set, pl_str value)
{
    if (!set || !where->column.len)
        return false;
    switch ((pl_where_op)where->op) {
    case PL_WHERE_EQUAL:
    case PL_WHERE_IN: return is_among(where, value);
    case PL_WHERE_NOT_EQUAL:
    case PL_WHERE_NOT_IN: return !is_among(where, value);
    case PL_WHERE_LIKE: return pl_where_like(where->values[0], value, false);
    case PL_WHERE_NOT_LIKE: return !pl_where_like(where->values[0], value, false);
    case PL_WHERE_ILIKE: return pl_where_like(where->values[0], value, true);
    case PL_WHERE_NOT_ILIKE: return !pl_where_like(where->values[0], value, true);
    case PL_WHERE_ORDER: break;
    }
    return false;
}
