/* outlet.h - where the result of a run goes beside standard output: exported files and
 * snapshots in a directory (cli.md 3.4, 3.5).
 * Threads: one. */
#ifndef PL_CLI_OUTLET_H
#define PL_CLI_OUTLET_H
#include <pipelite/export.h>

#include "cli/cli.h"
#include "cli/export.h"

/* What one file gets. `format`: its name in the table of export.c ("csv", "snapshot"). */
typedef struct pl_outlet {
    const char *format;
    const char *extension;
    pl_str path; /* as it was given, or generated */
} pl_outlet;

/* The root of generated names: "acme.dashboard.x"; of `format`. */
typedef pl_str pl_outlet_root_fn(void *ctx, const char *format);
/* Write one file through pl_export_file(). */
typedef bool pl_outlet_write_fn(void *ctx, const pl_outlet *outlet, pl_diags *diags);

typedef struct pl_outlets {
    pl_exports set;
    pl_outlet_root_fn *root;
    pl_outlet_write_fn *write;
    /* Called with what goes on, for a line on the terminal; NULL: it is over. May be NULL. */
    void (*status)(void *ctx, const char *message);
    void *ctx;
    const char *end; /* after the message: "\n" */
    /* Of benchmarks and controls: a file that fails is reported by its error alone and keeps no
     * other from being written; that a snapshot was saved is always printed. */
    bool check;
} pl_outlets;

/* Write all files of --export, each once, and say so. False after printing why not. */
bool pl_outlets_export(pl_cli *cli, const pl_outlets *outlets);
/* Save the snapshot when --snapshot or --share asks for it, and say so when `progress`. False
 * after printing why not: PL_EXIT_SNAPSHOT. */
bool pl_outlets_save(pl_cli *cli, const pl_outlets *outlets);

#endif
