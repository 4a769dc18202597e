/* mod: the tree of what is installed; the rest is not built (cli.md 2.8, 5). */
#include <string.h>

#include <pipelite/render.h>

#include "cli/cli.h"
#include "cli/validate.h"

static int print_tree(pl_cli *cli)
{
    pl_open_options options = { .mod_only = true };
    pl_workspace *ws = pl_cli_open(cli, &options, "");
    pl_text text;
    int code;

    if (!ws)
        return PL_EXIT_FAILED;
    pl_render_mod_tree(ws, &text);
    code = pl_cli_print(cli, (pl_str){ text.ptr, text.len }, PL_EXIT_OK);
    pl_text_free(&text);
    pl_cli_done(cli, ws);
    return code;
}

/* As text the tree, whatever state the workspace is in; as data a list of resources. */
int pl_cmd_mod_list(pl_cli *cli)
{
    pl_str output;

    if (!pl_cli_configure(cli))
        return PL_EXIT_FAILED;
    output = pl_settings_string(cli->settings, "output");
    if ((output.len == 6 && memcmp(output.ptr, "pretty", 6) == 0) ||
        (output.len == 5 && memcmp(output.ptr, "plain", 5) == 0))
        return print_tree(cli);
    return pl_cli_list(cli);
}

static int not_built(pl_cli *cli)
{
    return pl_cli_configure(cli) ? pl_cli_not_built(cli, "") : PL_EXIT_FAILED;
}

int pl_cmd_mod_init(pl_cli *cli)
{
    return not_built(cli);
}

int pl_cmd_mod_install(pl_cli *cli)
{
    if (!pl_cli_configure(cli))
        return PL_EXIT_FAILED;
    if (!pl_validate_database(cli, PL_EXIT_MOD_INSTALL))
        return PL_EXIT_MOD_INSTALL;
    return pl_cli_not_built(cli, "");
}

int pl_cmd_mod_uninstall(pl_cli *cli)
{
    return not_built(cli);
}

int pl_cmd_mod_update(pl_cli *cli)
{
    return not_built(cli);
}
