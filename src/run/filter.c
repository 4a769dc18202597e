/* filter.c - evaluates `--tag` and `--where` for one control, and computes the columns that
 * `--where` can compare. */
#include "run/filter.h"
#include "base/diag.h"
#include "base/str.h"
#include <pipelite/run.h>

/* ---- tags */

/* Split at the first "!=", otherwise at the first "=". */
static bool split_rule(pl_str text, pl_tag_rule *out)
{
    for (size_t i = 0; i + 1 < text.len; i++) {
        if (text.ptr[i] != '!' || text.ptr[i + 1] != '=')
            continue;
        *out = (pl_tag_rule){ pl_str_sub(text, 0, i), pl_str_sub(text, i + 2, text.len), true };
        return true;
    }
    size_t at = pl_str_find(text, '=');
    *out = (pl_tag_rule){ pl_str_sub(text, 0, at), pl_str_sub(text, at + 1, text.len), false };
    return at < text.len;
}

static bool has_tag(pl_value tags, const pl_tag_rule *rule)
{
    pl_value v;
    return pl_value_is_members(tags) && pl_value_member(tags, rule->key, &v) &&
           v.tag == PL_V_STRING && pl_str_eq(pl_value_get_str(v), rule->value);
}

/* Does the tag equal one of the values that the rules list for `key`? True if they list none. */
static bool equals_some(const pl_tag_rule *rules, uint32_t n, pl_str key, pl_value tags)
{
    bool any = false;
    for (uint32_t i = 0; i < n; i++) {
        if (rules[i].not || !pl_str_eq(rules[i].key, key))
            continue;
        any = true;
        if (has_tag(tags, &rules[i]))
            return true;
    }
    return !any;
}

bool pl_tag_rules_keep(const pl_tag_rule *rules, uint32_t n, pl_value tags)
{
    for (uint32_t i = 0; i < n; i++) {
        if (rules[i].not ? has_tag(tags, &rules[i]) : !equals_some(rules, n, rules[i].key, tags))
            return false;
    }
    return true;
}

bool pl_check_filter_init(pl_check_filter *filter, pl_arena *arena, const pl_str *tags, size_t n,
                          pl_str where, bool own, pl_buf *why)
{
    *filter = (pl_check_filter){ 0 };
    pl_tag_rule *rules = pl_arena_alloc(arena, (n + 1) * sizeof *rules);
    for (size_t i = 0; i < n; i++)
        filter->n_tags += split_rule(tags[i], &rules[filter->n_tags]);
    filter->tags = rules;
    if (where.len)
        filter->where = pl_where_parse(arena, where, own, why);
    return !where.len || filter->where;
}

/* ---- columns: the fields that `control show` prints (cli.md 2.7) */

/* FIELD: unset as the resource has it. ARGS and those after it are never unset, even if they are
 * empty, but null then. */
typedef enum sort { ABSENT, FIELD, NAME, MOD, WIDTH, ARGS, DATABASE, PARAMS, QUERY } sort;

static const struct {
    const char *name;
    sort sort;
} columns[] = { { "args", ARGS },      { "database", DATABASE },   { "description", FIELD },
                { "display", FIELD },  { "documentation", FIELD }, { "mod", MOD },
                { "name", NAME },      { "params", PARAMS },       { "query", QUERY },
                { "severity", FIELD }, { "sql", FIELD },           { "tags", FIELD },
                { "title", FIELD },    { "width", WIDTH } };

static sort sort_of(pl_str name)
{
    for (size_t i = 0; i < PL_COUNT(columns); i++)
        if (pl_str_eq(name, pl_str_cstr(columns[i].name)))
            return columns[i].sort;
    return ABSENT;
}

static void add_text(pl_buf *out, pl_value v)
{
    if (v.tag == PL_V_STRING)
        pl_buf_str(out, pl_value_get_str(v));
    else if (v.tag != PL_V_NULL)
        pl_value_json(v, out);
}

static void add_params(pl_buf *out, const pl_resource *r)
{
    for (const pl_param_def *p = r->params; p; p = p->next)
        pl_buf_printf(out, "%s%.*s", p == r->params ? "" : " ", PL_FMT(p->name));
}

