/* Kinds, attributes and names: the tables agree with themselves and with the
 * overview of blocks (mod-language.md 4.1, 5.1). */
#include "base/buf.h"
#include "base/str.h"
#include "schema/attr.h"
#include "schema/kind.h"
#include "schema/name.h"
#include "schema/schema.h"
#include "unit/test.h"

TEST(every_kind_is_found_by_its_words)
{
    for (unsigned i = 0; i < PL_KIND_COUNT; i++) {
        pl_kind kind;
        CHECK(pl_kind_find(pl_kind_word((pl_kind)i), &kind) && kind == i, "by the word in source");
        CHECK(pl_kind_find_name(pl_kind_name((pl_kind)i), &kind) && kind == i,
              "by the part of names");
    }
}

TEST(every_attribute_is_found_by_its_name)
{
    for (unsigned i = 0; i < PL_ATTR_COUNT; i++) {
        pl_attr_id id;
        CHECK(pl_attr_find(pl_attr_name((pl_attr_id)i), &id) && id == i, "by its name");
    }
}

static const char *const strangers[] = {
    "",       "x",     "Query", "querys", "quer", "local", "var", "param", "detection_benchmark",
    "titles", "chars", "tegs",  "locbls"
};

TEST(other_words_are_no_kinds_and_no_attributes)
{
    for (size_t i = 0; i < PL_COUNT(strangers); i++) {
        pl_kind kind;
        pl_attr_id id;
        pl_str word = pl_str_cstr(strangers[i]);
        CHECK(!pl_kind_find(word, &kind), strangers[i]);
        CHECK(!pl_attr_find(word, &id), strangers[i]);
    }
    pl_kind kind;
    CHECK(!pl_kind_find_name(PL_S("variable"), &kind), "names say var");
    CHECK(!pl_kind_find_name(PL_S("locals"), &kind), "names say local");
}

static const struct {
    const char *what, *parent, *child;
    bool want;
} nesting[] = {
    { "a dashboard holds panels", "dashboard", "card", true },
    { "a container holds containers", "container", "container", true },
    { "a dashboard holds dashboards", "dashboard", "dashboard", true },
    { "a dashboard holds no control", "dashboard", "control", false },
    { "a dashboard holds benchmarks", "dashboard", "benchmark", true },
    { "a container holds detections", "container", "detection", true },
    { "a container holds with blocks, idle ones", "container", "with", true },
    { "a graph holds nodes", "graph", "node", true },
    { "a flow holds categories", "flow", "category", true },
    { "a graph holds no card", "graph", "card", false },
    { "a benchmark holds nothing", "benchmark", "control", false },
    { "a text holds nothing", "text", "text", false },
    { "a mod holds no resources", "mod", "query", false },
    { "node and edge do not nest", "node", "edge", false },
};

TEST(nesting_follows_the_table)
{
    for (size_t i = 0; i < PL_COUNT(nesting); i++) {
        pl_kind parent, child;
        CHECK(pl_kind_find(pl_str_cstr(nesting[i].parent), &parent), nesting[i].what);
        CHECK(pl_kind_find(pl_str_cstr(nesting[i].child), &child), nesting[i].what);
        CHECK(pl_kind_allows(parent, child) == nesting[i].want, nesting[i].what);
    }
}

static const struct {
    unsigned flag;
    const char *kinds;
} flags[] = {
    { PL_KIND_IS_TOP, "mod variable locals query control benchmark detection dashboard card chart "
                      "image input table text flow graph hierarchy node edge category" },
    { PL_KIND_HAS_LABEL,
      "mod variable query control benchmark detection dashboard card chart image "
      "input table text flow graph hierarchy node edge category" },
    { PL_KIND_IS_NAMER, "mod dashboard container" },
    { PL_KIND_IN_TREE, "variable locals query control benchmark detection dashboard container card "
                       "chart image input table text flow graph hierarchy node edge category" },
    { PL_KIND_IS_PROVIDER, "query control detection card chart image input table flow graph "
                           "hierarchy node edge with" },
    { PL_KIND_IS_PANEL, "container card chart image table text flow graph hierarchy" },
    { PL_KIND_IS_HOLDER, "dashboard container" },
    { PL_KIND_IS_GRAPH, "flow graph hierarchy" },
    { PL_KIND_IN_BOARD, "benchmark detection dashboard container card chart image input table text "
                        "flow graph hierarchy with" },
    { PL_KIND_IN_GRAPH, "node edge category with" },
    { PL_KIND_ASKS, "query control with" },
    { PL_KIND_ASKS_INSIDE, "detection chart input table node edge" },
    { PL_KIND_IS_HIDDEN, "node edge" },
};

