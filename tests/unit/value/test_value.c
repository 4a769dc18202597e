#include "make.h"

/* ---- containers */

TEST(value_members_are_in_order_and_the_last_wins)
{
    pl_arena arena = { 0 };
    pl_value v = make(&arena, "{\"b\":1,\"a\":2,\"b\":3,\"\":4,\"B\":5}");
    CHECK_STR(show_value(&arena, v),
              "object({=number,B=number,a=number,b=number}) "
              "{\"\":4,\"B\":5,\"a\":2,\"b\":3}",
              "few");
    pl_value got;
    CHECK(pl_value_member(v, PL_S("b"), &got) && got.i == 3, "found");
    CHECK(!pl_value_member(v, PL_S("c"), &got), "not found");
    pl_arena_done(&arena);
}

TEST(value_many_members_are_in_order_too)
{
    enum { N = 1000 };
    pl_arena arena = { 0 };
    pl_members *members = pl_members_room(&arena, 2 * N);
    for (int i = 0; i < 2 * N; i++)
        members->at[i] =
            (pl_member){ pl_arena_printf(&arena, "k%d", i * 7919 % N), pl_value_int(i, 64) };
    pl_value v = pl_value_take_members(PL_V_OBJECT, NULL, members, 2 * N);
    CHECK_INT(v.len, N, "one of each");
    for (uint32_t i = 0; i < v.len; i++) {
        CHECK(i == 0 || pl_str_cmp(v.members->at[i - 1].key, v.members->at[i].key) < 0, "in order");
        CHECK(v.members->at[i].value.i >= N, "the last wins");
    }
    pl_arena_done(&arena);
}

static const struct {
    const char *type, *in, *want;
} sets[] = {
    { "\"string\"", "[\"b\",\"a\",\"b\",\"B\",\"\xc3\xa9\",\"1\",\"10\",\"2\"]",
      "[\"1\",\"10\",\"2\",\"B\",\"a\",\"b\",\"\xc3\xa9\"]" },
    { "\"number\"", "[10,9,1.5,-1,100,1.50]", "[-1,1.5,9,10,100]" },
    { "\"bool\"", "[true,false,true]", "[false,true]" },
    { "\"string\"", "[null,\"a\",null]", "[\"a\",null]" },
    { "[\"object\",{\"n\":\"number\"}]", "[{\"n\":10},{\"n\":9},{\"n\":100},{\"n\":9.0}]",
      "[{\"n\":100},{\"n\":10},{\"n\":9}]" },
    { "[\"object\",{\"n\":\"number\"}]", "[{\"n\":12345678901},{\"n\":12345678902},{\"n\":1}]",
      "[{\"n\":12345678901},{\"n\":12345678902},{\"n\":1}]" },
    { "[\"list\",\"string\"]", "[[],[\"a\"],[\"a\"]]", "[[\"a\"],[]]" },
    { "[\"map\",\"string\"]", "[{\"b\":\"a\"},{\"a\":\"z\"},{}]",
      "[{\"a\":\"z\"},{\"b\":\"a\"},{}]" },
    { "[\"tuple\",[\"bool\"]]", "[[true],[false],[null]]", "[[false],[true],[null]]" },
    { "[\"object\",{\"s\":\"string\"}]",
      "[{\"s\":\"\\\"\"},{\"s\":\"a\\nb\"},{\"s\":\"\\u00a0\"},{\"s\":\"\\u0001\"}]",
      "[{\"s\":\"\\\"\"},{\"s\":\"\xc2\xa0\"},{\"s\":\"\\u0001\"},{\"s\":\"a\\nb\"}]" },
    { "\"string\"", "[]", "[]" },
};

TEST(value_sets_have_an_order_and_no_duplicates)
{
    for (size_t i = 0; i < PL_COUNT(sets); i++) {
        pl_arena arena = { 0 };
        pl_buf out = { 0 };
        const char *type = pl_arena_printf(&arena, "[\"set\",%s]", sets[i].type).ptr;
        pl_value_json(typed(&arena, type, sets[i].in), &out);
        pl_buf_byte(&out, 0);
        CHECK_STR(out.ptr, sets[i].want, sets[i].in);
        pl_buf_done(&out);
        pl_arena_done(&arena);
    }
}

