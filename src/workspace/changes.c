/* changes.c - compares two indexes: files by hash, then the entries of files that differ by the
 * hash of their bytes, then everything that depends on an entry that differs.
 *
 * Mods are matched by their directory, files by path, entries by full name. */
#include "workspace/changes.h"
#include "base/arena.h"
#include "base/str.h"
#include "base/vec.h"
#include "index/read.h"
#include <stdlib.h>

typedef struct report {
    pl_changes public; /* first: the caller that frees it has its address */
    pl_arena arena;
    PL_VEC(pl_change) files, entries;
    PL_VEC(pl_str) reasons; /* holds the names given to pl_changes_affect() */
} report;

/* An entry of a file that differs between the two indexes. */
typedef struct named {
    pl_str name;
    pl_entry_id id;
    uint32_t hash, len; /* of the bytes of the entry */
} named;

typedef struct names {
    PL_VEC(named) list;
} names;

typedef struct finder {
    report *out;
    const pl_index *old, *new;
    const pl_ix_file *old_files, *new_files;
    uint32_t n_old_files, n_new_files;
    names was, is;          /* entries of the files that differ */
    unsigned char *reached; /* by entry of the new index: listed, or not needed in the list */
    PL_VEC(pl_entry_id) queue;
    pl_buf text;
} finder;

pl_changes *pl_changes_new(void)
{
    report *r = pl_mem_zalloc(sizeof *r);
    return &r->public;
}

void pl_changes_free(pl_changes *changes)
{
    report *r = (report *)changes;
    if (!r)
        return;
    pl_arena_done(&r->arena);
    pl_vec_done(&r->files);
    pl_vec_done(&r->entries);
    pl_vec_done(&r->reasons);
    pl_mem_free(r);
}

/* ---- files */

static void add_entries(finder *f, const pl_index *ix, uint32_t file, names *out)
{
    uint32_t first, end, n;
    const pl_ix_entry *e = pl_index_entries(ix, &n);
    pl_index_file_entries(ix, file, &first, &end);
    for (uint32_t id = first; id < end; id++) {
        f->text.len = 0;
        pl_index_print_name(ix, id, &f->text);
        pl_str name = pl_arena_str(&f->out->arena, pl_buf_view(&f->text));
        pl_vec_push(&out->list, ((named){ name, id, e[id].hash, e[id].end - e[id].start }));
    }
}

static void add_file(finder *f, pl_change_kind what, pl_str path)
{
    pl_vec_push(&f->out->files, ((pl_change){ what, pl_arena_str(&f->out->arena, path), true }));
}

static void add_old(finder *f, uint32_t row, pl_change_kind what)
{
    if (what == PL_CHANGE_REMOVED)
        add_file(f, what, pl_index_str(f->old, f->old_files[row].path));
    add_entries(f, f->old, row, &f->was);
}

static void add_new(finder *f, uint32_t row, pl_change_kind what)
{
    add_file(f, what, pl_index_str(f->new, f->new_files[row].path));
    add_entries(f, f->new, row, &f->is);
}

typedef struct rows {
    uint32_t at, end;
} rows;

static rows rows_of(const pl_ix_mod *mods, uint32_t n_mods, uint32_t mod, uint32_t n_files)
{
    if (mod == PL_NONE)
        return (rows){ 0 };
    return (rows){ mods[mod].first_file, mod + 1 < n_mods ? mods[mod + 1].first_file : n_files };
}

/* Compare the files of one mod, which both sides have in the order of paths. */
static void compare_files(finder *f, rows old, rows new)
{
    while (old.at < old.end || new.at < new.end) {
        int order = old.at == old.end ? 1
                    : new.at == new.end
                        ? -1
                        : pl_str_cmp(pl_index_str(f->old, f->old_files[old.at].path),
                                     pl_index_str(f->new, f->new_files[new.at].path));
        bool both = order == 0;
        if (both && f->old_files[old.at].hash == f->new_files[new.at].hash) {
            old.at++, new.at++;
            continue;
        }
        if (order <= 0)
            add_old(f, old.at++, both ? PL_CHANGE_CHANGED : PL_CHANGE_REMOVED);
        if (order >= 0)
            add_new(f, new.at++, both ? PL_CHANGE_CHANGED : PL_CHANGE_ADDED);
    }
}

