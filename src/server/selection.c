/* selection.c - what a client has selected, and the run of it.
 *
 *               select            select, change, input
 *     IDLE ------------> RUNNING -----------------------> ENDING (again)
 *      ^                  |  ^  \                           |      |
 *      |             over |  |   +---- clear ----> ENDING   | over | over
 *      |                  v  | input                  |     v      v
 *      +---- clear ---- ENDED                         +--> IDLE  RUNNING */
#include "server/client.h"

#include <assert.h>
#include <stdio.h>

#include "base/clock.h"
#include "base/diag.h"
#include "base/hash.h"
#include "base/str.h"
#include "schema/schema.h"
#include "server/lists.h"
#include "server/note.h"

/* ---- runs and the loop thread */

static void arrive(pl_task *task)
{
    pl_live *live = (pl_live *)task;

    atomic_store(&live->queued, false);
    if (live->pump)
        live->pump(live->ctx);
    else
        pl_mem_free(live);
}

static void on_notify(void *ctx, pl_run *run)
{
    pl_live *live = ctx;

    (void)run;
    if (!atomic_exchange(&live->queued, true))
        pl_keeper_deliver(live->keeper, &live->task);
}

pl_live *pl_live_start(pl_server *server, const pl_run_start_options *options,
                       void (*pump)(void *ctx), void *ctx, pl_diags *diags)
{
    pl_run_start_options start = *options;
    pl_live *live = pl_mem_zalloc(sizeof *live);

    server->idle.worked = true;
    live->task.done = arrive;
    live->keeper = server->keeper;
    live->pump = pump;
    live->ctx = ctx;
    atomic_init(&live->queued, false);
    start.notify = on_notify;
    start.ctx = live;
    live->run = pl_run_start(server->engine, &start, diags);
    if (live->run)
        return live;
    pl_mem_free(live);
    return NULL;
}

/* End the run. on_notify() is not called after the run was freed; if it has queued the task
 * before, the task is freed when it arrives. */
void pl_live_end(pl_live *live)
{
    if (!live)
        return;
    pl_run_free(live->run);
    live->run = NULL;
    live->pump = NULL;
    if (!atomic_load(&live->queued))
        pl_mem_free(live);
}

/* ---- states */

void pl_client__check(const pl_client *client)
{
    assert((client->state == PL_CLIENT_IDLE) == (client->live == NULL));
    assert(!client->again || client->state == PL_CLIENT_ENDING);
    assert(!client->held || client->state == PL_CLIENT_RUNNING);
    assert(!client->more || client->live);
    assert(!client->live || client->live->ctx == client);
    (void)client;
}

static void enter(pl_client *client, pl_client_state state)
{
    client->state = state;
    if (state != PL_CLIENT_ENDING)
        client->again = false;
    if (state != PL_CLIENT_RUNNING)
        client->held = false;
    pl_client__check(client);
    pl_client__pause(client);
}

static void start(pl_client *client);

/* The run has ended and nothing of it is left: free it, and begin again if that was requested. */
static void let_go(pl_client *client)
{
    bool again = client->again;

    assert(client->state == PL_CLIENT_ENDING);
    pl_live_end(client->live);
    client->live = NULL;
    client->more = false;
    enter(client, PL_CLIENT_IDLE);
    if (again)
        start(client);
}

/* End the run and drop its unsent messages. */
static void end_run(pl_client *client, bool again)
{
    if (client->state == PL_CLIENT_IDLE) {
        if (again)
            start(client);
        return;
    }
    pl_backlog_forget(&client->backlog, client->runs);
    client->again = again;
    if (client->state == PL_CLIENT_ENDED) {
        enter(client, PL_CLIENT_ENDING);
        let_go(client);
        return;
    }
    pl_run_hold(client->live->run, false);
    pl_run_cancel(client->live->run);
    enter(client, PL_CLIENT_ENDING);
    pl_client__pump(client);
}

/* ---- events */

