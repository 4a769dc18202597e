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
 * Folders are watched through the operating system: all folders that may hold sources, new ones as
 * soon as they appear; and the folders of variable files, the ignore file, the lock file, documents
 * that expressions have read, and symbolic links on the way to a file. Backup and temporary files
 * of editors are ignored.
 *
 * A rescan (pipelite/rescan.h) starts when no change was reported for 200 ms, or 2 s after the
 * first one. For installed mods these limits are 2 s and 60 s; a change of the lock file starts it
 * at once. Changes that are reported during a rescan start another one.
 *
 * Where the system reports nothing (network and user space file systems, no watches left), the
 * watch polls: it compares the states of all known files and folders every 2 s. The lock file is
 * always polled. A workspace that cannot be opened as it is now, for example because its folder was
 * removed, is tried again every 2 s.
 *
 * Threads: a watch belongs to the thread that rescans, and starts no threads. Readers hold
 * generations meanwhile and never wait. */
#ifndef PIPELITE_WATCH_H
#define PIPELITE_WATCH_H
#include <pipelite/rescan.h>

PL_C_BEGIN

typedef struct pl_watch pl_watch;

/* `{0}`: defaults. Times are in nanoseconds. */
typedef struct pl_watch_options {
    bool poll;           /* compare states instead of watching through the operating system */
    pl_publish publish;  /* default: PL_PUBLISH_CLEAN */
    uint64_t quiet_ns;   /* time without a report before a rescan; default 200 ms */
    uint64_t limit_ns;   /* longest time from the first report to a rescan; default 2 s */
    uint64_t poll_ns;    /* time between polls; default 2 s */
    uint64_t install_ns; /* quiet_ns for installed mods; default 2 s */
    uint64_t hold_ns; /* pl_rescan_options.hold_ns; default 2 s. UINT64_MAX: for ever; 1: not at all
                       */
} pl_watch_options;

/* Owned; pl_watch_close() before the workspace is closed. If nothing can be watched, it polls. NULL
 * with an error in `diags` when the workspace has no index. `options` may be NULL. */
pl_watch *pl_watch_open_sized(size_t size, pl_workspace *ws, const pl_watch_options *options,
                              pl_diags *diags);
#define pl_watch_open(...) pl_watch_open_sized(sizeof(pl_watch_options), __VA_ARGS__)
void pl_watch_close(pl_watch *watch); /* NULL is fine */

/* A descriptor that is readable when pl_watch_step() has something to read; -1 if nothing can be
 * watched. Stays the same until pl_watch_close(). */
int pl_watch_fd(const pl_watch *watch);
/* The time, by CLOCK_MONOTONIC, at which pl_watch_step() must be called even if nothing is
 * readable. */
uint64_t pl_watch_deadline_ns(const pl_watch *watch);
/* This deadline as a timeout for poll(2): milliseconds from now, rounded up. */
int pl_watch_timeout_ms(const pl_watch *watch);

/* Read all reports, and rescan if it is time. Owned, pl_changes_free(). NULL if it is not time yet
 * or nothing has changed or, with errors in `diags`, if the workspace cannot be opened as it is.
 * With PL_OUTCOME_REFUSED the errors of the content are in `diags`. May be called at any time. */
pl_changes *pl_watch_step(pl_watch *watch, pl_diags *diags);
/* Make the next step compare everything, whatever was reported (SIGUSR1). */
void pl_watch_look_at_all(pl_watch *watch);

/* True while all or some folders are polled, because the system does not report their changes. */
bool pl_watch_is_polling(const pl_watch *watch);
/* The number of folders that are watched through the system. */
uint32_t pl_watch_folders(const pl_watch *watch);

PL_C_END

#endif