/* ---- mods */

static bool same_deps(const finder *f, uint32_t old, uint32_t new)
{
    uint32_t n, m, n_mods;
    const uint32_t *a = pl_index_mod_deps(f->old, old, &n);
    const uint32_t *b = pl_index_mod_deps(f->new, new, &m);
    const pl_ix_mod *x = pl_index_mods(f->old, &n_mods), *y = pl_index_mods(f->new, &n_mods);
    for (uint32_t i = 0; i < n && n == m; i++)
        if (!pl_str_eq(pl_index_str(f->old, x[a[i]].dir), pl_index_str(f->new, y[b[i]].dir)))
            return false;
    return n == m;
}

/* Have the old mod `a` and the new mod `b` the same flags, short name, title and dependency path?
 */
static bool has_same_facts(const finder *f, const pl_ix_mod *a, const pl_ix_mod *b)
{
    return a->flags == b->flags &&
           pl_str_eq(pl_index_str(f->old, a->short_name), pl_index_str(f->new, b->short_name)) &&
           pl_str_eq(pl_index_str(f->old, a->title), pl_index_str(f->new, b->title)) &&
           pl_str_eq(pl_index_str(f->old, a->dep_path), pl_index_str(f->new, b->dep_path));
}

/* Two mods are the same if they are in the same directory. */
static uint32_t find_mod(const finder *f, pl_str dir, const pl_ix_mod *old, uint32_t n)
{
    for (uint32_t m = 0; m < n; m++)
        if (pl_str_eq(pl_index_str(f->old, old[m].dir), dir))
            return m;
    return PL_NONE;
}

/* If the mod has another name, so have all of its entries. */
static bool is_renamed(const finder *f, const pl_ix_mod *a, const pl_ix_mod *b)
{
    return !pl_str_eq(pl_index_str(f->old, a->short_name), pl_index_str(f->new, b->short_name));
}

/* Add the entries of all files, whether or not their bytes differ. */
static void compare_all_files(finder *f, rows old, rows new)
{
    for (; old.at < old.end; old.at++)
        add_entries(f, f->old, old.at, &f->was);
    for (; new.at < new.end; new.at++)
        add_entries(f, f->new, new.at, &f->is);
}

/* Compare all mods and their files: a mod that is new, gone or renamed differs in all of its
 * entries. Sets pl_changes.mods. */
static void compare_mods(finder *f)
{
    uint32_t n_old, n_new;
    const pl_ix_mod *old = pl_index_mods(f->old, &n_old), *new = pl_index_mods(f->new, &n_new);
    bool *met = pl_mem_zalloc(n_old + 1);
    bool different = n_old != n_new;
    for (uint32_t m = 0; m < n_new; m++) {
        uint32_t was = find_mod(f, pl_index_str(f->new, new[m].dir), old, n_old);
        rows b = rows_of(new, n_new, m, f->n_new_files);
        rows a = rows_of(old, n_old, was, f->n_old_files);
        different = different || was == PL_NONE || !has_same_facts(f, &old[was], &new[m]) ||
                    !same_deps(f, was, m);
        if (was != PL_NONE)
            met[was] = true;
        if (was == PL_NONE || !is_renamed(f, &old[was], &new[m])) {
            compare_files(f, a, b);
            continue;
        }
        size_t n_was = f->was.list.n, n_is = f->is.list.n;
        compare_files(f, a, b); /* for the list of files */
        f->was.list.n = n_was;
        f->is.list.n = n_is;
        compare_all_files(f, a, b);
    }
    for (uint32_t m = 0; m < n_old; m++)
        if (!met[m])
            compare_files(f, rows_of(old, n_old, m, f->n_old_files), (rows){ 0 });
    f->out->public.mods = different;
    pl_mem_free(met);
}

