/* jnode.h - JSON in the making: members in declared order, written in that order or sorted.
 *
 * Snapshots come in two forms (cli.md 7.8): as real Powerpipe declares them, or with the
 * members of every object sorted and some left out. Rows are not in the tree but in a
 * spool, as text whose members are sorted anyway.
 *
 * Lifetime: nodes and texts are in the arena of the call, rows are borrowed.
 * Threads: plain data. */
#ifndef PL_RUN_JNODE_H
#define PL_RUN_JNODE_H
#include "base/arena.h"
#include "base/spool.h"
#include "value/value.h"

typedef enum pl_jnode_kind {
    PL_JNODE_RAW, /* JSON text */
    PL_JNODE_ARRAY,
    PL_JNODE_OBJECT,
    PL_JNODE_ROWS, /* an array whose elements, with commas between, are a spool */
} pl_jnode_kind;

typedef struct pl_jnode {
    uint8_t kind; /* pl_jnode_kind */
    bool hidden;  /* left out of what is stripped */
    pl_str key;   /* in an object */
    pl_str raw;
    const pl_spool *rows;
    struct pl_jnode *first, *last, *next;
} pl_jnode;

pl_jnode *pl_jnode_new(pl_arena *arena, pl_jnode_kind kind);
/* A new last member of `parent` (key empty in arrays). */
pl_jnode *pl_jnode_add(pl_arena *arena, pl_jnode *parent, pl_str key, pl_jnode_kind kind);
/* Put a finished node there. */
void pl_jnode_put(pl_jnode *parent, pl_str key, pl_jnode *node);
pl_jnode *pl_jnode_raw(pl_arena *arena, pl_jnode *parent, pl_str key, pl_str json);
pl_jnode *pl_jnode_str(pl_arena *arena, pl_jnode *parent, pl_str key, pl_str text);
pl_jnode *pl_jnode_int(pl_arena *arena, pl_jnode *parent, pl_str key, int64_t n);
pl_jnode *pl_jnode_bool(pl_arena *arena, pl_jnode *parent, pl_str key, bool b);
pl_jnode *pl_jnode_null(pl_arena *arena, pl_jnode *parent, pl_str key);
/* A value as JSON: members sorted, numbers as doubles print, infinities null. */
pl_jnode *pl_jnode_value(pl_arena *arena, pl_jnode *parent, pl_str key, pl_value v);
/* A string list. */
pl_jnode *pl_jnode_strs(pl_arena *arena, pl_jnode *parent, pl_str key, const pl_str *list,
                        uint32_t n);
/* Sort members by the bytes of their keys, here or at every level. */
void pl_jnode_sort(pl_jnode *object, bool deep);

/* Without blanks. `stripped`: sorted at every level, without what is hidden. Sorts in place. */
void pl_jnode_write(pl_jnode *node, bool stripped, pl_spool *out);

#endif
