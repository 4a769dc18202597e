/* The functions of fn_data.def where the recorded vectors do not look. */
#include "outcome.h"

#define ARG(name, text, at)                                                                        \
    "! Invalid function argument: Invalid value for \"" name "\" parameter: " text ". @" at
#define CALL(name, text, at)                                                                       \
    "! Error in function call: Call to function \"" name "\" failed: " text ". @" at
#define WHOLE "value must be a whole number, between -9223372036854775808 and 9223372036854775807"

static const struct {
    const char *src, *want;
} rows[] = {
    /* numbers */
    { "ceil(-0.5)", "0" },
    { "abs(-0)", "0" },
    { "[floor(1e30 + 0.5), ceil(1e30 + 0.5)]",
      "[1000000000000000000000000000000,1000000000000000000000000000001]" },
    { "[pow(3, 40), pow(2, -3), pow(-2, 3), pow(0, 0), pow(2, 0.5)]",
      "[12157665459056929000,0.125,-8,1,1.4142135623730951]" },
    { "[pow(2, 1e30) > 1, pow(0.5, 1e30), pow(1, 1/0)]", "[true,0,1]" },
    { "[log(1, 10), log(1024, 2), log(2.718281828459045, 10)]", "[0,10,0.43429448190325176]" },
    { "signum(1e30)", CALL("signum", WHOLE, "0-7") },
    { "[parseint(\"-7f\", 16), parseint(\"+0\", 2)]", "[-127,0]" },
    { "parseint(\"1\", 2.5)", ARG("base", WHOLE, "14-17") },
    { "parseint([1], 10)", ARG("number", "first argument must be a string, not tuple", "9-10") },
    { "sum([1/0, -1/0])", CALL("sum", "can't compute sum of opposing infinities", "0-4") },
    { "sum({})", ARG("list", "cannot sum an empty list", "4-5") },
    { "sum(null)", ARG("list", "argument must not be null", "4-8") },
    { "[range(0), range(1, 1, 0), range(3, 0, -1.5)]", "[[],[],[3,1.5]]" },
    { "range(0, 1, -1)",
      ARG("params", "end must be less than start when step is negative", "9-10") },
    { "[length(range(1024)), length(range(0, -1024))]", "[1024,1024]" },
    { "max(\"10\", 9)", "10" },
    { "min(1, null)", ARG("numbers", "argument must not be null", "7-11") },

    /* lists */
    { "alltrue([\"true\", null])", "false" },
    { "chunklist([], 0)", "[]" },
    { "chunklist([1, 2, 3], 9223372036854775807)", "[[1,2,3]]" },
    { "coalesce(tostring(null), 5)", "\"5\"" },
    { "coalescelist(tolist(null), [1])", "[1]" },
    { "concat([1], {})",
      ARG("seqs", "all arguments must be lists or tuples; got object", "12-13") },
    { "contains([[1, {a = 2}]], [1, {a = 2.0}])", "true" },
    { "distinct([{a = 1}, {a = 1.0}, {a = 2}])", "[{\"a\":1},{\"a\":2}]" },
    { "element([1, 2, 3], -9223372036854775808)", "2" },
    { "element(tolist([\"a\"]), \"x\")", ARG("index", "a number is required", "24-25") },
    { "flatten([[], [[[]]], toset([]), null])", "[null]" },
    { "index([1, [2]], [2])", "1" },
    { "length([\"a\", null])", "2" },
    { "length(\"e\\u0301\\r\\n\")", "2" },
    { "one(toset([1, 2]))",
      ARG("list", "must be a list, set, or tuple value with either zero or one elements", "4-10") },
    { "reverse(toset([2, 1]))", "[2,1]" },
    { "slice([1, 2], 0.5, 1)", ARG("start_index", "invalid start index: " WHOLE, "14-17") },
    { "slice([1, 2], 0, 0.5)", ARG("end_index", "invalid end index: " WHOLE, "17-20") },
    { "slice([1, 2], 0, -1)", ARG("end_index", "end index must not be less than zero", "17-18") },
    { "slice({}, 0, 0)", ARG("list", "must be a list or tuple value", "6-7") },
    { "sort([\"b\", 10, true])", "[\"10\",\"b\",\"true\"]" },
    { "list(1)", CALL("list",
                      "the \"list\" function was deprecated in Terraform v0.12 and is no longer "
                      "available; use tolist([ ... ]) syntax to write a literal list",
                      "0-5") },

    /* maps */
    { "merge(tomap(null), tomap(null))", "{}" },
    { "merge({a = 1, c = 3}, {b = 2}, {a = 4}, tomap({d = 5}))",
      "{\"a\":4,\"b\":2,\"c\":3,\"d\":5}" },
    { "lookup(tomap({a = 1}), \"b\", [])",
      ARG("default", "the default value must have the same type as the map elements", "28-29") },
    { "lookup({a = 1}, \"a\\\"b\")",
      ARG("inputMap", "the given object has no attribute \"a\\\"b\"", "7-8") },
    { "zipmap([\"b\", \"a\", \"b\"], tolist([1, 2, 3]))", "{\"a\":2,\"b\":3}" },
    { "zipmap([\"a\"], [])",
      CALL("zipmap", "number of keys (1) does not match number of values (0)", "0-7") },
    { "matchkeys([1, 2, 3], [{a = 1}, {a = 2}, {a = 1}], [{a = 1.0}])", "[1,3]" },
    { "matchkeys([1], [1], [[1]])",
      CALL("matchkeys", "keys and searchset must be of the same type", "0-10") },
    { "transpose({b = [\"x\", \"y\"], a = [\"x\"]})", "{\"x\":[\"a\",\"b\"],\"y\":[\"b\"]}" },
    { "transpose({a = null})", CALL("transpose", "input must not contain null list", "0-10") },
    { "transpose({a = [null]})",
      CALL("transpose", "input list must not contain null string", "0-10") },
    { "keys(tomap({}))", "[]" },

    /* sets */
    { "setunion([], [1], [])", "[1]" },
    { "setintersection([{a = 1}, {a = 2}], [{a = 2.0}])", "[{\"a\":2}]" },
    { "setsubtract([\"a\", \"b\"], [])", "[\"a\",\"b\"]" },
    { "setsubtract([1], [[]])",
      CALL("setsubtract", "given sets must all have compatible element types", "0-12") },
    { "setproduct([1, 2], toset([]))", "[]" },
    { "setproduct([1, []], [2])", ARG("sets", "all elements must be of the same type", "11-12") },
    { "setproduct([[1], [2]], [\"a\"])", "[[[1],\"a\"],[[2],\"a\"]]" },
    { "setproduct([1], {})", ARG("sets", "a set or a list is required", "16-17") },

    /* conversions and errors */
    { "toset([[1, null], [1, null]])", "[[1,null]]" },
    { "tomap({a = [1], b = [\"x\", 2]})", "{\"a\":[\"1\"],\"b\":[\"x\",\"2\"]}" },
    { "tolist([null, null])", "[null,null]" },
    { "tonumber(\"0x1\")",
      ARG("v",
          "cannot convert \"0x1\" to number; given string must be a decimal representation of "
          "a number",
          "10-13") },
    { "tostring(1e400000000)",
      "! Evaluation limit exceeded: This expression needs more memory or more steps than one "
      "expression may use. @9-20" },
    { "[is_error([{errors = [1]}]), is_error({errors = {}})]", "[false,false]" },
    { "error_message({errors = [{error = {detail = null}}]})", "\"\"" },
    { "nonsensitive([1])",
      ARG("value", "the given value is not sensitive, so this call is redundant", "13-14") },
};

