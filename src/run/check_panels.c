/* check_panels.c - benchmarks and controls as panels (server.md 5.9). */
#include "base/jsonw.h"
#include "base/map.h"
#include "base/str.h"
#include "run/node.h"

static void add_text(pl_arena *arena, pl_doc *doc, const char *key, pl_str text)
{
    if (text.len)
        pl_doc_string_copy(arena, doc, pl_str_cstr(key), text);
}

static void add_tags(pl_arena *arena, pl_doc *doc, const pl_node_info *info)
{
    if (!info->n_tags)
        return;
    pl_doc *tags = pl_doc_add(arena, doc, PL_S("tags"), PL_DOC_OBJECT);
    for (uint32_t i = 0; i < info->n_tags; i++)
        pl_doc_string_copy(arena, tags, info->tags[i].key, info->tags[i].value);
}

void pl_counts_doc(pl_arena *arena, pl_doc *doc, const char *key, const pl_counts *counts)
{
    static const struct {
        const char *key;
        pl_row_status status;
    } order[] = { { "alarm", PL_ROW_ALARM },
                  { "ok", PL_ROW_OK },
                  { "info", PL_ROW_INFO },
                  { "skip", PL_ROW_SKIP },
                  { "error", PL_ROW_ERROR } };
    pl_doc *all = pl_doc_add(arena, doc, pl_str_cstr(key), PL_DOC_OBJECT);
    for (size_t i = 0; i < PL_COUNT(order); i++)
        pl_doc_int(arena, all, pl_str_cstr(order[i].key), counts->of[order[i].status]);
}

static void add_summary(pl_arena *arena, pl_doc *doc, const pl_counts *counts)
{
    pl_doc *summary = pl_doc_add(arena, doc, PL_S("summary"), PL_DOC_OBJECT);
    pl_counts_doc(arena, summary, "status", counts);
}

static void add_column(pl_arena *arena, pl_doc *columns, pl_str name, pl_str type)
{
    pl_doc *one = pl_doc_add(arena, columns, (pl_str){ 0 }, PL_DOC_OBJECT);
    pl_doc_string_copy(arena, one, PL_S("name"), name);
    pl_doc_string_copy(arena, one, PL_S("data_type"), type);
}

/* ---- rows */

static void write_rows(const void *what, pl_jsonw *w, pl_sink *sink)
{
    pl_rows_write(what, PL_ROW_ALL_VALUES, NULL, w, sink);
}

static bool add_to_spool(void *ctx, pl_str bytes)
{
    pl_spool_add(ctx, bytes);
    return true;
}

void pl_control_keep_text(pl_control_run *run, pl_spool_store *store)
{
    run->text = pl_rowtext_in(store, NULL);
    pl_sink sink = { .flush = add_to_spool, .ctx = &run->text->text };
    pl_jsonw w;
    pl_jsonw_init(&w, &sink.text, 0, true);
    pl_jsonw_open(&w, '[');
    sink.text.len = 0; /* the elements alone are kept */
    pl_rows_write(&run->rows, PL_ROW_ALL_VALUES, NULL, &w, &sink);
    pl_sink_end(&sink);
    pl_sink_done(&sink);
    pl_spool_count(&run->text->text);
    run->rows = (pl_rows){ .keys = run->rows.keys, .n_keys = run->rows.n_keys };
}

/* ---- a control */

static void add_data(pl_arena *arena, const pl_control_run *run, pl_doc *doc)
{
    static const char *const required[] = { "reason", "resource", "status" };
    if (!run->has_data) {
        pl_doc_null(arena, doc, PL_S("data"));
        return;
    }
    pl_doc *data = pl_doc_add(arena, doc, PL_S("data"), PL_DOC_OBJECT);
    pl_doc *columns = pl_doc_add(arena, data, PL_S("columns"), PL_DOC_ARRAY);
    for (size_t i = 0; i < PL_COUNT(required); i++)
        add_column(arena, columns, pl_str_cstr(required[i]), PL_S("TEXT"));
    for (uint32_t i = 0; i < run->rows.n_keys; i++)
        add_column(arena, columns, run->rows.keys[i].key, run->rows.keys[i].type);
    pl_doc *rows = pl_doc_add(arena, data, PL_S("rows"), PL_DOC_ARRAY);
    if (run->text)
        pl_doc_piece(arena, rows, run->text);
    else
        pl_doc_piece(arena, rows, &run->rows)->piece.produce = write_rows;
}

