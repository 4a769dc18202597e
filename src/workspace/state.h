/* state.h - the data of an open workspace, and the functions that its files share.
 *
 *   workspace.c  its index, generations and path: all other files stand above this one
 *   paths.c      absolute paths, and paths as an image has them
 *   open.c       locate -> saved image, or mods -> files -> pass -> link; stop, close
 *   listing.c    lists the files of all mods
 *   pass.c       reads, scans, checks and links the files, on a few threads
 *   image.c      makes the input of the linker
 *   saved.c      the image on disk; staleness.c finds out whether it still fits the files
 *   verdicts.c   verdicts on files: in the image, and from a check that came after it
 *   verifying.c  checks the newest content; values.c checks values of expressions, report.c words
 *                the errors, explain.c adds what may have been meant
 *   rescan.c     makes the next generation: finds changes (staleness.c), reads files again
 *                (reread.c), patches the image and lists the differences (changes.c); rescanning.h
 *   publish.c    publishes the newest content, or refuses it
 *   generation.c the published indexes, and readers without a lock
 *   derived.c    values, resources and metadata of one generation, made on first use; follow.c
 *                hands them on to the next; documents.c: files that functions read
 *   value_stores.c  values of a generation; loading.c: resources
 *   installed.c  the dependency tree that `mod list` prints
 *   lifecycle.c  the phase, and the events about it (event.c)
 *   resolution.c resolves titles, descriptions and tags that are expressions: phase.c is the work
 *                of a thread, resolve.c takes entries from queue.c, meta.c holds the results
 *   checking.c   the check in the background
 *   watch.c      decides when to rescan, by reports of the system (watch_places.c)
 *
 * Texts lie in `arena` and `paths`; a part lives only until its file is linked.
 * Private to the room. Threads: as pl_workspace. */
#ifndef PL_WORKSPACE_STATE_H
#define PL_WORKSPACE_STATE_H
#include "base/file.h"
#include "base/invariant.h"
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
    bool known;    /* its verdicts were taken from the image, so it needs no check */
    int error;     /* the system's error, if it could not be read; 0: none */
    pl_stamp stamp;
    uint64_t hash;       /* of the bytes that were scanned or checked */
    const pl_part *part; /* until linked */
    pl_verdicts verdicts;
} pl_source_file;

/* One arena for each thread of a stage; `{0}` before pl_arenas_init(). */
typedef struct pl_arenas {
    pl_arena *list; /* owned; pl_arenas_done() */
    unsigned n;
} pl_arenas;

void pl_arenas_init(pl_arenas *arenas, unsigned n, size_t first_chunk);
void pl_arenas_done(pl_arenas *arenas);

/* An image that is being made; `{0}`: there is none. */
typedef struct pl_linking {
    pl_builder *builder;
    const pl_build_mod *mods;
    uint32_t n_mods;
    uint32_t *order; /* positions in pl_workspace_files.list, in the order of linking */
    uint32_t n;
    bool checked;       /* files have their verdicts when they are linked */
    uint32_t *position; /* of the tree's mods in `mods`, PL_NONE for skipped ones */
    pl_arena arena;
} pl_linking;

/* The last comparison of all files that found no change since the image was made. */
typedef struct pl_looked_at {
    int64_t as_of_ns;            /* its time; 0: there was none */
    pl_ix_stamp *files, *inputs; /* the states that it saw, by row; NULL: as in the image. Owned */
} pl_looked_at;

/* A file that was sound and is broken now. Its old entries are kept for a while
 * (pl_rescan_options.hold_ns). */
typedef struct pl_held_file {
    uint64_t path;     /* hash of it; 0: the workspace cannot be opened as it is */
    uint64_t since_ns; /* pl_clock_ns() */
} pl_held_file;

/* ---- guarded by ws->maintenance, which is held by the thread that opens, checks, saves or
 * rescans; no other thread uses these groups, except where a field is marked */