static void log_event(pl_client *client, const pl_run_event *event)
{
    pl_server *server = client->server;

    if (event->kind == PL_RUN_EVENT_STARTED)
        pl_note_run_started(client, event);
    else if (event->kind == PL_RUN_EVENT_FAILED || event->kind == PL_RUN_EVENT_COMPLETED)
        pl_note_run_ended(client, event);
    if (event->kind == PL_RUN_EVENT_STARTED) {
        pl_server__say(server, PL_SERVER_WAIT, "WorkspaceEvents execution started: %.*s",
                       PL_FMT(event->name));
    } else if (event->kind == PL_RUN_EVENT_COMPLETED) {
        pl_server__say(server, PL_SERVER_READY, "Execution complete: %.*s", PL_FMT(event->name));
    } else if (event->kind == PL_RUN_EVENT_FAILED) {
        pl_server__say(server, PL_SERVER_ERROR, "error executing dashboard: %.*s",
                       PL_FMT(event->error));
        pl_server__say(server, PL_SERVER_ERROR, "%.*s", PL_FMT(event->error));
    }
}

static void count_end(pl_client *client, const pl_run_event *event)
{
    pl_metrics *m = &client->server->metrics;

    if (event->kind == PL_RUN_EVENT_PANEL && event->final) {
        client->panels++;
        client->errors += pl_str_eq(event->status, PL_S("error"));
    }
    if (event->kind != PL_RUN_EVENT_FAILED && event->kind != PL_RUN_EVENT_COMPLETED)
        return;
    m->executions[event->kind == PL_RUN_EVENT_FAILED  ? 1
                  : client->state == PL_CLIENT_ENDING ? 2
                                                      : 0]++;
    pl_histogram_add(&m->execution_seconds, pl_clock_ns() - client->began_ns);
}

/* Remove the inputs that were cleared from the selection. */
static void drop_inputs(pl_client *client, const pl_run_event *event)
{
    pl_selection *s = &client->selected;

    for (uint32_t i = s->n_inputs; i-- > 0;)
        for (uint32_t k = 0; k < event->n_cleared; k++)
            if (pl_str_eq(s->inputs[i].name, event->cleared[k])) {
                s->inputs[i] = s->inputs[--s->n_inputs];
                break;
            }
}

static void send_event(pl_client *client, const pl_run_event *event)
{
    bool panel = event->kind == PL_RUN_EVENT_PANEL;
    bool last = event->kind == PL_RUN_EVENT_COMPLETED;
    bool other = event->kind == PL_RUN_EVENT_FAILED || event->kind == PL_RUN_EVENT_CLEARED;

    pl_client__send(
        client,
        (pl_outgoing){
            .payload = pl_payload_message(event->message),
            .kind = other   ? PL_OUTGOING_OTHER
                    : panel ? PL_OUTGOING_PANEL
                            : PL_OUTGOING_RUN,
            .keep = last || (panel && (event->final || pl_str_eq(event->status, PL_S("running")))),
            .run = client->runs,
            .panel = panel ? pl_hash_str(event->name) : 0,
        });
}

/* Take an event. While a run is ending, a client that lags gets none but its last message. */
static void take_event(pl_client *client, const pl_run_event *event)
{
    bool behind = client->state == PL_CLIENT_ENDING && client->more;

    count_end(client, event);
    if (event->kind == PL_RUN_EVENT_CLEARED)
        drop_inputs(client, event);
    if (behind && event->kind != PL_RUN_EVENT_COMPLETED && event->kind != PL_RUN_EVENT_CLEARED) {
        pl_message_release(event->message);
        return;
    }
    log_event(client, event);
    send_event(client, event);
}

enum { ROOM = 256 << 10 };

void pl_client__pump(pl_client *client)
{
    pl_run_event event;
    bool ending = client->state == PL_CLIENT_ENDING;

    if (!client->live)
        return;
    while (ending || client->backlog.bytes < ROOM) {
        if (pl_run_next(client->live->run, &event)) {
            take_event(client, &event);
            continue;
        }
        client->more = client->more && ending;
        if (pl_run_get_phase(client->live->run) != PL_RUN_PHASE_ENDED)
            return;
        if (ending)
            let_go(client);
        else if (client->state == PL_CLIENT_RUNNING)
            enter(client, PL_CLIENT_ENDED);
        return;
    }
    client->more = true;
}

