/* documents.h - the files that functions have read (file(), templatefile() and the like), with
 * the state in which each was, and the entries whose expressions read them.
 *
 * Notes are kept from one generation to the next, because values and resources that did not change
 * are handed on without being evaluated again. When an entry changes, its notes are dropped; they
 * are made again when the entry is evaluated.
 *
 * Invariants, under the lock (the sizes are checked after each note, everything when all notes are
 * dropped):
 *   1. Each document, entry and pair is noted once: `by_path`, `by_entry` and `by_pair` are as
 *      large as `list`, `entries` and `readers`, and lead to them.
 *   2. The document and the entry of a reader are in `list` and `entries`.
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
    uint64_t epoch; /* counts additions to `list` */
} pl_documents;

void pl_documents_init(pl_documents *d);
void pl_documents_done(pl_documents *d);
/* Drop all notes. */
void pl_documents_clear(pl_documents *d);

/* Note that an expression of `entry` (empty: of no entry) read the file `path`. Both are copied.
 * Returns the number of bytes that the note takes. */
size_t pl_documents_note(pl_documents *d, pl_str path, pl_str entry);
/* Drop the notes about what `entry` has read; the documents stay in the list. */
void pl_documents_forget_entry(pl_documents *d, pl_str entry);
/* Copy all documents into `arena`, with the states in which they were read; returns how many. */
uint32_t pl_documents_copy(pl_documents *d, pl_arena *arena, pl_read_file **out);
/* List the names of the entries that read the document at `path`, in `arena`; returns how many. */
uint32_t pl_documents_readers(pl_documents *d, pl_str path, pl_arena *arena, pl_str **out);
/* Replace the state of the document with the path file->path, if it is noted. */
void pl_documents_set_state(pl_documents *d, const pl_read_file *file);
/* A number that changes whenever a document is added or all notes are dropped. */
uint64_t pl_documents_epoch(pl_documents *d);

#endif
