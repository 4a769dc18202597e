/* evaluator.h - evaluates the expressions of a workspace: variables, locals, resources.
 *
 * Each mod version has a scope of its own: two mods may use one name for different things
 * (lazy-workspace.md 3). Nothing is evaluated that no expression names; the results go into the
 * store (store.h), so that each variable, local and attribute is worked out once.
 *
 *   var.x, alias.var.x     the value after all sources (mod-language.md 3.3)
 *   local.x                evaluated on first use; a cycle is diagnosed
 *   query.q.sql, mod.m.title, dep.query.q...   one attribute of one resource, by its
 *                          place in the index: only that attribute's expression is
 *                          parsed and evaluated, through `base` where it comes from there
 *   connection.t.n         from the configuration
 *   self, with, param, input of no top-level input   runtime names: unknown (mod-language.md 7.4)
 *
 * Sources are read again through base/file views. A file whose bytes are not those that were
 * indexed is scanned again, and each entry is looked up in the new scan; it is an error when the
 * entry is gone. A cycle of values is an error without a place; other messages are reported once
 * per list of diagnostics.
 *
 * Lifetime: an evaluator is borrowed from its store and given back before the store is freed.
 * Values live in the store. Threads: an evaluator has open files, syntax trees and scratch memory
 * of its own, and is for one thread at a time. */
#ifndef PL_EVAL_EVALUATOR_H
#define PL_EVAL_EVALUATOR_H
#include "eval/store.h"

typedef struct pl_evaluator pl_evaluator;

/* Borrow an evaluator until pl_evaluator_give_back(). Never NULL. Threads: any. */
pl_evaluator *pl_evaluator_borrow(pl_value_store *store);
/* Return an evaluator, which must not have an open block. NULL is fine. */
void pl_evaluator_give_back(pl_evaluator *ev);
/* The store that it was borrowed from. */
pl_value_store *pl_evaluator_store(const pl_evaluator *ev);
/* The index of the store. */
const pl_index *pl_evaluator_index(const pl_evaluator *ev);

/* Take an empty list of messages from the evaluator's spare ones. The caller puts it back, with or
 * without messages in it, or keeps it and frees it. */
pl_diags *pl_evaluator_take_diags(pl_evaluator *ev);
void pl_evaluator_put_diags(pl_evaluator *ev, pl_diags *diags); /* NULL is fine */

/* Counters: compare them before and after an evaluation to see what it depended on. */
typedef struct pl_evaluator_marks {
    uint64_t reads;  /* beside the sources: files, by file() and the like, the time, ... */
    uint64_t system; /* sources that could not be read or differ from the index; evaluations
                      * that were cancelled */
} pl_evaluator_marks;
pl_evaluator_marks pl_evaluator_marks_now(const pl_evaluator *ev);

/* ---- variables */

/* Read all sources of variable values and evaluate what they give. With `need_values`, ask the user
 * for missing values and check everything against the declarations (mod-language.md 3.3-3.7). False
 * with errors in `diags`, in the words and with the heading of the command line. Call it before
 * anything else is evaluated with a store, with or without `need_values`. */
bool pl_evaluator_read_vars(pl_evaluator *ev, pl_diags *diags);
/* Get the variable `id` with its value. False with diagnostics if its declaration is wrong or its
 * value cannot be evaluated. *out is borrowed from the store. */
bool pl_evaluator_var(pl_evaluator *ev, pl_entry_id id, const pl_var **out, pl_diags *diags);
/* Is the default `v` of the declared type (mod-language.md 3.2)? False with an error at `attr`. */
bool pl_default_fits(pl_arena *scratch, pl_value v, const pl_type *type, const pl_attr *attr,
                     pl_diags *diags);
/* Does the default of variable `id` name a connection that does not exist? Listings omit such a
 * variable (recorded). Known once its declaration was evaluated. */
bool pl_evaluator_var_lost(pl_evaluator *ev, pl_entry_id id);
/* Required variables without a value: the workspace's own by name, then by mod and name. Borrowed
 * from the store until the next call. */
const pl_entry_id *pl_evaluator_missing(pl_evaluator *ev, uint32_t *n);
/* Does the workspace's mod pass `args` to other mods that refer to variables? */
bool pl_evaluator_args_use_vars(pl_evaluator *ev);

/* ---- expressions and attributes */

/* The scope and the environment for expressions of mod `mod` (its image id). */
const pl_scope *pl_evaluator_scope(pl_evaluator *ev, uint32_t mod);
const pl_fn_env *pl_evaluator_env(pl_evaluator *ev, uint32_t mod);

/* Evaluate one attribute of a resource as other expressions see it (mod-language.md 4.7): its own
 * value, else the base's, else null. PL_FOUND_NOTHING: the kind has no such readable attribute. */
pl_found pl_evaluator_attr(pl_evaluator *ev, pl_entry_id id, pl_str name, pl_value *out,
                           pl_diags *diags);

/* Evaluate a whole resource, as an object of all its readable attributes. */
pl_found pl_evaluator_object(pl_evaluator *ev, pl_entry_id id, pl_value *out, pl_diags *diags);

/* ---- source */

/* The parsed block of an entry, borrowed until pl_evaluator_close(). Evaluations in between
 * may open other files. `block` and `attr` are both NULL if the source does not have what the
 * index says. */
typedef struct pl_block_view {
    const pl_block *block;
    const pl_attr *attr;  /* of a local: its attribute in `locals`; block is NULL then */
    pl_str path, text;    /* the whole file */
    pl_range span;        /* of the block in it; may differ from the index */
    uint32_t line;        /* it begins in */
    pl_arena *scratch;    /* for evaluation: emptied when the next block is opened */
    const pl_arena *tree; /* of the syntax */
} pl_block_view;
/* Open the block of entry `id` and begin `diags` for its file (pl_diags_begin), which
 * pl_evaluator_close() ends. False with a diagnostic, and nothing to close, if the file cannot be
 * read or has lost the block. Messages about other files may be added meanwhile. */
bool pl_evaluator_open(pl_evaluator *ev, pl_entry_id id, pl_block_view *out, pl_diags *diags);
/* Blocks are closed in the reverse order of opening. */
void pl_evaluator_close(pl_evaluator *ev, pl_block_view *view, pl_diags *diags);
/* Absolute path of a file of the index; in the store. */
pl_str pl_evaluator_path(pl_evaluator *ev, uint32_t file);

#endif
