/* link.c - what all steps of linking share: the order of mods, strings, attributes, and the end. */
#include "index/link.h"
#include "base/str.h"
#include "index/strings.h"
#include <stdlib.h>

/* ---- mods in order */

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
    pl_assert(n > 0 && !lk->mods);
    lk->n_mods = n;
    lk->mods = PL_LINK_NEW(lk, const pl_build_mod *, n);
    lk->mod_id = PL_LINK_NEW(lk, uint32_t, n);
    for (uint32_t i = 0; i < n; i++)
        lk->mods[i] = &mods[i];
    qsort(lk->mods + 1, n - 1, sizeof *lk->mods, compare_mods);
    for (uint32_t i = 0; i < n; i++)
        lk->mod_id[lk->mods[i] - mods] = i;
}

/* ---- strings */

/* The most bytes of all strings of an image; leaves room for the other sections below 4 GiB. */
static const size_t text_max = (size_t)1 << 30;

uint32_t pl_link__new_str(pl_linker *lk, pl_str s)
{
    size_t text = lk->strings.text.n;
    if (text > text_max || s.len > text_max - text || lk->strings.n >= PL_IX_REF_ATTR) {
        lk->too_big = true;
        return 0;
    }
    return pl_intern(&lk->strings, s);
}

/* ---- rows */

bool pl_link__attr(const pl_linker *lk, uint32_t id, pl_attr_id attr, uint16_t *flags)
{
    for (uint32_t i = lk->entry[id].attrs; i < lk->entry[id + 1].attrs; i++)
        if (lk->attrs.at[i].id == attr)
            return *flags = lk->attrs.at[i].flags, true;
    return false;
}

void pl_link__close_rows(pl_linker *lk)
{
    lk->entry[lk->n] = (pl_ix_entry){ .attrs = (uint32_t)lk->attrs.n,
                                      .tags = (uint32_t)lk->tags.n,
                                      .refs = (uint32_t)lk->refs.n,
                                      .parent = PL_NONE };
}

/* ---- freeing and checking */

void pl_link__done(pl_linker *lk)
{
    pl_vec_done(&lk->naming.namers);
    pl_vec_done(&lk->naming.inside);
    pl_vec_done(&lk->naming.id);
    pl_buf_done(&lk->naming.text);
    pl_vec_done(&lk->file_rows);
    pl_vec_done(&lk->entry_rows);
    pl_vec_done(&lk->attrs);
    pl_vec_done(&lk->tags);
    pl_vec_done(&lk->refs);
    pl_ix__verdicts_done(&lk->verdicts);
    pl_vec_done(&lk->prechecks);
    pl_vec_done(&lk->kids);
    pl_vec_done(&lk->moddep.list);
    pl_vec_done(&lk->child.list);
    pl_vec_done(&lk->parent.list);
    pl_vec_done(&lk->rref.list);
    pl_vec_done(&lk->inputs);
    pl_interner_done(&lk->strings);
    pl_interner_done(&lk->written);
    pl_arena_done(&lk->arena);
    pl_arena_done(&lk->scratch);
}

#ifndef NDEBUG
static void check_entry(const pl_linker *lk, uint32_t id)
{
    const pl_ix_entry *e = &lk->entry[id];
    pl_assert(e->file < lk->n_files && e->mod < lk->n_mods); /* 2 */
    pl_assert(e->parent == PL_NONE || e->parent < id);
    pl_assert(e->parent == PL_NONE || lk->entry[e->parent].file == e->file);
    pl_assert(e[0].attrs <= e[1].attrs && e[0].tags <= e[1].tags && e[0].refs <= e[1].refs); /* 3 */
}

static void check_strings(const pl_linker *lk)
{
    const pl_ix_run runs[PL_IX_SECTION_COUNT] = {
        [PL_IX_MOD] = { lk->mod, lk->n_begun },
        [PL_IX_FILE] = { lk->file, lk->n_files },
        [PL_IX_ENTRY] = { lk->entry, lk->n },
        [PL_IX_ATTR] = { lk->attrs.at, (uint32_t)lk->attrs.n },
        [PL_IX_TAG] = { lk->tags.at, (uint32_t)lk->tags.n },
        [PL_IX_REF] = { lk->refs.at, (uint32_t)lk->refs.n },
        [PL_IX_CHILD] = { lk->child.list.at, (uint32_t)lk->child.list.n },
        [PL_IX_DIAG] = { lk->verdicts.diags.at, (uint32_t)lk->verdicts.diags.n },
        [PL_IX_PRECHECK] = { lk->prechecks.at, (uint32_t)lk->prechecks.n },
    };
#define STRING_FIELD(field, bits, holds) pl_assert(!(holds) || ((field) & (bits)) < lk->strings.n);
    PL_IX_SECTIONS(PL_IX_EACH_STRING)
#undef STRING_FIELD
}

void pl_link__check(const pl_linker *lk)
{
    uint32_t n_diags = 0;
    pl_assert(lk->n_begun == lk->n_mods); /* 1 */
    for (uint32_t m = 0; m + 1 < lk->n_mods; m++)
        pl_assert(lk->mod[m].first_file <= lk->mod[m + 1].first_file &&
                  lk->mod[m].first_entry <= lk->mod[m + 1].first_entry);
    for (uint32_t id = 0; id < lk->n; id++)
        check_entry(lk, id);
    pl_assert(lk->entry[lk->n].attrs == lk->attrs.n); /* 3 */
    pl_assert(lk->entry[lk->n].tags == lk->tags.n);
    pl_assert(lk->entry[lk->n].refs == lk->refs.n);
    check_strings(lk); /* 4 */
    for (size_t i = 0; i < lk->refs.n; i++) {
        uint32_t target = lk->refs.at[i].target; /* 5 */
        pl_assert(target == PL_NONE || target < lk->n || (lk->beyond && target & PL_LINK_BEYOND));
    }
    pl_assert((lk->slot_mask & (lk->slot_mask + 1)) == 0 && lk->n <= lk->slot_mask); /* 6 */
    for (uint32_t id = 0; id < lk->n; id++)
        pl_assert(lk->child.off[id] <= lk->child.off[id + 1]);
    pl_assert(lk->child.off[lk->n] == lk->child.list.n); /* 7 */
    for (size_t i = 0; i < lk->verdicts.list.n; i++) {
        pl_assert(lk->verdicts.list.at[i].first_diag == n_diags); /* 8 */
        n_diags += lk->verdicts.list.at[i].n_diags;
    }
    pl_assert(n_diags == lk->verdicts.diags.n);
}
#endif
