/* values_block.c - evaluates the attributes of a block as their fields demand. */
#include "base/map.h"
#include "base/str.h"
#include "check/aim.h"
#include "check/fault.h"
#include "check/values.h"
#include "check/values_inner.h"
#include "mod/field.h"
#include "schema/kind.h"

/* ---- names */

/* Does the message mean that the block has to wait for something (mod-language.md 5.5)? An
 * unresolved name that is no reference is an ordinary error, because it will never exist; but not
 * in a variable: one that names a missing connection has no value (recorded). */
static bool is_waiting(const pl_diag *d, bool variable)
{
    return d->code == PL_DIAG_NOT_THERE_YET || (variable && pl_diag_is_unresolved(d));
}

/* In the first pass: is the target decoded after the block? Arguments are resolved in any order
 * (upstream-defects.md L10). */
static bool is_later(const pl_blocks *b, const pl_root_traversal *name)
{
    if (!b->first_pass || b->runtime)
        return false;
    pl_aim aim = pl_aim_at(b->ix, b->mod, name->root, name->steps);
    return aim.id != PL_NO_ENTRY && pl_refs_is_later(b->refs, b->entry, aim.id);
}

/* Find a name. Errors in other blocks are reported with those. */
static pl_found find(const pl_scope *scope, const pl_root_traversal *name, pl_value *out,
                     unsigned *used, pl_diags *diags)
{
    pl_blocks *b = scope->ctx;
    const pl_scope *inner = pl_evaluator_scope(b->ev, b->mod);
    size_t before = pl_diags_count(diags);
    if (is_later(b, name))
        return PL_FOUND_LATER;
    pl_found found = inner->find(inner, name, out, used, diags);
    bool runtime = pl_aim_is_runtime(name->root) || pl_str_eq(name->root, PL_S("input"));
    bool page = found == PL_FOUND && out->tag == PL_V_UNKNOWN && runtime && !b->runtime;
    if (found != PL_FOUND_ERROR && !page)
        return found;
    pl_diags_truncate(diags, before);
    return PL_FOUND_LATER;
}

static void names(const pl_scope *scope, void (*each)(void *ctx, pl_str name), void *ctx)
{
    const pl_blocks *b = scope->ctx;
    const pl_scope *inner = pl_evaluator_scope(b->ev, b->mod);
    inner->names(inner, each, ctx);
}

/* ---- blocks */

static void refuse_null(pl_blocks *b, const pl_attr *attr)
{
    pl_diag_raw(b->recorded, PL_ERROR, PL_DIAG_NULL_VALUE, attr->expr->start,
                PL_S("Unsuitable value type"), PL_S("Unsuitable value: null value is not allowed"));
}

/* Check `database`. Its target need not exist: a run reports that (mod-language.md 4.3). */
static void check_database(pl_blocks *b, const pl_attr *attr)
{
    pl_value v;
    size_t before = pl_diags_count(b->recorded), kept = before;
    pl_check__evaluate_attr(b, attr->expr, PL_FIELD_DATABASE, &v);
    while (kept < pl_diags_count(b->recorded))
        if (is_waiting(pl_diags_get(b->recorded, kept), true))
            pl_diags_remove(b->recorded, kept, kept + 1);
        else
            kept++;
}

static void check_value(pl_blocks *b, const pl_field *field, const pl_attr *attr)
{
    pl_value v;
    if (!pl_check__evaluate_attr(b, attr->expr, (pl_field_type)field->type, &v))
        return;
    if (v.tag == PL_V_NULL && field->flags & PL_FIELD_NOT_NULL)
        refuse_null(b, attr);
}

static void check_field(pl_blocks *b, const pl_block *block, const pl_field *field,
                        const pl_attr *attr)
{
    if (field->flags & PL_FIELD_IGNORED)
        return;
    switch ((pl_field_type)field->type) {
    case PL_FIELD_REF:
    case PL_FIELD_BASE:
    case PL_FIELD_CHILDREN:
    case PL_FIELD_TYPE: return;
    case PL_FIELD_DATABASE: check_database(b, attr); return;
    case PL_FIELD_ARGS: pl_check__args(b, block, attr); return;
    default: break;
    }
    if (field->flags & PL_FIELD_RUNTIME)
        pl_check__default(b, block, attr);
    else
        check_value(b, field, attr);
}

