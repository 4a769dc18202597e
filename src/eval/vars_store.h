/* vars_store.h - the variables of a store: the values given from outside, not yet evaluated, and
 * the declarations that were read. Private to the room.
 *
 * All of it is guarded by the lock of the store; each function here is called with it.
 *
 * Invariants
 * 1. `given` is in ascending precedence: last[id] - 1 is the position of the value that counts for
 *    variable `id`, the last one given for it; 0 means that none was given.
 * 2. `last` and `mentioned` have an element for each entry; both are NULL until a value is given.
 * 3. `collected` is set once, when all sources were read; `given` grows later by prompts only. */
#ifndef PL_EVAL_VARS_STORE_H
#define PL_EVAL_VARS_STORE_H
#include "base/vec.h"
#include "eval/store_inner.h"

/* A declaration. `var.value` and what depends on it is filled in on first use. */
typedef struct pl_decl {
    pl_var var;
    pl_str type_source; /* text of the type expression; empty: none */
    uint32_t mod;
    bool has_type, valued;
} pl_decl;

/* One file of values, kept with its tree until the store goes. */
typedef struct pl_value_file {
    pl_str path;  /* as it was named: texts of messages have it so */
    pl_str shown; /* as the place of a message has it: relative to the current directory */
    pl_str text;  /* names of other mods' variables made one word */
    pl_str original;
} pl_value_file;

/* One value from outside, not evaluated. */
typedef struct pl_given_values {
    pl_str name; /* "x", "alias.var.x"; as written when it is neither */
    pl_str text; /* ENVIRONMENT, FLAG, PROMPT */
    const pl_value_file *file;
    const pl_expr *expr; /* FILE */
    pl_var_source source;
    pl_entry_id entry; /* the variable; PL_NO_ENTRY: none of that name */
    pl_entry_id meant; /* the same, but also where the name has a wrong form */
} pl_given_values;

typedef struct pl_vars {
    PL_VEC(pl_decl *) decls;
    PL_VEC(pl_given_values) given; /* ascending precedence */
    uint32_t *last;                /* by entry: position + 1 of what counts; NULL: nothing given */
    bool *mentioned;               /* by entry */
    PL_VEC(pl_entry_id) lost, missing;
    pl_parser *parser;
    pl_diags *recorded; /* what stopped the collecting */
    bool collected;     /* tried, at least */
    bool collect_failed;
} pl_vars;

/* The variables of the store, made on first use. Borrowed. */
pl_vars *pl_vars__of(pl_value_store *store);
void pl_vars__free(pl_value_store *store);
#ifndef NDEBUG
/* Asserts the invariants above. */
void pl_vars__check(const pl_value_store *store);
#endif

/* Set given->name from the name as `written` by the user, and find the variable it stands for. */
void pl_vars__name(pl_value_store *store, pl_str written, pl_given_values *given);
void pl_vars__add(pl_value_store *store, const pl_given_values *given);
/* The value that counts for `id`, or NULL. */
const pl_given_values *pl_vars__given(pl_value_store *store, pl_entry_id id);
/* Was any value given for the variable, even one that is ignored? A value given as own.var.x is
 * ignored, and yet the user is not asked for the variable (recorded). */
bool pl_vars__mentioned(pl_value_store *store, pl_entry_id id);

#endif
