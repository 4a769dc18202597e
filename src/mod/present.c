/* present.c - finds every mod in the workspace, for the library and the server: a missing or broken
 * mod does not affect the others. */
#include "base/map.h"
#include "base/path.h"
#include "base/str.h"
#include "mod/load.h"
#include <errno.h>
#include <stdlib.h>

typedef struct found_mod {
    pl_str dir, dep_path;
} found_mod;

typedef struct search {
    pl_tree_loader *ld;
    pl_str mods; /* the .powerpipe/mods at hand */
    PL_VEC(found_mod) list;
    pl_map seen; /* dependency paths */
} search;

/* "a@v1.2" names version 1.2.0. */
static pl_str full_path(pl_str path, pl_arena *arena)
{
    pl_version v;
    size_t at = pl_str_rfind(path, '@');
    pl_str text = pl_str_sub(path, at + 1, path.len);
    if (!pl_str_starts(text, PL_S("v")) || !pl_version_parse(text, &v))
        return pl_arena_str(arena, path);
    pl_buf full = { 0 };
    pl_version_print(&full, &v);
    pl_str out = pl_arena_printf(arena, "%.*s@v%.*s", PL_FMT(pl_str_sub(path, 0, at)),
                                 PL_FMT(pl_buf_view(&full)));
    pl_buf_done(&full);
    return out;
}

static bool take_dir(void *ctx, pl_str path)
{
    search *s = ctx;
    pl_arena *arena = s->ld->arena;
    pl_mark mark = pl_arena_mark(arena);
    pl_str dir = pl_arena_printf(arena, "%s/%.*s", s->mods.ptr, PL_FMT(path));
    if (!pl_mod_file(dir, arena).len) {
        pl_arena_rewind(arena, mark);
        return true;
    }
    bool added;
    found_mod found = { dir, full_path(path, arena) };
    pl_map_put(&s->seen, found.dep_path, 0, &added);
    if (added)
        pl_vec_push(&s->list, found);
    return false;
}

/* The pl_walk_file callback of a walk for which only directories count. Always true: go on. */
static bool skip_file(void *ctx, pl_str path, bool is_link)
{
    (void)ctx, (void)path, (void)is_link;
    return true;
}

static void hear_bad(void *ctx, pl_str path, int error)
{
    search *s = ctx;
    pl_diag_plain(s->ld->diags, PL_WARNING, PL_DIAG_CANNOT_READ, "cannot read '%s/%.*s': %s",
                  s->mods.ptr, PL_FMT(path), pl_file_reason(error));
}

static int by_dep_path(const void *a, const void *b)
{
    return pl_str_cmp(((const found_mod *)a)->dep_path, ((const found_mod *)b)->dep_path);
}

/* Search the folder s->mods. Its mods are sorted, so that the result does not depend on the order
 * of its directory. */
static void search_one(search *s)
{
    static const pl_walk_calls calls = { .dir = take_dir, .file = skip_file, .bad = hear_bad };
    size_t from = s->list.n;
    int error = pl_seen_walk(s->ld->options->seen, s->mods, s, &calls);
    if (error && error != ENOENT && error != ENOTDIR)
        pl_diag_plain(s->ld->diags, PL_WARNING, PL_DIAG_CANNOT_READ, "cannot read '%s': %s",
                      s->mods.ptr, pl_file_reason(error));
    if (s->list.n > from)
        qsort(s->list.at + from, s->list.n - from, sizeof *s->list.at, by_dep_path);
}

/* Search the workspace's .powerpipe/mods folder, then those of the mods in it, then what the
 * program put there. */
static void search_all(search *s)
{
    pl_arena *arena = s->ld->arena;
    s->mods = pl_path_join(arena, s->ld->workspace, PL_S(PL_MODS_DIR));
    search_one(s);
    for (size_t next = 0; next < s->list.n; next++) {
        s->mods = pl_path_join(arena, s->list.at[next].dir, PL_S(PL_MODS_DIR));
        search_one(s);
    }
    if (!s->ld->options->own_mods)
        return;
    s->mods = pl_path_join(arena, s->ld->workspace, PL_S(PL_OWN_MODS_DIR));
    search_one(s);
}

