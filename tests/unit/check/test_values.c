/* Expressions that fail, and the prechecks that find them. Texts marked "recorded" are real
 * Powerpipe's (golden suites errors-functions, errors-semantic and errors-runtime). */
#include "unit/eval/made.h"
#include "check/check.h"
#include "check/values.h"

typedef struct values_run {
    made m;
    pl_verdicts *verdicts;
    pl_file_prechecks *files;
    uint32_t n;
} values_run;

static void ask_file(values_run *r, pl_checker *checker, uint32_t row, pl_str path)
{
    pl_view view;
    CHECK(pl_view_open(&r->m.reader, place_path(r->m.dir, path.ptr), &view) == 0, path.ptr);
    pl_verdicts *v = &r->verdicts[row];
    *v = pl_check_file(checker, path, pl_view_str(&view));
    CHECK(v->prechecked, "sound so far");
    r->files[row] = (pl_file_prechecks){ .list = v->prechecks, .n = v->n_prechecks };
    pl_view_close(&view);
}

static void values_open(values_run *r, const char *source)
{
    pl_checker *checker = pl_checker_new();
    pl_buf all = { 0 };
    pl_buf_printf(&all, "--- mod main > dep\n--- a.pp\n%s\n--- mod dep\n--- d.pp\n", source);
    pl_buf_cstr(&all, "variable \"word\" {\n  default = \"w\"\n}\nlocals {\n  list = [1]\n}\n"
                      "query \"q\" {\n  sql = \"select\"\n}\n");
    pl_buf_byte(&all, 0);
    made_open(&r->m, "values", all.ptr);
    const pl_ix_file *files = pl_index_files(r->m.ix, &r->n);
    r->verdicts = pl_mem_zalloc((r->n + 1) * sizeof *r->verdicts);
    r->files = pl_mem_zalloc((r->n + 1) * sizeof *r->files);
    for (uint32_t i = 0; i < r->n; i++)
        ask_file(r, checker, i, pl_arena_str(&r->m.arena, pl_index_str(r->m.ix, files[i].path)));
    pl_checker_free(checker);
    pl_buf_done(&all);
}

static void values_close(values_run *r)
{
    for (uint32_t i = 0; i < r->n; i++)
        pl_verdicts_done(&r->verdicts[i]);
    pl_mem_free(r->verdicts);
    pl_mem_free(r->files);
    made_close(&r->m);
}

#define UNKNOWN "Unsuitable value type: Unsuitable value: value must be known\n"
#define DBL_MAX_TEXT                                                                               \
    "179769313486231570814527423731704356798070567525844996598917476803157260780028538760589558"   \
    "632766878171540458953514382464234321326889464182768467546703537516986049910576551282076245"   \
    "490090389328944075868508455133942304583236903222948165808559332123348274797826204144723168"   \
    "738177180919299881250404026184124858368.000000"
#define LIMITS                                                                                     \
    "param.p has invalid default config: value must be between -" DBL_MAX_TEXT                     \
    " and " DBL_MAX_TEXT " inclusive"
#define PARAMS "main.control.c has invalid parameter config: "