TEST(columns_of_the_table_of_kinds)
{
    for (size_t i = 0; i < PL_COUNT(flags); i++) {
        pl_buf got = { 0 };
        for (unsigned kind = 0; kind < PL_KIND_COUNT; kind++)
            if (pl_kind_flags((pl_kind)kind) & flags[i].flag)
                pl_buf_printf(&got, "%s%.*s", got.len ? " " : "",
                              PL_FMT(pl_kind_word((pl_kind)kind)));
        pl_buf_byte(&got, 0);
        CHECK_STR(got.ptr, flags[i].kinds, "the kinds with a flag");
        pl_buf_done(&got);
    }
}

static const struct {
    const char *what, *text, *want; /* want: "mod|kind|name", or NULL */
} names[] = {
    { "two parts: the mod of the context", "query.q", "|query|q" },
    { "three parts", "aws.control.c-1", "aws|control|c-1" },
    { "a variable", "var.x", "|var|x" },
    { "a variable of a mod", "aws.var.x", "aws|var|x" },
    { "a local", "aws.local.x", "aws|local|x" },
    { "a mod", "mod.aws", "|mod|aws" },
    { "a path as mod", "github.com/o/n@v1.2.0.query.q", "github.com/o/n@v1.2.0|query|q" },
    { "a mod named like a kind", "query.control.c", "query|control|c" },
    { "one part", "query", NULL },
    { "nothing", "", NULL },
    { "an empty name", "query.", NULL },
    { "an empty mod", ".query.q", NULL },
    { "an unknown kind", "pipeline.p", NULL },
    { "the word of the block is not the part of the name", "variable.x", NULL },
    { "mods have no mod", "a.mod.b", NULL },
    { "an attribute after the name", "query.q.sql", NULL },
};

TEST(names_are_read_from_their_end)
{
    for (size_t i = 0; i < PL_COUNT(names); i++) {
        pl_name name;
        bool ok = pl_name_parse(pl_str_cstr(names[i].text), &name);
        CHECK(ok == (names[i].want != NULL), names[i].what);
        if (!ok)
            continue;
        char got[128];
        snprintf(got, sizeof got, "%.*s|%.*s|%.*s", PL_FMT(name.mod),
                 PL_FMT(pl_kind_name(name.kind)), PL_FMT(name.name));
        CHECK_STR(got, names[i].want, names[i].what);
        pl_buf out = { 0 };
        pl_name_print(&out, name.mod, name.kind, name.name);
        pl_buf_byte(&out, 0);
        CHECK_STR(out.ptr, names[i].text, "printed as it was read");
        pl_buf_done(&out);
    }
}

TEST(a_mod_prints_without_its_mod)
{
    pl_buf out = { 0 };
    pl_name_print(&out, PL_S("aws"), PL_KIND_MOD, PL_S("aws"));
    pl_buf_byte(&out, 0);
    CHECK_STR(out.ptr, "mod.aws", "mod.aws, not aws.mod.aws");
    pl_buf_done(&out);
}

TEST(labels_of_resources_are_plain_names)
{
    static const struct {
        const char *text;
        bool want;
    } labels[] = { { "a", true },    { "_", true },         { "a-b_9", true }, { "Z0", true },
                   { "", false },    { "1a", false },       { "-a", false },   { "a.b", false },
                   { "a b", false }, { "\303\251", false }, { "a[", false },   { "[a", false },
                   { "{a", false },  { "@a", false },       { "a{", false },   { "a@", false },
                   { "a`", false } };
    for (size_t i = 0; i < PL_COUNT(labels); i++)
        CHECK(pl_name_valid(pl_str_cstr(labels[i].text)) == labels[i].want, labels[i].text);
}

/* "title tags ...": what a kind takes from its base. */
static const char *inherited_by(pl_kind kind)
{
    static char text[256];
    uint32_t set = pl_schema_inherited(pl_schema_of(kind));
    size_t n = 0;
    text[0] = 0;
    for (unsigned i = 0; i < PL_ATTR_COUNT; i++)
        if (set >> i & 1)
            n += (size_t)snprintf(text + n, sizeof text - n, "%s%.*s", n ? " " : "",
                                  PL_FMT(pl_attr_name((pl_attr_id)i)));
    return text;
}

static const struct {
    const char *kinds, *want;
} heirs[] = {
    { "mod variable locals query benchmark container", "" },
    { "with", "sql query" }, /* but it has no base */
    { "control", "title description tags display width type sql query severity" },
    { "detection flow graph hierarchy chart input table",
      "title description tags display width type sql query args" },
    { "card", "title description tags display width type sql query args value" },
    { "image", "title description tags display width sql query args" },
    { "text", "title display width type value" },
    { "dashboard", "title description tags width" },
    { "node edge", "title description tags category sql query args" },
    { "category", "title description tags" },
};

