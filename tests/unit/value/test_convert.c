#include "make.h"

/* ---- hcl.md 3.4 */

#define LIST(t) "[\"list\"," t "]"
#define SET(t) "[\"set\"," t "]"
#define MAP(t) "[\"map\"," t "]"
#define OBJ(parts) "[\"object\",{" parts "}]"
#define ANY "\"dynamic\""
#define STR "\"string\""
#define NUM "\"number\""
#define BOOL "\"bool\""

static const struct {
    const char *what, *from, *value, *to, *want;
} rows[] = {
    { "to itself", NUM, "1", NUM, "number 1" },
    { "to any", ANY, "[1,\"a\"]", ANY, "tuple([number,string]) [1,\"a\"]" },
    { "null gets the type", ANY, "null", LIST(STR), "list(string) null" },
    { "null of a type that fits", NUM, "null", STR, "string null" },
    { "null of one that does not", LIST(STR), "null", STR,
      "! string required, but have list of string" },
    { "number to text", ANY, "1.50", STR, "string \"1.5\"" },
    { "truth to text", ANY, "true", STR, "string \"true\"" },
    { "text to number", ANY, "\"1e3\"", NUM, "number 1000" },
    { "other text", ANY, "\"x\"", NUM, "! a number is required" },
    { "text to truth", ANY, "\"1\"", BOOL, "bool true" },
    { "0 is false", ANY, "\"0\"", BOOL, "bool false" },
    { "capitals", ANY, "\"True\"", BOOL,
      "! a bool is required; to convert from string, use lowercase \"true\"" },
    { "no truth", ANY, "\"yes\"", BOOL, "! a bool is required" },
    { "number is no truth", ANY, "1", BOOL, "! bool required, but have number" },
    { "truth is no number", ANY, "true", NUM, "! number required, but have bool" },
    { "tuple to text", ANY, "[1]", STR, "! string required, but have tuple" },
    { "text to list", ANY, "\"a\"", LIST(STR), "! list of string required, but have string" },
    { "text to list of any", ANY, "\"a\"", LIST(ANY),
      "! list of dynamic required, but have string" },

    { "tuple to list", ANY, "[1,\"a\",true,null]", LIST(STR),
      "list(string) [\"1\",\"a\",\"true\",null]" },
    { "tuple to set", ANY, "[\"1\",1]", SET(NUM), "set(number) [1]" },
    { "empty tuple", ANY, "[]", LIST(NUM), "list(number) []" },
    { "empty tuple to list of any", ANY, "[]", LIST(ANY), "list(any) []" },
    { "tuple to list of any", ANY, "[1,\"a\"]", LIST(ANY), "list(string) [\"1\",\"a\"]" },
    { "no one type", ANY, "[1,[2]]", LIST(ANY), "! all list elements must have the same type" },
    { "none for a set", ANY, "[1,true]", SET(ANY), "! all set elements must have the same type" },
    { "a bad element", ANY, "[[1]]", LIST(STR), "! element 0: string required, but have tuple" },
    { "types go before values", ANY, "[\"x\",[]]", LIST(NUM),
      "! element 1: number required, but have tuple" },
    { "only the value is wrong", ANY, "[\"x\"]", LIST(NUM), "! a number is required" },
    { "untyped null beside texts", ANY, "[null,\"a\"]", LIST(ANY), "list(string) [null,\"a\"]" },
    { "untyped null beside objects", ANY, "[null,{\"a\":1}]", LIST(ANY),
      "! all list elements must have the same type" },
    { "nothing but nulls", ANY, "[null,null]", LIST(ANY), "list(any) [null,null]" },
    { "tuple to tuple", ANY, "[1,\"2\"]", "[\"tuple\",[\"string\",\"number\"]]",
      "tuple([string,number]) [\"1\",2]" },
    { "of another length", ANY, "[1]", "[\"tuple\",[\"string\",\"number\"]]", "! tuple required" },
    { "list to tuple", LIST(STR), "[\"1\"]", "[\"tuple\",[\"string\"]]", "! tuple required" },
    { "tuple to map", ANY, "[1]", MAP(STR), "! map of string required" },
    { "tuple to object", ANY, "[1]", OBJ("\"a\":\"string\""), "! object required, but have tuple" },

    { "list to set", LIST(STR), "[\"b\",\"a\",\"b\"]", SET(STR), "set(string) [\"a\",\"b\"]" },
    { "set to list", SET(STR), "[\"b\",\"a\"]", LIST(STR), "list(string) [\"a\",\"b\"]" },
    { "elements convert", SET(NUM), "[2,1]", LIST(STR), "list(string) [\"1\",\"2\"]" },
    { "elements do not", LIST(LIST(NUM)), "[]", LIST(STR),
      "! incorrect list element type: string required, but have list of number" },
    { "nor from a set to a list", SET(STR), "[]", LIST(OBJ("\"a\":\"string\"")),
      "! incorrect list element type: object required, but have string" },
    { "nor from a list to a set", LIST(LIST(NUM)), "[]", SET(STR),
      "! incorrect set element type: string required, but have list of number" },
    { "objects of a list convert", LIST(OBJ("\"a\":\"number\"")), "[{\"a\":1}]",
      LIST(OBJ("\"a\":\"string\"")), "list(object({a=string})) [{\"a\":\"1\"}]" },
    { "objects of a list may lack what is optional", LIST(OBJ("\"b\":\"number\"")), "[{\"b\":1}]",
      LIST("[\"object\",{\"a\":\"string\",\"b\":\"number\"},[\"a\"]]"),
      "list(object({a=string,b=number})) [{\"a\":null,\"b\":1}]" },
    { "maps whose elements do not fit", MAP(LIST(NUM)), "{\"a\":[1]}", MAP(STR),
      "! incorrect map element type: string required, but have list of number" },
    { "a tuple to a map of any", ANY, "[1]", MAP(ANY), "! map of any single type required" },
    { "lists of lists of any", LIST(NUM), "[1]", LIST(LIST(ANY)),
      "! incorrect list element type: list of dynamic required, but have number" },
    { "list to map", LIST(NUM), "[1]", MAP(NUM), "! map of number required" },
    { "map to list", MAP(NUM), "{}", LIST(NUM), "! list of number required" },
    { "set to list of any", SET(NUM), "[1]", LIST(ANY), "list(number) [1]" },

    { "object to map", ANY, "{\"a\":1,\"b\":true}", MAP(STR),
      "map(string) {\"a\":\"1\",\"b\":\"true\"}" },
    { "object to map of any", ANY, "{\"a\":1,\"b\":\"x\"}", MAP(ANY),
      "map(string) {\"a\":\"1\",\"b\":\"x\"}" },
    { "untyped null in a map", ANY, "{\"a\":null,\"b\":{\"x\":1}}", MAP(ANY),
      "map(object({x=number})) {\"a\":null,\"b\":{\"x\":1}}" },
    { "no one type for a map", ANY, "{\"a\":1,\"b\":[]}", MAP(ANY),
      "! all map elements must have the same type" },
    { "a bad member", ANY, "{\"a\":[1]}", MAP(STR),
      "! element \"a\": string required, but have tuple" },
    { "object to list", ANY, "{\"a\":1}", LIST(STR), "! list of string required" },
    { "object to object", ANY, "{\"a\":1,\"b\":2}", OBJ("\"a\":\"string\""),
      "object({a=string}) {\"a\":\"1\"}" },
    { "one is missing", ANY, "{}", OBJ("\"a\":\"string\""), "! attribute \"a\" is required" },
    { "two are missing", ANY, "{}", OBJ("\"b\":\"string\",\"a\":\"string\""),
      "! attributes \"a\" and \"b\" are required" },
    { "three are missing", ANY, "{}", OBJ("\"b\":\"string\",\"a\":\"string\",\"c\":\"bool\""),
      "! attributes \"a\", \"b\", and \"c\" are required" },
    { "a bad attribute", ANY, "{\"a\":[1]}", OBJ("\"a\":\"string\""),
      "! attribute \"a\": string required, but have tuple" },
    { "optional", ANY, "{}", "[\"object\",{\"a\":\"string\"},[\"a\"]]",
      "object({a=string}) {\"a\":null}" },
    { "optional in a list", ANY, "[{}]", LIST("[\"object\",{\"a\":\"string\"},[\"a\"]]"),
      "list(object({a=string})) [{\"a\":null}]" },
    { "map to object", MAP(STR), "{\"a\":\"x\",\"b\":\"y\"}", OBJ("\"a\":\"string\""),
      "object({a=string}) {\"a\":\"x\"}" },
    { "map without it", MAP(STR), "{\"b\":\"y\"}", OBJ("\"a\":\"string\""),
      "! map has no element for required attribute \"a\"" },
    { "map of what does not fit", MAP(LIST(NUM)), "{}", OBJ("\"a\":\"string\""),
      "! object required" },
    { "map to map", MAP(NUM), "{\"a\":1}", MAP(STR), "map(string) {\"a\":\"1\"}" },
    { "any inside", ANY, "[[1,2],[\"a\"]]", LIST(LIST(ANY)),
      "list(list(string)) [[\"1\",\"2\"],[\"a\"]]" },
    { "any in an object", ANY, "[{\"a\":1},{\"a\":\"x\"}]", LIST(OBJ("\"a\":\"dynamic\"")),
      "list(object({a=string})) [{\"a\":\"1\"},{\"a\":\"x\"}]" },
};

