/* generation.c - the word, the slots and the counts of generation.h, in atomic steps. */
#include "workspace/generation.h"
#include "base/alloc.h"
#include "base/assert.h"
#include "index/build.h"
#include "workspace/derived.h"
#include <stdatomic.h>

struct pl_generation {
    pl_index *index;     /* owned */
    pl_derived *derived; /* owned; may be NULL */
    pl_generations *all;
    uint64_t number;
    unsigned slot;
    atomic_int_fast64_t left;
};

typedef _Atomic(pl_generation *) place;

/* Chunk k has FIRST_CHUNK << k slots. All chunks together have more than the word can number. */
enum { FIRST_CHUNK = 256, CHUNKS = 16 };

struct pl_generations {
    atomic_uint_fast64_t word;
    _Atomic(place *) chunks[CHUNKS];
    _Atomic(pl_str *) spare; /* owned; memory of the last image that was freed */
    atomic_uint users;
    uint64_t published;
};

enum { SLOT_SHIFT = 40, NO_SLOT = (1 << 24) - 1 };
static const uint64_t half_count = (uint64_t)1 << (SLOT_SHIFT - 1);
static const int64_t BIAS = (int64_t)1 << 62;

static uint64_t word_of(unsigned slot)
{
    return (uint64_t)slot << SLOT_SHIFT;
}

static unsigned slot_of(uint64_t word)
{
    return (unsigned)(word >> SLOT_SHIFT);
}

static int64_t count_of(uint64_t word)
{
    return (int64_t)(word & (((uint64_t)1 << SLOT_SHIFT) - 1));
}

/* ---- slots */

static unsigned chunk_of(unsigned number, unsigned *at)
{
    unsigned chunk = 31 - (unsigned)__builtin_clz(number / FIRST_CHUNK + 1);
    *at = number - FIRST_CHUNK * ((1u << chunk) - 1);
    return chunk;
}

/* The place of a slot; its chunk must exist. */
static place *slot_at(const pl_generations *all, unsigned number)
{
    unsigned at, chunk = chunk_of(number, &at);
    return &atomic_load_explicit(&all->chunks[chunk], memory_order_relaxed)[at];
}

static size_t slots_of(unsigned chunk)
{
    return (size_t)FIRST_CHUNK << chunk;
}

/* The number of slots that exist so far. */
static unsigned count_slots(const pl_generations *all)
{
    unsigned chunk = 0;
    while (chunk < CHUNKS && atomic_load_explicit(&all->chunks[chunk], memory_order_relaxed))
        chunk++;
    return FIRST_CHUNK * ((1u << chunk) - 1);
}

/* Find or make a free slot and return its number; it is not filled yet. Called by the publisher
 * alone, which is the only thread that makes chunks; readers reach a chunk only through a word that
 * names a slot in it. */
static unsigned find_free_slot(pl_generations *all)
{
    unsigned n = count_slots(all), number = 0, at;
    while (number < n && atomic_load_explicit(slot_at(all, number), memory_order_acquire))
        number++;
    pl_assert(number < NO_SLOT);
    if (number == n) {
        unsigned chunk = chunk_of(number, &at);
        place *made = pl_mem_zalloc(slots_of(chunk) * sizeof *made);
        atomic_store_explicit(&all->chunks[chunk], made, memory_order_relaxed);
    }
    return number;
}

static pl_generation *generation_in(const pl_generations *all, unsigned number)
{
    return atomic_load_explicit(slot_at(all, number), memory_order_relaxed);
}

#ifndef NDEBUG
void pl_generations__check(const pl_generations *all)
{
    uint64_t word = atomic_load(&all->word);
    unsigned n = count_slots(all), users = atomic_load(&all->users);
    pl_assert(slot_of(word) == NO_SLOT || slot_of(word) < n);
    pl_assert(slot_of(word) == NO_SLOT || generation_in(all, slot_of(word))->slot == slot_of(word));
    pl_assert(slot_of(word) == NO_SLOT ||
              atomic_load(&generation_in(all, slot_of(word))->left) > 0);
    pl_assert(pl_generations_count(all) <= users);
}
#endif

pl_generations *pl_generations_new(void)
{
    pl_generations *all = pl_mem_zalloc(sizeof *all);
    atomic_init(&all->word, word_of(NO_SLOT));
    atomic_init(&all->users, 1);
    return all;
}

static void put_spare(pl_generations *all, pl_str *spare)
{
    spare = atomic_exchange_explicit(&all->spare, spare, memory_order_acq_rel);
    if (spare)
        pl_index_free_spare(*spare);
    pl_mem_free(spare);
}

pl_str pl_generations_take_spare(pl_generations *all)
{
    pl_str *spare = atomic_exchange_explicit(&all->spare, NULL, memory_order_acq_rel);
    pl_str out = spare ? *spare : (pl_str){ 0 };
    pl_mem_free(spare);
    return out;
}

