/* server.c - starting, running and stopping a server: the order in which its parts are made, and
 * the chores that are due every second.
 *
 * Everything here runs on the thread of pl_server_run(), the loop thread, except what a task
 * does in `work` (the keeper's thread) and the events of the workspace (any of its threads),
 * which are handed to the loop as tasks. */
#include "server/state.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#include "base/clock.h"
#include "base/diag.h"
#include "base/file.h"
#include "base/oom.h"
#include "base/sized.h"
#include "base/str.h"
#include "server/note.h"
#include "value/json.h"

enum {
    SPARE_CONNECTIONS = 256,
    SPARE_DESCRIPTORS = 64,
    CHECK_AFTER_NS = 50000000,
    CHECK_MAX_S = 30
};

/* ---- new */

/* Write a line of JSON as "time level msg key=value ..." (--log-format text). */
static void write_plain(pl_str line, pl_buf *out)
{
    pl_arena arena = { 0 };
    const pl_json *members = pl_json_first(pl_json_parse(&arena, pl_str_trim(line), NULL));
    unsigned i = 0;

    for (const pl_json *m = members; m; m = m->next, i++) {
        if (i)
            pl_buf_byte(out, ' ');
        if (i > 2)
            pl_buf_printf(out, "%.*s=", PL_FMT(m->key));
        pl_buf_str(out, pl_json_text(m));
    }
    pl_buf_byte(out, '\n');
    pl_arena_done(&arena);
}

static void log_through(void *ctx, pl_str line)
{
    pl_server *server = ctx;
    pl_buf text = { 0 };

    if (server->config.log_text)
        write_plain(line, &text);
    if (server->options.log.write)
        server->options.log.write(server->options.log.ctx, text.len ? pl_buf_view(&text) : line);
    pl_buf_done(&text);
}

static pl_server *make(const pl_server_options *options, pl_diags *diags)
{
    static const pl_server_options none;
    pl_server *server = pl_mem_zalloc(sizeof *server);

    options = options ? options : &none;
    server->options = *options;
    server->started_ns = pl_clock_ns();
    server->started_wall = (double)pl_clock_wall_ns() / 1e9;
    server->log = (pl_log){ .level = options->log.level, .sink = log_through, .ctx = server };
    if (pl_server_config_read(&server->config, options, diags)) {
        server->access = pl_access_new(&server->config, diags);
        if (server->config.page == PL_PAGE_FOLDER)
            server->assets = pl_assets_new(server->config.folder);
        if (server->access && pl_exempting_init(&server->exempting, &server->config, diags) &&
            pl_shelf_init(&server->shelf, &server->config, diags) &&
            pl_journal_open(&server->journal, server->config.access_log, diags))
            return server;
    }
    pl_server_free(server);
    return NULL;
}

pl_server *pl_server_new_sized(size_t size, const pl_server_options *options, pl_diags *diags)
{
    pl_server_options known;
    options = pl_sized_options(&known, sizeof known, options, size);
    PL_OWN_DIAGS(diags);
    pl_oom_scope scope;

    pl_oom_begin(&scope);
    pl_server *server = make(options, diags);
    if (!pl_oom_end_reported(&scope, diags))
        return server;
    pl_server_free(server);
    return NULL;
}

uint64_t pl_server_cache_bytes(const pl_server *server)
{
    if (!server)
        return 0;
    return server->config.cache_bytes;
}

/* ---- events of the workspace */

/* An event of the workspace on its way from the thread that caused it to the loop thread. */
typedef struct news {
    pl_task task; /* first */
    pl_server *server;
    pl_event_kind kind;
    pl_diags *found;      /* of CHECKED, for the keeper; NULL: nothing */
    pl_problems problems; /* the same, for clients */
} news;

static void take_verdict(pl_server *server, pl_problems *problems)
{
    server->idle.worked = true;
    pl_problems_done(&server->problems);
    server->problems = *problems;
    *problems = (pl_problems){ 0 };
    pl_payload_release(server->trouble);
    server->trouble = NULL;
    pl_message_cache_set_incomplete(server, server->problems.errors > 0);
    server->problems.incomplete = server->incomplete;
    if (!server->incomplete)
        return;
    server->trouble = pl_problems_message(pl_buf_view(&server->problems.error));
    pl_clients_told_error(server, server->trouble);
}

