/* values_block.c - the attributes of a block, each evaluated as its field says. */
#include "base/map.h"
#include "base/str.h"
#include "check/values.h"
#include "check/static_refs.h"
#include "lex/lex.h"
#include "mod/field.h"
#include "schema/kind.h"
#include "schema/name.h"
#include <stdio.h>

/* One top-level block at a time. */
typedef struct blocks {
    pl_world *world;
    const pl_index *ix;
    uint32_t mod, file;
    uint32_t first, end; /* entries of the file */
    pl_scope scope;      /* what the world knows, but for what a block has to wait for */
    pl_block_view view;
    pl_diags *said;        /* about the block at hand */
    const pl_diags *known; /* on the static level; told up to `n_known` */
    size_t n_known;
    bool runtime; /* the expression at hand may name what a dashboard knows when it runs */
} blocks;

/* ---- names */

/* A message without words: the block has to wait for something (mod-language.md 5.5). Those
 * that the evaluator has for that, of what is no reference, are errors like others: nothing
 * will ever be there. Not of variables: who names a connection that there is not goes without
 * (recorded). */
static bool is_waiting(const pl_diag *d, bool variable)
{
    static const pl_str summaries[] = { PL_S("Unknown variable"), PL_S("Unsupported attribute"),
                                        PL_S("Missing map element") };
    for (size_t i = 0; variable && i < PL_COUNT(summaries); i++)
        if (pl_str_eq(d->summary, summaries[i]))
            return true;
    return !d->summary.len;
}

static void wait_for(pl_range range, pl_diags *diags)
{
    pl_diag_raw(diags, PL_ERROR, range, (pl_str){ 0 }, (pl_str){ 0 });
}

static bool is_runtime(pl_str root)
{
    return pl_str_eq(root, PL_S("self")) || pl_str_eq(root, PL_S("with")) ||
           pl_str_eq(root, PL_S("param")) || pl_str_eq(root, PL_S("input"));
}

/* What is wrong elsewhere is told there. */
static pl_found find(const pl_scope *scope, pl_str root, const pl_step *steps, pl_range range,
                     pl_value *out, unsigned *used, pl_diags *diags)
{
    blocks *b = scope->ctx;
    const pl_scope *inner = pl_world_scope(b->world, b->mod);
    size_t before = pl_diags_count(diags);
    pl_found found = inner->find(inner, root, steps, range, out, used, diags);
    bool early = found == PL_FOUND && out->tag == PL_V_UNKNOWN && is_runtime(root) && !b->runtime;
    if (found != PL_FOUND_ERROR && !early)
        return found;
    pl_diags_truncate(diags, before);
    wait_for(range, diags);
    return PL_FOUND_ERROR;
}

static void names(const pl_scope *scope, void (*each)(void *ctx, pl_str name), void *ctx)
{
    const blocks *b = scope->ctx;
    const pl_scope *inner = pl_world_scope(b->world, b->mod);
    inner->names(inner, each, ctx);
}

static pl_entry_id entry_at(const blocks *b, uint32_t start)
{
    uint32_t n;
    const pl_ix_entry *entries = pl_index_entries(b->ix, &n);
    for (uint32_t i = b->first; i < b->end; i++)
        if (entries[i].start == start)
            return i;
    return PL_NO_ENTRY;
}

/* "mod.kind.name" of a block of this file. */
static void print_name(const blocks *b, const pl_block *block, pl_buf *out)
{
    pl_entry_id id = entry_at(b, block->range.start);
    if (id != PL_NO_ENTRY)
        pl_index_print_name(b->ix, id, out);
}

/* ---- values */

static pl_eval evaluation(blocks *b)
{
    return (pl_eval){ .arena = b->view.scratch,
                      .diags = b->said,
                      .scope = &b->scope,
                      .env = pl_world_env(b->world, b->mod) };
}

static bool evaluate(blocks *b, const pl_expr *expr, pl_field_type type, pl_value *out)
{
    pl_eval ev = evaluation(b);
    return pl_field_eval(&ev, expr, type, out);
}

/* ---- what is known only when a dashboard runs (7.4) */

static const pl_expr *root_of(const pl_expr *e)
{
    while (e->kind == PL_E_SPLAT)
        e = e->splat.source;
    return e;
}

static bool is_reference(const pl_expr *e)
{
    return root_of(e)->kind == PL_E_TRAVERSAL;
}

