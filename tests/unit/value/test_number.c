#include "make.h"

static pl_value num(pl_arena *arena, const char *text)
{
    pl_value v;
    CHECK(pl_number_parse(arena, pl_str_cstr(text), &v), text);
    return v;
}

static const char *text_of(pl_arena *arena, pl_value v)
{
    pl_buf out = { 0 };
    pl_number_text(v, &out);
    const char *text = pl_arena_str(arena, pl_buf_view(&out)).ptr;
    pl_buf_done(&out);
    return text;
}

static const char *compute(pl_arena *arena, pl_value a, char op, pl_value b)
{
    pl_value v;
    const char *why = op == '+'   ? pl_number_add(arena, a, b, &v)
                      : op == '-' ? pl_number_sub(arena, a, b, &v)
                      : op == '*' ? pl_number_mul(arena, a, b, &v)
                      : op == '/' ? pl_number_div(arena, a, b, &v)
                                  : pl_number_mod(arena, a, b, &v);
    return why ? why : text_of(arena, v);
}

/* ---- text to number to text */

static const struct {
    const char *text, *want; /* NULL: no number */
} texts[] = {
    { "0", "0" },
    { "-0", "-0" },
    { "+5", "5" },
    { "007", "7" },
    { ".5", "0.5" },
    { "5.", "5" },
    { "1.50", "1.5" },
    { "1e3", "1000" },
    { "1E-3", "0.001" },
    { "1p3", "8" },
    { "1p-1", "0.5" },
    { "9223372036854775807", "9223372036854775807" },
    { "-9223372036854775808", "-9223372036854775808" },
    { "9223372036854775808", "9223372036854775808" },
    { "0.1234567890123456789012345678901234567890", "0.123456789012345678901234567890123456789" },
    { "123456789012345678901234567890", "123456789012345678901234567890" },
    { "1e21", "1000000000000000000000" },
    { "1e-20", "0.00000000000000000001" },
    { "Inf", "+Inf" },
    { "inf", "+Inf" },
    { "-Inf", "-Inf" },
    { "1e999999999", "+Inf" },
    { "-1e999999999999999999999", "-Inf" },
    { "1e-999999999", "0" },
    { "1p99999999999", "+Inf" },
    { "", NULL },
    { ".", NULL },
    { "e5", NULL },
    { "1e", NULL },
    { "1e+", NULL },
    { " 1", NULL },
    { "1 ", NULL },
    { "1_0", NULL },
    { "0x10", NULL },
    { "NaN", NULL },
    { "INF", NULL },
    { "infinity", NULL },
    { "--1", NULL },
    { "1..2", NULL },
    { "\xef\xbc\x91", NULL },
};

TEST(number_text_reads_and_writes)
{
    for (size_t i = 0; i < PL_COUNT(texts); i++) {
        pl_arena arena = { 0 };
        pl_value v;
        bool ok = pl_number_parse(&arena, pl_str_cstr(texts[i].text), &v);
        CHECK_STR(ok ? text_of(&arena, v) : "-", texts[i].want ? texts[i].want : "-",
                  texts[i].text);
        pl_arena_done(&arena);
    }
}

/* ---- operations */

static const struct {
    const char *a;
    char op;
    const char *b, *want;
} ops[] = {
    { "0.1", '+', "0.2", "0.3" },
    { "0.3", '-', "0.1",
      "0.20000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"
      "000000000000000000000000000000000000000000000000000000000000000002" },
    { "1.1", '*', "1.1",
      "1.21000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"
      "00000000000000000000000000000000000000000000000000000000000000001" },
    { "9223372036854775807", '+', "1", "9223372036854775808" },
    { "-9223372036854775808", '-', "1", "-9223372036854775809" },
    { "9223372036854775807", '*', "9223372036854775807", "85070591730234615847396907784232501249" },
    { "-9223372036854775808", '/', "-1", "9223372036854775808" },
    { "-9223372036854775808", '%', "-1", "0" },
    { "0", '*', "-5", "-0" },
    { "0", '/', "-5", "-0" },
    { "10", '/', "4", "2.5" },
    { "7", '%', "3", "1" },
    { "-7", '%', "3", "-1" },
    { "7", '%', "-3", "1" },
    { "-0.5", '%', "1", "-0.5" },
    { "5", '%', "0", "5" },
    { "1e30", '%', "7", "1" },
    { "1", '/', "0", "+Inf" },
    { "-1", '/', "0", "-Inf" },
    { "1", '/', "Inf", "0" },
    { "0", '/', "0", "can't divide zero by zero or infinity by infinity" },
    { "Inf", '/', "-Inf", "can't divide zero by zero or infinity by infinity" },
    { "Inf", '-', "Inf", "can't subtract infinity from itself" },
    { "Inf", '+', "-Inf", "can't compute sum of opposing infinities" },
    { "Inf", '*', "0", "can't multiply zero by infinity" },
    { "0", '*', "-Inf", "can't multiply zero by infinity" },
    { "5", '%', "Inf", "can't use modulo with zero and infinity" },
    { "1e600000000", '*', "1e600000000", "+Inf" },
    { "1e-600000000", '*', "1e-600000000", "0" },
    { "1e-600000000", '*', "-1e-600000000", "-0" },
};

