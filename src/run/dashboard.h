/* dashboard.h - one execution of a dashboard: its tree of panels, and running it
 * (server.md 5).
 *
 *     build    everything that the root needs is loaded, in the order of the source; args
 *              that are known are bound, those that are not find who publishes them
 *     run      ready leaves -> jobs of an engine (live.h) -> finished -> those who waited for
 *              them are ready
 *     snapshot panels as they are
 *
 * Invariants while it runs, all under `lock`:
 *   1. a panel with something to run is in the queue, running or finished, or waits for values
 *   2. `waiting` of a panel counts what below it is not finished, its own query included
 *   3. a finished panel never changes again
 *   4. `unfinished` counts panels that are not finished, idle ones left out, and `tasks`
 *   5. a `with` that finishes is published once, one after the other: handing on the failure of
 *      the first of a long chain takes no stack
 *   6. a panel waits no longer than the deadline and the stop allow
 *   7. `blocked` of a panel counts those below it that are blocked
 *
 * Threads: build and snapshot are for one. Who looks at panels while it runs holds `lock`, but for
 * those that are finished. */
#ifndef PL_RUN_DASHBOARD_H
#define PL_RUN_DASHBOARD_H
#include "base/map.h"
#include "check/twins.h"
#include "run/panel.h"
#include "run/session.h"
#include <pthread.h>

typedef struct pl_input_value {
    pl_str name; /* "input.region" */
    pl_value value;
} pl_input_value;

typedef struct pl_execution {
    pl_session *session;
    pl_panel *root;
    pl_str name;    /* `dashboard` of all panels: the root's, or that of what it was made for */
    pl_twins twins; /* panels of one name */
    pl_map names;   /* -> position of the first panel of that name */
    PL_VEC(pl_panel *) panels; /* as they were made: owners before what they hold */
    PL_VEC(pl_input_value) inputs;
    pl_map input_at;                    /* name without "input." -> position in `inputs` */
    const pl_input_value *first_inputs; /* those of the beginning */
    uint32_t n_first_inputs;
    const pl_str *search_path; /* of the root's database, in a live run */
    uint32_t n_search_path;
    const pl_tag_pair *variables;
    uint32_t n_variables;
    pl_moment started, ended;
    pl_db_stop *stop;  /* of the session, or its own; may be NULL */
    uint64_t deadline; /* pl_clock_ns(); 0: none */
    uint64_t limit;    /* of one query; 0: none */
    bool cancelled;
    pl_arena arena;
    unsigned depth; /* of what is being built */
    pl_map withs;   /* "<number of the owner>.<name>" -> number of the `with` */
    pl_map asked;   /* name of an input of the root -> number of its panel */

    /* while it runs */
    pthread_mutex_t lock;
    PL_VEC(pl_panel *) queue; /* ready to run, in that order */
    size_t queued;            /* of the queue: taken so far */
    uint32_t unfinished;
    uint32_t tasks;          /* of them: work of a session that no panel stands for */
    PL_VEC(pl_panel *) done; /* `with` blocks in the order in which they finished */
    size_t published;        /* so many of them are */
    bool publishing;
    /* Called under the lock whenever the status of a panel changes. May be NULL. */
    void (*status)(void *ctx, pl_panel *panel);
    void *ctx;
} pl_execution;

void pl_execution_init(pl_execution *e, pl_session *session);
void pl_execution_done(pl_execution *e);
/* A value for an input; `name` with or without "input." in front. */
void pl_execution_input(pl_execution *e, pl_str name, pl_value value);
/* The value of the input that is called so, without "input." in front; NULL: it was given none.
 * Borrowed until the next value is given. */
const pl_value *pl_execution__input(const pl_execution *e, pl_str name);
/* Make the tree of `root` (server.md 5.1): a dashboard, a benchmark, a detection with a benchmark
 * around it, a query in a dashboard made for it, a control or a panel. False with the reason in
 * `why`. The second one leaves databases to be opened. */
bool pl_execution_build(pl_execution *e, pl_entry_id root, pl_buf *why);
bool pl_execution_build_closed(pl_execution *e, pl_entry_id root, pl_buf *why);
/* Every input that somebody waits for has a value, or the message says which have not. */
bool pl_execution_has_inputs(const pl_execution *e, pl_buf *why);
/* Under `lock` while it runs. */
void pl_execution_snapshot(const pl_execution *e, pl_arena *arena, pl_snapshot *out);

