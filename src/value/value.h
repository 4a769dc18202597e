/* value.h - the values of the language: 16 bytes, immutable.
 *
 *   tag    len                payload
 *   NULL   -                  its type (the literal null: dynamic)
 *   UNKNOWN -                 its type; dynamic unknown absorbs every operation
 *   BOOL   -                  b
 *   INT    -                  i: a whole number that fits; `bits` its precision
 *   NUMBER -                  num: any other number (value/number.h)
 *   STRING bytes              str: UTF-8, NFC (hcl.md 3.2), not NUL-terminated
 *   LIST, SET, TUPLE elements seq: element type (NULL for tuples), then values;
 *                             a set is sorted and without duplicates (hcl.md 3.12)
 *   MAP, OBJECT members       members: element type (NULL for objects), then
 *                             members ascending by key bytes
 *
 * Marks (sensitive) stay with a value. Lists, sets and maps have an element type even
 * when they are empty; the type of a tuple or object is made of its parts' types.
 *
 * Lifetime: payloads lie in the arena that made them, or are static, or borrowed
 * from an image or a syntax tree that the maker promises to outlive them.
 * Threads: immutable. */
#ifndef PL_VALUE_VALUE_H
#define PL_VALUE_VALUE_H
#include "base/arena.h"
#include "value/type.h"

typedef enum pl_value_tag {
    PL_V_NULL,
    PL_V_UNKNOWN,
    PL_V_BOOL,
    PL_V_INT,
    PL_V_NUMBER,
    PL_V_STRING,
    PL_V_LIST,
    PL_V_SET,
    PL_V_TUPLE,
    PL_V_MAP,
    PL_V_OBJECT,
} pl_value_tag;

enum { PL_MARK_SENSITIVE = 1 };

typedef struct pl_number pl_number;
typedef struct pl_seq pl_seq;
typedef struct pl_members pl_members;

typedef struct pl_value {
    uint8_t tag;   /* pl_value_tag */
    uint8_t marks; /* PL_MARK_* */
    uint16_t bits; /* INT: mantissa precision, 512, 64 or 53 (hcl.md 3.3) */
    uint32_t len;
    union {
        bool b;
        int64_t i;
        const pl_number *num;
        const char *str;
        const pl_seq *seq;
        const pl_members *members;
        const pl_type *type;
    };
} pl_value;
_Static_assert(sizeof(pl_value) == 16, "values are passed and stored by value");

/* Facts about the contents of a container, known without walking it. */
typedef struct pl_shape {
    uint32_t weight; /* of all parts together; see pl_value_weight() */
    uint16_t depth;  /* of nested containers, this one included */
    uint8_t marks;   /* of all parts at any depth */
    bool unknown;    /* some part is unknown */
} pl_shape;

struct pl_seq {
    const pl_type *elem; /* NULL in a tuple */
    pl_shape shape;
    pl_value at[];
};

typedef struct pl_member {
    pl_str key;
    pl_value value;
} pl_member;

struct pl_members {
    const pl_type *elem; /* NULL in an object */
    pl_shape shape;
    pl_member at[];
};

/* Depth of the deepest value; evaluation refuses deeper ones, so that walkers may recurse. */
enum { PL_VALUE_DEPTH = 1000 };

/* ---- making */
pl_value pl_value_null(const pl_type *type);
pl_value pl_value_unknown(const pl_type *type);
pl_value pl_value_bool(bool b);
pl_value pl_value_int(int64_t i, unsigned bits);
/* `s` is NFC already and outlives the value. */
pl_value pl_value_str(pl_str s);
/* Normalise `s` (with a fast path for ASCII). It is copied into `arena` if it changes or with
 * `copy`, borrowed otherwise. */
pl_value pl_value_text(pl_arena *arena, pl_str s, bool copy);
/* Allocate room for n elements, which the caller fills before pl_value_take_seq() makes the value
 * of them, possibly of fewer; that sorts sets. `elem` is NULL for tuples. */
pl_seq *pl_seq_room(pl_arena *arena, uint32_t n);
pl_value pl_value_take_seq(pl_value_tag tag, const pl_type *elem, pl_seq *seq, uint32_t n);
/* Allocate room for members, and make a value of them. They may have any order: of two with one key
 * the last wins. */
pl_members *pl_members_room(pl_arena *arena, uint32_t n);
pl_value pl_value_take_members(pl_value_tag tag, const pl_type *elem, pl_members *members,
                               uint32_t n);
/* Make a value of members that are in order and unique already. */
pl_value pl_value_take_ascending(pl_value_tag tag, const pl_type *elem, pl_members *members,
                                 uint32_t n);
/* Make a value of elements, which are copied. */
pl_value pl_value_seq(pl_arena *arena, pl_value_tag tag, const pl_type *elem, const pl_value *at,
                      uint32_t n);
/* Make a value of members in any order, which are copied; of two with one key the last wins. */
pl_value pl_value_members(pl_arena *arena, pl_value_tag tag, const pl_type *elem,
                          const pl_member *at, uint32_t n);

/* ---- reading */
static inline pl_str pl_value_get_str(pl_value v)
{
    return (pl_str){ v.str, v.len };
}
const pl_type *pl_value_type(pl_arena *arena, pl_value v);
/* Find a member of a map or object; false if it has none of that key. */
bool pl_value_member(pl_value v, pl_str key, pl_value *out);
bool pl_value_is_known(pl_value v);  /* nothing unknown inside; O(1) */
unsigned pl_value_marks(pl_value v); /* of it and everything inside; O(1) */
unsigned pl_value_depth(pl_value v); /* 0 for what is no container; O(1) */
/* The cost of a walk over the whole value, and a measure of its text: 1 for each value
 * and for each 16 bytes of text, 64 more for a float. Saturates. O(1) */
uint32_t pl_value_weight(pl_value v);
static inline bool pl_value_is_seq(pl_value v)
{
    return v.tag == PL_V_LIST || v.tag == PL_V_SET || v.tag == PL_V_TUPLE;
}
static inline bool pl_value_is_members(pl_value v)
{
    return v.tag == PL_V_MAP || v.tag == PL_V_OBJECT;
}
/* Is `type` the type of `v`? Like pl_type_eq(pl_value_type(v), type), without making a type. */
bool pl_value_has_type(pl_value v, const pl_type *type);
/* The name of its type in messages: "list of string", "object". */
void pl_value_write_friendly(pl_value v, pl_buf *out);
bool pl_value_same_type(pl_value a, pl_value b);
/* Deep equality of hcl.md 3.6: types count, nulls of any type are equal. */
bool pl_value_equal(pl_value a, pl_value b);
/* Compare two values in the order of sets (hcl.md 3.12): below, equal to or above 0. */
int pl_value_set_order(pl_value a, pl_value b);
/* A deep copy, types included, that borrows nothing. */
pl_value pl_value_copy(pl_arena *arena, pl_value v);

/* Append compact JSON as jsonencode writes it (hcl.md 7.6). False if an infinity is inside. */
bool pl_value_json(pl_value v, pl_buf *out);
/* Append JSON but stop soon after `most` bytes: shared parts are written each time, so a small
 * value may be a long text. False with *cut set if it was stopped. */
bool pl_value_json_within(pl_value v, uint64_t most, pl_buf *out, bool *cut);

#endif
