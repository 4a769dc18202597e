/* patch.c - which way an image is patched.
 *
 *      old image + parts of the changed files
 *            |
 *      the same mods, files and inputs? -- no ------------------------------+
 *            | yes                                                          |
 *      does linking see a difference in a changed file?                     |
 *            | no                     | yes                                 |
 *         splice.c                 graft.c -- too large, or not followed -->+
 *            |                        |                                     |
 *            +--- is much of its text garbage? (string_gc.c) -- yes ------->+
 *            | no                                                        relink.c
 *         the result
 *
 * Most edits leave every name, reference and base as it was: they change a query, a title, a tag or
 * the place of blocks. Linking would have the same result then, so rows can be replaced. To find
 * out, two parts are compared: the one that the scanner has just made, and the one from which the
 * old image was made, which is recovered from that image (recover.c). Everything that linking reads
 * must be the same in both:
 *
 *   - the number of blocks, their kinds, labels and nesting, and the flags that linking reads
 *   - the texts of references, their attributes, and whether they are recorded
 *   - of entries that have a base or are one, everything that a base can give
 *
 * A patch adds strings and never removes any. Each time the text has grown by another GARBAGE_STEP
 * bytes the garbage is counted; if there is too much, everything is linked anew. */
#include "index/patch.h"
#include "base/str.h"

enum { GARBAGE_STEP = 2048 };

/* ---- is it the same workspace, with other bytes? */

static bool same_mod(const pl_patch *pt, const pl_build_mod *bm, uint32_t m, const uint32_t *mod_id)
{
    const pl_index *ix = pt->old;
    const pl_ix_mod *mod = &ix->mods[m];
    uint32_t n;
    const uint32_t *deps = pl_index_mod_deps(ix, m, &n);
    pl_str title = bm->title.len ? bm->title : bm->short_name;
    if (!pl_str_eq(bm->short_name, pl_ix__str(ix, mod->short_name)) ||
        !pl_str_eq(title, pl_ix__str(ix, mod->title)) ||
        !pl_str_eq(bm->dir, pl_ix__str(ix, mod->dir)) ||
        !pl_str_eq(bm->dep_path, pl_ix__str(ix, mod->dep_path)) || bm->flags != mod->flags ||
        bm->n_deps != n)
        return false;
    for (uint32_t i = 0; i < n; i++)
        if (mod_id[bm->deps[i]] != deps[i])
            return false;
    return true;
}

/* Every row has its file, in place. Notes those that changed. */
static bool align_files(pl_patch *pt, const pl_build_mod *bm, uint32_t m)
{
    const pl_index *ix = pt->old;
    uint32_t first = ix->mods[m].first_file;
    uint32_t end = m + 1 < ix->n_mods ? ix->mods[m + 1].first_file : ix->n_files;
    if (bm->n_files != end - first)
        return false;
    for (uint32_t i = 0; i < bm->n_files; i++) {
        const pl_build_file *bf = &bm->files[i];
        if (bf->old != first + i + 1)
            return false;
        pt->files[first + i] = bf;
        if (bf->part)
            pl_vec_push(&pt->list, ((pl_patch_file){ .row = first + i, .is = bf->part }));
    }
    return true;
}

static bool align(pl_patch *pt)
{
    pl_linker lk = { .arena.first = 16 * 1024 };
    const pl_index *ix = pt->old;
    bool same = pt->what->n_mods == ix->n_mods;
    pt->files = pl_arena_alloc(&pt->arena, (ix->n_files + 1) * sizeof *pt->files);
    if (same)
        pl_link__mods(&lk, pt->what->mods, ix->n_mods);
    for (uint32_t m = 0; m < ix->n_mods && same; m++)
        same = same_mod(pt, lk.mods[m], m, lk.mod_id) && align_files(pt, lk.mods[m], m);
    pl_arena_done(&lk.arena);
    return same && pt->list.n * 4 <= ix->n_files + 16;
}

/* ---- may rows be replaced, or does linking see a difference? */

static bool same_span(const pl_part *a, pl_span x, const pl_part *b, pl_span y)
{
    return pl_str_eq(pl_part_str(a, x), pl_part_str(b, y));
}

static bool same_refs(const pl_patch_file *c, uint32_t i)
{
    const pl_part *a = c->was, *b = c->is;
    uint32_t x = a->entries[i].refs, y = b->entries[i].refs;
    if (a->entries[i + 1].refs - x != b->entries[i + 1].refs - y)
        return false;
    for (; x < a->entries[i + 1].refs; x++, y++) {
        const pl_part_ref *r = &a->refs[x], *s = &b->refs[y];
        if (r->in_param != s->in_param || r->recorded != s->recorded ||
            !same_span(a, r->to, b, s->to) || !same_span(a, r->attr, b, s->attr) ||
            (r->in_param && !same_span(a, r->block, b, s->block)))
            return false;
    }
    return true;
}

static const pl_part_attr *attr_of(const pl_part *part, uint32_t i, pl_attr_id id)
{
    for (uint32_t at = part->entries[i].attrs; at < part->entries[i + 1].attrs; at++)
        if (part->attrs[at].id == id)
            return &part->attrs[at];
    return NULL;
}

