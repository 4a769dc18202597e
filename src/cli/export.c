/* export.c - the formats that results can be exported as: built-in ones, and custom formats, which
 * are folders of templates. */
#include "cli/export.h"

#include <assert.h>
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A format, which is requested by its name, by another name, or by the extension of a file. */
typedef struct format {
    const char *name, *alias; /* alias may be empty */
    const char *extension;    /* extension of files whose names are generated, from its first dot */
} format;

static const format check_formats[] = {
    { "text", "brief", ".txt" },
    { "snapshot", "pps", ".pps" },
    { "csv", "", ".csv" },
    { "json", "", ".json" },
    { "md", "", ".md" },
    { "html", "", ".html" },
    { "nunit3", "nunit3.xml", ".nunit3.xml" },
    { "asff", "asff.json", ".asff.json" },
    { "junit", "junit.xml", ".junit.xml" },
    { "sarif", "", ".sarif" },
};
static const format detection_formats[] = {
    { "text", "brief", ".txt" },
    { "snapshot", "pps", ".pps" },
    { "json", "", ".json" },
};
static const format dashboard_formats[] = { { "snapshot", "pps", ".pps" } };
static const format detection_page_formats[] = {
    { "text", "brief", ".txt" },
    { "snapshot", "pps", ".pps" },
    { "json", "", ".json" },
    { "html", "", ".html" },
};
static const format dashboard_page_formats[] = {
    { "snapshot", "pps", ".pps" },
    { "html", "", ".html" },
};
static const format query_formats[] = {
    { "snapshot", "pps", ".pps" },
    { "csv", "", ".csv" },
    { "json", "", ".json" },
};

/* ORDER pl_exports */
static const struct {
    const format *formats;
    size_t n;
    const char *templates; /* folder of custom formats; NULL: there is none */
} sets[] = {
    { check_formats, 10, "check/templates" },
    { detection_formats, 3, "check/detection_templates" },
    { dashboard_formats, 1, NULL },
    { query_formats, 3, NULL },
    { detection_page_formats, 4, "check/detection_templates" },
    { dashboard_page_formats, 2, NULL },
};

static pl_str text_of(const char *text)
{
    return (pl_str){ text, strlen(text) };
}

static bool equal_names(pl_str a, pl_str b)
{
    return a.len == b.len && a.len > 0 && memcmp(a.ptr, b.ptr, a.len) == 0;
}

/* The part from the last dot of the last component on; empty without a dot. */
static pl_str extension_of(pl_str path)
{
    for (size_t i = path.len; i-- > 0 && path.ptr[i] != '/';)
        if (path.ptr[i] == '.')
            return (pl_str){ path.ptr + i, path.len - i };
    return (pl_str){ 0 };
}

/* ---- all formats of a set */

typedef struct offered {
    pl_str name, alias, extension;
} offered;

/* Called for each format; false stops. */
typedef bool offer_fn(void *ctx, const offered *format);

static bool offer_builtin(pl_exports set, offer_fn *fn, void *ctx)
{
    assert((size_t)set < sizeof(sets) / sizeof(*sets));
    for (size_t i = 0; i < sets[set].n; i++) {
        const format *f = &sets[set].formats[i];
        offered o = { text_of(f->name), text_of(f->alias), text_of(f->extension) };
        if (!fn(ctx, &o))
            return false;
    }
    return true;
}

/* Names of the built-in formats and of their folders are reserved. */
static bool reserved(pl_exports set, pl_str folder)
{
    for (size_t i = 0; i < sets[set].n; i++) {
        const format *f = &sets[set].formats[i];
        if (equal_names(folder, text_of(f->name)) || equal_names(folder, text_of(f->alias)))
            return true;
    }
    return false;
}

/* A folder "NAME.EXT" that is not hidden is the format NAME for files that end in ".EXT"; a
 * folder "NAME" is the one for ".NAME". */
