/* md.c - a check as Markdown (check-and-outputs.md 11). Values are not escaped. */
#include "render/writer.h"
#include "base/assert.h"

/* ORDER icons: as they are shown, which is not the order of rows */
static const pl_row_status shown[] = { PL_ROW_OK, PL_ROW_SKIP, PL_ROW_INFO, PL_ROW_ALARM,
                                       PL_ROW_ERROR };

static void write_total(pl_buf *out, const pl_counts *counts)
{
    static const char *const labels[] = { "OK", "Skip", "Info", "Alarm", "Error" };
    pl_buf_printf(out, "\n| | TOTAL | %u |\n|-|-|-|\n", pl_counts_total(counts));
    for (size_t i = 0; i < PL_COUNT(shown); i++)
        pl_buf_printf(out, "| %s | %s | %u |\n", pl_write_icon(shown[i]), labels[i],
                      pl_write_count(counts, shown[i]));
}

static void write_counts(pl_buf *out, const pl_counts *counts)
{
    pl_buf_cstr(out, "\n| OK | Skip | Info | Alarm | Error | Total |\n|-|-|-|-|-|-|\n|");
    for (size_t i = 0; i < PL_COUNT(shown); i++)
        pl_buf_printf(out, " %u |", pl_write_count(counts, shown[i]));
    pl_buf_printf(out, " %u |\n", pl_counts_total(counts));
}

static void write_row(pl_buf *out, const pl_check_row *row)
{
    pl_buf_printf(out, "\n| %s | ", pl_write_row_icon(row));
    pl_write_reason(out, row);
    pl_buf_cstr(out, "| ");
    for (uint32_t i = 0; i < row->n_dimensions; i++) {
        pl_buf_byte(out, '`');
        pl_buf_str(out, row->dimensions[i].value);
        pl_buf_cstr(out, "` ");
    }
    pl_buf_cstr(out, " |");
}

static void write_run(pl_sink *sink, const pl_control_run *run)
{
    pl_buf *out = &sink->text;
    pl_row_walk walk = { 0 };
    const pl_check_row *row;
    pl_buf_cstr(out, "\n## ");
    pl_buf_str(out, run->info.title);
    pl_buf_byte(out, '\n');
    if (run->info.description.len) {
        pl_buf_cstr(out, " \n*");
        pl_buf_str(out, run->info.description);
        pl_buf_byte(out, '*');
    }
    pl_buf_byte(out, '\n');
    write_counts(out, &run->counts);
    if (run->error.len) {
        pl_buf_cstr(out, "\n> Error: _");
        pl_buf_str(out, run->error);
        pl_buf_cstr(out, "_\n\n");
        return;
    }
    pl_buf_cstr(out, "\n\n");
    if (run->rows.n)
        pl_buf_cstr(out, "\n| | Reason | Dimensions |\n|-|--------|------------|");
    while ((row = pl_row_walk_next(&walk, &run->rows))) {
        write_row(out, row);
        pl_sink_pass(sink);
    }
    pl_buf_byte(out, '\n');
}

static void write_group(pl_sink *sink, const pl_group *group, bool top)
{
    pl_assert(group->n_runs <= group->n_children);
    pl_buf *out = &sink->text;
    pl_buf_cstr(out, "\n# ");
    pl_buf_str(out, group->info.title);
    pl_buf_byte(out, '\n');
    (top ? write_total : write_counts)(out, &group->counts);
    if (group->n_runs)
        pl_buf_byte(out, '\n');
    for (uint32_t i = 0; i < group->n_children; i++)
        if (group->children[i].run)
            write_run(sink, group->children[i].run);
    for (uint32_t i = 0; i < group->n_children; i++)
        if (group->children[i].group)
            write_group(sink, group->children[i].group, false);
    pl_sink_pass(sink);
}

bool pl_write_md(const pl_check_tree *tree, const pl_write_options *options, pl_sink *sink,
                 pl_diags *diags)
{
    (void)diags;
    const pl_group *root = tree->root;
    pl_buf *out = &sink->text;
    pl_buf_cstr(out, "\n\n");
    for (uint32_t i = 0; i < root->n_children; i++)
        if (root->children[i].run)
            write_run(sink, root->children[i].run);
    pl_buf_cstr(out, "\n\n");
    for (uint32_t i = 0; i < root->n_children; i++)
        if (root->children[i].group)
            write_group(sink, root->children[i].group, true);
    pl_buf_cstr(out, "\n\n\\\n_Report run at `");
    pl_write_local_time(out, tree->start);
    pl_buf_printf(out, "` using [`Powerpipe %.*s`](https://powerpipe.io) in dir `%.*s`._\n",
                  (int)options->version.len, options->version.ptr, (int)options->working_dir.len,
                  options->working_dir.ptr);
    return !sink->failed;
}
