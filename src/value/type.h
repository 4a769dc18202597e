/* type.h - types: what a value is or must be (hcl.md 3.1, 4).
 *
 * A type is an immutable tree. The primitives and `any` are static; all others lie in the arena of
 * their maker and may point into other arenas that live as long. Types are compared by structure,
 * not by address.
 * Threads: immutable values. */
#ifndef PL_VALUE_TYPE_H
#define PL_VALUE_TYPE_H
#include "base/arena.h"
#include "base/buf.h"
#include "value/json.h"

/* clang-format off */
/* ORDER types: constant, keyword of the language, name in cty's JSON */
#define PL_TYPES(X)                                                                       \
    X(STRING, "string", "string")                                                         \
    X(NUMBER, "number", "number")                                                         \
    X(BOOL, "bool", "bool")                                                               \
    X(ANY, "any", "dynamic") /* in a constraint; of a value: not known yet */             \
    X(LIST, "list", "list")                                                               \
    X(SET, "set", "set")                                                                  \
    X(MAP, "map", "map")                                                                  \
    X(TUPLE, "tuple", "tuple")                                                            \
    X(OBJECT, "object", "object")                                                         \
    X(CAPSULE, "capsule", "capsule") /* connection, connection.aws, ... */
/* clang-format on */

typedef enum pl_type_kind {
#define X(kind, word, json) PL_TYPE_##kind,
    PL_TYPES(X)
#undef X
        PL_TYPE_KINDS
} pl_type_kind;

/* The deepest type that may be made from what a user wrote. Its readers enforce this while
 * they read, because all functions here recurse by depth. */
enum { PL_TYPE_DEPTH = 1000 };

typedef struct pl_type pl_type;

typedef struct pl_type_attr {
    pl_str name;
    const pl_type *type;
    bool optional;
} pl_type_attr;

struct pl_type {
    uint8_t kind; /* pl_type_kind */
    uint32_t n;   /* TUPLE, OBJECT: parts */
    union {
        const pl_type *elem;         /* LIST, SET, MAP */
        const pl_type *const *items; /* TUPLE */
        const pl_type_attr *attrs;   /* OBJECT: by name, bytewise ascending, unique */
        pl_str name;                 /* CAPSULE: as it is written in a constraint */
    };
};

/* The type STRING, NUMBER, BOOL or ANY; static. */
const pl_type *pl_type_simple(pl_type_kind kind);
/* Find the simple type with that keyword; false if `word` is none. */
bool pl_type_keyword(pl_str word, const pl_type **out);

/* Make a type in `arena`. The arrays are copied; names are borrowed. */
const pl_type *pl_type_collection(pl_arena *arena, pl_type_kind kind, const pl_type *elem);
const pl_type *pl_type_tuple(pl_arena *arena, const pl_type *const *items, uint32_t n);
/* `attrs` may have any order; of several with one name the last counts. */
const pl_type *pl_type_object(pl_arena *arena, const pl_type_attr *attrs, uint32_t n);
const pl_type *pl_type_capsule(pl_arena *arena, pl_str name);

/* The attribute of an object, or NULL. O(log n). */
const pl_type_attr *pl_type_get_attr(const pl_type *object, pl_str name);
/* Do both have the same structure, names and optional marks? */
bool pl_type_eq(const pl_type *a, const pl_type *b);
/* Does the type contain `any`, at any depth? */
bool pl_type_has_any(const pl_type *type);
/* Does the type contain an optional attribute, at any depth? */
bool pl_type_has_optional(const pl_type *type);

/* Copy a type into `arena`, names included. Simple types stay where they are. */
const pl_type *pl_type_copy(pl_arena *arena, const pl_type *type);
/* The type of values of `type`: the same without optional marks. `type` itself if it has none. */
const pl_type *pl_type_plain(pl_arena *arena, const pl_type *type);

/* Append the canonical form "object({a=string,b=list(any)})"; optional marks are not shown. */
void pl_type_write(const pl_type *type, pl_buf *out);
/* Append the form for messages: "list of string", "object". `any` is "any type" if the type is a
 * `constraint`, "dynamic" if it is that of a value. */
void pl_type_write_friendly(const pl_type *type, bool constraint, pl_buf *out);

#endif