pl_doc *pl_control_doc(pl_arena *arena, const pl_control_run *run, bool begun)
{
    static const pl_counts none = { .exempted = 0 };
    const pl_node_info *info = &run->info;
    pl_doc *doc = pl_doc_new(arena, PL_DOC_OBJECT);
    pl_doc_string_copy(arena, doc, PL_S("name"), info->full_name);
    add_text(arena, doc, "title", info->title);
    add_text(arena, doc, "description", info->description);
    add_text(arena, doc, "documentation", info->documentation);
    add_tags(arena, doc, info);
    add_text(arena, doc, "display", info->display);
    add_text(arena, doc, "display_type", info->type);
    pl_doc_string_copy(arena, doc, PL_S("panel_type"), PL_S("control"));
    pl_doc *properties = pl_doc_add(arena, doc, PL_S("properties"), PL_DOC_OBJECT);
    pl_doc_string_copy(arena, properties, PL_S("name"), info->short_name);
    add_text(arena, properties, "severity", info->severity);
    pl_counts_doc(arena, doc, "summary", begun ? &run->counts : &none);
    pl_doc_string_copy(arena, doc, PL_S("status"),
                       begun ? pl_run_state_name((pl_run_state)run->state) : PL_S("initialized"));
    if (begun)
        add_data(arena, run, doc);
    else
        pl_doc_null(arena, doc, PL_S("data"));
    if (begun)
        add_text(arena, doc, "error", run->error);
    return doc;
}

/* ---- benchmarks */

static pl_doc *group_doc(pl_arena *arena, const pl_group *group, bool begun)
{
    static const pl_counts none = { .exempted = 0 };
    const pl_node_info *info = &group->info;
    pl_doc *doc = pl_doc_new(arena, PL_DOC_OBJECT);
    pl_doc_string_copy(arena, doc, PL_S("name"), info->full_name);
    add_text(arena, doc, "title", info->title);
    add_text(arena, doc, "description", info->description);
    add_tags(arena, doc, info);
    add_text(arena, doc, "documentation", info->documentation);
    add_text(arena, doc, "display", info->display);
    add_text(arena, doc, "type", info->type);
    add_summary(arena, doc, begun ? &group->counts : &none);
    pl_doc_string_copy(arena, doc, PL_S("panel_type"), PL_S("benchmark"));
    return doc;
}

/* A group or control that is in several places is added once. */
static void add_group(pl_arena *arena, const pl_group *group, bool begun, pl_map *met,
                      pl_doc *panels)
{
    for (uint32_t i = 0; i < group->n_children; i++) {
        const pl_group *below = group->children[i].group;
        bool added = false;
        if (below)
            pl_map_put(met, below->info.full_name, 0, &added);
        if (!added)
            continue;
        pl_doc_put(panels, below->info.full_name, group_doc(arena, below, begun));
        add_group(arena, below, begun, met, panels);
    }
}

pl_doc *pl_check_doc(pl_arena *arena, const pl_node *panel, pl_node_status at)
{
    static const pl_counts none = { .exempted = 0 };
    const pl_check_tree *tree = panel->check;
    const pl_group *item = tree && tree->root->n_children ? tree->root->children[0].group : NULL;
    pl_doc *doc = pl_node_doc_at(arena, panel, at);
    if (at >= PL_NODE_COMPLETE)
        add_summary(arena, doc, item ? &item->counts : tree ? &tree->root->counts : &none);
    else
        pl_doc_null(arena, doc, PL_S("summary"));
    pl_doc_string_copy(arena, doc, PL_S("benchmark_type"), PL_S("control"));
    return doc;
}

void pl_check_panels(pl_arena *arena, const pl_check_tree *tree, bool begun, pl_doc *panels)
{
    const pl_group *item = tree->root->n_children ? tree->root->children[0].group : NULL;
    pl_map met = { 0 };
    if (item)
        add_group(arena, item, begun, &met, panels);
    for (uint32_t i = 0; i < tree->n_runs; i++)
        pl_doc_put(panels, tree->runs[i]->info.full_name,
                   pl_control_doc(arena, tree->runs[i], begun));
    pl_map_done(&met);
}
