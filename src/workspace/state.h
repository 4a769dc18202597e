/* state.h - what an open workspace is made of.
 *
 *   workspace.c  its index, generations and path: all other files stand above this one
 *   paths.c      paths as the system wants them, and as an image names them
 *   open.c       locate -> saved image, or mods -> files -> pass -> link; stop, close
 *   listing.c    the files of all mods
 *   pass.c       read, scan, check and link the files, on a few threads
 *   image.c      what the linker is given
 *   saved.c      the image on disk: does it still agree with the files (staleness.c)?
 *   verdicts.c   what is known of a file: by the image, and by a check that came after it
 *   verifying.c  is the newest content right? report.c words what is not, explain.c says what
 *                may have been meant; values.c checks what expressions give
 *   rescan.c     the next generation: what is new (staleness.c) -> reread.c -> patched image;
 *                changes.c finds what is different in it (rescanning.h)
 *   publish.c    from the newest content to what is served
 *   generation.c one published index after another, and readers without a lock
 *   derived.c    values, resources and metadata of one generation, when asked for; follow.c hands
 *                on what is the same in the next; documents.c: files that functions read
 *   value_stores.c  those of the newest generation; loading.c: resources, when asked for
 *   installed.c  the dependency tree that `mod list` prints
 *   lifecycle.c  the phase that it is in, and events about it (event.c)
 *   resolution.c titles, descriptions and tags that are expressions: phase.c is what a thread does,
 *                resolve.c works off queue.c into meta.c
 *   checking.c   the check in the background
 *   watch.c      when to rescan, by what the system reports (watch_places.c)
 *
 * Texts lie in `arena` and `paths`; a part lives only until its file is linked.
 * Private to the room. Threads: as pl_workspace. */
#ifndef PL_WORKSPACE_STATE_H
#define PL_WORKSPACE_STATE_H
#include "base/file.h"
#include "base/log.h"
#include "check/check.h"
#include "index/build.h"
#include "mod/reading.h"
#include "mod/tree.h"
#include "workspace/checking.h"
#include "workspace/derived.h"
#include "workspace/generation.h"
#include "workspace/saved.h"
#include "workspace/values.h"
#include <pipelite/phase.h>
#include <pipelite/rescan.h>
#include <pipelite/values.h>
#include <pthread.h>
#include <stdatomic.h>

/* One source file of one mod. */
typedef struct pl_source_file {
    pl_str path;  /* absolute, with a NUL after it */
    uint32_t mod; /* position in the tree */
    bool link, mod_file;
    bool left_out; /* not part of the image */
    bool known;    /* its verdicts are those of the image */
    int error;     /* why it could not be read */
    pl_stamp stamp;
    uint64_t hash;       /* of the bytes that were scanned or checked */
    const pl_part *part; /* until linked */
    pl_verdicts verdicts;
} pl_source_file;

/* One arena for each thread of a stage, `{0}` before it. */
typedef struct pl_arenas {
    pl_arena *list; /* owned; pl_arenas_done() */
    unsigned n;
} pl_arenas;

void pl_arenas_init(pl_arenas *arenas, unsigned n, size_t first_chunk);
void pl_arenas_done(pl_arenas *arenas);

/* An image in the making; `{0}`: none is. */
typedef struct pl_linking {
    pl_builder *builder;
    const pl_build_mod *mods;
    uint32_t n_mods;
    uint32_t *order; /* positions in `files`, in the order in which they have to be linked */
    uint32_t n;
    bool checked;       /* files have their verdicts when they are linked */
    uint32_t *position; /* of the tree's mods in `mods`, PL_NONE for skipped ones */
    pl_arena arena;
} pl_linking;

/* States that a rescan saw which found no change, where they are not those of the image. */
typedef struct pl_looked_at {
    int64_t as_of_ns;            /* of the last look at everything; 0: none since the image */
    pl_ix_stamp *files, *inputs; /* by row; NULL: as in the image. Owned */
} pl_looked_at;

/* A file that was sound and is broken. */
typedef struct pl_held_file {
    uint64_t path;     /* hash of it; 0: the workspace cannot be opened as it is */
    uint64_t since_ns; /* pl_clock_ns() */
} pl_held_file;

/* The background work for the newest generation. Guarded by ws->lock, but for `events`, which has a
 * lock of its own. */
typedef struct pl_background {
    struct pl_events *events;     /* from opening to closing */
    struct pl_resolver *resolver; /* of all generations; NULL until asked for */
    bool queued;                  /* the open entries of the newest generation were queued */
    bool resolve_next;            /* resolve the next generation, as the one before it was */
    uint64_t resolutions;         /* how many were begun */
    uint64_t metas_saved;         /* epoch of the metadata on disk */
    uint64_t epoch;               /* of metadata that was forgotten */
} pl_background;

