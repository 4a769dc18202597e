#include "server/idle.h"

#include <assert.h>

#include "base/alloc.h"
#include "base/idle.h"
#include "index/store.h"
#include "server/state.h"

typedef struct idling {
    pl_task task; /* first */
    pl_server *server;
} idling;

/* Free memory on the keeper's thread, which made the messages: the allocator keeps freed memory
 * per thread. */
static void give_memory_back(pl_task *task)
{
    pl_generation *generation = pl_workspace_acquire(((idling *)task)->server->ws);

    pl_mem_collect();
    if (generation)
        pl_store_rest(pl_generation_index(generation));
    pl_generation_release(generation);
}

static void finish(pl_task *task)
{
    pl_mem_free(task);
    pl_mem_collect();
    pl_idle_constants();
}

static void begin(pl_server *server)
{
    idling *i = pl_mem_zalloc(sizeof *i);

    pl_message_cache_drop(server);
    *i = (idling){ .task = { .work = give_memory_back, .done = finish }, .server = server };
    pl_keeper_post(server->keeper, &i->task);
}

void pl_idle_watch(pl_server *server)
{
    pl_idle_state *s = &server->idle;
    pl_engine_stats runs;

    assert(s->quiet <= PL_IDLE_AFTER_S);
    pl_engine_get_stats(server->engine, &runs);
    if (s->worked || runs.running || runs.waiting)
        s->quiet = 0;
    else if (s->quiet < PL_IDLE_AFTER_S && ++s->quiet == PL_IDLE_AFTER_S)
        begin(server);
    s->worked = false;
}
