/* tmpl_detect.c - detections as values that templates read (check-and-outputs.md 20.3). Texts of
 * groups come from their nodes; everything about a detection comes from its JSON document
 * (check-and-outputs.md 16.4). */
#include "render/detections.h"
#include "base/double.h"
#include "render/tmpl.h"
#include "value/json.h"

/* A benchmark, or the group around the target, which has no panel. */
typedef struct group {
    const pl_detections *tree;
    const pl_node *panel;
    const struct group *parent;
} group;

/* A detection with its document. */
typedef struct shown {
    const pl_node *panel;
    const pl_json *doc;
} shown;

static const pl_tmpl_class class_group, class_run, class_summary, class_data, class_column;

static const group *make_group(pl_tmpl_call *call, const pl_detections *tree, const pl_node *panel,
                               const group *parent)
{
    group *at = PL_NEW(call->arena, group);
    *at = (group){ tree, panel, parent };
    return at;
}

/* ---- documents as values */

/* Cells may contain documents of any depth; deeper values become nil. */
enum { DEEPEST = 1000 };

static pl_tmpl_value value_at(pl_arena *arena, const pl_json *node, unsigned depth);

static pl_tmpl_value list_at(pl_arena *arena, const pl_json *node, unsigned depth)
{
    pl_tmpl_value *at = pl_arena_alloc(arena, ((size_t)node->n + 1) * sizeof(*at));
    uint32_t n = 0;
    for (const pl_json *item = node->first; item; item = item->next)
        at[n++] = value_at(arena, item, depth + 1);
    return pl_tmpl_list(at, n, "[]interface {}");
}

static pl_tmpl_value map_at(pl_arena *arena, const pl_json *node, unsigned depth)
{
    pl_tmpl_pair *at = pl_arena_alloc(arena, ((size_t)node->n + 1) * sizeof(*at));
    uint32_t n = 0;
    for (const pl_json *item = node->first; item; item = item->next)
        at[n++] = (pl_tmpl_pair){ item->key, value_at(arena, item, depth + 1) };
    return pl_tmpl_map(at, n, "map[string]interface {}");
}

/* A node of the document as a value. Whole numbers stay whole: templates compare them. */
static pl_tmpl_value value_at(pl_arena *arena, const pl_json *node, unsigned depth)
{
    int64_t whole;
    double number;
    if (!node || depth > DEEPEST)
        return (pl_tmpl_value){ 0 };
    switch ((pl_json_kind)node->kind) {
    case PL_JSON_NULL: break;
    case PL_JSON_BOOL: return pl_tmpl_bool(node->truth);
    case PL_JSON_NUMBER:
        if (pl_json_int(node, &whole))
            return pl_tmpl_int(whole);
        pl_double_read(node->text, 64, &number);
        return pl_tmpl_float(number);
    case PL_JSON_STRING: return pl_tmpl_text(node->text);
    case PL_JSON_ARRAY: return list_at(arena, node, depth);
    case PL_JSON_OBJECT: return map_at(arena, node, depth);
    }
    return (pl_tmpl_value){ 0 };
}

static pl_tmpl_value value_of(pl_arena *arena, const pl_json *node)
{
    return value_at(arena, node, 0);
}

/* ---- detections */

static pl_tmpl_value run_value(pl_tmpl_call *call, const pl_node *panel)
{
    shown *at = PL_NEW(call->arena, shown);
    pl_buf text = { 0 };
    pl_detections_run_text(panel, &text);
    *at = (shown){ panel, pl_json_parse(call->arena, pl_arena_str(call->arena, pl_buf_view(&text)),
                                        NULL) };
    pl_buf_done(&text);
    return pl_tmpl_object(&class_run, at);
}

/* A member of the document; empty if it has none of that name. */
static pl_tmpl_value member_of(pl_tmpl_call *call, const shown *at, const char *key)
{
    pl_tmpl_value value = value_of(call->arena, pl_json_get(at->doc, key));
    return value.tag == PL_TMPL_NIL ? pl_tmpl_text((pl_str){ 0 }) : value;
}

TMPL_GETTER(run_name, shown, member_of(call, at, "name"))
TMPL_GETTER(run_title, shown, member_of(call, at, "title"))
TMPL_GETTER(run_description, shown, member_of(call, at, "description"))
TMPL_GETTER(run_documentation, shown, member_of(call, at, "documentation"))
TMPL_GETTER(run_display, shown, member_of(call, at, "display"))
TMPL_GETTER(run_status, shown, member_of(call, at, "status"))
TMPL_GETTER(run_error, shown, member_of(call, at, "error"))
TMPL_GETTER(run_sql, shown, member_of(call, at, "sql"))

TMPL_METHOD(run_tags)
{
    const pl_json *tags = pl_json_get(((const shown *)object)->doc, "tags");
    (void)args;
    *out = pl_json_is(tags, PL_JSON_OBJECT) ? map_at(call->arena, tags, 0)
                                            : pl_tmpl_map(NULL, 0, "map[string]string");
    out->map_type = "map[string]string";
}

