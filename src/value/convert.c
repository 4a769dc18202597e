/* convert.c - converts values: texts of failures, whether a conversion exists, and the conversion
 * itself. */
#include "value/convert.h"
#include "base/cast.h"
#include "base/str.h"
#include "value/number.h"

/* The longest text, in bytes, that a number is converted to. */
enum { LONGEST_NUMBER = 1 << 20 };

static bool is_primitive(const pl_type *t)
{
    return t->kind == PL_TYPE_STRING || t->kind == PL_TYPE_NUMBER || t->kind == PL_TYPE_BOOL;
}

static bool is_collection(const pl_type *t)
{
    return t->kind == PL_TYPE_LIST || t->kind == PL_TYPE_SET || t->kind == PL_TYPE_MAP;
}

/* ---- texts of hcl.md 3.4 */

static void put_attr_names(const pl_type *got, const pl_type *want, uint32_t missing, pl_buf *why)
{
    uint32_t recorded = 0;
    pl_buf_cstr(why, missing > 1 ? "attributes " : "attribute ");
    for (uint32_t i = 0; i < want->n; i++) {
        const pl_type_attr *a = &want->attrs[i];
        if (a->optional || pl_type_get_attr(got, a->name))
            continue;
        if (recorded++)
            pl_buf_cstr(why, missing == 2 ? " and " : recorded == missing ? ", and " : ", ");
        pl_buf_printf(why, "\"%.*s\"", PL_FMT(a->name));
    }
    pl_buf_cstr(why, missing > 1 ? " are required" : " is required");
}

static uint32_t count_missing(const pl_type *got, const pl_type *want)
{
    uint32_t missing = 0;
    for (uint32_t i = 0; i < want->n; i++)
        missing += !want->attrs[i].optional && !pl_type_get_attr(got, want->attrs[i].name);
    return missing;
}

static void explain_object(const pl_type *got, const pl_type *want, pl_buf *why)
{
    uint32_t missing = count_missing(got, want);
    if (missing) {
        put_attr_names(got, want, missing, why);
        return;
    }
    for (uint32_t i = 0; i < want->n; i++) {
        const pl_type_attr *have = pl_type_get_attr(got, want->attrs[i].name);
        if (!have || pl_convert_possible(have->type, want->attrs[i].type))
            continue;
        pl_buf_printf(why, "attribute \"%.*s\": ", PL_FMT(have->name));
        pl_convert_mismatch(have->type, want->attrs[i].type, why);
        return;
    }
}

/* Are both maps, or both lists or sets? These convert into each other, so only their elements can
 * differ. */
static bool same_collection(const pl_type *a, const pl_type *b)
{
    return is_collection(a) && is_collection(b) &&
           (a->kind == PL_TYPE_MAP) == (b->kind == PL_TYPE_MAP);
}

static const char *collection_word(const pl_type *t)
{
    return t->kind == PL_TYPE_LIST ? "list" : t->kind == PL_TYPE_SET ? "set" : "map";
}

/* Explain why a structure cannot become a collection of the matching kind; false: it is another
 * case.
 */
static bool explain_parts(const pl_type *got, const pl_type *want, pl_buf *why)
{
    bool tuple = got->kind == PL_TYPE_TUPLE && want->kind != PL_TYPE_MAP;
    bool object = got->kind == PL_TYPE_OBJECT && want->kind == PL_TYPE_MAP;
    if (!tuple && !object)
        return false;
    if (want->elem->kind == PL_TYPE_ANY) {
        pl_buf_printf(why, "all %s elements must have the same type", collection_word(want));
        return true;
    }
    for (uint32_t i = 0; i < got->n; i++) {
        const pl_type *part = tuple ? got->items[i] : got->attrs[i].type;
        if (pl_convert_possible(part, want->elem))
            continue;
        if (tuple)
            pl_buf_printf(why, "element %u: ", i);
        else
            pl_buf_printf(why, "element \"%.*s\": ", PL_FMT(got->attrs[i].name));
        pl_convert_mismatch(part, want->elem, why);
        return true;
    }
    return false;
}

static void put_required(const pl_type *want, pl_buf *why)
{
    pl_type_write_friendly(want, true, why);
    pl_buf_cstr(why, " required");
}

