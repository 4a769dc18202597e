/* evaluator_inner.h - what an evaluator is made of, and what the files of the room offer each
 * other. Private to the room.
 *
 *   store.c       life of a store                 evaluators.c  evaluators, lent and idle
 *   memo.c        the table of finished values    evaluator.c   lock, messages, scopes, paths
 *   once.c        each value once; cycles, depth
 *   source.c      files, blocks, expressions of them
 *   moved.c       files that changed since they were indexed
 *   names.c       which dependency or connection a name means
 *   find.c        names in expressions, locals
 *   attr.c        attributes of resources
 *   extra.c       what may be read of a resource and is no plain attribute: params, blocks, ...
 *   meta.c        titles, descriptions and tags by themselves
 *   vars*.c       variables (vars_inner.h)
 *
 * One evaluation may need others, in other files. The evaluator keeps one open file per level:
 *
 *     files     [0] file of the block at hand   [1] of the local it names   [2] ...
 *     depth      ------------ open ------------------------^   files beyond are kept for reuse
 *     visiting  keys of the memos being worked out, outermost first
 *
 * Invariants
 * 1. `locks` counts how often this evaluator has taken the lock of the store, which it then holds:
 *    store->holder is this evaluator exactly when locks > 0.
 * 2. depth <= files.n, depth <= PL_EVALUATOR_DEPTH + 1, and visiting.n <= PL_EVALUATOR_DEPTH.
 * 3. While `visiting` has keys, locks > 0; each of them names a memo that is VISITING; no key
 *    is there twice.
 * 4. A file that is `shared` has the view of an outer one and does not close it; only files below
 *    `depth` are shared.
 * 5. An idle evaluator has locks, depth and visiting.n of 0.
 * 6. The lists in `diags` are empty, and KEPT of them at most. */
#ifndef PL_EVAL_EVALUATOR_INNER_H
#define PL_EVAL_EVALUATOR_INNER_H
#include "base/file.h"
#include "base/vec.h"
#include "eval/store_inner.h"
#include "schema/schema.h"

enum {
    PL_EVALUATOR_DEPTH = 200,     /* values that need each other: mods do not get near */
    PL_EVALUATOR_STACK = 2 << 20, /* bytes of it below the outermost of them */
    PL_EVALUATOR_DIAGS = 8,       /* empty lists that are kept */
};

/* The scope of the expressions of one mod. */
typedef struct pl_mod_scope {
    pl_evaluator *ev;
    uint32_t id;
    pl_str dir; /* absolute */
    pl_scope scope;
    pl_fn_env env;
} pl_mod_scope;

/* One open file. Evaluating inside another evaluation opens the next one. */
typedef struct pl_open_file {
    pl_reader reader;
    pl_view view;
    pl_arena tree, scratch; /* syntax of the block at hand; values in the making */
    pl_parser *parser;
    uint32_t file;       /* of the view; PL_NONE: none */
    pl_entry_id entry;   /* whose block is open */
    bool shared;         /* the view is that of a file further out */
    const pl_part *part; /* its bytes are not those that were indexed: what they are */
    pl_arena scan;       /* of the part */
    pl_arena kept;       /* of a view of what the file was (pl_value_store_options.source) */
} pl_open_file;

struct pl_evaluator {
    pl_value_store *store;
    pl_evaluator *next_idle; /* guarded by store->idle.lock */
    size_t bytes;            /* its share of store->idle.bytes */
    unsigned locks;
    pl_evaluator_marks marks;
    pl_arena arena; /* of `mods` */
    pl_mod_scope *mods;
    uint32_t n_mods;
    PL_VEC(pl_open_file *) files; /* by depth; each opened once and reused */
    uint32_t depth;
    PL_VEC(uint64_t) visiting;
    const char *stack;        /* where the outermost of `visiting` began */
    PL_VEC(pl_diags *) diags; /* to be taken */
};

/* ---- evaluator.c */

/* Lock the store. The holder may lock it again. */
void pl_evaluator__lock(pl_evaluator *ev);
void pl_evaluator__unlock(pl_evaluator *ev);
#ifndef NDEBUG
/* Asserts the invariants above. */
void pl_evaluator__check(const pl_evaluator *ev);
#endif

static inline pl_value pl_evaluator__unknown(void)
{
    return pl_value_unknown(pl_type_simple(PL_TYPE_ANY));
}
static inline const pl_ix_entry *pl_evaluator__entry(const pl_evaluator *ev, pl_entry_id id)
{
    uint32_t n;
    const pl_ix_entry *entries = pl_index_entries(ev->store->options.index, &n);
    pl_assert(id < n);
    return &entries[id];
}
static inline pl_str pl_evaluator__name(const pl_evaluator *ev, pl_entry_id id)
{
    return pl_index_str(ev->store->options.index, pl_evaluator__entry(ev, id)->short_name);
}

/* ---- once.c */

