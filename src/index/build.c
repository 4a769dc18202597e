#include "index/build.h"
#include "index/link.h"
#include "base/str.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* ---- plan: what there is, and in which order */

static int compare_mods(const void *a, const void *b)
{
    const pl_build_mod *x = *(const pl_build_mod *const *)a, *y = *(const pl_build_mod *const *)b;
    int order = pl_str_cmp(x->short_name, y->short_name);
    if (!order)
        order = pl_str_cmp(x->dep_path, y->dep_path);
    return order ? order : (x > y) - (x < y);
}

void pl_link__mods(pl_linker *lk, const pl_build_mod *mods, uint32_t n)
{
    lk->n_mods = n;
    lk->mods = PL_LINK_NEW(lk, const pl_build_mod *, n);
    lk->mod_id = PL_LINK_NEW(lk, uint32_t, n);
    for (uint32_t i = 0; i < n; i++)
        lk->mods[i] = &mods[i];
    qsort(lk->mods + 1, n - 1, sizeof *lk->mods, compare_mods);
    for (uint32_t i = 0; i < n; i++)
        lk->mod_id[lk->mods[i] - mods] = i;
}

/* False when the workspace is larger than ids can count. */
static bool count(pl_linker *lk)
{
    size_t files = 0, entries = 0;
    for (uint32_t m = 0; m < lk->n_mods; m++)
        for (uint32_t f = 0; f < lk->mods[m]->n_files; f++) {
            const pl_part *part = lk->mods[m]->files[f].part;
            if (!part)
                continue;
            files++;
            entries += part->n_entries;
            lk->max_attrs += part->n_attrs;
            lk->max_tags += part->n_tags;
            lk->max_refs += part->n_refs;
            if (part->n_entries > lk->max_part)
                lk->max_part = part->n_entries;
        }
    if (lk->n_mods > UINT16_MAX || files > UINT32_MAX / 2 || entries >= PL_IX_MISSING ||
        lk->max_refs >= UINT32_MAX / 2)
        return false;
    lk->n_files = (uint32_t)files;
    lk->n = (uint32_t)entries;
    return true;
}

static void reserve(pl_linker *lk)
{
    uint32_t slots = 2;
    while (slots < lk->n + lk->n / 4 + 1) /* at most 4/5 full */
        slots *= 2;
    lk->slots = PL_LINK_ZERO(lk, uint32_t, slots);
    lk->slot_hash = PL_LINK_NEW(lk, uint32_t, slots);
    lk->slot_mask = slots - 1;
    lk->mod = PL_LINK_NEW(lk, pl_ix_mod, lk->n_mods);
    lk->file = PL_LINK_NEW(lk, pl_ix_file, lk->n_files);
    lk->files = PL_LINK_NEW(lk, const pl_build_file *, lk->n_files);
    lk->part = PL_LINK_NEW(lk, const pl_part *, lk->n_files);
    lk->entry = PL_LINK_NEW(lk, pl_ix_entry, lk->n + 1);
    lk->in_part = PL_LINK_NEW(lk, uint32_t, lk->n);
    lk->base = PL_LINK_NEW(lk, uint32_t, lk->n);
    lk->first_block = PL_LINK_NEW(lk, uint32_t, lk->n);
    lk->next_block = PL_LINK_NEW(lk, uint32_t, lk->n);
    lk->kids_at = PL_LINK_NEW(lk, uint32_t, lk->n + 1);
    pl_vec_reserve(&lk->attrs, lk->max_attrs);
    pl_vec_reserve(&lk->tags, lk->max_tags);
    pl_vec_reserve(&lk->refs, lk->max_refs / 3 * 2); /* lists of children fold into one each */
    pl_vec_reserve(&lk->kids, lk->max_refs / 2);
    pl_interner_reserve(&lk->strings, lk->n * 2, (size_t)lk->n * 80);
}

/* ---- dependencies of mods */

static void add_mod_deps(pl_linker *lk)
{
    pl_csr *csr = &lk->moddep;
    csr->off = PL_LINK_NEW(lk, uint32_t, lk->n_mods + 1);
    for (uint32_t m = 0; m < lk->n_mods; m++) {
        const pl_build_mod *mod = lk->mods[m];
        csr->off[m] = (uint32_t)csr->list.n;
        for (uint32_t i = 0; i < mod->n_deps; i++)
            pl_vec_push(&csr->list, lk->mod_id[mod->deps[i]]);
    }
    csr->off[lk->n_mods] = (uint32_t)csr->list.n;
}

/* ---- verdicts */

static void add_diag(pl_linker *lk, uint32_t file, const pl_diag *d)
{
    pl_ix_diag out = {
        .severity = d->severity,
        .summary = pl_link__str(lk, d->summary),
        .detail = pl_link__str(lk, d->detail),
        .file = d->path.len ? file : PL_NONE,
        .excerpt = pl_link__str(lk, d->excerpt),
        .start_byte = d->start.byte,
        .start_line = d->start.line,
        .start_column = d->start.column,
        .end_byte = d->end.byte,
        .end_line = d->end.line,
        .end_column = d->end.column,
    };
    pl_vec_push(&lk->diags, out);
}