/* ---- entries */

static int by_name(const void *a, const void *b)
{
    const named *x = a, *y = b;
    int order = pl_str_cmp(x->name, y->name);
    return order ? order : (x->id > y->id) - (x->id < y->id);
}

static void add_entry(finder *f, pl_change_kind what, pl_str name)
{
    pl_vec_push(&f->out->entries, ((pl_change){ what, name, true }));
}

static size_t run_of(const names *list, size_t at)
{
    size_t end = at;
    while (end < list->list.n && pl_str_eq(list->list.at[end].name, list->list.at[at].name))
        end++;
    return end - at;
}

static bool same_runs(const named *a, size_t n, const named *b, size_t m)
{
    for (size_t i = 0; i < n && n == m; i++)
        if (a[i].hash != b[i].hash || a[i].len != b[i].len)
            return false;
    return n == m;
}

void pl_changes__dependents(const pl_index *ix, pl_entry_id id, const pl_dependents *of)
{
    uint32_t n, n_parents, total;
    const pl_ix_entry *entries = pl_index_entries(ix, &total);
    const pl_entry_id *by = pl_index_dependents(ix, id, &n);
    const pl_entry_id *parents = pl_index_parents(ix, id, &n_parents);
    for (uint32_t i = 0; i < n + n_parents; i++) {
        pl_entry_id from = i < n ? by[i] : parents[i - n];
        if (entries[from].kind == PL_KIND_MOD)
            continue;
        pl_entry_id now = ix == of->new ? from : pl_index_find_same(of->new, ix, from);
        if (now != PL_NO_ENTRY)
            of->take(of->ctx, now);
    }
}

static void reach_one(void *ctx, pl_entry_id id)
{
    finder *f = ctx;
    if (f->reached[id])
        return;
    f->reached[id] = 1;
    pl_vec_push(&f->queue, id);
}

/* Reach the entries that refer to `id` or contain it, on either side. */
static void reach(finder *f, const pl_index *ix, pl_entry_id id)
{
    pl_changes__dependents(ix, id, &(pl_dependents){ f->new, reach_one, f });
}

static void compare_entries(finder *f)
{
    size_t a = 0, b = 0;
    if (f->was.list.n)
        qsort(f->was.list.at, f->was.list.n, sizeof *f->was.list.at, by_name);
    if (f->is.list.n)
        qsort(f->is.list.at, f->is.list.n, sizeof *f->is.list.at, by_name);
    while (a < f->was.list.n || b < f->is.list.n) {
        const named *x = a < f->was.list.n ? &f->was.list.at[a] : NULL;
        const named *y = b < f->is.list.n ? &f->is.list.at[b] : NULL;
        int order = !x ? 1 : !y ? -1 : pl_str_cmp(x->name, y->name);
        size_t n = order <= 0 ? run_of(&f->was, a) : 0, m = order >= 0 ? run_of(&f->is, b) : 0;
        a += n, b += m;
        if (same_runs(x, n, y, m))
            continue;
        add_entry(f,
                  !n   ? PL_CHANGE_ADDED
                  : !m ? PL_CHANGE_REMOVED
                       : PL_CHANGE_CHANGED,
                  n ? x->name : y->name);
        for (size_t i = 0; i < m; i++)
            f->reached[y[i].id] = 2;
    }
}

/* Every queued entry is affected, and so is what depends on it. */
static void follow_queue(finder *f)
{
    while (f->queue.n) {
        pl_entry_id id = f->queue.at[--f->queue.n];
        f->text.len = 0;
        pl_index_print_name(f->new, id, &f->text);
        add_entry(f, PL_CHANGE_AFFECTED, pl_arena_str(&f->out->arena, pl_buf_view(&f->text)));
        reach(f, f->new, id);
    }
}

