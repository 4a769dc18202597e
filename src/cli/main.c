/* main.c - from arguments through a command to an exit code. Nothing else is set up here: a
 * command makes what it needs, so --version and --help cost next to nothing. */
#include <fcntl.h>
#include <pwd.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <pipelite/engine.h>

#include "cli/cli.h"
#include "base/cast.h"

/* ---- where the program was started */

/* The current directory by the name that the shell has for it. Owned. */
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

/* The home directory of the account. A static program cannot look it up, because glibc would
 * load shared objects. */
static const char *account_home(void)
{
#ifdef PL_STATIC
    return NULL;
#else
    struct passwd *account = getpwuid(getuid());

    return account ? account->pw_dir : NULL;
#endif
}

/* The user's home directory: HOME, else the account's. Borrowed from the environment or the C
 * library; NULL if there is none. */
static const char *home_directory(void)
{
    const char *home = getenv("HOME");

    return home && home[0] ? home : account_home();
}

/* The directory of the installation. Owned. */
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

/* Is the environment variable set to a text that is not empty? */
static bool is_env_set(const char *name)
{
    const char *value = getenv(name);

    return value && value[0];
}

/* NO_COLOR takes precedence over CLICOLOR_FORCE, and that over a stream that is not a terminal. */
static bool wants_color(const pl_manners *manners, bool terminal)
{
    const char *term = getenv("TERM"), *force = getenv("CLICOLOR_FORCE");
    bool forced = manners->quiet_pipes && force && force[0] && strcmp(force, "0") != 0;

    if (is_env_set("NO_COLOR"))
        return false;
    return forced || (terminal && !(term && strcmp(term, "dumb") == 0));
}

/* Set the manners, and what help needs of them, by the name in argv[0]. */
static void set_manners(pl_cli *cli, const char *argv0)
{
    cli->manners = pl_manners_of(argv0);
    cli->help.real = cli->manners->hides_own;
    cli->help.program = cli->manners->program;
}

/* --color takes precedence over the environment. */
static void find_surroundings(pl_cli *cli)
{
    pl_str color = pl_args_value(&cli->args, "color")->text;

    cli->terminal = isatty(STDOUT_FILENO);
    cli->color = wants_color(cli->manners, cli->terminal);
    if (color.len)
        cli->color = color.ptr[1] == 'l' || (color.ptr[1] == 'u' && cli->color);
    cli->home = home_directory();
    cli->help.directory = current_directory();
    cli->help.install_dir = install_directory(cli->home);
}

/* A standard stream that is closed becomes /dev/null: otherwise the next file or socket would get
 * its number, and with it everything that is printed. */
static void fill_standard_streams(void)
{
    int fd;

    do
        fd = open("/dev/null", O_RDWR);
    while (fd >= 0 && fd <= STDERR_FILENO);
    if (fd >= 0)
        close(fd);
}

/* Take variables that libpq would read, but that Powerpipe ignores, out of the
 * environment before there is a second thread. The program itself reads the copy. */
static const char *const *keep_environment(void)
{
    static const char *const foreign[] = { "PGHOSTADDR",       "PGREQUIREPEER", "PGSSLCRL",
                                           "PGSSLCRLDIR",      "PGREQUIREAUTH", "PGCHANNELBINDING",
                                           "PGSYSCONFDIR",     "PGSERVICE",     "PGSERVICEFILE",
                                           "PGDATESTYLE",      "PGGEQO",        "PGGSSLIB",
                                           "PGCLIENTENCODING", "PGGSSENCMODE",  "PGKRBSRVNAME" };
    const char **copy;
    size_t n = 0;

    while (environ[n])
        n++;
    copy = pl_cli_grow(NULL, (n + 1) * sizeof(*copy));
    memcpy(copy, environ, (n + 1) * sizeof(*copy));
    for (size_t i = 0; i < sizeof(foreign) / sizeof(*foreign); i++)
        if (getenv(foreign[i]))
            unsetenv(foreign[i]);
    return copy;
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

    pl_output_format(&out, "%s v%s\n", cli->manners->title, cli->manners->version);
    return pl_cli_print_output(cli, &out, PL_EXIT_OK);
}