/* Watch the files once the verdict on what is served is known: content that is broken takes the
 * place of content without a verdict, but not of content that is clean. */
static void begin_following(pl_server *server)
{
    if (server->follows)
        return;
    server->follows = true;
    pl_follow_start(server);
}

static void take_news(pl_task *task)
{
    news *n = (news *)task;
    pl_server *server = n->server;

    if (server->state <= PL_SERVER_SERVING && n->kind == PL_EVENT_CHECKED) {
        take_verdict(server, &n->problems);
        begin_following(server);
    }
    if (server->state <= PL_SERVER_SERVING && n->kind == PL_EVENT_COMPLETE) {
        pl_message_cache_resolved(server);
        server->unsaved = true;
    }
    pl_diags_free(n->found);
    pl_problems_done(&n->problems);
    pl_mem_free(n);
}

static void explain_news(pl_task *task)
{
    news *n = (news *)task;

    pl_problems_explain(&n->problems, n->server->ws, n->found);
}

static void on_event(void *ctx, const pl_event *event)
{
    pl_server *server = ctx;
    news *n = pl_mem_zalloc(sizeof *n);

    *n = (news){ .task = { .done = take_news }, .server = server, .kind = event->kind };
    n->problems.generation = event->generation;
    if (event->kind == PL_EVENT_CHECKED && event->diags && pl_diags_count(event->diags)) {
        n->found = pl_diags_new();
        pl_diags_append(n->found, event->diags);
        n->task.work = explain_news;
        pl_keeper_post(server->keeper, &n->task);
        return;
    }
    pl_keeper_deliver(server->keeper, &n->task);
}

static void on_arrived(pl_server *server, pl_cached_message item)
{
    if (item == PL_CACHED_LIST || item == PL_CACHED_METADATA) {
        pl_clients_arrived(server, item);
        pl_follow_arrived(server, item);
    } else {
        pl_server__own_arrived(server);
    }
}

/* ---- callbacks of the loop */

static void on_closed(void *ctx, pl_conn *conn)
{
    pl_server__request_gone(ctx, conn);
    pl_client_closed(ctx, conn);
}

static void begin_stop(pl_server *server);

/* Read the token and TLS files again; if one cannot be used, the old state stays. */
static void refresh(pl_server *server, bool force)
{
    pl_buf why = { 0 };

    if (!pl_access_refresh(server->access, force, &why))
        pl_note_unusable(server, "token file unusable, the old one stays",
                         server->config.token_file, pl_buf_view(&why));
    why.len = 0;
    if (!pl_exempting_refresh(&server->exempting, force, &why))
        pl_note_unusable(server, "exemptions unusable, the old ones stay",
                         server->config.exemptions, pl_buf_view(&why));
    why.len = 0;
    if (!pl_shelf_refresh(&server->shelf, force, &why))
        pl_note_unusable(server, "views or brand unusable, the old ones stay",
                         server->config.views.len ? server->config.views : server->config.brand,
                         pl_buf_view(&why));
    why.len = 0;
    if (!pl_tls_refresh(&server->tls, server->loop, &server->config, force, &why))
        pl_note_unusable(server, "TLS files unusable, the old ones stay", server->config.tls_cert,
                         pl_buf_view(&why));
    pl_buf_done(&why);
}

static void reload(pl_server *server)
{
    pl_manager_sendf(&server->manager, "RELOADING=1\nMONOTONIC_USEC=%llu",
                     (unsigned long long)(pl_clock_ns() / 1000));
    refresh(server, true);
    pl_follow_look(server);
    pl_manager_send(&server->manager, PL_S("READY=1"));
}

static void on_woken(void *ctx)
{
    pl_server *server = ctx;

    pl_threads_collect(server);
    if (atomic_exchange(&server->reloads, false))
        reload(server);
    if (atomic_exchange(&server->reports, false))
        pl_metrics_report(server);
    if (atomic_load(&server->stops) && server->state == PL_SERVER_SERVING)
        begin_stop(server);
}

static const pl_loop_calls calls = {
    .body = pl_server__body,
    .request = pl_server__request,
    .upgrade = pl_server__upgrade,
    .opened = pl_client_opened,
    .message = pl_client_message,
    .writable = pl_client_writable,
    .closed = on_closed,
    .replied = pl_server__replied,
    .woken = on_woken,
};

/* ---- start */

/* Allow as many descriptors as the system permits; if they are too few for the clients, lower
 * the number of clients. */
