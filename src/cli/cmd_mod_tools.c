/* cmd_mod_tools.c - `mod` tree, why, outdated, verify, vendor, diff, clean, which only pipelite
 * has (mod-management.md 18). */
#include <string.h>

#include "cli/cli.h"
#include "cli/ending.h"
#include "cli/modding.h"

static pl_str text_of(const char *text)
{
    return (pl_str){ text, strlen(text) };
}

/* A session that only reads, and its result. */
typedef struct look {
    pl_mods *mods;
    pl_diags *diags;
    pl_ending ending;
    pl_text text;
    bool ok;
} look;

static bool begin_look(pl_cli *cli, look *l, bool read_only)
{
    *l = (look){ 0 };
    if (!pl_cli_configure(cli) || !(l->mods = pl_modding_new(cli, read_only, false)))
        return false;
    l->diags = pl_diags_new();
    pl_ending_begin(&l->ending, l->mods);
    return true;
}

/* Print the result. `code` is the exit code if nothing failed. */
static int end_look(pl_cli *cli, look *l, int code)
{
    int printed = PL_EXIT_OK;

    pl_ending_end(&l->ending);
    if (l->text.len)
        printed = pl_cli_print(cli, (pl_str){ l->text.ptr, l->text.len }, PL_EXIT_OK);
    pl_cli_report(cli, l->diags, "");
    if (!l->ok)
        code = pl_mods_cancelled(l->mods) ? PL_EXIT_INTERRUPTED : PL_EXIT_FAILED;
    pl_text_free(&l->text);
    pl_diags_free(l->diags);
    pl_mods_free(l->mods);
    return printed != PL_EXIT_OK ? printed : code;
}

int pl_cmd_mod_tree(pl_cli *cli)
{
    const pl_given *depth = pl_args_value(&cli->args, "depth");
    pl_mods_tree how = { 0 };
    look l;

    if (!begin_look(cli, &l, true))
        return PL_EXIT_FAILED;
    how.duplicates = pl_modding_flag(cli, "duplicates");
    if (depth->given && depth->number > 0)
        how.depth = depth->number < UINT32_MAX ? (uint32_t)depth->number : 0;
    l.ok = pl_render_mods_tree(l.mods, &how, pl_modding_json(cli), &l.text, l.diags);
    return end_look(cli, &l, PL_EXIT_OK);
}

int pl_cmd_mod_why(pl_cli *cli)
{
    pl_str name = text_of(cli->args.rest[0]);
    bool found = false;
    look l;

    if (!begin_look(cli, &l, true))
        return PL_EXIT_FAILED;
    l.ok = pl_render_mods_why(l.mods, name, pl_modding_json(cli), &found, &l.text, l.diags);
    if (l.ok && !found)
        pl_cli_fail(cli, 0, "no mod requires '%.*s'", PL_FMT(name));
    return end_look(cli, &l, found ? PL_EXIT_OK : PL_EXIT_FOUND);
}

int pl_cmd_mod_outdated(pl_cli *cli)
{
    bool any = false;
    look l;

    if (!begin_look(cli, &l, true))
        return PL_EXIT_FAILED;
    l.ok = pl_render_mods_outdated(l.mods, pl_modding_json(cli), &any, &l.text, l.diags);
    return end_look(cli, &l, any && pl_modding_flag(cli, "exit-code") ? PL_EXIT_FOUND : PL_EXIT_OK);
}

int pl_cmd_mod_verify(pl_cli *cli)
{
    bool init = pl_args_value(&cli->args, "init")->truth, differs = false;
    pl_output out = { 0 };
    uint32_t n = 0;
    look l;

    if (!begin_look(cli, &l, !init))
        return PL_EXIT_FAILED;
    if (!init) {
        l.ok = pl_render_mods_verify(l.mods, pl_modding_json(cli), &differs, &l.text, l.diags);
    } else {
        l.ok = pl_mods_init_sums(l.mods, &n, l.diags);
        if (l.ok && pl_modding_json(cli))
            pl_output_format(&out, "{\"mods\": %u}\n", n);
        else if (l.ok)
            pl_output_format(&out, "Wrote .mod.sum for %u %s\n", n, n == 1 ? "mod" : "mods");
        pl_cli_print_output(cli, &out, PL_EXIT_OK);
    }
    return end_look(cli, &l, differs ? PL_EXIT_FOUND : PL_EXIT_OK);
}

int pl_cmd_mod_vendor(pl_cli *cli)
{
    pl_output out = { 0 };
    uint32_t n = 0;
    look l;

    if (!begin_look(cli, &l, false))
        return PL_EXIT_FAILED;
    l.ok = pl_mods_vendor(l.mods, text_of(cli->args.rest[0]), &n, l.diags);
    if (l.ok && pl_modding_json(cli))
        pl_output_format(&out, "{\"mods\": %u}\n", n);
    else if (l.ok)
        pl_output_format(&out, "Copied %u %s to %s\n", n, n == 1 ? "mod" : "mods",
                         cli->args.rest[0]);
    pl_cli_print_output(cli, &out, PL_EXIT_OK);
    return end_look(cli, &l, PL_EXIT_OK);
}

int pl_cmd_mod_diff(pl_cli *cli)
{
    bool differs = false;
    pl_mods_pair pair = { 0 };
    look l;

    if (cli->args.n_rest > 2)
        return pl_cli_fail(cli, PL_EXIT_FAILED, "mod diff compares two mods");
    if (!begin_look(cli, &l, true))
        return PL_EXIT_FAILED;
    if (cli->args.n_rest == 2)
        pair.b = text_of(cli->args.rest[1]);
    pair.a = text_of(cli->args.rest[0]);
    l.ok = pl_render_mods_diff(l.mods, &pair, pl_modding_json(cli), &differs, &l.text, l.diags);
    return end_look(cli, &l,
                    differs && pl_modding_flag(cli, "exit-code") ? PL_EXIT_FOUND : PL_EXIT_OK);
}

int pl_cmd_mod_clean(pl_cli *cli)
{
    uint64_t bytes = 0;
    pl_output out = { 0 };
    look l;

    if (!begin_look(cli, &l, false))
        return PL_EXIT_FAILED;
    l.ok = pl_mods_clean(l.mods, &bytes, l.diags);
    if (l.ok && pl_modding_json(cli))
        pl_output_format(&out, "{\"freed\": %llu}\n", (unsigned long long)bytes);
    else if (l.ok)
        pl_output_format(&out, "Freed %.1f MB\n", (double)bytes / 1e6);
    pl_cli_print_output(cli, &out, PL_EXIT_OK);
    return end_look(cli, &l, PL_EXIT_OK);
}
