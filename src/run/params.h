/* params.h - the arguments of a query: given, declared, bound (mod-language.md 7).
 *
 *     given     --arg, query.q("a", 1), `args` of a control or panel, runtime values
 *     declared  `param` blocks of the resource that has the SQL
 *     bound     one value for each parameter, in order, as the database receives them
 *
 * Values are those that real Powerpipe has after converting them to JSON and back: text, bool,
 * null, lists (TUPLE), objects (OBJECT), and numbers that are doubles. A whole number is an INT of
 * PL_BITS_DOUBLE bits, which a driver with both kinds binds as a float.
 *
 * Lifetime: everything is in the arena of the call; names and texts of resources are borrowed.
 * Threads: pure functions. */
#ifndef PL_RUN_PARAMS_H
#define PL_RUN_PARAMS_H
#include "base/buf.h"
#include "load/resource.h"
#include "value/json.h"

typedef struct pl_given_arg {
    pl_str name;    /* empty: positional */
    pl_value value; /* tag UNKNOWN: not known yet */
} pl_given_arg;

/* `{0}` is valid: none. Once merged, either all have names or none has. */
typedef struct pl_given_args {
    pl_given_arg *at;
    uint32_t n;
    bool given; /* there was an `args` attribute, a call or a flag, perhaps an empty one */
} pl_given_args;

/* ---- where they come from. False: the reason is appended to `why`. */

/* Arguments from --arg; their values are always text. `own`: a value may contain a '='. */
bool pl_args_from_flags(pl_arena *arena, const pl_str *args, size_t n, bool own, pl_given_args *out,
                        pl_buf *why);
/* The arguments in `target`, "query.q(1, 2)"; none if it is not a call. */
bool pl_args_from_call(pl_arena *arena, pl_str target, pl_given_args *out, pl_buf *why);
/* The arguments from --arg, or from the call in `target`; it is an error if there are both. */
bool pl_args_from_user(pl_arena *arena, pl_str target, const pl_str *args, size_t n, bool own,
                       pl_given_args *out, pl_buf *why);
/* Is each named argument a param of the resource `owner`, whose params are `params`? Positional
 * ones are not tested. False: `why` names the first that is not. */
bool pl_args_are_params(const pl_given_args *args, const pl_param_def *params, pl_str owner,
                        pl_buf *why);
/* The arguments in the `args` of `r`, in `arena`; texts are borrowed from `r`. An argument whose
 * value arrives only while a dashboard runs is UNKNOWN until pl_args_set(). */
pl_given_args pl_args_of_resource(pl_arena *arena, const pl_resource *r);
/* Is every argument in the `args` of `r` known now, or is there a default for its param in `owner`
 * (recorded)? Required of all resources but panels, because only panels wait for values. References
 * that only a dashboard resolves are ignored. False with the first unknown argument in `why`. */
bool pl_args_known(const pl_resource *r, const pl_resource *owner, pl_buf *why);

/* Set the value of the argument `name`; an empty name means the one at position `at`. */
void pl_args_set(pl_given_args *args, pl_str name, uint32_t at, pl_value value);
/* Merge by name or position; `over` wins. *out may be one of the two inputs. False if one has names
 * and the other positions. */
bool pl_args_merge(pl_arena *arena, const pl_given_args *args, const pl_given_args *over,
                   pl_given_args *out, pl_buf *why);

/* JSON text as a value; text that is not JSON becomes a text value. */
pl_value pl_args_decode(pl_arena *arena, pl_str json);
/* A parsed JSON node as a value. */
pl_value pl_args_from_json(pl_arena *arena, const pl_json *node);

/* ---- what they become */

/* The value of a param whose default is only known at run time (mod-language.md 7.4); `value`
 * UNKNOWN: none. */
typedef struct pl_late_default {
    pl_str param;
    pl_value value;
} pl_late_default;

typedef struct pl_bound_args {
    const pl_value *at;
    uint32_t n;
} pl_bound_args;

/* Bind `args` to `params`. `owner` is named in error messages. */
typedef struct pl_args_binding {
    pl_str owner;
    const pl_param_def *params;
    const pl_given_args *args;
    bool own;   /* errors are in pipelite's own words: with `owner` and the flags to give */
    bool nulls; /* `default = null` is NULL; to Powerpipe it is no default (recorded) */
    const pl_late_default *late;
    uint32_t n_late;
} pl_args_binding;
/* Bind arguments: one value for each param, or the positional arguments as they are if there are no
 * params. False with the reason in `why`. */
bool pl_args_bind(pl_arena *arena, const pl_args_binding *what, pl_bound_args *out, pl_buf *why);

#endif
