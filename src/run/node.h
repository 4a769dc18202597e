/* node.h - what a run shows, and what came of it: a tree of nodes (server.md 5).
 *
 *     pl_node            one dashboard, container, leaf, benchmark or control: links, status, rows
 *       .shown           what its resource declares (title, tags, width ...); it does not change
 *       .plan            where its rows come from: only nodes that may query, and the root of an
 *                        execution, whose database is that of the run
 *       .state           its progress in an execution: what it waits for, what has begun and failed
 *       .tally           its results in a check: counts, rows, times
 *
 *     role        children in the layout     finishes after
 *     DASHBOARD   its children, no `with`    everything below it, its `with`s included
 *     CONTAINER   its children               everything below it
 *     LEAF        none; the nodes and edges of a graph are its children but not in the layout
 *                                            its query, its nodes and its `with`s
 *     CHECK       those of its check tree    all controls of the tree (tree.h)
 *
 * In a check tree:
 *     BENCHMARK   its children               all controls below it
 *     CONTROL     none                       its query
 *     LEFT_OUT    it is not in the layout    it is not run
 *
 * Who makes nodes, and which parts they have:
 *
 *     made by       plan                              state       tally
 *     an execution  the root; leaves of a kind that   all nodes   none
 *                   may query; tables made up for it
 *     a check       a control, from the moment it is  none        all nodes
 *                   loaded until its query has ended
 *
 * Everything that runs is an execution, except a check. `query run` executes a dashboard made up
 * around one table; detections execute their benchmark, or one made up around a single detection
 * (detection.h).
 *
 * The statuses are those of server.md 5.6. A status only moves forward, except that a node may go
 * back and forth between running and blocked. set_status() in states.c is the only function that
 * changes one while its execution runs; that of a control is changed in control.c.
 *
 * Lifetime: nodes, their parts and their texts are in the arena of their owner, resources in its
 * store. Threads: see dashboard.h; a finished node is immutable. */
#ifndef PL_RUN_NODE_H
#define PL_RUN_NODE_H
#include "base/clock.h"
#include "base/vec.h"
#include "run/counts.h"
#include "run/database.h"
#include "run/leaf.h"
#include "run/params.h"
#include "run/store.h"
#include <pipelite/run.h>

typedef struct pl_session pl_session;

typedef enum pl_node_role {
    PL_NODE_DASHBOARD,
    PL_NODE_CONTAINER, /* detection benchmarks, too */
    PL_NODE_LEAF,
    PL_NODE_CHECK,
    PL_NODE_BENCHMARK,
    PL_NODE_CONTROL,
    PL_NODE_LEFT_OUT, /* it was filtered out, or it is a benchmark without controls */
} pl_node_role;

/* ORDER node statuses (node.c) */
typedef enum pl_node_status {
    PL_NODE_INITIALIZED,
    PL_NODE_BLOCKED,
    PL_NODE_RUNNING,
    PL_NODE_COMPLETE,
    PL_NODE_ERROR,
    PL_NODE_CANCELED,
} pl_node_status;
pl_str pl_node_status_name(pl_node_status status); /* static */
/* The number of the status in the json output (check-and-outputs.md 10.3). */
static inline int pl_node_status_number(pl_node_status status)
{
    return status == PL_NODE_COMPLETE  ? 4
           : status == PL_NODE_ERROR   ? 8
           : status == PL_NODE_RUNNING ? 2
                                       : 1;
}

/* Does a run, or a part of it, need its default database? See need.h. */
typedef struct pl_run_need {
    bool uses; /* something with SQL uses the default database */
    bool rest; /* something can be shown without the default database */
} pl_run_need;

struct pl_node;
typedef struct pl_check_tree pl_check_tree;

/* An additional parent of a node that appears in several places. */
typedef struct pl_node_parent {
    struct pl_node *panel;
    struct pl_node_parent *next;
} pl_node_parent;

