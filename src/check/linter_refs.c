/* linter_refs.c - searching expressions for names and functions that do not exist, and
 * suggesting similar ones (linter.h). */
#include "check/linter_inner.h"
#include "base/cast.h"
#include "base/hash.h"
#include "base/str.h"
#include "hcl/fn.h"
#include "hcl/parse.h"
#include "schema/kind.h"
#include "schema/schema.h"

/* ---- a name of a kind that is not there */

/* The word for a kind in messages: its name, but "variable" instead of "var". Static. */
static pl_str word_of(pl_kind kind)
{
    return kind == PL_KIND_VARIABLE ? PL_S("variable") : pl_kind_name(kind);
}

/* A list of the names that exist, if they are few. */
static pl_str list_all(pl_linter *l, uint32_t mod, pl_kind kind)
{
    enum { FEW = 6 };
    pl_buf text = { 0 };
    unsigned n = 0;
    for (size_t i = 0; i < l->decls.n && n <= FEW; i++) {
        const pl_lint_decl *d = &l->decls.at[i];
        if (d->mod != mod || d->kind != kind || d->top != i)
            continue;
        pl_buf_printf(&text, "%s'%.*s'", n++ ? ", " : "there is ", PL_FMT(d->name));
    }
    if (!n)
        pl_buf_printf(&text, "mod '%.*s' has no %.*s at all", PL_FMT(l->mods.at[mod]),
                      PL_FMT(word_of(kind)));
    pl_str all = n <= FEW ? pl_linter__text(l, "%.*s", PL_FMT(pl_buf_view(&text))) : (pl_str){ 0 };
    pl_buf_done(&text);
    return all;
}

/* The name that may have been meant, with its kind; empty if there is none. */
static pl_str near_name(pl_linter *l, uint32_t mod, pl_kind kind, pl_str name)
{
    pl_nearest nearest = pl_linter__nearest(name);
    for (size_t i = 0; i < l->decls.n; i++)
        if (l->decls.at[i].mod == mod && l->decls.at[i].kind == kind)
            pl_nearest_offer(&nearest, l->decls.at[i].name);
    if (nearest.best.len)
        return pl_linter__text(l, "%.*s.%.*s", PL_FMT(pl_kind_name(kind)), PL_FMT(nearest.best));
    /* The same name of another kind is no misspelling, but it may be what was meant. */
    for (size_t i = 0; i < l->decls.n; i++)
        if (l->decls.at[i].mod == mod && l->decls.at[i].top == i &&
            pl_str_eq(l->decls.at[i].name, name))
            return pl_linter__name(l, (uint32_t)i);
    return (pl_str){ 0 };
}

static void report_missing(const pl_lint_place *p, uint32_t mod, pl_kind kind, pl_str name,
                           pl_range range)
{
    pl_linter *l = p->l;
    pl_lint_hint hint = {
        .target = pl_linter__text(l, "%.*s.%.*s", PL_FMT(pl_kind_name(kind)), PL_FMT(name)),
        .nearest = near_name(l, mod, kind, name),
    };
    if (!hint.nearest.len)
        hint.detail = list_all(l, mod, kind);
    if (mod == p->mod)
        pl_linter__report(p, PL_DIAG_UNKNOWN_RESOURCE, range, hint, "there is no %.*s '%.*s'",
                          PL_FMT(word_of(kind)), PL_FMT(name));
    else
        pl_linter__report(p, PL_DIAG_UNKNOWN_RESOURCE, range, hint, "mod '%.*s' has no %.*s '%.*s'",
                          PL_FMT(l->mods.at[mod]), PL_FMT(word_of(kind)), PL_FMT(name));
}

/* Report local.m.b if m is written as an object without b. */
static void check_member(const pl_lint_place *p, uint32_t decl, const pl_step *step, pl_range range)
{
    pl_linter *l = p->l;
    const pl_lint_decl *d = pl_linter__read(p, decl);
    if (!d->value || d->value->kind != PL_E_OBJECT || !pl_aim_is_name(step) || pl_linter__full(l))
        return;
    pl_nearest nearest = pl_linter__nearest(step->text);
    for (const pl_pair *pair = d->value->object.pairs; pair; pair = pair->next) {
        pl_str key;
        if (!pl_expr_string(pair->key, &l->faults->words, &key) &&
            !pl_expr_keyword(pair->key, &key))
            return; /* worked out: there may be any */
        if (pl_str_eq(key, step->text))
            return;
        pl_nearest_offer(&nearest, key);
    }
    pl_lint_hint hint = { .target = pl_linter__name(l, decl), .nearest = nearest.best };
    if (!nearest.best.len)
        hint.detail = pl_linter__text(l, "it is written in %.*s",
                                      PL_FMT(pl_linter__where(l, d->file, d->range.start)));
    pl_linter__report(p, PL_DIAG_UNKNOWN_RESOURCE, range, hint, "'local.%.*s' has no '%.*s'",
                      PL_FMT(d->name), PL_FMT(step->text));
}

