/* decode.c - makes a resource: parses the block of an entry, evaluates its fields by the schema,
 * and puts the result into an arena of its own (load.h). */
#include "base/alloc.h"
#include "base/assert.h"
#include "base/str.h"
#include "load/load.h"

/* Bytes of the block, without the resources nested in it. */
static size_t own_bytes(const pl_index *ix, pl_entry_id id)
{
    uint32_t n;
    const pl_ix_entry *all = pl_index_entries(ix, &n), *e = &all[id];
    size_t bytes = e->end - e->start;
    for (uint32_t i = id + 1; i < n && all[i].file == e->file && all[i].end <= e->end; i++)
        if (all[i].parent == id)
            bytes -= all[i].end - all[i].start;
    return bytes;
}

/* The arena is sized for the resource and its source. Data from elsewhere, like a file that it
 * reads, gets another chunk. */
enum { SLACK = 64, MORE = 1024 };

static pl_resource *make_resource(const pl_index *ix, pl_entry_id id)
{
    const pl_ix_entry *entry = pl_index_entry(ix, id);
    pl_arena arena;
    const pl_schema *schema = pl_schema_of((pl_kind)entry->kind);
    size_t fields = (schema->n_fields + 1) * sizeof(pl_value);
    pl_arena_init_tight(&arena, SLACK + sizeof(pl_resource) + fields + own_bytes(ix, id), MORE);
    pl_resource *r = PL_NEW(&arena, pl_resource);
    r->id = id;
    r->mod = entry->mod;
    r->kind = entry->kind;
    r->schema = schema;
    r->fields = pl_arena_zero(&arena, fields, _Alignof(pl_value));
    r->base = r->query = r->category = PL_NO_ENTRY;
    r->arena = arena;
    return r;
}

void pl_resource_free(pl_resource *r)
{
    if (!r)
        return;
    pl_diags_free(r->recorded);
    pl_arena arena = r->arena; /* it holds r itself */
    pl_arena_done(&arena);
}

size_t pl_resource_bytes(const pl_resource *r)
{
    return pl_arena_bytes(&r->arena);
}

pl_value pl_resource_field(const pl_resource *r, pl_str name)
{
    unsigned at;
    if (pl_schema_field(r->schema, name, &at))
        return r->fields[at];
    return (pl_value){ .tag = PL_V_NULL };
}

/* ---- fields */

/* The target of a reference field, which the index resolved. */
static pl_entry_id target_of(const pl_decoder *d, pl_str attr)
{
    pl_ref_iter it;
    pl_index_ref ref;
    pl_entry_id target = PL_NO_ENTRY;
    pl_ref_iter_init(&it, d->ix, d->r->id);
    while (target == PL_NO_ENTRY && pl_ref_iter_next(&it, &ref))
        if (!ref.in_param && pl_str_eq(ref.attr, attr))
            target = ref.target;
    pl_ref_iter_done(&it);
    return target;
}

static bool is_of(const pl_decoder *d, pl_entry_id id, pl_kind kind)
{
    return id != PL_NO_ENTRY && pl_index_entry(d->ix, id)->kind == kind;
}

/* The resource that an expression evaluates to: a local that holds one, a branch of a conditional.
 */
static pl_entry_id target_by_value(pl_decoder *d, const pl_expr *expr)
{
    pl_value v, name;
    pl_entry_id target = PL_NO_ENTRY;
    pl_mark mark = pl_arena_mark(&d->r->arena);
    if (pl_decode__lenient(d, expr, PL_FIELD_ANY, &v) && pl_value_is_members(v) &&
        pl_value_member(v, PL_S("name"), &name) && name.tag == PL_V_STRING)
        target = pl_index_find_from(d->ix, d->r->mod, pl_value_get_str(name));
    pl_arena_rewind(&d->r->arena, mark);
    return target;
}

static pl_entry_id target_of_kind(pl_decoder *d, pl_str attr, const pl_expr *expr, pl_kind kind)
{
    pl_entry_id target = expr->kind == PL_E_TRAVERSAL ? target_of(d, attr) : PL_NO_ENTRY;
    if (!is_of(d, target, kind))
        target = target_by_value(d, expr);
    return is_of(d, target, kind) ? target : PL_NO_ENTRY;
}

