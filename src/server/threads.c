/* threads.c - the threads that work for requests beside the keeper: a client that requests much
 * delays neither lists nor the files that are followed. */
#include "server/state.h"

void pl_threads_wake(void *ctx)
{
    pl_loop_wake(((pl_server *)ctx)->loop);
}

static pl_keeper *thread(pl_server *server, pl_keeper **one)
{
    pl_keeper_options options = { .wake = pl_threads_wake, .ctx = server };

    if (!*one)
        *one = pl_keeper_new(&options);
    return *one ? *one : server->keeper;
}

pl_keeper *pl_threads_clerk(pl_server *server)
{
    return thread(server, &server->clerk);
}

pl_keeper *pl_threads_scribe(pl_server *server)
{
    return thread(server, &server->scribe);
}

void pl_threads_collect(pl_server *server)
{
    pl_keeper_collect(server->keeper);
    if (server->clerk)
        pl_keeper_collect(server->clerk);
    if (server->scribe)
        pl_keeper_collect(server->scribe);
}

void pl_threads_end(pl_server *server)
{
    pl_keeper_free(server->clerk);
    pl_keeper_free(server->scribe);
    server->clerk = server->scribe = NULL;
}