static void add_args(pl_buf *out, const pl_resource *r)
{
    for (const pl_arg *a = r->args; a; a = a->next)
        pl_buf_printf(out, "%s%.*s%s%.*s", a == r->args ? "" : " ", PL_FMT(a->name),
                      a->name.len ? "=" : "", PL_FMT(a->text));
}

static void add_mod(pl_store *store, const pl_resource *r, pl_buf *out)
{
    uint32_t n;
    const pl_index *ix = pl_store_index(store);
    const pl_ix_mod *mods = pl_index_mods(ix, &n);
    pl_buf_str(out, pl_index_str(ix, mods[pl_index_entry(ix, r->id)->mod].short_name));
}

/* False: the column has no value or does not exist. */
static bool add_column(pl_store *store, const pl_resource *r, pl_str name, pl_str column,
                       pl_buf *out)
{
    pl_value v = pl_resource_field(r, column);
    switch (sort_of(column)) {
    case ABSENT: return false;
    case FIELD: add_text(out, v); return v.tag != PL_V_NULL;
    case NAME: pl_buf_str(out, name); return true;
    case MOD: add_mod(store, r, out); return true;
    case WIDTH: pl_buf_printf(out, "%lld", v.tag == PL_V_INT ? (long long)v.i : 0); return true;
    case ARGS: add_args(out, r); return true;
    case DATABASE: add_text(out, v); return true;
    case PARAMS: add_params(out, r); return true;
    case QUERY:
        if (r->query != PL_NO_ENTRY)
            pl_buf_str(out, pl_store_name(store, r->query));
        return true;
    }
    return false;
}

/* Add what an arrow selects: a member of a map. Any other column has no members, which gives an
 * empty text. False: it is null. */
static bool add_member(const pl_resource *r, pl_str column, pl_str key, pl_buf *out)
{
    pl_value map = pl_resource_field(r, column), v;
    if (!pl_value_is_members(map) || !pl_value_member(map, key, &v))
        return false;
    add_text(out, v);
    return v.tag != PL_V_NULL;
}

/* Is a column null although it has a text? */
static bool is_unset(const pl_resource *r, pl_str column, pl_str text)
{
    sort is = sort_of(column);
    return is == WIDTH ? pl_resource_field(r, column).tag != PL_V_INT : is >= ARGS && !text.len;
}

typedef struct control_cells {
    pl_store *store;
    const pl_resource *r;
    pl_str name; /* in listings */
    pl_buf text;
} control_cells;

static pl_where_cell read_cell(void *ctx, const pl_where *where)
{
    control_cells *c = ctx;
    c->text.len = 0;
    bool set = add_column(c->store, c->r, c->name, where->column, &c->text);
    bool null = !set || is_unset(c->r, where->column, pl_buf_view(&c->text));
    if (where->has_path) {
        unsigned at;
        set = set || pl_schema_field(c->r->schema, where->column, &at);
        c->text.len = 0;
        null = !add_member(c->r, where->column, where->key, &c->text);
    }
    return (pl_where_cell){ set, null, pl_buf_view(&c->text) };
}

bool pl_check_filter_keeps(const pl_check_filter *filter, pl_store *store, const pl_resource *r,
                           pl_str name)
{
    if (!pl_tag_rules_keep(filter->tags, filter->n_tags, pl_resource_field(r, PL_S("tags"))))
        return false;
    if (!filter->where)
        return true;
    control_cells cells = { store, r, name, { 0 } };
    pl_truth truth = pl_where_truth(filter->where, read_cell, &cells);
    pl_buf_done(&cells.text);
    return truth == PL_TRUTH_TRUE;
}

/* ---- filters that can never match anything */

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
    pl_buf names = { 0 };
    if (sort_of(where->column) != ABSENT)
        return true;
    for (size_t i = 0; i < PL_COUNT(columns); i++)
        pl_buf_printf(&names, "%s%s", i ? ", " : "", columns[i].name);
    pl_diag_plain(diags, PL_ERROR, PL_DIAG_INVALID_FLAG,
                  "--where: controls have no column '%.*s'; there are: %.*s", PL_FMT(where->column),
                  PL_FMT(pl_buf_view(&names)));
    pl_buf_done(&names);
    return false;
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
