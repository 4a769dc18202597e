/* notice.h - the message about what a run has changed, and sending it (pipelite/notify.h).
 *
 *     notice.c        store -> notice
 *     notice_forms.c  notice -> our own JSON, messages of Slack and Teams
 *     notify.c        targets, and sending
 *
 * Lifetime: everything of a notice is in its arena. Threads: one user. */
#ifndef PL_HISTORY_NOTICE_H
#define PL_HISTORY_NOTICE_H
#include "base/arena.h"
#include "base/buf.h"
#include "base/vec.h"
#include "history/store.h"

/* A list of new, fixed or failed ones has at most this many rows, a number in SQL; the counts are
 * of all. */
#define PL_NOTICE_MOST "50"

typedef struct pl_notice_finding {
    pl_str control, title, severity, resource, dimensions, status, reason;
} pl_notice_finding;

typedef struct pl_notice_failure {
    pl_str control, title, error;
} pl_notice_failure;

typedef PL_VEC(pl_notice_finding) pl_notice_findings;

typedef struct pl_history_notice {
    pl_arena arena;
    int64_t run;
    bool first; /* nothing was recorded of its scope before */
    pl_str workspace, target, status, started_at, ended_at, labels, commit, database;
    int64_t alarm, ok, info, skip, error, exempted;
    int64_t n_new, n_fixed, n_failed; /* all; the lists have up to PL_NOTICE_MOST */
    pl_notice_findings began, ended;
    PL_VEC(pl_notice_failure) failed;
    pl_str link; /* to the target on the page; empty: not known */
} pl_history_notice;

/* Read what run `id` has changed into `notice`, which is `{0}`; pl_history_notice_done() in any
 * case. False with the reason in store->sql.why. */
bool pl_history_notice_read(pl_history_notice *notice, pl_history_store *store, int64_t id,
                            pl_str public_url);
void pl_history_notice_done(pl_history_notice *notice);
/* Is anything new, fixed or failed? */
static inline bool pl_history_notice_tells(const pl_history_notice *notice)
{
    return notice->n_new || notice->n_fixed || notice->n_failed;
}

typedef enum pl_notice_form { PL_NOTICE_JSON, PL_NOTICE_SLACK, PL_NOTICE_TEAMS } pl_notice_form;
/* Append the notice in that form. */
void pl_history_notice_print(const pl_history_notice *notice, pl_notice_form form, pl_buf *out);

#endif
