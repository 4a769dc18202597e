#include "cli/export.h"

#include <dirent.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* A format is asked for by its name, by another name, or by a file's extension. */
typedef struct format {
    const char *name, *alias; /* alias may be empty */
    const char *extension;    /* the last one, with its dot */
} format;

static const format check_formats[] = {
    { "text", "brief", ".txt" },
    { "snapshot", "pps", ".pps" },
    { "csv", "", ".csv" },
    { "json", "", ".json" },
    { "md", "", ".md" },
    { "html", "", ".html" },
    { "nunit3", "nunit3.xml", ".xml" },
    { "asff", "asff.json", ".json" },
};
static const format detection_formats[] = { { "json", "", ".json" } };
static const format dashboard_formats[] = { { "snapshot", "pps", ".pps" } };
static const format query_formats[] = {
    { "snapshot", "pps", ".pps" },
    { "csv", "", ".csv" },
    { "json", "", ".json" },
};

/* ORDER pl_exports */
static const struct {
    const format *formats;
    size_t n;
    const char *templates; /* folder of custom ones; NULL: none */
} sets[] = {
    { check_formats, 8, "check/templates" },
    { detection_formats, 1, "check/detection_templates" },
    { dashboard_formats, 1, NULL },
    { query_formats, 3, NULL },
};

typedef enum asked { ASKED_NOTHING, ASKED_FORMAT, ASKED_FILE } asked;

static bool equal(pl_str a, const char *b, size_t n)
{
    return a.len == n && n > 0 && memcmp(a.ptr, b, n) == 0;
}

/* From the last dot of the last component; empty without one. */
static pl_str extension_of(pl_str path)
{
    for (size_t i = path.len; i-- > 0 && path.ptr[i] != '/';)
        if (path.ptr[i] == '.')
            return (pl_str){ path.ptr + i, path.len - i };
    return (pl_str){ 0 };
}

/* How many formats claim the extension of a file; the one that is called like it
 * wins alone, otherwise two cancel out. */
typedef struct claims {
    size_t n;
    bool by_name;
} claims;

static asked ask(pl_str text, const char *name, size_t n_name, const char *alias, size_t n_alias,
                 pl_str extension, claims *found)
{
    pl_str own = extension_of(text);

    if (equal(text, name, n_name) || equal(text, alias, n_alias))
        return ASKED_FORMAT;
    if (own.len && equal(own, extension.ptr, extension.len)) {
        found->n++;
        found->by_name |= own.len == n_name + 1 && memcmp(own.ptr + 1, name, n_name) == 0;
    }
    return ASKED_NOTHING;
}

static bool ask_builtin(pl_exports set, pl_str text, claims *found)
{
    for (size_t i = 0; i < sets[set].n; i++) {
        const format *f = &sets[set].formats[i];
        pl_str extension = { f->extension, strlen(f->extension) };
        if (ask(text, f->name, strlen(f->name), f->alias, strlen(f->alias), extension, found) ==
            ASKED_FORMAT)
            return true;
    }
    return false;
}

/* Names of the built-in formats and of their folders are reserved. */
static bool reserved(pl_exports set, pl_str folder)
{
    for (size_t i = 0; i < sets[set].n; i++) {
        const format *f = &sets[set].formats[i];
        if (equal(folder, f->name, strlen(f->name)) || equal(folder, f->alias, strlen(f->alias)))
            return true;
    }
    return false;
}

/* A folder that is not hidden, "NAME.EXT", is the format NAME for files that end in ".EXT"; "NAME"
 * the one for ".NAME". */
static bool ask_folder(pl_exports set, const char *folder, pl_str text, claims *found)
{
    pl_str whole = { folder, strlen(folder) }, extension = extension_of(whole);
    pl_output dotted = { 0 };
    asked answer;

    if (reserved(set, whole))
        return false;
    pl_output_text(&dotted, ".");
    pl_output_text(&dotted, folder);
    answer = ask(text, folder, whole.len - extension.len, folder, whole.len,
                 extension.len ? extension : (pl_str){ dotted.ptr, dotted.len }, found);
    pl_output_done(&dotted);
    return answer == ASKED_FORMAT;
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

static bool ask_templates(pl_exports set, pl_str install_dir, pl_str text, claims *found)
{
    pl_output path = { 0 };
    struct dirent *entry;
    bool hit = false;
    DIR *dir;

    if (!sets[set].templates)
        return false;
    pl_output_format(&path, "%.*s/%s", PL_FMT(install_dir), sets[set].templates);
    pl_output_bytes(&path, "", 1);
    dir = opendir(path.ptr);
    pl_output_done(&path);
    if (!dir)
        return false;
    while (!hit && (entry = readdir(dir)) != NULL)
        hit = entry->d_name[0] != '.' && is_template(dir, entry->d_name) &&
              ask_folder(set, entry->d_name, text, found);
    closedir(dir);
    return hit;
}

static asked classify(pl_exports set, pl_str install_dir, pl_str text)
{
    claims found = { 0 };

    if (ask_builtin(set, text, &found) || ask_templates(set, install_dir, text, &found))
        return ASKED_FORMAT;
    return found.by_name || found.n == 1 ? ASKED_FILE : ASKED_NOTHING;
}

bool pl_export_format(pl_exports set, pl_str text, const char **name, const char **extension)
{
    pl_str own = extension_of(text);

    *name = *extension = NULL;
    for (size_t i = 0; i < sets[set].n; i++) {
        const format *f = &sets[set].formats[i];
        bool is_named =
            equal(text, f->name, strlen(f->name)) || equal(text, f->alias, strlen(f->alias));
        bool is_default =
            own.len == strlen(f->name) + 1 && memcmp(own.ptr + 1, f->name, own.len - 1) == 0;
        if (is_named || is_default || (!*name && equal(own, f->extension, strlen(f->extension)))) {
            *name = f->name;
            *extension = f->extension;
        }
        if (is_named)
            return true;
    }
    return false;
}

bool pl_export_check(pl_exports set, pl_str install_dir, const pl_str *exports, size_t n,
                     pl_output *why)
{
    size_t count[3] = { 0 };
    pl_output bad = { 0 };

    for (size_t i = 0; i < n; i++) {
        asked what = classify(set, install_dir, exports[i]);
        if (count[what]++ == 0 && what == ASKED_NOTHING)
            pl_output_text(&bad, "'");
        else if (what == ASKED_NOTHING)
            pl_output_text(&bad, "','");
        if (what == ASKED_NOTHING)
            pl_output_str(&bad, exports[i]);
    }
    if (count[ASKED_NOTHING] > 0) {
        pl_output_format(why, "invalid export format%s: ", count[ASKED_NOTHING] > 1 ? "s" : "");
        pl_output_bytes(why, bad.ptr, bad.len);
        pl_output_text(why, "'");
    } else if (count[ASKED_FORMAT] > 0 && count[ASKED_FILE] > 0) {
        pl_output_text(why, "combination of named and unnamed exports is not supported");
    }
    pl_output_done(&bad);
    return why->len == 0;
}
