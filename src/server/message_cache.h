/* message_cache.h - the current messages that all clients get, each made once.
 *
 * The keeper makes a message when it is asked for, for one generation and one epoch of metadata;
 * those that ask meanwhile wait for the same one. A message that is older than what is published is
 * never handed out.
 *
 *     EMPTY --asked for--> WANTED --made--> THERE --another generation or epoch--> EMPTY
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

typedef struct pl_message_cache {
    void (*arrived)(pl_server *server, pl_cached_message item); /* an item was made */
    /* One that was handed out without its search path can be made whole. */
    void (*outdated)(pl_server *server, pl_cached_message item);
    pl_payload *item[PL_CACHED_MESSAGES]; /* NULL: not there */
    bool wanted[PL_CACHED_MESSAGES];      /* the keeper is at it */
    uint64_t generation, epoch;           /* of what is there; the epoch as clients see it */
    uint64_t serial;                      /* rises when it is emptied: what comes late is dropped */
    bool final;                           /* nothing is left to resolve */
    uint32_t dashboards, benchmarks;
} pl_message_cache;

/* Borrowed; NULL: it is being made, and `arrived` will be called. */
pl_payload *pl_message_cache_get(pl_server *server, pl_cached_message item);
/* Another generation or epoch is there: forget all. */
void pl_message_cache_clear(pl_server *server);
/* Free what is there; it is made again when it is asked for. */
void pl_message_cache_drop(pl_server *server);
/* ETag of the compact list, with quotes. */
void pl_message_cache_tag(const pl_server *server, char out[64]);

#endif