static void make_room(pl_server *server)
{
    uint64_t needed = (uint64_t)server->config.max_clients + SPARE_CONNECTIONS + SPARE_DESCRIPTORS;
    struct rlimit limit;

    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY ||
        limit.rlim_cur >= needed)
        return;
    server->config.max_clients =
        limit.rlim_cur > needed - server->config.max_clients
            ? (unsigned)(limit.rlim_cur - (needed - server->config.max_clients))
            : 1;
    pl_log_line(&server->log, PL_LOG_WARN, "fewer clients: too few descriptors", 0);
}

static bool open_loop(pl_server *server, pl_diags *diags)
{
    pl_loop_options options = {
        .max_connections = server->config.max_clients + SPARE_CONNECTIONS,
        .max_message = server->config.max_message,
        .calls = &calls,
        .ctx = server,
    };
    pl_buf error = { 0 };

    server->loop = pl_loop_open(&options, &error);
    if (!server->loop)
        pl_diag_plain(diags, PL_ERROR, PL_DIAG_CANNOT_LISTEN, "%.*s", PL_FMT(pl_buf_view(&error)));
    pl_buf_done(&error);
    return server->loop != NULL;
}

static bool listen_all(pl_server *server, pl_diags *diags)
{
    pl_listening *listening = &server->listening;

    if (!listening->n && !pl_listen_open(listening, &server->config, diags))
        return false;
    for (unsigned i = 0; i < listening->n; i++) {
        pl_reach reach = listening->reach[i];
        bool tls =
            server->config.tls_cert.len && reach != PL_REACH_SOCKET && reach != PL_REACH_METRICS;

        if (!pl_loop_listen(server->loop, listening->fd[i], reach, tls))
            return false;
    }
    return true;
}

/* ---- the saved image: written while serving, so that a server that was killed starts from it */

typedef struct saving {
    pl_task task; /* first */
    pl_server *server;
} saving;

static void save(pl_task *task)
{
    pl_mem_collect();
    pl_workspace_save(((saving *)task)->server->ws);
    pl_mem_collect();
}

static void saved(pl_task *task)
{
    pl_mem_free(task);
    pl_mem_collect();
}

/* Edits often follow each other closely, so the image is written at most every 15 seconds. */
static void save_sometimes(pl_server *server)
{
    enum { PAUSE = 15 };
    saving *s;

    if (!server->unsaved || server->chores < server->save_at)
        return;
    server->unsaved = false;
    server->save_at = server->chores + PAUSE;
    s = pl_mem_zalloc(sizeof *s);
    *s = (saving){ .task = { .work = save, .done = saved }, .server = server };
    pl_keeper_post(server->keeper, &s->task);
}

/* Called each second. Token and TLS files are examined every other time, whether or not the
 * workspace is watched. */
static void do_chores(pl_timer *timer)
{
    pl_server *server = timer->ctx;

    if (server->chores++ % 2)
        refresh(server, false);
    else
        pl_follow_settings(server);
    pl_clients_watch(server);
    pl_fetch_end_waiting(server);
    pl_message_cache_watch(server);
    save_sometimes(server);
    if (server->chores >= CHECK_MAX_S)
        begin_following(server);
    pl_idle_watch(server);
    pl_note_poolers(server);
    pl_timer_set(server->loop, &server->chore_timer, UINT64_C(1000000000));
}

static bool start_keeper(pl_server *server, pl_diags *diags)
{
    pl_keeper_options options = {
        .wake = pl_threads_wake,
        .descriptor = pl_follow_descriptor,
        .deadline = pl_follow_deadline,
        .step = pl_follow_step,
        .ctx = server,
    };
    server->keeper = pl_keeper_new(&options);
    if (!server->keeper) {
        pl_diag_plain(diags, PL_ERROR, PL_DIAG_NO_THREAD, "cannot start a thread");
        return false;
    }
    if (server->assets)
        pl_assets_set_keeper(server->assets, server->keeper);
    server->subscription = pl_workspace_subscribe(
        server->ws, 1u << PL_EVENT_CHECKED | 1u << PL_EVENT_COMPLETE, on_event, server);
    return true;
}

static bool open_engine(pl_server *server, pl_diags *diags)
{
    pl_engine_options options = {
        .settings = server->options.settings,
        .environment = server->options.environment,
        .recorded = server->options.drop_in,
        .max_running = server->config.max_executions,
    };

    server->engine = pl_engine_open(server->ws, &options, diags);
    return server->engine != NULL;
}

