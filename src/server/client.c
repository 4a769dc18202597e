/* client.c - sending to a client, and not reading from it while it cannot be answered. */
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

/* ---- reading */

pl_client *pl_client__find(pl_server *server, uint64_t number)
{
    pl_client *c = server->clients;

    while (c && c->number != number)
        c = c->next;
    return c;
}

/* While this many messages wait for a client, nothing is read from it, so that it cannot request
 * more than it reads. */
enum { BACKLOG_MESSAGES = 4096 };

static bool must_pause(const pl_client *client)
{
    return client->asking || (client->state == PL_CLIENT_ENDING && client->again) ||
           client->backlog.bytes >= client->server->config.max_queue ||
           pl_backlog_count(&client->backlog) > BACKLOG_MESSAGES;
}

void pl_client__pause(pl_client *client)
{
    bool pauses = must_pause(client);

    if (pauses == client->paused)
        return;
    client->paused = pauses;
    pl_conn_read(client->conn, !pauses);
}
