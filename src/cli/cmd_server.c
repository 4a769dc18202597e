/* cmd_server.c - `server`: dashboards in a browser (server.md 1.1, serving.md). */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <pipelite/console.h>
#include <pipelite/harmless.h>
#include <pipelite/program.h>
#include <pipelite/server.h>

#include "cli/cli.h"
#include "cli/recording.h"
#include "cli/validate.h"

/* ---- lines for people */

enum { PATIENCE_MS = 500 };

typedef struct voices {
    const pl_cli *cli;
    pl_console *out, *log; /* owned */
} voices;

/* A line that is put together without allocating memory: a server that has run out of memory goes
 * on. */
typedef struct line {
    pl_console *console;
    bool terminal;
    size_t n;
    char text[4096];
} line;

static void flush_line(line *l)
{
    pl_console_write(l->console, (pl_str){ l->text, l->n });
    l->n = 0;
}

static void add_word(line *l, pl_str text)
{
    if (l->n + text.len > sizeof(l->text))
        flush_line(l);
    if (text.len > sizeof(l->text)) {
        pl_console_write(l->console, text);
        return;
    }
    memcpy(l->text + l->n, text.len ? text.ptr : "", text.len);
    l->n += text.len;
}

/* Add a text with data in it, made harmless for a terminal. */
static void add_data(line *l, pl_str text)
{
    pl_str shown;

    for (size_t n; l->terminal && text.len; text = (pl_str){ text.ptr + n, text.len - n }) {
        if ((n = pl_harmless_run(text)))
            shown = (pl_str){ text.ptr, n };
        else if (!(n = pl_harmless_next(text, &shown)))
            return;
        add_word(l, shown);
    }
    add_word(l, text);
}

static void write_log(void *ctx, pl_str text)
{
    voices *v = ctx;
    line l = { .console = v->log, .terminal = isatty(STDERR_FILENO) };

    add_data(&l, text);
    flush_line(&l);
}

static void print_line(void *ctx, pl_server_say what, pl_str text)
{
    static const struct {
        const char *word, *color;
    } heads[] = {
        [PL_SERVER_WAIT] = { "Wait   ", "\033[36m" },
        [PL_SERVER_READY] = { "Ready  ", "\033[32m" },
        [PL_SERVER_MESSAGE] = { "Message", "" },
        [PL_SERVER_ERROR] = { "Error  ", "\033[31m" },
    };
    voices *v = ctx;
    const pl_cli *cli = v->cli;
    bool colored = cli->color && what != PL_SERVER_WARNING && heads[what].color[0];
    line l = { .console = v->out, .terminal = cli->terminal };

    if (what == PL_SERVER_WARNING) {
        pl_cli_warn(cli, text);
        return;
    }
    l.n = (size_t)snprintf(l.text, 64, "%s[ %s ]%s ", colored ? heads[what].color : "",
                           heads[what].word, colored ? "\033[0m" : "");
    add_data(&l, text);
    add_word(&l, PL_S("\n"));
    flush_line(&l);
}

/* ---- signals: one thread waits for them and stops the server */

typedef struct signals {
    pl_server *_Atomic server; /* NULL: it is starting, and a signal ends the process at once */
    sigset_t set, before;
    pthread_t thread;
    bool waits;           /* `thread` runs */
    _Atomic int ended_by; /* SIGINT, SIGTERM; 0: not yet */
    _Atomic bool over;
} signals;

/* End the process as the signal would have. Process 1 of a container survives its own signals. */
static void die_of(const signals *s, int number)
{
    signal(number, SIG_DFL);
    pthread_sigmask(SIG_SETMASK, &s->before, NULL);
    raise(number);
    _exit(128 + number);
}

static void take_signal(signals *s, int number)
{
    pl_server *server = s->server;

    if (number == SIGUSR1 && server)
        pl_server_reload(server);
    else if (number == SIGUSR2 && server)
        pl_server_report(server);
    else if (number == SIGUSR1 || number == SIGUSR2)
        return;
    else if (!server)
        die_of(s, number);
    else if (s->ended_by && number == SIGINT)
        _exit(PL_EXIT_INTERRUPTED);
    else if (!s->ended_by) {
        s->ended_by = number;
        pl_server_stop(server, number);
    }
}

static void *wait_for_signals(void *ctx)
{
    signals *s = ctx;
    int number;

    while (sigwait(&s->set, &number) == 0 && !s->over)
        take_signal(s, number);
    return NULL;
}

/* Block the signals and start the thread that waits for them, before anything that may take its
 * time: a start that waits for a disk or for the reader of a pipe can be ended, too. Threads that
 * start later inherit the mask. */
