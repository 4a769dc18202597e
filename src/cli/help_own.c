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

/* Without the program and the path of the command. */
static const struct {
    pl_command_id command;
    const char *first, *second;
} examples[] = {
    { PL_COMMAND_BENCHMARK_RUN, "baseline", "baseline --where \"severity = 'high'\" --output csv" },
    { PL_COMMAND_CONTROL_RUN, "account_mfa_enabled", "account_mfa_enabled --output json" },
    { PL_COMMAND_DETECTION_RUN, "login_by_leaver", "login_by_leaver --output json" },
    { PL_COMMAND_DASHBOARD_RUN, "overview --output snapshot",
      "overview --export overview.html --output none" },
    { PL_COMMAND_QUERY_RUN, "account_count --output table",
      "\"select 1 as one\" --database sqlite://:memory: --output csv" },
    { PL_COMMAND_SERVER, "", "--port 9040 --listen network" },
    { PL_COMMAND_VARIABLE_LIST, "", "--output json" },
};

/* A resource of the demo for each thing that can be shown. */
static const struct {
    pl_noun noun;
    const char *name;
} shown[] = {
    { PL_NOUN_BENCHMARK, "baseline" },  { PL_NOUN_CONTROL, "account_mfa_enabled" },
    { PL_NOUN_DASHBOARD, "overview" },  { PL_NOUN_DETECTION, "login_by_leaver" },
    { PL_NOUN_QUERY, "account_count" }, { PL_NOUN_VARIABLE, "max_key_age" },
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
    if (command->run == pl_cmd_show)
        put_shown(out, help, command);
    else if (command->run == pl_cmd_list && name.len == 4)
        put_two(out, help, command, "", "--output json");
}

/* ---- databases and the environment */

static const char databases[] =
    "\nDatabases, for --database and in files:\n"
    "  sqlite://file.db, sqlite:///absolute/file.db, sqlite://:memory:\n"
    "  postgres://user:password@host:5432/name?sslmode=require\n"
    "  duckdb://file.duckdb, duckdbinit://script.sql\n"
    "  mysql://user:password@tcp(host:3306)/name\n"
    "  connection.postgres.name, a connection of the configuration\n"
    "  Without a database of its own, a resource runs on that of the flag, POWERPIPE_DATABASE, "
    "the\n"
    "  workspace profile or the mod, in this order; --timing says which it was.\n";

static const char environment[] =
    "\nEnvironment:\n"
    "  POWERPIPE_MOD_LOCATION   the workspace, as --mod-location\n"
    "  POWERPIPE_INSTALL_DIR    configuration and saved indexes (~/.powerpipe)\n"
    "  POWERPIPE_DATABASE       the database, where no flag names one\n"
    "  POWERPIPE_MAX_PARALLEL   connections for each database (10)\n"
    "  POWERPIPE_QUERY_TIMEOUT  seconds for each query (300)\n"
    "  PP_VAR_name              the value of variable `name`\n"
    "  COLUMNS                  width of text where there is no terminal (120)\n"
    "  NO_COLOR, CLICOLOR_FORCE, TERM=dumb  whether text is coloured\n";

static bool takes(const pl_command *command, const char *flag)
{
    return pl_flag_find(command, (pl_str){ flag, strlen(flag) }, PL_FLAGS_ALL) >= 0;
}

void pl_help_own(pl_output *out, const pl_help *help, const pl_command *command)
{
    if (!command->run || command->run == pl_cmd_group || pl_command_raw(command))
        return;
    put_examples(out, help, command);
    if (takes(command, "database") && takes(command, "var"))
        pl_output_text(out, databases);
    if (takes(command, "var"))
        pl_output_text(out, environment);
}
