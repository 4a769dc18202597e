/* modding.c - makes a session of mods from the settings, and prints what it reports. */
#include "cli/modding.h"

#include <assert.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "cli/output.h"

static pl_pull pull_of(const pl_cli *cli)
{
    static const char *const words[] = { "", "full", "latest", "development", "minimal" };
    const pl_given *given = pl_args_value(&cli->args, "pull"); /* ORDER pulls */

    for (size_t i = 1; given->given && i < sizeof(words) / sizeof(*words); i++)
        if (strlen(words[i]) == given->text.len &&
            strncasecmp(words[i], given->text.ptr, given->text.len) == 0)
            return (pl_pull)i;
    return PL_PULL_DEFAULT;
}

static void report_waiting(void *ctx, pl_str holder)
{
    const pl_cli *cli = ctx;
    pl_output out = { 0 };

    if (cli->manners->recorded_mods)
        return;
    pl_output_text(&out, "waiting for another command on this workspace");
    if (holder.len)
        pl_output_format(&out, ": %.*s", PL_FMT(holder));
    pl_output_text(&out, "\n");
    pl_output_flush(&out, STDERR_FILENO);
    pl_output_done(&out);
}

static void check_plugins(void *ctx, const pl_mods *mods, pl_diags *diags)
{
    const pl_cli *cli = ctx;

    if (!pl_mods_check_plugins(mods, cli->settings, diags))
        pl_cli_warn(cli, PL_S("Could not connect to database - plugin validation will not be "
                              "performed"));
}

/* ---- flags that only pipelite has */

/* The variable PIPELITE_ with the name in capitals; empty: it is not set. */
static pl_str variable(const pl_cli *cli, const char *name)
{
    pl_output key = { 0 };
    pl_str value = { 0 };

    pl_output_text(&key, "PIPELITE_");
    for (; *name; name++) {
        char c = *name == '-' ? '_' : *name >= 'a' && *name <= 'z' ? (char)(*name - 32) : *name;
        pl_output_bytes(&key, &c, 1);
    }
    pl_output_bytes(&key, "", 1);
    if (!pl_settings_env(cli->settings, key.ptr, &value))
        value = (pl_str){ 0 };
    pl_output_done(&key);
    return value;
}

bool pl_modding_flag(const pl_cli *cli, const char *name)
{
    const pl_given *given = pl_args_value(&cli->args, name);
    bool truth = false;

    assert(cli->args.command);
    if (given->given)
        return given->truth;
    return pl_go_bool(variable(cli, name), &truth) && truth;
}

pl_str pl_modding_text(const pl_cli *cli, const char *name)
{
    const pl_given *given = pl_args_value(&cli->args, name);

    return given->given ? given->text : variable(cli, name);
}

bool pl_modding_json(const pl_cli *cli)
{
    pl_str text = pl_modding_text(cli, "output");

    return text.len == 4 && strncasecmp(text.ptr, "json", 4) == 0;
}

/* Parse "500MB", "1GiB", "2G" or a number of bytes. False: it is none of these. */
static bool size_of(pl_str text, uint64_t *out)
{
    static const struct {
        const char *unit;
        uint64_t bytes;
    } units[] = {
        { "", 1 },           { "b", 1 },           { "k", 1u << 10 },  { "kb", 1000 },
        { "kib", 1u << 10 }, { "m", 1u << 20 },    { "mb", 1000000 },  { "mib", 1u << 20 },
        { "g", 1u << 30 },   { "gb", 1000000000 }, { "gib", 1u << 30 }
    };
    uint64_t n = 0;
    size_t i = 0;

    for (; i < text.len && text.ptr[i] >= '0' && text.ptr[i] <= '9' && n < (1ull << 40); i++)
        n = n * 10 + (uint64_t)(text.ptr[i] - '0');
    for (size_t k = 0; i && k < sizeof(units) / sizeof(*units); k++) {
        if (strlen(units[k].unit) != text.len - i ||
            strncasecmp(units[k].unit, text.ptr + i, text.len - i) != 0)
            continue;
        *out = n * units[k].bytes;
        return n > 0;
    }
    return false;
}

/* ---- the session */

pl_mods *pl_modding_new(pl_cli *cli, bool read_only, bool dry_run)
{
    const pl_settings *s = cli->settings;
    const pl_given *prune = pl_args_value(&cli->args, "prune");
    pl_str size = pl_modding_text(cli, "max-size");
    pl_mods_options o = {
        .dir = pl_settings_mod_location(s),
        .shown_dir = pl_args_value(&cli->args, "mod-location")->text,
        .install_dir = pl_settings_install_dir(s),
        .program = { cli->help.program, strlen(cli->help.program) },
        .environment = cli->environment,
        .real = cli->manners->recorded_mods,
        .read_only = read_only,
        .dry_run = dry_run || pl_args_value(&cli->args, "dry-run")->truth,
        .force = pl_args_value(&cli->args, "force")->truth,
        .keep_surplus =
            cli->args.command->parent != PL_COMMAND_MOD || (prune->given && !prune->truth),
        .locked = pl_modding_flag(cli, "locked"),
        .offline = pl_modding_flag(cli, "offline"),
        .from = pl_modding_text(cli, "from"),
        .pull = pull_of(cli),
        .waiting = report_waiting,
        .plugins = cli->args.command->id == PL_COMMAND_MOD_INSTALL ? check_plugins : NULL,
        .log = { .level = pl_cli_log_level(cli), .write = pl_cli_write_log },
        .ctx = cli,
    };

    if (size.len && !size_of(size, &o.max_bytes)) {
        pl_cli_fail(cli, 0, "--max-size is a size such as 500MB or 1GiB, not '%.*s'", PL_FMT(size));
        return NULL;
    }
    return pl_mods_new(&o);
}

void pl_modding_hints(const pl_cli *cli, const pl_mods *mods)
{
    size_t n;
    const pl_mod_hint *hints = pl_mods_hints(mods, &n);
    pl_output out = { 0 };

    for (size_t i = 0; i < n && !cli->manners->recorded_mods; i++)
        pl_output_format(&out, "%.*s\n", PL_FMT(hints[i].text));
    pl_output_flush(&out, STDERR_FILENO);
    pl_output_done(&out);
}

void pl_modding_refresh(pl_cli *cli)
{
    pl_pull pull = pull_of(cli);
    pl_diags *diags;
    pl_mods *mods;

    if (pull == PL_PULL_DEFAULT || pull == PL_PULL_MINIMAL ||
        !pl_settings_bool(cli->settings, "mod-install"))
        return;
    mods = pl_modding_new(cli, false, false);
    diags = pl_diags_new();
    if (mods)
        pl_mods_install(mods, NULL, 0, diags);
    pl_diags_free(diags);
    pl_mods_free(mods);
}

void pl_modding_missing(pl_cli *cli)
{
    pl_mods *mods = cli->manners->recorded_mods ? NULL : pl_modding_new(cli, true, false);
    pl_output out = { 0 };
    pl_str name;

    if (mods && pl_mods_has_file(mods) && pl_mods_missing(mods, &name)) {
        pl_output_format(&out, "%.*s is not installed: '%s mod install' installs it\n",
                         PL_FMT(name), cli->help.program);
        pl_output_flush(&out, STDERR_FILENO);
    }
    pl_output_done(&out);
    pl_mods_free(mods);
}
