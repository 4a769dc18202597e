/* traverse.c - what is known about an expression without evaluating it (hcl.md 2.8). */
#include "base/nfc.h"
#include "base/str.h"
#include "hcl/parse.h"

/* The parser decodes escapes; a string becomes composed when it becomes a value. */
static pl_str composed(pl_arena *arena, pl_str s)
{
    if (pl_nfc_is_quick(s))
        return s;
    pl_buf buf = { 0 };
    pl_buf_str(&buf, s);
    pl_nfc_tail(&buf, 0);
    s = pl_arena_str(arena, pl_buf_view(&buf));
    pl_buf_done(&buf);
    return s;
}

bool pl_expr_string(const pl_expr *e, pl_arena *arena, pl_str *out)
{
    if (e->kind != PL_E_TEMPLATE || e->tmpl.n != 1)
        return false;
    const pl_expr *part = e->tmpl.parts->expr;
    if (part->kind != PL_E_LITERAL)
        return false;
    *out = composed(arena, part->literal.text);
    return true;
}

/* true, false and null can be names. */
static bool is_word(const pl_expr *e)
{
    return e->kind == PL_E_LITERAL && e->lit <= PL_LIT_FALSE;
}

bool pl_expr_keyword(const pl_expr *e, pl_str *out)
{
    if (is_word(e))
        *out = e->literal.text;
    else if (e->kind == PL_E_TRAVERSAL && !e->traversal.steps)
        *out = e->traversal.root;
    else
        return false;
    return true;
}

bool pl_expr_traversal(const pl_expr *e, pl_str *root, const pl_step **steps)
{
    const pl_step *all = NULL;
    if (e->kind == PL_E_TRAVERSAL) {
        *root = e->traversal.root;
        *steps = e->traversal.steps;
        return true;
    }
    if (e->kind == PL_E_RELATIVE) {
        all = e->traversal.steps;
        e = e->traversal.source;
    }
    if (!is_word(e))
        return false;
    *root = e->literal.text;
    *steps = all;
    return true;
}

/* ---- references */

/* The names bound by the enclosing `for` expressions, innermost first. */
typedef struct bound {
    pl_str key, value;
    const struct bound *outer;
} bound;

typedef struct finder {
    pl_ref_fn *fn;    /* may be NULL */
    pl_call_fn *call; /* may be NULL */
    void *ctx;
} finder;

static void find_refs(const finder *f, const pl_expr *e, const bound *names);

static bool is_bound(const bound *names, pl_str root)
{
    for (; names; names = names->outer)
        if (pl_str_eq(names->value, root) || (names->key.len && pl_str_eq(names->key, root)))
            return true;
    return false;
}

static void find_all(const finder *f, const pl_item *item, const bound *names)
{
    for (; item; item = item->next)
        find_refs(f, item->expr, names);
}

static void find_pairs(const finder *f, const pl_pair *pair, const bound *names)
{
    for (; pair; pair = pair->next) {
        if (!pair->naked)
            find_refs(f, pair->key, names);
        find_refs(f, pair->value, names);
    }
}

/* Find the references of a loop. Its names are not in scope in the collection. */
static void find_loop(const finder *f, const pl_expr *e, const bound *names)
{
    find_refs(f, e->loop.collection, names);
    bound own = { e->loop.key_var, e->loop.value_var, names };
    if (e->loop.key)
        find_refs(f, e->loop.key, &own);
    find_refs(f, e->loop.value, &own);
    if (e->loop.cond)
        find_refs(f, e->loop.cond, &own);
}

/* Call the callbacks for every reference and call in `e`, in source order. `names` are bound by
 * enclosing `for` expressions, so they are not references. */
static void find_refs(const finder *f, const pl_expr *e, const bound *names)
{
    switch ((pl_expr_kind)e->kind) {
    case PL_E_BAD:
    case PL_E_LITERAL: break;
    case PL_E_TEMPLATE:
    case PL_E_TEMPLATE_WRAP: find_all(f, e->tmpl.parts, names); break;
    case PL_E_TRAVERSAL:
        if (f->fn && !is_bound(names, e->traversal.root))
            f->fn(f->ctx, e->traversal.root, e->traversal.steps, e->range);
        break;
    case PL_E_RELATIVE: find_refs(f, e->traversal.source, names); break;
    case PL_E_INDEX:
        find_refs(f, e->index.collection, names);
        find_refs(f, e->index.key, names);
        break;
    case PL_E_SPLAT:
        find_refs(f, e->splat.source, names);
        if (e->splat.each)
            find_refs(f, e->splat.each, names);
        break;
    case PL_E_CALL:
        if (f->call)
            f->call(f->ctx, e);
        find_all(f, e->call.args, names);
        break;
    case PL_E_CONDITIONAL:
    case PL_E_T_IF:
        find_refs(f, e->conditional.cond, names);
        find_refs(f, e->conditional.then, names);
        if (e->conditional.otherwise)
            find_refs(f, e->conditional.otherwise, names);
        break;
    case PL_E_BINARY: find_refs(f, e->op2.left, names); /* fall through */
    case PL_E_UNARY: find_refs(f, e->op2.right, names); break;
    case PL_E_PARENS: find_refs(f, e->parens.inner, names); break;
    case PL_E_TUPLE: find_all(f, e->tuple.items, names); break;
    case PL_E_OBJECT: find_pairs(f, e->object.pairs, names); break;
    case PL_E_FOR:
    case PL_E_T_FOR: find_loop(f, e, names); break;
    }
}

void pl_expr_refs(const pl_expr *expr, pl_ref_fn *fn, void *ctx)
{
    find_refs(&(finder){ fn, NULL, ctx }, expr, NULL);
}

void pl_expr_calls(const pl_expr *expr, pl_call_fn *fn, void *ctx)
{
    find_refs(&(finder){ NULL, fn, ctx }, expr, NULL);
}
