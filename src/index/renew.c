/* renew.c - copies an image with new file states, verdicts or checked values; nothing is linked
 * again. */
#include "index/renew.h"
#include "base/cast.h"
#include "base/buf.h"
#include "index/image.h"
#include <string.h>

/* The sections that may grow; the others are copied. */
typedef struct renewer {
    const pl_index *ix;
    const pl_renewal *what;
    PL_VEC(pl_ix_file) files;
    PL_VEC(pl_ix_input) inputs;
    pl_ix_verdicts verdicts;
    PL_VEC(pl_ix_precheck) prechecks;
    PL_VEC(uint32_t) reads;
    PL_VEC(uint32_t) offsets;     /* the ends of new strings, which follow the old ones */
    pl_buf text;                  /* the bytes of new strings */
    uint32_t n_strings, text_len; /* of the old strings */
} renewer;

static uint32_t add_str(renewer *r, pl_str s)
{
    if (!s.len)
        return 0;
    pl_buf_str(&r->text, s);
    pl_vec_push(&r->offsets, r->text_len + (uint32_t)r->text.len);
    return r->n_strings + (uint32_t)r->offsets.n - 1;
}

static uint32_t keep(void *r, pl_str text)
{
    return add_str(r, text);
}

static void add_verdict(renewer *r, uint32_t level, uint32_t file, const pl_diags *diags)
{
    pl_ix_checked what = { level, file, &r->files.at[file], diags };
    pl_ix__add_verdict(&r->verdicts, &what, keep, r);
}

static bool is_renewed(const renewer *r, const pl_ix_verdict *v)
{
    if (v->level == 3)
        return r->what->values != NULL;
    if (!r->what->verdicts || v->level > 1)
        return false;
    const pl_file_verdict *given = &r->what->verdicts[v->subject];
    return given->syntax || given->schema;
}

static void copy_rows(renewer *r)
{
    uint32_t n;
    const pl_ix_verdict *v = pl_index_section(r->ix, PL_IX_VERDICT, &n);
    for (uint32_t i = 0; i < n; i++)
        if (!is_renewed(r, &v[i]))
            pl_ix__keep_verdict(&r->verdicts, r->ix, &v[i]);
    const pl_ix_file *f = pl_index_files(r->ix, &n);
    for (uint32_t i = 0; i < n; i++) {
        pl_vec_push(&r->files, f[i]);
        if (r->what->files)
            r->files.at[i].stamp = r->what->files[i];
    }
    const pl_ix_input *in = pl_index_section(r->ix, PL_IX_INPUT, &n);
    for (uint32_t i = 0; i < n; i++) {
        pl_vec_push(&r->inputs, in[i]);
        if (r->what->inputs)
            r->inputs.at[i].stamp = r->what->inputs[i];
    }
}

static void renew_verdicts(renewer *r)
{
    for (uint32_t f = 0; r->what->verdicts && f < r->files.n; f++) {
        const pl_file_verdict *given = &r->what->verdicts[f];
        if (!given->syntax && !given->schema)
            continue;
        r->files.at[f].flags &= (uint16_t) ~(PL_IX_FILE_SYNTAX | PL_IX_FILE_SCHEMA);
        add_verdict(r, 0, f, given->syntax);
        add_verdict(r, 1, f, given->schema);
    }
}

static void renew_asks(renewer *r)
{
    uint32_t n, at = 0;
    const pl_ix_precheck *old = pl_index_section(r->ix, PL_IX_PRECHECK, &n);
    for (uint32_t f = 0; f < r->files.n; f++) {
        const pl_file_verdict *given = r->what->verdicts ? &r->what->verdicts[f] : NULL;
        bool again = given && given->prechecked;
        for (; at < n && old[at].file == f; at++)
            if (!again)
                pl_vec_push(&r->prechecks, old[at]);
        if (!again)
            continue;
        r->files.at[f].flags |= PL_IX_FILE_PRECHECKED;
        for (uint32_t i = 0; i < given->n_prechecks; i++)
            pl_vec_push(&r->prechecks, ((pl_ix_precheck){ f, add_str(r, given->prechecks[i].text),
                                                          given->prechecks[i].what }));
    }
}

