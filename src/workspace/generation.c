#include "workspace/generation.h"
#include "base/alloc.h"
#include "index/build.h"
#include <stdatomic.h>

struct pl_generation {
    pl_index *index; /* owned */
    pl_generations *all;
    void *attached;
    void (*drop)(void *what);
    uint64_t number;
    unsigned slot;
    atomic_int_fast64_t left;
};

struct pl_generations {
    atomic_uint_fast64_t word;
    _Atomic(pl_generation *) slots[PL_GENERATIONS_MAX];
    _Atomic(pl_str *) spare; /* memory of the image that was freed last; owned */
    atomic_uint users;       /* generations, and the workspace until it is closed */
    uint64_t published;
};

enum { SLOT_SHIFT = 56, NO_SLOT = PL_GENERATIONS_MAX };

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
        pl_index_drop_spare(*spare);
    pl_mem_free(spare);
}

pl_str pl_generations_take_spare(pl_generations *all)
{
    pl_str *spare = atomic_exchange_explicit(&all->spare, NULL, memory_order_acq_rel);
    pl_str out = spare ? *spare : (pl_str){ 0 };
    pl_mem_free(spare);
    return out;
}

static void leave(pl_generations *all)
{
    if (atomic_fetch_sub_explicit(&all->users, 1, memory_order_acq_rel) != 1)
        return;
    put_spare(all, NULL);
    pl_mem_free(all);
}

/* Close the index of a generation; its memory serves the next one. */
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
    pl_generations *all = g->all;
    unsigned slot = g->slot;
    if (g->drop)
        g->drop(g->attached);
    retire(all, g->index);
    pl_mem_free(g);
    atomic_store_explicit(&all->slots[slot], NULL, memory_order_release);
    leave(all);
}

/* Change `left` by `by`; the step that ends at 0 frees. */
static void settle(pl_generation *g, int64_t by)
{
    if (atomic_fetch_add_explicit(&g->left, by, memory_order_acq_rel) + by == 0)
        free_generation(g);
}

static void replace(pl_generations *all, unsigned slot)
{
    uint64_t old = atomic_exchange_explicit(&all->word, word_of(slot), memory_order_acq_rel);
    if (slot_of(old) != NO_SLOT)
        settle(atomic_load_explicit(&all->slots[slot_of(old)], memory_order_relaxed),
               count_of(old));
}

bool pl_generations_publish(pl_generations *all, pl_index *index)
{
    unsigned slot = 0;
    while (slot < PL_GENERATIONS_MAX &&
           atomic_load_explicit(&all->slots[slot], memory_order_acquire))
        slot++;
    if (slot == PL_GENERATIONS_MAX)
        return false;
    pl_generation *g = pl_mem_zalloc(sizeof *g);
    g->index = index;
    g->all = all;
    g->slot = slot;
    g->number = ++all->published;
    atomic_fetch_add_explicit(&all->users, 1, memory_order_relaxed);
    atomic_store_explicit(&all->slots[slot], g, memory_order_relaxed);
    replace(all, slot);
    return true;
}

pl_generation *pl_generations_acquire(pl_generations *all)
{
    uint64_t old = atomic_fetch_add_explicit(&all->word, 1, memory_order_acq_rel);
    if (slot_of(old) == NO_SLOT)
        return NULL;
    return atomic_load_explicit(&all->slots[slot_of(old)], memory_order_relaxed);
}

void pl_generations_close(pl_generations *all)
{
    if (!all)
        return;
    replace(all, NO_SLOT);
    leave(all);
}

unsigned pl_generations_count(const pl_generations *all)
{
    unsigned n = 0;
    for (unsigned i = 0; i < PL_GENERATIONS_MAX; i++)
        n += atomic_load_explicit(&all->slots[i], memory_order_relaxed) != NULL;
    return n;
}

void pl_generation_attach(pl_generation *g, void *what, void (*drop)(void *what))
{
    g->attached = what;
    g->drop = drop;
}

void *pl_generation_attached(const pl_generation *g)
{
    return g->attached;
}

void pl_generation_release(pl_generation *g)
{
    if (g)
        settle(g, -1);
}

const pl_index *pl_generation_index(const pl_generation *g)
{
    return g->index;
}

uint64_t pl_generation_number(const pl_generation *g)
{
    return g->number;
}
