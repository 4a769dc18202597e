/* lock.c - parses a lock file: entries that could lead out of the folder of installed mods are
 * left out. */
#include "mod/lock.h"
#include "base/assert.h"
#include "base/file.h"
#include "base/path.h"
#include "base/str.h"
#include "mod/name.h"
#include "value/json.h"
#include <errno.h>
#include <stdlib.h>

static const char *kind_word(const pl_json *node)
{
    static const char *const words[] = { "null", "bool", "number", "string", "array", "object" };
    return words[node->kind];
}

static bool wrong_kind(const pl_json *node, const char *type, pl_diags *diags)
{
    pl_diag_plain(diags, PL_ERROR, PL_DIAG_INVALID_LOCK_FILE,
                  "json: cannot unmarshal %s into Go value of type %s", kind_word(node), type);
    return false;
}

/* Get the member `key` as text; absent and null are empty. */
static bool get_text(const pl_json *entry, const char *key, pl_str *out, pl_diags *diags)
{
    const pl_json *node = pl_json_get(entry, key);
    *out = (pl_str){ 0 };
    if (!node || pl_json_is(node, PL_JSON_NULL))
        return true;
    if (!pl_json_is(node, PL_JSON_STRING))
        return wrong_kind(node, "string", diags);
    *out = pl_json_text(node);
    return true;
}

static bool get_int(const pl_json *entry, const char *key, int64_t *out, pl_diags *diags)
{
    const pl_json *node = pl_json_get(entry, key);
    *out = 0;
    if (!node || pl_json_is(node, PL_JSON_NULL) || pl_json_int(node, out))
        return true;
    return wrong_kind(node, "int", diags);
}

static bool get_version(const pl_json *entry, pl_lock_entry *out, pl_diags *diags)
{
    pl_str text;
    if (!get_text(entry, "version", &text, diags))
        return false;
    const pl_json *node = pl_json_get(entry, "version");
    if (!node || pl_json_is(node, PL_JSON_NULL))
        return true;
    out->has_version = pl_version_parse(text, &out->version);
    if (!out->has_version)
        pl_diag_plain(diags, PL_ERROR, PL_DIAG_INVALID_LOCK_FILE, "Invalid Semantic Version");
    return out->has_version;
}

pl_str pl_lock__dep_path(const pl_lock_entry *e, pl_arena *arena)
{
    if (e->path.len)
        return e->path;
    if (e->branch.len)
        return pl_arena_printf(arena, "%.*s#%.*s", PL_FMT(e->name), PL_FMT(e->branch));
    if (e->tag.len)
        return pl_arena_printf(arena, "%.*s@%.*s", PL_FMT(e->name), PL_FMT(e->tag));
    pl_buf version = { 0 };
    pl_version_print(&version, &e->version);
    pl_str out =
        pl_arena_printf(arena, "%.*s@v%.*s", PL_FMT(e->name), PL_FMT(pl_buf_view(&version)));
    pl_buf_done(&version);
    return out;
}

/* Is the entry safe to make paths and git references of? The lock file may come from a stranger, so
 * an entry that could lead out of the folder of installed mods counts as not installed. A mod by
 * path may lie anywhere, so such an entry must not have a version, branch or tag as well. */
static bool is_sound(const pl_lock_entry *e)
{
    bool named = !e->path.len || !(e->has_version || e->branch.len || e->tag.len);
    pl_str ref = e->git_ref, refs = PL_S("refs/");
    bool marked =
        pl_str_find(e->name, '@') < e->name.len || pl_str_find(e->name, '#') < e->name.len;
    return named &&
           (e->path.len ||
            (!marked && pl_mod_name_sound(e->name) && pl_mod_name_sound(e->dep_path))) &&
           (!e->branch.len || pl_mod_ref_sound(e->branch)) &&
           (!e->tag.len || pl_mod_ref_sound(e->tag)) &&
           (!ref.len || (pl_str_starts(ref, refs) && pl_mod_ref_sound(ref))) &&
           (!e->commit.len || pl_mod_id_sound(e->commit));
}

static bool read_entry(const pl_json *node, pl_arena *arena, pl_lock_entry *e, pl_diags *diags)
{
    if (!pl_json_is(node, PL_JSON_OBJECT))
        return wrong_kind(node, "versionmap.InstalledModVersion", diags);
    bool ok = get_text(node, "name", &e->name, diags) && get_text(node, "tag", &e->tag, diags) &&
              get_text(node, "branch", &e->branch, diags) &&
              get_text(node, "path", &e->path, diags) &&
              get_text(node, "commit", &e->commit, diags) &&
              get_text(node, "git_ref", &e->git_ref, diags) &&
              get_text(node, "alias", &e->alias, diags) && get_version(node, e, diags) &&
              get_int(node, "struct_version", &e->struct_version, diags);
    if (!e->name.len)
        e->name = e->key;
    if (!ok)
        return false;
    e->dep_path = pl_lock__dep_path(e, arena);
    return true;
}

static int by_place(const void *a, const void *b)
{
    const pl_lock_entry *x = a, *y = b;
    int order = pl_str_cmp(x->parent, y->parent);
    return order ? order : pl_str_cmp(x->key, y->key);
}

/* Order by place; of equal ones the last in the file comes first. */
static int by_place_and_age(const void *a, const void *b)
{
    const pl_lock_entry *x = a, *y = b;
    int order = by_place(a, b);
    if (!order)
        order = (y->parent_at > x->parent_at) - (y->parent_at < x->parent_at);
    return order ? order : (y->at > x->at) - (y->at < x->at);
}

