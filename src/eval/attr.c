/* attr.c - what expressions may read of a resource (mod-language.md 4.7): the fields that its
 * schema marks as readable, and the additional members of extra.c. */
#include "eval/evaluator_inner.h"
#include "base/str.h"
#include "eval/stored.h"
#include "schema/schema.h"

/* The type to which a readable field is converted; NULL: it stays as it is. */
static const pl_type *type_of(pl_evaluator *ev, const pl_field *field)
{
    switch ((pl_field_type)field->type) {
    case PL_FIELD_STRING: return pl_type_simple(PL_TYPE_STRING);
    case PL_FIELD_INT: return pl_type_simple(PL_TYPE_NUMBER);
    case PL_FIELD_BOOL: return pl_type_simple(PL_TYPE_BOOL);
    case PL_FIELD_STRINGS: return ev->store->strings;
    case PL_FIELD_MAP: return ev->store->string_map;
    default: return NULL;
    }
}

pl_found pl_evaluator__field(pl_evaluator *ev, uint32_t mod, const pl_body *body,
                             const pl_field *field, pl_value *out, pl_diags *diags)
{
    const pl_type *want = type_of(ev, field);
    const pl_attr *attr = pl_body_attr(body, field->name);
    pl_wanted wanted = { .mod = mod, .expr = attr ? attr->expr : NULL, .type = want };
    size_t before = pl_diags_count(diags);
    *out = pl_value_null(want ? want : pl_type_simple(PL_TYPE_ANY));
    if (!attr || pl_evaluator__eval(ev, &wanted, out, diags))
        return PL_FOUND;
    if (!(field->flags & PL_FIELD_LENIENT))
        return PL_FOUND_ERROR;
    pl_diags_truncate(diags, before);
    *out = pl_value_null(pl_type_simple(PL_TYPE_ANY));
    return PL_FOUND;
}

/* Evaluate `field` in the block of `id` itself; null if the block does not have the attribute. */
static pl_found own_field(pl_evaluator *ev, pl_entry_id id, const pl_field *field, pl_value *out,
                          pl_diags *diags)
{
    pl_block_view view;
    pl_found found = PL_FOUND_ERROR;
    if (!pl_evaluator_open(ev, id, &view, diags))
        return found;
    if (view.block)
        found = pl_evaluator__field(ev, pl_evaluator__entry(ev, id)->mod, view.block->body, field,
                                    out, diags);
    pl_evaluator_close(ev, &view, diags);
    return found;
}

/* The members of `own`, then those of `base` with other keys. */
static pl_value merge_members(pl_evaluator *ev, pl_value own, pl_value base)
{
    pl_value seen;
    uint32_t n = own.len;
    if (own.tag != PL_V_MAP || base.tag != PL_V_MAP)
        return own.tag == PL_V_MAP ? own : base;
    pl_members *all = pl_members_room(&ev->store->arena, own.len + base.len);
    memcpy(all->at, own.members->at, own.len * sizeof *all->at);
    for (uint32_t i = 0; i < base.len; i++)
        if (!pl_value_member(own, base.members->at[i].key, &seen))
            all->at[n++] = base.members->at[i];
    return pl_value_take_members(PL_V_MAP, own.members->elem, all, n);
}

/* Set *out to "" for a field that is a string, else to null: the value in a mod block whose
 * expression fails, because it may name something that does not exist (recorded). */
static void empty_out(pl_evaluator *ev, const pl_field *field, pl_value *out)
{
    const pl_type *type = type_of(ev, field);
    *out = field->type == PL_FIELD_STRING
               ? pl_value_str(PL_S(""))
               : pl_value_null(type ? type : pl_type_simple(PL_TYPE_ANY));
}

/* ---- args: a record of the texts as which they are stored */

static pl_value stored(pl_evaluator *ev, pl_value v)
{
    pl_buf text = { 0 }, why = { 0 };
    pl_value out = pl_value_null(pl_type_simple(PL_TYPE_STRING));
    if (pl_value_is_known(v) && pl_stored_text(v, &text, &why))
        out = pl_value_text(&ev->store->arena, pl_buf_view(&text), true);
    pl_buf_done(&text);
    pl_buf_done(&why);
    return out;
}

static pl_value named_args(pl_evaluator *ev, pl_value given)
{
    uint32_t len = pl_value_is_members(given) ? given.len : 0;
    pl_members *all = pl_members_room(&ev->store->arena, len);
    for (uint32_t i = 0; i < len; i++)
        all->at[i] =
            (pl_member){ given.members->at[i].key, stored(ev, pl_stored_member(given, i)) };
    return pl_value_take_members(PL_V_MAP, pl_type_simple(PL_TYPE_STRING), all, len);
}