TEST(number_computes_as_the_reference)
{
    for (size_t i = 0; i < PL_COUNT(ops); i++) {
        pl_arena arena = { 0 };
        const char *got = compute(&arena, num(&arena, ops[i].a), ops[i].op, num(&arena, ops[i].b));
        CHECK_STR(got, ops[i].want, ops[i].a);
        pl_arena_done(&arena);
    }
}

TEST(number_prints_as_precisely_as_it_is)
{
    pl_arena arena = { 0 };
    pl_value one = pl_value_int(1, PL_BITS_INT), three = pl_value_int(3, PL_BITS_INT);
    CHECK_STR(compute(&arena, one, '/', three), "0.33333333333333333334", "64 bits");
    CHECK_STR(compute(&arena, pl_number_double(&arena, 1), '/', pl_number_double(&arena, 3)),
              "0.3333333333333333", "53 bits");
    CHECK_STR(text_of(&arena, pl_number_double(&arena, 0x1p100)), "1267650600228229400000000000000",
              "a double prints the digits that tell it apart");
    CHECK_STR(text_of(&arena, pl_number_double(&arena, 0x1p60)), "1152921504606847000",
              "below 64 bits, too");
    CHECK_STR(compute(&arena, one, '/', num(&arena, "7")),
              "0.142857142857142857142857142857142857142857142857142857142857142857142857142857142"
              "85714285714285714285714285714285714285714285714285714285714285714285714285",
              "the wider of two decides");
    CHECK_STR(compute(&arena, pl_number_double(&arena, 0x1.8p53), '*', pl_value_int(5, 53)),
              "67553994410557440", "a product is as wide as it must be");
    pl_arena_done(&arena);
}

/* ---- %e, %f, %g: hcl.md 7.4 */

static const struct {
    const char *text;
    char verb;
    int precision;
    const char *want;
} formats[] = {
    { "12345", 'g', 0, "1e+04" },
    { "12345", 'g', 1, "1e+04" },
    { "12345", 'g', 3, "1.23e+04" },
    { "12345", 'g', 5, "12345" },
    { "0.1", 'g', -1, "0.1" },
    { "0.00001", 'g', -1, "1e-05" },
    { "0", 'g', 0, "0" },
    { "0", 'e', 2, "0.00e+00" },
    { "0", 'f', 2, "0.00" },
    { "1e21", 'g', -1, "1e+21" },
    { "-1.5", 'g', -1, "-1.5" },
    { "2.5", 'f', 0, "2" },
    { "3.5", 'f', 0, "4" },
    { "-0.125", 'f', 2, "-0.12" },
    { "1.25", 'e', 1, "1.2e+00" },
    { "123456", 'e', -1, "1.23456e+05" },
    { "0.25", 'f', -1, "0.25" },
    { "1e22", 'f', -1, "10000000000000000000000" },
    { "Inf", 'g', -1, "+Inf" },
    { "-Inf", 'f', 2, "-Inf" },
    { "9.99", 'f', 1, "10.0" },
};

TEST(number_formats_as_printf_of_the_reference)
{
    for (size_t i = 0; i < PL_COUNT(formats); i++) {
        pl_arena arena = { 0 };
        pl_buf out = { 0 };
        pl_number_format(num(&arena, formats[i].text), formats[i].verb, formats[i].precision, &out);
        pl_buf_byte(&out, 0);
        CHECK_STR(out.ptr, formats[i].want, formats[i].text);
        pl_buf_done(&out);
        pl_arena_done(&arena);
    }
}

static const struct {
    const char *a, *b;
    bool equal;
} pairs[] = {
    { "1", "1.0", true },
    { "1e3", "1000", true },
    { "0", "-0", true },
    { "1", "1.0000000000000000000000000000000000000001", false },
    { "0.1", "0.10", true },
    { "1e600000000", "1e600000000", true },
    { "1e-600000000", "1e-600000000", true },
    { "1e600000000", "2e600000000", false },
    { "Inf", "Inf", true },
    { "Inf", "-Inf", false },
    { "36893488147419103232", "36893488147419103232", true },
    { "36893488147419103232", "36893488147419103233", false },
};

TEST(number_equal_numbers_share_a_key)
{
    for (size_t i = 0; i < PL_COUNT(pairs); i++) {
        pl_arena arena = { 0 };
        pl_buf x = { 0 }, y = { 0 };
        pl_value a = num(&arena, pairs[i].a), b = num(&arena, pairs[i].b);
        CHECK_INT(pl_number_equal(a, b), pairs[i].equal, pairs[i].b);
        pl_number_key(a, &x);
        pl_number_key(b, &y);
        CHECK_INT(pl_str_eq(pl_buf_view(&x), pl_buf_view(&y)), pairs[i].equal, pairs[i].b);
        pl_buf_done(&x);
        pl_buf_done(&y);
        pl_arena_done(&arena);
    }
}

