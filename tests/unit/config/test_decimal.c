#include "unit/test.h"
#include "config/decimal.h"

static const struct {
    const char *text;
    bool is, whole;
    long long value;
    const char *plain; /* NULL: none */
} rows[] = {
    { "0", true, true, 0, "0" },
    { "-0", true, true, 0, "-0" },
    { "007", true, true, 7, "7" },
    { "300", true, true, 300, "300" },
    { "-1", true, true, -1, "-1" },
    { "+4", true, true, 4, "4" },
    { "1.50", true, false, 0, "1.5" },
    { "5.", true, true, 5, "5" },
    { ".5", true, false, 0, "0.5" },
    { "3.000", true, true, 3, "3" },
    { "1e3", true, true, 1000, "1000" },
    { "1.25E2", true, true, 125, "125" },
    { "1.25e1", true, false, 0, "12.5" },
    { "1200e-2", true, true, 12, "12" },
    { "5e-4", true, false, 0, "0.0005" },
    { "0e9", true, true, 0, "0" },
    { "0.0e-9", true, true, 0, "0" },
    { "9223372036854775807", true, true, INT64_MAX, "9223372036854775807" },
    { "9223372036854775808", true, false, 0, "9223372036854775808" },
    { "-9223372036854775808", true, true, INT64_MIN, "-9223372036854775808" },
    { "-9223372036854775809", true, false, 0, "-9223372036854775809" },
    { "100000000000000000000000000000000000000000e-40", true, true, 10, "10" },
    { "123456789012345678901234567890123456789012", true, false, 0,
      "123456789012345678901234567890123456789012" },
    { "1e999999999999", true, false, 0, NULL },
    { "1e-999999999999", true, false, 0, NULL },
    { "0e999999999999", true, true, 0, "0" },
    { "1p3", true, true, 8, NULL },
    { "1.5p1", true, true, 3, NULL },
    { "8p-2", true, true, 2, NULL },
    { "1p-1", true, false, 0, NULL },
    { "1p500", true, false, 0, NULL },
    { "Inf", true, false, 0, NULL },
    { "-inf", true, false, 0, NULL },
    { "", false, false, 0, NULL },
    { ".", false, false, 0, NULL },
    { "-", false, false, 0, NULL },
    { "1e", false, false, 0, NULL },
    { "1_0", false, false, 0, NULL },
    { "0x10", false, false, 0, NULL },
    { " 1", false, false, 0, NULL },
    { "1 ", false, false, 0, NULL },
    { "NaN", false, false, 0, NULL },
    { "many", false, false, 0, NULL },
};

TEST(decimal_reads_exactly)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        pl_str text = { rows[i].text, strlen(rows[i].text) }, plain;
        pl_arena arena = { 0 };
        int64_t value = 0;
        CHECK_INT(pl_decimal__is(text), rows[i].is, rows[i].text);
        CHECK_INT(pl_decimal__to_int(text, &value), rows[i].whole, rows[i].text);
        CHECK_INT(value, rows[i].value, rows[i].text);
        bool has = pl_decimal__to_text(text, &arena, &plain);
        CHECK_INT(has, rows[i].plain != NULL, rows[i].text);
        if (has)
            CHECK_STR(plain.ptr, rows[i].plain, rows[i].text);
        pl_arena_done(&arena);
    }
}
