/* eval_call.c - calling functions (hcl.md 7.1), with `try` and `can`, which examine their
 * arguments before evaluating them. */
#include "base/alloc.h"
#include "base/assert.h"
#include "base/str.h"
#include "hcl/evaluator.h"

enum { FEW = 6 };

/* The arguments of a call: those that are written out, then those of an expanded list. */
typedef struct actuals {
    const pl_expr *call;
    pl_value *at, few[FEW];
    uint32_t n, written;
} actuals;

static pl_range call_start(const pl_expr *e)
{
    return (pl_range){ e->call.name_range.start, e->call.open.end };
}

static pl_str nearest(pl_str name)
{
    uint32_t n;
    const pl_fn *table = pl_fn_table(&n);
    pl_str *names = pl_mem_alloc(n * sizeof *names);
    for (uint32_t i = 0; i < n; i++)
        names[i] = pl_str_cstr(table[i].name);
    pl_str near = pl_ev__nearest(name, names, n);
    pl_mem_free(names);
    return near;
}

static pl_value no_function(pl_eval *ev, const pl_expr *e)
{
    pl_assert(e->kind == PL_E_CALL);
    pl_str name = e->call.name;
    size_t colon = pl_str_rfind(name, ':');
    if (colon < name.len)
        return pl_ev__fail(
            ev, PL_DIAG_UNKNOWN_FUNCTION, e->call.name_range, "Call to unknown function",
            "There are no functions in namespace \"%.*s\".", (int)colon + 1, name.ptr);
    pl_str near = nearest(name);
    return pl_ev__fail(ev, PL_DIAG_UNKNOWN_FUNCTION, e->call.name_range, "Call to unknown function",
                       "There is no function named \"%.*s\".%s%.*s%s", PL_FMT(name),
                       near.len ? " Did you mean \"" : "", PL_FMT(near), near.len ? "\"?" : "");
}

static pl_value too_few(pl_eval *ev, const pl_expr *e, const char *name, uint32_t least,
                        bool variadic, const char *missing)
{
    return pl_ev__fail(ev, PL_DIAG_ARGUMENT_COUNT, e->call.close, "Not enough function arguments",
                       "Function \"%s\" expects %s%u argument(s). Missing value for \"%s\".", name,
                       variadic ? "at least " : "", least, missing);
}

static pl_value too_many(pl_eval *ev, pl_range first, const char *name, uint32_t most)
{
    return pl_ev__fail(ev, PL_DIAG_ARGUMENT_COUNT, first, "Too many function arguments",
                       "Function \"%s\" expects only %u argument(s).", name, most);
}

/* ---- arguments */

static const pl_expr *item_at(const pl_expr *call, uint32_t i)
{
    const pl_item *item = call->call.args;
    pl_assert(call->kind == PL_E_CALL && i < call->call.n);
    while (i--)
        item = item->next;
    return item->expr;
}

/* The place for messages about argument `i`: its start, or the whole expanded list. */
static pl_range place_of(const actuals *args, uint32_t i)
{
    if (i >= args->written)
        return item_at(args->call, args->written)->range;
    return item_at(args->call, i)->start;
}

/* Evaluate `e`. True: something was reported. */
static bool eval_fails(pl_eval *ev, const pl_expr *e, pl_value *out)
{
    bool before = ev->failed;
    ev->failed = false;
    *out = pl_eval_expr(ev, e);
    bool failed = ev->failed;
    ev->failed = before || failed;
    return failed;
}

/* May a value of that type be expanded? One of unknown type might. */
static bool is_expandable(const pl_type *type)
{
    return type->kind == PL_TYPE_ANY || type->kind == PL_TYPE_TUPLE || type->kind == PL_TYPE_LIST ||
           type->kind == PL_TYPE_SET;
}

/* Can the value be expanded into arguments now? False if it is unknown, or if it is not a list,
 * tuple or set, which is reported. */
