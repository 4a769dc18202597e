/* eval_for.c - `for` expressions and template loops (hcl.md 3.10). */
#include "base/map.h"
#include "base/str.h"
#include "base/vec.h"
#include "hcl/evaluator.h"

/* One pass over a collection: position, and the pair at hand. */
typedef struct pl_walker {
    pl_value of;
    uint32_t at;
    pl_value key, value;
} pl_walker;

static bool next(pl_walker *w)
{
    if (w->at == w->of.len)
        return false;
    uint32_t i = w->at++;
    switch (w->of.tag) {
    case PL_V_MAP:
    case PL_V_OBJECT:
        w->key = pl_value_str(w->of.members->at[i].key);
        w->value = w->of.members->at[i].value;
        break;
    case PL_V_SET:
        w->key = w->value = w->of.seq->at[i];
        break;
    default:
        w->key = pl_value_int(i, PL_BITS_INT);
        w->value = w->of.seq->at[i];
    }
    return true;
}

/* True when `v` can be walked; else reported, or unknown. */
static bool iterable(pl_eval *ev, pl_value v, pl_range range)
{
    switch ((pl_value_tag)v.tag) {
    case PL_V_LIST:
    case PL_V_SET:
    case PL_V_TUPLE:
    case PL_V_MAP:
    case PL_V_OBJECT: return true;
    case PL_V_UNKNOWN: return false;
    case PL_V_NULL:
        pl_ev__fail(ev, range, "Iteration over null value",
                    "A null value cannot be used as the collection in a 'for' expression.");
        return false;
    default: break;
    }
    pl_buf type = { 0 };
    pl_type_write_friendly(pl_value_type(ev->arena, v), false, &type);
    pl_ev__fail(ev, range, "Iteration over non-iterable value",
                "A value of type %.*s cannot be used as the collection in a 'for' expression.",
                PL_FMT(pl_buf_view(&type)));
    pl_buf_done(&type);
    return false;
}

/* The loop's names in reach. A loop without a key has one frame. */
typedef struct pl_loop {
    pl_frame key, value;
    const pl_frame *outer;
} pl_loop;

static void enter(pl_eval *ev, pl_loop *loop, const pl_expr *e, pl_value key, pl_value value)
{
    loop->outer = ev->frames;
    loop->key = (pl_frame){ e->loop.key_var, key, loop->outer };
    loop->value = (pl_frame){ e->loop.value_var, value,
                              e->loop.key_var.len ? &loop->key : loop->outer };
    ev->frames = &loop->value;
}

static void leave(pl_eval *ev, const pl_loop *loop)
{
    ev->frames = loop->outer;
}

/* The `if` clause: null and unconvertible are errors. False after one. */
static bool clause(pl_eval *ev, const pl_expr *cond, const char *null_summary, bool *known,
                   bool *yes)
{
    pl_value v = pl_eval_expr(ev, cond), b;
    pl_buf why = { 0 };
    *known = false;
    if (v.tag == PL_V_NULL) {
        pl_ev__fail(ev, cond->range, null_summary, "The value of the 'if' clause must not be null.");
        return false;
    }
    bool ok = pl_ev__to(ev, v, PL_TYPE_BOOL, &b, &why);
    if (!ok)
        pl_ev__fail(ev, cond->range, "Invalid 'for' condition",
                    "The 'if' clause value is invalid: %.*s.", PL_FMT(pl_buf_view(&why)));
    pl_buf_done(&why);
    if (ok && !pl_ev__is_unknown(b)) {
        *known = true;
        *yes = b.b;
    }
    return ok;
}

/* Once before the first element, with the names unknown: what is wrong whatever
 * the elements are aborts even an empty loop. */
static bool check_clause(pl_eval *ev, const pl_expr *e)
{
    pl_loop loop;
    bool known, yes, before = ev->failed;
    ev->failed = false;
    enter(ev, &loop, e, pl_ev__unknown(), pl_ev__unknown());
    bool ok = clause(ev, e->loop.cond, "Condition is null", &known, &yes) && !ev->failed;
    leave(ev, &loop);
    ev->failed |= before;
    return ok;
}

/* Whether the pair at hand counts. *known: the result can still be known. */
static bool wanted(pl_eval *ev, const pl_expr *e, bool *known)
{
    bool sure, yes = false;
    if (!e->loop.cond)
        return true;
    if (!clause(ev, e->loop.cond, "Invalid 'for' condition", &sure, &yes) || !sure) {
        *known = false;
        return false;
    }
    return yes;
}

/* ---- [for ...] */

static pl_value for_tuple(pl_eval *ev, const pl_expr *e, pl_walker *w)
{
    PL_VEC(pl_value) out = { 0 };
    bool known = true;
    while (next(w) && !ev->stopped) {
        pl_loop loop;
        enter(ev, &loop, e, w->key, w->value);
        if (wanted(ev, e, &known))
            pl_vec_push(&out, pl_eval_expr(ev, e->loop.value));
        leave(ev, &loop);
    }
    pl_value v = known ? pl_value_seq(ev->arena, PL_V_TUPLE, NULL, out.at, (uint32_t)out.n)
                       : pl_ev__unknown();
    pl_vec_done(&out);
    return v;
}

