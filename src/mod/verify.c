/* verify.c - compares what is installed with the lock file and .mod.sum, and finds the files that
 * differ. */
#include "mod/verify.h"
#include "base/path.h"
#include "base/str.h"
#include "mod/tree.h"

typedef struct verifying {
    pl_mods *m;
    pl_sums sums;
    PL_VEC(pl_flaw) flaws;
    uint32_t mods;
} verifying;

static void flaw(verifying *v, pl_flaw_kind kind, pl_str dep_path, pl_str file)
{
    pl_flaw f = { kind, dep_path, file };
    pl_vec_push(&v->flaws, f);
}

/* ---- files that differ: the mirror has the files of the commit */

/* Merge two lists that are sorted by path. */
static void compare_files(verifying *v, pl_str dep_path, const pl_folder_sum *was,
                          const pl_folder_sum *is)
{
    for (uint32_t i = 0, k = 0; i < was->n || k < is->n;) {
        int order = i == was->n  ? 1
                    : k == is->n ? -1
                                 : pl_str_cmp(was->files[i].path, is->files[k].path);
        if (order < 0)
            flaw(v, PL_FLAW_MISSING, dep_path, was->files[i].path);
        if (order > 0)
            flaw(v, PL_FLAW_NEW, dep_path, is->files[k].path);
        if (order == 0 && (!pl_str_eq(was->files[i].blob, is->files[k].blob) ||
                           was->files[i].executable != is->files[k].executable))
            flaw(v, PL_FLAW_CHANGED, dep_path, is->files[k].path);
        i += order <= 0;
        k += order >= 0;
    }
}

static void compare_content(verifying *v, const pl_lock_entry *e, const pl_folder_sum *is)
{
    pl_folder_sum was;
    size_t before = v->flaws.n;
    pl_mods *m = v->m;
    pl_diags *quiet = pl_diags_new();
    m->diags = quiet;
    const pl_git *git = pl_mods__git(m);
    if (git && pl_git_files(git, e->name, e->commit, &m->arena, &was))
        compare_files(v, e->dep_path, &was, is);
    pl_diags_free(quiet);
    if (v->flaws.n == before)
        flaw(v, PL_FLAW_CONTENT, e->dep_path, (pl_str){ 0 });
}

/* ---- mods */

static bool verify_one(verifying *v, const pl_lock_entry *e, pl_diags *diags)
{
    pl_folder_sum is;
    const pl_sum *sum = pl_sums_find(&v->sums, e->dep_path);
    pl_str dir = pl_lock_dir(v->m->place.dir, e, &v->m->arena);
    v->mods++;
    if (!dir.len) {
        flaw(v, PL_FLAW_ABSENT, e->dep_path, (pl_str){ 0 });
        return true;
    }
    if (!sum) {
        flaw(v, PL_FLAW_UNLISTED, e->dep_path, (pl_str){ 0 });
        return true;
    }
    if (!pl_str_eq(sum->commit, e->commit))
        flaw(v, PL_FLAW_COMMIT, e->dep_path, (pl_str){ 0 });
    int error = pl_sums_of_folder(dir, e->commit, &v->m->arena, &is);
    if (error) {
        pl_diag_plain(diags, PL_ERROR, PL_DIAG_CANNOT_READ, "cannot read '%.*s': %s", PL_FMT(dir),
                      pl_file_reason(error));
        return false;
    }
    if (!pl_str_eq(is.sha256, sum->sha256) || !pl_str_eq(is.tree, sum->tree))
        compare_content(v, e, &is);
    return true;
}

static bool is_locked(const pl_lock *lock, pl_str dep_path)
{
    for (uint32_t i = 0; i < lock->n; i++)
        if (pl_str_eq(lock->list[i].dep_path, dep_path))
            return true;
    return false;
}

static bool was_seen(const pl_lock *lock, uint32_t at)
{
    for (uint32_t i = 0; i < at; i++)
        if (pl_str_eq(lock->list[i].dep_path, lock->list[at].dep_path))
            return true;
    return false;
}

bool pl_mods__verify(pl_mods *m, pl_mod_verdicts *out, pl_diags *diags)
{
    verifying v = { .m = m };
    if (!pl_mods__read(m, diags) || !pl_sums_read(m->place.dir, &m->arena, &v.sums, diags))
        return false;
    if (!v.sums.present) {
        pl_diag_plain(diags, PL_ERROR, PL_DIAG_CHECKSUM,
                      "there is no " PL_SUMS_FILE ": '%.*s mod verify --init' makes it for what is "
                      "installed now",
                      PL_FMT(m->o.program));
        return false;
    }
    bool ok = true;
    for (uint32_t i = 0; i < m->lock.n && ok; i++)
        if (!m->lock.list[i].path.len && !was_seen(&m->lock, i))
            ok = verify_one(&v, &m->lock.list[i], diags);
    for (uint32_t i = 0; i < v.sums.n; i++)
        if (!is_locked(&m->lock, v.sums.list[i].dep_path))
            flaw(&v, PL_FLAW_SURPLUS, v.sums.list[i].dep_path, (pl_str){ 0 });
    pl_flaw *list = pl_arena_alloc(&m->arena, (v.flaws.n + 1) * sizeof *list);
    if (v.flaws.n)
        memcpy(list, v.flaws.at, v.flaws.n * sizeof *list);
    *out = (pl_mod_verdicts){ list, (uint32_t)v.flaws.n, v.mods, true };
    pl_vec_done(&v.flaws);
    return ok;
}
