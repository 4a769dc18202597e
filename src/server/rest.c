#include "server/rest.h"

#include <assert.h>

#include "base/alloc.h"
#include "base/idle.h"
#include "index/store.h"
#include "server/state.h"

typedef struct resting {
    pl_errand errand; /* first */
    pl_server *server;
} resting;

/* Free memory on the keeper's thread, which made the messages: the allocator keeps freed memory
 * per thread. */
static void rest(pl_errand *errand)
{
    pl_generation *generation = pl_workspace_acquire(((resting *)errand)->server->ws);

    pl_mem_collect();
    if (generation)
        pl_store_rest(pl_generation_index(generation));
    pl_generation_release(generation);
}

static void rested(pl_errand *errand)
{
    pl_mem_free(errand);
    pl_mem_collect();
    pl_idle_constants();
}

static void begin(pl_server *server)
{
    resting *r = pl_mem_zalloc(sizeof *r);

    pl_shelf_drop(server);
    *r = (resting){ .errand = { .work = rest, .done = rested }, .server = server };
    pl_keeper_post(server->keeper, &r->errand);
}

void pl_rest_watch(pl_server *server)
{
    pl_rest *r = &server->rest;
    pl_engine_stats runs;

    assert(r->quiet <= PL_REST_AFTER_S);
    pl_engine_get_stats(server->engine, &runs);
    if (r->worked || runs.running || runs.waiting)
        r->quiet = 0;
    else if (r->quiet < PL_REST_AFTER_S && ++r->quiet == PL_REST_AFTER_S)
        begin(server);
    r->worked = false;
}