static bool start_tls(pl_server *server, pl_diags *diags)
{
    pl_buf why = { 0 };
    bool ok = pl_tls_refresh(&server->tls, server->loop, &server->config, true, &why);

    if (!ok)
        pl_diag_plain(diags, PL_ERROR, PL_DIAG_INVALID_SETTING, "%.*s", PL_FMT(pl_buf_view(&why)));
    pl_buf_done(&why);
    return ok;
}

/* Tell the service manager that the loop is alive, at half the interval that it requires. */
static void notify_watchdog(pl_timer *timer)
{
    pl_server *server = timer->ctx;

    pl_manager_send(&server->manager, PL_S("WATCHDOG=1"));
    pl_timer_set(server->loop, timer, server->manager.watchdog_ns / 2);
}

static uint32_t count_kind(const pl_index *ix, pl_kind kind)
{
    uint32_t n, listed = 0;
    const pl_entry_id *ids = pl_index_kind(ix, kind, &n);
    pl_entry e;

    for (uint32_t i = 0; i < n; i++) {
        pl_index_get(ix, ids[i], &e);
        listed += e.direct_mod && !e.anonymous;
    }
    return listed;
}

static void count_listed(const pl_server *server, uint32_t *dashboards, uint32_t *benchmarks)
{
    pl_generation *generation = pl_workspace_acquire(server->ws);

    *dashboards = *benchmarks = 0;
    if (!generation)
        return;
    *dashboards = count_kind(pl_generation_index(generation), PL_KIND_DASHBOARD);
    *benchmarks = count_kind(pl_generation_index(generation), PL_KIND_BENCHMARK);
    pl_generation_release(generation);
}

static void notify_ready(pl_server *server)
{
    uint32_t dashboards, benchmarks;

    pl_manager_open(&server->manager, server->options.environment);
    count_listed(server, &dashboards, &benchmarks);
    pl_manager_sendf(&server->manager, "READY=1\nSTATUS=serving %u dashboards, %u benchmarks",
                     dashboards, benchmarks);
    pl_log_ready(server, dashboards, benchmarks);
    server->watchdog_timer = (pl_timer){ .fire = notify_watchdog, .ctx = server };
    if (server->manager.fd >= 0 && server->manager.watchdog_ns)
        pl_timer_set(server->loop, &server->watchdog_timer, server->manager.watchdog_ns / 2);
}

/* Begin the check of everything, which comes after the first list. */
static void begin_check(pl_timer *timer)
{
    pl_server *server = timer->ctx;
    pl_resolution resolution = { .check = true };

    pl_workspace_start_resolution(server->ws, &resolution, NULL);
}

static void greet(pl_server *server)
{
    const pl_server_config *config = &server->config;

    pl_server__say(server, PL_SERVER_WAIT, "Starting WorkspaceEvents Server");
    pl_server__say(server, PL_SERVER_MESSAGE, "WorkspaceEvents loaded");
    pl_server__say(server, PL_SERVER_MESSAGE, "Initialization complete");
    if (config->tcp) {
        pl_server__say(server, PL_SERVER_READY,
                       "Dashboard server started on %u and listening on %s", config->port,
                       config->network ? "network" : "local");
        pl_server__say(server, PL_SERVER_MESSAGE, "Visit %s://localhost:%u%s",
                       config->tls_cert.len ? "https" : "http", config->port,
                       config->base_path.len ? config->base_path.ptr : "");
    } else {
        pl_server__say(server, PL_SERVER_READY, "Dashboard server started and listening on %.*s",
                       PL_FMT(config->socket));
    }
    pl_server__say(server, PL_SERVER_MESSAGE, "Press Ctrl+C to exit");
}

static bool start(pl_server *server, pl_workspace *ws, pl_diags *diags)
{
    assert(server->state == PL_SERVER_NEW);
    server->ws = ws;
    server->message_cache.arrived = on_arrived;
    server->message_cache.outdated = pl_clients_announce;
    make_room(server);
    pl_listen_passed(&server->listening, server->options.environment);
    if (!open_engine(server, diags) || !pl_workspace_start_resolution(ws, NULL, diags) ||
        !open_loop(server, diags) || !start_tls(server, diags) || !start_keeper(server, diags) ||
        !listen_all(server, diags) || pl_oom_failed())
        return false;
    server->state = PL_SERVER_SERVING;
    server->check_timer = (pl_timer){ .fire = begin_check, .ctx = server };
    pl_timer_set(server->loop, &server->check_timer, CHECK_AFTER_NS);
    server->chore_timer = (pl_timer){ .fire = do_chores, .ctx = server };
    pl_timer_set(server->loop, &server->chore_timer, UINT64_C(1000000000));
    greet(server);
    notify_ready(server);
    return true;
}

