/* check_panels.c - benchmarks and controls as panels (server.md 5.9). */
#include "base/jsonw.h"
#include "base/str.h"
#include "run/panel.h"

static void add_text(pl_arena *arena, pl_jnode *doc, const char *key, pl_str text)
{
    if (text.len)
        pl_jnode_str(arena, doc, pl_str_cstr(key), text);
}

static void add_tags(pl_arena *arena, pl_jnode *doc, const pl_node_info *info)
{
    if (!info->n_tags)
        return;
    pl_jnode *tags = pl_jnode_add(arena, doc, PL_S("tags"), PL_JNODE_OBJECT);
    for (uint32_t i = 0; i < info->n_tags; i++)
        pl_jnode_str(arena, tags, info->tags[i].key, info->tags[i].value);
}

static void add_counts(pl_arena *arena, pl_jnode *doc, const char *key, const pl_counts *counts)
{
    static const struct {
        const char *key;
        pl_row_status status;
    } order[] = { { "alarm", PL_ROW_ALARM },
                  { "ok", PL_ROW_OK },
                  { "info", PL_ROW_INFO },
                  { "skip", PL_ROW_SKIP },
                  { "error", PL_ROW_ERROR } };
    pl_jnode *all = pl_jnode_add(arena, doc, pl_str_cstr(key), PL_JNODE_OBJECT);
    for (size_t i = 0; i < PL_COUNT(order); i++)
        pl_jnode_int(arena, all, pl_str_cstr(order[i].key), counts->of[order[i].status]);
}

static void add_summary(pl_arena *arena, pl_jnode *doc, const pl_counts *counts)
{
    pl_jnode *summary = pl_jnode_add(arena, doc, PL_S("summary"), PL_JNODE_OBJECT);
    add_counts(arena, summary, "status", counts);
}

/* ---- a control */

static void add_column(pl_arena *arena, pl_jnode *columns, pl_str name, pl_str type)
{
    pl_jnode *one = pl_jnode_add(arena, columns, (pl_str){ 0 }, PL_JNODE_OBJECT);
    pl_jnode_str(arena, one, PL_S("name"), name);
    pl_jnode_str(arena, one, PL_S("data_type"), type);
}

static const char *const status_names[] = { "error", "alarm", "info", "ok", "skip" };

static void add_row(pl_arena *arena, const pl_check_row *row, pl_jnode *rows)
{
    pl_jnode *one = pl_jnode_add(arena, rows, (pl_str){ 0 }, PL_JNODE_OBJECT);
    for (uint32_t i = 0; i < row->n_dimensions; i++)
        pl_jnode_str(arena, one, row->dimensions[i].key, row->dimensions[i].value);
    pl_jnode_str(arena, one, PL_S("reason"), row->reason);
    pl_jnode_str(arena, one, PL_S("resource"), row->resource);
    pl_jnode_str(arena, one, PL_S("status"), pl_str_cstr(status_names[row->status]));
    pl_jnode_sort(one, false);
}

static void add_data(pl_arena *arena, const pl_control_run *run, pl_jnode *doc)
{
    static const char *const required[] = { "reason", "resource", "status" };
    if (!run->has_data) {
        pl_jnode_null(arena, doc, PL_S("data"));
        return;
    }
    pl_jnode *data = pl_jnode_add(arena, doc, PL_S("data"), PL_JNODE_OBJECT);
    pl_jnode *columns = pl_jnode_add(arena, data, PL_S("columns"), PL_JNODE_ARRAY);
    for (size_t i = 0; i < PL_COUNT(required); i++)
        add_column(arena, columns, pl_str_cstr(required[i]), PL_S("TEXT"));
    for (uint32_t i = 0; i < run->rows.n_keys; i++)
        add_column(arena, columns, run->rows.keys[i].key, run->rows.keys[i].type);
    pl_jnode *rows = pl_jnode_add(arena, data, PL_S("rows"), PL_JNODE_ARRAY);
    pl_row_walk walk = { 0 };
    const pl_check_row *row;
    while ((row = pl_row_walk_next(&walk, &run->rows)))
        add_row(arena, row, rows);
}

static pl_jnode *control_doc(pl_arena *arena, const pl_control_run *run)
{
    const pl_node_info *info = &run->info;
    pl_jnode *doc = pl_jnode_new(arena, PL_JNODE_OBJECT);
    pl_jnode_str(arena, doc, PL_S("name"), info->full_name);
    add_text(arena, doc, "title", info->title);
    add_text(arena, doc, "description", info->description);
    add_text(arena, doc, "documentation", info->documentation);
    add_tags(arena, doc, info);
    add_text(arena, doc, "display", info->display);
    add_text(arena, doc, "display_type", info->type);
    pl_jnode_str(arena, doc, PL_S("panel_type"), PL_S("control"));
    pl_jnode *properties = pl_jnode_add(arena, doc, PL_S("properties"), PL_JNODE_OBJECT);
    pl_jnode_str(arena, properties, PL_S("name"), info->short_name);
    add_text(arena, properties, "severity", info->severity);
    add_counts(arena, doc, "summary", &run->counts);
    pl_jnode_str(arena, doc, PL_S("status"), pl_run_state_name((pl_run_state)run->state));
    add_data(arena, run, doc);
    add_text(arena, doc, "error", run->error);
    return doc;
}

