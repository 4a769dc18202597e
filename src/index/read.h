/* read.h - the sections of an open index, for the rooms above.
 *
 * Ids are array positions (format.h). Every id in an open index is sound, so
 * nothing here checks what it reads; ids that callers bring must be below the
 * counts. Everything is borrowed from the index.
 * Threads: any number may read. */
#ifndef PL_INDEX_READ_H
#define PL_INDEX_READ_H
#include "base/arena.h"
#include "base/buf.h"
#include "index/format.h"
#include "schema/attr.h"
#include <pipelite/index.h>

const pl_ix_header *pl_index_header(const pl_index *ix);
/* Any section; *n is the number of its elements (of ENTRY with the sentinel). */
const void *pl_index_section(const pl_index *ix, pl_ix_section section, uint32_t *n);

pl_str pl_index_str(const pl_index *ix, uint32_t string);
const pl_ix_mod *pl_index_mods(const pl_index *ix, uint32_t *n);
/* Ids of the mods that mod `mod` requires itself, in its order. */
const uint32_t *pl_index_mod_deps(const pl_index *ix, uint32_t mod, uint32_t *n);
const pl_ix_file *pl_index_files(const pl_index *ix, uint32_t *n);
/* `n` without the sentinel. */
const pl_ix_entry *pl_index_entries(const pl_index *ix, uint32_t *n);
/* The entry `id`, which must be below the number of entries. Borrowed from the index. */
const pl_ix_entry *pl_index_entry(const pl_index *ix, pl_entry_id id);
/* A row of DIAG as a message of the file that was named `path`; its texts are borrowed. */
pl_diag pl_index_diag(const pl_index *ix, const pl_ix_diag *row, pl_str path);
/* Entries of mod `mod` and of file `file`: [*first, *end). */
void pl_index_mod_entries(const pl_index *ix, uint32_t mod, uint32_t *first, uint32_t *end);
void pl_index_file_entries(const pl_index *ix, uint32_t file, uint32_t *first, uint32_t *end);

/* The expressions of a file that may fail; only of files with PL_IX_FILE_PRECHECKED. */
const pl_ix_precheck *pl_index_file_prechecks(const pl_index *ix, uint32_t file, uint32_t *n);

/* The entry of that kind and short name in that mod alone, or PL_NO_ENTRY. A control
 * benchmark is preferred to a detection benchmark. */
pl_entry_id pl_index_find_in(const pl_index *ix, uint32_t mod, pl_kind kind, pl_str name);
/* Find by full name as pl_index_find() does, for text that is used in mod `mod`: of several
 * versions of a mod, the one that `mod` itself requires is preferred. PL_NO_ENTRY when there is
 * none. */
pl_entry_id pl_index_find_from(const pl_index *ix, uint32_t mod, pl_str name);
/* Find the entry that has the name of entry `id` of another index: in the same version of the same
 * mod or, if there is none, in any mod of that name. PL_NO_ENTRY when there is none. */
pl_entry_id pl_index_find_same(const pl_index *ix, const pl_index *other, pl_entry_id id);
/* All entries with the full name of `id` (inputs of several dashboards, mods in two versions), by
 * file and offset: a run of NAME. A duplicate is not in it, but the first of its name is. */
const pl_entry_id *pl_index_same_name(const pl_index *ix, pl_entry_id id, uint32_t *n);
/* Append the full name: "mod.kind.name", "mod.name" for a mod. */
void pl_index_print_name(const pl_index *ix, pl_entry_id id, pl_buf *out);
/* The full name of entry `id`, in `arena`. */
pl_str pl_index_full_name(const pl_index *ix, pl_entry_id id, pl_arena *arena);
/* Compare full names bytewise, as strcmp() does. */
int pl_index_name_cmp(const pl_index *ix, pl_entry_id a, pl_entry_id b);

/* The entry's own attribute, or NULL when the index does not keep it. */
const pl_ix_attr *pl_index_attr(const pl_index *ix, pl_entry_id id, pl_attr_id attr);
/* The value of a short literal; empty for any other attribute and for NULL. */
pl_str pl_index_attr_text(const pl_index *ix, const pl_ix_attr *attr);
/* The resource that is the whole value of the entry's own `attr` (query, base,
 * category), or PL_NO_ENTRY. */
pl_entry_id pl_index_named_by(const pl_index *ix, pl_entry_id id, pl_attr_id attr);
/* The resource of the same kind named by `base`, or PL_NO_ENTRY. */
pl_entry_id pl_index_base(const pl_index *ix, pl_entry_id id);
/* Like pl_index_base(), to follow a chain of bases: start with *depth 0. A cycle of bases ends with
 * PL_NO_ENTRY after PL_IX_BASE_DEPTH steps. */
pl_entry_id pl_index_next_base(const pl_index *ix, pl_entry_id id, uint32_t *depth);

/* The references of one entry, in source order. */
typedef struct pl_ref_iter {
    const pl_index *ix;
    pl_entry_id entry;
    uint32_t at, end;       /* in REF */
    uint32_t child, childs; /* in CHILD, while the references of `children` are returned */
    pl_buf text;            /* owned */
} pl_ref_iter;

typedef struct pl_index_ref {
    pl_str to;          /* as written; borrowed until the next one */
    pl_entry_id target; /* PL_NO_ENTRY: none, or known only when it runs */
    pl_str block;       /* label of the param block; empty: in the entry's own body */
    pl_str attr;
    bool in_param, recorded;
} pl_index_ref;

/* pl_ref_iter_done() when finished. */
void pl_ref_iter_init(pl_ref_iter *it, const pl_index *ix, pl_entry_id id);
bool pl_ref_iter_next(pl_ref_iter *it, pl_index_ref *out);
void pl_ref_iter_done(pl_ref_iter *it);

/* The children of a benchmark whose list is an expression (PL_ENTRY_CHILDREN_OPEN), once it was
 * evaluated. */
typedef struct pl_resolved_children {
    pl_entry_id id;
    const pl_entry_id *list; /* in their order */
    uint32_t n;
} pl_resolved_children;

/* Make pl_index_children(), pl_index_parents() and `top_level` return these; they replace all that
 * an earlier call gave. The image does not change. `kids` is copied. Threads: one calls this at a
 * time, while others may read. */
void pl_index_set_children(pl_index *ix, const pl_resolved_children *kids, uint32_t n);

#endif
