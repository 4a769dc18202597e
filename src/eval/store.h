/* store.h - the finished values of a workspace: variables, locals, attributes of resources.
 *
 * There is one store per index and set of variable values. It keeps what was worked out, so that
 * each value is evaluated once, however many threads need it. It evaluates nothing itself:
 * that is done by evaluators (evaluator.h), of which each thread borrows one.
 *
 *     thread 1: evaluator --+
 *     thread 2: evaluator --+--> store: memos by entry, values, variables
 *     thread 3: evaluator --+
 *
 * A finished value never changes. What failed fails again with the same messages: errors are
 * remembered as values are, unless they came from the system or from a cancelled evaluation.
 *
 * Lifetime: values, texts and pl_var live as long as the store, which outlives all of its
 * evaluators. The index and the texts of the options are borrowed. Threads: any number may use a
 * store; its layout, invariants and locks are described in store_inner.h. */
#ifndef PL_EVAL_STORE_H
#define PL_EVAL_STORE_H
#include "hcl/eval.h"
#include "index/read.h"

typedef struct pl_value_store pl_value_store;

/* Where a variable's value came from, in ascending precedence (mod-language.md 3.3). */
typedef enum pl_var_source {
    PL_VAR_ENVIRONMENT, /* PP_VAR_name */
    PL_VAR_FILE,        /* powerpipe.ppvars, *.auto.ppvars, --var-file */
    PL_VAR_FLAG,        /* --var name=value */
    PL_VAR_PROMPT,
} pl_var_source;

/* One declared variable. Texts are borrowed from the store. */
typedef struct pl_var {
    pl_entry_id entry;
    pl_str name, mod;    /* short names */
    pl_str type_text;    /* `type_string` of show (mod-language.md 3.2) */
    const pl_type *type; /* declared; any when it is not */
    bool has_default, is_set;
    bool sensitive;
    pl_value value, dflt; /* null when there is none */
    pl_value enums, tags; /* list, map; or null */
    pl_str title, description, format;
} pl_var;

typedef struct pl_value_store_options {
    const pl_index *index;
    pl_str dir;                     /* the workspace, absolute */
    const char *const *environment; /* PP_VAR_*, env(); NULL: empty */
    pl_str cwd, home;
    const pl_str *var_files, *vars; /* --var-file, --var in order */
    uint32_t n_var_files, n_vars;
    /* Commands that run something need a right value for every variable; the others take the
     * values as they are. */
    bool need_values;
    bool missing_apart; /* report each missing value as an error of its own, with its place */
    /* Get a value for a required variable from the user; false with an error in `diags`.
     * NULL: values cannot be asked for. */
    bool (*ask)(void *ctx, const pl_var *var, pl_buf *answer, pl_diags *diags);
    void *ask_ctx;
    /* Value of `connection.type.name`; false when there is none. NULL: none at all. An
     * object with the members `resource_type` and `type` (mod-language.md 11.2). */
    bool (*connection)(void *ctx, pl_str type, pl_str name, pl_arena *arena, pl_value *out);
    /* Make such an object of a connection string; false if the text is not one. May be NULL. */
    bool (*connection_string)(void *ctx, pl_str text, pl_arena *arena, pl_value *out);
    /* Append the names of the connections that are declared, as "type.name, type.name". May be
     * NULL.
     */
    void (*connection_names)(void *ctx, pl_buf *out);
    void *connection_ctx;
    /* Called with each path that a value depends on (pl_fn_env) and the entry whose expression
     * names it, PL_NO_ENTRY when it is none. Returns how many bytes it took to record the path;
     * they count as the store's. May be NULL. */
    size_t (*file_read)(void *ctx, pl_entry_id id, pl_str path);
    void *file_ctx;
    /* The text of a file as it was indexed, in `arena` with PL_VIEW_SLACK zero bytes after it, for
     * a file that has changed since or cannot be read; false when it is not known. May be NULL. */
    bool (*source)(void *ctx, uint32_t file, pl_arena *arena, pl_str *text);
    void *source_ctx;
    /* Set by any thread: evaluations end with an error, and are tried again when they are
     * asked for again. May be NULL. */
    const atomic_bool *cancel;
    const pl_str *connection_types; /* that a variable may be declared as */
    uint32_t n_connection_types;
} pl_value_store_options;

/* Owned; pl_value_store_free(). No callback may use an evaluator of the same store. */
pl_value_store *pl_value_store_new(const pl_value_store_options *options);
/* Free the store and all values in it. Every evaluator must have been given back. NULL is fine. */
void pl_value_store_free(pl_value_store *store);
/* The index that the store was made for; borrowed. */
const pl_index *pl_value_store_index(const pl_value_store *store);
/* Have all evaluations been cancelled? */
bool pl_value_store_is_cancelled(const pl_value_store *store);
/* Bytes taken by values, by their bookkeeping and by the evaluators. */
size_t pl_value_store_bytes(pl_value_store *store);

/* Add a warning for each value in a file whose name is not that of a variable. */
void pl_value_store_warn(pl_value_store *store, pl_diags *diags);
/* A hash of the values given from outside: two stores with the same hash have the same. */
uint64_t pl_value_store_key(pl_value_store *store);
/* A hash of the state (path, size, times) of all files of values that these options name. */
uint64_t pl_value_store_files_key(const pl_value_store_options *options);

#endif
