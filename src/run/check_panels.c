/* check_panels.c - benchmarks and controls as panels (server.md 5.9), and the snapshot of a check
 * (check-and-outputs.md 15). */
#include "base/assert.h"
#include "base/jsonw.h"
#include "base/map.h"
#include "base/str.h"
#include "run/node.h"
#include "run/review.h"

static void add_tags(pl_arena *arena, pl_doc *doc, const pl_node *node)
{
    if (!node->tally->n_tags)
        return;
    pl_doc *tags = pl_doc_add(arena, doc, PL_S("tags"), PL_DOC_OBJECT);
    for (uint32_t i = 0; i < node->tally->n_tags; i++)
        pl_doc_string(arena, tags, node->tally->tags[i].key, node->tally->tags[i].value);
}

void pl_counts_doc(pl_arena *arena, pl_doc *doc, const char *key, const pl_counts *counts,
                   pl_check_form form)
{
    bool apart = form == PL_CHECK_PAGE || (form == PL_CHECK_TEMPLATE && counts->exempted);
    static const pl_row_status order[] = { PL_ROW_ALARM, PL_ROW_OK, PL_ROW_INFO, PL_ROW_SKIP,
                                           PL_ROW_ERROR };
    pl_doc *all = pl_doc_add(arena, doc, pl_str_cstr(key), PL_DOC_OBJECT);
    for (size_t i = 0; i < PL_COUNT(order); i++)
        pl_doc_int(arena, all, pl_row_status_name(order[i]),
                   order[i] == PL_ROW_SKIP && !apart ? pl_counts_skipped(counts)
                                                     : counts->of[order[i]]);
    if (apart)
        pl_doc_int(arena, all, PL_S("exempted"), counts->exempted);
}

static void add_summary(pl_arena *arena, pl_doc *doc, const pl_counts *counts, pl_check_form form)
{
    static const pl_counts none = { .exempted = 0 };
    pl_doc *summary = pl_doc_add(arena, doc, PL_S("summary"), PL_DOC_OBJECT);
    pl_counts_doc(arena, summary, "status", form == PL_CHECK_BEFORE ? &none : counts, form);
}

static void add_column(pl_arena *arena, pl_doc *columns, pl_str name, pl_str type)
{
    pl_doc *one = pl_doc_add(arena, columns, (pl_str){ 0 }, PL_DOC_OBJECT);
    pl_doc_string(arena, one, PL_S("name"), name);
    pl_doc_string(arena, one, PL_S("data_type"), type);
}

/* ---- rows */

static void write_all_values(const void *what, pl_jsonw *w, pl_sink *sink)
{
    pl_rows_write(what, PL_ROW_ALL_VALUES, false, w, sink);
}

/* Write the rows of a control; of two columns with the same name, the value of the last one. */
static void write_last_values(const void *what, pl_jsonw *w, pl_sink *sink)
{
    pl_rows_write(what, PL_ROW_LAST_VALUES, false, w, sink);
}

static void write_compared(const void *what, pl_jsonw *w, pl_sink *sink)
{
    pl_rows_write(what, PL_ROW_LAST_VALUES, true, w, sink);
}

/* ---- a control */

static void add_data(pl_arena *arena, const pl_node *run, pl_check_form form, pl_doc *doc)
{
    static const char *const required[] = { "reason", "resource", "status" };
    if (!run->tally->has_data || form == PL_CHECK_BEFORE) {
        pl_doc_null(arena, doc, PL_S("data"));
        return;
    }
    pl_doc *data = pl_doc_add(arena, doc, PL_S("data"), PL_DOC_OBJECT);
    pl_doc *columns = pl_doc_add(arena, data, PL_S("columns"), PL_DOC_ARRAY);
    for (size_t i = 0; i < PL_COUNT(required); i++)
        add_column(arena, columns, pl_str_cstr(required[i]), PL_S("TEXT"));
    for (uint32_t i = 0; i < run->tally->rows.n_keys; i++)
        add_column(arena, columns, run->tally->rows.keys[i].key, run->tally->rows.keys[i].type);
    pl_doc *rows = pl_doc_add(arena, data, PL_S("rows"), PL_DOC_ARRAY);
    if (run->tally->rows.json)
        pl_doc_piece(arena, rows, run->tally->rows.json);
    else
        pl_doc_piece(arena, rows, &run->tally->rows)->piece.produce =
            form == PL_CHECK_LIVE   ? write_all_values
            : form == PL_CHECK_PAGE ? write_compared
                                    : write_last_values;
}

