/* test.h - a unit test is a claim: TEST(index_find_misses_unknown_name) { ... }
 *
 * Tests register themselves; main.c runs those of one binary through cmocka.
 * Rows are in tables (style guide 9); CHECK_* name the row that failed. */
#ifndef PL_TEST_H
#define PL_TEST_H
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <pipelite/base.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void pl_test_add(const char *name, CMUnitTestFunction fn);
void pl_test_add_threads(const char *name, CMUnitTestFunction fn);
/* Directory for scratch files of this run, removed at the end; static. */
const char *pl_test_dir(void);
/* What lies below tests/ here (recordings, vectors), or in the shared folder (../shared, other
 * people's mods); NULL with a message when it is in neither. Under CI=true that fails the test.
 * Static, until the next call. */
const char *pl_test_shared(const char *what);

#define TEST(name)                                                                                 \
    static void test_##name(void **state);                                                         \
    __attribute__((constructor)) static void add_##name(void)                                      \
    {                                                                                              \
        pl_test_add(#name, test_##name);                                                           \
    }                                                                                              \
    static void test_##name(void **state __attribute__((unused)))

/* The same for one in which threads meet: make tsan-repeat runs these alone, many times. */
#define TEST_THREADS(name)                                                                         \
    static void test_##name(void **state);                                                         \
    __attribute__((constructor)) static void add_##name(void)                                      \
    {                                                                                              \
        pl_test_add_threads(#name, test_##name);                                                   \
    }                                                                                              \
    static void test_##name(void **state __attribute__((unused)))

#define CHECK(cond, what)                                                                          \
    do {                                                                                           \
        if (!(cond)) {                                                                             \
            print_error("%s:%d: %s: %s\n", __FILE__, __LINE__, (what), #cond);                     \
            fail();                                                                                \
        }                                                                                          \
    } while (0)

/* `got` and `want` are C strings. */
#define CHECK_STR(got, want, what)                                                                 \
    do {                                                                                           \
        const char *g_ = (got), *w_ = (want);                                                      \
        if (strcmp(g_, w_) != 0) {                                                                 \
            print_error("%s:%d: %s\n  want %s\n  got  %s\n", __FILE__, __LINE__, (what), w_, g_);  \
            fail();                                                                                \
        }                                                                                          \
    } while (0)

#define CHECK_INT(got, want, what)                                                                 \
    do {                                                                                           \
        long long g_ = (long long)(got), w_ = (long long)(want);                                   \
        if (g_ != w_) {                                                                            \
            print_error("%s:%d: %s: want %lld, got %lld\n", __FILE__, __LINE__, (what), w_, g_);   \
            fail();                                                                                \
        }                                                                                          \
    } while (0)

#endif
