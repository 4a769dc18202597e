/* evaluators.h - the evaluators of a store, lent and idle. Private to the room. */
#ifndef PL_EVAL_EVALUATORS_H
#define PL_EVAL_EVALUATORS_H
#include "eval/evaluator_inner.h"

/* Free the idle evaluators of the store. None may be lent. */
void pl_evaluators__free_idle(pl_value_store *store);

#endif