/* Add [position, reason, last day] for each row that is exempted; the day may be "". */
static void add_exempted(pl_arena *arena, const pl_node *run, pl_doc *doc)
{
    pl_row_walk walk = { 0 };
    const pl_check_row *row;
    if (!run->tally->counts.exempted)
        return;
    pl_doc *list = pl_doc_add(arena, doc, PL_S("exempted"), PL_DOC_ARRAY);
    for (int64_t at = 0; (row = pl_row_walk_next(&walk, &run->tally->rows)); at++)
        if (row->exemption) {
            pl_doc *one = pl_doc_add(arena, list, (pl_str){ 0 }, PL_DOC_ARRAY);
            pl_doc_int(arena, one, (pl_str){ 0 }, at);
            pl_doc_string(arena, one, (pl_str){ 0 }, row->exemption->reason);
            pl_doc_string(arena, one, (pl_str){ 0 }, row->exemption->until);
        }
}

pl_doc *pl_control_doc(pl_arena *arena, const pl_node *run, pl_check_form form)
{
    static const pl_counts none = { .exempted = 0 };
    bool begun = form != PL_CHECK_BEFORE;
    pl_doc *doc = pl_doc_new(arena, PL_DOC_OBJECT);
    pl_doc_string(arena, doc, PL_S("name"), run->name);
    pl_doc_text(arena, doc, "title", run->shown.title);
    pl_doc_text(arena, doc, "description", run->shown.description);
    pl_doc_text(arena, doc, "documentation", run->shown.documentation);
    add_tags(arena, doc, run);
    pl_doc_text(arena, doc, "display", run->shown.display);
    pl_doc_text(arena, doc, "display_type", run->shown.display_type);
    pl_doc_string(arena, doc, PL_S("panel_type"), PL_S("control"));
    pl_doc *properties = pl_doc_add(arena, doc, PL_S("properties"), PL_DOC_OBJECT);
    pl_doc_string(arena, properties, PL_S("name"), run->shown.short_name);
    pl_doc_text(arena, properties, "severity", run->shown.severity);
    pl_counts_doc(arena, doc, "summary", begun ? &run->tally->counts : &none, form);
    pl_doc_string(arena, doc, PL_S("status"),
                  begun ? pl_node_status_name((pl_node_status)run->status) : PL_S("initialized"));
    add_data(arena, run, form, doc);
    if (begun)
        pl_doc_text(arena, doc, "error", run->error);
    if (form == PL_CHECK_PAGE)
        add_exempted(arena, run, doc);
    return doc;
}

/* ---- benchmarks */

pl_doc *pl_check_group_doc(pl_arena *arena, const pl_node *group, pl_check_form form)
{
    pl_doc *doc = pl_doc_new(arena, PL_DOC_OBJECT);
    pl_doc_string(arena, doc, PL_S("name"), group->name);
    pl_doc_text(arena, doc, "title", group->shown.title);
    pl_doc_text(arena, doc, "description", group->shown.description);
    add_tags(arena, doc, group);
    pl_doc_text(arena, doc, "documentation", group->shown.documentation);
    pl_doc_text(arena, doc, "display", group->shown.display);
    pl_doc_text(arena, doc, "type", group->shown.display_type);
    add_summary(arena, doc, &group->tally->counts, form);
    pl_doc_string(arena, doc, PL_S("panel_type"), PL_S("benchmark"));
    return doc;
}