static const struct {
    const char *what, *src, *want;
} rows[] = {
    { "literals", "query \"q\" {\n  sql   = \"select\"\n  title = 5\n  tags  = { a = true }\n}",
      "" },
    { "locals and variables",
      "variable \"v\" {\n  default = 7\n}\nlocals {\n  tags = { a = 1 }\n  word = \"w\"\n}\n"
      "query \"q\" {\n  sql  = \"${local.word} ${var.v} ${dep.query.q.sql}\"\n"
      "  tags = merge(local.tags, { b = \"${var.v}\" }, null)\n  title = upper(local.word)\n}",
      "" },
    { "what is known when it runs",
      "dashboard \"d\" {\n  input \"i\" {\n    type = \"text\"\n  }\n  table {\n"
      "    sql  = \"select\"\n    args = { a = self.input.i.value, b = [self.input.i.value] }\n"
      "    param \"p\" {\n      default = self.input.i.value\n    }\n  }\n}",
      "" },
    { "null is not set, except as sql",
      "query \"q\" {\n  sql = \"x\"\n  title = null\n  tags = null\n}", "" },
    { "an unknown function (recorded)", "query \"q\" {\n  sql = \"\"\n  title = shout(\"a\")\n}",
      "Call to unknown function: There is no function named \"shout\". Did you mean \"sort\"?\n"
      "(a.pp:3,11-16)\n" UNKNOWN "(a.pp:3,11-17)" },
    { "a list as title (recorded)", "query \"q\" {\n  title = [\"a\"]\n  sql = \"\"\n}",
      "Unsuitable value type: Unsuitable value: string required, but have tuple\n(a.pp:2,11-12)" },
    { "through a local", "locals {\n  t = { a = 1 }\n}\nquery \"q\" {\n  sql = local.t\n}",
      "Unsuitable value type: Unsuitable value: string required, but have object\n"
      "(a.pp:5,9-16)" },
    { "in a template", "locals {\n  t = [1]\n}\nquery \"q\" {\n  sql = \"a ${local.t}\"\n}",
      "Invalid template interpolation value: Cannot include the given value in a string template: "
      "string required, but have tuple.\n(a.pp:5,14-21)" },
    { "null in a template",
      "locals {\n  t = null\n}\nquery \"q\" {\n  sql = <<-E\n a ${local.t}\n E\n}",
      "Invalid template interpolation value: The expression result is null. Cannot include a null "
      "value in a string template.\n(a.pp:6,6-13)" },
    { "a fraction (recorded)", "query \"q\" {\n  sql = \"\"\n  max_concurrency = 1.5\n}",
      "Unsuitable value type: Unsuitable value: value must be a whole number, between "
      "-9223372036854775808 and 9223372036854775807\n(a.pp:3,21-24)" },
    { "a number that is none", "query \"q\" {\n  sql = \"\"\n  max_concurrency = \"all\"\n}",
      "Unsuitable value type: Unsuitable value: a number is required\n(a.pp:3,22-25)" },
    { "a null tag (recorded)", "query \"q\" {\n  sql = \"\"\n  tags = { a = null }\n}",
      "Unsuitable value type: Unsuitable value: null value is not allowed\n(a.pp:3,10-11)" },
    { "a null tag from a local",
      "locals {\n  t = { a = null }\n}\nquery \"q\" {\n  sql = \"\"\n  tags = merge(local.t, { b = "
      "1 })\n}",
      "Unsuitable value type: Unsuitable value: null value is not allowed\n(a.pp:6,10-16)" },
    { "merge of what is no table",
      "locals {\n  t = [1]\n}\nquery \"q\" {\n  sql = \"\"\n  tags = merge(local.t, { b = 1 })\n}",
      "Error in function call: Call to function \"merge\" failed: arguments must be maps or "
      "objects, got \"tuple\".\n(a.pp:6,10-16)\n" UNKNOWN "(a.pp:6,10-16)" },
    { "sql that is null (recorded)", "locals {\n  s = null\n}\nquery \"q\" {\n  sql = local.s\n}",
      "main.query.q does not define a query or SQL\n(a.pp:4,11-6,2)" },
    { "in a nested block", "chart \"c\" {\n  axes {\n    x {\n      min = \"low\"\n    }\n  }\n}",
      "Unsuitable value type: Unsuitable value: a number is required\n(a.pp:4,14-17)" },
    { "two blocks, in their order",
      "query \"a\" {\n  sql = [1]\n}\nquery \"b\" {\n  sql = upper()\n}",
      "Unsuitable value type: Unsuitable value: string required, but have tuple\n(a.pp:2,9-10)\n"
      "Not enough function arguments: Function \"upper\" expects 1 argument(s). Missing value for "
      "\"str\".\n(a.pp:5,15-16)\n" UNKNOWN "(a.pp:5,9-15)" },
    { "a local that is not used", "locals {\n  a = 1 + [2]\n}",
      "Invalid operand: Unsuitable value for right operand: number required, but have tuple.\n"
      "(a.pp:2,11-14)" },
    { "what uses it waits", "locals {\n  a = 1 + [2]\n}\nquery \"q\" {\n  sql = \"${local.a}\"\n}",
      "Invalid operand: Unsuitable value for right operand: number required, but have tuple.\n"
      "(a.pp:2,11-14)" },
    { "args that only a run knows all of",
      "control \"c\" {\n  sql  = \"\"\n  args = self.input.i\n}",
      PARAMS "'params' property must be either a map or an array\n(a.pp:3,3-22)" },
    { "args of which a run knows one",
      "control \"c\" {\n  sql  = \"\"\n  args = true ? { a = 1, b = with.w } : null\n}",
      PARAMS "could not extract runtime dependency for arg b\n(a.pp:3,3-45)" },
    { "a list in args with something unknown in it",
      "control \"c\" {\n  sql  = \"\"\n  args = { a = [local.none, 1] }\n}",
      PARAMS "invalid value provided for param 'a': cannot serialize unknown values\n"
             "(a.pp:3,3-33)" },
    { "a key of args that is not there",
      "control \"c\" {\n  sql  = \"\"\n  args = { (local.none) = 1 }\n}",
      PARAMS "'params' property must be either a map or an array\n(a.pp:3,3-30)" },
    { "args (recorded)", "control \"c\" {\n  sql  = \"\"\n  args = \"a\"\n}",
      PARAMS "'params' property must be either a map or an array\n(a.pp:3,3-13)" },
    { "a default of another type (recorded)",
      "variable \"v\" {\n  type    = number\n  default = \"five\"\n}",
      "default value type mismatched - expected number, got string\n(a.pp:3,3-19)" },
    { "a type that is none, and no default to tell",
      "variable \"v\" {\n  type    = connection.oracle\n  default = null\n}",
      "A type specification is either a primitive type keyword (bool, number, string), complex "
      "type constructor call or Turbot custom type (connection, notifier)\n(a.pp:2,3-30)" },
    { "an attribute that a value does not have, and nothing to wait for",
      "query \"q\" {\n  sql = \"\"\n  title = jsonencode({ c = 1 }[*].a)\n}",
      "Unsupported attribute: This object does not have an attribute named \"a\".\n"
      "(a.pp:3,34-36)\n" UNKNOWN "(a.pp:3,11-22)" },
    { "tried, and something else then",
      "query \"q\" {\n  sql = try(shout(\"a\"), \"b\")\n  title = can(1 + \"x\") ? \"a\" : "
      "\"b\"\n}",
      "" },
    { "tried where it is known", "query \"q\" {\n  sql = try(upper([1]), \"b\")\n}", "" },
    /* What is there when a block is decoded for the first time counts (recorded). */
    { "a block fails before it comes to what is decoded after it",
      "query \"q\" {\n  sql = upper(\"a\", local.later)\n}\nlocals {\n  later = 1\n}\n"
      "query \"z\" {\n  sql = upper([1])\n}",
      "Too many function arguments: Function \"upper\" expects only 1 argument(s).\n"
      "(a.pp:2,20-31)\n"
      "Unsuitable value type: Unsuitable value: value must be known\n"
      "(a.pp:2,9-15)\n"
      "Invalid function argument: Invalid value for \"str\" parameter: string required, but have "
      "tuple.\n"
      "(a.pp:8,15-16)\n"
      "Unsuitable value type: Unsuitable value: value must be known\n"
      "(a.pp:8,9-15)" },
    { "one that needs it fails in the next pass, which is not reached",
      "query \"q\" {\n  sql = upper(local.later)\n}\nlocals {\n  later = [1]\n}\n"
      "query \"z\" {\n  sql = upper([2])\n}",
      "Invalid function argument: Invalid value for \"str\" parameter: string required, but have "
      "tuple.\n"
      "(a.pp:8,15-16)\n"
      "Unsuitable value type: Unsuitable value: value must be known\n"
      "(a.pp:8,9-15)" },
    { "a condition is wrong whatever the branches will be",
      "query \"q\" {\n  sql = 5 ? local.later : \"\"\n}\nlocals {\n  later = [1]\n}",
      "Incorrect condition type: The condition expression must be of type bool.\n"
      "(a.pp:2,9-10)\n"
      "Unsuitable value type: Unsuitable value: value must be known\n"
      "(a.pp:2,9-10)" },
    { "arguments are resolved whatever the order is",
      "control \"c\" {\n  sql = \"\"\n  args = [local.later]\n}\nlocals {\n  later = 1\n}", "" },

    { "args that a function makes a map (recorded)",
      "control \"c\" {\n  sql  = \"\"\n  args = tomap({ a = \"b\" })\n}",
      "main.control.c has invalid parameter config: 'params' property must be either a map or an "
      "array\n"
      "(a.pp:3,3-28)" },
    { "or a list", "control \"c\" {\n  sql  = \"\"\n  args = tolist([1])\n}",
      "main.control.c has invalid parameter config: 'params' property must be either a map or an "
      "array\n"
      "(a.pp:3,3-21)" },
    { "or a set", "control \"c\" {\n  sql  = \"\"\n  args = toset([1])\n}",
      "main.control.c has invalid parameter config: 'params' property must be either a map or an "
      "array\n"
      "(a.pp:3,3-20)" },
    { "but not an object or a tuple",
      "control \"c\" {\n  sql  = \"\"\n  args = concat([1], [\"a\"])\n}", "" },
    { "an argument that no double holds", "control \"c\" {\n  sql  = \"\"\n  args = [1 / 0]\n}",
      "main.control.c has invalid parameter config: json: unsupported value: +Inf\n"
      "(a.pp:3,3-17)" },

    { "a base that is null (recorded)",
      "variable \"n\" {\n  default = null\n}\n"
      "control \"c\" {\n  base = var.n\n}",
      "main.control.c does not define a query or SQL\n"
      "(a.pp:4,13-6,2)" },
    { "a query that is",
      "variable \"n\" {\n  default = null\n}\ncontrol \"c\" {\n  query = var.n\n}",
      "main.control.c does not define a query or SQL\n"
      "(a.pp:4,13-6,2)" },
    { "sql that is null beside a query",
      "variable \"n\" {\n  default = null\n}\n"
      "query \"q\" {\n  sql = \"\"\n}\ncard \"c\" {\n  sql = var.n\n}",
      "" },
    { "a nested flow whose sql is null (recorded)",
      "variable \"n\" {\n  default = null\n}\n"
      "dashboard \"d\" {\n  flow \"f\" {\n    sql = var.n\n  }\n}",
      "main.flow.f does not define a query or SQL, and has no edges/nodes\n"
      "(a.pp:5,12-7,4)" },
    { "one with nodes needs none",
      "variable \"n\" {\n  default = null\n}\n"
      "dashboard \"d\" {\n  flow \"f\" {\n    sql = var.n\n    node {\n      sql = \"\"\n    }\n  "
      "}\n}",
      "" },
    { "a nested input whose sql is null (recorded)",
      "variable \"n\" {\n  default = null\n}\n"
      "dashboard \"d\" {\n  input \"i\" {\n    sql = var.n\n  }\n}",
      "main.input.i does not define a query or SQL\n"
      "(a.pp:5,13-7,4)" },
    { "one that says what there is",
      "variable \"n\" {\n  default = null\n}\n"
      "dashboard \"d\" {\n  input \"i\" {\n    sql = var.n\n    option \"o\" {}\n  }\n}",
      "" },
    { "one that is typed in",
      "variable \"n\" {\n  default = null\n}\n"
      "dashboard \"d\" {\n  input \"i\" {\n    sql = var.n\n    type = \"text\"\n  }\n}",
      "" },

    { "the type of a benchmark that is null (recorded)",
      "variable \"n\" {\n  default = null\n}\nbenchmark \"b\" {\n  type = var.n\n}",
      "Unsuitable value type: Unsuitable value: null value is not allowed\n"
      "(a.pp:5,10-15)" },
    { "null among children (recorded)", "benchmark \"b\" {\n  children = [null]\n}",
      "Unsuitable value type: Unsuitable value: null value is not allowed\n"
      "(a.pp:2,14-15)" },

    { "a database that cannot be evaluated (recorded)",
      "query \"q\" {\n  sql = \"\"\n  database = nofunc(\"x\")\n}",
      "Call to unknown function: There is no function named \"nofunc\".\n"
      "(a.pp:3,14-20)" },
    { "one that names what is not there", "query \"q\" {\n  sql = \"\"\n  database = local.nope\n}",
      "" },
    { "one that is no text", "query \"q\" {\n  sql = \"\"\n  database = 5\n}",
      "Unsuitable value type: Unsuitable value: a connection or a connection string is required\n"
      "(a.pp:3,14-15)" },
    { "an object that is no connection", "query \"q\" {\n  sql = \"\"\n  database = { a = 1 }\n}",
      "Unsuitable value type: Unsuitable value: a connection or a connection string is required\n"
      "(a.pp:3,14-15)" },
    { "null is none", "query \"q\" {\n  sql = \"\"\n  database = null\n}", "" },
    { "where no SQL is run it is a text", "dashboard \"d\" {\n  database = [1]\n}",
      "Unsuitable value type: Unsuitable value: string required, but have tuple\n"
      "(a.pp:2,14-15)" },

    { "a sensitive text (recorded)", "query \"q\" {\n  sql = sensitive(\"s\")\n}",
      "unexpected error in DecodeHclBody: value is marked, so must be unmarked first" },
    { "one that is none any more", "query \"q\" {\n  sql = nonsensitive(sensitive(\"s\"))\n}", "" },
    { "a default that no double holds (recorded)",
      "query \"q\" {\n  sql = \"\"\n  param \"p\" {\n    default = -1e400\n  }\n}",
      LIMITS "\n(a.pp:4,5-21)" },
};

