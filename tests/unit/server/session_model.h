/* session_model.h - what clients of the server and their runs are in session_play.h, and what the
 * model says of them. */
#ifndef PL_TEST_SESSION_MODEL_H
#define PL_TEST_SESSION_MODEL_H
#include "base/buf.h"
#include "base/str.h"
#include "server/client.h"
#include <stdio.h>
#include <stdlib.h>

/* ---- dice: bytes of a fuzzer, or a generator with a seed */

typedef struct dice {
    const uint8_t *bytes;
    size_t n;
    uint64_t state; /* not 0: the generator's */
} dice;

static unsigned roll(dice *d, unsigned below)
{
    if (d->state) {
        d->state ^= d->state << 13;
        d->state ^= d->state >> 7;
        d->state ^= d->state << 17;
        return (unsigned)((d->state >> 20) % below);
    }
    if (!d->n)
        return 0;
    d->n--;
    return *d->bytes++ % below;
}

/* ---- what there is to select */

enum { PLAY_NAMES = 5, PLAY_GONE = 3, PLAY_CLIENTS = 3, PLAY_PANELS = 3 };
static const char *const play_names[PLAY_NAMES] = { "m.dashboard.a", "m.dashboard.b", "m.control.c",
                                                    "m.dashboard.gone", "m.dashboard.never" };
static const pl_kind play_kinds[PLAY_NAMES] = { PL_KIND_DASHBOARD, PL_KIND_DASHBOARD,
                                                PL_KIND_CONTROL, PL_KIND_DASHBOARD,
                                                PL_KIND_DASHBOARD };

typedef struct play_event {
    pl_run_event_kind kind;
    unsigned panel;
    const char *status;
    bool final;
    size_t size;
} play_event;

struct pl_run {
    struct pl_run *next;
    struct play_client *of;
    pl_run_start_options start;
    unsigned number;
    bool started, cancelled, held, told, ended, long_ones;
    unsigned state[PLAY_PANELS]; /* 0 none, 1 running, 2 finished */
    PL_VEC(play_event) out;
};

struct pl_conn {
    pl_client *client;
    struct play_client *of;
    bool full, cut, blocked; /* blocked: nothing is read of it */
    unsigned code;
    pl_buf message;
    char chunk[PL_CONN_CHUNK];
};

/* The model of one client. */
typedef struct play_client {
    struct pl_conn conn;
    pl_client *client; /* NULL: not connected */
    int selected;      /* -1: nothing */
    pl_client_state state;
    bool again;
    struct pl_run *run;
    PL_VEC(int) sent; /* actions on their way, oldest first */
    size_t taken;
    unsigned due[2], got[2]; /* list, metadata: the oldest one that answers, the newest received */
    /* what was received of the run that was mentioned last */
    unsigned run_seen, panel_seen[PLAY_PANELS];
    bool start_seen, complete_seen;
    unsigned emitted, received; /* that must arrive, of the run that was started last */
    unsigned superseded;        /* of this run and earlier ones not everything has to arrive */
    bool then_again;            /* the session ends its run to begin another one */
    uint64_t taken_ns;
} play_client;

typedef struct play {
    dice *dice;
    pl_server server;
    play_client clients[PLAY_CLIENTS];
    struct pl_run *runs;
    unsigned n_runs;
    unsigned newest[2]; /* list, metadata: serial number of what is served, or comes next */
    bool gone, refuses, watching, wants[PL_CACHED_MESSAGES];
    pl_task *tasks, **last_task;
    uint64_t now;
    void (*bad)(const char *what);
} play;
static play *the_play;

static void play_require(bool claim, const char *what)
{
    if (!claim)
        the_play->bad(what);
}

/* ---- the model */

static bool model_can_run(int name)
{
    return name >= 0 && name < PLAY_GONE + !the_play->gone && play_kinds[name] == PL_KIND_DASHBOARD;
}

static void model_start(play_client *c)
{
    c->again = false;
    c->state =
        model_can_run(c->selected) && !the_play->refuses ? PL_CLIENT_RUNNING : PL_CLIENT_IDLE;
}

static void model_over(play_client *c)
{
    bool again = c->again;

    c->again = false;
    if (c->state == PL_CLIENT_RUNNING || c->state == PL_CLIENT_ENDED) {
        c->state = PL_CLIENT_ENDED;
        return;
    }
    c->state = PL_CLIENT_IDLE;
    if (again)
        model_start(c);
}

/* The session ends its run. That it is over then is seen by pl_run_next(). */
static void model_end(play_client *c)
{
    c->superseded = c->run->number;
    c->again = c->then_again;
    if (c->state != PL_CLIENT_ENDED) {
        c->state = PL_CLIENT_ENDING;
        return;
    }
    c->state = PL_CLIENT_ENDING;
    model_over(c);
}

/* What is selected is to be run (or not) from now on. */
static void model_choose(play_client *c, bool again)
{
    c->then_again = again;
    if (c->state == PL_CLIENT_IDLE && again)
        model_start(c);
}

static play_client *client_of(pl_client *client)
{
    return client->conn->of;
}

static void model_check(play_client *c)
{
    const pl_client *client = c->client;
    pl_str name = c->selected >= 0 ? pl_str_cstr(play_names[c->selected]) : (pl_str){ 0 };

    if (!client)
        return;
    pl_client__check(client);
    pl_backlog__check(&client->backlog);
    play_require(client->state == c->state, "the state");
    play_require(client->again == c->again, "whether another run follows");
    play_require(pl_str_eq(client->selected.name, name), "what is selected");
    play_require((c->run != NULL) == (c->state != PL_CLIENT_IDLE), "one run, or none");
    play_require(client->paused == c->conn.blocked, "paused is not read from");
    play_require(!(c->state == PL_CLIENT_ENDING && c->again) || client->paused, "nothing is read");
    play_require(c->taken <= c->sent.n, "each action is taken once");
}

#endif
