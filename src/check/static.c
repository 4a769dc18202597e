/* static.c - checks blocks by their schemas, in two dialects of messages, and what stands at the
 * top level of a file.
 *
 * Powerpipe decodes blocks whose schema is strict, such as variables, with HCL's own decoder, and
 * all others with its mod loader, whose messages differ. */
#include "check/static.h"
#include "base/map.h"
#include "base/str.h"
#include "check/aim.h"
#include "hcl/content.h"
#include "schema/kind.h"
#include "schema/schema.h"

/* ---- rules of a schema, in the form of hcl */

enum { RULES_MAX = 16 };

typedef struct rules {
    pl_body_rule body;
    pl_str attrs[RULES_MAX];
    pl_block_rule blocks[RULES_MAX];
} rules;

static void make_rules(const pl_schema *schema, rules *out)
{
    unsigned n_attrs = 0, n_blocks = 0;
    for (unsigned i = 0; schema->strict && i < schema->n_fields && n_attrs < RULES_MAX; i++)
        out->attrs[n_attrs++] = schema->fields[i].name;
    for (unsigned i = 0; i < schema->n_parts && n_blocks < RULES_MAX; i++) {
        const pl_part_rule *part = &schema->parts[i];
        if (!schema->strict && part->schema == pl_schema_param())
            continue;
        out->blocks[n_blocks++] = (pl_block_rule){
            .type = part->schema->word,
            .labels = part->n_labels ? "name" : NULL,
            .n_labels = part->n_labels,
            .single = part->single,
        };
    }
    out->body = (pl_body_rule){ .attrs = out->attrs,
                                .blocks = out->blocks,
                                .n_attrs = (uint16_t)n_attrs,
                                .n_blocks = (uint16_t)n_blocks };
}

/* ---- strict bodies: HCL's own words */

/* Check a body of a strict schema, and the plain blocks nested in it. */
static void check_strict(const pl_body *body, const pl_schema *schema, pl_diags *diags)
{
    rules r;
    make_rules(schema, &r);
    pl_body_check(body, &r.body, diags);
    for (const pl_block *b = body->blocks; b; b = b->next) {
        const pl_part_rule *rule = pl_schema_part(schema, b->type);
        if (rule)
            check_strict(b->body, rule->schema, diags);
    }
}

/* ---- resources: the words of the mod loader */

/* Check the name of a block; a block without a label passes. */
static bool check_name(const pl_block *block, pl_diags *diags)
{
    if (!block->labels || pl_check__is_name(block->labels->text))
        return true;
    pl_diag_add(diags, PL_ERROR, PL_DIAG_INVALID_NAME, block->labels->range, "Invalid name",
                "A name must start with a letter or underscore and may contain only letters, "
                "digits, underscores, and dashes.");
    return false;
}

const pl_schema *pl_static_inside(const pl_schema *schema, pl_str name)
{
    const pl_part_rule *part = pl_schema_part(schema, name);
    pl_kind kind;
    if (part)
        return part->schema;
    bool child = schema->kind >= 0 && pl_kind_find(name, &kind) &&
                 pl_kind_allows((pl_kind)schema->kind, kind);
    return child ? pl_schema_of(kind) : NULL;
}

void pl_static_attrs(const pl_body *body, const pl_schema *schema, pl_static_attr_fn *attr,
                     void *ctx)
{
    for (const pl_attr *a = body->attrs; a; a = a->next) {
        const pl_field *field = pl_schema_field(schema, a->name, NULL);
        if (field)
            attr(ctx, field, a);
    }
    for (const pl_block *b = body->blocks; b; b = b->next) {
        const pl_schema *inner = pl_static_inside(schema, b->type);
        if (inner)
            pl_static_attrs(b->body, inner, attr, ctx);
    }
}

void pl_static_unknown(const pl_body *body, const pl_schema *schema, const pl_unknown_words *words)
{
    for (const pl_block *b = body->blocks; b; b = b->next)
        if (!pl_static_inside(schema, b->type))
            words->block(words->ctx, schema, b);
    for (const pl_attr *a = body->attrs; a; a = a->next)
        if (!pl_schema_field(schema, a->name, NULL))
            words->attr(words->ctx, schema, a);
}

static void word_block(void *diags, const pl_schema *schema, const pl_block *b)
{
    (void)schema;
    pl_diag_add(diags, PL_ERROR, PL_DIAG_UNSUPPORTED_BLOCK, b->type_range, "Unsupported block type",
                "Blocks of type '%.*s' are not expected here.", PL_FMT(b->type));
}

static void word_attr(void *diags, const pl_schema *schema, const pl_attr *a)
{
    (void)schema;
    pl_diag_add(diags, PL_ERROR, PL_DIAG_UNSUPPORTED_ARGUMENT, a->range, "Unsupported attribute",
                "'%.*s' not expected here.", PL_FMT(a->name));
}

/* Check the labels and the number of plain blocks. Of a param the first label counts and others are
 * ignored, as everywhere in resources. */
static void check_parts(const pl_body *body, const pl_schema *schema, pl_diags *diags)
{
    static const pl_block_rule param = { PL_S("param"), "name", 1, false };
    bool parts = false;
    for (const pl_block *b = body->blocks; b; b = b->next) {
        const pl_part_rule *rule = pl_schema_part(schema, b->type);
        bool is_param = rule && rule->schema == pl_schema_param();
        if (is_param && !b->n_labels)
            pl_block_check(b, &param, diags);
        parts = parts || (rule && !is_param);
    }
    if (!parts)
        return;
    rules r;
    make_rules(schema, &r);
    pl_body_check_known(body, &r.body, diags);
}