/* Sort, and drop entries and whole parents that a later member of the same name replaces. Returns
 * how many are left. */
static uint32_t sort_unique(pl_lock_entry *list, uint32_t n)
{
    uint32_t kept = 0;
    qsort(list, n, sizeof *list, by_place_and_age);
    for (uint32_t first = 0, end; first < n; first = end) {
        uint32_t newest = 0;
        for (end = first; end < n && pl_str_eq(list[end].parent, list[first].parent); end++)
            newest = list[end].parent_at > newest ? list[end].parent_at : newest;
        for (uint32_t i = first; i < end; i++) {
            bool again = kept && i > first && by_place(&list[kept - 1], &list[i]) == 0;
            if (list[i].parent_at == newest && !again)
                list[kept++] = list[i];
        }
    }
    return kept;
}

static uint32_t count_entries(const pl_json *root)
{
    uint32_t n = 0;
    for (const pl_json *parent = pl_json_first(root); parent; parent = parent->next)
        n += pl_json_is(parent, PL_JSON_OBJECT) ? parent->n : 0;
    return n;
}

static bool read_parents(const pl_json *root, pl_arena *arena, pl_lock_entry *list, uint32_t *n,
                         pl_diags *diags)
{
    uint32_t at = 0;
    for (const pl_json *parent = pl_json_first(root); parent; parent = parent->next, at++) {
        if (pl_json_is(parent, PL_JSON_NULL))
            continue;
        if (!pl_json_is(parent, PL_JSON_OBJECT))
            return wrong_kind(parent, "versionmap.ResolvedVersionMap", diags);
        for (const pl_json *dep = pl_json_first(parent); dep; dep = dep->next) {
            if (pl_json_is(dep, PL_JSON_NULL))
                continue;
            pl_lock_entry *e = &list[*n];
            *e = (pl_lock_entry){ .parent = parent->key, .key = dep->key, .parent_at = at };
            e->at = (*n)++;
            if (!read_entry(dep, arena, e, diags))
                return false;
            if (!is_sound(e))
                --*n;
        }
    }
    return true;
}

bool pl_lock_parse(pl_str text, pl_arena *arena, pl_lock *out, pl_diags *diags)
{
    *out = (pl_lock){ .present = true };
    pl_json_error error;
    const pl_json *root = pl_json_parse(arena, text, &error);
    if (!root) {
        pl_diag_plain(diags, PL_ERROR, PL_DIAG_INVALID_LOCK_FILE, "%s", error.message);
        return false;
    }
    if (pl_json_is(root, PL_JSON_NULL))
        return true;
    if (!pl_json_is(root, PL_JSON_OBJECT))
        return wrong_kind(root, "versionmap.InstalledDependencyVersionsMap", diags);
    uint32_t n = 0;
    pl_lock_entry *list = pl_arena_alloc(arena, (count_entries(root) + 1) * sizeof *list);
    if (!read_parents(root, arena, list, &n, diags))
        return false;
    out->n = sort_unique(list, n);
    pl_assert(out->n <= n);
    out->list = list;
    return true;
}

bool pl_lock_read(pl_str dir, pl_arena *arena, pl_seen *seen, pl_lock *out, pl_diags *diags)
{
    *out = (pl_lock){ 0 };
    pl_str path = pl_path_join(arena, dir, PL_S(PL_LOCK_FILE)), text;
    _Static_assert(PL_LOCK_MAX == 4 << 20, "the message names the limit");
    int error = pl_seen_slurp(seen, path.ptr, PL_LOCK_MAX, arena, &text);
    if (error == ENOENT || error == ENOTDIR)
        return true;
    if (error) {
        pl_diag_plain(diags, PL_ERROR, PL_DIAG_CANNOT_READ, "cannot read '%s': %s", path.ptr,
                      error == EFBIG ? "larger than 4 MiB" : pl_file_reason(error));
        return false;
    }
    return pl_lock_parse(text, arena, out, diags);
}

/* Position of the first entry that is not before (parent, key). */
static uint32_t lower_bound(const pl_lock *lock, pl_str parent, pl_str key)
{
    pl_lock_entry want = { .parent = parent, .key = key };
    uint32_t lo = 0, hi = lock->n;
    while (lo < hi) {
        uint32_t mid = lo + (hi - lo) / 2;
        if (by_place(&lock->list[mid], &want) < 0)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo;
}

const pl_lock_entry *pl_lock_of(const pl_lock *lock, pl_str parent, uint32_t *n)
{
    uint32_t first = lower_bound(lock, parent, (pl_str){ 0 }), end = first;
    while (end < lock->n && pl_str_eq(lock->list[end].parent, parent))
        end++;
    *n = end - first;
    return *n ? &lock->list[first] : NULL;
}

const pl_lock_entry *pl_lock_find(const pl_lock *lock, pl_str parent, pl_str key)
{
    pl_assert(lock->list || !lock->n);
    uint32_t i = lower_bound(lock, parent, key);
    if (i == lock->n || !pl_str_eq(lock->list[i].parent, parent) ||
        !pl_str_eq(lock->list[i].key, key))
        return NULL;
    return &lock->list[i];
}

bool pl_lock_outdated(const pl_lock *lock)
{
    for (uint32_t i = 0; i < lock->n; i++)
        if (lock->list[i].struct_version != PL_LOCK_STRUCT)
            return true;
    return false;
}