static pl_value listed_args(pl_evaluator *ev, pl_value given)
{
    if (!pl_value_is_seq(given))
        return pl_value_null(ev->store->strings);
    pl_seq *seq = pl_seq_room(&ev->store->arena, given.len);
    for (uint32_t i = 0; i < given.len; i++)
        seq->at[i] = stored(ev, given.seq->at[i]);
    return pl_value_take_seq(PL_V_LIST, pl_type_simple(PL_TYPE_STRING), seq, given.len);
}

/* A control without args has an empty record, other resources have none. */
static pl_value args_record(pl_evaluator *ev, pl_kind kind, pl_value given)
{
    pl_value none = pl_value_null(pl_type_simple(PL_TYPE_ANY));
    if (given.tag == PL_V_NULL && kind != PL_KIND_CONTROL)
        return none;
    pl_members *all = pl_members_room(&ev->store->arena, 3);
    all->at[0] = (pl_member){ PL_S("args"), named_args(ev, given) };
    all->at[1] = (pl_member){ PL_S("args_list"), listed_args(ev, given) };
    all->at[2] = (pl_member){ PL_S("refs"), none };
    return pl_value_take_members(PL_V_OBJECT, NULL, all, 3);
}

/* ---- one field */

/* Work out one field of a resource: its own value or, if that is null and the field is inherited,
 * that of the nearest base that has one; maps that merge take further keys from all bases. */
static pl_found work_field(pl_evaluator *ev, pl_entry_id id, unsigned what, pl_value *out,
                           pl_diags *diags)
{
    const pl_schema *schema = pl_schema_of((pl_kind)pl_evaluator__entry(ev, id)->kind);
    const pl_field *field = &schema->fields[what - PL_MEMO_FIELD];
    uint32_t depth = 0;
    size_t before = pl_diags_count(diags);
    pl_found found = own_field(ev, id, field, out, diags);
    if (found == PL_FOUND_ERROR && schema->kind == PL_KIND_MOD) {
        pl_diags_truncate(diags, before);
        empty_out(ev, field, out);
        return PL_FOUND;
    }
    while (found == PL_FOUND && field->flags & PL_FIELD_INHERIT &&
           (out->tag == PL_V_NULL || field->flags & PL_FIELD_MERGE)) {
        pl_value base;
        id = pl_index_next_base(ev->store->options.index, id, &depth);
        if (id == PL_NO_ENTRY)
            break;
        found = own_field(ev, id, field, &base, diags);
        if (found == PL_FOUND)
            *out = field->flags & PL_FIELD_MERGE ? merge_members(ev, *out, base) : base;
    }
    if (found == PL_FOUND && field->type == PL_FIELD_ARGS)
        *out = args_record(ev, (pl_kind)schema->kind, *out);
    return found;
}

pl_found pl_evaluator_attr(pl_evaluator *ev, pl_entry_id id, pl_str name, pl_value *out,
                           pl_diags *diags)
{
    unsigned at;
    const pl_schema *schema = pl_schema_of((pl_kind)pl_evaluator__entry(ev, id)->kind);
    const pl_field *field = pl_schema_field(schema, name, &at);
    if (field && field->flags & PL_FIELD_READABLE)
        return pl_evaluator__once(ev, id, PL_MEMO_FIELD + at, work_field, out, diags);
    return pl_evaluator__extra(ev, id, name, out, diags);
}

/* ---- the whole resource */

static pl_found add_member(pl_evaluator *ev, pl_entry_id id, pl_str name, pl_members *all,
                           uint32_t *n, pl_diags *diags)
{
    all->at[*n].key = name;
    pl_found found = pl_evaluator_attr(ev, id, name, &all->at[*n].value, diags);
    *n += found == PL_FOUND;
    return found;
}

static pl_found work_whole(pl_evaluator *ev, pl_entry_id id, unsigned what, pl_value *out,
                           pl_diags *diags)
{
    const pl_schema *schema = pl_schema_of((pl_kind)pl_evaluator__entry(ev, id)->kind);
    pl_str extras[PL_EVALUATOR_EXTRAS];
    uint32_t n = 0, n_extras = pl_evaluator__extra_names((pl_kind)schema->kind, extras);
    pl_members *all = pl_members_room(&ev->store->arena, schema->n_fields + n_extras);
    pl_found found = PL_FOUND;
    (void)what;
    for (unsigned i = 0; i < schema->n_fields && found != PL_FOUND_ERROR; i++)
        if (schema->fields[i].flags & PL_FIELD_READABLE)
            found = add_member(ev, id, schema->fields[i].name, all, &n, diags);
    for (uint32_t i = 0; i < n_extras && found != PL_FOUND_ERROR; i++)
        found = add_member(ev, id, extras[i], all, &n, diags);
    if (found == PL_FOUND_ERROR)
        return found;
    *out = pl_value_take_members(PL_V_OBJECT, NULL, all, n);
    return PL_FOUND;
}

pl_found pl_evaluator_object(pl_evaluator *ev, pl_entry_id id, pl_value *out, pl_diags *diags)
{
    return pl_evaluator__once(ev, id, PL_MEMO_WHOLE, work_whole, out, diags);
}