static void report_with(const pl_block *owner, const pl_block *second, pl_diags *diags)
{
    pl_buf place = { 0 }, text = { 0 };
    pl_range range = second->body->range;
    pl_diags_where(diags, range, &place);
    pl_buf_printf(&text, "failed to add 'with' block  to %.*s: %.*s: duplicate with block '%.*s'; ",
                  PL_FMT(owner->type), PL_FMT(pl_buf_view(&place)), PL_FMT(second->labels->text));
    pl_diag_raw(diags, PL_ERROR, PL_DIAG_DUPLICATE_BLOCK, range, pl_buf_view(&text), (pl_str){ 0 });
    pl_buf_done(&place);
    pl_buf_done(&text);
}

/* Check the names of `with` blocks: a dashboard, flow, graph or hierarchy runs each under its name.
 */
static void check_withs(const pl_block *owner, pl_diags *diags)
{
    pl_map names = { 0 };
    uint32_t at;
    for (const pl_block *b = owner->body->blocks; b; b = b->next) {
        if (!b->labels || !pl_str_eq(b->type, PL_S("with")))
            continue;
        if (pl_map_find(&names, b->labels->text, &at))
            report_with(owner, b, diags);
        else
            pl_map_put(&names, b->labels->text, 0, NULL);
    }
    pl_map_done(&names);
}

static void check_resource(const pl_block *block, pl_kind kind, pl_diags *diags)
{
    const pl_schema *schema = pl_schema_of(kind);
    if (!check_name(block, diags))
        return;
    if (schema->strict) {
        check_strict(block->body, schema, diags);
        return;
    }
    pl_static_unknown(block->body, schema, &(pl_unknown_words){ word_block, word_attr, diags });
    check_parts(block->body, schema, diags);
    if (pl_kind_allows(kind, PL_KIND_WITH))
        check_withs(block, diags);
    for (const pl_block *b = block->body->blocks; b; b = b->next) {
        const pl_schema *inner = pl_static_inside(schema, b->type);
        if (inner && inner->kind >= 0 && !pl_schema_part(schema, b->type))
            check_resource(b, (pl_kind)inner->kind, diags);
        else if (inner)
            check_strict(b->body, inner, diags);
    }
}

/* ---- blocks of the top level */

/* Report blocks in `locals`. One beside attributes is ignored (recorded). */
static void check_locals(const pl_block *block, pl_diags *diags)
{
    const pl_block *inner = block->body->blocks;
    if (!inner || block->body->attrs)
        return;
    pl_buf summary = { 0 };
    pl_buf_printf(&summary, "Unexpected \"%.*s\" block%c", PL_FMT(inner->type), 0);
    pl_diag_add(diags, PL_ERROR, PL_DIAG_UNSUPPORTED_BLOCK, inner->type_range, summary.ptr,
                "Blocks are not allowed here.");
    pl_buf_done(&summary);
}

/* Refuse a block of a sister program. */
static void refuse(const pl_block *block, pl_diags *diags)
{
    pl_buf text = { 0 };
    pl_buf_printf(&text, "ResourceForBlock called for unsupported block type %.*s",
                  PL_FMT(block->type));
    pl_diag_raw(diags, PL_ERROR, PL_DIAG_UNSUPPORTED_BLOCK, block->body->range, pl_buf_view(&text),
                (pl_str){ 0 });
    pl_buf_done(&text);
}

void pl_check_static(const pl_body *body, pl_static_part part, pl_diags *diags)
{
    for (const pl_block *b = body->blocks; b; b = b->next) {
        pl_kind kind;
        bool known = pl_kind_find(b->type, &kind);
        bool variable = known && kind == PL_KIND_VARIABLE;
        if (variable != (part == PL_STATIC_VARIABLES) || (known && kind == PL_KIND_MOD))
            continue;
        if (!known)
            refuse(b, diags);
        else if (kind == PL_KIND_LOCAL)
            check_locals(b, diags);
        else
            check_resource(b, kind, diags);
    }
}

/* ---- what stands at the top level */

/* Blocks of a sister program: they are known here and refused when they are decoded. */
static const pl_block_rule foreign[] = {
    { .type = { "integration", 11 }, .labels = "type, name", .n_labels = 2 },
    { .type = { "pipeline", 8 }, .labels = "name", .n_labels = 1 },
    { .type = { "trigger", 7 }, .labels = "type, name", .n_labels = 2 },
};

/* The blocks that a file may hold: those of kinds, then foreign ones. Returns how many. */
static uint16_t list_top_blocks(pl_block_rule out[PL_KIND_COUNT + PL_COUNT(foreign)])
{
    uint16_t n = 0;
    for (unsigned kind = 0; kind < PL_KIND_COUNT; kind++) {
        unsigned flags = pl_kind_flags((pl_kind)kind);
        bool labelled = flags & PL_KIND_HAS_LABEL;
        if (flags & PL_KIND_IS_TOP)
            out[n++] = (pl_block_rule){ .type = pl_kind_word((pl_kind)kind),
                                        .labels = labelled ? "name" : NULL,
                                        .n_labels = labelled };
    }
    for (size_t i = 0; i < PL_COUNT(foreign); i++)
        out[n++] = foreign[i];
    return n;
}

bool pl_check_schema(const pl_body *body, pl_diags *diags)
{
    pl_block_rule blocks[PL_KIND_COUNT + PL_COUNT(foreign)];
    pl_body_rule top_level = { .blocks = blocks, .n_blocks = list_top_blocks(blocks) };
    return pl_body_check(body, &top_level, diags);
}
