/* custom.c - loads the formats of a user, which are folders of templates, and writes a check with
 * one of them. */
#include "render/custom.h"
#include "base/assert.h"

#include "base/file.h"
#include "render/tmpl.h"
#include <stdlib.h>

typedef struct format {
    pl_custom_format pub;
    pl_str dir; /* absolute, NUL-terminated */
    pl_tmpl_set *set;
} format;

struct pl_custom_formats {
    pl_arena arena;
    PL_VEC(format) list;
};

enum { FILE_MAX = 8 << 20, FILES_MAX = 1000 };

/* ---- names */

static bool is_reserved(pl_str name, bool detections)
{
    static const char *const names[] = { "json", "csv", "html", "md", "asff.json", "nunit3.xml" };
    size_t n = detections ? 1 : PL_COUNT(names);
    for (size_t i = 0; i < n; i++)
        if (pl_str_eq(name, pl_str_cstr(names[i])))
            return true;
    return false;
}

/* Is the name taken? Of the built-in formats detections have only a few. */
static bool is_taken(const pl_custom_formats *formats, pl_str name, bool detections)
{
    static const char *const names[] = { "text", "brief", "snapshot", "pps", "none" };
    if (!name.len)
        return false;
    for (size_t i = 0; i < PL_COUNT(names); i++)
        if (pl_str_eq(name, pl_str_cstr(names[i])))
            return true;
    if (!detections && pl_check_writer_find(name))
        return true;
    for (size_t i = 0; i < formats->list.n; i++) {
        const pl_custom_format *f = &formats->list.at[i].pub;
        if (pl_str_eq(name, f->name) || pl_str_eq(name, f->alias))
            return true;
    }
    return false;
}

/* The name of a folder has the extension of its files: "listing.lst" is the format "listing"
 * with the alias "listing.lst"; a name without a dot has no alias. */
static pl_custom_format named(pl_arena *arena, pl_str folder)
{
    pl_custom_format f = { .name = folder };
    size_t dot = pl_str_rfind(folder, '.');
    if (dot < folder.len) {
        f.name = pl_str_sub(folder, 0, dot);
        f.alias = folder;
    }
    f.extension = pl_arena_printf(arena, ".%.*s", (int)folder.len, folder.ptr);
    return f;
}

/* ---- folders */

typedef struct names {
    pl_arena *arena;
    PL_VEC(pl_str) at;
} names;

static bool note_dir(void *ctx, pl_str path)
{
    names *n = ctx;
    if (path.len && path.ptr[0] != '.' && n->at.n < FILES_MAX)
        pl_vec_push(&n->at, pl_arena_str(n->arena, path));
    return false;
}

static bool note_file(void *ctx, pl_str path, bool is_link)
{
    names *n = ctx;
    (void)is_link;
    if (n->at.n < FILES_MAX)
        pl_vec_push(&n->at, pl_arena_str(n->arena, path));
    return true;
}

static bool no_file(void *ctx, pl_str path, bool is_link)
{
    (void)ctx, (void)path, (void)is_link;
    return true;
}

static bool no_dir(void *ctx, pl_str path)
{
    (void)ctx, (void)path;
    return false;
}

static int compare(const void *a, const void *b)
{
    return pl_str_cmp(*(const pl_str *)a, *(const pl_str *)b);
}

static void fail(pl_diags *diags, pl_str dir, pl_str why)
{
    pl_diag_plain(diags, PL_ERROR, PL_DIAG_OUTPUT_TEMPLATE, "could not load template '%.*s' - %.*s",
                  (int)dir.len, dir.ptr, (int)why.len, why.ptr);
}

/* Parse one file in the folder of a format. */
static bool parse_file(format *f, pl_arena *arena, pl_str name, pl_diags *diags)
{
    pl_str path =
        pl_arena_printf(arena, "%.*s/%.*s", (int)f->dir.len, f->dir.ptr, (int)name.len, name.ptr);
    pl_buf why = { 0 };
    pl_str text;
    int error = pl_file_slurp(path.ptr, FILE_MAX, arena, &text);
    bool ok = !error && pl_tmpl_parse(f->set, name, text, &why);
    if (error)
        pl_buf_printf(&why, "open %.*s: %s", (int)path.len, path.ptr, pl_file_reason(error));
    if (!ok)
        fail(diags, f->dir, pl_buf_view(&why));
    pl_buf_done(&why);
    return ok;
}

/* Load a format; false: an error. *skip: the folder has no files, so it is not a format. */
static bool load_folder(pl_arena *arena, format *f, pl_diags *diags, bool *skip)
{
    names files = { .arena = arena };
    bool ok = true;
    f->set = pl_tmpl_set_new(pl_tmpl_functions, (uint32_t)pl_tmpl_functions_n);
    pl_file_walk(f->dir.ptr, &files, no_dir, note_file, NULL);
    if (files.at.n)
        qsort(files.at.at, files.at.n, sizeof(pl_str), compare);
    for (size_t i = 0; i < files.at.n && ok; i++)
        ok = parse_file(f, arena, files.at.at[i], diags);
    *skip = !files.at.n;
    pl_vec_done(&files.at);
    return ok;
}

