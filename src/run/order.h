/* order.h - a run of a command (pl_engine_options.command): what is to be run, and what came of it.
 *
 *     pl_run_start     takes the order: which of three kinds it is
 *     pl_run_collect   adds a collector: a format that the rows of a query will be written in
 *     pl_run_wait      runs it: QUERY and DASHBOARD as a local run (live.h), CHECK as a tree of
 *                      controls or of detections (check.h)
 *     pl_run_write     writes it (render/run_write.c)
 *
 * A pl_run with an order has nothing else: the run that does the work is inside.
 *
 * Threads: one. */
#ifndef PL_RUN_ORDER_H
#define PL_RUN_ORDER_H
#include "run/check.h"
#include "run/live.h"

typedef enum pl_order_kind { PL_ORDER_QUERY, PL_ORDER_DASHBOARD, PL_ORDER_CHECK } pl_order_kind;

/* A format that receives the rows of a query as they arrive. */
typedef struct pl_collector {
    void *ctx; /* owned: `free` */
    pl_row_sink sink;
    void (*finish)(void *ctx,
                   uint64_t nanos); /* the last row is there; not when the query failed */
    void (*free)(void *ctx);
} pl_collector;

enum { PL_COLLECTORS_MAX = 8 };

struct pl_order {
    pl_order_kind kind;
    pl_session *session;
    pl_run_start_options options; /* borrowed until it is done; `targets` has what `root` names */
    pl_entry_id named;            /* that resource */
    pl_str name;                  /* of the target; "query" */
    bool done;
    pl_run_end end;  /* valid once it is `done` */
    pl_diags *diags; /* why it could not begin, or failed as a whole */
    pl_collector collectors[PL_COLLECTORS_MAX];
    unsigned n_collectors;
    bool keeps_rows; /* of a query, for its snapshot */
    pl_run *run;     /* of a query or dashboard; owned. NULL: it could not begin */
    pl_check *check; /* NULL: the same */
};

#endif
