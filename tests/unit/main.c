/* main.c - runs the tests of one binary; with PL_TEST_ONLY=threads those in which threads meet. */
#include "unit/test.h"
#include <ftw.h>
#include <unistd.h>

enum { MAX_TESTS = 512 };
static struct CMUnitTest tests[MAX_TESTS];
static size_t n_tests;
static char dir[64];

static bool only_threads(void)
{
    const char *only = getenv("PL_TEST_ONLY");
    return only && strcmp(only, "threads") == 0;
}

static void add(const char *name, CMUnitTestFunction fn)
{
    if (n_tests == MAX_TESTS) {
        fprintf(stderr, "more than %d tests in one file\n", MAX_TESTS);
        exit(1);
    }
    tests[n_tests++] = (struct CMUnitTest){ .name = name, .test_func = fn };
}

void pl_test_add(const char *name, CMUnitTestFunction fn)
{
    if (!only_threads())
        add(name, fn);
}

void pl_test_add_threads(const char *name, CMUnitTestFunction fn)
{
    add(name, fn);
}

const char *pl_test_dir(void)
{
    if (!dir[0]) {
        strcpy(dir, "/tmp/pl-test-XXXXXX");
        if (!mkdtemp(dir)) {
            perror("mkdtemp");
            exit(1);
        }
    }
    return dir;
}

static int remove_one(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
    (void)st, (void)flag, (void)ftw;
    return remove(path);
}

const char *pl_test_shared(const char *what)
{
    static char path[512];
    snprintf(path, sizeof path, "tests/%s", what);
    if (access(path, R_OK) == 0)
        return path;
    snprintf(path, sizeof path, "../shared/%s", what);
    if (access(path, R_OK) == 0)
        return path;
    const char *ci = getenv("CI");
    if (ci && strcmp(ci, "true") == 0)
        fail_msg("CI needs %s", path);
    print_message("skipped: no %s here\n", path);
    return NULL;
}

int main(void)
{
    int failed = _cmocka_run_group_tests("all", tests, n_tests, NULL, NULL);
    if (dir[0])
        nftw(dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    return failed != 0;
}