/* Where the mods are, and their files.
 *
 *   F1. `n` is the length of `list`, 0 without a list. A rescan that finds other content drops the
 *       list; later checks make it again from the rows of the image (pl_workspace__name_files).
 *   F2. `held` has each path once.
 *   F3. `looked` has states only if it has their time.
 *   F4. `place.dir` never changes, because pl_workspace_path() returns it to all threads. */
typedef struct pl_workspace_files {
    pl_arena arena;  /* holds texts, `list`, `first` and `skipped` of the last discovery */
    pl_arenas paths; /* hold the paths in `list`, one arena per thread that listed them */
    pl_mod_place place;
    pl_reading reading; /* keeps an install from changing the mods meanwhile */
    pl_tree tree;
    pl_source_file *list; /* by mod, then path */
    uint32_t n;
    uint32_t *first; /* position of each mod in `list` as discovery listed it, and `n` at the end */
    bool *skipped;   /* mods that turned out broken (F1, F2, F5 of lazy-workspace.md) */
    pl_looked_at looked;
    PL_VEC(pl_held_file) held; /* broken files whose last sound content is still used */
} pl_workspace_files;

/* The newest content: what was made of the files.
 *
 *   C1. `derived` belongs to `index`.
 *   C2. The image that is being made becomes `index`: a builder and an index never exist together.
 *   C3. `rescanned` implies that there is an `index`. */
typedef struct pl_workspace_content {
    pl_linking linking;  /* the image that is being made, until there is an index */
    pl_index *index;     /* published unless `pending`; NULL after mod_only, and until it is saved
                            when `wrong`. Owned while it is not published */
    pl_derived *derived; /* of `index`; owned while that is not published */
    bool rescanned;      /* that the saved image was clean proves nothing about links any more */
} pl_workspace_content;

/* The verdict on the content (verifying.c).
 *
 *   V1. A late check checks all files: `checked_late` implies `checked`.
 *   V2. `links_whole` implies that there are `links`.
 *   V3. If the content is `wrong`, its index is not handed out, and no generation is served. */
typedef struct pl_content_verdict {
    bool checked;      /* all files were checked: verdicts are in the image or in files.list */
    bool checked_late; /* verdicts are in files.list only */
    bool links_whole;  /* `links` has messages about files and values, too */
    bool wrong;        /* a check failed: the index must not be handed out */
    bool failed;       /* the files on disk cannot be opened; the content is older than they are */
    pl_diags *links;   /* errors between resources; owned. NULL: not checked yet, or the saved image
                          was right */
} pl_content_verdict;

/* ---- guarded by ws->lock, which is never held while something is evaluated or a subscriber is
 * called. A thread that holds both locks took `maintenance` first. */

/* The state that all threads share. Only the maintainer changes `served`, `problems` and `pending`,
 * with both locks held, so it may read them without ws->lock.
 *
 *   S1. A generation is served if and only if there are ws->generations.
 *   S2. The newest content is served, unless it is pending or was adopted a moment ago.
 *   S3. `pending` implies that a generation is served.
 *   S4. `phase` fits `served`: see lifecycle.h. */
typedef struct pl_workspace_shared {
    pl_phase phase;
    pl_derived *served; /* of the newest generation, which owns it; NULL: there is none */
    pl_diags *problems; /* the errors that were found in the newest content; owned. NULL: none */
    bool pending;       /* the content, or the state on disk, is broken and not published */
} pl_workspace_shared;

/* Background work for the newest generation. `events` has a lock of its own.
 *
 *   B1. `queued` implies that there is a resolver.
 *   B2. `queued` implies that a generation is served. */
typedef struct pl_background {
    struct pl_events *events;     /* from opening to closing; owned */
    struct pl_resolver *resolver; /* for all generations; owned. NULL until it is needed, then
                                     constant until the end */
    bool queued;                  /* the entries of the newest generation to resolve were queued */
    bool resolve_next;            /* resolve the next generation, because the last one was */
    uint64_t resolutions;         /* how many resolutions were begun */
    uint64_t metas_saved;         /* the epoch of the metadata on disk */
    uint64_t epoch;               /* the sum of the epochs of earlier metadata */
} pl_background;

