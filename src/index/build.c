/* build.c - the builder: links files as they are added, then moves the grown arrays into the
 * sections of an image. */
#include "index/build.h"
#include "index/link.h"
#include "base/str.h"
#include <stdlib.h>
#include <string.h>

/* ---- room */

/* Reserve memory for what is likely to come, so that arrays do not grow step by step: memory
 * that is never written costs nothing, but an array that was outgrown does. A file of a real mod
 * has on average 12 entries, 23 attributes, 9 tags, 33 references (10 new ones, of 370 bytes)
 * and 18 new strings of 870 bytes. */
static void reserve(pl_linker *lk)
{
    enum { FEWEST = 400 };
    size_t n = 0;
    for (uint32_t m = 0; m < lk->n_mods; m++)
        n += lk->mods[m]->n_files;
    lk->mod = PL_LINK_NEW(lk, pl_ix_mod, lk->n_mods);
    pl_vec_reserve(&lk->file_rows, n);
    if (n < FEWEST)
        n = FEWEST;
    pl_vec_reserve(&lk->entry_rows, n * 16);
    pl_vec_reserve(&lk->attrs, n * 32);
    pl_vec_reserve(&lk->tags, n * 16);
    pl_vec_reserve(&lk->refs, n * 40);
    pl_interner_expect(&lk->strings, n * 20, n * 1100);
    pl_interner_expect(&lk->written, n * 12, n * 500);
    lk->file = lk->file_rows.at;
    lk->entry = lk->entry_rows.at;
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

static uint32_t keep(void *lk, pl_str text)
{
    return pl_link__str(lk, text);
}

static void add_verdict(pl_linker *lk, uint32_t level, uint32_t file, const pl_diags *diags)
{
    pl_ix_checked what = { level, file, &lk->file[file], diags };
    pl_ix__add_verdict(&lk->verdicts, &what, keep, lk);
}

static void add_asks(pl_linker *lk, uint32_t file, const pl_build_file *from)
{
    if (!from->prechecked)
        return;
    lk->file[file].flags |= PL_IX_FILE_PRECHECKED;
    for (uint32_t i = 0; i < from->n_prechecks; i++)
        pl_vec_push(&lk->prechecks,
                    ((pl_ix_precheck){ file, pl_link__str(lk, from->prechecks[i].text),
                                       from->prechecks[i].what }));
}

/* ---- putting the sections together */

/* A vector as a piece that owns it, without the capacity that was never written. */
static pl_ix_piece take_vec(void *at, size_t n, size_t cap, size_t each)
{
    size_t owned = cap * each, used = n * each;
    if (used >= PL_MEM_PAGES && used < owned) {
        at = pl_mem_resize(at, owned, used);
        owned = used;
    }
    return (pl_ix_piece){ .at = at, .count = n, .owned = owned };
}

/* Make the pieces, which take the vectors over. */
static void gather(pl_linker *lk, pl_ix_piece out[PL_IX_SECTION_COUNT])
{
#define PIECE(name, ptr, n) out[PL_IX_##name] = (pl_ix_piece){ .at = (ptr), .count = (n) }
#define TAKE(name, vec, n)                                                                         \
    (out[PL_IX_##name] = take_vec((vec).at, (n), (vec).cap, sizeof *(vec).at),                     \
     memset(&(vec), 0, sizeof(vec)))
    TAKE(STR_OFF, lk->strings.offsets, (size_t)lk->strings.n + 1);
    TAKE(STR_TEXT, lk->strings.text, lk->strings.text.n);
    PIECE(MOD, lk->mod, lk->n_mods);
    PIECE(MODDEP_OFF, lk->moddep.off, (size_t)lk->n_mods + 1);
    TAKE(MODDEP, lk->moddep.list, lk->moddep.list.n);
    TAKE(FILE, lk->file_rows, lk->n_files);
    TAKE(ENTRY, lk->entry_rows, (size_t)lk->n + 1);
    TAKE(ATTR, lk->attrs, lk->attrs.n);
    TAKE(TAG, lk->tags, lk->tags.n);
    TAKE(REF, lk->refs, lk->refs.n);
    PIECE(CHILD_OFF, lk->child.off, (size_t)lk->n + 1);
    TAKE(CHILD, lk->child.list, lk->child.list.n);
    PIECE(PARENT_OFF, lk->parent.off, (size_t)lk->n + 1);
    TAKE(PARENT, lk->parent.list, lk->parent.list.n);
    PIECE(RREF_OFF, lk->rref.off, (size_t)lk->n + 1);
    TAKE(RREF, lk->rref.list, lk->rref.list.n);
    PIECE(KIND_OFF, lk->kind_off, PL_KIND_COUNT + 1);
    PIECE(KIND, lk->kind, lk->n_names);
    PIECE(NAME, lk->name, lk->n_names);
    PIECE(SLOT, lk->slots, (size_t)lk->slot_mask + 1);
    TAKE(VERDICT, lk->verdicts.list, lk->verdicts.list.n);
    TAKE(DIAG, lk->verdicts.diags, lk->verdicts.diags.n);
    TAKE(INPUT, lk->inputs, lk->inputs.n);
    TAKE(PRECHECK, lk->prechecks, lk->prechecks.n);
    PIECE(READ, NULL, 0);
#undef PIECE
#undef TAKE
}

/* The bytes of the image, owned; NULL: they would exceed 4 GiB. */
static char *put_together(pl_linker *lk, const pl_build *what, size_t *size)
{
    pl_ix_piece pieces[PL_IX_SECTION_COUNT];
    pl_ix_header header = {
        .options = what->options,
        .program = what->program,
        .device = what->device,
        .as_of_ns = what->as_of_ns,
    };
    gather(lk, pieces);
    pl_interner_done(&lk->strings); /* its texts are owned by pieces now */
    return pl_ix__assemble(pieces, header, size);
}

/* ---- the builder */

struct pl_builder {
    pl_linker lk;
    const pl_build_mod *first; /* the caller's array */
};

pl_builder *pl_builder_new(const pl_build_mod *mods, uint32_t n_mods)
{
    pl_builder *b = pl_mem_zalloc(sizeof *b);
    pl_linker *lk = &b->lk;
    pl_assert(mods && n_mods > 0);
    b->first = mods;
    pl_arena_init(&lk->arena, 16 * 1024);
    pl_arena_init(&lk->scratch, 64 * 1024);
    pl_link__mods(lk, mods, n_mods);
    lk->too_big = n_mods > UINT16_MAX;
    reserve(lk);
    return b;
}

void pl_builder_free(pl_builder *b)
{
    if (!b)
        return;
    pl_link__done(&b->lk);
    pl_mem_free(b);
}

uint32_t pl_builder_mod(const pl_builder *b, uint32_t i)
{
    pl_assert(i < b->lk.n_mods);
    return (uint32_t)(b->lk.mods[i] - b->first);
}

void pl_builder_add(pl_builder *b, uint32_t mod, const pl_build_file *file)
{
    pl_linker *lk = &b->lk;
    pl_assert(mod < lk->n_mods);
    pl_assert(lk->mod_id[mod] + 1 >= lk->n_begun); /* in the order of the mods */
    if (!file->part || lk->too_big)
        return;
    pl_link__collect(lk, lk->mod_id[mod], file);
    if (lk->too_big)
        return;
    add_verdict(lk, 0, lk->n_files - 1, file->syntax);
    add_verdict(lk, 1, lk->n_files - 1, file->schema);
    add_asks(lk, lk->n_files - 1, file);
}

static bool link_all(pl_linker *lk, const pl_build *what)
{
    if (lk->too_big)
        return false;
    pl_link__begin_mods(lk, lk->n_mods - 1);
    pl_link__close_rows(lk);
    pl_link__names(lk);
    pl_link__targets(lk);
    pl_interner_done(&lk->written);
    pl_arena_reset(&lk->scratch);
    if (lk->too_big)
        return false;
    pl_link__bases(lk);
    pl_arena_reset(&lk->scratch);
    pl_link__tree(lk);
    pl_arena_reset(&lk->scratch);
    pl_link__order(lk);
    pl_arena_done(&lk->scratch);
    add_mod_deps(lk);
    pl_link__inputs(lk, what);
    pl_link__check(lk);
    return !lk->too_big && lk->tags.n <= UINT32_MAX;
}

pl_index *pl_builder_finish(pl_builder *b, const pl_build *what)
{
    size_t size = 0;
    char *image = link_all(&b->lk, what) ? put_together(&b->lk, what, &size) : NULL;
    pl_builder_free(b);
    if (image && what->doubtful && !pl_index__verify((pl_str){ image, size })) {
        pl_ix__release(image);
        return NULL;
    }
    pl_assert(!image || pl_index__verify((pl_str){ image, size }));
    return image ? pl_index__wrap((pl_str){ image, size }, pl_ix__release, image) : NULL;
}

pl_index *pl_index_build_all(const pl_build *what)
{
    pl_builder *b = pl_builder_new(what->mods, what->n_mods);
    for (uint32_t i = 0; i < what->n_mods; i++) {
        uint32_t mod = pl_builder_mod(b, i);
        for (uint32_t f = 0; f < what->mods[mod].n_files; f++)
            pl_builder_add(b, mod, &what->mods[mod].files[f]);
    }
    return pl_builder_finish(b, what);
}

pl_index *pl_index_build(const pl_build_mod *mods, uint32_t n_mods, uint64_t options)
{
    pl_build what = { .mods = mods, .n_mods = n_mods, .options = options };
    return pl_index_build_all(&what);
}
