/* note.c - writes the lines of the log, one function for each event. */
#include "server/note.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/clock.h"
#include "base/str.h"

typedef struct number {
    char text[24];
} number;

static number num(uint64_t n)
{
    number out;

    snprintf(out.text, sizeof out.text, "%llu", (unsigned long long)n);
    return out;
}

static number ms(uint64_t ns)
{
    return num(ns / 1000000);
}

/* A copy that ends with a NUL. Owned; pl_buf_done(). */
static pl_buf c_text(pl_str text)
{
    pl_buf out = { 0 };

    pl_buf_str(&out, text);
    pl_buf_byte(&out, 0);
    return out;
}

static bool is_logged(const pl_server *server, pl_log_level level)
{
    return server->log.level >= level;
}

/* ---- lines for people */

void pl_server__say(pl_server *server, pl_server_say what, const char *format, ...)
{
    pl_buf text = { 0 };
    va_list args;

    if (!server->options.say || (what == PL_SERVER_WARNING && server->options.drop_in))
        return;
    va_start(args, format);
    pl_buf_vprintf(&text, format, args);
    va_end(args);
    server->options.say(server->options.ctx, what, pl_buf_view(&text));
    pl_buf_done(&text);
}

/* ---- the server */

static void put_addresses(const pl_server_config *config, pl_buf *out)
{
    if (config->tcp)
        pl_buf_printf(out, "%s:%u", config->network ? "*" : "localhost", config->port);
    if (config->socket.len)
        pl_buf_printf(out, "%s%.*s", out->len ? ", " : "", PL_FMT(config->socket));
    if (config->metrics_listen.len)
        pl_buf_printf(out, "%s%.*s (metrics)", out->len ? ", " : "",
                      PL_FMT(config->metrics_listen));
}

static const char *page_of(const pl_server_config *config)
{
    switch (config->page) {
    case PL_PAGE_FOLDER: return config->folder.ptr;
    case PL_PAGE_OFF: return "off";
    case PL_PAGE_OWN: break;
    }
    return "own";
}

void pl_log_ready(pl_server *server, uint32_t dashboards, uint32_t benchmarks)
{
    pl_buf addresses = { 0 };

    put_addresses(&server->config, &addresses);
    pl_buf_byte(&addresses, 0);
    pl_log_line(&server->log, PL_LOG_INFO, "ready", 5, "addresses", addresses.ptr, "page",
                page_of(&server->config), "dashboards", num(dashboards).text, "benchmarks",
                num(benchmarks).text, "ms", ms(pl_clock_ns() - server->started_ns).text);
    pl_buf_done(&addresses);
}

void pl_note_stop(pl_server *server, int signal)
{
    pl_log_line(&server->log, PL_LOG_INFO, "shutting down", 2, "signal", num((uint64_t)signal).text,
                "clients", num(server->n_clients).text);
}

void pl_note_refused(pl_server *server, const pl_request *request, pl_refusal refusal)
{
    pl_buf reason, peer;

    pl_metrics_refused(&server->metrics, refusal);
    if (!is_logged(server, PL_LOG_WARN))
        return;
    reason = c_text(pl_refusal_name(refusal));
    peer = c_text(pl_access_peer(server->access, request));
    pl_log_line(&server->log, PL_LOG_WARN, "request refused", 2, "reason", reason.ptr, "peer",
                peer.ptr);
    pl_buf_done(&reason);
    pl_buf_done(&peer);
}

void pl_note_unusable(pl_server *server, const char *message, pl_str file, pl_str why)
{
    pl_buf path = c_text(file), error = c_text(why);

    pl_log_line(&server->log, PL_LOG_ERROR, message, 2, "file", path.ptr, "error", error.ptr);
    pl_buf_done(&path);
    pl_buf_done(&error);
}

void pl_note_poolers(pl_server *server)
{
    static const char text[] = "search path behind a pooler: its connections are lent to others, "
                               "too; give the role a search path instead";
    pl_driver_stats driver;

    if (server->noted_pooler)
        return;
    for (uint32_t i = 0; !server->noted_pooler && pl_engine_get_driver(server->engine, i, &driver);
         i++)
        server->noted_pooler = driver.lent > 0;
    if (!server->noted_pooler)
        return;
    pl_log_line(&server->log, PL_LOG_WARN, text, 0);
    pl_server__say(server, PL_SERVER_WARNING, "%s", text);
}

void pl_note_rescan(pl_server *server, const pl_changes *changes, uint64_t generation,
                    uint64_t took_ns, uint32_t problems)
{
    bool refused = !changes || changes->outcome == PL_OUTCOME_REFUSED;
    uint32_t affected = 0;

    for (uint32_t i = 0; changes && i < changes->n_entries; i++)
        affected += changes->entries[i].what == PL_CHANGE_AFFECTED;
    pl_log_line(&server->log, PL_LOG_INFO, refused ? "workspace refused" : "workspace published", 6,
                "generation", num(generation).text, "files",
                num(changes ? changes->n_files : 0).text, "changed",
                num(changes ? changes->n_entries - affected : 0).text, "affected",
                num(affected).text, "ms", ms(took_ns).text, "problems", num(problems).text);
}

/* ---- clients */

void pl_note_slow(pl_client *client, uint64_t waited_ns)
{
    pl_log_line(&client->server->log, PL_LOG_WARN, "client closed for reading too slowly", 3,
                "session", num(client->number).text, "queue_bytes", num(client->backlog.bytes).text,
                "seconds", num(waited_ns / UINT64_C(1000000000)).text);
}

void pl_note_run_started(pl_client *client, const pl_run_event *event)
{
    pl_buf name;

    if (!is_logged(client->server, PL_LOG_INFO))
        return;
    name = c_text(event->name);
    pl_log_line(&client->server->log, PL_LOG_INFO, "execution started", 2, "session",
                num(client->number).text, "name", name.ptr);
    pl_buf_done(&name);
}

static const char *status_of(const pl_client *client, const pl_run_event *event)
{
    if (event->kind == PL_RUN_EVENT_FAILED)
        return "error";
    return client->state == PL_CLIENT_ENDING ? "cancelled" : "complete";
}

void pl_note_run_ended(pl_client *client, const pl_run_event *event)
{
    pl_buf name;

    if (!is_logged(client->server, PL_LOG_INFO))
        return;
    name = c_text(event->name);
    pl_log_line(&client->server->log, PL_LOG_INFO, "execution ended", 6, "session",
                num(client->number).text, "name", name.ptr, "status", status_of(client, event),
                "ms", ms(pl_clock_ns() - client->began_ns).text, "panels", num(client->panels).text,
                "errors", num(client->errors).text);
    pl_buf_done(&name);
}

void pl_note_message_in(pl_client *client, pl_action_kind action, size_t bytes)
{
    pl_buf name;

    if (!is_logged(client->server, PL_LOG_DEBUG))
        return;
    name = c_text(action == PL_ACTION_NONE ? PL_S("none") : pl_action_name(action));
    pl_log_line(&client->server->log, PL_LOG_DEBUG, "message in", 3, "session",
                num(client->number).text, "action", name.ptr, "bytes", num(bytes).text);
    pl_buf_done(&name);
}

void pl_note_message_out(pl_client *client, pl_sent kind, uint64_t bytes)
{
    if (!is_logged(client->server, PL_LOG_DEBUG))
        return;
    pl_log_line(&client->server->log, PL_LOG_DEBUG, "message out", 3, "session",
                num(client->number).text, "action", pl_sent_name(kind), "bytes", num(bytes).text);
}
