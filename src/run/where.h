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
 * The whole grammar is parsed, but only an expression that is a single comparison can be evaluated,
 * as in Powerpipe; the result of parsing is that comparison. Keywords need no blank after
 * them: "notes = 'x'" means "not es = 'x'", also as in Powerpipe.
 *
 * Lifetime: texts are in the arena. Threads: pure. */
#ifndef PL_RUN_WHERE_H
#define PL_RUN_WHERE_H
#include "base/arena.h"
#include "base/buf.h"

typedef enum pl_where_op {
    PL_WHERE_EQUAL,
    PL_WHERE_NOT_EQUAL,
    PL_WHERE_ORDER, /* < <= > >= <>: never true */
    PL_WHERE_IN,
    PL_WHERE_NOT_IN,
    PL_WHERE_LIKE,
    PL_WHERE_NOT_LIKE,
    PL_WHERE_ILIKE,
    PL_WHERE_NOT_ILIKE,
} pl_where_op;

typedef struct pl_where {
    uint8_t op;    /* pl_where_op */
    pl_str column; /* empty: it compares something other than a column, so nothing matches */
    pl_str key;    /* the first key of a path */
    bool has_path; /* it is column -> key */
    const pl_str *values;
    uint32_t n_values;
} pl_where;

/* Nested parentheses and `not`, at most. */
enum { PL_WHERE_DEPTH = 100 };

/* False with the reason in `why`, in the words of Powerpipe. */
bool pl_where_parse(pl_arena *arena, pl_str text, pl_where *out, pl_buf *why);

/* Does `value` satisfy it? `set` false: there is no value, and nothing matches. */
bool pl_where_holds(const pl_where *where, bool set, pl_str value);

/* Does all of `text` match `pattern`? It is a shell pattern with % for * and _ for ?, sets in
 * brackets, and a backslash that takes the next character literally. */
bool pl_where_like(pl_str pattern, pl_str text, bool fold);

#endif
