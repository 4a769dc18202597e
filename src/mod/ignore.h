/* ignore.h - the patterns of a .powerpipeignore (mod-language.md 1.3).
 *
 * One pattern per line, relative to the directory of the file: `*` and `?` stay
 * within a name, `**` between slashes is any number of names, [a-z] and [!a-z]
 * are sets, a backslash takes the next character as it is. A pattern matches
 * whole paths: `folder` does not cover what is in it, `folder/` with `**` after does.
 *
 * Lifetime: patterns are in the arena. Threads: immutable once read. */
#ifndef PL_MOD_IGNORE_H
#define PL_MOD_IGNORE_H
#include "mod/seen.h"

#define PL_IGNORE_FILE ".powerpipeignore"

typedef struct pl_ignore {
    const pl_str *list;
    uint32_t n;
} pl_ignore;

/* The patterns of `text`. */
pl_ignore pl_ignore_parse(pl_str text, pl_arena *arena);
/* Those of the ignore file in `dir`: none when there is no such file, or none for us. `seen`
 * may be NULL. 0, or the errno of a file that may have some. */
int pl_ignore_read(pl_str dir, pl_arena *arena, pl_seen *seen, pl_ignore *out);

/* `path` is relative to the directory of the ignore file. */
bool pl_ignore_matches(const pl_ignore *ignore, pl_str path);
/* Everything below the directory `path` is ignored: no need to look. */
bool pl_ignore_covers(const pl_ignore *ignore, pl_str path);

/* One pattern. No pattern makes it slow: a failed star is retried, never two at once. */
bool pl_ignore_glob(pl_str pattern, pl_str path);

#endif
