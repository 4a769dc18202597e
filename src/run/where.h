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
 * The recorded manner parses the whole grammar, but evaluates only an expression that is a single
 * comparison; keywords need no blank after them: "notes = 'x'" means "not es = 'x'". In our own
 * manner everything combines, keywords are whole words, a column may stand in parentheses or on the
 * right of a literal, and lists are not empty; an identifier alone is no condition.
 *
 * Truth has three values as in SQL: a column without a value makes comparisons unknown, and only
 * what is true holds. A member that is not there, and a column of `args`, `params`, `query`,
 * `database` or `width` that is not set, is null, but compares as the text that Powerpipe
 * compares ('' or 0).
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
    /* ORDER operators: the recorded manner refuses these */
    PL_WHERE_IS, /* null, true, false: never unknown */
    PL_WHERE_IS_NOT,
    PL_WHERE_ALONE,
    PL_WHERE_NOT, /* of its only part */
    PL_WHERE_AND,
    PL_WHERE_OR,
} pl_where_op;

typedef struct pl_where {
    uint8_t op;     /* pl_where_op */
    pl_str column;  /* empty: it compares something other than a column, so nothing matches */
    pl_str key;     /* the first key of a path */
    bool has_path;  /* it is column -> key */
    bool with_null; /* the word null is among the values */
    const pl_str *values;
    uint32_t n_values;
    const struct pl_where *parts; /* of NOT, AND, OR */
    const struct pl_where *next;  /* the next part */
} pl_where;

typedef enum pl_truth {
    PL_TRUTH_FALSE,
    PL_TRUTH_UNKNOWN,
    PL_TRUTH_TRUE,
} pl_truth;

/* The value of a column, or of a member of it, for one control. */
typedef struct pl_where_cell {
    bool set;    /* false: comparisons are unknown */
    bool null;   /* of `is null` */
    pl_str text; /* what is compared */
} pl_where_cell;

/* The cell of one comparison; its text lives until the next call. */
typedef pl_where_cell pl_where_reader(void *ctx, const pl_where *comparison);

/* Nested parentheses and `not`, at most. */
enum { PL_WHERE_DEPTH = 100 };

/* Parse `--where`: all of the grammar is evaluated (`own`), or as recorded from Powerpipe. In
 * `arena`. NULL with the reason in `why`, in the words of Powerpipe. */
const pl_where *pl_where_parse(pl_arena *arena, pl_str text, bool own, pl_buf *why);

/* Is it true? Each comparison reads its cell. */
pl_truth pl_where_truth(const pl_where *where, pl_where_reader *reader, void *ctx);

/* Does all of `text` match `pattern`? It is a shell pattern with % for * and _ for ?, sets in
 * brackets, and a backslash that takes the next character literally. */
bool pl_where_like(pl_str pattern, pl_str text, bool fold);

#endif
