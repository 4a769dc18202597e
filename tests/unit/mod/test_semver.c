/* Versions and constraints (mod-language.md 2.4). */
#include "unit/test.h"
#include "base/str.h"
#include "mod/semver.h"

static const struct {
    const char *text, *want; /* NULL: no version */
} versions[] = {
    { "1.2.3", "1.2.3" },
    { "v1.2.3", "1.2.3" },
    { "1", "1.0.0" },
    { "1.2", "1.2.0" },
    { "1.2.3-rc.1", "1.2.3-rc.1" },
    { "1.2-beta", "1.2.0-beta" },
    { "1.2.3+build.5", "1.2.3+build.5" },
    { "1.2.3-a-b.0+x-y", "1.2.3-a-b.0+x-y" },
    { "18446744073709551615.0.0", "18446744073709551615.0.0" },
    { "18446744073709551616.0.0", NULL },
    { "", NULL },
    { "v", NULL },
    { "one", NULL },
    { "1.", NULL },
    { "1.2.", NULL },
    { "1.2.3.4", NULL },
    { "1.2.3-", NULL },
    { "1.2.3-a..b", NULL },
    { "1.2.3-01", NULL },
    { "1.2.3+", NULL },
    { "1.x", NULL },
    { "1.2.3 ", NULL },
    { "=1.2.3", NULL },
};

TEST(version_parse)
{
    for (size_t i = 0; i < PL_COUNT(versions); i++) {
        pl_version v;
        bool ok = pl_version_parse(pl_str_cstr(versions[i].text), &v);
        CHECK(ok == (versions[i].want != NULL), versions[i].text);
        if (!ok)
            continue;
        pl_buf out = { 0 };
        pl_version_print(&out, &v);
        pl_buf_byte(&out, 0);
        CHECK_STR(out.ptr, versions[i].want, versions[i].text);
        pl_buf_done(&out);
    }
}

TEST(version_order_is_the_one_of_the_semver_page)
{
    static const char *const ascending[] = {
        "0.0.1",      "1.0.0-alpha",  "1.0.0-alpha.1", "1.0.0-alpha.beta",
        "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1",
        "1.0.0",      "1.0.1",        "1.1.0",         "2.0.0",
        "10.0.0",
    };
    for (size_t i = 0; i < PL_COUNT(ascending); i++) {
        for (size_t j = 0; j < PL_COUNT(ascending); j++) {
            pl_version a, b;
            CHECK(pl_version_parse(pl_str_cstr(ascending[i]), &a), ascending[i]);
            CHECK(pl_version_parse(pl_str_cstr(ascending[j]), &b), ascending[j]);
            int want = i < j ? -1 : i > j;
            CHECK_INT(pl_version_cmp(&a, &b), want, ascending[i]);
        }
    }
}

