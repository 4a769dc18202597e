/* meta.h - the table of metadata: titles, descriptions and tags that were evaluated.
 *
 * It has one record for each entry whose metadata is not literal. A record is made once and never
 * changed: readers see either the provisional text of the index or the whole record.
 *
 *     records   entry -> record or NULL, one atomic pointer each
 *     words     one copy of each text, because tags repeat their keys and values
 *     writers   one for each thread that evaluates; each has words of its own, so it needs no lock
 *
 * Invariants (pl_metas__check, when a table is freed):
 *   1. A record has messages exactly when its entry could not be evaluated. They belong to the
 *      pool that successive tables share.
 *   2. A record never changes once it is in the table. If two threads evaluated the same entry, the
 *      later record replaces the earlier one, which stays valid for its readers.
 *   3. Only records that depend on nothing but the index and variables pass to the next table.
 *
 * Records that depend on nothing but the files of the index and the values of variables are saved
 * beside the index:
 *
 *     magic | version | n_bytes | image | values | checksum | records
 *     record:  entry | flags | n_tags | title | description | key, value ...
 *     text:    32-bit length, bytes
 *
 * `image` is a checksum of the contents of the index that it belongs to, `values` is a hash of the
 * values of variables. A file in which one of them differs is not used.
 *
 * Lifetime: texts live as long as the table. Threads: any. */
#ifndef PL_WORKSPACE_META_H
#define PL_WORKSPACE_META_H
#include "base/buf.h"
#include "index/read.h"
#include "eval/meta.h"
#include <pipelite/phase.h>

typedef struct pl_metas pl_metas;

/* Owned; the index is borrowed. */
pl_metas *pl_metas_new(const pl_index *ix);
/* A new table for the next generation, which takes over the records of `old`: new_of[id] is the
 * entry that `id` became, PL_NO_ENTRY if its record must not be taken over. Texts that were taken
 * over outlive the old table. */
pl_metas *pl_metas_follow(const pl_index *ix, pl_metas *old, const uint32_t *new_of);
void pl_metas_free(pl_metas *metas); /* NULL is fine */

/* How many attributes of entry `id` have to be evaluated for its metadata; 0: it needs no record.
 */
uint32_t pl_meta_open(const pl_index *ix, pl_entry_id id);
/* Owned; pl_meta_writer_free(), before the table. */
typedef struct pl_meta_writer pl_meta_writer;
pl_meta_writer *pl_meta_writer_new(pl_metas *metas);
void pl_meta_writer_free(pl_meta_writer *writer); /* NULL is fine */
/* Make the record of entry `id` from `meta`, which is copied. `recorded` (taken): the errors if it
 * could not be evaluated; NULL: it could. */
void pl_metas_put(pl_meta_writer *writer, pl_entry_id id, const pl_evaluator_meta *meta,
                  pl_diags *recorded);
/* Has the writer already made tags of that source text? A pl_evaluator_knows. */
bool pl_meta_writer_knows(void *writer, uint64_t text);
/* Is there a record of entry `id`? */
bool pl_metas_has(const pl_metas *metas, pl_entry_id id);
/* Fill *out from the record of entry `id`, else from the index; `metas` may be NULL. */
void pl_metas_get(const pl_index *ix, const pl_metas *metas, pl_entry_id id, pl_metadata *out);
/* The errors with which entry `id` failed, owned; NULL if there are none. */
pl_diags *pl_metas_why(pl_metas *metas, pl_entry_id id);
/* A number that rises with each new record; 0 for NULL. */
uint64_t pl_metas_epoch(const pl_metas *metas);

/* Append all records that may be saved, in the format above. */
void pl_metas_write(pl_metas *metas, uint64_t image, uint64_t values, pl_buf *out);
/* Take over the records in `bytes`, and set *n to their number. False if they are damaged, or
 * belong to another `image` or other `values`. */
bool pl_metas_read(pl_metas *metas, pl_str bytes, uint64_t image, uint64_t values, uint32_t *n);

#endif
