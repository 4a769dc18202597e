/* watch_places.h - the folders that are watched, and the meaning of reports from them.
 *
 *     folder   path -> id of its notices; which changes in it matter
 *     name     absolute path of one file or link whose changes always matter
 *
 * The newest content of the workspace determines the folders: all that discovery listed, and the
 * parents of all files that were examined, of variable files and documents, and of links on the way
 * to any of them. In place of a folder that does not exist, the nearest existing one above it is
 * watched.
 *
 * Invariants (pl_watch_places__check, in debug builds):
 *   1. Each folder is in the list once, at the position that `by_path` has.
 *   2. All folders with the same notice id, that is, one folder under several paths, are one chain.
 *
 * Private to the room. Threads: one user, which is the one that rescans. */
#ifndef PL_WORKSPACE_WATCH_PLACES_H
#define PL_WORKSPACE_WATCH_PLACES_H
#include "base/arena.h"
#include "base/map.h"
#include "base/notify.h"
#include "base/vec.h"
#include <pipelite/workspace.h>

/* What a report is about, the weaker ones first. */
typedef enum pl_watch_topic {
    PL_WATCH_NOTHING,
    PL_WATCH_INSTALLED, /* something in an installed mod */
    PL_WATCH_FILE,      /* one known source or document, at `path` */
    PL_WATCH_ALL,       /* something else that matters */
    PL_WATCH_LOCK,      /* the lock file */
} pl_watch_topic;

typedef struct pl_watch_folder {
    pl_str path;   /* absolute, with a NUL after it */
    int id;        /* -1: it is not watched */
    uint32_t next; /* the next folder with this id, PL_NONE after the last */
    bool sources;  /* new source files in it matter */
    bool installed;
    bool wanted; /* it must be watched; used while the list is made */
} pl_watch_folder;

typedef struct pl_watch_places {
    pl_workspace *ws;
    pl_notify *notify; /* borrowed; NULL: nothing is watched */
    pl_arena texts;    /* paths of folders and names */
    PL_VEC(pl_watch_folder) list;
    pl_map by_path; /* -> position in `list` */
    pl_map by_id;   /* the bytes of an id -> first position with it */
    pl_map names;   /* -> pl_watch_topic */
    pl_map looked;  /* while the list is made: paths that were searched for links */
    pl_arena scratch;
    pl_str root, lock, mods, private; /* private: the hidden folder that holds installed mods */
    uint64_t documents;               /* pl_documents_epoch() when documents were last watched */
    bool deaf;                        /* some folder is on a file system that reports no changes */
    int error; /* the error with which an existing folder could not be watched; 0: none */
} pl_watch_places;

void pl_watch_places_init(pl_watch_places *p, pl_workspace *ws, pl_notify *notify);
void pl_watch_places_done(pl_watch_places *p);
/* Watch exactly the folders that the present content needs. */
void pl_watch_places_refresh(pl_watch_places *p);
/* Handle a notice of the system: return its topic, and set *path to the absolute path, borrowed
 * until the next call. A new folder is watched at once. */
pl_watch_topic pl_watch_places_hear(pl_watch_places *p, const pl_notice *notice, pl_str *path);
#ifndef NDEBUG
void pl_watch_places__check(const pl_watch_places *p);
#endif

#endif
