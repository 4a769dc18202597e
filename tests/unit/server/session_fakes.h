/* session_fakes.h - connections, runs, tasks and all else that sessions call, for session_play.h:
 * put in place by the linker (session_play.wraps). */
#ifndef PL_TEST_SESSION_FAKES_H
#define PL_TEST_SESSION_FAKES_H
#include "run/message.h"
#include "unit/server/session_model.h"

/* ---- connections */

void __wrap_pl_conn_set_user(pl_conn *conn, void *user)
{
    conn->client = user;
}

void *__wrap_pl_conn_user(const pl_conn *conn)
{
    return conn->client;
}

unsigned __wrap_pl_conn_end_code(const pl_conn *conn)
{
    return conn->code ? conn->code : 1006;
}

void __wrap_pl_conn_want_write(pl_conn *conn)
{
    (void)conn;
}

void *__wrap_pl_conn_chunk(pl_conn *conn)
{
    return conn->chunk;
}

bool __wrap_pl_conn_is_full(pl_conn *conn)
{
    return conn->full;
}

uint64_t __wrap_pl_conn_untaken(const pl_conn *conn)
{
    (void)conn;
    return 0;
}

void __wrap_pl_conn_read(pl_conn *conn, bool reads)
{
    conn->blocked = !reads;
}

void __wrap_pl_conn_close(pl_conn *conn, unsigned code)
{
    play_require(code != 1013 || the_play->now - conn->of->taken_ns >= UINT64_C(30000000000),
                 "closed for reading slowly within 30 seconds");
    if (!conn->code)
        conn->code = code;
}

void __wrap_pl_conn_cut(pl_conn *conn)
{
    conn->cut = true;
}

/* "<letter> <run> <panel> <status>" of a run. */
static void receive_of_run(play_client *c, const char *text)
{
    unsigned run = 0, panel = 0;
    char kind = 0, status[16] = "";

    play_require(sscanf(text, "%c %u %u %15[a-z]", &kind, &run, &panel, status) >= 2, "a message");
    play_require(run >= c->run_seen, "a message of an earlier run");
    if (run > c->run_seen) {
        play_require(c->complete_seen || !c->start_seen, "a run that was begun has an end");
        c->start_seen = kind == 'S';
        play_require(kind == 'S' || kind == 'F' || run <= c->superseded, "a run without its start");
        c->run_seen = run;
        c->complete_seen = false;
        memset(c->panel_seen, 0, sizeof c->panel_seen);
    } else {
        play_require(kind != 'S', "started twice");
    }
    play_require(!c->complete_seen || kind == 'X', "a message after the last one");
    c->complete_seen = c->complete_seen || kind == 'E' || kind == 'F';
    if (kind == 'P') {
        unsigned state = strcmp(status, "running") == 0   ? 1
                         : strcmp(status, "blocked") == 0 ? 0
                                                          : 2;

        play_require(c->panel_seen[panel] < 2, "a panel changes after it has finished");
        play_require(state >= c->panel_seen[panel], "a panel goes back");
        c->panel_seen[panel] = state;
    }
    if (c->run && c->run->number == run && !(kind == 'P' && strcmp(status, "blocked") == 0))
        c->received++;
}

static void receive_item(play_client *c, bool metadata, unsigned serial)
{
    play_require(serial >= c->got[metadata], "an older list or metadata");
    c->got[metadata] = serial;
}

static void receive(play_client *c, const char *text)
{
    if (text[0] == 'L' || text[0] == 'M')
        receive_item(c, text[0] == 'M', (unsigned)strtoul(text + 2, NULL, 10));
    else if (text[0] != '{')
        receive_of_run(c, text);
}

bool __wrap_pl_conn_send(pl_conn *conn, size_t n, bool first, bool last)
{
    play_require(first == (conn->message.len == 0), "where a message begins");
    pl_buf_add(&conn->message, conn->chunk, n);
    conn->of->taken_ns = the_play->now;
    if (last) {
        pl_buf_byte(&conn->message, 0);
        receive(conn->of, conn->message.ptr);
        conn->message.len = 0;
    }
    conn->full = roll(the_play->dice, 4) == 1;
    return true;
}

