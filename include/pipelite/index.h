/* index.h - find any resource of a workspace without parsing it.
 *
 * An index maps full names ("mod.kind.name") to the place that defines them, with
 * the literal attributes that listings need. It is one read-only image, built in
 * memory or mapped from disk, never changed.
 *
 * Lifetime: every pl_str is borrowed from the index and dies with pl_index_close().
 * Threads: any number may read an open index.
 */
#ifndef PIPELITE_INDEX_H
#define PIPELITE_INDEX_H
#include <pipelite/base.h>
#include <pipelite/kind.h>

typedef struct pl_index pl_index;
typedef uint32_t pl_entry_id;

#define PL_NO_ENTRY UINT32_MAX

typedef struct pl_entry {
    pl_entry_id id;
    pl_kind kind;
    pl_str mod;        /* short name of the owning mod */
    pl_str short_name; /* label, or the generated name of an anonymous block */
    pl_str title;      /* literal, or the provisional text */
    pl_str file;       /* relative to the workspace */
    pl_range span;     /* whole block, keyword to closing brace */
    uint32_t line, end_line;
    bool anonymous, top_level, detection, own_mod, direct_mod, needs_resolution;
} pl_entry;

typedef struct pl_index_stats {
    uint32_t entries, files, mods, strings, unresolved;
    uint32_t by_kind[PL_KIND_COUNT];
    uint64_t image_bytes, source_bytes;
} pl_index_stats;

void pl_index_close(pl_index *ix); /* NULL is fine */

void pl_index_get_stats(const pl_index *ix, pl_index_stats *out);

/* Fill `*out`; `id` must be below stats.entries. */
void pl_index_get(const pl_index *ix, pl_entry_id id, pl_entry *out);
/* By full name; a short mod name or none (then the workspace mod) before the kind.
 * False when there is no such resource. O(1), allocates nothing. */
bool pl_index_find(const pl_index *ix, pl_str name, pl_entry *out);
/* Ids of one kind: workspace mod first, then by mod and full name. Borrowed. */
const pl_entry_id *pl_index_kind(const pl_index *ix, pl_kind kind, uint32_t *n);
/* Write the full name of `id` to `out` (at most `cap` bytes); returns its length. */
size_t pl_index_name(const pl_index *ix, pl_entry_id id, char *out, size_t cap);

/* Children in their order; targets that do not exist are left out here. Borrowed;
 * PL_NO_ENTRY never occurs but values above the entry count do (missing names). */
const pl_entry_id *pl_index_children(const pl_index *ix, pl_entry_id id, uint32_t *n);
const pl_entry_id *pl_index_parents(const pl_index *ix, pl_entry_id id, uint32_t *n);
/* Entries that refer to `id`. */
const pl_entry_id *pl_index_dependents(const pl_index *ix, pl_entry_id id, uint32_t *n);

/* Each chain from a mod down to `id`, every one once, in order. `fn` gets the ids
 * from the top; return false to stop. Cycles contribute their simple paths. */
typedef bool pl_path_fn(void *ctx, const pl_entry_id *chain, uint32_t n);
void pl_index_paths(const pl_index *ix, pl_entry_id id, pl_path_fn *fn, void *ctx);

#endif
