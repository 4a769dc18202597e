/* outlet.h - writes the result of a run to exported files, and to snapshots in a directory
 * (cli.md 3.4, 3.5).
 * Threads: one. */
#ifndef PL_CLI_OUTLET_H
#define PL_CLI_OUTLET_H
#include <pipelite/export.h>

#include "cli/cli.h"
#include "cli/export.h"

/* One file to write. `format`: its name in the table of export.c ("csv", "snapshot"). */
typedef struct pl_outlet {
    const char *format;
    const char *extension;
    pl_str path; /* as it was given, or generated */
} pl_outlet;

/* Returns the beginning of generated names for files of `format`: "acme.dashboard.x". */
typedef pl_str pl_outlet_root_fn(void *ctx, const char *format);
/* Write one file through pl_export_file(). */
typedef bool pl_outlet_write_fn(void *ctx, const pl_outlet *outlet, pl_diags *diags);

typedef struct pl_outlets {
    pl_exports set;
    pl_outlet_root_fn *root;
    pl_outlet_write_fn *write;
    /* Called with what is being written, for a line on the terminal; NULL: that is over. May be
     * NULL. */
    void (*status)(void *ctx, const char *message);
    void *ctx;
    const char *end; /* printed after the message: "\n" */
    /* For benchmarks and controls: only the error of a file that fails is reported, and the other
     * files are still written; that a snapshot was saved is always printed. */
    bool check;
} pl_outlets;

/* Write all files of --export, each once, and print their names. False after printing an error. */
bool pl_outlets_export(pl_cli *cli, const pl_outlets *outlets);
/* Save the snapshot if --snapshot or --share is given, and print where if the setting `progress` is
 * on. False after printing an error: exit with PL_EXIT_SNAPSHOT. */
bool pl_outlets_save(pl_cli *cli, const pl_outlets *outlets);

#endif
