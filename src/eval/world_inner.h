/* world_inner.h - what the files of a world share. Private to the room.
 *
 *   world.c       life, memo, cycles
 *   world_file.c  files, blocks, expressions of them
 *   world_moved.c files that changed since they were indexed
 *   world_meta.c  titles, descriptions and tags by themselves
 *   world_find.c  names in expressions, locals
 *   world_attr.c  attributes of resources
 *   world_part.c  what of a resource is no plain attribute: params, nested blocks, ...
 *   vars*.c       variables
 *
 * A pl_world is a seat: open files, syntax trees, values in the making, all of one thread.
 * Behind the seats of one world stands one core, with what was worked out:
 *
 *     seat  seat  seat ---> core: memos by entry and what of it, values, variables
 *
 * A memo holds a finished value: variables and locals by entry, attributes by entry and
 * number. Finished ones are read without a lock; whoever has to work one out does all of it,
 * and all that it needs, under the lock of the core, so each is worked out once and no two
 * threads wait for each other. An entry is VISITING while it is worked out: meeting it
 * again is a cycle. Nested work is bounded by PL_WORLD_DEPTH and PL_WORLD_STACK, all values
 * together by PL_WORLD_BYTES. */
#ifndef PL_EVAL_WORLD_INNER_H
#define PL_EVAL_WORLD_INNER_H
#include "base/assert.h"
#include "base/assert.h"
#include "base/diag.h"
#include "base/file.h"
#include "base/vec.h"
#include "eval/world.h"
#include "schema/schema.h"
#include <pthread.h>
#include <stdatomic.h>

enum {
    PL_WORLD_DEPTH = 200,     /* values that need each other: mods do not get near */
    PL_WORLD_STACK = 2 << 20, /* bytes of it below the outermost of them */
};
#define PL_WORLD_BYTES ((uint64_t)512 << 20)

typedef enum pl_memo_state {
    PL_MEMO_VISITING,
    PL_MEMO_DONE,
    PL_MEMO_FAILED,  /* what was said is in `said` */
    PL_MEMO_NOTHING, /* there is no such attribute */
    PL_MEMO_AGAIN,   /* a matter of the system: may be right the next time */
} pl_memo_state;

typedef struct pl_memo {
    uint64_t key;
    struct pl_memo *next;  /* of its bucket; as long as the world lives */
    _Atomic uint8_t state; /* the rest is not written to once it is a finished one */
    bool reads;            /* more than the sources, itself or through others */
    uint32_t round;        /* AGAIN: when it was tried last */
    union {
        pl_value value;
        pl_diags *said; /* FAILED: owned */
    };
} pl_memo;

/* What of an entry a memo is about. Fields are counted by their schema. */
enum { PL_MEMO_VALUE = 0, PL_MEMO_FIELD = 1, PL_MEMO_EXTRA = 128, PL_MEMO_WHOLE = 255 };

typedef struct pl_world_mod {
    pl_world *world;
    uint32_t id;
    pl_str dir; /* absolute */
    pl_scope scope;
    pl_fn_env env;
} pl_world_mod;

/* One open file. Evaluating inside another evaluation opens the next one. */
typedef struct pl_world_file {
    pl_reader reader;
    pl_view view;
    pl_arena tree, scratch; /* syntax of the block at hand; values in the making */
    pl_parser *parser;
    uint32_t file;       /* of the view; PL_NONE: none */
    pl_entry_id entry;   /* whose block is open */
    bool shared;         /* it is that of a file further out */
    const pl_part *part; /* its bytes are not those that were indexed: what they are */
    pl_arena scan;       /* of the part */
    pl_arena kept;       /* of a view of what the file was (pl_world_options.source) */
} pl_world_file;

typedef struct pl_world_core {
    pthread_mutex_t alone;     /* pl_world_enter() */
    pthread_mutex_t seats;     /* of `idle` */
    pl_world *idle;            /* seats that nobody has */
    size_t seat_bytes;         /* of all seats, when they were given back last */
    atomic_size_t bytes;       /* of `arena`, for who does not hold the lock */
    atomic_size_t kept;        /* by who is told what was read */
    pthread_mutex_t lock;      /* pl_world__lock(): of what follows */
    pl_arena arena;            /* values and texts */
    uint64_t left;             /* of PL_WORLD_BYTES */
    _Atomic(pl_memo *) *memos; /* buckets, mask + 1 of them */
    uint32_t mask;
    uint32_t round;       /* rises with each question from outside: what is to be tried again is
                           * tried once in each, or values that need each other twice would be
                           * tried 2^depth times */
    struct pl_vars *vars; /* vars.c; NULL until asked for */
    _Atomic(const pl_str *) *paths; /* of the index's files, absolute; once asked for */
    const pl_type *strings, *string_map;
} pl_world_core;