static void leave_generation(pl_generations *all)
{
    if (atomic_fetch_sub_explicit(&all->users, 1, memory_order_acq_rel) != 1)
        return;
    put_spare(all, NULL);
    for (unsigned i = 0; i < CHUNKS; i++)
        pl_mem_free(atomic_load_explicit(&all->chunks[i], memory_order_relaxed));
    pl_mem_free(all);
}

/* Close the index of a generation, and keep its memory for the next one. */
static void retire(pl_generations *all, pl_index *index)
{
    pl_str image = pl_index_retire(index);
    if (!image.ptr)
        return;
    pl_str *spare = pl_mem_alloc(sizeof *spare);
    *spare = image;
    put_spare(all, spare);
}

static void free_generation(pl_generation *g)
{
    pl_assert(generation_in(g->all, g->slot) == g);
    pl_generations *all = g->all;
    place *at = slot_at(all, g->slot);
    pl_derived_free(g->derived);
    retire(all, g->index);
    pl_mem_free(g);
    atomic_store_explicit(at, NULL, memory_order_release);
    leave_generation(all);
}

/* Change `left` by `by`; the thread that brings it to 0 frees the generation. */
static void change_left(pl_generation *g, int64_t by)
{
    int64_t now = atomic_fetch_add_explicit(&g->left, by, memory_order_acq_rel) + by;
    pl_assert(now >= 0);
    if (now == 0)
        free_generation(g);
}

static void replace_newest(pl_generations *all, unsigned number)
{
    uint64_t old = atomic_exchange_explicit(&all->word, word_of(number), memory_order_acq_rel);
    if (slot_of(old) != NO_SLOT)
        change_left(generation_in(all, slot_of(old)), count_of(old) - BIAS);
}

void pl_generations_publish(pl_generations *all, pl_index *index, pl_derived *derived)
{
    unsigned number = find_free_slot(all);
    pl_generation *g = pl_mem_zalloc(sizeof *g);
    pl_assert(index);
    g->index = index;
    g->derived = derived;
    g->all = all;
    g->slot = number;
    g->number = ++all->published;
    atomic_init(&g->left, BIAS);
    atomic_fetch_add_explicit(&all->users, 1, memory_order_relaxed);
    atomic_store_explicit(slot_at(all, number), g, memory_order_relaxed);
    replace_newest(all, number);
#ifndef NDEBUG
    pl_generations__check(all);
#endif
}

/* Move acquisitions from the word to `left` of a generation that the caller holds. Fewer are
 * moved than there are, so that the generation is not freed meanwhile. Another thread may have
 * done it already. */
static void carry(pl_generations *all, pl_generation *g)
{
    uint64_t word = atomic_load_explicit(&all->word, memory_order_relaxed);
    change_left(g, (int64_t)half_count);
    while (slot_of(word) == g->slot && count_of(word) >= (int64_t)half_count)
        if (atomic_compare_exchange_weak_explicit(&all->word, &word, word - half_count,
                                                  memory_order_acq_rel, memory_order_relaxed))
            return;
    change_left(g, -(int64_t)half_count);
}

pl_generation *pl_generations_acquire(pl_generations *all)
{
    uint64_t old = atomic_fetch_add_explicit(&all->word, 1, memory_order_acq_rel);
    if (slot_of(old) == NO_SLOT)
        return NULL;
    pl_generation *g = generation_in(all, slot_of(old));
    if (count_of(old) >= (int64_t)half_count)
        carry(all, g);
    return g;
}

void pl_generations_close(pl_generations *all)
{
    if (!all)
        return;
    replace_newest(all, NO_SLOT);
    leave_generation(all);
}

unsigned pl_generations_count(const pl_generations *all)
{
    unsigned n = 0, slots = count_slots(all);
    for (unsigned i = 0; i < slots; i++)
        n += atomic_load_explicit(slot_at(all, i), memory_order_relaxed) != NULL;
    return n;
}

void pl_generations__age(pl_generations *all, uint64_t acquired)
{
    uint64_t word = atomic_fetch_add(&all->word, acquired);
    atomic_fetch_sub(&generation_in(all, slot_of(word))->left, (int64_t)acquired);
}

pl_derived *pl_generation_derived(const pl_generation *g)
{
    return g->derived;
}

pl_generation *pl_generation_hold(pl_generation *g)
{
    if (!g)
        return NULL;
    pl_assert(atomic_load(&g->left) > 0);
    atomic_fetch_add_explicit(&g->left, 1, memory_order_relaxed);
    return g;
}

void pl_generation_release(pl_generation *g)
{
    if (g)
        change_left(g, -1);
}

const pl_index *pl_generation_index(const pl_generation *g)
{
    if (!g)
        return NULL;
    return g->index;
}

uint64_t pl_generation_number(const pl_generation *g)
{
    if (!g)
        return 0;
    return g->number;
}
