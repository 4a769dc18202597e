#include "run/stop.h"
#include "base/alloc.h"
#include "base/diag.h"
#include "base/file.h"
#include <errno.h>
#include <string.h>

pl_stop *pl_stop_new(void)
{
    pl_stop *stop = pl_mem_zalloc(sizeof *stop);
    pthread_mutex_init(&stop->files.lock, NULL);
    return stop;
}

void pl_stop_free(pl_stop *stop)
{
    if (!stop)
        return;
    pthread_mutex_destroy(&stop->files.lock);
    pl_mem_free(stop);
}

void pl_stop_fire(pl_stop *stop)
{
    if (!stop)
        return;
    pl_db_stop_fire(&stop->queries);
}

bool pl_stop_fired(const pl_stop *stop)
{
    if (!stop)
        return false;
    return stop->queries.fired;
}

void pl_stop_abandon(pl_stop *stop)
{
    if (!stop)
        return;
    pl_outfile_abandon(&stop->files);
}

/* pl_file_reason() explains EFBIG as a limit for reading, but here files are written. */
static const char *reason_of(int error)
{
    return error == EFBIG ? "file too large" : pl_file_reason(error);
}

static bool write_file(void *ctx, pl_str bytes)
{
    return pl_outfile_write(ctx, bytes);
}

/* Report in lower case, as Powerpipe does. */
static void report(pl_diags *diags, const char *what, pl_str path, const char *reason)
{
    char first = reason[0] >= 'A' && reason[0] <= 'Z' ? (char)(reason[0] + 32) : reason[0];
    pl_diag_plain(diags, PL_ERROR, PL_DIAG_CANNOT_WRITE, "%s %.*s: %c%s", what, PL_FMT(path), first,
                  reason + 1);
}

bool pl_export_file(pl_stop *stop, pl_str path, pl_produce_fn *produce, void *ctx, pl_diags *diags)
{
    PL_OWN_DIAGS(diags);
    pl_outfile out;
    int error = pl_outfile_open(&out, path, stop ? &stop->files : NULL);
    if (error) {
        report(diags, "open", path, pl_file_reason(error));
        return false;
    }
    bool ok = produce(ctx, write_file, &out);
    bool told = out.error == 0;
    error = pl_outfile_close(&out, ok);
    if (ok && !error)
        return true;
    bool unread = !ok && told && !error;
    report(diags, "write", path, unread ? "the result cannot be read back" : reason_of(error));
    return false;
}