static const struct {
    const char *constraint, *yes, *no; /* versions, separated by blanks */
} constraints[] = {
    { "", "0.0.0 1.2.3 99.0.0", "1.0.0-rc.1" },
    { "*", "0.0.0 1.2.3", "1.0.0-rc.1" },
    { "latest", "0.0.0 1.2.3", "" },
    { "x", "0.0.0 1.2.3", "" },
    { "1.2.3", "1.2.3", "1.2.4 1.2.2 1.2.3-rc.1" },
    { "=1.2.3", "1.2.3", "1.2.4" },
    { "v1.2.3", "1.2.3", "1.2.4" },
    { "1.2", "1.2.0 1.2.9", "1.3.0 1.1.9 2.2.0" },
    { "0.10", "0.10.0 0.10.7", "0.11.0" },
    { "1", "1.0.0 1.9.9", "2.0.0 0.9.0" },
    { "1.x", "1.0.0 1.9.9", "2.0.0" },
    { "1.2.*", "1.2.0 1.2.9", "1.3.0" },
    { "!=1.2.3", "1.2.4 2.0.0", "1.2.3" },
    { "!=1.2", "1.3.0", "1.2.0 1.2.9" },
    { "!=1", "2.0.0", "1.2.0" },
    { ">1.2.3", "1.2.4 2.0.0", "1.2.3 1.0.0" },
    { ">1.2", "1.3.0 2.0.0", "1.2.9" },
    { ">1", "2.0.0", "1.9.0" },
    { "<1.2.3", "1.2.2", "1.2.3" },
    { "<1.2", "1.1.9", "1.2.0" },
    { "<2", "1.9.9", "2.0.0 3.0.0" },
    { ">=1.2.3", "1.2.3 9.0.0", "1.2.2" },
    { "=>1.2", "1.2.0", "1.1.0" },
    { "<=1.2.3", "1.2.3 0.1.0", "1.2.4" },
    { "=<1.2", "1.2.9 1.0.0", "1.3.0" },
    { "<=1", "1.9.9", "2.0.0" },
    { "~1.2.3", "1.2.3 1.2.9", "1.3.0 1.2.2" },
    { "~>1.2.3", "1.2.9", "1.3.0" },
    { "~1.2", "1.2.0 1.2.9", "1.3.0" },
    { "~1", "1.0.0 1.9.0", "2.0.0" },
    { "^1.2.3", "1.2.3 1.9.0", "2.0.0 1.2.2" },
    { "^1.2", "1.2.0 1.9.0", "2.0.0 1.1.0" },
    { "^0.2.3", "0.2.3 0.2.9", "0.3.0" },
    { "^0.0.3", "0.0.3", "0.0.4" },
    { "^0.0", "0.0.0 0.0.9", "0.1.0" },
    { "^0", "0.0.0 0.9.0", "1.0.0" },
    { ">=1.0 <1.2", "1.0.0 1.1.9", "1.2.0" },
    { ">=1.0, <1.2", "1.1.9", "1.2.0" },
    { ">= 1.0 , < 1.2", "1.1.9", "1.2.0" },
    { ">=1.0,<1.2", "1.1.9", "1.2.0" },
    { "1.0.0 || 1.1.0", "1.0.0 1.1.0", "1.0.1" },
    { "<1||>=2", "0.5.0 2.0.0", "1.5.0" },
    { "1.0.0 - 1.1", "1.0.0 1.1.9", "1.2.0 0.9.0" },
    { "1.2 - 1.4.5", "1.2.0 1.4.5", "1.4.6" },
    { "2.1.0-rc.1", "2.1.0-rc.1", "2.1.0 2.1.0-rc.2" },
    { ">=2.1.0-0", "2.1.0-rc.1 2.1.0 3.0.0-a", "2.0.9" },
    { ">=1.2.0-0", "1.2.0-beta 1.2.0", "1.1.0" },
    { "^2.1.0-0", "2.1.0-rc.1 2.5.0", "3.0.0" },
};

static void check_all(const char *constraint, const char *versions_text, bool want)
{
    pl_arena arena = { 0 };
    pl_constraint c;
    CHECK(pl_constraint_parse(pl_str_cstr(constraint), &arena, &c), constraint);
    pl_str rest = pl_str_cstr(versions_text);
    while (rest.len) {
        pl_version v;
        pl_str one = pl_str_split(&rest, ' ');
        CHECK(pl_version_parse(one, &v), constraint);
        if (pl_constraint_allows(&c, &v) != want)
            fail_msg("'%s' and %.*s: want %d", constraint, PL_FMT(one), want);
    }
    pl_arena_done(&arena);
}

TEST(constraint_allows)
{
    for (size_t i = 0; i < PL_COUNT(constraints); i++) {
        check_all(constraints[i].constraint, constraints[i].yes, true);
        check_all(constraints[i].constraint, constraints[i].no, false);
    }
}

TEST(constraint_refuses_what_is_a_tag)
{
    static const char *const tags[] = {
        "stable", "main", "v",         "1.2.3.4",        "1..2", ">",     ">=",
        "1 ||",   "|| 1", "release-1", "1.2.3 and more", "1x",   "1.2 -", ","
    };
    pl_arena arena = { 0 };
    pl_constraint c;
    for (size_t i = 0; i < PL_COUNT(tags); i++)
        CHECK(!pl_constraint_parse(pl_str_cstr(tags[i]), &arena, &c), tags[i]);
    char long_one[2001];
    for (size_t i = 0; i < sizeof long_one - 1; i++)
        long_one[i] = i % 2 ? ' ' : '1';
    long_one[sizeof long_one - 1] = 0;
    CHECK(!pl_constraint_parse(pl_str_cstr(long_one), &arena, &c), "2,000 bytes");
    pl_arena_done(&arena);
}
