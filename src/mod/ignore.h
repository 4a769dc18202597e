/* ignore.h - the patterns of a .powerpipeignore (mod-language.md 1.3).
 *
 * One pattern per line, relative to the directory of the file: `*` and `?` match within a name,
 * `**` between slashes matches any number of names, [a-z] and [!a-z] are sets, a backslash quotes
 * the next character. A pattern matches whole paths: `folder` does not cover the files in it,
 * `folder/` followed by `**` does.
 *
 * Lifetime: patterns lie in the arena. Threads: immutable once read. */
#ifndef PL_MOD_IGNORE_H
#define PL_MOD_IGNORE_H
#include "mod/seen.h"

#define PL_IGNORE_FILE ".powerpipeignore"

typedef struct pl_ignore {
    const pl_str *list;
    uint32_t n;
} pl_ignore;

/* Parse the patterns of `text`. */
pl_ignore pl_ignore_parse(pl_str text, pl_arena *arena);
/* Read the ignore file in `dir`: no patterns if it does not exist or we may not see it. `seen` may
 * be NULL. 0, or the errno of a file that may have patterns. */
int pl_ignore_read(pl_str dir, pl_arena *arena, pl_seen *seen, pl_ignore *out);

/* `path` is relative to the directory of the ignore file. */
bool pl_ignore_matches(const pl_ignore *ignore, pl_str path);
/* Is everything below the directory `path` ignored, so that it need not be listed? */
bool pl_ignore_covers(const pl_ignore *ignore, pl_str path);

/* Does one pattern match? No pattern makes it slow: stars are retried one at a time. */
bool pl_ignore_glob(pl_str pattern, pl_str path);

#endif
