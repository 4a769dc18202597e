/* linter_blocks.c - searching a file for mistakes: unknown attributes, blocks and values, and
 * wrong arguments (linter.h). */
#include "check/linter_inner.h"
#include "base/str.h"
#include "check/static.h"
#include "hcl/parse.h"
#include "schema/kind.h"
#include "schema/schema.h"

/* ---- values */

/* Check a value, but only in the workspace's own mod: the user cannot mend others. */
static void check_value(const pl_lint_place *p, const pl_schema *schema, const pl_attr *a)
{
    pl_linter *l = p->l;
    pl_str value;
    if (p->mod || schema->kind < 0 || !pl_attr_words((pl_kind)schema->kind, a->name) ||
        !pl_expr_string(a->expr, &l->faults->words, &value) || !value.len)
        return;
    pl_nearest nearest = pl_linter__nearest(value);
    if (pl_words_know((pl_kind)schema->kind, a->name, value, &nearest))
        return;
    const char *words = pl_attr_words((pl_kind)schema->kind, a->name);
    pl_lint_hint hint = { .nearest = nearest.best,
                          .detail = pl_linter__text(l, "there is: %s", words) };
    pl_linter__report(p, PL_DIAG_UNKNOWN_VALUE, a->expr->range, hint, "%.*s '%.*s' is unknown",
                      PL_FMT(a->name), PL_FMT(value));
}

/* Check a type expression: variable { type = nmber }. */
static void check_type(const pl_lint_place *p, const pl_attr *a)
{
    pl_str word;
    if (!pl_expr_keyword(a->expr, &word))
        return;
    pl_nearest nearest = pl_linter__nearest(word);
    pl_str rest = PL_S("any bool number string list map set object tuple connection notifier");
    while (rest.len) {
        pl_str known = pl_str_split(&rest, ' ');
        if (pl_str_eq(known, word))
            return;
        pl_nearest_offer(&nearest, known);
    }
    if (!nearest.best.len)
        return;
    pl_linter__report(p, PL_DIAG_INVALID_TYPE, a->expr->range,
                      (pl_lint_hint){ .nearest = nearest.best }, "there is no type '%.*s'",
                      PL_FMT(word));
}

/* ---- arguments by name */

static bool has_params(const pl_body *body)
{
    for (const pl_block *b = body->blocks; b; b = b->next)
        if (b->labels && pl_str_eq(b->type, PL_S("param")))
            return true;
    return false;
}

static void check_args(const pl_lint_place *p, const pl_body *body)
{
    pl_linter *l = p->l;
    const pl_attr *args = pl_body_attr(body, PL_S("args"));
    const pl_attr *query = pl_body_attr(body, PL_S("query"));
    uint32_t decl;
    if (!args || !query || args->expr->kind != PL_E_OBJECT ||
        !pl_linter__target(p, query->expr, &decl) || !l->decls.at[decl].block)
        return;
    const pl_body *params = pl_linter__read(p, decl)->block->body;
    if (!has_params(params))
        return;
    for (const pl_pair *pair = args->expr->object.pairs; pair; pair = pair->next) {
        pl_str key;
        if (!pl_expr_string(pair->key, &l->faults->words, &key) &&
            !pl_expr_keyword(pair->key, &key))
            continue;
        if (pl_linter__has_block(l, params, PL_S("param"), key))
            continue;
        pl_lint_hint hint = { .nearest = pl_linter__near_block(params, PL_S("param"), key) };
        pl_linter__report(p, PL_DIAG_INVALID_PARAM, pair->key->range, hint,
                          "'%.*s' has no parameter '%.*s'", PL_FMT(pl_linter__name(l, decl)),
                          PL_FMT(key));
    }
}

/* ---- attributes and blocks that the schema does not have */

/* The article of a word: "a" query, "an" input. */
static const char *article(pl_str word)
{
    return word.len && memchr("aeiou", word.ptr[0], 5) ? "an" : "a";
}

static void offer_blocks(pl_nearest *nearest, const pl_schema *schema)
{
    for (int i = 0; schema->kind >= 0 && i < PL_KIND_COUNT; i++)
        if (pl_kind_allows((pl_kind)schema->kind, (pl_kind)i))
            pl_nearest_offer(nearest, pl_kind_word((pl_kind)i));
    for (unsigned i = 0; i < schema->n_parts; i++)
        pl_nearest_offer(nearest, schema->parts[i].schema->word);
}

/* A hint for `nodes = [...]`, where `node` is a block; empty if no block has a similar name. */
static pl_str block_hint(pl_linter *l, const pl_schema *schema, pl_str name)
{
    pl_nearest nearest = pl_linter__nearest(name);
    offer_blocks(&nearest, schema);
    if (!nearest.best.len)
        return (pl_str){ 0 };
    return pl_linter__text(l, "'%.*s' is written as a block: %.*s { ... }", PL_FMT(nearest.best),
                           PL_FMT(nearest.best));
}

static void word_attr(void *ctx, const pl_schema *schema, const pl_attr *a)
{
    const pl_lint_place *p = ctx;
    pl_linter *l = p->l;
    pl_nearest nearest = pl_linter__nearest(a->name);
    pl_buf all = { 0 };
    for (unsigned i = 0; i < schema->n_fields; i++) {
        pl_nearest_offer(&nearest, schema->fields[i].name);
        if (!(schema->fields[i].flags & PL_FIELD_IGNORED))
            pl_buf_printf(&all, "%s%.*s",
                          all.len ? ", " : "it has: ", PL_FMT(schema->fields[i].name));
    }
    pl_lint_hint hint = { .nearest = nearest.best };
    if (!nearest.best.len)
        hint.detail = block_hint(l, schema, a->name);
    if (!nearest.best.len && !hint.detail.len)
        hint.detail = pl_arena_str(&l->faults->words, pl_buf_view(&all));
    pl_linter__report(p, PL_DIAG_UNSUPPORTED_ARGUMENT, a->name_range, hint,
                      "'%.*s' is no attribute of %s %.*s", PL_FMT(a->name), article(schema->word),
                      PL_FMT(schema->word));
    pl_buf_done(&all);
}

