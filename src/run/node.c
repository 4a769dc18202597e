/* node.c - fills a node in from its resource, and writes it as JSON: a panel, a layout, a whole
 * snapshot. */
#include "run/node.h"
#include "base/json_indent.h"
#include "base/str.h"
#include "value/number.h"
#include "run/message.h"
#include "run/source_text.h"
#include "run/tree.h"
#include <mbedtls/md.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

/* ORDER node statuses */
static const char *const statuses[] = { "initialized", "blocked", "running",
                                        "complete",    "error",   "canceled" };

pl_str pl_node_status_name(pl_node_status status)
{
    return pl_str_cstr(statuses[status]);
}

/* ---- from a resource */

void pl_node_fill_shown(pl_node_shown *shown, const pl_resource *r)
{
    pl_value width = pl_resource_field(r, PL_S("width"));
    shown->title = pl_store_text(r, "title");
    shown->description = pl_store_text(r, "description");
    shown->documentation = pl_store_text(r, "documentation");
    shown->display = pl_store_text(r, "display");
    /* The type of a benchmark is its kind, and not how to display it. */
    if (r->kind != PL_KIND_BENCHMARK)
        shown->display_type = pl_store_text(r, "type");
    if (width.tag == PL_V_INT || width.tag == PL_V_NUMBER)
        pl_number_to_int(width, &shown->width);
}

void pl_node_fill(pl_node *panel, pl_store *store, const pl_resource *r)
{
    const pl_index *ix = pl_store_index(store);
    panel->resource = r;
    panel->type = pl_kind_word(r->kind);
    panel->shown.short_name = pl_index_str(ix, pl_index_entry(ix, r->id)->short_name);
    pl_node_fill_shown(&panel->shown, r);
    panel->shown.tags = pl_resource_field(r, PL_S("tags"));
    panel->shown.source = r->source;
}

/* ---- shown */

static void add_tags(pl_arena *arena, pl_doc *doc, pl_value tags)
{
    if (pl_value_is_members(tags) && tags.len)
        pl_doc_value_text(arena, doc, PL_S("tags"), tags);
}

static void add_params(pl_arena *arena, pl_doc *doc, const pl_param_def *params)
{
    pl_str none = { 0 };
    if (!params)
        return;
    pl_doc *list = pl_doc_add(arena, doc, PL_S("params"), PL_DOC_ARRAY);
    for (const pl_param_def *p = params; p; p = p->next) {
        pl_doc *one = pl_doc_add(arena, list, none, PL_DOC_OBJECT);
        pl_doc_string(arena, one, PL_S("name"), p->name);
        if (p->has_description)
            pl_doc_string(arena, one, PL_S("description"), p->description);
        else
            pl_doc_null(arena, one, PL_S("description"));
        if (p->has_default)
            pl_doc_string(arena, one, PL_S("default"), p->dflt);
        else
            pl_doc_null(arena, one, PL_S("default"));
    }
}

/* The name with the publisher in front: "<dashboard>.input.x", "<run of a with>",
 * "<graph>.param.x". */
static pl_str scoped_name(pl_arena *arena, const pl_dependency *d)
{
    if (pl_str_eq(d->root, PL_S("with")))
        return d->publisher->name;
    return pl_arena_printf(arena, "%.*s.%.*s.%.*s", PL_FMT(d->publisher->name), PL_FMT(d->root),
                           PL_FMT(d->target));
}

/* Add the name of each dependency once. */
static void add_dependencies(pl_arena *arena, pl_doc *doc, const pl_node_plan *plan)
{
    pl_doc *list = NULL;
    for (uint32_t i = 0; i < plan->n_deps; i++) {
        const pl_dependency *d = &plan->deps[i];
        if (d->is_again)
            continue;
        if (!list)
            list = pl_doc_add(arena, doc, PL_S("dependencies"), PL_DOC_ARRAY);
        pl_doc_string(arena, list, (pl_str){ 0 }, scoped_name(arena, d));
    }
}

/* SQL and arguments that wait for something are shown from `running` on. */
static bool shows_query(const pl_node_plan *plan, pl_node_status at)
{
    return (at >= PL_NODE_RUNNING || !plan->n_deps) && plan->resolved;
}

static void add_query(pl_arena *arena, pl_doc *doc, const pl_node_plan *plan, pl_node_status at)
{
    bool resolved = shows_query(plan, at);
    if (resolved && plan->bound.n) {
        pl_doc *list = pl_doc_add(arena, doc, PL_S("args"), PL_DOC_ARRAY);
        for (uint32_t i = 0; i < plan->bound.n; i++)
            pl_doc_value_text(arena, list, (pl_str){ 0 }, plan->bound.at[i]);
    }
    add_params(arena, doc, plan->params);
    if (resolved && plan->from.sql.len)
        pl_doc_string(arena, doc, PL_S("sql"), plan->from.sql)->hidden = true;
    add_dependencies(arena, doc, plan);
}

