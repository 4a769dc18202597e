/* message_cache.h - the current messages that all clients get, each made once.
 *
 * The keeper makes a message on the first request, for one generation and one epoch of metadata;
 * requests that come meanwhile wait for the same one. A message that is older than the published
 * generation is never handed out.
 *
 *     EMPTY --requested--> WANTED --made--> THERE --another generation, or the verdict--> EMPTY
 *                           |  ^
 *                           v  | all metadata of the generation are worked out
 *                          PARKED
 *
 * No message is made of metadata that are still being worked out (lazy-workspace.md 2.5): requests
 * wait, without a limit, until the resolution has ended.
 *
 * Metadata wait for a database for a second. After that they are handed out without its search
 * path, and everybody gets them again when the database has answered.
 *
 * Threads: the loop thread. */
#ifndef PL_SERVER_MESSAGE_CACHE_H
#define PL_SERVER_MESSAGE_CACHE_H
#include "server/payload.h"
#include <pipelite/server.h>

typedef enum pl_cached_message {
    PL_CACHED_LIST,         /* available_dashboards */
    PL_CACHED_METADATA,     /* server_metadata */
    PL_CACHED_COMPACT,      /* /-/list.json */
    PL_CACHED_COMPACT_GZIP, /* the same compressed */
    PL_CACHED_MESSAGES,
} pl_cached_message;

typedef enum pl_cached_state {
    PL_CACHED_EMPTY,
    PL_CACHED_WANTED, /* the keeper is at it */
    PL_CACHED_PARKED, /* wanted; the resolution has not ended */
    PL_CACHED_THERE,
} pl_cached_state;

typedef struct pl_message_cache {
    void (*arrived)(pl_server *server, pl_cached_message item); /* an item was made */
    /* One that was handed out without its search path can be made whole. */
    void (*outdated)(pl_server *server, pl_cached_message item);
    pl_payload *item[PL_CACHED_MESSAGES]; /* NULL unless THERE */
    pl_cached_state state[PL_CACHED_MESSAGES];
    uint64_t generation, epoch; /* of what is there; the epoch as clients see it */
    uint64_t serial;            /* rises when it is emptied: what comes late is dropped */
    uint64_t parked_ns;         /* pl_clock_ns() when an item was parked first; 0: none is */
    bool late;                  /* it was logged that the resolution takes long */
    uint32_t dashboards, benchmarks;
} pl_message_cache;

/* The current message; borrowed until it is replaced. NULL: it is being made, and `arrived` will be
 * called. */
pl_payload *pl_message_cache_get(pl_server *server, pl_cached_message item);
/* Make the messages that were parked, because the resolution has ended. */
void pl_message_cache_resolved(pl_server *server);
/* Log once if the resolution takes longer than POWERPIPE_RESOLUTION_TIMEOUT, and notice if it was
 * given up. Called once a second. */
void pl_message_cache_watch(pl_server *server);
/* Set whether what is served is known to have errors. The messages that contain this are made
 * again. */
void pl_message_cache_set_incomplete(pl_server *server, bool incomplete);
/* Drop all messages, because another generation is served. */
void pl_message_cache_clear(pl_server *server);
/* Free the messages that are there; they are made again on request. */
void pl_message_cache_drop(pl_server *server);
/* ETag of the compact list, with quotes. */
void pl_message_cache_tag(const pl_server *server, char out[64]);

#endif