/* ---- the engine */

static void tell(pl_run *run)
{
    if (run->told || !run->start.notify)
        return;
    run->told = true;
    run->start.notify(run->start.ctx, run);
}

static void emit(pl_run *run, play_event event)
{
    pl_vec_push(&run->out, event);
    if (run->of->run == run &&
        !(event.kind == PL_RUN_EVENT_PANEL && !event.final && event.status[0] == 'b'))
        run->of->emitted++;
}

static void end_run_now(pl_run *run)
{
    if (run->ended)
        return;
    if (run->started)
        emit(run, (play_event){ .kind = PL_RUN_EVENT_COMPLETED });
    run->ended = true;
}

static void step_run(pl_run *run)
{
    dice *d = the_play->dice;
    unsigned panel = roll(d, PLAY_PANELS), *state = &run->state[panel];
    size_t size = run->long_ones ? 150000 : 0;

    if (run->ended)
        return;
    if (run->cancelled) {
        end_run_now(run);
    } else if (!run->started) {
        run->started = roll(d, 8) != 1;
        emit(run,
             (play_event){ .kind = run->started ? PL_RUN_EVENT_STARTED : PL_RUN_EVENT_FAILED });
        run->ended = !run->started;
    } else if (roll(d, 12) == 1) {
        emit(run, (play_event){ .kind = PL_RUN_EVENT_CLEARED });
    } else if (*state == 0 && roll(d, 3) == 1) {
        emit(run, (play_event){ .kind = PL_RUN_EVENT_PANEL, .panel = panel, .status = "blocked" });
    } else if (*state == 0) {
        *state = 1;
        emit(run, (play_event){ .kind = PL_RUN_EVENT_PANEL, .panel = panel, .status = "running" });
    } else if (*state == 1) {
        *state = 2;
        emit(run, (play_event){ .kind = PL_RUN_EVENT_PANEL,
                                .panel = panel,
                                .status = roll(d, 3) ? "complete" : "error",
                                .final = true,
                                .size = size });
    } else if (run->state[0] + run->state[1] + run->state[2] == 2 * PLAY_PANELS) {
        end_run_now(run);
    }
    tell(run);
}

pl_run *__wrap_pl_run_start_sized(size_t size, pl_engine *engine,
                                  const pl_run_start_options *options, pl_diags *diags)
{
    play_client *c = NULL;
    pl_run *run;

    (void)engine, (void)diags;
    play_require(size == sizeof *options, "options of this release");
    if (the_play->refuses)
        return NULL;
    for (int i = 0; i < PLAY_CLIENTS; i++)
        if (the_play->clients[i].client &&
            the_play->clients[i].client->selected.name.ptr == options->root.ptr)
            c = &the_play->clients[i];
    play_require(c && !c->run, "a second run of a session");
    run = pl_mem_zalloc(sizeof *run);
    run->start = *options;
    run->number = ++the_play->n_runs;
    run->of = c;
    run->long_ones = roll(the_play->dice, 4) == 1;
    run->next = the_play->runs;
    the_play->runs = run;
    c->run = run;
    c->emitted = c->received = 0;
    return run;
}

void __wrap_pl_run_free(pl_run *run)
{
    pl_run **at = &the_play->runs;

    if (!run)
        return;
    while (*at && *at != run)
        at = &(*at)->next;
    play_require(*at == run, "a run is freed twice");
    *at = run->next;
    run->of->run = NULL;
    pl_vec_done(&run->out);
    pl_mem_free(run);
}

static pl_message *message_of(const pl_run *run, const play_event *e)
{
    static const char letters[] = { 'S', 'P', 'C', 'X', 'F', 'E' };
    pl_buf text = { 0 };
    pl_message *message;

    pl_buf_printf(&text, "%c %u %u %s", letters[e->kind], run->number, e->panel,
                  e->status ? e->status : "none");
    pl_buf_fill(&text, ' ', e->size);
    message = pl_message_new(pl_buf_view(&text));
    pl_buf_done(&text);
    return message;
}

