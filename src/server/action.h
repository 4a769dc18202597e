/* action.h - the request of a client: one JSON text message (server.md 2.2).
 *
 * Names of members count without regard to case, unknown ones are ignored, and a known one of
 * another type makes the whole message void, as in Go's reader.
 *
 * Lifetime: everything lies in the arena or is borrowed from the text. Threads: pure. */
#ifndef PL_SERVER_ACTION_H
#define PL_SERVER_ACTION_H
#include "base/arena.h"
#include <pipelite/run.h>

/* ORDER actions (action.c) */
typedef enum pl_action_kind {
    PL_ACTION_NONE, /* not understood, or an action without an answer */
    PL_ACTION_GET_METADATA,
    PL_ACTION_GET_LIST,
    PL_ACTION_SELECT,
    PL_ACTION_INPUT,
    PL_ACTION_CLEAR,
    PL_ACTION_SNAPSHOT,
    PL_ACTION_KEEP_ALIVE,
    PL_ACTIONS,
} pl_action_kind;
pl_str pl_action_name(pl_action_kind kind); /* "select_dashboard"; static */

typedef struct pl_action {
    pl_action_kind kind;
    bool has_payload;
    pl_str name; /* payload.dashboard.full_name */
    const pl_run_input_value *inputs;
    uint32_t n_inputs;
    bool has_inputs;
    pl_str changed; /* "input.x" */
    pl_str from, to;
    bool has_range;
    const pl_str *search_path, *search_path_prefix;
    uint32_t n_search_path, n_search_path_prefix;
    bool has_search_path, has_search_path_prefix;
} pl_action;

/* False when the message is void. */
bool pl_action_parse(pl_arena *arena, pl_str text, pl_action *out);

#endif
