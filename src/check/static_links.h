/* static_links.h - checks how resources relate to each other (mod-language.md 5.3, 7.7 to 8, 9.3).
 *
 * Judges a whole workspace by its index: names that are given twice, missing or superfluous
 * queries, children of benchmarks. Files are opened only to find the place of an error. Called when
 * every file is sound by itself.
 * Threads: one per index and call. */
#ifndef PL_CHECK_STATIC_LINKS_H
#define PL_CHECK_STATIC_LINKS_H
#include "base/diag.h"
#include <pipelite/index.h>

/* Report errors in the order of the entries. `dir`: the workspace. With `variables_only` only
 * variables are checked. */
void pl_check_links(const pl_index *ix, pl_str dir, bool variables_only, pl_diags *diags);

#endif
