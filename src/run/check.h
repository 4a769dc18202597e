/* check.h - the contents of the public pl_check: a tree of controls or one of detections.
 * Threads: as <pipelite/run.h> says. */
#ifndef PL_RUN_CHECK_H
#define PL_RUN_CHECK_H
#include "run/tree.h"
#include <pipelite/run.h>

struct pl_detections;

struct pl_check {
    pl_check_tree *tree; /* exactly one of these two is set */
    struct pl_detections *detections;
    pl_check_tree *grouped; /* the tree for text and csv; NULL: they use `tree` */
};

#endif