static bool can_expand(pl_eval *ev, const pl_expr *at, pl_value v)
{
    static const char summary[] = "Invalid expanding argument value";
    bool typed = v.tag == PL_V_NULL || v.tag == PL_V_UNKNOWN;
    if (pl_value_is_seq(v))
        return true;
    if (!typed || !is_expandable(v.type))
        pl_ev__fail(ev, PL_DIAG_INVALID_FUNCTION_ARGUMENT, at->range, summary,
                    "The expanding argument (indicated by ...) must be of a tuple, list, or set "
                    "type.");
    else if (v.tag == PL_V_NULL)
        pl_ev__fail(ev, PL_DIAG_INVALID_FUNCTION_ARGUMENT, at->range, summary,
                    "The expanding argument (indicated by ...) must not be null.");
    return false;
}

/* Count the arguments and evaluate the list that is expanded. False if it cannot be expanded; the
 * evaluation of the call ends there, whatever its function is. */
static bool gather_args(pl_eval *ev, actuals *args)
{
    const pl_expr *e = args->call;
    pl_value list = { .tag = PL_V_UNKNOWN };
    args->n = args->written = e->call.n - e->flag;
    if (e->flag) {
        const pl_expr *last = item_at(e, args->written);
        bool failed = eval_fails(ev, last, &list);
        if (failed || !can_expand(ev, last, list))
            return false;
        args->n += list.len;
    }
    pl_assert(args->n >= args->written);
    args->at = args->few;
    if (args->n > FEW && !(args->at = pl_ev__room(ev, args->n * sizeof *args->at, e->range)))
        return false;
    for (uint32_t i = args->written; i < args->n; i++) {
        args->at[i] = list.seq->at[i - args->written];
        args->at[i].marks |= list.marks;
    }
    return true;
}

/* ---- try and can */

static void put_messages(pl_diags *diags, const pl_trial *trial, pl_buf *out)
{
    for (size_t i = trial->from; i < trial->to; i++) {
        pl_diag d = *pl_diags_get(diags, i);
        pl_buf_printf(out, "\n- %.*s (at ", PL_FMT(d.summary));
        if (d.start.line)
            pl_diag_place(&d, out);
        else
            pl_diags_where(diags, d.range, out);
        pl_buf_printf(out, ")\n  %.*s", PL_FMT(d.detail));
    }
}

static pl_value none_succeeded(pl_eval *ev, const actuals *args, pl_str why)
{
    pl_range at = call_start(args->call);
    if (!args->n)
        return pl_ev__fail(ev, PL_DIAG_FUNCTION_FAILED, at, "Error in function call",
                           "Call to function \"try\" failed: at least one argument is required.");
    return pl_ev__fail(ev, PL_DIAG_FUNCTION_FAILED, at, "Error in function call",
                       "Call to function \"try\" failed: no expression succeeded:%.*s\n\nAt least "
                       "one expression must produce a successful result.",
                       PL_FMT(why));
}

/* Evaluate `try`. The arguments of an expanded list have values already, so the first of them is
 * taken. */
static pl_value call_try(pl_eval *ev, const actuals *args)
{
    const pl_item *item = args->call->call.args;
    pl_buf why = { 0 };
    pl_value v = pl_ev__unknown();
    bool done = false;
    for (uint32_t i = 0; i < args->written && !done && !ev->stopped; i++, item = item->next) {
        pl_trial trial;
        pl_ev__try(ev, &trial);
        v = pl_eval_expr(ev, item->expr);
        done = pl_ev__tried(ev, &trial);
        if (!done && !ev->stopped && pl_ev__charge(ev, why.len, args->call->range))
            put_messages(ev->diags, &trial, &why);
        pl_ev__drop(ev, &trial);
    }
    if (!done && args->n > args->written && !ev->stopped)
        v = args->at[args->written];
    else if (!done)
        v = none_succeeded(ev, args, pl_buf_view(&why));
    pl_buf_done(&why);
    return v;
}

