/* eval_call.c - calling a function (hcl.md 7.1), and the two that look at their
 * arguments before evaluating them. */
#include "base/str.h"
#include "base/vec.h"
#include "hcl/content.h"
#include "hcl/evaluator.h"
#include "hcl/typeexpr.h"

typedef struct pl_actual {
    pl_range at; /* where messages point: the start of an argument, all of an expanded list */
    pl_value value;
} pl_actual;

typedef struct pl_actuals {
    PL_VEC(pl_actual) list;
    bool unknown; /* an expanded list that is not known: nobody knows how many */
} pl_actuals;

static pl_range call_start(const pl_expr *e)
{
    return (pl_range){ e->call.name_range.start, e->call.open.end };
}

static pl_value no_function(pl_eval *ev, const pl_expr *e)
{
    pl_str name = e->call.name;
    size_t colon = pl_str_rfind(name, ':');
    if (colon < name.len)
        return pl_ev__fail(ev, e->call.name_range, "Call to unknown function",
                           "There are no functions in namespace \"%.*s\".", (int)colon + 1, name.ptr);
    uint32_t n;
    const pl_fn *table = pl_fn_table(&n);
    pl_str *names = pl_arena_alloc(ev->arena, n * sizeof *names);
    for (uint32_t i = 0; i < n; i++)
        names[i] = pl_str_cstr(table[i].name);
    pl_str near = pl_name_near(name, names, n, sizeof(pl_str));
    pl_str hint = near.len ? pl_arena_printf(ev->arena, " Did you mean \"%.*s\"?", PL_FMT(near))
                           : PL_S("");
    return pl_ev__fail(ev, e->call.name_range, "Call to unknown function",
                       "There is no function named \"%.*s\".%.*s", PL_FMT(name), PL_FMT(hint));
}

/* ---- try and can */

static void put_messages(pl_diags *diags, pl_buf *out)
{
    pl_diags_end(diags);
    for (size_t i = 0; i < pl_diags_count(diags); i++) {
        const pl_diag *d = pl_diags_get(diags, i);
        pl_buf_printf(out, "\n- %.*s (at ", PL_FMT(d->summary));
        pl_diag_place(d, out);
        pl_buf_printf(out, ")\n  %.*s", PL_FMT(d->detail));
    }
}

static pl_value call_try(pl_eval *ev, const pl_expr *e)
{
    pl_buf why = { 0 };
    pl_value v = pl_ev__unknown();
    bool done = false;
    for (const pl_item *i = e->call.args; i && !done; i = i->next) {
        pl_trial trial;
        pl_ev__try(ev, &trial);
        v = pl_eval_expr(ev, i->expr);
        if (ev->failed)
            put_messages(trial.own, &why);
        done = pl_ev__settle(ev, &trial, false);
    }
    if (!done && !e->call.args)
        v = pl_ev__fail(ev, call_start(e), "Error in function call",
                        "Call to function \"try\" failed: at least one argument is required.");
    else if (!done)
        v = pl_ev__fail(ev, call_start(e), "Error in function call",
                        "Call to function \"try\" failed: no expression succeeded:%.*s\n\nAt least "
                        "one expression must produce a successful result.",
                        PL_FMT(pl_buf_view(&why)));
    pl_buf_done(&why);
    return v;
}

static pl_value too_few(pl_eval *ev, const pl_expr *e, const char *name, uint32_t least,
                        bool variadic, const char *missing)
{
    return pl_ev__fail(ev, e->call.close, "Not enough function arguments",
                       "Function \"%s\" expects %s%u argument(s). Missing value for \"%s\".", name,
                       variadic ? "at least " : "", least, missing);
}

static pl_value too_many(pl_eval *ev, pl_range first, const char *name, uint32_t most)
{
    return pl_ev__fail(ev, first, "Too many function arguments",
                       "Function \"%s\" expects only %u argument(s).", name, most);
}