bool __wrap_pl_run_next(pl_run *run, pl_run_event *out)
{
    static char name[PLAY_PANELS][8];
    static const pl_str cleared = { "input.n", 7 };
    play_event e;

    if (!run->out.n) {
        run->told = false;
        if (run->ended)
            model_over(run->of);
        return false;
    }
    e = run->out.at[0];
    memmove(run->out.at, run->out.at + 1, --run->out.n * sizeof e);
    snprintf(name[e.panel], sizeof name[0], "p%u", e.panel);
    *out = (pl_run_event){
        .kind = e.kind,
        .name = pl_str_cstr(name[e.panel]),
        .status = pl_str_cstr(e.status ? e.status : ""),
        .final = e.final,
        .cleared = &cleared,
        .n_cleared = e.kind == PL_RUN_EVENT_CLEARED,
        .message = message_of(run, &e),
    };
    return true;
}

pl_run_phase __wrap_pl_run_get_phase(const pl_run *run)
{
    return run->ended     ? PL_RUN_PHASE_ENDED
           : run->started ? PL_RUN_PHASE_RUNNING
                          : PL_RUN_PHASE_STARTING;
}

void __wrap_pl_run_cancel(pl_run *run)
{
    run->cancelled = true;
    if (roll(the_play->dice, 2))
        end_run_now(run);
}

void __wrap_pl_run_hold(pl_run *run, bool held)
{
    run->held = held;
}

bool __wrap_pl_run_input(pl_run *run, pl_str changed, const pl_run_input_value *inputs, size_t n)
{
    (void)changed, (void)inputs, (void)n;
    return !run->ended && !run->cancelled;
}

/* ---- everything else that is called */

void __wrap_pl_keeper_deliver(pl_keeper *keeper, pl_task *task)
{
    (void)keeper;
    task->next = NULL;
    *the_play->last_task = task;
    the_play->last_task = &task->next;
}

static void collect(play *p)
{
    pl_task *list = p->tasks;

    p->tasks = NULL;
    p->last_task = &p->tasks;
    while (list) {
        pl_task *next = list->next;

        list->done(list);
        list = next;
    }
}

uint64_t __wrap_pl_clock_ns(void)
{
    return the_play->now;
}

pl_payload *__wrap_pl_message_cache_get(pl_server *server, pl_cached_message item)
{
    the_play->wants[item] = !server->message_cache.item[item];
    return server->message_cache.item[item];
}

void __wrap_pl_facts_answer(pl_client *client, bool executed)
{
    (void)executed;
    pl_client__send(client, (pl_outgoing){ .payload = pl_payload_copy(PL_S("{facts")) });
}

pl_generation *__wrap_pl_workspace_acquire(pl_workspace *ws)
{
    (void)ws;
    return (pl_generation *)the_play;
}

void __wrap_pl_generation_release(pl_generation *generation)
{
    (void)generation;
}

const pl_index *__wrap_pl_generation_index(const pl_generation *generation)
{
    return (const pl_index *)generation;
}

bool __wrap_pl_index_find(const pl_index *ix, pl_str name, pl_entry *out)
{
    (void)ix;
    for (unsigned i = 0; i < PLAY_GONE + (the_play->gone ? 0u : 1u); i++)
        if (pl_str_eq(name, pl_str_cstr(play_names[i]))) {
            *out = (pl_entry){ .id = i, .kind = play_kinds[i] };
            return true;
        }
    return false;
}

size_t __wrap_pl_index_name(const pl_index *ix, pl_entry_id id, char *out, size_t n)
{
    (void)ix;
    memcpy(out ? out : (char *)&(char){ 0 }, play_names[id], out ? n : 0);
    return strlen(play_names[id]);
}

const char *__wrap_pl_workspace_path(const pl_workspace *ws)
{
    (void)ws;
    return "/w";
}

pl_str __wrap_pl_access_peer(const pl_access *access, const pl_request *request)
{
    (void)access, (void)request;
    return PL_S("peer");
}

pl_str __wrap_pl_access_user(const pl_access *access, const pl_request *request)
{
    (void)access, (void)request;
    return PL_S("user");
}

#endif
