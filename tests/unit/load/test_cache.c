/* The cache by itself: scenarios CA of lazy-workspace.md 20.13. */
#include "unit/test.h"
#include "base/buf.h"
#include "base/str.h"
#include "load/cache.h"
#include <dirent.h>
#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

/* Items are numbers on the heap; what goes is written down in order. */
typedef struct bench {
    pl_cache *cache;
    pl_buf gone;
    atomic_uint dropped, alive;
    uint64_t clock;
    bool asks_back; /* the callback calls the cache */
} bench;

static uint64_t fake_now;
static uint64_t read_clock(void)
{
    return fake_now;
}

static void note_gone(void *ctx, pl_str key, void *item, pl_cache_why why)
{
    static const char reasons[] = "exrdlc"; /* ORDER reasons */
    bench *b = ctx;
    pl_cache_stats stats;
    atomic_fetch_add(&b->dropped, 1);
    atomic_fetch_sub(&b->alive, 1);
    if (b->asks_back) /* it would hang if a lock were held */
        pl_cache_get_stats(b->cache, &stats);
    if (!b->clock)
        pl_buf_printf(&b->gone, "%.*s:%c ", PL_FMT(key), reasons[why]);
    free(item);
}

static void open_cache(bench *b, uint64_t bytes, uint32_t items, uint64_t ttl)
{
    pl_cache_options o = { .max_bytes = bytes, .max_items = items, .ttl_ns = ttl, .ctx = b };
    o.now = read_clock;
    o.dropped = note_gone;
    *b = (bench){ .cache = pl_cache_new(&o) };
}

static void close_cache(bench *b)
{
    pl_cache_free(b->cache);
    CHECK_INT(atomic_load(&b->alive), 0, "all items were freed");
    pl_buf_done(&b->gone);
}

static int *number(bench *b, int n)
{
    int *item = malloc(sizeof *item);
    *item = n;
    atomic_fetch_add(&b->alive, 1);
    return item;
}

static bool any(void *ctx, pl_str key, const void *item)
{
    (void)ctx, (void)key, (void)item;
    return true;
}

static void put(bench *b, const char *key, int n, uint64_t size)
{
    pl_cache_put(b->cache, pl_str_cstr(key), number(b, n), size);
}

/* -1: not there. */
static int get(bench *b, const char *key)
{
    pl_cache_slot *s = pl_cache_get(b->cache, pl_str_cstr(key));
    int n = s ? *(int *)pl_cache_item(s) : -1;
    if (s)
        pl_cache_unpin(b->cache, s);
    return n;
}

static const char *gone(bench *b)
{
    pl_buf_byte(&b->gone, 0);
    b->gone.len = 0;
    return b->gone.ptr;
}

static pl_cache_stats stats_of(bench *b)
{
    pl_cache_stats s;
    pl_cache_get_stats(b->cache, &s);
    return s;
}

TEST(what_was_put_is_found_until_it_is_removed) /* CA-01, CA-13, CA-17, CA-18, CA-19 */
{
    bench b;
    open_cache(&b, 1000, 0, 0);
    CHECK_INT(get(&b, "a"), -1, "an empty cache");
    CHECK(!pl_cache_remove(b.cache, PL_S("a")), "removing nothing");
    put(&b, "a", 1, 10);
    put(&b, "b", 2, 10);
    CHECK_INT(get(&b, "a"), 1, "a");
    CHECK(pl_cache_remove(b.cache, PL_S("a")), "removed");
    CHECK_INT(get(&b, "a"), -1, "a is gone");
    CHECK_INT(get(&b, "b"), 2, "b is not");
    put(&b, "a", 3, 10);
    CHECK_INT(get(&b, "a"), 3, "the new one");
    CHECK(pl_cache_has(b.cache, PL_S("a")) && !pl_cache_has(b.cache, PL_S("c")), "has");
    CHECK_STR(gone(&b), "a:d ", "what went");
    close_cache(&b);
}

