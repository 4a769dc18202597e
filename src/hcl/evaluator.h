/* evaluator.h - what the files of the evaluator share. Private to the room.
 *
 *   eval.c         literals, names, tuples, objects, templates
 *   eval_ops.c     operators and conditionals
 *   eval_access.c  attributes, indexes, splats
 *   eval_for.c     `for` expressions and template loops
 *   eval_call.c    the calling convention, try and can */
#ifndef PL_HCL_EVALUATOR_H
#define PL_HCL_EVALUATOR_H
#include "base/buf.h"
#include "base/assert.h"
#include "base/diag.h"
#include "hcl/eval.h"

typedef struct pl_binding {
    pl_str name;
    pl_value value;
    const struct pl_binding *outer;
} pl_binding;

static inline pl_value pl_ev__unknown(void)
{
    return pl_value_unknown(pl_type_simple(PL_TYPE_ANY));
}

static inline bool pl_ev__is_unknown(pl_value v)
{
    return v.tag == PL_V_UNKNOWN;
}

/* Report an error, set ev->failed and return the dynamic unknown value. */
pl_value pl_ev__fail(pl_eval *ev, pl_diag_code code, pl_range range, const char *summary,
                     const char *detail, ...) __attribute__((format(printf, 5, 6)));
/* Stop the evaluation because its budget is used up; reported once. Always false. */
bool pl_ev__over(pl_eval *ev, pl_range range);
static inline bool pl_ev__cancelled(const pl_eval *ev)
{
    const atomic_bool *cancel = ev->env ? ev->env->cancel : NULL;
    return cancel && atomic_load_explicit(cancel, memory_order_relaxed);
}

/* Take `n` from the budget; false when the evaluation is over. */
static inline bool pl_ev__charge(pl_eval *ev, uint64_t n, pl_range range)
{
    pl_assert(range.start <= range.end);
    if (ev->stopped || ev->budget < n || pl_ev__cancelled(ev))
        return pl_ev__over(ev, range);
    ev->budget -= n;
    return true;
}

/* The nearest of n names to suggest for `given`; empty if none is near. `names` is sorted. */
pl_str pl_ev__nearest(pl_str given, pl_str *names, size_t n);

/* Convert `v` to a string, number or bool. False with the reason in `why`, for the caller to
 * report. */
bool pl_ev__to(pl_eval *ev, pl_value v, pl_type_kind kind, pl_value *out, pl_buf *why);
/* Charge for the text of `v` if `v` is a number: call it before a conversion to text, because a
 * short literal can have 100,000 digits. False if the evaluation is over. */
bool pl_ev__charge_text(pl_eval *ev, pl_value v, pl_range range);

/* Allocate and charge `bytes` for a result or a large temporary, in ev->arena. NULL if the
 * evaluation is over. */
static inline void *pl_ev__room(pl_eval *ev, uint64_t bytes, pl_range range)
{
    return pl_ev__charge(ev, bytes, range) ? pl_arena_alloc(ev->arena, bytes) : NULL;
}

/* An evaluation on trial, such as an argument of `try`. Its messages, [from, to) of the list, are
 * kept or dropped when it is known whether they count. */
typedef struct pl_trial {
    size_t from, to;
    bool before; /* ev->failed when the trial began */
} pl_trial;
void pl_ev__try(pl_eval *ev, pl_trial *trial);
/* End the trial: false if anything failed in it. ev->failed is restored. */
bool pl_ev__tried(pl_eval *ev, pl_trial *trial);
/* Drop the messages of the trial, except the one about a used up budget. */
void pl_ev__drop(pl_eval *ev, const pl_trial *trial);

pl_value pl_ev__binary(pl_eval *ev, const pl_expr *e);
pl_value pl_ev__unary(pl_eval *ev, const pl_expr *e);
pl_value pl_ev__conditional(pl_eval *ev, const pl_expr *e);
pl_value pl_ev__template_if(pl_eval *ev, const pl_expr *e);
pl_value pl_ev__index(pl_eval *ev, const pl_expr *e);
pl_value pl_ev__splat(pl_eval *ev, const pl_expr *e);
/* Apply the steps of a traversal to `v`. Errors are reported at the range of the step. */
pl_value pl_ev__steps(pl_eval *ev, pl_value v, const pl_step *steps);
pl_value pl_ev__for(pl_eval *ev, const pl_expr *e);
pl_value pl_ev__template_for(pl_eval *ev, const pl_expr *e);
pl_value pl_ev__call(pl_eval *ev, const pl_expr *e);
/* Evaluate a template to a string, whatever the types of its parts are. */
pl_value pl_ev__template(pl_eval *ev, const pl_expr *e);
/* Concatenate n texts into one string. */
pl_value pl_ev__join(pl_eval *ev, const pl_str *parts, uint32_t n, pl_range range);

#endif
