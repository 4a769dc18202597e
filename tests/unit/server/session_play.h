/* session_play.h - sessions of the server without sockets, threads and databases: random steps, and
 * a small model that predicts the result of each.
 *
 * The code under test is session.c, selection.c and backlog.c as they are. What they call beyond
 * themselves is here, put in place by the linker (session_play.wraps): connections that take bytes
 * when they like, an engine whose runs say what the dice want, tasks that arrive late, a clock.
 *
 * Checked after each step: the model's state is the session's; a session has one run at most, and
 * each is freed once; who must not be read from is not. Checked in what the client receives:
 * messages of a run in their legal order, none of an earlier run after one of a later, no final
 * state twice, nothing lost of a run that was not superseded, an answer to each question. At the
 * end everything is let through: nothing may be left over.
 *
 * Include it once per program, with the link line of test_session.c. */
#ifndef PL_TEST_SESSION_PLAY_H
#define PL_TEST_SESSION_PLAY_H
#include "unit/server/session_fakes.h"

/* ---- actions as the session takes them */

static void take_action(pl_client *client, pl_action_kind kind)
{
    play_client *c = client_of(client);

    play_require(c->taken < c->sent.n && c->sent.at[c->taken] % 16 == (int)kind,
                 "actions are taken in their order");
    play_require(c->state != PL_CLIENT_ENDING || !c->again, "an action before the next run");
    c->taken++;
}

static bool is_there(int name)
{
    return name < PLAY_GONE || (name == PLAY_GONE && !the_play->gone);
}

void __real_pl_client__select(pl_client *client, const pl_action *action);
void __wrap_pl_client__select(pl_client *client, const pl_action *action)
{
    play_client *c = client_of(client);
    int name = c->taken < c->sent.n ? c->sent.at[c->taken] / 16 : 0;

    take_action(client, PL_ACTION_SELECT);
    play_require(pl_str_eq(action->name, pl_str_cstr(play_names[name])), "the right selection");
    if (is_there(name)) {
        c->selected = name;
        model_choose(c, true);
    }
    __real_pl_client__select(client, action);
}

void __real_pl_client__input(pl_client *client, const pl_action *action);
void __wrap_pl_client__input(pl_client *client, const pl_action *action)
{
    play_client *c = client_of(client);

    unsigned over = c->run && c->run->ended && c->state != PL_CLIENT_ENDING ? c->run->number : 0;

    take_action(client, PL_ACTION_INPUT);
    c->then_again = true;
    __real_pl_client__input(client, action);
    play_require(c->superseded >= over, "an input after the end begins another run");
}

void __real_pl_client__clear(pl_client *client);
void __wrap_pl_client__clear(pl_client *client)
{
    play_client *c = client_of(client);

    if (!the_play->watching)
        take_action(client, PL_ACTION_CLEAR);
    c->selected = -1;
    model_choose(c, false);
    __real_pl_client__clear(client);
}

void __real_pl_client__rerun_if_changed(pl_client *client, const pl_map *names);
void __wrap_pl_client__rerun_if_changed(pl_client *client, const pl_map *names)
{
    play_client *c = client_of(client);

    if (c->selected >= 0 &&
        (!names || pl_map_find(names, pl_str_cstr(play_names[c->selected]), NULL)))
        model_choose(c, true);
    __real_pl_client__rerun_if_changed(client, names);
}

void __real_pl_backlog_forget(pl_backlog *backlog, uint64_t run);
void __wrap_pl_backlog_forget(pl_backlog *backlog, uint64_t run)
{
    for (int i = 0; i < PLAY_CLIENTS; i++) {
        play_client *c = &the_play->clients[i];

        if (c->client && &c->client->backlog == backlog)
            model_end(c);
    }
    __real_pl_backlog_forget(backlog, run);
}

/* ---- steps */

static void open_client(play *p, play_client *c)
{
    pl_request request = { 0 };

    *c = (play_client){ .selected = -1, .taken_ns = p->now };
    c->conn.of = c;
    pl_client_opened(&p->server, &c->conn, &request);
    c->client = c->conn.client;
}

static void close_client(play *p, play_client *c)
{
    c->state = PL_CLIENT_IDLE;
    pl_client_closed(&p->server, &c->conn);
    play_require(!c->run, "a run outlives its session");
    pl_buf_done(&c->conn.message);
    pl_vec_done(&c->sent);
    c->client = NULL;
}

