/* Scenarios of lazy-workspace.md 20.19 (IN). Ids stand for strings: what is new has the next id,
 * what was there has its own. */
#include "unit/test.h"
#include "base/intern.h"
#include "base/str.h"

/* How many are new among those. */
static uint32_t intern_all(pl_interner *in, const char *const *list, size_t n)
{
    uint32_t before = in->n;
    for (size_t i = 0; i < n; i++) {
        uint32_t id = pl_intern(in, pl_str_cstr(list[i]));
        CHECK(pl_str_eq(pl_intern_get(in, id), pl_str_cstr(list[i])), "IN-04 as it was given");
    }
    return in->n - before;
}

TEST(IN_01_04_05_one_copy_of_each)
{
    static const char *const list[] = { "aws", "ec2", "aws", "s3", "ec2", "aws" };
    static const char *const table[] = { "service", "AWS", "category", "AWS" };
    pl_interner in = { 0 };
    CHECK_INT(pl_intern(&in, PL_S("twice")), pl_intern(&in, PL_S("twice")), "IN-01 one id");
    CHECK_INT(intern_all(&in, (const char *const[]){ "once" }, 1), 1, "IN-01 another");
    CHECK_INT(intern_all(&in, list, PL_COUNT(list)), 3, "IN-04 unique ones");
    CHECK_INT(intern_all(&in, list, PL_COUNT(list)), 0, "IN-06 all are there");
    CHECK_INT(intern_all(&in, list, 0), 0, "IN-04 none");
    CHECK_INT(intern_all(&in, table, PL_COUNT(table)), 3, "IN-05 keys and values");
    pl_interner_done(&in);
}

TEST(IN_02_the_empty_string_costs_nothing)
{
    pl_interner in = { 0 };
    pl_intern(&in, PL_S("a"));
    uint32_t n = in.n;
    size_t bytes = in.text.n;
    CHECK_INT(pl_intern(&in, PL_S("")), 0, "it is there from the beginning");
    CHECK(in.n == n && in.text.n == bytes, "nothing is stored");
    pl_interner_done(&in);
}

TEST(IN_06_emptied)
{
    pl_interner in = { 0 };
    pl_intern(&in, PL_S("a"));
    pl_interner_done(&in);
    in = (pl_interner){ 0 };
    CHECK(pl_intern_get(&in, 1).len == 0, "gone");
    CHECK_INT(pl_intern(&in, PL_S("b")), 1, "and counts from the beginning");
    pl_interner_done(&in);
}

TEST(IN_08_a_part_of_a_large_text)
{
    enum { SIZE = 1 << 20 };
    pl_interner in = { 0 };
    char *text = malloc(SIZE);
    memset(text, 'x', SIZE);
    memcpy(text + 1000, "part", 4);
    uint32_t id = pl_intern(&in, (pl_str){ text + 1000, 4 });
    memset(text, 0, SIZE);
    free(text);
    CHECK(pl_str_eq(pl_intern_get(&in, id), PL_S("part")), "it stays when the text goes");
    CHECK(in.text.n < 100, "and nothing else does");
    pl_interner_done(&in);
}

TEST(IN_09_few_strings_many_times)
{
    pl_interner in = { 0 };
    for (int i = 0; i < 26 * 2000; i++) {
        char letter[2] = { (char)('a' + i % 26), 0 };
        CHECK_INT(pl_intern(&in, pl_str_cstr(letter)), 1 + i % 26, "its id");
    }
    CHECK_INT(in.n, 27, "26 and the empty one");
    CHECK_INT(in.text.n, 26, "bytes");
    pl_interner_done(&in);
}
