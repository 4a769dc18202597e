/* metrics.h - counters of a server, as Prometheus reads them (serving.md 17).
 *
 * The number of series is bounded: no label holds the name of a resource, a user, an address or
 * a path.
 * Threads: the loop thread. */
#ifndef PL_SERVER_METRICS_H
#define PL_SERVER_METRICS_H
#include "base/histogram.h"
#include "server/access.h"
#include "server/action.h"
#include "server/request.h"
#include <pipelite/server.h>

/* Rows of serving.md 3.1. ORDER routes (metrics.c) */
typedef enum pl_route {
    PL_ROUTE_OTHER,
    PL_ROUTE_SERVICE,
    PL_ROUTE_WS,
    PL_ROUTE_FILE,
    PL_ROUTE_PAGE,
    PL_ROUTE_UI,
    PL_ROUTE_LIST,
    PL_ROUTE_PROBLEMS,
    PL_ROUTE_RUN,
    PL_ROUTE_PROBE,
    PL_ROUTE_METRICS,
    PL_ROUTE_LOGIN,
    PL_ROUTES,
} pl_route;

/* What goes out over a WebSocket. ORDER sent messages (metrics.c) */
typedef enum pl_sent {
    PL_SENT_LIST,
    PL_SENT_METADATA,
    PL_SENT_ERROR,
    PL_SENT_RUN,
    PL_SENT_OTHER,
    PL_SENT_COUNT,
} pl_sent;

enum { PL_CODES = 24 };

/* How often each of several small numbers occurred; a number for which there is no place counts as
 * 0. */
typedef struct pl_tally {
    struct {
        unsigned code;
        uint64_t n;
    } at[PL_CODES];
    unsigned n;
} pl_tally;

typedef struct pl_metrics {
    pl_tally requests[PL_ROUTES];
    uint64_t received[PL_ACTIONS], sent[PL_SENT_COUNT];
    uint64_t bytes_in, bytes_out;
    pl_tally closed; /* WebSockets, by close code */
    uint64_t refused[PL_REFUSALS];
    uint64_t slow_closed;
    uint64_t executions[3]; /* complete, error, cancelled */
    pl_histogram execution_seconds, reload_seconds;
    uint64_t rebuilds[3]; /* published, unchanged, refused */
    uint64_t scanned, skipped, watch_steps;
    bool polling;                                 /* as of the last step of the watch */
    uint32_t watches;                             /* folders; the same */
    uint64_t payload_builds[3], payload_bytes[3]; /* list, metadata, compact */
} pl_metrics;

void pl_metrics_request(pl_metrics *metrics, pl_route route, unsigned status);
void pl_metrics_refused(pl_metrics *metrics, pl_refusal refusal);
const char *pl_sent_name(pl_sent kind); /* static */
void pl_tally_add(pl_tally *tally, unsigned code);

/* Append all counters in Prometheus' text format 0.0.4. */
void pl_metrics_write(pl_server *server, pl_buf *out);
void pl_metrics_reply(pl_server *server, pl_reply *reply);
/* One line of JSON to the log (SIGUSR2). */
void pl_metrics_report(pl_server *server);

#endif
