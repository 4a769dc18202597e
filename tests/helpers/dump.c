#include "helpers/dump.h"
#include "base/jsonw.h"
#include "base/str.h"
#include "lex/token.h"

typedef struct dumper {
    pl_buf *out;
    bool ranges;
} dumper;

static void text(const dumper *d, const char *s)
{
    pl_buf_cstr(d->out, s);
}

static void quoted(const dumper *d, pl_str s)
{
    pl_json_quote(d->out, s, false);
}

static void expr(const dumper *d, const pl_expr *e);

static void list(const dumper *d, const pl_item *item, const char *between)
{
    for (; item; item = item->next) {
        expr(d, item->expr);
        if (item->next)
            text(d, between);
    }
}

static const char *operator(uint8_t kind)
{
    switch (kind) {
    case PL_T_OR: return "||";
    case PL_T_AND: return "&&";
    case PL_T_EQUAL_OP: return "==";
    case PL_T_NOT_EQUAL: return "!=";
    case PL_T_GREATER: return ">";
    case PL_T_GREATER_EQ: return ">=";
    case PL_T_LESS: return "<";
    case PL_T_LESS_EQ: return "<=";
    case PL_T_PLUS: return "+";
    case PL_T_MINUS: return "-";
    case PL_T_STAR: return "*";
    case PL_T_SLASH: return "/";
    case PL_T_PERCENT: return "%";
    case PL_T_BANG: return "!";
    default: return "?";
    }
}

static void steps(const dumper *d, const pl_step *s)
{
    for (; s; s = s->next) {
        pl_buf_cstr(d->out, s->is_index ? "[" : ".");
        if (s->is_index && s->key == PL_LIT_STRING)
            quoted(d, s->text);
        else
            pl_buf_str(d->out, s->text);
        if (s->is_index)
            text(d, "]");
    }
}

static void binary(const dumper *d, const pl_expr *e)
{
    text(d, "(");
    expr(d, e->op2.left);
    pl_buf_printf(d->out, " %s ", operator(e->op));
    expr(d, e->op2.right);
    text(d, ")");
}

static void conditional(const dumper *d, const pl_expr *e)
{
    text(d, e->kind == PL_E_T_IF ? "if(" : "(");
    expr(d, e->conditional.cond);
    text(d, " ? ");
    expr(d, e->conditional.then);
    if (e->conditional.otherwise) {
        text(d, " : ");
        expr(d, e->conditional.otherwise);
    }
    text(d, ")");
}

static void object(const dumper *d, const pl_expr *e)
{
    text(d, "{");
    for (const pl_pair *p = e->object.pairs; p; p = p->next) {
        if (!p->naked && p->key->kind == PL_E_TRAVERSAL)
            text(d, "ref ");
        expr(d, p->key);
        text(d, " = ");
        expr(d, p->value);
        if (p->next)
            text(d, ", ");
    }
    text(d, "}");
}

static void loop(const dumper *d, const pl_expr *e)
{
    bool directive = e->kind == PL_E_T_FOR;
    text(d, directive ? "loop(" : e->flag ? "{for " : "[for ");
    if (e->loop.key_var.len)
        pl_buf_printf(d->out, "%.*s, ", PL_FMT(e->loop.key_var));
    pl_buf_printf(d->out, "%.*s in ", PL_FMT(e->loop.value_var));
    expr(d, e->loop.collection);
    text(d, " : ");
    if (e->loop.key) {
        expr(d, e->loop.key);
        text(d, " => ");
    }
    expr(d, e->loop.value);
    text(d, e->loop.group ? "..." : "");
    if (e->loop.cond) {
        text(d, " if ");
        expr(d, e->loop.cond);
    }
    text(d, directive ? ")" : e->flag ? "}" : "]");
}

/* A string without sequences is just the string. */
static void template(const dumper *d, const pl_expr *e)
{
    const pl_item *parts = e->tmpl.parts;
    bool heredoc = e->kind == PL_E_TEMPLATE && e->flag;
    bool single =
        e->kind == PL_E_TEMPLATE && e->tmpl.n == 1 && !heredoc && parts->expr->kind == PL_E_LITERAL;
    if (!single)
        text(d, e->kind == PL_E_TEMPLATE_WRAP ? "wrap(" : heredoc ? "heredoc(" : "t(");
    list(d, parts, " ");
    if (!single)
        text(d, ")");
}