/* The loop hands a message on unless it was told not to read. */
static void hand_on(play_client *c)
{
    static const char *const forms[PL_ACTIONS] = {
        [PL_ACTION_NONE] = "{\"action\":\"nonsense\"",
        [PL_ACTION_GET_METADATA] = "{\"action\":\"get_server_metadata\"",
        [PL_ACTION_GET_LIST] = "{\"action\":\"get_available_dashboards\"",
        [PL_ACTION_SELECT] = "{\"action\":\"select_dashboard\"",
        [PL_ACTION_INPUT] = "{\"action\":\"input_changed\"",
        [PL_ACTION_CLEAR] = "{\"action\":\"clear_dashboard\"",
        [PL_ACTION_SNAPSHOT] = "{\"action\":\"select_snapshot\"",
        [PL_ACTION_KEEP_ALIVE] = "{\"action\":\"keep_alive\"",
    };

    while (c->client && c->taken < c->sent.n && !c->conn.blocked) {
        int kind = c->sent.at[c->taken] % 16, name = c->sent.at[c->taken] / 16;
        pl_buf text = { 0 };

        pl_buf_printf(
            &text,
            "%s,\"payload\":{\"dashboard\":{\"full_name\":\"%s\"},\"inputs\":{\"input.n\":\"v\"},"
            "\"changed_input\":\"input.n\"}}",
            forms[kind], play_names[name]);
        pl_client_message(&the_play->server, &c->conn, pl_buf_view(&text));
        pl_buf_done(&text);
    }
}

static void say(play_client *c, pl_action_kind kind, int name)
{
    pl_vec_push(&c->sent, name * 16 + (int)kind);
    hand_on(c);
}

/* Of those that no function of selection.c is called for. */
void __real_pl_note_message_in(const pl_client *client, pl_action_kind action, size_t bytes);
void __wrap_pl_note_message_in(const pl_client *client, pl_action_kind action, size_t bytes)
{
    play_client *c = client->conn->of;

    (void)bytes;
    if (action == PL_ACTION_GET_LIST || action == PL_ACTION_GET_METADATA)
        c->due[action == PL_ACTION_GET_METADATA] =
            the_play->newest[action == PL_ACTION_GET_METADATA];
    if (action != PL_ACTION_SELECT && action != PL_ACTION_INPUT && action != PL_ACTION_CLEAR)
        take_action(c->client, action);
}

static void make_item(play *p, pl_cached_message item)
{
    pl_buf text = { 0 };

    if (!p->wants[item] || p->server.message_cache.item[item])
        return;
    pl_buf_printf(&text, "%c %u", item == PL_CACHED_LIST ? 'L' : 'M',
                  p->newest[item == PL_CACHED_METADATA]);
    p->server.message_cache.item[item] = pl_payload_take(&text);
    p->wants[item] = false;
    pl_clients_arrived(&p->server, item);
}

static void clear_message_cache(play *p)
{
    for (int i = 0; i < PL_CACHED_MESSAGES; i++) {
        if (i <= PL_CACHED_METADATA && p->server.message_cache.item[i])
            p->newest[i]++;
        pl_payload_release(p->server.message_cache.item[i]);
        p->server.message_cache.item[i] = NULL;
    }
}

static void change_files(play *p)
{
    pl_change change = { .what = PL_CHANGE_CHANGED,
                         .name = pl_str_cstr(play_names[roll(p->dice, PLAY_NAMES)]),
                         .effective = true };
    pl_changes changes = { .entries = &change, .n_entries = 1 };

    changes.recovered = roll(p->dice, 4) == 1;
    clear_message_cache(p);
    pl_clients_announce(&p->server, PL_CACHED_METADATA);
    pl_clients_announce(&p->server, PL_CACHED_LIST);
    pl_clients_changed(&p->server, &changes);
}

static void tell_error(play *p)
{
    pl_payload *message = pl_payload_copy(PL_S("{error"));

    if (roll(p->dice, 2))
        pl_clients_error(&p->server, message);
    else
        pl_clients_told_error(&p->server, message);
    pl_payload_release(message);
}

static void watch(play *p, unsigned seconds)
{
    p->now += seconds * UINT64_C(1000000000);
    p->watching = true;
    pl_clients_watch(&p->server);
    p->watching = false;
}

static void step_some_run(play *p, unsigned nth)
{
    pl_run *run = p->runs;

    while (run && nth--)
        run = run->next;
    if (run)
        step_run(run);
}

static void step_client(play *p, play_client *c)
{
    static const pl_action_kind actions[] = {
        PL_ACTION_SELECT, PL_ACTION_SELECT,   PL_ACTION_SELECT,       PL_ACTION_INPUT,
        PL_ACTION_CLEAR,  PL_ACTION_GET_LIST, PL_ACTION_GET_METADATA, PL_ACTION_NONE,
        PL_ACTION_INPUT,  PL_ACTION_SNAPSHOT, PL_ACTION_KEEP_ALIVE,
    };

    if (!c->client) {
        open_client(p, c);
    } else if (c->conn.cut || (c->conn.code && roll(p->dice, 2)) || roll(p->dice, 60) == 1) {
        close_client(p, c);
    } else if (roll(p->dice, 3) == 1) {
        c->conn.full = roll(p->dice, 3) != 1;
        if (!c->conn.full)
            pl_client_writable(&p->server, &c->conn);
    } else {
        say(c, actions[roll(p->dice, PL_COUNT(actions))], (int)roll(p->dice, PLAY_NAMES));
    }
}

