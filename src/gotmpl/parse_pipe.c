/* parse_pipe.c - parsing a pipeline: declarations, commands and operands. */
#include "gotmpl/inner.h"

#include "base/str.h"
#include "value/quote.h"

static bool is_keyword(pl_str word)
{
    static const char *const words[] = { "block", "break", "continue", "define",   "else",
                                         "end",   "if",    "range",    "template", "with" };
    for (size_t i = 0; i < PL_COUNT(words); i++)
        if (pl_str_eq(word, pl_str_cstr(words[i])))
            return true;
    return false;
}

static bool is_word(pl_tmpl_item item, const char *word)
{
    return item.kind == ITEM_IDENT && pl_str_eq(item.text, pl_str_cstr(word));
}

/* The next item that is not blank, left to be read again; blanks before it are consumed. */
static pl_tmpl_item peek_nonblank(pl_tmpl_parser *p)
{
    pl_tmpl_item item = pl_tmpl__next_solid(p);
    pl_tmpl__back(p, item);
    return item;
}

static pl_tmpl_item peek(pl_tmpl_parser *p)
{
    pl_tmpl_item item = pl_tmpl__next(p);
    pl_tmpl__back(p, item);
    return item;
}

/* ---- operands */

static void fail_quoted(pl_tmpl_parser *p, const char *format, pl_str text)
{
    pl_buf quoted = { 0 };
    pl_quote_go(&quoted, text);
    pl_tmpl__fail(p, format, (int)quoted.len, quoted.ptr);
    pl_buf_done(&quoted);
}

static bool knows_variable(const pl_tmpl_parser *p, pl_str name)
{
    for (size_t i = p->variables.n; i-- > 0;)
        if (pl_str_eq(p->variables.at[i], name))
            return true;
    return false;
}

static bool word_operand(pl_tmpl_parser *p, pl_tmpl_item item, pl_tmpl_operand *out)
{
    if (is_word(item, "true") || is_word(item, "false")) {
        out->kind = OPERAND_BOOL;
        out->is_true = is_word(item, "true");
        return true;
    }
    if (is_word(item, "nil")) {
        out->kind = OPERAND_NIL;
        return true;
    }
    out->kind = OPERAND_FUNCTION;
    out->function = pl_tmpl__function(p->set, item.text);
    if (!out->function)
        fail_quoted(p, "function %.*s not defined", item.text);
    return true;
}

static bool literal_operand(pl_tmpl_parser *p, pl_tmpl_item item, pl_tmpl_operand *out)
{
    if (item.kind == ITEM_NUMBER) {
        out->kind = OPERAND_NUMBER;
        if (!pl_tmpl__number(item.text, out))
            fail_quoted(p, "bad number syntax: %.*s", item.text);
        return true;
    }
    out->kind = OPERAND_STRING;
    out->quoted = item.text;
    if (!pl_tmpl__unquote(&p->set->arena, item.text, &out->text))
        pl_tmpl__fail(p, "invalid syntax");
    return true;
}

static bool paren_operand(pl_tmpl_parser *p, pl_tmpl_operand *out)
{
    out->kind = OPERAND_PIPE;
    if (++p->depth > TMPL_NESTING)
        pl_tmpl__fail(p, "nested deeper than %d levels", TMPL_NESTING);
    else
        out->pipe = pl_tmpl__pipe(p, "parenthesized pipeline", ITEM_CLOSE);
    p->depth--;
    return true;
}

/* Parse one operand without the members after it; false: there is none. */
static bool term(pl_tmpl_parser *p, pl_tmpl_operand *out)
{
    pl_tmpl_item item = pl_tmpl__next_solid(p);
    *out = (pl_tmpl_operand){ .pos = item.pos, .text = item.text };
    switch (item.kind) {
    case ITEM_IDENT:
        if (is_keyword(item.text))
            break;
        return word_operand(p, item, out);
    case ITEM_DOT: out->kind = OPERAND_DOT; return true;
    case ITEM_VARIABLE:
        out->kind = OPERAND_VARIABLE;
        if (!knows_variable(p, item.text))
            fail_quoted(p, "undefined variable %.*s", item.text);
        return true;
    case ITEM_FIELD:
        out->kind = OPERAND_FIELD;
        pl_tmpl__back(p, item); /* the first of the chain */
        return true;
    case ITEM_NUMBER:
    case ITEM_STRING:
    case ITEM_RAW: return literal_operand(p, item, out);
    case ITEM_OPEN: return paren_operand(p, out);
    default: break;
    }
    pl_tmpl__back(p, item);
    return false;
}

/* Parse the chain of members after an operand. As in Go, messages then give the place of its second
 * part: in .A.B that of .B. */
static void chain(pl_tmpl_parser *p, pl_tmpl_operand *out)
{
    PL_VEC(pl_str) names = { 0 };
    bool own = out->kind == OPERAND_FIELD;
    for (;;) {
        pl_tmpl_item item = pl_tmpl__next(p);
        if (item.kind != ITEM_FIELD) {
            pl_tmpl__back(p, item);
            break;
        }
        if (names.n == own)
            out->pos = item.pos;
        pl_vec_push(&names, pl_str_sub(item.text, 1, item.text.len));
    }
    if (names.n) {
        pl_str *kept = pl_arena_alloc(&p->set->arena, names.n * sizeof(pl_str));
        memcpy(kept, names.at, names.n * sizeof(pl_str));
        out->chain = kept;
        out->n_chain = (uint32_t)names.n;
        if (out->kind != OPERAND_FIELD && out->kind != OPERAND_VARIABLE &&
            out->kind != OPERAND_PIPE && out->kind != OPERAND_FUNCTION)
            fail_quoted(p, "unexpected . after term %.*s", out->text);
    }
    pl_vec_done(&names);
}

