/* log.h - log lines for the program that asks for them.
 *
 * A pl_log is a value the program hands down (no global state); a NULL or
 * zeroed one is silent. Lines are JSON on the sink as real Powerpipe logs them
 * (cli.md 6.1, POWERPIPE_LOG_LEVEL): time, level, msg. Threads: any; each line
 * is one call of the sink. */
#ifndef PL_BASE_LOG_H
#define PL_BASE_LOG_H
#include <pipelite/base.h>
#include "base/vec.h"

/* The warnings and errors of one piece of work, so that repeated work does not repeat them: a line
 * that is also in `before` is counted but not written. Threads: one. */
typedef struct pl_log_warned {
    unsigned n;                         /* lines, written or not */
    PL_VEC(uint64_t) lines;             /* hash of each different one */
    const struct pl_log_warned *before; /* the last time; NULL: there was none */
} pl_log_warned;
void pl_log_warned_done(pl_log_warned *warned);

typedef struct pl_log {
    pl_log_level level;
    void (*sink)(void *ctx, pl_str line); /* one JSON line with its newline */
    void *ctx;
    pl_log_warned *warned; /* NULL: warnings are not counted */
} pl_log;

/* One line with `message` and up to `n` further members given as pairs of C
 * strings: pl_log_line(log, PL_LOG_WARN, "skipping mod", 2, "path", path, ...). */
void pl_log_line(const pl_log *log, pl_log_level level, const char *message, unsigned pairs, ...);

#endif
