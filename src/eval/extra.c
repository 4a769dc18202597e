/* extra.c - members of a resource that expressions may read although they are not attributes:
 * names, the mod, children, params, nested blocks (mod-language.md 4.7). */
#include "eval/evaluator_inner.h"
#include "base/str.h"
#include "schema/kind.h"

typedef PL_VEC(pl_value) value_list;

static pl_value any_null(void)
{
    return pl_value_null(pl_type_simple(PL_TYPE_ANY));
}

static pl_value text_value(pl_evaluator *ev, pl_buf *buf)
{
    pl_value v = pl_value_text(&ev->store->arena, pl_buf_view(buf), true);
    pl_buf_done(buf);
    return v;
}

/* ---- names */

static pl_found full_name(pl_evaluator *ev, pl_entry_id id, pl_value *out, pl_diags *diags)
{
    pl_buf buf = { 0 };
    (void)diags;
    pl_index_print_name(ev->store->options.index, id, &buf);
    *out = text_value(ev, &buf);
    return PL_FOUND;
}

static pl_found short_name(pl_evaluator *ev, pl_entry_id id, pl_value *out, pl_diags *diags)
{
    (void)diags;
    *out = pl_value_text(&ev->store->arena, pl_evaluator__name(ev, id), false);
    return PL_FOUND;
}

static pl_found unqualified_name(pl_evaluator *ev, pl_entry_id id, pl_value *out, pl_diags *diags)
{
    pl_buf buf = { 0 };
    pl_str kind = pl_kind_name((pl_kind)pl_evaluator__entry(ev, id)->kind);
    (void)diags;
    pl_buf_printf(&buf, "%.*s.%.*s", PL_FMT(kind), PL_FMT(pl_evaluator__name(ev, id)));
    *out = text_value(ev, &buf);
    return PL_FOUND;
}

static pl_found url_path(pl_evaluator *ev, pl_entry_id id, pl_value *out, pl_diags *diags)
{
    pl_buf buf = { 0 };
    (void)diags;
    pl_buf_byte(&buf, '/');
    pl_index_print_name(ev->store->options.index, id, &buf);
    *out = text_value(ev, &buf);
    return PL_FOUND;
}

/* The members that the mod has when it is read through a resource; read directly, it has more. */
static pl_found owner(pl_evaluator *ev, pl_entry_id id, pl_value *out, pl_diags *diags)
{
    static const pl_str names[] = { { "categories", 10 }, { "color", 5 }, { "icon", 4 } };
    uint32_t n;
    const pl_ix_mod *mods = pl_index_mods(ev->store->options.index, &n);
    pl_entry_id mod = mods[pl_evaluator__entry(ev, id)->mod].entry;
    pl_members *all = pl_members_room(&ev->store->arena, PL_COUNT(names));
    pl_found found = PL_FOUND;
    *out = any_null();
    if (mod == PL_NONE)
        return found;
    for (size_t i = 0; i < PL_COUNT(names) && found == PL_FOUND; i++) {
        all->at[i].key = names[i];
        found = pl_evaluator_attr(ev, mod, names[i], &all->at[i].value, diags);
    }
    if (found == PL_FOUND)
        *out = pl_value_take_members(PL_V_OBJECT, NULL, all, PL_COUNT(names));
    return found;
}

/* A member of Powerpipe's record that nothing ever sets. */
static pl_found nothing(pl_evaluator *ev, pl_entry_id id, pl_value *out, pl_diags *diags)
{
    (void)ev;
    (void)id;
    (void)diags;
    *out = any_null();
    return PL_FOUND;
}

static pl_found empty_text(pl_evaluator *ev, pl_entry_id id, pl_value *out, pl_diags *diags)
{
    (void)ev;
    (void)id;
    (void)diags;
    *out = pl_value_str(PL_S(""));
    return PL_FOUND;
}

/* ---- children */

