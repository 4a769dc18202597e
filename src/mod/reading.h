/* reading.h - lets commands read a workspace while another process installs (mod-management.md 11).
 *
 * Two folders serve as locks, which the kernel releases when the process ends:
 *
 *   .powerpipe        held exclusively by an install for the milliseconds in which folders, the
 *                     lock file and the mod file change; shared by readers while they list mods and
 *                     files
 *   .powerpipe/mods   held exclusively while folders that readers may know are removed; shared by
 *                     readers as long as they may open files of installed mods again
 *
 * No process waits for long: a reader goes on after some seconds, as it does on a file system
 * without locks, and an install leaves folders in use to the next command.
 *
 * Threads: one. */
#ifndef PL_MOD_READING_H
#define PL_MOD_READING_H
#include "base/folder.h"
#include "base/log.h"

typedef struct pl_reading {
    pl_folder_lock state, files;
    bool unlocked; /* the folder does not exist or cannot be locked */
} pl_reading;

#define PL_READING_NONE                                                                            \
    {                                                                                              \
        { -1 }, { -1 }, false                                                                      \
    }

/* Begin to read the workspace (absolute, NUL-terminated): no install changes it until
 * pl_reading_found(). With `files` the installed files stay until pl_reading_end(). `log` may be
 * NULL. */
void pl_reading_begin(pl_reading *reading, pl_str workspace, bool files, const pl_log *log);
void pl_reading_found(pl_reading *reading);
void pl_reading_end(pl_reading *reading);

/* For an install: lock .powerpipe (_state) or .powerpipe/mods (_files) exclusively, waiting at most
 * `wait_ms`. False if readers still hold it then. True without a lock if the folder cannot be
 * locked. */
bool pl_writing_state(pl_folder_lock *lock, pl_str workspace, int wait_ms);
bool pl_writing_files(pl_folder_lock *lock, pl_str workspace, int wait_ms);

/* Marks by which readers that could not lock detect changes: they take them before and after. */
typedef struct pl_reading_marks {
    uint64_t lock_file, mod_file; /* 0: no such file */
    bool folder;                  /* the folder to lock exists */
} pl_reading_marks;
void pl_reading_take_marks(pl_str workspace, pl_reading_marks *out);
/* Wait, but not for long, until the marks differ from `before` or no command changes the workspace
 * any more. True if it is worth reading again. */
bool pl_reading_moved(pl_str workspace, const pl_reading_marks *before);

#endif