/* Evaluate `what` of entry `id`. Messages go to `diags`, which has no open file. On PL_FOUND
 * *out is set and lives as long as the store. */
typedef pl_found pl_memo_work(pl_evaluator *ev, pl_entry_id id, unsigned what, pl_value *out,
                              pl_diags *diags);
/* Like work(), but it is called only once for each `id` and `what`: later calls return the same
 * result and repeat its messages. */
pl_found pl_evaluator__once(pl_evaluator *ev, pl_entry_id id, unsigned what, pl_memo_work *work,
                            pl_value *out, pl_diags *diags);

/* Copy the messages of `recorded` that `diags` does not have yet. */
void pl_evaluator__repeat(const pl_diags *recorded, pl_diags *diags);

/* ---- source.c */

void pl_evaluator__free_files(pl_evaluator *ev);
/* Bytes of memory that the evaluator's open files take. */
size_t pl_evaluator__file_bytes(const pl_evaluator *ev);

/* An expression of the open block. */
typedef struct pl_wanted {
    uint32_t mod;          /* whose expression it is */
    const pl_scope *scope; /* names; NULL: those of the mod */
    const pl_expr *expr;
    const pl_type *type; /* that the value is converted to; NULL: it stays as it is */
} pl_wanted;
/* Evaluate the expression; the value lies in the arena of the store. False if anything was
 * reported; *out is set even then. */
bool pl_evaluator__eval(pl_evaluator *ev, const pl_wanted *wanted, pl_value *out, pl_diags *diags);

/* An expression to evaluate, given by its place in the file of an entry. */
typedef struct pl_asked_place {
    pl_range place;
    const pl_type *want;
    bool (*knows)(void *ctx, uint64_t text); /* is that text's value known? NULL: never */
    void *ctx;
    uint64_t text;  /* identifies it in the mod */
    pl_value value; /* in scratch memory: until the next file is opened in its place */
    bool right, known;
} pl_asked_place;
/* Parse and evaluate the `n` expressions in the scope of entry `id`, except those whose value the
 * caller knows. Errors, and a file that differs from the index, are not reported. */
void pl_evaluator__eval_at(pl_evaluator *ev, pl_entry_id id, pl_asked_place *places, unsigned n);

/* ---- moved.c */

/* Scan the present bytes of `f` again, into f->part. */
void pl_evaluator__rescan(pl_open_file *f);
/* Find entry `id` in the new scan of `f`: its place in the file. False if it is gone. */
bool pl_evaluator__place(const pl_evaluator *ev, const pl_open_file *f, pl_entry_id id,
                         pl_range *out, uint32_t *line);

/* ---- names.c */

/* Is the step `.name` or ["name"]? */
static inline bool pl_names__is_name(const pl_step *step)
{
    return step && (!step->is_index || step->key == PL_LIT_STRING);
}
/* Report that `step` names nothing. */
pl_found pl_names__missing(const pl_step *step, pl_diags *diags);
/* Resolve the steps after the root `connection` to a connection of the configuration; *used is how
 * many of them were taken. */
pl_found pl_names__connection(pl_evaluator *ev, const pl_step *steps, pl_value *out, unsigned *used,
                              pl_diags *diags);
/* The short name of a mod. */
pl_str pl_names__mod(const pl_index *ix, uint32_t mod);
/* The mod that `mod` requires itself and that is called `name`; PL_NONE: none. */
uint32_t pl_names__find_dependency(const pl_index *ix, uint32_t mod, pl_str name);

/* ---- find.c: the callbacks of every scope, whose context is a pl_mod_scope */

pl_found pl_evaluator__find(const pl_scope *scope, const pl_root_traversal *name, pl_value *out,
                            unsigned *used, pl_diags *diags);
void pl_evaluator__names(const pl_scope *scope, void (*each)(void *ctx, pl_str name), void *ctx);

/* ---- attr.c */

/* Evaluate `field` of a body and convert it to its type; null if the body does not have it. */
pl_found pl_evaluator__field(pl_evaluator *ev, uint32_t mod, const pl_body *body,
                             const pl_field *field, pl_value *out, pl_diags *diags);

/* ---- extra.c */

/* A readable attribute that no field is called after: "params", "url_path", ...;
 * PL_FOUND_NOTHING when the kind has none of that name. */
pl_found pl_evaluator__extra(pl_evaluator *ev, pl_entry_id id, pl_str name, pl_value *out,
                             pl_diags *diags);
/* Get the names of these additional attributes for a kind; returns how many. Static texts. */
enum { PL_EVALUATOR_EXTRAS = 32 };
uint32_t pl_evaluator__extra_names(pl_kind kind, pl_str out[PL_EVALUATOR_EXTRAS]);

/* ---- vars.c */

/* The value of a variable as expressions see it. */
pl_found pl_evaluator__variable(pl_evaluator *ev, pl_entry_id id, pl_value *out, pl_diags *diags);

#endif
