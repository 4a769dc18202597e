/* inside.h - paths that strangers wrote, proved to stay inside a folder.
 *
 * Names in mod files, lock files and repositories become paths. Each such path is made by
 * pl_path_inside(), which checks the text and then asks the system where it leads. `make check`
 * refuses other ways to join paths in the rooms that read such names.
 *
 * The proof holds for the links that are there during the call. Its purpose is to keep strangers'
 * files from leading elsewhere; it does not guard against a program that changes folders meanwhile.
 *
 * Threads: pure but for the file system. */
#ifndef PL_BASE_INSIDE_H
#define PL_BASE_INSIDE_H
#include "base/arena.h"

/* Which links may the path go through? */
typedef enum pl_links {
    PL_LINKS_ANY,    /* all: for reading where the user may have made links */
    PL_LINKS_INSIDE, /* those that stay inside: for writing, and for what strangers made */
    PL_LINKS_NONE,   /* none, the last name included: for removing */
} pl_links;

/* Is `path` relative, without a NUL, and is no name in it empty, `.` or `..`? */
bool pl_path_is_plain(pl_str path);

/* Set *out to `path` below `root`, in `arena`, NUL-terminated. 0 if it stays inside, whether it
 * exists or not; else *out is empty: EXDEV when it leads out, ELOOP when it goes through a link
 * that `links` forbids or through too many, or another errno. */
int pl_path_inside(pl_arena *arena, pl_str root, pl_str path, pl_links links, pl_str *out);

/* Where does `path` below `root`, which may have `..`, lead? 0: to something inside. ENOENT: what
 * exists of it stays inside. EXDEV, ELOOP or another errno as above. */
int pl_path_prove(const char *root, const char *path, pl_links links);
/* Like pl_path_prove(), but never uses openat2(2): for systems without it, and tests. */
int pl_path__prove_by_name(const char *root, const char *path, pl_links links);

/* pl_file_reason() for an errno of these functions. */
const char *pl_path_reason(int error);

#endif
