/* fn.h - the functions of the language (hcl.md 7).
 *
 * fn_data.def and fn_text.def have one line per function: name, parameters. The
 * calling convention (hcl.md 7.1: count, conversion, nulls, unknowns, marks) is in
 * eval_call.c, once; an implementation gets converted arguments and returns a value
 * or reports. Threads: pure over their arguments, except those that read files,
 * the clock or the environment through pl_fn_env.
 *
 * Where to add a function: its line in one of the two files, in the order of names, and
 * pl_fn__<name>() in the fn_*.c of its kind. The function charges for memory before it allocates,
 * calls pl_fn_moment() if its result depends on the time, on chance or on the environment,
 * calls env->file_read() for each path that it depends on, and allocates its result in
 * call->arena. */
#ifndef PL_HCL_FN_H
#define PL_HCL_FN_H
#include "value/convert.h"
#include "value/number.h"
#include <stdatomic.h>

/* The outside world as functions see it. Borrowed for the evaluation. */
typedef struct pl_fn_env {
    pl_str base_dir; /* root of the mod that holds the expression */
    pl_str cwd, home;
    const char *const *environ; /* for env(); NULL: nothing set */
    /* Called for each path that a result depends on, there or not: files that were read or
     * asked for, directories that were listed. May be NULL. */
    void (*file_read)(void *ctx, pl_str path);
    /* Called when a result depends on the time, on chance or on the environment, so that it must
     * not be cached. May be NULL. */
    void (*moment)(void *ctx);
    void *ctx;
    const atomic_bool *cancel; /* set: all evaluation ends. May be NULL */
} pl_fn_env;

/* One call. `fail` texts become "Invalid value for \"p\" parameter: ..." or
 * "Call to function ... failed: ...". */
typedef struct pl_call {
    pl_arena *arena; /* for the result */
    const pl_fn_env *env;
    const pl_value *args; /* converted, known; nulls only where allowed */
    uint32_t n;
    int bad_arg;      /* -1: the call itself */
    pl_buf why;       /* text when the implementation returns false */
    uint64_t *budget; /* bytes and steps left: a function charges what it makes (pl_fn_charge) */
    bool over;        /* it was used up */
} pl_call;

static inline void pl_fn_moment(const pl_call *call)
{
    if (call->env && call->env->moment)
        call->env->moment(call->env->ctx);
}

typedef bool pl_fn_impl(pl_call *call, pl_value *out);

typedef struct pl_param {
    const char *name;
    const char *type; /* "number", "string", "any", "list(any)", "set(any)", "list(string)", ... */
    bool null_ok;     /* `?` of the table in 7.3 */
    bool variadic;    /* only the last one */
    bool unknown_ok;
} pl_param;

/* Which marks (sensitive) of the arguments the result of a function gets. */
typedef enum pl_fn_marks {
    PL_FN_ALL_MARKS,   /* the result gets those of all arguments at any depth */
    PL_FN_OUTER_MARKS, /* it holds parts of the arguments, which keep theirs: only the rest */
    PL_FN_OWN_MARKS,   /* the function itself */
} pl_fn_marks;

typedef struct pl_fn {
    const char *name;
    pl_fn_impl *impl; /* NULL: try, can (lazy arguments, done by eval.c) */
    pl_param params[4];
    pl_fn_marks marks;
} pl_fn;

/* The function with that name, or NULL. Static. */
const pl_fn *pl_fn_find(pl_str name);
/* Names for suggestions, ascending; static. */
const pl_fn *pl_fn_table(uint32_t *n);

/* Fail the call as a whole, with the reason in call->why. Always false. */
bool pl_fn_fail(pl_call *call, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Fail the call because argument `i` is wrong, with the reason in call->why. Always false. */
bool pl_fn_fail_arg(pl_call *call, uint32_t i, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* Take `n` bytes from the evaluation's budget; false if it is used up: the evaluation
 * is over then. One step for each part of the arguments has been charged already. */
bool pl_fn_charge(pl_call *call, uint64_t n);

/* The implementations, one per row of the .def files. FN_PARTS and FN_MARKS differ
 * from FN in the care for marks. */
#define FN(name, ...) pl_fn_impl pl_fn__##name;
#define FN_PARTS FN
#define FN_MARKS FN
#define FN0(name) pl_fn_impl pl_fn__##name;
#define FN_LAZY(name)
#include "hcl/fn_data.def"
#include "hcl/fn_text.def"
#undef FN
#undef FN_PARTS
#undef FN_MARKS
#undef FN0
#undef FN_LAZY

#endif
