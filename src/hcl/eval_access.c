/* eval_access.c - attributes, indexes and splats (hcl.md 3.8, 3.9). */
#include "base/str.h"
#include "base/assert.h"
#include "hcl/evaluator.h"

static bool is_primitive(pl_type_kind kind)
{
    return kind == PL_TYPE_STRING || kind == PL_TYPE_NUMBER || kind == PL_TYPE_BOOL;
}

static bool of_objects(pl_value v)
{
    const pl_type *elem = v.seq->elem;
    return elem && elem->kind == PL_TYPE_OBJECT;
}

#define NO_ATTRS "This value does not have any attributes."

static pl_value attr_of_seq(pl_eval *ev, pl_value v, pl_str name, pl_range range)
{
    if (v.tag == PL_V_TUPLE || !of_objects(v))
        return pl_ev__fail(ev, PL_DIAG_UNSUPPORTED_ATTRIBUTE, range, "Unsupported attribute",
                           NO_ATTRS);
    if (v.tag == PL_V_SET)
        return pl_ev__fail(ev, PL_DIAG_UNSUPPORTED_ATTRIBUTE, range, "Unsupported attribute",
                           "Can't access attributes on a set of objects. Did you mean to access an "
                           "attribute across all elements of the set?");
    if (pl_type_get_attr(v.seq->elem, name))
        return pl_ev__fail(ev, PL_DIAG_UNSUPPORTED_ATTRIBUTE, range, "Unsupported attribute",
                           "Can't access attributes on a list of objects. Did you mean to access "
                           "attribute \"%.*s\" for a specific element of the list, or across all "
                           "elements of the list?",
                           PL_FMT(name));
    return pl_ev__fail(ev, PL_DIAG_UNSUPPORTED_ATTRIBUTE, range, "Unsupported attribute",
                       "Can't access attributes on a list of objects. Did you mean to access an "
                       "attribute for a specific element of the list, or across all elements of "
                       "the list?");
}

static pl_value no_attr_of_primitive(pl_eval *ev, pl_type_kind kind, pl_range range)
{
    const char *word = kind == PL_TYPE_BOOL ? "bool" : kind == PL_TYPE_NUMBER ? "number" : "string";
    return pl_ev__fail(ev, PL_DIAG_UNSUPPORTED_ATTRIBUTE, range, "Unsupported attribute",
                       "Can't access attributes on a primitive-typed value (%s).", word);
}

/* The attribute of an unknown value: if its type is known, so is that of the attribute. */
static pl_value attr_of_unknown(pl_eval *ev, pl_value v, pl_str name, pl_range range)
{
    const pl_type *t = v.type;
    if (t->kind == PL_TYPE_ANY)
        return v;
    if (t->kind == PL_TYPE_MAP)
        return pl_value_unknown(t->elem);
    const pl_type_attr *a = t->kind == PL_TYPE_OBJECT ? pl_type_get_attr(t, name) : NULL;
    if (a)
        return pl_value_unknown(a->type);
    if (t->kind == PL_TYPE_OBJECT)
        return pl_ev__fail(ev, PL_DIAG_UNSUPPORTED_ATTRIBUTE, range, "Unsupported attribute",
                           "This object does not have an attribute named \"%.*s\".", PL_FMT(name));
    if (is_primitive(t->kind))
        return no_attr_of_primitive(ev, t->kind, range);
    return pl_ev__fail(ev, PL_DIAG_UNSUPPORTED_ATTRIBUTE, range, "Unsupported attribute", NO_ATTRS);
}

/* Evaluate v.name: a member of an object or map; for a sequence see attr_of_seq(). Errors are
 * reported at `range`. The result has the marks of `v` too. */
static pl_value get_attr(pl_eval *ev, pl_value v, pl_str name, pl_range range)
{
    pl_value out, text = pl_value_text(ev->arena, name, false);
    name = pl_value_get_str(text);
    switch ((pl_value_tag)v.tag) {
    case PL_V_NULL:
        return pl_ev__fail(ev, PL_DIAG_NULL_VALUE, range,
                           "Attempt to get attribute from null value",
                           "This value is null, so it does not have any attributes.");
    case PL_V_UNKNOWN: return attr_of_unknown(ev, v, name, range);
    case PL_V_BOOL: return no_attr_of_primitive(ev, PL_TYPE_BOOL, range);
    case PL_V_INT:
    case PL_V_NUMBER: return no_attr_of_primitive(ev, PL_TYPE_NUMBER, range);
    case PL_V_STRING: return no_attr_of_primitive(ev, PL_TYPE_STRING, range);
    case PL_V_LIST:
    case PL_V_SET:
    case PL_V_TUPLE: return attr_of_seq(ev, v, name, range);
    case PL_V_MAP:
        if (!pl_value_member(v, name, &out))
            return pl_ev__fail(ev, PL_DIAG_MISSING_ELEMENT, range, "Missing map element",
                               "This map does not have an element with the key \"%.*s\".",
                               PL_FMT(name));
        break;
    case PL_V_OBJECT:
        if (!pl_value_member(v, name, &out))
            return pl_ev__fail(ev, PL_DIAG_UNSUPPORTED_ATTRIBUTE, range, "Unsupported attribute",
                               "This object does not have an attribute named \"%.*s\".",
                               PL_FMT(name));
        break;
    }
    out.marks |= v.marks;
    return out;
}