/* Check what belongs to a block itself: attributes and plain nested blocks. */
static void check_own(pl_blocks *b, const pl_block *block, const pl_schema *schema)
{
    for (const pl_attr *a = block->body->attrs; a; a = a->next) {
        const pl_field *field = pl_schema_field(schema, a->name, NULL);
        if (field)
            check_field(b, block, field, a);
    }
    pl_check__query(b, block, schema);
    for (const pl_block *in = block->body->blocks; in; in = in->next) {
        const pl_part_rule *rule = pl_schema_part(schema, in->type);
        if (rule)
            check_own(b, in, rule->schema);
    }
}

/* ---- passes */

/* Does one of the messages from the n-th on mean that the block has to wait? */
static bool waits(const pl_blocks *b, size_t n, bool variable)
{
    for (size_t i = n; i < pl_diags_count(b->recorded); i++)
        if (is_waiting(pl_diags_get(b->recorded, i), variable))
            return true;
    return false;
}

/* A block, or a local. */
typedef struct subject {
    pl_entry_id id;
    const pl_block *block; /* NULL: a local */
    const pl_schema *schema;
} subject;

static void check_once(pl_blocks *b, const subject *s)
{
    pl_value v;
    if (s->block)
        check_own(b, s->block, s->schema);
    else
        pl_check__evaluate_attr(b, b->view.attr->expr, PL_FIELD_ANY, &v);
}

/* Check a block in the passes of Powerpipe, which decodes blocks in their order. A block
 * that needs something that does not exist yet is put aside, unless it fails before it gets there.
 */
static void check_in_passes(pl_blocks *b, const subject *s)
{
    size_t n = pl_diags_count(b->recorded);
    b->entry = s->id;
    b->first_pass = b->refs && s->id != PL_NO_ENTRY && pl_refs_is_late(b->refs, s->id);
    bool two = b->first_pass;
    check_once(b, s);
    bool failed = pl_diags_count(b->recorded) > n && !waits(b, n, false);
    if (two && failed) {
        pl_refs_not_late(b->refs, s->id);
    } else if (two) {
        b->first_pass = false;
        pl_diags_truncate(b->recorded, n);
        check_once(b, s);
        failed = !waits(b, n, false);
    }
    if (!failed)
        pl_diags_truncate(b->recorded, n);
}

static bool is_held(const pl_blocks *b, pl_entry_id id)
{
    return b->refs && id != PL_NO_ENTRY && pl_refs_holds(b->refs, id);
}

/* Check a block and the resources nested in it, each by itself: what one waits for does not keep
 * the others (recorded). */
static void check_block(pl_blocks *b, const pl_block *block, pl_kind kind)
{
    subject s = { pl_check__block_at(b, block), block, pl_schema_of(kind) };
    if (block->labels && !pl_check__is_name(block->labels->text))
        return;
    if (!is_held(b, s.id))
        check_in_passes(b, &s);
    for (const pl_block *in = block->body->blocks; in; in = in->next) {
        pl_kind inner;
        if (!pl_schema_part(s.schema, in->type) && pl_kind_find(in->type, &inner))
            check_block(b, in, inner);
    }
}

/* Open the block or local of a top-level entry and check it; errors go to `b->recorded`. A local
 * that `refs` holds is left out. */
static void check_entry(pl_blocks *b, pl_entry_id id, pl_kind kind)
{
    if (!pl_evaluator_open(b->ev, id, &b->view, b->recorded))
        return;
    if (b->view.attr && !is_held(b, id))
        check_in_passes(b, &(subject){ .id = id });
    else if (b->view.block)
        check_block(b, b->view.block, kind);
    pl_evaluator_close(b->ev, &b->view, b->recorded);
}

/* ---- one file */

/* Report the known errors that are before byte `end`: of the static level. */
static void report_known(pl_blocks *b, uint32_t end, pl_diags *diags)
{
    size_t n = b->known ? pl_diags_count(b->known) : 0;
    for (; b->n_known < n; b->n_known++) {
        const pl_diag *d = pl_diags_get(b->known, b->n_known);
        if (d->range.start >= end)
            return;
        pl_diag_copy(diags, d);
    }
}

/* Report the messages about top-level block `top` and what is nested in it, resource by resource;
 * those of one resource in the order in which they were added. `n_known` of them are of the static
 * level, which cannot see which resources wait. */
