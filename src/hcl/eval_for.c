/* eval_for.c - `for` expressions and template loops (hcl.md 3.10). */
#include "base/alloc.h"
#include "base/assert.h"
#include "base/map.h"
#include "base/str.h"
#include "hcl/evaluator.h"

/* A walk over a collection: the position, and the pair at hand. */
typedef struct pl_elements {
    pl_value of;
    uint32_t at;
    pl_value key, value;
} pl_elements;

static bool next_element(pl_elements *w)
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
    case PL_V_SET: w->key = w->value = w->of.seq->at[i]; break;
    default: w->key = pl_value_int(i, PL_BITS_INT); w->value = w->of.seq->at[i];
    }
    return true;
}

typedef enum pl_for_way {
    WALK_NONE,  /* reported */
    WALK_LATER, /* its elements are unknown */
    WALK,
} pl_for_way;

/* Can a known value of that type have elements to loop over? */
static bool is_walkable(const pl_type *type)
{
    return type->kind != PL_TYPE_STRING && type->kind != PL_TYPE_NUMBER &&
           type->kind != PL_TYPE_BOOL;
}

static pl_for_way way_through(pl_eval *ev, pl_value v, pl_range range)
{
    switch ((pl_value_tag)v.tag) {
    case PL_V_LIST:
    case PL_V_SET:
    case PL_V_TUPLE:
    case PL_V_MAP:
    case PL_V_OBJECT: return WALK;
    case PL_V_UNKNOWN:
        if (is_walkable(v.type))
            return WALK_LATER;
        break;
    case PL_V_NULL:
        pl_ev__fail(ev, PL_DIAG_NULL_VALUE, range, "Iteration over null value",
                    "A null value cannot be used as the collection in a 'for' expression.");
        return WALK_NONE;
    default: break;
    }
    pl_buf type = { 0 };
    pl_value_write_friendly(v, &type);
    pl_ev__fail(ev, PL_DIAG_NOT_ITERABLE, range, "Iteration over non-iterable value",
                "A value of type %.*s cannot be used as the collection in a 'for' expression.",
                PL_FMT(pl_buf_view(&type)));
    pl_buf_done(&type);
    return WALK_NONE;
}

/* The names of the loop as bindings. A loop without a key has one frame. */
typedef struct pl_for_bindings {
    pl_binding key, value;
    const pl_binding *outer;
} pl_for_bindings;

static void enter_loop(pl_eval *ev, pl_for_bindings *loop, const pl_expr *e, pl_value key,
                       pl_value value)
{
    loop->outer = ev->frames;
    loop->key = (pl_binding){ e->loop.key_var, key, loop->outer };
    loop->value =
        (pl_binding){ e->loop.value_var, value, e->loop.key_var.len ? &loop->key : loop->outer };
    ev->frames = &loop->value;
}

static void leave_loop(pl_eval *ev, const pl_for_bindings *loop)
{
    pl_assert(ev->frames == &loop->value);
    ev->frames = loop->outer;
}

/* The result of a loop beside its elements. */
typedef struct pl_for_outcome {
    bool known;    /* false: something is unknown; no further clause or key is reported */
    uint8_t marks; /* marks of clauses and keys, which decide what is in the result */
} pl_for_outcome;

/* Evaluate the `if` clause of a loop. False with an error if its value is null or cannot be
 * converted to bool. */
static bool clause(pl_eval *ev, const pl_expr *cond, const char *null_summary,
                   pl_for_outcome *outcome, bool *known, bool *yes)
{
    pl_value v = pl_eval_expr(ev, cond), b;
    pl_buf why = { 0 };
    *known = false;
    outcome->marks |= v.marks;
    if (v.tag == PL_V_NULL) {
        if (outcome->known)
            pl_ev__fail(ev, PL_DIAG_NULL_VALUE, cond->range, null_summary,
                        "The value of the 'if' clause must not be null.");
        return false;
    }
    bool ok = pl_ev__to(ev, v, PL_TYPE_BOOL, &b, &why);
    if (!ok && outcome->known)
        pl_ev__fail(ev, PL_DIAG_INVALID_CONDITION, cond->range, "Invalid 'for' condition",
                    "The 'if' clause value is invalid: %.*s.", PL_FMT(pl_buf_view(&why)));
    pl_buf_done(&why);
    if (ok && !pl_ev__is_unknown(b)) {
        *known = true;
        *yes = b.b;
    }
    return ok;
}

/* Check the clause once before the first element, with unknown names: an error that does not
 * depend on the elements aborts even an empty loop. */