/* If memory is lacking after the server has begun to listen, the start fails as well: the caller
 * then frees the server. */
bool pl_server_start(pl_server *server, pl_workspace *ws, pl_diags *diags)
{
    PL_OWN_DIAGS(diags);
    pl_oom_scope scope;

    if (pl_diag_nothing(diags, server, "server"))
        return false;
    pl_oom_begin(&scope);
    bool ok = start(server, ws, diags);
    return !pl_oom_end_reported(&scope, diags) && ok;
}

/* ---- run and stop */

static void end_stop(pl_timer *timer)
{
    assert(((pl_server *)timer->ctx)->state == PL_SERVER_STOPPING);
    ((pl_server *)timer->ctx)->state = PL_SERVER_STOPPED;
}

/* Accept no more connections, send close frames to clients, and leave some time for answers
 * under way. */
static void begin_stop(pl_server *server)
{
    assert(server->state == PL_SERVER_SERVING);
    server->state = PL_SERVER_STOPPING;
    pl_note_stop(server, atomic_load(&server->signal));
    pl_loop_stop_listening(server->loop);
    pl_listen_remove(&server->listening, &server->config);
    pl_manager_send(&server->manager, PL_S("STOPPING=1"));
    pl_clients_leave(server);
    server->stop_timer = (pl_timer){ .fire = end_stop, .ctx = server };
    pl_timer_set(server->loop, &server->stop_timer, server->config.shutdown_ns);
}

bool pl_server_run(pl_server *server, pl_diags *diags)
{
    PL_OWN_DIAGS(diags);
    if (pl_diag_nothing(diags, server, "server"))
        return false;
    bool ok = true;

    while (ok && server->state != PL_SERVER_STOPPED) {
        ok = pl_loop_turn(server->loop);
        if (server->state == PL_SERVER_STOPPING && !pl_loop_connections(server->loop))
            server->state = PL_SERVER_STOPPED;
    }
    if (!ok)
        pl_diag_plain(diags, PL_ERROR, PL_DIAG_CANNOT_LISTEN, "cannot wait for clients: %s",
                      pl_error_text(errno));
    return ok;
}

void pl_server_stop(pl_server *server, int signal)
{
    if (!server)
        return;
    atomic_store(&server->signal, signal);
    atomic_store(&server->stops, true);
    pl_loop_wake(server->loop);
}

void pl_server_reload(pl_server *server)
{
    if (!server)
        return;
    atomic_store(&server->reloads, true);
    pl_loop_wake(server->loop);
}

void pl_server_report(pl_server *server)
{
    if (!server)
        return;
    atomic_store(&server->reports, true);
    pl_loop_wake(server->loop);
}

void pl_server_free(pl_server *server)
{
    if (!server)
        return;
    if (server->subscription)
        pl_workspace_unsubscribe(server->ws, server->subscription);
    if (server->state != PL_SERVER_NEW)
        pl_workspace_stop_resolution(server->ws);
    server->state = PL_SERVER_STOPPED;
    pl_clients_forget(server);
    pl_threads_end(server);
    pl_fetch_forget(server);
    pl_engine_close(server->engine);
    pl_keeper_free(server->keeper);
    server->keeper = NULL;
    pl_follow_stop(server);
    if (!server->loop)
        pl_listen_close(&server->listening);
    pl_loop_close(server->loop);
    pl_message_cache_clear(server);
    pl_problems_done(&server->problems);
    pl_payload_release(server->trouble);
    pl_buf_done(&server->sent_error);
    pl_manager_close(&server->manager);
    pl_journal_close(&server->journal);
    pl_vec_done(&server->waiting);
    pl_assets_free(server->assets);
    pl_exempting_done(&server->exempting);
    pl_shelf_done(&server->shelf);
    pl_access_free(server->access);
    pl_server_config_done(&server->config);
    pl_mem_free(server);
}
