/* vars_inner.h - what the files about variables share. Private to the room.
 *
 *   vars.c        values, the order in which things are asked and said
 *   vars_store.c  what is given and declared (vars_store.h)
 *   vars_message.c  the form of messages about values
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
#include "eval/evaluator_inner.h"
#include "eval/vars_store.h"

/* ---- vars_decl.c */

/* The declaration of `id`, worked out once; NULL with what is wrong with it. */
pl_decl *pl_vars__decl(pl_evaluator *ev, pl_entry_id id, pl_diags *diags);
/* pl_evaluator_var_lost(), by a thread that holds the store. */
bool pl_vars__is_lost(pl_value_store *store, pl_entry_id id);

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

/* PP_VAR_*. */
void pl_vars__read_environment(pl_value_store *store);
/* --var; false with the message for the first that has no `=`. */
bool pl_vars__read_flags(pl_value_store *store, pl_diags *diags);
/* The value of `given` for the declared variable; false with messages. */
bool pl_vars__evaluate(pl_evaluator *ev, const pl_given_values *given, const pl_decl *decl,
                       pl_value *out, pl_diags *diags);
/* Why `v` cannot be the value: reports it and is false when it cannot. */
bool pl_vars__check_value(const pl_given_values *given, const pl_decl *decl, pl_value v,
                          pl_diags *diags);
/* --var for names that nothing declares. */
/* Values in files for names that no variable has: are they values at all? */
bool pl_vars__check_undeclared(pl_evaluator *ev, pl_diags *diags);
bool pl_vars__report_undeclared(pl_value_store *store, pl_diags *diags);

/* ---- vars_file.c */

bool pl_vars__read_default_files(pl_value_store *store, pl_diags *diags);
/* The bytes of a file, which lie in the store's arena or live as long; `path` as it was
 * named. */
bool pl_vars__read_text(pl_value_store *store, pl_str path, pl_str text, pl_diags *diags);
/* `path` as the user gave it. */
bool pl_vars__read_file(pl_value_store *store, pl_str path, pl_diags *diags);

/* ---- vars_message.c */

/* A path as messages show it: relative to the current directory. In the store. */
pl_str pl_vars__shown_path(pl_value_store *store, pl_str path);
/* Append "\n(path:line,column)". */
void pl_vars__add_place(pl_str path, pl_str text, uint32_t byte, pl_buf *out);
/* Finished messages in the form for values; their places are in the file `shown`. */
void pl_vars__copy_reworded(const pl_diags *from, pl_str shown, pl_diags *to);

/* ---- vars_args.c */

/* The dependency of mod `requirer` that a `mod` block in it is about; PL_NONE: none. */
uint32_t pl_vars__required_by(const pl_evaluator *ev, uint32_t requirer, const pl_block *block);
/* What a mod that requires mod `mod` passes for its variable `name`: PL_FOUND_NOTHING when
 * no mod passes anything. */
pl_found pl_vars__arg(pl_evaluator *ev, uint32_t mod, pl_str name, pl_value *out, pl_diags *diags);
/* Will a mod pass one? For calls before values are complete: nothing is evaluated. */
bool pl_vars__is_passed(pl_evaluator *ev, uint32_t mod, pl_str name);
/* Evaluate all; with `check` also look for names that are not declared and wrong types. */
bool pl_vars__check_args(pl_evaluator *ev, bool check, pl_diags *diags);
/* Chain of mods from the workspace to `mod` as messages show it, and in `parent` the one that
 * requires it. */
void pl_vars__chain(pl_evaluator *ev, uint32_t mod, pl_buf *out, pl_buf *parent);

#endif