static pl_value call_can(pl_eval *ev, const pl_expr *e)
{
    if (!e->call.args)
        return too_few(ev, e, "can", 1, false, "expression");
    if (e->call.args->next)
        return too_many(ev, e->call.args->next->expr->start, "can", 1);
    pl_trial trial;
    pl_ev__try(ev, &trial);
    pl_eval_expr(ev, e->call.args->expr);
    return pl_value_bool(pl_ev__settle(ev, &trial, false));
}

/* ---- arguments */

/* The last argument of f(a, b...): its elements are the arguments. */
static bool expand(pl_eval *ev, const pl_expr *at, pl_value v, pl_actuals *out)
{
    static const char summary[] = "Invalid expanding argument value";
    bool seq = v.tag == PL_V_LIST || v.tag == PL_V_SET || v.tag == PL_V_TUPLE;
    if (v.tag == PL_V_UNKNOWN) {
        out->unknown = true;
        return true;
    }
    if (v.tag == PL_V_NULL) {
        pl_ev__fail(ev, at->range, summary,
                    "The expanding argument (indicated by ...) must not be null.");
        return false;
    }
    if (!seq) {
        pl_ev__fail(ev, at->range, summary,
                    "The expanding argument (indicated by ...) must be of a tuple, list, or set "
                    "type.");
        return false;
    }
    for (uint32_t i = 0; i < v.len; i++) {
        pl_actual a = { at->range, v.seq->at[i] };
        a.value.marks |= v.marks;
        pl_vec_push(&out->list, a);
    }
    return true;
}

static bool gather(pl_eval *ev, const pl_expr *e, pl_actuals *out)
{
    for (const pl_item *i = e->call.args; i; i = i->next) {
        if (e->flag && !i->next)
            return expand(ev, i->expr, pl_eval_expr(ev, i->expr), out);
        pl_actual a = { i->expr->start, pl_ev__unknown() };
        pl_vec_push(&out->list, a);
    }
    return true;
}

static uint32_t n_params(const pl_fn *fn)
{
    uint32_t n = 0;
    while (n < PL_COUNT(fn->params) && fn->params[n].name)
        n++;
    return n;
}

/* How many there may be; false when that was reported. */
static bool check_count(pl_eval *ev, const pl_expr *e, const pl_fn *fn, const pl_actuals *args)
{
    uint32_t params = n_params(fn), n = (uint32_t)args->list.n;
    bool variadic = params && fn->params[params - 1].variadic;
    uint32_t least = params - variadic;
    if (n < least) {
        if (!args->unknown)
            too_few(ev, e, fn->name, least, variadic, fn->params[n].name);
        return args->unknown;
    }
    if (!variadic && n > params) {
        too_many(ev, args->list.at[params].at, fn->name, params);
        return false;
    }
    return true;
}

static const pl_type *param_type(pl_arena *arena, const char *text)
{
    static const struct {
        const char *text;
        pl_type_kind outer, inner;
    } rows[] = {
        { "any", PL_TYPE_ANY, PL_TYPE_ANY },
        { "string", PL_TYPE_STRING, PL_TYPE_ANY },
        { "number", PL_TYPE_NUMBER, PL_TYPE_ANY },
        { "bool", PL_TYPE_BOOL, PL_TYPE_ANY },
        { "list(any)", PL_TYPE_LIST, PL_TYPE_ANY },
        { "list(string)", PL_TYPE_LIST, PL_TYPE_STRING },
        { "list(bool)", PL_TYPE_LIST, PL_TYPE_BOOL },
        { "set(any)", PL_TYPE_SET, PL_TYPE_ANY },
    };
    if (strcmp(text, "map(list(string))") == 0)
        return pl_type_collection(arena, PL_TYPE_MAP, param_type(arena, "list(string)"));
    for (size_t i = 0; i < PL_COUNT(rows); i++)
        if (strcmp(rows[i].text, text) == 0)
            return rows[i].outer < PL_TYPE_LIST
                       ? pl_type_simple(rows[i].outer)
                       : pl_type_collection(arena, rows[i].outer, pl_type_simple(rows[i].inner));
    return pl_type_simple(PL_TYPE_ANY);
}