static void check_name(const pl_lint_place *p, uint32_t mod, pl_kind kind, const pl_step *steps,
                       pl_range range)
{
    pl_linter *l = p->l;
    uint32_t decl;
    if (!pl_aim_is_name(steps))
        return;
    if (!pl_linter__find(l, mod, kind, steps->text, &decl)) {
        if (!pl_linter__full(l) && !pl_linter__may_be(l, mod, kind, steps->text))
            report_missing(p, mod, kind, steps->text, range);
        return;
    }
    if (kind == PL_KIND_LOCAL)
        check_member(p, decl, steps->next, range);
    uint32_t top = l->decls.at[decl].top;
    bool inside = decl != top && top == p->decl;
    if (!p->waits && !inside && kind != PL_KIND_VARIABLE && p->decl != UINT32_MAX)
        pl_vec_push(&l->files.at[p->file].needs, ((pl_lint_need){ p->decl, top, p->file, range }));
}

/* ---- names of nested blocks */

/* The blocks of a type in a body. */
static pl_name_space inside(const pl_body *body, pl_str type)
{
    return (pl_name_space){ (uintptr_t)body, pl_hash_str(type) };
}

static void list_blocks(pl_linter *l, const pl_body *of, const pl_body *body)
{
    for (const pl_block *b = body->blocks; b; b = b->next) {
        if (b->labels)
            pl_names_claim(&l->nested, inside(of, b->type), b->labels->text, 0);
        list_blocks(l, of, b->body);
    }
}

bool pl_linter__has_block(pl_linter *l, const pl_body *body, pl_str type, pl_str name)
{
    static const pl_name_space listed = { 0 };
    pl_str address = pl_str_make((const char *)&body, sizeof body);
    if (!pl_names_find(&l->nested, listed, address, NULL)) {
        pl_names_claim(&l->nested, listed, address, 0);
        list_blocks(l, body, body);
    }
    return pl_names_find(&l->nested, inside(body, type), name, NULL);
}

static void offer_blocks(pl_nearest *nearest, const pl_body *body, pl_str type)
{
    for (const pl_block *b = body->blocks; b; b = b->next) {
        if (b->labels && pl_str_eq(b->type, type))
            pl_nearest_offer(nearest, b->labels->text);
        offer_blocks(nearest, b->body, type);
    }
}

pl_str pl_linter__near_block(const pl_body *body, pl_str type, pl_str name)
{
    pl_nearest nearest = pl_linter__nearest(name);
    offer_blocks(&nearest, body, type);
    return nearest.best;
}

/* Check a reference to a nested block of the top-level block, unless that has a base, from which it
 * may inherit blocks. */
static void check_nested(const pl_lint_place *p, pl_str type, const pl_step *step, pl_range range)
{
    pl_lint_place late = *p;
    pl_linter *l = p->l;
    if (!p->top || !p->top->labels || !pl_aim_is_name(step) ||
        pl_body_attr(p->top->body, PL_S("base")))
        return;
    if (pl_linter__full(l) || pl_linter__has_block(l, p->top->body, type, step->text))
        return;
    late.waits = true;
    pl_lint_hint hint = { .nearest = pl_linter__near_block(p->top->body, type, step->text) };
    pl_linter__report(&late, PL_DIAG_UNKNOWN_RESOURCE, range, hint,
                      "there is no %.*s '%.*s' in %.*s.%.*s", PL_FMT(type), PL_FMT(step->text),
                      PL_FMT(p->top->type), PL_FMT(p->top->labels->text));
}

/* ---- roots */

static void offer_kinds(pl_nearest *nearest)
{
    for (int i = 0; i < PL_KIND_COUNT; i++)
        pl_nearest_offer(nearest, pl_kind_name((pl_kind)i));
}

/* Report a reference whose first word is no kind, no mod and nothing else that may begin one: a
 * word alone is probably a text without quotes, `x.query.y` names a mod, the rest a kind. */
