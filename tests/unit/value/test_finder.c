#include "value/finder.h"
#include "make.h"

static const struct {
    const char *in; /* a tuple; what is first of its kind is kept */
    const char *kept;
} rows[] = {
    { "[]", "[]" },
    { "[1, 1.0, 2, 10e-1]", "[1,2]" },
    { "[\"1\", 1, \"1\"]", "[\"1\",1]" },
    { "[null, [], null, {}]", "[null,[],{}]" },
    { "[true, \"T\", true]", "[true,\"T\"]" },
    { "[[\"a\", \"b\"], [\"ab\"], [\"a\", \"b\"]]", "[[\"a\",\"b\"],[\"ab\"]]" },
    { "[{\"a\": 1}, {\"b\": 1}, {\"a\": 1.0}]", "[{\"a\":1},{\"b\":1}]" },
    { "[{\"a\": {\"b\": 1}}, {\"a\": [1]}]", "[{\"a\":{\"b\":1}},{\"a\":[1]}]" },
    { "[0.1, 0.10, 1e600000000, -1e600000000]", NULL },
};

TEST(finder_tells_equal_values_apart)
{
    for (size_t i = 0; i < PL_COUNT(rows); i++) {
        pl_arena arena = { 0 };
        pl_buf out = { 0 };
        pl_finder f;
        pl_value v = make(&arena, rows[i].in), kept[8];
        uint32_t n = 0;
        pl_finder_init(&f, v.seq->at, v.len);
        for (uint32_t k = 0; k < v.len; k++)
            if (pl_finder_is_first(&f, k))
                kept[n++] = v.seq->at[k];
        pl_finder_done(&f);
        if (rows[i].kept) {
            pl_value_json(pl_value_seq(&arena, PL_V_TUPLE, NULL, kept, n), &out);
            pl_buf_byte(&out, 0);
            CHECK_STR(out.ptr, rows[i].kept, rows[i].in);
        } else {
            CHECK_INT(n, 3, rows[i].in);
        }
        pl_buf_done(&out);
        pl_arena_done(&arena);
    }
}

TEST(finder_compares_types_too)
{
    pl_arena arena = { 0 };
    pl_finder f;
    uint32_t at = 9;
    pl_value at2[2] = { make(&arena, "[1]"), typed(&arena, "[\"list\",\"number\"]", "[1]") };
    pl_finder_init(&f, at2, 2);
    CHECK(pl_finder_is_first(&f, 1), "a list is no tuple");
    CHECK(pl_finder_find(&f, typed(&arena, "[\"list\",\"number\"]", "[1]"), &at) && at == 1,
          "found");
    CHECK(!pl_finder_find(&f, typed(&arena, "[\"set\",\"number\"]", "[1]"), &at), "no set there");
    CHECK(!pl_finder_find(&f, make(&arena, "\"[1;]\""), &at), "a text that looks alike");
    pl_finder_done(&f);
    pl_arena_done(&arena);
}
