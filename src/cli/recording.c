/* recording.c - the store that the settings name, and what a run does not know about itself. */
#include "cli/recording.h"
#include <pipelite/notify.h>

#include <pwd.h>
#include <string.h>
#include <unistd.h>

static pl_str str(const char *text)
{
    return (pl_str){ text, text ? strlen(text) : 0 };
}

static pl_str view(const pl_output *out)
{
    return (pl_str){ out->ptr, out->len };
}

/* ---- the store */

/* The mod file makes a folder the workspace: that of the mod location, or one above it. */
static bool has_mod_file(pl_str folder)
{
    static const char *const names[] = { "/mod.pp", "/mod.sp" };
    bool found = false;

    for (size_t i = 0; i < 2 && !found; i++) {
        pl_output path = { 0 };
        pl_output_str(&path, folder);
        pl_output_bytes(&path, names[i], strlen(names[i]) + 1);
        found = access(path.ptr, F_OK) == 0;
        pl_output_done(&path);
    }
    return found;
}

static pl_str find_folder(const pl_cli *cli)
{
    pl_str location = pl_settings_mod_location(cli->settings), folder = location;

    while (folder.len && !has_mod_file(folder)) {
        do
            folder.len--;
        while (folder.len && folder.ptr[folder.len] != '/');
    }
    return folder.len ? folder : location;
}

/* The setting, and the connection that it may name. False after printing what is wrong. */
static bool find_url(const pl_cli *cli, pl_output *out)
{
    pl_str given = pl_settings_string(cli->settings, "history");
    pl_connection connection;

    if (pl_database_backend(given) != PL_BACKEND_CONNECTION) {
        pl_output_str(out, given);
        return true;
    }
    if (!pl_settings_find_connection(cli->settings, given, &connection)) {
        pl_cli_fail(cli, 0, "--history: connection '%.*s' not found", PL_FMT(given));
        return false;
    }
    pl_output_str(out, connection.url);
    return true;
}

bool pl_recording_init(pl_recording *r, pl_cli *cli, pl_str folder)
{
    *r = (pl_recording){ 0 };
    if (!folder.len)
        folder = find_folder(cli);
    if (!find_url(cli, &r->url))
        return false;
    if (!r->url.len)
        pl_output_format(&r->url, "sqlite://%.*s/.powerpipe/history.db", PL_FMT(folder));
    pl_output_format(&r->pending, "%.*s/.powerpipe/pending", PL_FMT(folder));
    pl_output_format(&r->program, "%s %s", cli->manners->program, cli->manners->version);
    r->options = (pl_history_options){ .url = view(&r->url),
                                       .pending = view(&r->pending),
                                       .program = view(&r->program),
                                       .environment = cli->environment };
    return true;
}

void pl_recording_done(pl_recording *r)
{
    pl_output_done(&r->url);
    pl_output_done(&r->pending);
    pl_output_done(&r->program);
}

/* ---- a baseline */

bool pl_recording_is_baseline(const pl_cli *cli)
{
    pl_str given = pl_settings_string(cli->settings, "baseline");

    return given.len >= 7 && memcmp(given.ptr, "history", 7) == 0 &&
           (given.len == 7 || given.ptr[7] == ':');
}

static bool keep_text(void *ctx, pl_str bytes)
{
    pl_output_str(ctx, bytes);
    return true;
}

/* The value of the last label `scope`; empty: there is none. */
static pl_str find_scope(const pl_cli *cli)
{
    size_t n;
    const pl_str *labels = pl_settings_list(cli->settings, "label", &n);

    while (n-- > 0)
        if (labels[n].len >= 6 && memcmp(labels[n].ptr, "scope=", 6) == 0)
            return (pl_str){ labels[n].ptr + 6, labels[n].len - 6 };
    return (pl_str){ 0 };
}

