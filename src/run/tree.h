/* tree.h - the results of a benchmark or a control: groups, controls, rows, counts.
 *
 *   pl_check_tree
 *     root: pl_group "root_result_group"
 *       the group of a benchmark, or one control run
 *         groups (child benchmarks with controls) and runs, in declared order
 *
 * A control has exactly one run in a tree, however many groups hold it: it runs once and is
 * counted once in each group (check-and-outputs.md 2.6). The tree has everything that outputs
 * write; the resources have been freed when it is written.
 *
 * Invariants of a finished tree (pl_check_tree__check() asserts 1 to 5 in debug builds):
 *   1. `children` of a group are those that it declares, in that order: groups, runs, and
 *      children that are not run
 *   2. the counts of a group are the sums over its children; a shared run counts at each place
 *   3. a run is COMPLETE, or ERROR with a text: then its counts are one error
 *   4. a run keeps the rows that its outputs need: all, those that failed, or none
 *   5. an optional text that is not set has a NULL pointer
 *   6. a review (review.h) removes runs and groups that are not shown; counts still cover them
 *
 * Lifetime: the tree's arenas, one for the shape and one per worker for the results it fetched,
 * and the keeper of its rows. Threads: while the tree runs, a run belongs to the worker that
 * executes it, and no other thread reads it before it has finished. A finished tree is
 * immutable. */
#ifndef PL_RUN_TREE_H
#define PL_RUN_TREE_H
#include "base/arena.h"
#include "base/str.h"
#include "run/rows.h"
#include <pipelite/index.h>

typedef struct pl_counts {
    uint32_t of[PL_ROW_STATUSES]; /* without exempted rows */
    uint32_t exempted;
} pl_counts;

static inline uint32_t pl_counts_total(const pl_counts *c)
{
    uint32_t n = c->exempted;
    for (int i = 0; i < PL_ROW_STATUSES; i++)
        n += c->of[i];
    return n;
}

static inline uint32_t pl_counts_failed(const pl_counts *c)
{
    return c->of[PL_ROW_ALARM] + c->of[PL_ROW_ERROR];
}

/* The number of skipped rows in formats that have no column for exempted ones. */
static inline uint32_t pl_counts_skipped(const pl_counts *c)
{
    return c->of[PL_ROW_SKIP] + c->exempted;
}

static inline uint32_t pl_counts_passed(const pl_counts *c)
{
    return c->of[PL_ROW_OK] + c->of[PL_ROW_INFO];
}

typedef struct pl_tag_pair {
    pl_str key, value;
} pl_tag_pair;

/* The fields of a resource that outputs show of a group or a run. Names are set from the start, the
 * other fields once the resource was loaded. */
typedef struct pl_node_info {
    pl_entry_id id;    /* PL_NO_ENTRY: the root group, or a group made for several targets */
    pl_str full_name;  /* "mod.control.x" */
    pl_str short_name; /* "x" */
    pl_str title, description, documentation, display, type, severity; /* NULL: not set */
    const pl_tag_pair *tags;                                           /* sorted by key */
    uint32_t n_tags;
    int64_t width; /* -1: not set */
    bool filled;
} pl_node_info;

/* ORDER run states: the numbers are those of the json output (10.3) */
typedef enum pl_run_state {
    PL_RUN_INITIALIZED = 1, /* called "ready" */
    PL_RUN_RUNNING = 2,
    PL_RUN_COMPLETE = 4,
    PL_RUN_ERROR = 8,
} pl_run_state;

/* "complete", "error", ...; static. */
pl_str pl_run_state_name(pl_run_state state);

struct pl_group;

typedef struct pl_control_run {
    pl_node_info info;
    pl_str control_id; /* "control.x" of the workspace's mod, else the full name */
    uint8_t state;     /* pl_run_state */
    bool has_data;     /* its query returned a result, perhaps without rows: `data` of snapshots is
                          not null */
    pl_str error;      /* empty: none */
    pl_counts counts;
    uint32_t n_rows;           /* rows that the query returned */
    pl_rows rows;              /* rows that are kept */
    uint64_t started, nanos;   /* pl_clock_ns() at the start; duration */
    struct pl_group **parents; /* in tree order, one for each place */
    uint32_t n_parents;
    const struct pl_group *home; /* in a tree grouped anew: its first benchmark; else NULL */
    uint32_t index;              /* among the distinct runs of the tree */
    bool hidden;                 /* removed by a review */
} pl_control_run;

