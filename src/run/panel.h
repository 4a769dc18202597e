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

/* One more parent of a panel that is in several places. */
typedef struct pl_panel_parent {
    struct pl_panel *panel;
    struct pl_panel_parent *next;
} pl_panel_parent;

/* An argument, or the default of a param, that comes while the dashboard runs. */
typedef struct pl_dependency {
    pl_str name; /* "args.0->with.x.rows.0.id" */
    pl_str arg;  /* of args: its name; empty: `at` */
    uint32_t at;
    bool is_default;            /* of the param called `arg` */
    bool is_wrapped;            /* a list of the value */
    bool is_again;              /* one before it of the same reader waits for the same */
    pl_str root, target, path;  /* "with", "x", "rows.0.id"; input: path is not looked at */
    struct pl_panel *publisher; /* of a `with`; the dashboard of an input */
    pl_value value;             /* UNKNOWN: not there yet */
    bool published;             /* it is there */
    struct pl_panel *reader;    /* whose it is */
    struct pl_dependency *next; /* the next of those that wait for the same `with` */
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
    pl_panel_parent *also;                        /* parents beside `parent` */
    uint32_t n_children, n_withs;
    uint32_t number; /* position among the panels of its execution */
    bool is_idle;    /* a `with` of an owner that has nothing to run: it stays initialized */

    /* of who has a query */
    pl_source from;
    bool is_provider; /* sql or query are there */
    bool resolved;    /* sql and args are known: shown from then on */
    bool is_queued;   /* it runs, or will: all that it waited for is there */
    bool has_begun;   /* its query was sent, or is about to be */
    pl_given_args args;
    pl_dependency *deps;
    uint32_t n_deps, met;                 /* `met`: so many of the first are published */
    pl_dependency *readers, *last_reader; /* of a `with`: those that wait for it */
    pl_bound_args bound;
    const pl_param_def *params; /* shown */
    pl_database_choice database;
    pl_db *db;
    pl_leaf leaf;

    pl_check_tree *check; /* CHECK, when it was run */
    uint32_t waiting;     /* children, withs and dependencies that are not finished */
    uint32_t failed;      /* children and withs */
    uint32_t blocked;     /* children and withs that are */
    uint32_t places;      /* in the layout, itself included */
    uint8_t has_work;     /* while it is built: 0 is not known yet, then false or true plus 1 */
    pl_jnode *properties; /* made when it is first shown */
    uint64_t told_at;     /* position plus 1 of its last event in the outbox that may be dropped */
    bool has_run;         /* RUNNING was told */
    void *lane;           /* of its database, in a live run */
    pl_str refused;       /* why its database could not be opened, in a live run */
} pl_panel;

/* Take what is shown of `r`. */
void pl_panel_fill(pl_panel *panel, pl_store *store, const pl_resource *r);
/* As it is shown in that status. Members in declared order; what a stripped snapshot leaves out is
 * hidden. Not of a CHECK, see pl_check_panels(). Any thread, also while it runs, once it has
 * reached the status. */
pl_jnode *pl_panel_doc_at(pl_arena *arena, const pl_panel *panel, pl_panel_status at);
static inline pl_jnode *pl_panel_doc(pl_arena *arena, const pl_panel *panel)
{
    return pl_panel_doc_at(arena, panel, (pl_panel_status)panel->status);
}
/* {"name", "children", "panel_type"} */
pl_jnode *pl_panel_layout(pl_arena *arena, const pl_panel *panel);

/* properties.c: `properties` of a leaf; NULL: it has none. May load categories. */
pl_jnode *pl_panel_properties(pl_store *store, pl_arena *arena, const pl_panel *panel);
/* category.c: a whole category as one object. */
pl_jnode *pl_category_doc(pl_store *store, pl_arena *arena, pl_entry_id id, bool with_path);
/* A nested plain block as one object, members as its schema has them. */
pl_jnode *pl_part_doc(pl_arena *arena, const pl_part_block *part, bool with_name);
/* Put the parts of one block under their keys: maps by name, single ones as they are; with `only`
 * those of that schema. */
void pl_parts__add(pl_arena *arena, const pl_part_block *parts, const pl_schema *only,
                   pl_jnode *doc);

/* check_panels.c: the panel of a check run in that status, as pl_panel_doc_at(). */
pl_jnode *pl_check_doc(pl_arena *arena, const pl_panel *panel, pl_panel_status at);
/* Those of what is in it, before it has begun or when it is finished; a control; its layout. */
void pl_check_panels(pl_arena *arena, const pl_check_tree *tree, bool begun, pl_jnode *panels);
pl_jnode *pl_control_doc(pl_arena *arena, const pl_control_run *run, bool begun);
/* Keep the rows of a finished control as JSON, and drop them otherwise: their keeper may go. */
void pl_control_keep_text(pl_control_run *run, pl_spool_store *store);
pl_jnode *pl_check_layout(pl_arena *arena, const pl_check_tree *tree);

/* ---- snapshots (server.md 6) */

typedef struct pl_snapshot {
    pl_jnode *panels; /* an object */
    pl_jnode *layout, *inputs, *variables;
    pl_jnode *search_path; /* NULL: null */
    pl_jnode *metadata;    /* NULL: absent */
    pl_moment start, end;
} pl_snapshot;

/* Sort panels by name; of two with one name the later one counts. */
void pl_panels_order(pl_jnode *panels);
/* RFC 3339 with as many digits of the second as there are. */
void pl_jnode_moment(pl_arena *arena, pl_jnode *doc, const char *key, pl_moment at);

/* Everything, in declared order. Sorts the panels in place. */
pl_jnode *pl_snapshot_doc(pl_arena *arena, const pl_snapshot *snapshot);
/* Without blanks and line end. `stripped`: as in files. */
void pl_snapshot_write(pl_arena *arena, const pl_snapshot *snapshot, bool stripped, pl_spool *out);

/* The same as people or files have it: indented and complete, or stripped on one line; with
 * a line end. False when `write` says so, or what was kept cannot be read (errno). */
bool pl_snapshot_print(pl_arena *arena, const pl_snapshot *snapshot, pl_result_form form,
                       pl_write_fn *write, void *ctx);

#endif