TEST(number_fractions_are_equal_when_they_print_alike)
{
    pl_arena arena = { 0 };
    pl_value sum, exact = num(&arena, "0.5"), tenth = num(&arena, "0.1");
    CHECK(!pl_number_add(&arena, tenth, num(&arena, "0.2"), &sum), "a sum");
    CHECK(pl_number_equal(sum, num(&arena, "0.3")), "0.1 + 0.2 == 0.3");
    CHECK(pl_number_equal(exact, pl_number_double(&arena, 0.5)), "whatever their precision");
    CHECK(pl_number_equal(tenth, pl_number_double(&arena, 0.1)), "and their last bits");
    CHECK(pl_number_cmp(tenth, pl_number_double(&arena, 0.1)) != 0, "which differ");
    pl_arena_done(&arena);
}

TEST(number_rounds_and_drops_signs)
{
    pl_arena arena = { 0 };
    CHECK_STR(text_of(&arena, pl_number_round(&arena, num(&arena, "1.2"), true)), "2", "up");
    CHECK_STR(text_of(&arena, pl_number_round(&arena, num(&arena, "-1.2"), true)), "-1", "up");
    CHECK_STR(text_of(&arena, pl_number_round(&arena, num(&arena, "-1.2"), false)), "-2", "down");
    CHECK_STR(text_of(&arena, pl_number_round(&arena, num(&arena, "-0.5"), true)), "0", "no -0");
    CHECK_STR(text_of(&arena, pl_number_round(&arena, num(&arena, "Inf"), true)), "+Inf", "stays");
    CHECK_STR(text_of(&arena, pl_number_abs(&arena, num(&arena, "-0"))), "0", "-0");
    CHECK_STR(text_of(&arena, pl_number_abs(&arena, num(&arena, "-9223372036854775808"))),
              "9223372036854775808", "the least");
    CHECK_STR(text_of(&arena, pl_number_neg(&arena, pl_value_int(0, 512))), "-0", "minus zero");
    pl_arena_done(&arena);
}

static const struct {
    const char *text;
    unsigned base;
    const char *want;
} ints[] = {
    { "ff", 16, "255" },
    { "FF", 16, "255" },
    { "zz", 36, "1295" },
    { "aA", 62, "656" },
    { "Z", 62, "61" },
    { "-12", 10, "-12" },
    { "+12", 10, "12" },
    { "-0", 10, "0" },
    { "2", 2, NULL },
    { "", 10, NULL },
    { "-", 10, NULL },
    { "1_0", 10, NULL },
    { "G", 16, NULL },
    { "1.5", 10, NULL },
    { "99999999999999999999", 10, "99999999999999999999" },
};

TEST(number_reads_whole_numbers_of_any_base)
{
    for (size_t i = 0; i < PL_COUNT(ints); i++) {
        pl_arena arena = { 0 };
        pl_value v;
        bool ok = pl_number_parse_base(&arena, pl_str_cstr(ints[i].text), ints[i].base, &v);
        CHECK_STR(ok ? text_of(&arena, v) : "-", ints[i].want ? ints[i].want : "-", ints[i].text);
        pl_arena_done(&arena);
    }
}

/* What parseint reads is as wide as it is long; what is computed of it is not. */
TEST(number_wide_ones_are_bounded)
{
    enum { DIGITS = 5000 };
    pl_arena arena = { 0 };
    char *text = pl_arena_alloc(&arena, DIGITS + 1);
    memset(text, '9', DIGITS);
    text[DIGITS] = 0;
    pl_value v, third;
    CHECK(pl_number_parse_base(&arena, pl_str_cstr(text), 10, &v), "5,000 digits");
    CHECK_STR(text_of(&arena, v), text, "each counts");
    CHECK(!pl_number_div(&arena, v, num(&arena, "7"), &third), "a quotient");
    CHECK_INT(strlen(text_of(&arena, third)), DIGITS, "has a text");
    CHECK(pl_number_text_size(v) >= DIGITS, "and a size");
    pl_arena_done(&arena);
}

TEST(number_small_whole_ones_take_no_memory)
{
    static const char *const small[] = { "0", "7", "-7", "999999999999999999" };
    for (size_t i = 0; i < PL_COUNT(small); i++) {
        pl_arena arena = { 0 };
        pl_value v;
        CHECK(pl_number_parse(&arena, pl_str_cstr(small[i]), &v), small[i]);
        CHECK(v.tag == PL_V_INT && v.i == strtoll(small[i], NULL, 10), small[i]);
        CHECK_INT(arena.bytes, 0, small[i]);
        pl_arena_done(&arena);
    }
}

TEST(number_copies_live_alone)
{
    pl_arena one = { 0 }, two = { 0 };
    pl_value v = pl_number_copy(&two, num(&one, "0.1"));
    pl_arena_done(&one);
    CHECK_STR(text_of(&two, v), "0.1", "the copy");
    pl_arena_done(&two);
}
