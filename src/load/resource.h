/* resource.h - one loaded resource, with all data that real Powerpipe has about it.
 *
 * A resource lies in an arena of its own, so evicting it is one pl_arena_done(). Its fields are
 * values in the order of its schema (schema/schema.h); an unset field has the tag NULL. Strings of
 * static tables are borrowed, all others lie in the arena: a resource may pass from one generation
 * to the next, and images do not. Other resources are named by entry id, never pointed to.
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
    pl_str name;                 /* label; empty if it has none */
    pl_value *fields;            /* in the order of the schema */
    struct pl_part_block *parts; /* nested ones, in order */
    struct pl_part_block *next;
} pl_part_block;

typedef struct pl_param_def {
    pl_str name;
    pl_str description;
    bool has_description, has_default, default_is_string;
    bool default_is_null; /* `default = null`: NULL is bound; it counts as no default elsewhere */
    pl_str dflt; /* as text: a string as it is, any other value as JSON (mod-language.md 7.3) */
    struct pl_param_def *next;
} pl_param_def;

/* One argument. `text` is its stored form; a runtime argument waits for `path` instead. */
typedef struct pl_arg {
    pl_str name; /* empty: positional */
    pl_str text;
    bool is_null, is_string, is_runtime;
    bool is_wrapped; /* runtime: its value is a list of what arrives */
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
    pl_entry_id base, query, category; /* PL_NO_ENTRY: none */
    pl_str connection;                 /* "sqlite.x" if `database` is a connection */
    pl_str lacking; /* a mod's: the messages about a database or search path without a value */
    const pl_entry_id *children; /* in evaluated order, nested blocks included */
    uint32_t n_children;
    const pl_str *runtime_deps; /* "args.0->self.input.x.value", sorted */
    uint32_t n_runtime_deps;
    const pl_reference *references; /* with PL_LOAD_LISTED only */
    uint32_t n_references;
    pl_value value;    /* of a local or variable */
    const pl_var *var; /* of a variable */
    pl_str source;     /* source_definition; with PL_LOAD_LISTED only */
    pl_arena arena;
    /* set by the loader that keeps it (loader.c) */
    struct pl_cache *cache;
    struct pl_cache_slot *slot;
    pl_diags *recorded; /* the errors of a resource that could not be loaded, owned; else NULL */
    uint32_t mod;       /* image id of its mod */
    bool reads;         /* it depends on more than the sources (pl_evaluator_marks) */
    bool again;         /* the system caused its errors: load it again at the next pin */
};

/* The value of the field `name`, borrowed; its tag is PL_V_NULL if the field is unset, or if
 * resources of this kind have none of that name. */
pl_value pl_resource_field(const pl_resource *r, pl_str name);

#endif
