/* meta.h - what listings show of an entry that is not literal, evaluated by itself.
 *
 * Only the expressions in question are parsed, at the places that the index knows; what
 * comes through `base`, and what fails, is worked out the long way (pl_evaluator_attr), which
 * says what is wrong.
 * Threads: as the evaluator. */
#ifndef PL_EVAL_META_H
#define PL_EVAL_META_H
#include "eval/evaluator.h"

typedef struct pl_evaluator_meta {
    pl_value title, description; /* strings or null; null when they are literal */
    pl_value tags;               /* map or object of strings, or null */
    bool reads;                  /* more than the index and the variables know of */
    /* Identifies the text of `tags` in its mod: equal numbers mean equal texts.
     * 0: that is not sure. */
    uint64_t text;
} pl_evaluator_meta;

/* Are the tags of that text known? Then they are left out. */
typedef bool pl_evaluator_knows(void *ctx, uint64_t text);

/* Attributes of the entry that need evaluation: bits. */
enum { PL_META_TITLE = 1, PL_META_DESCRIPTION = 2, PL_META_TAGS = 4 };
unsigned pl_evaluator_meta_open(const pl_ix_entry *entry);

/* Values live until the next call with this evaluator, which has no block open. False with errors
 * in `diags`; what could be worked out is in *out all the same. `knows` may be NULL. */
bool pl_evaluator_meta_of(pl_evaluator *ev, pl_entry_id id, pl_evaluator_knows *knows, void *ctx,
                          pl_evaluator_meta *out, pl_diags *diags);

#endif
