/* load.h - one entry of the index to one resource (lazy-workspace.md 7).
 *
 * Steps: open the block (only its bytes are parsed), evaluate each attribute as its
 * schema says in the scope of its mod, decode nested plain blocks, params and args,
 * then take over from the base what is not set (mod-language.md 6). Children come
 * from the index, which resolved them when it was linked.
 *
 * A resource borrows nothing but static tables: it outlives the store and the index.
 *
 * Threads: one load at a time per evaluator. */
#ifndef PL_LOAD_LOAD_H
#define PL_LOAD_LOAD_H
#include "load/resource.h"
#include "mod/field.h"
#include "eval/evaluator.h"

/* Bases are followed this deep; the check reports cycles before that. */
enum { PL_LOAD_BASES = 100 };

/* With all that `list` and `show` print: the text of the block and its references. */
enum { PL_LOAD_LISTED = 1 << 0 };

/* Owned; pl_resource_free(). NULL with errors in `diags`. */
pl_resource *pl_load_resource(pl_evaluator *ev, pl_entry_id id, unsigned how, pl_diags *diags);
void pl_resource_free(pl_resource *r); /* NULL is fine */
/* Bytes it holds: of its arena, itself included. */
size_t pl_resource_bytes(const pl_resource *r);

/* ---- private to the room */

typedef struct pl_decoder {
    pl_evaluator *ev;
    const pl_index *ix;
    const pl_ix_entry *entry;
    pl_resource *r;
    pl_block_view view;
    pl_diags *diags, *others; /* of this file; of the caller */
    unsigned how;             /* PL_LOAD_* */
    unsigned bases;           /* followed so far */
    pl_diags *unresolved;     /* a mod: of attributes that refer to what is not there */
    size_t n_unresolved;      /* that count */
    pl_arg **args_end;        /* where the next one goes; NULL: the first of the resource */
    pl_param_def **params_end;
    uint32_t deps_cap; /* of runtime_deps, which are sorted when all are there */
    bool failed;
} pl_decoder;

/* decode_value.c: evaluate `expr` into the resource's arena as a field of that type. */
bool pl_decode__value(pl_decoder *d, const pl_expr *expr, pl_field_type type, pl_value *out);
/* The same where what does not exist is no error (args, defaults of params, databases): false then,
 * without a message. */
bool pl_decode__lenient(pl_decoder *d, const pl_expr *expr, pl_field_type type, pl_value *out);
/* Of the messages about `field` of a mod, keep those that a run needs. */
void pl_decode__keep_lack(pl_decoder *d, const pl_field *field);
/* What was kept, as a text of the resource. */
void pl_decode__end_lacks(pl_decoder *d);
/* decode_parts.c: legend, series, column, ... and params. */
void pl_decode__parts(pl_decoder *d, const pl_body *body, const pl_schema *schema,
                      pl_part_block **out);
/* decode_args.c: the attribute `args`. */
void pl_decode__args(pl_decoder *d, const pl_attr *attr);
/* A runtime reference in `expr` as text ("self.input.x.value"), or false. */
bool pl_decode__runtime(pl_decoder *d, const pl_expr *expr, pl_str *path);
/* Note that `what` ("args.0") waits for `path`. */
void pl_decode__depend(pl_decoder *d, pl_str what, pl_str path);
void pl_decode__order_deps(pl_decoder *d); /* all are noted */
/* decode_refs.c: the references of the block, with where they are written. */
void pl_decode__references(pl_decoder *d, const pl_block *block);
/* Whole lines of the file that hold bytes [start, end), in the resource's arena. */
pl_str pl_decode__lines(pl_decoder *d, uint32_t start, uint32_t end);
/* decode_base.c: what comes from the base. */
void pl_decode__base(pl_decoder *d);
/* pl_load_resource for something that `bases` resources build on already. */
pl_resource *pl_load__with_bases(pl_evaluator *ev, pl_entry_id id, unsigned how, unsigned bases,
                                 pl_diags *diags);

#endif
