/* aim.h - which resource, variable or local a reference names, without evaluating it
 * (mod-language.md 5.4).
 *
 * Threads: pure over their arguments. */
#ifndef PL_CHECK_AIM_H
#define PL_CHECK_AIM_H
#include "hcl/ast.h"
#include "index/read.h"

typedef struct pl_aim {
    pl_entry_id id; /* or PL_NO_ENTRY */
    unsigned used;  /* how many of the steps belong to the name */
    bool connection;
} pl_aim;

/* Find what `root` and the steps after it name in an expression of `mod`. */
pl_aim pl_aim_at(const pl_index *ix, uint32_t mod, pl_str root, const pl_step *steps);
/* Is the step `.name` or ["name"]? */
bool pl_aim_is_name(const pl_step *step);

#endif
