/* linter.c - the files and declarations of the linter, and the order of its searches.
 *
 * Declarations of all files come first, because each missing name is compared with all of them.
 * They are numbered in the order of the files. If a file is replaced by one that declares the same
 * names, the numbers stay, and a run examines it again, and files that depend on more of it than
 * names. Otherwise all files are examined again, but not parsed. */
#include "check/linter.h"
#include "base/assert.h"
#include "base/file.h"
#include "base/str.h"
#include "check/linter_inner.h"
#include "hcl/parse.h"
#include "schema/kind.h"

pl_linter *pl_linter_new(void)
{
    return pl_mem_zalloc(sizeof(pl_linter));
}

static void drop_faults(pl_lint_faults *faults)
{
    pl_vec_done(&faults->list);
    pl_arena_done(&faults->words);
}

static void drop_file(pl_lint_file *f)
{
    pl_arena_done(&f->tree);
    pl_vec_done(&f->needs);
    pl_vec_done(&f->read);
    drop_faults(&f->faults);
    pl_diags_free(f->syntax);
    pl_diags_free(f->shape);
}

void pl_linter_free(pl_linter *l)
{
    if (!l)
        return;
    pl_arena_done(&l->arena);
    pl_vec_done(&l->mods);
    pl_vec_done(&l->connections);
    pl_names_done(&l->known_connections);
    pl_buf_done(&l->configured);
    for (size_t i = 0; i < l->files.n; i++)
        drop_file(&l->files.at[i]);
    pl_vec_done(&l->files);
    pl_vec_done(&l->decls);
    pl_names_done(&l->by_name);
    pl_names_done(&l->nested);
    drop_faults(&l->between);
    pl_mem_free(l);
}

void pl_linter_add_mod(pl_linter *l, pl_str short_name)
{
    pl_vec_push(&l->mods, pl_arena_str(&l->arena, short_name));
}

/* ---- what is declared */

/* Lists the declarations of a file. */
typedef struct declaring {
    pl_linter *l;
    uint32_t next; /* the number of the next declaration */
    bool same;     /* all so far have replaced one of the same name */
} declaring;

static bool is_same(const pl_lint_decl *a, const pl_lint_decl *b)
{
    return a->file == b->file && a->top == b->top && a->kind == b->kind &&
           pl_str_eq(a->name, b->name);
}

/* Add the next declaration, or replace the one that has its number. Returns the number. */
static uint32_t declare(declaring *w, pl_lint_decl d, bool top)
{
    pl_linter *l = w->l;
    uint32_t number = w->next++;
    pl_assert(d.file < l->files.n && d.mod < l->mods.n);
    pl_assert(!d.block != !d.value);
    if (top)
        d.top = number;
    if (number == l->decls.n) {
        d.first = pl_names_claim(&l->by_name, (pl_name_space){ d.mod, d.kind }, d.name, number);
        pl_vec_push(&l->decls, d);
        return number;
    }
    d.first = l->decls.at[number].first;
    w->same = w->same && is_same(&l->decls.at[number], &d);
    l->decls.at[number] = d;
    return number;
}

/* Declare nested blocks, too: the checks report references that do not see them. */
static void declare_nested(declaring *w, const pl_block *block, pl_lint_decl top, uint32_t number)
{
    top.top = number;
    for (const pl_block *b = block->body->blocks; b; b = b->next) {
        pl_lint_decl d = top;
        if (!pl_kind_find(b->type, &d.kind))
            continue;
        d.block = b;
        if (b->labels && d.kind != PL_KIND_WITH) {
            d.name = b->labels->text;
            d.range = b->labels->range;
            declare(w, d, false);
        }
        declare_nested(w, b, top, number);
    }
}

static void declare_block(declaring *w, uint32_t file, const pl_block *b)
{
    pl_lint_decl d = { .file = file, .mod = w->l->files.at[file].mod };
    if (!pl_kind_find(b->type, &d.kind) || d.kind == PL_KIND_MOD)
        return;
    for (const pl_attr *a = d.kind == PL_KIND_LOCAL ? b->body->attrs : NULL; a; a = a->next) {
        d.name = a->name;
        d.range = a->name_range;
        d.value = a->expr;
        declare(w, d, true);
    }
    if (d.kind == PL_KIND_LOCAL || !b->labels)
        return;
    d.name = b->labels->text;
    d.range = b->labels->range;
    d.block = b;
    declare_nested(w, b, d, declare(w, d, true));
}

/* Declare what a file declares, from number `w->next` on. */
static void declare_file(declaring *w, uint32_t file)
{
    const pl_lint_file *f = &w->l->files.at[file];
    for (const pl_block *b = f->body->blocks; b; b = b->next)
        declare_block(w, file, b);
    for (const pl_block *b = f->again; b; b = b->next)
        declare_block(w, file, b);
}

static void declare_all(pl_linter *l)
{
    declaring w = { .l = l };
    pl_names_clear(&l->by_name);
    l->decls.n = 0;
    for (uint32_t i = 0; i < l->files.n; i++) {
        l->files.at[i].stale = true;
        l->files.at[i].first_decl = w.next;
        declare_file(&w, i);
        l->files.at[i].n_decls = w.next - l->files.at[i].first_decl;
    }
    l->renamed = false;
}

