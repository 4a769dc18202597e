/* facts.c - which features (search path, time range) the default database and the databases of a
 * dashboard support (server.md 4). */
#include <assert.h>
#include <string.h>

#include "base/str.h"
#include "load/resource.h"
#include "server/client.h"
#include "server/lists.h"
#include <pipelite/resource.h>

typedef struct flags {
    bool search_path, time_range;
} flags;

/* ---- one database */

static void note_type(pl_str type, flags *out)
{
    out->time_range |= pl_str_eq(type, PL_S("tailpipe"));
    out->search_path |= pl_str_eq(type, PL_S("steampipe")) || pl_str_eq(type, PL_S("postgres"));
}

/* `database` is a connection string or the name of a connection. */
static void note_text(const pl_settings *settings, pl_str database, flags *out)
{
    pl_connection connection;

    if (pl_database_backend(database) != PL_BACKEND_CONNECTION)
        out->search_path |= pl_database_backend(database) == PL_BACKEND_POSTGRES;
    else if (pl_settings_find_connection(settings, database, &connection))
        note_type(connection.type, out);
}

/* Note the database that a resource itself names; false: it names none. */
static bool note_own(const pl_settings *settings, const pl_resource *r, flags *out)
{
    pl_str text = r->connection;

    if (text.len) {
        note_type(pl_str_split(&text, '.'), out);
        return true;
    }
    if (!pl_resource_text(r, PL_S("database"), &text))
        return false;
    note_text(settings, text, out);
    return true;
}

/* ---- the default */

static pl_entry_id own_mod(const pl_index *ix)
{
    uint32_t n;
    const pl_entry_id *ids = pl_index_kind(ix, PL_KIND_MOD, &n);
    pl_entry e;

    for (uint32_t i = 0; i < n; i++) {
        pl_index_get(ix, ids[i], &e);
        if (e.own_mod)
            return ids[i];
    }
    return PL_NO_ENTRY;
}

static bool note_entry(const pl_settings *settings, pl_generation *generation, pl_entry_id id,
                       flags *out)
{
    pl_diags *diags = pl_diags_new();
    const pl_resource *r = pl_generation_pin(generation, id, diags);
    bool noted = r && note_own(settings, r, out);

    pl_resource_unpin(r);
    pl_diags_free(diags);
    return noted;
}

/* Note the database that was set for the run, else that of the mod, else Steampipe. */
static void note_default(const pl_settings *settings, pl_generation *generation, flags *out)
{
    pl_str set = pl_settings_string(settings, "database");
    pl_entry_id mod = own_mod(pl_generation_index(generation));

    if (set.len)
        note_text(settings, set, out);
    else if (mod == PL_NO_ENTRY || !note_entry(settings, generation, mod, out))
        out->search_path = true;
}

void pl_facts_of_default(pl_server *server, pl_generation *generation, pl_server_facts *facts)
{
    flags found = { 0 };

    note_default(server->options.settings, generation, &found);
    facts->supports_search_path = found.search_path;
    facts->supports_time_range = found.time_range;
}

/* ---- a selection: everything below it is searched depth first until both facts are known */

typedef struct walk {
    const pl_settings *settings;
    pl_generation *generation;
    const pl_index *ix;
    uint32_t n_entries;
    bool *seen;
    flags found;
    bool any;
} walk;

enum { DEPTH_MAX = 256 };

static void collect_flags(walk *w, pl_entry_id id, unsigned depth)
{
    const pl_entry_id *children;
    uint32_t n;

    if (id >= w->n_entries || w->seen[id] || depth == DEPTH_MAX ||
        (w->found.search_path && w->found.time_range))
        return;
    w->seen[id] = true;
    w->any |= note_entry(w->settings, w->generation, id, &w->found);
    children = pl_index_children(w->ix, id, &n);
    for (uint32_t i = 0; i < n; i++)
        collect_flags(w, children[i], depth + 1);
}

static flags of_selection(const pl_settings *settings, pl_generation *generation, pl_str name,
                          bool below)
{
    walk w = { .settings = settings, .generation = generation };
    pl_index_stats stats;
    pl_entry e;

    w.ix = pl_generation_index(generation);
    pl_index_get_stats(w.ix, &stats);
    w.n_entries = stats.entries;
    w.seen = pl_mem_zeroed(stats.entries);
    if (pl_index_find(w.ix, name, &e)) {
        if (below)
            collect_flags(&w, e.id, 0);
        else
            w.any = note_entry(settings, generation, e.id, &w.found);
    }
    pl_mem_drop(w.seen, stats.entries);
    if (!w.any)
        note_default(settings, generation, &w.found);
    return w.found;
}

/* ---- the answer */

typedef struct question {
    pl_task task; /* first */
    pl_server *server;
    uint64_t client;
    pl_str name; /* in `arena` */
    pl_arena arena;
    bool below; /* what is below it counts, too */
    flags found;
    bool known;
} question;

static void find_flags(pl_task *task)
{
    question *a = (question *)task;
    pl_generation *generation = pl_workspace_acquire(a->server->ws);

    a->known = generation != NULL;
    if (generation)
        a->found = of_selection(a->server->options.settings, generation, a->name, a->below);
    pl_generation_release(generation);
}

static void send_answer(pl_task *task)
{
    question *a = (question *)task;
    pl_client *client = pl_client__find(a->server, a->client);
    pl_buf text = { 0 };

    if (client)
        client->asking = false;
    if (client && a->known) {
        pl_list_dashboard_metadata(a->found.search_path, a->found.time_range, &text);
        pl_client__send(
            client, (pl_outgoing){ .payload = pl_payload_take(&text), .kind = PL_OUTGOING_OTHER });
    }
    if (client)
        pl_client__pause(client);
    pl_arena_done(&a->arena);
    pl_mem_free(a);
}

void pl_facts_answer(pl_client *client, bool executed)
{
    question *a = pl_mem_zalloc(sizeof *a);

    assert(!client->asking);
    client->asking = true;
    *a = (question){ .task = { .work = find_flags, .done = send_answer },
                     .server = client->server,
                     .client = client->number,
                     .below = executed };
    a->name = pl_arena_str(&a->arena, client->selected.name);
    pl_keeper_post(pl_threads_clerk(client->server), &a->task);
    pl_client__pause(client);
}
