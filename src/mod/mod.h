/* mod.h - reads the `mod` block of a mod file without evaluating anything.
 *
 * Only the first `mod` block of mod.pp (or mod.sp) counts (lazy-workspace.md 5.10, mod-language.md
 * 2). Literal values are stored; a value that needs evaluation is marked `open`, with its range.
 *
 * To add a member: a field below, and its name and decoding in mod.c (mod block) or require.c
 * (`require`), which refuse unknown ones.
 *
 * Lifetime: everything is copied into the caller's arena.
 * Threads: one parser per thread, else pure. */
#ifndef PL_MOD_MOD_H
#define PL_MOD_MOD_H
#include "hcl/parse.h"
#include "mod/semver.h"

typedef struct pl_mod_text {
    pl_str text;
    bool set, open;
    pl_range range; /* of the expression */
} pl_mod_text;

typedef struct pl_mod_list {
    const pl_str *list;
    uint32_t n;
    bool set, open;
    pl_range range;
} pl_mod_list;

/* ORDER require by */
typedef enum pl_require_by {
    PL_BY_VERSION,
    PL_BY_TAG,
    PL_BY_BRANCH,
    PL_BY_PATH,
} pl_require_by;

typedef struct pl_require_mod {
    pl_str name; /* label: "github.com/org/mod" */
    pl_require_by by;
    pl_str wanted;            /* text of the attribute; "" is any version */
    pl_constraint constraint; /* PL_BY_VERSION */
    bool has_args;
    pl_range args; /* of their expression */
    pl_mod_text database;
    pl_mod_list search_path, search_path_prefix;
    pl_range range; /* type and label of the block */
} pl_require_mod;

typedef struct pl_require_plugin {
    pl_str name, min_version;
    pl_version at_least;
    pl_range range; /* from its opening to its closing brace */
} pl_require_plugin;

typedef struct pl_mod_info {
    bool found;        /* the file has a mod block */
    pl_str short_name; /* its label; empty if it has none */
    pl_range range;
    pl_mod_text title, description, documentation, color, icon, database;
    pl_mod_list categories, search_path, search_path_prefix;
    pl_str min_powerpipe; /* from a powerpipe block in `require`; empty: any */
    pl_version powerpipe_at_least;
    const pl_require_plugin *plugins;
    const pl_require_mod *mods;
    uint32_t n_plugins, n_mods;
} pl_mod_info;

/* Read the mod block of the file `path` with bytes `text`. False if something was reported; *out
 * then has the parts that could be read. */
bool pl_mod_parse(pl_parser *parser, pl_str path, pl_str text, pl_arena *arena, pl_mod_info *out,
                  pl_diags *diags);

/* require.c: decode the body of a `require` block and append it to *out. `legacy`: written as
 * `requires`; its powerpipe version is ignored. */
bool pl_require__decode(const pl_block *block, bool legacy, pl_arena *arena, pl_mod_info *out,
                        pl_diags *diags);
/* text.c: literal text or list in `attr` (NULL: not set). */
pl_mod_text pl_mod__text(const pl_attr *attr, pl_arena *arena);
pl_mod_list pl_mod__list(const pl_attr *attr, pl_arena *arena);

#endif
