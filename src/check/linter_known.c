/* linter_known.c - finds declarations, and notes faults. */
#include "base/assert.h"
#include "base/str.h"
#include "check/linter_inner.h"
#include "schema/kind.h"
#include <stdarg.h>

bool pl_linter__find(pl_linter *l, uint32_t mod, pl_kind kind, pl_str name, uint32_t *decl)
{
    return pl_names_find(&l->by_name, (pl_name_space){ mod, kind }, name, decl);
}

bool pl_linter__mod(const pl_linter *l, pl_str name, uint32_t *mod)
{
    for (*mod = 0; *mod < l->mods.n; ++*mod)
        if (pl_str_eq(l->mods.at[*mod], name))
            return true;
    return false;
}

const pl_lint_decl *pl_linter__read(const pl_lint_place *p, uint32_t decl)
{
    const pl_lint_decl *d = &p->l->decls.at[decl];
    pl_lint_file *f = &p->l->files.at[p->file];
    if (d->file != p->file && (!f->read.n || f->read.at[f->read.n - 1] != d->file))
        pl_vec_push(&f->read, d->file);
    return d;
}

pl_str pl_linter__name(pl_linter *l, uint32_t decl)
{
    pl_assert(decl < l->decls.n);
    const pl_lint_decl *d = &l->decls.at[decl];
    return pl_linter__text(l, "%.*s.%.*s", PL_FMT(pl_kind_name(d->kind)), PL_FMT(d->name));
}

pl_str pl_linter__where(pl_linter *l, uint32_t file, uint32_t at)
{
    pl_assert(file < l->files.n);
    const pl_lint_file *f = &l->files.at[file];
    size_t slash = pl_str_rfind(f->path, '/'), line = 1;
    pl_str name = slash < f->path.len ? pl_str_sub(f->path, slash + 1, f->path.len) : f->path;
    for (uint32_t i = 0; i < at && i < f->text.len; i++)
        line += f->text.ptr[i] == '\n';
    return pl_linter__text(l, "%.*s:%zu", PL_FMT(name), line);
}

bool pl_linter__full(const pl_linter *l)
{
    return l->n_faults >= PL_LINTER_MOST;
}

void pl_linter__report(const pl_lint_place *p, pl_diag_code code, pl_range range, pl_lint_hint hint,
                       const char *format, ...)
{
    pl_linter *l = p->l;
    pl_buf summary = { 0 };
    va_list args;
    pl_assert(p->file < l->files.n);
    bool value = code == PL_DIAG_UNKNOWN_VALUE || code == PL_DIAG_INVALID_PARAM;
    if (pl_linter__full(l) || (l->values_only && !value))
        return;
    va_start(args, format);
    pl_buf_vprintf(&summary, format, args);
    va_end(args);
    bool mild = value || (code == PL_DIAG_UNKNOWN_RESOURCE && p->waits);
    pl_vec_push(&l->faults->list,
                ((pl_fault){ .file = p->file,
                             .entry = PL_NO_ENTRY,
                             .range = range,
                             .severity = mild ? PL_WARNING : PL_ERROR,
                             .code = code,
                             .target = hint.target,
                             .summary = pl_arena_str(&l->faults->words, pl_buf_view(&summary)),
                             .nearest = hint.nearest,
                             .detail = hint.detail }));
    l->n_faults++;
    pl_buf_done(&summary);
}

pl_nearest pl_linter__nearest(pl_str given)
{
    return pl_nearest_to(given, given.len < 3 ? 1 : given.len < 8 ? 2 : 3);
}