static void check_all(play *p)
{
    for (int i = 0; i < PLAY_CLIENTS; i++) {
        hand_on(&p->clients[i]);
        model_check(&p->clients[i]);
    }
}

static void play_step(play *p)
{
    switch (roll(p->dice, 24)) {
    case 0: change_files(p); break;
    case 1: clear_message_cache(p); break;
    case 2: make_item(p, PL_CACHED_LIST); break;
    case 3: make_item(p, PL_CACHED_METADATA); break;
    case 4:
    case 5: tell_error(p); break;
    case 6: watch(p, 1 + roll(p->dice, 20)); break;
    case 7: p->gone = roll(p->dice, 2); break;
    case 8: p->refuses = roll(p->dice, 8) == 1; break;
    case 9:
    case 10:
    case 11: collect(p); break;
    case 12:
    case 13:
    case 14:
    case 15:
    case 16: step_some_run(p, roll(p->dice, PLAY_CLIENTS)); break;
    default: step_client(p, &p->clients[roll(p->dice, PLAY_CLIENTS)]); break;
    }
    check_all(p);
}

/* ---- everything is let through */

static bool is_quiet(const play *p)
{
    bool quiet = !p->tasks && !p->wants[PL_CACHED_LIST] && !p->wants[PL_CACHED_METADATA];

    for (const pl_run *run = p->runs; run; run = run->next)
        quiet = quiet && run->ended && !run->out.n;
    for (int i = 0; i < PLAY_CLIENTS; i++) {
        const play_client *c = &p->clients[i];

        quiet = quiet && (!c->client || (c->taken == c->sent.n && !c->client->more &&
                                         pl_backlog_is_empty(&c->client->backlog)));
    }
    return quiet;
}

static void drain(play *p)
{
    enum { ENOUGH = 100000 };
    dice fair = { .state = 88172645463325252 };
    unsigned rounds = 0;

    p->dice = &fair;
    p->refuses = false;
    while (!is_quiet(p)) {
        play_require(++rounds < ENOUGH, "it comes to rest");
        for (unsigned i = 0; i < PLAY_CLIENTS; i++) {
            play_client *c = &p->clients[i];

            step_some_run(p, i);
            if (c->client && (c->conn.cut || c->conn.code))
                close_client(p, c);
            c->conn.full = false;
            if (c->client)
                pl_client_writable(&p->server, &c->conn);
        }
        collect(p);
        make_item(p, PL_CACHED_LIST);
        make_item(p, PL_CACHED_METADATA);
        check_all(p);
    }
}

static void check_rest(const play *p)
{
    for (int i = 0; i < PLAY_CLIENTS; i++) {
        const play_client *c = &p->clients[i];

        if (!c->client)
            continue;
        play_require(c->state == PL_CLIENT_IDLE || c->state == PL_CLIENT_ENDED, "at rest");
        play_require(!c->client->paused && !c->client->held, "neither paused nor held");
        play_require(c->taken == c->sent.n, "every action was taken");
        play_require(c->got[0] >= c->due[0] && c->got[1] >= c->due[1], "questions are answered");
        play_require(!c->run || c->run->number <= c->superseded || c->received == c->emitted,
                     "nothing of a run is lost");
        play_require(c->state != PL_CLIENT_IDLE || !c->client->held, "nothing is held");
    }
}

/* `steps`: at most; fewer when the dice are bytes that end. */
static void play_sessions(dice *d, unsigned steps, void (*bad)(const char *what))
{
    play *p = pl_mem_zalloc(sizeof *p);

    the_play = p;
    p->dice = d;
    p->bad = bad;
    p->last_task = &p->tasks;
    p->now = UINT64_C(1000000000000);
    p->server.state = PL_SERVER_SERVING;
    p->server.config.max_queue = 2048;
    p->newest[0] = p->newest[1] = 1;
    while (steps-- && (d->state || d->n))
        play_step(p);
    drain(p);
    check_rest(p);
    for (int i = 0; i < PLAY_CLIENTS; i++)
        if (p->clients[i].client)
            close_client(p, &p->clients[i]);
    collect(p);
    clear_message_cache(p);
    play_require(!p->runs && !p->server.clients && !p->server.n_clients, "nothing is left");
    the_play = NULL;
    pl_mem_free(p);
}
#endif