static void put_pointer(pl_output *out, const pl_cli *cli, const pl_command *command)
{
    pl_output_text(out, "Run '");
    if (command)
        pl_command_path(out, command, cli->help.program);
    else
        pl_output_text(out, cli->help.program);
    pl_output_text(out, " --help' for usage.\n");
}

/* The word Error is never coloured here, as in Powerpipe. */
static int refuse_command_line(pl_cli *cli, pl_parsed parsed)
{
    pl_output out = { 0 };

    pl_output_text(&out, "Error: ");
    pl_output_bytes(&out, cli->args.message.ptr, cli->args.message.len);
    pl_output_text(&out, "\n");
    if (parsed == PL_PARSED_UNKNOWN) {
        put_pointer(&out, cli, NULL);
    } else if (cli->manners->short_usage) {
        put_pointer(&out, cli, cli->args.command);
    } else {
        pl_help_usage(&out, &cli->help, cli->args.command, PL_FLAGS_ALL);
        pl_output_text(&out, "\n");
    }
    pl_output_flush(&out, STDERR_FILENO);
    pl_output_done(&out);
    return PL_EXIT_FAILED;
}

static int run_action(pl_cli *cli)
{
    static int (*const actions[])(pl_cli * cli) = {
#define ACTION(id, function) [PL_ACTION_##id] = function,
#include "cli/actions.def"
#undef ACTION
    };
    return actions[cli->args.command->action](cli);
}

static int dispatch(pl_cli *cli, pl_parsed parsed)
{
    pl_output_flush(&cli->args.remarks, STDERR_FILENO);
    switch (parsed) {
    case PL_PARSED_HELP: return print_help(cli);
    case PL_PARSED_VERSION: return print_version(cli);
    case PL_PARSED_RUN: return run_action(cli);
    default: return refuse_command_line(cli, parsed);
    }
}

/* Print the total time. Runs print more themselves; with the recorded flag nothing else is
 * printed. */
static void print_time(const pl_cli *cli, uint64_t start)
{
    const pl_given *given = pl_args_value(&cli->args, "timing");
    double ms = (double)(pl_timings_now() - start) / 1e6;
    pl_output out = { 0 };

    if (!given->given || !given->truth ||
        (!cli->manners->timing && !pl_flag_persistent((size_t)(given - cli->args.given))))
        return;
    pl_output_format(&out, ms < 1000 ? "Time: %.1f ms\n" : "Time: %.2f s\n",
                     ms < 1000 ? ms : ms / 1000);
    pl_output_flush(&out, STDERR_FILENO);
    pl_output_done(&out);
}

int main(int argc, char **argv)
{
    uint64_t start = pl_timings_now();
    pl_cli cli = { 0 };
    pl_parsed parsed;
    int code;

    fill_standard_streams();
    signal(SIGXFSZ, SIG_IGN); /* a file that may grow no more is an error, which is reported */
    cli.environment = keep_environment();
    set_manners(&cli, argc > 0 ? argv[0] : NULL);
    parsed = pl_args_parse(argc - (argc > 0), argv + (argc > 0), cli.manners, &cli.args);
    if (parsed != PL_PARSED_VERSION)
        find_surroundings(&cli);
    code = dispatch(&cli, parsed);
    if (parsed == PL_PARSED_RUN)
        print_time(&cli, start);
    pl_timings_report(&cli.timings);
    pl_ahead_end(cli.ahead);
    if (cli.done)
        pl_workspace_save(cli.done);
    pl_workspace_close(cli.done);
    pl_prompt_done(&cli.prompt);
    free(cli.var_files);
    pl_settings_free(cli.settings);
    pl_args_done(&cli.args);
    free(pl_unconst(cli.environment));
    free(pl_unconst(cli.help.directory));
    free(pl_unconst(cli.help.install_dir));
    return code;
}
