/* help_own.c - the texts that only our help has, as tables. */
#include "cli/help_own.h"

#include <stdio.h>
#include <string.h>

#include "cli/cli.h"

/* ---- units */

const char *pl_help_unit(const char *flag)
{
    static const struct {
        const char *flag, *unit;
    } units[] = {
        { "benchmark-timeout", "seconds, 0: no limit" },
        { "dashboard-timeout", "seconds, 0: no limit" },
        { "detection-timeout", "seconds, 0: no limit" },
        { "query-timeout", "seconds for each query, 0: no limit" },
        { "max-parallel", "connections for each database" },
        { "depth", "levels, 0: all" },
        { "port", "1 to 65535" },
    };

    for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
        if (strcmp(units[i].flag, flag) == 0)
            return units[i].unit;
    return NULL;
}

/* ---- examples */

/* Examples, without the name of the program and the path of the command. */
static const struct {
    pl_command_id command;
    const char *first, *second;
} examples[] = {
    { PL_COMMAND_BENCHMARK_RUN, "baseline",
      "baseline --where \"severity = 'high' or severity is null\" --output csv" },
    { PL_COMMAND_CONTROL_RUN, "account_mfa_enabled", "account_mfa_enabled --output json" },
    { PL_COMMAND_DETECTION_RUN, "login_by_leaver", "login_by_leaver --output json" },
    { PL_COMMAND_DASHBOARD_RUN, "overview --output snapshot",
      "overview --export overview.html --output none" },
    { PL_COMMAND_QUERY_RUN, "account_count --output table",
      "\"select 1 as one\" --database sqlite://:memory: --output csv" },
    { PL_COMMAND_SERVER, "", "--port 9040 --listen network" },
    { PL_COMMAND_MOD_CLEAN, "", "--output json" },
    { PL_COMMAND_MOD_OUTDATED, "", "--exit-code --output json" },
    { PL_COMMAND_MOD_TREE, "", "--depth 1 --output json" },
    { PL_COMMAND_MOD_VENDOR, "../vendored", "/srv/mods --output json" },
    { PL_COMMAND_MOD_VERIFY, "--init", "" },
    { PL_COMMAND_MOD_WHY, "github.com/pipelite-examples/powerpipe-mod-ownership",
      "github.com/pipelite-examples/powerpipe-mod-ownership --output json" },
    { PL_COMMAND_INDEX_BUILD, "", "--check" },
    { PL_COMMAND_INDEX_DUMP, "--scan", "--show" },
    { PL_COMMAND_INDEX_STATS, "", "--output json" },
    { PL_COMMAND_INDEX_VERIFY, "", "--hash" },
    { PL_COMMAND_COMPLETION, "bash", "zsh" },
    { PL_COMMAND_MAN, "query run", "--to ." },
    { PL_COMMAND_VARIABLE_LIST, "", "--output json" },
};

/* A resource of the demo for each kind that can be shown. */
static const struct {
    pl_noun noun;
    const char *name;
} shown[] = {
    { PL_NOUN_BENCHMARK, "baseline" },  { PL_NOUN_CONTROL, "account_mfa_enabled" },
    { PL_NOUN_DASHBOARD, "overview" },  { PL_NOUN_DETECTION, "login_by_leaver" },
    { PL_NOUN_QUERY, "account_count" }, { PL_NOUN_VARIABLE, "max_key_age" },
    { PL_NOUN_MOD, "fleet" },
};

static void put_example(pl_output *out, const pl_help *help, const pl_command *command,
                        const char *rest)
{
    pl_output_text(out, "  ");
    pl_command_path(out, command, help->program);
    pl_output_format(out, "%s%s\n", rest[0] ? " " : "", rest);
}

static void put_two(pl_output *out, const pl_help *help, const pl_command *command,
                    const char *first, const char *second)
{
    pl_output_text(out, "\nExamples:\n");
    put_example(out, help, command, first);
    put_example(out, help, command, second);
}

static void put_shown(pl_output *out, const pl_help *help, const pl_command *command)
{
    char json[128];

    for (size_t i = 0; i < sizeof(shown) / sizeof(shown[0]); i++) {
        if (shown[i].noun != (pl_noun)command->noun)
            continue;
        snprintf(json, sizeof(json), "%s --output json", shown[i].name);
        put_two(out, help, command, shown[i].name, json);
    }
}