static bool check_clause(pl_eval *ev, const pl_expr *e)
{
    pl_assert(e->loop.cond);
    pl_for_bindings loop;
    pl_for_outcome outcome = { .known = true };
    bool known, yes, before = ev->failed;
    ev->failed = false;
    enter_loop(ev, &loop, e, pl_ev__unknown(), pl_ev__unknown());
    bool ok = clause(ev, e->loop.cond, "Condition is null", &outcome, &known, &yes) && !ev->failed;
    leave_loop(ev, &loop);
    ev->failed |= before;
    return ok;
}

/* Does the clause accept the pair at hand? */
static bool wanted(pl_eval *ev, const pl_expr *e, pl_for_outcome *outcome)
{
    bool sure, yes = false;
    if (!e->loop.cond)
        return true;
    if (!clause(ev, e->loop.cond, "Invalid 'for' condition", outcome, &sure, &yes) || !sure) {
        outcome->known = false;
        return false;
    }
    return yes;
}

/* ---- [for ...] */

static pl_value for_tuple(pl_eval *ev, const pl_expr *e, pl_elements *w)
{
    pl_assert(e->kind == PL_E_FOR || e->kind == PL_E_T_FOR);
    pl_for_outcome outcome = { .known = true };
    uint32_t n = 0;
    if (!pl_ev__charge(ev, w->of.len * sizeof(pl_value), e->range))
        return pl_ev__unknown();
    pl_seq *seq = pl_seq_room(ev->arena, w->of.len);
    while (next_element(w) && !ev->stopped) {
        pl_for_bindings loop;
        enter_loop(ev, &loop, e, w->key, w->value);
        if (wanted(ev, e, &outcome))
            seq->at[n++] = pl_eval_expr(ev, e->loop.value);
        leave_loop(ev, &loop);
    }
    if (!outcome.known || ev->stopped)
        return pl_ev__unknown();
    pl_value v = pl_value_take_seq(PL_V_TUPLE, NULL, seq, n);
    v.marks |= outcome.marks;
    pl_assert(n <= w->of.len);
    return v;
}

/* ---- {for ...} */

/* Without grouping a group is one pair; with it, a chain of pairs in order. */
typedef struct pl_pairing {
    pl_str key;
    pl_value value;
    uint32_t next; /* next pair of the group: index + 1; 0 at the end */
    uint32_t last; /* in the first pair of a group: the last one so far */
    uint32_t size;
} pl_pairing;

typedef struct pl_groups {
    pl_pairing *at;
    uint32_t n, groups;
    pl_map by_key; /* key -> index of its first pair */
} pl_groups;

static bool key_text(pl_eval *ev, const pl_expr *e, pl_value key, bool report, pl_value *out)
{
    pl_buf why = { 0 };
    if (key.tag == PL_V_NULL && report)
        pl_ev__fail(ev, PL_DIAG_INVALID_KEY, e->loop.key->range, "Invalid object key",
                    "Key expression in 'for' expression must not produce a null value.");
    if (key.tag == PL_V_NULL)
        return false;
    if (!pl_ev__charge_text(ev, key, e->loop.key->range))
        return false;
    bool ok = pl_ev__to(ev, key, PL_TYPE_STRING, out, &why);
    if (!ok && report)
        pl_ev__fail(ev, PL_DIAG_INVALID_KEY, e->loop.key->range, "Invalid object key",
                    "The key expression produced an invalid result: %.*s.",
                    PL_FMT(pl_buf_view(&why)));
    pl_buf_done(&why);
    return ok && !pl_ev__is_unknown(*out);
}

/* Report a duplicate key. The pair is left out, but the result still is an object. */
static void duplicate_key(pl_eval *ev, const pl_expr *e, pl_str name)
{
    pl_ev__fail(ev, PL_DIAG_INVALID_KEY, e->loop.key->range, "Duplicate object key",
                "Two different items produced the key \"%.*s\" in this 'for' expression. If "
                "duplicates are expected, use the ellipsis (...) after the value expression to "
                "enable grouping by key.",
                PL_FMT(name));
}

