/* fuzz_parse.c - any bytes give a tree (hcl.md 8.5): its ranges lie inside the text, it is
 * no higher than promised, and without messages every range lies inside that of its parent.
 * Clean files also keep their blocks when they are wrapped, doubled and cut. The first byte
 * chooses between file, expression and template, the second where to cut. */
#include "base/file.h"
#include "base/cast.h"
#include "base/str.h"
#include "hcl/parse.h"
#include "../tests/helpers/dump.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool claim)
{
    if (!claim)
        abort();
}

/* ---- walking a tree */

typedef struct walk {
    size_t len; /* of the text */
    bool clean; /* no messages: ranges nest */
    unsigned height;
} walk;

static void check_range(const walk *w, pl_range r, pl_range parent)
{
    require(r.start <= r.end && r.end <= w->len);
    require(!w->clean || (parent.start <= r.start && r.end <= parent.end));
}

static void check_expr(walk w, const pl_expr *e, pl_range parent);

static void check_items(walk w, const pl_item *item, uint32_t n, pl_range parent)
{
    for (; item; item = item->next, n--)
        check_expr(w, item->expr, parent);
    require(n == 0);
}

static void check_pairs(walk w, const pl_expr *e)
{
    uint32_t n = e->object.n;
    for (const pl_pair *p = e->object.pairs; p; p = p->next, n--) {
        check_expr(w, p->key, e->range);
        check_expr(w, p->value, e->range);
    }
    require(n == 0);
}

static void check_steps(const walk *w, const pl_expr *e)
{
    for (const pl_step *s = e->traversal.steps; s; s = s->next)
        check_range(w, s->range, e->range);
}

static void check_maybe(walk w, const pl_expr *e, pl_range parent)
{
    if (e)
        check_expr(w, e, parent);
}

static void check_expr(walk w, const pl_expr *e, pl_range parent)
{
    pl_range r = e->range;
    check_range(&w, r, parent);
    check_range(&w, e->start, r);
    require(++w.height <= 2 * PL_HCL_DEPTH + 8);
    switch ((pl_expr_kind)e->kind) {
    case PL_E_BAD: require(!w.clean || r.start == r.end); break;
    case PL_E_LITERAL: break;
    case PL_E_TEMPLATE_WRAP: require(e->tmpl.n == 1); /* fall through */
    case PL_E_TEMPLATE:
        require(e->tmpl.n > 0);
        check_items(w, e->tmpl.parts, e->tmpl.n, r);
        break;
    case PL_E_TRAVERSAL: check_steps(&w, e); break;
    case PL_E_RELATIVE:
        check_steps(&w, e);
        check_expr(w, e->traversal.source, r);
        break;
    case PL_E_INDEX:
        check_expr(w, e->index.collection, r);
        check_expr(w, e->index.key, r);
        break;
    case PL_E_SPLAT:
        check_expr(w, e->splat.source, r);
        check_maybe(w, e->splat.each, r);
        break;
    case PL_E_CALL: check_items(w, e->call.args, e->call.n, r); break;
    case PL_E_T_IF:
    case PL_E_CONDITIONAL:
        check_expr(w, e->conditional.cond, r);
        check_expr(w, e->conditional.then, r);
        check_maybe(w, e->conditional.otherwise, r);
        break;
    case PL_E_BINARY: check_expr(w, e->op2.left, r); /* fall through */
    case PL_E_UNARY: check_expr(w, e->op2.right, r); break;
    case PL_E_PARENS: check_expr(w, e->parens.inner, r); break;
    case PL_E_TUPLE: check_items(w, e->tuple.items, e->tuple.n, r); break;
    case PL_E_OBJECT: check_pairs(w, e); break;
    case PL_E_FOR:
    case PL_E_T_FOR:
        check_expr(w, e->loop.collection, r);
        check_maybe(w, e->loop.key, r);
        check_expr(w, e->loop.value, r);
        check_maybe(w, e->loop.cond, r);
        break;
    }
}

static void check_body(walk w, const pl_body *body, pl_range parent)
{
    require(++w.height <= 2 * PL_HCL_DEPTH + 8);
    for (const pl_attr *a = body->attrs; a; a = a->next) {
        check_range(&w, a->range, parent);
        check_range(&w, a->name_range, a->range);
        check_expr(w, a->expr, a->range);
    }
    for (const pl_block *b = body->blocks; b; b = b->next) {
        uint32_t n = b->n_labels;
        check_range(&w, b->range, parent);
        for (const pl_label *l = b->labels; l; l = l->next, n--)
            check_range(&w, l->range, b->range);
        require(n == 0);
        check_body(w, b->body, b->range);
    }
}

/* ---- one parse */

