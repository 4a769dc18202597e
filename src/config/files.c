/* files.c - lists, reads and parses .ppc files, and checks what stands at their top level. */
#include "config/files.h"
#include "base/file.h"
#include "base/path.h"
#include "base/str.h"
#include "hcl/content.h"
#include "hcl/parse.h"
#include <errno.h>
#include <stdlib.h>

/* ---- the names in a directory */

typedef struct names {
    pl_arena *arena;
    PL_VEC(pl_str) list;
} names;

static bool no_descent(void *ctx, pl_str path)
{
    (void)ctx, (void)path;
    return false;
}

static bool take_name(void *ctx, pl_str path, bool is_link)
{
    names *found = ctx;
    (void)is_link;
    if (pl_str_ends(path, PL_S(".ppc")))
        pl_vec_push(&found->list, pl_arena_str(found->arena, path));
    return found->list.n < PL_PPC_FILES_MAX;
}

static int by_text(const void *a, const void *b)
{
    return pl_str_cmp(*(const pl_str *)a, *(const pl_str *)b);
}

/* ---- one file */

static void parse_config_file(pl_ppc_set *set, pl_ppc file, pl_diags *diags)
{
    pl_parser *parser = pl_parser_new();
    pl_diags_begin(diags, file.path, file.text);
    file.body = pl_parse_file(parser, file.text, &set->arena, diags);
    pl_diags_end(diags);
    pl_parser_free(parser);
    pl_vec_push(&set->files, file);
}

void pl_ppc__add(pl_ppc_set *set, pl_str path, pl_str text, size_t dir, pl_diags *diags)
{
    char *copy = pl_arena_alloc(&set->arena, text.len + PL_VIEW_SLACK);
    if (text.len)
        memcpy(copy, text.ptr, text.len);
    memset(copy + text.len, 0, PL_VIEW_SLACK);
    pl_ppc file = { .dir = dir };
    file.path = pl_arena_str(&set->arena, path);
    file.text = pl_str_make(copy, text.len);
    parse_config_file(set, file, diags);
}

static void read_one(pl_ppc_set *set, pl_reader *reader, pl_str path, size_t dir, pl_diags *diags)
{
    pl_view view;
    int error = pl_view_open(reader, path.ptr, &view);
    if (!error && view.len > PL_PPC_MAX)
        error = EFBIG;
    if (error) {
        const char *reason = error == EINVAL ? "not a regular file" : pl_error_text(error);
        pl_diag_plain(diags, PL_ERROR, PL_DIAG_CANNOT_READ, "cannot read '%.*s': %s", PL_FMT(path),
                      reason);
    } else {
        pl_ppc__add(set, path, pl_view_str(&view), dir, diags);
    }
    pl_view_close(&view);
}

static void read_dir(pl_ppc_set *set, pl_reader *reader, pl_str dir, size_t at, pl_diags *diags)
{
    names found = { .arena = &set->arena };
    pl_str path = pl_arena_str(&set->arena, dir);
    pl_stamp stamp;
    int error = pl_file_walk(path.ptr, &found, no_descent, take_name, NULL);
    if (error == ENOTDIR && pl_file_stat(path.ptr, &stamp, NULL) == 0) /* the recorded text */
        pl_diag_plain(diags, PL_ERROR, PL_DIAG_INVALID_FLAG,
                      "if the path is a file, then you must not specify include/exclude");
    else if (error && error != ENOENT && error != ENOTDIR)
        pl_diag_plain(diags, PL_ERROR, PL_DIAG_CANNOT_READ, "cannot read '%.*s': %s", PL_FMT(dir),
                      pl_error_text(error));
    if (found.list.n == PL_PPC_FILES_MAX)
        pl_diag_plain(diags, PL_ERROR, PL_DIAG_TOO_LARGE, "more than %d files in '%.*s'",
                      PL_PPC_FILES_MAX - 1, PL_FMT(dir));
    else if (found.list.n)
        qsort(found.list.at, found.list.n, sizeof *found.list.at, by_text);
    for (size_t i = 0; i < found.list.n && found.list.n < PL_PPC_FILES_MAX; i++)
        read_one(set, reader, pl_path_join(&set->arena, dir, found.list.at[i]), at, diags);
    pl_vec_done(&found.list);
}

static bool listed_before(const pl_str *dirs, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (pl_str_eq(dirs[k], dirs[i]))
            return true;
    return false;
}

/* ---- top level */

static const pl_block_rule top_blocks[] = {
    { .type = { "connection", 10 }, .labels = "type, name", .n_labels = 2 },
    { .type = { "workspace", 9 }, .labels = "name", .n_labels = 1 },
};
static const pl_body_rule top_rule = { .blocks = top_blocks, .n_blocks = PL_COUNT(top_blocks) };

bool pl_ppc__check(const pl_ppc_set *set, pl_diags *diags)
{
    bool ok = true;
    for (size_t i = 0; i < set->files.n; i++) {
        const pl_ppc *file = &set->files.at[i];
        pl_diags_begin(diags, file->path, file->text);
        ok &= pl_body_check(file->body, &top_rule, diags);
        pl_diags_end(diags);
    }
    return ok;
}

bool pl_ppc__read(pl_ppc_set *set, const pl_str *dirs, size_t n_dirs, bool *place, pl_diags *diags)
{
    pl_reader reader = { 0 };
    size_t before = pl_diags_errors(diags);
    *place = false;
    for (size_t i = n_dirs; i-- > 0;)
        if (!listed_before(dirs, i))
            read_dir(set, &reader, dirs[i], i, diags);
    pl_reader_done(&reader);
    if (pl_diags_errors(diags) == before) {
        *place = true;
        return pl_ppc__check(set, diags);
    }
    for (size_t i = 0; i < pl_diags_count(diags); i++)
        *place |= pl_diags_get(diags, i)->path.len > 0;
    return false;
}

void pl_ppc__done(pl_ppc_set *set)
{
    pl_vec_done(&set->files);
    pl_arena_done(&set->arena);
}
