#include "workspace/installed.h"
#include "base/str.h"
#include "workspace/state.h"
#include <stdlib.h>

typedef struct builder {
    const pl_workspace *ws;
    pl_tree tree;
    pl_arena *arena;
    uint32_t left; /* how many more mods may be added */
} builder;

/* The mods above the current one. */
typedef struct above {
    pl_str key;
    unsigned depth;
    const struct above *up;
} above;

static bool is_above(const above *a, pl_str key)
{
    while (a && !pl_str_eq(a->key, key))
        a = a->up;
    return a != NULL;
}

static int by_name(const void *a, const void *b)
{
    const pl_lock_entry *const *x = a, *const *y = b;
    return pl_str_cmp((*x)->name, (*y)->name);
}

/* The installed entries of one parent, sorted by name. */
static const pl_lock_entry **present(builder *b, pl_str parent, uint32_t *n)
{
    uint32_t all;
    const pl_lock_entry *e = pl_lock_of(&b->tree.lock, parent, &all);
    const pl_lock_entry **list = pl_arena_alloc(b->arena, (all + 1) * sizeof *list);
    *n = 0;
    for (uint32_t i = 0; i < all; i++)
        if (pl_lock_dir(b->ws->files.place.dir, &e[i], b->arena).len)
            list[(*n)++] = &e[i];
    qsort(list, *n, sizeof *list, by_name);
    return list;
}

static pl_installed *children_of(builder *b, const above *path)
{
    pl_installed *first = NULL, **end = &first;
    uint32_t n;
    if (path->depth > PL_INSTALLED_DEPTH)
        return NULL;
    const pl_lock_entry **list = present(b, path->key, &n);
    for (uint32_t i = 0; i < n && b->left; i++) {
        if (is_above(path, list[i]->dep_path))
            continue;
        b->left--;
        above here = { list[i]->dep_path, path->depth + 1, path };
        pl_installed *mod = PL_NEW(b->arena, pl_installed);
        mod->label = list[i]->dep_path;
        mod->children = children_of(b, &here);
        *end = mod;
        end = &mod->next;
    }
    return first;
}

/* A saved index does not contain the lock file, so the file is read on request. */
static bool read_tree(builder *b)
{
    b->tree = b->ws->files.tree;
    if (b->tree.n)
        return true;
    pl_diags *quiet = pl_diags_new();
    pl_tree_options options = { .mod_only = true };
    bool ok = pl_tree_load(&b->ws->files.place, &options, b->arena, &b->tree, quiet);
    pl_diags_free(quiet);
    return ok;
}

const pl_installed *pl_workspace_installed_tree(const pl_workspace *ws, pl_arena *arena)
{
    if (!ws->files.place.file.len)
        return NULL;
    builder b = { .ws = ws, .arena = arena, .left = PL_INSTALLED_MAX };
    if (!read_tree(&b))
        return NULL;
    above root = { .key = pl_tree_key(&b.tree.list[0]) };
    pl_installed *mod = PL_NEW(arena, pl_installed);
    mod->label = b.tree.list[0].short_name;
    mod->children = children_of(&b, &root);
    return mod;
}
