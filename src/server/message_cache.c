/* message_cache.c - makes the messages that all clients get on the keeper's thread, and decides
 * which of them are current. */
#include "server/message_cache.h"

#include <assert.h>
#include <stdio.h>

#include "base/clock.h"
#include "base/str.h"
#include "server/gzip.h"
#include "server/lists.h"
#include "server/state.h"

typedef struct making {
    pl_task task; /* first */
    pl_server *server;
    pl_cached_message item;
    uint64_t serial;
    pl_payload *made;
    pl_list_counts counts;
    uint64_t generation, epoch;
    bool complete;      /* what is served has no known errors */
    bool early;         /* metadata are being worked out: nothing was made */
    bool asks, asked;   /* METADATA: the database must be queried for the search path; it was */
    pl_buf search_path; /* JSON, of METADATA */
    bool unsure;        /* the search path is unknown: the next request tries again */
    bool substitute;    /* METADATA without a search path: the database has not answered in time */
    bool late;          /* METADATA in whose place a substitute is or was sent */
    pl_timer patience;  /* runs while the database is asked */
    pl_arena arena;
} making;

static bool wants_mod_tag(const pl_server *server)
{
    pl_str text;

    return !pl_settings_env(server->options.settings, "POWERPIPE_MOD_TAG", &text) ||
           !pl_str_eq(text, PL_S("false"));
}

static bool wants_telemetry(const pl_server *server)
{
    return !pl_str_eq(pl_settings_string(server->options.settings, "telemetry"), PL_S("none"));
}

enum { PATIENCE_NS = 1000000000 };

/* Without a request to a database the metadata are made at once, before a list that was
 * requested later. */
static void make_metadata(making *m, const pl_listed *what, pl_buf *out)
{
    pl_server_facts facts = { .telemetry = wants_telemetry(m->server) };

    facts.search_path = m->asked ? pl_buf_view(&m->search_path) : PL_S("null");
    pl_facts_of_default(m->server, what->generation, &facts);
    m->asks = facts.supports_search_path && !m->asked;
    if (m->asks)
        return;
    if (m->server->assets)
        facts.version = pl_assets_read_version(m->server->assets, &m->arena);
    m->unsure = facts.supports_search_path && pl_str_eq(facts.search_path, PL_S("null"));
    pl_list_metadata(what, &facts, out);
}

static void make_compact(making *m, const pl_listed *what, pl_buf *out)
{
    pl_compact_state state = {
        .generation = m->generation,
        .epoch = m->epoch,
        .complete = m->complete,
    };
    pl_buf plain = { 0 };

    if (m->item == PL_CACHED_COMPACT) {
        pl_list_put_compact(what, &state, out);
        return;
    }
    pl_list_put_compact(what, &state, &plain);
    pl_gzip(pl_buf_view(&plain), 6, out);
    pl_buf_done(&plain);
}

/* Epochs continue from the time at which the server started: after a restart the tag of the list
 * differs from every earlier one, although generations are counted from 1 again. */
static uint64_t shown_epoch(const pl_server *server, uint64_t epoch)
{
    return (uint64_t)(server->started_wall * 1000) + epoch;
}

/* Have all metadata been worked out, or was that given up because values are wrong? Another
 * generation is published by the keeper alone, which also makes the messages. */
static bool is_resolved(const pl_server *server)
{
    return pl_workspace_wait_resolved(server->ws, 0);
}

/* Make the message, on the keeper's thread. The epoch is read first: a change after that causes
 * another event. */
static void make(pl_task *task)
{
    making *m = (making *)task;
    pl_listed what = { .ws = m->server->ws, .mod_tag = wants_mod_tag(m->server) };
    pl_resolution_stats stats;
    pl_buf out = { 0 };

    m->early = !m->asked && !is_resolved(m->server);
    if (m->early)
        return;
    pl_workspace_resolution_stats(what.ws, &stats);
    what.generation = pl_workspace_acquire(what.ws);
    if (!what.generation)
        return;
    m->epoch = shown_epoch(m->server, stats.epoch);
    m->generation = pl_generation_number(what.generation);
    switch (m->item) {
    case PL_CACHED_LIST: pl_list_available(&what, &out, &m->counts); break;
    case PL_CACHED_METADATA: make_metadata(m, &what, &out); break;
    default: make_compact(m, &what, &out); break;
    }
    m->made = m->asks ? NULL : pl_payload_take(&out);
    pl_generation_release(what.generation);
}

