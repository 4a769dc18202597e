/* literal.h - read configuration without evaluating it.
 *
 * For rooms that want plain settings out of a file: only what is written down
 * as a value counts. No operators (so no -1), no functions, no references, no
 * parentheses; anything else is false and leaves *out alone.
 *
 * Texts are borrowed from the tree or in `arena`. Threads: pure over their
 * arguments. */
#ifndef PL_HCL_LITERAL_H
#define PL_HCL_LITERAL_H
#include "base/arena.h"
#include "hcl/ast.h"

typedef struct pl_literal {
    pl_lit_kind kind;
    pl_str text; /* NUMBER: as written; STRING: its value; else the word */
} pl_literal;

/* A number, true, false, null, or a string without sequences. */
bool pl_literal_read(const pl_expr *expr, pl_arena *arena, pl_literal *out);
bool pl_literal_string(const pl_expr *expr, pl_arena *arena, pl_str *out);
bool pl_literal_bool(const pl_expr *expr, bool *out);
/* The text of a number; what it is worth is for the caller to say. */
bool pl_literal_number(const pl_expr *expr, pl_str *out);
/* [ "a", "b" ] into an array in `arena`. */
bool pl_literal_strings(const pl_expr *expr, pl_arena *arena, pl_str **out, uint32_t *n);

#endif