TEST(convert_rows)
{
    for (size_t i = 0; i < PL_COUNT(rows); i++) {
        pl_arena arena = { 0 };
        pl_buf why = { 0 };
        pl_value v = typed(&arena, rows[i].from, rows[i].value);
        bool ok = pl_convert(&arena, v, type_of_text(&arena, rows[i].to), &v, &why);
        const char *got = ok ? show_value(&arena, v)
                             : pl_arena_printf(&arena, "! %.*s", PL_FMT(pl_buf_view(&why))).ptr;
        CHECK_STR(got, rows[i].want, rows[i].what);
        pl_buf_done(&why);
        pl_arena_done(&arena);
    }
}

TEST(convert_keeps_marks_and_unknowns)
{
    pl_arena arena = { 0 };
    pl_buf why = { 0 };
    pl_value v = make(&arena, "[1]");
    v.marks = PL_MARK_SENSITIVE;
    CHECK(pl_convert(&arena, v, type_of_text(&arena, LIST(STR)), &v, &why), "converts");
    CHECK_INT(v.marks, PL_MARK_SENSITIVE, "marked");
    v = pl_value_unknown(pl_type_simple(PL_TYPE_NUMBER));
    CHECK(pl_convert(&arena, v, pl_type_simple(PL_TYPE_STRING), &v, &why), "converts");
    CHECK(v.tag == PL_V_UNKNOWN && v.type->kind == PL_TYPE_STRING, "still unknown");
    CHECK(!pl_convert(&arena, v, type_of_text(&arena, LIST(STR)), &v, &why), "never a list");
    pl_buf_done(&why);
    pl_arena_done(&arena);
}

