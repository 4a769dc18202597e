/* main.c - argv to a command to an exit code. Nothing else is set up here: what a
 * command needs it asks for, so that --version and --help cost next to nothing. */
#include <pwd.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <pipelite/query.h>
#include <pipelite/program.h>

#include "cli/cli.h"

/* ---- where and as what we were started */

static bool named_powerpipe(const char *argv0)
{
    const char *slash = argv0 ? strrchr(argv0, '/') : NULL;

    return argv0 && strcmp(slash ? slash + 1 : argv0, "powerpipe") == 0;
}

/* The current directory by the name the shell has for it. Owned. */
static char *current_directory(void)
{
    const char *shell = getenv("PWD");
    struct stat a, b;
    char *path;

    if (shell && shell[0] == '/' && stat(shell, &a) == 0 && stat(".", &b) == 0 &&
        a.st_dev == b.st_dev && a.st_ino == b.st_ino)
        return strdup(shell);
    path = getcwd(NULL, 0);
    return path ? path : strdup("/");
}

static const char *home_directory(void)
{
    const char *home = getenv("HOME");
    struct passwd *account;

    if (home && home[0])
        return home;
    account = getpwuid(getuid());
    return account ? account->pw_dir : NULL;
}

/* Owned. */
static char *install_directory(const char *home)
{
    static const char folder[] = "/.powerpipe";
    size_t n = home ? strlen(home) : 0;
    char *path = pl_cli_grow(NULL, n + sizeof(folder));

    if (n)
        memcpy(path, home, n);
    memcpy(path + n, folder, sizeof(folder));
    return path;
}

static bool wants_color(bool terminal)
{
    const char *no = getenv("NO_COLOR"), *term = getenv("TERM");

    return terminal && !(no && no[0]) && !(term && strcmp(term, "dumb") == 0);
}

static void identify(pl_cli *cli, const char *argv0)
{
    bool real = named_powerpipe(argv0);

    cli->help.real = real;
    cli->help.program = real ? "powerpipe" : "pipelite";
    cli->title = real ? "Powerpipe" : "Pipelite";
    cli->version = real ? "1.5.2" : PIPELITE_VERSION;
}

static void look_around(pl_cli *cli)
{
    cli->terminal = isatty(STDOUT_FILENO);
    cli->color = wants_color(cli->terminal);
    cli->home = home_directory();
    cli->help.directory = current_directory();
    cli->help.install_dir = install_directory(cli->home);
}

/* ---- what to do */

static int print_help(pl_cli *cli)
{
    pl_output out = { 0 };

    pl_help_text(&out, &cli->help, cli->args.command);
    return pl_cli_print_output(cli, &out, PL_EXIT_OK);
}

static int print_version(pl_cli *cli)
{
    pl_output out = { 0 };

    pl_output_format(&out, "%s v%s\n", cli->title, cli->version);
    return pl_cli_print_output(cli, &out, PL_EXIT_OK);
}

/* The word Error is never painted here, as in the real program. */
static int refuse(pl_cli *cli, pl_parsed parsed)
{
    pl_output out = { 0 };

    pl_output_text(&out, "Error: ");
    pl_output_bytes(&out, cli->args.message.ptr, cli->args.message.len);
    pl_output_text(&out, "\n");
    if (parsed == PL_PARSED_UNKNOWN) {
        pl_output_format(&out, "Run '%s --help' for usage.\n", cli->help.program);
    } else {
        pl_help_usage(&out, &cli->help, cli->args.command, PL_FLAGS_ALL);
        pl_output_text(&out, "\n");
    }
    pl_output_flush(&out, STDERR_FILENO);
    pl_output_done(&out);
    return PL_EXIT_FAILED;
}

static int dispatch(pl_cli *cli, pl_parsed parsed)
{
    pl_output_flush(&cli->args.remarks, STDERR_FILENO);
    switch (parsed) {
    case PL_PARSED_HELP: return print_help(cli);
    case PL_PARSED_VERSION: return print_version(cli);
    case PL_PARSED_RUN: return cli->args.command->run(cli);
    default: return refuse(cli, parsed);
    }
}

int main(int argc, char **argv)
{
    pl_cli cli = { 0 };
    pl_parsed parsed;
    int code;

    signal(SIGXFSZ, SIG_IGN); /* a file that may grow no more is an error, and said */
    identify(&cli, argc > 0 ? argv[0] : NULL);
    parsed = pl_args_parse(argc - (argc > 0), argv + (argc > 0), cli.help.program, cli.help.real,
                           &cli.args);
    if (parsed != PL_PARSED_VERSION)
        look_around(&cli);
    code = dispatch(&cli, parsed);
    pl_timings_report(&cli.timings);
    pl_ahead_end(cli.ahead);
    if (cli.done)
        pl_workspace_save(cli.done);
    pl_workspace_close(cli.done);
    pl_prompt_done(&cli.prompt);
    free(cli.var_files);
    pl_settings_free(cli.settings);
    pl_args_done(&cli.args);
    free((char *)cli.help.directory);
    free((char *)cli.help.install_dir);
    return code;
}
