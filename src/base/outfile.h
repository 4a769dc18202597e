/* outfile.h - a file that is there as a whole or not at all: written to a temporary file
 * beside its place and renamed when it is complete.
 *
 * Threads: one user, but another thread may make pl_outfile_guard drop what is half written, which
 * then ends the process. */
#ifndef PL_BASE_OUTFILE_H
#define PL_BASE_OUTFILE_H
#include <pipelite/base.h>
#include <pthread.h>

typedef struct pl_outfile {
    char *path, *name; /* the place; the temporary file. Owned */
    int fd, error;
    struct pl_outfile_guard *guard;
} pl_outfile;

/* The temporary file that is open, for the code that removes it when the process ends early.
 * `{0}` with an initialised lock is empty. */
typedef struct pl_outfile_guard {
    pthread_mutex_t lock;
    pl_outfile *file;
} pl_outfile_guard;

/* 0 or errno. `guard` may be NULL. */
int pl_outfile_open(pl_outfile *out, pl_str path, pl_outfile_guard *guard);
/* False once something could not be written; pl_outfile_close() has the reason. */
bool pl_outfile_write(pl_outfile *out, pl_str bytes);
/* Put it into its place when `keep` and all was written, else remove it. 0 or errno. */
int pl_outfile_close(pl_outfile *out, bool keep);
/* Remove what is half written; nothing is put into place from then on. The lock stays
 * taken: for a process that ends now. */
void pl_outfile_abandon(pl_outfile_guard *guard);

#endif