static void report_unknown_root(const pl_lint_place *p, pl_str root, const pl_ref_words *ref,
                                bool alone, pl_range range)
{
    pl_linter *l = p->l;
    pl_nearest nearest = pl_linter__nearest(root);
    pl_lint_hint hint = { .target = root };
    if (alone) {
        hint.detail = pl_linter__text(l, "a text stands in quotes: \"%.*s\"", PL_FMT(root));
        pl_linter__report(p, PL_DIAG_UNKNOWN_RESOURCE, range, hint, "'%.*s' means nothing here",
                          PL_FMT(root));
        return;
    }
    for (size_t i = 0; i < l->mods.n; i++)
        pl_nearest_offer(&nearest, l->mods.at[i]);
    if (ref) {
        hint.nearest = nearest.best;
        hint.target = pl_linter__text(l, "%.*s.%.*s", PL_FMT(pl_kind_name(ref->kind)),
                                      PL_FMT(ref->name->text));
        if (!nearest.best.len)
            hint.detail = PL_S("mods that are used stand in the require block of mod.pp");
        pl_linter__report(p, PL_DIAG_UNKNOWN_RESOURCE, range, hint,
                          "no mod '%.*s' is required here", PL_FMT(root));
        return;
    }
    offer_kinds(&nearest);
    hint.nearest = nearest.best;
    pl_linter__report(p, PL_DIAG_UNKNOWN_RESOURCE, range, hint, "there is no kind of thing '%.*s'",
                      PL_FMT(root));
}

static void check_ref(void *ctx, pl_str root, const pl_step *steps, pl_range range)
{
    const pl_lint_place *p = ctx;
    uint32_t mod;
    pl_ref_words ref;
    bool named = pl_ref_read(root, steps, &ref);
    if (named && !ref.mod.len) {
        if (ref.kind == PL_KIND_WITH)
            check_nested(p, PL_S("with"), steps, range);
        else if (ref.kind != PL_KIND_MOD)
            check_name(p, p->mod, ref.kind, steps, range);
    } else if (pl_str_eq(root, PL_S("connection"))) {
        pl_linter__connection(p, steps, range);
    } else if (pl_str_eq(root, PL_S("self"))) {
        if (pl_aim_is_name(steps) && pl_str_eq(steps->text, PL_S("input")))
            check_nested(p, steps->text, steps->next, range);
    } else if (pl_linter__mod(p->l, root, &mod) && pl_aim_is_name(steps)) {
        if (named && ref.kind != PL_KIND_MOD && ref.kind != PL_KIND_WITH)
            check_name(p, mod, ref.kind, ref.name, range);
    } else if (pl_root_of(root) == PL_ROOT_UNKNOWN && (!steps || pl_aim_is_name(steps))) {
        bool full = named && pl_aim_is_name(ref.name);
        report_unknown_root(p, root, full ? &ref : NULL, !steps, range);
    }
}

bool pl_linter__target(const pl_lint_place *p, const pl_expr *expr, uint32_t *decl)
{
    const pl_step *steps;
    uint32_t mod = p->mod;
    pl_str root;
    pl_ref_words ref;
    return pl_expr_traversal(expr, &root, &steps) && pl_ref_read(root, steps, &ref) &&
           pl_aim_is_name(ref.name) && (!ref.mod.len || pl_linter__mod(p->l, root, &mod)) &&
           pl_linter__find(p->l, mod, ref.kind, ref.name->text, decl);
}

/* ---- functions */

static void check_call(void *ctx, const pl_expr *e)
{
    const pl_lint_place *p = ctx;
    pl_nearest nearest = pl_linter__nearest(e->call.name);
    uint32_t n;
    const pl_fn *table = pl_fn_table(&n);
    if (pl_fn_find(e->call.name) || pl_str_find(e->call.name, ':') < e->call.name.len)
        return;
    for (uint32_t i = 0; i < n; i++)
        pl_nearest_offer(&nearest, pl_str_cstr(table[i].name));
    pl_lint_hint hint = { .nearest = nearest.best };
    if (!nearest.best.len)
        hint.detail = PL_S("the functions are those of Terraform and Powerpipe");
    pl_linter__report(p, PL_DIAG_UNKNOWN_FUNCTION, e->call.name_range, hint,
                      "there is no function '%.*s'", PL_FMT(e->call.name));
}

void pl_linter__refs(const pl_lint_place *place, const pl_expr *expr)
{
    pl_expr_refs(expr, check_ref, pl_unconst(place));
    pl_expr_calls(expr, check_call, pl_unconst(place));
}
