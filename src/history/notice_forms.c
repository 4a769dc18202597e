/* notice_forms.c - a notice as JSON (docs/notices.md), and as messages of Slack and Teams. */
#include "base/jsonw.h"
#include "base/str.h"
#include "history/notice.h"

/* ---- our own form */

static void put_findings(pl_jsonw *w, const char *key, const pl_notice_findings *list)
{
    pl_jsonw_begin(w, key, '[');
    for (size_t i = 0; i < list->n; i++) {
        const pl_notice_finding *f = &list->at[i];
        pl_jsonw_open(w, '{');
        pl_jsonw_member(w, "control", f->control);
        pl_jsonw_member_or_null(w, "title", f->title);
        pl_jsonw_member_or_null(w, "severity", f->severity);
        pl_jsonw_member(w, "resource", f->resource);
        pl_jsonw_key(w, PL_S("dimensions"));
        pl_jsonw_raw(w, f->dimensions.len ? f->dimensions : PL_S("{}"));
        pl_jsonw_member(w, "status", f->status);
        pl_jsonw_member_or_null(w, "reason", f->reason);
        pl_jsonw_close(w, '}');
    }
    pl_jsonw_close(w, ']');
}

static void put_failures(pl_jsonw *w, const pl_history_notice *n)
{
    pl_jsonw_begin(w, "failed", '[');
    for (size_t i = 0; i < n->failed.n; i++) {
        pl_jsonw_open(w, '{');
        pl_jsonw_member(w, "control", n->failed.at[i].control);
        pl_jsonw_member_or_null(w, "title", n->failed.at[i].title);
        pl_jsonw_member(w, "error", n->failed.at[i].error);
        pl_jsonw_close(w, '}');
    }
    pl_jsonw_close(w, ']');
}

static void put_run(pl_jsonw *w, const pl_history_notice *n)
{
    pl_jsonw_begin(w, "run", '{');
    pl_jsonw_member_int(w, "id", n->run);
    pl_jsonw_member_bool(w, "first", n->first);
    pl_jsonw_member(w, "workspace", n->workspace);
    pl_jsonw_member(w, "target", n->target);
    pl_jsonw_member(w, "status", n->status);
    pl_jsonw_member(w, "started_at", n->started_at);
    pl_jsonw_member(w, "ended_at", n->ended_at);
    pl_jsonw_member_or_null(w, "database", n->database);
    pl_jsonw_member_or_null(w, "commit_id", n->commit);
    pl_jsonw_key(w, PL_S("labels"));
    pl_jsonw_raw(w, n->labels.len ? n->labels : PL_S("{}"));
    pl_jsonw_close(w, '}');
}

static void put_sums(pl_jsonw *w, const pl_history_notice *n)
{
    const struct {
        const char *key;
        int64_t n;
    } sums[] = { { "alarm", n->alarm }, { "ok", n->ok },         { "info", n->info },
                 { "skip", n->skip },   { "error", n->error },   { "exempted", n->exempted },
                 { "new", n->n_new },   { "fixed", n->n_fixed }, { "failed", n->n_failed } };
    pl_jsonw_begin(w, "sums", '{');
    for (size_t i = 0; i < PL_COUNT(sums); i++)
        pl_jsonw_member_int(w, sums[i].key, sums[i].n);
    pl_jsonw_close(w, '}');
}

static void print_json(const pl_history_notice *n, pl_buf *out)
{
    pl_jsonw w;
    pl_jsonw_init(&w, out, 0, false);
    pl_jsonw_open(&w, '{');
    pl_jsonw_member_int(&w, "version", 1);
    put_run(&w, n);
    put_sums(&w, n);
    put_findings(&w, "new", &n->began);
    put_findings(&w, "fixed", &n->ended);
    put_failures(&w, n);
    pl_jsonw_member_or_null(&w, "url", n->link);
    pl_jsonw_close(&w, '}');
}

/* ---- messages for people */

enum { LINES = 10, LINE_MOST = 300 }; /* findings in a message; bytes of a line of it */

/* Append one line of text, shortened; `slack`: what marks links and mentions is escaped. */
static void put_line(pl_buf *out, pl_str text, bool slack)
{
    size_t most = text.len > LINE_MOST ? LINE_MOST : text.len;
    while (most && most < text.len && ((unsigned char)text.ptr[most] & 0xc0) == 0x80)
        most--;
    for (size_t i = 0; i < most; i++) {
        char c = text.ptr[i];
        if (slack && (c == '&' || c == '<' || c == '>'))
            pl_buf_cstr(out, c == '&' ? "&amp;" : c == '<' ? "&lt;" : "&gt;");
        else
            pl_buf_byte(out, (unsigned char)c < ' ' ? ' ' : c);
    }
    if (most < text.len)
        pl_buf_cstr(out, "...");
}

