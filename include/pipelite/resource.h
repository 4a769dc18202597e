/* resource.h - one resource of a workspace with all its values, loaded on demand.
 *
 *     const pl_resource *r = pl_generation_pin_name(now, PL_S("my_mod.control.c"), diags);
 *     pl_str title;
 *     if (r && pl_resource_text(r, PL_S("title"), &title)) ...
 *     pl_resource_unpin(r);
 *
 * Loading takes microseconds. Loaded resources are kept in a cache, from which the least recently
 * used one is evicted when the budget is used up (pl_open_options.cache_bytes). A pinned resource
 * stays and does not change.
 *
 * Lifetime: everything that a resource returns is borrowed until it is unpinned. Unpin all
 * resources before pl_workspace_close(). Threads: any number may pin and read at the same time; a
 * resource that several threads request is loaded once. pl_workspace_set_inputs() may only be
 * called while no thread does so. */
#ifndef PIPELITE_RESOURCE_H
#define PIPELITE_RESOURCE_H
#include <pipelite/render.h>
#include <pipelite/values.h>

PL_C_BEGIN

typedef struct pl_resource pl_resource;

/* Pin a resource of a generation that the caller holds, the newest or an older one; it is evaluated
 * with the values that variables have in that generation. Release it with pl_resource_unpin(). If
 * its file has changed on disk since, the new text is read, unless the sources are kept
 * (pl_workspace_keep_sources()). NULL with errors in `diags` if it cannot be loaded, for example
 * because the file no longer has it, and always after pl_workspace_close(); other resources are not
 * affected. `name` is as pl_index_find() takes it. */
const pl_resource *pl_generation_pin(pl_generation *generation, pl_entry_id id, pl_diags *diags);
const pl_resource *pl_generation_pin_name(pl_generation *generation, pl_str name, pl_diags *diags);
void pl_resource_unpin(const pl_resource *r); /* NULL is fine */

/* Load all resources into the cache, as far as the budget allows. False with the errors of all
 * those that failed. */
bool pl_workspace_preload(pl_workspace *ws, pl_diags *diags);

/* ---- what it is */

pl_entry_id pl_resource_id(const pl_resource *r);
pl_kind pl_resource_kind(const pl_resource *r);
/* The resource that the attribute `base`, `query` or `category` refers to; PL_NO_ENTRY if it is not
 * set. */
pl_entry_id pl_resource_base(const pl_resource *r);
pl_entry_id pl_resource_query(const pl_resource *r);
pl_entry_id pl_resource_category(const pl_resource *r);
/* In their order. */
const pl_entry_id *pl_resource_children(const pl_resource *r, uint32_t *n);
size_t pl_resource_size(const pl_resource *r); /* bytes of memory */

/* ---- attributes, as they are after evaluation and base */

typedef enum pl_attribute_type {
    PL_ATTRIBUTE_UNSET, /* not set, or null */
    PL_ATTRIBUTE_BOOL,
    PL_ATTRIBUTE_INT, /* a whole number of 64 bits */
    PL_ATTRIBUTE_NUMBER,
    PL_ATTRIBUTE_TEXT,
    PL_ATTRIBUTE_LIST,
    PL_ATTRIBUTE_MAP,
    PL_ATTRIBUTE_UNKNOWN, /* known only when a dashboard runs */
} pl_attribute_type;

typedef struct pl_attribute {
    pl_str name; /* as in source and JSON; static */
    pl_attribute_type type;
    bool truth;       /* BOOL */
    int64_t number;   /* INT */
    pl_str text;      /* TEXT */
    uint32_t members; /* LIST, MAP: how many */
} pl_attribute;

/* The number of attributes that a resource of its kind can have, set or not. */
uint32_t pl_resource_attributes(const pl_resource *r);
/* The i-th of these in the order of the schema, from 0; false after the last. */
bool pl_resource_attribute(const pl_resource *r, size_t i, pl_attribute *out);
/* By name; false when the kind has none of that name. */
bool pl_resource_find(const pl_resource *r, pl_str name, pl_attribute *out);
/* False when it is not set, or of another type. */
bool pl_resource_text(const pl_resource *r, pl_str name, pl_str *out);
bool pl_resource_int(const pl_resource *r, pl_str name, int64_t *out);
bool pl_resource_bool(const pl_resource *r, pl_str name, bool *out);
/* The i-th member of a map of texts (tags), by key; false after the last. */
bool pl_resource_pair(const pl_resource *r, pl_str name, size_t i, pl_str *key, pl_str *value);
/* Any attribute as compact JSON, "null" when it is not set. False when there is no such
 * attribute, or JSON has no form for it (an unknown value). Owned; pl_text_free(). */
bool pl_resource_json(const pl_resource *r, pl_str name, pl_text *out);

/* ---- params and args */

typedef struct pl_resource_param {
    pl_str name, description, value; /* value: a text as it is, all else as JSON */
    bool has_description, has_value, is_text;
} pl_resource_param;
/* False after the last. */
bool pl_resource_get_param(const pl_resource *r, size_t i, pl_resource_param *out);

typedef struct pl_resource_arg {
    pl_str name;  /* empty: by position */
    pl_str value; /* as of a param */
    pl_str waits; /* a runtime reference that gives the value when a dashboard runs
                     ("self.input.region.value"); empty: none */
    bool is_null;
} pl_resource_arg;
bool pl_resource_get_arg(const pl_resource *r, size_t i, pl_resource_arg *out);

/* ---- the cache */

typedef struct pl_cache_stats {
    uint64_t entries, bytes, max_bytes;
    uint64_t pinned_entries, pinned_bytes; /* evicted ones included */
    uint64_t hits, misses, evictions, expired, too_large;
    uint64_t made, failed, waits; /* waits: threads that got what another thread loaded */
    uint64_t made_ns;             /* time spent loading */
} pl_cache_stats;
void pl_workspace_cache_stats_sized(size_t size, pl_workspace *ws, pl_cache_stats *out);
#define pl_workspace_cache_stats(...)                                                              \
    pl_workspace_cache_stats_sized(sizeof(pl_cache_stats), __VA_ARGS__)
/* Hits per request, from 0 to 1; 0 when there were no requests. */
double pl_cache_hit_rate(const pl_cache_stats *stats);

/* Evict one resource, or all: the next request loads it again. Pinned ones stay as they are. */
void pl_workspace_drop(pl_workspace *ws, pl_entry_id id);
void pl_workspace_drop_all(pl_workspace *ws);
/* Change the budget. */
void pl_workspace_limit_cache(pl_workspace *ws, uint64_t max_bytes);

PL_C_END

#endif