typedef struct parsed {
    pl_arena arena;
    pl_parser *parser;
    pl_diags *diags;
    pl_str text;
    const pl_body *body;
    const pl_expr *expr;
} parsed;

static void parse(parsed *p, unsigned what, const char *bytes, size_t len)
{
    char *text = malloc(len + PL_VIEW_SLACK);
    *p = (parsed){ .parser = pl_parser_new(), .diags = pl_diags_new(), .text = { text, len } };
    if (len)
        memcpy(text, bytes, len);
    memset(text + len, '}', PL_VIEW_SLACK);
    pl_diags_begin(p->diags, PL_S("fuzz.pp"), p->text);
    if (what == 0)
        p->body = pl_parse_file(p->parser, p->text, &p->arena, p->diags);
    else if (what == 1)
        p->expr = pl_parse_expr(p->parser, p->text, &p->arena, p->diags);
    else
        p->expr = pl_parse_template(p->parser, p->text, &p->arena, p->diags);
    pl_diags_end(p->diags);
}

static void parse_done(parsed *p)
{
    pl_parser_free(p->parser);
    pl_diags_free(p->diags);
    pl_arena_done(&p->arena);
    free(pl_unconst(p->text.ptr));
}

static void count_ref(void *ctx, pl_str root, const pl_step *steps, pl_range range)
{
    (void)steps;
    require(root.len > 0 && range.start < range.end);
    ++*(size_t *)ctx;
}

static void check(const parsed *p)
{
    walk w = { .len = p->text.len, .clean = pl_diags_count(p->diags) == 0 };
    pl_range all = { 0, (uint32_t)p->text.len };
    pl_buf out = { 0 };
    size_t refs = 0;
    if (p->body) {
        check_body(w, p->body, all);
        pl_body_dump(p->body, true, &out);
    } else {
        check_expr(w, p->expr, all);
        pl_expr_dump(p->expr, true, &out);
        if (w.clean)
            pl_expr_refs(p->expr, count_ref, &refs);
    }
    for (size_t i = 0; i < pl_diags_count(p->diags); i++)
        require(pl_diags_get(p->diags, i)->range.end <= p->text.len);
    pl_buf_done(&out);
}

/* ---- properties of clean files */

/* The blocks of `got` from *at on are those of `want` that end at `limit` or before,
 * `shift` bytes further on. */
static void check_blocks(const pl_block *want, const pl_block **at, uint32_t shift, uint32_t limit)
{
    for (; want && want->range.end <= limit; want = want->next, *at = (*at)->next) {
        require(*at && pl_str_eq((*at)->type, want->type) && (*at)->n_labels == want->n_labels);
        require((*at)->range.start == want->range.start + shift);
        require((*at)->range.end == want->range.end + shift);
    }
}

static void wrap(const parsed *p)
{
    pl_buf text = { 0 };
    parsed q;
    pl_buf_cstr(&text, "x {\n");
    pl_buf_str(&text, p->text);
    pl_buf_cstr(&text, "}\n");
    parse(&q, 0, text.ptr, text.len);
    require(pl_diags_count(q.diags) == 0 && q.body->blocks && !q.body->blocks->next);
    const pl_block *inner = q.body->blocks->body->blocks;
    check_blocks(p->body->blocks, &inner, 4, UINT32_MAX);
    require(!inner);
    parse_done(&q);
    pl_buf_done(&text);
}

static void twice(const parsed *p)
{
    pl_buf text = { 0 };
    parsed q;
    pl_buf_str(&text, p->text);
    pl_buf_str(&text, p->text);
    parse(&q, 0, text.ptr, text.len);
    const pl_block *at = q.body->blocks;
    check_blocks(p->body->blocks, &at, 0, UINT32_MAX);
    check_blocks(p->body->blocks, &at, (uint32_t)p->text.len, UINT32_MAX);
    require(!at);
    parse_done(&q);
    pl_buf_done(&text);
}

static void cut(const parsed *p, uint32_t at)
{
    parsed q;
    parse(&q, 0, p->text.ptr, at);
    const pl_block *rest = q.body->blocks;
    check_blocks(p->body->blocks, &rest, 0, at);
    parse_done(&q);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2)
        return 0;
    parsed p;
    unsigned what = data[0] % 3;
    parse(&p, what, (const char *)data + 2, size - 2);
    check(&p);
    bool lines = size > 2 && p.text.ptr[p.text.len - 1] == '\n';
    bool bom = pl_str_starts(p.text, PL_S("\xef\xbb\xbf"));
    if (what == 0 && lines && pl_diags_count(p.diags) == 0) {
        if (!bom && size < PL_HCL_DEPTH) { /* else one level more may be too many */
            wrap(&p);
            twice(&p);
        }
        cut(&p, (uint32_t)((uint64_t)p.text.len * data[1] / 256));
    }
    parse_done(&p);
    return 0;
}
