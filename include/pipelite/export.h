/* export.h - stop a run from outside, and write files that are complete or absent.
 *
 *     pl_stop *stop = pl_stop_new();        a signal thread calls pl_stop_fire(stop)
 *     ... runs and exports with it ...
 *     pl_stop_free(stop);
 *
 * Threads: as each function says. */
#ifndef PIPELITE_EXPORT_H
#define PIPELITE_EXPORT_H
#include <pipelite/show.h>

PL_C_BEGIN

typedef struct pl_stop pl_stop;

/* Owned; pl_stop_free() when nothing that uses it runs any more. */
pl_stop *pl_stop_new(void);
void pl_stop_free(pl_stop *stop); /* NULL is fine */
/* Cancel what runs and start nothing more. Any thread, but not a signal handler. */
void pl_stop_fire(pl_stop *stop);
bool pl_stop_fired(const pl_stop *stop);
/* The process is about to end: remove the file that is being written. No export completes after
 * this. Any thread. */
void pl_stop_abandon(pl_stop *stop);

/* Passes bytes to `write` in order. False when `write` returned false, or if it fails itself. */
typedef bool pl_produce_fn(void *ctx, pl_write_fn *write, void *write_ctx);

/* Write the file `path`: afterwards it holds everything that `produce` wrote or, on failure, is
 * unchanged. False with "open <path>: no such file or directory" in `diags`. `stop` may be NULL. */
bool pl_export_file(pl_stop *stop, pl_str path, pl_produce_fn *produce, void *ctx, pl_diags *diags);

PL_C_END

#endif
