/* sums.h - .mod.sum: what the content of each installed mod is (mod-management.md 18.2).
 *
 *     <dependency path> <id of the commit> <id of the git tree> sha256:<64 hexadecimal digits>
 *
 * one line for each mod, sorted. The SHA-256 is that of a text that `sha256sum` makes: a line
 * "<sha256>  <path>" for each regular file, sorted by path. Folders of the user are not listed.
 *
 * Lifetime: in the arena given. Threads: pure but for what is on disk. */
#ifndef PL_MOD_SUMS_H
#define PL_MOD_SUMS_H
#include <pipelite/mod_tools.h>
#include "mod/session.h"

#define PL_SUMS_FILE ".mod.sum"

typedef struct pl_sum {
    pl_str dep_path, commit, tree, sha256; /* hexadecimal */
} pl_sum;

typedef struct pl_sums {
    const pl_sum *list; /* sorted by dependency path */
    uint32_t n;
    bool present; /* there is a file */
} pl_sums;

/* Read the file of the folder `dir`. False with a message when it is not such a file. */
bool pl_sums_read(pl_str dir, pl_arena *arena, pl_sums *out, pl_diags *diags);
bool pl_sums_parse(pl_str text, pl_arena *arena, pl_sums *out);
void pl_sums_print(const pl_sums *sums, pl_buf *out);
const pl_sum *pl_sums_find(const pl_sums *sums, pl_str dep_path);
/* The list is sorted for it. */
void pl_sums_make(pl_sum *list, uint32_t n, pl_sums *out);

/* A file of a mod, as git sees it. */
typedef struct pl_sum_file {
    pl_str path;
    pl_str sha256; /* of a regular file; empty for a link */
    pl_str blob;   /* id of its content in git */
    bool link, executable;
} pl_sum_file;

typedef struct pl_folder_sum {
    const pl_sum_file *files; /* by path */
    uint32_t n;
    pl_str tree, sha256;
} pl_folder_sum;

/* Work out what the folder `dir` (NUL-terminated) holds. `commit`: its id says which digest git
 * uses. 0 or errno. */
int pl_sums_of_folder(pl_str dir, pl_str commit, pl_arena *arena, pl_folder_sum *out);

/* The sums of what is installed of `lock`. False with a message. */
bool pl_sums__make_all(pl_mods *mods, const pl_lock *lock, pl_sums *out, pl_diags *diags);

/* git_files.c: the files that the mirror of `name` has for `commit`, by path. False when it does
 * not have it. */
bool pl_git_files(const pl_git *git, pl_str name, pl_str commit, pl_arena *arena,
                  pl_folder_sum *out);

#endif