void pl_convert_mismatch(const pl_type *got, const pl_type *want, pl_buf *why)
{
    if (got->kind == PL_TYPE_OBJECT && want->kind == PL_TYPE_OBJECT) {
        explain_object(got, want, why);
        return;
    }
    if (is_collection(want) && explain_parts(got, want, why))
        return;
    if (same_collection(got, want)) {
        pl_buf_printf(why, "incorrect %s element type: ", collection_word(want));
        pl_convert_mismatch(got->elem, want->elem, why);
        return;
    }
    bool one_primitive = is_primitive(got) != is_primitive(want);
    bool both = is_primitive(got) && is_primitive(want);
    bool structure = got->kind == PL_TYPE_TUPLE && want->kind == PL_TYPE_OBJECT;
    if (one_primitive || both || structure) {
        pl_type_write_friendly(want, false, why);
        pl_buf_cstr(why, " required, but have ");
        pl_type_write_friendly(got, false, why);
        return;
    }
    put_required(want, why);
}

/* ---- whether a conversion exists */

static const pl_type *part_of(const pl_type *structure, uint32_t i)
{
    return structure->kind == PL_TYPE_TUPLE ? structure->items[i] : structure->attrs[i].type;
}

/* The element type of a structure that becomes a collection of any; NULL when it has
 * none. In an object, parts of no type are left out; in a tuple they must not stand
 * beside structures. */
static const pl_type *unify_parts(pl_arena *arena, const pl_type *got)
{
    const pl_type **parts = pl_arena_alloc(arena, got->n * sizeof *parts);
    uint32_t n = 0;
    for (uint32_t i = 0; i < got->n; i++)
        if (part_of(got, i)->kind != PL_TYPE_ANY)
            parts[n++] = part_of(got, i);
    if (n == 0 || got->kind == PL_TYPE_OBJECT || n == got->n)
        return pl_unify(arena, parts, n);
    parts[n++] = pl_type_simple(PL_TYPE_ANY);
    const pl_type *one = pl_unify(arena, parts, n);
    return one && one->kind == PL_TYPE_ANY ? NULL : one;
}

static bool parts_possible(const pl_type *got, const pl_type *elem)
{
    if (elem->kind == PL_TYPE_ANY) {
        pl_arena scratch = { 0 };
        bool possible = unify_parts(&scratch, got) != NULL;
        pl_arena_done(&scratch);
        return possible;
    }
    for (uint32_t i = 0; i < got->n; i++)
        if (!pl_convert_possible(part_of(got, i), elem))
            return false;
    return true;
}

static bool object_possible(const pl_type *got, const pl_type *want)
{
    if (count_missing(got, want))
        return false;
    for (uint32_t i = 0; i < want->n; i++) {
        const pl_type_attr *have = pl_type_get_attr(got, want->attrs[i].name);
        if (have && !pl_convert_possible(have->type, want->attrs[i].type))
            return false;
    }
    return true;
}

static bool tuple_possible(const pl_type *got, const pl_type *want)
{
    if (got->n != want->n)
        return false;
    for (uint32_t i = 0; i < want->n; i++)
        if (!pl_convert_possible(got->items[i], want->items[i]))
            return false;
    return true;
}

static bool map_to_object_possible(const pl_type *got, const pl_type *want)
{
    for (uint32_t i = 0; i < want->n; i++)
        if (!pl_convert_possible(got->elem, want->attrs[i].type))
            return false;
    return true;
}

bool pl_convert_possible(const pl_type *got, const pl_type *want)
{
    if (want->kind == PL_TYPE_ANY || got->kind == PL_TYPE_ANY || pl_type_eq(got, want))
        return true;
    if (is_primitive(got) && is_primitive(want))
        return got->kind == PL_TYPE_STRING || want->kind == PL_TYPE_STRING;
    bool to_seq = want->kind == PL_TYPE_LIST || want->kind == PL_TYPE_SET;
    switch ((pl_type_kind)got->kind) {
    case PL_TYPE_LIST:
    case PL_TYPE_SET: return to_seq && pl_convert_possible(got->elem, want->elem);
    case PL_TYPE_MAP:
        if (want->kind == PL_TYPE_OBJECT)
            return map_to_object_possible(got, want);
        return want->kind == PL_TYPE_MAP && pl_convert_possible(got->elem, want->elem);
    case PL_TYPE_TUPLE:
        if (want->kind == PL_TYPE_TUPLE)
            return tuple_possible(got, want);
        return to_seq && parts_possible(got, want->elem);
    case PL_TYPE_OBJECT:
        if (want->kind == PL_TYPE_OBJECT)
            return object_possible(got, want);
        return want->kind == PL_TYPE_MAP && parts_possible(got, want->elem);
    default: return false;
    }
}

/* ---- converting
 *
 * Values are converted without comparing types first where that is possible; a failure
 * is explained afterwards. A failure of this particular value has left its reason in
 * `why`; if no value of the type can be converted, `why` is still empty. */

typedef struct converter {
    pl_arena *arena;
    pl_buf *why;
} converter;

static bool convert_value(converter *c, pl_value v, const pl_type *want, pl_value *out);

