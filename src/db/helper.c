/* helper.c - runs, awaits, drops and joins helper threads. */
#include "db/helper.h"
#include "base/assert.h"
#include "base/clock.h"
#include "base/wait.h"
#include "db/inner.h"
#include "db/net.h"
#include <stdatomic.h>
#include <time.h>

enum { SLICE_MS = 100 }; /* how often limits are tested: reaching one sends no signal */

void pl_helpers_init(pl_helpers *helpers)
{
    pthread_mutex_init(&helpers->lock, NULL);
    pl_cond_init(&helpers->changed);
    helpers->first = NULL;
    atomic_init(&helpers->closing, false);
}

static void join_helper(pl_helper *helper)
{
    pl_assert(atomic_load(&helper->dropped));
    pthread_join(helper->thread, NULL);
    helper->free(helper);
}

/* Take helpers off the list, which the caller then owns: those that have ended and for which no
 * caller waits; with `all` every one, even if another helper waits for it, and no more are started.
 */
static pl_helper *take_ended(pl_helpers *helpers, bool all)
{
    pl_helper *taken = NULL;
    pthread_mutex_lock(&helpers->lock);
    if (all)
        atomic_store(&helpers->closing, true);
    for (pl_helper **at = &helpers->first; *at;) {
        pl_helper *helper = *at;
        if (!all && !(helper->ended && atomic_load(&helper->dropped))) {
            at = &helper->next;
            continue;
        }
        *at = helper->next;
        helper->next = taken;
        taken = helper;
        atomic_store(&helper->dropped, true);
    }
    pthread_cond_broadcast(&helpers->changed);
    pthread_mutex_unlock(&helpers->lock);
    return taken;
}

static void join_all(pl_helper *list)
{
    while (list) {
        pl_helper *next = list->next;
        join_helper(list);
        list = next;
    }
}

void pl_helpers_done(pl_helpers *helpers)
{
    join_all(take_ended(helpers, true));
    pl_assert(!helpers->first);
    pthread_cond_destroy(&helpers->changed);
    pthread_mutex_destroy(&helpers->lock);
}

static void *run_helper(void *ctx)
{
    pl_helper *helper = ctx;
    pl_helpers *helpers = helper->helpers;
    helper->work(helper);
    pthread_mutex_lock(&helpers->lock);
    helper->ended = true;
    pthread_cond_broadcast(&helpers->changed);
    pthread_mutex_unlock(&helpers->lock);
    return NULL;
}

static bool start_helper(pl_helpers *helpers, pl_helper *helper)
{
    helper->helpers = helpers;
    helper->ended = false;
    atomic_init(&helper->dropped, false);
    pthread_mutex_lock(&helpers->lock);
    bool ok = !atomic_load(&helpers->closing) &&
              pthread_create(&helper->thread, NULL, run_helper, helper) == 0;
    if (ok) {
        helper->next = helpers->first;
        helpers->first = helper;
    }
    pthread_mutex_unlock(&helpers->lock);
    return ok;
}

/* Wait for a change, at most `ms`. Requires the lock. */
static void wait_slice(pl_helpers *helpers, uint64_t ms)
{
    uint64_t until = pl_clock_ns() + ms * UINT64_C(1000000);
    struct timespec at = { .tv_sec = (time_t)(until / 1000000000u),
                           .tv_nsec = (long)(until % 1000000000u) };
    pthread_cond_timedwait(&helpers->changed, &helpers->lock, &at);
}

static uint64_t slice(const pl_db_limits *limits)
{
    uint64_t now = pl_clock_ns();
    if (!limits->deadline || limits->deadline >= now + SLICE_MS * UINT64_C(1000000))
        return SLICE_MS;
    return limits->deadline > now ? (limits->deadline - now) / 1000000 + 1 : 0;
}

static void leave_list(pl_helpers *helpers, pl_helper *helper)
{
    pl_helper **at = &helpers->first;
    while (*at != helper)
        at = &(*at)->next;
    *at = helper->next;
}

bool pl_helpers_run(pl_helpers *helpers, pl_helper *helper, const pl_db_limits *limits,
                    const _Atomic bool *interrupted)
{
    join_all(take_ended(helpers, false));
    if (!start_helper(helpers, helper)) {
        helper->free(helper);
        return false;
    }
    pthread_mutex_lock(&helpers->lock);
    while (!helper->ended && !atomic_load(&helper->dropped) && !pl_db__is_over(limits, interrupted))
        wait_slice(helpers, slice(limits));
    bool ours = helper->ended && !atomic_load(&helper->dropped);
    pl_assert(!ours || helper->helpers == helpers);
    if (ours)
        leave_list(helpers, helper);
    else
        atomic_store(&helper->dropped, true);
    pthread_cond_broadcast(&helpers->changed);
    pthread_mutex_unlock(&helpers->lock);
    if (ours)
        pthread_join(helper->thread, NULL);
    return ours;
}

void pl_helpers_sleep(pl_helpers *helpers, unsigned ms)
{
    pthread_mutex_lock(&helpers->lock);
    wait_slice(helpers, ms);
    pthread_mutex_unlock(&helpers->lock);
}

void pl_helpers_wake(pl_helpers *helpers)
{
    pthread_mutex_lock(&helpers->lock);
    pthread_cond_broadcast(&helpers->changed);
    pthread_mutex_unlock(&helpers->lock);
}
