/* decode_parts.c - nested blocks that are not resources: legend, series, option, property, ... and
 * params (mod-language.md 4.5, 7.2). */
#include "base/str.h"
#include "eval/stored.h"
#include "load/load.h"

static void decode_fields(pl_decoder *d, const pl_body *body, pl_part_block *part)
{
    for (const pl_attr *a = body->attrs; a; a = a->next) {
        unsigned at;
        const pl_field *field = pl_schema_field(part->schema, a->name, &at);
        pl_value v;
        if (field && pl_decode__value(d, a->expr, (pl_field_type)field->type, &v))
            part->fields[at] = v;
    }
}

static pl_part_block *decode_part(pl_decoder *d, const pl_block *block, const pl_part_rule *rule)
{
    pl_arena *arena = &d->r->arena;
    pl_part_block *part = PL_NEW(arena, pl_part_block);
    part->schema = rule->schema;
    part->rule = rule;
    if (block->labels)
        part->name = pl_arena_str(arena, block->labels->text);
    part->fields = pl_arena_zero(arena, (part->schema->n_fields + 1) * sizeof *part->fields,
                                 _Alignof(pl_value));
    decode_fields(d, block->body, part);
    pl_decode__parts(d, block->body, part->schema, &part->parts);
    return part;
}

/* ---- params */

/* Decode the default of a param. A runtime reference becomes a dependency; a value that has no text
 * is reported; one that refers to something missing counts as no default. */
static void decode_default(pl_decoder *d, const pl_attr *attr, pl_param_def *param)
{
    pl_value v;
    pl_str path;
    if (pl_decode__runtime(d, attr->expr, &path)) {
        pl_decode__add_dependency(
            d, pl_arena_printf(&d->r->arena, "param.%.*s", PL_FMT(param->name)), path);
        return;
    }
    if (!pl_decode__lenient(d, attr->expr, PL_FIELD_ANY, &v))
        return;
    param->default_is_null = v.tag == PL_V_NULL;
    if (param->default_is_null)
        return;
    param->has_default = true;
    param->default_is_string = v.tag == PL_V_STRING;
    pl_buf text = { 0 }, why = { 0 };
    if (pl_stored_text(v, &text, &why)) {
        param->dflt = pl_arena_str(&d->r->arena, pl_buf_view(&text));
    } else {
        text.len = 0;
        pl_buf_printf(&text, "param.%.*s has invalid default config", PL_FMT(param->name));
        pl_diag_raw(d->diags, PL_ERROR, PL_DIAG_INVALID_PARAM, attr->range, pl_buf_view(&text),
                    pl_buf_view(&why));
        d->failed = true;
    }
    pl_buf_done(&text);
    pl_buf_done(&why);
}

static void decode_param(pl_decoder *d, const pl_block *block)
{
    pl_param_def *param = PL_NEW(&d->r->arena, pl_param_def);
    if (block->labels)
        param->name = pl_arena_str(&d->r->arena, block->labels->text);
    const pl_attr *description = pl_body_attr(block->body, PL_S("description"));
    const pl_attr *dflt = pl_body_attr(block->body, PL_S("default"));
    pl_value v;
    if (description && pl_decode__value(d, description->expr, PL_FIELD_STRING, &v) &&
        v.tag == PL_V_STRING) {
        param->has_description = true;
        param->description = pl_value_get_str(v);
    }
    if (dflt)
        decode_default(d, dflt, param);
    *(d->params_end ? d->params_end : &d->r->params) = param;
    d->params_end = &param->next;
}

void pl_decode__parts(pl_decoder *d, const pl_body *body, const pl_schema *schema,
                      pl_part_block **out)
{
    pl_part_block **end = out;
    for (const pl_block *b = body->blocks; b; b = b->next) {
        const pl_part_rule *rule = pl_schema_part(schema, b->type);
        if (!rule)
            continue;
        if (rule->schema == pl_schema_param()) {
            decode_param(d, b);
            continue;
        }
        *end = decode_part(d, b, rule);
        end = &(*end)->next;
    }
}