/* A number can be so large that its text would not fit the memory. */
TEST(convert_refuses_monstrous_texts)
{
    pl_arena arena = { 0 };
    pl_buf why = { 0 };
    pl_value v;
    CHECK(pl_number_parse(&arena, PL_S("1e600000000"), &v), "a number");
    CHECK(!pl_convert(&arena, v, pl_type_simple(PL_TYPE_STRING), &v, &why), "no text");
    CHECK(
        pl_str_eq(pl_buf_view(&why), PL_S("the number has too many digits to be written as text")),
        "and why");
    pl_buf_done(&why);
    pl_arena_done(&arena);
}

/* ---- hcl.md 3.5 */

static const struct {
    const char *types, *want; /* "-": there is none */
} unions[] = {
    { "[]", "any" },
    { "[\"string\"]", "string" },
    { "[\"number\",\"string\"]", "string" },
    { "[\"bool\",\"string\",\"number\"]", "string" },
    { "[\"number\",\"bool\"]", "-" },
    { "[\"dynamic\",\"number\"]", "number" },
    { "[\"dynamic\",\"dynamic\"]", "any" },
    { "[[\"tuple\",[\"number\"]],[\"tuple\",[\"string\"]]]", "tuple([string])" },
    { "[[\"tuple\",[\"number\",\"number\"]],[\"tuple\",[\"string\"]]]", "list(string)" },
    { "[[\"tuple\",[]],[\"tuple\",[\"number\"]]]", "list(number)" },
    { "[[\"tuple\",[\"number\"]],[\"tuple\",[\"bool\"]]]", "-" },
    { "[[\"tuple\",[\"dynamic\",[\"object\",{}]]],[\"tuple\",[]]]", "-" },
    { "[[\"object\",{}],[\"object\",{\"a\":\"number\"}]]", "map(number)" },
    { "[[\"object\",{\"a\":\"number\"}],[\"object\",{\"b\":\"string\"}]]", "map(string)" },
    { "[[\"object\",{\"a\":\"number\"}],[\"object\",{\"a\":\"string\"}]]", "object({a=string})" },
    { "[[\"object\",{\"a\":\"number\"}],[\"object\",{\"a\":\"bool\"}]]", "-" },
    { "[[\"object\",{\"a\":\"number\",\"b\":[\"tuple\",[]]}],[\"object\",{}]]", "-" },
    { "[[\"object\",{\"a\":\"dynamic\"}],[\"object\",{\"a\":[\"object\",{}]}]]",
      "object({a=any})" },
    { "[[\"tuple\",[]],[\"object\",{}]]", "-" },
    { "[[\"tuple\",[]],\"string\"]", "-" },
    { "[[\"list\",\"number\"],[\"list\",\"string\"]]", "list(string)" },
    { "[[\"list\",\"dynamic\"],[\"list\",\"string\"]]", "list(string)" },
    { "[[\"set\",\"dynamic\"],[\"set\",\"number\"]]", "set(number)" },
    { "[[\"map\",\"number\"],[\"map\",\"bool\"]]", "-" },
    { "[[\"map\",\"number\"],[\"object\",{\"a\":\"string\"}]]", "map(string)" },
    { "[[\"map\",\"dynamic\"],[\"object\",{\"a\":\"number\"}]]", "map(number)" },
    { "[[\"list\",\"number\"],[\"tuple\",[\"string\",\"bool\"]]]", "list(string)" },
    { "[[\"tuple\",[\"number\"]],[\"set\",\"number\"]]", "set(number)" },
    { "[[\"set\",\"number\"],[\"list\",\"string\"]]", "list(string)" },
    { "[[\"list\",\"string\"],\"dynamic\"]", "any" },
    { "[[\"map\",\"number\"],[\"list\",\"number\"]]", "-" },
};

