/* store_inner.h - how a store keeps values. Private to the room.
 *
 *     memos     bucket -> memo -> memo ...    by entry, and what of the entry
 *     arena     memos, values, their texts, declarations, paths
 *     vars      values given from outside, declarations (vars_store.h)
 *     idle      evaluators that are not lent
 *
 * Finished memos are read without a lock. A thread that has to work one out does all of it, and
 * all that it needs, under `lock`: each value is worked out once, and no two threads wait for
 * each other's values.
 *
 * Locks. Each field below is marked with what guards it:
 *     fixed    written by pl_value_store_new() only
 *     lock     held by the evaluator that works something out (pl_evaluator__lock), or for a
 *              moment by the store itself
 *     idle     held while an evaluator is taken from the list or put there. It is never held while
 *              `lock` is taken.
 *
 * Invariants
 * 1. A memo is added to the bucket of its key while `lock` is held, and stays there until the
 *    store is freed. No key has two memos.
 * 2. The state of a memo changes while `lock` is held:
 *        VISITING -> DONE, FAILED, NOTHING      final: nothing of the memo is written to any more
 *        VISITING -> AGAIN -> VISITING          the system failed; tried again when asked again
 * 3. A memo owns `recorded` when it is FAILED or AGAIN, and only then.
 * 4. A memo is VISITING while the evaluator that holds `lock` has its key in `visiting`. None is
 *    when `lock` is free.
 * 5. What the value of a memo refers to lies in `arena`, in the index or is static.
 * 6. `left` is at least 1, because a budget of 0 would mean no limit to an evaluation.
 * 7. An evaluator is either lent or in the list of idle ones. When the store is freed none is
 *    lent. */
#ifndef PL_EVAL_STORE_INNER_H
#define PL_EVAL_STORE_INNER_H
#include "base/assert.h"
#include "base/diag.h"
#include "eval/evaluator.h"
#include <pthread.h>
#include <stdatomic.h>

#define PL_VALUE_STORE_BYTES ((uint64_t)512 << 20) /* of all values together */

typedef enum pl_memo_state {
    PL_MEMO_VISITING,
    PL_MEMO_DONE,
    PL_MEMO_FAILED,  /* its messages are in `recorded` */
    PL_MEMO_NOTHING, /* there is no such attribute */
    PL_MEMO_AGAIN,   /* the system failed: may be right the next time */
} pl_memo_state;

/* The state of one value: whether it was evaluated, and its result. */
typedef struct pl_memo {
    uint64_t key;
    struct pl_memo *next;  /* of its bucket */
    _Atomic uint8_t state; /* pl_memo_state */
    bool reads;            /* depends on more than the sources, itself or through others */
    uint32_t round;        /* AGAIN: in which it was tried last */
    union {
        pl_value value;     /* DONE */
        pl_diags *recorded; /* FAILED, AGAIN: owned */
    };
} pl_memo;

/* What of an entry a memo is about. Fields are counted by their schema. */
enum {
    PL_MEMO_VALUE = 0,
    PL_MEMO_FIELD = 1,
    PL_MEMO_EXTRA = 128,
    PL_MEMO_ARGS = 253,
    PL_MEMO_DECL = 254,
    PL_MEMO_WHOLE = 255
};

static inline uint64_t pl_memo__key(pl_entry_id id, unsigned what)
{
    return ((uint64_t)id << 8 | what) + 1;
}
static inline pl_entry_id pl_memo__entry(uint64_t key)
{
    return (pl_entry_id)((key - 1) >> 8);
}

struct pl_value_store {
    pl_value_store_options options; /* fixed */
    const pl_type *strings;         /* fixed: list of string */
    const pl_type *string_map;      /* fixed: map of string */
    _Atomic(pl_memo *) *memos;      /* mask + 1 buckets; the array is fixed, writing needs `lock` */
    uint32_t mask;                  /* fixed */
    _Atomic(const pl_str *) *paths; /* of the index's files, absolute, NULL until asked for;
                                     * the array is fixed, writing needs `lock` */
    atomic_size_t bytes;            /* of `arena` when `lock` was released last */
    atomic_size_t noted;            /* what file_read() returned, in all */

    pthread_mutex_t lock;
    const pl_evaluator *holder; /* lock: by which it is held; NULL: by none */
    pl_arena arena;             /* lock */
    uint64_t left;              /* lock: of PL_VALUE_STORE_BYTES */
    uint32_t round;             /* lock: rises with each question from outside. What is to be tried
                                 * again is tried once in each, or values that need each other twice
                                 * would be tried 2^depth times. */
    struct pl_vars *vars;       /* lock: NULL until asked for */

    struct {
        pthread_mutex_t lock;
        pl_evaluator *first; /* through pl_evaluator.next_idle */
        uint32_t n_lent;
        size_t bytes; /* of all evaluators, when they were given back last */
    } idle;
};

/* memo.c: the memo of `key`, or NULL. Needs no lock; without it, one that is being added may be
 * missed. */
pl_memo *pl_memo__find(const pl_value_store *store, uint64_t key);
/* Add a memo in the state VISITING for `key`, which must not have one yet. Requires the lock. */
pl_memo *pl_memo__add(pl_value_store *store, uint64_t key);
pl_memo_state pl_memo__state(const pl_memo *memo);
/* Is the memo final: will its result never change? Needs no lock. */
bool pl_memo__is_final(const pl_memo *memo);

/* memo.c: take and release `lock` for the store itself; evaluators use pl_evaluator__lock(). */
void pl_value_store__lock(pl_value_store *store, const pl_evaluator *holder);
void pl_value_store__unlock(pl_value_store *store, const pl_evaluator *holder);

#ifndef NDEBUG
/* Asserts invariants 1 to 4, 6 and 7; no other thread may use the store meanwhile. */
void pl_value_store__check(pl_value_store *store);
#endif

#endif
