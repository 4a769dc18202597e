/* source.c - parsed nodes as source text, for messages. */
#include "gotmpl/inner.h"

#include "value/quote.h"

void pl_tmpl__write_operand(pl_buf *out, const pl_tmpl_operand *operand)
{
    switch ((pl_tmpl_operand_kind)operand->kind) {
    case OPERAND_PIPE:
        pl_buf_byte(out, '(');
        pl_tmpl__write_pipe(out, operand->pipe);
        pl_buf_byte(out, ')');
        break;
    case OPERAND_STRING: pl_buf_str(out, operand->quoted); break;
    case OPERAND_FIELD: break;
    default: pl_buf_str(out, operand->text); break;
    }
    for (uint32_t i = 0; i < operand->n_chain; i++) {
        pl_buf_byte(out, '.');
        pl_buf_str(out, operand->chain[i]);
    }
}

void pl_tmpl__write_command(pl_buf *out, const pl_tmpl_command *command)
{
    for (uint32_t i = 0; i < command->n; i++) {
        if (i)
            pl_buf_byte(out, ' ');
        pl_tmpl__write_operand(out, &command->args[i]);
    }
}

void pl_tmpl__write_pipe(pl_buf *out, const pl_tmpl_pipe *pipe)
{
    for (unsigned i = 0; i < pipe->n_names; i++) {
        pl_buf_cstr(out, i ? ", " : "");
        pl_buf_str(out, pipe->names[i]);
    }
    if (pipe->n_names)
        pl_buf_cstr(out, pipe->assign ? " = " : " := ");
    for (const pl_tmpl_command *c = pipe->commands; c; c = c->next) {
        pl_tmpl__write_command(out, c);
        pl_buf_cstr(out, c->next ? " | " : "");
    }
}

void pl_tmpl__write_node(pl_buf *out, const pl_tmpl_node *node)
{
    static const char *const words[] = { [NODE_IF] = "if ",       [NODE_WITH] = "with ",
                                         [NODE_RANGE] = "range ", [NODE_TEMPLATE] = "template ",
                                         [NODE_BREAK] = "break",  [NODE_CONTINUE] = "continue" };
    const char *word = words[node->kind];
    pl_buf_cstr(out, "{{");
    pl_buf_cstr(out, word ? word : "");
    if (node->kind == NODE_TEMPLATE)
        pl_quote_go(out, node->text);
    if (node->pipe) {
        pl_buf_cstr(out, node->kind == NODE_TEMPLATE ? " " : "");
        pl_tmpl__write_pipe(out, node->pipe);
    }
    pl_buf_cstr(out, "}}");
}
