/* Templates: rows of text and result; check-and-outputs.md 20.2 and 20.4. */
#include "gotmpl/gotmpl.h"

#include "base/str.h"
#include "unit/test.h"
#include <stddef.h>

/* ---- data: a ship with a name, a map, a list and a method */

static void ship_name(pl_tmpl_call *call, const void *object, const pl_tmpl_value *args,
                      pl_tmpl_value *out)
{
    (void)call, (void)object, (void)args;
    *out = pl_tmpl_text(PL_S("Ada"));
}

static void ship_tags(pl_tmpl_call *call, const void *object, const pl_tmpl_value *args,
                      pl_tmpl_value *out)
{
    (void)object, (void)args;
    pl_tmpl_pair *pairs = pl_arena_alloc(call->arena, 2 * sizeof(*pairs));
    pairs[0] = (pl_tmpl_pair){ PL_S("port"), pl_tmpl_text(PL_S("Oslo")) };
    pairs[1] = (pl_tmpl_pair){ PL_S("crew"), pl_tmpl_text(PL_S("7")) };
    *out = pl_tmpl_map(pairs, 2, "map[string]string");
}

static void ship_loads(pl_tmpl_call *call, const void *object, const pl_tmpl_value *args,
                       pl_tmpl_value *out)
{
    (void)object, (void)args;
    pl_tmpl_value *at = pl_arena_alloc(call->arena, 3 * sizeof(*at));
    for (int i = 0; i < 3; i++)
        at[i] = pl_tmpl_int(i * 10);
    *out = pl_tmpl_list(at, 3, "[]int");
}

static void ship_twice(pl_tmpl_call *call, const void *object, const pl_tmpl_value *args,
                       pl_tmpl_value *out)
{
    (void)object;
    *out = pl_tmpl_text(pl_arena_printf(call->arena, "%.*s%.*s", (int)args[0].text.len,
                                        args[0].text.ptr, (int)args[0].text.len, args[0].text.ptr));
}

/* Its first member is a text inside the object, behind another. */
typedef struct crew_object {
    pl_str last, first;
} crew_object;
static const crew_object bo = { PL_S("Ek"), PL_S("Bo") };

static void crew_size(pl_tmpl_call *call, const void *object, const pl_tmpl_value *args,
                      pl_tmpl_value *out)
{
    (void)call, (void)object, (void)args;
    *out = pl_tmpl_int(7);
}

static const pl_tmpl_member crew_members[] = { { "First", .text = offsetof(crew_object, first) },
                                               { "Size", .get = crew_size } };
static const pl_tmpl_class crew = { .type = "*fleet.Crew",
                                    .members = crew_members,
                                    .n_members = PL_COUNT(crew_members),
                                    .n_fields = 2 };
static void ship_crew(pl_tmpl_call *call, const void *object, const pl_tmpl_value *args,
                      pl_tmpl_value *out)
{
    (void)call, (void)object, (void)args;
    *out = pl_tmpl_object(&crew, &bo);
}

static const pl_tmpl_class ship;
static void ship_next(pl_tmpl_call *call, const void *object, const pl_tmpl_value *args,
                      pl_tmpl_value *out)
{
    (void)call, (void)object, (void)args;
    *out = pl_tmpl_object(&ship, NULL);
}

static const pl_tmpl_member ship_members[] = {
    { "Name", .get = ship_name },        { "Tags", .get = ship_tags },
    { "Loads", .get = ship_loads },      { "Next", .get = ship_next },
    { "Twice", "s", .get = ship_twice }, { "Crew", .get = ship_crew },
};
static const pl_tmpl_class ship = { .type = "*fleet.Ship",
                                    .members = ship_members,
                                    .n_members = PL_COUNT(ship_members) };

static bool upper(pl_tmpl_call *call, const pl_tmpl_value *args, uint32_t n, pl_tmpl_value *out)
{
    (void)n;
    char *s = pl_arena_text(call->arena, args[0].text);
    for (size_t i = 0; i < args[0].text.len; i++)
        s[i] = (char)(s[i] >= 'a' && s[i] <= 'z' ? s[i] - 32 : s[i]);
    *out = pl_tmpl_text((pl_str){ s, args[0].text.len });
    return true;
}
static const pl_tmpl_function functions[] = { { "upper", "s", upper } };

