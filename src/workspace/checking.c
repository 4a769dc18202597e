#include "workspace/checking.h"
#include "base/assert.h"
#include "base/diag.h"
#include "base/wait.h"
#include "workspace/lifecycle.h"
#include "workspace/state.h"
#include <pipelite/phase.h>

/* Requires ws->lock. */
static void enter_state(pl_checking *c, pl_checking_state state)
{
    static const unsigned char from[] = {
        [PL_CHECKING_NONE] = 1 << PL_CHECKING_OVER | 1 << PL_CHECKING_NONE,
        [PL_CHECKING_BUSY] = 1 << PL_CHECKING_NONE | 1 << PL_CHECKING_AGAIN,
        [PL_CHECKING_AGAIN] = 1 << PL_CHECKING_BUSY | 1 << PL_CHECKING_AGAIN,
        [PL_CHECKING_OVER] = 1 << PL_CHECKING_BUSY,
    };
    pl_assert(from[state] >> c->state & 1);
    c->state = state;
}

static void publish_checked(pl_workspace *ws, const pl_diags *diags)
{
    pl_event event = { .kind = PL_EVENT_CHECKED, .diags = diags };
    pl_lifecycle_publish(ws, &event);
}

static void check_and_publish(pl_workspace *ws)
{
    pl_diags *diags = pl_diags_new();
    pl_workspace_verify(ws, diags);
    if (!atomic_load(&ws->surroundings->closed))
        publish_checked(ws, diags);
    pl_diags_free(diags);
}

/* Must the thread check once more? */
static bool goes_on(pl_workspace *ws)
{
    pl_checking *c = &ws->checking;
    pthread_mutex_lock(&ws->lock);
    bool again = c->state == PL_CHECKING_AGAIN;
    enter_state(c, again ? PL_CHECKING_BUSY : PL_CHECKING_OVER);
    pthread_mutex_unlock(&ws->lock);
    return again;
}

static void *check_thread(void *ctx)
{
    pl_workspace *ws = ctx;
    do {
        pl_workspace_wait_resolved(ws, PL_WAIT_FOREVER);
        check_and_publish(ws);
    } while (goes_on(ws));
    return NULL;
}

/* Join a thread that is OVER: it does not need the lock any more, so this may be called with it. */
static void join_over(pl_checking *c)
{
    if (c->state != PL_CHECKING_OVER)
        return;
    pthread_join(c->thread, NULL);
    enter_state(c, PL_CHECKING_NONE);
}

void pl_checking_start(pl_workspace *ws)
{
    pl_checking *c = &ws->checking;
    pthread_mutex_lock(&ws->lock);
    c->wanted = true;
    join_over(c);
    if (ws->shared.phase == PL_PHASE_CLOSED) /* a closed workspace starts no check */
        c->wanted = false;
    else if (c->state != PL_CHECKING_NONE)
        enter_state(c, PL_CHECKING_AGAIN);
    else if (pthread_create(&c->thread, NULL, check_thread, ws) == 0)
        enter_state(c, PL_CHECKING_BUSY);
    pthread_mutex_unlock(&ws->lock);
}

void pl_checking_end(pl_workspace *ws)
{
    pl_checking *c = &ws->checking;
    pthread_mutex_lock(&ws->lock);
    c->wanted = false;
    bool there = c->state != PL_CHECKING_NONE;
    if (c->state == PL_CHECKING_AGAIN)
        enter_state(c, PL_CHECKING_BUSY);
    pthread_mutex_unlock(&ws->lock);
    if (!there)
        return;
    pthread_join(c->thread, NULL);
    pthread_mutex_lock(&ws->lock);
    enter_state(c, PL_CHECKING_NONE);
    pthread_mutex_unlock(&ws->lock);
}