/* An argument, or the default of a param, whose value arrives while the dashboard runs. */
typedef struct pl_dependency {
    pl_str name; /* "args.0->with.x.rows.0.id" */
    pl_str arg;  /* the argument's name; empty: it is positional, see `at` */
    uint32_t at;
    bool is_default;           /* it is the default of the param `arg`, not an argument */
    bool is_wrapped;           /* the argument is a list of one element, the value */
    bool is_again;             /* an earlier dependency of this reader has the same target */
    pl_str root, target, path; /* "with", "x", "rows.0.id"; inputs ignore the path */
    struct pl_node *publisher; /* the `with`; for an input, its dashboard */
    pl_value value;            /* UNKNOWN until it is published */
    bool published;
    struct pl_node *reader;     /* the node that waits for the value */
    struct pl_dependency *next; /* the next dependency on the same `with` */
} pl_dependency;

/* What the resource of a node declares. An absent text is empty. */
typedef struct pl_node_shown {
    pl_str short_name, title, description, documentation, display, display_type;
    pl_str source, severity;
    pl_value tags;      /* null: none */
    int64_t width;      /* 0: not set; -1: not set, on a node of a check */
    pl_doc *properties; /* NULL: none */
} pl_node_shown;

/* How a node gets its rows. */
typedef struct pl_node_plan {
    pl_source from;
    bool is_provider; /* the resource has `sql` or `query` */
    bool resolved;    /* sql and args are known and shown from now on */
    pl_given_args args;
    pl_dependency *deps;
    uint32_t n_deps, met;                 /* the first `met` of them are published */
    pl_dependency *readers, *last_reader; /* of a `with`: the dependencies on it */
    pl_bound_args bound;
    const pl_param_def *params; /* as shown */
    pl_database_choice database;
    pl_db *db;               /* NULL: it is not open */
    const pl_row_sink *sink; /* where the rows go; NULL: into the leaf */
    uint64_t nanos;          /* how long the query took */
    bool timed_out, cancelled;
} pl_node_plan;

/* The progress of a node in an execution. Set while the tree is built, changed by states.c and
 * live_work.c while it runs. */
typedef struct pl_node_state {
    uint32_t number;   /* position among the nodes of its execution */
    uint32_t places;   /* nodes of its layout, itself included */
    uint32_t waiting;  /* children, withs and dependencies that have not finished */
    uint32_t failed;   /* children and withs in ERROR or CANCELED */
    uint32_t blocked;  /* children and withs that are BLOCKED */
    uint8_t has_work;  /* 0 unknown, 1 nothing to run, 2 something */
    bool is_idle;      /* a `with` whose owner has nothing to run: it stays initialized */
    bool is_queued;    /* it waits for nothing any more: it is about to run, runs, or has run */
    bool has_begun;    /* its query was sent, or is about to be */
    bool has_run;      /* its RUNNING event was put */
    bool is_hidden;    /* a review leaves it out */
    pl_run_need need;  /* of the controls of a CHECK; live runs: known before the run begins */
    uint64_t event_at; /* 1 + position in the outbox of its last event that may be dropped */
    void *lane;        /* live runs: the lane of its database */
    pl_str refused;    /* why its database could not be opened */
} pl_node_state;

/* The results of a benchmark or control of a check. Names are set from the start, the fields of
 * `shown` once the resource was loaded. */
typedef struct pl_node_tally {
    pl_entry_id id;          /* PL_NO_ENTRY: the root, or a benchmark made for several targets */
    const pl_tag_pair *tags; /* sorted by key */
    uint32_t n_tags;
    bool filled;      /* the fields of `shown` are set */
    bool has_data;    /* its query returned a result, perhaps without rows: `data` of snapshots is
                         not null */
    bool hidden;      /* a review left it out */
    pl_counts counts; /* results by status */
    uint64_t started; /* of a control: pl_clock_ns() */
    uint64_t nanos;   /* how long it took: from the start of the first control to the end of the
                         last one */
    /* of a benchmark */
    const pl_severity_counts *severities; /* in the order of their first controls */
    const pl_str *keys; /* of dimensions: the sorted union over the controls below */
    uint32_t n_severities, n_keys;
    /* of a control */
    pl_str control_id;          /* "control.x" of the workspace's mod, else the full name */
    uint32_t index;             /* among the distinct controls of the tree */
    uint32_t n_rows;            /* rows that the query returned */
    pl_rows rows;               /* rows that are kept */
    pl_node_parent *last_also;  /* the last of `also` */
    const struct pl_node *home; /* in a tree grouped anew: its first benchmark; else NULL */
} pl_node_tally;

