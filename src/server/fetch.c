/* fetch.c - the requests for the result of a run: they wait for room, run, and are answered from a
 * spool. */
#include "server/fetch.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/diag.h"
#include "base/environment.h"
#include "base/jsonw.h"
#include "base/str.h"
#include "schema/kind.h"
#include "server/client.h"
#include "server/note.h"
#include <pipelite/page.h>

/* A request for the result of a run.
 *
 *     QUEUED -> RUNNING -> the run is over -> WRITING, the scribe writes the body -> answered,
 * freed
 *
 * If the client disconnects (`conn` NULL), it is freed as soon as the scribe has finished. */
typedef enum fetch_state {
    FETCH_QUEUED,  /* others of its peer come first */
    FETCH_RUNNING, /* it has a run */
    FETCH_WRITING,
} fetch_state;

struct pl_fetch {
    pl_task task; /* first */
    pl_fetch *next;
    pl_server *server;
    pl_conn *conn;    /* NULL: the client has disconnected */
    atomic_bool gone; /* the same, for the scribe */
    pl_live *live;    /* NULL: QUEUED */
    pl_arena arena;
    pl_str name, panel, peer;
    pl_fetch_form form;
    fetch_state state;
    pl_run_start_options start; /* borrowed from the request and `arena` */
    uint64_t began_ns;
    unsigned status; /* 0: nothing was written */
    pl_spool body;
    pl_buf why, policy;
};

static void unlink_fetch(pl_fetch *fetch)
{
    pl_fetch **at = &fetch->server->fetches;

    while (*at != fetch)
        at = &(*at)->next;
    *at = fetch->next;
}

static void start_queued(pl_server *server);

static void fetch_free(pl_fetch *fetch)
{
    pl_server *server = fetch->server;

    assert((fetch->state == FETCH_QUEUED) == !fetch->live);
    unlink_fetch(fetch);
    pl_live_end(fetch->live);
    pl_spool_done(&fetch->body);
    pl_buf_done(&fetch->why);
    pl_buf_done(&fetch->policy);
    pl_arena_done(&fetch->arena);
    pl_mem_free(fetch);
    start_queued(server);
}

/* ---- answering */

static const char *const types[] = { "application/json", "text/csv; charset=utf-8",
                                     "text/html; charset=utf-8" };

static void fill_reply(pl_fetch *fetch, pl_reply *reply)
{
    pl_payload *body;

    pl_reply_header(reply, "Cache-Control", PL_S("no-store"));
    if (fetch->status != 200) {
        pl_reply_protect(reply);
        pl_reply_error(reply, fetch->status, "%.*s", PL_FMT(pl_buf_view(&fetch->why)));
        return;
    }
    if (fetch->form == PL_FETCH_HTML) {
        pl_reply_header(reply, "Content-Security-Policy", pl_buf_view(&fetch->policy));
        pl_reply_header(reply, "X-Content-Type-Options", PL_S("nosniff"));
        pl_reply_header(reply, "Referrer-Policy", PL_S("no-referrer"));
    } else {
        pl_reply_protect(reply);
    }
    body = pl_payload_spool(&fetch->body);
    pl_reply_body(reply, 200, types[fetch->form], body);
    pl_payload_release(body);
}

static void answer(pl_fetch *fetch)
{
    pl_reply reply;

    assert(fetch->status >= 200);
    pl_reply_init(&reply);
    reply.route = PL_ROUTE_RUN;
    if (fetch->conn) {
        fill_reply(fetch, &reply);
        pl_conn_reply(fetch->conn, &reply);
    }
    fetch_free(fetch);
}

static void fail(pl_fetch *fetch, unsigned status, pl_str why)
{
    fetch->status = status;
    pl_buf_str(&fetch->why, why);
    answer(fetch);
}

/* ---- writing the body, on the scribe's thread */

static bool add_bytes(void *ctx, pl_str bytes)
{
    pl_buf_str(ctx, bytes);
    return true;
}

static bool add_body(void *ctx, pl_str bytes)
{
    pl_spool_add(ctx, bytes);
    return true;
}

/* The policy of the file itself, from its <meta> element: it allows the page's own scripts, which
 * the first one unpacks. Hashes of what is in the file as it is sent would block them. */
static void copy_policy(const pl_spool *body, pl_buf *out)
{
    enum { HEAD = 64 * 1024 };
    static const char mark[] = "http-equiv=\"Content-Security-Policy\" content=\"";
    uint64_t size = pl_spool_size(body);
    pl_buf head = { 0 };
    pl_str html;
    const char *at, *end;

    pl_spool_read(body, 0, size < HEAD ? size : HEAD, add_bytes, &head);
    html = pl_buf_view(&head);
    at = memmem(html.ptr, html.len, mark, sizeof mark - 1);

    at = at ? at + sizeof mark - 1 : html.ptr;
    end = memchr(at, '"', (size_t)(html.ptr + html.len - at));
    assert(end);
    pl_buf_str(out, pl_str_make(at, (size_t)(end - at)));
    pl_buf_cstr(out, "; frame-ancestors 'self'");
    pl_buf_done(&head);
}

