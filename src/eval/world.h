/* world.h - what expressions of a workspace mean: variables, locals, resources.
 *
 * One world per loaded workspace and set of variable values. Each mod version has
 * a scope of its own: two mods may use one name for different things
 * (lazy-workspace.md 3). Nothing is evaluated that no expression names; what was
 * evaluated is kept, so that each variable and local is worked out once.
 *
 *   var.x, alias.var.x     the value after all sources (mod-language.md 3.3)
 *   local.x                evaluated on first use; a cycle is diagnosed
 *   query.q.sql, mod.m.title, dep.query.q...   one attribute of one resource, by its
 *                          place in the index: only that attribute's expression is
 *                          parsed and evaluated, through `base` where it comes from there
 *   connection.t.n         from the configuration
 *   self, with, param, input of no top-level input   runtime names: unknown (7.4)
 *
 * Sources are read again through base/file views. A file whose bytes are not those that were
 * indexed is scanned again, and each entry is looked for where it is now; one that went is
 * an error that says so. What failed
 * fails again with the same messages, each once per list: errors are remembered like
 * values are. The circle in which values need each other is an error without a place.
 *
 * Lifetime: values live in the world. Threads: one at a time per pl_world. Programs with
 * several either take turns, pl_world_enter(), or borrow a seat for each: another pl_world
 * over the same values. */
#ifndef PL_EVAL_WORLD_H
#define PL_EVAL_WORLD_H
#include "hcl/eval.h"
#include "index/read.h"

typedef struct pl_world pl_world;

/* A value for a variable from outside, in ascending precedence (3.3). */
typedef enum pl_var_source {
    PL_VAR_ENVIRONMENT, /* PP_VAR_name */
    PL_VAR_FILE,        /* powerpipe.ppvars, *.auto.ppvars, --var-file */
    PL_VAR_FLAG,        /* --var name=value */
    PL_VAR_PROMPT,
} pl_var_source;

/* One declared variable. Texts are borrowed from the world. */
typedef struct pl_var {
    pl_entry_id entry;
    pl_str name, mod;    /* short names */
    pl_str type_text;    /* `type_string` of show (3.2) */
    const pl_type *type; /* declared; any when it is not */
    bool has_default, is_set;
    bool sensitive;
    pl_value value, dflt; /* null when there is none */
    pl_value enums, tags; /* list, map; or null */
    pl_str title, description, format;
} pl_var;

typedef struct pl_world_options {
    const pl_index *index;
    pl_str dir;                     /* the workspace, absolute */
    const char *const *environment; /* PP_VAR_*, env(); NULL: empty */
    pl_str cwd, home;
    const pl_str *var_files, *vars; /* --var-file, --var in order */
    uint32_t n_var_files, n_vars;
    /* Who runs something needs a right value for every variable; others take what there
     * is as it is. */
    bool need_values;
    bool missing_apart; /* each missing value is an error of its own, with its place */
    /* Get a value for a required variable from the user; false with an error in `diags`.
     * NULL: there is nobody to ask. */
    bool (*ask)(void *ctx, const pl_var *var, pl_buf *answer, pl_diags *diags);
    void *ask_ctx;
    /* Value of `connection.type.name`; false when there is none. NULL: none at all. An
     * object with the members `resource_type` and `type` (mod-language.md 11.2). */
    bool (*connection)(void *ctx, pl_str type, pl_str name, pl_arena *arena, pl_value *out);
    /* The same for a connection string; false when the text is none. May be NULL. */
    bool (*connection_string)(void *ctx, pl_str text, pl_arena *arena, pl_value *out);
    void *connection_ctx;
    /* Called with each path that a value depends on (pl_fn_env) and the entry whose expression
     * names it, PL_NO_ENTRY when it is none: returns how much memory it took to note it, which
     * counts as the world's. May be NULL. */
    size_t (*file_read)(void *ctx, pl_entry_id id, pl_str path);
    void *file_ctx;
    /* The text of a file as it was indexed, in `arena` with PL_VIEW_SLACK zero bytes after it, for
     * a file that is another one now or cannot be read; false when it is not known. May be NULL. */
    bool (*source)(void *ctx, uint32_t file, pl_arena *arena, pl_str *text);
    void *source_ctx;
    /* Set by any thread: what is evaluated ends with an error, and is tried again when it is
     * asked for again. May be NULL. */
    const atomic_bool *cancel;
    const pl_str *connection_types; /* that a variable may be declared as */
    uint32_t n_connection_types;
} pl_world_options;

/* Owned; pl_world_free(). The index and the texts are borrowed. */
pl_world *pl_world_new(const pl_world_options *options);
void pl_world_free(pl_world *world);
/* The index it was made for; borrowed. */
const pl_index *pl_world_index(const pl_world *world);