static pl_value call_can(pl_eval *ev, const actuals *args)
{
    if (args->n == 0)
        return too_few(ev, args->call, "can", 1, false, "expression");
    if (args->n > 1)
        return too_many(ev, place_of(args, 1), "can", 1);
    if (args->written == 0)
        return pl_value_bool(true);
    pl_trial trial;
    pl_ev__try(ev, &trial);
    pl_eval_expr(ev, args->call->call.args->expr);
    bool clean = pl_ev__tried(ev, &trial);
    pl_ev__drop(ev, &trial);
    return ev->stopped ? pl_ev__unknown() : pl_value_bool(clean);
}

/* ---- parameters */

static uint32_t n_params(const pl_fn *fn)
{
    uint32_t n = 0;
    while (n < PL_COUNT(fn->params) && fn->params[n].name)
        n++;
    return n;
}

/* Check the number of arguments; false: it was reported. */
static bool check_count(pl_eval *ev, const pl_fn *fn, const actuals *args)
{
    uint32_t params = n_params(fn);
    bool variadic = params && fn->params[params - 1].variadic;
    uint32_t least = params - variadic;
    if (args->n < least) {
        too_few(ev, args->call, fn->name, least, variadic, fn->params[args->n].name);
        return false;
    }
    if (!variadic && args->n > params) {
        too_many(ev, place_of(args, params), fn->name, params);
        return false;
    }
    return true;
}

/* The types of parameters; see pl_param. */
static const pl_type any = { .kind = PL_TYPE_ANY }, string = { .kind = PL_TYPE_STRING },
                     number = { .kind = PL_TYPE_NUMBER }, boolean = { .kind = PL_TYPE_BOOL };
static const pl_type list_of_any = { .kind = PL_TYPE_LIST, .elem = &any },
                     list_of_string = { .kind = PL_TYPE_LIST, .elem = &string },
                     list_of_bool = { .kind = PL_TYPE_LIST, .elem = &boolean },
                     set_of_any = { .kind = PL_TYPE_SET, .elem = &any },
                     map_of_lists = { .kind = PL_TYPE_MAP, .elem = &list_of_string };

/* The type that a parameter's `text` names. A few letters distinguish all names in use; a test
 * compares this function with the tables of functions. */
static const pl_type *param_type(const char *text)
{
    switch (text[0]) {
    case 'n': return &number;
    case 'b': return &boolean;
    case 'm': return &map_of_lists;
    case 's': return text[1] == 't' ? &string : &set_of_any;
    case 'l':
        return text[5] == 's' ? &list_of_string : text[5] == 'b' ? &list_of_bool : &list_of_any;
    default: return &any;
    }
}

static const pl_param *param_at(const pl_fn *fn, uint32_t i)
{
    i = i < PL_COUNT(fn->params) ? i : PL_COUNT(fn->params) - 1;
    while (i > 0 && !fn->params[i].name)
        i--;
    return &fn->params[i];
}

static void bad_argument(pl_eval *ev, pl_range at, const pl_param *param, pl_str why)
{
    pl_ev__fail(ev, PL_DIAG_INVALID_FUNCTION_ARGUMENT, at, "Invalid function argument",
                "Invalid value for \"%s\" parameter: %.*s.", param->name, PL_FMT(why));
}

/* Convert argument `i`; false: it is wrong. */
static bool prepare_arg(pl_eval *ev, const actuals *args, uint32_t i, const pl_param *param)
{
    const pl_type *want = param_type(param->type);
    pl_value *v = &args->at[i];
    pl_buf why = { 0 };
    bool ok = true;
    if (want->kind >= PL_TYPE_LIST && !pl_value_has_type(*v, want)) /* types are made as well */
        ok = pl_ev__charge(ev, (uint64_t)pl_value_weight(*v) * PL_EVAL_STEP, args->call->range);
    if (!ok)
        return false;
    if (want->kind != PL_TYPE_ANY)
        ok = pl_convert(ev->arena, *v, want, v, &why);
    if (!ok)
        bad_argument(ev, place_of(args, i), param, pl_buf_view(&why));
    pl_buf_done(&why);
    return ok;
}

/* Refuse null where it is not allowed. This is tested after everything else, and only the first
 * null is reported. */
