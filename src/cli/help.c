/* help.c - lays out help and usage as Powerpipe does (the layout of Go's cobra), with our additions
 * under the name pipelite. */
#include "cli/help.h"

#include <assert.h>
#include <string.h>

#include "cli/help_own.h"

/* ---- one flag: "      --name type   usage (default x)" */

static const char *type_word(const pl_flag *flag)
{
    assert(flag->name[0]);
    switch (flag->type) {
    case PL_FLAG_INT: return " int";
    case PL_FLAG_STRING:
    case PL_FLAG_DEPRECATED: return " string";
    case PL_FLAG_SLICE: return " strings";
    case PL_FLAG_ARRAY: return " stringArray";
    default: return "";
    }
}

static void put_name(pl_output *out, const pl_flag *flag)
{
    if (flag->letter)
        pl_output_format(out, "  -%c, --%s", flag->letter, flag->name);
    else
        pl_output_format(out, "      --%s", flag->name);
    if (flag->type == PL_FLAG_ENUM)
        pl_output_format(out, " %s", flag->name);
    else
        pl_output_text(out, type_word(flag));
}

static size_t name_width(const pl_flag *flag)
{
    const char *type = type_word(flag);

    return strlen("      --") + strlen(flag->name) +
           (flag->type == PL_FLAG_ENUM ? 1 + strlen(flag->name) : strlen(type));
}

static void put_string_default(pl_output *out, const pl_help *help, const char *fallback)
{
    pl_str text = { fallback, strlen(fallback) };

    if (strcmp(fallback, "$cwd") == 0)
        text = (pl_str){ help->directory, strlen(help->directory) };
    else if (strcmp(fallback, "$install") == 0)
        text = (pl_str){ help->install_dir, strlen(help->install_dir) };
    if (text.len == 0)
        return;
    pl_output_text(out, " (default ");
    pl_output_quote(out, text);
    pl_output_text(out, ")");
}

/* Show the default unless it is none, false or 0. */
static void put_default(pl_output *out, const pl_help *help, const pl_flag *flag)
{
    bool nothing = !flag->fallback[0] || strcmp(flag->fallback, "false") == 0 ||
                   strcmp(flag->fallback, "0") == 0;
    bool table_first = !help->real && strcmp(flag->fallback, "snapshot") == 0; /* query run */

    if (flag->type == PL_FLAG_STRING)
        put_string_default(out, help, flag->fallback);
    else if (flag->type == PL_FLAG_DEPRECATED && help->real)
        pl_output_format(out, " (DEPRECATED: %s)", pl_deprecation);
    else if (!nothing && flag->type != PL_FLAG_DEPRECATED)
        pl_output_format(out, " (default %s%s)", table_first ? "table on a terminal, else " : "",
                         flag->fallback);
}

/* List the values. Powerpipe lists `text` twice for checks; `real` keeps such
 * repetitions. */
static void put_values(pl_output *out, const char *values, const char **comma, bool real)
{
    const char *last = "";
    size_t n, n_last = 0;

    for (const char *at = values; *at; at += strspn(at, " ")) {
        n = strcspn(at, " ");
        if (!real && n == n_last && memcmp(at, last, n) == 0) {
            at += n;
            continue;
        }
        last = at;
        n_last = n;
        pl_output_format(out, "%s%.*s", *comma, (int)n, at);
        *comma = ", ";
        at += n;
    }
}

void pl_help_flag(pl_output *out, const pl_help *help, const pl_command *command, size_t flag)
{
    const char *comma = "; one of: ", *unit;

    if (pl_flags[flag].type == PL_FLAG_DEPRECATED && !help->real)
        pl_output_text(out, "Database of every control, and of what else names none of its own");
    else
        pl_command_expand(out, pl_flags[flag].usage, command, help->program);
    put_values(out, pl_flags[flag].values, &comma, help->real);
    if (help->real)
        return;
    put_values(out, pl_flags[flag].own, &comma, false);
    unit = pl_help_unit(pl_flags[flag].name);
    if (unit)
        pl_output_format(out, "; %s", unit);
}

/* ---- a section of flags, aligned */

typedef enum section { LOCAL, INHERITED } section;