static bool number_to_string(converter *c, pl_value v, pl_value *out)
{
    pl_buf text = { 0 };
    if (pl_number_text_size(v) > LONGEST_NUMBER) {
        pl_buf_cstr(c->why, "the number has too many digits to be written as text");
        return false;
    }
    pl_number_text(v, &text);
    *out = pl_value_str(pl_arena_str(c->arena, pl_buf_view(&text)));
    pl_buf_done(&text);
    return true;
}

static bool to_string(converter *c, pl_value v, pl_value *out)
{
    if (v.tag == PL_V_BOOL)
        *out = pl_value_str(v.b ? PL_S("true") : PL_S("false"));
    return v.tag == PL_V_BOOL ||
           ((v.tag == PL_V_INT || v.tag == PL_V_NUMBER) && number_to_string(c, v, out));
}

static bool same_letters(pl_str s, const char *word)
{
    return pl_str_same(s, pl_str_cstr(word));
}

static bool to_bool(converter *c, pl_value v, pl_value *out)
{
    if (v.tag != PL_V_STRING)
        return false;
    pl_str s = pl_value_get_str(v);
    bool yes = pl_str_eq(s, PL_S("true")) || pl_str_eq(s, PL_S("1"));
    if (yes || pl_str_eq(s, PL_S("false")) || pl_str_eq(s, PL_S("0"))) {
        *out = pl_value_bool(yes);
        return true;
    }
    pl_buf_cstr(c->why, "a bool is required");
    if (same_letters(s, "true") || same_letters(s, "false"))
        pl_buf_printf(c->why, "; to convert from string, use lowercase \"%s\"",
                      same_letters(s, "true") ? "true" : "false");
    return false;
}

static bool to_number(converter *c, pl_value v, pl_value *out)
{
    if (v.tag != PL_V_STRING)
        return false;
    if (pl_number_parse(c->arena, pl_value_get_str(v), out))
        return true;
    pl_buf_cstr(c->why, "a number is required");
    return false;
}

/* Element `i`, or the value of member `i`. */
static pl_value part_at(pl_value v, uint32_t i)
{
    return pl_value_is_members(v) ? v.members->at[i].value : v.seq->at[i];
}

static bool all_alike(pl_value v)
{
    bool alike = true;
    for (uint32_t i = 1; alike && i < v.len; i++)
        alike = pl_value_same_type(part_at(v, 0), part_at(v, i));
    return alike;
}

/* The element type that `v` gets when it is converted to a collection of `elem`: `elem` itself or,
 * if that is `any`, the common type of the parts. NULL if they have none. */
static const pl_type *element_type(converter *c, pl_value v, const pl_type *elem)
{
    if (elem->kind != PL_TYPE_ANY || v.len == 0)
        return elem;
    if (v.tag == PL_V_LIST || v.tag == PL_V_SET)
        return v.seq->elem;
    if (v.tag == PL_V_MAP)
        return v.members->elem;
    if (all_alike(v))
        return pl_value_type(c->arena, part_at(v, 0));
    return unify_parts(c->arena, pl_value_type(c->arena, v));
}

/* The elements of a collection of list(any) and the like have types of their own:
 * bring them to one, which becomes the element type. */
static bool agree_on_type(converter *c, pl_value collection, const pl_type **elem)
{
    if (collection.len == 0 || !pl_type_has_any(*elem))
        return true;
    pl_value *at = pl_unconst(collection.seq->at); /* still being made, so it may be changed */
    pl_member *members = pl_unconst(collection.members->at);
    bool keyed = pl_value_is_members(collection);
    const pl_type *one = element_type(c, collection, pl_type_simple(PL_TYPE_ANY));
    for (uint32_t i = 0; one && i < collection.len; i++)
        if (!convert_value(c, keyed ? members[i].value : at[i], one,
                           keyed ? &members[i].value : &at[i]))
            return false;
    *elem = one;
    return one != NULL;
}

static bool to_seq(converter *c, pl_value v, const pl_type *want, pl_value *out)
{
    bool collection = v.tag == PL_V_LIST || v.tag == PL_V_SET;
    if (!collection && v.tag != PL_V_TUPLE)
        return false;
    if (collection && !pl_convert_possible(v.seq->elem, want->elem))
        return false;
    const pl_type *elem = element_type(c, v, want->elem);
    if (!elem)
        return false;
    pl_seq *seq = pl_seq_room(c->arena, v.len);
    for (uint32_t i = 0; i < v.len; i++)
        if (!convert_value(c, v.seq->at[i], elem, &seq->at[i]))
            return false;
    pl_value made = { .tag = PL_V_TUPLE, .len = v.len, .seq = seq };
    if (!agree_on_type(c, made, &elem))
        return false;
    pl_value_tag tag = want->kind == PL_TYPE_SET ? PL_V_SET : PL_V_LIST;
    *out = pl_value_take_seq(tag, pl_type_plain(c->arena, elem), seq, v.len);
    return true;
}