/* The result, or what went wrong. */
static void run(const char *text, pl_buf *out)
{
    pl_tmpl_set *set = pl_tmpl_set_new(functions, PL_COUNT(functions));
    pl_buf error = { 0 };
    pl_tmpl_execution what = { PL_S("t"), PL_S("t"), pl_tmpl_object(&ship, &ship), NULL };
    if (!pl_tmpl_parse(set, PL_S("t"), pl_str_cstr(text), &error) ||
        !pl_tmpl_execute(set, &what, out, &error)) {
        out->len = 0;
        pl_buf_str(out, pl_buf_view(&error));
    }
    pl_buf_done(&error);
    pl_tmpl_set_free(set);
}

typedef struct row {
    const char *text, *want;
} row;

static void check_rows(const row *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        pl_buf out = { 0 };
        run(rows[i].text, &out);
        pl_buf_byte(&out, 0);
        if (strcmp(out.ptr, rows[i].want) != 0)
            print_message("template: %s\n", rows[i].text);
        assert_string_equal(out.ptr, rows[i].want);
        pl_buf_done(&out);
    }
}

TEST(text_and_trimming)
{
    static const row rows[] = {
        { "plain", "plain" },
        { "", "" },
        { "a {{- 1 -}} b", "a1b" },
        { "a {{ 1 }} b", "a 1 b" },
        { "a\n {{- /* gone */ -}} \n b", "ab" },
        { "a {{/* gone */}} b", "a  b" },
        { "{{\"a{{b\"}}}", "a{{b}" },
        { "{{3 -}} x {{- 4}}", "3x4" },
        { "{{ -3 }}", "-3" },
        { "{{\n 1\n}}", "1" },
    };
    check_rows(rows, PL_COUNT(rows));
}

TEST(operands)
{
    static const row rows[] = {
        { "{{.Name}} {{.Tags.port}} {{.Twice \"ab\"}}", "Ada Oslo abab" },
        { "{{.Tags.none}}|{{index .Tags \"none\"}}|{{.Tags}}",
          "<no value>||map[crew:7 port:Oslo]" },
        { "{{.Loads}} {{len .Loads}} {{index .Loads 1}} {{slice .Loads 1}}",
          "[0 10 20] 3 10 [10 20]" },
        { "{{0x1F}} {{1e3}} {{1.50}} {{'a'}} {{0b101}} {{1_000}} {{017}}",
          "31 1000 1.5 97 5 1000 15" },
        { "{{1_0}} {{0x_1F}} {{0_1}} {{1e1_0}} {{0b_1}} {{-1_0}}", "10 31 1 1e+10 1 -10" },
        { "{{1e21}} {{1e20}} {{0.00001}} {{1e-4}}", "1e+21 1e+20 1e-05 0.0001" },
        { "{{1e6}} {{100000.0}} {{1234567.5}} {{999999.5}} {{print 1e7}}",
          "1e+06 100000 1.2345675e+06 999999.5 1e+07" },
        { "{{`raw\\n`}} {{\"\\u00e9\\x41\\101\\\"\"}}", "raw\\n \xc3\xa9"
                                                        "AA\"" },
        { "{{true}} {{false}} {{print nil}}", "true false <nil>" },
        { "{{(.Twice \"x\") | upper}} {{(print 1 2).x}}",
          "template: t:1:36: executing \"t\" at <2>: can't evaluate field x in type string" },
        { "{{.Name | .Twice}}", "AdaAda" },
        { "{{with $x := .Name}}{{$x}}{{$.Name}}{{end}}", "AdaAda" },
        { "{{$x := 1}}{{if true}}{{$x = 2}}{{end}}{{$x}}", "2" },
        { "{{.Next}}", "<nil>" },
        { "{{printf \"%d %d\" 0x1E '\u00e9'}} {{printf \"%d\" '\\xff'}}", "30 233 255" },
        { "{{printf \"[%.0d][%d]\" 0 0}}", "[][0]" },
        { "{{if true}}{{define \"x\"}}{{end}}{{end}}",
          "template: t:1: unexpected <define> in command" },
        { "{{printf \"%d %d\" 'e' 'p'}}", "101 112" },
        { "{{printf \"%#g %#g %#g\" 1e21 1e-7 1.5}}", "1.00000e+21 1.00000e-07 1.50000" },
        { "{{printf \"%10000001d|%9999999d\" 1 2}}", "%!(BADWIDTH)1|%!(BADWIDTH)2" },
        { "{{\"a\\q\"}}", "template: t:1: invalid syntax" },
        { "{{ \n\n ) }}", "template: t:3: unexpected right paren" },
        { "{{1 | if}}", "template: t:1: unexpected <if> in command" },
        { "{{template .}}", "template: t:1: unexpected <.> in template clause" },
    };
    check_rows(rows, PL_COUNT(rows));
}

