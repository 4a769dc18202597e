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

/* ---- guarded by ws->maintenance, which the thread holds that opens, checks, saves or rescans;
 * nothing else looks at these groups, except where a field says so */

/* Where the mods are, and their files.
 *
 *   F1. `n` counts `list`; without a list it is 0. A rescan that finds other content forgets the
 *       list: later checks name the files again, by rows of the image (pl_workspace__name_files).
 *   F2. `held` has each path once.
 *   F3. `looked` has no states without their time.
 *   F4. `place.dir` never changes: pl_workspace_path() lends it to all threads. */
typedef struct pl_workspace_files {
    pl_arena arena;  /* of the last discovery: texts, `list`, `first`, `skipped` */
    pl_arenas paths; /* paths in `list`, by the thread that listed them */
    pl_mod_place place;
    pl_reading reading; /* keeps an install from changing the mods meanwhile */
    pl_tree tree;
    pl_source_file *list; /* by mod, then path */
    uint32_t n;
    uint32_t *first; /* position of each mod in `list` as discovery listed it, and `n` at the end */
    bool *skipped;   /* mods that turned out broken (F1, F2, F5 of lazy-workspace.md) */
    pl_looked_at looked;
    PL_VEC(pl_held_file) held; /* broken files whose last sound content counts */
} pl_workspace_files;

/* What was made of the files.
 *
 *   C1. `derived` is of `index`.
 *   C2. An image in the making becomes `index`: there is never a builder beside an index.
 *   C3. Only an index can have been `rescanned`. */
typedef struct pl_workspace_content {
    pl_linking linking;  /* of what was scanned, until the index is there */
    pl_index *index;     /* published unless `pending`; NULL after mod_only, and until it is saved
                            when `wrong`. Owned while it is not published */
    pl_derived *derived; /* of `index`; owned while that is not published */
    bool rescanned;      /* the saved image no longer vouches for what is between resources */
} pl_workspace_content;

/* What is known of the content: is it right? (verifying.c)
 *
 *   V1. A late check has checked everything: `checked_late` implies `checked`.
 *   V2. `links_whole` implies that there are `links`.
 *   V3. An index that is `wrong` is not handed out: then nothing is served. */
typedef struct pl_content_verdict {
    bool checked;      /* all files were checked: verdicts are in the image or in the list */
    bool checked_late; /* verdicts are in the list alone */
    bool links_whole;  /* `links` has messages about files and values, too */
    bool wrong;        /* some verdict is bad: the index must not be handed out */
    bool failed;       /* what is on disk could not be opened: the content is older */
    pl_diags *links;   /* what is wrong between resources; owned. NULL: not checked yet, or the
                          saved image was right */
} pl_content_verdict;

/* ---- guarded by ws->lock, which is never held while something is evaluated or a subscriber is
 * called. A thread that holds both locks took `maintenance` first. */

/* What all threads see. The maintainer alone changes `served`, `problems` and `pending`, with both
 * locks held: it may read them without ws->lock.
 *
 *   S1. There is a generation that is served if and only if ws->generations is there.
 *   S2. The newest content is what is served, unless it is pending or was adopted just now.
 *   S3. Only where a generation is served can something be pending.
 *   S4. `phase` fits `served`: lifecycle.h. */
typedef struct pl_workspace_shared {
    pl_phase phase;
    pl_derived *served; /* of the newest generation, which owns it; NULL: there is none */
    pl_diags *problems; /* of the index, as far as it was verified; owned. NULL: none known */
    bool pending;       /* the content, or what is on disk, is broken and not published */
} pl_workspace_shared;

/* The work for the newest generation. `events` has a lock of its own.
 *
 *   B1. What was queued is queued in a resolver.
 *   B2. Only entries of a generation that is served are queued. */
typedef struct pl_background {
    struct pl_events *events;     /* from opening to closing; owned */
    struct pl_resolver *resolver; /* of all generations; owned. NULL until asked for, then constant
                                     until the end */
    bool queued;                  /* the open entries of the newest generation were queued */
    bool resolve_next;            /* resolve the next generation, as the one before it was */
    uint64_t resolutions;         /* how many were begun */
    uint64_t metas_saved;         /* epoch of the metadata on disk */
    uint64_t epoch;               /* of metadata that was forgotten */
} pl_background;

/* The invariants of the groups are asserted by pl_workspace__check_content() (F, C, V, S, and those
 * of saved.h and values.h), which the maintainer calls when content is adopted, published or
 * refused and at the end, and by pl_workspace__check_shared() (S1, S3, B), at every change of the
 * phase. Where to add a field: in the group of the lock under which it is written. */
struct pl_workspace {
    /* Set when it is opened, and constant from then on. */
    pl_open_options options;
    pl_log log;
    pl_arena life;                 /* what callers borrow until the end */
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

/* As the image names files: relative to the workspace when it lies there. */
pl_str pl_workspace__relative(const pl_workspace *ws, pl_str path);
/* And back; in `arena`, with a NUL after it. */
pl_str pl_workspace__absolute(const pl_workspace *ws, pl_str path, pl_arena *arena);

/* ---- image.c */

/* Begin an image of the files of all mods that are not skipped. */
void pl_workspace__begin_image(pl_workspace *ws, bool checked);
/* Link a file that was scanned; its part may be freed then. One thread at a time. */
void pl_workspace__link_file(pl_workspace *ws, pl_source_file *file);
/* All files are linked: set ws->content.index, which stays NULL when the workspace is too large for
 * one. */
void pl_workspace__link(pl_workspace *ws);
/* Free the image in the making. */
void pl_workspace__drop_image(pl_workspace *ws);
/* The image of what was discovered, from an older one. `files`: what is known of each file
 * of `ws`. Owned; NULL when it is too large. */
pl_index *pl_workspace__patch(pl_workspace *ws, const pl_index *old, const pl_build_file *files);

/* ---- verifying.c */

/* Work out the verdicts that are missing, file by file. */
void pl_workspace__check_late(pl_workspace *ws);
/* Look at what resources are to each other; ws->verdict.links says what is wrong there. */
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

/* Find the mods of ws->files.place; and their files, too. False when the workspace cannot be
 * opened. */
bool pl_workspace__load_tree(pl_workspace *ws, pl_diags *diags);
bool pl_workspace__discover(pl_workspace *ws, pl_diags *diags);
/* Fill `list`, `first` and `skipped` of ws->files. False when the workspace cannot be opened. */
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

/* Add what is wrong in files and with values to ws->verdict.links, where something is wrong: all of
 * it is reported together, in the order of the blocks. False when the values of variables are
 * wrong, which is reported before anything else; then `diags` has the errors. */
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