pl_doc *pl_node_doc_at(pl_arena *arena, const pl_node *panel, pl_node_status at)
{
    pl_doc *doc = pl_doc_new(arena, PL_DOC_OBJECT);
    bool leaf = panel->role == PL_NODE_LEAF;
    pl_doc_string(arena, doc, PL_S("dashboard"), panel->dashboard);
    pl_doc_text(arena, doc, "description", panel->shown.description);
    pl_doc_text(arena, doc, "display", panel->shown.display);
    if (!leaf)
        pl_doc_text(arena, doc, "documentation", panel->shown.documentation);
    if (at >= PL_NODE_COMPLETE)
        pl_doc_text(arena, doc, "error", panel->error);
    pl_doc_string(arena, doc, PL_S("name"), panel->name);
    pl_doc_string(arena, doc, PL_S("panel_type"), panel->type);
    pl_str source = pl_source_without_passwords(arena, panel->shown.source);
    pl_doc_string(arena, doc, PL_S("source_definition"), source)->hidden = true;
    pl_doc_string(arena, doc, PL_S("status"), pl_node_status_name(at));
    add_tags(arena, doc, panel->shown.tags);
    pl_doc_text(arena, doc, "title", panel->shown.title);
    pl_doc_text(arena, doc, "display_type", panel->shown.display_type);
    if (panel->shown.width)
        pl_doc_int(arena, doc, PL_S("width"), panel->shown.width);
    if (panel->detections)
        pl_doc_string(arena, doc, PL_S("benchmark_type"), PL_S("detection"));
    if (!leaf)
        return doc;
    if (panel->plan)
        add_query(arena, doc, panel->plan, at);
    if (panel->shown.properties)
        pl_doc_put(doc, PL_S("properties"), pl_doc_copy(arena, panel->shown.properties));
    if (at == PL_NODE_COMPLETE && panel->leaf->there)
        pl_doc_put(doc, PL_S("data"), pl_leaf_doc(arena, panel->leaf));
    pl_doc_text(arena, doc, "documentation", panel->shown.documentation);
    return doc;
}

/* ---- snapshots */

static void put_two(char *out, int n)
{
    out[0] = (char)('0' + n / 10);
    out[1] = (char)('0' + n % 10);
}

/* "2024-01-31T10:20:30"; every event has one, and strftime() takes five times as long. Returns the
 * length. */
static size_t put_second(char *out, size_t size, time_t at)
{
    struct tm tm;
    gmtime_r(&at, &tm);
    int year = tm.tm_year + 1900;
    if (year < 1000 || year > 9999)
        return strftime(out, size, "%Y-%m-%dT%H:%M:%S", &tm);
    memcpy(out, "0000-00-00T00:00:00", 19);
    put_two(out, year / 100);
    put_two(out + 2, year % 100);
    put_two(out + 5, tm.tm_mon + 1);
    put_two(out + 8, tm.tm_mday);
    put_two(out + 11, tm.tm_hour);
    put_two(out + 14, tm.tm_min);
    put_two(out + 17, tm.tm_sec);
    return 19;
}

/* ".25", without zeroes at the end; nothing for 0. Returns the length. */
static size_t put_fraction(char *out, uint32_t nanos)
{
    size_t n = 9;
    if (!nanos)
        return 0;
    for (; nanos % 10 == 0; nanos /= 10)
        n--;
    out[0] = '.';
    for (size_t i = n; i > 0; i--, nanos /= 10)
        out[i] = (char)('0' + nanos % 10);
    return n + 1;
}

size_t pl_moment_text(pl_moment at, char out[PL_MOMENT_SIZE])
{
    size_t len = put_second(out, 40, (time_t)(at.seconds + at.offset));
    len += put_fraction(out + len, at.nanos % 1000000000u);
    int minutes = at.offset / 60;
    if (minutes == 0)
        out[len++] = 'Z';
    else
        len += (size_t)snprintf(out + len, PL_MOMENT_SIZE - len, "%c%02d:%02d",
                                minutes < 0 ? '-' : '+', abs(minutes) / 60, abs(minutes) % 60);
    return len;
}

void pl_doc_moment(pl_arena *arena, pl_doc *doc, const char *key, pl_moment at)
{
    char text[PL_MOMENT_SIZE];
    size_t len = pl_moment_text(at, text);
    pl_doc_string_copy(arena, doc, pl_str_cstr(key), (pl_str){ text, len });
}

void pl_panels_order(pl_doc *panels)
{
    pl_doc_sort(panels);
    for (pl_doc **at = &panels->first; *at;) {
        pl_doc *next = (*at)->next;
        if (next && pl_str_eq((*at)->key, next->key))
            *at = next, panels->n--;
        else
            at = &(*at)->next;
    }
}

