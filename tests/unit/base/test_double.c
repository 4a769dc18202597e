/* Shortest digits of floats: they read back, and no shorter ones do. */
#include "base/double.h"
#include "base/str.h"
#include "unit/test.h"
#include <float.h>
#include <locale.h>
#include <math.h>

static const struct {
    double value;
    unsigned bits;
    const char *plain, *general, *json;
} rows[] = {
    { 0, 64, "0", "0", "0" },
    { -0.0, 64, "-0", "-0", "-0" },
    { 1, 64, "1", "1", "1" },
    { -1234.5, 64, "-1234.5", "-1234.5", "-1234.5" },
    { 0.1, 64, "0.1", "0.1", "0.1" },
    { 0.1F, 64, "0.10000000149011612", "0.10000000149011612", "0.10000000149011612" },
    { 0.1F, 32, "0.1", "0.1", "0.1" },
    { 1e6, 64, "1000000", "1e+06", "1000000" },
    { 100000, 64, "100000", "100000", "100000" },
    { 1e-4, 64, "0.0001", "0.0001", "0.0001" },
    { 1e-5, 64, "0.00001", "1e-05", "0.00001" },
    { 1e-7, 64, "0.0000001", "1e-07", "1e-7" },
    { 1e21, 64, "1000000000000000000000", "1e+21", "1e+21" },
    { 1e20, 64, "100000000000000000000", "1e+20", "100000000000000000000" },
    { 12345678901234567890.0, 64, "12345678901234567000", "1.2345678901234567e+19",
      "12345678901234567000" },
    { 5.684341886080802e-14, 64, "0.00000000000005684341886080802", "5.684341886080802e-14",
      "5.684341886080802e-14" },
    { 9007199254740993.0, 64, "9007199254740992", "9.007199254740992e+15", "9007199254740992" },
    { NAN, 64, "NaN", "NaN", NULL },
    { INFINITY, 64, "+Inf", "+Inf", NULL },
    { -INFINITY, 64, "-Inf", "-Inf", NULL },
};

static void check(void (*put)(pl_buf *, double, unsigned), double d, unsigned bits,
                  const char *want)
{
    pl_buf out = { 0 };
    if (!want)
        return;
    put(&out, d, bits);
    pl_buf_byte(&out, 0);
    CHECK_STR(out.ptr, want, want);
    pl_buf_done(&out);
}

TEST(doubles_have_three_forms)
{
    for (size_t i = 0; i < PL_COUNT(rows); i++) {
        check(pl_double_plain, rows[i].value, rows[i].bits, rows[i].plain);
        check(pl_double_general, rows[i].value, rows[i].bits, rows[i].general);
        check(pl_double_json, rows[i].value, rows[i].bits, rows[i].json);
    }
}

static uint64_t next(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    return *state ^= *state << 17;
}

static void read_back(double d)
{
    char digits[PL_DOUBLE_DIGITS], text[64];
    int point;
    unsigned n = pl_double_digits(d, 64, digits, &point);
    snprintf(text, sizeof text, "0.%se%d", digits, point);
    CHECK(strtod(text, NULL) == fabs(d), text);
    CHECK(n == 1 || digits[n - 1] != '0', text);
    for (int shorter = 0; shorter + 2 <= (int)n; shorter++) {
        snprintf(text, sizeof text, "%.*e", shorter, fabs(d));
        CHECK(strtod(text, NULL) != fabs(d), text);
    }
}

TEST(digits_are_the_shortest_that_read_back)
{
    if (localeconv()->decimal_point[0] != '.')
        skip(); /* C itself reads something else */
    uint64_t random = 88172645463325252u;
    for (int i = 0; i < 20000; i++) {
        union {
            uint64_t u;
            double d;
        } bits = { .u = next(&random) };
        if (isfinite(bits.d))
            read_back(bits.d);
        read_back((double)(next(&random) % 1000000) / 100);
    }
    for (int e = -1074; e < 1024; e++)
        read_back(ldexp(1, e));
    read_back(DBL_MIN);
    read_back(DBL_MAX);
}

