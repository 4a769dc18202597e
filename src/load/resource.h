/* resource.h - one materialised resource: everything real Powerpipe holds of it.
 *
 * A record in an arena of its own: evicting it is one pl_arena_done(). Fields are
 * values in the order of its schema (schema/schema.h); an unset field has tag NULL.
 * Strings that lie in static tables are borrowed from there, all others are in the arena:
 * a resource is handed on from one generation to the next, images are not. Other
 * resources are named by entry id, never pointed to.
 *
 * Lifetime: valid while pinned (load/loader.h). Threads: immutable once loaded. */
#ifndef PL_LOAD_RESOURCE_H
#define PL_LOAD_RESOURCE_H
#include "eval/evaluator.h"
#include "schema/schema.h"
#include "value/value.h"
#include <pipelite/resource.h>

/* A plain nested block: legend, series, column, option, fold, property, ... */
typedef struct pl_part_block {
    const pl_schema *schema;
    const pl_part_rule *rule;
    pl_str name;                 /* label; empty when it has none */
    pl_value *fields;            /* by schema */
    struct pl_part_block *parts; /* nested ones, in order */
    struct pl_part_block *next;
} pl_part_block;

typedef struct pl_param_def {
    pl_str name;
    pl_str description;
    bool has_description, has_default, default_is_string;
    pl_str dflt; /* text form: strings as they are, all else JSON (mod-language.md 7.3) */
    struct pl_param_def *next;
} pl_param_def;

/* One argument. `text` as stored; a runtime argument waits for `path`. */
typedef struct pl_arg {
    pl_str name; /* empty: positional */
    pl_str text;
    bool is_null, is_string, is_runtime;
    bool is_wrapped; /* runtime: a list of what comes */
    pl_str path;     /* "self.input.x.value", "with.y.rows.*.c" */
    struct pl_arg *next;
} pl_arg;

/* A reference that real Powerpipe lists (mod-language.md 10.1). */
typedef struct pl_reference {
    pl_str to, block_type, block_name, attr;
    uint32_t line, end_line; /* of the attribute */
    pl_str source;           /* its whole lines */
} pl_reference;

struct pl_resource {
    pl_entry_id id;
    pl_kind kind;
    const pl_schema *schema;
    pl_value *fields;
    pl_part_block *parts;
    pl_param_def *params;
    pl_arg *args;
    bool has_args;                     /* present, even when empty */
    pl_entry_id base, query, category; /* PL_NO_ENTRY when there is none */
    pl_str connection;                 /* "sqlite.x", when `database` is a connection */
    pl_str lacking; /* of a mod: the message about a database or search path without a value */
    const pl_entry_id *children; /* evaluated order; nested blocks included */
    uint32_t n_children;
    const pl_str *runtime_deps; /* "args.0->self.input.x.value", sorted */
    uint32_t n_runtime_deps;
    const pl_reference *references; /* PL_LOAD_LISTED alone */
    uint32_t n_references;
    pl_value value;    /* of a local or variable */
    const pl_var *var; /* of a variable */
    pl_str source;     /* source_definition; PL_LOAD_LISTED alone */
    pl_arena arena;
    /* of the loader that keeps it (loader.c) */
    struct pl_cache *cache;
    struct pl_cache_slot *slot;
    pl_diags *recorded; /* it could not be loaded: why. Owned */
    uint32_t mod;       /* image id: where it belongs */
    bool reads;         /* more than the sources of the workspace (pl_evaluator_marks) */
    bool again;         /* its errors are a matter of the system */
};

/* The field of that name, NULL-tagged when unset or unknown. */
pl_value pl_resource_field(const pl_resource *r, pl_str name);

#endif
