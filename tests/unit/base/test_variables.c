/* test_variables.c - what the environment said when it was read counts, whatever it says later. */
#include "base/str.h"
#include "base/variables.h"
#include "unit/test.h"
#include <limits.h>
#include <stdlib.h>
#include <string.h>

static void is(pl_variable which, const char *want)
{
    pl_buf out = { 0 };
    bool set = pl_variable_get(which, &out);
    CHECK(set == (want != NULL), "whether it is set");
    CHECK(!want || pl_str_eq(pl_buf_view(&out), pl_str_cstr(want)), "its value");
    pl_buf_done(&out);
}

TEST(changes_count_when_they_are_read)
{
    setenv("TMPDIR", "/one", 1);
    setenv("TZ", "", 1);
    pl_variables_read();
    setenv("TMPDIR", "/two", 1);
    unsetenv("TZ");
    is(PL_VARIABLE_TMPDIR, "/one");
    is(PL_VARIABLE_TZ, "");
    pl_variables_read();
    is(PL_VARIABLE_TMPDIR, "/two");
    is(PL_VARIABLE_TZ, NULL);
}

TEST(values_longer_than_a_path_are_none)
{
    static char longest[PATH_MAX + 1];
    memset(longest, 'x', PATH_MAX);
    setenv("TMPDIR", longest, 1);
    pl_variables_read();
    is(PL_VARIABLE_TMPDIR, NULL);
    longest[PATH_MAX - 1] = 0;
    setenv("TMPDIR", longest, 1);
    pl_variables_read();
    is(PL_VARIABLE_TMPDIR, longest);
}