static void decode_ref(pl_decoder *d, const pl_field *field, const pl_expr *expr)
{
    pl_kind kind = field->type == PL_FIELD_BASE ? d->r->kind : (pl_kind)field->ref;
    pl_entry_id target = target_of_kind(d, field->name, expr, kind);
    if (field->type == PL_FIELD_BASE)
        d->r->base = target;
    else if (field->ref == PL_KIND_CATEGORY)
        d->r->category = target;
    else
        d->r->query = target;
}

/* "sqlite.x", the name of a connection value. */
static pl_str connection_name(pl_arena *arena, pl_value v)
{
    pl_value type, name;
    if (!pl_value_member(v, PL_S("type"), &type) || type.tag != PL_V_STRING ||
        !pl_value_member(v, PL_S("short_name"), &name) || name.tag != PL_V_STRING)
        return (pl_str){ 0 };
    return pl_arena_printf(arena, "%.*s.%.*s", PL_FMT(pl_value_get_str(type)),
                           PL_FMT(pl_value_get_str(name)));
}

/* Keep a reference to something that does not exist as its text, so that a run can report it: a
 * connection in any resource, other references in any resource but a mod (mod-language.md 4.3). */
static void keep_name(pl_decoder *d, const pl_expr *expr, pl_value *out)
{
    pl_str name = pl_str_sub(d->view.text, expr->range.start, expr->range.end);
    bool named = expr->kind == PL_E_TRAVERSAL;
    bool connection = named && pl_str_eq(expr->traversal.root, PL_S("connection"));
    if (!connection && !(named && d->r->kind != PL_KIND_MOD))
        return;
    *out = pl_value_text(&d->r->arena, name, true);
    if (d->unresolved)
        pl_diags_truncate(d->unresolved, d->n_unresolved);
}

/* Set *out to the connection string: the one in a connection value, or the text itself. */
static void decode_database(pl_decoder *d, const pl_expr *expr, pl_value *out)
{
    pl_value v, text;
    size_t before = pl_diags_count(d->diags);
    if (!pl_decode__lenient(d, expr, PL_FIELD_DATABASE, &v)) {
        if (pl_diags_count(d->diags) == before)
            keep_name(d, expr, out);
        return;
    }
    if (v.tag == PL_V_STRING)
        *out = v;
    else if (v.tag == PL_V_OBJECT && pl_value_member(v, PL_S("connection_string"), &text))
        *out = text;
    if (v.tag == PL_V_OBJECT)
        d->r->connection = connection_name(&d->r->arena, v);
}

static void decode_field(pl_decoder *d, unsigned i, const pl_attr *attr)
{
    const pl_field *field = &d->r->schema->fields[i];
    pl_value v;
    switch ((pl_field_type)field->type) {
    case PL_FIELD_REF:
    case PL_FIELD_BASE: decode_ref(d, field, attr->expr); return;
    case PL_FIELD_CHILDREN:
    case PL_FIELD_TYPE: return;
    case PL_FIELD_ARGS: pl_decode__args(d, attr); return;
    case PL_FIELD_DATABASE: decode_database(d, attr->expr, &d->r->fields[i]); return;
    default: break;
    }
    if (field->flags & PL_FIELD_IGNORED)
        return;
    if (pl_decode__value(d, attr->expr, (pl_field_type)field->type, &v))
        d->r->fields[i] = v;
    else
        return;
    if (v.tag == PL_V_NULL && field->flags & PL_FIELD_NOT_NULL) {
        pl_diag_raw(d->diags, PL_ERROR, PL_DIAG_NULL_VALUE, attr->expr->start,
                    PL_S("Unsuitable value type"),
                    PL_S("Unsuitable value: null value is not allowed"));
        d->failed = true;
    }
}

static void decode_fields(pl_decoder *d, const pl_body *body)
{
    for (const pl_attr *a = body->attrs; a; a = a->next) {
        unsigned at;
        if (!pl_schema_field(d->r->schema, a->name, &at))
            continue;
        decode_field(d, at, a);
        if (d->unresolved)
            pl_decode__keep_lack(d, &d->r->schema->fields[at]);
    }
}

static void take_children(pl_decoder *d)
{
    uint32_t n, kept = 0;
    const pl_entry_id *ids = pl_index_children(d->ix, d->r->id, &n);
    pl_entry_id *own = pl_arena_alloc(&d->r->arena, n * sizeof *own);
    for (uint32_t i = 0; i < n; i++)
        if (!(ids[i] & PL_IX_MISSING))
            own[kept++] = ids[i];
    d->r->children = own;
    d->r->n_children = kept;
}

