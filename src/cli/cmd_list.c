/* cmd_list.c - listing and showing resources (cli.md 2). */
#include <string.h>
#include <unistd.h>

#include <pipelite/show.h>

#include "cli/cli.h"
#include "cli/target.h"

/* ORDER printers, and the formats of pipelite/show.h */
typedef enum printer { PRINT_PRETTY, PRINT_PLAIN, PRINT_JSON, PRINT_YAML, PRINT_UNKNOWN } printer;
static const char *const printers[] = { "pretty", "plain", "json", "yaml" };

static printer find_printer(const pl_cli *cli)
{
    pl_str output = pl_settings_string(cli->settings, "output");
    printer i;

    for (i = PRINT_PRETTY; i < PRINT_UNKNOWN; i++)
        if (strlen(printers[i]) == output.len && memcmp(printers[i], output.ptr, output.len) == 0)
            break;
    return i;
}

/* A profile may name a format that does not exist; the exit code does not show it. */
static int no_printer(const pl_cli *cli)
{
    pl_output message = { 0 };

    pl_output_text(&message, "failed obtaining printer - unknown output format ");
    pl_output_quote(&message, pl_settings_string(cli->settings, "output"));
    pl_cli_fail_str(cli, PL_EXIT_OK, (pl_str){ message.ptr, message.len });
    pl_output_done(&message);
    return PL_EXIT_OK;
}

static pl_list_what what_of(pl_noun noun)
{
    return noun == PL_NOUN_BENCHMARK             ? PL_LIST_BENCHMARKS
           : noun == PL_NOUN_DETECTION_BENCHMARK ? PL_LIST_DETECTION_BENCHMARKS
                                                 : PL_LIST_KIND;
}

static int print_table(const pl_cli *cli, pl_workspace *ws, pl_noun noun)
{
    pl_text text;
    int code;

    pl_render_list(ws, what_of(noun), pl_nouns[noun].kind, &text);
    code = pl_cli_print(cli, (pl_str){ text.ptr, text.len }, PL_EXIT_OK);
    pl_text_free(&text);
    return code;
}

/* ---- evaluated values */

/* Print all resources of a kind or, with `target`, only that one. */
static int print_values(pl_cli *cli, pl_workspace *ws, pl_noun noun, const pl_target *target,
                        printer how)
{
    pl_diags *diags = pl_diags_new();
    bool own = cli->manners->quiet_pipes; /* Powerpipe uses colours in pipes as well */
    pl_show_output out = {
        .format = how == PRINT_YAML && own ? PL_FORMAT_YAML_EXACT : (pl_format)how,
        .write = pl_cli_write_out,
        .plain = own && !cli->color,
        .terminal = cli->terminal,
    };
    bool ok;

    if (target) {
        pl_str text = { cli->args.rest[0], strlen(cli->args.rest[0]) };
        pl_entry_id id = target->all ? PL_NO_ENTRY : target->entry.id;
        ok = pl_render_show(ws, id, text, &out, diags);
    } else {
        ok = pl_render_array(ws, what_of(noun), pl_nouns[noun].kind, &out, diags);
    }
    pl_cli_report(cli, diags, "");
    pl_diags_free(diags);
    return ok ? PL_EXIT_OK : PL_EXIT_FAILED;
}

/* If only variables or mods are requested, nothing else is loaded. */
static pl_workspace *open_for(pl_cli *cli, pl_noun noun)
{
    pl_open_options options = {
        .strict = true,
        .need_mod_file = true,
        .variables_only = noun == PL_NOUN_VARIABLE || noun == PL_NOUN_MOD,
    };

    return pl_cli_open(cli, &options, "");
}

int pl_cli_list(pl_cli *cli)
{
    pl_noun noun = (pl_noun)cli->args.command->noun;
    printer how = find_printer(cli);
    pl_workspace *ws = open_for(cli, noun);
    int code;

    if (!ws)
        return PL_EXIT_FAILED;
    if (how == PRINT_UNKNOWN)
        code = no_printer(cli);
    else if (how == PRINT_PRETTY || how == PRINT_PLAIN)
        code = print_table(cli, ws, noun);
    else
        code = print_values(cli, ws, noun, NULL, how);
    pl_cli_done(cli, ws);
    return code;
}

int pl_cmd_list(pl_cli *cli)
{
    return pl_cli_configure(cli) ? pl_cli_list(cli) : PL_EXIT_FAILED;
}

int pl_cmd_show(pl_cli *cli)
{
    pl_noun noun = (pl_noun)cli->args.command->noun;
    pl_str text = { cli->args.rest[0], strlen(cli->args.rest[0]) };
    pl_output why = { 0 };
    pl_target target;
    pl_workspace *ws;
    printer how;
    int code;

    if (!pl_cli_configure(cli) || !(ws = open_for(cli, noun)))
        return PL_EXIT_FAILED;
    how = find_printer(cli);
    if (how == PRINT_UNKNOWN)
        code = no_printer(cli);
    else if (pl_target_find(ws, &(pl_target_name){ noun, text, .alone = true }, &target, &why))
        code = print_values(cli, ws, noun, &target, how);
    else
        code = pl_target_fail(cli, ws, text, PL_EXIT_FAILED, &why);
    pl_output_done(&why);
    pl_cli_done(cli, ws);
    return code;
}