static pl_value name_of_child(pl_evaluator *ev, pl_entry_id child)
{
    uint32_t n;
    pl_value v;
    pl_index_entries(ev->store->options.index, &n);
    if (child < n) {
        full_name(ev, child, &v, NULL);
        return v;
    }
    pl_str name = pl_index_str(ev->store->options.index, child & ~PL_IX_MISSING);
    return pl_value_text(&ev->store->arena, name, false);
}

static void names_in_index(pl_evaluator *ev, pl_entry_id id, value_list *names)
{
    uint32_t n;
    const pl_entry_id *children = pl_index_children(ev->store->options.index, id, &n);
    for (uint32_t i = 0; i < n; i++)
        pl_vec_push(names, name_of_child(ev, children[i]));
}

/* `children` that is not a list of plain references is evaluated, and the names are taken from
 * the values. */
static pl_found names_evaluated(pl_evaluator *ev, pl_entry_id id, value_list *names,
                                pl_diags *diags)
{
    static const pl_field children = { { "children", 8 }, .type = PL_FIELD_ANY };
    pl_block_view view;
    pl_value list = any_null(), name;
    pl_found found = PL_FOUND_ERROR;
    if (!pl_evaluator_open(ev, id, &view, diags))
        return found;
    if (view.block)
        found = pl_evaluator__field(ev, pl_evaluator__entry(ev, id)->mod, view.block->body,
                                    &children, &list, diags);
    pl_evaluator_close(ev, &view, diags);
    for (uint32_t i = 0; found == PL_FOUND && pl_value_is_seq(list) && i < list.len; i++)
        if (pl_value_is_members(list.seq->at[i]) &&
            pl_value_member(list.seq->at[i], PL_S("name"), &name))
            pl_vec_push(names, name);
    return found;
}

static pl_found child_names(pl_evaluator *ev, pl_entry_id id, pl_value *out, pl_diags *diags)
{
    value_list names = { 0 };
    pl_found found = PL_FOUND;
    if (pl_evaluator__entry(ev, id)->flags & PL_ENTRY_CHILDREN_OPEN)
        found = names_evaluated(ev, id, &names, diags);
    else
        names_in_index(ev, id, &names);
    *out = pl_value_seq(&ev->store->arena, PL_V_LIST, pl_type_simple(PL_TYPE_STRING), names.at,
                        (uint32_t)names.n);
    pl_vec_done(&names);
    return found;
}

/* Collect the inputs of a dashboard with those in its containers, but not those of nested
 * dashboards. */
static void collect_inputs(pl_evaluator *ev, pl_entry_id id, unsigned depth, value_list *out,
                           pl_diags *diags, pl_found *found)
{
    enum { DEEPEST = 100 };
    uint32_t n, n_entries;
    const pl_entry_id *children = pl_index_children(ev->store->options.index, id, &n);
    pl_index_entries(ev->store->options.index, &n_entries);
    for (uint32_t i = 0; i < n && *found == PL_FOUND; i++) {
        pl_value input;
        if (children[i] >= n_entries)
            continue;
        pl_kind kind = (pl_kind)pl_evaluator__entry(ev, children[i])->kind;
        if (kind == PL_KIND_CONTAINER && depth < DEEPEST)
            collect_inputs(ev, children[i], depth + 1, out, diags, found);
        if (kind != PL_KIND_INPUT)
            continue;
        *found = pl_evaluator_object(ev, children[i], &input, diags);
        pl_vec_push(out, input);
    }
}

static pl_found inputs(pl_evaluator *ev, pl_entry_id id, pl_value *out, pl_diags *diags)
{
    value_list list = { 0 };
    pl_found found = PL_FOUND;
    collect_inputs(ev, id, 0, &list, diags, &found);
    *out = list.n ? pl_value_seq(&ev->store->arena, PL_V_TUPLE, NULL, list.at, (uint32_t)list.n)
                  : any_null();
    pl_vec_done(&list);
    return found;
}

