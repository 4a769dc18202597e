/* decode_base.c - what a resource takes over from its base (mod-language.md 6).
 *
 * The base is loaded like any resource, with what it inherits in turn. Its values are copied,
 * because two resources never share an arena. */
#include "base/assert.h"
#include "base/str.h"
#include "load/load.h"

static bool is_unset(pl_value v)
{
    return v.tag == PL_V_NULL;
}

/* The map `own` with the keys of `base` that it does not have. */
static pl_value merge_maps(pl_arena *arena, pl_value own, pl_value base)
{
    uint32_t n = 0;
    pl_value there;
    pl_member *at = pl_arena_alloc(arena, (own.len + base.len) * sizeof *at);
    for (uint32_t i = 0; i < own.len; i++)
        at[n++] = own.members->at[i];
    for (uint32_t i = 0; i < base.len; i++)
        if (!pl_value_member(own, base.members->at[i].key, &there))
            at[n++] = (pl_member){ pl_arena_str(arena, base.members->at[i].key),
                                   pl_value_copy(arena, base.members->at[i].value) };
    return pl_value_members(arena, PL_V_MAP, pl_type_simple(PL_TYPE_STRING), at, n);
}

static void take_fields(pl_resource *r, const pl_resource *base)
{
    for (unsigned i = 0; i < r->schema->n_fields; i++) {
        const pl_field *field = &r->schema->fields[i];
        pl_value theirs = base->fields[i];
        if (!(field->flags & PL_FIELD_INHERIT) || is_unset(theirs))
            continue;
        if (is_unset(r->fields[i]) && field->type == PL_FIELD_DATABASE)
            r->connection = pl_arena_str(&r->arena, base->connection);
        if (is_unset(r->fields[i]))
            r->fields[i] = pl_value_copy(&r->arena, theirs);
        else if (field->flags & PL_FIELD_MERGE)
            r->fields[i] = merge_maps(&r->arena, r->fields[i], theirs);
    }
}

/* ---- nested blocks */

static pl_part_block *copy_part(pl_arena *arena, const pl_part_block *from)
{
    pl_part_block *to = PL_NEW(arena, pl_part_block), **end = &to->parts;
    to->schema = from->schema;
    to->rule = from->rule;
    to->name = pl_arena_str(arena, from->name);
    to->fields =
        pl_arena_zero(arena, (from->schema->n_fields + 1) * sizeof *to->fields, _Alignof(pl_value));
    for (unsigned i = 0; i < from->schema->n_fields; i++)
        if (!is_unset(from->fields[i]))
            to->fields[i] = pl_value_copy(arena, from->fields[i]);
    for (const pl_part_block *p = from->parts; p; p = p->next) {
        *end = copy_part(arena, p);
        end = &(*end)->next;
    }
    return to;
}

static pl_part_block *find_part(pl_part_block *list, const pl_part_block *like)
{
    for (; list; list = list->next)
        if (list->schema == like->schema &&
            (like->rule->single || pl_str_eq(list->name, like->name)))
            return list;
    return NULL;
}

/* Merge legend and axes field by field; a missing axis is copied whole (L4). */
static void merge_part(pl_arena *arena, pl_part_block *own, const pl_part_block *base)
{
    for (unsigned i = 0; i < own->schema->n_fields; i++)
        if (is_unset(own->fields[i]) && !is_unset(base->fields[i]))
            own->fields[i] = pl_value_copy(arena, base->fields[i]);
    for (const pl_part_block *p = base->parts; p; p = p->next) {
        pl_part_block *there = find_part(own->parts, p), **end = &own->parts;
        if (there) {
            merge_part(arena, there, p);
            continue;
        }
        while (*end)
            end = &(*end)->next;
        *end = copy_part(arena, p);
    }
}

static bool has_kind(const pl_part_block *list, const pl_schema *schema)
{
    for (; list; list = list->next)
        if (list->schema == schema)
            return true;
    return false;
}

static void take_parts(pl_resource *r, const pl_resource *base)
{
    pl_part_block **end = &r->parts, *own = r->parts;
    while (*end)
        end = &(*end)->next;
    for (const pl_part_block *p = base->parts; p; p = p->next) {
        pl_part_block *there = find_part(own, p);
        bool whole = !p->rule->single && !p->rule->by_name; /* options: all or none */
        if (there && p->rule->single)
            merge_part(&r->arena, there, p);
        if (there || (whole && has_kind(own, p->schema)))
            continue;
        *end = copy_part(&r->arena, p);
        end = &(*end)->next;
    }
}

/* ---- params and args, each as a whole */

static void take_params(pl_resource *r, const pl_resource *base)
{
    pl_param_def **end = &r->params;
    if (r->params)
        return;
    for (const pl_param_def *p = base->params; p; p = p->next) {
        *end = PL_NEW(&r->arena, pl_param_def);
        **end = *p;
        (*end)->name = pl_arena_str(&r->arena, p->name);
        (*end)->description = pl_arena_str(&r->arena, p->description);
        (*end)->dflt = pl_arena_str(&r->arena, p->dflt);
        (*end)->next = NULL;
        end = &(*end)->next;
    }
}

static void take_args(pl_resource *r, const pl_resource *base)
{
    pl_arg **end = &r->args;
    unsigned at;
    const pl_field *field = pl_schema_field(r->schema, PL_S("args"), &at);
    if (r->has_args || !base->has_args || !field || !(field->flags & PL_FIELD_INHERIT))
        return;
    r->has_args = true;
    for (const pl_arg *a = base->args; a; a = a->next) {
        *end = PL_NEW(&r->arena, pl_arg);
        **end = *a;
        (*end)->name = pl_arena_str(&r->arena, a->name);
        (*end)->text = pl_arena_str(&r->arena, a->text);
        (*end)->path = pl_arena_str(&r->arena, a->path);
        (*end)->next = NULL;
        end = &(*end)->next;
    }
}

void pl_decode__base(pl_decoder *d)
{
    pl_resource *r = d->r;
    pl_assert(d->bases <= PL_LOAD_BASES);
    if (r->base == PL_NO_ENTRY || r->kind == PL_KIND_BENCHMARK)
        return;
    pl_resource *base = pl_load__with_bases(d->ev, r->base, 0, d->bases + 1, d->diags);
    if (!base) {
        d->failed = true;
        return;
    }
    take_fields(r, base);
    take_parts(r, base);
    take_params(r, base);
    take_args(r, base);
    if (r->query == PL_NO_ENTRY)
        r->query = base->query;
    if (r->category == PL_NO_ENTRY)
        r->category = base->category;
    pl_resource_free(base);
}