typedef struct pl_node {
    pl_str name, type;    /* type: "table" */
    pl_str dashboard;     /* the name of the root that shows it */
    uint8_t role, status; /* pl_node_role, pl_node_status */
    bool detections;      /* it is a benchmark of detections */
    uint32_t n_children, n_withs;
    const pl_resource *resource; /* NULL: the node was made up for another resource */
    pl_node_shown shown;
    pl_str error;
    struct pl_node *parent, **children, **withs; /* nodes and edges are children of a leaf */
    pl_node_parent *also;                        /* its other parents */
    pl_node_plan *plan;                          /* NULL: it never queries */
    pl_node_state *state;                        /* NULL: it belongs to a check */
    pl_node_tally *tally;                        /* of benchmarks and controls of a check */
    pl_leaf *leaf;                               /* the rows of a LEAF; else NULL */
    pl_check_tree *check;                        /* of a CHECK that was run */
} pl_node;

/* A node of a check: a benchmark, a control, or a child that is left out. Its texts are unset. */
pl_node *pl_node_of_check(pl_arena *arena, pl_node_role role);
/* Count the children of a benchmark that have that role. */
uint32_t pl_node_count(const pl_node *benchmark, pl_node_role role);
/* Add a parent to a control: the first one becomes its `parent`, later ones are listed in
 * `also`. */
void pl_node_add_parent(pl_arena *arena, pl_node *node, pl_node *parent);

/* Has the node a query of its own? */
static inline bool pl_node_queries(const pl_node *node)
{
    return node->plan && node->plan->is_provider;
}
/* How many values it takes from other nodes or from inputs. */
static inline uint32_t pl_node_n_deps(const pl_node *node)
{
    return node->plan ? node->plan->n_deps : 0;
}

/* What ends a query before its time. */
typedef struct pl_query_limits {
    uint64_t each;     /* for one query, in nanoseconds; 0: none */
    uint64_t deadline; /* for all of them, pl_clock_ns(); 0: none */
    pl_db_stop *stop;  /* may be NULL */
} pl_query_limits;
static inline bool pl_limits_stopped(const pl_query_limits *limits)
{
    return limits->stop && limits->stop->fired;
}
static inline bool pl_limits_passed(const pl_query_limits *limits)
{
    return limits->deadline && pl_clock_ns() >= limits->deadline;
}

/* limits.c: send the query of a plan, whose database is open, and note in the plan how it ended.
 * Every query of a run is sent by it. False with the reason in `*error`. */
bool pl_plan_query(pl_node_plan *plan, const pl_query_limits *limits, const pl_row_sink *sink,
                   pl_db_error *error);
/* The same for a leaf, whose rows go to the sink of its plan or are kept. False: it failed, with
 * the reason in `why`. */
bool pl_node_query(pl_node *node, const pl_query_limits *limits, pl_buf *why);

/* The name of the dashboard made up for plain SQL: the last 8 digits of the first half of its MD5
 * in base 36; in `arena`. */
pl_str pl_query_hash(pl_arena *arena, pl_str sql);
/* Fill in the texts and the width that `r` declares; texts are borrowed from it. */
void pl_node_fill_shown(pl_node_shown *shown, const pl_resource *r);
/* Fill `panel->shown` in from its resource `r`. */
void pl_node_fill(pl_node *panel, pl_store *store, const pl_resource *r);
/* The node as the JSON of a panel, in that status. Members are in declared order; those that a
 * stripped snapshot leaves out are marked hidden. For a CHECK use pl_check_doc(). Once the node has
 * reached the status any thread may call this, even while the dashboard runs. In `arena`. */