TEST(the_least_recently_used_goes_first) /* CA-02, CA-03, CA-05, CA-26 */
{
    bench b;
    open_cache(&b, 1000, 3, 0);
    put(&b, "a", 1, 1), put(&b, "b", 2, 1), put(&b, "c", 3, 1);
    get(&b, "a");
    put(&b, "d", 4, 1);
    CHECK_STR(gone(&b), "b:e ", "a was touched");
    put(&b, "c", 5, 1);
    put(&b, "e", 6, 1);
    CHECK_STR(gone(&b), "c:r a:e ", "an update counts as use");
    CHECK_INT(get(&b, "c"), 5, "the update");
    put(&b, "f", 7, 1), put(&b, "g", 8, 1), put(&b, "h", 9, 1);
    CHECK_STR(gone(&b), "d:e e:e c:e ", "in order");
    CHECK_INT(stats_of(&b).evictions, 5, "evictions");
    close_cache(&b);
}

TEST(a_quarter_of_the_budget_is_left_to_items)
{
    static const struct {
        uint64_t aside;
        unsigned kept; /* of four items of 20 bytes */
    } rows[] = { { 0, 4 },  { 20, 4 }, { 21, 3 }, { 60, 2 },
                 { 61, 1 }, { 75, 1 }, { 76, 1 }, { 500, 1 } };
    for (size_t i = 0; i < PL_COUNT(rows); i++) {
        bench b;
        open_cache(&b, 100, 0, 0);
        put(&b, "a", 1, 20), put(&b, "b", 2, 20), put(&b, "c", 3, 20), put(&b, "d", 4, 20);
        pl_cache_set_aside(b.cache, 0, rows[i].aside);
        CHECK_INT(stats_of(&b).entries, rows[i].kept, "items that stay");
        close_cache(&b);
    }
}

TEST(sizes_are_summed_up_and_bounded) /* CA-04, CA-06, CA-08, CA-09, CA-10, CA-25 */
{
    bench b;
    open_cache(&b, 100, 0, 0);
    for (int i = 0; i < 5; i++)
        put(&b, (char[2]){ (char)('a' + i), 0 }, i, 20);
    CHECK_INT(stats_of(&b).bytes, 100, "full");
    put(&b, "big", 9, 60);
    CHECK_STR(gone(&b), "a:e b:e c:e ", "several for one");
    CHECK_INT(stats_of(&b).bytes, 100, "20 + 20 + 60");
    CHECK_INT(get(&b, "big"), 9, "the new one is there");
    put(&b, "big", 10, 20);
    CHECK_INT(stats_of(&b).bytes, 60, "replaced by a smaller one");
    put(&b, "e", 11, 70);
    CHECK_INT(stats_of(&b).bytes, 90, "replaced by a larger one: d went");
    pl_cache_remove(b.cache, PL_S("e"));
    CHECK_INT(stats_of(&b).bytes, 20, "removed");
    put(&b, "exact", 12, 100);
    CHECK_INT(get(&b, "exact"), 12, "exactly the limit fits");
    put(&b, "small", 13, 1);
    CHECK_INT(get(&b, "exact"), -1, "and goes for a small one");
    for (int i = 0; i < 50; i++) {
        put(&b, (char[2]){ (char)('a' + i % 26), 0 }, i, 30);
        CHECK(stats_of(&b).bytes <= 100, "never above");
    }
    CHECK_INT(stats_of(&b).entries, 3, "entries");
    close_cache(&b);
}

TEST(what_is_too_large_evicts_nobody) /* CA-07, CA-20 */
{
    bench b;
    open_cache(&b, 100, 0, 0);
    put(&b, "a", 1, 20), put(&b, "b", 2, 20);
    put(&b, "huge", 3, 200);
    CHECK_STR(gone(&b), "huge:l ", "not kept");
    CHECK(get(&b, "a") == 1 && get(&b, "b") == 2, "the small ones stay");
    CHECK_INT(stats_of(&b).too_large, 1, "counted");
    close_cache(&b);
    open_cache(&b, 0, 0, 0);
    put(&b, "a", 1, 1), put(&b, "b", 2, 0);
    CHECK(get(&b, "a") == -1 && get(&b, "b") == 2, "no room but for what takes none");
    close_cache(&b);
}