/* Numbers have at most 127 characters. */
TEST(long_numbers_are_refused)
{
    for (int n = 126; n <= 129; n++) {
        char text[160];
        pl_buf out = { 0 };
        snprintf(text, sizeof text, "{{0.%0*d5}}", n - 3, 0);
        run(text, &out);
        bool read = pl_str_starts(pl_buf_view(&out), PL_S("5e-12"));
        bool refused = pl_str_starts(pl_buf_view(&out), PL_S("template: t:1: bad number syntax"));
        CHECK_INT(read, n < 128, text);
        CHECK_INT(refused, n >= 128, text);
        pl_buf_done(&out);
    }
}

TEST(maps_are_sorted_and_keep_the_last_of_equal_keys)
{
    pl_tmpl_pair pairs[] = { { PL_S("b"), pl_tmpl_int(1) },
                             { PL_S("a"), pl_tmpl_int(2) },
                             { PL_S("b"), pl_tmpl_int(3) },
                             { PL_S("c"), pl_tmpl_int(4) },
                             { PL_S("b"), pl_tmpl_int(5) } };
    static const char *const keys[] = { "a", "b", "c" };
    static const int64_t values[] = { 2, 5, 4 };
    pl_tmpl_value map = pl_tmpl_map(pairs, PL_COUNT(pairs), "map[string]int"), found;
    CHECK_INT(map.n, 3, "three keys");
    for (size_t i = 0; i < PL_COUNT(keys); i++) {
        CHECK(pl_str_eq(map.pairs[i].key, pl_str_cstr(keys[i])), keys[i]);
        CHECK(pl_tmpl_map_find(map, pl_str_cstr(keys[i]), &found), keys[i]);
        CHECK_INT(found.i, values[i], keys[i]);
    }
}

TEST(structures)
{
    static const row rows[] = {
        { "{{if .Name}}y{{else}}n{{end}}{{if 0}}y{{else if 1}}z{{else}}n{{end}}", "yz" },
        { "{{with .Tags.none}}y{{else with .Name}}{{.}}{{end}}", "Ada" },
        { "{{range .Loads}}{{.}},{{end}}{{range .Tags.none}}x{{else}}none{{end}}", "0,10,20,none" },
        { "{{range $i, $x := .Loads}}{{$i}}={{$x}} {{end}}", "0=0 1=10 2=20 " },
        { "{{range $k, $v := .Tags}}{{$k}}:{{$v}} {{end}}", "crew:7 port:Oslo " },
        { "{{range 3}}{{.}}{{end}}", "012" },
        { "{{range $i := 5}}{{if eq $i 1}}{{continue}}{{end}}{{if eq $i "
          "3}}{{break}}{{end}}{{$i}}{{end}}",
          "02" },
        { "{{define \"a\"}}<{{.}}>{{end}}{{template \"a\" .Name}}{{template \"a\"}}",
          "<Ada><<no value>>" },
        { "{{block \"b\" .Name}}[{{.}}]{{end}}", "[Ada]" },
    };
    check_rows(rows, PL_COUNT(rows));
}