/* ---- benchmarks */

static pl_jnode *group_doc(pl_arena *arena, const pl_group *group)
{
    const pl_node_info *info = &group->info;
    pl_jnode *doc = pl_jnode_new(arena, PL_JNODE_OBJECT);
    pl_jnode_str(arena, doc, PL_S("name"), info->full_name);
    add_text(arena, doc, "title", info->title);
    add_text(arena, doc, "description", info->description);
    add_tags(arena, doc, info);
    add_text(arena, doc, "documentation", info->documentation);
    add_text(arena, doc, "display", info->display);
    add_text(arena, doc, "type", info->type);
    add_summary(arena, doc, &group->counts);
    pl_jnode_str(arena, doc, PL_S("panel_type"), PL_S("benchmark"));
    return doc;
}

static bool has_member(const pl_jnode *object, pl_str key)
{
    for (const pl_jnode *m = object->first; m; m = m->next)
        if (pl_str_eq(m->key, key))
            return true;
    return false;
}

static void add_group(pl_arena *arena, const pl_group *group, pl_jnode *panels)
{
    for (uint32_t i = 0; i < group->n_children; i++) {
        const pl_group *below = group->children[i].group;
        if (!below || has_member(panels, below->info.full_name))
            continue;
        pl_jnode_put(panels, below->info.full_name, group_doc(arena, below));
        add_group(arena, below, panels);
    }
}

void pl_check_panels(pl_arena *arena, const pl_panel *panel, const pl_check_tree *tree,
                     pl_jnode *panels)
{
    static const pl_counts none = { { 0 } };
    const pl_group *item = tree && tree->root->n_children ? tree->root->children[0].group : NULL;
    if (panel) {
        pl_jnode *doc = pl_panel_doc(arena, panel);
        add_summary(arena, doc, item ? &item->counts : tree ? &tree->root->counts : &none);
        pl_jnode_str(arena, doc, PL_S("benchmark_type"), PL_S("control"));
        pl_jnode_put(panels, panel->name, doc);
    }
    if (item)
        add_group(arena, item, panels);
    for (uint32_t i = 0; tree && i < tree->n_runs; i++)
        pl_jnode_put(panels, tree->runs[i]->info.full_name, control_doc(arena, tree->runs[i]));
}

/* ---- layout */

static void add_layout(pl_arena *arena, const pl_group *group, pl_jnode *node);

static void add_child(pl_arena *arena, const pl_tree_child *child, pl_jnode *list)
{
    pl_jnode *node = pl_jnode_add(arena, list, (pl_str){ 0 }, PL_JNODE_OBJECT);
    if (child->group) {
        add_layout(arena, child->group, node);
        return;
    }
    pl_jnode_str(arena, node, PL_S("name"), child->run->info.full_name);
    pl_jnode_str(arena, node, PL_S("panel_type"), PL_S("control"));
}

/* Benchmarks without a control are not there; a shared control is once for each parent. */
static void add_layout(pl_arena *arena, const pl_group *group, pl_jnode *node)
{
    pl_jnode *list = NULL;
    pl_jnode_str(arena, node, PL_S("name"), group->info.full_name);
    for (uint32_t i = 0; i < group->n_children; i++) {
        const pl_tree_child *child = &group->children[i];
        if (!child->group && !child->run)
            continue;
        if (!list)
            list = pl_jnode_add(arena, node, PL_S("children"), PL_JNODE_ARRAY);
        add_child(arena, child, list);
    }
    pl_jnode_str(arena, node, PL_S("panel_type"), PL_S("benchmark"));
}

pl_jnode *pl_check_layout(pl_arena *arena, const pl_check_tree *tree)
{
    pl_jnode *node = pl_jnode_new(arena, PL_JNODE_OBJECT);
    if (tree->root->n_children && tree->root->children[0].group) {
        add_layout(arena, tree->root->children[0].group, node);
    } else if (tree->root->n_children && tree->root->children[0].run) {
        pl_jnode_str(arena, node, PL_S("name"), tree->root->children[0].run->info.full_name);
        pl_jnode_str(arena, node, PL_S("panel_type"), PL_S("control"));
    }
    return node;
}
