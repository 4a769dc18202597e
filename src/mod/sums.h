/* sums.h - .mod.sum: checksums of the content of each installed mod (mod-management.md 18.2).
 *
 *     <dependency path> <id of the commit> <id of the git tree> sha256:<64 hexadecimal digits>
 *
 * one line for each mod, sorted. The SHA-256 is that of the text which `sha256sum` prints: a line
 * "<sha256>  <path>" for each regular file, sorted by path. Folders of the user are not listed.
 *
 * Lifetime: the given arena. Threads: pure, apart from reading the disk. */
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
    bool present; /* the file exists */
} pl_sums;

/* Read the .mod.sum of the folder `dir` into *out, in `arena`. An absent file gives an empty list
 * with `present` false. False with a message if the file cannot be read or has another format. */
bool pl_sums_read(pl_str dir, pl_arena *arena, pl_sums *out, pl_diags *diags);
bool pl_sums_parse(pl_str text, pl_arena *arena, pl_sums *out);
void pl_sums_print(const pl_sums *sums, pl_buf *out);
const pl_sum *pl_sums_find(const pl_sums *sums, pl_str dep_path);
/* Make *out of `list`, which is sorted in place. */
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

/* Compute the checksums of the folder `dir` (NUL-terminated). The length of
 * the id `commit` shows which digest git uses. 0 or errno. */
int pl_sums_of_folder(pl_str dir, pl_str commit, pl_arena *arena, pl_folder_sum *out);

/* Compute the checksums of the installed mods of `lock`. False with a message. */
bool pl_sums__make_all(pl_mods *mods, const pl_lock *lock, pl_sums *out, pl_diags *diags);

/* git_files.c: list the files that the mirror of `name` has for `commit`, by path. False if it does
 * not have the commit. */
bool pl_git_files(const pl_git *git, pl_str name, pl_str commit, pl_arena *arena,
                  pl_folder_sum *out);

#endif
