/* watch_places.c - derives the folders to watch from the content of a workspace, keeps the watches
 * of the system in step with them, and classifies reports. */
#include "workspace/watch_places.h"
#include "base/assert.h"
#include "base/file.h"
#include "base/path.h"
#include "base/str.h"
#include "mod/tree.h"
#include "workspace/state.h"
#include <errno.h>

/* ---- paths */

/* The parent folder, in `scratch` and with a NUL after it. */
static pl_str parent_of(pl_watch_places *p, pl_str path)
{
    size_t end = path.len;
    while (end > 1 && path.ptr[end - 1] != '/')
        end--;
    return pl_arena_str(&p->scratch, pl_str_sub(path, 0, end > 1 ? end - 1 : end));
}

static bool is_below(pl_str path, pl_str dir)
{
    return pl_str_eq(path, dir) ||
           (path.len > dir.len && pl_str_starts(path, dir) && path.ptr[dir.len] == '/');
}

/* Is it a swap, backup, lock or temporary file of an editor? */
static bool is_of_editor(pl_str name)
{
    bool hash = name.len > 1 && name.ptr[0] == '#' && name.ptr[name.len - 1] == '#';
    return hash || pl_str_starts(name, PL_S(".#")) || pl_str_ends(name, PL_S("~")) ||
           pl_str_ends(name, PL_S(".swp")) || pl_str_ends(name, PL_S(".swx")) ||
           pl_str_eq(name, PL_S("4913"));
}

static bool is_values_file(pl_str name)
{
    return pl_str_ends(name, PL_S(".ppvars")) || pl_str_ends(name, PL_S(".spvars"));
}

/* ---- folders */

static pl_watch_folder *find_folder(pl_watch_places *p, pl_str path)
{
    uint32_t at;
    return pl_map_find(&p->by_path, path, &at) ? &p->list.at[at] : NULL;
}

static void want_folder(pl_watch_places *p, pl_str path, bool sources)
{
    pl_watch_folder *f = find_folder(p, path);
    if (!f) {
        pl_watch_folder made = { .path = pl_arena_str(&p->texts, path), .id = -1 };
        made.installed = is_below(path, p->mods);
        pl_map_put(&p->by_path, made.path, (uint32_t)p->list.n, NULL);
        pl_vec_push(&p->list, made);
        f = &p->list.at[p->list.n - 1];
    }
    f->wanted = true;
    f->sources = f->sources || sources;
}

static void want_name(pl_watch_places *p, pl_str path, pl_watch_topic topic)
{
    uint32_t was;
    if (!pl_map_find(&p->names, path, &was))
        pl_map_put(&p->names, pl_arena_str(&p->texts, path), topic, NULL);
}

/* Watch every link on the way to `path` in its folder, following links as the system does, and
 * watch what they lead to. */
static void want_links(pl_watch_places *p, pl_str path, int depth)
{
    enum { DEPTH = 40 }; /* the limit of the system (ELOOP) */
    for (size_t end = 1; end <= path.len && depth < DEPTH; end++) {
        if (end < path.len && path.ptr[end] != '/')
            continue;
        pl_str at = pl_str_sub(path, 0, end), target;
        uint32_t before;
        if (pl_map_find(&p->looked, at, &before))
            continue;
        at = pl_arena_str(&p->scratch, at);
        pl_map_put(&p->looked, at, 0, NULL);
        if (pl_file_link(at.ptr, &p->scratch, &target) != 0)
            continue;
        pl_str dir = parent_of(p, at);
        want_folder(p, dir, false);
        want_name(p, at, PL_WATCH_ALL);
        want_links(p, pl_path_join(&p->scratch, dir, target), depth + 1);
    }
    if (!depth)
        return;
    want_folder(p, parent_of(p, path), false);
    want_name(p, path, PL_WATCH_ALL);
}

/* Watch the folder of a file, or the nearest existing one above it. */
static void want_parent(pl_watch_places *p, pl_str path)
{
    bool is_dir = false;
    pl_stamp stamp;
    do {
        path = parent_of(p, path);
        if (find_folder(p, path) && find_folder(p, path)->wanted)
            return;
    } while (path.len > 1 && (pl_file_stat(path.ptr, &stamp, &is_dir) != 0 || !is_dir));
    want_folder(p, path, false);
    want_links(p, path, 0);
}

/* ---- the folders that the content needs */

static void want_inputs(pl_watch_places *p, const pl_index *ix)
{
    uint32_t n;
    const pl_ix_input *rows = pl_index_section(ix, PL_IX_INPUT, &n);
    for (uint32_t i = 0; i < n; i++) {
        pl_str path = pl_str_sub(pl_index_str(ix, rows[i].path), 0, rows[i].len);
        path = pl_workspace__absolute(p->ws, path, &p->scratch);
        if (rows[i].kind == PL_IX_INPUT_DIR) {
            want_folder(p, path, true);
            want_links(p, path, 0);
            continue;
        }
        want_parent(p, path);
        want_name(p, path, PL_WATCH_ALL);
    }
}