TEST(kinds_inherit_what_the_specification_lists)
{
    unsigned n = 0;
    for (size_t i = 0; i < PL_COUNT(heirs); i++) {
        pl_str rest = pl_str_cstr(heirs[i].kinds);
        for (pl_kind kind; rest.len; n++) {
            pl_str word = pl_str_split(&rest, ' ');
            CHECK(pl_kind_find(word, &kind), word.ptr);
            CHECK_STR(inherited_by(kind), heirs[i].want, word.ptr);
        }
    }
    CHECK_INT(n, PL_KIND_COUNT, "each kind once");
}

/* Members that are neither attributes nor nested blocks. */
static const char special[] =
    " H N S L sql args params query inputs nodes edges categories category children url_path "
    "dashboard unqualified_name dependency_path base ";

static bool is_member(const pl_schema *schema, pl_str word)
{
    char around[40];
    snprintf(around, sizeof around, " %.*s ", PL_FMT(word));
    return pl_schema_field(schema, word, NULL) || pl_schema_part(schema, word) ||
           (word.ptr[0] >= 'A' && pl_schema_part_as(schema, word)) || strstr(special, around);
}

static void check_members(const pl_schema *schema, const char *words)
{
    pl_str rest = pl_str_cstr(words ? words : "");
    while (rest.len) {
        pl_str word = pl_str_split(&rest, ' ');
        if (word.ptr[0] == '+')
            word = pl_str_sub(word, 1, word.len);
        CHECK(is_member(schema, word), word.ptr);
    }
}

TEST(what_is_printed_of_a_kind_is_in_its_schema)
{
    for (unsigned kind = 0; kind < PL_KIND_COUNT; kind++) {
        const pl_schema *schema = pl_schema_of((pl_kind)kind);
        CHECK_INT(schema->kind, kind, "the row of the kind");
        CHECK(pl_str_eq(schema->word, pl_kind_word((pl_kind)kind)), "its word");
        check_members(schema, schema->members);
        check_members(schema, schema->properties);
    }
}

static const struct {
    const char *kind, *member, *word; /* NULL: no block */
} shown_parts[] = {
    { "chart", "Series", "series" },
    { "chart", "series", "series" },
    { "chart", "Legend", "legend" },
    { "chart", "Axes", "axes" },
    { "table", "Columns", "column" },
    { "table", "column", NULL },
    { "input", "options", "option" },
    { "mod", "open_graph", "opengraph" },
    { "category", "properties", "property" },
    { "chart", "Title", NULL },
    { "card", "Series", NULL },
};

TEST(nested_blocks_are_found_by_the_member_that_shows_them)
{
    for (size_t i = 0; i < PL_COUNT(shown_parts); i++) {
        pl_kind kind;
        CHECK(pl_kind_find(pl_str_cstr(shown_parts[i].kind), &kind), shown_parts[i].kind);
        const pl_part_rule *rule =
            pl_schema_part_as(pl_schema_of(kind), pl_str_cstr(shown_parts[i].member));
        const char *got = rule ? rule->schema->word.ptr : "none";
        CHECK_STR(got, shown_parts[i].word ? shown_parts[i].word : "none", shown_parts[i].member);
    }
}

/* Those that a dashboard server refuses to run, with the type that it names. */
TEST(kinds_that_are_not_executed_have_the_type_of_the_message)
{
    static const char runs[] = " query benchmark detection dashboard ";
    for (unsigned kind = 0; kind < PL_KIND_COUNT; kind++) {
        const char *type = pl_schema_of((pl_kind)kind)->refused;
        char around[40];
        snprintf(around, sizeof around, " %.*s ", PL_FMT(pl_kind_word((pl_kind)kind)));
        CHECK(!type == (strstr(runs, around) != NULL), around);
        CHECK(!type || strncmp(type, "resources.", 10) == 0 || strncmp(type, "modconfig.", 10) == 0,
              around);
    }
}

static const struct {
    const char *kind, *name;
    bool field, below; /* evaluated in the body itself, in it or in a block of it */
} evaluated[] = {
    { "query", "sql", true, true },        { "query", "query", true, true },
    { "query", "args", false, false },     { "mod", "query", false, false },
    { "card", "query", true, true },       { "card", "nothing", false, false },
    { "category", "query", false, false }, { "chart", "position", false, true },
    { "chart", "align", false, true },     { "chart", "default", false, true },
    { "chart", "nothing", false, false },  { "mod", "image", false, true },
    { "card", "name", true, false },
};

TEST(attributes_are_evaluated_where_they_are_decoded)
{
    for (size_t i = 0; i < PL_COUNT(evaluated); i++) {
        pl_kind kind;
        CHECK(pl_kind_find(pl_str_cstr(evaluated[i].kind), &kind), evaluated[i].kind);
        const pl_schema *schema = pl_schema_of(kind);
        pl_str name = pl_str_cstr(evaluated[i].name);
        CHECK(!pl_schema_evaluated(schema, name) == !evaluated[i].field, evaluated[i].name);
        CHECK(pl_schema_evaluates(schema, name) == evaluated[i].below, evaluated[i].name);
    }
}
