/* meta.h - evaluates the titles, descriptions and tags of an entry that are not literal.
 *
 * This is the fast way for listings: only these expressions are parsed, at the places recorded
 * in the index. A value that comes through `base`, or fails, is evaluated as a whole attribute
 * (pl_evaluator_attr), which reports the errors.
 * Threads: as the evaluator. */
#ifndef PL_EVAL_META_H
#define PL_EVAL_META_H
#include "eval/evaluator.h"

typedef struct pl_evaluator_meta {
    pl_value title, description; /* strings or null; null when they are literal */
    pl_value tags;               /* map or object of strings, or null */
    bool reads;                  /* depends on more than sources and variables */
    /* Identifies the text of `tags` in its mod: equal numbers mean equal texts.
     * 0: that is not sure. */
    uint64_t text;
} pl_evaluator_meta;

/* Does the caller have the value of tags with that text already? They are then not evaluated. */
typedef bool pl_evaluator_knows(void *ctx, uint64_t text);

/* Attributes of the entry that need evaluation: bits. */
enum { PL_META_TITLE = 1, PL_META_DESCRIPTION = 2, PL_META_TAGS = 4 };
unsigned pl_evaluator_meta_open(const pl_ix_entry *entry);

/* Evaluate the open attributes of `id`. Values live until the next call with this evaluator, which
 * must not have an open block. False with errors in `diags`; *out then has the values that could be
 * evaluated. `knows` may be NULL. */
bool pl_evaluator_meta_of(pl_evaluator *ev, pl_entry_id id, pl_evaluator_knows *knows, void *ctx,
                          pl_evaluator_meta *out, pl_diags *diags);

#endif
