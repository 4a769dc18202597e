/* Values of variables: which source counts, and what is reported about files of them
 * (mod-language.md 3). */
#include "unit/eval/vars.h"

/* ---- sources and files */

#define STAGES                                                                                     \
    "--- mod m > dep\n--- mod.pp\nmod \"m\" {}\nvariable \"stage\" { default = \"default\" }\n"    \
    "variable \"n\" {\n  type = number\n  default = 1\n}\n"                                        \
    "--- mod dep\n--- mod.pp\nmod \"dep\" {}\nvariable \"x\" { default = \"dep\" }\n"              \
    "--- powerpipe.ppvars\nx = \"not read\"\n"

static const struct {
    const char *what;
    const char *files[8]; /* name, text, ... */
    const char *env, *var_file, *flag, *want;
} sources[] = {
    { "the default", { 0 }, NULL, NULL, NULL, "default" },
    { "the environment", { 0 }, "PP_VAR_stage=env", NULL, NULL, "env" },
    { "an empty value is one", { 0 }, "PP_VAR_stage=", NULL, NULL, "" },
    { "names are case-sensitive", { 0 }, "PP_VAR_STAGE=env", NULL, NULL, "default" },
    { "the default file",
      { "powerpipe.ppvars", "stage = \"file\"" },
      "PP_VAR_stage=env",
      NULL,
      NULL,
      "file" },
    { "the legacy file", { "steampipe.spvars", "stage = \"legacy\"" }, NULL, NULL, NULL, "legacy" },
    { "but not beside the other",
      { "steampipe.spvars", "stage = \"legacy\"", "powerpipe.ppvars", "n = 2" },
      NULL,
      NULL,
      NULL,
      "default" },
    { "automatic files",
      { "powerpipe.ppvars", "stage = \"file\"", "a.auto.ppvars", "stage = \"a\"" },
      NULL,
      NULL,
      NULL,
      "a" },
    { "the last of them by name",
      { "b.auto.ppvars", "stage = \"b\"", "c.auto.spvars", "stage = \"c\"", "a.auto.ppvars",
        "stage = \"a\"" },
      NULL,
      NULL,
      NULL,
      "c" },
    { "not below", { "sub/powerpipe.ppvars", "stage = \"sub\"" }, NULL, NULL, NULL, "default" },
    { "a file that was named",
      { "a.auto.ppvars", "stage = \"a\"", "v.txt", "stage = \"v\"" },
      NULL,
      "v.txt",
      NULL,
      "v" },
    { "a flag over all of them",
      { "a.auto.ppvars", "stage = \"a\"", "v.txt", "stage = \"v\"" },
      "PP_VAR_stage=env",
      "v.txt",
      "stage=flag",
      "flag" },
    { "with the own mod's name in a file",
      { "powerpipe.ppvars", "m.stage = \"own\"" },
      NULL,
      NULL,
      NULL,
      "own" },
    { "heredocs, comments, templates, functions",
      { "powerpipe.ppvars",
        "# stage\nstage = <<-EOT\n  ${upper(\"two\")}\n    m.stage = 1\n  EOT\n// end" },
      NULL,
      NULL,
      NULL,
      "TWO\n  m.stage = 1\n" },
    { "CRLF", { "powerpipe.ppvars", "# a\r\nstage = \"dos\"\r\n" }, NULL, NULL, NULL, "dos" },
    { "no line end", { "powerpipe.ppvars", "stage = \"x\"" }, NULL, NULL, NULL, "x" },
    { "nothing in it", { "powerpipe.ppvars", "" }, NULL, NULL, NULL, "default" },
    { "undeclared names",
      { "powerpipe.ppvars", "colour = upper(\"red\")\nq.x = 1\nstage = \"s\"" },
      "PP_VAR_other=1",
      NULL,
      NULL,
      "s" },
    { "another kind than var is no variable of a dependency",
      { 0 },
      "PP_VAR_dep.local.x=env",
      NULL,
      NULL,
      "default" },
    { "an overridden value is not looked at",
      { "powerpipe.ppvars", "stage = nonsense(1)", "a.auto.ppvars", "stage = \"good\"" },
      NULL,
      NULL,
      NULL,
      "good" },
};

static void place_all(const char *dir, const char *const *files, size_t n)
{
    for (size_t i = 0; i + 1 < n && files[i]; i += 2)
        place_text(dir, files[i], files[i + 1]);
}

TEST(the_strongest_source_counts) /* TG-07 */
{
    for (size_t i = 0; i < PL_COUNT(sources); i++) {
        made m = { 0 };
        char dir[32];
        const char *env[] = { sources[i].env, NULL };
        pl_str file = pl_str_cstr(sources[i].var_file), flag = pl_str_cstr(sources[i].flag);
        snprintf(dir, sizeof dir, "source%zu", i);
        place_all(place_new(dir), sources[i].files, PL_COUNT(sources[i].files));
        m.options = (pl_value_store_options){ .environment = env, .need_values = true };
        m.options.var_files = &file;
        m.options.n_var_files = sources[i].var_file != NULL;
        m.options.vars = &flag;
        m.options.n_vars = sources[i].flag != NULL;
        made_open(&m, dir, STAGES);
        CHECK(pl_evaluator_read_vars(m.ev, m.diags), made_said(&m));
        m.answer.len = 0;
        pl_str want = pl_str_cstr(sources[i].want);
        pl_buf json = { 0 };
        pl_value_json(pl_value_str(want), &json);
        pl_buf_byte(&json, 0);
        CHECK_STR(made_eval(&m, "m", "var.stage"), json.ptr, sources[i].what);
        CHECK_STR(made_eval(&m, "m", "dep.var.x"), "\"dep\"", "files of dependencies");
        pl_buf_done(&json);
        made_close(&m);
    }
}

