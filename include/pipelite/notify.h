/* notify.h - tell others what a recorded run has changed.
 *
 *     pl_str to[] = { PL_S("slack+https://hooks.slack.com/services/...") };
 *     pl_notify_options options = { .targets = to, .n_targets = 1, .environment = environ };
 *     if (pl_notify_check(&options, diags) && pl_history_record(&where, run, &facts, &id, diags))
 *         pl_notify_send(&where, id, &options, diags);
 *
 * A target is one of
 *
 *     https://...        gets a POST of JSON: run, sums, and the findings themselves
 *     slack+https://...  the same as a message of Slack, teams+https://... as one of Teams
 *     exec:PROGRAM       a program that gets the JSON on its standard input
 *     env:NAME           one of these, in a variable of the environment
 *     file:PATH          one of these, in the first line of a file
 *
 * Addresses of webhooks are secrets: no message shows more of one than its host. Redirects are not
 * followed. Threads: any. */
#ifndef PIPELITE_NOTIFY_H
#define PIPELITE_NOTIFY_H
#include <pipelite/history.h>

PL_C_BEGIN

typedef struct pl_notify_options {
    const pl_str *targets;
    size_t n_targets;
    pl_str public_url; /* of the server that shows the workspace, for links; may be empty */
    bool always;       /* also when nothing is new, fixed or failed */
    bool plain_http;   /* http:// to other machines, too */
    const char *const *environment; /* NAME=value, a NULL last; NULL: empty */
} pl_notify_options;

/* Check before a run that each target is of a known form, and that the variable or file it names
 * can be read. Nothing is sent. False with errors in `diags`. */
bool pl_notify_check_sized(size_t size, const pl_notify_options *options, pl_diags *diags);
#define pl_notify_check(...) pl_notify_check_sized(sizeof(pl_notify_options), __VA_ARGS__)

/* Tell all targets what run `id` of the store has changed: findings that are new or fixed, and
 * controls that fail now and did not fail before. Blocks for up to 10 seconds for each attempt,
 * with up to three attempts for each target; one that might show a message twice is not tried
 * again. False if a target could not be told, with a warning in `diags` for each, or if the store
 * cannot be read, with an error. */
bool pl_notify_send_sized(size_t size, const pl_history_options *store, int64_t id,
                          const pl_notify_options *options, pl_diags *diags);
#define pl_notify_send(store, id, ...)                                                             \
    pl_notify_send_sized(sizeof(pl_notify_options), store, id, __VA_ARGS__)

PL_C_END

#endif
