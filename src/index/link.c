/* link.c - what all steps of linking use: the order of mods, strings, attributes, and the end. */
#include "index/link.h"
#include "base/str.h"
#include <stdlib.h>

/* ---- mods, in their order */

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

/* ---- strings */

/* Sum of all strings of an image: leaves room for the other sections below 4 GiB. */
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

/* ---- */

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
    pl_vec_done(&lk->verdicts);
    pl_vec_done(&lk->diags);
    pl_vec_done(&lk->asks);
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