/* Asserts that exactly the items in the state THERE are there, and that their generation is
 * known. */
static void message_cache__check(const pl_message_cache *cache)
{
    for (int i = 0; i < PL_CACHED_MESSAGES; i++) {
        assert((cache->item[i] != NULL) == (cache->state[i] == PL_CACHED_THERE));
        assert(!cache->item[i] || cache->generation);
    }
    (void)cache;
}

static void enter(pl_message_cache *cache, pl_cached_message item, pl_cached_state state)
{
    if (state != PL_CACHED_THERE) {
        pl_payload_release(cache->item[item]);
        cache->item[item] = NULL;
    }
    cache->state[item] = state;
    message_cache__check(cache);
}

/* Count what was made; both forms of the compact list share a row. */
static void count(pl_server *server, const making *m)
{
    int row = m->item == PL_CACHED_LIST ? 0 : m->item == PL_CACHED_METADATA ? 1 : 2;

    server->metrics.payload_builds[row]++;
    server->metrics.payload_bytes[row] = pl_payload_size(m->made);
}

static void made(pl_task *task);

/* Called by a thread of the engine. */
static void take_search_path(void *ctx, pl_str json)
{
    making *m = ctx;

    pl_buf_str(&m->search_path, json);
    pl_keeper_post(m->server->keeper, &m->task);
}

/* Hand out what was made, unless something newer is to come. */
static void put(making *m)
{
    pl_server *server = m->server;
    pl_message_cache *cache = &server->message_cache;

    assert(m->made && m->serial == cache->serial);
    pl_payload_release(cache->item[m->item]);
    cache->item[m->item] = pl_payload_hold(m->made);
    cache->generation = m->generation;
    cache->epoch = m->epoch;
    enter(cache, m->item, PL_CACHED_THERE);
    if (m->item == PL_CACHED_LIST) {
        cache->dashboards = m->counts.dashboards;
        cache->benchmarks = m->counts.benchmarks;
    }
    cache->arrived(server, m->item);
    if (m->unsure && !m->substitute && cache->item[m->item] == m->made)
        enter(cache, m->item, PL_CACHED_EMPTY);
}

/* Is the message still the one that is waited for? A substitute is, while the database has not
 * answered. */
static bool is_current(const making *m)
{
    const pl_message_cache *cache = &m->server->message_cache;

    return m->serial == cache->serial &&
           (!m->substitute || cache->state[m->item] == PL_CACHED_WANTED);
}

static void post(pl_server *server, making *m)
{
    m->task = (pl_task){ .work = make, .done = made };
    m->server = server;
    m->serial = server->message_cache.serial;
    m->complete = !server->incomplete;
    pl_keeper_post(server->keeper, &m->task);
}

/* Make the metadata without a search path, because the database has not answered: pages show
 * nothing before they have metadata, and changes are announced with them. */
static void substitute(pl_timer *timer)
{
    making *m = timer->ctx, *other;

    if (m->serial != m->server->message_cache.serial)
        return;
    m->late = true;
    other = pl_mem_zalloc(sizeof *other);
    other->item = PL_CACHED_METADATA;
    other->asked = other->substitute = true;
    pl_buf_cstr(&other->search_path, "null");
    post(m->server, other);
}

static void ask_database(making *m)
{
    m->asks = false;
    m->asked = true;
    m->patience = (pl_timer){ .fire = substitute, .ctx = m };
    pl_timer_set(m->server->loop, &m->patience, PATIENCE_NS);
    pl_engine_search_path(m->server->engine, take_search_path, m);
}

/* Park an item until the resolution has ended. It may have ended since the keeper looked, and its
 * event may already be gone: that is tested here. */
static void park(pl_server *server, pl_cached_message item)
{
    pl_message_cache *cache = &server->message_cache;

    assert(cache->state[item] == PL_CACHED_WANTED);
    enter(cache, item, PL_CACHED_PARKED);
    if (!cache->parked_ns)
        cache->parked_ns = pl_clock_ns();
    if (is_resolved(server))
        pl_message_cache_resolved(server);
}

