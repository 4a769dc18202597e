/* tmpl_run.c - a control run with its rows and counts as values that templates read. */
#include "render/tmpl.h"

/* ---- runs */

TMPL_TEXT_GETTER(run_node_type, pl_node, PL_S("control"))
TMPL_TEXT_GETTER(run_control_id, pl_node, at->tally->control_id)
TMPL_GETTER(run_summary, pl_node, pl_tmpl_object(&pl_tmpl_class_run_counts, &at->tally->counts))

static pl_tmpl_value row_value(pl_tmpl_call *call, const pl_check_row *row, const pl_node *run)
{
    pl_tmpl_row *at = PL_NEW(call->arena, pl_tmpl_row);
    *at = (pl_tmpl_row){ row, run };
    return pl_tmpl_object(&pl_tmpl_class_row, at);
}

TMPL_METHOD(run_rows)
{
    const pl_node *run = object;
    pl_tmpl_value *at = pl_arena_alloc(call->arena, ((size_t)run->tally->rows.n + 1) * sizeof(*at));
    pl_row_walk walk = { 0 };
    const pl_check_row *row;
    uint32_t n = 0;
    (void)args;
    while ((row = pl_row_walk_next(&walk, &run->tally->rows)))
        at[n++] = row_value(call, pl_check_row_copy(call->arena, row), run);
    *out = pl_tmpl_list(at, n, "[]*controlexecute.ResultRow");
}

static pl_tmpl_value keys_of(pl_tmpl_call *call, const pl_rows *rows)
{
    pl_str *keys = pl_arena_alloc(call->arena, (rows->n_keys + 1) * sizeof(*keys));
    for (uint32_t i = 0; i < rows->n_keys; i++)
        keys[i] = rows->keys[i].key;
    return pl_tmpl_texts(call, keys, rows->n_keys);
}

TMPL_GETTER(run_keys, pl_node, keys_of(call, &at->tally->rows))
TMPL_GETTER(run_duration, pl_node, pl_tmpl_duration(call, at->tally->nanos))

TMPL_METHOD(run_parents)
{
    const pl_node *run = object;
    uint32_t n = run->parent != NULL, i = 0;
    (void)args;
    for (const pl_node_parent *more = run->also; more; more = more->next)
        n++;
    pl_tmpl_value *at = pl_arena_alloc(call->arena, ((size_t)n + 1) * sizeof(*at));
    if (run->parent)
        at[i++] = pl_tmpl_object(&pl_tmpl_class_group, run->parent);
    for (const pl_node_parent *more = run->also; more; more = more->next)
        at[i++] = pl_tmpl_object(&pl_tmpl_class_group, more->panel);
    *out = pl_tmpl_list(at, n, "[]*controlexecute.ResultGroup");
}

TMPL_GETTER(run_tree, void,
            pl_tmpl_object(&pl_tmpl_class_tree, ((const pl_tmpl_context *)call->ctx)->results.tree))

TMPL_METHOD(run_properties)
{
    const pl_node *run = object;
    pl_tmpl_pair *pairs = pl_arena_alloc(call->arena, 2 * sizeof(*pairs));
    (void)args;
    pairs[0] = (pl_tmpl_pair){ PL_S("name"), pl_tmpl_text(run->shown.short_name) };
    pairs[1] = (pl_tmpl_pair){ PL_S("severity"), pl_tmpl_text(run->shown.severity) };
    *out = pl_tmpl_map(pairs, run->shown.severity.len ? 2 : 1, "map[string]interface {}");
}

TMPL_GETTER(run_control, void, pl_tmpl_object(&pl_tmpl_class_control, at))

TMPL_GETTER(run_get_error, pl_node, at->error.len ? pl_tmpl_text(at->error) : (pl_tmpl_value){ 0 })
TMPL_GETTER(run_finished, pl_node,
            pl_tmpl_bool(at->status == PL_NODE_COMPLETE || at->status == PL_NODE_ERROR))

static bool has_tag(const pl_node *node, pl_str key, pl_str value)
{
    const pl_tag_pair *tag = pl_write_find_tag(node, key);
    return tag && pl_str_eq(tag->value, value);
}

TMPL_GETTER(run_matches, pl_node, pl_tmpl_bool(has_tag(at, args[0].text, args[1].text)))

