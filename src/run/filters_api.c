/* filters_api.c - report filters that can never match anything. */
#include <pipelite/run.h>
#include "base/diag.h"
#include "base/str.h"
#include "run/filter.h"

static bool is_rule(pl_str tag)
{
    size_t at = pl_str_find(tag, '=');
    return at > 0 && at < tag.len && !(at == 1 && tag.ptr[0] == '!');
}

static bool check_tags(const pl_str *tags, size_t n, pl_diags *diags)
{
    for (size_t i = 0; i < n; i++) {
        if (is_rule(tags[i]))
            continue;
        pl_diag_plain(diags, PL_ERROR, PL_DIAG_INVALID_FLAG,
                      "--tag '%.*s' is neither key=value nor key!=value", PL_FMT(tags[i]));
        return false;
    }
    return true;
}

static bool check_column(const pl_where *where, pl_diags *diags)
{
    pl_buf columns = { 0 };
    bool known = pl_check_filter_has_column(where->column);

    if (!known) {
        pl_check_filter_columns(&columns);
        pl_diag_plain(diags, PL_ERROR, PL_DIAG_INVALID_FLAG,
                      "--where: controls have no column '%.*s'; there are: %.*s",
                      PL_FMT(where->column), PL_FMT(pl_buf_view(&columns)));
    }
    pl_buf_done(&columns);
    return known;
}

static bool never(pl_diags *diags, const char *text)
{
    pl_diag_plain(diags, PL_ERROR, PL_DIAG_INVALID_FLAG, "--where: %s", text);
    return false;
}

static bool check_operator(const pl_where *where, pl_diags *diags)
{
    bool is = where->op == PL_WHERE_IS || where->op == PL_WHERE_IS_NOT;
    if (where->op == PL_WHERE_ORDER)
        return never(diags, "order is not compared, so this never holds; use =, !=, in, not in, "
                            "like, not like, ilike or not ilike");
    return !where->with_null || is ||
           never(diags, "nothing equals null or differs from it; use is null or is not null");
}

/* Check every comparison. */
static bool check_parts(const pl_where *where, pl_diags *diags)
{
    if (where->op != PL_WHERE_NOT && where->op != PL_WHERE_AND && where->op != PL_WHERE_OR)
        return check_column(where, diags) && check_operator(where, diags);
    for (const pl_where *part = where->parts; part; part = part->next)
        if (!check_parts(part, diags))
            return false;
    return true;
}

static pl_filters_verdict check_where(pl_str text, pl_diags *diags)
{
    pl_filters_verdict verdict = PL_FILTERS_MALFORMED;
    pl_arena arena = { 0 };
    pl_buf why = { 0 };
    const pl_where *where = pl_where_parse(&arena, text, true, &why);

    if (!where)
        pl_diag_plain(diags, PL_ERROR, PL_DIAG_INVALID_FLAG, "--where: %.*s",
                      PL_FMT(pl_buf_view(&why)));
    else
        verdict = check_parts(where, diags) ? PL_FILTERS_GOOD : PL_FILTERS_NEVER;
    pl_buf_done(&why);
    pl_arena_done(&arena);
    return verdict;
}

pl_filters_verdict pl_check_filters(const pl_str *tags, size_t n_tags, pl_str where,
                                    pl_diags *diags)
{
    PL_OWN_DIAGS(diags);
    if (!check_tags(tags, n_tags, diags))
        return PL_FILTERS_MALFORMED;
    return where.len ? check_where(where, diags) : PL_FILTERS_GOOD;
}
