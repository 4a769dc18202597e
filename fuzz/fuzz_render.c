/* fuzz_render.c - a tree of results out of bytes, in every format: JSON and snapshots read
 * back, rows of csv have one length, XML and HTML close what they open, in order. */
#include "base/str.h"
#include "render/writer.h"
#include "value/json.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool truth)
{
    if (!truth)
        abort();
}

/* ---- a tree */

enum { RUNS = 24, DEPTH = 5, TAGS = 4, DIMENSIONS = 4, ROWS = 6 };

typedef struct making {
    pl_str rest;
    pl_check_tree *tree;
    pl_arena *arena;
} making;

static uint32_t take(making *m, uint32_t below)
{
    if (!m->rest.len)
        return 0;
    uint8_t byte = (uint8_t)*m->rest.ptr++;
    m->rest.len--;
    return byte % below;
}

static pl_str take_text(making *m)
{
    size_t len = take(m, 24);
    pl_str text = pl_str_sub(m->rest, 0, len);
    m->rest = pl_str_sub(m->rest, text.len, m->rest.len);
    return text.len ? text : PL_S("");
}

static void take_tags(making *m, pl_node *node)
{
    pl_tag_pair *pairs = pl_arena_alloc(m->arena, TAGS * sizeof *pairs);
    uint32_t n = take(m, TAGS);
    for (uint32_t i = 0; i < n; i++) {
        pl_tag_pair tag = { take(m, 4) ? take_text(m) : PL_S("plugin"), PL_S("aws") };
        uint32_t at = node->tally->n_tags;
        while (at && pl_str_cmp(tag.key, pairs[at - 1].key) < 0)
            at--;
        if (at && pl_str_eq(tag.key, pairs[at - 1].key))
            continue;
        memmove(&pairs[at + 1], &pairs[at], (node->tally->n_tags - at) * sizeof *pairs);
        tag.value = take(m, 2) ? take_text(m) : tag.value;
        pairs[at] = tag;
        node->tally->n_tags++;
    }
    node->tally->tags = pairs;
}

static void take_shown(making *m, pl_node *node, const char *kind, uint32_t number)
{
    node->tally->filled = true;
    node->shown.short_name = pl_arena_printf(m->arena, "x%u", number);
    node->name = pl_arena_printf(m->arena, "m.%s.x%u", kind, number);
    node->shown.title = take_text(m);
    if (take(m, 2))
        node->shown.description = take_text(m);
    if (take(m, 2))
        node->shown.severity = take(m, 2) ? PL_S("high") : take_text(m);
    if (take(m, 4) == 1)
        node->shown.documentation = take_text(m);
    take_tags(m, node);
}

static void take_rows(making *m, pl_node *run)
{
    pl_row_keeping rows;
    uint32_t n = take(m, ROWS);
    pl_row_keeping_begin(&rows, m->tree->keeper, m->arena);
    for (uint32_t i = 0; i < n; i++) {
        pl_dimension dims[DIMENSIONS];
        pl_check_row row = { .status = (uint8_t)take(m, PL_ROW_STATUSES), .dimensions = dims };
        row.reason = take_text(m);
        row.resource = take_text(m);
        row.n_dimensions = take(m, DIMENSIONS);
        for (uint32_t d = 0; d < row.n_dimensions; d++) {
            pl_str key = take(m, 2) ? take_text(m) : PL_S("region");
            dims[d] = (pl_dimension){ key, take_text(m), PL_S("TEXT") };
        }
        pl_row_keeping_add(&rows, &row);
        run->tally->counts.of[row.status]++;
        run->tally->n_rows++;
    }
    run->tally->rows = pl_row_keeping_end(&rows);
    run->tally->has_data = true;
}