/* NULL: the target is a control, or there is none. */
static const pl_node *target_benchmark(const pl_check_tree *tree)
{
    const pl_node *item = tree->root->n_children ? tree->root->children[0] : NULL;
    return item && item->role == PL_NODE_BENCHMARK ? item : NULL;
}

pl_doc *pl_check_doc(pl_arena *arena, const pl_node *panel, pl_node_status at)
{
    static const pl_counts none = { .exempted = 0 };
    const pl_check_tree *tree = panel->check;
    const pl_node *item = tree ? target_benchmark(tree) : NULL;
    pl_doc *doc = pl_node_doc_at(arena, panel, at);
    if (at >= PL_NODE_COMPLETE)
        add_summary(arena, doc,
                    item   ? &item->tally->counts
                    : tree ? &tree->root->tally->counts
                           : &none,
                    PL_CHECK_LIVE);
    else
        pl_doc_null(arena, doc, PL_S("summary"));
    pl_doc_string(arena, doc, PL_S("benchmark_type"), PL_S("control"));
    return doc;
}

/* ---- all panels of a check */

/* A panel that is still to be written. In a snapshot it is a piece of the document, made when its
 * turn comes, so that only one panel at a time is in memory. */
typedef struct panel {
    const pl_check_tree *tree;
    const pl_node *group; /* a benchmark; NULL: `run` is set */
    const pl_node *run;
    pl_check_form form;
    pl_arena *scratch; /* snapshots: memory for making one panel */
} panel;

static bool is_snapshot(pl_check_form form)
{
    return form == PL_CHECK_SNAPSHOT || form == PL_CHECK_PAGE;
}

/* Add the lines that text has at its end, and how many results of severity critical and high
 * failed. */
static void add_review(pl_arena *arena, const pl_check_tree *tree, pl_doc *doc)
{
    const pl_node *root = target_benchmark(tree);
    pl_doc *review = pl_doc_add(arena, doc, PL_S("review"), PL_DOC_OBJECT);
    pl_doc *notes = pl_doc_add(arena, review, PL_S("notes"), PL_DOC_ARRAY);
    pl_buf lines = { 0 };
    uint32_t severe = 0;
    pl_review_lines(tree->reviewed, true, &lines);
    for (pl_str rest = pl_str_trim(pl_buf_view(&lines)); rest.len;)
        pl_doc_string_copy(arena, notes, (pl_str){ 0 }, pl_str_trim(pl_str_split(&rest, '\n')));
    for (uint32_t i = 0; i < root->tally->n_severities; i++)
        if (pl_check_severity_find(root->tally->severities[i].severity) >= PL_SEVERITY_HIGH)
            severe += pl_counts_failed(&root->tally->severities[i].counts);
    pl_doc_int(arena, review, PL_S("severe"), severe);
    pl_buf_done(&lines);
}

/* The benchmark that was asked for stands for the dashboard of the snapshot. */
static void add_root(pl_arena *arena, const panel *p, pl_doc *doc)
{
    pl_doc *type = pl_doc_member(doc, PL_S("type"));
    if (type)
        type->key = PL_S("display_type");
    pl_doc_string(arena, doc, PL_S("benchmark_type"), PL_S("control"));
    pl_doc_string(arena, doc, PL_S("dashboard"), p->group->name);
    pl_doc_string(arena, doc, PL_S("status"), PL_S("complete"));
    if (p->group->shown.width > 0)
        pl_doc_int(arena, doc, PL_S("width"), p->group->shown.width);
    if (p->form == PL_CHECK_PAGE)
        add_review(arena, p->tree, doc);
}

static pl_doc *panel_doc(pl_arena *arena, const panel *p)
{
    if (p->run)
        return pl_control_doc(arena, p->run, p->form);
    pl_doc *doc = pl_check_group_doc(arena, p->group, p->form);
    if (is_snapshot(p->form) && p->group->parent == p->tree->root)
        add_root(arena, p, doc);
    return doc;
}

static bool pass(void *sink)
{
    pl_sink_pass(sink);
    return true;
}

