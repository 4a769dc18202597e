/* jnode.h - JSON in the making: members in declared order, written in that order or sorted.
 *
 * Snapshots come in two forms (cli.md 7.8): as real Powerpipe declares them, or with the
 * members of every object sorted and some left out; live messages are sorted and complete. Rows
 * are not in the tree but in a result, as text whose members are sorted anyway.
 *
 * Lifetime: nodes and texts are in the arena of the call, rows are borrowed.
 * Threads: plain data. */
#ifndef PL_RUN_JNODE_H
#define PL_RUN_JNODE_H
#include "base/arena.h"
#include "run/message.h"
#include "value/value.h"

typedef enum pl_jnode_kind {
    PL_JNODE_RAW,  /* JSON text */
    PL_JNODE_TEXT, /* `raw` is quoted when it is written */
    PL_JNODE_ARRAY,
    PL_JNODE_OBJECT,
    PL_JNODE_ROWS,     /* an array of rows, as text that is kept elsewhere */
    PL_JNODE_ELEMENTS, /* in ROWS: more rows of it */
} pl_jnode_kind;

typedef struct pl_jnode {
    uint8_t kind; /* pl_jnode_kind */
    bool hidden;  /* left out of what is stripped */
    pl_str key;   /* in an object */
    pl_str raw;
    pl_rowtext *rows; /* borrowed; NULL: none */
    /* ROWS that are written when they are asked for, into a spool only; `what` is borrowed. */
    void (*produce)(const void *what, pl_spool *out);
    const void *what;
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

/* A deep copy that shares the texts: for who sorts what others read. */
pl_jnode *pl_jnode_copy(pl_arena *arena, const pl_jnode *node);

/* How JSON is written: SORTED at every level, in place; STRIPPED of what is hidden. */
enum { PL_JSON_SORTED = 1 << 0, PL_JSON_STRIPPED = 1 << 1 };
/* Without blanks. */
void pl_jnode_write(pl_jnode *node, unsigned how, pl_spool *out);
/* The same as a part of a message, which refers to rows and does not copy them. */
void pl_jnode_tell(pl_jnode *node, unsigned how, pl_message_maker *out);

/* NULL: the object has no such member. */
pl_jnode *pl_jnode_member(pl_jnode *object, pl_str key);

#endif
