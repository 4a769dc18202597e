/* outlet.c - names and writes exported files and snapshots, and announces them. */
#include "cli/outlet.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* Append the local time as "20250131T094501". */
static void put_stamp(pl_output *out)
{
    time_t now = time(NULL);
    char text[32];
    struct tm tm;

    localtime_r(&now, &tm);
    strftime(text, sizeof(text), "%Y%m%dT%H%M%S", &tm);
    pl_output_text(out, text);
}

/* Append the root of a generated name. Names of mods may be anything, but the result is a single
 * name of a file that is not hidden and not in another folder. */
static void put_root(pl_output *out, pl_str root)
{
    for (size_t i = 0; i < root.len; i++) {
        char c = root.ptr[i];
        bool bad = c == '/' || c == '\\' || (unsigned char)c < ' ' || c == 0x7f;

        pl_output_bytes(out, bad || (i == 0 && c == '.') ? "_" : &c, 1);
    }
}

static pl_str take_text(pl_output *out)
{
    return (pl_str){ out->ptr, out->len };
}

/* The texts of one outlet. */
typedef struct outlet_texts {
    pl_output path, format, extension;
} outlet_texts;

static void resolve_outlet(const pl_cli *cli, const pl_outlets *outlets, pl_str given,
                           pl_outlet *out, outlet_texts *texts)
{
    bool generated = pl_export_format(outlets->set, pl_settings_install_dir(cli->settings), given,
                                      &texts->format, &texts->extension);

    out->format = texts->format.len ? texts->format.ptr : "";
    out->extension = texts->extension.len ? texts->extension.ptr : "";
    if (generated) {
        put_root(&texts->path, outlets->root(outlets->ctx, out->format));
        pl_output_text(&texts->path, ".");
        put_stamp(&texts->path);
        pl_output_text(&texts->path, out->extension);
    } else {
        pl_output_str(&texts->path, given);
    }
    out->path = take_text(&texts->path);
}

static bool is_repeated(const pl_outlet *list, size_t n)
{
    assert(list[n].path.len > 0);
    for (size_t i = 0; i < n; i++)
        if (list[i].path.len == list[n].path.len &&
            memcmp(list[i].path.ptr, list[n].path.ptr, list[n].path.len) == 0)
            return true;
    return false;
}

static void show_status(const pl_outlets *outlets, const char *message)
{
    if (outlets->status)
        outlets->status(outlets->ctx, message);
}

/* Write one outlet. Errors begin with `what`; `status` is shown meanwhile. */
static bool write_one(pl_cli *cli, const pl_outlets *outlets, const pl_outlet *outlet,
                      const char *what, const char *status)
{
    pl_diags *diags = pl_diags_new();
    bool ok;

    assert(outlets->write && outlet->format && outlet->extension);
    show_status(outlets, status);
    ok = outlets->write(outlets->ctx, outlet, diags);
    show_status(outlets, NULL);
    if (!ok && pl_diags_count(diags))
        pl_cli_fail(cli, 0, "%s%s%.*s", what, *what ? ": " : "",
                    PL_FMT(pl_diags_get(diags, 0)->summary));
    pl_diags_free(diags);
    return ok;
}

/* Report "<cwd>/<path>", also for absolute paths (recorded). */
static void announce_file(const pl_cli *cli, const pl_outlet *outlet, pl_output *out)
{
    pl_output_format(out, "\nFile exported to %s/%.*s", cli->help.directory, PL_FMT(outlet->path));
}

/* The text before the error of a file, in `room`. */
static const char *context_of(const pl_outlets *outlets, const pl_outlet *outlet, char room[64])
{
    bool query = outlets->set == PL_EXPORTS_QUERY;

    if (outlets->check)
        return "";
    snprintf(room, 64, "failed to export%s%s", query ? "" : " ", query ? "" : outlet->format);
    return room;
}

bool pl_outlets_export(pl_cli *cli, const pl_outlets *outlets)
{
    size_t n, kept = 0;
    const pl_str *given = pl_settings_list(cli->settings, "export", &n);
    pl_outlet *list = pl_cli_grow(NULL, (n + 1) * sizeof(*list));
    outlet_texts *texts = pl_cli_grow(NULL, (n + 1) * sizeof(*texts));
    pl_output recorded = { 0 };
    bool all = true, ok;
    char room[64], status[64];

    assert(outlets->root && outlets->write);
    memset(texts, 0, (n + 1) * sizeof(*texts));
    for (size_t i = 0; i < n && (all || outlets->check); i++) {
        resolve_outlet(cli, outlets, given[i], &list[kept], &texts[i]);
        if (is_repeated(list, kept))
            continue;
        snprintf(status, sizeof(status), "Exporting %zu of %zu", i + 1, n);
        ok = write_one(cli, outlets, &list[kept], context_of(outlets, &list[kept], room), status);
        if (ok)
            announce_file(cli, &list[kept], &recorded);
        all &= ok;
        kept++;
    }
    if (recorded.len && pl_settings_bool(cli->settings, "progress")) {
        pl_output_text(&recorded, "\n");
        pl_output_text(&recorded, outlets->end);
        pl_output_flush(&recorded, STDOUT_FILENO);
    }
    for (size_t i = 0; i < n; i++) {
        pl_output_done(&texts[i].path);
        pl_output_done(&texts[i].format);
        pl_output_done(&texts[i].extension);
    }
    pl_output_done(&recorded);
    free(texts);
    free(list);
    return all;
}

/* Is the location a workspace of Turbot Pipes? It is if it has one slash, or is empty. */
static bool is_remote(pl_str location)
{
    size_t slashes = 0;

    for (size_t i = 0; i < location.len; i++)
        slashes += location.ptr[i] == '/';
    return location.len == 0 || slashes == 1;
}

static bool save_here(pl_cli *cli, const pl_outlets *outlets, pl_str location)
{
    pl_outlet outlet = { .format = "snapshot", .extension = ".pps" };
    pl_output name = { 0 }, what = { 0 }, recorded = { 0 };
    bool ok;

    pl_output_format(&name, "%.*s/", PL_FMT(location));
    put_root(&name, outlets->root(outlets->ctx, outlet.format));
    pl_output_text(&name, ".");
    put_stamp(&name);
    pl_output_text(&name, outlet.extension);
    outlet.path = take_text(&name);
    pl_output_format(&what, "failed to publish snapshot to %.*s", PL_FMT(location));
    pl_output_bytes(&what, "", 1);
    ok = write_one(cli, outlets, &outlet, what.ptr, "Publishing snapshot");
    if (ok && (outlets->check || pl_settings_bool(cli->settings, "progress"))) {
        pl_output_format(&recorded, "\nSnapshot saved to %.*s\n\n", PL_FMT(outlet.path));
        pl_output_flush(&recorded, STDOUT_FILENO);
    }
    pl_output_done(&recorded);
    pl_output_done(&what);
    pl_output_done(&name);
    return ok;
}

bool pl_outlets_save(pl_cli *cli, const pl_outlets *outlets)
{
    pl_str location = pl_settings_string(cli->settings, "snapshot-location");

    if (!pl_settings_bool(cli->settings, "snapshot") && !pl_settings_bool(cli->settings, "share"))
        return true;
    if (!is_remote(location))
        return save_here(cli, outlets, pl_settings_path(cli->settings, location));
    pl_cli_fail(cli, 0,
                "failed to publish snapshot to %.*s: this version saves snapshots in local "
                "directories only",
                PL_FMT(location));
    return false;
}