/* The invariants of the groups are asserted by pl_workspace__check_content() (F, C, V, S, and the
 * invariants of saved.h and values.h), which the maintainer calls when content is adopted,
 * published or refused and at the end, and by pl_workspace__check_shared() (S1, S3, B), at every
 * change of the phase. Add a field to the group of the lock under which it is written. */
struct pl_workspace {
    /* Set when it is opened, and constant from then on. */
    pl_open_options options;
    pl_log log;
    pl_arena life;                 /* holds what callers borrow until the workspace is closed */
    pl_diags *clean;               /* the verdict "nothing wrong", shared by all files; owned */
    pl_generations *generations;   /* NULL: the index is not handed out, and owned here */
    pl_surroundings *surroundings; /* what all generations are evaluated with; one reference */
    pl_open_times times;           /* open.c alone until it is open, then under `lock` */

    pthread_mutex_t maintenance;
    pl_workspace_files files;
    pl_workspace_content content;
    pl_content_verdict verdict;
    pl_saved saved;         /* saved.h */
    pl_values_check values; /* values.h */

    pthread_mutex_t lock;
    pl_workspace_shared shared;
    pl_background background;
    pl_checking checking; /* checking.h */
};

/* ---- workspace.c */

/* The caller holds `maintenance`, or is the only thread. */
PL_CHECKS(pl_workspace__check_content, pl_workspace);
/* The caller holds ws->lock. */
PL_CHECKS(pl_workspace__check_shared, pl_workspace);

/* ---- paths.c */

/* Convert a path to the form that images have: relative to the workspace if it is inside. Borrowed
 * from `path`. */
pl_str pl_workspace__relative(const pl_workspace *ws, pl_str path);
/* Convert a path of an image to an absolute one, in `arena`, with a NUL after it. */
pl_str pl_workspace__absolute(const pl_workspace *ws, pl_str path, pl_arena *arena);

/* ---- image.c */

/* Begin an image of the files of all mods that are not skipped. `checked`: the files will have
 * their verdicts when they are linked. */
void pl_workspace__begin_image(pl_workspace *ws, bool checked);
/* Link a file that was scanned; its part may be freed then. One thread at a time. */
void pl_workspace__link_file(pl_workspace *ws, pl_source_file *file);
/* All files are linked: set ws->content.index, which stays NULL when the workspace is too large for
 * one. */
void pl_workspace__link(pl_workspace *ws);
/* Free the image that is being made, if there is one. */
void pl_workspace__drop_image(pl_workspace *ws);
/* Make an image of the mods and files that discovery found, from an older image. `files`: one for
 * each file in ws->files.list. Owned; NULL if it would be too large. */
pl_index *pl_workspace__patch(pl_workspace *ws, const pl_index *old, const pl_build_file *files);

/* ---- verifying.c */

/* Check all files that have no verdict yet. */
void pl_workspace__check_late(pl_workspace *ws);
/* Check how resources relate to each other; the errors go to ws->verdict.links. */
void pl_workspace__check_links(pl_workspace *ws);
/* pl_workspace_check() of the newest content; false with errors. The caller holds `maintenance`. */
bool pl_workspace__check(pl_workspace *ws, pl_diags *diags);
/* pl_workspace_verify(); also notes the errors as the problems of the content. The caller holds
 * `maintenance`. */
bool pl_workspace__verify(pl_workspace *ws, pl_diags *diags);
bool pl_workspace__check_values(pl_workspace *ws, pl_diags *diags); /* values.c */

/* ---- publish.c; the caller holds `maintenance` */

/* Make `index` (taken) the newest content. The previous one is freed unless it is published. */
void pl_workspace__adopt(pl_workspace *ws, pl_index *index);
/* Publish the newest content as the newest generation. `changes`: since the last generation. */
void pl_workspace__publish(pl_workspace *ws, const pl_changes *changes);
/* Set the problems of the content to a copy of `diags`, to none if that has no errors or is NULL.
 * `pending`: the content is not published. */
void pl_workspace__note_problems(pl_workspace *ws, const pl_diags *diags, bool pending);