typedef struct pl_tree_child {
    struct pl_group *group; /* at most one of both is set; neither: the child is not run, because */
    pl_control_run *run;    /* it was filtered out or has no controls (8.5 needs to know) */
    bool is_benchmark;      /* of a child that is not run */
} pl_tree_child;

typedef struct pl_severity_counts {
    pl_str severity; /* as written in the mod */
    pl_counts counts;
} pl_severity_counts;

typedef struct pl_group {
    pl_node_info info;
    struct pl_group *parent; /* NULL for the root */
    pl_tree_child *children; /* declared order */
    uint32_t n_children;
    uint32_t n_groups, n_runs; /* among the children */
    pl_counts counts;
    const pl_severity_counts *severities; /* in the order of their first controls */
    uint32_t n_severities;
    const pl_str *keys; /* of dimensions: the sorted union over the controls below */
    uint32_t n_keys;
    uint64_t nanos; /* from the start of its first control to the end of its last one */
} pl_group;

/* A point in time and the offset of local time from UTC at that time. */
typedef struct pl_moment {
    int64_t seconds; /* since 1970-01-01T00:00:00Z */
    uint32_t nanos;
    int32_t offset; /* seconds east of UTC */
} pl_moment;

pl_moment pl_moment_of(int64_t wall_ns);
pl_moment pl_moment_now(void);

typedef struct pl_check_tree {
    pl_str name; /* for generated file names: "acme.benchmark.top", "check.acme" */
    pl_str mod;  /* short name of the workspace's mod */
    pl_group *root;
    pl_control_run **runs; /* distinct runs, in declared order */
    uint32_t n_runs;
    pl_moment start, end;
    const pl_tag_pair *variables; /* those that its resources refer to, with values; sorted */
    uint32_t n_variables;
    const pl_str *search_path;
    uint32_t n_search_path;
    bool dry_run, cancelled;
    const struct pl_reviewed *reviewed; /* NULL: it was not reviewed */
    pl_row_keeper *keeper;              /* NULL: no rows are kept */
    pl_arena arena;
    pl_arena *workers; /* n_workers of them */
    unsigned n_workers;
} pl_check_tree;

void pl_check_tree_free(pl_check_tree *tree); /* NULL is fine */
/* Make arenas for `n` workers. Called once. */
void pl_check_tree_workers(pl_check_tree *tree, unsigned n);
/* Compute counts, keys and durations of the groups. All runs have finished. */
void pl_check_tree_sum(pl_check_tree *tree);
/* End a run as an error, with a copy of `text` in `arena`; what it had is forgotten. */
void pl_control_run_fail(pl_control_run *run, pl_arena *arena, pl_str text);
/* End all runs of a tree of which none has begun as errors, and sum them up. */
void pl_check_tree_refuse(pl_check_tree *tree, pl_str why);
/* Assert the invariants, in debug builds. */
void pl_check_tree__check(const pl_check_tree *tree);

/* The only child of the root: the target, or the group that was made for several targets. */
static inline const pl_tree_child *pl_check_tree_item(const pl_check_tree *tree)
{
    return &tree->root->children[0];
}

/* A walk in declared order: each group before its children, each run at every place. Begin
 * with {0}. */
enum { PL_TREE_DEPTH = 1000 };
typedef struct pl_tree_walk {
    const pl_group *holder; /* the group that holds the child next() returned */
    const pl_group *group;  /* the group whose children come next */
    uint32_t depth;         /* of `group`: 0 for the root group */
    uint32_t at[PL_TREE_DEPTH + 1];
    bool began;
} pl_tree_walk;
/* False at the end. */
bool pl_tree_walk_next(pl_tree_walk *walk, const pl_check_tree *tree, pl_tree_child *out);

#endif
