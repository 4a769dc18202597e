/* csv.c - a check as comma-separated values (check-and-outputs.md 9). */
#include "base/utf8.h"
#include "base/assert.h"
#include "base/vec.h"
#include "render/writer.h"
#include "run/node.h"
#include "run/review.h"
#include "value/json.h"
#include <stdlib.h>

static bool begins_with_space(pl_str s)
{
    pl_assert(s.len > 0);
    const unsigned char *p = (const unsigned char *)s.ptr;
    unsigned len = pl_utf8_len(p, p + s.len);
    return len && pl_utf8_is_space(pl_utf8_decode(p, len));
}

/* Must the text stand in quotes? Decided as in Go's encoding/csv. */
static bool needs_quotes(pl_str s, pl_str separator)
{
    if (!s.len)
        return false;
    if (pl_str_eq(s, PL_S("\\.")) || begins_with_space(s))
        return true;
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] == '"' || s.ptr[i] == '\r' || s.ptr[i] == '\n' ||
            (separator.len && s.ptr[i] == separator.ptr[0] &&
             pl_str_starts(pl_str_sub(s, i, s.len), separator)))
            return true;
    return false;
}

/* The length of `s` without Unicode blanks at its end. */
static size_t trimmed(pl_str s)
{
    while (s.len) {
        size_t at = s.len - 1;
        while (at > 0 && ((unsigned char)s.ptr[at] & 0xc0) == 0x80)
            at--;
        if (!begins_with_space(pl_str_sub(s, at, s.len)))
            break;
        s.len = at;
    }
    return s.len;
}

bool pl_write_csv_quoted(pl_buf *out, pl_str text, pl_str separator)
{
    if (!needs_quotes(text, separator))
        return false;
    pl_buf_byte(out, '"');
    for (;;) {
        size_t quote = pl_str_find(text, '"');
        pl_buf_add(out, text.ptr, quote);
        if (quote == text.len)
            break;
        pl_buf_cstr(out, "\"\"");
        text = pl_str_sub(text, quote + 1, text.len);
    }
    pl_buf_byte(out, '"');
    return true;
}

void pl_write_csv_cell(pl_buf *out, pl_str text, pl_str separator)
{
    if (!pl_write_csv_quoted(out, text, separator))
        pl_buf_add(out, text.ptr, trimmed(text));
}

/* ---- columns of tags */

typedef struct csv_writer {
    const pl_visiting *walk;
    PL_VEC(pl_str) tags;      /* distinct keys, sorted */
    bool compared, exempting; /* columns after all others */
} csv_writer;

static int order_texts(const void *a, const void *b)
{
    return pl_str_cmp(*(const pl_str *)a, *(const pl_str *)b);
}

static void add_tags(csv_writer *w, const pl_node *node)
{
    for (uint32_t i = 0; i < node->tally->n_tags; i++)
        pl_vec_push(&w->tags, node->tally->tags[i].key);
}

static void add_group_tags(pl_visiting *w, const pl_visit *at)
{
    add_tags(w->state, at->node);
}

/* Add the tags of a control, and of the benchmarks that held it before the tree was grouped
 * anew. */
static void add_control_tags(pl_visiting *w, const pl_visit *at)
{
    if (pl_visit_is_first(at))
        add_tags(w->state, at->node);
    for (const pl_node *g = at->node->tally->home; g && w->options->benchmark_tags; g = g->parent)
        add_tags(w->state, g);
}

/* Collect the keys of all tags of benchmarks and controls, sorted. They become columns, so they
 * must be known before the first line is written. */
static void collect_tags(csv_writer *w, const pl_visit *root)
{
    static const pl_visitor collect = { .enter = add_group_tags, .control = add_control_tags };
    size_t n = 0;
    pl_walk_again(w->walk, &collect, root);
    if (!w->tags.n)
        return;
    qsort(w->tags.at, w->tags.n, sizeof *w->tags.at, order_texts);
    for (size_t i = 0; i < w->tags.n; i++)
        if (!n || !pl_str_eq(w->tags.at[n - 1], w->tags.at[i]))
            w->tags.at[n++] = w->tags.at[i];
    w->tags.n = n;
}

/* The value of tag `key` of a control, or of the nearest benchmark around it that has the tag, if
 * benchmark tags are on. Empty: there is none. */
