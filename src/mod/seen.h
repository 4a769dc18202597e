/* seen.h - records what the search for mods and their files depended on.
 *
 * Everything that was listed, read or not found is noted with its state, so that a later start can
 * prove from the states alone that it would find the same (index/format.h, section INPUT). Not
 * noted are files that are scanned, whose rows in the image serve the same purpose, and the steps
 * of pl_mod_locate(), which every start repeats.
 *
 * Lifetime: paths lie in the arena. Threads: one at a time. */
#ifndef PL_MOD_SEEN_H
#define PL_MOD_SEEN_H
#include "base/arena.h"
#include "index/build.h"

typedef struct pl_seen {
    PL_VEC(pl_build_input) list; /* absolute paths, NUL-terminated; owned, pl_vec_done() */
    pl_arena *arena;
    bool unsure; /* something could not be read, so the list is incomplete */
} pl_seen;

/* Note a path that does not exist, or one that does. `seen` may be NULL in all these functions:
 * then nothing is noted. */
void pl_seen_absent(pl_seen *seen, pl_str path);
void pl_seen_present(pl_seen *seen, pl_str path);
/* Note that `text` was read from `path`. */
void pl_seen_read(pl_seen *seen, pl_str path, const pl_stamp *stamp, pl_str text);

/* Call pl_file_slurp() or pl_file_walk() and note what it read. `root` is NUL-terminated. */
int pl_seen_slurp(pl_seen *seen, const char *path, size_t max, pl_arena *arena, pl_str *out);
int pl_seen_walk(pl_seen *seen, pl_str root, void *ctx, const pl_walk_calls *calls);
/* The weight of a name in a directory (base/file.h): does it matter to the search? */
pl_walk_weigh pl_seen_weigh;

/* Does the name end in ".pp" or ".sp", after at least one byte? */
bool pl_seen_is_source(pl_str name);

#endif