static bool write_run(const pl_fetch *fetch, bool file, pl_write_fn *write, void *ctx)
{
    const pl_run_output how = { .format = PL_S("snapshot"), .file = file };

    return pl_run_write(fetch->live->run, &how, write, ctx, NULL);
}

static void write_html(pl_fetch *fetch)
{
    pl_page_options options = { .title = fetch->name };
    pl_page *page = pl_page_open(&options, add_body, &fetch->body);
    bool ok = write_run(fetch, true, pl_page_feed, page);

    ok = pl_page_close(page) && ok;
    fetch->status = ok ? 200 : 500;
    if (ok)
        copy_policy(&fetch->body, &fetch->policy);
    else
        pl_buf_cstr(&fetch->why, "the page cannot be written");
}

/* Write the CSV of a benchmark or control; false: it is neither. */
static bool write_checks(pl_fetch *fetch)
{
    const pl_run_output how = {
        .format = PL_S("csv"), .panel = fetch->panel, .header = true, .separator = PL_S(",")
    };

    fetch->status = 200;
    if (pl_run_write(fetch->live->run, &how, add_body, &fetch->body, NULL))
        return true;
    pl_spool_done(&fetch->body);
    return false;
}

/* Write a part of the snapshot, which has to be read for that. */
static void write_part(pl_fetch *fetch)
{
    pl_buf snapshot = { 0 }, part = { 0 };

    if (!write_run(fetch, false, add_bytes, &snapshot)) {
        fetch->status = 500;
        pl_buf_cstr(&fetch->why, "the snapshot cannot be written");
    } else {
        fetch->status = (fetch->form == PL_FETCH_CSV ? pl_fetch_csv : pl_fetch_panel)(
            pl_buf_view(&snapshot), fetch->panel, &part, &fetch->why);
    }
    pl_spool_add(&fetch->body, pl_buf_view(&part));
    pl_buf_done(&part);
    pl_buf_done(&snapshot);
}

static void write_snapshot(pl_fetch *fetch)
{
    fetch->status = 200;
    if (write_run(fetch, false, add_body, &fetch->body))
        return;
    fetch->status = 500;
    pl_buf_cstr(&fetch->why, "the snapshot cannot be written");
}

/* A body that is larger waits for its reader in a file. */
enum { BODY_MEMORY = 64 * 1024 };

static void write_body(pl_task *task)
{
    pl_fetch *fetch = (pl_fetch *)task;

    if (atomic_load(&fetch->gone))
        return;
    fetch->body.dir = pl_environment_get(fetch->server->options.environment, "TMPDIR");
    if (fetch->form == PL_FETCH_HTML)
        write_html(fetch);
    else if (fetch->form == PL_FETCH_CSV && write_checks(fetch))
        ;
    else if (fetch->form == PL_FETCH_CSV || fetch->panel.len)
        write_part(fetch);
    else
        write_snapshot(fetch);
    if (pl_spool_size(&fetch->body) > BODY_MEMORY)
        pl_spool_flush(&fetch->body);
    if (!fetch->body.full || fetch->status != 200)
        return;
    fetch->status = 503;
    pl_buf_cstr(&fetch->why, "there is no room for the result in TMPDIR");
}

/* The body was written or, when the server ends, `work` was not called. */
static void end_write(pl_task *task)
{
    pl_fetch *fetch = (pl_fetch *)task;

    if (fetch->status && fetch->server->state <= PL_SERVER_STOPPING)
        answer(fetch);
    else
        fetch_free(fetch);
}

/* ---- the run */

static uint64_t timeout_ns(const pl_server *server)
{
    int64_t seconds = pl_settings_int(server->options.settings, "dashboard-timeout");

    return seconds > 0 ? (uint64_t)seconds * UINT64_C(1000000000) : 0;
}

static void finish(pl_fetch *fetch)
{
    uint64_t limit = timeout_ns(fetch->server);

    assert(fetch->state == FETCH_RUNNING);
    if (limit && pl_clock_ns() - fetch->began_ns >= limit) {
        fail(fetch, 504, PL_S("the time for it was over (--dashboard-timeout)"));
        return;
    }
    fetch->state = FETCH_WRITING;
    fetch->task.work = write_body;
    fetch->task.done = end_write;
    pl_keeper_post(pl_threads_scribe(fetch->server), &fetch->task);
}