static bool add_pair(pl_eval *ev, const pl_expr *e, pl_groups *groups, pl_for_outcome *outcome)
{
    pl_value text, key = pl_eval_expr(ev, e->loop.key), value = pl_eval_expr(ev, e->loop.value);
    outcome->marks |= key.marks;
    if (!key_text(ev, e, key, outcome->known, &text))
        return false;
    pl_str name = pl_value_get_str(text);
    bool added;
    uint32_t first = pl_map_put(&groups->by_key, name, groups->n, &added);
    if (!added && !e->loop.group) {
        duplicate_key(ev, e, name);
        return true;
    }
    groups->at[groups->n] = (pl_pairing){ .key = name, .value = value, .last = groups->n };
    groups->groups += added;
    if (!added) {
        groups->at[groups->at[first].last].next = groups->n + 1;
        groups->at[first].last = groups->n;
    }
    groups->at[first].size++;
    groups->n++;
    return true;
}

static pl_value group_values(pl_eval *ev, const pl_groups *groups, uint32_t first)
{
    const pl_pairing *p = &groups->at[first];
    pl_seq *seq = pl_seq_room(ev->arena, p->size);
    uint32_t n = 0;
    for (uint32_t i = first + 1; i; i = groups->at[i - 1].next)
        seq->at[n++] = groups->at[i - 1].value;
    return pl_value_take_seq(PL_V_TUPLE, NULL, seq, n);
}

static pl_value take_groups(pl_eval *ev, const pl_expr *e, const pl_groups *groups)
{
    uint32_t n = 0;
    pl_members *members = pl_members_room(ev->arena, groups->groups);
    for (uint32_t i = 0; i < groups->n; i++) {
        const pl_pairing *p = &groups->at[i];
        if (p->size)
            members->at[n++] =
                (pl_member){ p->key, e->loop.group ? group_values(ev, groups, i) : p->value };
    }
    return pl_value_take_members(PL_V_OBJECT, NULL, members, n);
}

static pl_value for_object(pl_eval *ev, const pl_expr *e, pl_elements *w)
{
    pl_assert(e->kind == PL_E_FOR);
    pl_groups groups = { 0 };
    pl_for_outcome outcome = { .known = true };
    uint64_t each = sizeof(pl_pairing) + sizeof(pl_member) + sizeof(pl_seq) + sizeof(pl_value);
    if (!pl_ev__charge(ev, w->of.len * each, e->range))
        return pl_ev__unknown();
    groups.at = pl_mem_alloc(w->of.len * sizeof *groups.at);
    while (next_element(w) && !ev->stopped) {
        pl_for_bindings loop;
        enter_loop(ev, &loop, e, w->key, w->value);
        if (wanted(ev, e, &outcome) && !add_pair(ev, e, &groups, &outcome))
            outcome.known = false;
        leave_loop(ev, &loop);
    }
    bool known = outcome.known && !ev->stopped;
    pl_value v = known ? take_groups(ev, e, &groups) : pl_ev__unknown();
    v.marks |= outcome.marks;
    pl_map_done(&groups.by_key);
    pl_mem_free(groups.at);
    return v;
}

pl_value pl_ev__for(pl_eval *ev, const pl_expr *e)
{
    if (e->flag && !e->loop.key) /* the parser has said so */
        return pl_ev__unknown();
    pl_elements w = { .of = pl_eval_expr(ev, e->loop.collection) };
    pl_for_way way = way_through(ev, w.of, e->loop.collection->range);
    if (way == WALK_NONE || (e->loop.cond && !check_clause(ev, e)) || way == WALK_LATER)
        return pl_ev__unknown();
    pl_value v = e->flag ? for_object(ev, e, &w) : for_tuple(ev, e, &w);
    v.marks |= w.of.marks;
    return v;
}

/* ---- %{ for } */

pl_value pl_ev__template_for(pl_eval *ev, const pl_expr *e)
{
    pl_elements w = { .of = pl_eval_expr(ev, e->loop.collection) };
    pl_value unknown = pl_value_unknown(pl_type_simple(PL_TYPE_STRING));
    if (way_through(ev, w.of, e->loop.collection->range) != WALK)
        return unknown;
    uint32_t n = 0;
    bool known = true;
    uint8_t marks = w.of.marks;
    pl_str *parts = pl_ev__room(ev, w.of.len * sizeof *parts, e->range);
    while (parts && next_element(&w) && !ev->stopped) {
        pl_for_bindings loop;
        enter_loop(ev, &loop, e, w.key, w.value);
        pl_value part = pl_ev__template(ev, e->loop.value);
        leave_loop(ev, &loop);
        known &= part.tag == PL_V_STRING;
        if (known)
            parts[n++] = pl_value_get_str(part);
        marks |= part.marks;
    }
    pl_value v = parts && known && !ev->stopped ? pl_ev__join(ev, parts, n, e->range) : unknown;
    v.marks = marks;
    return v;
}
