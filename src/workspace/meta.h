/* meta.h - titles, descriptions and tags that had to be worked out.
 *
 * One record for each entry that is not literal, made once and never changed: readers see
 * the provisional text of the index or the whole record, nothing in between.
 *
 *     records   entry -> record or NULL, one atomic pointer each
 *     words     one copy of each text: tags repeat their keys and values
 *     writers   one for each thread that works something out, without locks: each has
 *               words of its own
 *
 * Invariants (pl_metas__check, when a table is freed):
 *   1. A record has messages exactly when its entry could not be worked out. They belong to the
 *      pool that successive tables share.
 *   2. A record never changes once it is in the table. When two threads worked out the same
 *      entry, the later one replaces it, and the earlier one stays valid for its readers.
 *   3. Only records that were worked out from the index and variables alone pass to the next table.
 *
 * What was worked out is kept beside the saved index, as far as it depends on nothing but
 * the files of the index and the values of variables:
 *
 *     magic | version | n_bytes | image | values | checksum | records
 *     record:  entry | flags | n_tags | title | description | key, value ...
 *     text:    32-bit length, bytes
 *
 * `image` is the checksum of the index it belongs to, `values` tells one set of values of
 * variables from another. What does not fit is not used.
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
/* The same for the next generation: what can be taken over is, by new_of[old id];
 * PL_NO_ENTRY: not this one. Texts of the old table that were taken over outlive it. */
pl_metas *pl_metas_follow(const pl_index *ix, pl_metas *old, const uint32_t *new_of);
void pl_metas_free(pl_metas *metas); /* NULL is fine */

/* Does it need one, and how many attributes of it do. */
uint32_t pl_meta_open(const pl_index *ix, pl_entry_id id);
/* Owned; pl_meta_writer_free(), before the table. */
typedef struct pl_meta_writer pl_meta_writer;
pl_meta_writer *pl_meta_writer_new(pl_metas *metas);
void pl_meta_writer_free(pl_meta_writer *writer); /* NULL is fine */
/* `meta` was worked out for `id`. `recorded`: why it was not (taken; or NULL). */
void pl_metas_put(pl_meta_writer *writer, pl_entry_id id, const pl_evaluator_meta *meta,
                  pl_diags *recorded);
/* Has it seen tags of this text? As pl_evaluator_knows. */
bool pl_meta_writer_knows(void *writer, uint64_t text);
bool pl_metas_has(const pl_metas *metas, pl_entry_id id);
/* With what `metas` (NULL: nothing) adds to the index. */
void pl_metas_get(const pl_index *ix, const pl_metas *metas, pl_entry_id id, pl_metadata *out);
/* Owned; NULL when nothing was said. */
pl_diags *pl_metas_why(pl_metas *metas, pl_entry_id id);
uint64_t pl_metas_epoch(const pl_metas *metas);

/* All records that may be kept, for the image with that checksum and those values. */
void pl_metas_write(pl_metas *metas, uint64_t image, uint64_t values, pl_buf *out);
/* Take them over; false when they do not fit. Returns how many in *n. */
bool pl_metas_read(pl_metas *metas, pl_str bytes, uint64_t image, uint64_t values, uint32_t *n);

#endif
