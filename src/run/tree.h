/* tree.h - a benchmark, or one control, that runs: groups, controls, rows, counts.
 *
 *   pl_check_tree
 *     root: pl_group "root_result_group"
 *       the group of a benchmark, or one control run
 *         groups (child benchmarks with controls) and runs, in declared order
 *
 * A control has exactly one run in a tree, however many groups hold it: it runs once and
 * is counted once in each (check-and-outputs.md 2.6). Everything an output writes is
 * here; the resources themselves are gone by then.
 *
 * Invariants: `children` of a group holds each of its groups and runs once, in order;
 * counts of a group are the sum over its children; a finished run has status COMPLETE or
 * ERROR; rows are in arrival order, outputs regroup them (5.4).
 *
 * Lifetime: all of it lies in the tree's arenas (tree for the shape, one per run for its
 * rows). Threads: while it runs, a run belongs to the thread that executes it; the tree's
 * lock guards counts. Afterwards it is immutable. */
#ifndef PL_RUN_TREE_H
#define PL_RUN_TREE_H
#include "base/arena.h"
#include "base/str.h"
#include "db/rows.h"
#include <pipelite/kind.h>

/* In the order in which results are shown (5.4). ORDER statuses */
typedef enum pl_row_status {
    PL_ROW_ERROR,
    PL_ROW_ALARM,
    PL_ROW_INFO,
    PL_ROW_OK,
    PL_ROW_SKIP,
    PL_ROW_STATUSES
} pl_row_status;

typedef struct pl_counts {
    uint32_t of[PL_ROW_STATUSES];
} pl_counts;

static inline uint32_t pl_counts_total(const pl_counts *c)
{
    uint32_t n = 0;
    for (int i = 0; i < PL_ROW_STATUSES; i++)
        n += c->of[i];
    return n;
}

static inline uint32_t pl_counts_failed(const pl_counts *c)
{
    return c->of[PL_ROW_ALARM] + c->of[PL_ROW_ERROR];
}

typedef struct pl_tag_pair {
    pl_str key, value;
} pl_tag_pair;

/* What groups and runs have in common: fields of the resource as outputs show them. */
typedef struct pl_node_info {
    pl_str full_name;  /* "mod.control.x" */
    pl_str short_name; /* "x" */
    pl_str title, description, documentation, display, type, severity;
    bool has_description, has_documentation, has_display, has_type, has_severity, has_title;
    const pl_tag_pair *tags; /* sorted by key */
    uint32_t n_tags;
    int64_t width;
    bool has_width;
} pl_node_info;

typedef struct pl_dimension {
    pl_str key, value, type; /* type: as the driver names it */
} pl_dimension;

typedef struct pl_check_row {
    uint8_t status; /* pl_row_status */
    pl_str reason, resource;
    const pl_dimension *dimensions; /* in the order of the query */
    uint32_t n_dimensions;
    struct pl_check_row *next;
} pl_check_row;

/* ORDER run states: the numbers of JSON (10.3) */
typedef enum pl_run_state {
    PL_RUN_INITIALIZED = 1, /* ready */
    PL_RUN_RUNNING = 2,
    PL_RUN_COMPLETE = 4,
    PL_RUN_ERROR = 8,
} pl_run_state;

struct pl_group;

typedef struct pl_control_run {
    pl_node_info info;
    pl_str control_id; /* "control.x" of the workspace's mod, else the full name */
    uint8_t state;     /* pl_run_state */
    pl_str error;      /* run error; empty when there is none */
    pl_counts counts;
    const pl_check_row *rows;
    uint32_t n_rows;
    const pl_str *dimension_keys; /* in the order in which they appear */
    uint32_t n_dimension_keys;
    const pl_column *columns; /* of the result; snapshots show raw data */
    uint32_t n_columns;
    pl_str leaf;             /* JSON of the leaf data (server.md 7); empty: null */
    uint64_t started, nanos; /* how long it took */
    struct pl_group **parents;
    uint32_t n_parents;
    uint32_t index; /* among the distinct runs of the tree */
    pl_arena arena; /* of its rows */
} pl_control_run;

typedef struct pl_tree_child {
    struct pl_group *group; /* exactly one of both */
    pl_control_run *run;
} pl_tree_child;

typedef struct pl_severity_counts {
    pl_str severity;
    pl_counts counts;
} pl_severity_counts;

typedef struct pl_group {
    pl_node_info info;
    struct pl_group *parent; /* NULL for the root */
    pl_tree_child *children; /* declared order */
    uint32_t n_children;
    pl_counts counts;
    const pl_severity_counts *severities;
    uint32_t n_severities;
    const pl_str *dimension_keys; /* sorted union of what is below */
    uint32_t n_dimension_keys;
    uint64_t nanos;
} pl_group;

typedef struct pl_check_tree {
    pl_str name; /* for generated file names: "acme.benchmark.top", "check.acme" */
    pl_str mod;  /* short name of the workspace's mod */
    pl_str mod_title;
    pl_group *root;
    pl_control_run **runs; /* distinct ones, in tree order */
    uint32_t n_runs;
    int64_t start_seconds, end_seconds; /* wall clock */
    uint32_t start_nanos, end_nanos;
    bool dry_run, cancelled;
    pl_arena arena;
} pl_check_tree;

#endif
