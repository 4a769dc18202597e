/* Values of variables: those that are missing and requested, and those that one mod gives
 * to another (mod-language.md 3). */
#include "unit/eval/vars.h"

/* ---- what is missing */

static const char missing_vars[] =
    "--- mod main > dep\n--- mod.pp\n"
    "mod \"main\" {\n  require {\n    mod \"github.com/acme/powerpipe-mod-dep\" {\n"
    "      version = \"1\"\n      args = { passed = var.zone }\n    }\n  }\n}\n"
    "variable \"zone\" { type = string }\nvariable \"keeper\" { description = \"Of the light\" }\n"
    "variable \"n\" { type = number }\n"
    "%s"
    "--- mod dep\n--- mod.pp\nmod \"dep\" {}\nvariable \"passed\" {}\n%s";

typedef struct script {
    const char *answers[4];
    unsigned at;
    char asked[256];
} script;

static bool play(void *ctx, const pl_var *var, pl_buf *answer, pl_diags *diags)
{
    script *s = ctx;
    size_t len = strlen(s->asked);
    snprintf(s->asked + len, sizeof s->asked - len, "%.*s.%.*s(%.*s) ", PL_FMT(var->mod),
             PL_FMT(var->name), PL_FMT(var->description));
    if (!s->answers[s->at]) {
        pl_diag_plain(diags, PL_ERROR, PL_DIAG_OTHER, "EOF");
        return false;
    }
    pl_buf_cstr(answer, s->answers[s->at++]);
    return true;
}

static const char *ask(made *m, const char *dir, script *s, const char *own, const char *deps)
{
    char text[2048];
    snprintf(text, sizeof text, missing_vars, own, deps);
    m->options = (pl_value_store_options){ .need_values = true };
    m->options.ask = s ? play : NULL;
    m->options.ask_ctx = s;
    made_open(m, dir, text);
    pl_evaluator_read_vars(m->ev, m->diags);
    return made_said(m);
}

TEST(missing_values_are_named)
{
    made m = { 0 };
    CHECK_STR(ask(&m, "missing", NULL, "", ""),
              "missing 3 variable values:\n\tkeeper not set\n\tn not set\n\tzone not set\n", "");
    made_close(&m);
    CHECK_STR(ask(&m, "missing_dep", NULL, "", "variable \"b\" {}\nvariable \"a\" {}\n"),
              "missing 5 variable values:\n\tkeeper not set\n\tn not set\n\tzone not set\n"
              "\tdependency mod main -> github.com/acme/powerpipe-mod-dep@v1.0.0 cannot be loaded "
              "because variable dep.a,dep.b has no value.  Mod  must pass a value for dep.a,dep.b "
              "in the `require` block of its mod.pp\n",
              "those of other mods after them");
    made_close(&m);
}

TEST(missing_values_are_asked_for)
{
    made m = { 0 };
    script s = { .answers = { "  Edda Bo \n", "12", "north" } };
    CHECK_STR(ask(&m, "ask", &s, "", ""), "", "no error");
    CHECK_STR(s.asked, "main.keeper(Of the light) main.n() main.zone() ", "by name, once");
    CHECK_STR(show(&m, "var.keeper"), "string = \"  Edda Bo\" (null none)", "cut at its end");
    CHECK_STR(show(&m, "var.n"), "number = 12 (null none)", "converted");
    CHECK_STR(made_eval(&m, "main", "dep.var.passed"), "\"north\"", "and passed on");
    made_close(&m);
}

TEST(wrong_answers_are_errors)
{
    made m = { 0 };
    script s = { .answers = { "a", "many", "north" } };
    CHECK_STR(
        ask(&m, "wrong_answer", &s, "", ""),
        "Invalid value for input variable: The value entered for variable \"n\" is not valid: "
        "default value type mismatched - expected number, got string.",
        "");
    made_close(&m);
    s = (script){ .answers = { "a" } };
    CHECK_STR(ask(&m, "no_answer", &s, "", ""), "EOF", "no user is there");
    made_close(&m);
    s = (script){ .answers = { "a", "1", "b" } };
    CHECK(strstr(ask(&m, "not_asked", &s, "", "variable \"a\" {}\n"), "missing 4"), "for others");
    CHECK_STR(s.asked, "", "no question is asked");
    made_close(&m);
}

/* ---- args of required mods */