/* Add the format of one folder. False: its templates are wrong, or another format has its name;
 * an empty folder is passed over. */
static bool add_folder(pl_custom_formats *formats, pl_str parent, pl_str folder, bool detections,
                       pl_diags *diags)
{
    format f = { .pub = named(&formats->arena, folder) };
    bool skip = false;
    f.dir = pl_arena_printf(&formats->arena, "%.*s/%.*s", (int)parent.len, parent.ptr,
                            (int)folder.len, folder.ptr);
    if (!load_folder(&formats->arena, &f, diags, &skip) || skip) {
        pl_tmpl_set_free(f.set);
        return skip;
    }
    if (is_taken(formats, f.pub.name, detections) || is_taken(formats, f.pub.alias, detections)) {
        pl_diag_plain(diags, PL_ERROR, PL_DIAG_OUTPUT_TEMPLATE,
                      "failed to register output formatter - duplicate format name %.*s",
                      (int)f.pub.name.len, f.pub.name.ptr);
        pl_tmpl_set_free(f.set);
        return false;
    }
    pl_vec_push(&formats->list, f);
    return true;
}

/* ---- the list */

pl_custom_formats *pl_custom_formats_load(pl_str install_dir, bool detections, pl_diags *diags)
{
    pl_custom_formats *formats = pl_mem_zalloc(sizeof(*formats));
    pl_str parent = pl_arena_printf(&formats->arena, "%.*s/check/%stemplates", (int)install_dir.len,
                                    install_dir.ptr, detections ? "detection_" : "");
    names folders = { .arena = &formats->arena };
    bool ok = true;
    if (install_dir.len)
        pl_file_walk(parent.ptr, &folders, note_dir, no_file, NULL);
    if (folders.at.n)
        qsort(folders.at.at, folders.at.n, sizeof(pl_str), compare);
    for (size_t i = 0; i < folders.at.n && ok; i++)
        if (!is_reserved(folders.at.at[i], detections))
            ok = add_folder(formats, parent, folders.at.at[i], detections, diags);
    pl_vec_done(&folders.at);
    if (ok)
        return formats;
    pl_custom_formats_free(formats);
    return NULL;
}

void pl_custom_formats_free(pl_custom_formats *formats)
{
    if (!formats)
        return;
    for (size_t i = 0; i < formats->list.n; i++)
        pl_tmpl_set_free(formats->list.at[i].set);
    pl_vec_done(&formats->list);
    pl_arena_done(&formats->arena);
    pl_mem_free(formats);
}

size_t pl_custom_formats_count(const pl_custom_formats *formats)
{
    return formats ? formats->list.n : 0;
}

const pl_custom_format *pl_custom_formats_at(const pl_custom_formats *formats, size_t i)
{
    return &formats->list.at[i].pub;
}

bool pl_custom_format_write(const pl_custom_formats *formats, size_t i, const pl_results *results,
                            const pl_write_options *options, pl_buf *out, pl_diags *diags)
{
    pl_assert(i < formats->list.n);
    const format *f = &formats->list.at[i];
    pl_tmpl_context ctx = { *results, options };
    pl_buf error = { 0 };
    size_t before = out->len;
    pl_tmpl_execution what = {
        .set_name = PL_S("outlet"), /* that of every set in real Powerpipe, whatever the folder's */
        .name = PL_S("output"),
        .dot = pl_tmpl_object(&pl_tmpl_class_context, &ctx),
        .ctx = &ctx,
    };
    bool ok = pl_tmpl_execute(f->set, &what, out, &error);
    if (!ok) {
        out->len = before;
        pl_diag_plain(diags, PL_ERROR, PL_DIAG_OUTPUT_TEMPLATE, "%.*s", (int)error.len, error.ptr);
    }
    pl_buf_done(&error);
    return ok;
}

/* The position of a format; false: none has that name. */
static bool find(const pl_custom_formats *formats, pl_str name, size_t *i)
{
    for (*i = 0; *i < pl_custom_formats_count(formats); ++*i)
        if (pl_str_eq(name, pl_custom_formats_at(formats, *i)->name))
            return true;
    return false;
}

bool pl_custom_write(pl_str install_dir, pl_str name, const pl_results *results,
                     const pl_write_options *options, pl_buf *out, pl_diags *diags)
{
    size_t i;
    pl_custom_formats *formats = pl_custom_formats_load(install_dir, results->detections, diags);
    bool ok = formats && find(formats, name, &i);
    if (ok)
        ok = pl_custom_format_write(formats, i, results, options, out, diags);
    else if (formats)
        pl_diag_plain(diags, PL_ERROR, PL_DIAG_INVALID_FLAG, "invalid output format: '%.*s'",
                      PL_FMT(name));
    pl_custom_formats_free(formats);
    return ok;
}