/* dashboard.c: the panel, and those of what a check run holds, as they are in that status. */
void pl_execution__show(pl_arena *arena, const pl_panel *panel, pl_panel_status at,
                        pl_jnode *panels);

/* ---- root.c: roots that are made up */

/* A new panel of `r` (NULL: made up); the first one is the root. */
pl_panel *pl_execution__add(pl_execution *e, pl_panel *parent, const pl_resource *r, pl_str name,
                            pl_panel_role role);
/* The child `id` of `parent`, NULL for the root; one that is there already is shared. NULL with
 * the reason in `why`. */
pl_panel *pl_execution__child(pl_execution *e, pl_panel *parent, pl_entry_id id, pl_buf *why);
/* A benchmark around a detection; a dashboard around a query. */
bool pl_execution__wrap_detection(pl_execution *e, pl_entry_id id, pl_buf *why);
bool pl_execution__wrap_query(pl_execution *e, const pl_resource *r, pl_buf *why);

/* ---- states.c: the state machine, for whoever drives it. All under `lock`.
 *
 * Invariants from pl_execution__begin() on (pl_execution__check in debug builds):
 *   1. `unfinished` counts the panels that have not finished, idle ones left out, and `tasks`
 *   2. a panel in the queue has a query or a check, and all that it waited for is there; what has
 *      begun was in the queue
 *   3. a panel without a query is BLOCKED only while something below it is
 *   4. a panel in ERROR or CANCELED says why */
void pl_execution__check(const pl_execution *e);
/* Work of a session without a panel: a check, a query of its own. */
void pl_execution__begin_task(pl_execution *e);
void pl_execution__end_task(pl_execution *e);

/* Set what each panel waits for, and what is ready. Once. */
void pl_execution__begin(pl_execution *e);
/* The next panel that has become ready; NULL: none now. */
pl_panel *pl_execution__ready(pl_execution *e);
/* It begins now. False when it is too late for it, or it has finished meanwhile. */
bool pl_execution__claim(pl_execution *e, pl_panel *panel);
/* What was claimed is done; `why` empty: well. */
void pl_execution__end(pl_execution *e, pl_panel *panel, pl_str why);
/* Panels that wait for an input, and have a value for it now, go on. */
void pl_execution__publish(pl_execution *e);
/* What has not begun is canceled. The stop has been fired. */
void pl_execution__cancel(pl_execution *e);
/* The deadline has passed: what has not begun has failed. */
void pl_execution__expire(pl_execution *e);

/* ---- private to the room */

/* depend.c: find what `panel` waits for and who publishes it. */
bool pl_depend__find(pl_execution *e, pl_panel *panel, pl_buf *why);
/* `with` blocks that need each other. False with the circle in `why`. */
bool pl_depend__check_cycles(const pl_execution *e, pl_buf *why);
/* The rows of a finished `with`, parsed for the first reader and shared by all. `{0}` is
 * valid; pl_with_rows_done(). */
typedef struct pl_with_rows {
    bool is_read;
    pl_buf text;        /* nodes borrow from it */
    const pl_json **at; /* each row, NULL: the text is broken; in `arena` */
    uint32_t n;
    pl_map paths; /* "rows.0.id" -> position in `values` */
    PL_VEC(pl_value) values;
    pl_arena arena;
} pl_with_rows;
void pl_with_rows_done(pl_with_rows *rows);
/* The value of a finished `with` for `dep`. False with the reason in `why`. */
bool pl_depend__resolve(pl_execution *e, pl_with_rows *rows, pl_dependency *dep, pl_buf *why);
/* The `with` of `owner` that is called so, or NULL. */
pl_panel *pl_depend__with(pl_execution *e, const pl_panel *owner, pl_str name);
/* Hand the params of a graph to its nodes and edges: all it waits for is there. */
bool pl_depend__params(pl_execution *e, pl_panel *graph, pl_buf *why);
/* Bind the arguments of `panel`: all it waits for is there. */
bool pl_depend__bind(pl_execution *e, pl_panel *panel, pl_buf *why);
/* The input of the root that is called so, or NULL. */
const pl_panel *pl_depend__input(const pl_execution *e, pl_str name);

#endif