static pl_node *take_run(making *m, pl_node *parent)
{
    pl_node *run = pl_node_of_check(m->arena, PL_NODE_CONTROL);
    run->status = PL_NODE_COMPLETE;
    run->tally->index = m->tree->n_runs;
    take_shown(m, run, "control", m->tree->n_runs);
    run->tally->control_id = pl_arena_printf(m->arena, "control.x%u", run->tally->index);
    if (take(m, 4) == 1) {
        run->status = PL_NODE_ERROR;
        run->error = pl_arena_printf(m->arena, "e%.*s", PL_FMT(take_text(m)));
        run->tally->counts.of[PL_ROW_ERROR] = 1;
    } else {
        take_rows(m, run);
    }
    run->tally->nanos = (uint64_t)take(m, 256) << take(m, 40);
    run->parent = parent;
    return m->tree->runs[m->tree->n_runs++] = run;
}

static pl_node *left_out(making *m, bool benchmark)
{
    pl_node *node = pl_node_of_check(m->arena, PL_NODE_LEFT_OUT);
    node->type = benchmark ? PL_S("benchmark") : PL_S("control");
    return node;
}

static pl_node *take_group(making *m, pl_node *parent, uint32_t depth)
{
    pl_node *group = pl_node_of_check(m->arena, PL_NODE_BENCHMARK);
    uint32_t n = take(m, 5);
    group->parent = parent;
    take_shown(m, group, "benchmark", m->tree->n_runs * 8 + depth);
    group->children = pl_arena_alloc(m->arena, (n + 1) * sizeof(*group->children));
    for (uint32_t i = 0; i < n && m->tree->n_runs < RUNS; i++) {
        bool benchmark = take(m, 3) == 0;
        pl_node **child = &group->children[group->n_children++];
        if (benchmark && depth < DEPTH)
            *child = take_group(m, group, depth + 1);
        else if (!benchmark && take(m, 8))
            *child = take_run(m, group);
        else
            *child = left_out(m, benchmark);
    }
    return group;
}

static pl_check_tree *make_tree(making *m)
{
    pl_arena arena = { 0 };
    pl_check_tree *tree = PL_NEW(&arena, pl_check_tree);
    *tree = (pl_check_tree){ .name = PL_S("m.benchmark.x"), .mod = PL_S("m") };
    tree->arena = arena;
    m->arena = &tree->arena;
    m->tree = tree;
    tree->keeper = pl_row_keeper_new(NULL);
    tree->runs = pl_arena_alloc(m->arena, RUNS * sizeof *tree->runs);
    tree->start = tree->end = (pl_moment){ 1704164645, 5, 3600 };
    pl_node *root = tree->root = pl_node_of_check(m->arena, PL_NODE_BENCHMARK);
    root->name = PL_S("root_result_group");
    root->children = PL_NEW(m->arena, pl_node *);
    root->n_children = 1;
    root->children[0] = take(m, 4) ? take_group(m, root, 0) : take_run(m, root);
    pl_check_tree_sum(tree);
    return tree;
}

/* ---- what came of it */

static void read_json(pl_str text)
{
    pl_arena arena = { 0 };
    require(pl_json_parse(&arena, text, NULL) != NULL);
    pl_arena_done(&arena);
}

/* Cells of the record at `*at`, which ends after it. */
static unsigned read_record(pl_str text, size_t *at, char separator)
{
    unsigned cells = 1;
    bool quoted = false, fresh = true;
    for (; *at < text.len; ++*at) {
        char c = text.ptr[*at];
        if (c == '"' && (quoted || fresh))
            quoted = !quoted; /* a doubled one opens again at once */
        else if (!quoted && c == separator)
            cells++;
        else if (!quoted && c == '\n')
            break;
        fresh = !quoted && (c == separator || c == '"');
    }
    require(*at < text.len && !quoted);
    ++*at;
    return cells;
}

static void read_csv(pl_str text, char separator)
{
    size_t at = 0;
    unsigned cells = text.len ? read_record(text, &at, separator) : 0;
    while (at < text.len)
        require(read_record(text, &at, separator) == cells);
}

