/* Variables: declarations, and values from flags and the environment (mod-language.md 3;
 * TG-07). */
#include "unit/eval/vars.h"

/* ---- a little configuration */

static pl_value connection_object(pl_arena *arena, pl_str type, pl_str name, pl_str url)
{
    pl_member all[] = {
        { PL_S("resource_type"), pl_value_str(PL_S("connection")) },
        { PL_S("type"), pl_value_text(arena, type, true) },
        { PL_S("short_name"), pl_value_text(arena, name, true) },
        { PL_S("connection_string"), pl_value_text(arena, url, true) },
    };
    return pl_value_members(arena, PL_V_OBJECT, NULL, all, PL_COUNT(all));
}

static bool find_connection(void *ctx, pl_str type, pl_str name, pl_arena *arena, pl_value *out)
{
    (void)ctx;
    if (!pl_str_eq(name, PL_S("default")))
        return false;
    *out = connection_object(arena, type, name, PL_S("x"));
    return true;
}

static bool read_connection(void *ctx, pl_str text, pl_arena *arena, pl_value *out)
{
    (void)ctx;
    if (!pl_str_starts(text, PL_S("sqlite://")))
        return false;
    *out = connection_object(arena, PL_S("sqlite"), PL_S("command_arg"), text);
    return true;
}

static const pl_str types[] = { { "sqlite", 6 }, { "duckdb", 6 } };

static void configure(made *m)
{
    m->options.connection = find_connection;
    m->options.connection_string = read_connection;
    m->options.connection_types = types;
    m->options.n_connection_types = PL_COUNT(types);
}

/* ---- declarations */

#define V(body) "--- mod m\n--- mod.pp\nmod \"m\" {}\n--- v.pp\nvariable \"v\" {\n" body "\n}\n"
#define TYPE_TEXT                                                                                  \
    "A type specification is either a primitive type keyword (bool, number, string), complex "     \
    "type "                                                                                        \
    "constructor call or Turbot custom type (connection, notifier)\n"
#define ENUM_TYPES                                                                                 \
    "enum is only supported for string, bool, number, list of string, list of bool, list of "      \
    "number types\n"
#define UNKNOWN "Unsuitable value type: Unsuitable value: value must be known\n"