static void range(const dumper *d, char mark, pl_range r)
{
    pl_buf_printf(d->out, "%c%u-%u", mark, r.start, r.end);
}

static void node(const dumper *d, const pl_expr *e)
{
    switch ((pl_expr_kind)e->kind) {
    case PL_E_BAD: text(d, "!"); break;
    case PL_E_LITERAL:
        if (e->lit == PL_LIT_STRING)
            quoted(d, e->literal.text);
        else
            pl_buf_str(d->out, e->literal.text);
        break;
    case PL_E_TEMPLATE:
    case PL_E_TEMPLATE_WRAP: template(d, e); break;
    case PL_E_TRAVERSAL:
        pl_buf_str(d->out, e->traversal.root);
        steps(d, e->traversal.steps);
        break;
    case PL_E_RELATIVE:
        text(d, "rel(");
        expr(d, e->traversal.source);
        text(d, ")");
        steps(d, e->traversal.steps);
        break;
    case PL_E_INDEX:
        text(d, "index(");
        expr(d, e->index.collection);
        text(d, ", ");
        expr(d, e->index.key);
        text(d, ")");
        break;
    case PL_E_SPLAT:
        text(d, e->flag ? "splat(" : "attrs(");
        expr(d, e->splat.source);
        text(d, ")[");
        if (e->splat.each)
            expr(d, e->splat.each);
        text(d, "]");
        break;
    case PL_E_CALL:
        pl_buf_printf(d->out, "%.*s(", PL_FMT(e->call.name));
        list(d, e->call.args, ", ");
        text(d, e->flag ? "...)" : ")");
        break;
    case PL_E_CONDITIONAL:
    case PL_E_T_IF: conditional(d, e); break;
    case PL_E_BINARY: binary(d, e); break;
    case PL_E_UNARY:
        text(d, operator(e->op));
        expr(d, e->op2.right);
        break;
    case PL_E_PARENS:
        text(d, "paren(");
        expr(d, e->parens.inner);
        text(d, ")");
        break;
    case PL_E_TUPLE:
        text(d, "[");
        list(d, e->tuple.items, ", ");
        text(d, "]");
        break;
    case PL_E_OBJECT: object(d, e); break;
    case PL_E_FOR:
    case PL_E_T_FOR: loop(d, e); break;
    }
}

static void expr(const dumper *d, const pl_expr *e)
{
    node(d, e);
    if (!d->ranges)
        return;
    range(d, '@', e->range);
    if (e->start.start != e->range.start || e->start.end != e->range.end)
        range(d, '/', e->start);
}

static void body(const dumper *d, const pl_body *b);

static void block(const dumper *d, const pl_block *b)
{
    pl_buf_str(d->out, b->type);
    for (const pl_label *l = b->labels; l; l = l->next) {
        text(d, " ");
        quoted(d, l->text);
    }
    if (d->ranges)
        range(d, '@', b->range);
    text(d, " {");
    body(d, b->body);
    text(d, "}");
}

static void attr(const dumper *d, const pl_attr *a)
{
    pl_buf_str(d->out, a->name);
    if (d->ranges)
        range(d, '@', a->range);
    text(d, " = ");
    expr(d, a->expr);
}

static void body(const dumper *d, const pl_body *b)
{
    const pl_attr *a = b->attrs;
    const pl_block *k = b->blocks;
    while (a || k) {
        if (a && (!k || a->name_range.start < k->type_range.start)) {
            attr(d, a);
            a = a->next;
        } else {
            block(d, k);
            k = k->next;
        }
        if (a || k)
            text(d, "; ");
    }
}

void pl_expr_dump(const pl_expr *e, bool ranges, pl_buf *out)
{
    expr(&(dumper){ out, ranges }, e);
}

void pl_body_dump(const pl_body *b, bool ranges, pl_buf *out)
{
    body(&(dumper){ out, ranges }, b);
}
