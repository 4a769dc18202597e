/* fuzz_lock.c - a lock file is refused with one message, or every entry of it is
 * found again under its name and leads nowhere else; versions print as they read. The first byte
 * chooses between a lock file and a version constraint. */
#include "base/inside.h"
#include "base/str.h"
#include "mod/ignore.h"
#include "mod/lock.h"
#include "mod/name.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool claim)
{
    if (!claim)
        abort();
}

static void check_version(const pl_version *v)
{
    pl_buf text = { 0 };
    pl_version again;
    pl_version_print(&text, v);
    require(pl_version_parse(pl_buf_view(&text), &again));
    require(pl_version_cmp(v, &again) == 0);
    pl_buf_done(&text);
}

/* Whatever the file says: what becomes a folder or reaches git leads nowhere else. */
static void check_names(const pl_lock_entry *e)
{
    require(e->path.len ? pl_str_eq(e->dep_path, e->path) : pl_path_is_plain(e->dep_path));
    require(!e->branch.len || pl_mod_ref_sound(e->branch));
    require(!e->tag.len || pl_mod_ref_sound(e->tag));
    require(!e->git_ref.len || pl_mod_ref_sound(e->git_ref));
    require(!e->commit.len || pl_path_is_plain(e->commit));
}

static void check_lock(pl_str text, pl_arena *arena)
{
    pl_lock lock;
    pl_diags *diags = pl_diags_new();
    bool ok = pl_lock_parse(text, arena, &lock, diags);
    require(ok ? !pl_diags_count(diags) : pl_diags_errors(diags) == 1 && lock.n == 0);
    for (uint32_t i = 0; i < lock.n; i++) {
        const pl_lock_entry *e = &lock.list[i];
        uint32_t n;
        require(pl_lock_find(&lock, e->parent, e->key) == e);
        require(pl_lock_of(&lock, e->parent, &n) <= e && n > 0);
        check_names(e);
        if (e->has_version)
            check_version(&e->version);
    }
    pl_diags_free(diags);
}

static void check_constraint(pl_str text, pl_arena *arena)
{
    pl_constraint c;
    pl_version v;
    pl_str first = pl_str_split(&text, '\n');
    bool known = pl_constraint_parse(first, arena, &c);
    if (!pl_version_parse(text, &v))
        return;
    check_version(&v);
    if (known)
        pl_constraint_allows(&c, &v);
    pl_ignore_glob(first, text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    pl_arena arena = { 0 };
    if (size == 0)
        return 0;
    pl_str text = pl_str_make(data + 1, size - 1);
    if (data[0] == 'c')
        check_constraint(text, &arena);
    else
        check_lock(text, &arena);
    pl_arena_done(&arena);
    return 0;
}