/* ---- indexes */

#define BAD_KEY "The given key does not identify an element in this collection value"

static pl_value bad_index(pl_eval *ev, pl_range range, const char *why)
{
    return pl_ev__fail(ev, PL_DIAG_INVALID_INDEX, range, "Invalid index", BAD_KEY "%s%s.",
                       *why ? ": " : "", why);
}

static pl_value no_indices(pl_eval *ev, pl_range range)
{
    return pl_ev__fail(ev, PL_DIAG_INVALID_INDEX, range, "Invalid index",
                       "This value does not have any indices.");
}

/* Convert a key to the type that its collection needs. False if it is unknown, or cannot be
 * converted (reported); *bad is then the value of the whole index expression. */
static bool convert_key(pl_eval *ev, pl_value key, pl_type_kind kind, pl_range range, pl_value *out,
                        pl_value *bad)
{
    pl_buf why = { 0 };
    *bad = pl_ev__unknown();
    if (kind == PL_TYPE_STRING && !pl_ev__charge_text(ev, key, range))
        return false;
    bool ok = pl_ev__to(ev, key, kind, out, &why);
    if (!ok) {
        pl_buf_byte(&why, 0);
        *bad = bad_index(ev, range, why.ptr);
    }
    pl_buf_done(&why);
    return ok && !pl_ev__is_unknown(*out);
}

static pl_value index_seq(pl_eval *ev, pl_value v, pl_value key, pl_range range)
{
    pl_value number, bad;
    if (!convert_key(ev, key, PL_TYPE_NUMBER, range, &number, &bad))
        return bad;
    int64_t i;
    if (!pl_number_is_whole(number))
        return bad_index(ev, range,
                         "indexing a sequence requires a whole number, but the given "
                         "index has a fractional part");
    if (pl_number_sign(number) < 0)
        return bad_index(ev, range, "a negative number is not a valid index for a sequence");
    if (!pl_number_to_int(number, &i) || (uint64_t)i > v.len)
        return bad_index(ev, range, "");
    if (v.len == 0)
        return bad_index(ev, range, "the collection has no elements");
    if ((uint64_t)i == v.len)
        return bad_index(ev, range,
                         "the given index is greater than or equal to the length of the "
                         "collection");
    pl_value out = v.seq->at[i];
    out.marks |= v.marks | key.marks;
    return out;
}

static pl_value index_members(pl_eval *ev, pl_value v, pl_value key, pl_range range)
{
    pl_value text, out;
    if (!convert_key(ev, key, PL_TYPE_STRING, range, &text, &out))
        return out;
    if (pl_value_member(v, pl_value_get_str(text), &out)) {
        out.marks |= v.marks | key.marks;
        return out;
    }
    bool number = key.tag == PL_V_INT || key.tag == PL_V_NUMBER;
    return pl_ev__fail(ev, PL_DIAG_INVALID_INDEX, range, "Invalid index", BAD_KEY ".%s",
                       number && v.tag == PL_V_OBJECT
                           ? " An object only supports looking up attributes by name, not by "
                             "numeric index."
                           : "");
}

/* The element of an unknown value: if the type is known, so is that of the element, whatever the
 * key is. */
static pl_value index_unknown(pl_eval *ev, pl_value v, pl_range range)
{
    pl_type_kind kind = (pl_type_kind)v.type->kind;
    if (is_primitive(kind))
        return no_indices(ev, range);
    bool uniform = kind == PL_TYPE_LIST || kind == PL_TYPE_MAP;
    return uniform ? pl_value_unknown(v.type->elem) : pl_ev__unknown();
}

static pl_value get_index(pl_eval *ev, pl_value v, pl_value key, pl_range range)
{
    if (v.tag == PL_V_NULL)
        return pl_ev__fail(ev, PL_DIAG_NULL_VALUE, range, "Attempt to index null value",
                           "This value is null, so it does not have any indices.");
    if (key.tag == PL_V_NULL)
        return pl_ev__fail(ev, PL_DIAG_INVALID_INDEX, range, "Invalid index",
                           "Can't use a null value as an indexing key.");
    if (pl_ev__is_unknown(v))
        return index_unknown(ev, v, range);
    if (pl_ev__is_unknown(key))
        return pl_ev__unknown();
    switch ((pl_value_tag)v.tag) {
    case PL_V_LIST:
    case PL_V_TUPLE: return index_seq(ev, v, key, range);
    case PL_V_MAP:
    case PL_V_OBJECT: return index_members(ev, v, key, range);
    case PL_V_SET:
        return pl_ev__fail(
            ev, PL_DIAG_INVALID_INDEX, range, "Invalid index",
            "Elements of a set are identified only by their value and don't have any "
            "separate index or key to select with, so it's only possible to perform "
            "operations across all elements of the set.");
    default: return no_indices(ev, range);
    }
}

