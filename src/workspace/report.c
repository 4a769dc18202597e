/* report.c - the errors that keep a workspace from opening: files that cannot be read, then the
 * verdicts of one level after the other, with the headings of Powerpipe. */
#include "base/str.h"
#include "workspace/state.h"
#include <errno.h>
#include <stdlib.h>

static bool is_gone(int error)
{
    return error == ENOENT || error == ESTALE || error == ENOTDIR;
}

/* Is the path not a source file at all, whatever its name? */
static bool is_odd(int error)
{
    return error == EINVAL || error == EISDIR || error == EFBIG || error == ENXIO;
}

static void skip_file(pl_workspace *ws, pl_source_file *f, bool reports, pl_diags *diags)
{
    f->left_out = true;
    pl_log_line(&ws->log, PL_LOG_WARN, "skipping file", 2, "path", f->path.ptr, "error",
                pl_file_reason(f->error));
    if (reports)
        pl_diag_plain(diags, PL_WARNING, PL_DIAG_CANNOT_READ, "skipping '%s': %s", f->path.ptr,
                      pl_file_reason(f->error));
}

static void skip_mod(pl_workspace *ws, uint32_t mod, pl_str path, int error, pl_diags *diags)
{
    const pl_tree_mod *m = &ws->files.tree.list[mod];
    if (ws->files.skipped[mod])
        return;
    ws->files.skipped[mod] = true;
    pl_log_line(&ws->log, PL_LOG_WARN,
                is_gone(error) ? "skipping dependency mod with missing files"
                               : "skipping dependency mod with unreadable files",
                3, "mod", m->short_name.ptr, "path", m->dir.ptr,
                is_gone(error) ? "missing_file" : "file", path.ptr);
    pl_diag_plain(diags, PL_WARNING, PL_DIAG_CANNOT_READ,
                  "skipping mod '%.*s': cannot read '%.*s': %s", PL_FMT(m->dep_path), PL_FMT(path),
                  pl_file_reason(error));
}

/* Without `strict`, decide what to leave out because a file cannot be read: the file, its mod, or,
 * with an error and false, the workspace (F1, F2 and F5 of lazy-workspace.md). */
static bool tolerate(pl_workspace *ws, pl_source_file *f, pl_diags *diags)
{
    if (is_odd(f->error) || (is_gone(f->error) && f->mod == 0)) {
        skip_file(ws, f, true, diags);
        return true;
    }
    if (f->mod != 0) {
        skip_mod(ws, f->mod, f->path, f->error, diags);
        return true;
    }
    pl_diag_plain(diags, PL_ERROR, PL_DIAG_CANNOT_READ, "cannot read '%s': %s", f->path.ptr,
                  pl_file_reason(f->error));
    return false;
}

bool pl_workspace__handle_unread(pl_workspace *ws, pl_diags *diags)
{
    bool ok = true;
    for (uint32_t i = 0; i < ws->files.n; i++) {
        pl_source_file *f = &ws->files.list[i];
        if (!f->error || f->left_out)
            continue;
        if (!ws->options.strict)
            ok = tolerate(ws, f, diags) && ok;
        else if (is_gone(f->error))
            skip_file(ws, f, false, diags); /* a dangling link is ignored (recorded) */
    }
    for (uint32_t i = 0; i < ws->files.n; i++)
        if (ws->files.skipped[ws->files.list[i].mod])
            ws->files.list[i].left_out = true;
    return ok;
}

bool pl_workspace__bad_dir(pl_workspace *ws, uint32_t mod, pl_str path, int error, pl_diags *diags)
{
    if (!ws->options.strict && mod != 0) {
        skip_mod(ws, mod, path, error, diags);
        return true;
    }
    pl_diag_plain(diags, PL_ERROR, PL_DIAG_CANNOT_READ, "cannot read '%.*s': %s", PL_FMT(path),
                  pl_file_reason(error));
    return false;
}

/* ---- verdicts */

typedef enum level { SYNTAX, SCHEMA, STATIC, LEVELS } level;

static const char decoding[] = "Internal Error: Failed to decode mod";