TEST(values_of_every_attribute)
{
    for (size_t i = 0; i < PL_COUNT(rows); i++) {
        values_run r = { 0 };
        values_open(&r, rows[i].src);
        bool right = pl_check_values(r.m.ev, r.files, 0, r.m.diags);
        CHECK(right == (pl_diags_count(r.m.diags) == 0), rows[i].what);
        CHECK_STR(made_said(&r.m), rows[i].want, rows[i].what);
        for (uint32_t f = 0; f < r.n; f++)
            r.files[f].wrong = true;
        pl_check_values(r.m.ev, r.files, 0, r.m.diags);
        CHECK_STR(made_said(&r.m), rows[i].want, "block by block");
        values_close(&r);
    }
}

/* ---- prechecks */

static const char *prechecked(const char *source)
{
    static const char *const names[] = { "any",  "string", "int",   "bool", "strings",
                                         "map",  "part",   "table", "args", "variable",
                                         "file", "env",    "doubt" };
    values_run r = { 0 };
    static char text[1024];
    pl_buf out = { 0 };
    values_open(&r, source);
    for (uint32_t i = 0; i < r.files[0].n; i++) {
        const pl_build_precheck *q = &r.files[0].list[i];
        if (q->what & PL_PRECHECK_DEFERRED)
            continue;
        pl_buf_printf(&out, "%s%.*s:", out.len ? "; " : "", PL_FMT(q->text));
        for (unsigned bit = 0; bit < PL_COUNT(names); bit++)
            if (q->what >> bit & 1)
                pl_buf_printf(&out, " %s", names[bit]);
    }
    snprintf(text, sizeof text, "%.*s", (int)out.len, out.ptr ? out.ptr : "");
    pl_buf_done(&out);
    values_close(&r);
    return text;
}