static void pump(void *ctx)
{
    pl_fetch *fetch = ctx;
    pl_run_event event;

    if (fetch->state == FETCH_WRITING)
        return;
    while (pl_run_next(fetch->live->run, &event)) {
        pl_message_release(event.message);
        if (event.kind == PL_RUN_EVENT_FAILED) {
            fail(fetch, 422, event.error);
            return;
        }
    }
    if (pl_run_get_phase(fetch->live->run) == PL_RUN_PHASE_ENDED)
        finish(fetch);
}

/* Add the names of the inputs below `id`, as they appear in a URL. Benchmarks have no inputs and
 * are not searched: their children may be shared so often that a walk would not end. */
static void add_inputs(const pl_index *ix, pl_entry_id id, unsigned depth, pl_buf *out)
{
    uint32_t n;
    const pl_entry_id *children = pl_index_children(ix, id, &n);
    pl_index_stats stats;
    pl_entry e;

    pl_index_get_stats(ix, &stats);
    for (uint32_t i = 0; i < n && depth < 32; i++) {
        if (children[i] >= stats.entries)
            continue;
        pl_index_get(ix, children[i], &e);
        if (e.kind == PL_KIND_INPUT)
            pl_buf_printf(out, "%sinput.%.*s", out->len ? ", " : "", PL_FMT(e.short_name));
        else if (pl_kind_flags(e.kind) & PL_KIND_IS_HOLDER)
            add_inputs(ix, children[i], depth + 1, out);
    }
}

static void fail_for_inputs(pl_fetch *fetch)
{
    pl_buf names = { 0 }, why = { 0 };
    pl_run_info run;
    pl_entry e;

    pl_run_get_info(fetch->live->run, &run);
    const pl_index *ix = pl_generation_index(run.generation);
    if (pl_index_find(ix, fetch->name, &e))
        add_inputs(ix, e.id, 0, &names);
    pl_buf_printf(&why, "it waits for an input; those of it are %.*s", PL_FMT(pl_buf_view(&names)));
    fail(fetch, 422, pl_buf_view(&why));
    pl_buf_done(&why);
    pl_buf_done(&names);
}

/* A request whose run waits for an input; NULL: none. */
static pl_fetch *find_waiting(const pl_server *server)
{
    pl_fetch *f = server->fetches;

    while (f &&
           (f->state != FETCH_RUNNING || pl_run_get_phase(f->live->run) != PL_RUN_PHASE_WAITING))
        f = f->next;
    return f;
}

/* A request that ends may start another one, so the list is searched from the beginning each
 * time. */
void pl_fetch_end_waiting(pl_server *server)
{
    pl_fetch *fetch;

    while ((fetch = find_waiting(server)))
        fail_for_inputs(fetch);
}

/* ---- starting */

static const pl_str *split_list(pl_arena *arena, pl_str text, size_t *n)
{
    pl_str *list = pl_arena_alloc(arena, (text.len + 1) * sizeof *list);

    for (*n = 0; text.len;)
        list[(*n)++] = pl_str_trim(pl_str_split(&text, ','));
    return list;
}

static void read_inputs(pl_fetch *fetch, const pl_request *request, pl_run_start_options *start)
{
    pl_run_input_value *inputs =
        pl_arena_alloc(&fetch->arena, (request->n_args + 1) * sizeof *inputs);

    for (uint32_t i = 0; i < request->n_args; i++) {
        pl_str value = request->args[i], key = pl_str_split(&value, '=');
        pl_buf json = { 0 };

        if (!pl_str_starts(key, PL_S("input.")))
            continue;
        pl_json_quote(&json, value, false);
        inputs[start->n_inputs].name = key;
        inputs[start->n_inputs++].json = pl_arena_str(&fetch->arena, pl_buf_view(&json));
        pl_buf_done(&json);
    }
    start->inputs = inputs;
}

static void read_request(pl_fetch *fetch, const pl_request *request, pl_run_start_options *start)
{
    pl_str text;

    start->root = fetch->name;
    read_inputs(fetch, request, start);
    start->has_search_path = pl_request_arg(request, "search_path", &text);
    if (start->has_search_path)
        start->search_path = split_list(&fetch->arena, text, &start->n_search_path);
    start->has_search_path_prefix = pl_request_arg(request, "search_path_prefix", &text);
    if (start->has_search_path_prefix)
        start->search_path_prefix = split_list(&fetch->arena, text, &start->n_search_path_prefix);
    pl_request_arg(request, "from", &start->from);
    pl_request_arg(request, "to", &start->to);
    if (pl_request_arg(request, "panel", &text))
        fetch->panel = pl_arena_str(&fetch->arena, text);
}

static bool is_known(const pl_server *server, pl_str name)
{
    pl_generation *generation = pl_workspace_acquire(server->ws);
    pl_entry e;
    bool known = generation && pl_index_find(pl_generation_index(generation), name, &e);

    pl_generation_release(generation);
    return known;
}