static void pump(void *ctx)
{
    pl_client__pump(ctx);
}

void pl_client__hold(pl_client *client, bool held)
{
    if (client->held == held || client->state != PL_CLIENT_RUNNING)
        return;
    client->held = held;
    pl_run_hold(client->live->run, held);
}

/* ---- starting */

static void send_failure(pl_client *client, pl_str why)
{
    pl_buf text = { 0 };

    pl_server__say(client->server, PL_SERVER_ERROR, "error executing dashboard: %.*s", PL_FMT(why));
    pl_server__say(client->server, PL_SERVER_ERROR, "%.*s", PL_FMT(why));
    pl_list_execution_error(why, &text);
    pl_client__send(client,
                    (pl_outgoing){ .payload = pl_payload_take(&text), .kind = PL_OUTGOING_OTHER });
}

static void fail(pl_client *client, const pl_diags *diags)
{
    pl_problems problems = { 0 };

    pl_problems_add(&problems, diags, pl_workspace_path(client->server->ws));
    send_failure(client, pl_buf_view(&problems.error));
    pl_problems_done(&problems);
}

/* Is there a resource of that name now? One that was removed may have come back. */
static bool is_there(const pl_client *client, pl_kind *kind)
{
    pl_generation *generation = pl_workspace_acquire(client->server->ws);
    pl_entry entry;
    bool there =
        generation && pl_index_find(pl_generation_index(generation), client->selected.name, &entry);

    pl_generation_release(generation);
    if (there)
        *kind = entry.kind;
    return there;
}

static void refuse(pl_client *client, const char *type)
{
    pl_buf why = { 0 };

    pl_buf_printf(&why, "type *%s cannot be executed as dashboard", type);
    send_failure(client, pl_buf_view(&why));
    pl_buf_done(&why);
}

/* Start a run of the selected resource, if it still exists and can be run. Requires IDLE. */
static void start(pl_client *client)
{
    const pl_selection *s = &client->selected;
    pl_run_start_options options = {
        .root = s->name,
        .inputs = s->inputs,
        .n_inputs = s->n_inputs,
        .has_search_path = s->has_search_path,
        .has_search_path_prefix = s->has_search_path_prefix,
        .search_path = s->search_path,
        .search_path_prefix = s->search_path_prefix,
        .n_search_path = s->n_search_path,
        .n_search_path_prefix = s->n_search_path_prefix,
        .client = pl_buf_view(&client->peer),
        .from = s->from,
        .to = s->to,
    };
    pl_diags *diags;
    pl_kind kind;

    assert(client->state == PL_CLIENT_IDLE);
    if (!s->name.len || !is_there(client, &kind) || client->server->state != PL_SERVER_SERVING)
        return;
    if (pl_schema_of(kind)->refused) {
        refuse(client, pl_schema_of(kind)->refused);
        return;
    }
    diags = pl_diags_new();
    client->runs++;
    client->began_ns = pl_clock_ns();
    client->panels = client->errors = 0;
    client->live = pl_live_start(client->server, &options, pump, client, diags);
    if (client->live)
        enter(client, PL_CLIENT_RUNNING);
    else
        fail(client, diags);
    pl_diags_free(diags);
}

/* ---- selections */

static const pl_str *copy_list(pl_arena *arena, const pl_str *list, uint32_t n)
{
    pl_str *out = pl_arena_alloc(arena, (n + 1) * sizeof *out);

    for (uint32_t i = 0; i < n; i++)
        out[i] = pl_arena_str(arena, list[i]);
    return out;
}

static void copy_inputs(pl_selection *s, const pl_run_input_value *inputs, uint32_t n)
{
    s->inputs = pl_arena_alloc(&s->arena, (n + 1) * sizeof *s->inputs);
    s->n_inputs = n;
    for (uint32_t i = 0; i < n; i++) {
        s->inputs[i].name = pl_arena_str(&s->arena, inputs[i].name);
        s->inputs[i].json = pl_arena_str(&s->arena, inputs[i].json);
    }
}

static void forget(pl_selection *s)
{
    pl_arena_done(&s->arena);
    *s = (pl_selection){ 0 };
}