/* ---- nested blocks */

static pl_value label_of(pl_evaluator *ev, const pl_block *block)
{
    if (!block->labels)
        return any_null();
    return pl_value_text(&ev->store->arena, block->labels->text, true);
}

static pl_found part_list(pl_evaluator *ev, uint32_t mod, const pl_body *body,
                          const pl_part_rule *rule, value_list *out, pl_diags *diags);

/* A block as an object: label, fields, nested blocks. */
static pl_found part_object(pl_evaluator *ev, uint32_t mod, const pl_block *block,
                            const pl_part_rule *rule, pl_value *out, pl_diags *diags)
{
    const pl_schema *s = rule->schema;
    pl_members *all = pl_members_room(&ev->store->arena, s->n_fields + s->n_parts + 1u);
    uint32_t n = 0;
    pl_found found = PL_FOUND;
    if (rule->n_labels)
        all->at[n++] = (pl_member){ PL_S("name"), label_of(ev, block) };
    for (unsigned i = 0; i < s->n_fields && found == PL_FOUND; i++) {
        all->at[n].key = s->fields[i].name;
        found =
            pl_evaluator__field(ev, mod, block->body, &s->fields[i], &all->at[n++].value, diags);
    }
    for (unsigned i = 0; i < s->n_parts && found == PL_FOUND; i++) {
        value_list list = { 0 };
        found = part_list(ev, mod, block->body, &s->parts[i], &list, diags);
        all->at[n].key = s->parts[i].schema->word;
        all->at[n++].value = !list.n              ? any_null()
                             : s->parts[i].single ? list.at[0]
                                                  : pl_value_seq(&ev->store->arena, PL_V_TUPLE,
                                                                 NULL, list.at, (uint32_t)list.n);
        pl_vec_done(&list);
    }
    *out = pl_value_take_members(PL_V_OBJECT, NULL, all, n);
    return found;
}

static pl_found part_list(pl_evaluator *ev, uint32_t mod, const pl_body *body,
                          const pl_part_rule *rule, value_list *out, pl_diags *diags)
{
    pl_found found = PL_FOUND;
    for (const pl_block *b = body->blocks; b && found == PL_FOUND; b = b->next) {
        pl_value v;
        if (!pl_str_eq(b->type, rule->schema->word))
            continue;
        found = part_object(ev, mod, b, rule, &v, diags);
        pl_vec_push(out, v);
    }
    return found;
}

static pl_found own_parts(pl_evaluator *ev, pl_entry_id id, const pl_part_rule *rule,
                          value_list *out, pl_diags *diags)
{
    pl_block_view view;
    pl_found found = PL_FOUND_ERROR;
    if (!pl_evaluator_open(ev, id, &view, diags))
        return found;
    if (view.block)
        found = part_list(ev, pl_evaluator__entry(ev, id)->mod, view.block->body, rule, out, diags);
    pl_evaluator_close(ev, &view, diags);
    return found;
}

static pl_str name_of_part(pl_value part)
{
    pl_value name;
    return pl_value_member(part, PL_S("name"), &name) && name.tag == PL_V_STRING
               ? pl_value_get_str(name)
               : (pl_str){ 0 };
}

static bool has_part(const value_list *list, pl_str name)
{
    for (size_t i = 0; i < list->n; i++)
        if (pl_str_eq(name_of_part(list->at[i]), name))
            return true;
    return false;
}

/* Take the members of `base` where `own` has null; both have the same schema. */
static pl_value fill_nulls(pl_evaluator *ev, pl_value own, pl_value base)
{
    if (own.tag != PL_V_OBJECT || base.tag != PL_V_OBJECT || own.len != base.len)
        return own.tag == PL_V_NULL ? base : own;
    pl_members *all = pl_members_room(&ev->store->arena, own.len);
    for (uint32_t i = 0; i < own.len; i++)
        all->at[i] = (pl_member){ own.members->at[i].key, fill_nulls(ev, own.members->at[i].value,
                                                                     base.members->at[i].value) };
    return pl_value_take_members(PL_V_OBJECT, NULL, all, own.len);
}