pl_doc *pl_snapshot_doc(pl_arena *arena, const pl_snapshot *snapshot)
{
    pl_doc *doc = pl_doc_new(arena, PL_DOC_OBJECT);
    pl_doc_string_copy(arena, doc, PL_S("schema_version"), PL_S("20240607"));
    pl_panels_order(snapshot->panels);
    pl_doc_put(doc, PL_S("panels"), snapshot->panels);
    pl_doc_put(doc, PL_S("inputs"), snapshot->inputs);
    pl_doc_put(doc, PL_S("variables"), snapshot->variables);
    if (snapshot->search_path)
        pl_doc_put(doc, PL_S("search_path"), snapshot->search_path);
    else
        pl_doc_null(arena, doc, PL_S("search_path"));
    doc->last->hidden = true;
    pl_doc_moment(arena, doc, "start_time", snapshot->start);
    pl_doc_moment(arena, doc, "end_time", snapshot->end);
    pl_doc_put(doc, PL_S("layout"), snapshot->layout);
    if (snapshot->metadata)
        pl_doc_put(doc, PL_S("metadata"), snapshot->metadata);
    return doc;
}

typedef struct indenting {
    pl_json_indent in;
    pl_buf text;
    pl_write_fn *write;
    void *ctx;
} indenting;

static bool indent_piece(void *ctx, pl_str piece)
{
    indenting *i = ctx;
    i->text.len = 0;
    pl_json_indent_add(&i->in, piece, &i->text);
    return i->write(i->ctx, pl_buf_view(&i->text));
}

bool pl_snapshot_print(pl_arena *arena, const pl_snapshot *snapshot, bool file, pl_write_fn *write,
                       void *ctx)
{
    indenting i = { .in = { .step = 2 }, .write = write, .ctx = ctx };
    pl_sink sink = { .flush = file ? write : indent_piece, .ctx = file ? ctx : &i };
    pl_run_doc_write(pl_snapshot_doc(arena, snapshot), file ? PL_DOC_SORTED | PL_DOC_STRIPPED : 0,
                     &sink);
    bool ok = pl_sink_finish(&sink);
    pl_sink_done(&sink);
    pl_buf_done(&i.text);
    return ok && write(ctx, PL_S("\n"));
}

/* ---- names of dashboards that are made up */

pl_str pl_query_hash(pl_arena *arena, pl_str text)
{
    static const char digits[] = "0123456789abcdefghijklmnopqrstuvwxyz";
    unsigned char sum[16];
    char out[8];
    uint64_t n = 0;
    mbedtls_md(mbedtls_md_info_from_type(MBEDTLS_MD_MD5), (const unsigned char *)text.ptr, text.len,
               sum);
    for (int i = 0; i < 8; i++)
        n = n << 8 | sum[i];
    for (int i = 7; i >= 0; i--, n /= 36)
        out[i] = digits[n % 36];
    return pl_arena_str(arena, (pl_str){ out, sizeof out });
}

/* ---- which panel holds which: the layout of a snapshot */

/* A node that is in several places appears in each. */
static void add_layout(pl_arena *arena, const pl_node *node, pl_doc *doc)
{
    pl_doc *list = NULL;
    uint32_t n = node->role == PL_NODE_LEAF ? 0 : node->n_children;
    pl_doc_string(arena, doc, PL_S("name"), node->name);
    for (uint32_t i = 0; i < n; i++) {
        if (node->children[i]->role == PL_NODE_LEFT_OUT)
            continue;
        if (!list)
            list = pl_doc_add(arena, doc, PL_S("children"), PL_DOC_ARRAY);
        if (node->children[i]->role == PL_NODE_CHECK)
            pl_doc_put(list, (pl_str){ 0 }, pl_node_layout(arena, node->children[i]));
        else
            add_layout(arena, node->children[i],
                       pl_doc_add(arena, list, (pl_str){ 0 }, PL_DOC_OBJECT));
    }
    pl_doc_string(arena, doc, PL_S("panel_type"), node->type);
}

pl_doc *pl_check_layout(pl_arena *arena, const pl_check_tree *tree)
{
    pl_doc *doc = pl_doc_new(arena, PL_DOC_OBJECT);
    if (tree->root->n_children && tree->root->children[0]->role != PL_NODE_LEFT_OUT)
        add_layout(arena, tree->root->children[0], doc);
    return doc;
}

pl_doc *pl_node_layout(pl_arena *arena, const pl_node *node)
{
    if (node->role == PL_NODE_CHECK && node->check)
        return pl_check_layout(arena, node->check);
    pl_doc *doc = pl_doc_new(arena, PL_DOC_OBJECT);
    add_layout(arena, node, doc);
    return doc;
}
