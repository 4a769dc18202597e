/* outbox.c - keeps the events of a run in order, and writes the message of an event when it is
 * taken. */
#include "run/outbox.h"
#include "base/assert.h"
#include "base/clock.h"
#include "base/str.h"
#include "run/live.h"
#include "run/message.h"

void pl_outbox_init(pl_outbox *o)
{
    *o = (pl_outbox){ 0 };
    pthread_mutex_init(&o->lock, NULL);
    atomic_init(&o->news, false);
}

void pl_outbox_done(pl_outbox *o)
{
    for (size_t i = o->first; i < o->all.n; i++)
        pl_mem_free(o->all.at[i].progress);
    pl_vec_done(&o->all);
    pthread_mutex_destroy(&o->lock);
}

static void pl_outbox__check(const pl_outbox *o)
{
    pl_assert(o->first <= o->published && o->published <= o->all.n);
    pl_assert(o->first < o->all.n || !o->all.n);
    pl_assert(!o->all.n || (o->all.at[o->all.n - 1].kind != PL_RUN_EVENT_PANEL ||
                            o->all.at[o->all.n - 1].panel));
    (void)o;
}

/* The current time. The offset from UTC is computed once a second, because that takes a lock of the
 * whole process. */
static pl_moment moment_now(const pl_moment *last)
{
    int64_t now = pl_clock_wall_ns();
    if (!last->seconds || now / 1000000000 != last->seconds)
        return pl_moment_of(now);
    return (pl_moment){ last->seconds, (uint32_t)(now % 1000000000), last->offset };
}

/* Append an event. Requires `o->lock`. */
static void put(pl_outbox *o, pl_news news)
{
    pl_assert(!news.dropped && news.kind <= PL_RUN_EVENT_COMPLETED);
    news.at = o->last = moment_now(&o->last);
    pl_vec_push(&o->all, news);
    pl_outbox__check(o);
}

void pl_outbox_put(pl_outbox *o, pl_news news)
{
    pthread_mutex_lock(&o->lock);
    put(o, news);
    pthread_mutex_unlock(&o->lock);
}

/* The event of `panel` that a later one may replace; NULL: there is none, or it was taken. */
static pl_news *droppable(pl_outbox *o, const pl_node *panel)
{
    if (!panel->state->event_at || panel->state->event_at <= o->taken)
        return NULL;
    size_t at = o->first + (size_t)(panel->state->event_at - 1 - o->taken);
    pl_assert(at < o->all.n && o->all.at[at].panel == panel && !o->all.at[at].dropped);
    return &o->all.at[at];
}

void pl_outbox_put_panel(pl_outbox *o, pl_node *panel)
{
    bool keep = panel->status >= PL_NODE_COMPLETE ||
                (panel->status == PL_NODE_RUNNING && !panel->state->has_run);
    pthread_mutex_lock(&o->lock);
    pl_news *last = droppable(o, panel);
    if (last)
        last->dropped = true;
    panel->state->has_run |= panel->status == PL_NODE_RUNNING;
    put(o, (pl_news){ .kind = PL_RUN_EVENT_PANEL, .status = panel->status, .panel = panel });
    panel->state->event_at = keep ? 0 : o->taken + (o->all.n - o->first);
    pthread_mutex_unlock(&o->lock);
}

void pl_outbox_publish(pl_outbox *o)
{
    pthread_mutex_lock(&o->lock);
    o->published = o->all.n;
    if (o->all.n)
        atomic_store(&o->news, true);
    pthread_mutex_unlock(&o->lock);
}

bool pl_outbox_any(pl_outbox *o)
{
    pthread_mutex_lock(&o->lock);
    bool any = o->first < o->all.n;
    pthread_mutex_unlock(&o->lock);
    return any;
}

void pl_outbox_clear(pl_outbox *o)
{
    pthread_mutex_lock(&o->lock);
    pl_assert(o->first == o->all.n);
    pl_vec_done(&o->all);
    atomic_store(&o->news, false);
    pthread_mutex_unlock(&o->lock);
}

static bool take(pl_outbox *o, pl_news *out)
{
    while (o->first < o->published) {
        *out = o->all.at[o->first++];
        o->taken++;
        if (o->first == o->all.n)
            o->first = o->published = o->all.n = 0;
        if (!out->dropped)
            return true;
    }
    return false;
}

bool pl_outbox_take(pl_outbox *o, pl_news *out)
{
    pthread_mutex_lock(&o->lock);
    bool any = take(o, out);
    pthread_mutex_unlock(&o->lock);
    return any;
}

/* ---- events as messages (server.md 2.5) */

