/* vars_inner.h - what the files about variables share. Private to the room.
 *
 *   vars.c        values; the order in which they are read, prompted for and checked
 *   vars_store.c  what is given and declared (vars_store.h)
 *   vars_message.c  the form of messages about values
 *   vars_decl.c   `variable` blocks (mod-language.md 3.1)
 *   vars_type.c   does a value have a type, the text of a type (mod-language.md 3.2, 3.5)
 *   vars_given.c  values from outside: names, texts to values (mod-language.md 3.3-3.5)
 *   vars_file.c   files of values
 *   vars_args.c   `args` of `require` blocks (mod-language.md 2.5)
 *
 *   given (names and unevaluated texts) -> asked for what is missing -> evaluated when
 *   a variable is first used, or all of them to be checked
 *
 * Messages about values print in a form of their own: "Summary: Detail", then the place
 * without its end in a file relative to the current directory (mod-language.md 3.6). They get
 * this form when they are collected; callers then see messages without a place. */
#ifndef PL_EVAL_VARS_INNER_H
#define PL_EVAL_VARS_INNER_H
#include "eval/required.h"
#include "eval/evaluator_inner.h"
#include "eval/vars_store.h"

/* ---- vars_decl.c */

/* The declaration of variable `id`, evaluated once; borrowed from the store. NULL with errors in
 * `diags`. */
pl_decl *pl_vars__get_decl(pl_evaluator *ev, pl_entry_id id, pl_diags *diags);
/* Like pl_evaluator_var_lost(), for a thread that holds the lock of the store. */
bool pl_vars__is_lost(pl_value_store *store, pl_entry_id id);

/* ---- vars_type.c */

/* Is `v` of the type (mod-language.md 3.2)? With `convert`, as for values from outside, elements
 * need only be convertible; without, as for defaults, they must have the type. Containers are never
 * converted. */
bool pl_vars__fits(pl_arena *scratch, pl_value v, const pl_type *type, bool convert);
/* "default value type mismatched - expected «X», got «Y»", or the words for connections. */
void pl_vars__mismatch(pl_value v, const pl_type *type, pl_buf *out);
/* Append the type of a value as `type_string` shows it (mod-language.md 3.2). */
void pl_vars__type_text(pl_value v, pl_buf *out);
/* Append a value as Go's %v shows it. */
void pl_vars__show(pl_value v, pl_buf *out);
/* Is `v` a connection from the configuration, of that type or, if `type` is empty, of any type? */
bool pl_vars__is_connection(pl_value v, pl_str type);

/* ---- vars_given.c */

/* Read the values in PP_VAR_* variables of the environment. */
void pl_vars__read_environment(pl_value_store *store);
/* Read the values of --var flags. False with an error for the first that has no `=`. */
bool pl_vars__read_flags(pl_value_store *store, pl_diags *diags);
/* Evaluate the given value for the declared variable. False with messages. */
bool pl_vars__evaluate(pl_evaluator *ev, const pl_given_values *given, const pl_decl *decl,
                       pl_value *out, pl_diags *diags);
/* Can `v` be the value of the declared variable? False with the reason in `diags`. */
bool pl_vars__check_value(const pl_given_values *given, const pl_decl *decl, pl_value v,
                          pl_diags *diags);
/* pl_vars__check_undeclared(): evaluate values in files whose name is not declared; false if one is
 * not a valid value. pl_vars__report_undeclared(): false with an error for each --var flag whose
 * name is not declared. */
bool pl_vars__check_undeclared(pl_evaluator *ev, pl_diags *diags);
bool pl_vars__report_undeclared(pl_value_store *store, pl_diags *diags);

/* ---- vars_file.c */

bool pl_vars__read_default_files(pl_value_store *store, pl_diags *diags);
/* Read the values in `text`, the bytes of the file `path` (as the user named it). They must live
 * as long as the store. False with errors. */
bool pl_vars__read_text(pl_value_store *store, pl_str path, pl_str text, pl_diags *diags);
/* Read the values of the file `path`, as the user gave it. False with errors. */
bool pl_vars__read_file(pl_value_store *store, pl_str path, pl_diags *diags);

/* ---- vars_message.c */

/* The path as messages show it, relative to the current directory. Borrowed from the store. */
pl_str pl_vars__shown_path(pl_value_store *store, pl_str path);
/* Append "\n(path:line,column)". */
void pl_vars__add_place(pl_str path, pl_str text, uint32_t byte, pl_buf *out);
/* Copy finished messages in the form for values. Their places are in the file `shown`. */
void pl_vars__copy_reworded(const pl_diags *from, pl_str shown, pl_diags *to);

/* ---- vars_args.c */

/* The dependency of mod `requirer` that a `mod` block in it is about; PL_NONE: none. */
uint32_t pl_vars__required_by(const pl_evaluator *ev, uint32_t requirer, const pl_block *block);
/* What a mod that requires mod `mod` passes for its variable `name`: PL_FOUND_NOTHING when
 * no mod passes anything. */
pl_found pl_vars__arg(pl_evaluator *ev, uint32_t mod, pl_str name, pl_value *out, pl_diags *diags);
/* Does any mod pass a value for that variable? Evaluates nothing, so that it can be called before
 * values are complete. */
bool pl_vars__is_passed(pl_evaluator *ev, uint32_t mod, pl_str name);
/* Evaluate the `args` of all requirements. With `check`, also report args whose name is not
 * declared in the required mod or whose value has the wrong type. False with errors. */
bool pl_vars__evaluate_args(pl_evaluator *ev, bool check, pl_diags *diags);
/* Append the chain of mods from the workspace to `mod`, as messages show it, and to `parent` the
 * mod that requires it. */
void pl_vars__chain(pl_evaluator *ev, uint32_t mod, pl_buf *out, pl_buf *parent);

#endif