static const char args_mods[] =
    "--- mod main > dep\n--- mod.pp\n"
    "mod \"main\" {\n  require {\n    mod \"github.com/acme/powerpipe-mod-dep\" {\n"
    "      version = \"1\"\n      args = %s\n    }\n  }\n}\n"
    "variable \"zone\" {\n  type = string\n  default = \"north\"\n}\nlocals { l = 1 }\n"
    "--- mod dep > deeper\n--- mod.pp\nmod \"dep\" {\n  require {\n"
    "    mod \"github.com/acme/powerpipe-mod-deeper\" {\n      version = \"1\"\n"
    "      args = { unit = \"${var.a} of dep\" }\n    }\n  }\n}\n"
    "variable \"a\" { default = \"a\" }\nvariable \"n\" {\n  type = number\n  default = 1\n}\n"
    "locals { seen = deeper.var.unit }\n"
    "--- mod deeper\n--- mod.pp\nmod \"deeper\" {}\nvariable \"unit\" { default = \"kg\" }\n";

static const struct {
    const char *what, *args;
    bool run;
    const char *expr, *want; /* expr NULL: the messages */
} args[] = {
    { "a value", "{ a = \"x\" }", true, "dep.var.a", "\"x\"" },
    { "of a variable", "{ a = upper(var.zone) }", true, "dep.var.a", "\"NORTH\"" },
    { "beats a flag", "{ a = \"x\" }", true, "dep.var.a", "\"x\"" },
    { "what is not passed", "{ a = \"x\" }", true, "dep.var.n", "1" },
    { "one type for all", "{ a = \"x\", n = 30 }", true, "[dep.var.a, dep.var.n]",
      "[\"x\",\"30\"]" },
    { "not declared: it does not matter", "{ b = 1 }", false, "dep.var.a", "\"flag\"" },
    { "not declared: an error for what runs", "{ b = 1 }", true, NULL, /* V11 */
      "Value assigned to undeclared variable: A value was assigned to an undeclared input variable "
      "\"dep.var.b\"." },
    { "a wrong type", "{ n = \"some\" }", true, NULL,
      "Invalid value for input variable: The value provided for variable \"dep.var.n\" is not "
      "valid: default value type mismatched - expected number, got string." },
    { "no map", "[\"a\"]", false, NULL,
      "Unsuitable value type: Unsuitable value: map of any single type "
      "required\n(mod.pp:5,14-15)" },
    { "a list beside a text", "{ a = \"x\", n = [1] }", false, NULL,
      "Unsuitable value type: Unsuitable value: all map elements must have the same type\n"
      "(mod.pp:5,14-15)" },
    { "no such variable", "{\n a = var.nothing }", false, NULL,
      "failed to resolve dependency mod argument value: \"var.a = var.nothing\" (mod.main "
      "mod.pp:6)" },
    { "a local", "{ a = local.l, n = query.x.title }", false, NULL,
      "failed to resolve 2 dependency mod arguments values:\n\t\"var.a = local.l\" (mod.main "
      "mod.pp:5)\n\t\"var.n = query.x.title\" (mod.main mod.pp:5)" },
    { "an unknown function", "{ a = nonsense(1) }", false, NULL,
      "Call to unknown function: There is no function named \"nonsense\".\n(mod.pp:5,20-28)" },
};

TEST(mods_are_given_arguments)
{
    for (size_t i = 0; i < PL_COUNT(args); i++) {
        made m = { 0 };
        char dir[32], text[2048];
        pl_str flag = PL_S("dep.a=flag");
        snprintf(dir, sizeof dir, "args%zu", i);
        snprintf(text, sizeof text, args_mods, args[i].args);
        m.options =
            (pl_value_store_options){ .need_values = args[i].run, .vars = &flag, .n_vars = 1 };
        made_open(&m, dir, text);
        bool ok = pl_evaluator_read_vars(m.ev, m.diags);
        CHECK(ok == (args[i].expr != NULL), args[i].what);
        CHECK_STR(ok ? made_eval(&m, "main", args[i].expr) : made_said(&m), args[i].want,
                  args[i].what);
        made_close(&m);
    }
}

TEST(arguments_flow_on)
{
    made m = { 0 };
    char text[2048];
    snprintf(text, sizeof text, args_mods, "{ a = var.zone }");
    made_open(&m, "flow", text);
    CHECK_STR(made_eval(&m, "dep", "local.seen"), "\"north of dep\"", "two mods deep, unasked");
    made_close(&m);
}
