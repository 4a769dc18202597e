/* typedefault.c - a tree of defaults that follows the tree of the type.
 *
 *   object({ a = optional(string, "x"), b = list(object({ c = optional(bool, true) })) })
 *
 *   object  a: value "x"
 *           b: each -> object  c: value true
 *
 * Parts of a type that have no default in them have no node. */
#include "helpers/typedefault.h"
#include "base/str.h"
#include "hcl/eval.h"
#include "hcl/typeexpr.h"
#include "value/convert.h"

typedef struct pl_default {
    pl_str name; /* OBJECT: of the attribute */
    bool given;  /* `value` is its default */
    pl_value value;
    const pl_defaults *inner; /* of what is inside; may be NULL */
} pl_default;

struct pl_defaults {
    uint8_t kind; /* pl_type_kind: LIST, SET and MAP have one part, TUPLE one for each item */
    uint32_t n;
    pl_default parts[];
};

/* ---- reading */

typedef struct reader {
    pl_arena *arena;
    pl_diags *diags;
} reader;

/* The value of a default; false after a report. */
static bool default_value(const reader *rd, const pl_expr *expr, const pl_type *type, pl_value *out)
{
    pl_scope nothing = { .no_variables = true, .no_functions = true };
    pl_eval ev = { .arena = rd->arena, .diags = rd->diags, .scope = &nothing };
    pl_value v = pl_eval_expr(&ev, expr);
    if (ev.failed)
        return false;
    pl_buf why = { 0 };
    bool ok = pl_convert(rd->arena, v, type, out, &why);
    if (!ok)
        pl_diag_add(rd->diags, PL_ERROR, PL_DIAG_UNSUITABLE_VALUE, expr->range,
                    "Invalid default value for optional attribute",
                    "This default value is not compatible with the attribute's type constraint: "
                    "%.*s.",
                    PL_FMT(pl_buf_view(&why)));
    pl_buf_done(&why);
    return ok;
}

/* Called while the type is read: says what is wrong with a default. */
static bool check_default(void *ctx, const pl_expr *expr, const pl_type *type, pl_diags *diags)
{
    const reader *rd = ctx;
    reader checker = { rd->arena, diags };
    pl_value v;
    return default_value(&checker, expr, type, &v);
}

static const pl_defaults *collect(const reader *rd, const pl_expr *expr, const pl_type *type);

static pl_defaults *new_node(const reader *rd, pl_type_kind kind, uint32_t n)
{
    pl_defaults *d =
        pl_arena_zero(rd->arena, sizeof *d + n * sizeof *d->parts, _Alignof(pl_defaults));
    d->kind = (uint8_t)kind;
    d->n = n;
    return d;
}

/* `value` is T, optional(T) or optional(T, default). */
static void collect_attr(const reader *rd, const pl_expr *value, const pl_type *type,
                         pl_default *out)
{
    if (value->kind == PL_E_CALL && pl_str_eq(value->call.name, PL_S("optional"))) {
        const pl_item *arg = value->call.args;
        out->given = arg->next && default_value(rd, arg->next->expr, type, &out->value);
        value = arg->expr;
    }
    out->inner = collect(rd, value, type);
}

static const pl_defaults *collect_object(const reader *rd, const pl_expr *attrs,
                                         const pl_type *type)
{
    pl_defaults *d = new_node(rd, PL_TYPE_OBJECT, type->n);
    bool some = false;
    for (const pl_pair *p = attrs->object.pairs; p; p = p->next) {
        pl_str name;
        if (!pl_expr_keyword(p->key, &name))
            continue;
        const pl_type_attr *attr = pl_type_get_attr(type, name);
        pl_default *part = &d->parts[attr - type->attrs];
        part->name = attr->name;
        collect_attr(rd, p->value, attr->type, part);
        some |= part->given || part->inner;
    }
    return some ? d : NULL;
}

static const pl_defaults *collect_tuple(const reader *rd, const pl_expr *items, const pl_type *type)
{
    pl_defaults *d = new_node(rd, PL_TYPE_TUPLE, type->n);
    uint32_t n = 0;
    bool some = false;
    for (const pl_item *i = items->tuple.items; i; i = i->next, n++) {
        d->parts[n].inner = collect(rd, i->expr, type->items[n]);
        some |= d->parts[n].inner != NULL;
    }
    return some ? d : NULL;
}

