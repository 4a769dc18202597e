/* panel.h - one run of a dashboard's tree and how it is shown (server.md 5).
 *
 *     role        children in the layout     finishes after
 *     DASHBOARD   its children, no `with`    everything below it, its `with`s included
 *     CONTAINER   its children               everything below it
 *     LEAF        none; the nodes and edges of a graph are its children but not in the layout
 *                                            its query, its nodes and its `with`s
 *     CHECK       a benchmark of controls    its check tree, which holds the controls
 *
 * A status is one of the table in 5.6. It only moves forward, except that a panel may go back and
 * forth between running and blocked. While an execution runs, set_status() in states.c is the only
 * function that changes one; panels outside of an execution, those of detections and of `query
 * run`, get theirs once, when they end.
 *
 * Lifetime: panels and their texts are in the arena of their execution, resources in its store.
 * Threads: see dashboard.h; a finished panel is immutable. */
#ifndef PL_RUN_PANEL_H
#define PL_RUN_PANEL_H
#include "base/vec.h"
#include "run/database.h"
#include "run/leaf.h"
#include "run/params.h"
#include "run/store.h"
#include "run/tree.h"
#include <pipelite/query.h>

typedef enum pl_panel_role {
    PL_PANEL_DASHBOARD,
    PL_PANEL_CONTAINER, /* detection benchmarks, too */
    PL_PANEL_LEAF,
    PL_PANEL_CHECK,
} pl_panel_role;

/* ORDER panel states (panel.c) */
typedef enum pl_panel_status {
    PL_PANEL_INITIALIZED,
    PL_PANEL_BLOCKED,
    PL_PANEL_RUNNING,
    PL_PANEL_COMPLETE,
    PL_PANEL_ERROR,
    PL_PANEL_CANCELED,
} pl_panel_status;
pl_str pl_panel_status_name(pl_panel_status status); /* static */

/* What a run, or a part of it, needs (need.h). */
typedef struct pl_run_need {
    bool uses; /* a consumer uses the default */
    bool rest; /* something does not */
} pl_run_need;

struct pl_panel;

/* An additional parent of a panel that appears in several places. */
typedef struct pl_panel_parent {
    struct pl_panel *panel;
    struct pl_panel_parent *next;
} pl_panel_parent;

/* An argument, or the default of a param, whose value arrives while the dashboard runs. */
typedef struct pl_dependency {
    pl_str name; /* "args.0->with.x.rows.0.id" */
    pl_str arg;  /* the argument's name; empty: it is positional, see `at` */
    uint32_t at;
    bool is_default;            /* it is the default of the param `arg`, not an argument */
    bool is_wrapped;            /* the argument is a list of one element, the value */
    bool is_again;              /* an earlier dependency of this reader has the same target */
    pl_str root, target, path;  /* "with", "x", "rows.0.id"; inputs ignore the path */
    struct pl_panel *publisher; /* the `with`; for an input, its dashboard */
    pl_value value;             /* UNKNOWN until it is published */
    bool published;
    struct pl_panel *reader;    /* the panel that waits for the value */
    struct pl_dependency *next; /* the next dependency on the same `with` */
} pl_dependency;

typedef struct pl_panel {
    pl_str name, dashboard, type; /* type: "table" */
    uint8_t role, status;         /* pl_panel_role, pl_panel_status */
    bool detections;              /* it is a benchmark of detections */
    bool has_source;              /* it shows "source_definition", even if that is empty */
    const pl_resource *resource;  /* NULL: the panel was made up for another resource */
    pl_str short_name, title, description, documentation, display, display_type, source;
    pl_value tags; /* null: none */
    int64_t width; /* 0: none */
    pl_str error;
    struct pl_panel *parent, **children, **withs; /* nodes and edges are children of a leaf */
    pl_panel_parent *also;                        /* its other parents */
    uint32_t n_children, n_withs;
    uint32_t number;  /* position among the panels of its execution */
    bool is_idle;     /* a `with` whose owner has nothing to run: it stays initialized */
    pl_run_need need; /* of the controls of a CHECK; live runs: known before the run begins */

    /* panels with a query */
    pl_source from;
    bool is_provider; /* the resource has `sql` or `query` */
    bool resolved;    /* sql and args are known and shown from now on */
    bool is_queued;   /* nothing it waits for is missing: it runs or is about to */
    bool has_begun;   /* its query was sent, or is about to be */
    pl_given_args args;
    pl_dependency *deps;
    uint32_t n_deps, met;                 /* the first `met` of them are published */
    pl_dependency *readers, *last_reader; /* of a `with`: the dependencies on it */
    pl_bound_args bound;
    const pl_param_def *params; /* as shown */
    pl_database_choice database;
    pl_db *db;
    pl_leaf leaf;

    pl_check_tree *check; /* of a CHECK that was run */
    uint32_t waiting;     /* children, withs and dependencies that have not finished */
    uint32_t failed;      /* children and withs in ERROR or CANCELED */
    uint32_t blocked;     /* children and withs that are BLOCKED */
    uint32_t places;      /* panels of its layout, itself included */
    uint8_t has_work;     /* while the tree is built: 0 unknown, 1 nothing to run, 2 something */
    pl_doc *properties;   /* made when it is first shown */
    uint64_t event_at;    /* 1 + position in the outbox of its last event that may be dropped */
    bool has_run;         /* its RUNNING event was put */
    void *lane;           /* live runs: the lane of its database */
    pl_str refused;       /* why its database could not be opened */
} pl_panel;