static bool refuse_null(pl_eval *ev, const pl_fn *fn, const actuals *args)
{
    for (uint32_t i = 0; i < args->n; i++) {
        const pl_param *param = param_at(fn, i);
        if (args->at[i].tag != PL_V_NULL || param->null_ok)
            continue;
        bad_argument(ev, place_of(args, i), param, PL_S("argument must not be null"));
        return false;
    }
    return true;
}

/* Convert all arguments. One that could not be evaluated is converted as well, because it may
 * have a type. */
static bool prepare_all(pl_eval *ev, const pl_fn *fn, actuals *args)
{
    const pl_item *item = args->call->call.args;
    bool ok = true;
    for (uint32_t i = 0; i < args->n; i++) {
        if (i < args->written) {
            ok &= !eval_fails(ev, item->expr, &args->at[i]);
            item = item->next;
        }
        ok &= prepare_arg(ev, args, i, param_at(fn, i));
    }
    return ok && refuse_null(ev, fn, args);
}

/* ---- the call */

/* Are all arguments known that must be? Also sets *marks to the marks of the result, and charges
 * the basic cost of the call. */
static bool ready(pl_eval *ev, const pl_fn *fn, const actuals *args, uint8_t *marks)
{
    uint64_t weight = 0;
    bool known = true;
    *marks = 0;
    for (uint32_t i = 0; i < args->n; i++) {
        pl_value v = args->at[i];
        known &= param_at(fn, i)->unknown_ok || pl_value_is_known(v);
        weight += pl_value_weight(v);
        if (fn->marks == PL_FN_ALL_MARKS)
            *marks |= (uint8_t)pl_value_marks(v);
        else if (fn->marks == PL_FN_OUTER_MARKS)
            *marks |= v.marks;
    }
    return known && pl_ev__charge(ev, PL_EVAL_STEP + 4 * weight, args->call->range);
}

static pl_value failed_call(pl_eval *ev, const pl_fn *fn, const actuals *args, const pl_call *call)
{
    pl_str why = pl_buf_view(&call->why);
    if (call->over) {
        pl_ev__over(ev, args->call->range);
        return pl_ev__unknown();
    }
    if (call->bad_arg < 0)
        return pl_ev__fail(ev, PL_DIAG_FUNCTION_FAILED, call_start(args->call),
                           "Error in function call", "Call to function \"%s\" failed: %.*s.",
                           fn->name, PL_FMT(why));
    uint32_t i = (uint32_t)call->bad_arg;
    pl_range at = i < args->n ? place_of(args, i) : args->call->start;
    bad_argument(ev, at, param_at(fn, i), why);
    return pl_ev__unknown();
}

static pl_value call_function(pl_eval *ev, const pl_fn *fn, const actuals *args)
{
    uint8_t marks;
    pl_value v = pl_ev__unknown();
    if (!ready(ev, fn, args, &marks))
        return v;
    pl_call call = { .arena = ev->arena,
                     .env = ev->env,
                     .args = args->at,
                     .n = args->n,
                     .bad_arg = -1,
                     .budget = &ev->budget };
    if (fn->impl(&call, &v)) {
        v.marks |= marks;
        pl_ev__charge(ev, v.tag < PL_V_STRING ? 0 : v.len, args->call->range);
    } else {
        v = failed_call(ev, fn, args, &call);
    }
    pl_buf_done(&call.why);
    return v;
}

pl_value pl_ev__call(pl_eval *ev, const pl_expr *e)
{
    if (ev->scope && ev->scope->no_functions)
        return pl_ev__fail(ev, PL_DIAG_NOT_ALLOWED_HERE, e->range, "Function calls not allowed",
                           "Functions may not be called here.");
    const pl_fn *fn = pl_fn_find(e->call.name);
    if (!fn)
        return no_function(ev, e);
    actuals args;
    args.call = e;
    if (!gather_args(ev, &args))
        return pl_ev__unknown();
    if (!fn->impl)
        return fn->name[0] == 't' ? call_try(ev, &args) : call_can(ev, &args);
    if (check_count(ev, fn, &args) && prepare_all(ev, fn, &args))
        return call_function(ev, fn, &args);
    return pl_ev__unknown();
}
