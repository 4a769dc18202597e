/* dashboard.h - one execution of a dashboard: its tree of nodes and their states (server.md 5).
 *
 *     build    loads everything that the root needs, in the order of the source; binds arguments
 *              whose values are known and links the others to the nodes that publish them
 *     run      ready leaves -> jobs of an engine (live.h) -> finished -> nodes that waited for
 *              them become ready
 *     snapshot shows the nodes as they are
 *
 * Invariants while it runs, all under `lock`:
 *   1. a node with something to run is in the queue, running, finished, or waits for values
 *   2. `waiting` of a node counts what has not finished below it, its own query included
 *   3. a finished node never changes again
 *   4. `unfinished` counts the nodes that have not finished, idle ones left out, and `tasks`
 *   5. each finished `with` is published once, in a loop over `done` and never from within
 *      another publication: a failure passes through a chain of any length on a constant stack
 *   6. no node waits beyond the deadline or the stop
 *   7. `blocked` of a node counts its blocked children and withs
 *
 * Threads: one thread builds, and one takes a snapshot. While the execution runs, a thread holds
 * `lock` to read a node, unless the node has finished. */
#ifndef PL_RUN_DASHBOARD_H
#define PL_RUN_DASHBOARD_H
#include "base/map.h"
#include "check/twins.h"
#include "run/exec.h"
#include "run/node.h"
#include "run/session.h"
#include <pthread.h>

typedef struct pl_input_value {
    pl_str name; /* "input.region" */
    pl_value value;
} pl_input_value;

/* How detections are run for the formats of checks (detection.h). */
typedef struct pl_detecting {
    const pl_given_args *args; /* replace those of the only detection; NULL: its own */
    pl_check_keep keep;
    pl_row_keeper *keeper; /* for the columns that they display */
} pl_detecting;

/* Used only while the tree is built. */
typedef struct pl_building {
    const pl_detecting *detecting; /* NULL: the tree is shown as a dashboard */
    const pl_twins *twins;         /* nodes that share a name; NULL: to be found */
    pl_twins own_twins;            /* of a run without a generation */
    pl_map names;                  /* -> position of the first node of that name */
    pl_map withs;                  /* "<number of the owner>.<name>" -> number of the `with` */
    unsigned depth;                /* of the node that is being built */
} pl_building;

/* The values of inputs, and the nodes of the inputs of the root. */
typedef struct pl_execution_given {
    PL_VEC(pl_input_value) all;
    pl_map at;                   /* name without "input." -> position in `all` */
    pl_map asked;                /* name of an input of the root -> number of its node */
    const pl_input_value *first; /* the inputs at the start */
    uint32_t n_first;
} pl_execution_given;

/* What snapshots show beside panels and inputs. */
typedef struct pl_execution_shown {
    const pl_str
        *search_path; /* see pl_execution__copy_search_path(); NULL: that of the database */
    uint32_t n_search_path;
    const pl_tag_pair *variables;
    uint32_t n_variables;
} pl_execution_shown;

/* The texts of errors for nodes that the deadline has ended. */
typedef struct pl_overdue {
    pl_str node;  /* of a node that has not begun */
    pl_str above; /* of a node above a failed one; empty: a text with how many failed */
} pl_overdue;

/* What can run, and what has. Guarded by the lock while it runs. */
typedef struct pl_execution_ready {
    PL_VEC(pl_node *) queue; /* nodes that became ready, in that order */
    size_t taken;            /* how many of the queue were taken */
    uint32_t unfinished;
    uint32_t tasks;         /* how many of `unfinished` are checks without a node */
    PL_VEC(pl_node *) done; /* `with` blocks in the order in which they finished */
    size_t published;       /* how many of `done` were published */
    bool publishing;
} pl_execution_ready;

