#include "hcl/typeexpr.h"
#include "unit/hcl/show.h"

/* The canonical type, or the messages. */
static const char *shown_type(shown *s, const pl_type *type)
{
    s->line.len = 0;
    if (type)
        pl_type_write(type, &s->line);
    for (size_t i = 0; i < pl_diags_count(s->diags); i++) {
        const pl_diag *d = pl_diags_get(s->diags, i);
        pl_str text = d->detail.len ? d->detail : d->summary;
        pl_buf_printf(&s->line, "%s%.*s @%u-%u", s->line.len ? " | " : "", PL_FMT(text),
                      d->range.start, d->range.end);
    }
    pl_buf_byte(&s->line, '\0');
    return s->line.ptr;
}

static bool take_default(void *ctx, const pl_expr *value, const pl_type *type, pl_diags *diags)
{
    (void)type, (void)diags;
    *(const pl_expr **)ctx = value;
    return value->kind != PL_E_TUPLE;
}

static const struct {
    const char *src, *want;
} generic[] = {
    { "list(set(map(tuple([any, object({b = bool, a = optional(string)})]))))",
      "list(set(map(tuple([any,object({a=string,b=bool})]))))" },
    { "object({a = optional(string, \"x\")})", "object({a=string})" },
    { "object({a = optional(string, [])})", "" },
    { "object({a = foo, (b) = string, a = bar, c = string})",
      "The keyword \"foo\" is not a valid type specification. @12-15 | "
      "Object constructor map keys must be attribute names. @17-20 | "
      "Object constructor map keys must be unique. @31-32" },
    { "tuple([foo, string, bar()])",
      "The keyword \"foo\" is not a valid type specification. @7-10 | "
      "Keyword \"bar\" is not a valid type constructor. @20-25" },
    { "set()", "The set type constructor requires one argument specifying the element type. @3-5" },
    { "object(a, b, c)",
      "The object type constructor requires one argument specifying the attribute "
      "types and values as a map. @10-14" },
    { "tuple()",
      "The tuple type constructor requires one argument specifying the element types as a "
      "list. @5-7" },
    { "optional",
      "Keyword \"optional\" is valid only as a modifier for object type attributes. @0-8" },
    { "optional()",
      "Keyword \"optional\" is valid only as a modifier for object type attributes. @0-8" },
};

TEST(generic_types)
{
    for (size_t i = 0; i < PL_COUNT(generic); i++) {
        const pl_expr *value = NULL;
        shown s;
        show_parse(&s, SHOW_EXPR, pl_str_cstr(generic[i].src));
        pl_diags_begin(s.diags, PL_S("f.pp"), pl_str_cstr(generic[i].src));
        const pl_type *type = pl_type_parse(s.expr, take_default, &value, &s.arena, s.diags);
        pl_diags_end(s.diags);
        CHECK_STR(shown_type(&s, type), generic[i].want, generic[i].src);
        show_done(&s);
    }
}

TEST(defaults_are_an_error_for_mods)
{
    shown s;
    pl_str src = PL_S("object({a = optional(string, \"x\")})");
    show_parse(&s, SHOW_EXPR, src);
    pl_diags_begin(s.diags, PL_S("f.pp"), src);
    const pl_type *type = pl_type_parse(s.expr, NULL, NULL, &s.arena, s.diags);
    pl_diags_end(s.diags);
    CHECK_STR(shown_type(&s, type),
              "Optional attribute modifier expects only one argument: the attribute type. @20-33",
              "one argument only");
    show_done(&s);
}

/* mod-language.md 3.2; NULL: the one message of the reference. */
static const struct {
    const char *src, *want;
} variables[] = {
    { "string", "string" },
    { "list", "list(any)" },
    { "set", "set(any)" },
    { "map", "map(any)" },
    { "list(map)", NULL },
    { "object", NULL },
    { "tuple", NULL },
    { "list()", NULL },
    { "\"string\"", NULL },
    { "connection", "connection" },
    { "connection.sqlite", "connection.sqlite" },
    { "connection.oracle", NULL },
    { "connection.sqlite.x", NULL },
    { "connection[\"sqlite\"]", NULL },
    { "list(connection)", "list(connection)" },
    { "list(list(connection.duckdb))", "list(list(connection.duckdb))" },
    { "map(connection)", NULL },
    { "set(connection.sqlite)", NULL },
    { "notifier", NULL },
    { "object({a = optional(string, \"x\")})", NULL },
    { "f(", NULL },
};

TEST(types_of_variables)
{
    static const pl_str known[] = { { "duckdb", 6 }, { "sqlite", 6 } };
    static const char refused[] =
        "A type specification is either a primitive type keyword (bool, number, string), complex "
        "type constructor call or Turbot custom type (connection, notifier)";
    for (size_t i = 0; i < PL_COUNT(variables); i++) {
        shown s;
        pl_buf src = { 0 };
        pl_buf_printf(&src, "type = %s\n", variables[i].src);
        show_parse(&s, SHOW_FILE, pl_buf_view(&src));
        const pl_attr *attr = s.body->attrs;
        pl_diags_truncate(s.diags, 0);
        pl_diags_begin(s.diags, PL_S("f.pp"), pl_buf_view(&src));
        const pl_type *type = pl_type_parse_variable(attr, known, 2, &s.arena, s.diags);
        pl_diags_end(s.diags);
        CHECK(pl_diags_count(s.diags) == (variables[i].want ? 0 : 1), variables[i].src);
        if (!variables[i].want) {
            const pl_diag *d = pl_diags_get(s.diags, 0);
            CHECK(pl_str_eq(d->summary, pl_str_cstr(refused)) && !d->detail.len, variables[i].src);
            CHECK(d->range.start == attr->range.start && d->range.end == attr->range.end,
                  variables[i].src);
        } else {
            CHECK_STR(shown_type(&s, type), variables[i].want, variables[i].src);
        }
        show_done(&s);
        pl_buf_done(&src);
    }
}
