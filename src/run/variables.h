/* variables.h - the variables that some resources refer to, as snapshots list them
 * (server.md 5.10): "name" of the workspace's mod, "mod.name" of others, with values as text.
 * Threads: the one that has entered the store (pl_store_enter). */
#ifndef PL_RUN_VARIABLES_H
#define PL_RUN_VARIABLES_H
#include "run/store.h"
#include "run/tree.h"

/* The variables to which the entries `ids` refer directly, as whole values; those of which only a
 * part is used are left out, as in Powerpipe. Sorted, each once, in `arena`. */
const pl_tag_pair *pl_variables_of(pl_store *store, const pl_entry_id *ids, size_t n_ids,
                                   pl_arena *arena, uint32_t *n);
/* Append a value as snapshots show it: text as it is, 20, ['a','b']; maps, objects, sets as JSON.
 */
void pl_variable_text(pl_value v, pl_buf *out);

#endif