/* Find all entries that depend on a change, directly or not. */
static void follow_dependents(finder *f)
{
    size_t found = f->out->entries.n;
    size_t a = 0, b = 0;
    for (size_t i = 0; i < found; i++) {
        pl_str name = f->out->entries.at[i].name;
        while (a < f->was.list.n && pl_str_cmp(f->was.list.at[a].name, name) < 0)
            a++;
        while (b < f->is.list.n && pl_str_cmp(f->is.list.at[b].name, name) < 0)
            b++;
        for (; a < f->was.list.n && pl_str_eq(f->was.list.at[a].name, name); a++)
            reach(f, f->old, f->was.list.at[a].id);
        for (; b < f->is.list.n && pl_str_eq(f->is.list.at[b].name, name); b++)
            reach(f, f->new, f->is.list.at[b].id);
    }
    follow_queue(f);
}

/* ---- the list of changes */

static int by_change(const void *a, const void *b)
{
    const pl_change *x = a, *y = b;
    int order = pl_str_cmp(x->name, y->name);
    return order ? order : (x->what > y->what) - (x->what < y->what);
}

/* Sort the list and keep each name once, with its strongest change. */
static uint32_t sort_and_merge(pl_change *list, size_t n)
{
    uint32_t out = 0;
    if (n)
        qsort(list, n, sizeof *list, by_change);
    for (size_t i = 0; i < n; i++)
        if (!out || !pl_str_eq(list[out - 1].name, list[i].name))
            list[out++] = list[i];
    return out;
}

static void publish_entries(report *r)
{
    r->entries.n = sort_and_merge(r->entries.at, r->entries.n);
    r->public.entries = r->entries.at;
    r->public.n_entries = (uint32_t)r->entries.n;
}

pl_change *pl_changes__entries(pl_changes *changes)
{
    return ((report *)changes)->entries.at;
}

const pl_str *pl_changes__reasons(const pl_changes *changes, size_t *n)
{
    const report *r = (const report *)changes;
    *n = r->reasons.n;
    return r->reasons.at;
}

pl_arena *pl_changes_arena(pl_changes *changes)
{
    return &((report *)changes)->arena;
}

void pl_changes_find(pl_changes *changes, const pl_index *old, const pl_index *new)
{
    report *r = (report *)changes;
    finder f = { .out = r, .old = old, .new = new };
    uint32_t n;
    pl_index_entries(new, &n);
    f.old_files = pl_index_files(old, &f.n_old_files);
    f.new_files = pl_index_files(new, &f.n_new_files);
    f.reached = pl_mem_zalloc(n + 1);
    compare_mods(&f);
    compare_entries(&f);
    follow_dependents(&f);
    changes->files = r->files.at;
    changes->n_files = sort_and_merge(r->files.at, r->files.n);
    publish_entries(r);
    pl_vec_done(&f.was.list);
    pl_vec_done(&f.is.list);
    pl_vec_done(&f.queue);
    pl_buf_done(&f.text);
    pl_mem_free(f.reached);
}

void pl_changes_affect(pl_changes *changes, const pl_index *new, const pl_str *list, uint32_t n)
{
    report *r = (report *)changes;
    finder f = { .out = r, .new = new };
    pl_entry e;
    uint32_t total;
    pl_index_entries(new, &total);
    f.reached = pl_mem_zalloc(total + 1);
    for (uint32_t i = 0; i < n; i++)
        if (pl_index_find(new, list[i], &e) && !f.reached[e.id]) {
            f.reached[e.id] = 1;
            pl_vec_push(&f.queue, e.id);
            pl_vec_push(&r->reasons, pl_arena_str(&r->arena, list[i]));
        }
    follow_queue(&f);
    publish_entries(r);
    pl_vec_done(&f.queue);
    pl_buf_done(&f.text);
    pl_mem_free(f.reached);
}