static pl_str tag_value(const csv_writer *w, const pl_node *group, const pl_node *run, pl_str key)
{
    const pl_tag_pair *tag = pl_write_find_tag(run, key);
    if (run->tally->home)
        group = run->tally->home;
    for (; !tag && group && w->walk->options->benchmark_tags; group = group->parent)
        tag = pl_write_find_tag(group, key);
    return tag ? tag->value : (pl_str){ 0 };
}

/* ---- lines */

static void write_separator(csv_writer *w)
{
    pl_buf_str(w->walk->out, w->walk->options->separator);
}

/* Fixed columns come first, then dimensions, then tags; what a review adds stands last, so that
 * scripts which count columns still find the others. */
static void write_header(csv_writer *w)
{
    static const pl_str fixed[] = {
        { "group_id", 8 },    { "title", 5 },          { "description", 11 },
        { "control_id", 10 }, { "control_title", 13 }, { "control_description", 19 },
        { "reason", 6 },      { "resource", 8 },       { "status", 6 },
        { "severity", 8 },
    };
    static const pl_str added[] = { { "change", 6 }, { "exemption", 9 }, { "exempted_until", 14 } };
    const pl_node *root = w->walk->results.tree->root;
    for (size_t i = 0; i < PL_COUNT(fixed); i++) {
        if (i)
            write_separator(w);
        pl_buf_str(w->walk->out, fixed[i]);
    }
    for (uint32_t i = 0; i < root->tally->n_keys; i++) {
        write_separator(w);
        pl_buf_str(w->walk->out, root->tally->keys[i]);
    }
    for (size_t i = 0; i < w->tags.n; i++) {
        write_separator(w);
        pl_buf_str(w->walk->out, w->tags.at[i]);
    }
    for (size_t i = 0; i < PL_COUNT(added); i++)
        if (i == 0 ? w->compared : w->exempting) {
            write_separator(w);
            pl_buf_str(w->walk->out, added[i]);
        }
    pl_buf_byte(w->walk->out, '\n');
}

static void write_cell(csv_writer *w, pl_str text)
{
    pl_write_csv_cell(w->walk->out, text, w->walk->options->separator);
    write_separator(w);
}

static void end_line(csv_writer *w)
{
    w->walk->out->len -= w->walk->options->separator.len;
    pl_buf_byte(w->walk->out, '\n');
}

static void write_reviewed(csv_writer *w, pl_row_change change, const pl_exemption *x)
{
    if (w->compared)
        write_cell(w, pl_row_change_name(change));
    if (!w->exempting)
        return;
    write_cell(w, x ? x->reason : (pl_str){ 0 });
    write_cell(w, x ? x->until : (pl_str){ 0 });
}

/* Write the line of a row; NULL: the control ended with an error. */
static void write_line(csv_writer *w, const pl_visit *at, const pl_check_row *row)
{
    const pl_node *run = at->node;
    const pl_node *group = at->outer->node;
    const pl_node *root = w->walk->results.tree->root;
    write_cell(w, group->name);
    write_cell(w, group->shown.title);
    write_cell(w, group->shown.description);
    write_cell(w, run->tally->control_id);
    write_cell(w, run->shown.title);
    write_cell(w, run->shown.description);
    write_cell(w, row ? row->reason : run->error);
    write_cell(w, row ? row->resource : (pl_str){ 0 });
    write_cell(w, pl_row_status_name(row ? (pl_row_status)row->status : PL_ROW_ERROR));
    write_cell(w, row ? run->shown.severity : (pl_str){ 0 });
    for (uint32_t i = 0; i < root->tally->n_keys; i++)
        write_cell(w, pl_write_dimension(row, root->tally->keys[i]));
    for (size_t i = 0; i < w->tags.n; i++)
        write_cell(w, tag_value(w, group, run, w->tags.at[i]));
    write_reviewed(w, row ? (pl_row_change)row->change : pl_run_change(run),
                   row ? row->exemption : NULL);
    end_line(w);
}

/* Write a finding whose rows no longer exist; it has neither group nor status. */
static void write_gone(csv_writer *w, const pl_reviewed *r, const pl_finding *f)
{
    const pl_node *root = w->walk->results.tree->root;
    pl_check_row row = { .dimensions = f->dimensions, .n_dimensions = f->n_dimensions };
    for (int i = 0; i < 3; i++)
        write_cell(w, (pl_str){ 0 });
    write_cell(w, r->runs[f->control]->tally->control_id);
    for (int i = 0; i < 2; i++)
        write_cell(w, (pl_str){ 0 });
    write_cell(w, PL_S("not reported any more"));
    write_cell(w, f->resource);
    for (int i = 0; i < 2; i++)
        write_cell(w, (pl_str){ 0 });
    for (uint32_t i = 0; i < root->tally->n_keys; i++)
        write_cell(w, pl_write_dimension(&row, root->tally->keys[i]));
    for (size_t i = 0; i < w->tags.n; i++)
        write_cell(w, (pl_str){ 0 });
    write_reviewed(w, PL_CHANGE_FIXED, NULL);
    end_line(w);
}

