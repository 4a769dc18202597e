/* watch.h - keep a workspace up to date with its files, in an event loop.
 *
 *     pl_watch *watch = pl_watch_open(ws, NULL, diags);
 *     for (;;) {
 *         struct pollfd fd = { .fd = pl_watch_fd(watch), .events = POLLIN };
 *         poll(&fd, 1, pl_watch_timeout_ms(watch));
 *         pl_changes *changes = pl_watch_step(watch, diags);
 *         if (changes) ... announce it ...
 *         pl_changes_free(changes);
 *     }
 *
 * Folders are watched through the operating system: those that may hold sources, with new ones at
 * once; those of variable files, of the ignore file and the lock file, of documents that
 * expressions have read, and of symbolic links on the way to a file. What is reported there starts
 * a rescan (pipelite/rescan.h) after 200 ms without another report, at the latest 2 s after the
 * first; in installed mods after 2 s, at the latest 60 s; a change of the lock file at once. What
 * is reported during a rescan starts one more. Editors' backup and temporary files do not count.
 *
 * Where the system reports nothing (network and user space file systems, no watches left) the
 * states of all known files and folders are compared every 2 s instead; so is the state of the
 * lock file in any case. A workspace that cannot be opened as it is now, for example because its
 * folder went, is looked at every 2 s.
 *
 * Threads: a watch belongs to the thread that rescans; it starts none. Readers hold generations
 * meanwhile and never wait. */
#ifndef PIPELITE_WATCH_H
#define PIPELITE_WATCH_H
#include <pipelite/rescan.h>

PL_C_BEGIN

typedef struct pl_watch pl_watch;

/* `{0}`: defaults. Times are in nanoseconds. */
typedef struct pl_watch_options {
    bool poll;           /* compare states instead of watching through the operating system */
    pl_publish publish;  /* default: what is clean */
    uint64_t quiet_ns;   /* 200 ms */
    uint64_t limit_ns;   /* 2 s */
    uint64_t poll_ns;    /* 2 s: states, the lock file, a workspace that cannot be opened */
    uint64_t install_ns; /* 2 s: without a report from installed mods */
    uint64_t hold_ns; /* 2 s: as pl_rescan_options.hold_ns. UINT64_MAX: for ever; 1: not at all */
} pl_watch_options;

/* Owned; pl_watch_close() before the workspace. Never fails for lack of watches; it polls then.
 * NULL with an error in `diags` when the workspace has no index. `options` may be NULL. */
pl_watch *pl_watch_open_sized(size_t size, pl_workspace *ws, const pl_watch_options *options,
                              pl_diags *diags);
#define pl_watch_open(...) pl_watch_open_sized(sizeof(pl_watch_options), __VA_ARGS__)
void pl_watch_close(pl_watch *watch); /* NULL is fine */

/* Readable when pl_watch_step() has something to read; -1 when states are compared. Stays the same
 * until pl_watch_close(). */
int pl_watch_fd(const pl_watch *watch);
/* When pl_watch_step() is to be called though nothing is readable, by CLOCK_MONOTONIC. */
uint64_t pl_watch_deadline_ns(const pl_watch *watch);
/* The same for poll(2): milliseconds from now, rounded up. */
int pl_watch_timeout_ms(const pl_watch *watch);

/* Read what was reported, and rescan if it is time. Owned, pl_changes_free(). NULL: not yet, or
 * nothing is different; with errors in `diags`: the workspace cannot be opened as it is. With
 * PL_OUTCOME_REFUSED `diags` has what is wrong. Call it as often as you like. */
pl_changes *pl_watch_step(pl_watch *watch, pl_diags *diags);
/* Let the next step compare everything, whatever was reported (SIGUSR1). */
void pl_watch_look_at_all(pl_watch *watch);

/* True while states are compared, for everything or for what the system does not report. */
bool pl_watch_is_polling(const pl_watch *watch);
/* How many folders the system reports changes of. */
uint32_t pl_watch_folders(const pl_watch *watch);

PL_C_END

#endif