/* Invariants (pl_workspace__assert_state: when content is adopted or published, and at the end):
 *   1. `derived` is of `index`
 *   2. there is a generation that is served if and only if `generations` is there
 *   3. `index` is what is served, unless it is pending or was just adopted
 *   4. without `files` there are none to count
 *   5. a late check has checked everything: `checked_late` implies `checked`
 *   6. what `values` says is about `index` */
struct pl_workspace {
    /* Set when it is opened, and constant from then on. */
    pl_open_options options;
    pl_log log;
    pl_arena life;                 /* what callers borrow until the end */
    pl_diags *clean;               /* the verdict "nothing wrong", shared by all files */
    pl_generations *generations;   /* NULL: the index is not handed out, and owned here */
    pl_surroundings *surroundings; /* what all generations are evaluated with */
    pl_reading reading;            /* keeps an install from changing the mods meanwhile */
    pl_open_times times;

    /* The newest content of the files. Guarded by `maintenance`, which the thread holds that
     * checks, saves or rescans. */
    pthread_mutex_t maintenance;
    pl_arena arena;  /* of the last discovery */
    pl_arenas paths; /* of the files */
    pl_mod_place place;
    pl_tree tree;
    pl_source_file *files; /* by mod, then path; in `arena` */
    uint32_t n_files;
    uint32_t *first_file; /* of each mod, and n_files at the end */
    bool *skipped;        /* mods that turned out broken (F1, F2, F5) */
    bool checked;         /* all files were checked: verdicts are in the image or in `files` */
    bool checked_late;    /* verdicts are in `files` alone */
    bool links_whole;     /* `links` has messages about files and values, too */
    bool rescanned;       /* the saved image no longer vouches for what is between resources */
    bool wrong;           /* some verdict is bad: the index must not be handed out */
    bool failed;          /* what is on disk could not be opened */
    pl_diags *links;      /* what is wrong between resources; NULL: not checked yet, or the saved
                             image was right */
    pl_index *index;      /* published unless `pending`; NULL after mod_only, and until it is saved
                             when `wrong` */
    pl_derived *derived;  /* of `index`; owned when that is not published */
    pl_linking linking;   /* of what was scanned, until the index is there */
    pl_saved saved;
    pl_looked_at looked;
    PL_VEC(pl_held_file) held; /* broken files whose last sound content counts */
    pl_values_check values;

    /* What all threads see. Guarded by `lock`, which is never held while something is evaluated or
     * a subscriber is called. */
    pthread_mutex_t lock;
    pl_phase phase;     /* lifecycle.h */
    pl_derived *served; /* of the newest generation; NULL: there is none */
    pl_diags *problems; /* of `index`, as far as it was verified; owned. NULL: none known */
    bool pending;       /* `index`, or what is on disk, is broken and not published */
    pl_background background;
    pl_checking checking;
};

/* ---- workspace.c */

#ifndef NDEBUG
void pl_workspace__assert_state(const pl_workspace *ws);
#else
static inline void pl_workspace__assert_state(const pl_workspace *ws)
{
    (void)ws;
}
#endif

/* ---- paths.c */

/* As the image names files: relative to the workspace when it lies there. */
pl_str pl_workspace__relative(const pl_workspace *ws, pl_str path);
/* And back; in `arena`, with a NUL after it. */
pl_str pl_workspace__absolute(const pl_workspace *ws, pl_str path, pl_arena *arena);

/* ---- image.c */

/* Begin an image of the files of all mods that are not skipped. */
void pl_workspace__begin_image(pl_workspace *ws, bool checked);
/* Link a file that was scanned; its part may be freed then. One thread at a time. */
void pl_workspace__link_file(pl_workspace *ws, pl_source_file *file);
/* All files are linked: set ws->index, which stays NULL when the workspace is too large for one. */
void pl_workspace__link(pl_workspace *ws);
/* Free the image in the making. */
void pl_workspace__drop_image(pl_workspace *ws);
/* The image of what was discovered, from an older one. `files`: what is known of each file
 * of `ws`. Owned; NULL when it is too large. */
pl_index *pl_workspace__patch(pl_workspace *ws, const pl_index *old, const pl_build_file *files);

/* ---- verifying.c */

