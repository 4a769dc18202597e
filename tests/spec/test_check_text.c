/* The rows of check-vectors.json that concern text, csv and json (check-and-outputs.md 23). */
#include "render/text_dims.h"
#include "base/cast.h"
#include "render/writer.h"
#include "spec/check_tree.h"

static const char *write_tree(const pl_check_tree *tree, const char *format,
                              const pl_write_options *options, pl_sink *sink)
{
    const pl_check_writer *w = pl_check_writer_find(pl_str_cstr(format));
    sink->text.len = 0;
    CHECK(pl_results_write(w->visitor, &(pl_results){ .tree = tree }, options, sink), format);
    pl_buf_byte(&sink->text, 0);
    return sink->text.ptr;
}

TEST(text_of_every_vector)
{
    pl_arena arena = { 0 };
    pl_sink sink = { 0 };
    const pl_json *all = read_check_vectors(&arena);
    unsigned at = 0;
    for (const pl_json *v = pl_json_first(pl_json_get(all, "text")); v; v = v->next, at++) {
        pl_check_tree *tree = vector_tree(pl_json_get(v, "root"), false);
        pl_write_options options = { .columns = (unsigned)vector_int(v, "width"),
                                     .color = vector_bool(v, "color"),
                                     .brief = vector_bool(v, "brief") };
        tree->dry_run = vector_bool(v, "dry_run");
        pl_str want = pl_arena_str(&arena, vector_text(v, "out"));
        pl_str what = pl_arena_printf(&arena, "text row %u", at);
        check_same(write_tree(tree, "text", &options, &sink), want.ptr, what.ptr);
        pl_check_tree_free(tree);
    }
    pl_sink_done(&sink);
    pl_arena_done(&arena);
}

/* Blocks of lines by the control's name, as the vectors have them. */
static int order_lines(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void sort_lines(char *text)
{
    char *lines[4096], *copy = strdup(text);
    size_t n = 0;
    for (char *at = strtok(copy, "\n"); at; at = strtok(NULL, "\n"))
        lines[n++] = at;
    qsort(lines, n, sizeof *lines, order_lines);
    for (size_t i = 0; i < n; i++)
        text += sprintf(text, "%s\n", lines[i]);
    free(copy);
}

TEST(csv_and_json_of_every_vector)
{
    pl_arena arena = { 0 };
    pl_sink sink = { 0 };
    const pl_json *all = read_check_vectors(&arena);
    unsigned at = 0;
    for (const pl_json *v = pl_json_first(pl_json_get(all, "templates")); v; v = v->next, at++) {
        pl_check_tree *tree = vector_tree(pl_json_get(v, "root"), true);
        pl_write_options options = { .header = vector_bool(v, "header"),
                                     .separator = vector_text(v, "separator") };
        pl_str json = pl_arena_str(&arena, vector_text(v, "json"));
        pl_str csv = pl_arena_str(&arena, vector_text(v, "csv"));
        pl_str what = pl_arena_printf(&arena, "template row %u", at);
        check_same(write_tree(tree, "json", &options, &sink), json.ptr, what.ptr);
        write_tree(tree, "csv", &options, &sink);
        sort_lines(sink.text.ptr);
        sort_lines(pl_unconst(csv.ptr));
        check_same(sink.text.ptr, csv.ptr, what.ptr);
        pl_check_tree_free(tree);
    }
    pl_sink_done(&sink);
    pl_arena_done(&arena);
}

TEST(the_first_twenty_colours_of_dimensions)
{
    static const unsigned want[] = { 66,  140, 217, 111, 187, 81,  158, 201, 96,  170,
                                     103, 177, 73,  147, 223, 117, 194, 57,  132, 206 };
    pl_dim_colors colors = { 0 };
    for (unsigned i = 0; i < PL_COUNT(want); i++)
        CHECK_INT(pl_dim_colors_nth(&colors, i), want[i], "colour");
    CHECK_INT(pl_dim_colors_nth(&colors, 80), want[0], "the sequence repeats after 80");
    pl_dim_colors_done(&colors);
}

static const struct {
    uint32_t failed, total, max;
    unsigned fail, pass;
} graphs[] = {
    { 0, 10, 20, 0, 5 }, { 1, 10, 20, 1, 4 }, { 3, 10, 20, 2, 3 },   { 1, 12, 28, 1, 4 },
    { 4, 17, 51, 1, 3 }, { 6, 17, 51, 2, 2 }, { 71, 80, 560, 2, 1 }, { 0, 0, 0, 0, 0 },
};

TEST(cells_of_graphs)
{
    for (size_t i = 0; i < PL_COUNT(graphs); i++) {
        unsigned fail, pass;
        pl_text_graph_cells(graphs[i].failed, graphs[i].total, graphs[i].max, &fail, &pass);
        CHECK_INT(fail, graphs[i].fail, "cells of what failed");
        CHECK_INT(pass, graphs[i].pass, "cells of what passed");
    }
}
