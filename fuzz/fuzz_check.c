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
    pl_group *group;
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

static pl_node_info next_info(program *p)
{
    static const pl_str severities[] = {
        { NULL, 0 }, { "critical", 8 }, { "high", 4 }, { "HIGH", 4 }
    };
    pl_tag_pair *tag = pl_arena_alloc(&p->tree->arena, sizeof *tag);
    *tag = (pl_tag_pair){ next_text(p), next_text(p) };
    return (pl_node_info){ .id = PL_NO_ENTRY,
                           .full_name = next_text(p),
                           .short_name = PL_S("x"),
                           .title = next_text(p),
                           .description = next_text(p),
                           .severity = severities[next_byte(p) % 4],
                           .tags = tag,
                           .n_tags = next_byte(p) & 1,
                           .width = -1,
                           .filled = true };
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

static pl_tree_child *new_child(program *p)
{
    if (p->group->n_children == MOST_CHILDREN)
        return NULL;
    pl_tree_child *c = &p->group->children[p->group->n_children++];
    *c = (pl_tree_child){ .is_benchmark = next_byte(p) & 1 };
    return c;
}

static void add_run(program *p)
{
    pl_tree_child *c = p->tree->n_runs < MOST_RUNS ? new_child(p) : NULL;
    if (!c)
        return;
    pl_control_run *run = c->run = PL_NEW(&p->tree->arena, pl_control_run);
    pl_row_keeping rows;
    run->info = next_info(p);
    run->control_id = run->info.full_name;
    run->state = PL_RUN_COMPLETE;
    run->has_data = true;
    pl_row_keeping_begin(&rows, p->tree->keeper, &p->tree->arena);
    for (unsigned n = next_byte(p) % 5; n > 0; n--) {
        run->counts.of[next_row(p, &rows)]++;
        run->n_rows++;
    }
    run->rows = pl_row_keeping_end(&rows);
    if (!run->n_rows)
        run->error = next_text(p);
    run->parents = pl_arena_alloc(&p->tree->arena, sizeof *run->parents);
    run->parents[0] = p->group;
    run->n_parents = 1;
    p->group->n_runs++;
    run->index = p->tree->n_runs;
    p->tree->runs[p->tree->n_runs++] = run;
}

static pl_group *make_group(program *p, pl_group *parent)
{
    pl_group *group = PL_NEW(&p->tree->arena, pl_group);
    group->info = next_info(p);
    group->parent = parent;
    group->children = pl_arena_alloc(&p->tree->arena, MOST_CHILDREN * sizeof *group->children);
    return group;
}

static void open_group(program *p)
{
    pl_tree_child *c = p->depth < MOST_DEPTH ? new_child(p) : NULL;
    if (!c)
        return;
    c->group = make_group(p, p->group);
    p->group->n_groups++;
    p->group = c->group;
    p->depth++;
}

static void run_program(program *p)
{
    p->tree->root = p->group = make_group(p, NULL);
    open_group(p);
    pl_group *item = p->group;
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