/* Add the blocks of the base (mod-language.md 6): a single block is completed, named blocks are
 * appended; other blocks, and `fold` of a category, are taken as a whole if there are none. */
static void add_base_parts(pl_evaluator *ev, const pl_part_rule *rule, value_list *own,
                           const value_list *base)
{
    bool whole = rule->schema == pl_schema_param() || (!rule->single && !rule->by_name) ||
                 pl_str_eq(rule->schema->word, PL_S("fold"));
    if (rule->single && !whole && own->n && base->n)
        own->at[0] = fill_nulls(ev, own->at[0], base->at[0]);
    bool empty = !own->n;
    for (size_t i = 0; i < base->n; i++)
        if (empty || (rule->by_name && !whole && !has_part(own, name_of_part(base->at[i]))))
            pl_vec_push(own, base->at[i]);
}

static pl_found all_parts(pl_evaluator *ev, pl_entry_id id, pl_str word, value_list *out,
                          pl_diags *diags)
{
    uint32_t depth = 0;
    const pl_schema *schema = pl_schema_of((pl_kind)pl_evaluator__entry(ev, id)->kind);
    const pl_part_rule *rule = pl_schema_part(schema, word);
    pl_found found = rule ? own_parts(ev, id, rule, out, diags) : PL_FOUND_ERROR;
    while (found == PL_FOUND &&
           (id = pl_index_next_base(ev->store->options.index, id, &depth)) != PL_NO_ENTRY) {
        value_list base = { 0 };
        found = own_parts(ev, id, rule, &base, diags);
        add_base_parts(ev, rule, out, &base);
        pl_vec_done(&base);
    }
    return found;
}

static pl_value by_name(pl_evaluator *ev, const value_list *parts)
{
    pl_members *all = pl_members_room(&ev->store->arena, (uint32_t)parts->n);
    for (size_t i = 0; i < parts->n; i++)
        all->at[i] = (pl_member){ name_of_part(parts->at[i]), parts->at[i] };
    return pl_value_take_members(PL_V_OBJECT, NULL, all, (uint32_t)parts->n);
}

typedef enum part_form { ONE, LIST, BY_NAME } part_form;

static pl_found parts_as(pl_evaluator *ev, pl_entry_id id, pl_str word, part_form form,
                         pl_value *out, pl_diags *diags)
{
    value_list parts = { 0 };
    pl_found found = all_parts(ev, id, word, &parts, diags);
    *out = !parts.n      ? any_null()
           : form == ONE ? parts.at[0]
           : form == LIST
               ? pl_value_seq(&ev->store->arena, PL_V_TUPLE, NULL, parts.at, (uint32_t)parts.n)
               : by_name(ev, &parts);
    pl_vec_done(&parts);
    return found;
}

#define PARTS(fn, word, form)                                                                      \
    static pl_found fn(pl_evaluator *ev, pl_entry_id id, pl_value *out, pl_diags *diags)           \
    {                                                                                              \
        return parts_as(ev, id, PL_S(word), form, out, diags);                                     \
    }
PARTS(params, "param", LIST)
PARTS(legend, "legend", ONE)
PARTS(axes, "axes", ONE)
PARTS(series_list, "series", LIST)
PARTS(series, "series", BY_NAME)
PARTS(column_list, "column", LIST)
PARTS(columns, "column", BY_NAME)
PARTS(options, "option", LIST)
PARTS(fold, "fold", ONE)
PARTS(property_list, "property", LIST)
PARTS(properties, "property", BY_NAME)

/* ---- the table of members */

typedef pl_found extra_work(pl_evaluator *ev, pl_entry_id id, pl_value *out, pl_diags *diags);

