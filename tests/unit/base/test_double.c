/* Shortest digits of floats: they read back, and no shorter ones do. */
#include "base/double.h"
#include "base/str.h"
#include "unit/test.h"
#include <float.h>
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