TEST(value_set_of_many_fractions_is_made_quickly)
{
    enum { N = 20000 };
    pl_arena arena = { 0 };
    pl_seq *seq = pl_seq_room(&arena, N);
    for (int i = 0; i < N; i++)
        seq->at[i] = pl_number_double(&arena, (double)(i % (N / 2)) / 7);
    pl_value v = pl_value_take_seq(PL_V_SET, pl_type_simple(PL_TYPE_NUMBER), seq, N);
    CHECK_INT(v.len, N / 2, "each once");
    pl_arena_done(&arena);
}

/* ---- shapes */

static const struct {
    const char *in;
    unsigned depth, weight;
} shapes[] = {
    { "1", 0, 1 },
    { "\"0123456789abcdef\"", 0, 2 },
    { "[]", 1, 1 },
    { "[1,2]", 1, 3 },
    { "{\"a\":[1,{\"b\":\"x\"}]}", 3, 5 },
    { "{\"0123456789abcdef\":1}", 1, 3 },
    { "[[[[]]],1]", 4, 5 },
};

TEST(value_knows_its_shape)
{
    for (size_t i = 0; i < PL_COUNT(shapes); i++) {
        pl_arena arena = { 0 };
        pl_value v = make(&arena, shapes[i].in);
        CHECK_INT(pl_value_depth(v), shapes[i].depth, shapes[i].in);
        CHECK_INT(pl_value_weight(v), shapes[i].weight, shapes[i].in);
        CHECK(pl_value_is_known(v) && pl_value_marks(v) == 0, shapes[i].in);
        pl_arena_done(&arena);
    }
}

TEST(value_knows_what_is_unknown_or_marked_inside)
{
    pl_arena arena = { 0 };
    pl_value parts[2] = { pl_value_unknown(pl_type_simple(PL_TYPE_ANY)), pl_value_bool(true) };
    parts[1].marks = PL_MARK_SENSITIVE;
    pl_value inner = pl_value_seq(&arena, PL_V_TUPLE, NULL, parts, 2);
    pl_value outer = pl_value_seq(&arena, PL_V_TUPLE, NULL, &inner, 1);
    CHECK(!pl_value_is_known(outer), "unknown inside");
    CHECK_INT(outer.marks, 0, "not marked itself");
    CHECK_INT(pl_value_marks(outer), PL_MARK_SENSITIVE, "marked inside");
    pl_value set = pl_value_seq(&arena, PL_V_SET, pl_type_simple(PL_TYPE_BOOL), parts + 1, 1);
    CHECK_INT(set.marks, PL_MARK_SENSITIVE, "a set is marked as a whole");
    pl_arena_done(&arena);
}

/* Weights of values that hold one another twice double, but never wrap. */
TEST(value_weight_saturates)
{
    pl_arena arena = { 0 };
    pl_value v = pl_value_bool(true);
    for (int i = 0; i < 100; i++) {
        pl_value both[2] = { v, v };
        v = pl_value_seq(&arena, PL_V_TUPLE, NULL, both, 2);
    }
    CHECK_INT(pl_value_weight(v), UINT32_MAX, "full");
    CHECK_INT(pl_value_depth(v), 100, "deep");
    pl_arena_done(&arena);
}

/* ---- comparing */

static const struct {
    const char *what, *type_a, *a, *type_b, *b;
    bool equal, same_type;
} pairs[] = {
    { "number and its text", "\"number\"", "1", "\"string\"", "1", false, false },
    { "list and tuple", "[\"list\",\"number\"]", "[1]", "[\"tuple\",[\"number\"]]", "[1]", false,
      false },
    { "map and object", "[\"map\",\"number\"]", "{\"a\":1}", "[\"object\",{\"a\":\"number\"}]",
      "{\"a\":1}", false, false },
    { "empty lists of two types", "[\"list\",\"number\"]", "[]", "[\"list\",\"string\"]", "[]",
      false, false },
    { "sets in any order", "[\"set\",\"string\"]", "[\"a\",\"b\"]", "[\"set\",\"string\"]",
      "[\"b\",\"a\"]", true, true },
    { "nulls of two types", "\"number\"", "null", "[\"list\",\"string\"]", "null", true, false },
    { "null and something", "\"string\"", "null", "\"string\"", "\"\"", false, true },
    { "objects with other names", "\"dynamic\"", "{\"a\":1}", "\"dynamic\"", "{\"b\":1}", false,
      false },
    { "tuples of other lengths", "\"dynamic\"", "[1]", "\"dynamic\"", "[1,2]", false, false },
    { "tuples whose first elements differ", "\"dynamic\"", "[1]", "\"dynamic\"", "[\"a\"]", false,
      false },
    { "texts of other lengths", "\"dynamic\"", "\"a\"", "\"dynamic\"", "\"ab\"", false, true },
    { "1.0 and 1", "\"dynamic\"", "[1.0,{\"a\":[]}]", "\"dynamic\"", "[1,{\"a\":[]}]", true, true },
    { "fractions", "\"dynamic\"", "0.5", "\"dynamic\"", "1", false, true },
};

