/* session.c - all clients of a server: the callbacks of the loop, messages to several of them, slow
 * readers. */
#include "server/session.h"

#include <assert.h>

#include "base/alloc.h"
#include "base/list.h"
#include "base/oom.h"
#include "base/str.h"
#include "base/clock.h"
#include "server/client.h"
#include "server/note.h"

/* ---- sending */

static void send_payload(pl_client *client, pl_payload *payload, pl_outgoing_kind kind, bool asked)
{
    pl_client__send(client, (pl_outgoing){
                                .payload = pl_payload_hold(payload),
                                .kind = kind,
                                .asked = asked,
                            });
}

static pl_outgoing_kind kind_of(pl_cached_message item)
{
    return item == PL_CACHED_LIST ? PL_OUTGOING_LIST : PL_OUTGOING_METADATA;
}

/* Send an item of the message cache. If the workspace is served with errors, a workspace_error
 * follows each list. */
static void send_item(pl_client *client, pl_cached_message item, bool asked)
{
    pl_server *server = client->server;

    send_payload(client, server->message_cache.item[item], kind_of(item), asked);
    if (item != PL_CACHED_LIST)
        return;
    client->listed = true;
    if (server->incomplete && server->trouble)
        send_payload(client, server->trouble, PL_OUTGOING_ERROR, false);
}

static void answer(pl_client *client, pl_cached_message item)
{
    if (pl_message_cache_get(client->server, item))
        send_item(client, item, true);
    else
        client->owed[item]++;
}

void pl_clients_arrived(pl_server *server, pl_cached_message item)
{
    for (pl_client *c = server->clients; c; c = c->next) {
        if (c->announced[item])
            send_item(c, item, false);
        c->announced[item] = false;
        for (; c->owed[item]; c->owed[item]--)
            send_item(c, item, true);
    }
}

void pl_clients_announce(pl_server *server, pl_cached_message item)
{
    bool there = server->clients && pl_message_cache_get(server, item);

    for (pl_client *c = server->clients; c; c = c->next) {
        if (there)
            send_item(c, item, false);
        else
            c->announced[item] = true;
    }
}

void pl_clients_error(pl_server *server, pl_payload *message)
{
    for (pl_client *c = server->clients; c; c = c->next)
        send_payload(c, message, PL_OUTGOING_ERROR, false);
}

void pl_clients_told_error(pl_server *server, pl_payload *message)
{
    for (pl_client *c = server->clients; c; c = c->next)
        if (c->listed)
            send_payload(c, message, PL_OUTGOING_ERROR, false);
}

/* Begin runs again: all of them when a broken workspace has been repaired, otherwise those that
 * effective changes affect. */
void pl_clients_changed(pl_server *server, const pl_changes *changes)
{
    pl_map names = { 0 };

    for (uint32_t i = 0; i < changes->n_entries; i++)
        if (changes->entries[i].what != PL_CHANGE_REMOVED && changes->entries[i].effective)
            pl_map_put(&names, changes->entries[i].name, i, NULL);
    for (pl_client *c = server->clients; c; c = c->next)
        pl_client__rerun_if_changed(c, changes->recovered ? NULL : &names);
    pl_map_done(&names);
}

void pl_clients_leave(pl_server *server)
{
    enum { GOING_AWAY = 1001 };

    for (pl_client *c = server->clients; c; c = c->next)
        pl_conn_close(c->conn, GOING_AWAY);
}

/* ---- callbacks of the loop */

/* Asserts that the list is linked both ways and has as many clients as were counted. */
static void clients__check(const pl_server *server)
{
    unsigned n = 0;

    for (const pl_client *c = server->clients; c; c = c->next, n++) {
        assert(c->server == server && pl_conn_user(c->conn) == c);
        assert(!c->next || c->next->before == c);
        assert(c->number && c->number <= server->clients_ever);
    }
    assert(n == server->n_clients);
    (void)n;
}

void pl_client_opened(void *ctx, pl_conn *conn, const pl_request *request)
{
    pl_server *server = ctx;
    pl_client *client = pl_mem_zalloc(sizeof *client);

    client->server = server;
    client->conn = conn;
    client->opened_ns = pl_clock_ns();
    pl_buf_str(&client->peer, pl_access_peer(server->access, request));
    pl_buf_str(&client->user, pl_access_user(server->access, request));
    client->number = ++server->clients_ever;
    PL_LIST_PUSH(server->clients, client);
    server->n_clients++;
    pl_conn_set_user(conn, client);
    clients__check(server);
}

static void note_closed(const pl_client *client)
{
    pl_server *server = client->server;
    pl_journal_entry entry = {
        .peer = pl_buf_view(&client->peer),
        .user = pl_buf_view(&client->user),
        .status = pl_conn_end_code(client->conn),
        .bytes = client->bytes_out,
        .ns = pl_clock_ns() - client->opened_ns,
    };

    pl_tally_add(&server->metrics.closed, entry.status);
    pl_journal_write(&server->journal, &entry);
}

void pl_client_closed(void *ctx, pl_conn *conn)
{
    pl_server *server = ctx;
    pl_client *client = pl_conn_user(conn);

    if (!client)
        return;
    clients__check(server);
    assert(server->n_clients > 0);
    note_closed(client);
    PL_LIST_REMOVE(server->clients, client);
    server->n_clients--;
    pl_client__leave(client);
    pl_backlog_done(&client->backlog);
    pl_buf_done(&client->peer);
    pl_buf_done(&client->user);
    pl_mem_free(client);
}