/* A file with an error. */
typedef struct wrong_file {
    pl_str path;
    const pl_source_file *file; /* NULL: the file is row `row` of the image */
    uint32_t row;
} wrong_file;

typedef struct wrong_files {
    PL_VEC(wrong_file) list;
} wrong_files;

static int by_path(const void *a, const void *b)
{
    const wrong_file *x = a, *y = b;
    return pl_str_cmp(x->path, y->path);
}

static bool is_wrong(const pl_workspace *ws, const pl_source_file *f, level at)
{
    if (f->left_out)
        return false;
    if (at == SYNTAX)
        return f->error || f->verdicts.syntax;
    if (at == SCHEMA)
        return f->verdicts.schema != NULL;
    return f->verdicts.variables || (f->verdicts.resources && !ws->options.variables_only);
}

static void find_in_files(const pl_workspace *ws, level at, wrong_files *out)
{
    for (uint32_t i = 0; i < ws->files.n; i++)
        if (is_wrong(ws, &ws->files.list[i], at))
            pl_vec_push(&out->list,
                        ((wrong_file){ ws->files.list[i].path, &ws->files.list[i], 0 }));
}

static void find_in_image(const pl_workspace *ws, level at, pl_arena *scratch, wrong_files *out)
{
    uint32_t n, n_files;
    const pl_ix_verdict *v = pl_index_section(ws->content.index, PL_IX_VERDICT, &n);
    const pl_ix_file *rows = pl_index_files(ws->content.index, &n_files);
    for (uint32_t i = 0; i < n; i++) {
        if (v[i].level != at)
            continue;
        pl_str path = pl_index_str(ws->content.index, rows[v[i].subject].path);
        path = pl_workspace__absolute(ws, path, scratch);
        pl_vec_push(&out->list, ((wrong_file){ path, NULL, v[i].subject }));
    }
}

/* Powerpipe prints a message once, however often it occurs. */
typedef struct reported {
    pl_map texts;
    pl_arena arena;
} reported;

static void report_diag_once(reported *t, const pl_diag *d, pl_diags *diags)
{
    bool added;
    pl_str text = pl_arena_printf(&t->arena, "%.*s: %.*s", PL_FMT(d->summary), PL_FMT(d->detail));
    pl_map_put(&t->texts, text, 0, &added);
    if (added)
        pl_diag_copy(diags, d);
}

static const pl_diag *next_of(const pl_diags *diags, size_t at)
{
    return diags && at < pl_diags_count(diags) ? pl_diags_get(diags, at) : NULL;
}

void pl_workspace__report_once(const pl_diags *found, pl_diags *diags)
{
    reported once = { 0 };
    for (size_t i = 0; i < pl_diags_count(found); i++)
        report_diag_once(&once, pl_diags_get(found, i), diags);
    pl_map_done(&once.texts);
    pl_arena_done(&once.arena);
}

/* Merge messages about variables and about resources in the order of blocks. In each list the
 * messages of a top-level block are next to each other. */
static void report_static(const pl_workspace *ws, const pl_verdicts *v, reported *t,
                          pl_diags *diags)
{
    const pl_diags *resources = ws->options.variables_only ? NULL : v->resources;
    size_t i = 0, k = 0;
    for (;;) {
        const pl_diag *a = next_of(v->variables, i), *b = next_of(resources, k);
        if (!a && !b)
            break;
        bool first = a && (!b || a->range.start < b->range.start);
        report_diag_once(t, first ? a : b, diags);
        if (first)
            i++;
        else
            k++;
    }
}

static void report_file(const pl_workspace *ws, const wrong_file *w, level at, reported *t,
                        pl_diags *diags)
{
    if (!w->file) {
        pl_diags *verdict = pl_workspace__verdict(ws->content.index, at, w->row, w->path);
        pl_diags_append(diags, verdict);
        pl_diags_free(verdict);
        return;
    }
    const pl_verdicts *v = &w->file->verdicts;
    if (w->file->error)
        pl_diag_plain(diags, PL_ERROR, PL_DIAG_CANNOT_READ, "cannot read '%s': %s", w->path.ptr,
                      pl_file_reason(w->file->error));
    else if (at == STATIC)
        report_static(ws, v, t, diags);
    else
        pl_diags_append(diags, at == SYNTAX ? v->syntax : v->schema);
}

