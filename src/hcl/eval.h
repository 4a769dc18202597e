/* eval.h - syntax trees to values (hcl.md 3).
 *
 * Values go into the caller's arena. Errors are reported with the reference's
 * texts and ranges (relative to the text that was parsed: the caller brackets
 * with pl_diags_begin/end) and the failing part becomes dynamic unknown, so one
 * run shows all of them. A scope that reports about another file does so in a sink of
 * its own and hands finished messages over with pl_diag_copy. Names are resolved through the
 * scope's callback, at the granularity of a traversal: nothing is evaluated that no expression
 * names.
 *
 * Bounded: depth, steps and bytes; a cancel flag. Recursion is at most
 * PL_HCL_DEPTH levels of small frames.
 * Threads: one pl_eval per thread; scopes may be shared when their callback may. */
#ifndef PL_HCL_EVAL_H
#define PL_HCL_EVAL_H
#include "hcl/fn.h"
#include "hcl/parse.h"

/* The result of looking a traversal up in a scope. */
typedef enum pl_found {
    PL_FOUND,         /* *out is the value of the first *used steps; the rest is applied to it */
    PL_FOUND_NOTHING, /* no such root: "Unknown variable" */
    PL_FOUND_ERROR,   /* the scope has reported already */
    PL_FOUND_LATER,   /* not decoded yet: the evaluator reports PL_DIAG_NOT_THERE_YET */
} pl_found;

/* A name in an expression, with the steps that follow it. */
typedef struct pl_root_traversal {
    pl_str root;
    const pl_step *steps; /* up to the first that is not literal */
    pl_range range;       /* of the whole */
} pl_root_traversal;

typedef struct pl_scope pl_scope;
struct pl_scope {
    /* Find what a traversal names. Whatever *out points to must live as long as the arena of the
     * results, which may share it. NULL: the scope has no variables (see no_variables). */
    pl_found (*find)(const pl_scope *scope, const pl_root_traversal *name, pl_value *out,
                     unsigned *used, pl_diags *diags);
    /* Names for "Did you mean"; may be NULL. */
    void (*names)(const pl_scope *scope, void (*each)(void *ctx, pl_str name), void *ctx);
    void *ctx;
    bool no_variables; /* "Variables not allowed" */
    bool no_functions; /* "Function calls not allowed" */
};

typedef struct pl_eval {
    pl_arena *arena; /* results */
    pl_diags *diags;
    const pl_scope *scope; /* NULL: empty */
    const pl_fn_env *env;
    uint64_t budget;   /* what is left; 0 at start means PL_EVAL_BUDGET */
    pl_str path, text; /* of the file at hand: for the scope, not used here */
    bool failed;       /* something was reported */
    bool stopped;      /* out of budget or cancelled (env): everything is unknown */
    /* private */
    bool started;
    const struct pl_binding *frames; /* `for` variables in reach, innermost first */
    const pl_value *element;         /* what a splat applies its steps to */
} pl_eval;

/* The budget of an evaluation, in bytes allocated; each step costs PL_EVAL_STEP bytes.
 * It bounds an evaluation to 256 MiB and about a second. `try` and `can` do not catch
 * the error of a used up budget. */
#define PL_EVAL_BUDGET ((uint64_t)256 << 20)
enum { PL_EVAL_STEP = 32 };
/* The cost of each byte that is brought into normal form (NFC). */
enum { PL_EVAL_NFC = 4 };

/* Heaviest value (value.h) and longest text of a number that an expression may make. */
enum { PL_EVAL_WEIGHT = 8 << 20, PL_EVAL_DIGITS = 1 << 20 };

/* The value of `expr`; dynamic unknown where it failed (ev->failed is then set,
 * never cleared here). */
pl_value pl_eval_expr(pl_eval *ev, const pl_expr *expr);
/* Evaluate and convert as an attribute of that type does (hcl.md 3.14): "Unsuitable
 * value type". False when something was reported. */
bool pl_eval_as(pl_eval *ev, const pl_expr *expr, const pl_type *want, pl_value *out);

#endif