void pl_clients_forget(pl_server *server)
{
    while (server->clients) {
        pl_conn *conn = server->clients->conn;

        pl_client_closed(server, conn);
        pl_conn_set_user(conn, NULL);
    }
}

/* Write one chunk; false: there is nothing to send, or the connection is broken. */
static bool write_chunk(pl_client *client)
{
    bool first, last, broken;
    size_t n = pl_backlog_take(&client->backlog, pl_conn_chunk(client->conn), PL_CONN_CHUNK, &first,
                               &last, &broken);

    if (!n && !broken)
        return false;
    client->progress_ns = pl_clock_ns();
    client->server->metrics.bytes_out += n;
    client->bytes_out += n;
    if (!broken && pl_conn_send(client->conn, n, first, last))
        return true;
    pl_conn_cut(client->conn);
    return false;
}

enum { TRY_AGAIN_LATER = 1013 };

/* Stop sending to the client, and close the connection with the code upon which it connects
 * again. */
static void give_up(pl_client *client)
{
    client->closing = true;
    pl_client__clear(client);
    pl_conn_close(client->conn, TRY_AGAIN_LATER);
}

/* Called at the begin of each callback about one client. NULL: the connection has none. */
static pl_client *begin_call(pl_conn *conn, pl_oom_scope *scope)
{
    pl_client *client = pl_conn_user(conn);

    if (client)
        pl_oom_begin(scope);
    return client;
}

/* Called at the end of each callback about one client. If memory was lacking, that client is
 * disconnected, which frees what it took of the reserve. */
static void end_call(pl_client *client, pl_oom_scope *scope)
{
    if (pl_oom_end(scope) && !client->closing)
        give_up(client);
}

void pl_client_writable(void *ctx, pl_conn *conn)
{
    pl_oom_scope scope;
    pl_client *client = begin_call(conn, &scope);

    (void)ctx;
    if (!client)
        return;
    while (!pl_conn_is_full(conn)) {
        if (client->more)
            pl_client__pump(client);
        if (!write_chunk(client))
            break;
    }
    if (!pl_backlog_is_empty(&client->backlog))
        pl_conn_want_write(conn);
    pl_client__hold(client, false);
    pl_client__pause(client);
    end_call(client, &scope);
}

/* ---- slow readers (serving.md 10.3) */

enum { STALLED_S = 1, PATIENCE_S = 30 };

/* The kernel buffers megabytes for a connection, which a slow client reads for minutes;
 * therefore bytes that leave that buffer count as progress. */
static void watch_client(pl_client *client, uint64_t now)
{
    uint64_t waited, untaken = pl_conn_untaken(client->conn);
    pl_server *server = client->server;

    if (untaken < client->untaken)
        client->progress_ns = now;
    client->untaken = untaken;
    waited = now - client->progress_ns;
    if (client->closing || pl_backlog_is_empty(&client->backlog) ||
        waited < STALLED_S * UINT64_C(1000000000))
        return;
    pl_client__hold(client, true);
    if (waited < PATIENCE_S * UINT64_C(1000000000) ||
        !(client->more || client->backlog.bytes >= server->config.max_queue))
        return;
    server->metrics.slow_closed++;
    pl_note_slow(client, waited);
    give_up(client);
}

void pl_clients_watch(pl_server *server)
{
    uint64_t now = pl_clock_ns();

    for (pl_client *c = server->clients; c; c = c->next)
        watch_client(c, now);
}

/* ---- messages */

static void send_text(pl_client *client, pl_str text, pl_outgoing_kind kind)
{
    pl_payload *payload = pl_payload_copy(text);

    send_payload(client, payload, kind, false);
    pl_payload_release(payload);
}

static void act(pl_client *client, const pl_action *action)
{
    switch (action->kind) {
    case PL_ACTION_GET_METADATA: answer(client, PL_CACHED_METADATA); break;
    case PL_ACTION_GET_LIST: answer(client, PL_CACHED_LIST); break;
    case PL_ACTION_SELECT: pl_client__select(client, action); break;
    case PL_ACTION_INPUT: pl_client__input(client, action); break;
    case PL_ACTION_CLEAR: pl_client__clear(client); break;
    case PL_ACTION_SNAPSHOT:
        send_text(client,
                  PL_S("{\"action\":\"workspace_error\",\"error\":\"this snapshot is not known to "
                       "the server\"}"),
                  PL_OUTGOING_ERROR);
        break;
    case PL_ACTION_NONE:
    case PL_ACTION_KEEP_ALIVE:
    case PL_ACTIONS: break;
    }
}

static void take_message(pl_client *client, pl_str text)
{
    pl_arena arena = { 0 };
    pl_action action;

    client->server->metrics.bytes_in += text.len;
    if (pl_action_parse(&arena, text, &action)) {
        client->server->metrics.received[action.kind]++;
        pl_note_message_in(client, action.kind, text.len);
        act(client, &action);
    }
    pl_arena_done(&arena);
}

void pl_client_message(void *ctx, pl_conn *conn, pl_str text)
{
    pl_oom_scope scope;
    pl_client *client = begin_call(conn, &scope);

    (void)ctx;
    if (!client)
        return;
    assert(!client->paused);
    take_message(client, text);
    end_call(client, &scope);
}