TMPL_GETTER(run_properties, shown, value_of(call->arena, pl_json_get(at->doc, "properties")))

static const pl_json *data_of(const shown *at)
{
    const pl_json *data = pl_json_get(at->doc, "data");
    return pl_json_is(data, PL_JSON_OBJECT) ? data : NULL;
}

TMPL_GETTER(run_data, shown, pl_tmpl_object(&class_data, data_of(at)))

static const pl_tmpl_member run_members[] = {
    { "Name", .get = run_name },
    { "Title", .get = run_title },
    { "Description", .get = run_description },
    { "Documentation", .get = run_documentation },
    { "Display", .get = run_display },
    { "Tags", .get = run_tags },
    { "Status", .get = run_status },
    { "ErrorString", .get = run_error },
    { "SQL", .get = run_sql },
    { "Properties", .get = run_properties },
    { "Data", .get = run_data },
};
static const pl_tmpl_class class_run = { .type = "*dashboardexecute.DetectionRun",
                                         TMPL_CLASS_MEMBERS(run_members) };

TMPL_METHOD(data_rows)
{
    const pl_json *rows = pl_json_get(object, "rows");
    (void)args;
    *out = pl_tmpl_list(NULL, 0, "[]map[string]interface {}");
    if (pl_json_is(rows, PL_JSON_ARRAY))
        *out = list_at(call->arena, rows, 0);
    out->list.type = "[]map[string]interface {}";
}

TMPL_METHOD(data_columns)
{
    const pl_json *columns = pl_json_get(object, "columns"), *item = pl_json_first(columns);
    pl_tmpl_value *at =
        pl_arena_alloc(call->arena, ((size_t)(columns ? columns->n : 0) + 1) * sizeof(*at));
    uint32_t n = 0;
    (void)args;
    for (; item; item = item->next)
        at[n++] = pl_tmpl_object(&class_column, item);
    *out = pl_tmpl_list(at, n, "[]*queryresult.ColumnDef");
}

static const pl_tmpl_member data_members[] = {
    { "Columns", .get = data_columns },
    { "Rows", .get = data_rows },
};
static const pl_tmpl_class class_data = { .type = "*dashboardtypes.LeafData",
                                          TMPL_CLASS_MEMBERS(data_members) };

TMPL_TEXT_GETTER(column_name, pl_json, pl_json_text(pl_json_get(at, "name")))
TMPL_TEXT_GETTER(column_type, pl_json, pl_json_text(pl_json_get(at, "data_type")))
TMPL_TEXT_GETTER(column_original, pl_json, pl_json_text(pl_json_get(at, "original_name")))

static const pl_tmpl_member column_members[] = {
    { "Name", .get = column_name },
    { "DataType", .get = column_type },
    { "OriginalName", .get = column_original },
};
static const pl_tmpl_class class_column = { .type = "*queryresult.ColumnDef",
                                            TMPL_CLASS_MEMBERS(column_members) };

/* ---- groups */

/* The group around the target, which has no panel, has a name and a title alone. */
static const pl_node_shown *shown_of(const group *at)
{
    static const pl_node_shown none;
    return at->panel ? &at->panel->shown : &none;
}

TMPL_TEXT_GETTER(group_description, group, shown_of(at)->description)
TMPL_TEXT_GETTER(group_documentation, group, shown_of(at)->documentation)
TMPL_TEXT_GETTER(group_display, group, shown_of(at)->display)
TMPL_TEXT_GETTER(group_type, group, shown_of(at)->display_type)
TMPL_TEXT_GETTER(group_id, group, at->panel ? at->panel->name : PL_S("root_result_group"))
TMPL_TEXT_GETTER(group_title, group, at->panel ? at->panel->shown.title : at->tree->title)

TMPL_METHOD(group_tags)
{
    const group *at = object;
    pl_value tags = at->panel ? at->panel->shown.tags : (pl_value){ 0 };
    uint32_t n = 0, all = at->panel && pl_value_is_members(tags) ? tags.len : 0;
    pl_tmpl_pair *pairs = pl_arena_alloc(call->arena, ((size_t)all + 1) * sizeof(*pairs));
    (void)args;
    for (uint32_t i = 0; i < all; i++)
        if (tags.members->at[i].value.tag == PL_V_STRING)
            pairs[n++] =
                (pl_tmpl_pair){ tags.members->at[i].key,
                                pl_tmpl_text(pl_value_get_str(tags.members->at[i].value)) };
    *out = pl_tmpl_map(pairs, n, "map[string]string");
}

enum { GROUPS = 1, RUNS = 2 };

/* The children of a group in declared order: groups, detections or both. */
static pl_tmpl_value parts(pl_tmpl_call *call, const group *at, int which, const char *type)
{
    const pl_node *panel = at->panel;
    uint32_t n = 0, all = panel ? panel->n_children : 1;
    pl_tmpl_value *list = pl_arena_alloc(call->arena, ((size_t)all + 1) * sizeof(*list));
    for (uint32_t i = 0; i < all; i++) {
        const pl_node *child = panel ? panel->children[i] : at->tree->root;
        bool run = pl_node_is_detection(child);
        if (!(which & (run ? RUNS : GROUPS)))
            continue;
        list[n++] = run ? run_value(call, child)
                        : pl_tmpl_object(&class_group, make_group(call, at->tree, child, at));
    }
    return pl_tmpl_list(list, n, type);
}

