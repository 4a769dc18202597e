/* aim.h - which resource, variable or local a reference names, without evaluating it
 * (mod-language.md 5.4), and which one a place belongs to.
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
/* The innermost entry of a file around `byte`; PL_NO_ENTRY: there is none. */
pl_entry_id pl_check__entry_in(const pl_index *ix, uint32_t file, uint32_t byte);
/* The first entry of a file that begins after `byte`, or the one after its last entry. */
pl_entry_id pl_check__entry_after(const pl_index *ix, uint32_t file, uint32_t byte);
/* Is the step `.name` or ["name"]? */
bool pl_aim_is_name(const pl_step *step);

#endif