TEST(CA_21_31_sizes_are_there_and_never_negative)
{
    bench b;
    open_cache(&b, 100, 0, 0); /* CA-31: nothing can be put without a size */
    put(&b, "a", 1, 40);
    put(&b, "minus", 2, (uint64_t)-100);
    CHECK_STR(gone(&b), "minus:l ", "CA-21 too large, and nothing else");
    CHECK_INT(stats_of(&b).bytes, 40, "CA-21 the sum is right");
    put(&b, "most", 3, UINT64_MAX);
    CHECK(stats_of(&b).bytes == 40 && get(&b, "a") == 1, "CA-21 the sum cannot wrap");
    close_cache(&b);
    open_cache(&b, PL_CACHE_NO_LIMIT, 0, 0);
    put(&b, "a", 1, UINT64_MAX - 1), put(&b, "b", 2, UINT64_MAX - 1);
    CHECK_INT(get(&b, "b"), 2, "CA-21 not even without a limit");
    close_cache(&b);
}

TEST(CA_29_samples)
{
    bench b;
    open_cache(&b, 1000, 0, 0);
    for (int i = 0; i < 3; i++) {
        pl_cache_stats s = stats_of(&b);
        CHECK_INT(s.entries, i, "entries");
        CHECK_INT(s.bytes, 10 * i, "bytes");
        CHECK_INT(s.max_bytes, 1000, "of");
        put(&b, i ? "b" : "a", i, 10);
    }
    close_cache(&b);
}

TEST(what_is_pinned_stays) /* CA-35 */
{
    bench b;
    open_cache(&b, 100, 0, 0);
    put(&b, "a", 1, 60);
    pl_cache_slot *a = pl_cache_get(b.cache, PL_S("a"));
    put(&b, "b", 2, 60);
    CHECK_STR(gone(&b), "b:e ", "the unpinned one goes, although it is newer");
    CHECK_INT(*(int *)pl_cache_item(a), 1, "still there");
    CHECK_INT(stats_of(&b).pinned_bytes, 60, "pinned");
    pl_cache_slot *again = pl_cache_get(b.cache, PL_S("a"));
    CHECK(again == a, "one slot for two pins");
    CHECK_INT(stats_of(&b).pinned_entries, 1, "one entry");
    pl_cache_unpin(b.cache, again);
    pl_cache_remove(b.cache, PL_S("a"));
    CHECK_STR(gone(&b), "", "removed while it is pinned");
    CHECK_INT(get(&b, "a"), -1, "no other caller gets it");
    put(&b, "a", 7, 10);
    CHECK_INT(*(int *)pl_cache_item(a), 1, "its reader has it");
    pl_cache_unpin(b.cache, a);
    CHECK_STR(gone(&b), "a:d ", "with the last pin");
    CHECK_INT(get(&b, "a"), 7, "the new one");
    CHECK_INT(stats_of(&b).pinned_bytes, 0, "nothing pinned");
    close_cache(&b);
}

TEST(release_evicts_what_was_too_much)
{
    bench b;
    open_cache(&b, 100, 0, 0);
    put(&b, "a", 1, 60);
    pl_cache_slot *a = pl_cache_get(b.cache, PL_S("a"));
    pl_cache_limit(b.cache, 50, 0);
    CHECK_STR(gone(&b), "", "pinned");
    pl_cache_unpin(b.cache, a);
    CHECK_STR(gone(&b), "a:e ", "over the new limit");
    close_cache(&b);
}

TEST(the_callback_may_call_the_cache) /* CA-36 */
{
    bench b;
    open_cache(&b, 100, 2, 0);
    b.asks_back = true;
    put(&b, "a", 1, 1), put(&b, "b", 2, 1), put(&b, "c", 3, 1);
    pl_cache_remove_if(b.cache, any, NULL);
    CHECK_INT(b.dropped, 3, "each once");
    b.asks_back = false;
    close_cache(&b);
}

static bool of_mod(void *ctx, pl_str key, const void *item)
{
    (void)item;
    return pl_str_starts(key, pl_str_cstr(ctx));
}