static void put_list(const pl_notice_findings *list, int64_t all, const char *head, bool slack,
                     pl_buf *out)
{
    const char *end = slack ? "\n" : "\n\n"; /* of a line: Teams reads Markdown */
    if (!all)
        return;
    pl_buf_printf(out, "%s*%s*%s", end, head, end);
    for (size_t i = 0; i < list->n && i < LINES; i++) {
        const pl_notice_finding *f = &list->at[i];
        pl_buf_cstr(out, "- ");
        if (f->severity.len)
            pl_buf_printf(out, "%.*s: ", PL_FMT(f->severity));
        put_line(out, f->title.len ? f->title : f->control, slack);
        pl_buf_cstr(out, ": ");
        put_line(out, f->reason.len ? f->reason : f->resource, slack);
        pl_buf_cstr(out, end);
    }
    if (all > LINES)
        pl_buf_printf(out, "- and %lld more%s", (long long)(all - LINES), end);
}

static void put_text(const pl_history_notice *n, bool slack, pl_buf *out)
{
    put_line(out, n->target, slack);
    pl_buf_cstr(out, " of ");
    put_line(out, n->workspace, slack);
    pl_buf_printf(out, ": %lld new, %lld fixed", (long long)n->n_new, (long long)n->n_fixed);
    if (n->n_failed)
        pl_buf_printf(out, ", %lld controls failed", (long long)n->n_failed);
    pl_buf_printf(out, "; %lld in alarm, %lld errors, %lld ok.\n", (long long)n->alarm,
                  (long long)n->error, (long long)n->ok);
    put_list(&n->began, n->n_new, "New", slack, out);
    put_list(&n->ended, n->n_fixed, "Fixed", slack, out);
    for (size_t i = 0; i < n->failed.n && i < LINES; i++) {
        pl_buf_cstr(out, slack ? "\nFailed: " : "\n\nFailed: ");
        put_line(out, n->failed.at[i].control, slack);
        pl_buf_cstr(out, ": ");
        put_line(out, n->failed.at[i].error, slack);
    }
    if (n->link.len)
        pl_buf_printf(out, slack ? "\n<%.*s>\n" : "\n\n%.*s\n", PL_FMT(n->link));
}

static void print_slack(const pl_history_notice *n, pl_buf *out)
{
    pl_buf text = { 0 };
    pl_jsonw w;
    put_text(n, true, &text);
    pl_jsonw_init(&w, out, 0, false);
    pl_jsonw_open(&w, '{');
    pl_jsonw_member(&w, "text", pl_buf_view(&text));
    pl_jsonw_close(&w, '}');
    pl_buf_done(&text);
}

/* An adaptive card, as Workflows of Teams take it. */
static void print_teams(const pl_history_notice *n, pl_buf *out)
{
    pl_buf text = { 0 };
    pl_jsonw w;
    put_text(n, false, &text);
    pl_jsonw_init(&w, out, 0, false);
    pl_jsonw_open(&w, '{');
    pl_jsonw_member(&w, "type", PL_S("message"));
    pl_jsonw_begin(&w, "attachments", '[');
    pl_jsonw_open(&w, '{');
    pl_jsonw_member(&w, "contentType", PL_S("application/vnd.microsoft.card.adaptive"));
    pl_jsonw_begin(&w, "content", '{');
    pl_jsonw_member(&w, "type", PL_S("AdaptiveCard"));
    pl_jsonw_member(&w, "version", PL_S("1.4"));
    pl_jsonw_begin(&w, "body", '[');
    pl_jsonw_open(&w, '{');
    pl_jsonw_member(&w, "type", PL_S("TextBlock"));
    pl_jsonw_member_bool(&w, "wrap", true);
    pl_jsonw_member(&w, "text", pl_buf_view(&text));
    pl_jsonw_end(&w, "}]}}]}");
    pl_buf_done(&text);
}

void pl_history_notice_print(const pl_history_notice *notice, pl_notice_form form, pl_buf *out)
{
    switch (form) {
    case PL_NOTICE_JSON: print_json(notice, out); break;
    case PL_NOTICE_SLACK: print_slack(notice, out); break;
    case PL_NOTICE_TEAMS: print_teams(notice, out); break;
    }
}
