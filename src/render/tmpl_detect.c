/* tmpl_detect.c - detections as values that templates read (check-and-outputs.md 20.3). Properties
 * and rows are read from the JSON document of a detection (check-and-outputs.md 16.4). */
#include "render/detections.h"
#include "base/double.h"
#include "render/tmpl.h"
#include "value/json.h"

static const pl_tmpl_class class_data, class_column;

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

/* ---- detections */

static const pl_json *document_of(pl_arena *arena, const pl_node *node)
{
    pl_buf text = { 0 };
    pl_detections_text(node, &text);
    const pl_json *doc = pl_json_parse(arena, pl_arena_str(arena, pl_buf_view(&text)), NULL);
    pl_buf_done(&text);
    return doc;
}

/* The data of a detection; NULL: it failed. */
static const pl_json *data_of(pl_arena *arena, const pl_node *node)
{
    const pl_json *data = pl_json_get(document_of(arena, node), "data");
    return pl_json_is(data, PL_JSON_OBJECT) ? data : NULL;
}

TMPL_TEXT_GETTER(run_sql, pl_node,
                 at->plan && at->plan->resolved ? at->plan->from.sql : (pl_str){ 0 })
TMPL_GETTER(run_properties, void,
            value_at(call->arena, pl_json_get(document_of(call->arena, at), "properties"), 0))
TMPL_GETTER(run_data, void, pl_tmpl_object(&class_data, data_of(call->arena, at)))

static const pl_tmpl_member run_members[] = {
    { "Name", TMPL_TEXT(pl_node, name) },
    TMPL_NODE_TEXTS,
    { "Status", .get = pl_tmpl_get_status },
    { "ErrorString", TMPL_TEXT(pl_node, error) },
    { "SQL", .get = run_sql },
    { "Properties", .get = run_properties },
    { "Data", .get = run_data },
};
const pl_tmpl_class pl_tmpl_class_detection_run = { .type = "*dashboardexecute.DetectionRun",
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
    bool summary = v.class == &pl_tmpl_class_detection_summary;
    if (v.class == &class_data || v.class == &class_column)
        doc = v.object;
    else if (summary || v.class == &pl_tmpl_class_detection_group ||
             v.class == &pl_tmpl_class_detection_run)
        doc = document_of(&arena, v.object);
    if (summary)
        doc = pl_json_get(doc, "summary");
    if (doc)
        put(w, doc, 0);
    pl_arena_done(&arena);
    return doc != NULL;
}
