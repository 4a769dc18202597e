#include "workspace/generation.h"
#include "base/str.h"
#include "index/build.h"
#include "unit/test.h"
#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

/* An index whose only mod says which one it is. */
static pl_index *index_number(unsigned n)
{
    char title[32];
    snprintf(title, sizeof title, "%u", n);
    pl_build_mod mod = { .short_name = PL_S("m"), .title = pl_str_cstr(title) };
    return pl_index_build(&mod, 1, 0);
}

static unsigned number_in(const pl_generation *g)
{
    uint32_t n;
    const pl_index *ix = pl_generation_index(g);
    const pl_ix_mod *mods = pl_index_mods(ix, &n);
    uint64_t number = 0;
    pl_str_to_u64(pl_index_str(ix, mods[0].title), &number);
    return (unsigned)number;
}

TEST(a_generation_stays_while_it_is_held)
{
    pl_generations *all = pl_generations_new();
    CHECK(pl_generations_acquire(all) == NULL, "there is none at first");
    CHECK(pl_generations_publish(all, index_number(1)), "the first");
    pl_generation *first = pl_generations_acquire(all), *again = pl_generations_acquire(all);
    CHECK(first == again, "the same for everybody");
    CHECK(pl_generations_publish(all, index_number(2)), "the second");
    CHECK_INT(pl_generations_count(all), 2, "both are there");
    CHECK_INT(number_in(first), 1, "the old one is what it was");
    pl_generation *second = pl_generations_acquire(all);
    CHECK_INT(number_in(second), 2, "the new one is handed out");
    CHECK_INT(pl_generation_number(second), 2, "and counted");
    pl_generation_release(first);
    CHECK_INT(pl_generations_count(all), 2, "one reader left, one holds it");
    pl_generation_release(again);
    CHECK_INT(pl_generations_count(all), 1, "nobody does");
    pl_generations_close(all);
    CHECK_INT(number_in(second), 2, "it outlives the workspace");
    pl_generation_release(second);
    pl_generation_release(NULL);
}

TEST(generations_nobody_held_go_at_once)
{
    pl_generations *all = pl_generations_new();
    for (unsigned i = 0; i < 1000; i++) {
        CHECK(pl_generations_publish(all, index_number(i)), "publish");
        if (i % 3 == 0)
            pl_generation_release(pl_generations_acquire(all));
        CHECK_INT(pl_generations_count(all), 1, "only the newest");
    }
    pl_generations_close(all);
}

TEST(too_many_held_generations_are_refused)
{
    pl_generations *all = pl_generations_new();
    pl_generation *held[PL_GENERATIONS_MAX];
    for (unsigned i = 0; i < PL_GENERATIONS_MAX; i++) {
        CHECK(pl_generations_publish(all, index_number(i)), "publish");
        held[i] = pl_generations_acquire(all);
    }
    pl_index *more = index_number(PL_GENERATIONS_MAX);
    CHECK(!pl_generations_publish(all, more), "no slot is free");
    pl_generation_release(held[7]);
    CHECK(pl_generations_publish(all, more), "now one is");
    held[7] = pl_generations_acquire(all);
    for (unsigned i = 0; i < PL_GENERATIONS_MAX; i++) {
        CHECK_INT(number_in(held[i]), i == 7 ? PL_GENERATIONS_MAX : i, "each is its own");
        pl_generation_release(held[i]);
    }
    pl_generations_close(all);
}

/* ---- CO-21: readers while generations come and go */

enum { READERS = 8, GENERATIONS = 1000, FEW = 100 };

typedef struct race {
    pl_generations *all;
    atomic_bool stop;
    atomic_uint wrong, reads;
} race;

static void *read_on(void *ctx)
{
    race *r = ctx;
    uint64_t last = 0;
    while (!atomic_load(&r->stop)) {
        pl_generation *g = pl_generations_acquire(r->all);
        uint64_t number = pl_generation_number(g);
        if (number_in(g) != number || number < last)
            atomic_fetch_add(&r->wrong, 1);
        if (number % 5 == 0)
            usleep(50); /* hold some while others come */
        if (number_in(g) != number)
            atomic_fetch_add(&r->wrong, 1);
        last = number;
        pl_generation_release(g);
        atomic_fetch_add(&r->reads, 1);
    }
    return NULL;
}

TEST_THREADS(readers_never_see_a_generation_go)
{
    pthread_t threads[READERS];
    race r = { .all = pl_generations_new() };
    CHECK(pl_generations_publish(r.all, index_number(1)), "the first");
    for (unsigned i = 0; i < READERS; i++)
        CHECK_INT(pthread_create(&threads[i], NULL, read_on, &r), 0, "thread");
    unsigned n = getenv("PL_TEST_ONLY") ? FEW : GENERATIONS; /* 200 times */
    for (unsigned i = 2; i <= n; i++)
        CHECK(pl_generations_publish(r.all, index_number(i)), "publish");
    while (atomic_load(&r.reads) < 1000)
        usleep(100);
    atomic_store(&r.stop, true);
    for (unsigned i = 0; i < READERS; i++)
        pthread_join(threads[i], NULL);
    CHECK_INT(atomic_load(&r.wrong), 0, "every read was of one state");
    CHECK_INT(pl_generations_count(r.all), 1, "the old ones went");
    pl_generations_close(r.all);
}
