/* generation.h - publishes one index after another, to readers that need no lock.
 *
 * A generation is an index, the data derived from it (derived.h), and the number of readers that
 * hold it. The newest one is named by a word that readers and the publisher change in single atomic
 * steps:
 *
 *     word    slot of the newest generation (24 bits) | how often it was acquired (40 bits)
 *     slots   slot -> generation, NULL: free. In chunks, each twice as large as the one before
 *     left    of a generation: BIAS while it is the newest, + how often it was held again
 *             - how often it was released; acquisitions are added when the next one is published
 *
 *   acquire   adds 1 to the word. The generation in the slot of the old value cannot have been
 *             freed: the thread that replaces the word (publish, close) reads its count in the same
 *             atomic step, so it has counted this reader.
 *   hold      adds 1 to `left`. The caller holds the generation, so `left` is not 0.
 *   release   takes 1 from `left`; the thread that brings it to 0 frees the generation.
 *   publish   fills a free slot, then exchanges the word, then adds the count that it got, less
 *             BIAS, to `left` of the old generation; the thread that brings it to 0 frees it.
 *   carry     An acquisition that finds half of the 40 bits used moves them to `left`, which
 *             changes no sum. So a generation may be acquired any number of times.
 *
 * Invariants (pl_generations__check, in debug builds):
 *   1. The word names a slot in use; before the first and after the last generation it names none.
 *   2. A generation is in the slot whose number it holds.
 *   3. `left` of the newest generation is positive: releases are fewer than BIAS. From the
 *      exchange on no acquisition can reach a generation, and once the count was added `left` is
 *      the number of its readers, each of which takes 1: exactly one step ends at 0.
 *   4. `users` is the number of generations, and 1 for the workspace until it is closed.
 *
 * Neither readers nor the publisher ever wait. A slot is reused only after its generation was
 * freed, so after the word no longer named it; a word that names the slot later means the later
 * generation. Chunks of slots are never moved, and are freed by the last user.
 *
 * Threads: any number acquire, hold and release; one publishes and closes. A generation may
 * outlive its workspace. */
#ifndef PL_WORKSPACE_GENERATION_H
#define PL_WORKSPACE_GENERATION_H
#include <pipelite/workspace.h>

typedef struct pl_generations pl_generations;
typedef struct pl_derived pl_derived;

/* Owned; pl_generations_close(). */
pl_generations *pl_generations_new(void);
/* From now on none can be acquired; those that are held stay until they are released. NULL is
 * fine. */
void pl_generations_close(pl_generations *all);

/* Make a generation of `index` and `derived` the newest one. Both are taken; `derived` may be
 * NULL. */
void pl_generations_publish(pl_generations *all, pl_index *index, pl_derived *derived);
/* Hold the newest generation; pl_generation_release(). NULL before the first was published. */
pl_generation *pl_generations_acquire(pl_generations *all);
/* Borrowed from the generation; NULL when it was published without. */
pl_derived *pl_generation_derived(const pl_generation *generation);

/* Take the memory of an image that was freed, to be reused for the next one; empty: there is none.
 * Owned; pl_index_free_spare(). */
pl_str pl_generations_take_spare(pl_generations *all);

/* The number of generations that exist, the newest included. */
unsigned pl_generations_count(const pl_generations *all);
/* For tests: make it look as if the newest was acquired and released `acquired` times. */
void pl_generations__age(pl_generations *all, uint64_t acquired);
#ifndef NDEBUG
void pl_generations__check(const pl_generations *all);
#endif

#endif
