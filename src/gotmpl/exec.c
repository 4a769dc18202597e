/* exec.c - executing a parsed template: walks its nodes and writes the output. */
#include "gotmpl/inner.h"

#include "base/assert.h"
#include "base/str.h"
#include <stdarg.h>

/* ---- messages */

static uint32_t place_pos(const pl_tmpl_place *place)
{
    return place->operand   ? place->operand->pos
           : place->command ? place->command->pos
           : place->pipe    ? place->pipe->pos
           : place->node    ? place->node->pos
                            : 0;
}

/* Append the source text of the part that is executed, for the <...> of a message. */
static void write_place(pl_buf *out, const pl_tmpl_place *place)
{
    if (place->operand)
        pl_tmpl__write_operand(out, place->operand);
    else if (place->command)
        pl_tmpl__write_command(out, place->command);
    else if (place->pipe)
        pl_tmpl__write_pipe(out, place->pipe);
    else if (place->node)
        pl_tmpl__write_node(out, place->node);
}

bool pl_tmpl__stop(pl_tmpl_exec *x, const char *format, ...)
{
    pl_assert(place_pos(&x->place) <= x->in->text.len);
    if (x->failed)
        return false;
    x->failed = true;
    pl_str before = pl_str_sub(x->in->text, 0, place_pos(&x->place));
    unsigned line = 1;
    for (size_t i = 0; i < before.len; i++)
        line += before.ptr[i] == '\n';
    size_t newline = pl_str_rfind(before, '\n');
    size_t column = newline == before.len ? before.len : before.len - newline - 1;
    pl_buf_printf(x->error, "template: %.*s:%u:%zu: executing \"%.*s\" at <", (int)x->in->file.len,
                  x->in->file.ptr, line, column, (int)x->in->name.len, x->in->name.ptr);
    write_place(x->error, &x->place);
    pl_buf_cstr(x->error, ">: ");
    va_list args;
    va_start(args, format);
    pl_buf_vprintf(x->error, format, args);
    va_end(args);
    return false;
}

bool pl_tmpl__enter(pl_tmpl_exec *x)
{
    pl_assert(x->depth <= TMPL_DEPTH && x->out->len >= x->out_from);
    if (++x->depth > TMPL_DEPTH)
        return pl_tmpl__stop(x, "exceeded maximum template depth (%d)", TMPL_DEPTH);
    if (++x->steps > TMPL_STEPS)
        return pl_tmpl__stop(x, "more than %llu steps", (unsigned long long)TMPL_STEPS);
    if (x->out->len - x->out_from + x->arena.bytes > TMPL_OUTPUT)
        return pl_tmpl__stop(x, "more than %zu bytes of output", TMPL_OUTPUT);
    return true;
}

/* ---- structures */

typedef enum walked { WALKED, WALKED_BREAK, WALKED_CONTINUE, WALKED_FAILED } walked;

static walked walk_list(pl_tmpl_exec *x, pl_tmpl_value dot, const pl_tmpl_node *list);

/* Evaluate {{pipeline}} and print its value, unless it declares or assigns variables. */
static walked walk_action(pl_tmpl_exec *x, pl_tmpl_value dot, const pl_tmpl_node *node)
{
    pl_assert(node->kind == NODE_ACTION && node->pipe);
    pl_tmpl_value v;
    if (!pl_tmpl__eval_pipe(x, dot, node->pipe, &v))
        return WALKED_FAILED;
    if (!node->pipe->n_names)
        pl_tmpl_print(x->out, v);
    return WALKED;
}

/* Execute {{if}} or {{with}}; in the body of {{with}} dot is the value of the pipeline. Variables
 * declared in the pipeline end with the structure. */
static walked walk_if(pl_tmpl_exec *x, pl_tmpl_value dot, const pl_tmpl_node *node)
{
    pl_assert(node->kind == NODE_IF || node->kind == NODE_WITH);
    size_t mark = x->variables.n;
    pl_tmpl_value v;
    if (!pl_tmpl__eval_pipe(x, dot, node->pipe, &v))
        return WALKED_FAILED;
    bool truth = pl_tmpl_truth(v), narrows = truth && node->kind == NODE_WITH;
    walked end = walk_list(x, narrows ? v : dot, truth ? node->body : node->otherwise);
    x->variables.n = mark;
    return end;
}

static void set_variable(pl_tmpl_exec *x, pl_str name, pl_tmpl_value v)
{
    for (size_t i = x->variables.n; i-- > 0;)
        if (pl_str_eq(x->variables.at[i].name, name)) {
            x->variables.at[i].value = v;
            return;
        }
}

/* Run one round of a loop; *more is false if it was the last. */
static walked walk_round(pl_tmpl_exec *x, const pl_tmpl_node *node, pl_tmpl_value index,
                         pl_tmpl_value element, bool *more)
{
    const pl_tmpl_pipe *pipe = node->pipe;
    size_t mark = x->variables.n;
    pl_assert(pipe->n_names <= 2);
    if (pipe->n_names)
        set_variable(x, pipe->names[pipe->n_names - 1], element);
    if (pipe->n_names > 1)
        set_variable(x, pipe->names[0], index);
    walked end = walk_list(x, element, node->body);
    x->variables.n = mark;
    *more = end == WALKED || end == WALKED_CONTINUE;
    return end == WALKED_FAILED ? end : WALKED;
}

static pl_tmpl_value element_at(pl_tmpl_value v, int64_t i)
{
    return v.tag == PL_TMPL_LIST  ? v.list.at[i]
           : v.tag == PL_TMPL_MAP ? v.pairs[i].value
                                  : pl_tmpl_int(i);
}

