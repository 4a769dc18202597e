/* export.h - ending a run from outside, and files that are whole or not there.
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

/* Owned; pl_stop_free(), when nothing that was given it runs any more. */
pl_stop *pl_stop_new(void);
void pl_stop_free(pl_stop *stop); /* NULL is fine */
/* Cancel what runs, start nothing more (cli.md 7.7). Any thread, but no signal handler. */
void pl_stop_fire(pl_stop *stop);
bool pl_stop_fired(const pl_stop *stop);
/* The process ends now: remove the file that is half written. No export ends after this.
 * Any thread. */
void pl_stop_abandon(pl_stop *stop);

/* Hands bytes to `write` in order; false when it says so, or cannot. */
typedef bool pl_produce_fn(void *ctx, pl_write_fn *write, void *write_ctx);

/* Write the file `path`: it has all that `produce` gives, or stays as it was. False with
 * "open <path>: no such file or directory" in `diags`. `stop` may be NULL. */
bool pl_export_file(pl_stop *stop, pl_str path, pl_produce_fn *produce, void *ctx, pl_diags *diags);

PL_C_END

#endif
