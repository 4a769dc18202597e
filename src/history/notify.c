/* notify.c - the targets of notices (pipelite/notify.h), and sending.
 *
 * A message is sent again when it certainly did not arrive: nothing was sent, or the answer was 429
 * or 503. Receivers of our own JSON can drop a second copy by its Idempotency-Key, so to them it is
 * also sent again after a lost answer or any other 5xx. Slack and Teams would show it twice. */
#include "base/clock.h"
#include "base/diag.h"
#include "base/environment.h"
#include "base/file.h"
#include "base/oom.h"
#include "base/process.h"
#include "base/sized.h"
#include "base/str.h"
#include "history/ask.h"
#include "history/notice.h"
#include "net/http.h"
#include <errno.h>
#include <pipelite/notify.h>
#include <stdio.h>
#include <time.h>

enum { TIME_MS = 10000, ATTEMPTS = 3, SECRET_MOST = 64 << 10, PRINTED_MOST = 4 << 10 };

typedef struct target {
    size_t number; /* as given, from 1: the target itself is a secret */
    pl_notice_form form;
    pl_str url;     /* empty: it is a program */
    pl_str program; /* NUL-terminated */
} target;

typedef struct sending {
    const pl_notify_options *options;
    pl_arena arena;
    pl_diags *diags;
    pl_severity severity; /* of what is reported */
} sending;

static bool complain(sending *s, const target *t, const char *what, pl_str why)
{
    pl_diag_plain(s->diags, s->severity,
                  s->severity == PL_ERROR ? PL_DIAG_INVALID_FLAG : PL_DIAG_CANNOT_WRITE,
                  "--notify, target %zu: %s%s%.*s", t->number, what, why.len ? ": " : "",
                  PL_FMT(why));
    return false;
}

/* ---- targets */

/* Replace "env:NAME" and "file:PATH" by what stands there. */
static bool find_secret(sending *s, const target *t, pl_str *text)
{
    if (pl_str_starts(*text, PL_S("env:"))) {
        pl_str name = pl_arena_str(&s->arena, pl_str_sub(*text, 4, text->len));
        const char *value = pl_environment_get(s->options->environment, name.ptr);
        if (!value || !*value)
            return complain(s, t, "the environment has no value for it", name);
        *text = pl_str_cstr(value);
    } else if (pl_str_starts(*text, PL_S("file:"))) {
        pl_str path = pl_arena_str(&s->arena, pl_str_sub(*text, 5, text->len));
        int error = pl_file_slurp(path.ptr, SECRET_MOST, &s->arena, text);
        if (error)
            return complain(s, t, "cannot read its file", pl_str_cstr(pl_error_text(error)));
        *text = pl_str_sub(*text, 0, pl_str_find(*text, '\n'));
    }
    *text = pl_str_trim(*text);
    return true;
}

static bool is_url(pl_str text)
{
    return pl_str_starts(text, PL_S("https://")) || pl_str_starts(text, PL_S("http://"));
}

static bool find_target(sending *s, size_t i, target *t)
{
    static const struct {
        pl_str prefix;
        pl_notice_form form;
    } forms[] = { { { "slack+", 6 }, PL_NOTICE_SLACK }, { { "teams+", 6 }, PL_NOTICE_TEAMS } };
    pl_str text = s->options->targets[i];
    *t = (target){ .number = i + 1 };
    if (!find_secret(s, t, &text))
        return false;
    if (pl_str_starts(text, PL_S("exec:"))) {
        t->program = pl_arena_str(&s->arena, pl_str_sub(text, 5, text.len));
        return t->program.len || complain(s, t, "exec: names no program", PL_S(""));
    }
    for (size_t f = 0; f < PL_COUNT(forms); f++)
        if (pl_str_starts(text, forms[f].prefix)) {
            t->form = forms[f].form;
            text = pl_str_sub(text, forms[f].prefix.len, text.len);
        }
    t->url = pl_arena_str(&s->arena, text);
    return is_url(text) || complain(s, t,
                                    "is none of https://, slack+https://, teams+https://, "
                                    "exec:PROGRAM, env:NAME, file:PATH",
                                    PL_S(""));
}

static bool check(const pl_notify_options *options, pl_diags *diags)
{
    sending s = { .options = options, .diags = diags, .severity = PL_ERROR };
    bool ok = true;
    for (size_t i = 0; i < options->n_targets; i++) {
        target t;
        ok &= find_target(&s, i, &t);
    }
    pl_arena_done(&s.arena);
    return ok;
}

bool pl_notify_check_sized(size_t size, const pl_notify_options *options, pl_diags *diags)
{
    PL_OWN_DIAGS(diags);
    pl_notify_options known;
    options = pl_sized_options(&known, sizeof known, options, size);
    if (pl_diag_nothing(diags, options, "options"))
        return false;
    pl_oom_scope scope;
    pl_oom_begin(&scope);
    bool ok = check(options, diags);
    return !pl_oom_end_reported(&scope, diags) && ok;
}

/* ---- sending */

