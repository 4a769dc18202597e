/* seen.h - what looking for mods and their files depended on.
 *
 * Everything that was listed, read or not found is noted here with its state, so that
 * a later start can tell from the states alone that it would find the same again
 * (index/format.h, section INPUT). The files that are scanned are not: their rows in
 * the image say the same of them.
 *
 * Not noted: the steps of pl_mod_locate(), which every start takes again.
 *
 * Lifetime: paths are in the arena. Threads: one at a time. */
#ifndef PL_MOD_SEEN_H
#define PL_MOD_SEEN_H
#include "base/arena.h"
#include "index/build.h"

typedef struct pl_seen {
    PL_VEC(pl_build_input) list; /* absolute paths, NUL-terminated; owned, pl_vec_done() */
    pl_arena *arena;
    bool unsure; /* something could not be looked at: the list does not tell the whole story */
} pl_seen;

/* `seen` may be NULL everywhere: then nothing is noted. */
void pl_seen_absent(pl_seen *seen, pl_str path);
void pl_seen_present(pl_seen *seen, pl_str path);
/* `text` was read from `path`. */
void pl_seen_read(pl_seen *seen, pl_str path, const pl_stamp *stamp, pl_str text);

/* pl_file_slurp() and pl_file_walk(), noted. `root` is NUL-terminated. */
int pl_seen_slurp(pl_seen *seen, const char *path, size_t max, pl_arena *arena, pl_str *out);
int pl_seen_walk(pl_seen *seen, pl_str root, void *ctx, const pl_walk_calls *calls);
/* Does a name in a directory matter to discovery? Its weight (base/file.h). */
pl_walk_weigh pl_seen_weigh;

/* ".pp" or ".sp" after at least one byte. */
bool pl_seen_is_source(pl_str name);

#endif