#define FROM(file) "failed to load variables from '" file "'\n"

static const struct {
    const char *what, *text, *want;
} bad_files[] = {
    { "a syntax error", "stage = \n",
      FROM("v.ppvars") "Invalid expression: Expected the start of an expression, but found an "
                       "invalid expression token.\n(v.ppvars:1,9)" },
    { "two on one line", "stage = \"a\" \"b\"\n",
      FROM("v.ppvars") "Missing newline after argument: An argument definition must end with a "
                       "newline.\n(v.ppvars:1,13)" },
    { "twice", "stage = 1\nstage = 2\n",
      FROM("v.ppvars") "Attribute redefined: The argument \"stage\" was already set at "
                       "v.ppvars:1,1-6. Each argument may be set only once.\n(v.ppvars:2,1)" },
    { "a block", "\nquery \"x\" {}\n",
      FROM("v.ppvars") "Unexpected \"query\" block: Blocks are not allowed here.\n(v.ppvars:2,1)" },
    { "a declaration", "variable \"stage\" {}\n",
      FROM("v.ppvars") "Variable declaration in .fpvar file: An .fpvar file is used to assign "
                       "values to variables that have already been declared in .fp files, not to "
                       "declare new variables. To declare variable \"stage\", place this block in "
                       "one of your .fp files, such as variables.fp.\n\nTo set a value for this "
                       "variable in v.ppvars, use the definition syntax instead:\n"
                       "    stage = <value>\n(v.ppvars:1,1)" },
    { "another variable", "n = var.stage",
      "Invalid value for input variable: The given value is not valid for variable \"n\": default "
      "value type mismatched - expected number, got object.\n(v.ppvars:1,5)" },
    { "a local", "stage = local.x",
      "Unknown variable: There is no variable named \"local\".\n(v.ppvars:1,9)" },
    { "a word for a number", "stage = \"a\"\nn = \"many\"",
      "Invalid value for input variable: The given value is not valid for variable \"n\": default "
      "value type mismatched - expected number, got string.\n(v.ppvars:2,5)" },
    { "another type than the default's", "stage = [\"a\"]",
      "Invalid value for input variable: The given value is not valid for variable \"stage\": "
      "default value type mismatched - expected string, got tuple.\n(v.ppvars:1,9)" },
    { "places after a qualified name", "dep.x = nonsense()\nm.stage = 1",
      "Call to unknown function: There is no function named \"nonsense\".\n(v.ppvars:1,9)" },
};

static const char *read_file(made *m, const char *dir, const char *text, const char *path)
{
    static pl_str file;
    file = pl_str_cstr(path);
    place_text(place_new(dir), "v.ppvars", text);
    m->options =
        (pl_value_store_options){ .need_values = true, .var_files = &file, .n_var_files = 1 };
    made_open(m, dir, STAGES);
    bool ok = pl_evaluator_read_vars(m->ev, m->diags);
    CHECK(ok == !pl_diags_count(m->diags), "an error or none");
    return made_said(m);
}

TEST(bad_files_are_explained)
{
    for (size_t i = 0; i < PL_COUNT(bad_files); i++) {
        made m = { 0 };
        char dir[32];
        snprintf(dir, sizeof dir, "badfile%zu", i);
        CHECK_STR(read_file(&m, dir, bad_files[i].text, "v.ppvars"), bad_files[i].want,
                  bad_files[i].what);
        made_close(&m);
    }
}

TEST(files_that_cannot_be_read_are_named)
{
    made m = { 0 };
    CHECK_STR(read_file(&m, "nofile", "", "nowhere.ppvars"),
              FROM("nowhere.ppvars") "Failed to read variables file: Given variables file "
                                     "nowhere.ppvars does not exist.",
              "absent");
    made_close(&m);
    CHECK_STR(read_file(&m, "dirfile", "", "."),
              FROM(".") "Failed to read variables file: Error while reading .: read .: is a "
                        "directory.",
              "a directory");
    made_close(&m);
}

/* Places are relative to the current directory, wherever the file is. */
TEST(paths_are_shown_from_where_the_user_is)
{
    made m = { 0 };
    const char *dir = place_new("elsewhere"), *sub = place_path(dir, "a/b/x");
    place_dirs(sub);
    place_text(dir, "powerpipe.ppvars", "n = \"many\"");
    m.options.need_values = true;
    m.options.cwd = pl_arena_printf(&m.arena, "%s/a/b", dir);
    made_open(&m, "elsewhere", STAGES);
    CHECK(!pl_evaluator_read_vars(m.ev, m.diags), "wrong");
    CHECK(strstr(made_said(&m), "\n(../../powerpipe.ppvars:1,5)"), "up and down");
    made_close(&m);
}

TEST(the_key_of_values_tells_them_apart)
{
    uint64_t keys[4];
    static const char *const given[] = { "stage=a", "stage=b", "n=1", "stage=a" };
    for (size_t i = 0; i < PL_COUNT(given); i++) {
        made m = { 0 };
        char dir[32];
        pl_str flag = pl_str_cstr(given[i]);
        snprintf(dir, sizeof dir, "key%zu", i);
        m.options = (pl_value_store_options){ .vars = &flag, .n_vars = 1 };
        made_open(&m, dir, STAGES);
        keys[i] = pl_value_store_key(m.values);
        made_close(&m);
    }
    CHECK(keys[0] == keys[3], "the same");
    CHECK(keys[0] != keys[1] && keys[0] != keys[2], "another value, another name");
}