/* Be the only one in it until pl_world_leave(). Not twice by one thread; what is held is
 * held briefly: for one resource, one attribute. */
void pl_world_enter(pl_world *world);
void pl_world_leave(pl_world *world);

/* A seat of the world: it has files, scratch memory and marks of its own, and shares what was
 * worked out, each variable, local and attribute once. Given back before the world goes; any
 * thread at any time. */
pl_world *pl_world_borrow(pl_world *world);
void pl_world_give_back(pl_world *seat);

/* Where messages of a piece of work go, which mostly has none: empty. It is given back, with
 * what is in it, or kept and freed. */
pl_diags *pl_world_take_diags(pl_world *world);
void pl_world_put_diags(pl_world *world, pl_diags *diags); /* NULL is fine */

/* Counters that tell, by their change, what an evaluation in between, on this seat, depended
 * on. */
typedef struct pl_world_marks {
    uint64_t reads;  /* beside the sources: files, by file() and the like, the time, ... */
    uint64_t system; /* sources that could not be read, or are not what the index knows; what
                      * was cancelled */
} pl_world_marks;
pl_world_marks pl_world_marks_now(const pl_world *world);

/* Somebody wants all evaluation to end. */
bool pl_world_is_cancelled(const pl_world *world);

/* ---- variables */

/* Read all sources of values and evaluate what they give; with `need_values` ask for what
 * is missing and check everything against the declarations (3.3-3.7). False with errors in
 * `diags`, worded and headed as the command line has them. Done before anything else is
 * asked of a world; values that nobody checked are as good. */
bool pl_world_read_vars(pl_world *world, pl_diags *diags);
/* Tells one state of all files of values that pl_world_read_vars() would read from another. */
uint64_t pl_world_var_files(const pl_world_options *options);
/* Of entry `id` (a variable); false with diagnostics when its declaration is wrong or its
 * value cannot be evaluated. Borrowed from the world. */
bool pl_world_var(pl_world *world, pl_entry_id id, const pl_var **out, pl_diags *diags);
/* Its default names a connection that there is not: lists leave it out (recorded). Known
 * once its declaration was looked at. */
bool pl_world_var_lost(pl_world *world, pl_entry_id id);
/* Required variables without a value: the workspace's own by name, then by mod and name. */
const pl_entry_id *pl_world_missing(pl_world *world, uint32_t *n);
/* The workspace's mod passes args that are made of variables. */
bool pl_world_args_use_vars(pl_world *world);
/* Tells one set of values from outside from another. */
uint64_t pl_world_values_key(pl_world *world);

/* The scope and the environment for expressions of mod `mod` (its image id). */
const pl_scope *pl_world_scope(pl_world *world, uint32_t mod);
const pl_fn_env *pl_world_env(pl_world *world, uint32_t mod);

/* One attribute of a resource as other expressions see it (4.7): own value, else
 * the base's, else null. PL_FOUND_NOTHING: the kind has no such readable attribute. */
pl_found pl_world_attr(pl_world *world, pl_entry_id id, pl_str name, pl_value *out,
                       pl_diags *diags);

/* The whole resource as an object of all that may be read of it. */
pl_found pl_world_object(pl_world *world, pl_entry_id id, pl_value *out, pl_diags *diags);

/* ---- source */

/* The block of an entry, parsed: borrowed until pl_world_close(). What is evaluated in
 * between opens other files beside it. Either member is NULL when the source is not what
 * the index thinks. */
typedef struct pl_block_view {
    const pl_block *block;
    const pl_attr *attr;  /* of a local: its attribute in `locals`; block is NULL then */
    pl_str path, text;    /* the whole file */
    pl_range span;        /* of the block in it, which may be another than the index knows */
    uint32_t line;        /* it begins in */
    pl_arena *scratch;    /* for evaluation: emptied when the next block is opened */
    const pl_arena *tree; /* of the syntax */
} pl_block_view;
/* Begins `diags` for the file (pl_diags_begin); pl_world_close() ends it. False with a
 * diagnostic when the file cannot be read or has changed; then there is nothing to
 * close. Messages of other files that come up meanwhile keep their places. */
bool pl_world_open(pl_world *world, pl_entry_id id, pl_block_view *out, pl_diags *diags);
void pl_world_close(pl_world *world, pl_block_view *view, pl_diags *diags);
/* Absolute path of a file of the index. */
pl_str pl_world_path(pl_world *world, uint32_t file);
/* Memory that values, their bookkeeping and seats take. */
size_t pl_world_bytes(pl_world *world);

#endif