/* Read the mod file and add the mod to the tree. False, with a warning, if it cannot be read. */
static bool take_mod(pl_tree_loader *ld, pl_tree_mod *mod, uint32_t *out)
{
    bool sound;
    pl_diags *ignored = pl_diags_new(); /* the check reports what is wrong in it */
    mod->file = pl_mod_file(mod->dir, ld->arena);
    int error = mod->file.len ? pl_tree__read(ld, mod, &sound, ignored) : ENOENT;
    pl_diags_free(ignored);
    if (error) {
        pl_log_line(ld->options->log, PL_LOG_WARN, "skipping mod with missing mod.pp", 2, "path",
                    mod->dir.ptr, "error", pl_file_reason(error));
        pl_diag_plain(ld->diags, PL_WARNING, PL_DIAG_CANNOT_READ,
                      "skipping mod '%.*s': cannot read its mod file: %s", PL_FMT(mod->dep_path),
                      pl_file_reason(error));
        return false;
    }
    *out = pl_tree__add(ld, mod);
    return true;
}

/* ---- which mod requires which */

static bool better(const pl_tree_mod *mod, const pl_tree_mod *than)
{
    pl_version a, b;
    pl_str x = pl_str_sub(mod->dep_path, mod->dep_name.len + 1, mod->dep_path.len);
    pl_str y = pl_str_sub(than->dep_path, than->dep_name.len + 1, than->dep_path.len);
    return pl_version_parse(x, &a) && pl_version_parse(y, &b) && pl_version_cmp(&a, &b) > 0;
}

/* Does the mod satisfy the requirement, by its dependency path? */
static bool satisfies_requirement(const pl_tree_mod *mod, const pl_require_mod *want)
{
    pl_version v;
    pl_str end = pl_str_sub(mod->dep_path, mod->dep_name.len, mod->dep_path.len);
    if (!pl_str_eq(mod->dep_name, want->name) || !end.len)
        return false;
    pl_str text = pl_str_sub(end, 1, end.len);
    if (want->by == PL_BY_BRANCH)
        return end.ptr[0] == '#' && pl_str_eq(text, want->wanted);
    if (end.ptr[0] != '@')
        return false;
    if (want->by == PL_BY_TAG)
        return pl_str_eq(text, want->wanted);
    return pl_version_parse(text, &v) && pl_constraint_allows(&want->constraint, &v);
}

static bool find_local(pl_tree_loader *ld, uint32_t from, const pl_require_mod *want, uint32_t *out)
{
    pl_str dir = pl_tree__local_dir(ld, &ld->mods.at[from], want);
    if (pl_tree__find(ld, dir, out))
        return true;
    pl_tree_mod mod = { .dir = dir, .dep_path = dir, .local = true };
    return take_mod(ld, &mod, out);
}

/* Find the mod for a requirement: the locked version, else the newest present one that satisfies
 * it. */
static bool find_required(pl_tree_loader *ld, uint32_t from, const pl_require_mod *want,
                          uint32_t *out)
{
    if (want->by == PL_BY_PATH)
        return find_local(ld, from, want, out);
    pl_str key = pl_tree_key(&ld->mods.at[from]);
    const pl_lock_entry *e = pl_lock_find(&ld->lock, key, want->name);
    if (e && pl_lock_satisfies(want, e) && pl_tree__find(ld, e->dep_path, out))
        return true;
    uint32_t best = 0;
    for (uint32_t i = 1; i < ld->mods.n; i++)
        if (satisfies_requirement(&ld->mods.at[i], want) &&
            (!best || better(&ld->mods.at[i], &ld->mods.at[best])))
            best = i;
    *out = best;
    return best != 0;
}

static void link_mod(pl_tree_loader *ld, uint32_t at)
{
    pl_mod_info info = ld->mods.at[at].info;
    uint32_t *deps = pl_arena_alloc(ld->arena, (info.n_mods + 1) * sizeof *deps), n = 0;
    for (uint32_t i = 0; i < info.n_mods; i++) {
        if (find_required(ld, at, &info.mods[i], &deps[n])) {
            if (at == 0)
                ld->mods.at[deps[n]].direct = true;
            n++;
        } else {
            pl_log_line(ld->options->log, PL_LOG_WARN, "required dependency is not installed", 2,
                        "mod", ld->mods.at[at].short_name.ptr, "required", info.mods[i].name.ptr);
        }
    }
    ld->mods.at[at].deps = deps;
    ld->mods.at[at].n_deps = n;
}

bool pl_tree__load_present(pl_tree_loader *ld)
{
    search s = { .ld = ld };
    search_all(&s);
    for (size_t i = 0; i < s.list.n; i++) {
        uint32_t at;
        pl_tree_mod mod = { .dir = s.list.at[i].dir, .dep_path = s.list.at[i].dep_path };
        take_mod(ld, &mod, &at);
    }
    pl_vec_done(&s.list);
    pl_map_done(&s.seen);
    for (uint32_t i = 0; i < ld->mods.n; i++)
        link_mod(ld, i);
    return true;
}