static void keep_action(pl_selection *s, pl_str name, const pl_action *a)
{
    pl_selection new = { 0 };

    new.name = pl_arena_str(&new.arena, name);
    copy_inputs(&new, a->inputs, a->n_inputs);
    new.from = pl_arena_str(&new.arena, a->from);
    new.to = pl_arena_str(&new.arena, a->to);
    new.search_path = copy_list(&new.arena, a->search_path, a->n_search_path);
    new.search_path_prefix = copy_list(&new.arena, a->search_path_prefix, a->n_search_path_prefix);
    new.n_search_path = a->n_search_path;
    new.n_search_path_prefix = a->n_search_path_prefix;
    new.has_search_path = a->has_search_path;
    new.has_search_path_prefix = a->has_search_path_prefix;
    forget(s);
    *s = new;
}

/* The full name, in `arena`, and the kind of the resource that the client names; false: there is
 * none. */
static bool find_name(pl_server *server, pl_str name, pl_arena *arena, pl_str *out, pl_kind *kind)
{
    pl_generation *generation = name.len ? pl_workspace_acquire(server->ws) : NULL;
    const pl_index *ix = generation ? pl_generation_index(generation) : NULL;
    pl_entry entry;
    bool found = ix && pl_index_find(ix, name, &entry);
    char *text;
    size_t n;

    if (found) {
        n = pl_index_name(ix, entry.id, NULL, 0);
        text = pl_arena_alloc(arena, n + 1);
        pl_index_name(ix, entry.id, text, n);
        *out = pl_str_make(text, n);
        *kind = entry.kind;
    }
    pl_generation_release(generation);
    return found;
}

void pl_client__select(pl_client *client, const pl_action *action)
{
    pl_arena arena = { 0 };
    pl_kind kind;
    pl_str name;

    if (find_name(client->server, action->name, &arena, &name, &kind)) {
        keep_action(&client->selected, name, action);
        pl_facts_answer(client, !pl_schema_of(kind)->refused);
        end_run(client, true);
    }
    pl_arena_done(&arena);
}

static bool same_range(const pl_client *client, const pl_action *action)
{
    return !action->has_range || (pl_str_eq(client->selected.from, action->from) &&
                                  pl_str_eq(client->selected.to, action->to));
}

/* Replace the inputs by those of the action; the range is replaced if the action has one, the
 * rest stays. */
static void keep_inputs(pl_client *client, const pl_action *action)
{
    pl_selection *s = &client->selected;
    pl_action whole = {
        .inputs = action->inputs,
        .n_inputs = action->n_inputs,
        .from = action->has_range ? action->from : s->from,
        .to = action->has_range ? action->to : s->to,
        .search_path = s->search_path,
        .search_path_prefix = s->search_path_prefix,
        .n_search_path = s->n_search_path,
        .n_search_path_prefix = s->n_search_path_prefix,
        .has_search_path = s->has_search_path,
        .has_search_path_prefix = s->has_search_path_prefix,
    };
    pl_selection old = *s;

    *s = (pl_selection){ 0 };
    keep_action(s, old.name, &whole);
    forget(&old);
}

void pl_client__input(pl_client *client, const pl_action *action)
{
    bool same = same_range(client, action), taken;

    if (client->state != PL_CLIENT_RUNNING && client->state != PL_CLIENT_ENDED)
        return;
    keep_inputs(client, action);
    taken = pl_run_input(client->live->run, action->changed, client->selected.inputs,
                         client->selected.n_inputs);
    pl_client__pump(client);
    if (!taken || !same)
        end_run(client, true);
}

void pl_client__clear(pl_client *client)
{
    forget(&client->selected);
    end_run(client, false);
}

void pl_client__rerun_if_changed(pl_client *client, const pl_map *names)
{
    if (client->selected.name.len && (!names || pl_map_find(names, client->selected.name, NULL)))
        end_run(client, true);
}

void pl_client__leave(pl_client *client)
{
    pl_live_end(client->live);
    client->live = NULL;
    client->again = false;
    client->state = PL_CLIENT_IDLE;
    forget(&client->selected);
}