pl_value pl_ev__index(pl_eval *ev, const pl_expr *e)
{
    pl_value v = pl_eval_expr(ev, e->index.collection), key = pl_eval_expr(ev, e->index.key);
    pl_range brackets = { e->index.open.start, e->index.close.end };
    return get_index(ev, v, key, brackets);
}

static pl_value step_key(pl_eval *ev, const pl_step *step)
{
    pl_value v;
    switch (step->key) {
    case PL_LIT_STRING: return pl_value_text(ev->arena, step->text, false);
    case PL_LIT_TRUE: return pl_value_bool(true);
    case PL_LIT_FALSE: return pl_value_bool(false);
    case PL_LIT_NULL: return pl_value_null(pl_type_simple(PL_TYPE_ANY));
    case PL_LIT_NUMBER: break;
    }
    return pl_number_literal(ev->arena, step->text, &v) ? v : pl_ev__unknown();
}

pl_value pl_ev__steps(pl_eval *ev, pl_value v, const pl_step *steps)
{
    for (const pl_step *s = steps; s; s = s->next) {
        bool before = ev->failed;
        ev->failed = false;
        v = s->is_index ? get_index(ev, v, step_key(ev, s), s->range)
                        : get_attr(ev, v, s->text, s->range);
        bool failed = ev->failed;
        ev->failed = before || failed;
        if (failed)
            return pl_ev__unknown();
    }
    return v;
}

/* ---- splats */

/* The one type of n values; NULL: they differ. */
static const pl_type *common_type(pl_arena *arena, const pl_value *at, uint32_t n)
{
    for (uint32_t i = 1; i < n; i++)
        if (!pl_value_same_type(at[0], at[i]))
            return NULL;
    return pl_value_type(arena, at[0]);
}

/* The type of the elements of `x[*].steps` if there are none: found by evaluating the steps on
 * an unknown value. */
static const pl_type *empty_result(pl_eval *ev, const pl_expr *e, const pl_type *elem)
{
    pl_trial trial;
    const pl_value *outer = ev->element;
    pl_value item = pl_value_unknown(elem);
    pl_ev__try(ev, &trial);
    ev->element = &item;
    pl_value v = e->splat.each ? pl_eval_expr(ev, e->splat.each) : item;
    ev->element = outer;
    pl_ev__tried(ev, &trial);
    pl_ev__drop(ev, &trial);
    return pl_value_type(ev->arena, v);
}

/* Evaluate the splat `e` over the known sequence `source`: apply e->splat.each to every element.
 * A list if all results have one type and `source` is no tuple, else a tuple. */
static pl_value eval_splat_elements(pl_eval *ev, const pl_expr *e, pl_value source)
{
    pl_assert(e->kind == PL_E_SPLAT);
    const pl_value *outer = ev->element;
    if (!pl_ev__charge(ev, source.len * sizeof source, e->range))
        return pl_ev__unknown();
    pl_seq *seq = pl_seq_room(ev->arena, source.len);
    for (uint32_t i = 0; i < source.len; i++) {
        ev->element = &source.seq->at[i];
        seq->at[i] = e->splat.each ? pl_eval_expr(ev, e->splat.each) : *ev->element;
    }
    ev->element = outer;
    const pl_type *elem = NULL;
    if (source.tag != PL_V_TUPLE)
        elem = source.len ? common_type(ev->arena, seq->at, source.len)
                          : empty_result(ev, e, source.seq->elem);
    pl_value v = pl_value_take_seq(elem ? PL_V_LIST : PL_V_TUPLE, elem, seq, source.len);
    v.marks |= source.marks;
    return v;
}

pl_value pl_ev__splat(pl_eval *ev, const pl_expr *e)
{
    pl_value source = pl_eval_expr(ev, e->splat.source);
    bool seq = source.tag == PL_V_LIST || source.tag == PL_V_SET || source.tag == PL_V_TUPLE;
    if (source.tag == PL_V_NULL) {
        pl_type_kind kind = source.type->kind;
        if (kind == PL_TYPE_LIST || kind == PL_TYPE_SET || kind == PL_TYPE_TUPLE)
            return pl_ev__fail(ev, PL_DIAG_NULL_VALUE, e->splat.source->range,
                               "Splat of null value",
                               "Splat expressions (with the * symbol) cannot be applied to null "
                               "sequences.");
        return pl_value_seq(ev->arena, PL_V_TUPLE, NULL, NULL, 0);
    }
    if (pl_ev__is_unknown(source) && !is_primitive(source.type->kind))
        return pl_ev__unknown();
    if (!seq)
        source = pl_value_seq(ev->arena, PL_V_TUPLE, NULL, &source, 1);
    return eval_splat_elements(ev, e, source);
}
