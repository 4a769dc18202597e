/* detections_write.c - finished detections in the format that a name selects. */
#include "render/detections.h"
#include "render/custom.h"

/* --output and --export have no snapshots of detections, as in Powerpipe; --snapshot
 * does. */
static bool write_snapshot(const pl_detections *tree, pl_write_fn *write, void *ctx)
{
    pl_arena arena = { 0 };
    pl_snapshot snapshot;
    pl_execution_snapshot(tree->execution, &arena, &snapshot);
    bool ok = pl_snapshot_print(&arena, &snapshot, PL_FORM_FILE, write, ctx);
    pl_arena_done(&arena);
    return ok;
}

static bool is(pl_str name, const char *a, const char *b)
{
    return pl_str_eq(name, pl_str_cstr(a)) || pl_str_eq(name, pl_str_cstr(b));
}

bool pl_detections_write(const pl_detections *tree, pl_str name, const pl_check_format *format,
                         const pl_write_options *options, pl_sink *sink, pl_diags *diags)
{
    if (is(name, "none", "none"))
        return true;
    if (is(name, "text", "brief"))
        return pl_detections_text(tree, options, sink);
    if (is(name, "json", "json"))
        return pl_detections_json(tree, sink);
    if (format->saved)
        return write_snapshot(tree, sink->flush, sink->ctx);
    if (!is(name, "snapshot", "pps"))
        return pl_custom_write(format->install_dir, name, &(pl_custom_data){ .detections = tree },
                               options, &sink->text, diags);
    pl_diag_plain(diags, PL_ERROR, PL_DIAG_INVALID_FLAG,
                  "Currently only JSON format is supported for detection benchmarks");
    return false;
}