TEST(functions_over_data)
{
    for (size_t i = 0; i < PL_COUNT(rows); i++) {
        outcome o = { 0 };
        evaluate(&o, pl_str_cstr(rows[i].src));
        CHECK_STR(show(&o), rows[i].want, rows[i].src);
        done(&o);
    }
}

static const struct {
    const char *src, *type;
} types[] = {
    { "chunklist([], 2)", "list(list(any))" },
    { "concat(tolist([\"a\"]), tolist([1]))", "list(string)" },
    { "concat(tolist([1]), [\"a\"])", "tuple([number,string])" },
    { "distinct(toset([1]))", "list(number)" },
    { "keys(tomap({a = 1}))", "list(string)" },
    { "merge(tomap({a = 1}), tomap({b = 2}))", "map(number)" },
    { "merge(tomap({a = 1}), null)", "object({a=number})" },
    { "merge()", "object({})" },
    { "one(tolist([]))", "any" },
    { "one(tolist(toset([])))", "any" },
    { "setproduct([], [\"a\"])", "list(tuple([any,string]))" },
    { "setproduct(toset([1]), [\"a\"])", "set(tuple([number,string]))" },
    { "slice(tolist([1]), 1, 1)", "list(number)" },
    { "transpose({})", "map(list(string))" },
    { "zipmap([], tolist([]))", "map(any)" },
    { "tolist(null)", "list(any)" },
    { "coalesce({a = 1}, {b = \"x\"})", "map(string)" },
    { "tolist([])[*].a", "list(any)" },
    { "tolist([{a = [1]}])[*].a", "list(tuple([number]))" },
    { "slice(tolist([{a = tolist([1])}]), 0, 0)[*].a[0]", "list(number)" },
    { "slice(tolist([{a = {b = true}}]), 0, 0)[*].a.b", "list(bool)" },
};

TEST(functions_over_data_have_types)
{
    for (size_t i = 0; i < PL_COUNT(types); i++) {
        outcome o = { 0 };
        evaluate(&o, pl_str_cstr(types[i].src));
        CHECK_INT(pl_diags_count(o.diags), 0, types[i].src);
        o.line.len = 0;
        pl_type_write(pl_value_type(&o.arena, o.value), &o.line);
        pl_buf_byte(&o.line, 0);
        CHECK_STR(o.line.ptr, types[i].type, types[i].src);
        done(&o);
    }
}

/* None of them may take the square of its input. */
static const char *const large[] = {
    "length(distinct([for i in range(1000) : {n = [i, i / 7]}]))",
    "length(setunion([for i in range(1000) : {n = i}], [for i in range(1000) : {n = i}]))",
    "length(setintersection([for i in range(1000) : [i]], [for i in range(1000) : [i]]))",
    "length(matchkeys(range(1000), range(1000), range(1000)))",
    "length(toset([for i in range(1000) : \"v${i}\"]))",
    "length(transpose({for i in range(1000) : \"k${i}\" => [\"v${i}\"]}))",
    "length(merge([for i in range(1000) : {\"k${i}\" = i}]...))",
    "length(keys({for i in range(1000) : \"k${i}\" => i}))",
    "length(flatten([for i in range(1000) : [[i]]]))",
    "length(concat([for i in range(1000) : [i]]...))",
};

TEST(functions_over_many_values)
{
    for (size_t i = 0; i < PL_COUNT(large); i++) {
        outcome o = { 0 };
        evaluate(&o, pl_str_cstr(large[i]));
        CHECK_STR(show(&o), "1000", large[i]);
        done(&o);
    }
}