/* Source of a reference without blanks. */
static void print_reference(const blocks *b, const pl_expr *e, pl_buf *out)
{
    for (uint32_t i = e->range.start; i < e->range.end && i < b->view.text.len; i++) {
        char c = b->view.text.ptr[i];
        if (c != ' ' && c != '\t' && c != '\n' && c != '\r')
            pl_buf_byte(out, c);
    }
}

/* Why `e`, which has no value yet, cannot wait for one; appended, nothing when it can. */
static void check_waiting(const blocks *b, const pl_expr *e, pl_buf *why)
{
    if (!is_reference(e)) {
        pl_buf_cstr(why, "unexpected runtime dependency expression type");
    } else if (pl_str_eq(root_of(e)->traversal.root, PL_S("input"))) {
        pl_buf_cstr(why, "could not resolve runtime dependency resource ");
        print_reference(b, e, why);
    }
}

/* The value as far as it is known now: what fails is unknown, and nothing is said about it.
 * False when it fails or a part is unknown. */
static bool evaluate_late(blocks *b, const pl_expr *e, pl_field_type type, pl_value *out)
{
    size_t before = pl_diags_count(b->said);
    b->runtime = true;
    bool ok = evaluate(b, e, type, out);
    b->runtime = false;
    pl_diags_truncate(b->said, before);
    return ok && pl_value_is_known(*out);
}

/* One argument or default. An element that cannot be evaluated has no value either: it
 * waits, too. */
static void check_runtime(blocks *b, const pl_expr *e, bool may_wrap, pl_str name, pl_buf *why)
{
    pl_value v;
    bool wrapped = may_wrap && e->kind == PL_E_TUPLE && e->tuple.n == 1;
    if (evaluate_late(b, e, PL_FIELD_ANY, &v))
        return;
    if ((pl_value_is_seq(v) || pl_value_is_members(v)) && !pl_value_is_known(v) &&
        !(wrapped && is_reference(e->tuple.items->expr)))
        pl_buf_printf(why,
                      "invalid value provided for param '%.*s': cannot serialize unknown values",
                      PL_FMT(name));
    else
        check_waiting(b, wrapped ? e->tuple.items->expr : e, why);
}

static void say_args(blocks *b, const pl_block *block, pl_range range, pl_str detail)
{
    pl_buf text = { 0 };
    print_name(b, block, &text);
    pl_buf_cstr(&text, " has invalid parameter config");
    pl_diag_raw(b->said, PL_ERROR, range, pl_buf_view(&text), detail);
    pl_buf_done(&text);
}

static const char not_args[] = "'params' property must be either a map or an array";

static void check_named(blocks *b, const pl_expr *e, pl_buf *why)
{
    for (const pl_pair *p = e->object.pairs; p && !why->len; p = p->next) {
        pl_value key = { .tag = PL_V_NULL };
        pl_str word;
        if (p->naked && pl_expr_keyword(p->key, &word))
            check_runtime(b, p->value, true, word, why);
        else if (evaluate_late(b, p->key, PL_FIELD_STRING, &key) && key.tag == PL_V_STRING)
            check_runtime(b, p->value, true, pl_value_get_str(key), why);
        else
            pl_buf_cstr(why, not_args);
    }
}

static void check_listed(blocks *b, const pl_expr *e, pl_buf *why)
{
    char number[16];
    unsigned position = 0;
    for (const pl_item *i = e->tuple.items; i && !why->len; i = i->next) {
        snprintf(number, sizeof number, "%u", position++);
        check_runtime(b, i->expr, false, pl_str_cstr(number), why);
    }
}

/* Name of the first member or element that is not known. */
static void print_unknown(pl_value v, pl_buf *out)
{
    uint32_t i = 0;
    bool members = pl_value_is_members(v);
    while (i < v.len && pl_value_is_known(members ? v.members->at[i].value : v.seq->at[i]))
        i++;
    if (members && i < v.len)
        pl_buf_str(out, v.members->at[i].key);
    else
        pl_buf_printf(out, "%u", i);
}

/* Worked out by an expression. */
static void check_computed(blocks *b, const pl_expr *e, pl_buf *why)
{
    pl_value v;
    bool known = evaluate_late(b, e, PL_FIELD_ANY, &v);
    if (!pl_value_is_seq(v) && !pl_value_is_members(v)) {
        pl_buf_cstr(why, not_args);
    } else if (!known && !pl_value_is_known(v)) {
        pl_buf_cstr(why, "could not extract runtime dependency for arg ");
        print_unknown(v, why);
    }
}