/* Copy a variable, because the store may be freed before the resource. */
static const pl_var *copy_var(pl_arena *arena, const pl_var *var)
{
    pl_var *own = PL_NEW(arena, pl_var);
    *own = *var;
    own->name = pl_arena_str(arena, var->name);
    own->mod = pl_arena_str(arena, var->mod);
    own->type_text = pl_arena_str(arena, var->type_text);
    own->type = var->type ? pl_type_copy(arena, var->type) : NULL;
    own->value = pl_value_copy(arena, var->value);
    own->dflt = pl_value_copy(arena, var->dflt);
    own->enums = pl_value_copy(arena, var->enums);
    own->tags = pl_value_copy(arena, var->tags);
    own->title = pl_arena_str(arena, var->title);
    own->description = pl_arena_str(arena, var->description);
    own->format = pl_arena_str(arena, var->format);
    return own;
}

/* Take a variable from the evaluator, because its value may come from outside the block. */
static void decode_variable(pl_decoder *d)
{
    const pl_var *var;
    unsigned at;
    if (!pl_evaluator_var(d->ev, d->r->id, &var, d->others)) {
        d->failed = true;
        return;
    }
    var = copy_var(&d->r->arena, var);
    d->r->var = var;
    d->r->value = var->value;
    if (var->title.len && pl_schema_field(d->r->schema, PL_S("title"), &at))
        d->r->fields[at] = pl_value_str(var->title);
    if (var->description.len && pl_schema_field(d->r->schema, PL_S("description"), &at))
        d->r->fields[at] = pl_value_str(var->description);
    if (pl_schema_field(d->r->schema, PL_S("tags"), &at))
        d->r->fields[at] = var->tags;
}

static bool decode_block(pl_decoder *d)
{
    const pl_block *block = d->view.block;
    if (d->view.attr)
        return pl_decode__value(d, d->view.attr->expr, PL_FIELD_ANY, &d->r->value);
    if (!block)
        return false;
    if (d->r->kind == PL_KIND_VARIABLE) {
        decode_variable(d);
    } else {
        decode_fields(d, block->body);
        pl_decode__parts(d, block->body, d->r->schema, &d->r->parts);
        pl_decode__order_deps(d);
    }
    if (d->how & PL_LOAD_LISTED) {
        pl_decode__references(d, block);
        d->r->source = pl_decode__lines(d, d->view.span.start, d->view.span.end);
    }
    if (d->unresolved)
        pl_decode__end_lacks(d);
    return !d->failed;
}

pl_resource *pl_load_resource(pl_evaluator *ev, pl_entry_id id, unsigned how, pl_diags *diags)
{
    return pl_load__with_bases(ev, id, how, 0, diags);
}

pl_resource *pl_load__with_bases(pl_evaluator *ev, pl_entry_id id, unsigned how, unsigned bases,
                                 pl_diags *diags)
{
    if (bases > PL_LOAD_BASES) {
        pl_diag_plain(diags, PL_ERROR, PL_DIAG_NESTED_TOO_DEEPLY,
                      "bases build on each other in more than %d steps", PL_LOAD_BASES);
        return NULL;
    }
    const pl_index *ix = pl_evaluator_index(ev);
    const pl_ix_entry *entry = pl_index_entry(ix, id);
    pl_diags *own = pl_evaluator_take_diags(ev), *late = NULL; /* of this file; of the base */
    pl_decoder d = { .ev = ev,
                     .ix = ix,
                     .entry = entry,
                     .r = make_resource(ix, id),
                     .how = how,
                     .diags = own,
                     .others = diags,
                     .bases = bases };
    bool ok = pl_evaluator_open(ev, id, &d.view, own);
    if (ok) {
        ok = !pl_diags_errors(own) && decode_block(&d); /* half of a block is no resource */
        if (ok)
            take_children(&d);
        if (ok && d.r->base != PL_NO_ENTRY) { /* this file stays open: the base opens its own */
            d.diags = late = pl_evaluator_take_diags(ev);
            pl_decode__base(&d);
            ok = !d.failed;
        }
        pl_evaluator_close(ev, &d.view, own);
    }
    pl_diags_append(diags, own);
    if (late)
        pl_diags_append(diags, late);
    pl_evaluator_put_diags(ev, own);
    pl_evaluator_put_diags(ev, late);
    if (!ok) {
        pl_resource_free(d.r);
        return NULL;
    }
    return d.r;
}