TMPL_GETTER(group_groups, void,
            parts(call, at, GROUPS, "[]*dashboardexecute.DetectionBenchmarkDisplay"))
TMPL_GETTER(group_runs, void, parts(call, at, RUNS, "[]*dashboardexecute.DetectionRun"))
TMPL_GETTER(group_children, void,
            parts(call, at, GROUPS | RUNS, "[]dashboardexecute.ExecutionTreeNode"))
TMPL_GETTER(group_parent, group, pl_tmpl_object(&class_group, at->parent))

static uint64_t duration_of(const pl_execution *e)
{
    int64_t nanos =
        (e->ended.seconds - e->started.seconds) * 1000000000 + e->ended.nanos - e->started.nanos;
    return nanos > 0 ? (uint64_t)nanos : 0;
}

TMPL_GETTER(group_duration, group, pl_tmpl_duration(call, duration_of(at->tree->execution)))
TMPL_GETTER(group_summary, void, pl_tmpl_object(&class_summary, at))

static const pl_tmpl_member group_members[] = {
    { "GroupId", .get = group_id },
    { "Title", .get = group_title },
    { "Description", .get = group_description },
    { "Documentation", .get = group_documentation },
    { "Display", .get = group_display },
    { "Type", .get = group_type },
    { "Tags", .get = group_tags },
    { "Summary", .get = group_summary },
    { "Groups", .get = group_groups },
    { "DetectionRuns", .get = group_runs },
    { "Children", .get = group_children },
    { "Parent", .get = group_parent },
    { "Duration", .get = group_duration },
};
static const pl_tmpl_class class_group = { .type = "*dashboardexecute.DetectionBenchmarkDisplay",
                                           TMPL_CLASS_MEMBERS(group_members) };

TMPL_GETTER(summary_count, group,
            pl_tmpl_int((int64_t)pl_detection_count(at->panel ? at->panel : at->tree->root)))

static const pl_tmpl_member summary_members[] = { { "Count", .get = summary_count } };
static const pl_tmpl_class class_summary = {
    .type = "*dashboardexecute.DetectionBenchmarkDisplaySummary",
    TMPL_CLASS_MEMBERS(summary_members),
    .n_fields = 1
};

/* ---- the tree */

TMPL_GETTER(tree_root, void, pl_tmpl_object(&class_group, make_group(call, at, NULL, NULL)))

static const pl_tmpl_member tree_members[] = { { "Root", .get = tree_root } };
const pl_tmpl_class pl_tmpl_class_detections = {
    .type = "*dashboardexecute.DetectionBenchmarkDisplayTree", TMPL_CLASS_MEMBERS(tree_members)
};

/* ---- toJson */

/* Write a node of a document as it is, numbers with their own digits. */
static void put(pl_jsonw *w, const pl_json *node, unsigned depth)
{
    if (depth > 2 * DEEPEST) {
        pl_jsonw_null(w);
        return;
    }
    switch ((pl_json_kind)node->kind) {
    case PL_JSON_NULL: pl_jsonw_null(w); break;
    case PL_JSON_BOOL: pl_jsonw_bool(w, node->truth); break;
    case PL_JSON_NUMBER: pl_jsonw_raw(w, node->text); break;
    case PL_JSON_STRING: pl_jsonw_str(w, node->text); break;
    case PL_JSON_ARRAY:
    case PL_JSON_OBJECT:
        pl_jsonw_open(w, node->kind == PL_JSON_ARRAY ? '[' : '{');
        for (const pl_json *item = node->first; item; item = item->next) {
            if (node->kind == PL_JSON_OBJECT)
                pl_jsonw_key(w, item->key);
            put(w, item, depth + 1);
        }
        pl_jsonw_close(w, node->kind == PL_JSON_ARRAY ? ']' : '}');
        break;
    }
}

bool pl_tmpl_detections_json(pl_jsonw *w, pl_tmpl_value v)
{
    const pl_json *doc = NULL;
    pl_arena arena = { 0 };
    pl_buf text = { 0 };
    if (v.class == &class_group || v.class == &class_summary) {
        const group *at = v.object;
        pl_detections_group_text(at->tree, at->panel, &text);
        doc = pl_json_parse(&arena, pl_buf_view(&text), NULL);
        if (v.class == &class_summary)
            doc = pl_json_get(doc, "summary");
    } else if (v.class == &class_run) {
        doc = ((const shown *)v.object)->doc;
    } else if (v.class == &class_data || v.class == &class_column) {
        doc = v.object;
    }
    if (doc)
        put(w, doc, 0);
    pl_buf_done(&text);
    pl_arena_done(&arena);
    return doc != NULL;
}
