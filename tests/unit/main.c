/* main.c - runs the tests of one binary; with PL_TEST_ONLY=threads those in which threads meet,
 * with PL_TEST_NAME=<text> those whose names hold the text.
 *
 * A test that hangs would hold up everything: after PL_TEST_LIMIT seconds (300; under
 * ThreadSanitizer 900) it is named and the program aborts. */
#include "unit/test.h"
#include "base/cast.h"
#include <ftw.h>
#include <locale.h>
#include <signal.h>
#include <unistd.h>

enum { MAX_TESTS = 512 };
static struct CMUnitTest tests[MAX_TESTS];
static size_t n_tests;
static char dir[64];

/* ---- the watchdog */

#ifdef __SANITIZE_THREAD__
enum { LIMIT = 900 };
#else
enum { LIMIT = 300 };
#endif
static const char *at_hand; /* name of the test that runs */

/* Nothing here that may not be called in a signal handler. */
static void bark(int signal)
{
    static const char text[] = "\na test hangs: ";
    (void)signal;
    if (write(2, text, sizeof text - 1) < 0 || write(2, at_hand, strlen(at_hand)) < 0 ||
        write(2, "\n", 1) < 0)
        _exit(1);
    abort();
}

static unsigned limit(void)
{
    const char *given = getenv("PL_TEST_LIMIT");
    return given ? (unsigned)atoi(given) : LIMIT;
}

static int watch_begin(void **state)
{
    at_hand = *state;
    *state = NULL;
    alarm(limit());
    return 0;
}

static int watch_end(void **state)
{
    (void)state;
    alarm(0);
    return 0;
}

/* ---- tests */

static bool only_threads(void)
{
    const char *only = getenv("PL_TEST_ONLY");
    return only && strcmp(only, "threads") == 0;
}

static bool is_wanted(const char *name)
{
    const char *wanted = getenv("PL_TEST_NAME");
    return !wanted || strstr(name, wanted);
}

static void add(const char *name, CMUnitTestFunction fn)
{
    if (!is_wanted(name))
        return;
    if (n_tests == MAX_TESTS) {
        fprintf(stderr, "more than %d tests in one file\n", MAX_TESTS);
        exit(1);
    }
    tests[n_tests++] = (struct CMUnitTest){ .name = name,
                                            .test_func = fn,
                                            .setup_func = watch_begin,
                                            .teardown_func = watch_end,
                                            .initial_state = pl_unconst(name) };
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

/* Be a host with a locale of its own (make unit LOCALE=): the library must not notice. */
static void take_locale(void)
{
    const char *name = getenv("PL_TEST_LOCALE");
    if (name && !setlocale(LC_ALL, name)) {
        fprintf(stderr, "there is no locale '%s'\n", name);
        exit(1);
    }
}

int main(void)
{
    signal(SIGALRM, bark);
    take_locale();
    int failed = _cmocka_run_group_tests("all", tests, n_tests, NULL, NULL);
    if (dir[0])
        nftw(dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    return failed != 0;
}