#define TEXT(lit)                                                                                  \
    {                                                                                              \
        ("" lit ""), sizeof(lit) - 1                                                               \
    }
#define KIND(kind) PL_KIND_BIT(PL_KIND_##kind)

static const struct {
    pl_str name;
    extra_work *work;
    uint32_t kinds; /* 0: all kinds */
    unsigned flag;  /* or the kinds with this flag */
} extras[] = {
    { TEXT("name"), full_name, 0, 0 },
    { TEXT("short_name"), short_name, 0, 0 },
    { TEXT("unqualified_name"), unqualified_name, 0, 0 },
    { TEXT("mod"), owner, ~KIND(MOD), 0 },
    { TEXT("url_path"), url_path, KIND(DASHBOARD), 0 },
    { TEXT("children"), child_names, KIND(DASHBOARD) | KIND(CONTAINER), 0 },
    { TEXT("child_names"), child_names, KIND(BENCHMARK), 0 },
    { TEXT("child_name_strings"), child_names, KIND(BENCHMARK), 0 },
    { TEXT("child_name_strings"), nothing, ~KIND(BENCHMARK), 0 },
    { TEXT("query"), nothing, KIND(QUERY), 0 },
    { TEXT("args"), nothing, KIND(QUERY), 0 },
    { TEXT("unused"), empty_text, KIND(QUERY), 0 },
    { TEXT("inputs"), inputs, KIND(DASHBOARD) | KIND(CONTAINER) | KIND(BENCHMARK), 0 },
    { TEXT("params"), params, KIND(QUERY), PL_KIND_IS_PROVIDER },
    { TEXT("legend"), legend, KIND(CHART), 0 },
    { TEXT("axes"), axes, KIND(CHART), 0 },
    { TEXT("series_list"), series_list, KIND(CHART), 0 },
    { TEXT("series"), series, KIND(CHART), 0 },
    { TEXT("column_list"), column_list, KIND(TABLE), 0 },
    { TEXT("columns"), columns, KIND(TABLE), 0 },
    { TEXT("options"), options, KIND(INPUT), 0 },
    { TEXT("input_name"), short_name, KIND(INPUT), 0 },
    { TEXT("fold"), fold, KIND(CATEGORY), 0 },
    { TEXT("property_list"), property_list, KIND(CATEGORY), 0 },
    { TEXT("properties"), properties, KIND(CATEGORY), 0 },
};

static bool has_extra(pl_kind kind, size_t i)
{
    if (!extras[i].kinds || extras[i].kinds & PL_KIND_BIT(kind))
        return true;
    return (pl_kind_flags(kind) & extras[i].flag) != 0;
}

static pl_found work_extra(pl_evaluator *ev, pl_entry_id id, unsigned what, pl_value *out,
                           pl_diags *diags)
{
    return extras[what - PL_MEMO_EXTRA].work(ev, id, out, diags);
}

pl_found pl_evaluator__extra(pl_evaluator *ev, pl_entry_id id, pl_str name, pl_value *out,
                             pl_diags *diags)
{
    pl_kind kind = (pl_kind)pl_evaluator__entry(ev, id)->kind;
    for (unsigned i = 0; i < PL_COUNT(extras); i++)
        if (pl_str_eq(extras[i].name, name) && has_extra(kind, i))
            return pl_evaluator__once(ev, id, PL_MEMO_EXTRA + i, work_extra, out, diags);
    return PL_FOUND_NOTHING;
}

uint32_t pl_evaluator__extra_names(pl_kind kind, pl_str out[PL_EVALUATOR_EXTRAS])
{
    _Static_assert(PL_COUNT(extras) <= PL_EVALUATOR_EXTRAS, "room for all names");
    uint32_t n = 0;
    for (size_t i = 0; i < PL_COUNT(extras); i++)
        if (has_extra(kind, i))
            out[n++] = extras[i].name;
    return n;
}
