/* mod_tools.h - questions about the mods of a workspace, and what only pipelite does with them.
 *
 *     pl_mods_options o = { .dir = PL_S("."), .read_only = true };
 *     pl_mods *m = pl_mods_new(&o);
 *     pl_render_mods_tree(m, &(pl_mods_tree){ 0 }, true, &text, diags);
 *
 * Answers come from what is installed. Only pl_render_mods_outdated(), and pl_render_mods_diff()
 * for mods that are not installed, contact servers. JSON has the same facts as the text. All
 * functions return false with messages in `diags`; `text` is then empty. pl_text_free() frees a
 * text. Threads: one. */
#ifndef PIPELITE_MOD_TOOLS_H
#define PIPELITE_MOD_TOOLS_H
#include <pipelite/config.h>
#include <pipelite/mods.h>
#include <pipelite/render.h>

PL_C_BEGIN

/* What requires what, with constraint and installed version. */
typedef struct pl_mods_tree {
    uint32_t depth;  /* levels below the workspace; 0: all */
    bool duplicates; /* instead: mods installed in several versions, and what requires each */
} pl_mods_tree;
bool pl_render_mods_tree_sized(size_t size, pl_mods *mods, const pl_mods_tree *how, bool json,
                               pl_text *text, pl_diags *diags);
#define pl_render_mods_tree(...) pl_render_mods_tree_sized(sizeof(pl_mods_tree), __VA_ARGS__)

/* The chains of requirements that lead to a mod, by name, short name or dependency path. *found:
 * there is one. */
bool pl_render_mods_why(pl_mods *mods, pl_str name, bool json, bool *found, pl_text *text,
                        pl_diags *diags);

/* For each requirement what is installed, the newest that satisfies it and the newest at all. *any:
 * something is not the newest that satisfies. */
bool pl_render_mods_outdated(pl_mods *mods, bool json, bool *any, pl_text *text, pl_diags *diags);

/* Compare folders, lock file and .mod.sum. *differs: something is missing, changed or new. */
bool pl_render_mods_verify(pl_mods *mods, bool json, bool *differs, pl_text *text, pl_diags *diags);
/* Write .mod.sum for what is installed; from then on commands keep it up to date and refuse other
 * content. *n: mods in it. */
bool pl_mods_init_sums(pl_mods *mods, uint32_t *n, pl_diags *diags);

/* For pl_mods_options.plugins: ask the default database of `settings`, when it is a Steampipe that
 * answers within a second, for the plugins that the workspace's mod requires. False when it cannot
 * be reached. */
bool pl_mods_check_plugins(const pl_mods *mods, const pl_settings *settings, pl_diags *diags);

/* Two mods: folders, or "name@version" installed or to be fetched. `b` empty: what is installed of
 * `a` against its newest release. */
typedef struct pl_mods_pair {
    pl_str a, b;
} pl_mods_pair;
/* What differs between them. */
bool pl_render_mods_diff(pl_mods *mods, const pl_mods_pair *pair, bool json, bool *differs,
                         pl_text *text, pl_diags *diags);
/* As pl_render_mods_diff(), for every mod that a command changed, or would change in a dry run. */
bool pl_render_mods_changes_diff(pl_mods *mods, bool json, pl_text *text, pl_diags *diags);

/* Copy all installed mods into `dir`, with the lock file and the sums. pl_mods_options.from can
 * name that folder later. *n: mods copied. */
bool pl_mods_vendor(pl_mods *mods, pl_str dir, uint32_t *n, pl_diags *diags);

/* Remove mirrors of repositories, and files that crashed commands left behind. *bytes: freed. */
bool pl_mods_clean(pl_mods *mods, uint64_t *bytes, pl_diags *diags);

PL_C_END

#endif
