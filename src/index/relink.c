/* relink.c - the slow way to patch an image: it is turned back into parts, and all parts are linked
 * anew.
 *
 * Files that did not change are not read: their rows become parts again (recover.c), their
 * verdicts become diagnostics, and the builder gets them together with the parts of the changed
 * files. The result has no unused strings, so this is also how the strings of an image are
 * garbage collected (string_gc.c). */
#include "index/patch.h"
#include "base/diag.h"
#include "base/str.h"
#include "base/vec.h"

typedef struct relinking {
    const pl_index *old;
    pl_arena arena;
    pl_diags *clean;             /* the verdict "nothing wrong" */
    PL_VEC(pl_diags *) verdicts; /* the verdicts that are not clean */
    const uint32_t *at;          /* pl_ix__verdict_rows() */
} relinking;

static const pl_diags *verdict_of(relinking *rl, uint32_t file, uint32_t level)
{
    const pl_ix_verdict *v = pl_index_section(rl->old, PL_IX_VERDICT, NULL);
    const pl_ix_diag *diags = pl_index_section(rl->old, PL_IX_DIAG, NULL);
    uint32_t flag = level ? PL_IX_FILE_SCHEMA : PL_IX_FILE_SYNTAX;
    if (!(rl->old->files[file].flags & flag))
        return NULL;
    if (!rl->at[file * 2 + level])
        return rl->clean;
    v += rl->at[file * 2 + level] - 1;
    pl_diags *out = pl_diags_new();
    for (uint32_t i = 0; i < v->n_diags; i++) {
        const pl_ix_diag *row = &diags[v->first_diag + i];
        pl_str path = pl_ix__str(rl->old, rl->old->files[file].path);
        pl_diag d = pl_index_diag(rl->old, row, path);
        pl_diag_copy(out, &d);
    }
    pl_vec_push(&rl->verdicts, out);
    return out;
}

static void recover_asks(relinking *rl, uint32_t file, pl_build_file *out)
{
    uint32_t n;
    const pl_ix_precheck *prechecks = pl_index_file_prechecks(rl->old, file, &n);
    pl_build_precheck *list = pl_arena_alloc(&rl->arena, (n + 1) * sizeof *list);
    for (uint32_t i = 0; i < n; i++)
        list[i] = (pl_build_precheck){ pl_ix__str(rl->old, prechecks[i].text), prechecks[i].what };
    out->prechecked = (rl->old->files[file].flags & PL_IX_FILE_PRECHECKED) != 0;
    out->prechecks = list;
    out->n_prechecks = n;
}

static pl_build_file recover_file(relinking *rl, const pl_build_file *file)
{
    pl_build_file out = *file;
    if (out.part || !out.old)
        return out;
    out.part = pl_index__recover(rl->old, out.old - 1, &rl->arena);
    const pl_diags *syntax = verdict_of(rl, out.old - 1, 0);
    const pl_diags *schema = verdict_of(rl, out.old - 1, 1);
    out.syntax = out.syntax ? out.syntax : syntax;
    out.schema = out.schema ? out.schema : schema;
    if (!out.prechecked)
        recover_asks(rl, out.old - 1, &out);
    return out;
}

/* The rows of INPUT, unchanged. */
static const pl_build_input *recover_inputs(relinking *rl, uint32_t *n)
{
    const pl_ix_input *in = pl_index_section(rl->old, PL_IX_INPUT, n);
    pl_build_input *out = pl_arena_alloc(&rl->arena, (*n + 1) * sizeof *out);
    for (uint32_t i = 0; i < *n; i++)
        out[i] = (pl_build_input){
            .path = pl_str_sub(pl_ix__str(rl->old, in[i].path), 0, in[i].len),
            .kind = in[i].kind,
            .stamp = { .size = in[i].stamp.size,
                       .inode = in[i].stamp.inode,
                       .mtime_ns = in[i].stamp.mtime_ns,
                       .ctime_ns = in[i].stamp.change },
            .hash = in[i].hash,
        };
    return out;
}

pl_index *pl_patch__relink(const pl_index *old, const pl_build *what)
{
    relinking rl = { .old = old, .clean = pl_diags_new(), .arena.first = 256 * 1024 };
    pl_build_mod *mods = pl_arena_alloc(&rl.arena, what->n_mods * sizeof *mods);
    rl.at = pl_ix__verdict_rows(old, &rl.arena);
    for (uint32_t m = 0; m < what->n_mods; m++) {
        mods[m] = what->mods[m];
        pl_build_file *files = pl_arena_alloc(&rl.arena, (mods[m].n_files + 1) * sizeof *files);
        for (uint32_t f = 0; f < mods[m].n_files; f++)
            files[f] = recover_file(&rl, &mods[m].files[f]);
        mods[m].files = files;
    }
    pl_build all = *what;
    all.mods = mods;
    all.doubtful = true;
    if (!what->inputs)
        all.inputs = recover_inputs(&rl, &all.n_inputs);
    pl_index *ix = pl_index_build_all(&all);
    for (size_t i = 0; i < rl.verdicts.n; i++)
        pl_diags_free(rl.verdicts.at[i]);
    pl_vec_done(&rl.verdicts);
    pl_diags_free(rl.clean);
    pl_arena_done(&rl.arena);
    return ix;
}
