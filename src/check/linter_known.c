/* linter_known.c - finds declarations, and notes faults. */
#include "base/str.h"
#include "base/assert.h"
#include "check/linter_inner.h"
#include "schema/kind.h"

pl_str pl_linter__key(pl_arena *arena, uint32_t mod, pl_kind kind, pl_str name)
{
    return pl_arena_printf(arena, "%u %.*s.%.*s", mod, PL_FMT(pl_kind_name(kind)), PL_FMT(name));
}

bool pl_linter__find(const pl_linter *l, uint32_t mod, pl_kind kind, pl_str name, uint32_t *decl)
{
    pl_arena scratch = { 0 };
    bool found = pl_map_find(&l->by_name, pl_linter__key(&scratch, mod, kind, name), decl);
    pl_arena_done(&scratch);
    return found;
}

bool pl_linter__mod(const pl_linter *l, pl_str name, uint32_t *mod)
{
    for (*mod = 0; *mod < l->mods.n; ++*mod)
        if (pl_str_eq(l->mods.at[*mod], name))
            return true;
    return false;
}

pl_str pl_linter__name(pl_linter *l, uint32_t decl)
{
    pl_assert(decl < l->decls.n);
    const pl_lint_decl *d = &l->decls.at[decl];
    return pl_arena_printf(&l->arena, "%.*s.%.*s", PL_FMT(pl_kind_name(d->kind)), PL_FMT(d->name));
}

pl_str pl_linter__place(pl_linter *l, uint32_t file, uint32_t at)
{
    pl_assert(file < l->files.n);
    const pl_lint_file *f = &l->files.at[file];
    size_t slash = pl_str_rfind(f->path, '/'), line = 1;
    pl_str name = slash < f->path.len ? pl_str_sub(f->path, slash + 1, f->path.len) : f->path;
    for (uint32_t i = 0; i < at && i < f->text.len; i++)
        line += f->text.ptr[i] == '\n';
    return pl_arena_printf(&l->arena, "%.*s:%zu", PL_FMT(name), line);
}

bool pl_linter__full(const pl_linter *l)
{
    return l->n_faults >= PL_LINTER_MOST;
}

void pl_linter__add(pl_linter *l, pl_fault fault)
{
    pl_assert(fault.file < l->files.n && fault.summary.len);
    fault.entry = PL_NO_ENTRY;
    if (pl_linter__full(l))
        return;
    pl_vec_push(&l->files.at[fault.file].faults, fault);
    l->n_faults++;
}

pl_nearest pl_linter__nearest(pl_str given)
{
    return pl_nearest_to(given, given.len < 3 ? 1 : given.len < 8 ? 2 : 3);
}
