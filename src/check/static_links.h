/* static_links.h - what resources are to each other (mod-language.md 5.3, 7.7 to 8, 9.3).
 *
 * Judges a whole workspace by its index: names that are given twice, queries that are
 * missing or too many, children of benchmarks. Files are opened only to say where
 * something is. Asked when every file is sound by itself.
 * Threads: one per index and call. */
#ifndef PL_CHECK_STATIC_LINKS_H
#define PL_CHECK_STATIC_LINKS_H
#include "base/diag.h"
#include <pipelite/index.h>

/* Report in the order of the entries. `dir`: the workspace. With `variables_only` other
 * resources are not looked at. */
void pl_check_links(const pl_index *ix, pl_str dir, bool variables_only, pl_diags *diags);

#endif