static void want_files(pl_watch_places *p, const pl_index *ix)
{
    uint32_t n;
    const pl_ix_file *rows = pl_index_files(ix, &n);
    for (uint32_t i = 0; i < n; i++) {
        pl_str path = pl_index_str(ix, rows[i].path);
        path = pl_workspace__absolute(p->ws, path, &p->scratch);
        want_links(p, path, 0);
        want_folder(p, parent_of(p, path), true);
        want_name(p, path, PL_WATCH_FILE);
    }
}

static void want_values(pl_watch_places *p)
{
    const pl_inputs *in = &p->ws->surroundings->inputs;
    for (uint32_t i = 0; i < in->n_var_files; i++) {
        pl_str path = pl_path_join(&p->scratch, in->directory, in->var_files[i]);
        if (!path.len || path.ptr[0] != '/')
            continue;
        want_parent(p, path);
        want_links(p, path, 0);
        want_name(p, path, PL_WATCH_ALL);
    }
}

static void want_documents(pl_watch_places *p)
{
    pl_read_file *list;
    pl_documents *documents = &p->ws->surroundings->documents;
    p->documents = pl_documents_epoch(documents);
    uint32_t n = pl_documents_copy(documents, &p->scratch, &list);
    for (uint32_t i = 0; i < n; i++) {
        want_parent(p, list[i].path);
        want_links(p, list[i].path, 0);
        want_name(p, list[i].path, PL_WATCH_FILE);
    }
}

/* ---- watching exactly these folders */

static void index_ids(pl_watch_places *p)
{
    pl_map_done(&p->by_id);
    for (uint32_t i = 0; i < p->list.n; i++) {
        pl_watch_folder *f = &p->list.at[i];
        uint32_t first = PL_NONE;
        pl_str key = { (const char *)&f->id, sizeof f->id };
        if (f->id < 0)
            continue;
        pl_map_find(&p->by_id, key, &first);
        f->next = first;
        pl_map_set(&p->by_id, pl_arena_str(&p->texts, key), i);
    }
}

static bool has_id(const pl_watch_places *p, int id)
{
    for (size_t i = 0; i < p->list.n; i++)
        if (p->list.at[i].id == id)
            return true;
    return false;
}

static void watch_folder(pl_watch_places *p, pl_watch_folder *f)
{
    bool layered = false;
    p->deaf = pl_notify_is_deaf(f->path.ptr, &layered) || layered || p->deaf;
    if (!p->notify)
        return;
    int error = pl_notify_add(p->notify, f->path.ptr, &f->id);
    if (error && error != ENOENT && error != ENOTDIR && error != EACCES)
        p->error = error;
}

static void watch_all(pl_watch_places *p)
{
    for (size_t i = 0; i < p->list.n; i++)
        watch_folder(p, &p->list.at[i]);
    index_ids(p);
#ifndef NDEBUG
    pl_watch_places__check(p);
#endif
}

void pl_watch_places_refresh(pl_watch_places *p)
{
    pl_watch_places old = *p;
    *p = (pl_watch_places){ .ws = old.ws, .notify = old.notify };
    pl_arena_init_tight(&p->texts, 16 * 1024, 64 * 1024);
    pl_arena_init(&p->scratch, 64 * 1024);
    p->root = old.ws->files.place.dir;
    p->lock = pl_path_join(&p->texts, p->root, PL_S(PL_LOCK_FILE));
    p->mods = pl_path_join(&p->texts, p->root, PL_S(PL_MODS_DIR));
    p->private = pl_arena_str(&p->texts, parent_of(p, p->mods));
    want_name(p, p->lock, PL_WATCH_LOCK);
    want_folder(p, p->root, true);
    want_links(p, p->root, 0);
    want_inputs(p, p->ws->content.index);
    want_files(p, p->ws->content.index);
    want_values(p);
    want_documents(p);
    watch_all(p); /* a folder that is watched already keeps its id */
    for (size_t i = 0; i < old.list.n; i++)
        if (old.list.at[i].id >= 0 && !has_id(p, old.list.at[i].id))
            pl_notify_remove(old.notify, old.list.at[i].id);
    pl_map_done(&p->looked);
    pl_arena_done(&p->scratch);
    pl_watch_places_done(&old);
}

void pl_watch_places_init(pl_watch_places *p, pl_workspace *ws, pl_notify *notify)
{
    *p = (pl_watch_places){ .ws = ws, .notify = notify };
    pl_watch_places_refresh(p);
}

