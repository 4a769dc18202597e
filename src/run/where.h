/* where.h - the expression of `--where` (check-and-outputs.md 3.2).
 *
 *     or-expr    = and-expr { "or" and-expr }
 *     and-expr   = comparison { "and" comparison }
 *     comparison = "(" or-expr ")" | "not" comparison
 *                | value cmp-op value
 *                | identifier [ "not" ] ("like"|"ilike") string
 *                | (identifier|"null"|bool) "is" ["not"] ("null"|bool)
 *                | value [ "not" ] "in" "(" [ item { "," item } ] ")"
 *                | identifier
 *
 * All of it is read, but only one comparison can be evaluated, as in the real program. Keywords
 * need no blank behind them: "notes = 'x'" is "not es = 'x'", as there. What is read is kept as
 * the one comparison alone.
 *
 * Lifetime: texts are in the arena. Threads: pure. */
#ifndef PL_RUN_WHERE_H
#define PL_RUN_WHERE_H
#include "base/arena.h"
#include "base/buf.h"

typedef enum pl_where_op {
    PL_WHERE_EQUAL,
    PL_WHERE_NOT_EQUAL,
    PL_WHERE_ORDER, /* < <= > >= <>: nothing is ever so */
    PL_WHERE_IN,
    PL_WHERE_NOT_IN,
    PL_WHERE_LIKE,
    PL_WHERE_NOT_LIKE,
    PL_WHERE_ILIKE,
    PL_WHERE_NOT_ILIKE,
} pl_where_op;

typedef struct pl_where {
    uint8_t op;    /* pl_where_op */
    pl_str column; /* empty: what is compared is no column, so nothing matches */
    pl_str key;    /* the first of a path */
    bool has_path; /* column -> key */
    const pl_str *values;
    uint32_t n_values;
} pl_where;

/* Parentheses and `not` inside each other. */
enum { PL_WHERE_DEPTH = 100 };

/* False with the reason in `why`, as users of the real program know it. */
bool pl_where_parse(pl_arena *arena, pl_str text, pl_where *out, pl_buf *why);

/* Does `value` satisfy it? `set`: there is a value; when there is none nothing matches. */
bool pl_where_holds(const pl_where *where, bool set, pl_str value);

/* The whole of `text` matches `pattern`, in which % is * and _ is ?: shell patterns, with sets
 * in brackets and a backslash for the next character as it is. */
bool pl_where_like(pl_str pattern, pl_str text, bool fold);

#endif
