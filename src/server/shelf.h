/* shelf.h - the current messages that all clients get, each made once.
 *
 * The keeper makes a message when it is asked for, for one generation and one epoch of metadata;
 * those that ask meanwhile wait for the same one. A message that is older than what is published is
 * never handed out.
 *
 *     EMPTY --asked for--> WANTED --made--> THERE --another generation or epoch--> EMPTY
 *
 * Threads: the loop thread. */
#ifndef PL_SERVER_SHELF_H
#define PL_SERVER_SHELF_H
#include "server/payload.h"
#include <pipelite/server.h>

typedef enum pl_shelf_item {
    PL_SHELF_LIST,         /* available_dashboards */
    PL_SHELF_METADATA,     /* server_metadata */
    PL_SHELF_COMPACT,      /* /-/list.json */
    PL_SHELF_COMPACT_GZIP, /* the same compressed */
    PL_SHELF_ITEMS,
} pl_shelf_item;

typedef struct pl_shelf {
    void (*arrived)(pl_server *server, pl_shelf_item item); /* an item was made */
    pl_payload *item[PL_SHELF_ITEMS];                       /* NULL: not there */
    bool wanted[PL_SHELF_ITEMS];                            /* the keeper is at it */
    uint64_t generation, epoch;                             /* of what is there */
    uint64_t serial; /* rises when it is emptied: what comes late is dropped */
    bool final;      /* nothing is left to resolve */
    uint32_t dashboards, benchmarks;
} pl_shelf;

/* Borrowed; NULL: it is being made, and `arrived` will be called. */
pl_payload *pl_shelf_get(pl_server *server, pl_shelf_item item);
/* Another generation or epoch is there: forget all. */
void pl_shelf_clear(pl_server *server);
/* Free what is there; it is made again when it is asked for. */
void pl_shelf_drop(pl_server *server);
/* ETag of the compact list, with quotes. */
void pl_shelf_tag(const pl_server *server, char out[64]);

#endif
