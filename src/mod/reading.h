/* reading.h - a workspace is read beside an install (mod-management.md 11).
 *
 * Two folders are locks; the kernel drops them with the process:
 *
 *   .powerpipe        held alone by an install for the milliseconds in which folders, the lock file
 *                     and the mod file change; shared by readers while they find out which mods
 *                     and files there are
 *   .powerpipe/mods   held alone while folders that readers may know go; shared by readers as long
 *                     as they open files of installed mods again
 *
 * No process waits for long: a reader goes on after some seconds, as it does on a file system
 * without locks, and an install leaves what is in use to the next command.
 *
 * Threads: one. */
#ifndef PL_MOD_READING_H
#define PL_MOD_READING_H
#include "base/folder.h"
#include "base/log.h"

typedef struct pl_reading {
    pl_folder_lock state, files;
    bool unlocked; /* there was no folder to lock, or it cannot be locked */
} pl_reading;

#define PL_READING_NONE                                                                            \
    {                                                                                              \
        { -1 }, { -1 }, false                                                                      \
    }

/* Begin to read the workspace (absolute, NUL-terminated): no install changes it until
 * pl_reading_found(). With `files` what was found stays where it is until pl_reading_end(). `log`
 * may be NULL. */
void pl_reading_begin(pl_reading *reading, pl_str workspace, bool files, const pl_log *log);
void pl_reading_found(pl_reading *reading);
void pl_reading_end(pl_reading *reading);

/* The same for an install. False when readers still are there after `wait_ms`. */
bool pl_writing_state(pl_folder_lock *lock, pl_str workspace, int wait_ms);
bool pl_writing_files(pl_folder_lock *lock, pl_str workspace, int wait_ms);

/* For readers that could not lock: they look before and after. */
typedef struct pl_reading_marks {
    uint64_t lock_file, mod_file; /* 0: not there */
    bool folder;                  /* there is one to lock */
} pl_reading_marks;
void pl_reading_look(pl_str workspace, pl_reading_marks *out);
/* Wait until they differ, or no command changes the workspace any more, but not for long. True
 * when it is worth to read again. */
bool pl_reading_moved(pl_str workspace, const pl_reading_marks *before);

#endif
