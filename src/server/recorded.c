/* recorded.c - questions to the history over HTTP (history.md 5).
 *
 *     GET /-/history/runs.json?benchmark=...     a view of pipelite/history.h, with its question in
 *     GET /-/history/trend.json?benchmark=...    the query
 *     GET /-/history/open.json?benchmark=...
 *     ... run, results, diff, spans
 *
 * A store is opened by the thread for requests, asked and closed: the loop waits for no database,
 * and a store that is made, moved or upgraded meanwhile is seen. Without one the answer is `null`.
 */
#include "server/state.h"

#include <stdio.h>

#include "base/hash.h"
#include "base/str.h"
#include "config/history_url.h"
#include <pipelite/history.h>

#define PREFIX "/-/history/"
#define SUFFIX ".json"

enum { ROWS = 1000, ROWS_MOST = 100000, LISTED = 16 };

struct pl_asked_history {
    pl_task task; /* first */
    struct pl_asked_history *next;
    pl_server *server;
    pl_conn *conn;             /* NULL: it is gone */
    const pl_request *request; /* of `conn` */
    pl_history_options where;
    pl_history_question question;
    pl_str controls[LISTED], severities[LISTED], labels[LISTED];
    pl_buf answer; /* JSON */
    pl_diags *diags;
    bool failed;
    pl_arena arena;
};

typedef struct pl_asked_history asked;

/* ---- the question */

bool pl_recorded_is(pl_str path)
{
    return pl_str_starts(path, PL_S(PREFIX)) && pl_str_ends(path, PL_S(SUFFIX));
}

static pl_str argument(asked *a, const char *name)
{
    pl_str value = { 0 };
    pl_request_arg(a->request, name, &value);
    return pl_arena_str(&a->arena, value);
}

/* The values of an argument that may be given several times. */
static size_t arguments(asked *a, const char *name, pl_str *out)
{
    size_t n = 0;
    for (uint32_t i = 0; i < a->request->n_args && n < LISTED; i++) {
        pl_str value = a->request->args[i];
        pl_str key = pl_str_split(&value, '=');
        if (pl_str_eq(key, pl_str_cstr(name)))
            out[n++] = pl_arena_str(&a->arena, value);
    }
    return n;
}

static void read_question(asked *a, pl_str path)
{
    uint64_t limit = ROWS;
    pl_str_to_u64(argument(a, "limit"), &limit);
    a->question = (pl_history_question){
        .view = pl_arena_str(&a->arena,
                             pl_str_sub(path, sizeof PREFIX - 1, path.len - (sizeof SUFFIX - 1))),
        .run = argument(a, "run"),
        .from = argument(a, "from"),
        .name = argument(a, "benchmark"),
        .resource = argument(a, "resource"),
        .since = argument(a, "since"),
        .until = argument(a, "until"),
        .controls = a->controls,
        .severities = a->severities,
        .labels = a->labels,
        .limit = limit && limit < ROWS_MOST ? limit : ROWS_MOST,
    };
    a->question.n_controls = arguments(a, "control", a->controls);
    a->question.n_severities = arguments(a, "severity", a->severities);
    a->question.n_labels = arguments(a, "label", a->labels);
    a->where = (pl_history_options){
        .url = pl_settings__history(&a->arena, a->server->options.settings,
                                    pl_workspace_path(a->server->ws)),
        .environment = a->server->options.environment,
    };
}

/* ---- by the thread for requests */

static bool keep(void *ctx, pl_str bytes)
{
    pl_buf_str(&((asked *)ctx)->answer, bytes);
    return true;
}

static bool is_absent(const asked *a)
{
    return pl_diags_count(a->diags) && pl_diags_get(a->diags, 0)->code == PL_DIAG_NO_HISTORY;
}

static void ask(pl_task *task)
{
    asked *a = (asked *)task;
    const pl_history_output how = { .format = PL_S("json"), .compact = true };
    pl_history *history = pl_history_open(&a->where, a->diags);
    pl_history_answer *answer = NULL;
    if (history)
        answer = pl_history_ask(history, &a->question, a->diags);
    if (answer)
        a->failed = !pl_history_write(answer, &how, keep, a, a->diags);
    else if (is_absent(a))
        a->failed = !keep(a, PL_S("null\n"));
    pl_history_answer_free(answer);
    pl_history_close(history);
}

/* ---- the answer */

static void put_answer(const asked *a, pl_reply *reply)
{
    pl_str text = pl_buf_view(&a->answer);
    char tag[32];
    pl_reply_protect(reply);
    if (a->failed) {
        const pl_diag *why = pl_diags_count(a->diags) ? pl_diags_get(a->diags, 0) : NULL;
        bool theirs = why && why->code != PL_DIAG_HISTORY && why->code != PL_DIAG_NO_MEMORY;
        pl_reply_error(reply, theirs ? 400 : 500, "%.*s",
                       PL_FMT(why ? why->summary : PL_S("the history cannot be asked")));
        return;
    }
    snprintf(tag, sizeof tag, "\"%016llx\"", (unsigned long long)pl_hash_str(text));
    pl_reply_header(reply, "ETag", pl_str_cstr(tag));
    pl_reply_header(reply, "Cache-Control", PL_S("no-cache"));
    if (pl_request_has_tag(a->request, pl_str_cstr(tag))) {
        reply->status = 304;
        return;
    }
    pl_reply_text(reply, 200, "application/json", text);
    if (pl_wants_gzip(a->request))
        pl_reply_compress(reply);
}

static void send_answer(pl_task *task)
{
    asked *a = (asked *)task, **at = &a->server->asked;
    while (*at != a)
        at = &(*at)->next;
    *at = a->next;
    if (a->conn) {
        pl_reply reply;
        pl_reply_init(&reply);
        reply.route = PL_ROUTE_LIST;
        put_answer(a, &reply);
        pl_conn_reply(a->conn, &reply);
    }
    pl_buf_done(&a->answer);
    pl_diags_free(a->diags);
    pl_arena_done(&a->arena);
    pl_mem_free(a);
}

void pl_recorded_reply(pl_server *server, pl_conn *conn, const pl_request *request, pl_str path,
                       pl_reply *reply)
{
    asked *a = pl_mem_zalloc(sizeof *a);
    *a = (asked){ .task = { .work = ask, .done = send_answer },
                  .next = server->asked,
                  .server = server,
                  .conn = conn,
                  .request = request,
                  .diags = pl_diags_new(),
                  .failed = true };
    server->asked = a;
    read_question(a, path);
    reply->later = true;
    pl_keeper_post(pl_threads_clerk(server), &a->task);
}

void pl_recorded_gone(pl_server *server, const pl_conn *conn)
{
    for (asked *a = server->asked; a; a = a->next)
        if (a->conn == conn) {
            a->conn = NULL;
            a->request = NULL;
        }
}