/* ---- files */

static void parse(pl_lint_file *f, pl_str text)
{
    pl_parser *parser = pl_parser_new();
    char *copy = pl_arena_zero(&f->tree, text.len + PL_VIEW_SLACK, 1);
    if (text.len)
        memcpy(copy, text.ptr, text.len);
    f->text = pl_str_make(copy, text.len);
    pl_diags_clear(f->syntax);
    pl_diags_begin(f->syntax, f->path, f->text);
    f->body = f->sound = pl_parse_file(parser, f->text, &f->tree, f->syntax);
    f->again = NULL;
    pl_diags_end(f->syntax);
    f->broken = pl_diags_count(f->syntax) > 0;
    if (f->broken)
        pl_linter__mend(f, parser);
    pl_parser_free(parser);
}

void pl_linter_add_file(pl_linter *l, pl_str path, pl_str text, uint32_t mod)
{
    pl_assert(mod < l->mods.n);
    pl_lint_file f = { .path = pl_arena_str(&l->arena, path),
                       .mod = mod,
                       .syntax = pl_diags_new(),
                       .shape = pl_diags_new() };
    parse(&f, text);
    pl_vec_push(&l->files, f);
    l->renamed = true;
}

/* Declare again what a file declares. False if these are other names. */
static bool redeclare(pl_linter *l, uint32_t file)
{
    const pl_lint_file *f = &l->files.at[file];
    declaring w = { l, f->first_decl, true };
    size_t n = l->decls.n;
    declare_file(&w, file);
    return w.same && w.next == f->first_decl + f->n_decls && l->decls.n == n;
}

static bool reads(const pl_lint_file *f, uint32_t other)
{
    for (size_t i = 0; i < f->read.n; i++)
        if (f->read.at[i] == other)
            return true;
    return false;
}

bool pl_linter_replace_file(pl_linter *l, pl_str path, pl_str text)
{
    uint32_t file = 0;
    while (file < l->files.n && !pl_str_eq(l->files.at[file].path, path))
        file++;
    if (file == l->files.n)
        return false;
    pl_lint_file *f = &l->files.at[file];
    bool broken = f->broken;
    pl_arena before = f->tree; /* the names of its declarations are in it */
    f->tree = (pl_arena){ 0 };
    f->stale = true;
    pl_names_clear(&l->nested);
    parse(f, text);
    l->renamed = l->renamed || broken || f->broken || !redeclare(l, file);
    for (size_t i = 0; i < l->files.n && !l->renamed; i++)
        l->files.at[i].stale |= reads(&l->files.at[i], file);
    pl_arena_done(&before);
    return true;
}

/* ---- runs */

static void open_faults(pl_linter *l, pl_lint_faults *faults)
{
    l->faults = faults;
    faults->list.n = 0;
    pl_arena_reset(&faults->words);
}

static void report_twins(pl_linter *l)
{
    for (uint32_t i = 0; i < l->decls.n && !pl_linter__full(l); i++) {
        const pl_lint_decl *d = &l->decls.at[i], *first = &l->decls.at[d->first];
        if (d->top != i || d->first == i || first->top != d->first)
            continue;
        pl_str name = pl_linter__name(l, d->first);
        pl_str place = pl_linter__where(l, first->file, first->range.start);
        pl_lint_hint hint = {
            .target = pl_linter__text(l, "%.*s.%.*s", PL_FMT(l->mods.at[d->mod]), PL_FMT(name)),
            .detail = pl_linter__text(l, "the first one is in %.*s: give one another name",
                                      PL_FMT(place)),
        };
        pl_linter__report(&(pl_lint_place){ .l = l, .file = d->file }, PL_DIAG_DUPLICATE_RESOURCE,
                          d->range, hint, "'%.*s' is there twice", PL_FMT(name));
    }
}

static void examine_file(pl_linter *l, uint32_t file)
{
    pl_lint_file *f = &l->files.at[file];
    open_faults(l, &f->faults);
    f->needs.n = f->read.n = 0;
    f->stale = false;
    pl_linter__file(l, file);
    pl_linter__types(l, file);
}

/* Examine the stale files. */
static void examine(pl_linter *l)
{
    l->n_faults = 0;
    for (size_t i = 0; i < l->files.n; i++)
        l->n_faults += l->files.at[i].stale ? 0 : l->files.at[i].faults.list.n;
    open_faults(l, &l->between);
    report_twins(l);
    for (uint32_t i = 0; i < l->files.n; i++)
        if (l->files.at[i].stale)
            examine_file(l, i);
    l->faults = &l->between;
    pl_linter__cycles(l);
}

void pl_linter_run(pl_linter *l)
{
    if (l->renamed)
        declare_all(l);
    examine(l);
    /* Which faults are left out depends on the order: as if all files were new. */
    for (size_t i = 0; i < l->files.n; i++)
        l->files.at[i].stale = pl_linter__full(l);
    if (pl_linter__full(l))
        examine(l);
}

void pl_linter_run_on_values(pl_linter *l)
{
    l->values_only = true;
    pl_linter_run(l);
}
