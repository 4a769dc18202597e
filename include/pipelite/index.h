/* index.h - find any resource of a workspace without parsing it.
 *
 * An index maps full names ("mod.kind.name") to the place that defines them, with
 * the literal attributes that listings need. It is one read-only image, built in
 * memory or mapped from disk, never changed.
 *
 * Lifetime: every pl_str is borrowed from the index, until pl_index_close().
 * Threads: any number may read an open index.
 */
#ifndef PIPELITE_INDEX_H
#define PIPELITE_INDEX_H
#include <pipelite/base.h>
#include <pipelite/kind.h>

PL_C_BEGIN

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
    bool anonymous;        /* block without a label */
    bool top_level;        /* child of its mod: nothing in that mod holds or lists it */
    bool top_block;        /* stands at the top level of its file */
    bool detection;        /* benchmark of detections */
    bool own_mod;          /* of the workspace's own mod */
    bool direct_mod;       /* of the workspace's own mod, or of one that it requires directly */
    bool needs_resolution; /* title, description, tags or children need evaluation */
} pl_entry;

typedef struct pl_index_stats {
    uint32_t entries;   /* ids run from 0 to here */
    uint32_t resources; /* entries that a name leads to: no duplicates */
    uint32_t files, mods, strings, unresolved;
    uint64_t image_bytes, source_bytes;
} pl_index_stats;

void pl_index_close(pl_index *ix); /* NULL is fine */

void pl_index_get_stats_sized(size_t size, const pl_index *ix, pl_index_stats *out);
#define pl_index_get_stats(...) pl_index_get_stats_sized(sizeof(pl_index_stats), __VA_ARGS__)

/* Fill `*out`; `id` must be below stats.entries. */
void pl_index_get(const pl_index *ix, pl_entry_id id, pl_entry *out);
/* Find by full name. The name begins with the mod's short name, or its dependency path with or
 * without version; without either it means the workspace mod. Of several versions of a mod, the one
 * that the workspace mod requires itself is preferred. When several resources have one name (inputs
 * of two dashboards, a control and a detection benchmark), the first is found. False when there is
 * none. O(1) for each mod, allocates nothing. */
bool pl_index_find(const pl_index *ix, pl_str name, pl_entry *out);
/* Short name of the mod with that dependency path, with or without version; `path`
 * itself when there is none. */
pl_str pl_index_mod_name(const pl_index *ix, pl_str path);
/* Ids of one kind: workspace mod first, then by mod and full name. Borrowed. */
const pl_entry_id *pl_index_kind(const pl_index *ix, pl_kind kind, uint32_t *n);
/* The number of entries of a kind; 0 for a kind that this release does not have. */
uint32_t pl_index_count(const pl_index *ix, pl_kind kind);
/* Write the full name of `id` to `out` (at most `cap` bytes, no NUL); returns its
 * length, which may be more than `cap`. */
size_t pl_index_name(const pl_index *ix, pl_entry_id id, char *out, size_t cap);

/* Children in their order. Borrowed. A value at or above stats.entries stands for a
 * name that does not exist (a benchmark's child in a mod that is not installed). */
const pl_entry_id *pl_index_children(const pl_index *ix, pl_entry_id id, uint32_t *n);
/* The entries that contain `id` or list it as a child, ascending; its mod's entry when there is
 * none in the mod. Borrowed. */
const pl_entry_id *pl_index_parents(const pl_index *ix, pl_entry_id id, uint32_t *n);
/* Entries that refer to `id` in any other way than listing it as a child. Borrowed. */
const pl_entry_id *pl_index_dependents(const pl_index *ix, pl_entry_id id, uint32_t *n);

/* Call `fn` once for each chain of containers from a mod down to `id`, in the order of their full
 * names. `fn` gets the ids from the top, the mod's own entry first (which a mod without a file
 * lacks); it returns false to stop. Inputs of one name in several dashboards share their chains. In
 * cycles only simple paths count. Resources for which Powerpipe prints no path have none: mods,
 * `with` blocks, nested nodes, edges and categories, graphs that hold nodes, and containers that
 * hold only such resources.
 *
 * In a hostile mod the chains multiply with every level. Therefore `fn` is called at most
 * PL_PATHS_MAX times (real mods have up to a hundred chains), and the search ends after
 * PL_PATHS_STEPS. False when something was left out for that reason. */
enum { PL_PATHS_MAX = 10000, PL_PATHS_STEPS = 1 << 20 };
typedef bool pl_path_fn(void *ctx, const pl_entry_id *chain, uint32_t n);
bool pl_index_paths(const pl_index *ix, pl_entry_id id, pl_path_fn *fn, void *ctx);

PL_C_END

#endif