static const struct {
    const char *what, *src, *want;
} prechecks[] = {
    { "nothing of literals", "query \"q\" {\n  sql = \"a\"\n  tags = { a = 1 }\n  title = null\n}",
      "" },
    { "the parts of a template, each text once",
      "query \"q\" {\n  sql = \"${local.a} ${var.b} ${local.a}\"\n  title = local.a\n}",
      "local.a: string part; var.b: part" },
    { "the arguments of merge",
      "query \"q\" {\n  sql = \"\"\n  tags = merge(local.a, { b = var.b })\n}",
      "local.a: map table; var.b: part" },
    { "a plain replacement", "query \"q\" {\n  sql = replace(local.a, \"x\", \"y\")\n}",
      "local.a: part" },
    { "a pattern may fail", "query \"q\" {\n  sql = replace(local.a, \"/x/\", \"y\")\n}",
      "replace(local.a, \"/x/\", \"y\"): part" },
    { "a file by its path", "query \"q\" {\n  sql = file(\"./a.sql\")\n}", "./a.sql: file" },
    { "a path that is made", "query \"q\" {\n  sql = file(\"../a.sql\")\n}",
      "file(\"../a.sql\"): part" },
    { "the environment", "query \"q\" {\n  sql = env(\"X\")\n}", "env(\"X\"): part env" },
    { "a heredoc with a directive ends with its line",
      "query \"q\" {\n  sql = <<E\n%{ if true }a%{ endif }\nE\n}",
      "<<E\n%{ if true }a%{ endif }\nE\n: part" },
    { "variables that are not plain",
      "variable \"a\" {\n  type = string\n  default = \"x\"\n}\nvariable \"b\" {\n  default = 1\n}",
      "b: variable" },
};

TEST(values_are_asked_in_parts)
{
    for (size_t i = 0; i < PL_COUNT(prechecks); i++)
        CHECK_STR(prechecked(prechecks[i].src), prechecks[i].want, prechecks[i].what);
}

TEST(values_of_variables_alone)
{
    values_run r = { 0 };
    values_open(&r, "query \"q\" {\n  sql = [1]\n}\nvariable \"v\" {\n  type = number\n"
                    "  default = \"x\"\n}");
    CHECK(!pl_check_values(r.m.ev, r.files, PL_VALUES_VARIABLES, r.m.diags), "refused");
    CHECK_STR(made_said(&r.m),
              "default value type mismatched - expected number, got string\n(a.pp:6,3-16)",
              "nothing about the query");
    values_close(&r);
}

TEST(values_told_wrong_are_looked_at)
{
    values_run r = { 0 };
    values_open(&r, "query \"q\" {\n  sql = file(\"none.sql\")\n}");
    CHECK(pl_check_values(r.m.ev, r.files, 0, r.m.diags), "somebody else looks at files");
    r.files[0].wrong = true;
    CHECK(!pl_check_values(r.m.ev, r.files, 0, r.m.diags), "and says so");
    values_close(&r);
}