static bool in_section(size_t i, const pl_help *help, const pl_command *command,
                       pl_flag_stage stage, section which)
{
    bool inherited = pl_flag_persistent(i) && command->id != PL_COMMAND_ROOT;

    return pl_flag_applies(i, command, stage) && !pl_flag_hidden(i, help->real) &&
           inherited == (which == INHERITED);
}

static void put_flags(pl_output *out, const pl_help *help, const pl_command *command,
                      pl_flag_stage stage, section which)
{
    size_t widest = 0, width;
    bool any = false;

    for (size_t i = 0; i < PL_FLAG_COUNT; i++)
        if (in_section(i, help, command, stage, which) &&
            (width = name_width(&pl_flags[i])) > widest)
            widest = width;
    for (size_t i = 0; i < PL_FLAG_COUNT; i++) {
        if (!in_section(i, help, command, stage, which))
            continue;
        if (!any)
            pl_output_text(out, which == LOCAL ? "\nFlags:\n" : "\nGlobal Flags:\n");
        any = true;
        put_name(out, &pl_flags[i]);
        pl_output_spaces(out, widest + 3 - name_width(&pl_flags[i]));
        pl_help_flag(out, help, command, i);
        put_default(out, help, &pl_flags[i]);
        pl_output_text(out, "\n");
    }
}

/* ---- usage */

static bool has_commands(const pl_help *help, const pl_command *command)
{
    for (const pl_command *c = NULL; (c = pl_command_next(command, c)) != NULL;)
        if (pl_command_offered(c, help->real))
            return true;
    return false;
}

static void put_use_line(pl_output *out, const pl_help *help, const pl_command *command)
{
    pl_output_text(out, "  ");
    if (command->id != PL_COMMAND_ROOT) {
        pl_command_path(out, &pl_commands[command->parent], help->program);
        pl_output_text(out, " ");
    }
    pl_command_expand(out, command->use, command, help->program);
    if (!strstr(command->use, "[flags]") && !pl_command_raw(command))
        pl_output_text(out, " [flags]");
    pl_output_text(out, "\n");
}

static void put_commands(pl_output *out, const pl_help *help, const pl_command *command)
{
    size_t widest = 11;

    /* Concealed commands count for the width, but the commands for shells do not. */
    for (const pl_command *c = NULL; (c = pl_command_next(command, c)) != NULL;)
        if (!pl_command_raw(c) && pl_command_name(c).len > widest)
            widest = pl_command_name(c).len;
    pl_output_text(out, "\nAvailable Commands:\n");
    for (const pl_command *c = NULL; (c = pl_command_next(command, c)) != NULL;) {
        if (!pl_command_offered(c, help->real))
            continue;
        pl_output_format(out, "  %.*s", PL_FMT(pl_command_name(c)));
        pl_output_spaces(out, widest + 1 - pl_command_name(c).len);
        const char *own = help->real ? NULL : pl_help_own_brief(c);
        pl_command_expand(out, own ? own : c->brief, c, help->program);
        pl_output_text(out, "\n");
    }
}

void pl_help_usage(pl_output *out, const pl_help *help, const pl_command *command,
                   pl_flag_stage stage)
{
    bool group = has_commands(help, command);

    pl_output_text(out, "Usage:\n");
    if (command->action)
        put_use_line(out, help, command);
    if (group) {
        pl_output_text(out, "  ");
        pl_command_path(out, command, help->program);
        pl_output_text(out, " [command]\n");
        put_commands(out, help, command);
    }
    put_flags(out, help, command, stage, LOCAL);
    put_flags(out, help, command, stage, INHERITED);
    if (group) {
        pl_output_text(out, "\nUse \"");
        pl_command_path(out, command, help->program);
        pl_output_text(out, " [command] --help\" for more information about a command.\n");
    }
}

void pl_help_text(pl_output *out, const pl_help *help, const pl_command *command)
{
    size_t from = out->len;

    const char *own = help->real ? NULL : pl_help_own_text(command);

    if (!own)
        own = command->text[0] ? command->text : command->brief;
    pl_command_expand(out, own, command, help->program);
    pl_output_trim(out, from);
    pl_output_text(out, "\n\n");
    pl_help_usage(out, help, command, PL_FLAGS_ALL);
    if (!help->real)
        pl_help_own(out, help, command);
}