TEST(value_equality_and_types)
{
    for (size_t i = 0; i < PL_COUNT(pairs); i++) {
        pl_arena arena = { 0 };
        pl_value a = typed(&arena, pairs[i].type_a, pairs[i].a);
        pl_value b = typed(&arena, pairs[i].type_b, pairs[i].b);
        CHECK_INT(pl_value_equal(a, b), pairs[i].equal, pairs[i].what);
        CHECK_INT(pl_value_equal(b, a), pairs[i].equal, pairs[i].what);
        CHECK_INT(pl_value_same_type(a, b), pairs[i].same_type, pairs[i].what);
        CHECK(pl_value_has_type(a, pl_value_type(&arena, a)), pairs[i].what);
        CHECK_INT(pl_value_has_type(a, pl_value_type(&arena, b)), pairs[i].same_type,
                  pairs[i].what);
        pl_arena_done(&arena);
    }
}

/* ---- the rest */

TEST(value_text_is_normal)
{
    pl_arena arena = { 0 };
    pl_str in = PL_S("plain");
    CHECK(pl_value_text(&arena, in, false).str == in.ptr, "borrowed when it is normal");
    pl_value v = pl_value_text(&arena, PL_S("e\xcc\x81"), false);
    CHECK(pl_str_eq(pl_value_get_str(v), PL_S("\xc3\xa9")), "composed");
    v = pl_value_text(&arena, PL_S("\xff e\xcc\x81"), false);
    CHECK(pl_str_eq(pl_value_get_str(v), PL_S("\xff e\xcc\x81")), "bad bytes stay, all of them");
    pl_arena_done(&arena);
}

TEST(value_copies_borrow_nothing)
{
    pl_arena one = { 0 }, two = { 0 };
    pl_value v =
        typed(&one, "[\"map\",[\"list\",[\"object\",{\"a\":\"number\",\"b\":\"string\"}]]]",
              "{\"k\":[{\"a\":0.25,\"b\":null},{\"a\":2,\"b\":\"x\"}]}");
    pl_value parts[2] = { v, pl_value_null(type_of_text(&one, "[\"set\",\"bool\"]")) };
    pl_value copy = pl_value_copy(&two, pl_value_seq(&one, PL_V_TUPLE, NULL, parts, 2));
    pl_arena_done(&one);
    CHECK_STR(show_value(&two, copy),
              "tuple([map(list(object({a=number,b=string}))),set(bool)]) "
              "[{\"k\":[{\"a\":0.25,\"b\":null},{\"a\":2,\"b\":\"x\"}]},null]",
              "the copy");
    pl_arena_done(&two);
}

TEST(value_json_refuses_infinity)
{
    pl_arena arena = { 0 };
    pl_buf out = { 0 };
    pl_value inf;
    CHECK(pl_number_parse(&arena, PL_S("-Inf"), &inf), "infinite");
    CHECK(!pl_value_json(pl_value_seq(&arena, PL_V_TUPLE, NULL, &inf, 1), &out), "no JSON");
    out.len = 0;
    CHECK(pl_value_json(make(&arena, "[\"<&>\\u2028\\u0008/\",-0,1e3]"), &out), "JSON");
    pl_buf_byte(&out, 0);
    CHECK_STR(out.ptr, "[\"\\u003c\\u0026\\u003e\\u2028\\b/\",-0,1000]", "as jsonencode writes");
    pl_buf_done(&out);
    pl_arena_done(&arena);
}
