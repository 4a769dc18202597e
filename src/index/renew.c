/* renew.c - copies an image with new file states, verdicts or checked values: a patch in which no
 * file changed (patch_rows.h). */
#include "index/renew.h"
#include "base/cast.h"
#include "index/patch_rows.h"

/* A file of the image as the builder gets it, without a part: with what was found out about it. */
static pl_build_file file_of(const pl_renewal *what, uint32_t row)
{
    if (!what->verdicts)
        return (pl_build_file){ 0 };
    const pl_file_verdict *given = &what->verdicts[row];
    return (pl_build_file){ .syntax = given->syntax,
                            .schema = given->schema,
                            .prechecks = given->prechecks,
                            .n_prechecks = given->n_prechecks,
                            .prechecked = given->prechecked };
}

static void renew_files(pl_patch *pt, const pl_renewal *what)
{
    uint32_t n = pt->old->n_files;
    pl_build_file *files = pl_arena_alloc(&pt->arena, (n + (size_t)1) * sizeof *files);
    pt->files = pl_arena_alloc(&pt->arena, (n + (size_t)1) * sizeof *pt->files);
    for (uint32_t i = 0; i < n; i++) {
        files[i] = file_of(what, i);
        pt->files[i] = &files[i];
    }
    pl_patch__files(pt);
    for (uint32_t i = 0; i < n; i++)
        pt->file_rows[i].stamp = what->files ? what->files[i] : pt->old->files[i].stamp;
    const pl_ix_input *in = pl_index_section(pt->old, PL_IX_INPUT, &n);
    for (uint32_t i = 0; i < n; i++) {
        pl_vec_push(&pt->inputs, in[i]);
        if (what->inputs)
            pt->inputs.at[i].stamp = what->inputs[i];
    }
}

/* Returns the section READ: what functions read, with the keys of the checks among the verdicts. */
static pl_ix_piece renew_values(pl_patch *pt, const pl_values_verdict *given)
{
    uint32_t n;
    const pl_ix_verdict *v = pl_index_section(pt->old, PL_IX_VERDICT, &n);
    for (uint32_t i = 0; !given && i < n; i++)
        if (v[i].level == 3)
            pl_ix__keep_verdict(&pt->verdicts, pt->old, &v[i]);
    const uint32_t *old = pl_index_section(pt->old, PL_IX_READ, &n);
    if (!given)
        return (pl_ix_piece){ .at = old, .count = n };
    for (uint32_t i = 0; i < given->n_keys; i++)
        pl_vec_push(&pt->verdicts.list,
                    ((pl_ix_verdict){ .level = 3,
                                      .key = given->keys[i],
                                      .first_diag = pl_u32(pt->verdicts.diags.n) }));
    uint32_t *reads = pl_arena_alloc(&pt->arena, (given->n_reads + (size_t)1) * sizeof *reads);
    for (uint32_t i = 0; i < given->n_reads; i++)
        reads[i] = pl_patch__str(pt, given->reads[i]);
    return (pl_ix_piece){ .at = reads, .count = given->n_reads };
}

pl_index *pl_index_renew(const pl_index *ix, const pl_renewal *what)
{
    pl_assert(ix && what);
    const pl_ix_header *header = pl_index_header(ix);
    pl_build build = { .options = header->options,
                       .program = header->program,
                       .device = what->device,
                       .as_of_ns = what->as_of_ns };
    pl_ix_piece pieces[PL_IX_SECTION_COUNT];
    pl_patch pt;
    char *image = NULL;
    size_t size;
    pl_patch__init(&pt, ix, &build);
    renew_files(&pt, what);
    pl_ix_piece reads = renew_values(&pt, what->values);
    pl_patch__pieces(&pt, pieces);
    pieces[PL_IX_READ] = reads;
    if (pl_patch__has_room(&pt))
        image = pl_patch__lay_out(&pt, pieces, &size);
    pl_patch__done(&pt);
    if (!image)
        return NULL;
    pl_index__seal(image, size);
    return pl_index__wrap((pl_str){ image, size }, pl_ix__release, image);
}