static void check_args(blocks *b, const pl_block *block, const pl_attr *attr)
{
    pl_buf why = { 0 };
    if (attr->expr->kind == PL_E_OBJECT)
        check_named(b, attr->expr, &why);
    else if (attr->expr->kind == PL_E_TUPLE)
        check_listed(b, attr->expr, &why);
    else
        check_computed(b, attr->expr, &why);
    if (why.len)
        say_args(b, block, attr->range, pl_buf_view(&why));
    pl_buf_done(&why);
}

static void check_default(blocks *b, const pl_block *param, const pl_attr *attr)
{
    pl_buf why = { 0 }, text = { 0 };
    pl_str name = param->labels ? param->labels->text : (pl_str){ 0 };
    check_runtime(b, attr->expr, false, name, &why);
    if (why.len) {
        pl_buf_printf(&text, "param.%.*s has invalid parameter default config", PL_FMT(name));
        pl_diag_raw(b->said, PL_ERROR, attr->range, pl_buf_view(&text), pl_buf_view(&why));
    }
    pl_buf_done(&why);
    pl_buf_done(&text);
}

/* ---- blocks */

static bool needs_sql(pl_kind kind, bool nested)
{
    switch (kind) {
    case PL_KIND_QUERY:
    case PL_KIND_CONTROL:
    case PL_KIND_WITH: return true;
    case PL_KIND_CHART:
    case PL_KIND_TABLE:
    case PL_KIND_DETECTION:
    case PL_KIND_NODE:
    case PL_KIND_EDGE: return nested;
    default: return false;
    }
}

/* The static level takes `sql = local.x` for a query; null is none (9.3). */
static void check_sql(blocks *b, const pl_block *block, const pl_schema *schema, pl_value v)
{
    bool nested = block != b->view.block;
    if (v.tag != PL_V_NULL || schema->kind < 0 || !needs_sql((pl_kind)schema->kind, nested) ||
        pl_body_attr(block->body, PL_S("query")) || pl_body_attr(block->body, PL_S("base")))
        return;
    pl_buf text = { 0 };
    print_name(b, block, &text);
    pl_buf_cstr(&text, " does not define a query or SQL");
    pl_diag_raw(b->said, PL_ERROR, (pl_range){ block->open.start, block->close.end },
                pl_buf_view(&text), (pl_str){ 0 });
    pl_buf_done(&text);
}

static void check_field(blocks *b, const pl_block *block, const pl_schema *schema,
                        const pl_field *field, const pl_attr *attr)
{
    pl_value v;
    if (field->flags & PL_FIELD_IGNORED)
        return;
    switch ((pl_field_type)field->type) {
    case PL_FIELD_REF:
    case PL_FIELD_BASE:
    case PL_FIELD_CHILDREN:
    case PL_FIELD_DATABASE:
    case PL_FIELD_TYPE: return;
    case PL_FIELD_ARGS: check_args(b, block, attr); return;
    default: break;
    }
    if (field->flags & PL_FIELD_RUNTIME)
        check_default(b, block, attr);
    else if (evaluate(b, attr->expr, (pl_field_type)field->type, &v) &&
             pl_str_eq(field->name, PL_S("sql")))
        check_sql(b, block, schema, v);
}

/* What has such a name is not decoded. */
static bool is_misnamed(const pl_block *block)
{
    return block->labels && !pl_name_valid(block->labels->text) &&
           !pl_is_ident(block->labels->text);
}

static void check_block(blocks *b, const pl_block *block, const pl_schema *schema)
{
    for (const pl_attr *a = block->body->attrs; a; a = a->next) {
        const pl_field *field = pl_schema_field(schema, a->name, NULL);
        if (field)
            check_field(b, block, schema, field, a);
    }
    for (const pl_block *in = block->body->blocks; in; in = in->next) {
        const pl_part_rule *rule = pl_schema_part(schema, in->type);
        pl_kind kind;
        if (rule)
            check_block(b, in, rule->schema);
        else if (pl_kind_find(in->type, &kind) && !is_misnamed(in))
            check_block(b, in, pl_schema_of(kind));
    }
}

/* ---- one file */

static void tell(blocks *b, bool variable, pl_diags *diags)
{
    for (size_t i = 0; i < pl_diags_count(b->said); i++)
        if (is_waiting(pl_diags_get(b->said, i), variable))
            return;
    pl_diags_append(diags, b->said);
}