void pl_watch_places_done(pl_watch_places *p)
{
    pl_map_done(&p->by_path);
    pl_map_done(&p->by_id);
    pl_map_done(&p->names);
    pl_map_done(&p->looked);
    pl_arena_done(&p->scratch);
    pl_vec_done(&p->list);
    pl_arena_done(&p->texts);
}

#ifndef NDEBUG
void pl_watch_places__check(const pl_watch_places *p)
{
    for (uint32_t i = 0; i < p->list.n; i++) {
        const pl_watch_folder *f = &p->list.at[i];
        uint32_t at = PL_NONE;
        pl_assert(pl_map_find(&p->by_path, f->path, &at) && at == i);
        pl_assert(f->id < 0 || f->next == PL_NONE || p->list.at[f->next].id == f->id);
    }
}
#endif

/* ---- reports of the system */

/* Watch a new folder and all below it, so that nothing that is put into it is missed. Folders
 * that need no watch are dropped by the next refresh. */
typedef struct coming {
    pl_watch_places *places;
    pl_str root;
} coming;

static bool add_coming(void *ctx, pl_str path)
{
    coming *c = ctx;
    pl_watch_places *p = c->places;
    pl_str full = pl_path_join(&p->scratch, c->root, path);
    if (is_below(full, p->private) && !is_below(full, p->mods)) /* an install is under way */
        return is_below(p->mods, full);
    want_folder(p, full, !is_below(full, p->private));
    watch_folder(p, find_folder(p, full));
    return true;
}

static bool no_file(void *ctx, pl_str path, bool is_link)
{
    (void)ctx;
    (void)path;
    (void)is_link;
    return true;
}

static void take_folder(pl_watch_places *p, pl_str path)
{
    coming c = { p, path };
    want_folder(p, path, !is_below(path, p->private));
    watch_folder(p, find_folder(p, path));
    pl_file_walk(path.ptr, &c, add_coming, no_file, NULL);
    index_ids(p);
}

/* The topic of a report for one of the folders that have the id of the report. */
static pl_watch_topic topic_of(pl_watch_places *p, const pl_watch_folder *f, const pl_notice *n,
                               pl_str full)
{
    uint32_t topic;
    bool top = pl_str_eq(f->path, p->root);
    if (pl_map_find(&p->names, full, &topic) && topic == PL_WATCH_LOCK)
        return PL_WATCH_LOCK;
    if (is_below(full, p->mods))
        return is_of_editor(n->name) ? PL_WATCH_NOTHING : PL_WATCH_INSTALLED;
    if (pl_map_find(&p->names, full, &topic))
        return topic == PL_WATCH_FILE && n->kind == PL_NOTICE_WENT ? PL_WATCH_ALL
                                                                   : (pl_watch_topic)topic;
    if (is_below(p->mods, full)) /* a folder above the mods was added or removed */
        return PL_WATCH_INSTALLED;
    if (!f->sources || is_of_editor(n->name) || (top && n->name.ptr[0] == '.'))
        return PL_WATCH_NOTHING;
    if (n->is_dir)
        return PL_WATCH_ALL;
    bool counts = pl_seen_is_source(n->name) || (top && is_values_file(n->name));
    return counts ? PL_WATCH_ALL : PL_WATCH_NOTHING;
}

/* Drop a folder that was removed or replaced: the system's watch follows the folder, not its
 * name. */
static void drop_folder(pl_watch_places *p, int id)
{
    for (size_t i = 0; i < p->list.n; i++)
        if (p->list.at[i].id == id)
            p->list.at[i].id = -1;
    pl_notify_remove(p->notify, id);
    index_ids(p);
}

pl_watch_topic pl_watch_places_hear(pl_watch_places *p, const pl_notice *n, pl_str *path)
{
    pl_str key = { (const char *)&n->id, sizeof n->id };
    pl_watch_topic strongest = PL_WATCH_NOTHING;
    uint32_t at;
    pl_arena_reset(&p->scratch);
    if (n->kind == PL_NOTICE_LOST)
        return PL_WATCH_ALL;
    if (!pl_map_find(&p->by_id, key, &at))
        return PL_WATCH_NOTHING;
    if (n->kind == PL_NOTICE_OVER) {
        bool installed = p->list.at[at].installed;
        drop_folder(p, n->id);
        return installed ? PL_WATCH_INSTALLED : PL_WATCH_ALL;
    }
    for (; at != PL_NONE; at = p->list.at[at].next) {
        pl_str full = pl_path_join(&p->scratch, p->list.at[at].path, n->name);
        pl_watch_topic topic = topic_of(p, &p->list.at[at], n, full);
        if (n->is_dir && n->kind == PL_NOTICE_CAME && topic != PL_WATCH_NOTHING)
            take_folder(p, full);
        if (topic > strongest) {
            strongest = topic;
            *path = full;
        }
    }
    return strongest;
}
