/* deferred_refs.c - which top-level blocks of a file hold references that can only be decided when
 * the whole workspace is known (mod-language.md 4.3, 5.4, 9.4).
 *
 * Reads one file by itself, without evaluating anything. A plain reference to a resource, variable
 * or local, or to an attribute that its kind has, is not deferred: the index has its target, or
 * shows that there is none. Deferred are references whose root is no kind, attributes that no such
 * resource has, parts of values, references where the schema requires another kind, and references
 * to locals of the same block. Arguments and defaults of params need no target (values.h). */
#include "check/precheck.h"
#include "base/str.h"
#include "check/aim.h"
#include "check/static.h"
#include "hcl/parse.h"
#include "eval/readable.h"
#include "schema/kind.h"
#include "schema/schema.h"

typedef struct ref_finder {
    const pl_body *locals; /* the block at hand, when it is one of locals */
    bool found;
} ref_finder;

/* ---- one reference */

/* Are the steps after the word of a kind, the name first, a plain reference? */
static bool steps_are_plain(pl_kind kind, const pl_step *steps)
{
    if (!pl_aim_is_name(steps))
        return false;
    const pl_step *attr = steps->next;
    if (kind == PL_KIND_VARIABLE || kind == PL_KIND_LOCAL)
        return !attr;
    if (kind == PL_KIND_MOD || !(pl_kind_flags(kind) & PL_KIND_IS_TOP))
        return false;
    return !attr || (pl_aim_is_name(attr) && !attr->next && pl_readable(kind, attr->text));
}

/* Is it a plain reference to one of the kinds? */
static bool is_plain(const pl_ref_words *ref, uint32_t kinds)
{
    uint32_t own = PL_KIND_BIT(PL_KIND_LOCAL) | PL_KIND_BIT(PL_KIND_MOD);
    return PL_KIND_BIT(ref->kind) & kinds & (ref->mod.len ? ~own : UINT32_MAX) &&
           steps_are_plain(ref->kind, ref->name);
}

static bool is_local_here(const ref_finder *d, const pl_ref_words *ref)
{
    return d->locals && ref->kind == PL_KIND_LOCAL && pl_body_attr(d->locals, ref->name->text);
}

static void defer_ref(void *ctx, pl_str root, const pl_step *steps, pl_range range)
{
    ref_finder *d = ctx;
    pl_ref_words ref;
    (void)range;
    if (!pl_ref_read(root, steps, &ref) || !is_plain(&ref, UINT32_MAX) || is_local_here(d, &ref))
        d->found = true;
}

static void defer_expr(ref_finder *d, const pl_expr *expr)
{
    if (expr->kind != PL_E_LITERAL)
        pl_expr_refs(expr, defer_ref, d);
}

/* ---- fields that must be references */

static bool is_null(const pl_expr *expr)
{
    return expr->kind == PL_E_LITERAL && expr->lit == PL_LIT_NULL;
}

/* Does `expr` name a whole resource of one of the kinds? */
static bool names_one_of(const pl_expr *expr, uint32_t kinds)
{
    pl_ref_words ref;
    return expr->kind == PL_E_TRAVERSAL &&
           pl_ref_read(expr->traversal.root, expr->traversal.steps, &ref) &&
           is_plain(&ref, kinds) && !ref.name->next;
}

static bool lists_resources(const pl_expr *expr)
{
    const uint32_t values = PL_KIND_BIT(PL_KIND_VARIABLE) | PL_KIND_BIT(PL_KIND_LOCAL);
    if (expr->kind != PL_E_TUPLE)
        return false;
    for (const pl_item *i = expr->tuple.items; i; i = i->next)
        if (!names_one_of(i->expr, ~values))
            return false;
    return true;
}

/* ---- blocks */

static void defer_attr(ref_finder *d, const pl_schema *schema, const pl_field *field,
                       const pl_expr *expr)
{
    switch ((pl_field_type)field->type) {
    case PL_FIELD_REF:
    case PL_FIELD_BASE: {
        int kind = field->type == PL_FIELD_BASE ? schema->kind : field->ref;
        d->found |= !is_null(expr) && !names_one_of(expr, PL_KIND_BIT(kind));
        break;
    }
    case PL_FIELD_CHILDREN: d->found |= !is_null(expr) && !lists_resources(expr); break;
    case PL_FIELD_ARGS:
    case PL_FIELD_DATABASE:
    case PL_FIELD_TYPE: break;
    default:
        if (!(field->flags & (PL_FIELD_IGNORED | PL_FIELD_RUNTIME)))
            defer_expr(d, expr);
    }
}

/* Is it a literal? Most expressions are, and need no look into a schema. */
static bool is_literal(const pl_expr *e)
{
    return e->kind == PL_E_LITERAL || (e->kind == PL_E_TEMPLATE && e->tmpl.n == 1 &&
                                       e->tmpl.parts->expr->kind == PL_E_LITERAL);
}

/* Must a field of that name be a reference? */
static bool wants_reference(pl_str name)
{
    return pl_str_eq(name, PL_S("base")) || pl_str_eq(name, PL_S("query")) ||
           pl_str_eq(name, PL_S("category")) || pl_str_eq(name, PL_S("children"));
}

static void defer_body(ref_finder *d, const pl_body *body, const pl_schema *schema)
{
    for (const pl_attr *a = body->attrs; a && !d->found; a = a->next) {
        if (is_literal(a->expr) && !wants_reference(a->name))
            continue;
        const pl_field *field = pl_schema_evaluated(schema, a->name);
        if (field)
            defer_attr(d, schema, field, a->expr);
    }
    for (const pl_block *b = body->blocks; b && !d->found; b = b->next) {
        const pl_schema *inner = pl_static_inside(schema, b->type);
        if (inner)
            defer_body(d, b->body, inner);
    }
}

static bool is_deferred(const pl_block *block)
{
    ref_finder d = { 0 };
    pl_kind kind;
    if (!pl_kind_find(block->type, &kind) || kind == PL_KIND_MOD || kind == PL_KIND_VARIABLE)
        return false;
    if (kind != PL_KIND_LOCAL) {
        defer_body(&d, block->body, pl_schema_of(kind));
        return d.found;
    }
    d.locals = block->body;
    for (const pl_attr *a = block->body->attrs; a && !d.found; a = a->next)
        defer_expr(&d, a->expr);
    return d.found;
}

void pl_prechecks__defer(pl_prechecks *q, const pl_body *body)
{
    for (const pl_block *b = body->blocks; b; b = b->next)
        if (is_deferred(b)) {
            pl_str at = pl_arena_printf(&q->marks, "%u %u", b->range.start, b->range.end);
            pl_vec_push(&q->list, ((pl_build_precheck){ at, PL_PRECHECK_DEFERRED }));
        }
}

bool pl_deferred_ref_read(pl_str text, pl_range *out)
{
    uint64_t start, end;
    if (!pl_str_to_u64(pl_str_split(&text, ' '), &start) || !text.ptr ||
        !pl_str_to_u64(text, &end) || end > UINT32_MAX || start > end)
        return false;
    *out = (pl_range){ (uint32_t)start, (uint32_t)end };
    return true;
}