static const struct {
    const char *what, *body, *want;
} declarations[] = {
    { "nothing at all", "", "any = null (null none)" },
    { "null is a default", "default = null", "any = null (null)" },
    { "a type alone", "type = string", "string = null (null none)" },
    { "the type of the default", "default = 7", "number = 7 (7)" },
    { "types of tuples", "default = [\"a\", 1, [true]]",
      "tuple([string, number, tuple([bool])]) = [\"a\",1,[true]] ([\"a\",1,[true]])" },
    { "the empty tuple", "default = []", "tuple([]) = [] ([])" },
    { "types of objects", "default = { b = 1, a = { c = \"x\" } }",
      "{\n  a = {\n  c = string\n}\n  b = number\n} = {\"a\":{\"c\":\"x\"},\"b\":1} "
      "({\"a\":{\"c\":\"x\"},\"b\":1})" },
    { "the empty object", "default = {}", "{\n  \n} = {} ({})" },
    { "the text of a type stays as it is written", "type = object({\n  a   = string })",
      "object({\n  a   = string }) = null (null none)" },
    { "defaults are not converted", "type = set(string)\ndefault = [\"b\", \"a\", \"b\"]",
      "set(string) = [\"b\",\"a\",\"b\"] ([\"b\",\"a\",\"b\"])" },
    { "functions in a default", "default = upper(\"a\")", "string = \"A\" (\"A\")" },
    { "a list for a map", "type = map(string)\ndefault = [\"a\"]",
      "map(string) = [\"a\"] ([\"a\"])" },
    { "an attribute too many", "type = object({ a = string })\ndefault = { a = \"x\", b = 1 }",
      "object({ a = string }) = {\"a\":\"x\",\"b\":1} ({\"a\":\"x\",\"b\":1})" },
    { "elements of any type", "type = list\ndefault = [1, \"a\"]", "list = [1,\"a\"] ([1,\"a\"])" },
    { "a connection", "type = connection.sqlite\ndefault = connection.sqlite.default",
      "connection.sqlite = {\"connection_string\":\"x\",\"resource_type\":\"connection\","
      "\"short_name\":\"default\",\"type\":\"sqlite\"} ({\"connection_string\":\"x\","
      "\"resource_type\":\"connection\",\"short_name\":\"default\",\"type\":\"sqlite\"})" },
    { "an enum", "type = string\ndefault = \"a\"\nenum = [\"a\", \"b\"]",
      "string = \"a\" (\"a\")" },
    { "an enum whose first element is right", "type = string\ndefault = \"a\"\nenum = [\"a\", 3]",
      "string = \"a\" (\"a\")" },
    { "an enum of a list", "type = list(number)\ndefault = [1]\nenum = [1, 2]",
      "list(number) = [1] ([1])" },
    { "sensitive, tags, format",
      "type = string\ndefault = \"a\"\nsensitive = true\n"
      "tags = { a = 1 }\nformat = \"json\"",
      "string = \"a\" (\"a\")" },

    { "a number as text", "type = number\ndefault = \"5\"",
      "default value type mismatched - expected number, got string\n(v.pp:3,1-14)" },
    { "a wrong element", "type = list(number)\ndefault = [1, \"two\"]",
      "default value type mismatched - expected list of number, got tuple\n(v.pp:3,1-21)" },
    { "an attribute missing, even an optional one",
      "type = object({ a = string, b = optional(string) })\ndefault = { a = \"x\" }",
      "default value type mismatched - expected object, got object\n(v.pp:3,1-22)" },
    { "a connection of another type",
      "type = connection.sqlite\ndefault = connection.duckdb.default",
      "value type mismatched with the capsule type\n(v.pp:3,1-36)" },
    { "text for a connection", "type = connection.sqlite\ndefault = \"x\"",
      "default value type mismatched - expected connection.sqlite, got string\n(v.pp:3,1-14)" },
    { "a type in quotes", "type = \"string\"", TYPE_TEXT "(v.pp:2,1-16)" },
    { "no such type", "type = text", TYPE_TEXT "(v.pp:2,1-12)" },
    { "no such connection type", "type = connection.oracle", TYPE_TEXT "(v.pp:2,1-25)" },
    { "an enum without a type", "default = \"a\"\nenum = [\"a\"]", ENUM_TYPES "(v.pp:3,1-13)" },
    { "an enum of a map", "type = map(string)\nenum = [\"a\"]", ENUM_TYPES "(v.pp:3,1-13)" },
    { "an enum that is no list", "type = string\nenum = \"a\"",
      "enum values must be a list\n(v.pp:3,1-11)" },
    { "an enum of another type", "type = string\ndefault = \"3\"\nenum = [3]",
      "enum values type mismatched\n(v.pp:4,1-11)" },
    { "a default outside the enum", "type = string\ndefault = \"c\"\nenum = [\"a\"]",
      "default value not in enum\n(v.pp:4,1-13)" },
    { "an empty enum", "type = string\ndefault = \"c\"\nenum = []", /* V1 */
      "default value not in enum\n(v.pp:4,1-10)" },
    { "an element outside the enum",
      "type = list(string)\ndefault = [\"a\", \"c\"]\nenum = [\"a\"]",
      "default value not in enum\n(v.pp:4,1-13)" },
    { "a format of a number", "type = number\nformat = \"text\"",
      "\"format\" may only be set for string variables\n(v.pp:3,1-16)" },
    { "no such format", "type = string\nformat = \"yaml\"",
      "invalid format, must be one of \"text\", \"multiline\", \"json\"" },
    { "a variable in a description", "description = var.x",
      "Variables not allowed: Variables may not be used here.\n(v.pp:2,15-18)\n" UNKNOWN
      "(v.pp:2,15-20)" },
    { "a function in a title", "title = upper(\"a\")",
      "Function calls not allowed: Functions may not be called here.\n(v.pp:2,9-19)\n" UNKNOWN
      "(v.pp:2,9-15)" },
    { "a variable in a default", "default = var.x", /* L8 */
      "Variables not allowed: Variables may not be used here.\n(v.pp:2,11-16)" },
    { "a local in a default", "default = \"a ${local.x}\"",
      "Variables not allowed: Variables may not be used here.\n(v.pp:2,16-23)" },
    { "no such connection", "default = connection.sqlite.none",
      "no connection 'sqlite.none': the default of var.v names it; configured are: none\n"
      "(v.pp:2,11-33)" },
    { "an unknown function", "default = shout(1)",
      "Call to unknown function: There is no function named \"shout\". Did you mean \"sort\"?\n"
      "(v.pp:2,11-16)" },
    { "a default that names a resource", "default = query.q.title",
      "Variables not allowed: Variables may not be used here.\n(v.pp:2,11-24)" },
    { "tags with null in them", "tags = { a = null }",
      "Unsuitable value type: Unsuitable value: null value is not allowed\n(v.pp:2,8-9)" },
    { "several mistakes", "type = text\ntitle = var.x\nsensitive = [1]",
      "Variables not allowed: Variables may not be used here.\n(v.pp:3,9-12)\n" UNKNOWN
      "(v.pp:3,9-14)\n" TYPE_TEXT "(v.pp:2,1-12)\n"
      "Unsuitable value type: Unsuitable value: bool required, but have tuple\n(v.pp:4,13-14)" },
};