/* Work out the verdicts that are missing, file by file. */
void pl_workspace__check_late(pl_workspace *ws);
/* Look at what resources are to each other; ws->links says what is wrong there. */
void pl_workspace__check_links(pl_workspace *ws);
/* Check the newest content; false with errors. The caller holds `maintenance`. */
bool pl_workspace__check(pl_workspace *ws, pl_diags *diags);
/* Check all of it, values and required mods too, and note what is wrong. */
bool pl_workspace__verify(pl_workspace *ws, pl_diags *diags);
bool pl_workspace__check_values(pl_workspace *ws, pl_diags *diags); /* values.c */

/* ---- publish.c; the caller holds `maintenance` */

/* `index` (taken) is the newest content from now on; the one before goes unless it is
 * published. */
void pl_workspace__adopt(pl_workspace *ws, pl_index *index);
/* The newest content becomes the newest generation; `changes` are those since the last one. */
void pl_workspace__publish(pl_workspace *ws, const pl_changes *changes);
/* What is on disk cannot be served: why. */
void pl_workspace__note_problems(pl_workspace *ws, const pl_diags *diags, bool pending);

/* ---- reread.c */

/* Read, scan and, if asked, check the `n` files: fill error, stamp, hash, part (in `arenas`,
 * to be made by the call and pl_arenas_done()) and verdicts. */
void pl_workspace__reread(const pl_workspace *ws, pl_source_file **files, uint32_t n, bool check,
                          pl_arenas *arenas);

/* ---- listing.c */

/* Find the mods of ws->place; and their files, too. False when the workspace cannot be opened. */
bool pl_workspace__load_tree(pl_workspace *ws, pl_diags *diags);
bool pl_workspace__discover(pl_workspace *ws, pl_diags *diags);
/* Fill files, first_file and skipped. False when the workspace cannot be opened. */
bool pl_workspace__list_files(pl_workspace *ws, pl_diags *diags);
/* The files that the image names, for a pass over what was not listed. */
void pl_workspace__name_files(pl_workspace *ws);

/* ---- pass.c */

typedef struct pl_pass {
    bool link; /* scan, and link in the order of ws->linking */
    bool check;
    bool stops;       /* without memory no more files are read (base/oom.h) */
    unsigned threads; /* 0: as many as pay */
} pl_pass;

/* Go over all files that are not left out: fill error, stamp, hash, verdicts. */
void pl_workspace__pass(pl_workspace *ws, const pl_pass *pass);

/* ---- values.c, verdicts.c */

/* What may fail in a file by an image, which lends the texts. */
void pl_workspace__take_prechecks(const pl_index *ix, uint32_t row, pl_verdicts *out);

/* Add what is wrong in files and with values to ws->links, where something is wrong: everything is
 * reported together, in the order of the blocks. False when the values of variables are wrong,
 * which is reported before anything else; then `diags` has the errors. */
bool pl_workspace__add_values(pl_workspace *ws, pl_diags *diags);

/* Files that functions looked at and that are in another state now, with that state, in `arena`;
 * returns how many. With `paths` (absolute) no others are looked at. */
uint32_t pl_workspace__changed_documents(pl_workspace *ws, const pl_str *paths, uint32_t n_paths,
                                         pl_arena *arena, pl_read_file **out);
/* For pl_index_renew(), in `arena`; false when there is nothing that the image lacks. */
bool pl_workspace__values_verdict(const pl_workspace *ws, pl_arena *arena, pl_values_verdict *out);

/* ---- report.c */

/* Decide what follows from files that could not be read (lazy-workspace.md 12).
 * False when the workspace cannot be opened; then errors are in `diags`. */
bool pl_workspace__handle_unread(pl_workspace *ws, pl_diags *diags);
/* A directory of mod `mod` cannot be read. False: neither can the workspace. */
bool pl_workspace__bad_dir(pl_workspace *ws, uint32_t mod, pl_str path, int error, pl_diags *diags);
/* The verdicts as the command line words them: the first level at which anything
 * is wrong, all files in path order. True when nothing is. */
bool pl_workspace__report(const pl_workspace *ws, pl_diags *diags);
/* All blocks can be looked at: what is wrong is at most in resources, or between them. */
bool pl_workspace__is_readable(const pl_workspace *ws);
/* Something is wrong in it on the static level. */
bool pl_workspace__is_static_wrong(const pl_source_file *file);
/* Messages of several files, each text once. */
void pl_workspace__report_once(const pl_diags *recorded, pl_diags *diags);
/* Would it report anything? */
bool pl_workspace__is_wrong(const pl_workspace *ws);
/* An image has no place for static verdicts that are not clean: a file that it calls
 * checked is right on that level. */
bool pl_workspace__is_keepable(const pl_workspace *ws);

#endif
