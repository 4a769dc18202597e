/* process.h - run another program to its end and take what it prints.
 *
 * Threads: any number may run programs; no process is left over. */
#ifndef PL_BASE_PROCESS_H
#define PL_BASE_PROCESS_H
#include "base/buf.h"
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

typedef struct pl_process {
    /* The program first, by its path or, without a slash, by name in the absolute folders of PATH;
     * a NULL last. */
    const char *const *argv;
    const char *const *environment; /* NAME=value, a NULL last: PATH is read from it, too */
    const char *dir;                /* where it runs; NULL: where this process does */
    pl_str input;                   /* what it reads from its standard input; empty: nothing */
    size_t max_output;              /* of each stream; what is more is dropped */
    bool ends_at_max;               /* nothing is dropped: the program is ended instead */
    const _Atomic bool *stop;       /* may be NULL; true: the program is ended */
    /* It gets a process group of its own: signals of the terminal do not reach it, and ending
     * it ends what it started. */
    bool group;
    unsigned idle_ms; /* ended when it prints nothing for so long; 0: it may take its time */
    unsigned most_ms; /* ended when it runs for so long; 0: it may take its time */
    /* Called about every 50 ms while the program runs; false: the program is ended. May be NULL. */
    bool (*go_on)(void *ctx);
    void *ctx;
} pl_process;

/* Blocks until the program has ended; it has signals as a shell would start
 * it. Appends what it printed. 0 with waitpid()'s status; otherwise an errno: ENOENT when there
 * is no such program, ECANCELED when it was stopped, ETIMEDOUT when it was idle for too long, ETIME
 * when it ran for too long, EOVERFLOW when it printed too much, EFBIG when `go_on` ended it. */
int pl_process_run(const pl_process *process, pl_buf *out, pl_buf *err, int *status);

#endif
