/* fuzz_check.c - any tree of results is written in every format: JSON and snapshots read
 * back, text on a terminal has no control characters of the data (check-and-outputs.md 8). The
 * bytes are a program: open and close groups, add controls, rows and values. */
#include "base/str.h"
#include "render/writer.h"
#include "value/json.h"
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool truth)
{
    if (!truth)
        abort();
}

typedef struct program {
    const uint8_t *at, *end;
    pl_check_tree *tree;
    pl_node *group;
    unsigned depth;
} program;

enum { MOST_DEPTH = 40, MOST_CHILDREN = 64, MOST_RUNS = 256 };

static uint8_t next_byte(program *p)
{
    return p->at < p->end ? *p->at++ : 0;
}

/* A piece of the input itself. */
static pl_str next_text(program *p)
{
    size_t n = next_byte(p) % 48, left = (size_t)(p->end - p->at);
    pl_str text = pl_str_make(p->at, n < left ? n : left);
    p->at += text.len;
    return text;
}

static pl_node *next_node(program *p, pl_node_role role)
{
    static const pl_str severities[] = {
        { NULL, 0 }, { "critical", 8 }, { "high", 4 }, { "HIGH", 4 }
    };
    pl_node *node = pl_node_of_check(&p->tree->arena, role);
    pl_tag_pair *tag = pl_arena_alloc(&p->tree->arena, sizeof *tag);
    *tag = (pl_tag_pair){ next_text(p), next_text(p) };
    node->name = next_text(p);
    node->shown.short_name = PL_S("x");
    node->shown.title = next_text(p);
    node->shown.description = next_text(p);
    node->shown.severity = severities[next_byte(p) % 4];
    node->tally->tags = tag;
    node->tally->n_tags = next_byte(p) & 1;
    node->tally->filled = true;
    return node;
}

static uint8_t next_row(program *p, pl_row_keeping *rows)
{
    pl_dimension d[6];
    pl_check_row row = { .status = next_byte(p) % PL_ROW_STATUSES, .dimensions = d };
    row.reason = next_text(p);
    row.resource = next_text(p);
    row.n_dimensions = next_byte(p) % 6;
    for (uint32_t i = 0; i < row.n_dimensions; i++)
        d[i] = (pl_dimension){ next_text(p), next_text(p), PL_S("TEXT") };
    pl_row_keeping_add(rows, &row);
    return row.status;
}

static pl_node **new_child(program *p)
{
    if (p->group->n_children == MOST_CHILDREN)
        return NULL;
    pl_node **child = &p->group->children[p->group->n_children++];
    *child = pl_node_of_check(&p->tree->arena, PL_NODE_LEFT_OUT);
    (*child)->type = next_byte(p) & 1 ? PL_S("benchmark") : PL_S("control");
    return child;
}

static void add_run(program *p)
{
    pl_node **child = p->tree->n_runs < MOST_RUNS ? new_child(p) : NULL;
    if (!child)
        return;
    pl_node *run = *child = next_node(p, PL_NODE_CONTROL);
    pl_row_keeping rows;
    run->tally->control_id = run->name;
    run->status = PL_NODE_COMPLETE;
    run->tally->has_data = true;
    pl_row_keeping_begin(&rows, p->tree->keeper, &p->tree->arena);
    for (unsigned n = next_byte(p) % 5; n > 0; n--) {
        run->tally->counts.of[next_row(p, &rows)]++;
        run->tally->n_rows++;
    }
    run->tally->rows = pl_row_keeping_end(&rows);
    if (!run->tally->n_rows)
        run->error = next_text(p);
    run->parent = p->group;
    run->tally->index = p->tree->n_runs;
    p->tree->runs[p->tree->n_runs++] = run;
}

static pl_node *make_group(program *p, pl_node *parent)
{
    pl_node *group = next_node(p, PL_NODE_BENCHMARK);
    group->parent = parent;
    group->children = pl_arena_alloc(&p->tree->arena, MOST_CHILDREN * sizeof(*group->children));
    return group;
}

static void open_group(program *p)
{
    pl_node **child = p->depth < MOST_DEPTH ? new_child(p) : NULL;
    if (!child)
        return;
    p->group = *child = make_group(p, p->group);
    p->depth++;
}

static void run_program(program *p)
{
    p->tree->root = p->group = make_group(p, NULL);
    open_group(p);
    pl_node *item = p->group;
    while (p->at < p->end) {
        switch (next_byte(p) % 5) {
        case 0: open_group(p); break;
        case 1:
            if (p->group != item) {
                p->group = p->group->parent;
                p->depth--;
            }
            break;
        case 2: new_child(p); break;
        default: add_run(p);
        }
    }
    pl_check_tree_sum(p->tree);
}

/* Our own escapes alone. */
static void require_harmless(pl_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        if (c == 033) {
            require(i + 1 < text.len && text.ptr[i + 1] == '[');
            while (i < text.len && text.ptr[i] != 'm')
                i++;
        } else {
            require((c >= ' ' && c != 0x7f) || c == '\n' || c == '\t');
        }
    }
}

static void write_all(const pl_check_tree *tree, const pl_write_options *options)
{
    const pl_results results = { .tree = tree };
    for (size_t i = 0; i < pl_check_writers_n; i++) {
        const pl_check_writer *w = &pl_check_writers[i];
        pl_sink sink = { 0 };
        pl_arena arena = { 0 };
        require(pl_results_write(w->visitor, &results, options, &sink));
        pl_str text = pl_buf_view(&sink.text);
        if (pl_str_eq(w->name, PL_S("json")) || pl_str_eq(w->name, PL_S("snapshot")))
            require(pl_json_parse(&arena, text, NULL) != NULL);
        if (pl_str_eq(w->name, PL_S("text")) && options->terminal)
            require_harmless(text);
        pl_arena_done(&arena);
        pl_sink_done(&sink);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    pl_arena arena = { 0 };
    if (size < 2)
        return 0;
    pl_check_tree *tree = PL_NEW(&arena, pl_check_tree);
    tree->arena = arena;
    tree->keeper = pl_row_keeper_new(NULL);
    tree->runs = pl_arena_alloc(&tree->arena, MOST_RUNS * sizeof(*tree->runs));
    program p = { .at = data + 2, .end = data + size, .tree = tree };
    pl_write_options options = { .version = PL_S("1.5.2"),
                                 .working_dir = PL_S("/w"),
                                 .header = data[0] & 1,
                                 .separator = data[0] & 2 ? PL_S(",") : PL_S(""),
                                 .color = data[0] & 4,
                                 .terminal = data[0] & 64,
                                 .brief = data[0] & 8,
                                 .compact = data[0] & 16,
                                 .columns = data[1] };
    tree->dry_run = data[0] & 32;
    run_program(&p);
    write_all(tree, &options);
    pl_check_tree_free(tree);
    return 0;
}