typedef struct pl_execution {
    pl_session *session;
    pl_node *root;
    pl_str name; /* `dashboard` of all nodes: the root, or the resource it was made up for */
    PL_VEC(pl_node *) panels; /* in the order in which they were made: parents before children */
    pl_building build;
    pl_execution_given given; /* guarded by `lock` while it runs */
    pl_execution_shown shown;
    pl_query_limits limits; /* `limits.stop`: the session's or the run's own */
    pl_overdue overdue;     /* initially the texts of dashboards */
    pl_moment started, ended;
    bool cancelled;
    pl_arena arena;
    pthread_mutex_t lock;
    pl_execution_ready ready;
    /* Called under the lock whenever the status of a node changes. May be NULL. */
    void (*status)(void *ctx, pl_node *panel);
    void *ctx;
} pl_execution;

void pl_execution_init(pl_execution *e, pl_session *session);
void pl_execution_done(pl_execution *e);
/* Give an input a value; `name` with or without "input." in front. */
void pl_execution_input(pl_execution *e, pl_str name, pl_value value);
/* The value of the input `name`, without "input." in front; NULL: it has none. Borrowed until the
 * next value is given. */
const pl_value *pl_execution__input(const pl_execution *e, pl_str name);
/* Make the tree of `root` (server.md 5.1): a dashboard, a benchmark, a detection with a benchmark
 * around it, a query in a dashboard made for it, a control or a panel. False with the reason in
 * `why`. pl_execution_build() also opens the databases; the other one leaves that to its caller. */
bool pl_execution_build(pl_execution *e, pl_entry_id root, pl_buf *why);
bool pl_execution_build_closed(pl_execution *e, pl_entry_id root, pl_buf *why);
/* Must the database of the node be open before the run begins? */
bool pl_execution__wants(const pl_execution *e, const pl_node *panel);
/* Has every input that a node waits for a value? False: `why` names the inputs without one. */
bool pl_execution_has_inputs(const pl_execution *e, pl_buf *why);
/* Copy the search path of the root's database into the execution, so that a snapshot can be taken
 * after the database is closed. */
void pl_execution__copy_search_path(pl_execution *e);
/* Fill `*out` in with the snapshot as it is now; it borrows from the execution, its panels are in
 * `arena`. Requires `lock` while it runs. */
void pl_execution_snapshot(const pl_execution *e, pl_arena *arena, pl_snapshot *out);
/* Write the snapshot; see pl_snapshot_print(). */
bool pl_execution_print(const pl_execution *e, bool file, pl_write_fn *write, void *ctx);

/* dashboard.c: add to `panels` the node as a panel in that status; for a CHECK, its controls
 * too. */
void pl_execution__show(pl_arena *arena, const pl_node *panel, pl_node_status at, pl_doc *panels);

/* ---- root.c: roots that are made up */

/* Make a node for `r` (NULL: a made-up one) below `parent`. The first one becomes the root. */
pl_node *pl_execution__add(pl_execution *e, pl_node *parent, const pl_resource *r, pl_str name,
                           pl_node_role role);
/* The node of resource `id` below `parent` (NULL: as the root); one that exists already is shared.
 * NULL with the reason in `why`. */
pl_node *pl_execution__child(pl_execution *e, pl_node *parent, pl_entry_id id, pl_buf *why);
/* A benchmark around a detection; a dashboard around a query. */
bool pl_execution__wrap_detection(pl_execution *e, pl_entry_id id, pl_buf *why);
bool pl_execution__wrap_query(pl_execution *e, const pl_resource *r, pl_buf *why);
/* Plan the query of a detection for the formats of checks: all its arguments are known now. A
 * database that cannot be used fails this detection alone. False with the reason in `why`. */
bool pl_execution__plan_detection(pl_execution *e, pl_node *node, pl_buf *why);
/* A dashboard named after `sql`, as the root, and the table in it. Returns the table. `title`:
 * empty for the usual one. `r`: the query that they show; NULL: none. */
