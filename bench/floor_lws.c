/* floor_lws.c - the least that answering requests with libwebsockets takes.
 *
 *   floor_lws PORT FILE     answer every request with the bytes of FILE, status line and headers
 *                           included, and keep the connection: what serve.py got of the server */
#include <libwebsockets.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PIECE = 64 * 1024 };
static unsigned char *bytes;
static size_t size;

typedef struct asker {
    size_t sent;
} asker;

static int answer(struct lws *wsi, asker *a)
{
    static unsigned char piece[LWS_PRE + PIECE];
    while (a->sent < size) {
        size_t n = size - a->sent < PIECE ? size - a->sent : PIECE;
        if (lws_send_pipe_choked(wsi)) {
            lws_callback_on_writable(wsi);
            return 0;
        }
        memcpy(piece + LWS_PRE, bytes + a->sent, n);
        if (lws_write(wsi, piece + LWS_PRE, n, LWS_WRITE_HTTP) < (int)n)
            return -1;
        a->sent += n;
    }
    return lws_http_transaction_completed(wsi) ? -1 : 0;
}

static int on_event(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
                    size_t n)
{
    asker *a = user;
    (void)in;
    (void)n;
    if (reason == LWS_CALLBACK_HTTP) {
        a->sent = 0;
        lws_callback_on_writable(wsi);
        return 0;
    }
    return reason == LWS_CALLBACK_HTTP_WRITEABLE ? answer(wsi, a) : 0;
}

int main(int argc, char **argv)
{
    static const struct lws_protocols protocols[] = {
        { .name = "http", .callback = on_event, .per_session_data_size = sizeof(asker) },
        { .name = NULL },
    };
    struct lws_context_creation_info info = { .protocols = protocols, .iface = "127.0.0.1" };
    FILE *f = argc == 3 ? fopen(argv[2], "rb") : NULL;
    if (!f || fseek(f, 0, SEEK_END) != 0)
        return 2;
    size = (size_t)ftell(f);
    rewind(f);
    bytes = malloc(size + 1);
    if (!bytes || fread(bytes, 1, size, f) != size)
        return 2;
    fclose(f);
    lws_set_log_level(0, NULL);
    info.port = atoi(argv[1]);
    info.keepalive_timeout = 75;
    struct lws_context *context = lws_create_context(&info);
    while (context && lws_service(context, 0) >= 0)
        continue;
    return 1;
}