struct pl_world {
    pl_world_options options;
    pl_world_core *core;
    pl_world *next; /* idle */
    size_t bytes;   /* its share of seat_bytes */
    unsigned locks; /* of the core, held by this seat */
    pl_world_marks marks;
    pl_arena arena; /* of `mods` */
    pl_world_mod *mods;
    uint32_t n_mods;
    PL_VEC(pl_world_file *) files; /* by depth; each opened once and reused */
    uint32_t depth;
    PL_VEC(uint64_t) visiting; /* keys of memos, outermost first */
    const char *stack;         /* where the outermost began */
    PL_VEC(pl_diags *) diags;  /* to be taken: empty */
};

/* The core, for this seat alone; again by who has it. */
void pl_world__lock(pl_world *world);
void pl_world__unlock(pl_world *world);

/* Works out `what` of entry `id`; messages into `diags`, which is not open. PL_FOUND
 * with *out, which lives as long as the world does. */
typedef pl_found pl_world_work(pl_world *world, pl_entry_id id, unsigned what, pl_value *out,
                               pl_diags *diags);
/* The same, once: later calls give the same answer and messages. */
pl_found pl_world__once(pl_world *world, pl_entry_id id, unsigned what, pl_world_work *work,
                        pl_value *out, pl_diags *diags);

/* Copy messages that `diags` has not yet. */
void pl_world__repeat(const pl_diags *said, pl_diags *diags);

static inline pl_value pl_world__unknown(void)
{
    return pl_value_unknown(pl_type_simple(PL_TYPE_ANY));
}
static inline const pl_ix_entry *pl_world__entry(const pl_world *world, pl_entry_id id)
{
    uint32_t n;
    const pl_ix_entry *entries = pl_index_entries(world->options.index, &n);
    pl_assert(id < n);
    return &entries[id];
}
static inline pl_str pl_world__name(const pl_world *world, pl_entry_id id)
{
    return pl_index_str(world->options.index, pl_world__entry(world, id)->short_name);
}

/* world_file.c */
void pl_world__free_files(pl_world *world);
/* What they hold. */
size_t pl_world__file_bytes(const pl_world *world);
/* Evaluate `expr` of an open block of mod `mod` as `want` (NULL: as it is) into the
 * world's arena. False when something was reported. */
bool pl_world__eval(pl_world *world, uint32_t mod, const pl_expr *expr, const pl_type *want,
                    pl_value *out, pl_diags *diags);

/* The same with names from `scope`. */
bool pl_world__eval_in(pl_world *world, uint32_t mod, const pl_scope *scope, const pl_expr *expr,
                       const pl_type *want, pl_value *out, pl_diags *diags);

/* What stands at `place` in the file of an entry. */
typedef struct pl_asked_place {
    pl_range place;
    const pl_type *want;
    bool (*knows)(void *ctx, uint64_t text); /* NULL: nobody */
    void *ctx;
    uint64_t text;  /* tells it from others in the mod */
    pl_value value; /* in scratch memory: until the next file is opened in its place */
    bool right, known;
} pl_asked_place;
/* Parse and evaluate them in the scope of entry `id`, but for those that are known. Nothing is
 * said about what is wrong, or when the file is not what the index knows. */
void pl_world__eval_at(pl_world *world, pl_entry_id id, pl_asked_place *places, unsigned n);

/* world_moved.c: scan the view of `f` again; where entry `id` lies in it: false when it does
 * not any more. */
void pl_world__rescan(pl_world_file *f);
bool pl_world__place(const pl_world *world, const pl_world_file *f, pl_entry_id id, pl_range *out,
                     uint32_t *line);

/* world_find.c: the callbacks of every scope. */
pl_found pl_world__find(const pl_scope *scope, pl_str root, const pl_step *steps, pl_range range,
                        pl_value *out, unsigned *used, pl_diags *diags);
void pl_world__names(const pl_scope *scope, void (*each)(void *ctx, pl_str name), void *ctx);

/* What follows the root `connection`. */
pl_found pl_world__connection(pl_world *world, const pl_step *steps, pl_value *out, unsigned *used,
                              pl_diags *diags);
/* The mod that `mod` requires itself and that is called `name`; PL_NONE: none. */
uint32_t pl_world__dependency(const pl_world *world, uint32_t mod, pl_str name);

/* world_attr.c: `field` of a body, converted; null when it is not there. */
pl_found pl_world__field(pl_world *world, uint32_t mod, const pl_body *body, const pl_field *field,
                         pl_value *out, pl_diags *diags);

/* world_part.c: a readable attribute that no field is called after: "params", "url_path",
 * ...; PL_FOUND_NOTHING when the kind has none of that name. */
pl_found pl_world__extra(pl_world *world, pl_entry_id id, pl_str name, pl_value *out,
                         pl_diags *diags);
/* Names of all of a kind; returns how many. Static texts. */
enum { PL_WORLD_EXTRAS = 32 };
uint32_t pl_world__extra_names(pl_kind kind, pl_str out[PL_WORLD_EXTRAS]);

/* vars.c: value of a variable as expressions see it. */
pl_found pl_world__variable(pl_world *world, pl_entry_id id, pl_value *out, pl_diags *diags);
void pl_world__free_vars(pl_world *world);

#endif