/* A NULL is <nil>, as in Powerpipe. */
static bool is_void(pl_str name)
{
    static const pl_str names[] = { { "meta", 4 }, { "link", 4 }, { "img", 3 }, { "nil", 3 } };
    for (size_t i = 0; i < PL_COUNT(names); i++)
        if (pl_str_eq(name, names[i]))
            return true;
    return false;
}

static size_t end_of(pl_str text, size_t at, pl_str what)
{
    while (at + what.len <= text.len && memcmp(text.ptr + at, what.ptr, what.len) != 0)
        at++;
    require(at + what.len <= text.len);
    return at + what.len;
}

/* The end of the tag that begins at `at`; in quotes there is no quote, and < in HTML alone. */
static size_t end_of_tag(pl_str text, size_t at, bool html)
{
    char quote = 0;
    for (at++; at < text.len && (quote || text.ptr[at] != '>'); at++) {
        require(text.ptr[at] != '<' || (html && quote));
        if (text.ptr[at] == quote)
            quote = 0;
        else if (!quote && (text.ptr[at] == '"' || text.ptr[at] == '\''))
            quote = text.ptr[at];
    }
    require(at < text.len);
    return at + 1;
}

enum { OPEN_TAGS = 128 };

/* Every element closes, in order; between them stand no < and, in XML, no control. */
static void read_marks(pl_str text, bool html)
{
    pl_str open[OPEN_TAGS];
    unsigned n = 0;
    for (size_t at = 0, end; at < text.len; at = end) {
        unsigned char c = (unsigned char)text.ptr[at];
        pl_str rest = pl_str_sub(text, at, text.len);
        end = at + 1;
        require(c >= 0x20 || c == '\n' || c == '\t' || c == '\r');
        if (c != '<')
            continue;
        if (pl_str_starts(rest, PL_S("<![CDATA["))) {
            end = end_of(text, at, PL_S("]]>"));
            continue;
        }
        end = end_of_tag(text, at, html);
        if (pl_str_starts(rest, PL_S("<!")))
            continue;
        bool closes = rest.ptr[1] == '/';
        size_t from = at + 1 + closes, to = from;
        while (to < end - 1 && !strchr(" \n\t/>", text.ptr[to]))
            to++;
        pl_str name = pl_str_sub(text, from, to);
        require(name.len > 0);
        if (closes)
            require(n > 0 && pl_str_eq(open[--n], name));
        else if (text.ptr[end - 2] != '/' && !(html && is_void(name)))
            require(n < OPEN_TAGS), open[n++] = name;
        if (html && !closes && pl_str_eq(name, PL_S("style"))) {
            end = end_of(text, end, PL_S("</style>"));
            n--;
        }
    }
    require(n == 0);
}

static void write_all(const pl_check_tree *tree, making *m)
{
    static const char separators[] = ",;|\t";
    char separator = separators[take(m, 4)];
    pl_write_options options = { .version = PL_S("1.5.2"),
                                 .working_dir = take_text(m),
                                 .header = take(m, 2),
                                 .separator = { &separator, 1 },
                                 .columns = take(m, 250),
                                 .color = take(m, 2),
                                 .brief = take(m, 2),
                                 .compact = take(m, 2),
                                 .now = tree->start };
    const pl_results results = { .tree = tree };
    for (size_t i = 0; i < pl_check_writers_n; i++) {
        const pl_check_writer *w = &pl_check_writers[i];
        pl_sink sink = { 0 };
        require(pl_results_write(w->visitor, &results, &options, &sink));
        pl_str text = pl_buf_view(&sink.text);
        if (w->visitor == &pl_format_json || w->visitor == &pl_format_snapshot)
            read_json(text);
        else if (w->visitor == &pl_format_csv && !options.header) /* which is never quoted */
            read_csv(text, separator);
        else if (w->visitor == &pl_format_html || w->visitor == &pl_format_nunit3)
            read_marks(text, w->visitor == &pl_format_html);
        pl_sink_done(&sink);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    making m = { .rest = { (const char *)data, size } };
    pl_check_tree *tree = make_tree(&m);
    write_all(tree, &m);
    pl_check_tree_free(tree);
    return 0;
}