static const pl_defaults *collect_elements(const reader *rd, const pl_expr *elem,
                                           const pl_type *type)
{
    const pl_defaults *inner = collect(rd, elem, type->elem);
    if (!inner)
        return NULL;
    pl_defaults *d = new_node(rd, (pl_type_kind)type->kind, 1);
    d->parts[0].inner = inner;
    return d;
}

/* `expr` is what `type` was read from. */
static const pl_defaults *collect(const reader *rd, const pl_expr *expr, const pl_type *type)
{
    if (expr->kind != PL_E_CALL)
        return NULL;
    const pl_expr *arg = expr->call.args->expr;
    if (type->kind == PL_TYPE_OBJECT)
        return collect_object(rd, arg, type);
    return type->kind == PL_TYPE_TUPLE ? collect_tuple(rd, arg, type)
                                       : collect_elements(rd, arg, type);
}

const pl_type *pl_type_parse_defaults(const pl_expr *expr, pl_arena *arena, pl_diags *diags,
                                      const pl_defaults **defaults)
{
    reader rd = { arena, diags };
    const pl_type *type = pl_type_parse(expr, check_default, &rd, arena, diags);
    *defaults = type ? collect(&rd, expr, type) : NULL;
    return type;
}

/* ---- applying */

static const pl_defaults *inner_of(const pl_defaults *d, uint32_t i)
{
    return d->kind == PL_TYPE_TUPLE ? i < d->n ? d->parts[i].inner : NULL : d->parts[0].inner;
}

static pl_value apply_to_elements(pl_arena *arena, const pl_defaults *d, pl_value v)
{
    pl_seq *seq = pl_seq_room(arena, v.len);
    for (uint32_t i = 0; i < v.len; i++)
        seq->at[i] = pl_defaults_apply(arena, inner_of(d, i), v.seq->at[i]);
    pl_value out = pl_value_take_seq(PL_V_TUPLE, NULL, seq, v.len);
    out.marks |= v.marks;
    return out;
}

static pl_value apply_to_members(pl_arena *arena, const pl_defaults *d, pl_value v)
{
    pl_members *members = pl_members_room(arena, v.len);
    for (uint32_t i = 0; i < v.len; i++) {
        const pl_member *m = &v.members->at[i];
        members->at[i] =
            (pl_member){ m->key, pl_defaults_apply(arena, d->parts[0].inner, m->value) };
    }
    pl_value out = pl_value_take_members(PL_V_OBJECT, NULL, members, v.len);
    out.marks |= v.marks;
    return out;
}

/* The members of `v`, then those it lacks: of two with one name the last counts. */
static pl_value apply_to_object(pl_arena *arena, const pl_defaults *d, pl_value v)
{
    uint32_t n = v.len;
    pl_members *members = pl_members_room(arena, v.len + d->n);
    memcpy(members->at, v.members->at, v.len * sizeof *members->at);
    for (uint32_t i = 0; i < d->n; i++) {
        const pl_default *part = &d->parts[i];
        pl_value have;
        bool found = part->name.ptr && pl_value_member(v, part->name, &have);
        bool missing = !found || have.tag == PL_V_NULL;
        if (!part->name.ptr || (missing && !part->given))
            continue;
        if (missing)
            have = part->value;
        members->at[n++] = (pl_member){ part->name, pl_defaults_apply(arena, part->inner, have) };
    }
    pl_value out = pl_value_take_members(PL_V_OBJECT, NULL, members, n);
    out.marks |= v.marks;
    return out;
}

pl_value pl_defaults_apply(pl_arena *arena, const pl_defaults *d, pl_value v)
{
    if (!d)
        return v;
    if (d->kind == PL_TYPE_OBJECT)
        return pl_value_is_members(v) ? apply_to_object(arena, d, v) : v;
    if (d->kind == PL_TYPE_MAP)
        return pl_value_is_members(v) ? apply_to_members(arena, d, v) : v;
    return pl_value_is_seq(v) ? apply_to_elements(arena, d, v) : v;
}