/* Copy the fields of `r` that panels show. */
void pl_panel_fill(pl_panel *panel, pl_store *store, const pl_resource *r);
/* The panel as JSON, in that status. Members are in declared order; those that a stripped snapshot
 * leaves out are hidden. Not for a CHECK: see pl_check_panels(). Any thread may call it, also while
 * the dashboard runs, once the panel has reached the status. */
pl_doc *pl_panel_doc_at(pl_arena *arena, const pl_panel *panel, pl_panel_status at);
static inline pl_doc *pl_panel_doc(pl_arena *arena, const pl_panel *panel)
{
    return pl_panel_doc_at(arena, panel, (pl_panel_status)panel->status);
}
/* {"name", "children", "panel_type"} */
pl_doc *pl_panel_layout(pl_arena *arena, const pl_panel *panel);

/* properties.c: `properties` of a leaf; NULL: it has none. May load categories. */
pl_doc *pl_panel_properties(pl_store *store, pl_arena *arena, const pl_panel *panel);
/* category.c: a whole category as one object. */
pl_doc *pl_category_doc(pl_store *store, pl_arena *arena, pl_entry_id id, bool with_path);
/* A nested plain block as one object with the members of its schema. */
pl_doc *pl_part_doc(pl_arena *arena, const pl_part_block *part, bool with_name);
/* Add the parts of one block to `doc` under their keys: repeated blocks as a map by name, single
 * ones as an object. With `only`, just the parts of that schema. */
void pl_parts__add(pl_arena *arena, const pl_part_block *parts, const pl_schema *only, pl_doc *doc);

/* Add the numbers of rows by status to `doc`, as its member `key`. */
void pl_counts_doc(pl_arena *arena, pl_doc *doc, const char *key, const pl_counts *counts);
/* check_panels.c: the panel of a check in that status, as pl_panel_doc_at(). */
pl_doc *pl_check_doc(pl_arena *arena, const pl_panel *panel, pl_panel_status at);
/* Add the panels of the groups and controls in `tree`, either before it has begun or after it has
 * finished. */
void pl_check_panels(pl_arena *arena, const pl_check_tree *tree, bool begun, pl_doc *panels);
pl_doc *pl_control_doc(pl_arena *arena, const pl_control_run *run, bool begun);
/* Keep the rows of a finished control as JSON text alone, so that their keeper can be freed. */
void pl_control_keep_text(pl_control_run *run, pl_spool_store *store);

/* ---- snapshots (server.md 6) */

typedef struct pl_snapshot {
    pl_doc *panels; /* an object */
    pl_doc *layout, *inputs, *variables;
    pl_doc *search_path; /* NULL: null */
    pl_doc *metadata;    /* NULL: absent */
    pl_moment start, end;
} pl_snapshot;

/* Sort panels by name; of two with the same name the later one is kept. */
void pl_panels_order(pl_doc *panels);
/* Add a moment in RFC 3339, with as many digits of the second as it needs. */
void pl_doc_moment(pl_arena *arena, pl_doc *doc, const char *key, pl_moment at);

/* The complete snapshot, in declared order. Sorts the panels in place. */
pl_doc *pl_snapshot_doc(pl_arena *arena, const pl_snapshot *snapshot);
/* Write it for people (indented, complete) or for files (stripped, one line), with a line end.
 * False when `write` fails or kept rows cannot be read again (errno). */
bool pl_snapshot_print(pl_arena *arena, const pl_snapshot *snapshot, pl_result_form form,
                       pl_write_fn *write, void *ctx);

#endif