bool pl_recording_baseline(pl_cli *cli, pl_workspace *ws, const pl_engine *engine, pl_output *out)
{
    pl_str given = pl_settings_string(cli->settings, "baseline"), run = { 0 };
    pl_recording r;
    pl_diags *diags = pl_diags_new();
    pl_history *history = NULL;
    bool ok = pl_recording_init(&r, cli, pl_workspace_path(ws));

    if (given.len > 8)
        run = (pl_str){ given.ptr + 8, given.len - 8 };
    if (ok)
        history = pl_history_open(&r.options, diags);
    ok = history &&
         pl_history_baseline(history, engine, find_scope(cli), run, keep_text, out, diags);
    if (!history && !run.len && pl_diags_count(diags) &&
        pl_diags_get(diags, 0)->code == PL_DIAG_NO_HISTORY) { /* before the first run of all */
        pl_output_text(out, "{\"groups\":[],\"controls\":[]}");
        pl_cli_warn(
            cli, PL_S("--baseline history: no run was recorded before: all findings count as new"));
        ok = true;
    } else {
        pl_cli_report(cli, diags, "");
    }
    pl_history_close(history);
    pl_recording_done(&r);
    pl_diags_free(diags);
    return ok;
}

/* ---- a run */

bool pl_recording_wanted(const pl_cli *cli)
{
    return pl_settings_bool(cli->settings, "record");
}

/* ---- notices */

static pl_notify_options notify_options(const pl_cli *cli)
{
    const pl_settings *s = cli->settings;
    pl_notify_options o = { .environment = cli->environment };

    o.targets = pl_settings_list(s, "notify", &o.n_targets);
    o.always = pl_settings_bool(s, "notify-always");
    o.plain_http = pl_settings_bool(s, "notify-allow-http");
    o.public_url = pl_settings_string(s, "public-url");
    return o;
}

static bool check_notices(const pl_cli *cli)
{
    pl_notify_options o = notify_options(cli);
    pl_diags *diags;
    bool ok;

    if (!o.n_targets)
        return true;
    if (!pl_recording_wanted(cli)) {
        if (pl_settings_layer(cli->settings, "notify") != PL_LAYER_FLAG)
            return true; /* the configuration names where to, for runs that are recorded */
        pl_cli_fail(cli, 0, "--notify tells what a recorded run has changed: add --record");
        return false;
    }
    diags = pl_diags_new();
    ok = pl_notify_check(&o, diags);
    if (!ok)
        pl_cli_report(cli, diags, "");
    pl_diags_free(diags);
    return ok;
}

bool pl_recording_check(pl_cli *cli)
{
    size_t n;
    const pl_str *labels = pl_settings_list(cli->settings, "label", &n);

    for (size_t i = 0; i < n; i++) {
        const char *equals = labels[i].len ? memchr(labels[i].ptr, '=', labels[i].len) : NULL;
        if (equals && equals != labels[i].ptr)
            continue;
        pl_cli_fail(cli, 0, "--label: '%.*s' is no label, key=value", PL_FMT(labels[i]));
        return false;
    }
    return check_notices(cli);
}

static pl_str user_name(void)
{
    const struct passwd *user = getpwuid(geteuid());

    return user ? str(user->pw_name) : (pl_str){ 0 };
}

void pl_recording_run(pl_cli *cli, pl_workspace *ws, const pl_run *run, pl_stop *stop)
{
    char host[256] = "";
    pl_recording r;
    pl_diags *diags = pl_diags_new();
    pl_history_facts facts = { .command = PL_S("cli"), .environment = cli->environment };
    pl_notify_options notices = notify_options(cli);
    int64_t id;

    if (pl_recording_init(&r, cli, pl_workspace_path(ws))) {
        gethostname(host, sizeof(host) - 1);
        facts.host = str(host);
        facts.user = user_name();
        facts.labels = pl_settings_list(cli->settings, "label", &facts.n_labels);
        r.options.stop = stop;
        if (pl_history_record(&r.options, run, &facts, &id, diags) && notices.n_targets)
            pl_notify_send(&r.options, id, &notices, diags);
        for (size_t i = 0; i < pl_diags_count(diags); i++)
            pl_cli_warn(cli, pl_diags_get(diags, i)->summary);
    }
    pl_recording_done(&r);
    pl_diags_free(diags);
}

bool pl_recording_dashboards(pl_cli *cli)
{
    pl_recording r;
    pl_diags *diags = pl_diags_new();
    bool ok = false;

    if (pl_recording_init(&r, cli, (pl_str){ 0 })) {
        pl_history *history = pl_history_open(&r.options, diags);
        ok = history && pl_history_put_dashboards(find_folder(cli), diags);
        pl_history_close(history);
    }
    pl_recording_done(&r);
    pl_diags_free(diags);
    return ok;
}
