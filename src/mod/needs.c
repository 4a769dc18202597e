/* needs.c - collects the requirements of the workspace and of every installed mod. */
#include "mod/needs.h"
#include "base/lines.h"
#include "base/path.h"
#include "base/str.h"
#include "mod/tree.h"

/* The list while it is built. */
typedef struct gathering {
    pl_mods *m;
    pl_lock lock;
    PL_VEC(pl_need) list;
    PL_VEC(pl_str) parents; /* those that were read, or will be */
    pl_parser *parser;
    pl_reader reader;
} gathering;

static void add_parent(gathering *g, pl_str key)
{
    for (size_t i = 0; i < g->parents.n; i++)
        if (pl_str_eq(g->parents.at[i], key))
            return;
    pl_vec_push(&g->parents, key);
}

static void add_need(gathering *g, pl_str parent, pl_str dir, pl_str file, pl_str text,
                     const pl_require_mod *want)
{
    pl_need need = { .parent = parent, .file = file, .want = want, .name = want->name };
    if (want->by == PL_BY_PATH)
        need.name = pl_path_join(&g->m->arena, dir, want->wanted.len ? want->wanted : want->name);
    need.line = pl_line_at(text, want->range.start);
    need.got = pl_lock_find(&g->lock, parent, need.name);
    if (need.got)
        add_parent(g, need.got->dep_path);
    pl_vec_push(&g->list, need);
}

static void add_all(gathering *g, pl_str parent, pl_str dir, pl_str file, pl_str text,
                    const pl_mod_info *info)
{
    for (uint32_t i = 0; i < info->n_mods; i++)
        add_need(g, parent, dir, file, text, &info->mods[i]);
}

/* Read the requirements of an installed mod. If its file is broken, none are known. */
static void read_installed(gathering *g, pl_str key)
{
    pl_arena *arena = &g->m->arena;
    const pl_lock_entry *entry = NULL;
    for (uint32_t i = 0; i < g->lock.n && !entry; i++)
        if (pl_str_eq(g->lock.list[i].dep_path, key))
            entry = &g->lock.list[i];
    if (!entry)
        return;
    pl_str dir = pl_lock_dir(g->m->place.dir, entry, arena), file = pl_mod_file(dir, arena);
    pl_mod_info *info = PL_NEW(arena, pl_mod_info);
    pl_diags *quiet = pl_diags_new();
    pl_view view;
    if (file.len && pl_view_open(&g->reader, file.ptr, &view) == 0) {
        pl_mod_parse(g->parser, file, pl_view_str(&view), arena, info, quiet);
        add_all(g, key, dir, file, pl_view_str(&view), info);
        pl_view_close(&view);
    }
    pl_diags_free(quiet);
}

bool pl_mods__needs(pl_mods *m, pl_needs *out, pl_diags *diags)
{
    gathering g = { .m = m };
    *out = (pl_needs){ 0 };
    if (!pl_mods__read(m, diags))
        return false;
    pl_mods__reachable(m, m->old.list, m->old.n, &g.lock);
    g.parser = pl_parser_new();
    pl_vec_push(&g.parents, m->root);
    add_all(&g, m->root, m->place.dir, m->place.file, m->text, &m->info);
    for (size_t i = 1; i < g.parents.n; i++)
        read_installed(&g, g.parents.at[i]);
    pl_need *list = pl_arena_alloc(&m->arena, (g.list.n + 1) * sizeof *list);
    if (g.list.n)
        memcpy(list, g.list.at, g.list.n * sizeof *list);
    *out = (pl_needs){ list, (uint32_t)g.list.n, m->root };
    pl_vec_done(&g.list);
    pl_vec_done(&g.parents);
    pl_parser_free(g.parser);
    pl_reader_done(&g.reader);
    return true;
}

const pl_need *pl_needs_of(const pl_needs *needs, pl_str parent, uint32_t *n)
{
    uint32_t first = 0, end;
    while (first < needs->n && !pl_str_eq(needs->list[first].parent, parent))
        first++;
    for (end = first; end < needs->n && pl_str_eq(needs->list[end].parent, parent);)
        end++;
    *n = end - first;
    return needs->list + first;
}

const char *pl_need_kind(const pl_need *need)
{
    static const char *const words[] = { "version", "tag", "branch", "path" };
    return words[need->want->by]; /* ORDER require by */
}

void pl_need_version(const pl_lock_entry *e, pl_buf *out)
{
    if (e->path.len)
        pl_buf_cstr(out, "local");
    else if (e->branch.len)
        pl_buf_printf(out, "branch %.*s", PL_FMT(e->branch));
    else if (e->tag.len)
        pl_buf_printf(out, "tag %.*s", PL_FMT(e->tag));
    else
        pl_version_print(out, &e->version);
}

bool pl_mods_missing(pl_mods *m, pl_str *name)
{
    if (!m)
        return false;
    pl_needs needs;
    bool found = false;
    pl_diags *quiet = pl_diags_new();
    bool ok = pl_mods__needs(m, &needs, quiet);
    for (uint32_t i = 0; ok && i < needs.n && !found; i++) {
        const pl_need *n = &needs.list[i];
        found = !n->got || (n->want->by != PL_BY_PATH && !pl_lock_satisfies(n->want, n->got));
        if (found)
            *name = n->name;
    }
    pl_diags_free(quiet);
    return found;
}
