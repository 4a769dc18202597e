/* follow.c - the watch of files: its steps on the keeper's thread, and the announcement of changes
 * on the loop thread. */
#include "server/follow.h"

#include <assert.h>

#include "base/clock.h"
#include "base/diag.h"
#include "base/map.h"
#include "base/str.h"
#include "server/note.h"
#include "server/state.h"
#include <pipelite/watch.h>

/* The result of one step of the watch, sent to the loop thread. */
typedef struct found {
    pl_task task; /* first */
    pl_server *server;
    pl_changes *changes; /* NULL: the workspace cannot be opened in its present state */
    pl_problems problems;
    uint64_t took_ns, generation;
    pl_standing standing;
    bool polling;
    uint32_t watches;
} found;

/* ---- the loop thread */

/* Send an error to the clients, unless it equals the last one that was sent. */
static void send_error(pl_server *server, pl_str error)
{
    pl_payload *message;

    assert(server->state <= PL_SERVER_SERVING);
    if (!error.len || pl_str_eq(error, pl_buf_view(&server->sent_error)))
        return;
    server->sent_error.len = 0;
    pl_buf_str(&server->sent_error, error);
    message = pl_problems_message(error);
    pl_clients_error(server, message);
    pl_server__say(server, PL_SERVER_ERROR, "%.*s", PL_FMT(error));
    pl_payload_release(message);
}

static void keep_problems(pl_server *server, found *f)
{
    bool pending = f->problems.errors > 0 && f->standing == PL_STANDING_CLEAN;

    pl_problems_done(&server->problems);
    server->problems = f->problems;
    f->problems = (pl_problems){ 0 };
    server->problems.generation = f->generation;
    server->problems.pending = pending;
    server->problems.incomplete = f->standing == PL_STANDING_INCOMPLETE;
    pl_message_cache_set_incomplete(server, server->problems.incomplete);
    pl_payload_release(server->trouble);
    server->trouble =
        server->incomplete ? pl_problems_message(pl_buf_view(&server->problems.error)) : NULL;
}

static bool is_effective(const pl_changes *changes)
{
    return changes->recovered || changes->effective || changes->mods;
}

/* Announce a change: clients get the metadata first, then the list. After that the affected runs
 * begin again. */
static void announce(pl_server *server, found *f)
{
    assert(f->changes);
    pl_server__say(server, PL_SERVER_MESSAGE, "Available Dashboards updated");
    if (!server->clients)
        return;
    pl_vec_push(&server->announcing, f->changes);
    f->changes = NULL;
    server->metadata_first = true;
    pl_clients_announce(server, PL_CACHED_METADATA);
}

static void end_announcing(pl_server *server)
{
    for (size_t i = 0; i < server->announcing.n; i++) {
        pl_clients_changed(server, server->announcing.at[i]);
        pl_changes_free(server->announcing.at[i]);
    }
    server->announcing.n = 0;
}

/* The metadata of PostgreSQL needs an answer of the database, so a list that somebody asked for can
 * be made before it: that list does not end the announcement. */
void pl_follow_arrived(pl_server *server, pl_cached_message item)
{
    if (!server->announcing.n)
        return;
    if (item == PL_CACHED_METADATA && server->metadata_first) {
        server->metadata_first = false;
        pl_clients_announce(server, PL_CACHED_LIST);
    }
    if (!server->metadata_first && server->message_cache.item[PL_CACHED_LIST])
        end_announcing(server);
}

static void count(pl_server *server, const found *f)
{
    pl_metrics *m = &server->metrics;

    m->watch_steps++;
    m->polling = f->polling;
    m->watches = f->watches;
    if (!f->changes) {
        m->rebuilds[2]++;
        return;
    }
    m->scanned += f->changes->scanned;
    if (f->changes->compared > f->changes->scanned)
        m->skipped += f->changes->compared - f->changes->scanned;
    m->rebuilds[f->changes->outcome == PL_OUTCOME_PUBLISHED ? 0
                : f->changes->outcome == PL_OUTCOME_SAME    ? 1
                                                            : 2]++;
    pl_histogram_add(&m->reload_seconds, f->took_ns);
}

static void take_found(pl_task *task)
{
    found *f = (found *)task;
    pl_server *server = f->server;
    bool published = f->changes && f->changes->outcome == PL_OUTCOME_PUBLISHED;
    bool recovered = f->changes && f->changes->recovered;

    if (server->state <= PL_SERVER_SERVING) {
        pl_note_rescan(server, f->changes, f->generation, f->took_ns, f->problems.errors);
        count(server, f);
        keep_problems(server, f);
        if (published || recovered)
            pl_message_cache_clear(server);
        if ((published || recovered) && is_effective(f->changes))
            announce(server, f);
        if (server->problems.errors && !server->incomplete)
            send_error(server, pl_buf_view(&server->problems.error));
        else if (!server->problems.errors)
            server->sent_error.len = 0;
    }
    pl_changes_free(f->changes);
    pl_problems_done(&f->problems);
    pl_mem_free(f);
}

/* ---- the keeper */