TEST(removal_by_predicate_and_clear) /* CA-14, CA-15 */
{
    bench b;
    open_cache(&b, 10000, 0, 0);
    put(&b, "m1.a", 1, 1), put(&b, "m2.a", 2, 1), put(&b, "m1.b", 3, 1);
    CHECK_INT(pl_cache_remove_if(b.cache, of_mod, "m1."), 2, "two of the mod");
    CHECK(get(&b, "m1.a") == -1 && get(&b, "m2.a") == 2, "only those");
    for (int i = 0; i < 100; i++) {
        char key[16];
        snprintf(key, sizeof key, "k%d", i);
        put(&b, key, i, 3);
    }
    pl_cache_remove_if(b.cache, any, NULL);
    pl_cache_stats s = stats_of(&b);
    CHECK(s.entries == 0 && s.bytes == 0, "empty");
    CHECK(s.hits == 1 && s.misses == 1, "counters stay");
    close_cache(&b);
}

TEST(any_bytes_are_a_key) /* CA-22 */
{
    bench b;
    char longest[5000];
    memset(longest, 'x', sizeof longest);
    pl_str keys[] = {
        { 0 }, { longest, sizeof longest }, PL_S("a b/\n\"\xff"), PL_S("a\0b"), PL_S("a\0c")
    };
    open_cache(&b, PL_CACHE_NO_LIMIT, 0, 0);
    b.clock = 1; /* names are not noted */
    for (int i = 0; i < 5; i++)
        pl_cache_put(b.cache, keys[i], number(&b, i), 1);
    CHECK_INT(stats_of(&b).entries, 5, "one each");
    for (int i = 0; i < 5; i++) {
        pl_cache_slot *s = pl_cache_get(b.cache, keys[i]);
        CHECK(s && *(int *)pl_cache_item(s) == i, "its own");
        pl_cache_unpin(b.cache, s);
    }
    close_cache(&b);
}

TEST(rates) /* CA-24 */
{
    bench b;
    open_cache(&b, 100, 0, 0);
    pl_cache_stats s = stats_of(&b);
    CHECK(pl_cache_hit_rate(&s) == 0, "0 when nothing was asked for");
    put(&b, "a", 1, 1);
    get(&b, "a"), get(&b, "a"), get(&b, "a"), get(&b, "x"), get(&b, "y");
    s = stats_of(&b);
    CHECK(pl_cache_hit_rate(&s) > 0.599 && pl_cache_hit_rate(&s) < 0.601, "3 of 5");
    close_cache(&b);
}

TEST(time_to_live_counts_from_put) /* CA-27 */
{
    bench b;
    fake_now = 1000;
    open_cache(&b, 100, 0, 50);
    put(&b, "a", 1, 1), put(&b, "b", 2, 1);
    fake_now += 30;
    CHECK_INT(get(&b, "a"), 1, "young");
    put(&b, "b", 3, 1);
    fake_now += 30;
    CHECK_INT(get(&b, "a"), -1, "use does not refresh");
    CHECK_INT(get(&b, "b"), 3, "put does");
    CHECK_STR(gone(&b), "b:r a:x ", "what went");
    CHECK_INT(stats_of(&b).expired, 1, "counted");
    close_cache(&b);
}

static pl_cache_fate rename_some(void *ctx, char *key, size_t len, void *item)
{
    int *n = item;
    (void)ctx, (void)len;
    if (*n == 1)
        return PL_CACHE_STAYS;
    if (*n == 2)
        return PL_CACHE_GOES;
    key[0] = 'z';
    return PL_CACHE_RENAMED;
}

TEST(renewing_renames_and_drops)
{
    bench b;
    open_cache(&b, 100, 0, 0);
    put(&b, "a", 1, 1), put(&b, "b", 2, 1), put(&b, "c", 3, 1), put(&b, "d", 4, 1);
    pl_cache_slot *d = pl_cache_get(b.cache, PL_S("d"));
    pl_cache_renew(b.cache, rename_some, NULL);
    CHECK(get(&b, "a") == 1 && get(&b, "b") == -1 && get(&b, "c") == -1, "renewed");
    CHECK_INT(get(&b, "z"), 3, "under its new key");
    CHECK_INT(get(&b, "d"), 4, "pinned: not asked for");
    pl_cache_unpin(b.cache, d);
    CHECK_INT(stats_of(&b).entries, 3, "and no more");
    close_cache(&b);
}