static void bad_argument(pl_eval *ev, pl_range at, const pl_param *param, pl_str why)
{
    pl_ev__fail(ev, at, "Invalid function argument",
                "Invalid value for \"%s\" parameter: %.*s.", param->name, PL_FMT(why));
}

/* Evaluate (unless expanded) and convert argument `i`; false when it is wrong. */
static bool prepare(pl_eval *ev, pl_range at, const pl_param *param, pl_value *v)
{
    pl_buf why = { 0 };
    bool ok = pl_convert(ev->arena, *v, param_type(ev->arena, param->type), v, &why);
    if (ok && v->tag == PL_V_NULL && !param->null_ok) {
        pl_buf_cstr(&why, "argument must not be null");
        ok = false;
    }
    if (!ok)
        bad_argument(ev, at, param, pl_buf_view(&why));
    pl_buf_done(&why);
    return ok;
}

static bool prepare_all(pl_eval *ev, const pl_expr *e, const pl_fn *fn, pl_actuals *args)
{
    uint32_t params = n_params(fn), i = 0;
    const pl_item *item = e->call.args;
    bool ok = true;
    for (; i < args->list.n; i++) {
        pl_actual *a = &args->list.at[i];
        const pl_param *param = &fn->params[i < params ? i : params - 1];
        bool expanded = e->flag && (!item || !item->next);
        if (!expanded) {
            bool before = ev->failed;
            ev->failed = false;
            a->value = pl_eval_expr(ev, item->expr);
            item = item->next;
            bool failed = ev->failed;
            ev->failed = before || failed;
            if (failed) {
                ok = false;
                continue;
            }
        }
        ok &= prepare(ev, a->at, param, &a->value);
    }
    return ok;
}

/* ---- the call */

static pl_value run(pl_eval *ev, const pl_expr *e, const pl_fn *fn, pl_actuals *args)
{
    uint32_t n = (uint32_t)args->list.n, params = n_params(fn);
    pl_value *at = pl_arena_alloc(ev->arena, n * sizeof *at), v = pl_ev__unknown();
    unsigned marks = 0;
    for (uint32_t i = 0; i < n; i++) {
        const pl_param *param = &fn->params[i < params ? i : params - 1];
        at[i] = args->list.at[i].value;
        marks |= at[i].marks;
        if (!param->unknown_ok && !pl_value_is_known(at[i]))
            return v;
    }
    pl_call call = { .arena = ev->arena, .env = ev->env, .args = at, .n = n, .bad_arg = -1,
                     .budget = &ev->budget };
    if (fn->impl(&call, &v)) {
        v.marks |= (uint8_t)marks;
    } else if (call.bad_arg >= 0) {
        uint32_t i = (uint32_t)call.bad_arg;
        pl_range range = i < n ? args->list.at[i].at : e->start;
        bad_argument(ev, range, &fn->params[i < params ? i : params - 1], pl_buf_view(&call.why));
        v = pl_ev__unknown();
    } else {
        v = pl_ev__fail(ev, call_start(e), "Error in function call",
                        "Call to function \"%s\" failed: %.*s.", fn->name,
                        PL_FMT(pl_buf_view(&call.why)));
    }
    pl_buf_done(&call.why);
    return v;
}

pl_value pl_ev__call(pl_eval *ev, const pl_expr *e)
{
    if (ev->scope && ev->scope->no_functions)
        return pl_ev__fail(ev, e->range, "Function calls not allowed",
                           "Functions may not be called here.");
    const pl_fn *fn = pl_fn_find(e->call.name);
    if (!fn)
        return no_function(ev, e);
    if (!fn->impl)
        return strcmp(fn->name, "try") == 0 ? call_try(ev, e) : call_can(ev, e);
    pl_actuals args = { 0 };
    pl_value v = pl_ev__unknown();
    if (gather(ev, e, &args) && check_count(ev, e, fn, &args) && prepare_all(ev, e, fn, &args) &&
        !args.unknown)
        v = run(ev, e, fn, &args);
    pl_vec_done(&args.list);
    return v;
}
