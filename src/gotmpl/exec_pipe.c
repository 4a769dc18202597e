/* exec_pipe.c - evaluating pipelines: operands, arguments and calls. */
#include "gotmpl/inner.h"

#include "base/assert.h"
#include "base/str.h"

/* The value piped into a command as its last argument; NULL if the command is first in its pipe. */
typedef const pl_tmpl_value *piped;

static bool eval_command(pl_tmpl_exec *x, pl_tmpl_value dot, const pl_tmpl_command *cmd,
                         piped final, pl_tmpl_value *out);
static bool eval_operand(pl_tmpl_exec *x, pl_tmpl_value dot, const pl_tmpl_operand *op,
                         pl_tmpl_value *out);

/* ---- arguments */

static const char *param_type(char param)
{
    return param == 's' ? "string" : param == 'i' ? "int" : "interface {}";
}

/* Does `v` fit a parameter? */
static bool fits_param(pl_tmpl_exec *x, char param, pl_tmpl_value v)
{
    if (param == '*' || (param == 's' && v.tag == PL_TMPL_TEXT) ||
        (param == 'i' && v.tag == PL_TMPL_INT))
        return true;
    if (v.tag == PL_TMPL_MISSING || v.tag == PL_TMPL_NIL)
        return pl_tmpl__stop(x, "invalid value; expected %s", param_type(param));
    return pl_tmpl__stop(x, "wrong type for value; expected %s; got %s", param_type(param),
                         pl_tmpl_type(v));
}

/* Report a constant that cannot be an argument of that type. */
static bool wrong_constant(pl_tmpl_exec *x, const pl_tmpl_operand *op, char param)
{
    if (op->kind == OPERAND_NIL)
        return pl_tmpl__stop(x, "cannot assign nil to %s", param_type(param));
    pl_buf text = { 0 };
    pl_tmpl__write_operand(&text, op);
    pl_tmpl__stop(x, "expected %s; found %.*s", param == 's' ? "string" : "integer", (int)text.len,
                  text.ptr);
    pl_buf_done(&text);
    return false;
}

static bool eval_arg(pl_tmpl_exec *x, pl_tmpl_value dot, char param, const pl_tmpl_operand *op,
                     pl_tmpl_value *out)
{
    pl_tmpl__at(x, (pl_tmpl_place){ .operand = op });
    bool constant = op->kind == OPERAND_BOOL || op->kind == OPERAND_NUMBER ||
                    op->kind == OPERAND_STRING || op->kind == OPERAND_NIL;
    bool good = param == '*' || (param == 's' && op->kind == OPERAND_STRING) ||
                (param == 'i' && op->kind == OPERAND_NUMBER && op->is_int);
    if (constant && !good)
        return wrong_constant(x, op, param);
    if (constant && param == 'i') {
        *out = pl_tmpl_int(op->i);
        return true;
    }
    return eval_operand(x, dot, op, out) && fits_param(x, param, *out);
}

bool pl_tmpl__count_args(pl_tmpl_exec *x, const char *name, const char *params, uint32_t n)
{
    size_t want = strlen(params);
    if (want && params[want - 1] == '+') {
        want -= 2;
        return n >= want ||
               pl_tmpl__stop(x, "wrong number of args for %s: want at least %zu got %u", name, want,
                             n);
    }
    return n == want ||
           pl_tmpl__stop(x, "wrong number of args for %s: want %zu got %u", name, want, n);
}

static char param_at(const char *params, uint32_t i)
{
    size_t n = strlen(params);
    if (n && params[n - 1] == '+' && i >= n - 2)
        return params[n - 2];
    return i < n ? params[i] : '*';
}

bool pl_tmpl__eval_args(pl_tmpl_exec *x, const pl_tmpl_args *args, const char *name,
                        const char *params, pl_tmpl_value **out)
{
    uint32_t n = args->n, all = n + (args->final != NULL);
    if (!pl_tmpl__count_args(x, name, params, all))
        return false;
    *out = pl_arena_alloc(&x->arena, (all + 1) * sizeof(pl_tmpl_value));
    for (uint32_t i = 0; i < n; i++)
        if (!eval_arg(x, args->dot, param_at(params, i), &args->at[i], &(*out)[i]))
            return false;
    if (args->final) {
        (*out)[n] = *args->final;
        return fits_param(x, param_at(params, n), *args->final);
    }
    return true;
}

