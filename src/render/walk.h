/* walk.h - one walk over what was run, whatever it was; a format is a visitor of it.
 *
 *     enter      root, depth 0: the group around the target
 *       enter    a benchmark, depth 1
 *         control        a control or a detection, depth 2 ...
 *         failed         ... if it ended as an error
 *         row            ... each of its rows that is shown, in the order of rows.h
 *         end_control
 *         between        the children of one sort are done, those of the other follow
 *       leave
 *     leave
 *
 * A visitor has a function for each step at which its format writes something, and a constant for
 * the order in which the children of a group are visited. Children that were not run are not
 * visited. What begins and ends an output is written where the root is entered and left. Between
 * two steps the text written so far is handed to the sink, so that memory does not grow with the
 * output.
 *
 * A visitor may walk again from where it is (pl_walk_again), for instance to find the names of its
 * columns, and lead the walk itself (PL_WALK_NOWHERE, pl_walk_control).
 *
 * Lifetime: a visit is valid during the call that gets it, and so are those around it. Threads: one
 * per walk; any number may walk one result. */
#ifndef PL_RENDER_WALK_H
#define PL_RENDER_WALK_H
#include "base/sink.h"
#include "run/detection.h"
#include "run/tree.h"

/* What was run: one of the two. */
typedef struct pl_results {
    const pl_check_tree *tree;
    const pl_detections *detections;
} pl_results;

/* A place in the results: of a benchmark, a control or a detection. */
typedef struct pl_visit {
    const struct pl_visit *outer; /* the group that holds it; NULL: it is the root */
    const pl_node *node;
    uint32_t depth;
    uint32_t at; /* its position among the declared children of `outer` */
} pl_visit;

typedef enum pl_walk_order {
    PL_WALK_DECLARED,       /* children as declared */
    PL_WALK_GROUPS_FIRST,   /* groups, between, controls */
    PL_WALK_CONTROLS_FIRST, /* controls, between, groups */
    PL_WALK_DISTINCT,       /* below the root all controls, each once, and no groups */
    PL_WALK_NOWHERE,        /* the root alone */
} pl_walk_order;

typedef struct pl_visiting {
    const struct pl_visitor *visitor;
    pl_results results;
    const struct pl_write_options *options;
    pl_sink *sink;
    pl_buf *out;  /* the text of the sink */
    void *state;  /* of the visitor; zeroed before the root is entered, freed after it was left */
    uint32_t row; /* position of the row among those that are shown of its control */
} pl_visiting;

typedef void pl_visit_fn(pl_visiting *w, const pl_visit *at);

typedef struct pl_visitor {
    pl_walk_order order;
    size_t state; /* bytes of it; 0: none */
    pl_visit_fn *enter, *between, *leave, *control, *failed, *end_control;
    void (*row)(pl_visiting *w, const pl_visit *at, const pl_check_row *row);
} pl_visitor;

/* Visit the results from the root on. False: the sink failed. */
bool pl_results_write(const pl_visitor *visitor, const pl_results *results,
                      const struct pl_write_options *options, pl_sink *sink);
/* Walk from `at`, a group, with another visitor that shares state and sink. */
void pl_walk_again(const pl_visiting *w, const pl_visitor *visitor, const pl_visit *at);
/* Visit one control outside of its place. */
void pl_walk_control(pl_visiting *w, const pl_visit *root, const pl_node *control);

/* Is it a control or detection that was not visited at an earlier place? */
bool pl_visit_is_first(const pl_visit *at);
/* Is it a control or a detection, and not a group? */
static inline bool pl_visit_is_control(const pl_visit *at)
{
    return at->node->role == PL_NODE_CONTROL || pl_node_is_detection(at->node);
}

#endif