/* What is known of all that begins before byte `end`. */
static void tell_known(blocks *b, uint32_t end, bool held, pl_diags *diags)
{
    size_t n = b->known ? pl_diags_count(b->known) : 0;
    for (; b->n_known < n; b->n_known++) {
        const pl_diag *d = pl_diags_get(b->known, b->n_known);
        if (d->range.start >= end)
            return;
        if (!held)
            pl_diag_copy(diags, d);
    }
}

static void check_variable(blocks *b, pl_entry_id id)
{
    const pl_var *var;
    pl_world_var(b->world, id, &var, b->said);
}

static void check_entry(blocks *b, pl_entry_id id, pl_kind kind)
{
    pl_value v;
    if (!pl_world_open(b->world, id, &b->view, b->said))
        return;
    if (b->view.attr)
        evaluate(b, b->view.attr->expr, PL_FIELD_ANY, &v);
    else if (b->view.block && !is_misnamed(b->view.block))
        check_block(b, b->view.block, pl_schema_of(kind));
    pl_world_close(b->world, &b->view, b->said);
}

void pl_check__blocks(pl_world *world, uint32_t file, bool variables_only, const pl_refs *refs,
                      const pl_diags *said, pl_diags *diags)
{
    blocks b = { .world = world, .ix = pl_world_index(world), .file = file, .known = said };
    uint32_t n;
    const pl_ix_entry *entries = pl_index_entries(b.ix, &n);
    b.mod = pl_index_files(b.ix, &n)[file].mod;
    b.scope = (pl_scope){ .find = find, .names = names, .ctx = &b };
    pl_index_file_entries(b.ix, file, &b.first, &b.end);
    for (uint32_t i = b.first; i < b.end; i++) {
        pl_kind kind = (pl_kind)entries[i].kind;
        bool top = kind == PL_KIND_LOCAL || entries[i].parent == PL_NONE;
        if (!top || kind == PL_KIND_MOD || (variables_only && kind != PL_KIND_VARIABLE))
            continue;
        bool held = refs && pl_refs_holds(refs, i);
        tell_known(&b, entries[i].start, false, diags);
        tell_known(&b, entries[i].end, held, diags);
        if (refs)
            pl_refs_tell(refs, i, diags);
        if (held)
            continue;
        b.said = pl_diags_new();
        if (kind == PL_KIND_VARIABLE)
            check_variable(&b, i);
        else
            check_entry(&b, i, kind);
        tell(&b, kind == PL_KIND_VARIABLE, diags);
        pl_diags_free(b.said);
    }
    tell_known(&b, UINT32_MAX, false, diags);
}

/* ---- names that cannot be read again */

static bool has_dot(const pl_index *ix, uint32_t mod)
{
    uint32_t n;
    pl_str name = pl_index_str(ix, pl_index_mods(ix, &n)[mod].short_name);
    return pl_str_find(name, '.') < name.len;
}

static void say_bad_name(pl_world *world, pl_entry_id id, pl_diags *diags)
{
    pl_block_view view;
    pl_buf name = { 0 }, bad = { 0 }, text = { 0 };
    pl_index_print_name(pl_world_index(world), id, &name);
    pl_buf_printf(&bad, "Bad Request: invalid name passed to ParseResourceName '%.*s' ",
                  PL_FMT(pl_buf_view(&name)));
    pl_buf_printf(&text, "failed to parse resource name %.*s: %.*s", PL_FMT(pl_buf_view(&name)),
                  PL_FMT(pl_buf_view(&bad)));
    if (pl_world_open(world, id, &view, diags)) {
        pl_range range = { 0 };
        if (view.block)
            range = (pl_range){ view.block->open.start, view.block->close.end };
        pl_diag_raw(diags, PL_ERROR, range, pl_buf_view(&text), (pl_str){ 0 });
        pl_diag_raw(diags, PL_ERROR, range, pl_buf_view(&bad), (pl_str){ 0 });
        pl_world_close(world, &view, diags);
    }
    pl_buf_done(&name);
    pl_buf_done(&bad);
    pl_buf_done(&text);
}

void pl_check__names(pl_world *world, pl_diags *diags)
{
    uint32_t n;
    const pl_index *ix = pl_world_index(world);
    const pl_ix_entry *entries = pl_index_entries(ix, &n);
    for (uint32_t i = 0; i < n; i++)
        if (entries[i].kind == PL_KIND_VARIABLE && has_dot(ix, entries[i].mod))
            say_bad_name(world, i, diags);
}
