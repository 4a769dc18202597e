/* documents.h - the files that functions have read (file(), templatefile() and the like), with
 * the state in which each was, and the entries whose expressions read them.
 *
 * What is noted stays noted from one generation to the next, because values and resources that
 * did not change are handed on without being evaluated again. When an entry changes, what was
 * noted for it is forgotten: it is noted again when it is evaluated.
 *
 * Invariants, under the lock (sizes after each note, the whole when all is forgotten):
 *   1. Each document, entry and pair is noted once: `by_path`, `by_entry` and `by_pair` are as
 *      large as `list`, `entries` and `readers`, and lead to them.
 *   2. A reader names a document and an entry that are there.
 *
 * Private to the room. Threads: any; init and done for one. */
#ifndef PL_WORKSPACE_DOCUMENTS_H
#define PL_WORKSPACE_DOCUMENTS_H
#include "base/arena.h"
#include "base/map.h"
#include "base/vec.h"
#include "workspace/read_files.h"
#include <pthread.h>

/* An expression of an entry read a document. */
typedef struct pl_document_reader {
    uint32_t document; /* position in `list` */
    uint32_t entry;    /* position in `entries` */
    bool forgotten;    /* the entry has changed since then */
} pl_document_reader;

typedef struct pl_documents {
    pthread_mutex_t lock;      /* of all below */
    PL_VEC(pl_read_file) list; /* paths are absolute */
    PL_VEC(pl_str) entries;    /* full names */
    PL_VEC(pl_document_reader) readers;
    pl_map by_path, by_entry, by_pair; /* -> positions; a pair is the bytes of two positions */
    pl_arena texts;
    uint64_t epoch; /* rises with `list` */
} pl_documents;

void pl_documents_init(pl_documents *d);
void pl_documents_done(pl_documents *d);
/* Forget all of them. */
void pl_documents_clear(pl_documents *d);

/* An expression of `entry` read `path`. Returns how much memory that took. */
size_t pl_documents_note(pl_documents *d, pl_str path, pl_str entry);
/* Forget what an entry has read. */
void pl_documents_forget_entry(pl_documents *d, pl_str entry);
/* Copies in `arena`, with the states in which they were read; returns how many. */
uint32_t pl_documents_copy(pl_documents *d, pl_arena *arena, pl_read_file **out);
/* The names of the entries that read the document at `path`, in `arena`. */
uint32_t pl_documents_readers(pl_documents *d, pl_str path, pl_arena *arena, pl_str **out);
/* The document was looked at again: this is its state now. */
void pl_documents_set_state(pl_documents *d, const pl_read_file *file);
/* Another number whenever a document was added or all were forgotten. */
uint64_t pl_documents_epoch(pl_documents *d);

#endif
