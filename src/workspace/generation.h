/* generation.h - one published index after another, and readers that need no lock.
 *
 * A generation is an index and the number of readers that hold it. The newest is named by
 * one word that readers and the publisher change in single atomic steps:
 *
 *     word    slot of the newest generation (8 bits) | how often it was acquired (56 bits)
 *     slots   slot -> generation, NULL: free
 *     left    of a generation: how often it was acquired - how often it was released,
 *             where acquisitions are added only when the next one is published
 *
 *   acquire   adds 1 to the word. The slot in the old value names a generation that cannot
 *             have been freed: whoever takes the word from it (publish, close) gets this
 *             very count with the same step, so it knows of this reader.
 *   release   takes 1 from `left`; who brings it to 0 frees.
 *   publish   fills a free slot, then exchanges the word, then adds the count it got to
 *             `left` of the old generation; who brings it to 0 frees.
 *
 * Why nothing is freed early or twice: while a generation is the newest, `left` starts at 0
 * and only falls, so no release finds 0. From the exchange on no acquire can reach it. Once
 * the count is added `left` is the number of readers that still hold it, every one of
 * which takes 1: exactly one step ends at 0. Nothing waits: not readers, not the publisher.
 * A slot is filled again only after its generation was freed, hence after the word had
 * left it; a word of the same slot later is of the later generation.
 *
 * The count wraps after 2^56 acquisitions of one generation: two years at a billion a
 * second.
 *
 * Threads: any number acquire and release; one publishes and closes. A generation may
 * outlive its workspace. */
#ifndef PL_WORKSPACE_GENERATION_H
#define PL_WORKSPACE_GENERATION_H
#include <pipelite/workspace.h>

typedef struct pl_generations pl_generations;

/* Owned; pl_generations_close(). */
pl_generations *pl_generations_new(void);
/* No more are acquired; those that are held stay until they are released. NULL is fine. */
void pl_generations_close(pl_generations *all);

/* How many there can be at a time: the newest, and older ones that somebody holds. */
enum { PL_GENERATIONS_MAX = 255 };

/* Make `index` (taken) the newest. False when there are too many held already: then
 * nothing changed and `index` is the caller's still. */
bool pl_generations_publish(pl_generations *all, pl_index *index);
/* The newest, to be released; NULL before the first. */
pl_generation *pl_generations_acquire(pl_generations *all);
/* What belongs to a generation and goes with it: `drop` (may be NULL) is called with it.
 * Who attaches sees to it that nobody else does at the same time. */
void pl_generation_attach(pl_generation *generation, void *what, void (*drop)(void *what));
void *pl_generation_attached(const pl_generation *generation);

/* The memory of a generation's image that was freed, for the next one; empty: there is none.
 * Owned; pl_index_drop_spare(). */
pl_str pl_generations_take_spare(pl_generations *all);

/* How many there are, the newest included. */
unsigned pl_generations_count(const pl_generations *all);

#endif