/* ---- functions */

/* Evaluate `and` or `or`: no argument after the one that decides is evaluated. */
static bool eval_and_or(pl_tmpl_exec *x, const pl_tmpl_args *args, bool until, pl_tmpl_value *out)
{
    for (uint32_t i = 0; i < args->n; i++) {
        if (!eval_arg(x, args->dot, '*', &args->at[i], out))
            return false;
        if (pl_tmpl_truth(*out) == until)
            return true;
    }
    if (args->final)
        *out = *args->final;
    return true;
}

/* Call a function. Errors that the function itself reports get the place `called`. */
static bool eval_function(pl_tmpl_exec *x, const pl_tmpl_operand *op, pl_tmpl_place called,
                          const pl_tmpl_args *args, pl_tmpl_value *out)
{
    const pl_tmpl_function *f = op->function;
    uint32_t n = args->n + (args->final != NULL);
    pl_tmpl__at(x, (pl_tmpl_place){ .operand = op });
    if (pl_tmpl__is_and(f) || pl_tmpl__is_or(f))
        return pl_tmpl__count_args(x, f->name, f->params, n) &&
               eval_and_or(x, args, pl_tmpl__is_or(f), out);
    pl_tmpl_value *values;
    if (!pl_tmpl__eval_args(x, args, f->name, f->params, &values))
        return false;
    x->reason.len = 0;
    *out = (pl_tmpl_value){ 0 };
    if (f->call(&x->call, values, n, out))
        return true;
    pl_tmpl__at(x, called);
    return pl_tmpl__stop(x, "error calling %s: %.*s", f->name, (int)x->reason.len, x->reason.ptr);
}

/* ---- operands */

/* Check that a command whose first operand is no function has no arguments. False with an error. */
static bool not_a_function(pl_tmpl_exec *x, const pl_tmpl_command *cmd, piped final)
{
    if (cmd->n <= 1 && !final)
        return true;
    pl_buf text = { 0 };
    pl_tmpl__write_operand(&text, &cmd->args[0]);
    pl_tmpl__stop(x, "can't give argument to non-function %.*s", (int)text.len, text.ptr);
    pl_buf_done(&text);
    return false;
}

static pl_tmpl_value variable_value(const pl_tmpl_exec *x, pl_str name)
{
    for (size_t i = x->variables.n; i-- > 0;)
        if (pl_str_eq(x->variables.at[i].name, name))
            return x->variables.at[i].value;
    return (pl_tmpl_value){ 0 };
}

/* The value of a literal operand. A number is an int or a float by its notation, as in Go. */
static pl_tmpl_value constant(const pl_tmpl_operand *op)
{
    pl_assert(!op->n_chain);
    if (op->kind == OPERAND_BOOL)
        return pl_tmpl_bool(op->is_true);
    if (op->kind == OPERAND_STRING)
        return pl_tmpl_text(op->text);
    if (op->kind != OPERAND_NUMBER)
        return (pl_tmpl_value){ 0 };
    bool hex = op->text.len > 1 && op->text.ptr[0] == '0' && (op->text.ptr[1] | 32) == 'x';
    bool rune = op->text.ptr[0] == '\'', pointed = false;
    for (size_t i = 0; i < op->text.len; i++)
        pointed |= pl_char_in(op->text.ptr[i], ".eEpP");
    return op->is_float && !hex && !rune && pointed ? pl_tmpl_float(op->d)
           : op->is_int                             ? pl_tmpl_int(op->i)
                                                    : pl_tmpl_float(op->d);
}

/* The value at which the chain of members after an operand starts. */
static bool chain_start(pl_tmpl_exec *x, pl_tmpl_value dot, const pl_tmpl_operand *op,
                        pl_tmpl_value *out)
{
    switch ((pl_tmpl_operand_kind)op->kind) {
    case OPERAND_VARIABLE: *out = variable_value(x, op->text); return true;
    case OPERAND_PIPE: return pl_tmpl__eval_pipe(x, dot, op->pipe, out);
    case OPERAND_FUNCTION:
        return eval_function(x, op, (pl_tmpl_place){ .operand = op }, &(pl_tmpl_args){ .dot = dot },
                             out);
    default: *out = dot; return true;
    }
}