/* Set *n to the number of rounds of {{range}} over `v`. False with an error for a value that Go's
 * range does not accept. */
static bool loop_length(pl_tmpl_exec *x, const pl_tmpl_node *node, pl_tmpl_value v, int64_t *n)
{
    switch (v.tag) {
    case PL_TMPL_LIST:
    case PL_TMPL_MAP: *n = v.n; return true;
    case PL_TMPL_NIL:
    case PL_TMPL_MISSING: *n = 0; return true;
    case PL_TMPL_INT: *n = v.i > 0 ? v.i : 0; break;
    default: *n = -1;
    }
    pl_buf text = { 0 };
    pl_tmpl_print(&text, v);
    bool ok = *n >= 0 && node->pipe->n_names < 2;
    if (*n < 0)
        pl_tmpl__stop(x, "range can't iterate over %.*s", (int)text.len, text.ptr);
    else if (!ok)
        pl_tmpl__stop(x, "can't use %.*s to iterate over more than one variable", (int)text.len,
                      text.ptr);
    pl_buf_done(&text);
    return ok;
}

/* Execute {{range}} over a list, a map in the order of its keys, or an integer; the {{else}} part
 * if there is nothing to loop over. */
static walked walk_range(pl_tmpl_exec *x, pl_tmpl_value dot, const pl_tmpl_node *node)
{
    size_t mark = x->variables.n;
    pl_tmpl_value v;
    int64_t n;
    if (!pl_tmpl__eval_pipe(x, dot, node->pipe, &v) || !loop_length(x, node, v, &n))
        return WALKED_FAILED;
    walked end = WALKED;
    bool more = true;
    for (int64_t i = 0; i < n && more; i++) {
        pl_tmpl_value key = v.tag == PL_TMPL_MAP ? pl_tmpl_text(v.pairs[i].key) : pl_tmpl_int(i);
        end = walk_round(x, node, key, element_at(v, i), &more);
    }
    if (!n)
        end = walk_list(x, dot, node->otherwise);
    x->variables.n = mark;
    return end;
}

/* Run a template: it sees no variable but $, its argument. */
static bool run_template(pl_tmpl_exec *x, const pl_tmpl_template *t, pl_tmpl_value dot)
{
    const pl_tmpl_template *before = x->in;
    size_t mark = x->variables.n;
    pl_vec_push(&x->variables, ((pl_tmpl_variable){ PL_S("$"), dot }));
    x->in = t;
    bool ok = walk_list(x, dot, t->body) != WALKED_FAILED;
    if (ok) { /* a failure names the template that it happened in */
        x->in = before;
        x->variables.n = mark;
    }
    return ok;
}

/* Execute {{template "name" pipeline}}; without a pipeline its dot is nil. */
static walked walk_template(pl_tmpl_exec *x, pl_tmpl_value dot, const pl_tmpl_node *node)
{
    const pl_tmpl_template *t = pl_tmpl__find(x->set, node->text);
    pl_tmpl_value arg = { .tag = PL_TMPL_MISSING };
    if (!t) {
        pl_tmpl__stop(x, "template \"%.*s\" not defined", (int)node->text.len, node->text.ptr);
        return WALKED_FAILED;
    }
    if (node->pipe && !pl_tmpl__eval_pipe(x, dot, node->pipe, &arg))
        return WALKED_FAILED;
    return run_template(x, t, arg) ? WALKED : WALKED_FAILED;
}

static walked walk_node(pl_tmpl_exec *x, pl_tmpl_value dot, const pl_tmpl_node *node)
{
    pl_tmpl__at(x, (pl_tmpl_place){ .node = node });
    switch ((pl_tmpl_node_kind)node->kind) {
    case NODE_TEXT: pl_buf_str(x->out, node->text); return WALKED;
    case NODE_ACTION: return walk_action(x, dot, node);
    case NODE_IF:
    case NODE_WITH: return walk_if(x, dot, node);
    case NODE_RANGE: return walk_range(x, dot, node);
    case NODE_TEMPLATE: return walk_template(x, dot, node);
    case NODE_BREAK: return WALKED_BREAK;
    case NODE_CONTINUE: return WALKED_CONTINUE;
    }
    return WALKED;
}

static walked walk_list(pl_tmpl_exec *x, pl_tmpl_value dot, const pl_tmpl_node *list)
{
    if (!pl_tmpl__enter(x))
        return WALKED_FAILED;
    walked end = WALKED;
    for (; list && end == WALKED; list = list->next)
        end = walk_node(x, dot, list);
    pl_tmpl__leave(x);
    return end;
}

bool pl_tmpl_execute(const pl_tmpl_set *set, const pl_tmpl_execution *what, pl_buf *out,
                     pl_buf *error)
{
    const pl_tmpl_template *t = pl_tmpl__find(set, what->name);
    if (!t) {
        pl_buf_printf(error, "template: no template \"%.*s\" associated with template \"%.*s\"",
                      PL_FMT(what->name), PL_FMT(what->set_name));
        return false;
    }
    pl_tmpl_exec x = { .set = set, .out = out, .out_from = out->len, .error = error };
    x.call = (pl_tmpl_call){ what->ctx, &x.arena, &x.reason };
    bool ok = run_template(&x, t, what->dot);
    pl_vec_done(&x.variables);
    pl_buf_done(&x.reason);
    pl_arena_done(&x.arena);
    return ok;
}
