/* sums.c - reads, writes, makes and checks .mod.sum. */
#include "mod/sums.h"
#include "base/diag.h"
#include "base/assert.h"
#include "base/inside.h"
#include "base/lines.h"
#include "base/path.h"
#include "base/str.h"
#include "mod/name.h"
#include "mod/tree.h"
#include <errno.h>
#include <stdlib.h>

enum { SUMS_MAX = 4 << 20 };

/* ---- the file */

static bool take_line(pl_str line, pl_sum *out)
{
    pl_str word = PL_S("sha256:");
    *out = (pl_sum){ .dep_path = pl_str_split(&line, ' ') };
    out->commit = pl_str_split(&line, ' ');
    out->tree = pl_str_split(&line, ' ');
    if (!pl_str_starts(line, word))
        return false;
    out->sha256 = pl_str_sub(line, word.len, line.len);
    return pl_mod_name_sound(out->dep_path) && pl_mod_id_sound(out->commit) &&
           pl_mod_id_sound(out->tree) && pl_mod_id_sound(out->sha256) && out->sha256.len == 64;
}

static int by_path(const void *a, const void *b)
{
    const pl_sum *x = a, *y = b;
    return pl_str_cmp(x->dep_path, y->dep_path);
}

void pl_sums_make(pl_sum *list, uint32_t n, pl_sums *out)
{
    if (n)
        qsort(list, n, sizeof *list, by_path);
    *out = (pl_sums){ .list = list, .n = n, .present = true };
}

bool pl_sums_parse(pl_str text, pl_arena *arena, pl_sums *out)
{
    uint32_t lines = pl_line_at(text, text.len);
    pl_sum *list = pl_arena_alloc(arena, lines * sizeof *list);
    uint32_t n = 0;
    while (text.len) {
        pl_str line = pl_str_split(&text, '\n');
        if (!take_line(line, &list[n++]))
            return false;
    }
    pl_assert(n <= lines);
    pl_sums_make(list, n, out);
    return true;
}

bool pl_sums_read(pl_str dir, pl_arena *arena, pl_sums *out, pl_diags *diags)
{
    pl_str path = pl_path_join(arena, dir, PL_S(PL_SUMS_FILE)), text;
    int error = pl_file_slurp(path.ptr, SUMS_MAX, arena, &text);
    *out = (pl_sums){ 0 };
    if (error == ENOENT || error == ENOTDIR)
        return true;
    if (!error && pl_sums_parse(text, arena, out))
        return true;
    pl_diag_plain(diags, PL_ERROR, PL_DIAG_CANNOT_READ, "cannot read '%s': %s", path.ptr,
                  error ? pl_file_reason(error) : "it is not a list of checksums");
    return false;
}

void pl_sums_print(const pl_sums *sums, pl_buf *out)
{
    for (uint32_t i = 0; i < sums->n; i++) {
        const pl_sum *s = &sums->list[i];
        pl_buf_printf(out, "%.*s %.*s %.*s sha256:%.*s\n", PL_FMT(s->dep_path), PL_FMT(s->commit),
                      PL_FMT(s->tree), PL_FMT(s->sha256));
    }
}

const pl_sum *pl_sums_find(const pl_sums *sums, pl_str dep_path)
{
    pl_sum want = { .dep_path = dep_path };
    return sums->n ? bsearch(&want, sums->list, sums->n, sizeof want, by_path) : NULL;
}

/* ---- in a command */

static bool cannot(pl_mods *m, pl_diags *diags, pl_str dir, int error)
{
    dir = pl_mods__show(m, dir);
    pl_diag_plain(diags, PL_ERROR, PL_DIAG_CANNOT_READ, "cannot read '%.*s': %s", PL_FMT(dir),
                  pl_file_reason(error));
    return false;
}

/* Check that a fetched mod has the recorded content; that of a branch may change with its commit.
 */
static bool check_one(pl_mods *m, const pl_sums *sums, const pl_mod_fact *mod, pl_diags *diags)
{
    pl_assert(mod->fetch && mod->state == PL_FACT_KNOWN);
    pl_folder_sum found;
    const pl_sum *sum = pl_sums_find(sums, mod->dep_path);
    bool branch = pl_str_starts(mod->ref, PL_S("refs/heads/"));
    if (!sum || (branch && !pl_str_eq(sum->commit, mod->commit)))
        return true;
    int error = pl_sums_of_folder(mod->dir, mod->commit, &m->arena, &found);
    if (error)
        return cannot(m, diags, mod->dir, error);
    if (pl_str_eq(found.sha256, sum->sha256))
        return true;
    pl_diag_plain(diags, PL_ERROR, PL_DIAG_CHECKSUM,
                  "mod '%.*s' is not what " PL_SUMS_FILE " says: it has commit %.*s and "
                  "sha256:%.*s, found were commit %.*s and sha256:%.*s",
                  PL_FMT(mod->dep_path), PL_FMT(sum->commit), PL_FMT(sum->sha256),
                  PL_FMT(mod->commit), PL_FMT(found.sha256));
    return false;
}