/* Evaluate the members after an operand; the last one may be a method with arguments. */
static bool eval_chain(pl_tmpl_exec *x, const pl_tmpl_operand *op, const pl_tmpl_args *args,
                       pl_tmpl_value *out)
{
    const pl_tmpl_args none = { 0 };
    pl_tmpl_value v;
    /* As in Go, a message about a member quotes the operand evaluated last: the 1 in (f 1).A. */
    pl_tmpl__at(x, (pl_tmpl_place){ .operand = op });
    if (!chain_start(x, args->dot, op, &v))
        return false;
    for (uint32_t i = 0; i < op->n_chain; i++)
        if (!pl_tmpl__member(x, v, op->chain[i], i + 1 == op->n_chain ? args : &none, &v))
            return false;
    *out = v;
    return true;
}

static bool eval_operand(pl_tmpl_exec *x, pl_tmpl_value dot, const pl_tmpl_operand *op,
                         pl_tmpl_value *out)
{
    switch ((pl_tmpl_operand_kind)op->kind) {
    case OPERAND_DOT: *out = dot; return true;
    case OPERAND_FIELD:
    case OPERAND_VARIABLE: return eval_chain(x, op, &(pl_tmpl_args){ .dot = dot }, out);
    case OPERAND_PIPE:
    case OPERAND_FUNCTION:
        return op->n_chain ? eval_chain(x, op, &(pl_tmpl_args){ .dot = dot }, out)
                           : chain_start(x, dot, op, out);
    default: *out = constant(op); return true;
    }
}

static bool eval_command(pl_tmpl_exec *x, pl_tmpl_value dot, const pl_tmpl_command *cmd,
                         piped final, pl_tmpl_value *out)
{
    const pl_tmpl_operand *first = &cmd->args[0];
    pl_assert(cmd->n > 0);
    const pl_tmpl_args args = { dot, first + 1, cmd->n - 1, final };
    if (first->kind == OPERAND_FUNCTION && !first->n_chain)
        return eval_function(x, first, (pl_tmpl_place){ .command = cmd }, &args, out);
    if (first->n_chain)
        return eval_chain(x, first, &args, out);
    pl_tmpl__at(x, (pl_tmpl_place){ .operand = first });
    if (!not_a_function(x, cmd, final))
        return false;
    if (first->kind == OPERAND_NIL)
        return pl_tmpl__stop(x, "nil is not a command");
    return eval_operand(x, dot, first, out);
}

/* Assign to the innermost variable with that name. False with an error if there is none. */
static bool assign(pl_tmpl_exec *x, pl_str name, pl_tmpl_value v)
{
    for (size_t k = x->variables.n; k-- > 0;)
        if (pl_str_eq(x->variables.at[k].name, name)) {
            x->variables.at[k].value = v;
            return true;
        }
    return pl_tmpl__stop(x, "undefined variable: %.*s", (int)name.len, name.ptr);
}

/* Give the value of a pipeline to the variables that it declares (:=) or assigns (=). */
static bool bind_variables(pl_tmpl_exec *x, const pl_tmpl_pipe *pipe, pl_tmpl_value v)
{
    for (unsigned i = 0; i < pipe->n_names; i++)
        if (!pipe->assign)
            pl_vec_push(&x->variables, ((pl_tmpl_variable){ pipe->names[i], v }));
        else if (!assign(x, pipe->names[i], v))
            return false;
    return true;
}

bool pl_tmpl__eval_pipe(pl_tmpl_exec *x, pl_tmpl_value dot, const pl_tmpl_pipe *pipe,
                        pl_tmpl_value *out)
{
    pl_assert(pipe->commands);
    pl_tmpl__at(x, (pl_tmpl_place){ .pipe = pipe });
    if (!pl_tmpl__enter(x))
        return false;
    pl_tmpl_value before;
    piped final = NULL;
    for (const pl_tmpl_command *c = pipe->commands; c; c = c->next) {
        if (!eval_command(x, dot, c, final, out))
            return false;
        before = *out;
        final = &before;
    }
    if (!bind_variables(x, pipe, *out))
        return false;
    pl_tmpl__leave(x);
    return true;
}
