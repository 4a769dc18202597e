/* notify.h - the operating system reports changes in directories.
 *
 * Directories are watched, not files: a file that is replaced keeps its name, not its inode. What
 * the system reports is a hint to look, nothing more; when there is too much at once some of it is
 * lost, which is reported (PL_NOTICE_LOST).
 *
 * Threads: one user. */
#ifndef PL_BASE_NOTIFY_H
#define PL_BASE_NOTIFY_H
#include <pipelite/base.h>

typedef struct pl_notify pl_notify;

/* Owned; pl_notify_close(). 0, or an errno value. */
int pl_notify_open(pl_notify **out);
void pl_notify_close(pl_notify *n); /* NULL is fine */
/* Readable when there are notices. */
int pl_notify_fd(const pl_notify *n);
/* Watch a directory (NUL after its path), following links; *id identifies it, and is the
 * same for one directory by two names. 0, or an errno value: ENOSPC when no watches are left. */
int pl_notify_add(pl_notify *n, const char *dir, int *id);
void pl_notify_remove(pl_notify *n, int id);

typedef enum pl_notice_kind {
    PL_NOTICE_WRITTEN, /* the named file was closed after writing, or its state was changed */
    PL_NOTICE_CAME,    /* the name came: created, or moved here */
    PL_NOTICE_WENT,    /* the name went: deleted, or moved away */
    PL_NOTICE_OVER,    /* the directory itself went, or cannot be watched any longer */
    PL_NOTICE_LOST,    /* notices were lost: look at everything */
} pl_notice_kind;

typedef struct pl_notice {
    pl_notice_kind kind;
    int id;      /* of the directory; -1 with LOST */
    pl_str name; /* in it; borrowed until the next call. Empty with OVER and LOST */
    bool is_dir; /* what is named is a directory */
} pl_notice;

/* The next notice; false when there is none now. Never waits. */
bool pl_notify_next(pl_notify *n, pl_notice *out);

/* May changes in this directory go unreported, because it lies on a network or user space file
 * system? *layered: it lies on an overlay, so changes made in the lower layers go unreported. */
bool pl_notify_is_deaf(const char *dir, bool *layered);

#endif