TEST(declarations_are_read)
{
    for (size_t i = 0; i < PL_COUNT(declarations); i++) {
        made m = { 0 };
        char name[32], text[1024];
        snprintf(name, sizeof name, "decl%zu", i);
        snprintf(text, sizeof text, V("%s"), declarations[i].body);
        configure(&m);
        made_open(&m, name, text);
        CHECK_STR(show(&m, "m.var.v"), declarations[i].want, declarations[i].what);
        made_close(&m);
    }
}

TEST(a_variable_of_an_unknown_connection_is_left_out_of_lists)
{
    made m = { 0 };
    pl_entry e;
    configure(&m);
    made_open(&m, "lost", V("default = connection.sqlite.none"));
    CHECK(pl_index_find(m.ix, PL_S("var.v"), &e), "there");
    CHECK(!pl_evaluator_var_lost(m.ev, e.id), "not known yet");
    show(&m, "m.var.v");
    CHECK(pl_evaluator_var_lost(m.ev, e.id), "lost");
    made_close(&m);
}

/* ---- values from outside */

static const char pilotage[] =
    "--- mod pilotage > customs\n--- mod.pp\nmod \"pilotage\" {}\n"
    "--- pilotage.pp\n"
    "variable \"owner\" {\n  type = string\n  description = \"Who\"\n}\n"
    "variable \"quays\" {\n  type = number\n  default = 3\n}\n"
    "variable \"night\" {\n  type = bool\n  default = false\n}\n"
    "variable \"flags\" {\n  type = list(string)\n  default = [\"NL\"]\n}\n"
    "variable \"fees\" {\n  type = map(number)\n  default = { small = 10 }\n}\n"
    "variable \"tower\" {\n  type = object({ name = string, height = number })\n"
    "  default = { name = \"east\", height = 40 }\n}\n"
    "variable \"season\" {\n  type = string\n  default = \"summer\"\n  enum = [\"summer\"]\n}\n"
    "variable \"pilots\" {\n  type = list(string)\n  default = [\"a\"]\n  enum = [\"a\", "
    "\"b\"]\n}\n"
    "variable \"crew\" {\n  type = number\n  default = 4\n  enum = [4, 6]\n}\n"
    "variable \"anything\" { default = \"free text\" }\n"
    "variable \"blob\" { type = any }\n"
    "variable \"store\" {\n  type = connection.sqlite\n  default = null\n}\n"
    "--- mod customs > deeper\n--- mod.pp\nmod \"customs\" {}\n"
    "variable \"grace\" {\n  type = number\n  default = 1\n}\n"
    "--- mod deeper\n--- mod.pp\nmod \"deeper\" {}\nvariable \"d\" { default = 1 }\n";

#define WRONG_FLAG(name, expected, got)                                                            \
    "Invalid value for input variable: The argument --var=\"" name "=...\" does not contain a "    \
    "valid value for variable \"" name "\": default value type mismatched - expected " expected    \
    ", got " got "."
#define NO_OWNER                                                                                   \
    "No value for required variable: The input variable \"owner\" is not set, and has no default " \
    "value. Use a --var or --var-file command line argument to provide a value for this "          \
    "variable.\n(pilotage.pp:1,18)"