static void put_examples(pl_output *out, const pl_help *help, const pl_command *command)
{
    pl_str name = pl_command_name(command);

    for (size_t i = 0; i < sizeof(examples) / sizeof(examples[0]); i++) {
        if (examples[i].command != (pl_command_id)command->id)
            continue;
        put_two(out, help, command, examples[i].first, examples[i].second);
        return;
    }
    if (command->action == PL_ACTION_SHOW)
        put_shown(out, help, command);
    else if (command->action == PL_ACTION_LIST && name.len == 4)
        put_two(out, help, command, "", "--output json");
}

void pl_help_examples(pl_output *out, const pl_help *help, const pl_command *command)
{
    put_examples(out, help, command);
}

/* ---- the beginning of the help */

static const char leading[] =
    "Runs the benchmarks, controls, detections and queries of Powerpipe mods, and shows their\n"
    "dashboards.\n"
    "\n"
    "In the folder of a mod:\n"
    "\n"
    "  # What is there, and is it right?\n"
    "  $0 benchmark list\n"
    "  $0 check\n"
    "\n"
    "  # Run a benchmark, keep a report\n"
    "  $0 benchmark run cis_v150 --export report.html\n"
    "\n"
    "  # Ask a database\n"
    "  $0 query run \"select 1 as one\" --database sqlite://:memory:\n"
    "\n"
    "  # Dashboards at http://localhost:9033\n"
    "  $0 server\n"
    "\n"
    "In an empty folder, for mods of others (https://hub.powerpipe.io):\n"
    "\n"
    "  $0 mod init\n"
    "  $0 mod install github.com/turbot/steampipe-mod-aws-compliance";

const char *pl_help_own_text(const pl_command *command)
{
    return command->id == PL_COMMAND_ROOT ? leading : NULL;
}

const char *pl_help_own_brief(const pl_command *command)
{
    return command->id == PL_COMMAND_LOGIN ? "Login to Turbot Pipes (not built)" : NULL;
}

/* ---- databases and the environment */

static const char databases[] =
    "\nDatabases, for --database and in files:\n"
    "  sqlite://file.db, sqlite:///absolute/file.db, sqlite://:memory:\n"
    "  postgres://user:password@host:5432/name?sslmode=require\n"
    "  duckdb://file.duckdb, duckdbinit://script.sql\n"
    "  mysql://user:password@tcp(host:3306)/name\n"
    "  connection.postgres.name, a connection of the configuration\n"
    "  One that the flag, POWERPIPE_DATABASE or the workspace profile names is used for every "
    "control;\n"
    "  queries, detections and panels that name one of their own keep it. -v says which it was.\n";

/* Printed in the manual pages as well. */
const pl_help_word pl_help_environment[] = {
    { "POWERPIPE_MOD_LOCATION", "the workspace, as --mod-location" },
    { "POWERPIPE_INSTALL_DIR", "configuration and saved indexes (~/.powerpipe)" },
    { "POWERPIPE_INDEX", "folder of saved indexes; off: none are kept" },
    { "POWERPIPE_DATABASE", "the database, where no flag names one" },
    { "POWERPIPE_MAX_PARALLEL", "connections for each database (10)" },
    { "POWERPIPE_QUERY_TIMEOUT", "seconds for each query (300)" },
    { "PP_VAR_name", "the value of variable `name`" },
    { "PP_VAR_dep__name", "that of the required mod `dep`" },
    { "COLUMNS", "width of text where there is no terminal (120)" },
    { "NO_COLOR, CLICOLOR_FORCE, TERM=dumb", "whether text is coloured" },
    { NULL, NULL },
};

static void put_environment(pl_output *out)
{
    pl_output_text(out, "\nEnvironment:\n");
    for (const pl_help_word *w = pl_help_environment; w->name; w++) {
        size_t n = strlen(w->name), width = 25;
        pl_output_format(out, "  %s", w->name);
        pl_output_spaces(out, n + 1 < width ? width - n : 2);
        pl_output_format(out, "%s\n", w->text);
    }
}

static bool takes(const pl_command *command, const char *flag)
{
    return pl_flag_find(command, (pl_str){ flag, strlen(flag) }, PL_FLAGS_ALL) >= 0;
}

void pl_help_own(pl_output *out, const pl_help *help, const pl_command *command)
{
    if (!command->action || pl_command_next(command, NULL) || pl_command_raw(command))
        return;
    put_examples(out, help, command);
    if (takes(command, "database") && takes(command, "var"))
        pl_output_text(out, databases);
    if (takes(command, "var"))
        put_environment(out);
}