/* ---- reading */

static const struct {
    const char *text;
    size_t used;
    double value;
} read_rows[] = {
    { "2.75", 4, 2.75 },
    { "-2.75e2x", 7, -275 },
    { "+1", 2, 1 },
    { "1e", 1, 1 },
    { "1e+", 1, 1 },
    { ".5", 2, 0.5 },
    { "5.", 2, 5 },
    { "2,75", 1, 2 },
    { "0x1p4", 5, 16 },
    { "0X1.8P+1", 8, 3 },
    { "0x", 1, 0 },
    { "0xg", 1, 0 },
    { "inf", 3, INFINITY },
    { "-Infinity", 9, -INFINITY },
    { "1e400", 5, INFINITY },
    { "-1e400", 6, -INFINITY },
    { "1e-400", 6, 0 },
    { "0x1p-5000", 9, 0 },
    { "0x1p5000", 8, INFINITY },
    { "0.0000000001e330", 16, INFINITY },
    { "1000000000000e-400", 18, 0 },
    { "4.9e-324", 8, 4.9406564584124654e-324 },
    { "", 0, 0 },
    { "-", 0, 0 },
    { "+-1", 0, 0 },
    { "--1", 0, 0 },
    { "e5", 0, 0 },
    { " 1", 0, 0 },
    { ".", 0, 0 },
};

TEST(numbers_are_read_as_in_the_c_locale)
{
    for (size_t i = 0; i < PL_COUNT(read_rows); i++) {
        double d = -1;
        CHECK_INT(pl_double_read(pl_str_cstr(read_rows[i].text), 64, &d), read_rows[i].used,
                  read_rows[i].text);
        CHECK(d == read_rows[i].value, read_rows[i].text);
    }
}

TEST(a_whole_text_is_a_number_or_none)
{
    double d = 1;
    CHECK(pl_double_parse(PL_S("0.5"), 64, &d) && d == 0.5, "a half");
    CHECK(!pl_double_parse(PL_S("0.5 "), 64, &d) && d == 0, "a blank behind it");
    CHECK(!pl_double_parse(PL_S(""), 64, &d), "nothing");
    CHECK(pl_double_parse(PL_S("0.1"), 32, &d) && d == (double)0.1F, "a float");
    CHECK(pl_double_parse(PL_S("nan"), 64, &d) && isnan(d), "no number");
}

static void equals_c(const char *text)
{
    char *end;
    double ours, c = strtod(text, &end);
    CHECK_INT(pl_double_read(pl_str_cstr(text), 64, &ours), end - text, text);
    CHECK(ours == c, text);
    pl_double_read(pl_str_cstr(text), 32, &ours);
    CHECK((float)ours == strtof(text, NULL), text);
}

static void prints_as_c(double d, char verb, unsigned precision)
{
    char format[8] = { '%', '.', '*', verb, 0 }, want[400];
    pl_buf got = { 0 };
    snprintf(want, sizeof want, format, (int)precision, d);
    pl_double_print(&got, d, verb, precision);
    pl_buf_byte(&got, 0);
    CHECK_STR(got.ptr, want, want);
    pl_buf_done(&got);
}

TEST(random_numbers_are_as_c_has_them)
{
    if (localeconv()->decimal_point[0] != '.')
        skip(); /* as above */
    uint64_t random = 88172645463325253u;
    for (int i = 0; i < 20000; i++) {
        char text[80];
        uint64_t r = next(&random);
        snprintf(text, sizeof text, "%llu.%llue%d", (unsigned long long)(r >> (r % 64)),
                 (unsigned long long)next(&random), (int)(next(&random) % 720) - 360);
        equals_c(text);
        double d = strtod(text, NULL);
        if (isfinite(d))
            prints_as_c(d, "efg"[i % 3], (unsigned)i % 19);
    }
    prints_as_c(DBL_MAX, 'f', 6);
    prints_as_c(-DBL_MAX, 'f', 17);
    prints_as_c(INFINITY, 'g', 3);
    prints_as_c(-0.0, 'e', 0);
}
