/* detections_json.c - the json output of detections. */
#include "base/json_indent.h"
#include "render/detections.h"
#include "run/message.h"

static void add_text(pl_arena *arena, pl_doc *doc, const char *key, pl_str text)
{
    if (text.len)
        pl_doc_string_copy(arena, doc, pl_str_cstr(key), text);
}

static void add_count(pl_arena *arena, pl_doc *doc, const pl_node *panel)
{
    pl_doc *summary = pl_doc_add(arena, doc, PL_S("summary"), PL_DOC_OBJECT);
    pl_doc_int(arena, summary, PL_S("count"), (int64_t)pl_detection_count(panel));
}

/* A detection that failed has no data. */
static pl_doc *run_doc(pl_arena *arena, const pl_node *panel)
{
    pl_doc *doc = pl_node_doc(arena, panel);
    if (panel->status == PL_NODE_ERROR)
        pl_doc_null(arena, doc, PL_S("data"));
    return doc;
}

/* A benchmark: its benchmarks first, then its detections, as in the output of controls.
 * `detection_runs` is null, not empty, if there are none. */
static pl_doc *group_doc(pl_arena *arena, const pl_node *panel)
{
    pl_doc *doc = pl_doc_new(arena, PL_DOC_OBJECT), *runs = NULL;
    pl_doc_string_copy(arena, doc, PL_S("name"), panel->name);
    add_text(arena, doc, "title", panel->shown.title);
    add_text(arena, doc, "description", panel->shown.description);
    if (pl_value_is_members(panel->shown.tags) && panel->shown.tags.len)
        pl_doc_value_text(arena, doc, PL_S("tags"), panel->shown.tags);
    add_count(arena, doc, panel);
    pl_doc *groups = pl_doc_add(arena, doc, PL_S("groups"), PL_DOC_ARRAY);
    for (uint32_t i = 0; i < panel->n_children; i++)
        if (!pl_node_is_detection(panel->children[i]))
            pl_doc_put(groups, (pl_str){ 0 }, group_doc(arena, panel->children[i]));
    for (uint32_t i = 0; i < panel->n_children; i++) {
        if (!pl_node_is_detection(panel->children[i]))
            continue;
        if (!runs)
            runs = pl_doc_add(arena, doc, PL_S("detection_runs"), PL_DOC_ARRAY);
        pl_doc_put(runs, (pl_str){ 0 }, run_doc(arena, panel->children[i]));
    }
    if (!runs)
        pl_doc_null(arena, doc, PL_S("detection_runs"));
    pl_doc_string_copy(arena, doc, PL_S("panel_type"), PL_S("benchmark"));
    return doc;
}

void pl_detections_text(const pl_node *node, pl_buf *out)
{
    pl_arena arena = { 0 };
    pl_sink sink = { .text = *out };
    pl_run_doc_write(pl_node_is_detection(node) ? run_doc(&arena, node) : group_doc(&arena, node),
                     0, &sink);
    *out = sink.text;
    pl_arena_done(&arena);
}

typedef struct indenting {
    pl_json_indent in;
    pl_sink *sink;
} indenting;

static bool indent_piece(void *ctx, pl_str piece)
{
    indenting *i = ctx;
    pl_json_indent_add(&i->in, piece, &i->sink->text);
    pl_sink_pass(i->sink);
    return !i->sink->failed;
}

/* The rows are text without blanks in the spool, so the document is written on one line, and
 * what comes out of it is indented on its way. */
static void write_json(pl_visiting *w, const pl_visit *root)
{
    pl_arena arena = { 0 };
    indenting i = { .in = { .step = 2 }, .sink = w->sink };
    pl_sink text = { .flush = indent_piece, .ctx = &i };
    pl_run_doc_write(group_doc(&arena, root->node), 0, &text);
    w->sink->failed |= !pl_sink_finish(&text);
    pl_buf_byte(w->out, '\n');
    pl_sink_done(&text);
    pl_arena_done(&arena);
}

const pl_visitor pl_format_detections_json = { .order = PL_WALK_NOWHERE, .enter = write_json };

static void write_snapshot(pl_visiting *w, const pl_visit *root)
{
    (void)root;
    w->sink->failed |=
        !pl_execution_print(w->results.detections->execution, true, w->sink->flush, w->sink->ctx);
}

const pl_visitor pl_format_detections_snapshot = { .order = PL_WALK_NOWHERE,
                                                   .enter = write_snapshot };
