/* jnode.h - a tree of JSON to be written: members in declared order, output in that order or
 * sorted.
 *
 * Snapshots come in two forms (cli.md 7.8): members in the order in which real Powerpipe declares
 * them, or sorted at every level with some left out. Live messages are sorted and complete. Rows
 * are not part of the tree: a node refers to a result, whose text has sorted members in any case.
 *
 * Lifetime: nodes and texts are in the arena of the call; rows are borrowed, and so is what
 * pl_jnode_borrow() is given. Threads: one at a time. */
#ifndef PL_RUN_JNODE_H
#define PL_RUN_JNODE_H
#include "base/arena.h"
#include "base/sink.h"
#include "run/message.h"
#include "value/value.h"

typedef enum pl_jnode_kind {
    PL_JNODE_RAW,  /* JSON text */
    PL_JNODE_TEXT, /* a string: `raw` is quoted when it is written */
    PL_JNODE_ARRAY,
    PL_JNODE_OBJECT,
    PL_JNODE_ROWS,     /* an array of rows whose text is kept elsewhere */
    PL_JNODE_ELEMENTS, /* inside ROWS: more rows */
} pl_jnode_kind;

typedef struct pl_jnode {
    uint8_t kind; /* pl_jnode_kind */
    bool hidden;  /* omitted by PL_JSON_STRIPPED */
    pl_str key;   /* in an object */
    pl_str raw;
    pl_rowtext *rows; /* borrowed; NULL: none */
    /* ROWS that are produced when they are written, which must be to a sink; `what` is borrowed. */
    void (*produce)(const void *what, pl_sink *out);
    const void *what;
    struct pl_jnode *first, *last, *next;
} pl_jnode;

pl_jnode *pl_jnode_new(pl_arena *arena, pl_jnode_kind kind);
/* Add a new last member to `parent` (in arrays the key is empty). */
pl_jnode *pl_jnode_add(pl_arena *arena, pl_jnode *parent, pl_str key, pl_jnode_kind kind);
/* Add a finished node as the last member. */
void pl_jnode_put(pl_jnode *parent, pl_str key, pl_jnode *node);
pl_jnode *pl_jnode_raw(pl_arena *arena, pl_jnode *parent, pl_str key, pl_str json);
pl_jnode *pl_jnode_str(pl_arena *arena, pl_jnode *parent, pl_str key, pl_str text);
/* The same without a copy: `text` stays until the tree was written. */
pl_jnode *pl_jnode_borrow(pl_arena *arena, pl_jnode *parent, pl_str key, pl_str text);
pl_jnode *pl_jnode_int(pl_arena *arena, pl_jnode *parent, pl_str key, int64_t n);
pl_jnode *pl_jnode_bool(pl_arena *arena, pl_jnode *parent, pl_str key, bool b);
pl_jnode *pl_jnode_null(pl_arena *arena, pl_jnode *parent, pl_str key);
/* Add a value: members sorted, numbers printed as doubles, infinities as null. */
pl_jnode *pl_jnode_value(pl_arena *arena, pl_jnode *parent, pl_str key, pl_value v);
/* Add an array of strings. */
pl_jnode *pl_jnode_strs(pl_arena *arena, pl_jnode *parent, pl_str key, const pl_str *list,
                        uint32_t n);
/* Sort members by the bytes of their keys, here or at every level. */
void pl_jnode_sort(pl_jnode *object, bool deep);

/* A deep copy that shares the texts, for a caller that sorts a tree which others read. */
pl_jnode *pl_jnode_copy(pl_arena *arena, const pl_jnode *node);

/* How JSON is written: SORTED at every level, which sorts the tree in place; STRIPPED of hidden
 * members. */
enum { PL_JSON_SORTED = 1 << 0, PL_JSON_STRIPPED = 1 << 1 };
/* Write it without blanks. `out` fails when kept rows cannot be read again (errno). */
void pl_jnode_write(pl_jnode *node, unsigned how, pl_sink *out);
/* Add it to a message, which refers to the rows instead of copying them. */
void pl_jnode_write_message(pl_jnode *node, unsigned how, pl_message_maker *out);

/* NULL: the object has no such member. */
pl_jnode *pl_jnode_member(pl_jnode *object, pl_str key);

#endif
