/* params.h - the arguments of a query: given, declared, bound (mod-language.md 7).
 *
 *     given     --arg, query.q("a", 1), `args` of a control or panel, runtime values
 *     declared  `param` blocks of whoever has the SQL
 *     bound     one value for each parameter, in order: what a database gets
 *
 * Values are what real Powerpipe has after its way through JSON: text, bool, null, lists
 * (TUPLE), objects (OBJECT), and numbers that are doubles - a whole one is an INT of
 * PL_BITS_DOUBLE bits, which a driver with both kinds binds as a float.
 *
 * Lifetime: everything is in the arena of the call, names and texts of resources are
 * borrowed from them. Threads: pure over their arguments. */
#ifndef PL_RUN_PARAMS_H
#define PL_RUN_PARAMS_H
#include "base/buf.h"
#include "load/resource.h"
#include "value/json.h"

typedef struct pl_given_arg {
    pl_str name;    /* empty: positional */
    pl_value value; /* tag UNKNOWN: not there (yet) */
} pl_given_arg;

/* `{0}` is valid: none. Either all have names or none has, once merged. */
typedef struct pl_given_args {
    pl_given_arg *at;
    uint32_t n;
    bool given; /* there was an `args`, a call or a flag, perhaps without any */
} pl_given_args;

/* ---- where they come from. False: the reason is appended to `why`. */

/* Values of --arg; always text. */
bool pl_args_from_flags(pl_arena *arena, const pl_str *args, size_t n, pl_given_args *out,
                        pl_buf *why);
/* The arguments in `target`, "query.q(1, 2)"; none when it is no call. */
bool pl_args_from_call(pl_arena *arena, pl_str target, pl_given_args *out, pl_buf *why);
/* --arg or the call, whichever there is; both are an error. */
bool pl_args_from_user(pl_arena *arena, pl_str target, const pl_str *args, size_t n,
                       pl_given_args *out, pl_buf *why);
/* `args` of a resource. Runtime ones are UNKNOWN until pl_args_set(). */
pl_given_args pl_args_of(pl_arena *arena, const pl_resource *r);
/* Who is no panel waits for nothing: what `args` of `r` refer to is there, or its param has a
 * default (recorded). False with the first in `why` that is neither; `owner` has the params.
 * References that only a dashboard answers are none. */
bool pl_args_known(const pl_resource *r, const pl_resource *owner, pl_buf *why);

/* Give the argument that is called `name` (empty: the `at`-th) a value. */
void pl_args_set(pl_given_args *args, pl_str name, uint32_t at, pl_value value);
/* `over` wins per name or position; *out may be one of both. False when one has names and the
 * other positions. */
bool pl_args_merge(pl_arena *arena, const pl_given_args *args, const pl_given_args *over,
                   pl_given_args *out, pl_buf *why);

/* JSON text as a value with doubles; texts that are no JSON are texts. */
pl_value pl_args_decode(pl_arena *arena, pl_str json);
/* The same of a tree that is there already. */
pl_value pl_args_from_json(pl_arena *arena, const pl_json *node);

/* ---- what they become */

/* Values of params whose defaults are known only at run time (7.4); `value` UNKNOWN: not
 * there. */
typedef struct pl_late_default {
    pl_str param;
    pl_value value;
} pl_late_default;

typedef struct pl_bound_args {
    const pl_value *at;
    uint32_t n;
} pl_bound_args;

/* One value for each of `params`, or the list as it is when there are none. `owner` names in
 * messages whose params they are. */
bool pl_args_bind(pl_arena *arena, pl_str owner, const pl_param_def *params,
                  const pl_late_default *late, uint32_t n_late, const pl_given_args *args,
                  pl_bound_args *out, pl_buf *why);

#endif
