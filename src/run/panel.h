/* panel.h - one run of a dashboard's tree and how it is shown (server.md 5).
 *
 *     role        layout children            is done when
 *     DASHBOARD   what it holds, no `with`   all below it are, its `with`s too
 *     CONTAINER   what it holds              all below it are
 *     LEAF        none; nodes and edges of a graph run below it
 *                                            its query, nodes and `with`s are
 *     CHECK       a benchmark of controls: the tree of its checks has the rest
 *
 * A status is one of the table of 5.6 and only goes forward, but for running and blocked.
 *
 * Lifetime: panels and their texts are in the arena of their execution, resources in its
 * store. Threads: see dashboard.h; what is finished is immutable. */
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

struct pl_panel;

/* An argument, or the default of a param, that comes while the dashboard runs. */
typedef struct pl_dependency {
    pl_str name; /* "args.0->with.x.rows.0.id" */
    pl_str arg;  /* of args: its name; empty: `at` */
    uint32_t at;
    bool is_default;            /* of the param called `arg` */
    bool is_wrapped;            /* a list of the value */
    pl_str root, target, path;  /* "with", "x", "rows.0.id"; input: path is not looked at */
    struct pl_panel *publisher; /* of a `with`; the dashboard of an input */
    pl_value value;             /* UNKNOWN: not there yet */
    bool published;             /* it is there */
} pl_dependency;

typedef struct pl_panel {
    pl_str name, dashboard, type; /* type: "table" */
    uint8_t role, status;         /* pl_panel_role, pl_panel_status */
    bool detections;              /* a benchmark of them */
    bool has_source;              /* "source_definition": also when it is empty */
    const pl_resource *resource;  /* NULL: made up */
    pl_str short_name, title, description, documentation, display, display_type, source;
    pl_value tags; /* null: none */
    int64_t width; /* 0: none */
    pl_str error;
    struct pl_panel *parent, **children, **withs; /* nodes and edges are children of a leaf */
    uint32_t n_children, n_withs;

    /* of who has a query */
    pl_source from;
    bool is_provider; /* sql or query are there */
    bool resolved;    /* sql and args are known: shown from then on */
    bool is_queued;   /* it runs, or will */
    pl_given_args args;
    pl_dependency *deps;
    uint32_t n_deps;
    pl_bound_args bound;
    const pl_param_def *params; /* shown */
    pl_database_choice database;
    pl_db *db;
    pl_leaf leaf;

    pl_check_tree *check; /* CHECK, when it was run */
    uint32_t waiting;     /* children, withs and dependencies that are not finished */
    uint32_t failed;      /* children and withs */
    pl_jnode *properties; /* made when it is first shown */
} pl_panel;

/* Take what is shown of `r`. */
void pl_panel_fill(pl_panel *panel, pl_store *store, const pl_resource *r);
/* Members in declared order; what a stripped snapshot leaves out is hidden. Not of a CHECK,
 * see pl_check_panels(). */
pl_jnode *pl_panel_doc(pl_arena *arena, const pl_panel *panel);
/* {"name", "children", "panel_type"} */
pl_jnode *pl_panel_layout(pl_arena *arena, const pl_panel *panel);

/* properties.c: `properties` of a leaf; NULL: it has none. May load categories. */
pl_jnode *pl_panel_properties(pl_store *store, pl_arena *arena, const pl_panel *panel);
/* category.c: a whole category as one object. */
pl_jnode *pl_category_doc(pl_store *store, pl_arena *arena, pl_entry_id id, bool with_path);
/* A nested plain block as one object, members as its schema has them. */
pl_jnode *pl_part_doc(pl_arena *arena, const pl_part_block *part, bool with_name);

/* check_panels.c: the panel of a finished check run, those of what is in it, and its layout.
 * `panel` is the run's own: NULL adds none. */
void pl_check_panels(pl_arena *arena, const pl_panel *panel, const pl_check_tree *tree,
                     pl_jnode *panels);
pl_jnode *pl_check_layout(pl_arena *arena, const pl_check_tree *tree);

/* ---- snapshots (server.md 6) */

typedef struct pl_snapshot {
    pl_jnode *panels; /* an object */
    pl_jnode *layout, *inputs, *variables;
    pl_jnode *search_path; /* NULL: null */
    pl_jnode *metadata;    /* NULL: absent */
    pl_moment start, end;
} pl_snapshot;

/* Without blanks and line end. `stripped`: as in files. */
void pl_snapshot_write(pl_arena *arena, const pl_snapshot *snapshot, bool stripped, pl_spool *out);

/* The same as people or files have it: indented and complete, or stripped on one line; with
 * a line end. False when `write` says so, or what was kept cannot be read (errno). */
bool pl_snapshot_print(pl_arena *arena, const pl_snapshot *snapshot, pl_result_form form,
                       pl_write_fn *write, void *ctx);

#endif