TEST(convert_unifies_types)
{
    for (size_t i = 0; i < PL_COUNT(unions); i++) {
        pl_arena arena = { 0 };
        const pl_type *types[4];
        const pl_json *json = pl_json_parse(&arena, pl_str_cstr(unions[i].types), NULL);
        uint32_t n = 0;
        for (const pl_json *part = pl_json_first(json); part; part = part->next)
            types[n++] = pl_type_from_json(&arena, part);
        const pl_type *type = pl_unify(&arena, types, n);
        pl_buf out = { 0 };
        if (type)
            pl_type_write(type, &out);
        else
            pl_buf_byte(&out, '-');
        pl_buf_byte(&out, 0);
        CHECK_STR(out.ptr, unions[i].want, unions[i].types);
        pl_buf_done(&out);
        pl_arena_done(&arena);
    }
}

/* Ten thousand types that no other converts to must not take their square. */
TEST(convert_gives_up_on_too_many_candidates)
{
    enum { N = 20000 };
    pl_arena arena = { 0 };
    const pl_type **types = pl_arena_alloc(&arena, (N + 1) * sizeof *types);
    for (int i = 0; i < N; i++) {
        pl_type_attr attr = { pl_arena_printf(&arena, "a%d", i), pl_type_simple(PL_TYPE_BOOL),
                              false };
        types[i] = pl_type_collection(&arena, PL_TYPE_LIST, pl_type_object(&arena, &attr, 1));
    }
    types[N] = pl_type_collection(&arena, PL_TYPE_SET, pl_type_simple(PL_TYPE_NUMBER));
    CHECK(pl_unify(&arena, types, N + 1) == NULL, "no common type");
    pl_arena_done(&arena);
}
