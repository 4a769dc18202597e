/* watch_places.h - the folders that a watch looks at, and what a report from them means.
 *
 *     folder   path -> notice id; what it is to the workspace
 *     name     absolute path of one file or link that matters whatever it is called
 *
 * Folders follow from the newest content of the workspace: those that discovery listed, the parents
 * of all files that were looked at, of variable files and documents, and of links on the way to any
 * of them. A folder that is not there is watched from the next one above it that is.
 *
 * Invariants (pl_watch_places__check, in debug builds):
 *   1. Each folder is in the list once, and `by_path` names its position.
 *   2. Folders with one notice id, which are one folder under several paths, are one chain.
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
    PL_WATCH_FILE,      /* one known source or document: `path` says which */
    PL_WATCH_ALL,       /* something else that matters */
    PL_WATCH_LOCK,      /* the lock file */
} pl_watch_topic;

typedef struct pl_watch_folder {
    pl_str path;   /* absolute, with a NUL after it */
    int id;        /* -1: it is not watched */
    uint32_t next; /* with the same id, PL_NONE after the last */
    bool sources;  /* new sources in it count */
    bool installed;
    bool wanted; /* while the list is made */
} pl_watch_folder;

typedef struct pl_watch_places {
    pl_workspace *ws;
    pl_notify *notify; /* borrowed; NULL: nothing is watched */
    pl_arena texts;    /* paths of folders and names */
    PL_VEC(pl_watch_folder) list;
    pl_map by_path; /* -> position in `list` */
    pl_map by_id;   /* the bytes of an id -> first position with it */
    pl_map names;   /* -> pl_watch_topic */
    pl_map looked;  /* while the list is made: paths that were looked at for links */
    pl_arena scratch;
    pl_str root, lock, mods, private; /* private: the hidden folder that holds installed mods */
    uint64_t documents;               /* pl_documents_epoch() of those that are watched */
    bool deaf;                        /* some folder lies where nothing is reported */
    int error; /* why a folder could not be watched though it is there; 0: none */
} pl_watch_places;

void pl_watch_places_init(pl_watch_places *p, pl_workspace *ws, pl_notify *notify);
void pl_watch_places_done(pl_watch_places *p);
/* Watch what follows from the content of now. */
void pl_watch_places_refresh(pl_watch_places *p);
/* What the notice is about; `*path` is absolute, borrowed until the next call. New folders are
 * watched at once. */
pl_watch_topic pl_watch_places_hear(pl_watch_places *p, const pl_notice *notice, pl_str *path);
#ifndef NDEBUG
void pl_watch_places__check(const pl_watch_places *p);
#endif

#endif
