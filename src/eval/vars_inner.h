/* vars_inner.h - what the files about variables share. Private to the room.
 *
 *   vars.c        values, the order in which things are asked and said
 *   vars_decl.c   `variable` blocks (mod-language.md 3.1)
 *   vars_type.c   does a value have a type, the text of a type (3.2, 3.5)
 *   vars_given.c  values from outside: names, texts to values (3.3-3.5)
 *   vars_file.c   files of values
 *   vars_args.c   `args` of `require` blocks (2.5)
 *
 *   given (names and unevaluated texts) -> asked for what is missing -> evaluated when
 *   a variable is first used, or all of them to be checked
 *
 * Messages about values print in a form of their own: "Summary: Detail", then the place
 * without its end in a file relative to the current directory (3.6). They are made when
 * they are collected, so that everybody above sees messages without a place. */
#ifndef PL_EVAL_VARS_INNER_H
#define PL_EVAL_VARS_INNER_H
#include "eval/required.h"
#include "eval/world_inner.h"

/* A declaration. `var.value` and what depends on it is filled in when it is asked for. */
typedef struct pl_decl {
    pl_var var;
    pl_str type_source; /* text of the type expression; empty: none */
    uint32_t mod;
    bool has_type, valued;
} pl_decl;

/* One file of values, kept with its tree until the world goes. */
typedef struct pl_value_file {
    pl_str path; /* as messages show it */
    pl_str text; /* names of other mods' variables made one word */
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
    pl_diags *said; /* what stopped the collecting */
    bool collected; /* tried, at least */
    bool collect_failed;
} pl_vars;

pl_vars *pl_vars__of(pl_world *world);

/* ---- vars_decl.c */

/* The declaration of `id`, worked out once; NULL with what is wrong with it. */
pl_decl *pl_vars__decl(pl_world *world, pl_entry_id id, pl_diags *diags);

/* ---- vars_type.c */

/* Has `v` the type? `convert`: elements that convert will do (values from outside); else
 * they must be of the type (defaults). Containers need not be converted (3.2). */
bool pl_vars__fits(pl_arena *scratch, pl_value v, const pl_type *type, bool convert);
/* "default value type mismatched - expected «X», got «Y»", or the words for connections. */
void pl_vars__mismatch(pl_value v, const pl_type *type, pl_buf *out);
/* The type of a value as `type_string` (3.2). */
void pl_vars__type_text(pl_value v, pl_buf *out);
/* A value as Go's %v shows it. */
void pl_vars__show(pl_value v, pl_buf *out);
/* A connection from the configuration, of any type when `type` is empty. */
bool pl_vars__is_connection(pl_value v, pl_str type);

/* ---- vars_given.c */

/* Set the name of `given` as it is `written` and find the variable. */
void pl_vars__name(pl_world *world, pl_str written, pl_given_values *given);
void pl_vars__add(pl_world *world, const pl_given_values *given);
/* The value that counts for `id`, or NULL. */
const pl_given_values *pl_vars__given(pl_world *world, pl_entry_id id);
/* Is there one? Written as own.var.x it counts for nothing, but nobody asks for another
 * either (recorded). */
bool pl_vars__mentioned(pl_world *world, pl_entry_id id);
/* PP_VAR_*. */
void pl_vars__read_environment(pl_world *world);
/* --var; false with the message for the first that has no `=`. */
bool pl_vars__read_flags(pl_world *world, pl_diags *diags);
/* The value of `given` for the declared variable; false with messages. */
bool pl_vars__evaluate(pl_world *world, const pl_given_values *given, const pl_decl *decl,
                       pl_value *out, pl_diags *diags);
/* Why `v` cannot be the value: says so and is false when it cannot. */
bool pl_vars__check(const pl_given_values *given, const pl_decl *decl, pl_value v, pl_diags *diags);
/* --var for names that nothing declares. */
bool pl_vars__report_undeclared(pl_world *world, pl_diags *diags);

/* ---- vars_file.c */

bool pl_vars__read_default_files(pl_world *world, pl_diags *diags);
/* The bytes of a file, which lie in the world's arena or live as long; `path` as messages
 * show it. */
bool pl_vars__read_text(pl_world *world, pl_str path, pl_str text, pl_diags *diags);
/* `path` as the user gave it. */
bool pl_vars__read_file(pl_world *world, pl_str path, pl_diags *diags);
/* A path as messages show it: relative to the current directory. */
pl_str pl_vars__shown_path(pl_world *world, pl_str path);
/* Append "\n(path:line,column)". */
void pl_vars__add_place(pl_str path, pl_str text, uint32_t byte, pl_buf *out);
/* Finished messages in the form for values. */
void pl_vars__retell(const pl_diags *from, pl_diags *to);

/* ---- vars_args.c */

/* The dependency of mod `requirer` that a `mod` block in it is about; PL_NONE: none. */
uint32_t pl_vars__required_by(const pl_world *world, uint32_t requirer, const pl_block *block);
/* What a mod that requires mod `mod` passes for its variable `name`: PL_FOUND_NOTHING when
 * nobody passes anything. */
pl_found pl_vars__arg(pl_world *world, uint32_t mod, pl_str name, pl_value *out, pl_diags *diags);
/* Will somebody? Asked before values are complete: nothing is evaluated. */
bool pl_vars__is_passed(pl_world *world, uint32_t mod, pl_str name);
/* Evaluate all; with `check` also look for names that are not declared and wrong types. */
bool pl_vars__check_args(pl_world *world, bool check, pl_diags *diags);
/* Chain of mods from the workspace to `mod` as messages show it, and who requires it. */
void pl_vars__chain(pl_world *world, uint32_t mod, pl_buf *out, pl_buf *parent);

#endif
