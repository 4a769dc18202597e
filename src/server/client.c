/* client.c - sending to a client, and keeping messages of a client that cannot be handled yet. */
#include "server/client.h"

#include <assert.h>

#include "base/alloc.h"
#include "base/clock.h"
#include "base/str.h"
#include "server/note.h"

/* ---- sending */

static pl_sent sent_as(pl_outgoing_kind kind)
{
    switch (kind) {
    case PL_OUTGOING_LIST: return PL_SENT_LIST;
    case PL_OUTGOING_METADATA: return PL_SENT_METADATA;
    case PL_OUTGOING_ERROR: return PL_SENT_ERROR;
    case PL_OUTGOING_PANEL:
    case PL_OUTGOING_RUN: return PL_SENT_RUN;
    case PL_OUTGOING_OTHER: break;
    }
    return PL_SENT_OTHER;
}

void pl_client__send(pl_client *client, pl_outgoing outgoing)
{
    assert(outgoing.payload && client->conn);
    if (pl_backlog_is_empty(&client->backlog))
        client->progress_ns = pl_clock_ns();
    client->server->metrics.sent[sent_as(outgoing.kind)]++;
    pl_note_message_out(client, sent_as(outgoing.kind), pl_payload_size(outgoing.payload));
    pl_backlog_put(&client->backlog, outgoing);
    pl_conn_want_write(client->conn);
    pl_client__pause(client);
}

/* ---- messages that cannot be handled yet */

void pl_client__drop_unread(pl_client *client)
{
    for (size_t i = 0; i < client->unread.n; i++)
        pl_buf_done(&client->unread.at[i]);
    pl_vec_done(&client->unread);
}

/* Messages that are under way when reading is paused are kept here; a client that sends many
 * more than a page ever does is disconnected. */
enum { UNREAD_MAX = 4096 };

static void keep_unread(pl_client *client, pl_str text)
{
    pl_buf copy = { 0 };

    assert(client->unread.n <= UNREAD_MAX);
    if (client->unread.n == UNREAD_MAX) {
        pl_conn_cut(client->conn);
        return;
    }
    pl_buf_str(&copy, text);
    pl_vec_push(&client->unread, copy);
}

static bool must_pause(const pl_client *client)
{
    return client->asking || (client->state == PL_CLIENT_ENDING && client->again) ||
           client->backlog.bytes >= client->server->config.max_queue ||
           pl_backlog_count(&client->backlog) > UNREAD_MAX;
}

static void read_unread(pl_client *client)
{
    while (client->unread.n && !must_pause(client)) {
        pl_buf text = client->unread.at[0];

        memmove(client->unread.at, client->unread.at + 1, --client->unread.n * sizeof text);
        client->take(client, pl_buf_view(&text));
        pl_buf_done(&text);
    }
}

void pl_client__read(pl_client *client, pl_str text)
{
    if (client->paused || client->unread.n)
        keep_unread(client, text);
    else
        client->take(client, text);
}

/* A task reads the kept messages later, because this is called in the middle of other work. */
typedef struct resume {
    pl_task task; /* first */
    pl_server *server;
    uint64_t client;
} resume;

pl_client *pl_client__find(pl_server *server, uint64_t number)
{
    pl_client *c = server->clients;

    while (c && c->number != number)
        c = c->next;
    return c;
}

static void do_resume(pl_task *task)
{
    resume *r = (resume *)task;
    pl_client *client = pl_client__find(r->server, r->client);

    if (client && !must_pause(client))
        read_unread(client);
    if (client)
        pl_client__pause(client);
    pl_mem_free(r);
}

static void resume_later(pl_client *client)
{
    resume *r = pl_mem_zalloc(sizeof *r);

    *r = (resume){ .task = { .done = do_resume },
                   .server = client->server,
                   .client = client->number };
    pl_keeper_deliver(client->server->keeper, &r->task);
}

void pl_client__pause(pl_client *client)
{
    bool pauses = must_pause(client);

    if (pauses == client->paused)
        return;
    client->paused = pauses;
    pl_conn_read(client->conn, !pauses);
    if (!pauses && client->unread.n)
        resume_later(client);
}