static void report(pl_server *server, pl_changes *changes, const pl_diags *diags, uint64_t took)
{
    found *f = pl_mem_zalloc(sizeof *f);
    pl_generation *generation = pl_workspace_acquire(server->ws);
    pl_diags *problems = pl_diags_new();

    *f = (found){
        .task = { .done = take_found },
        .server = server,
        .changes = changes,
        .took_ns = took,
        .polling = pl_watch_is_polling(server->watch),
        .watches = pl_watch_folders(server->watch),
    };
    if (generation) {
        f->generation = pl_generation_number(generation);
        f->standing = pl_generation_standing(generation);
    }
    pl_generation_release(generation);
    pl_workspace_problems(server->ws, problems);
    pl_problems_explain(&f->problems, server->ws, pl_diags_errors(problems) ? problems : diags);
    pl_diags_free(problems);
    pl_keeper_deliver(server->keeper, &f->task);
}

void pl_follow_step(void *ctx)
{
    pl_server *server = ctx;
    pl_diags *diags = pl_diags_new();
    uint64_t began = pl_clock_ns();
    pl_changes *changes = pl_watch_step(server->watch, diags);

    if (changes || pl_diags_errors(diags))
        report(server, changes, diags, pl_clock_ns() - began);
    pl_diags_free(diags);
}

int pl_follow_descriptor(void *ctx)
{
    pl_server *server = ctx;

    return server->watch && server->config.watch ? pl_watch_fd(server->watch) : -1;
}

/* The time of the next step. With --watch=false a step is made only on request (SIGUSR1). */
uint64_t pl_follow_deadline(void *ctx)
{
    pl_server *server = ctx;

    if (!server->watch || !server->config.watch)
        return UINT64_MAX;
    return pl_watch_deadline_ns(server->watch);
}

typedef struct watching {
    pl_task task; /* first */
    pl_server *server;
    bool polling;
    uint32_t watches;
} watching;

static void compare_all(pl_task *task)
{
    pl_server *server = ((watching *)task)->server;

    if (!server->watch)
        return;
    pl_watch_look_at_all(server->watch);
    pl_follow_step(server);
}

static void free_task(pl_task *task)
{
    pl_mem_free(task);
}

/* Start watching, which takes as long as opening the workspace, so the first list is sent
 * before. Comparing all files once finds what changed meanwhile. The text of the files is
 * recorded first: a file that was edited before that counts as an effective change whatever it
 * contains. */
static void start_watching(pl_task *task)
{
    watching *w = (watching *)task;
    pl_server *server = w->server;
    pl_watch_options options = { .poll = !server->config.watch };
    pl_diags *diags = pl_diags_new();

    pl_workspace_keep_sources(server->ws);
    server->watch = pl_watch_open(server->ws, &options, diags);
    if (server->watch && server->config.watch)
        pl_watch_look_at_all(server->watch);
    if (server->watch) {
        w->polling = server->config.watch && pl_watch_is_polling(server->watch);
        w->watches = pl_watch_folders(server->watch);
    }
    pl_diags_free(diags);
}

static void note_watching(pl_task *task)
{
    watching *w = (watching *)task;

    w->server->metrics.polling = w->polling;
    w->server->metrics.watches = w->watches;
    free_task(task);
}

static void post(pl_server *server, void (*work)(pl_task *task), void (*done)(pl_task *task))
{
    watching *w = pl_mem_zalloc(sizeof *w);

    *w = (watching){ .task = { .work = work, .done = done }, .server = server };
    pl_keeper_post(server->keeper, &w->task);
}

/* ---- configuration files */

typedef struct looking {
    pl_task task; /* first */
    pl_server *server;
    pl_following outcome;
    pl_problems problems;
} looking;

/* Connections are values of the workspace: when they have changed, all of it is made again. */
static void look_at_settings(pl_task *task)
{
    looking *l = (looking *)task;
    pl_server *server = l->server;
    pl_diags *diags = pl_diags_new();

    l->outcome = pl_settings_follow(server->options.settings, diags);
    pl_problems_add(&l->problems, diags, pl_workspace_path(server->ws));
    pl_diags_free(diags);
    if (l->outcome == PL_FOLLOWING_CHANGED && server->watch) {
        pl_watch_look_at_all(server->watch);
        pl_follow_step(server);
    }
}

static void take_settings(pl_task *task)
{
    looking *l = (looking *)task;
    pl_server *server = l->server;

    server->looks = false;
    if (server->state <= PL_SERVER_SERVING && l->outcome == PL_FOLLOWING_BROKEN)
        pl_note_unusable(server, "configuration unusable, the old one stays", PL_S("*.ppc"),
                         pl_buf_view(&l->problems.error));
    else if (server->state <= PL_SERVER_SERVING && l->outcome == PL_FOLLOWING_CHANGED)
        pl_log_line(&server->log, PL_LOG_INFO, "connections changed", 0);
    pl_problems_done(&l->problems);
    pl_mem_free(l);
}

void pl_follow_settings(pl_server *server)
{
    looking *l;

    if (server->looks || !server->follows || !server->config.watch || !server->options.settings)
        return;
    server->looks = true;
    l = pl_mem_zalloc(sizeof *l);
    *l = (looking){ .task = { .work = look_at_settings, .done = take_settings }, .server = server };
    pl_keeper_post(server->keeper, &l->task);
}

void pl_follow_start(pl_server *server)
{
    post(server, start_watching, note_watching);
}

void pl_follow_look(pl_server *server)
{
    post(server, compare_all, free_task);
}

void pl_follow_stop(pl_server *server)
{
    for (size_t i = 0; i < server->announcing.n; i++)
        pl_changes_free(server->announcing.at[i]);
    pl_vec_done(&server->announcing);
    pl_watch_close(server->watch);
    server->watch = NULL;
}