static bool run_program(sending *s, const target *t, pl_str body)
{
    const char *argv[] = { t->program.ptr, NULL };
    pl_process process = { .argv = argv,
                           .environment = s->options->environment,
                           .input = body,
                           .max_output = PRINTED_MOST,
                           .group = true,
                           .most_ms = TIME_MS };
    pl_buf out = { 0 }, err = { 0 };
    int status, error = pl_process_run(&process, &out, &err, &status);
    pl_str said = pl_str_trim(pl_buf_view(&err));
    bool ok = !error && !status;
    if (error)
        complain(s, t, "cannot run its program", pl_str_cstr(pl_error_text(error)));
    else if (status)
        complain(s, t, "its program failed", pl_str_sub(said, 0, pl_str_find(said, '\n')));
    pl_buf_done(&out);
    pl_buf_done(&err);
    return ok;
}

static bool may_repeat(const target *t, pl_http_end end, int status)
{
    if (end == PL_HTTP_NOT_SENT || (end == PL_HTTP_ANSWERED && (status == 429 || status == 503)))
        return true;
    return t->form == PL_NOTICE_JSON &&
           (end == PL_HTTP_LOST || (end == PL_HTTP_ANSWERED && status >= 500));
}

/* Wait before the next attempt: as long as the receiver wants, if that is not too long. */
static void pause_for(int attempt, int64_t wanted)
{
    int64_t seconds = wanted > 0 && wanted < TIME_MS / 1000 ? wanted : attempt;
    nanosleep(&(struct timespec){ .tv_sec = seconds }, NULL);
}

static bool is_told(sending *s, const target *t, pl_http_end end, const pl_http_answer *answer)
{
    char status[40];
    if (end == PL_HTTP_ANSWERED && answer->status >= 200 && answer->status < 300)
        return true;
    if (end != PL_HTTP_ANSWERED)
        return complain(s, t, "was not told", answer->error);
    snprintf(status, sizeof status, "it answered with status %d", answer->status);
    return complain(s, t, status, PL_S(""));
}

static bool post(sending *s, const target *t, pl_str body, pl_str key)
{
    pl_buf why = { 0 };
    pl_http *http = pl_http_open(s->options->environment, &why);
    pl_str headers[] = { PL_S("Content-Type: application/json"), key };
    pl_http_request request = { .method = "POST",
                                .url = t->url,
                                .headers = headers,
                                .n_headers = t->form == PL_NOTICE_JSON ? 2 : 1,
                                .body = body,
                                .total_ms = TIME_MS,
                                .plain_http = s->options->plain_http };
    bool told = http || complain(s, t, "was not told", pl_buf_view(&why));
    for (int attempt = 1; http && attempt <= ATTEMPTS; attempt++) {
        pl_http_answer answer;
        pl_http_end end = pl_http_ask(http, &request, &answer);
        bool again = attempt < ATTEMPTS && may_repeat(t, end, answer.status);
        if (again)
            pause_for(attempt, answer.retry_after);
        else
            told = is_told(s, t, end, &answer);
        pl_http_answer_done(&answer);
        attempt = again ? attempt : ATTEMPTS;
    }
    pl_http_close(http);
    pl_buf_done(&why);
    return told;
}

static bool tell(sending *s, const pl_history_notice *notice)
{
    pl_str key = pl_arena_printf(&s->arena, "Idempotency-Key: pipelite-%lld-%.*s",
                                 (long long)notice->run, PL_FMT(notice->started_at));
    bool ok = true;
    for (size_t i = 0; i < s->options->n_targets; i++) {
        target t;
        pl_buf body = { 0 };
        if (!find_target(s, i, &t)) {
            ok = false;
            continue;
        }
        pl_history_notice_print(notice, t.form, &body);
        ok &= t.url.len ? post(s, &t, pl_buf_view(&body), key)
                        : run_program(s, &t, pl_buf_view(&body));
        pl_buf_done(&body);
    }
    return ok;
}

static bool send_notice(pl_history *history, int64_t id, const pl_notify_options *options,
                        pl_diags *diags)
{
    sending s = { .options = options, .diags = diags, .severity = PL_WARNING };
    pl_history_notice notice = { 0 };
    bool ok = pl_history_notice_read(&notice, &history->store, id, options->public_url);
    if (!ok)
        pl_history_report(&history->store, diags);
    else if (options->always || pl_history_notice_tells(&notice))
        ok = tell(&s, &notice);
    pl_history_notice_done(&notice);
    pl_arena_done(&s.arena);
    return ok;
}

bool pl_notify_send_sized(size_t size, const pl_history_options *store, int64_t id,
                          const pl_notify_options *options, pl_diags *diags)
{
    PL_OWN_DIAGS(diags);
    pl_notify_options known;
    options = pl_sized_options(&known, sizeof known, options, size);
    if (pl_diag_nothing(diags, options, "options") || pl_diag_nothing(diags, store, "store"))
        return false;
    pl_history *history = pl_history_open(store, diags);
    if (!history)
        return false;
    pl_oom_scope scope;
    pl_oom_begin(&scope);
    bool ok = send_notice(history, id, options, diags);
    ok = !pl_oom_end_reported(&scope, diags) && ok;
    pl_history_close(history);
    return ok;
}
