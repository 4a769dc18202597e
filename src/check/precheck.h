/* precheck.h - which expressions of a file may fail, found without evaluating any of them
 * (lazy-workspace.md 2.6).
 *
 * A literal cannot fail, nor can a template whose parts are texts. Every other expression becomes
 * a precheck, which is answered when the whole workspace is known: is `local.tags` a map of
 * strings? An expression is split as far as its parts can be answered alone, and equal texts are
 * kept once, so that a workspace with thousands of attributes has a few hundred prechecks. They
 * err on one side: an expression without a precheck cannot fail, and if an answer is no, the block
 * itself is checked (values.h).
 *
 * Threads: pure over their arguments. */
#ifndef PL_CHECK_PRECHECK_H
#define PL_CHECK_PRECHECK_H
#include "base/map.h"
#include "base/vec.h"
#include "hcl/ast.h"
#include "index/build.h"

/* Bits of pl_build_precheck.what: what the value of the text must be. */
enum {
    PL_PRECHECK_ANY = 1 << 0,    /* anything, as long as it can be evaluated */
    PL_PRECHECK_STRING = 1 << 1, /* as a field of that type (schema/schema.h) */
    PL_PRECHECK_INT = 1 << 2,
    PL_PRECHECK_BOOL = 1 << 3,
    PL_PRECHECK_STRINGS = 1 << 4,
    PL_PRECHECK_MAP = 1 << 5,
    PL_PRECHECK_PART = 1 << 6,  /* a part of a template: a string, number or bool */
    PL_PRECHECK_TABLE = 1 << 7, /* an argument of merge(): a map, an object or null */
    PL_PRECHECK_ARGS = 1 << 8,  /* `args` as a whole: a map or a list */
    /* The text is the name of a variable: its declaration is right. */
    PL_PRECHECK_VARIABLE = 1 << 9,
    /* The text is the path of a file that file() reads, below the directory of the mod:
     * answered by the file system and not by the evaluator */
    PL_PRECHECK_FILE = 1 << 10,
    PL_PRECHECK_ENV = 1 << 11, /* a mark: answers of this file depend on the environment */
    /* A mark: the text is the place of a block with deferred references (deferred_refs.c). */
    PL_PRECHECK_DEFERRED = 1 << 12,
    PL_PRECHECK_GIVEN = 1 << 13,  /* a reference: it is not null */
    PL_PRECHECK_STORED = 1 << 14, /* an argument: it has a text (eval/stored.h) */
    PL_PRECHECK_DATABASE = 1 << 15,
};

/* The bits that are answered by evaluating something. */
enum {
    PL_PRECHECK_EVALUATED = 0xffff & ~(PL_PRECHECK_FILE | PL_PRECHECK_ENV | PL_PRECHECK_DEFERRED)
};

/* The prechecks of one file. */
typedef struct pl_file_prechecks {
    const pl_build_precheck *list;
    uint32_t n;
    bool wrong; /* an answer is known to be no */
    /* The messages of the static level about its resources, in their order; NULL: none. */
    const pl_diags *recorded;
} pl_file_prechecks;

/* Collected from one file after the other; `{0}` to begin with. */
typedef struct pl_prechecks {
    pl_str text; /* of the file */
    PL_VEC(pl_build_precheck) list;
    pl_map texts;   /* -> position in `list` */
    pl_arena marks; /* the texts of marks */
} pl_prechecks;

/* Set `prechecks->list` to the prechecks of the top-level blocks of `body`, which is clean on the
 * levels before, and the marks of blocks with deferred references. Texts are slices of `text`, or
 * valid until the next call. */
void pl_prechecks_find(pl_prechecks *prechecks, const pl_body *body, pl_str text);
/* Free the list and zero the struct. */
void pl_prechecks_done(pl_prechecks *prechecks);

/* deferred_refs.c: append the marks of the blocks of `body` with deferred references, and read the
 * place in such a mark; false if `text` is none. */
void pl_prechecks__defer(pl_prechecks *prechecks, const pl_body *body);
bool pl_deferred_ref_read(pl_str text, pl_range *out);

#endif