TEST(functions_of_go)
{
    static const row rows[] = {
        { "{{and 1 0 2}} {{or 0 \"\" 3}} {{not 0}} {{and 1 2}}", "0 3 true 2" },
        { "{{or 1 (index .Loads 99)}}", "1" },
        { "{{eq 1 2 1}} {{ne \"a\" \"b\"}} {{lt 1 2}} {{le 2 2}} {{gt \"b\" \"a\"}} {{ge 1.5 2.5}}",
          "true true true true true false" },
        { "{{print 1 2 \"a\" \"b\" 3}}|{{println \"x\" 1}}", "1 2ab3|x 1\n" },
        { "{{printf \"%05d|%-5s|%5.2f|%q|%x|%v|%T|%t|%%|%U|%c\" 42 \"ab\" 3.14159 \"q\" 255 .Loads "
          ".Name true 65 66}}",
          "00042|ab   | 3.14|\"q\"|ff|[0 10 20]|string|true|%|U+0041|B" },
        { "{{printf \"%d\" \"x\"}}{{printf \"%d\"}}{{printf \"a\" 1}}{{printf \"%\"}}",
          "%!d(string=x)%!d(MISSING)a%!(EXTRA int=1)%!(NOVERB)" },
        { "{{printf \"%*d|%+d|%#x|% d|%e|%g|%6.3v|%[2]d %[1]d\" 5 7 8 255 9 1.5 2.5 \"abcdef\"}}",
          "    7|+8|0xff| 9|1.500000e+00|2.5|   abc|7 5" },
        { "{{html \"<a href='x'>&\\\"\"}}", "&lt;a href=&#39;x&#39;&gt;&amp;&#34;" },
        { "{{js \"<a>'\\n\"}} {{urlquery \"a b&\"}}", "\\u003Ca\\u003E\\'\\u000A a+b%26" },
        { "{{html nil}} {{html .Tags.none \"<\"}} {{print .Tags.none}}",
          "&lt;no value&gt; &lt;no value&gt;&lt; <nil>" },
        { "{{printf \"%[3]d %[x]d %[1]5d %[1\" 1 2}}",
          "%!d(BADINDEX) %!d(BADINDEX) %!d(BADINDEX) %!(NOVERB)" },
        { "{{printf \"%G %g %.3v %#v\" 1e-7 1e6 2.34567 \"x\"}}", "1E-07 1e+06 2.35 \"x\"" },
        { "{{.Crew}} {{print .Crew}} {{printf \"%+v|%d|%q\" .Crew .Crew .Crew}}",
          "{Bo 7} &{Bo 7} &{First:Bo Size:7}|&{%!d(string=Bo) 7}|&{\"Bo\" '\\a'}" },
        { "{{eq .Next nil}} {{ne .Next .Next}} {{eq nil nil}}", "true false true" },
        { "{{printf \"%s|%v\" .Next .Next}}", "%!s(*fleet.Ship=<nil>)|<nil>" },
        { "{{slice \"abcdef\" 1 3}} {{len \"\xc3\xa9\"}}", "bc 2" },
    };
    check_rows(rows, PL_COUNT(rows));
}

TEST(what_does_not_parse)
{
    static const row rows[] = {
        { "{{range}}{{end}}", "template: t:1: missing value for range" },
        { "a\n{{if 1}}", "template: t:2: unexpected EOF" },
        { "{{nosuch 1}}", "template: t:1: function \"nosuch\" not defined" },
        { "{{break}}", "template: t:1: {{break}} outside {{range}}" },
        { "{{$x}}", "template: t:1: undefined variable \"$x\"" },
        { "{{end}}", "template: t:1: unexpected {{end}}" },
        { "{{\"abc}}", "template: t:1: unterminated quoted string" },
        { "{{a {b}}", "template: t:1: function \"a\" not defined" },
        { "{{.A {b}}", "template: t:1: unexpected \"{\" in operand" },
        { "{{.A | 1}}", "template: t:1: non executable command in pipeline stage 2" },
        { "{{(1}}", "template: t:1: unclosed left paren" },
        { "{{1", "template: t:1: unclosed action" },
        { "{{}}", "template: t:1: missing value for command" },
        { "{{/* x", "template: t:1: unclosed comment" },
        { "{{'ab'}}", "template: t:1: bad number syntax: \"'ab'\"" },
        { "{{1__0}}", "template: t:1: bad number syntax: \"1__0\"" },
        { "{{1_}}", "template: t:1: bad number syntax: \"1_\"" },
        { "{{0x1_}}", "template: t:1: bad number syntax: \"0x1_\"" },
        { "{{1_.5}}", "template: t:1: bad number syntax: \"1_.5\"" },
        { "{{1e_5}}", "template: t:1: bad number syntax: \"1e_5\"" },
        { "{{1.2.3}}", "template: t:1: bad number syntax: \"1.2.3\"" },
        { "{{define \"a\"}}x{{end}}{{define \"a\"}}y{{end}}",
          "template: t:1: multiple definition of template \"a\"" },
    };
    check_rows(rows, PL_COUNT(rows));
}