static bool offer_folder(pl_exports set, const char *folder, offer_fn *fn, void *ctx)
{
    pl_str whole = text_of(folder), last = extension_of(whole);
    pl_output dotted = { 0 };
    offered o = { { folder, whole.len - last.len }, whole, { 0 } };
    bool more;

    if (reserved(set, whole))
        return true;
    pl_output_format(&dotted, ".%s", folder);
    o.extension = (pl_str){ dotted.ptr, dotted.len };
    more = fn(ctx, &o);
    pl_output_done(&dotted);
    return more;
}

/* Is `name` in `dir` a folder with anything in it? */
static bool is_template(DIR *dir, const char *name)
{
    int fd = openat(dirfd(dir), name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *folder = fd >= 0 ? fdopendir(fd) : NULL;
    struct dirent *entry;
    size_t n = 0;

    if (!folder) {
        if (fd >= 0)
            close(fd);
        return false;
    }
    while (n < 3 && (entry = readdir(folder)) != NULL)
        n++;
    closedir(folder);
    return n == 3; /* "." and ".." are two */
}

static void offer_templates(pl_exports set, pl_str install_dir, offer_fn *fn, void *ctx)
{
    pl_output path = { 0 };
    struct dirent *entry;
    bool more = true;
    DIR *dir;

    if (!sets[set].templates)
        return;
    pl_output_format(&path, "%.*s/%s", PL_FMT(install_dir), sets[set].templates);
    pl_output_bytes(&path, "", 1);
    dir = opendir(path.ptr);
    pl_output_done(&path);
    if (!dir)
        return;
    while (more && (entry = readdir(dir)) != NULL)
        if (entry->d_name[0] != '.' && is_template(dir, entry->d_name))
            more = offer_folder(set, entry->d_name, fn, ctx);
    closedir(dir);
}

static void offer_all(pl_exports set, pl_str install_dir, offer_fn *fn, void *ctx)
{
    if (offer_builtin(set, fn, ctx))
        offer_templates(set, install_dir, fn, ctx);
}

/* ---- which format a text requests */

typedef enum meaning { MEANS_NOTHING, MEANS_FORMAT, MEANS_FILE } meaning;

/* If several formats have the extension of a file, the one with that name is chosen; otherwise
 * two cancel each other out. */
typedef struct comparison {
    pl_str text, extension;
    bool is_format, by_name;
    size_t n_claims;
    pl_output name, full; /* the format chosen so far */
} comparison;

static void choose_format(comparison *a, const offered *o)
{
    a->name.len = a->full.len = 0;
    pl_output_str(&a->name, o->name);
    pl_output_str(&a->full, o->extension);
    pl_output_bytes(&a->name, "", 1);
    pl_output_bytes(&a->full, "", 1);
}

static bool ends_with(pl_str text, pl_str end)
{
    return text.len > end.len && memcmp(text.ptr + text.len - end.len, end.ptr, end.len) == 0;
}

/* nunit3 alone has files that end in ".xml" (recorded): junit has only ".junit.xml". */
static pl_str claim_of(const comparison *a, const offered *o)
{
    pl_str last = extension_of(o->extension);

    if (!equal_names(o->name, text_of("junit")))
        return last;
    return ends_with(a->text, o->extension) ? last : (pl_str){ 0 };
}

static bool compare_format(void *ctx, const offered *o)
{
    comparison *a = ctx;
    pl_str claimed = claim_of(a, o);

    if (equal_names(a->text, o->name) || equal_names(a->text, o->alias)) {
        a->is_format = true;
        choose_format(a, o);
        return false;
    }
    if (equal_names(a->extension, claimed)) {
        bool is_own = equal_names((pl_str){ claimed.ptr + 1, claimed.len - 1 }, o->name) ||
                      equal_names(o->name, text_of("junit"));
        a->n_claims++;
        if (is_own || !a->by_name)
            choose_format(a, o);
        a->by_name |= is_own;
    }
    return true;
}

static meaning find_meaning(pl_exports set, pl_str install_dir, pl_str text, comparison *a)
{
    *a = (comparison){ .text = text, .extension = extension_of(text) };
    offer_all(set, install_dir, compare_format, a);
    if (a->is_format)
        return MEANS_FORMAT;
    return a->by_name || a->n_claims == 1 ? MEANS_FILE : MEANS_NOTHING;
}

static void free_comparison(comparison *a)
{
    pl_output_done(&a->name);
    pl_output_done(&a->full);
}

bool pl_export_format(pl_exports set, pl_str install_dir, pl_str text, pl_output *name,
                      pl_output *extension)
{
    comparison a;
    meaning what = find_meaning(set, install_dir, text, &a);

    *name = a.name;
    *extension = a.full;
    return what == MEANS_FORMAT;
}

static meaning classify(pl_exports set, pl_str install_dir, pl_str text)
{
    comparison a;
    meaning what = find_meaning(set, install_dir, text, &a);

    free_comparison(&a);
    return what;
}

bool pl_export_check(pl_exports set, pl_str install_dir, const pl_str *exports, size_t n,
                     pl_output *why)
{
    size_t count[3] = { 0 };
    pl_output bad = { 0 };

    for (size_t i = 0; i < n; i++) {
        meaning what = classify(set, install_dir, exports[i]);
        if (count[what]++ == 0 && what == MEANS_NOTHING)
            pl_output_text(&bad, "'");
        else if (what == MEANS_NOTHING)
            pl_output_text(&bad, "','");
        if (what == MEANS_NOTHING)
            pl_output_str(&bad, exports[i]);
    }
    if (count[MEANS_NOTHING] > 0) {
        pl_output_format(why, "invalid export format%s: ", count[MEANS_NOTHING] > 1 ? "s" : "");
        pl_output_bytes(why, bad.ptr, bad.len);
        pl_output_text(why, "'");
    } else if (count[MEANS_FORMAT] > 0 && count[MEANS_FILE] > 0) {
        pl_output_text(why, "combination of named and unnamed exports is not supported");
    }
    pl_output_done(&bad);
    return why->len == 0;
}

/* ---- before anything runs */

static bool put_name(void *ctx, const offered *o)
{
    pl_output *list = ctx;

    pl_output_format(list, "%s%.*s", list->len ? ", " : "", PL_FMT(o->name));
    return true;
}

void pl_export_list(pl_exports set, pl_str install_dir, pl_output *why)
{
    pl_output list = { 0 };

    offer_all(set, install_dir, put_name, &list);
    pl_output_text(why, "; formats are: ");
    pl_output_str(why, (pl_str){ list.ptr, list.len });
    pl_output_done(&list);
}

/* The folder that contains `path`, with a NUL at its end. */
static void put_folder(pl_output *out, pl_str path)
{
    size_t n = path.len;

    while (n > 0 && path.ptr[n - 1] != '/')
        n--;
    pl_output_str(out, n ? (pl_str){ path.ptr, n } : PL_S("."));
    pl_output_bytes(out, "", 1);
}

/* Can the file be written? An empty path is a file in the current directory whose name will be
 * generated. */
static bool is_writable(pl_str path, pl_output *why)
{
    pl_output folder = { 0 }, name = { 0 };
    struct stat st;
    int error = 0;

    put_folder(&folder, path);
    pl_output_str(&name, path);
    pl_output_bytes(&name, "", 1);
    if (path.len && stat(name.ptr, &st) == 0 && S_ISDIR(st.st_mode))
        error = EISDIR;
    else if (access(folder.ptr, W_OK | X_OK) != 0)
        error = errno;
    if (error)
        pl_output_format(why, "cannot export to '%s%.*s': %c%s", path.len ? "" : ".", PL_FMT(path),
                         tolower((unsigned char)*strerror(error)), strerror(error) + 1);
    pl_output_done(&folder);
    pl_output_done(&name);
    return error == 0;
}

bool pl_export_writable(pl_exports set, pl_str install_dir, const pl_str *exports, size_t n,
                        pl_output *why)
{
    for (size_t i = 0; i < n; i++) {
        pl_output name = { 0 }, extension = { 0 };
        bool generated = pl_export_format(set, install_dir, exports[i], &name, &extension);
        pl_output_done(&name);
        pl_output_done(&extension);
        if (!is_writable(generated ? PL_S("") : exports[i], why))
            return false;
    }
    return true;
}
