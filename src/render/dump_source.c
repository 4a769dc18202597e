/* dump_source.c - opens each source file once, finds blocks by the ranges of the index, and takes
 * fingerprints of their texts. */
#include "render/dump_source.h"
#include "base/assert.h"
#include "base/diag.h"
#include "base/file.h"
#include "base/str.h"
#include "hcl/parse.h"
#include "render/dumper.h"
#include <mbedtls/sha256.h>
#include <mbedtls/version.h>
#include <string.h>

typedef struct reading {
    const pl_index *ix;
    pl_dump_text *out;
    pl_arena *arena, scratch;
    pl_parser *parser;
    pl_diags *quiet; /* collects errors of literals, which the check reports */
    pl_str text;     /* of the file at hand */
} reading;

void pl_dump__print_of(pl_str s, pl_dump_print *out)
{
    out->len = (uint32_t)s.len;
#if MBEDTLS_VERSION_MAJOR >= 3
    mbedtls_sha256((const unsigned char *)s.ptr, s.len, out->sha, 0);
#else
    mbedtls_sha256_ret((const unsigned char *)s.ptr, s.len, out->sha, 0);
#endif
}

/* The lines that contain [start, end), without the line end of the last one. */
static pl_str whole_lines(pl_str text, uint32_t start, uint32_t end)
{
    pl_assert(start <= end && end <= text.len);
    size_t first = pl_str_rfind(pl_str_sub(text, 0, start), '\n');
    first = first == start ? 0 : first + 1;
    size_t last = end > start ? end - 1 : end;
    last += pl_str_find(pl_str_sub(text, last, text.len), '\n');
    return pl_str_sub(text, first, last);
}

/* The text of a literal attribute, in `scratch` or in the file. */
static bool literal(reading *rd, pl_entry_id id, pl_attr_id attr, pl_str *out)
{
    const pl_ix_attr *a = pl_index_attr(rd->ix, id, attr);
    if (!a || !(a->flags & PL_ATTR_LITERAL))
        return false;
    *out = pl_index_attr_text(rd->ix, a);
    if (out->len || a->end > rd->text.len)
        return out->len > 0;
    size_t end = a->end; /* the line of a heredoc's marker belongs to it */
    if (a->flags & PL_ATTR_HEREDOC)
        end += pl_str_find(pl_str_sub(rd->text, end, rd->text.len), '\n') + 1;
    pl_str source = pl_str_sub(rd->text, a->start, end);
    pl_expr *expr = pl_parse_expr(rd->parser, source, &rd->scratch, rd->quiet);
    return !pl_diags_errors(rd->quiet) && pl_expr_string(expr, &rd->scratch, out);
}

/* Fingerprints of one block. An attribute that is no literal has none. */
static void read_entry(reading *rd, pl_entry_id id, const pl_ix_entry *e)
{
    pl_dump_text *out = &rd->out[id];
    pl_mark mark = pl_arena_mark(&rd->scratch);
    pl_str text;
    pl_diags_truncate(rd->quiet, 0);
    pl_dump__print_of(whole_lines(rd->text, e->start, e->end), &out->source);
    out->sql.len = out->documentation.len = PL_NONE;
    if (literal(rd, id, PL_ATTR_SQL, &text))
        pl_dump__print_of(text, &out->sql);
    if (literal(rd, id, PL_ATTR_DOCUMENTATION, &text))
        pl_dump__print_of(text, &out->documentation);
    if (!(e->flags & PL_ENTRY_DESC_OPEN) && literal(rd, id, PL_ATTR_DESCRIPTION, &text))
        out->description = pl_arena_str(rd->arena, text);
    pl_arena_rewind(&rd->scratch, mark);
}

/* Blocks are found by the ranges of the index. A file that is shorter than its last range has
 * changed since it was indexed. */
static bool read_file(reading *rd, pl_reader *reader, pl_str root, uint32_t file, pl_diags *diags)
{
    uint32_t n, first, end;
    pl_view view;
    pl_str path = pl_index_str(rd->ix, pl_index_files(rd->ix, &n)[file].path);
    if (!pl_str_starts(path, PL_S("/")))
        path = pl_arena_printf(&rd->scratch, "%.*s/%.*s", PL_FMT(root), PL_FMT(path));
    else
        path = pl_arena_str(&rd->scratch, path);
    const pl_ix_entry *entries = pl_index_entries(rd->ix, &n);
    int error = pl_view_open(reader, path.ptr, &view);
    if (error) {
        pl_diag_plain(diags, PL_ERROR, PL_DIAG_CANNOT_READ, "cannot read '%s': %s", path.ptr,
                      pl_error_text(error));
        return false;
    }
    rd->text = pl_view_str(&view);
    bool same = true;
    pl_index_file_entries(rd->ix, file, &first, &end);
    pl_diags_begin(rd->quiet, path, rd->text);
    for (uint32_t id = first; id < end && same; id++) {
        same = entries[id].end <= rd->text.len;
        if (same)
            read_entry(rd, id, &entries[id]);
    }
    pl_diags_end(rd->quiet);
    same = pl_view_close(&view) && same;
    if (!same)
        pl_diag_plain(diags, PL_ERROR, PL_DIAG_CHANGED, "cannot read '%s': it changed meanwhile",
                      path.ptr);
    return same;
}

pl_dump_text *pl_dump_read_sources(const pl_index *ix, pl_str root, pl_arena *arena,
                                   pl_diags *diags)
{
    uint32_t n, n_files;
    bool ok = true;
    pl_reader reader = { 0 };
    pl_index_entries(ix, &n);
    pl_index_files(ix, &n_files);
    reading rd = { .ix = ix,
                   .arena = arena,
                   .parser = pl_parser_new(),
                   .quiet = pl_diags_new(),
                   .out = pl_arena_zero(arena, ((size_t)n + 1) * sizeof *rd.out, 8) };
    for (uint32_t f = 0; f < n_files && ok; f++) {
        pl_mark mark = pl_arena_mark(&rd.scratch);
        ok = read_file(&rd, &reader, root, f, diags);
        pl_arena_rewind(&rd.scratch, mark);
    }
    pl_parser_free(rd.parser);
    pl_diags_free(rd.quiet);
    pl_arena_done(&rd.scratch);
    pl_reader_done(&reader);
    return ok ? rd.out : NULL;
}