static void made(pl_task *task)
{
    making *m = (making *)task;
    pl_server *server = m->server;
    bool serves = server->state <= PL_SERVER_SERVING;

    pl_timer_clear(server->loop, &m->patience);
    if (m->asks && serves) {
        ask_database(m);
        return;
    }
    if (m->made)
        count(server, m);
    if (m->made && is_current(m))
        put(m);
    if (m->early && serves && m->serial == server->message_cache.serial)
        park(server, m->item);
    if (m->late && !m->unsure && serves)
        server->message_cache.outdated(server, PL_CACHED_METADATA);
    pl_payload_release(m->made);
    pl_buf_done(&m->search_path);
    pl_arena_done(&m->arena);
    pl_mem_free(m);
}

static void want(pl_server *server, pl_cached_message item)
{
    making *m = pl_mem_zalloc(sizeof *m);

    assert(server->keeper);
    enter(&server->message_cache, item, PL_CACHED_WANTED);
    m->item = item;
    post(server, m);
}

pl_payload *pl_message_cache_get(pl_server *server, pl_cached_message item)
{
    server->idle.worked = true;
    if (server->message_cache.state[item] == PL_CACHED_EMPTY)
        want(server, item);
    return server->message_cache.item[item];
}

void pl_message_cache_resolved(pl_server *server)
{
    pl_message_cache *cache = &server->message_cache;

    cache->parked_ns = 0;
    for (int i = 0; i < PL_CACHED_MESSAGES; i++)
        if (cache->state[i] == PL_CACHED_PARKED)
            want(server, (pl_cached_message)i);
}

static uint64_t patience_ns(const pl_server *server)
{
    uint64_t seconds;
    pl_str text;

    if (pl_settings_env(server->options.settings, "POWERPIPE_RESOLUTION_TIMEOUT", &text) &&
        pl_str_to_u64(text, &seconds) && seconds < 1000000)
        return seconds * UINT64_C(1000000000);
    return UINT64_C(5000000000);
}

void pl_message_cache_watch(pl_server *server)
{
    pl_message_cache *cache = &server->message_cache;

    if (!cache->parked_ns)
        return;
    if (is_resolved(server)) {
        pl_message_cache_resolved(server);
    } else if (!cache->late && pl_clock_ns() - cache->parked_ns >= patience_ns(server)) {
        cache->late = true;
        pl_log_line(&server->log, PL_LOG_WARN, "lists wait for titles and tags", 0);
    }
}

/* Forget an item; one that clients wait for is made again. */
static void forget(pl_server *server, pl_cached_message item)
{
    pl_message_cache *cache = &server->message_cache;
    bool waited = cache->state[item] == PL_CACHED_WANTED || cache->state[item] == PL_CACHED_PARKED;

    enter(cache, item, PL_CACHED_EMPTY);
    if (waited && server->keeper)
        want(server, item);
}

void pl_message_cache_clear(pl_server *server)
{
    server->idle.worked = true;
    server->message_cache.serial++;
    for (int i = 0; i < PL_CACHED_MESSAGES; i++)
        forget(server, (pl_cached_message)i);
}

void pl_message_cache_set_incomplete(pl_server *server, bool incomplete)
{
    if (server->incomplete == incomplete)
        return;
    server->incomplete = incomplete;
    pl_message_cache_clear(server);
}

void pl_message_cache_drop(pl_server *server)
{
    pl_message_cache *cache = &server->message_cache;

    for (int i = 0; i < PL_CACHED_MESSAGES; i++)
        if (cache->state[i] == PL_CACHED_THERE)
            enter(cache, (pl_cached_message)i, PL_CACHED_EMPTY);
}

/* The verdict changes the list without another generation or epoch. */
void pl_message_cache_tag(const pl_server *server, char out[64])
{
    snprintf(out, 64, "\"%llu-%llu%s\"", (unsigned long long)server->message_cache.generation,
             (unsigned long long)server->message_cache.epoch, server->incomplete ? "-wrong" : "");
}
