/* aim.h - which resource, variable or local a reference names, without evaluating it
 * (mod-language.md 5.4), and which one a place belongs to.
 *
 * Threads: pure over their arguments. */
#ifndef PL_CHECK_AIM_H
#define PL_CHECK_AIM_H
#include "hcl/ast.h"
#include "index/read.h"
#include <pipelite/kind.h>

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
static inline bool pl_aim_is_name(const pl_step *step)
{
    return step && (!step->is_index || step->key == PL_LIT_STRING);
}
/* A reference as it is written: query.x, or dep.query.x. */
typedef struct pl_ref_words {
    pl_str mod; /* empty: none stands before the kind */
    pl_kind kind;
    const pl_step *name; /* the steps from the name on, if any follow */
} pl_ref_words;
/* Find the kind that a reference names; false: it names none. */
bool pl_ref_read(pl_str root, const pl_step *steps, pl_ref_words *out);
/* Does the root begin a runtime reference, which has a value only while a dashboard runs? */
bool pl_aim_is_runtime(pl_str root);
/* Is `name` valid for a block? A block with an invalid name is not decoded. */
bool pl_check__is_name(pl_str name);

/* What may begin a reference without being the name of a mod (mod-language.md 9.4). */
typedef enum pl_root {
    PL_ROOT_UNKNOWN,
    PL_ROOT_KIND,  /* query, var */
    PL_ROOT_ITEM,  /* other words that Powerpipe takes for the type of an item */
    PL_ROOT_OTHER, /* words that have a meaning somewhere, but name no item */
} pl_root;
pl_root pl_root_of(pl_str word);

#endif