/* The rows of a live run are in its spool as they are sent: objects of texts with commas between
 * them. */
static bool add_bytes(void *ctx, pl_str bytes)
{
    pl_buf_str(ctx, bytes);
    return true;
}

static pl_row_status status_of(pl_str name)
{
    for (int s = 0; s < PL_ROW_STATUSES; s++)
        if (pl_str_eq(name, pl_row_status_name((pl_row_status)s)))
            return (pl_row_status)s;
    return PL_ROW_ERROR;
}

/* Write a row that a live run kept as JSON text. Which members are dimensions is not marked:
 * all but the three that each row has. */
static void write_object(csv_writer *w, const pl_visit *at, const pl_json *object)
{
    PL_VEC(pl_dimension) dimensions = { 0 };
    pl_check_row row = { 0 };
    for (const pl_json *m = pl_json_first(object); m; m = m->next) {
        pl_str text = pl_json_text(m);
        if (pl_str_eq(m->key, PL_S("reason")))
            row.reason = text;
        else if (pl_str_eq(m->key, PL_S("resource")))
            row.resource = text;
        else if (pl_str_eq(m->key, PL_S("status")))
            row.status = (uint8_t)status_of(text);
        else
            pl_vec_push(&dimensions, ((pl_dimension){ .key = m->key, .value = text }));
    }
    row.dimensions = dimensions.at;
    row.n_dimensions = (uint32_t)dimensions.n;
    write_line(w, at, &row);
    pl_vec_done(&dimensions);
}

/* Write the rows that a live run kept as text. They are parsed as one array, so those of one
 * control are in memory at a time. */
static void write_text(csv_writer *w, const pl_visit *at)
{
    const pl_spool *spool = &at->node->tally->rows.json->text;
    pl_sink *sink = w->walk->sink;
    pl_arena arena = { 0 };
    pl_buf json = { 0 };
    pl_buf_byte(&json, '[');
    sink->failed |= !pl_spool_read(spool, 0, pl_spool_size(spool), add_bytes, &json);
    pl_buf_byte(&json, ']');
    const pl_json *rows = pl_json_parse(&arena, pl_buf_view(&json), NULL);
    for (const pl_json *row = pl_json_first(rows); row; row = row->next) {
        write_object(w, at, row);
        pl_sink_pass(sink);
    }
    pl_buf_done(&json);
    pl_arena_done(&arena);
}

/* ---- steps */

/* Decide on all columns when the root is entered: the header is the first line. */
static void begin_output(pl_visiting *walk, const pl_visit *at)
{
    csv_writer *w = walk->state;
    const pl_reviewed *reviewed = walk->results.tree->reviewed;
    if (at->depth)
        return;
    w->walk = walk;
    w->compared = reviewed && reviewed->review->compared;
    w->exempting = reviewed && reviewed->review->exempting;
    collect_tags(w, at);
    if (walk->options->header)
        write_header(w);
}

static void write_error(pl_visiting *w, const pl_visit *at)
{
    write_line(w->state, at, NULL);
}

static void write_row(pl_visiting *w, const pl_visit *at, const pl_check_row *row)
{
    write_line(w->state, at, row);
}

static void end_control(pl_visiting *w, const pl_visit *at)
{
    if (at->node->tally->rows.json)
        write_text(w->state, at);
}

/* Findings that are gone belong to no control of this run: they are the last lines. */
static void end_output(pl_visiting *walk, const pl_visit *at)
{
    csv_writer *w = walk->state;
    const pl_reviewed *r = walk->results.tree->reviewed;
    if (at->depth)
        return;
    for (uint32_t i = 0; r && i < r->n_fixed; i++) {
        if (!r->fixed[i]->present)
            write_gone(w, r, r->fixed[i]);
        pl_sink_pass(walk->sink);
    }
    pl_vec_done(&w->tags);
}

const pl_visitor pl_format_csv = { .state = sizeof(csv_writer),
                                   .enter = begin_output,
                                   .leave = end_output,
                                   .failed = write_error,
                                   .row = write_row,
                                   .end_control = end_control };
