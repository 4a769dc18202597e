/* check_write.c - a finished check in the format that a name selects. */
#include "render/custom.h"
#include "base/diag.h"
#include "base/file.h"
#include "base/str.h"
#include "render/writer.h"
#include "run/check.h"
#include "run/live.h"
#include <string.h>

/* The options of a writer. The time of rendering is taken here, because writers do not read the
 * clock. */
static pl_write_options options_of(const pl_run_output *f)
{
    return (pl_write_options){
        .version = f->version,
        .program = f->program,
        .working_dir = f->working_dir,
        .header = f->header,
        .separator = f->separator,
        .benchmark_tags = f->benchmark_tags,
        .columns = f->columns,
        .color = f->color,
        .brief = f->brief || pl_str_eq(f->format, PL_S("brief")),
        .terminal = f->terminal,
        .compact = f->file,
        .page = f->page,
        .now = pl_moment_now(),
    };
}

/* What is written: `grouped` by formats that have a line for each row. */
static pl_results results_of(const pl_check *check, const pl_check_writer *w)
{
    bool flat = w && (w->visitor == &pl_format_text || w->visitor == &pl_format_csv);
    return (pl_results){ .tree = flat && check->grouped ? check->grouped : check->tree,
                         .detections = check->detections };
}

bool pl_run_check_formats(pl_str install_dir, bool detections, pl_diags *diags)
{
    PL_OWN_DIAGS(diags);
    pl_custom_formats *formats = pl_custom_formats_load(install_dir, detections, diags);
    pl_custom_formats_free(formats);
    return formats != NULL;
}

/* The visitor of that name; NULL: it is a format of the user's own. --output and --export have no
 * snapshots of detections, as in Powerpipe; --snapshot does. */
static const pl_visitor *find_visitor(const pl_check *check, const pl_check_writer *w,
                                      const pl_run_output *format)
{
    if (!w || !check->detections)
        return w ? w->visitor : NULL;
    if (w->visitor == &pl_format_snapshot && format->saved)
        return &pl_format_detections_snapshot;
    return w->detections;
}

/* The errno with which rows could not be read again; 0: all were. */
static int lost_rows(const pl_check *check)
{
    int lost = pl_row_keeper_error(check->tree ? check->tree->keeper : check->detections->keeper);
    return lost || !check->grouped ? lost : pl_row_keeper_error(check->grouped->keeper);
}

/* Rows that cannot be read again are noticed only while they are written, so that error is reported
 * after everything else was written. */
bool pl_check_write(const pl_check *check, const pl_run_output *format, pl_write_fn *write,
                    void *ctx, pl_diags *diags)
{
    const pl_check_writer *w = pl_check_writer_find(format->format);
    const pl_visitor *visitor = find_visitor(check, w, format);
    const pl_results results = results_of(check, w);
    const pl_write_options options = options_of(format);
    pl_sink sink = { .flush = write, .ctx = ctx };
    bool ok = false;
    if (visitor)
        ok = pl_results_write(visitor, &results, &options, &sink);
    else if (check->detections && w && w->visitor == &pl_format_snapshot)
        pl_diag_plain(diags, PL_ERROR, PL_DIAG_INVALID_FLAG,
                      "Currently only JSON format is supported for detection benchmarks");
    else
        ok = pl_custom_write(format->install_dir, format->format, &results, &options, &sink.text,
                             diags);
    ok = ok && pl_sink_finish(&sink);
    pl_sink_done(&sink);
    int lost = lost_rows(check);
    if (lost)
        pl_diag_plain(diags, PL_ERROR, PL_DIAG_CANNOT_READ, "cannot read the rows again: %s",
                      pl_error_text(lost));
    return ok && !lost;
}