/* Are both absent, or both present and of one kind? */
static bool same_attr(const pl_patch_file *c, uint32_t i, pl_attr_id id)
{
    const pl_part_attr *a = attr_of(c->was, i, id), *b = attr_of(c->is, i, id);
    return a && b ? a->flags == b->flags : a == b;
}

/* Do they agree in all that a base can give, and in what it is given to? */
static bool same_legacy(const pl_patch_file *c, uint32_t i)
{
    const pl_part *a = c->was, *b = c->is;
    const pl_part_entry *x = &a->entries[i], *y = &b->entries[i];
    if ((x->flags ^ y->flags) & PL_PATCH_INHERITED || x->width != y->width ||
        !same_span(a, x->title, b, y->title) || !same_span(a, x->description, b, y->description) ||
        x[1].tags - x->tags != y[1].tags - y->tags || !same_attr(c, i, PL_ATTR_WIDTH))
        return false;
    for (uint32_t t = x->tags, u = y->tags; t < x[1].tags; t++, u++)
        if (a->tags[t].open != b->tags[u].open ||
            !same_span(a, a->tags[t].key, b, b->tags[u].key) ||
            !same_span(a, a->tags[t].value, b, b->tags[u].value))
            return false;
    return true;
}

static bool has_heirs(const pl_index *ix, pl_entry_id id)
{
    uint32_t n;
    const pl_entry_id *by = pl_index_dependents(ix, id, &n);
    for (uint32_t i = 0; i < n; i++)
        if (pl_index_base(ix, by[i]) == id)
            return true;
    return false;
}

static bool same_entry(const pl_patch *pt, const pl_patch_file *c, uint32_t i)
{
    const pl_part *a = c->was, *b = c->is;
    const pl_part_entry *x = &a->entries[i], *y = &b->entries[i];
    uint32_t flags = y->flags | (y->kind == PL_KIND_LOCAL ? PL_ENTRY_TOP_BLOCK : 0);
    uint32_t structure = (x->flags ^ flags) & ~(uint32_t)(PL_PATCH_UNLINKED | PL_PATCH_INHERITED);
    if (x->kind != y->kind || y->kind == PL_KIND_MOD || x->parent != y->parent || structure ||
        !same_span(a, x->label, b, y->label) || !same_refs(c, i))
        return false;
    bool heir = y->flags & PL_ENTRY_HAS_BASE;
    if (heir && !same_attr(c, i, PL_ATTR_BASE))
        return false;
    return same_legacy(c, i) || (!heir && !has_heirs(pt->old, c->first + i));
}

static bool is_patchable(pl_patch *pt, pl_patch_file *c)
{
    pl_index_file_entries(pt->old, c->row, &c->first, &c->end);
    if (c->is->n_entries != c->end - c->first)
        return false;
    c->was = pl_index__recover(pt->old, c->row, &pt->arena);
    for (uint32_t i = 0; i < c->is->n_entries; i++)
        if (!same_entry(pt, c, i))
            return false;
    return true;
}

/* ---- inputs: the same ones in other states, otherwise everything is linked anew */

static bool put_inputs(pl_patch *pt)
{
    uint32_t n;
    const pl_ix_input *old = pl_index_section(pt->old, PL_IX_INPUT, &n);
    const pl_build_input *in = pt->what->inputs;
    if (in && pt->what->n_inputs != n)
        return false;
    pl_vec_reserve(&pt->inputs, n);
    for (uint32_t i = 0; i < n; i++) {
        pl_ix_input row = old[i];
        if (in) {
            pl_str path = pl_str_sub(pl_ix__str(pt->old, row.path), 0, row.len);
            if (in[i].kind != row.kind || !pl_str_eq(in[i].path, path))
                return false;
            row.stamp = pl_ix_stamp_of(&in[i].stamp);
            row.hash = in[i].hash;
        }
        pl_vec_push(&pt->inputs, row);
    }
    return true;
}

/* ---- the choice */

static bool may_splice(pl_patch *pt)
{
    for (size_t k = 0; k < pt->list.n; k++)
        if (!is_patchable(pt, &pt->list.at[k]))
            return false;
    return true;
}

static pl_index *patch_rows(pl_patch *pt, pl_patch_way *way)
{
    if (!align(pt) || !put_inputs(pt))
        return NULL;
    *way = may_splice(pt) ? PL_PATCH_SPLICED : PL_PATCH_GRAFTED;
    pl_index *ix = *way == PL_PATCH_SPLICED ? pl_patch__splice(pt) : pl_patch__graft(pt);
    size_t before = pl_patch__text_end(pt->old), after = before + pt->text.len;
    if (!ix || before / GARBAGE_STEP == after / GARBAGE_STEP || !pl_index__has_garbage(ix))
        return ix;
    pl_index_close(ix);
    return NULL;
}

pl_index *pl_index_patch(const pl_index *old, const pl_build *what, pl_patch_way *way)
{
    pl_assert(old && what && way);
    pl_assert(what->n_mods > 0);
    pl_patch pt;
    pl_patch__init(&pt, old, what);
    pl_index *ix = patch_rows(&pt, way);
    pl_patch__done(&pt);
    if (!ix) {
        *way = PL_PATCH_RELINKED;
        ix = pl_patch__relink(old, what);
    }
    if (ix)
        pl_index__check(ix);
    pl_assert(!ix || pl_index__verify(pl_index_bytes(ix)));
    return ix;
}