typedef struct telling {
    pl_arena arena;
    pl_doc *doc;
    size_t panels; /* how many it shows, about */
} telling;

/* TEXT_OF_PANEL is what a panel without rows takes, about. Chunks of nodes stay small: mimalloc
 * gives larger ones back to the system, which made 27 page faults of 2 us in a run of 30 panels. */
enum { TEXT_OF_PANEL = 640, FIRST_CHUNK = 4096, CHUNK = 16 * 1024 };

static void begin_message(telling *t, const char *action, size_t panels)
{
    *t = (telling){ .panels = panels };
    pl_arena_init_tight(&t->arena, FIRST_CHUNK, CHUNK);
    t->doc = pl_doc_new(&t->arena, PL_DOC_OBJECT);
    pl_doc_string_copy(&t->arena, t->doc, PL_S("action"), pl_str_cstr(action));
}

static void add_member(telling *t, const char *key, pl_str text)
{
    pl_doc_string(&t->arena, t->doc, pl_str_cstr(key), text);
}

static void add_id(telling *t, const pl_run *run)
{
    add_member(t, "execution_id", pl_str_cstr(run->id));
}

static void add_version(telling *t)
{
    add_member(t, "schema_version", PL_S("20240607"));
}

static void add_time(telling *t, pl_moment at)
{
    pl_doc_moment(&t->arena, t->doc, "timestamp", at);
}

static pl_message *end_message(telling *t, unsigned how)
{
    pl_message_maker maker = { 0 };
    pl_buf_reserve(&maker.text, t->panels * TEXT_OF_PANEL + TEXT_OF_PANEL / 2);
    pl_run_doc_send(t->doc, how, &maker);
    pl_arena_done(&t->arena);
    return pl_message_end(&maker);
}

/* ---- execution_started */

static bool has_work(const pl_node *panel)
{
    return panel->state->has_work > 1;
}

static void add_inputs(telling *t, const pl_execution *e)
{
    if (!e->given.n_first)
        return;
    pl_doc *inputs = pl_doc_add(&t->arena, t->doc, PL_S("inputs"), PL_DOC_OBJECT);
    for (uint32_t i = 0; i < e->given.n_first; i++)
        pl_doc_value_text(&t->arena, inputs, e->given.first[i].name, e->given.first[i].value);
}

static void add_variables(telling *t, const pl_execution *e)
{
    if (!e->shown.n_variables)
        return;
    pl_doc *all = pl_doc_add(&t->arena, t->doc, PL_S("variables"), PL_DOC_OBJECT);
    for (uint32_t i = 0; i < e->shown.n_variables; i++)
        pl_doc_string(&t->arena, all, e->shown.variables[i].key, e->shown.variables[i].value);
}

static pl_message *write_started(const pl_run *run)
{
    telling t;
    const pl_execution *e = &run->e;
    begin_message(&t, "execution_started", e->panels.n);
    add_id(&t, run);
    add_version(&t);
    pl_doc *panels = pl_doc_add(&t.arena, t.doc, PL_S("panels"), PL_DOC_OBJECT);
    for (size_t i = 0; i < e->panels.n; i++)
        pl_execution__show(&t.arena, e->panels.at[i],
                           has_work(e->panels.at[i]) ? PL_NODE_INITIALIZED : PL_NODE_COMPLETE,
                           panels);
    pl_panels_order(panels);
    pl_doc_put(t.doc, PL_S("layout"), pl_node_layout(&t.arena, e->root));
    add_inputs(&t, e);
    add_variables(&t, e);
    pl_doc_moment(&t.arena, t.doc, "start_time", e->started);
    return end_message(&t, PL_DOC_SORTED);
}

/* ---- events after that */

/* Updates show JSON in the rows of a `with` as JSON; in the end it is text. */
static pl_doc *panel_doc(pl_arena *arena, const pl_node *panel, pl_node_status at)
{
    if (panel->role == PL_NODE_CHECK)
        return pl_check_doc(arena, panel, at);
    pl_doc *doc = pl_node_doc_at(arena, panel, at), *data = pl_doc_member(doc, PL_S("data"));
    pl_doc *rows = data && panel->leaf->shown ? pl_doc_member(data, PL_S("rows")) : NULL;
    if (rows && rows->kind == PL_DOC_ARRAY && rows->first)
        rows->first->piece.what = panel->leaf->shown;
    return doc;
}

static pl_message *write_panel(const pl_run *run, const pl_news *news)
{
    telling t;
    begin_message(&t, "leaf_node_updated", 1);
    pl_doc_put(t.doc, PL_S("dashboard_node"),
               panel_doc(&t.arena, news->panel, (pl_node_status)news->status));
    add_id(&t, run);
    add_version(&t);
    add_time(&t, news->at);
    return end_message(&t, PL_DOC_SORTED);
}

