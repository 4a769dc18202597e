/* lists.h - what can be opened, as messages (server.md 3, 4.1; serving.md 3.2).
 *
 * Everything comes from the index and what the resolver added to it: no resource is loaded.
 * Threads: any; a generation is held by the caller. */
#ifndef PL_SERVER_LISTS_H
#define PL_SERVER_LISTS_H
#include "base/jsonw.h"
#include <pipelite/phase.h>

typedef struct pl_listed {
    pl_workspace *ws;
    pl_generation *generation;
    bool mod_tag; /* add the tag `mod`, but for POWERPIPE_MOD_TAG=false */
} pl_listed;

typedef struct pl_list_counts {
    uint32_t dashboards, benchmarks;
} pl_list_counts;

/* Begin the message of that name; the caller adds members and closes the object. */
void pl_message_begin(pl_jsonw *w, pl_str action, pl_buf *out);

/* Append available_dashboards. *counts: how many of each kind it lists. */
void pl_list_available(const pl_listed *what, pl_buf *out, pl_list_counts *counts);

/* The members of server_metadata that do not come from the index. */
typedef struct pl_server_facts {
    pl_str version;     /* of versions.json; empty: left out */
    pl_str search_path; /* JSON */
    bool telemetry, supports_search_path, supports_time_range;
} pl_server_facts;
void pl_list_metadata(const pl_listed *what, const pl_server_facts *facts, pl_buf *out);
/* Append the two members for what a database supports. Private to lists*.c. */
void pl_list__support(pl_jsonw *w, bool search_path, bool time_range);
/* Append dashboard_metadata. */
void pl_list_dashboard_metadata(bool search_path, bool time_range, pl_buf *out);

/* Append execution_error, with the time of now. */
void pl_list_execution_error(pl_str error, pl_buf *out);

/* The members of /-/list.json that do not come from the index. */
typedef struct pl_compact_state {
    uint64_t generation, epoch;
    bool complete; /* no error in what is served is known */
} pl_compact_state;
/* Append /-/list.json. */
void pl_list_put_compact(const pl_listed *what, const pl_compact_state *state, pl_buf *out);

#endif