static void write_panel(const void *what, pl_jsonw *w, pl_sink *sink)
{
    const pl_doc_writer writer = { .how = PL_DOC_SORTED, .drain = pass, .ctx = sink, .sink = sink };
    const panel *p = what;
    pl_mark mark = pl_arena_mark(p->scratch);
    pl_doc_write(panel_doc(p->scratch, p), &writer, w);
    pl_arena_rewind(p->scratch, mark);
}

/* Add a panel under the name of its node: now, or in a snapshot as a piece that is made later. */
static void add_panel(pl_arena *arena, const panel *p, pl_doc *panels)
{
    pl_str name = p->run ? p->run->name : p->group->name;
    if (!is_snapshot(p->form)) {
        pl_doc_put(panels, name, panel_doc(arena, p));
        return;
    }
    panel *kept = PL_NEW(arena, panel);
    *kept = *p;
    pl_doc *piece = pl_doc_add(arena, panels, name, PL_DOC_PIECE);
    piece->piece.what = kept;
    piece->piece.produce = write_panel;
}

/* Add the benchmarks below `p->group`, each once even if it is in several places. */
static void add_groups(pl_arena *arena, const panel *p, pl_map *met, pl_doc *panels)
{
    for (uint32_t i = 0; i < p->group->n_children; i++) {
        panel below = *p;
        bool added = false;
        below.group = p->group->children[i];
        if (below.group->role == PL_NODE_BENCHMARK)
            pl_map_put(met, below.group->name, 0, &added);
        if (!added)
            continue;
        add_panel(arena, &below, panels);
        add_groups(arena, &below, met, panels);
    }
}

/* Add the panels of all controls, and of the benchmarks below `all->group` (NULL: none). */
static void add_panels(pl_arena *arena, const panel *all, pl_doc *panels)
{
    panel one = { .tree = all->tree, .form = all->form, .scratch = all->scratch };
    pl_map met = { 0 };
    if (all->group)
        add_groups(arena, all, &met, panels);
    for (uint32_t i = 0; i < all->tree->n_runs; i++) {
        one.run = all->tree->runs[i];
        add_panel(arena, &one, panels);
    }
    pl_map_done(&met);
}

void pl_check_panels(pl_arena *arena, const pl_check_tree *tree, pl_check_form form, pl_doc *panels)
{
    pl_assert(!is_snapshot(form));
    add_panels(arena, &(panel){ .tree = tree, .group = target_benchmark(tree), .form = form },
               panels);
}

void pl_check_snapshot_write(const pl_check_tree *tree, bool page, unsigned indent, pl_sink *sink)
{
    const pl_doc_writer writer = {
        .how = PL_DOC_SORTED | PL_DOC_STRIPPED, .drain = pass, .ctx = sink, .sink = sink
    };
    pl_arena arena = { 0 }, scratch = { 0 };
    const panel all = { .tree = tree,
                        .group = tree->root,
                        .form = page && tree->reviewed ? PL_CHECK_PAGE : PL_CHECK_SNAPSHOT,
                        .scratch = &scratch };
    pl_jsonw w;
    pl_snapshot snapshot = { .panels = pl_doc_new(&arena, PL_DOC_OBJECT),
                             .layout = pl_check_layout(&arena, tree),
                             .inputs = pl_doc_new(&arena, PL_DOC_OBJECT),
                             .variables = pl_doc_new(&arena, PL_DOC_OBJECT),
                             .start = tree->start,
                             .end = tree->end };
    for (uint32_t i = 0; i < tree->n_variables; i++)
        pl_doc_string(&arena, snapshot.variables, tree->variables[i].key, tree->variables[i].value);
    add_panels(&arena, &all, snapshot.panels);
    pl_jsonw_init(&w, &sink->text, indent, true);
    pl_doc_write(pl_snapshot_doc(&arena, &snapshot), &writer, &w);
    pl_buf_byte(&sink->text, '\n');
    pl_arena_done(&scratch);
    pl_arena_done(&arena);
}
