/* linter.c - the files and declarations of the linter, and the order of its searches.
 *
 * Declarations of all files come first, because each missing name is compared with all of them. */
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

static void drop_file(pl_lint_file *f)
{
    pl_vec_done(&f->needs);
    pl_vec_done(&f->faults);
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
    pl_map_done(&l->known_connections);
    pl_buf_done(&l->configured);
    for (size_t i = 0; i < l->files.n; i++)
        drop_file(&l->files.at[i]);
    pl_vec_done(&l->files);
    pl_vec_done(&l->decls);
    pl_map_done(&l->by_name);
    pl_map_done(&l->nested);
    pl_mem_free(l);
}

void pl_linter_add_mod(pl_linter *l, pl_str short_name)
{
    pl_vec_push(&l->mods, pl_arena_str(&l->arena, short_name));
}

/* ---- what is declared */

static void report_twin(pl_linter *l, uint32_t first, const pl_lint_decl *d)
{
    pl_str name = pl_linter__name(l, first);
    pl_str place = pl_linter__place(l, l->decls.at[first].file, l->decls.at[first].range.start);
    pl_str about =
        pl_arena_printf(&l->arena, "%.*s.%.*s", PL_FMT(l->mods.at[d->mod]), PL_FMT(name));
    pl_fault fault = {
        .file = d->file,
        .range = d->range,
        .code = PL_DIAG_DUPLICATE_RESOURCE,
        .target = about,
        .summary = pl_arena_printf(&l->arena, "'%.*s' is there twice", PL_FMT(name)),
        .detail = pl_arena_printf(&l->arena, "the first one is in %.*s: give one another name",
                                  PL_FMT(place)),
    };
    pl_linter__add(l, fault);
}

static uint32_t declare(pl_linter *l, pl_lint_decl d, bool top)
{
    pl_assert(d.file < l->files.n && d.mod < l->mods.n);
    pl_assert(!d.block != !d.value);
    uint32_t number = (uint32_t)l->decls.n, first;
    bool added;
    if (top)
        d.top = number;
    pl_vec_push(&l->decls, d);
    first =
        pl_map_put(&l->by_name, pl_linter__key(&l->arena, d.mod, d.kind, d.name), number, &added);
    if (!added && top && !pl_linter__full(l) && l->decls.at[first].top == first)
        report_twin(l, first, &d);
    return number;
}

/* Declare nested blocks, too: the checks report references that do not see them. */
static void declare_nested(pl_linter *l, const pl_block *block, uint32_t top)
{
    for (const pl_block *b = block->body->blocks; b; b = b->next) {
        pl_kind kind;
        if (!pl_kind_find(b->type, &kind))
            continue;
        pl_lint_decl d = l->decls.at[top];
        d.kind = kind;
        d.block = b;
        if (b->labels && kind != PL_KIND_WITH) {
            d.name = b->labels->text;
            d.range = b->labels->range;
            declare(l, d, false);
        }
        declare_nested(l, b, top);
    }
}

static void declare_block(pl_linter *l, uint32_t file, const pl_block *b)
{
    pl_lint_decl d = { .file = file, .mod = l->files.at[file].mod };
    if (!pl_kind_find(b->type, &d.kind) || d.kind == PL_KIND_MOD)
        return;
    if (d.kind == PL_KIND_LOCAL) {
        for (const pl_attr *a = b->body->attrs; a; a = a->next) {
            d.name = a->name;
            d.range = a->name_range;
            d.value = a->expr;
            declare(l, d, true);
        }
        return;
    }
    if (!b->labels)
        return;
    d.name = b->labels->text;
    d.range = b->labels->range;
    d.block = b;
    uint32_t top = declare(l, d, true);
    declare_nested(l, b, top);
}

void pl_linter_add_file(pl_linter *l, pl_str path, pl_str text, uint32_t mod)
{
    pl_assert(mod < l->mods.n);
    pl_parser *parser = pl_parser_new();
    char *copy = pl_arena_zero(&l->arena, text.len + PL_VIEW_SLACK, 1);
    memcpy(copy, text.ptr, text.len);
    pl_lint_file f = { .path = pl_arena_str(&l->arena, path),
                       .text = { copy, text.len },
                       .mod = mod,
                       .syntax = pl_diags_new(),
                       .shape = pl_diags_new() };
    pl_diags_begin(f.syntax, f.path, f.text);
    f.body = f.sound = pl_parse_file(parser, f.text, &l->arena, f.syntax);
    pl_diags_end(f.syntax);
    f.broken = pl_diags_count(f.syntax) > 0;
    if (f.broken)
        pl_linter__mend(l, &f, parser);
    pl_vec_push(&l->files, f);
    for (const pl_block *b = f.body->blocks; b; b = b->next)
        declare_block(l, (uint32_t)l->files.n - 1, b);
    for (const pl_block *b = f.again; b; b = b->next)
        declare_block(l, (uint32_t)l->files.n - 1, b);
    pl_parser_free(parser);
}

void pl_linter_run(pl_linter *l)
{
    for (uint32_t i = 0; i < l->files.n; i++) {
        pl_linter__file(l, i);
        pl_linter__types(l, i);
    }
    pl_linter__cycles(l);
}

static bool is_about_value(const pl_fault *fault)
{
    return fault->code == PL_DIAG_UNKNOWN_VALUE || fault->code == PL_DIAG_INVALID_PARAM;
}

void pl_linter_run_on_values(pl_linter *l)
{
    for (uint32_t i = 0; i < l->files.n; i++)
        pl_linter__file(l, i);
    for (uint32_t i = 0; i < l->files.n; i++) {
        pl_faults *faults = &l->files.at[i].faults;
        size_t n = 0;
        for (size_t k = 0; k < faults->n; k++)
            if (is_about_value(&faults->at[k]))
                faults->at[n++] = faults->at[k];
        faults->n = n;
    }
}