/* Report all errors of one level; a file that two mods share once. */
static bool report_level(const pl_workspace *ws, level at, pl_diags *diags)
{
    static const char *const headings[LEVELS] = {
        "Internal Error: Failed to load all mod source files",
        "Internal Error: Failed to load mod",
        decoding,
    };
    reported once = { 0 };
    pl_arena scratch = { 0 };
    wrong_files wrong = { 0 };
    if (ws->files.list)
        find_in_files(ws, at, &wrong);
    else if (ws->content.index && at < STATIC) /* a saved image has no errors on the static level */
        find_in_image(ws, at, &scratch, &wrong);
    size_t n = wrong.list.n;
    if (n) {
        qsort(wrong.list.at, n, sizeof *wrong.list.at, by_path);
        pl_diags_set_heading(diags, headings[at]);
    }
    for (size_t i = 0; i < n; i++)
        if (i == 0 || !pl_str_eq(wrong.list.at[i].path, wrong.list.at[i - 1].path))
            report_file(ws, &wrong.list.at[i], at, &once, diags);
    pl_vec_done(&wrong.list);
    pl_arena_done(&scratch);
    pl_map_done(&once.texts);
    pl_arena_done(&once.arena);
    return n == 0;
}

/* Report errors inside resources, between them and, if values were checked, in values. */
static bool report_decoding(const pl_workspace *ws, pl_diags *diags)
{
    bool right = ws->verdict.links_whole || report_level(ws, STATIC, diags);
    if (!ws->verdict.links || !pl_diags_count(ws->verdict.links))
        return right;
    pl_str heading = pl_diags_heading(ws->verdict.links);
    pl_diags_set_heading(diags, heading.len               ? heading.ptr
                                : ws->verdict.links_whole ? ""
                                                          : decoding);
    pl_workspace__report_once(ws->verdict.links, diags);
    return false;
}

bool pl_workspace__report_errors(const pl_workspace *ws, pl_diags *diags)
{
    for (level at = SYNTAX; at < STATIC; at++)
        if (!report_level(ws, at, diags))
            return false;
    return report_decoding(ws, diags);
}

/* Does the image have a verdict that is not clean? Verdicts about values are always clean. */
static bool image_is_wrong(const pl_index *ix)
{
    uint32_t n;
    const pl_ix_verdict *v = pl_index_section(ix, PL_IX_VERDICT, &n);
    for (uint32_t i = 0; i < n; i++)
        if (v[i].n_diags)
            return true;
    return false;
}

bool pl_workspace__is_readable(const pl_workspace *ws)
{
    for (uint32_t i = 0; i < ws->files.n; i++)
        if (is_wrong(ws, &ws->files.list[i], SYNTAX) || is_wrong(ws, &ws->files.list[i], SCHEMA) ||
            (ws->files.list[i].verdicts.variables && !ws->files.list[i].left_out))
            return false;
    return ws->files.list || !ws->content.index || !image_is_wrong(ws->content.index);
}

bool pl_workspace__is_wrong(const pl_workspace *ws)
{
    for (uint32_t i = 0; i < ws->files.n; i++)
        for (level at = SYNTAX; at < LEVELS; at++)
            if (is_wrong(ws, &ws->files.list[i], at))
                return true;
    if (ws->verdict.links && pl_diags_count(ws->verdict.links))
        return true;
    return !ws->files.list && ws->content.index && image_is_wrong(ws->content.index);
}

bool pl_workspace__is_keepable(const pl_workspace *ws)
{
    if (ws->verdict.links ? pl_diags_count(ws->verdict.links) > 0
                          : ws->options.strict && ws->content.rescanned)
        return false;
    for (uint32_t i = 0; i < ws->files.n; i++) {
        const pl_source_file *f = &ws->files.list[i];
        if (!f->left_out && pl_workspace__is_static_wrong(f))
            return false;
    }
    return true;
}
