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
    pl_generations_publish(all, index_number(1), NULL);
    pl_generation *first = pl_generations_acquire(all), *again = pl_generations_acquire(all);
    CHECK(first == again, "the same for everybody");
    pl_generations_publish(all, index_number(2), NULL);
    CHECK_INT(pl_generations_count(all), 2, "both are there");
    CHECK_INT(number_in(first), 1, "the old one is what it was");
    pl_generation *second = pl_generations_acquire(all);
    CHECK_INT(number_in(second), 2, "the new one is handed out");
    CHECK_INT(pl_generation_number(second), 2, "and counted");
    pl_generation_release(first);
    CHECK_INT(pl_generations_count(all), 2, "one reader left, one holds it");
    pl_generation_release(again);
    CHECK_INT(pl_generations_count(all), 1, "none is left");
    pl_generations_close(all);
    CHECK_INT(number_in(second), 2, "it outlives the workspace");
    pl_generation_release(second);
    pl_generation_release(NULL);
}

TEST(generations_nobody_held_go_at_once)
{
    pl_generations *all = pl_generations_new();
    for (unsigned i = 0; i < 1000; i++) {
        pl_generations_publish(all, index_number(i), NULL);
        if (i % 3 == 0)
            pl_generation_release(pl_generations_acquire(all));
        CHECK_INT(pl_generations_count(all), 1, "only the newest");
    }
    pl_generations_close(all);
}

TEST(any_number_of_generations_may_be_held)
{
    enum { N = 5000 };
    pl_generations *all = pl_generations_new();
    pl_generation **held = calloc(N, sizeof *held);
    for (unsigned i = 0; i < N; i++) {
        pl_generations_publish(all, index_number(i), NULL);
        held[i] = pl_generations_acquire(all);
    }
    CHECK_INT(pl_generations_count(all), N, "all of them are there");
    pl_generation_release(held[7]);
    pl_generations_publish(all, index_number(N), NULL);
    held[7] = pl_generations_acquire(all);
    for (unsigned i = 0; i < N; i++) {
        CHECK_INT(number_in(held[i]), i == 7 ? N : i, "each is its own");
        pl_generation_release(held[i]);
    }
    CHECK_INT(pl_generations_count(all), 1, "only the newest");
    pl_generations_close(all);
    free(held);
}

TEST(a_generation_can_be_held_once_more)
{
    pl_generations *all = pl_generations_new();
    pl_generations_publish(all, index_number(1), NULL);
    pl_generation *g = pl_generations_acquire(all);
    CHECK(pl_generation_hold(g) == g, "the same");
    pl_generation_release(g);
    pl_generations_publish(all, index_number(2), NULL);
    CHECK_INT(number_in(g), 1, "still held");
    pl_generation_hold(g);
    pl_generation_release(g);
    CHECK_INT(number_in(g), 1, "still held");
    pl_generation_release(g);
    CHECK_INT(pl_generations_count(all), 1, "it went with its last reader");
    pl_generations_close(all);
}

TEST(a_generation_may_be_acquired_for_ever)
{
    const uint64_t half = (uint64_t)1 << 39;
    pl_generations *all = pl_generations_new();
    pl_generations_publish(all, index_number(1), NULL);
    pl_generation *held = pl_generations_acquire(all);
    for (int i = 0; i < 20; i++) { /* ten times what the count in the word can say */
        pl_generations__age(all, half - 1);
        pl_generation_release(pl_generations_acquire(all));
        pl_generation_release(pl_generations_acquire(all));
    }
    CHECK_INT(number_in(held), 1, "it is there");
    pl_generations_publish(all, index_number(2), NULL);
    CHECK_INT(number_in(held), 1, "and held");
    CHECK_INT(pl_generations_count(all), 2, "both");
    pl_generation_release(held);
    CHECK_INT(pl_generations_count(all), 1, "and freed by its last reader");
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
    pl_generations_publish(r.all, index_number(1), NULL);
    for (unsigned i = 0; i < READERS; i++)
        CHECK_INT(pthread_create(&threads[i], NULL, read_on, &r), 0, "thread");
    unsigned n = getenv("PL_TEST_ONLY") ? FEW : GENERATIONS; /* 200 times */
    for (unsigned i = 2; i <= n; i++)
        pl_generations_publish(r.all, index_number(i), NULL);
    while (atomic_load(&r.reads) < 1000)
        usleep(100);
    atomic_store(&r.stop, true);
    for (unsigned i = 0; i < READERS; i++)
        pthread_join(threads[i], NULL);
    CHECK_INT(atomic_load(&r.wrong), 0, "every read was of one state");
    CHECK_INT(pl_generations_count(r.all), 1, "the old ones went");
    pl_generations_close(r.all);
}
