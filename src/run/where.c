#include "run/where.h"
#include "base/str.h"

static bool is_among(const pl_where *where, pl_str value)
{
    for (uint32_t i = 0; i < where->n_values; i++)
        if (pl_str_eq(where->values[i], value))
            return true;
    return false;
}

static bool is(const pl_where *where, const pl_where_cell *cell)
{
    return where->with_null ? cell->null : cell->set && is_among(where, cell->text);
}

static bool holds(const pl_where *where, pl_str value)
{
    switch ((pl_where_op)where->op) {
    case PL_WHERE_EQUAL:
    case PL_WHERE_IN: return is_among(where, value);
    case PL_WHERE_NOT_EQUAL:
    case PL_WHERE_NOT_IN: return !is_among(where, value);
    case PL_WHERE_LIKE: return pl_where_like(where->values[0], value, false);
    case PL_WHERE_NOT_LIKE: return !pl_where_like(where->values[0], value, false);
    case PL_WHERE_ILIKE: return pl_where_like(where->values[0], value, true);
    case PL_WHERE_NOT_ILIKE: return !pl_where_like(where->values[0], value, true);
    default: return false;
    }
}

static pl_truth truth_of(bool holds)
{
    return holds ? PL_TRUTH_TRUE : PL_TRUTH_FALSE;
}

static pl_truth comparison(const pl_where *where, pl_where_reader *reader, void *ctx)
{
    if (!where->column.len || where->op == PL_WHERE_ORDER)
        return PL_TRUTH_UNKNOWN;
    pl_where_cell cell = reader(ctx, where);
    if (where->op == PL_WHERE_IS || where->op == PL_WHERE_IS_NOT)
        return truth_of(is(where, &cell) == (where->op == PL_WHERE_IS));
    return cell.set ? truth_of(holds(where, cell.text)) : PL_TRUTH_UNKNOWN;
}

/* Of `and` the least truth of the parts, of `or` the greatest; then the rest is not read. */
static pl_truth chain(const pl_where *where, pl_where_reader *reader, void *ctx)
{
    bool any = where->op == PL_WHERE_OR;
    pl_truth ends = truth_of(any), all = truth_of(!any);
    for (const pl_where *part = where->parts; part && all != ends; part = part->next) {
        pl_truth one = pl_where_truth(part, reader, ctx);
        if (any ? one > all : one < all)
            all = one;
    }
    return all;
}

pl_truth pl_where_truth(const pl_where *where, pl_where_reader *reader, void *ctx)
{
    switch ((pl_where_op)where->op) {
    case PL_WHERE_AND:
    case PL_WHERE_OR: return chain(where, reader, ctx);
    case PL_WHERE_NOT: return (pl_truth)(PL_TRUTH_TRUE - pl_where_truth(where->parts, reader, ctx));
    default: return comparison(where, reader, ctx);
    }
}
