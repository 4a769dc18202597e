/* server.h - dashboards of one workspace for browsers, over HTTP and WebSocket.
 *
 *     pl_server *server = pl_server_new(&options, diags);
 *     if (server && pl_server_start(server, ws, diags))
 *         pl_server_run(server, diags);
 *     pl_server_free(server);
 *
 * pl_server_new() reads and checks the settings and probes the port; pl_server_start() listens. The
 * program opens the workspace in between, because a bad flag is reported before a bad mod. The
 * server runs an event loop in the calling thread, one thread that follows the workspace, and the
 * threads of an engine (pipelite/engine.h). It is linked from an archive of its own
 * (libpipelite_server.a; `pkg-config --static --libs pipelite-server`), and loads OpenSSL if it is
 * given a certificate.
 *
 * Lifetime: the workspace must outlive the server. Threads: new, start, run and free for one
 * thread; stop, reload and report for any, but not for a signal handler. */
#ifndef PIPELITE_SERVER_H
#define PIPELITE_SERVER_H
#include <pipelite/run.h>

PL_C_BEGIN

typedef struct pl_server pl_server;

/* The kinds of lines that the server prints for people. */
typedef enum pl_server_say {
    PL_SERVER_WAIT,
    PL_SERVER_READY,
    PL_SERVER_MESSAGE,
    PL_SERVER_ERROR,
    PL_SERVER_WARNING, /* for standard error; never when drop_in */
} pl_server_say;

/* `{0}` but for settings: defaults. All of it is borrowed until pl_server_free(). */
typedef struct pl_server_options {
    const pl_settings *settings; /* port, listen, watch, and the other flags of `pipelite server` */
    const char *const *environment; /* NAME=value, a NULL last; NULL: empty */
    const char *program;            /* its name */
    pl_str version, commit;         /* of the program; "0.1.0" without v; commit may be empty */
    bool drop_in; /* started as powerpipe: values, texts and an installed page as in Powerpipe */
    /* May be NULL. Called from the thread that runs the server. */
    void (*say)(void *ctx, pl_server_say what, pl_str text);
    void *ctx;
    pl_logger
        log; /* also for pl_server_report(). If the setting log-format is text, lines are text */
} pl_server_options;

/* Owned; pl_server_free(). NULL with an error in `diags`: a bad value, a port in use, an
 * unusable file. */
pl_server *pl_server_new_sized(size_t size, const pl_server_options *options, pl_diags *diags);
#define pl_server_new(...) pl_server_new_sized(sizeof(pl_server_options), __VA_ARGS__)
/* The size of the cache for pl_open_options, from `settings` or the environment; 0: not set. */
uint64_t pl_server_cache_bytes(const pl_server *server);
/* Listen, and announce the addresses through `say`. False with an error in `diags`. */
bool pl_server_start(pl_server *server, pl_workspace *ws, pl_diags *diags);
/* Serve until pl_server_stop(), then shut down in order. False with an error in `diags` when the
 * loop failed. */
bool pl_server_run(pl_server *server, pl_diags *diags);
void pl_server_free(pl_server *server); /* NULL is fine */

/* Make pl_server_run() shut down and return. `signal` is written to the log; 0: no signal was the
 * cause. */
void pl_server_stop(pl_server *server, int signal);
/* Compare all files, read token and TLS files again. */
void pl_server_reload(pl_server *server);
/* Write the metrics through `log`, as one line of JSON (SIGUSR2). */
void pl_server_report(pl_server *server);

PL_C_END

#endif