static void add_progress(telling *t, const pl_check_progress *p)
{
    pl_doc *doc = pl_doc_add(&t->arena, t->doc, PL_S("progress"), PL_DOC_OBJECT);
    pl_doc_int(&t->arena, doc, PL_S("total"), p->runs.total);
    pl_doc_int(&t->arena, doc, PL_S("pending"), p->runs.pending);
    pl_doc_int(&t->arena, doc, PL_S("complete"), p->runs.complete);
    pl_doc_int(&t->arena, doc, PL_S("error"), p->runs.error);
    pl_doc_int(&t->arena, doc, PL_S("executing"), p->runs.running);
    pl_counts_doc(&t->arena, doc, "summary", &p->counts, PL_CHECK_LIVE);
}

/* A cancelled control counts as complete, not as an error. */
static bool is_error(const pl_node *control)
{
    return control->status == PL_NODE_ERROR &&
           !pl_str_eq(control->error, PL_S("execution cancelled"));
}

static pl_message *write_control(const pl_run *run, const pl_news *news)
{
    telling t;
    begin_message(&t, is_error(news->control) ? "control_error" : "control_complete", 1);
    pl_doc_put(t.doc, PL_S("control"), pl_control_doc(&t.arena, news->control, PL_CHECK_LIVE));
    add_member(&t, "name", news->panel->name);
    add_progress(&t, news->progress);
    add_id(&t, run);
    add_time(&t, news->at);
    return end_message(&t, PL_DOC_SORTED);
}

static pl_message *write_cleared(const pl_run *run, const pl_news *news)
{
    telling t;
    begin_message(&t, "input_values_cleared", 0);
    pl_doc_strings(&t.arena, t.doc, PL_S("cleared_inputs"), news->names, news->n_names);
    add_id(&t, run);
    return end_message(&t, PL_DOC_SORTED);
}

static pl_message *write_failed(const pl_run *run, const pl_news *news)
{
    telling t;
    begin_message(&t, "execution_error", 0);
    add_member(&t, "error", pl_buf_view(&run->stage.failed));
    add_time(&t, news->at);
    return end_message(&t, PL_DOC_SORTED);
}

/* ---- execution_complete */

static pl_doc *metadata_doc(const pl_run *run, pl_arena *arena)
{
    const pl_database_choice *c = pl_databases_session(run->session.dbs);
    pl_doc *doc = pl_doc_new(arena, PL_DOC_OBJECT);
    if (run->request.wish.from.len || run->request.wish.to.len) {
        pl_doc *range = pl_doc_add(arena, doc, PL_S("datetime_range"), PL_DOC_OBJECT);
        if (run->request.wish.from.len)
            pl_doc_string_copy(arena, range, PL_S("from"), run->request.wish.from);
        else
            pl_doc_null(arena, range, PL_S("from"));
        if (run->request.wish.to.len)
            pl_doc_string_copy(arena, range, PL_S("to"), run->request.wish.to);
        else
            pl_doc_null(arena, range, PL_S("to"));
    }
    if (c->n_search_path_prefix)
        pl_doc_strings(arena, doc, PL_S("search_path_prefix"), c->search_path_prefix,
                       c->n_search_path_prefix);
    return doc;
}

void pl_run__snapshot(const pl_run *run, pl_arena *arena, pl_snapshot *out)
{
    pl_execution_snapshot(&run->e, arena, out);
    out->metadata = metadata_doc(run, arena);
}

static pl_message *write_completed(const pl_run *run)
{
    telling t;
    pl_snapshot snapshot;
    begin_message(&t, "execution_complete", run->e.panels.n);
    add_version(&t);
    pl_run__snapshot(run, &t.arena, &snapshot);
    pl_doc_put(t.doc, PL_S("snapshot"), pl_snapshot_doc(&t.arena, &snapshot));
    add_id(&t, run);
    return end_message(&t, 0);
}

pl_message *pl_run__message(pl_run *run, const pl_news *news)
{
    switch ((pl_run_event_kind)news->kind) {
    case PL_RUN_EVENT_STARTED: return write_started(run);
    case PL_RUN_EVENT_PANEL: return write_panel(run, news);
    case PL_RUN_EVENT_CONTROL: return write_control(run, news);
    case PL_RUN_EVENT_CLEARED: return write_cleared(run, news);
    case PL_RUN_EVENT_FAILED: return write_failed(run, news);
    case PL_RUN_EVENT_COMPLETED: return write_completed(run);
    }
    return NULL;
}