TEST(what_does_not_run)
{
    static const row rows[] = {
        { "{{.Nothing.Here}}", "template: t:1:10: executing \"t\" at <.Nothing.Here>: can't "
                               "evaluate field Nothing in type *fleet.Ship" },
        { "{{template \"zip\" .}}", "template: t:1:11: executing \"t\" at <{{template \"zip\" "
                                    ".}}>: template \"zip\" not defined" },
        { "{{index .Loads 9}}", "template: t:1:2: executing \"t\" at <index .Loads 9>: error "
                                "calling index: index out of range: 9" },
        { "x{{upper 3}}", "template: t:1:9: executing \"t\" at <3>: expected string; found 3" },
        { "{{eq 1 \"a\"}}", "template: t:1:2: executing \"t\" at <eq 1 \"a\">: error calling eq: "
                            "incompatible types for comparison: int and string" },
        { "{{upper}}", "template: t:1:2: executing \"t\" at <upper>: wrong number of args for "
                       "upper: want 1 got 0" },
        { "{{.Next.Name}}", "template: t:1:7: executing \"t\" at <.Next.Name>: nil pointer "
                            "evaluating *fleet.Ship.Name" },
        { "{{nil}}", "template: t:1:2: executing \"t\" at <nil>: nil is not a command" },
        { "\n{{range \"x\"}}{{end}}",
          "template: t:2:8: executing \"t\" at <\"x\">: range can't iterate over x" },
        { "{{define \"a\"}}{{template \"a\"}}{{end}}{{template \"a\"}}",
          "template: t:1:25: executing \"a\" at <{{template \"a\"}}>: exceeded maximum template "
          "depth (2000)" },
        { "{{.Twice 3}}", "template: t:1:9: executing \"t\" at <3>: expected string; found 3" },
        { "{{.Nothing .Nowhere}}", "template: t:1:2: executing \"t\" at <.Nothing>: can't evaluate "
                                   "field Nothing in type *fleet.Ship" },
        { "{{$x = 1}}", "template: t:1:7: executing \"t\" at <1>: undefined variable: $x" },
        { "{{eq .Tags .Tags}}",
          "template: t:1:2: executing \"t\" at <eq .Tags .Tags>: error calling eq: non-comparable "
          "type map[crew:7 port:Oslo]: map[string]string" },
        { "{{lt 2 true}}", "template: t:1:2: executing \"t\" at <lt 2 true>: error calling lt: "
                           "incompatible types for comparison: int and bool" },
        { "{{lt true true}}", "template: t:1:2: executing \"t\" at <lt true true>: error calling "
                              "lt: invalid type for comparison" },
        { "{{eq \"a\" .Next}}", "template: t:1:2: executing \"t\" at <eq \"a\" .Next>: error "
                                "calling eq: incompatible types for comparison: string and "
                                "*fleet.Ship" },
        { "{{call nil}}",
          "template: t:1:2: executing \"t\" at <call nil>: error calling call: call of nil" },
        { "{{index \"abc\" 3}}", "template: t:1:2: executing \"t\" at <index \"abc\" 3>: error "
                                 "calling index: reflect: string index out of range" },
        { "{{len .}}", "template: t:1:2: executing \"t\" at <len .>: error calling len: len of "
                       "type fleet.Ship" },
        { "{{1 2}}",
          "template: t:1:2: executing \"t\" at <1>: can't give argument to non-function 1" },
    };
    check_rows(rows, PL_COUNT(rows));
}

TEST(nesting_is_bounded)
{
    pl_buf text = { 0 }, out = { 0 };
    for (int i = 0; i < 10000; i++)
        pl_buf_cstr(&text, "{{if 1}}");
    pl_buf_byte(&text, 0);
    run(text.ptr, &out);
    pl_buf_byte(&out, 0);
    assert_string_equal(out.ptr, "template: t:1: nested deeper than 500 levels");
    out.len = text.len = 0;
    pl_buf_cstr(&text, "{{");
    pl_buf_fill(&text, '(', 10000);
    pl_buf_byte(&text, 0);
    run(text.ptr, &out);
    pl_buf_byte(&out, 0);
    assert_string_equal(out.ptr, "template: t:1: nested deeper than 500 levels");
    pl_buf_done(&text);
    pl_buf_done(&out);
}
