#include "value/type.h"
#include "base/str.h"
#include "helpers/type_json.h"
#include "unit/test.h"

typedef void writer(const pl_type *type, pl_buf *out);

/* What `write` makes of the type with that JSON, or "-". */
static const char *show(const char *src, writer *write)
{
    static char line[256];
    pl_arena arena = { 0 };
    pl_buf out = { 0 };
    const pl_json *json = pl_json_parse(&arena, pl_str_cstr(src), NULL);
    const pl_type *type = json ? pl_type_from_json(&arena, json) : NULL;
    if (type)
        write(type, &out);
    snprintf(line, sizeof line, "%.*s", PL_FMT(pl_buf_view(&out)));
    pl_buf_done(&out);
    pl_arena_done(&arena);
    return type ? line : "-";
}

static void of_value(const pl_type *type, pl_buf *out)
{
    pl_type_write_friendly(type, false, out);
}

static void of_demand(const pl_type *type, pl_buf *out)
{
    pl_type_write_friendly(type, true, out);
}

static const struct {
    const char *json, *canonical, *value, *demand;
} rows[] = {
    { "\"string\"", "string", "string", "string" },
    { "\"number\"", "number", "number", "number" },
    { "\"bool\"", "bool", "bool", "bool" },
    { "\"dynamic\"", "any", "dynamic", "any type" },
    { "[\"list\",\"string\"]", "list(string)", "list of string", "list of string" },
    { "[\"set\",\"dynamic\"]", "set(any)", "set of dynamic", "set of any single type" },
    { "[\"map\",[\"list\",\"dynamic\"]]", "map(list(any))", "map of list of dynamic",
      "map of list of any single type" },
    { "[\"tuple\",[]]", "tuple([])", "tuple", "tuple" },
    { "[\"tuple\",[\"string\",[\"tuple\",[\"bool\"]]]]", "tuple([string,tuple([bool])])", "tuple",
      "tuple" },
    { "[\"object\",{}]", "object({})", "object", "object" },
    { "[\"list\",[\"object\",{\"a\":\"string\",\"b\":\"number\"}]]",
      "list(object({a=string,b=number}))", "list of object", "list of object" },
    { "[\"object\",{\"a\":\"string\",\"b\":\"bool\"},[\"b\"]]", "object({a=string,b=bool})",
      "object", "object" },
};

TEST(type_writes_all_its_forms)
{
    for (size_t i = 0; i < PL_COUNT(rows); i++) {
        CHECK_STR(show(rows[i].json, pl_type_write), rows[i].canonical, rows[i].json);
        CHECK_STR(show(rows[i].json, of_value), rows[i].value, rows[i].json);
        CHECK_STR(show(rows[i].json, of_demand), rows[i].demand, rows[i].json);
        CHECK_STR(show(rows[i].json, pl_type_write_json), rows[i].json, rows[i].json);
    }
}

TEST(type_sorts_attributes_and_keeps_the_last_of_two)
{
    CHECK_STR(
        show("[\"object\",{\"b\":\"bool\",\"\u00e9\":\"bool\",\"a\":\"string\",\"B\":\"number\","
             "\"b\":\"number\",\"ab\":\"bool\",\"b\":[\"set\",\"bool\"]},[\"b\",\"a\"]]",
             pl_type_write_json),
        "[\"object\",{\"B\":\"number\",\"a\":\"string\",\"ab\":\"bool\",\"b\":[\"set\",\"bool\"],"
        "\"\u00e9\":\"bool\"},[\"a\",\"b\"]]",
        "bytewise order");
}

TEST(type_refuses_what_is_none)
{
    static const char *const bad[] = {
        "null",
        "1",
        "{}",
        "[]",
        "\"any\"",
        "\"list\"",
        "\"capsule\"",
        "[\"list\"]",
        "[\"string\",\"string\"]",
        "[\"list\",\"string\",\"string\"]",
        "[\"list\",\"nope\"]",
        "[\"tuple\",\"string\"]",
        "[\"tuple\",[\"nope\"]]",
        "[\"object\",[]]",
        "[\"object\",{\"a\":1}]",
        "[\"object\",{\"a\":\"bool\"},[\"b\"]]",
        "[\"object\",{\"a\":\"bool\"},{}]",
        "[\"object\",{\"1\":\"bool\"},[1]]",
        "[\"object\",{},[],[]]",
        "[1,\"string\"]",
    };
    for (size_t i = 0; i < PL_COUNT(bad); i++)
        CHECK_STR(show(bad[i], pl_type_write), "-", bad[i]);
}

TEST(type_depth_has_a_limit)
{
    static char text[12 * PL_TYPE_DEPTH];
    for (int over = 0; over <= 1; over++) {
        pl_arena arena = { 0 };
        char *p = text;
        int n = PL_TYPE_DEPTH - 1 + over;
        for (int i = 0; i < n; i++)
            p += sprintf(p, "[\"set\",");
        p += sprintf(p, "\"bool\"");
        memset(p, ']', (size_t)n);
        const pl_json *json =
            pl_json_parse(&arena, pl_str_make(text, (size_t)(p - text + n)), NULL);
        CHECK_INT(pl_type_from_json(&arena, json) == NULL, over, "sets in sets");
        pl_arena_done(&arena);
    }
}

static const pl_type *make(pl_arena *arena, const char *json)
{
    return pl_type_from_json(arena, pl_json_parse(arena, pl_str_cstr(json), NULL));
}