void pl_link__verdict(pl_linker *lk, uint32_t level, uint32_t file, const pl_diags *diags)
{
    if (!diags)
        return;
    lk->file[file].flags |= level ? PL_IX_FILE_SCHEMA : PL_IX_FILE_SYNTAX;
    if (!pl_diags_count(diags))
        return;
    pl_ix_verdict v = {
        .level = level,
        .subject = file,
        .key = lk->file[file].hash,
        .first_diag = (uint32_t)lk->diags.n,
        .n_diags = (uint32_t)pl_diags_count(diags),
    };
    for (uint32_t i = 0; i < v.n_diags; i++)
        add_diag(lk, file, pl_diags_get(diags, i));
    pl_vec_push(&lk->verdicts, v);
}

static void add_verdicts(pl_linker *lk)
{
    for (uint32_t f = 0; f < lk->n_files; f++) {
        pl_link__verdict(lk, 0, f, lk->files[f]->syntax);
        pl_link__verdict(lk, 1, f, lk->files[f]->schema);
    }
}

/* ---- the sections, put together */

static void gather(const pl_linker *lk, pl_ix_piece out[PL_IX_SECTION_COUNT])
{
#define PIECE(name, ptr, n) out[PL_IX_##name] = (pl_ix_piece){ (ptr), (n) }
    PIECE(STR_OFF, lk->strings.offsets.at, (size_t)lk->strings.n + 1);
    PIECE(STR_TEXT, lk->strings.text.ptr, lk->strings.text.len);
    PIECE(MOD, lk->mod, lk->n_mods);
    PIECE(MODDEP_OFF, lk->moddep.off, (size_t)lk->n_mods + 1);
    PIECE(MODDEP, lk->moddep.list.at, lk->moddep.list.n);
    PIECE(FILE, lk->file, lk->n_files);
    PIECE(ENTRY, lk->entry, (size_t)lk->n + 1);
    PIECE(ATTR, lk->attrs.at, lk->attrs.n);
    PIECE(TAG, lk->tags.at, lk->tags.n);
    PIECE(REF, lk->refs.at, lk->refs.n);
    PIECE(CHILD_OFF, lk->child.off, (size_t)lk->n + 1);
    PIECE(CHILD, lk->child.list.at, lk->child.list.n);
    PIECE(PARENT_OFF, lk->parent.off, (size_t)lk->n + 1);
    PIECE(PARENT, lk->parent.list.at, lk->parent.list.n);
    PIECE(RREF_OFF, lk->rref.off, (size_t)lk->n + 1);
    PIECE(RREF, lk->rref.list.at, lk->rref.list.n);
    PIECE(KIND_OFF, lk->kind_off, PL_KIND_COUNT + 1);
    PIECE(KIND, lk->kind, lk->n_names);
    PIECE(NAME, lk->name, lk->n_names);
    PIECE(SLOT, lk->slots, (size_t)lk->slot_mask + 1);
    PIECE(VERDICT, lk->verdicts.at, lk->verdicts.n);
    PIECE(DIAG, lk->diags.at, lk->diags.n);
    PIECE(INPUT, lk->inputs.at, lk->inputs.n);
#undef PIECE
}

/* Owned bytes of the image; NULL above 4 GiB. */
static char *put_together(const pl_linker *lk, const pl_build *what, size_t *size)
{
    pl_ix_piece pieces[PL_IX_SECTION_COUNT];
    pl_ix_header header = {
        .options = what->options,
        .program = what->program,
        .device = what->device,
        .as_of_ns = what->as_of_ns,
    };
    gather(lk, pieces);
    return pl_ix__assemble(pieces, header, size);
}

void pl_link__done(pl_linker *lk)
{
    pl_vec_done(&lk->kids);
    pl_vec_done(&lk->attrs);
    pl_vec_done(&lk->tags);
    pl_vec_done(&lk->refs);
    pl_vec_done(&lk->moddep.list);
    pl_vec_done(&lk->child.list);
    pl_vec_done(&lk->parent.list);
    pl_vec_done(&lk->rref.list);
    pl_vec_done(&lk->verdicts);
    pl_vec_done(&lk->diags);
    pl_vec_done(&lk->inputs);
    pl_interner_done(&lk->strings);
    pl_arena_done(&lk->arena);
}

static bool link_all(pl_linker *lk, const pl_build *what)
{
    if (!count(lk))
        return false;
    reserve(lk);
    pl_link__entries(lk);
    if (!lk->too_big)
        pl_link__refs(lk);
    if (lk->too_big)
        return false;
    pl_link__bases(lk);
    pl_link__tree(lk);
    pl_link__order(lk);
    add_mod_deps(lk);
    add_verdicts(lk);
    pl_link__inputs(lk, what);
    return !lk->too_big && lk->refs.n <= UINT32_MAX && lk->tags.n <= UINT32_MAX;
}

pl_index *pl_index_build_all(const pl_build *what)
{
    pl_linker lk = { .arena.first = 256 * 1024 };
    size_t size = 0;
    char *image = NULL;
    pl_link__mods(&lk, what->mods, what->n_mods);
    if (link_all(&lk, what))
        image = put_together(&lk, what, &size);
    pl_link__done(&lk);
    assert(!image || pl_index__verify((pl_str){ image, size }));
    return image ? pl_index__open((pl_str){ image, size }, pl_mem_free, image) : NULL;
}

pl_index *pl_index_build(const pl_build_mod *mods, uint32_t n_mods, uint64_t options)
{
    pl_build what = { .mods = mods, .n_mods = n_mods, .options = options };
    return pl_index_build_all(&what);
}