/* `owner` and `blob` are given when the row does not; expected: "" or the messages. */
static const struct {
    const char *what, *flags[3], *show, *want;
} flags[] = {
    { "text", { "owner=Mia" }, "owner", "string = \"Mia\" (null none)" },
    { "the last of two", { "owner=Mia", "owner=Noa" }, "owner", "string = \"Noa\" (null none)" },
    { "all after the first equals sign",
      { "owner=a=b,c" },
      "owner",
      "string = \"a=b,c\" (null none)" },
    { "quotes and templates are text",
      { "owner=\"${upper(1)}\"" },
      "owner",
      "string = \"\\\"${upper(1)}\\\"\" (null none)" },
    { "null is text", { "owner=null" }, "owner", "string = \"null\" (null none)" },
    { "with the own mod's name",
      { "pilotage.owner=Mia" },
      "owner",
      "string = \"Mia\" (null none)" },
    { "a number stays text", { "quays=1e3" }, "quays", "number = \"1e3\" (3)" },
    { "so does a bool", { "night=1" }, "night", "bool = \"1\" (false)" },
    { "a list is read", { "flags=[\"DE\"]" }, "flags", "list(string) = [\"DE\"] ([\"NL\"])" },
    { "elements need to convert only",
      { "flags=[1, 2]" },
      "flags",
      "list(string) = [1,2] ([\"NL\"])" },
    { "the empty list gets the type", { "flags=[]" }, "flags", "list(string) = [] ([\"NL\"])" },
    { "a function in it",
      { "flags=split(\",\", \"a,b\")" },
      "flags",
      "list(string) = [\"a\",\"b\"] ([\"NL\"])" },
    { "a list for a map", { "fees=[1]" }, "fees", "map(number) = [1] ({\"small\":10})" },
    { "more than the object has",
      { "tower={name=\"w\", height=\"3\", age=9}" },
      "tower",
      "object({ name = string, height = number }) = {\"age\":9,\"height\":\"3\",\"name\":\"w\"} "
      "({\"height\":40,\"name\":\"east\"})" },
    { "without a type: text",
      { "anything=[\"x\"]" },
      "anything",
      "string = \"[\\\"x\\\"]\" (\"free text\")" },
    { "any: read", { "blob={a=[1, null]}" }, "blob", "any = {\"a\":[1,null]} (null none)" },
    { "of the enum", { "crew=6" }, "crew", "number = \"6\" (4)" }, /* V2 */
    { "a list of the enum", { "pilots=[\"b\"]" }, "pilots", "list(string) = [\"b\"] ([\"a\"])" },
    { "a connection string",
      { "store=sqlite:///x.db" },
      "store",
      "connection.sqlite = {\"connection_string\":\"sqlite:///x.db\","
      "\"resource_type\":\"connection\",\"short_name\":\"command_arg\",\"type\":\"sqlite\"} "
      "(null)" },
    { "a reference to a connection",
      { "store=connection.sqlite.default" },
      "store",
      "connection.sqlite = {\"connection_string\":\"x\",\"resource_type\":\"connection\","
      "\"short_name\":\"default\",\"type\":\"sqlite\"} (null)" },
    { "of a dependency", { "customs.grace=2" }, "customs.var.grace", "number = \"2\" (1)" },
    { "the same in full", { "customs.var.grace=2" }, "customs.var.grace", "number = \"2\" (1)" },

    { "no equals sign",
      { "quays" },
      NULL,
      "failed to evaluate var args:\nThe given --var option \"quays\" is not correctly specified. "
      "It must be a variable name and value separated an equals sign: --var key=value" },
    { "no name",
      { "=5" },
      NULL,
      "Value for undeclared variable: \"\". If you meant to use this value, add a \"variable\" "
      "block to the mod.\n" },
    { "not declared, said once",
      { "a1=x", "a1=y" },
      NULL,
      "Value for undeclared variable: \"a1\". If you meant to use this value, add a \"variable\" "
      "block to the mod.\n" },
    { "of a mod that is not there",
      { "x.fee=3" },
      NULL,
      "Value for undeclared variable: \"x.var.fee\": Mod \"x\" is not a dependency of the current "
      "workspace." },
    { "of a dependency's dependency",
      { "deeper.d=3" },
      NULL,
      "Value for undeclared variable: \"deeper.var.d\": Mod \"deeper\" is not a dependency of the "
      "current workspace." },
    { "not declared in the dependency",
      { "customs.nothing=3" },
      NULL,
      "Value for undeclared variable: \"customs.var.nothing\": Dependency mod "
      "\"github.com/acme/powerpipe-mod-customs\" has no variable \"nothing\"" },
    { "too many parts",
      { "a.b.c.d=3" },
      NULL,
      "Value for undeclared variable: Invalid variable name: \"a.b.c.d\". It should be of form "
      "\"var_name\" or \"mod_name.var_name\"." },
    { "the own mod's name in full",
      { "pilotage.var.owner=Mia" },
      NULL,
      "Value for undeclared variable: \"pilotage.var.owner\": Dependency mod \"\" has no variable "
      "\"owner\"\n" NO_OWNER },
    { "a word for a number", { "quays=many" }, NULL, WRONG_FLAG("quays", "number", "string") },
    { "blanks around a number", { "quays= 7 " }, NULL, WRONG_FLAG("quays", "number", "string") },
    { "TRUE", { "night=TRUE" }, NULL, WRONG_FLAG("night", "bool", "string") },
    { "a string for a list",
      { "flags=\"DE\"" },
      NULL,
      WRONG_FLAG("flags", "list of string", "string") },
    { "an object for a list",
      { "flags={ a = 1 }" },
      NULL,
      WRONG_FLAG("flags", "list of string", "object") },
    { "words for numbers",
      { "fees={ a = \"ten\" }" },
      NULL,
      WRONG_FLAG("fees", "map of number", "object") },
    { "an attribute missing",
      { "tower={ name = \"w\" }" },
      NULL,
      WRONG_FLAG("tower", "object", "object") },
    { "a number for a dependency",
      { "customs.grace=some" },
      NULL,
      WRONG_FLAG("customs.var.grace", "number", "string") },
    { "another variable",
      { "flags=var.flags" },
      NULL,
      WRONG_FLAG("flags", "list of string", "object") },
    { "no list at all",
      { "flags=NL,GB" },
      NULL,
      "Extra characters after expression: An expression was successfully parsed, but extra "
      "characters were found after it.\n(<value for var.flags>:1,3)" },
    { "a bare word",
      { "flags=NL" },
      NULL,
      "Unknown variable: There is no variable named \"NL\".\n(<value for var.flags>:1,1)" },
    { "an unknown function",
      { "flags=frobnicate(1)" },
      NULL,
      "Call to unknown function: There is no function named \"frobnicate\".\n"
      "(<value for var.flags>:1,1)" },
    { "outside the enum", { "season=autumn" }, NULL, "Bad Request: value autumn not in enum" },
    { "an empty value outside the enum", { "season=" }, NULL, "Bad Request: value  not in enum" },
    { "a number outside the enum", { "crew=5" }, NULL, "Bad Request: value 5 not in enum" },
    { "an element outside the enum",
      { "pilots=[\"a\", \"z\"]" },
      NULL,
      "Bad Request: value [a z] not in enum" },
    { "two that are wrong",
      { "quays=many", "night=maybe" },
      NULL,
      WRONG_FLAG("night", "bool", "string") "\n" WRONG_FLAG("quays", "number", "string") },
};