static void report_block(const pl_blocks *b, pl_entry_id top, const pl_diags *found, size_t n_known,
                         pl_diags *diags)
{
    pl_faults faults = { 0 };
    for (size_t i = 0; i < pl_diags_count(found); i++) {
        pl_fault fault = pl_fault_of(found, i);
        fault.entry = pl_check__entry_in(b->ix, b->file, fault.range.start);
        fault.order = fault.entry == PL_NO_ENTRY ? top : fault.entry;
        if (i >= n_known || !is_held(b, (pl_entry_id)fault.order))
            pl_vec_push(&faults, fault);
    }
    pl_faults_sort(&faults);
    pl_faults_tell(&faults, found, 0, diags);
    pl_vec_done(&faults);
}

static void check_variable(pl_blocks *b, pl_entry_id id, pl_diags *diags)
{
    const pl_var *var;
    b->recorded = pl_diags_new();
    pl_evaluator_var(b->ev, id, &var, b->recorded);
    if (!waits(b, 0, true))
        pl_diags_append(diags, b->recorded);
    pl_diags_free(b->recorded);
}

static void check_top(pl_blocks *b, pl_entry_id id, const pl_ix_entry *e, pl_diags *diags)
{
    pl_diags *found = pl_diags_new();
    b->recorded = pl_diags_new();
    report_known(b, e->start, diags);
    report_known(b, e->end, found);
    size_t n_known = pl_diags_count(found);
    if (b->refs)
        pl_refs_report_wrong(b->refs, id, found);
    check_entry(b, id, (pl_kind)e->kind);
    pl_diags_append(found, b->recorded);
    report_block(b, id, found, n_known, diags);
    pl_diags_free(b->recorded);
    pl_diags_free(found);
}

void pl_check__blocks(pl_evaluator *ev, uint32_t file, bool variables_only, pl_refs *refs,
                      const pl_diags *recorded, pl_diags *diags)
{
    pl_blocks b = {
        .ev = ev, .ix = pl_evaluator_index(ev), .file = file, .known = recorded, .refs = refs
    };
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
        if (kind == PL_KIND_VARIABLE) {
            report_known(&b, entries[i].end, diags);
            check_variable(&b, i, diags);
        } else {
            check_top(&b, i, &entries[i], diags);
        }
    }
    report_known(&b, UINT32_MAX, diags);
}

/* ---- names that cannot be read again */

static bool has_dot(const pl_index *ix, uint32_t mod)
{
    uint32_t n;
    pl_str name = pl_index_str(ix, pl_index_mods(ix, &n)[mod].short_name);
    return pl_str_find(name, '.') < name.len;
}

static void report_bad_name(pl_evaluator *ev, pl_entry_id id, pl_diags *diags)
{
    pl_block_view view;
    pl_buf name = { 0 }, bad = { 0 }, text = { 0 };
    pl_index_print_name(pl_evaluator_index(ev), id, &name);
    pl_buf_printf(&bad, "Bad Request: invalid name passed to ParseResourceName '%.*s' ",
                  PL_FMT(pl_buf_view(&name)));
    pl_buf_printf(&text, "failed to parse resource name %.*s: %.*s", PL_FMT(pl_buf_view(&name)),
                  PL_FMT(pl_buf_view(&bad)));
    if (pl_evaluator_open(ev, id, &view, diags)) {
        pl_range range = { 0 };
        if (view.block)
            range = view.block->body->range;
        pl_diag_raw(diags, PL_ERROR, PL_DIAG_INVALID_NAME, range, pl_buf_view(&text),
                    (pl_str){ 0 });
        pl_diag_raw(diags, PL_ERROR, PL_DIAG_INVALID_NAME, range, pl_buf_view(&bad), (pl_str){ 0 });
        pl_evaluator_close(ev, &view, diags);
    }
    pl_buf_done(&name);
    pl_buf_done(&bad);
    pl_buf_done(&text);
}

void pl_check__names(pl_evaluator *ev, pl_diags *diags)
{
    uint32_t n;
    const pl_index *ix = pl_evaluator_index(ev);
    const pl_ix_entry *entries = pl_index_entries(ix, &n);
    for (uint32_t i = 0; i < n; i++)
        if (entries[i].kind == PL_KIND_VARIABLE && has_dot(ix, entries[i].mod))
            report_bad_name(ev, i, diags);
}