static void renew_values(renewer *r)
{
    const pl_values_verdict *given = r->what->values;
    uint32_t n;
    const uint32_t *old = pl_index_section(r->ix, PL_IX_READ, &n);
    for (uint32_t i = 0; !given && i < n; i++)
        pl_vec_push(&r->reads, old[i]);
    for (uint32_t i = 0; given && i < given->n_reads; i++)
        pl_vec_push(&r->reads, add_str(r, given->reads[i]));
    for (uint32_t i = 0; given && i < given->n_keys; i++)
        pl_vec_push(&r->verdicts.list, ((pl_ix_verdict){ .level = 3, .key = given->keys[i] }));
}

/* The old strings, followed by the new ones; the results are owned. */
static void join_strings(const renewer *r, pl_ix_piece *off, pl_ix_piece *text)
{
    size_t old = (size_t)r->n_strings + 1;
    uint32_t *offsets = pl_mem_alloc((old + r->offsets.n) * sizeof *offsets);
    char *bytes = pl_mem_alloc(r->text_len + r->text.len);
    memcpy(offsets, off->at, old * sizeof *offsets);
    if (r->offsets.n)
        memcpy(offsets + old, r->offsets.at, r->offsets.n * sizeof *offsets);
    if (r->text_len)
        memcpy(bytes, text->at, r->text_len);
    if (r->text.len)
        memcpy(bytes + r->text_len, r->text.ptr, r->text.len);
    *off = (pl_ix_piece){ .at = offsets, .count = old + r->offsets.n };
    *text = (pl_ix_piece){ .at = bytes, .count = r->text_len + r->text.len };
}

/* Assemble the new image: renewed sections, and all others as they are in the old one. Owned; NULL
 * if the strings would exceed the limits of the format. */
static char *assemble(const renewer *r, size_t *size)
{
    pl_ix_piece pieces[PL_IX_SECTION_COUNT];
    pl_ix_header header = *pl_index_header(r->ix);
    if (r->text.len > UINT32_MAX - r->text_len || r->n_strings + r->offsets.n > PL_IX_REF_ATTR)
        return NULL;
    for (unsigned s = 0; s < PL_IX_SECTION_COUNT; s++) {
        uint32_t n;
        const void *at = pl_index_section(r->ix, (pl_ix_section)s, &n);
        pieces[s] = (pl_ix_piece){ .at = at, .count = n };
    }
    header.as_of_ns = r->what->as_of_ns;
    header.device = r->what->device;
    pieces[PL_IX_FILE].at = r->files.at;
    pieces[PL_IX_INPUT].at = r->inputs.at;
    pieces[PL_IX_VERDICT] = (pl_ix_piece){ .at = r->verdicts.list.at, .count = r->verdicts.list.n };
    pieces[PL_IX_DIAG] = (pl_ix_piece){ .at = r->verdicts.diags.at, .count = r->verdicts.diags.n };
    pieces[PL_IX_PRECHECK] = (pl_ix_piece){ .at = r->prechecks.at, .count = r->prechecks.n };
    pieces[PL_IX_READ] = (pl_ix_piece){ .at = r->reads.at, .count = r->reads.n };
    bool grown = r->offsets.n > 0;
    if (grown)
        join_strings(r, &pieces[PL_IX_STR_OFF], &pieces[PL_IX_STR_TEXT]);
    char *image = pl_ix__assemble(pieces, header, size);
    if (grown) {
        pl_mem_free(pl_unconst(pieces[PL_IX_STR_OFF].at));
        pl_mem_free(pl_unconst(pieces[PL_IX_STR_TEXT].at));
    }
    return image;
}

pl_index *pl_index_renew(const pl_index *ix, const pl_renewal *what)
{
    pl_assert(ix && what);
    renewer r = { .ix = ix, .what = what, .n_strings = ix->n_strings };
    size_t size;
    r.text_len = ix->str_off[ix->n_strings];
    copy_rows(&r);
    renew_verdicts(&r);
    renew_asks(&r);
    renew_values(&r);
    pl_assert(r.files.n == ix->n_files);
    char *image = assemble(&r, &size);
    pl_vec_done(&r.files);
    pl_vec_done(&r.inputs);
    pl_ix__verdicts_done(&r.verdicts);
    pl_vec_done(&r.prechecks);
    pl_vec_done(&r.reads);
    pl_vec_done(&r.offsets);
    pl_buf_done(&r.text);
    return image ? pl_index__open((pl_str){ image, size }, pl_ix__release, image) : NULL;
}
