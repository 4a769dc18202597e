#include "server/fetch.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/diag.h"
#include "base/jsonw.h"
#include "base/str.h"
#include "server/client.h"
#include "server/note.h"
#include <pipelite/page.h>

/* A request for the result of a run.
 *
 *     STARTED -> the run is over -> the keeper writes the body -> answered, freed
 *
 * If the client disconnects (`conn` NULL), it is freed as soon as the keeper has finished. */
struct pl_fetch {
    pl_task task; /* first */
    pl_fetch *next;
    pl_server *server;
    pl_conn *conn; /* NULL: the client has disconnected */
    pl_live *live;
    pl_arena arena;
    pl_str name, panel;
    pl_fetch_form form;
    bool writing; /* the keeper is writing the body */
    uint64_t began_ns;
    unsigned status;
    pl_buf body, why, policy;
};

static void unlink_fetch(pl_fetch *fetch)
{
    pl_fetch **at = &fetch->server->fetches;

    while (*at != fetch)
        at = &(*at)->next;
    *at = fetch->next;
}

static void fetch_free(pl_fetch *fetch)
{
    unlink_fetch(fetch);
    pl_live_end(fetch->live);
    pl_buf_done(&fetch->body);
    pl_buf_done(&fetch->why);
    pl_buf_done(&fetch->policy);
    pl_arena_done(&fetch->arena);
    pl_mem_free(fetch);
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
    body = pl_payload_take(&fetch->body);
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

/* ---- writing the body, on the keeper's thread */

static bool add_bytes(void *ctx, pl_str bytes)
{
    pl_buf_str(ctx, bytes);
    return true;
}

/* The policy of the file itself, from its <meta> element: it allows the page's own scripts, which
 * the first one unpacks. Hashes of what is in the file as it is sent would block them. */
static void copy_policy(pl_str html, pl_buf *out)
{
    static const char mark[] = "http-equiv=\"Content-Security-Policy\" content=\"";
    const char *at = memmem(html.ptr, html.len, mark, sizeof mark - 1), *end;

    at = at ? at + sizeof mark - 1 : html.ptr;
    end = memchr(at, '"', (size_t)(html.ptr + html.len - at));
    assert(end);
    pl_buf_str(out, pl_str_make(at, (size_t)(end - at)));
    pl_buf_cstr(out, "; frame-ancestors 'self'");
}

static void write_html(pl_fetch *fetch)
{
    pl_page_options options = { .title = fetch->name };
    pl_page *page = pl_page_open(&options, add_bytes, &fetch->body);
    bool ok = pl_run_write(fetch->live->run, PL_FORM_FILE, pl_page_feed, page);

    ok = pl_page_close(page) && ok;
    fetch->status = ok ? 200 : 500;
    if (ok)
        copy_policy(pl_buf_view(&fetch->body), &fetch->policy);
    else
        pl_buf_cstr(&fetch->why, "the page cannot be written");
}

/* Write the CSV of a benchmark or control; false: it is neither, or the host has no function for
 * it. */
static bool write_checks(pl_fetch *fetch)
{
    const pl_server_options *options = &fetch->server->options;

    if (!options->write_csv)
        return false;
    fetch->status = 200;
    if (options->write_csv(fetch->live->run, fetch->panel, add_bytes, &fetch->body))
        return true;
    fetch->body.len = 0;
    return false;
}

static void write_body(pl_task *task)
{
    pl_fetch *fetch = (pl_fetch *)task;
    pl_buf snapshot = { 0 };

    if (fetch->form == PL_FETCH_HTML) {
        write_html(fetch);
        return;
    }
    if (fetch->form == PL_FETCH_CSV && write_checks(fetch))
        return;
    if (!pl_run_write(fetch->live->run, PL_FORM_OUTPUT, add_bytes, &snapshot)) {
        fetch->status = 500;
        pl_buf_cstr(&fetch->why, "the snapshot cannot be written");
    } else if (fetch->form == PL_FETCH_CSV) {
        fetch->status =
            pl_fetch_csv(pl_buf_view(&snapshot), fetch->panel, &fetch->body, &fetch->why);
    } else if (fetch->panel.len) {
        fetch->status =
            pl_fetch_panel(pl_buf_view(&snapshot), fetch->panel, &fetch->body, &fetch->why);
    } else {
        fetch->status = 200;
        fetch->body = snapshot;
        snapshot = (pl_buf){ 0 };
    }
    pl_buf_done(&snapshot);
}

static void end_write(pl_task *task)
{
    answer((pl_fetch *)task);
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

    assert(!fetch->writing && fetch->live);
    if (limit && pl_clock_ns() - fetch->began_ns >= limit) {
        fail(fetch, 504, PL_S("the time for it was over (--dashboard-timeout)"));
        return;
    }
    fetch->writing = true;
    fetch->task.work = write_body;
    fetch->task.done = end_write;
    pl_keeper_post(fetch->server->keeper, &fetch->task);
}

static void pump(void *ctx)
{
    pl_fetch *fetch = ctx;
    pl_run_event event;

    if (fetch->writing)
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
        else if (e.kind == PL_KIND_CONTAINER || e.kind == PL_KIND_DASHBOARD)
            add_inputs(ix, children[i], depth + 1, out);
    }
}

static void fail_for_inputs(pl_fetch *fetch)
{
    const pl_index *ix = pl_generation_index(pl_run_generation(fetch->live->run));
    pl_buf names = { 0 }, why = { 0 };
    pl_entry e;

    if (pl_index_find(ix, fetch->name, &e))
        add_inputs(ix, e.id, 0, &names);
    pl_buf_printf(&why, "it waits for an input; those of it are %.*s", PL_FMT(pl_buf_view(&names)));
    fail(fetch, 422, pl_buf_view(&why));
    pl_buf_done(&why);
    pl_buf_done(&names);
}

void pl_fetch_watch(pl_server *server)
{
    pl_fetch *next;

    for (pl_fetch *fetch = server->fetches; fetch; fetch = next) {
        next = fetch->next;
        if (!fetch->writing && pl_run_get_phase(fetch->live->run) == PL_RUN_PHASE_WAITING)
            fail_for_inputs(fetch);
    }
}

/* ---- starting */

static const pl_str *split_list(pl_arena *arena, pl_str text, uint32_t *n)
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

static void begin(pl_fetch *fetch, const pl_request *request, pl_reply *reply)
{
    pl_run_start_options start = { 0 };
    pl_diags *diags = pl_diags_new();
    pl_problems problems = { 0 };

    read_request(fetch, request, &start);
    fetch->live = pl_live_start(fetch->server, &start, pump, fetch, diags);
    if (fetch->live) {
        reply->later = true;
    } else {
        pl_problems_add(&problems, diags, (pl_str){ 0 });
        pl_reply_error(reply, 422, "%.*s", PL_FMT(pl_buf_view(&problems.error)));
        pl_problems_done(&problems);
        fetch_free(fetch);
    }
    pl_diags_free(diags);
}

/* A page that shows something of this server, or a person or program that asks for it: browsers
 * name any other page, also one of a sibling host or of another port, whose requests carry the
 * cookie. */
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
    fetch->began_ns = pl_clock_ns();
    fetch->next = server->fetches;
    server->fetches = fetch;
    begin(fetch, request, reply);
}

void pl_fetch_gone(pl_server *server, const pl_conn *conn)
{
    pl_fetch *next;

    for (pl_fetch *fetch = server->fetches; fetch; fetch = next) {
        next = fetch->next;
        if (fetch->conn != conn)
            continue;
        fetch->conn = NULL;
        if (!fetch->writing)
            fetch_free(fetch);
    }
}
