/* load.h - loads one entry of the index as a resource (lazy-workspace.md 7).
 *
 * Steps: open the block (only its bytes are parsed); evaluate each attribute in the scope of its
 * mod, by its schema; decode nested plain blocks, params and args; then take over unset
 * attributes from the base (mod-language.md 6). Children come from the index, which resolved them
 * when it was linked.
 *
 * A resource borrows nothing but static tables, so it may outlive the store and the index.
 *
 * Threads: one load at a time per evaluator. */
#ifndef PL_LOAD_LOAD_H
#define PL_LOAD_LOAD_H
#include "load/resource.h"
#include "mod/field.h"
#include "eval/evaluator.h"

/* Length of the longest chain of bases. The check reports cycles before a load gets there. */
enum { PL_LOAD_BASES = 100 };

/* Also keep what only `list` and `show` print: the text of the block and its references. */
enum { PL_LOAD_LISTED = 1 << 0 };

/* Owned; pl_resource_free(). NULL with errors in `diags`. */
pl_resource *pl_load_resource(pl_evaluator *ev, pl_entry_id id, unsigned how, pl_diags *diags);
void pl_resource_free(pl_resource *r); /* NULL is fine */
/* Bytes of its arena, which holds the resource itself as well. */
size_t pl_resource_bytes(const pl_resource *r);

/* ---- private to the room */

typedef struct pl_decoder {
    pl_evaluator *ev;
    const pl_index *ix;
    const pl_ix_entry *entry;
    pl_resource *r;
    pl_block_view view;
    pl_diags *diags, *others; /* messages about this file; the caller's */
    unsigned how;             /* PL_LOAD_* */
    unsigned bases;           /* length of the chain of bases so far */
    pl_diags *unresolved;     /* of a mod: messages about attributes without a value; NULL: none */
    size_t n_unresolved;      /* how many of them are kept: the rest is of the current field */
    pl_arg **args_end;        /* where the next one is linked in; NULL: it is the first */
    pl_param_def **params_end;
    uint32_t deps_cap; /* capacity of runtime_deps */
    bool failed;
} pl_decoder;

/* decode_value.c: evaluate `expr` into the resource's arena as a field of that type. */
bool pl_decode__value(pl_decoder *d, const pl_expr *expr, pl_field_type type, pl_value *out);
/* Like pl_decode__value(), but a reference to something that does not exist is no error (args,
 * defaults of params, databases): false without a message. */
bool pl_decode__lenient(pl_decoder *d, const pl_expr *expr, pl_field_type type, pl_value *out);
/* Keep the messages about `field` of a mod if a run may need them, drop them otherwise. */
void pl_decode__keep_lack(pl_decoder *d, const pl_field *field);
/* Store the kept messages as a text of the resource (`lacking`). */
void pl_decode__end_lacks(pl_decoder *d);
/* decode_parts.c: decode nested plain blocks (legend, series, column, ...) and params. */
void pl_decode__parts(pl_decoder *d, const pl_body *body, const pl_schema *schema,
                      pl_part_block **out);
/* decode_args.c: decode the attribute `args` into the resource's list of arguments; arguments that
 * are runtime references are noted as dependencies. Mistakes are reported (d->failed). */
void pl_decode__args(pl_decoder *d, const pl_attr *attr);
/* Set *path to the text of `expr` if it is a runtime reference ("self.input.x.value"); false if it
 * is none. */
bool pl_decode__runtime(pl_decoder *d, const pl_expr *expr, pl_str *path);
/* Add "what->path" to the runtime dependencies of the resource: `what` ("args.0") waits for `path`
 * ("self.input.x.value"). Both are copied. */
void pl_decode__add_dependency(pl_decoder *d, pl_str what, pl_str path);
void pl_decode__order_deps(pl_decoder *d); /* sort them, once all are noted */
/* decode_refs.c: list the references of the block and where each is written. */
void pl_decode__references(pl_decoder *d, const pl_block *block);
/* Copy the whole lines of the file that hold bytes [start, end) into the resource's arena. */
pl_str pl_decode__lines(pl_decoder *d, uint32_t start, uint32_t end);
/* decode_base.c: take over what the resource inherits from its base. */
void pl_decode__base(pl_decoder *d);
/* pl_load_resource() of a base, at the end of a chain of `bases` resources. */
pl_resource *pl_load__with_bases(pl_evaluator *ev, pl_entry_id id, unsigned how, unsigned bases,
                                 pl_diags *diags);

#endif