/* False with the text for the client in `why`. */
static bool begin(pl_fetch *fetch, pl_buf *why)
{
    pl_diags *diags = pl_diags_new();
    pl_problems problems = { 0 };

    assert(fetch->state == FETCH_QUEUED && fetch->conn);
    fetch->began_ns = pl_clock_ns();
    fetch->live = pl_live_start(fetch->server, &fetch->start, pump, fetch, diags);
    if (fetch->live) {
        fetch->state = FETCH_RUNNING;
    } else {
        pl_problems_add(&problems, diags, (pl_str){ 0 });
        pl_buf_str(why, pl_buf_view(&problems.error));
        pl_problems_done(&problems);
    }
    pl_diags_free(diags);
    return fetch->live;
}

/* May another run of its peer begin? */
static bool has_room(const pl_fetch *fetch)
{
    unsigned most = fetch->server->config.max_executions / 2, n = 0;

    for (const pl_fetch *f = fetch->server->fetches; f; f = f->next)
        n += f->state != FETCH_QUEUED && pl_str_eq(f->peer, fetch->peer);
    return n < (most ? most : 1);
}

/* The first request that may begin; NULL: none. The list has the latest request in front. */
static pl_fetch *find_queued(pl_server *server)
{
    pl_fetch *found = NULL;

    for (pl_fetch *f = server->fetches; f; f = f->next)
        if (f->state == FETCH_QUEUED && has_room(f))
            found = f;
    return found;
}

static void start_queued(pl_server *server)
{
    pl_fetch *fetch;
    pl_buf why = { 0 };

    if (server->starts_fetches || server->state != PL_SERVER_SERVING)
        return;
    server->starts_fetches = true; /* one that fails comes here again */
    while ((fetch = find_queued(server))) {
        why.len = 0;
        if (!begin(fetch, &why))
            fail(fetch, 422, pl_buf_view(&why));
    }
    server->starts_fetches = false;
    pl_buf_done(&why);
}

/* May the request run something? Pages of this server may, and whatever is no page: a person or a
 * program. For every other page, even of a sibling host or another port, whose requests carry the
 * cookie, browsers send another Sec-Fetch-Site. */
static bool may_run(const pl_server *server, const pl_request *request)
{
    pl_str site = request->header[PL_HEADER_SEC_FETCH_SITE];

    return pl_access_origin(server->access, request) &&
           (!site.len || pl_str_eq(site, PL_S("same-origin")) || pl_str_eq(site, PL_S("none")));
}

void pl_fetch_start(pl_server *server, pl_conn *conn, const pl_request *request, pl_str file,
                    pl_reply *reply)
{
    pl_fetch_form form;
    pl_fetch *fetch;
    pl_buf why = { 0 };
    pl_str name;

    if (!may_run(server, request)) {
        pl_note_refused(server, request, PL_REFUSED_ORIGIN);
        pl_reply_error(reply, 403, "pages of other origins may not run anything here");
        return;
    }
    if (!pl_fetch_parse(file, &name, &form) || !is_known(server, name)) {
        pl_reply_error(reply, 404,
                       "there is no such resource (/-/run/<full name>.json, .csv or "
                       ".html)");
        return;
    }
    fetch = pl_mem_zalloc(sizeof *fetch);
    fetch->server = server;
    fetch->conn = conn;
    fetch->form = form;
    fetch->name = pl_arena_str(&fetch->arena, name);
    fetch->peer = pl_arena_str(&fetch->arena, pl_access_peer(server->access, request));
    fetch->next = server->fetches;
    server->fetches = fetch;
    read_request(fetch, request, &fetch->start);
    fetch->start.client = fetch->peer;
    reply->later = !has_room(fetch) || begin(fetch, &why);
    if (!reply->later) {
        pl_reply_error(reply, 422, "%.*s", PL_FMT(pl_buf_view(&why)));
        fetch_free(fetch);
    }
    pl_buf_done(&why);
}

/* The request of that connection; NULL: none. */
static pl_fetch *find_of(const pl_server *server, const pl_conn *conn)
{
    pl_fetch *f = server->fetches;

    while (f && f->conn != conn)
        f = f->next;
    return f;
}

void pl_fetch_gone(pl_server *server, const pl_conn *conn)
{
    pl_fetch *fetch;

    assert(conn);
    while ((fetch = find_of(server, conn))) {
        fetch->conn = NULL;
        atomic_store(&fetch->gone, true);
        if (fetch->state != FETCH_WRITING)
            fetch_free(fetch);
    }
}

void pl_fetch_forget(pl_server *server)
{
    assert(server->state == PL_SERVER_STOPPED);
    while (server->fetches)
        fetch_free(server->fetches);
}