/* ---- commands and pipelines */

/* Parse one command of a pipeline, operands separated by blanks, and the '|' after it. The item
 * that ends the pipeline is left to be read again. */
static pl_tmpl_command *command(pl_tmpl_parser *p)
{
    pl_tmpl_command *cmd = PL_NEW(&p->set->arena, pl_tmpl_command);
    PL_VEC(pl_tmpl_operand) args = { 0 };
    cmd->pos = peek_nonblank(p).pos;
    while (!p->failed) {
        pl_tmpl_operand operand;
        if (term(p, &operand) && !p->failed) {
            chain(p, &operand);
            pl_vec_push(&args, operand);
        }
        pl_tmpl_item item = pl_tmpl__next(p);
        if (item.kind == ITEM_SPACE && args.n < TMPL_MAX_ARGS)
            continue;
        if (item.kind == ITEM_RIGHT || item.kind == ITEM_CLOSE)
            pl_tmpl__back(p, item);
        else if (item.kind != ITEM_PIPE)
            pl_tmpl__unexpected(p, item, "operand");
        break;
    }
    if (!args.n)
        pl_tmpl__fail(p, "empty command");
    cmd->args = pl_arena_alloc(&p->set->arena, (args.n + 1) * sizeof(pl_tmpl_operand));
    if (args.n)
        memcpy(cmd->args, args.at, args.n * sizeof(pl_tmpl_operand));
    cmd->n = (uint32_t)args.n;
    pl_vec_done(&args);
    return cmd;
}

static void declare(pl_tmpl_parser *p, pl_tmpl_pipe *pipe, pl_str name)
{
    pipe->names[pipe->n_names++] = name;
    pl_vec_push(&p->variables, name);
}

/* Parse $x :=, $x =, $i, $x := at the beginning of a pipeline. */
static void declarations(pl_tmpl_parser *p, pl_tmpl_pipe *pipe, const char *context)
{
    for (;;) {
        pl_tmpl_item name = pl_tmpl__next_solid(p);
        if (name.kind != ITEM_VARIABLE || p->failed) {
            pl_tmpl__back(p, name);
            return;
        }
        pl_tmpl_item after = peek(p), mark = pl_tmpl__next_solid(p);
        if (mark.kind == ITEM_ASSIGN || mark.kind == ITEM_DECLARE) {
            pipe->assign = mark.kind == ITEM_ASSIGN;
            declare(p, pipe, name.text);
            return;
        }
        if (mark.kind != ITEM_COMMA) {
            pl_tmpl__back(p, mark);
            if (after.kind == ITEM_SPACE)
                pl_tmpl__back(p, after);
            pl_tmpl__back(p, name);
            return;
        }
        declare(p, pipe, name.text);
        pl_tmpl_item more = peek_nonblank(p);
        if (strcmp(context, "range") != 0 || pipe->n_names == 2)
            pl_tmpl__fail(p, "too many declarations in %s", context);
        else if (more.kind != ITEM_VARIABLE)
            pl_tmpl__fail(p, "range can only initialize variables");
    }
}

static void check_pipe(pl_tmpl_parser *p, const pl_tmpl_pipe *pipe, const char *context)
{
    if (!pipe->commands) {
        pl_tmpl__fail(p, "missing value for %s", context);
        return;
    }
    unsigned stage = 2;
    for (const pl_tmpl_command *c = pipe->commands->next; c && !p->failed; c = c->next, stage++) {
        uint8_t kind = c->args[0].kind;
        if (kind == OPERAND_BOOL || kind == OPERAND_DOT || kind == OPERAND_NIL ||
            kind == OPERAND_NUMBER || kind == OPERAND_STRING)
            pl_tmpl__fail(p, "non executable command in pipeline stage %u", stage);
    }
}

static bool starts_operand(pl_tmpl_item item)
{
    switch (item.kind) {
    case ITEM_IDENT: return !is_keyword(item.text);
    case ITEM_DOT:
    case ITEM_FIELD:
    case ITEM_VARIABLE:
    case ITEM_NUMBER:
    case ITEM_STRING:
    case ITEM_RAW:
    case ITEM_OPEN: return true;
    default: return false;
    }
}

pl_tmpl_pipe *pl_tmpl__pipe(pl_tmpl_parser *p, const char *context, pl_tmpl_item_kind end)
{
    pl_tmpl_pipe *pipe = PL_NEW(&p->set->arena, pl_tmpl_pipe);
    pl_tmpl_command **last = &pipe->commands;
    pipe->pos = peek_nonblank(p).pos;
    declarations(p, pipe, context);
    while (!p->failed) {
        pl_tmpl_item item = pl_tmpl__next_solid(p);
        if (item.kind == end) {
            check_pipe(p, pipe, context);
            return p->failed ? NULL : pipe;
        }
        if (!starts_operand(item)) {
            pl_tmpl__unexpected(p, item, context);
            break;
        }
        pl_tmpl__back(p, item);
        *last = command(p);
        last = &(*last)->next;
    }
    return NULL;
}