pl_doc *pl_node_doc_at(pl_arena *arena, const pl_node *panel, pl_node_status at);
static inline pl_doc *pl_node_doc(pl_arena *arena, const pl_node *panel)
{
    return pl_node_doc_at(arena, panel, (pl_node_status)panel->status);
}
/* The layout below a node: {"name", "children", "panel_type"}. In `arena`. */
pl_doc *pl_node_layout(pl_arena *arena, const pl_node *panel);

/* properties.c: `properties` of a leaf; NULL: it has none. May load categories. */
pl_doc *pl_node_properties(pl_store *store, pl_arena *arena, const pl_node *panel);
/* A whole category as one object. */
pl_doc *pl_category_doc(pl_store *store, pl_arena *arena, pl_entry_id id, bool with_path);
/* A nested plain block as one object with the members of its schema. */
pl_doc *pl_part_doc(pl_arena *arena, const pl_part_block *part, bool with_name);
/* Add the parts of one block to `doc` under their keys: repeated blocks as a map by name, single
 * ones as an object. With `only`, just the parts of that schema. */
void pl_parts__add(pl_arena *arena, const pl_part_block *parts, const pl_schema *only, pl_doc *doc);

/* How the nodes of a check are written as panels. If two columns of a control have the same name,
 * live runs write both values of a row and snapshots the last one. Snapshots count exempted rows as
 * skipped and leave results as they arrived; only PAGE adds what a review found out. */
typedef enum pl_check_form {
    PL_CHECK_BEFORE, /* nothing has run */
    PL_CHECK_LIVE,   /* a dashboard's check, finished */
    PL_CHECK_SNAPSHOT,
    PL_CHECK_PAGE,
    PL_CHECK_TEMPLATE, /* toJson: as a snapshot, but exempted rows are counted on their own */
} pl_check_form;

/* Add the number of rows of each status to `doc`, as an object under `key`. */
void pl_counts_doc(pl_arena *arena, pl_doc *doc, const char *key, const pl_counts *counts,
                   pl_check_form form);
/* check_panels.c: a CHECK as the JSON of a panel in that status, like pl_node_doc_at(). */
pl_doc *pl_check_doc(pl_arena *arena, const pl_node *panel, pl_node_status at);
/* Add to `panels` one panel for each control of `tree` and for each benchmark below its target. */
void pl_check_panels(pl_arena *arena, const pl_check_tree *tree, pl_check_form form,
                     pl_doc *panels);
pl_doc *pl_control_doc(pl_arena *arena, const pl_node *run, pl_check_form form);
pl_doc *pl_check_group_doc(pl_arena *arena, const pl_node *group, pl_check_form form);
/* The layout of the target: {"name", "children", "panel_type"}. In `arena`. */
pl_doc *pl_check_layout(pl_arena *arena, const pl_check_tree *tree);
/* Write the snapshot of a check, one panel at a time, with members sorted at every level. `page`:
 * include what a review found out. `indent` 0: on one line. */
void pl_check_snapshot_write(const pl_check_tree *tree, bool page, unsigned indent, pl_sink *sink);

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
/* A moment in RFC 3339, with as many digits of the second as it needs. Returns the length. */
enum { PL_MOMENT_SIZE = 64 };
size_t pl_moment_text(pl_moment at, char out[PL_MOMENT_SIZE]);
void pl_doc_moment(pl_arena *arena, pl_doc *doc, const char *key, pl_moment at);

/* The complete snapshot, in declared order. Sorts the panels in place. */
pl_doc *pl_snapshot_doc(pl_arena *arena, const pl_snapshot *snapshot);
/* Write it for people (indented, complete) or for a `file` (stripped, one line), with a line end.
 * False when `write` fails or kept rows cannot be read again (errno). */
bool pl_snapshot_print(pl_arena *arena, const pl_snapshot *snapshot, bool file, pl_write_fn *write,
                       void *ctx);

#endif