static bool is_for(const char *flag, const char *name)
{
    return strstr(flag, name) && strstr(flag, name) < strchr(flag, '=');
}

/* Open with these flags (NULL ends) and the required ones, read, and show or complain. */
static const char *read_with(made *m, const char *dir, const char *const *given, unsigned n,
                             const char *variable)
{
    static pl_str all[8];
    static char name[128];
    bool owner = false, blob = false;
    uint32_t n_all = 0;
    for (unsigned i = 0; i < n && given[i]; i++) {
        owner |= strchr(given[i], '=') && is_for(given[i], "owner");
        blob |= strchr(given[i], '=') && is_for(given[i], "blob");
    }
    if (!owner)
        all[n_all++] = PL_S("owner=Mia");
    if (!blob)
        all[n_all++] = PL_S("blob=1");
    for (unsigned i = 0; i < n && given[i]; i++)
        all[n_all++] = pl_str_cstr(given[i]);
    configure(m);
    m->options.need_values = true;
    m->options.vars = all;
    m->options.n_vars = n_all;
    made_open(m, dir, pilotage);
    if (!pl_evaluator_read_vars(m->ev, m->diags) || !variable)
        return made_said(m);
    snprintf(name, sizeof name, "%s%s", strchr(variable, '.') ? "" : "var.", variable);
    return show(m, name);
}

TEST(flags_give_values)
{
    for (size_t i = 0; i < PL_COUNT(flags); i++) {
        made m = { 0 };
        char dir[32];
        snprintf(dir, sizeof dir, "flags%zu", i);
        CHECK_STR(read_with(&m, dir, flags[i].flags, 3, flags[i].show), flags[i].want,
                  flags[i].what);
        made_close(&m);
    }
}

/* Commands that only look take what there is. */
TEST(unchecked_values_are_shown_as_they_are)
{
    made m = { 0 };
    static const char *const env[] = { "PP_VAR_quays=many", "PP_VAR_season=spring",
                                       "PP_VAR_nobody=1", NULL };
    m.options.environment = env;
    configure(&m);
    made_open(&m, "unchecked", pilotage);
    CHECK(pl_evaluator_read_vars(m.ev, m.diags), "no error");
    CHECK_STR(show(&m, "var.quays"), "number = \"many\" (3)", "a wrong type");
    CHECK_STR(show(&m, "var.season"), "string = \"spring\" (\"summer\")", "outside the enum");
    CHECK_STR(show(&m, "var.owner"), "string = null (null none)", "missing");
    CHECK_STR(made_eval(&m, "pilotage", "var.owner"), "unknown", "and unknown to expressions");
    made_close(&m);
}