pl_node *pl_execution__add_query(pl_execution *e, pl_str sql, pl_str title, const pl_resource *r);
/* Plan the query of `table`: that of `r` or, if that is NULL, the SQL in its plan, with `args`.
 * `own`: report wrong arguments in pipelite's own words, not Powerpipe's. False with the reason in
 * `why`. */
bool pl_execution__plan_query(pl_execution *e, pl_node *table, const pl_resource *r,
                              const pl_given_args *args, bool own, pl_buf *why);

/* ---- states.c: the state machine. All functions require `lock`.
 *
 * Invariants from pl_execution__begin() on (pl_execution__check in debug builds):
 *   1. `unfinished` counts the nodes that have not finished, idle ones left out, and `tasks`
 *   2. a node in the queue has a query or a check and waits for nothing; every node that has
 *      begun was in the queue
 *   3. a node without a query is BLOCKED only while something below it is
 *   4. a node in ERROR or CANCELED has a text that says why */
void pl_execution__check(const pl_execution *e);
/* Add the nodes with a query to `*out`, by their progress. */
void pl_execution__get_progress(const pl_execution *e, pl_progress *out);
/* Note that a check without a node begins or ends; the execution is unfinished until then. */
void pl_execution__begin_task(pl_execution *e);
void pl_execution__end_task(pl_execution *e);

/* Count what each node waits for and queue those that wait for nothing. Called once. */
void pl_execution__begin(pl_execution *e);
/* Take the next node from the queue, skipping those that have finished; NULL: none is ready. */
pl_node *pl_execution__ready(pl_execution *e);
/* Begin a ready panel. False: it has finished meanwhile, or the execution is cancelled or expired.
 */
bool pl_execution__claim(pl_execution *e, pl_node *panel);
/* End the query of a claimed node, with an error if `why` is not empty. */
void pl_execution__end(pl_execution *e, pl_node *panel, pl_str why);
/* Resume the nodes that waited for an input which has a value now. */
void pl_execution__publish(pl_execution *e);
/* Cancel the nodes that have not begun. The caller has fired the stop. */
void pl_execution__cancel(pl_execution *e);
/* The deadline has passed: nodes that have not begun fail. */
void pl_execution__expire(pl_execution *e);

/* ---- private to the room */

/* depend.c: find the values that `panel` waits for and the nodes that publish them. */
bool pl_depend__find(pl_execution *e, pl_node *panel, pl_buf *why);
/* False, with the cycle in `why`, if `with` blocks depend on each other in a cycle. */
bool pl_depend__check_cycles(const pl_execution *e, pl_buf *why);
/* The rows of a finished `with`, parsed for its first reader and shared by all. `{0}` is valid;
 * free with pl_with_rows_done(). */
typedef struct pl_with_rows {
    bool is_read;
    pl_buf text;        /* nodes borrow from it */
    const pl_json **at; /* the rows, in `arena`; NULL: the text is no JSON */
    uint32_t n;
    pl_map paths; /* "rows.0.id" -> position in `values` */
    PL_VEC(pl_value) values;
    pl_arena arena;
} pl_with_rows;
void pl_with_rows_done(pl_with_rows *rows);
/* Set `dep->value` from a finished `with`. False with the reason in `why`. */
bool pl_depend__resolve(pl_execution *e, pl_with_rows *rows, pl_dependency *dep, pl_buf *why);
/* The `with` of `owner` with that name, or NULL. */
pl_node *pl_depend__with(pl_execution *e, const pl_node *owner, pl_str name);
/* Pass the params of a graph that waits for nothing on to its nodes and edges. */
bool pl_depend__params(pl_execution *e, pl_node *graph, pl_buf *why);
/* Bind the arguments of a node that waits for nothing. */
bool pl_depend__bind(pl_execution *e, pl_node *panel, pl_buf *why);
/* The node of the root's input with that name, or NULL. */
const pl_node *pl_depend__input(const pl_execution *e, pl_str name);

#endif