static void word_block(void *ctx, const pl_schema *schema, const pl_block *b)
{
    const pl_lint_place *p = ctx;
    pl_linter *l = p->l;
    pl_nearest nearest = pl_linter__nearest(b->type);
    pl_kind kind;
    offer_blocks(&nearest, schema);
    pl_lint_hint hint = { .nearest = nearest.best };
    if (!nearest.best.len && pl_kind_find(b->type, &kind) && pl_kind_flags(kind) & PL_KIND_IS_TOP)
        hint.detail = pl_linter__text(l, "%s %.*s may stand outside of all blocks",
                                      article(b->type), PL_FMT(b->type));
    else if (!nearest.best.len && pl_schema_field(schema, b->type, NULL))
        hint.detail =
            pl_linter__text(l, "an attribute has an equals sign: %.*s = ...", PL_FMT(b->type));
    pl_linter__report(p, PL_DIAG_UNSUPPORTED_BLOCK, b->type_range, hint,
                      "'%.*s' is no block of %s %.*s", PL_FMT(b->type), article(schema->word),
                      PL_FMT(schema->word));
}

static void report_unknown_type(const pl_lint_place *p, const pl_block *b)
{
    pl_nearest nearest = pl_linter__nearest(b->type);
    for (int i = 0; i < PL_KIND_COUNT; i++)
        if (pl_kind_flags((pl_kind)i) & PL_KIND_IS_TOP)
            pl_nearest_offer(&nearest, pl_kind_word((pl_kind)i));
    pl_linter__report(p, PL_DIAG_UNSUPPORTED_BLOCK, b->type_range,
                      (pl_lint_hint){ .nearest = nearest.best }, "there is no kind of block '%.*s'",
                      PL_FMT(b->type));
}

/* ---- blocks */

/* Check one attribute of a block of `schema`: its value, and the references in it. An attribute
 * that the schema does not have is reported elsewhere; here only its references are checked. */
static void lint_attr(pl_lint_place *p, const pl_schema *schema, const pl_attr *a)
{
    const pl_field *field = pl_schema_field(schema, a->name, NULL);
    bool before = p->waits;
    if (field && field->type == PL_FIELD_TYPE)
        check_type(p, a);
    if (field && (field->type == PL_FIELD_TYPE || field->flags & PL_FIELD_IGNORED))
        return;
    if (field)
        check_value(p, schema, a);
    if (field && field->type == PL_FIELD_DATABASE)
        pl_linter__database(p, a->expr);
    p->waits = field && (field->type == PL_FIELD_ARGS || field->type == PL_FIELD_DATABASE ||
                         field->flags & (PL_FIELD_RUNTIME | PL_FIELD_LENIENT));
    pl_linter__refs(p, a->expr);
    p->waits = before;
}

static void lint_body(pl_lint_place *p, const pl_body *body, const pl_schema *schema)
{
    for (const pl_attr *a = body->attrs; a; a = a->next)
        lint_attr(p, schema, a);
    check_args(p, body);
    pl_static_unknown(body, schema, &(pl_unknown_words){ word_block, word_attr, p });
    for (const pl_block *b = body->blocks; b; b = b->next) {
        const pl_schema *inner = pl_static_inside(schema, b->type);
        if (inner)
            lint_body(p, b->body, inner);
    }
}

static void lint_locals(pl_lint_place *p, const pl_body *body)
{
    for (const pl_attr *a = body->attrs; a; a = a->next) {
        if (!pl_linter__find(p->l, p->mod, PL_KIND_LOCAL, a->name, &p->decl))
            p->decl = UINT32_MAX;
        pl_linter__refs(p, a->expr);
    }
}

/* Does the block belong to a sister program? The checks refuse such blocks. */
static bool is_foreign(pl_str type)
{
    return pl_str_eq(type, PL_S("pipeline")) || pl_str_eq(type, PL_S("trigger")) ||
           pl_str_eq(type, PL_S("integration"));
}

void pl_linter__file(pl_linter *l, uint32_t file)
{
    const pl_lint_file *f = &l->files.at[file];
    for (const pl_block *b = f->sound->blocks; b; b = b->next) {
        pl_lint_place p = { .l = l, .file = file, .mod = f->mod, .decl = UINT32_MAX };
        pl_kind kind;
        if (!pl_kind_find(b->type, &kind) || !(pl_kind_flags(kind) & PL_KIND_IS_TOP)) {
            if (!is_foreign(b->type))
                report_unknown_type(&p, b);
            continue;
        }
        if (kind == PL_KIND_MOD) {
            pl_linter__mod_block(&p, b->body);
            continue;
        }
        if (kind == PL_KIND_LOCAL) {
            lint_locals(&p, b->body);
            continue;
        }
        p.top = b;
        if (!b->labels || !pl_linter__find(l, f->mod, kind, b->labels->text, &p.decl))
            p.decl = UINT32_MAX;
        lint_body(&p, b->body, pl_schema_of(kind));
    }
}