/* ---- reread.c */

/* Read and scan the `n` files and, with `check`, check them: sets error, stamp, hash, part and
 * verdicts of each. The parts lie in `arenas`, which the call initialises; pl_arenas_done(). */
void pl_workspace__reread(const pl_workspace *ws, pl_source_file **files, uint32_t n, bool check,
                          pl_arenas *arenas);

/* ---- listing.c */

/* Find the mods of ws->files.place. False with errors when the workspace cannot be opened. */
bool pl_workspace__load_tree(pl_workspace *ws, pl_diags *diags);
/* Find the mods, then list their files. False with errors when the workspace cannot be opened. */
bool pl_workspace__discover(pl_workspace *ws, pl_diags *diags);
/* Fill `list`, `first` and `skipped` of ws->files. False when the workspace cannot be opened. */
bool pl_workspace__list_files(pl_workspace *ws, pl_diags *diags);
/* Fill `list` from the rows of the image, when there was no discovery. */
void pl_workspace__name_files(pl_workspace *ws);

/* ---- pass.c */

typedef struct pl_pass {
    bool link; /* scan, and link in the order of ws->linking */
    bool check;
    bool stops;       /* read no more files once memory has run out (base/oom.h) */
    unsigned threads; /* 0: as many as pay */
} pl_pass;

/* Go over all files that are not left out, and set error, stamp, hash and verdicts of each. */
void pl_workspace__pass(pl_workspace *ws, const pl_pass *pass);

/* ---- values.c, verdicts.c */

/* Set the prechecks of `out` to those that the image recorded for the file of a row. Texts are
 * borrowed from the image. */
void pl_workspace__take_prechecks(const pl_index *ix, uint32_t row, pl_verdicts *out);

/* Called when the content has errors: replace ws->verdict.links by all errors in files, in values
 * and between resources, which are reported together in the order of the blocks. False with errors
 * in `diags` if the values of variables are wrong, because that is reported before anything else.
 */
bool pl_workspace__add_values(pl_workspace *ws, pl_diags *diags);

/* List the files that functions read and that have changed, with their present states, in `arena`;
 * returns how many. With `paths` (absolute) only these are examined. */
uint32_t pl_workspace__changed_documents(pl_workspace *ws, const pl_str *paths, uint32_t n_paths,
                                         pl_arena *arena, pl_read_file **out);
/* Fill *out for pl_index_renew(), in `arena`: the verdict on values. False if the image has it. */
bool pl_workspace__values_verdict(const pl_workspace *ws, pl_arena *arena, pl_values_verdict *out);

/* ---- report.c */

/* Decide about files that could not be read (lazy-workspace.md 12): each leaves out itself or its
 * mod, or the workspace cannot be opened. False in that case, with errors in `diags`. */
bool pl_workspace__handle_unread(pl_workspace *ws, pl_diags *diags);
/* A directory of mod `mod` cannot be read: skip the mod, with a warning. False with an error if the
 * workspace cannot be opened without it. */
bool pl_workspace__bad_dir(pl_workspace *ws, uint32_t mod, pl_str path, int error, pl_diags *diags);
/* Add to `diags`, in the words of the command line, all errors on the first level that has any, the
 * files in the order of their paths. All verdicts must be known. True if there are none. */
bool pl_workspace__report_errors(const pl_workspace *ws, pl_diags *diags);
/* Can all blocks be read, so that errors are at most in resources or between them? */
bool pl_workspace__is_readable(const pl_workspace *ws);
/* Has the file an error on the static level? */
bool pl_workspace__is_static_wrong(const pl_source_file *file);
/* Append messages of several files to `diags`, each text once. */
void pl_workspace__report_once(const pl_diags *recorded, pl_diags *diags);
/* Would pl_workspace__report_errors() report anything? */
bool pl_workspace__is_wrong(const pl_workspace *ws);
/* May the image be saved with its verdicts? Not if there are errors on the static level or between
 * resources, which an image cannot store. */
bool pl_workspace__is_keepable(const pl_workspace *ws);

#endif