/* ---- {for ...} */

typedef struct pl_group {
    pl_str key;
    PL_VEC(pl_value) values;
} pl_group;

typedef struct pl_groups {
    PL_VEC(pl_group) list;
    pl_map by_key;
} pl_groups;

static bool key_text(pl_eval *ev, const pl_expr *e, pl_value key, pl_value *out)
{
    pl_buf why = { 0 };
    if (key.tag == PL_V_NULL) {
        pl_ev__fail(ev, e->loop.key->range, "Invalid object key",
                    "Key expression in 'for' expression must not produce a null value.");
        return false;
    }
    if (pl_ev__is_unknown(key))
        return false;
    bool ok = pl_ev__to(ev, key, PL_TYPE_STRING, out, &why);
    if (!ok)
        pl_ev__fail(ev, e->loop.key->range, "Invalid object key",
                    "The key expression produced an invalid result: %.*s.",
                    PL_FMT(pl_buf_view(&why)));
    pl_buf_done(&why);
    return ok;
}

static bool add_pair(pl_eval *ev, const pl_expr *e, pl_groups *groups)
{
    pl_value text, key = pl_eval_expr(ev, e->loop.key), value = pl_eval_expr(ev, e->loop.value);
    if (!key_text(ev, e, key, &text))
        return false;
    pl_str name = pl_value_get_str(text);
    bool added;
    uint32_t i = pl_map_put(&groups->by_key, name, (uint32_t)groups->list.n, &added);
    if (added) {
        pl_group *group = pl_vec_add(&groups->list);
        *group = (pl_group){ .key = name };
    } else if (!e->loop.group) {
        pl_ev__fail(ev, e->loop.key->range, "Duplicate object key",
                    "Two different items produced the key \"%.*s\" in this 'for' expression. If "
                    "duplicates are expected, use the ellipsis (...) after the value expression to "
                    "enable grouping by key.", PL_FMT(name));
        return false;
    }
    pl_vec_push(&groups->list.at[i].values, value);
    return true;
}

static pl_value take_groups(pl_eval *ev, const pl_expr *e, pl_groups *groups, bool known)
{
    uint32_t n = (uint32_t)groups->list.n;
    pl_member *at = pl_arena_alloc(ev->arena, n * sizeof *at);
    for (uint32_t i = 0; i < n; i++) {
        pl_group *g = &groups->list.at[i];
        at[i].key = g->key;
        at[i].value = e->loop.group ? pl_value_seq(ev->arena, PL_V_TUPLE, NULL, g->values.at,
                                                   (uint32_t)g->values.n)
                                    : g->values.at[0];
        pl_vec_done(&g->values);
    }
    pl_vec_done(&groups->list);
    pl_map_done(&groups->by_key);
    return known ? pl_value_members(ev->arena, PL_V_OBJECT, NULL, at, n) : pl_ev__unknown();
}

static pl_value for_object(pl_eval *ev, const pl_expr *e, pl_walker *w)
{
    pl_groups groups = { 0 };
    bool known = true;
    while (next(w) && !ev->stopped) {
        pl_loop loop;
        enter(ev, &loop, e, w->key, w->value);
        if (wanted(ev, e, &known) && !add_pair(ev, e, &groups))
            known = false;
        leave(ev, &loop);
    }
    return take_groups(ev, e, &groups, known);
}

pl_value pl_ev__for(pl_eval *ev, const pl_expr *e)
{
    pl_walker w = { .of = pl_eval_expr(ev, e->loop.collection) };
    bool walk = iterable(ev, w.of, e->loop.collection->range);
    if (w.of.tag == PL_V_NULL || (!walk && !pl_ev__is_unknown(w.of)))
        return pl_ev__unknown();
    if (e->loop.cond && !check_clause(ev, e))
        return pl_ev__unknown();
    if (!walk)
        return pl_ev__unknown();
    pl_value v = e->flag ? for_object(ev, e, &w) : for_tuple(ev, e, &w);
    v.marks |= w.of.marks;
    return v;
}

/* ---- %{ for } */

pl_value pl_ev__template_for(pl_eval *ev, const pl_expr *e)
{
    pl_walker w = { .of = pl_eval_expr(ev, e->loop.collection) };
    pl_value unknown = pl_value_unknown(pl_type_simple(PL_TYPE_STRING));
    if (!iterable(ev, w.of, e->loop.collection->range))
        return unknown;
    pl_buf text = { 0 };
    bool known = true;
    unsigned marks = w.of.marks;
    while (next(&w) && !ev->stopped) {
        pl_loop loop;
        enter(ev, &loop, e, w.key, w.value);
        pl_value part = pl_ev__template(ev, e->loop.value);
        leave(ev, &loop);
        known &= part.tag == PL_V_STRING;
        if (part.tag == PL_V_STRING && pl_ev__charge(ev, part.len, e->range))
            pl_buf_str(&text, pl_value_get_str(part));
        marks |= part.marks;
    }
    pl_value v = known ? pl_value_text(ev->arena, pl_buf_view(&text), true) : unknown;
    v.marks = (uint8_t)marks;
    pl_buf_done(&text);
    return v;
}