TEST(a_hundred_thousand_items) /* CA-28 */
{
    bench b;
    open_cache(&b, PL_CACHE_NO_LIMIT, 0, 0);
    b.clock = 1;
    for (int i = 0; i < 100000; i++)
        pl_cache_put(b.cache, (pl_str){ (char *)&i, sizeof i }, number(&b, i), 10);
    for (int i = 0; i < 100000; i++) {
        pl_cache_slot *s = pl_cache_get(b.cache, (pl_str){ (char *)&i, sizeof i });
        CHECK(s && *(int *)pl_cache_item(s) == i, "there");
        pl_cache_unpin(b.cache, s);
    }
    CHECK_INT(stats_of(&b).bytes, 1000000, "sum");
    close_cache(&b);
}

/* ---- making */

typedef struct maker {
    bench *b;
    atomic_int calls;
    int value;    /* -1: fails */
    bool removes; /* itself from the cache meanwhile */
    atomic_int *gate;
} maker;

static void *make_number(void *ctx, pl_cache_slot *slot, uint64_t *size)
{
    maker *m = ctx;
    (void)slot;
    atomic_fetch_add(&m->calls, 1);
    while (m->gate && atomic_load(m->gate))
        sched_yield();
    if (m->removes)
        pl_cache_remove(m->b->cache, PL_S("k"));
    *size = 10;
    return m->value < 0 ? NULL : number(m->b, m->value);
}

TEST(missing_items_are_made)
{
    bench b;
    open_cache(&b, 100, 0, 0);
    maker m = { .b = &b, .value = 5 };
    pl_cache_slot *s = pl_cache_take(b.cache, PL_S("k"), make_number, &m);
    CHECK_INT(*(int *)pl_cache_item(s), 5, "made");
    pl_cache_unpin(b.cache, s);
    pl_cache_unpin(b.cache, pl_cache_take(b.cache, PL_S("k"), make_number, &m));
    CHECK_INT(m.calls, 1, "once");
    m.value = -1;
    CHECK(!pl_cache_take(b.cache, PL_S("no"), make_number, &m), "cannot be made");
    CHECK(!pl_cache_take(b.cache, PL_S("no"), make_number, &m), "nor the second time");
    CHECK_INT(m.calls, 3, "tried again");
    pl_cache_remove(b.cache, PL_S("k"));
    m.value = 6;
    m.removes = true;
    s = pl_cache_take(b.cache, PL_S("k"), make_number, &m);
    CHECK_INT(*(int *)pl_cache_item(s), 6, "removed while it was made: its maker has it");
    CHECK_INT(get(&b, "k"), -1, "no other caller");
    pl_cache_unpin(b.cache, s);
    pl_cache_stats st = stats_of(&b);
    CHECK(st.made == 2 && st.failed == 2, "counted");
    close_cache(&b);
}

static void *take_one(void *ctx)
{
    maker *m = ctx;
    pl_cache_slot *s = pl_cache_take(m->b->cache, PL_S("k"), make_number, m);
    intptr_t n = s ? *(int *)pl_cache_item(s) : -1;
    if (s)
        pl_cache_unpin(m->b->cache, s);
    return (void *)n;
}

static void take_together(int value, uint64_t budget, int want)
{
    enum { N = 8 };
    bench b;
    pthread_t threads[N];
    atomic_int gate = 1;
    open_cache(&b, budget, 0, 0);
    maker m = { .b = &b, .value = value, .gate = &gate };
    for (int i = 0; i < N; i++)
        pthread_create(&threads[i], NULL, take_one, &m);
    while (stats_of(&b).waits < N - 1)
        sched_yield();
    atomic_store(&gate, 0);
    for (int i = 0; i < N; i++) {
        void *got;
        pthread_join(threads[i], &got);
        CHECK_INT((intptr_t)got, want, "all get what one made");
    }
    CHECK_INT(m.calls, 1, "single flight");
    close_cache(&b);
}

TEST_THREADS(one_makes_for_all) /* LD-24 */
{
    take_together(7, 100, 7);
    take_together(-1, 100, -1);
    take_together(8, 5, 8); /* larger than the budget: shared all the same */
}

/* ---- threads */

enum { THREADS = 8, ROUNDS = 2000 };