static bool to_tuple(converter *c, pl_value v, const pl_type *want, pl_value *out)
{
    if (v.tag != PL_V_TUPLE || v.len != want->n)
        return false;
    pl_seq *seq = pl_seq_room(c->arena, v.len);
    for (uint32_t i = 0; i < v.len; i++)
        if (!convert_value(c, v.seq->at[i], want->items[i], &seq->at[i]))
            return false;
    *out = pl_value_take_seq(PL_V_TUPLE, NULL, seq, v.len);
    return true;
}

static bool to_map(converter *c, pl_value v, const pl_type *want, pl_value *out)
{
    if (!pl_value_is_members(v))
        return false;
    if (v.tag == PL_V_MAP && !pl_convert_possible(v.members->elem, want->elem))
        return false;
    const pl_type *elem = element_type(c, v, want->elem);
    if (!elem)
        return false;
    pl_members *members = pl_members_room(c->arena, v.len);
    for (uint32_t i = 0; i < v.len; i++) {
        members->at[i].key = v.members->at[i].key;
        if (!convert_value(c, v.members->at[i].value, elem, &members->at[i].value))
            return false;
    }
    pl_value made = { .tag = PL_V_OBJECT, .len = v.len, .members = members };
    if (!agree_on_type(c, made, &elem))
        return false;
    *out = pl_value_take_members(PL_V_MAP, pl_type_plain(c->arena, elem), members, v.len);
    return true;
}

/* Set the value of the missing attribute `a`; false if it is required. */
static bool fill_absent(converter *c, pl_value v, const pl_type_attr *a, pl_value *out)
{
    *out = pl_value_null(pl_type_plain(c->arena, a->type));
    if (!a->optional && v.tag == PL_V_MAP)
        pl_buf_printf(c->why, "map has no element for required attribute \"%.*s\"",
                      PL_FMT(a->name));
    return a->optional;
}

static bool to_object(converter *c, pl_value v, const pl_type *want, pl_value *out)
{
    if (!pl_value_is_members(v) ||
        (v.tag == PL_V_MAP &&
         !map_to_object_possible(&(pl_type){ .kind = PL_TYPE_MAP, .elem = v.members->elem }, want)))
        return false;
    pl_members *members = pl_members_room(c->arena, want->n);
    for (uint32_t i = 0; i < want->n; i++) {
        const pl_type_attr *a = &want->attrs[i];
        pl_value part;
        bool have = pl_value_member(v, a->name, &part);
        if (have ? !convert_value(c, part, a->type, &part) : !fill_absent(c, v, a, &part))
            return false;
        members->at[i] = (pl_member){ a->name, part };
    }
    *out = pl_value_take_members(PL_V_OBJECT, NULL, members, want->n);
    return true;
}

static bool convert_known(converter *c, pl_value v, const pl_type *want, pl_value *out)
{
    switch ((pl_type_kind)want->kind) {
    case PL_TYPE_STRING: return to_string(c, v, out);
    case PL_TYPE_NUMBER: return to_number(c, v, out);
    case PL_TYPE_BOOL: return to_bool(c, v, out);
    case PL_TYPE_LIST:
    case PL_TYPE_SET: return to_seq(c, v, want, out);
    case PL_TYPE_TUPLE: return to_tuple(c, v, want, out);
    case PL_TYPE_MAP: return to_map(c, v, want, out);
    case PL_TYPE_OBJECT: return to_object(c, v, want, out);
    default: return false;
    }
}

static bool convert_value(converter *c, pl_value v, const pl_type *want, pl_value *out)
{
    uint8_t marks = v.marks;
    if (want->kind == PL_TYPE_ANY || pl_value_has_type(v, want)) {
        *out = v;
        return true;
    }
    if (v.tag == PL_V_NULL || v.tag == PL_V_UNKNOWN) {
        if (!pl_convert_possible(v.type, want))
            return false;
        *out = v;
        out->type = pl_type_plain(c->arena, want);
        return true;
    }
    if (!convert_known(c, v, want, out))
        return false;
    out->marks |= marks;
    return true;
}

bool pl_convert(pl_arena *arena, pl_value v, const pl_type *want, pl_value *out, pl_buf *why)
{
    converter c = { arena, why };
    size_t before = why->len;
    if (convert_value(&c, v, want, out))
        return true;
    /* What no value of this type could do is reported first. */
    const pl_type *got = pl_value_type(arena, v);
    if (why->len == before || !pl_convert_possible(got, want)) {
        why->len = before;
        pl_convert_mismatch(got, want, why);
    }
    return false;
}
