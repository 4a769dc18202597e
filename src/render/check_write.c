/* check_write.c - pl_check_write(): a finished check in the format that a name selects. */
#include "render/custom.h"
#include "base/diag.h"
#include "base/file.h"
#include "base/oom.h"
#include "base/sized.h"
#include "render/detections.h"
#include "run/check.h"
#include "run/live.h"
#include <string.h>

typedef struct passing {
    pl_write_fn *write;
    void *ctx;
} passing;

static bool pass_on(void *ctx, pl_str bytes)
{
    passing *p = ctx;
    return p->write(p->ctx, bytes);
}

static pl_write_options options_of(const pl_check_format *f)
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
        .brief = f->brief,
        .terminal = f->terminal,
        .compact = f->file,
        .page = f->page,
        .now = pl_moment_now(),
    };
}

static const pl_check_tree *tree_of(const pl_check *check, const pl_check_writer *w)
{
    bool flat = w->write == pl_write_text || w->write == pl_write_csv;
    return flat && check->grouped ? check->grouped : check->tree;
}

bool pl_check_formats(pl_str install_dir, bool detections, pl_diags *diags)
{
    PL_OWN_DIAGS(diags);
    pl_custom_formats *formats = pl_custom_formats_load(install_dir, detections, diags);
    pl_custom_formats_free(formats);
    return formats != NULL;
}

static bool write_run_csv(const pl_run *run, pl_str panel, pl_write_fn *write, void *ctx)
{
    const pl_check_tree *tree = run ? pl_run__checks(run, panel) : NULL;
    const pl_write_options options = { .header = true, .separator = { ",", 1 } };
    passing p = { write, ctx };
    pl_sink sink = { .flush = pass_on, .ctx = &p };
    bool ok;
    if (!tree)
        return false;
    ok = pl_write_csv(tree, &options, &sink, NULL) && pl_sink_end(&sink);
    pl_sink_done(&sink);
    return ok;
}

bool pl_run_write_csv(const pl_run *run, pl_str panel, pl_write_fn *write, void *ctx)
{
    pl_oom_scope scope;
    pl_oom_begin(&scope);
    bool ok = write_run_csv(run, panel, write, ctx);
    return !pl_oom_end_reported(&scope, NULL) && ok;
}

static bool write_check(const pl_check *check, pl_str name, const pl_check_format *format,
                        pl_write_fn *write, void *ctx, pl_diags *diags)
{
    const pl_check_writer *w = pl_check_writer_find(name);
    passing p = { write, ctx };
    pl_sink sink = { .flush = pass_on, .ctx = &p };
    pl_write_options options = options_of(format);
    bool ok;
    if (check->detections)
        ok = pl_detections_write(check->detections, name, format, &options, &sink, diags);
    else if (w)
        ok = w->write(tree_of(check, w), &options, &sink, diags);
    else
        ok = pl_custom_write(format->install_dir, name, &(pl_custom_data){ .tree = check->tree },
                             &options, &sink.text, diags);
    ok = ok && pl_sink_end(&sink);
    pl_sink_done(&sink);
    int lost = pl_row_keeper_error(check->tree ? check->tree->keeper : check->detections->keeper);
    if (!lost && check->grouped)
        lost = pl_row_keeper_error(check->grouped->keeper);
    if (lost)
        pl_diag_plain(diags, PL_ERROR, PL_DIAG_CANNOT_READ, "cannot read the rows again: %s",
                      pl_error_text(lost));
    return ok && !lost;
}

bool pl_check_write_sized(size_t size, const pl_check *check, pl_str name,
                          const pl_check_format *format, pl_write_fn *write, void *ctx,
                          pl_diags *diags)
{
    pl_check_format known;
    format = pl_sized_options(&known, sizeof known, format, size);
    PL_OWN_DIAGS(diags);
    if (pl_diag_nothing(diags, check, "check"))
        return false;
    pl_oom_scope scope;
    pl_oom_begin(&scope);
    bool ok = write_check(check, name, format, write, ctx, diags);
    return !pl_oom_end_reported(&scope, diags) && ok;
}