static const pl_tmpl_member run_members[] = {
    { "ControlId", .get = run_control_id },
    { "FullName", TMPL_TEXT(pl_node, name) },
    TMPL_NODE_TEXTS,
    { "Type", TMPL_TEXT(pl_node, shown.display_type) },
    { "Severity", TMPL_TEXT(pl_node, shown.severity) },
    { "NodeType", .get = run_node_type },
    { "Summary", .get = run_summary },
    { "RunStatus", .get = pl_tmpl_get_status },
    { "RunErrorString", TMPL_TEXT(pl_node, error) },
    { "Rows", .get = run_rows },
    { "DimensionKeys", .get = run_keys },
    { "Duration", .get = run_duration },
    { "Parents", .get = run_parents },
    { "Tree", .get = run_tree },
    { "Properties", .get = run_properties },
    { "Control", .get = run_control },
    { "GetError", "", .get = run_get_error },
    { "GetRunStatus", "", .get = pl_tmpl_get_status },
    { "GetStatusSummary", "", .get = run_summary },
    { "Finished", "", .get = run_finished },
    { "MatchTag", "ss", .get = run_matches },
    { "GetControlId", "", .get = run_control_id },
    { "GetName", "", TMPL_TEXT(pl_node, name) },
};
const pl_tmpl_class pl_tmpl_class_run = { .type = "*controlexecute.ControlRun",
                                          TMPL_CLASS_MEMBERS(run_members) };
static const pl_tmpl_class run_of_instance = { .type = "controlexecute.ControlRun",
                                               TMPL_CLASS_MEMBERS(run_members) };

/* ---- instances */

static pl_tmpl_value instance_inner(const void *object)
{
    return pl_tmpl_object(&run_of_instance, ((const pl_tmpl_instance *)object)->run);
}

TMPL_GETTER(instance_run, void, instance_inner(at))
TMPL_GETTER(instance_group, pl_tmpl_instance, pl_tmpl_object(&pl_tmpl_class_group, at->group))

static const pl_tmpl_member instance_members[] = {
    { "ControlRun", .get = instance_run },
    { "Group", .get = instance_group },
};
const pl_tmpl_class pl_tmpl_class_instance = { .type = "*controlexecute.ControlRunInstance",
                                               TMPL_CLASS_MEMBERS(instance_members),
                                               .inner = instance_inner };

/* ---- the control of a run */

TMPL_TEXT_GETTER(control_unqualified, pl_node,
                 pl_arena_printf(call->arena, "control.%.*s", PL_FMT(at->shown.short_name)))

static const pl_tmpl_member control_members[] = {
    { "FullName", TMPL_TEXT(pl_node, name) },
    { "ShortName", TMPL_TEXT(pl_node, shown.short_name) },
    { "UnqualifiedName", .get = control_unqualified },
    { "Title", TMPL_TEXT(pl_node, shown.title) },
    { "Description", TMPL_TEXT(pl_node, shown.description) },
    { "Documentation", TMPL_TEXT(pl_node, shown.documentation) },
    { "Severity", TMPL_TEXT(pl_node, shown.severity) },
    { "Tags", .get = pl_tmpl_get_tags },
};
const pl_tmpl_class pl_tmpl_class_control = { .type = "*resources.Control",
                                              TMPL_CLASS_MEMBERS(control_members) };

/* ---- rows and dimensions */

TMPL_TEXT_GETTER(row_reason, pl_tmpl_row, at->row->reason)
TMPL_TEXT_GETTER(row_resource, pl_tmpl_row, at->row->resource)
TMPL_TEXT_GETTER(row_status, pl_tmpl_row, pl_row_status_name((pl_row_status)at->row->status))

TMPL_METHOD(row_dimensions)
{
    const pl_check_row *row = ((const pl_tmpl_row *)object)->row;
    pl_tmpl_value *at = pl_arena_alloc(call->arena, (row->n_dimensions + 1) * sizeof(*at));
    (void)args;
    for (uint32_t i = 0; i < row->n_dimensions; i++)
        at[i] = pl_tmpl_object(&pl_tmpl_class_dimension, &row->dimensions[i]);
    *out = pl_tmpl_list(at, row->n_dimensions, "[]controlexecute.Dimension");
}

TMPL_GETTER(row_run, pl_tmpl_row, pl_tmpl_object(&pl_tmpl_class_run, at->run))
TMPL_GETTER(row_control, pl_tmpl_row, pl_tmpl_object(&pl_tmpl_class_control, at->run))

TMPL_TEXT_GETTER(row_dimension, pl_tmpl_row, pl_write_dimension(at->row, args[0].text))

static const pl_tmpl_member row_members[] = {
    { "Reason", .get = row_reason },
    { "Resource", .get = row_resource },
    { "Status", .get = row_status },
    { "Dimensions", .get = row_dimensions },
    { "Run", .get = row_run },
    { "Control", .get = row_control },
    { "GetDimensionValue", "s", .get = row_dimension },
};
const pl_tmpl_class pl_tmpl_class_row = { .type = "*controlexecute.ResultRow",
                                          TMPL_CLASS_MEMBERS(row_members) };

static const pl_tmpl_member dimension_members[] = {
    { "Key", TMPL_TEXT(pl_dimension, key) },
    { "Value", TMPL_TEXT(pl_dimension, value) },
    { "SqlType", TMPL_TEXT(pl_dimension, type) },
};
const pl_tmpl_class pl_tmpl_class_dimension = { .type = "controlexecute.Dimension",
                                                TMPL_CLASS_MEMBERS(dimension_members),
                                                .n_fields = 3 };