static bool begin_signals(signals *s)
{
    sigemptyset(&s->set);
    sigaddset(&s->set, SIGINT);
    sigaddset(&s->set, SIGTERM);
    sigaddset(&s->set, SIGUSR1);
    sigaddset(&s->set, SIGUSR2);
    pthread_sigmask(SIG_BLOCK, &s->set, &s->before);
    s->waits = pthread_create(&s->thread, NULL, wait_for_signals, s) == 0;
    return s->waits;
}

static void end_signals(signals *s)
{
    if (!s->waits)
        return;
    s->over = true;
    pthread_kill(s->thread, SIGUSR1);
    pthread_join(s->thread, NULL);
}

/* The exit code, which depends on the signal that ended the server (serving.md 15). */
static int exit_code(const signals *s)
{
    if (s->ended_by == SIGTERM)
        die_of(s, SIGTERM);
    return PL_EXIT_OK;
}

/* ---- the command */

static int fail_server(pl_cli *cli, const pl_diags *diags, const char *context)
{
    pl_cli_report(cli, diags, context);
    return PL_EXIT_FAILED;
}

/* Open the page in the browser of the desktop, through the desktop's own program for that. */
static void open_page(pl_cli *cli)
{
    char url[64];
    char *argv[] = { "xdg-open", url, NULL };
    bool tls = pl_settings_string(cli->settings, "tls-cert").len > 0;
    pid_t child;

    if (!pl_settings_bool(cli->settings, "open"))
        return;
    snprintf(url, sizeof url, "%s://localhost:%d", tls ? "https" : "http",
             (int)pl_settings_int(cli->settings, "port"));
    signal(SIGCHLD, SIG_IGN);
    if (posix_spawnp(&child, argv[0], NULL, NULL, argv, environ) != 0)
        pl_cli_warn(cli, (pl_str){ "--open needs xdg-open", sizeof("--open needs xdg-open") - 1 });
}

static int serve(pl_cli *cli, pl_server *server, pl_workspace *ws, signals *s)
{
    pl_diags *diags = pl_diags_new();
    int code = PL_EXIT_FAILED;

    if (!pl_workspace_read_values(ws, diags)) {
        code = fail_server(cli, diags, "failed to load workspace: ");
    } else if (!pl_server_start(server, ws, diags)) {
        code = fail_server(cli, diags, "");
    } else {
        s->server = server;
        open_page(cli);
        code = pl_server_run(server, diags) ? PL_EXIT_OK : fail_server(cli, diags, "");
    }
    pl_diags_free(diags);
    return code;
}

static pl_server *make_server(pl_cli *cli, voices *v)
{
    pl_server_options options = {
        .settings = cli->settings,
        .environment = cli->environment,
        .program = cli->help.program,
        .version = PL_S(PIPELITE_VERSION),
        .drop_in = cli->manners->drop_in,
        .say = print_line,
        .ctx = v,
        .log = { .level = pl_cli_log_level(cli), .write = write_log, .ctx = v },
    };
    pl_diags *diags = pl_diags_new();
    pl_server *server = pl_server_new(&options, diags);

    if (!server)
        pl_cli_report(cli, diags, "");
    pl_diags_free(diags);
    return server;
}

int pl_cmd_server(pl_cli *cli)
{
    pl_open_options options = { .need_mod_file = true, .may_begin_empty = true };
    signals s = { .server = NULL };
    int code = PL_EXIT_FAILED;
    pl_workspace *ws = NULL;
    pl_server *server;
    voices v = { .cli = cli };

    if (!pl_cli_configure(cli))
        return PL_EXIT_FAILED;
    if (pl_cli_dumped(cli))
        return PL_EXIT_OK;
    if (!pl_validate_database(cli, PL_EXIT_FAILED) || !pl_validate_server(cli))
        return PL_EXIT_FAILED;
    v.out = pl_console_new(STDOUT_FILENO, PATIENCE_MS, PL_CONSOLE_TEXT);
    v.log = pl_console_new(STDERR_FILENO, PATIENCE_MS, PL_CONSOLE_TEXT);
    server = begin_signals(&s) ? make_server(cli, &v) : NULL;
    if (server) {
        options.cache_bytes = pl_server_cache_bytes(server);
        options.own_mods = !cli->manners->drop_in &&
                           pl_settings_bool(cli->settings, "history-dashboards") &&
                           pl_recording_dashboards(cli);
        ws = pl_cli_open(cli, &options, "failed to load workspace: ");
    }
    if (ws)
        code = serve(cli, server, ws, &s);
    end_signals(&s);
    pl_server_free(server);
    if (ws)
        pl_cli_done(cli, ws);
    pl_console_free(v.log);
    pl_console_free(v.out);
    return code == PL_EXIT_OK ? exit_code(&s) : code;
}