bool pl_mods__check_sums(pl_mods *m, pl_diags *diags)
{
    pl_sums sums;
    bool ok = pl_sums_read(m->place.dir, &m->arena, &sums, diags);
    for (size_t i = 0; ok && sums.present && i < m->plan.mods.n; i++) {
        const pl_mod_fact *mod = m->plan.mods.at[i];
        if (mod->fetch && mod->state == PL_FACT_KNOWN)
            ok = check_one(m, &sums, mod, diags);
    }
    return ok;
}

/* Make a line for each installed mod of `lock`. That of `old` is kept if the commit is the same and
 * the mod was not fetched anew. */
static int sum_all(pl_mods *m, const pl_lock *lock, const pl_sums *old, pl_sums *out)
{
    pl_assert(lock->list || !lock->n);
    pl_sum *list = pl_arena_alloc(&m->arena, (lock->n + 1) * sizeof *list);
    uint32_t n = 0;
    for (uint32_t i = 0; i < lock->n; i++) {
        const pl_lock_entry *e = &lock->list[i];
        const pl_sum *known = old ? pl_sums_find(old, e->dep_path) : NULL;
        const pl_mod_fact *mod = m->planned ? pl_plan_mod(&m->plan, e->dep_path) : NULL;
        pl_folder_sum found;
        bool seen = e->path.len > 0;
        for (uint32_t k = 0; k < n && !seen; k++)
            seen = pl_str_eq(list[k].dep_path, e->dep_path);
        if (seen)
            continue;
        if (known && pl_str_eq(known->commit, e->commit) && !(mod && mod->fetch)) {
            list[n++] = *known;
            continue;
        }
        pl_str dir = pl_lock_dir(m->place.dir, e, &m->arena);
        int error = dir.len ? pl_sums_of_folder(dir, e->commit, &m->arena, &found) : 0;
        if (error)
            return error;
        if (dir.len)
            list[n++] = (pl_sum){ e->dep_path, e->commit, found.tree, found.sha256 };
    }
    pl_sums_make(list, n, out);
    return 0;
}

static bool cannot_read_mods(pl_diags *diags, int error)
{
    pl_diag_plain(diags, PL_ERROR, PL_DIAG_CANNOT_READ, "cannot read the installed mods: %s",
                  pl_file_reason(error));
    return false;
}

bool pl_sums__make_all(pl_mods *m, const pl_lock *lock, pl_sums *out, pl_diags *diags)
{
    int error = sum_all(m, lock, NULL, out);
    return !error || cannot_read_mods(diags, error);
}

static int write_sums(pl_mods *m, const pl_sums *sums)
{
    pl_buf text = { 0 };
    pl_str path, before = { 0 };
    int error = pl_path_inside(&m->arena, m->place.dir, PL_S(PL_SUMS_FILE), PL_LINKS_INSIDE, &path);
    if (error)
        return error;
    pl_sums_print(sums, &text);
    error = pl_file_slurp(path.ptr, SUMS_MAX, &m->arena, &before);
    if (error || !pl_str_eq(before, pl_buf_view(&text)))
        error = pl_file_rewrite(path.ptr, pl_buf_view(&text), 0644);
    pl_buf_done(&text);
    return error;
}

bool pl_mods__make_sums(pl_mods *m, pl_buf *out, bool *kept, pl_diags *diags)
{
    pl_sums old, sums;
    *kept = false;
    if (!pl_sums_read(m->place.dir, &m->arena, &old, diags))
        return false;
    if (!old.present)
        return true;
    int error = sum_all(m, &m->next, &old, &sums);
    if (error)
        return cannot_read_mods(diags, error);
    pl_sums_print(&sums, out);
    *kept = true;
    return true;
}

static bool init_sums(pl_mods *m, uint32_t *n, pl_diags *diags)
{
    pl_lock lock;
    pl_sums sums = { 0 };
    if (!pl_mods__read(m, diags))
        return false;
    pl_mods__reachable(m, m->old.list, m->old.n, &lock);
    if (!pl_sums__make_all(m, &lock, &sums, diags) || pl_oom_failed())
        return false;
    int error = write_sums(m, &sums);
    *n = sums.n;
    if (error)
        pl_diag_plain(diags, PL_ERROR, PL_DIAG_CANNOT_WRITE, "cannot write '" PL_SUMS_FILE "': %s",
                      pl_path_reason(error));
    return !error;
}

bool pl_mods_init_sums(pl_mods *m, uint32_t *n, pl_diags *diags)
{
    PL_OWN_DIAGS(diags);
    *n = 0;
    if (pl_diag_nothing(diags, m, "mods"))
        return false;
    pl_oom_scope scope;
    pl_oom_begin(&scope);
    bool ok = init_sums(m, n, diags);
    return pl_mods__end(&scope, ok, diags);
}