TEST(type_eq_compares_structure)
{
    pl_arena arena = { 0 };
    for (size_t i = 0; i < PL_COUNT(rows); i++)
        for (size_t k = 0; k < PL_COUNT(rows); k++)
            CHECK_INT(pl_type_eq(make(&arena, rows[i].json), make(&arena, rows[k].json)), i == k,
                      rows[i].json);
    static const char *const pairs[][2] = {
        { "[\"object\",{\"a\":\"bool\"}]", "[\"object\",{\"a\":\"bool\"},[\"a\"]]" },
        { "[\"object\",{\"a\":\"bool\"}]", "[\"object\",{\"b\":\"bool\"}]" },
        { "[\"object\",{\"a\":\"bool\"}]", "[\"object\",{\"a\":\"number\"}]" },
        { "[\"tuple\",[\"bool\"]]", "[\"tuple\",[\"number\"]]" },
        { "[\"tuple\",[\"bool\"]]", "[\"tuple\",[\"bool\",\"bool\"]]" },
        { "[\"list\",\"bool\"]", "[\"set\",\"bool\"]" },
    };
    for (size_t i = 0; i < PL_COUNT(pairs); i++)
        CHECK(!pl_type_eq(make(&arena, pairs[i][0]), make(&arena, pairs[i][1])), pairs[i][0]);
    pl_arena_done(&arena);
}

TEST(type_has_any_looks_inside)
{
    static const struct {
        const char *json;
        bool want;
    } some[] = {
        { "\"dynamic\"", true },
        { "\"string\"", false },
        { "[\"list\",\"dynamic\"]", true },
        { "[\"map\",[\"set\",\"bool\"]]", false },
        { "[\"tuple\",[\"bool\",\"dynamic\"]]", true },
        { "[\"tuple\",[\"bool\"]]", false },
        { "[\"object\",{\"a\":\"bool\",\"b\":[\"list\",\"dynamic\"]}]", true },
        { "[\"object\",{\"a\":\"bool\"}]", false },
    };
    pl_arena arena = { 0 };
    for (size_t i = 0; i < PL_COUNT(some); i++)
        CHECK_INT(pl_type_has_any(make(&arena, some[i].json)), some[i].want, some[i].json);
    CHECK(!pl_type_has_any(pl_type_capsule(&arena, PL_S("connection"))), "a capsule");
    pl_arena_done(&arena);
}

TEST(type_finds_attributes_by_name)
{
    pl_arena arena = { 0 };
    const pl_type *object =
        make(&arena, "[\"object\",{\"c\":\"bool\",\"a\":\"string\",\"b\":\"number\"}]");
    CHECK_INT(pl_type_get_attr(object, PL_S("a"))->type->kind, PL_TYPE_STRING, "first");
    CHECK_INT(pl_type_get_attr(object, PL_S("b"))->type->kind, PL_TYPE_NUMBER, "middle");
    CHECK_INT(pl_type_get_attr(object, PL_S("c"))->type->kind, PL_TYPE_BOOL, "last");
    CHECK(!pl_type_get_attr(object, PL_S("d")) && !pl_type_get_attr(object, PL_S("")), "absent");
    CHECK(!pl_type_get_attr(pl_type_simple(PL_TYPE_BOOL), PL_S("a")), "no object");
    pl_arena_done(&arena);
}

TEST(type_capsules_have_their_names)
{
    pl_arena arena = { 0 };
    pl_buf out = { 0 };
    const pl_type *aws = pl_type_capsule(&arena, PL_S("connection.aws"));
    const pl_type *list = pl_type_collection(&arena, PL_TYPE_LIST, aws);
    pl_type_write(list, &out);
    pl_buf_byte(&out, ' ');
    pl_type_write_friendly(aws, true, &out);
    pl_buf_byte(&out, ' ');
    pl_type_write_json(list, &out);
    CHECK(pl_str_eq(pl_buf_view(&out),
                    PL_S("list(connection.aws) connection.aws [\"list\",\"connection.aws\"]")),
          "all forms");
    CHECK(pl_type_eq(aws, pl_type_capsule(&arena, PL_S("connection.aws"))), "same name");
    CHECK(!pl_type_eq(aws, pl_type_capsule(&arena, PL_S("connection"))), "other name");
    pl_buf_done(&out);
    pl_arena_done(&arena);
}

TEST(type_knows_its_keywords)
{
    const pl_type *type = NULL;
    pl_arena arena = { 0 };
    CHECK(pl_type_keyword(PL_S("number"), &type) && type == pl_type_simple(PL_TYPE_NUMBER),
          "number");
    CHECK(pl_type_keyword(PL_S("any"), &type) && type->kind == PL_TYPE_ANY, "any");
    CHECK(!pl_type_keyword(PL_S("list"), &type) && !pl_type_keyword(PL_S("dynamic"), &type), "no");
    const pl_type *items[] = { type, pl_type_simple(PL_TYPE_BOOL) };
    const pl_type *tuple = pl_type_tuple(&arena, items, 2);
    CHECK(tuple->n == 2 && tuple->items[1]->kind == PL_TYPE_BOOL, "tuple");
    CHECK(pl_type_tuple(&arena, NULL, 0)->n == 0 && pl_type_object(&arena, NULL, 0)->n == 0,
          "empty");
    pl_arena_done(&arena);
}