typedef struct crowd {
    bench b;
    atomic_int bad, next;
    int keys;
    int reads, removals, clears; /* of 100 operations */
} crowd;

static void *make_key(void *ctx, pl_cache_slot *slot, uint64_t *size)
{
    int *key = ctx;
    (void)slot;
    *size = 10 + (uint64_t)*key % 7;
    int *item = malloc(sizeof *item);
    *item = *key;
    return item;
}

static void *mill_about(void *ctx)
{
    crowd *c = ctx;
    uint32_t random = 12345u + 777u * (uint32_t)atomic_fetch_add(&c->next, 1);
    for (int i = 0; i < ROUNDS; i++) {
        random = random * 1664525u + 1013904223u;
        int key = (int)(random >> 8) % c->keys, what = (int)(random >> 20) % 100;
        pl_str name = { (char *)&key, sizeof key };
        if (what < c->clears) {
            pl_cache_remove_if(c->b.cache, any, NULL);
        } else if (what < c->removals) {
            pl_cache_remove(c->b.cache, name);
        } else if (what < c->reads) {
            pl_cache_slot *s = pl_cache_take(c->b.cache, name, make_key, &key);
            if (!s || *(int *)pl_cache_item(s) != key)
                atomic_fetch_add(&c->bad, 1);
            if (s)
                pl_cache_unpin(c->b.cache, s);
        } else {
            pl_cache_stats stats;
            pl_cache_get_stats(c->b.cache, &stats);
        }
    }
    return NULL;
}

static void free_item(void *ctx, pl_str key, void *item, pl_cache_why why)
{
    (void)ctx, (void)key, (void)why;
    free(item);
}

static unsigned threads_now(void)
{
    unsigned n = 0;
    DIR *dir = opendir("/proc/self/task");
    while (dir && readdir(dir))
        n++;
    if (dir)
        closedir(dir);
    return n;
}

TEST_THREADS(crowds_see_right_values) /* CA-11, CA-12, CA-16, CA-32, CA-33, CA-34 */
{
    static const struct {
        const char *what;
        uint64_t bytes;
        uint32_t items;
        uint64_t ttl;
        int keys, reads, removals, clears;
    } rows[] = {
        { "one key", 1000, 0, 0, 1, 100, 0, 0 },
        { "readers", PL_CACHE_NO_LIMIT, 0, 0, 50, 95, 0, 0 },
        { "constant eviction", 100, 0, 0, 50, 95, 0, 0 },
        { "few items", PL_CACHE_NO_LIMIT, 10, 0, 50, 95, 0, 0 },
        { "removers", 1000, 0, 0, 20, 95, 40, 0 },
        { "clearers", 1000, 0, 0, 20, 95, 40, 20 },
        { "short lives", 1000, 0, 1, 20, 95, 10, 2 },
        { "nothing fits", 0, 0, 0, 5, 95, 10, 2 },
    };
    unsigned before = threads_now();
    for (size_t i = 0; i < PL_COUNT(rows); i++) {
        crowd c = { .keys = rows[i].keys, .reads = rows[i].reads, .removals = rows[i].removals };
        pl_cache_options o = { .max_bytes = rows[i].bytes, .max_items = rows[i].items };
        pthread_t threads[THREADS];
        c.clears = rows[i].clears;
        o.ttl_ns = rows[i].ttl;
        o.dropped = free_item;
        c.b.cache = pl_cache_new(&o);
        for (int t = 0; t < THREADS; t++)
            pthread_create(&threads[t], NULL, mill_about, &c);
        for (int t = 0; t < THREADS; t++)
            pthread_join(threads[t], NULL);
        CHECK_INT(c.bad, 0, rows[i].what);
        pl_cache_stats s = stats_of(&c.b);
        CHECK(s.bytes <= rows[i].bytes && s.pinned_entries == 0, rows[i].what);
        CHECK(!rows[i].items || s.entries <= rows[i].items, rows[i].what);
        pl_cache_free(c.b.cache);
    }
    /* The system may show a thread for a moment after it was joined. */
    for (int i = 0; i < 1000 && threads_now() > before; i++)
        usleep(10000);
    CHECK_INT(threads_now(), before, "no thread stays");
}
