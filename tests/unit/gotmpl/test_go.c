/* Templates without data as Go's own text/template answers: each row was compared with it. Texts of
 * some parse errors are left out, in which we differ (check-and-outputs.md 20.2 leaves them free).
 */
#include "gotmpl/gotmpl.h"
#include "base/str.h"
#include "unit/test.h"

static void run(const char *text, pl_buf *out)
{
    pl_tmpl_set *set = pl_tmpl_set_new(NULL, 0);
    pl_buf error = { 0 };
    pl_tmpl_execution what = { .set_name = PL_S("t"), .name = PL_S("t") };
    if (!pl_tmpl_parse(set, PL_S("t"), pl_str_cstr(text), &error) ||
        !pl_tmpl_execute(set, &what, out, &error)) {
        out->len = 0;
        pl_buf_str(out, pl_buf_view(&error));
    }
    pl_buf_byte(out, 0);
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
        CHECK_STR(out.ptr, rows[i].want, rows[i].text);
        pl_buf_done(&out);
    }
}

static const row language[] = {
    { "{{printf \"%5d|%-5d|%05d|%+d|% d\" 42 42 42 42 42}}", "   42|42   |00042|+42| 42" },
    { "{{printf \"%5d|%-5d|%05d|%+d|% d\" -42 -42 -42 -42 -42}}", "  -42|-42  |-0042|-42|-42" },
    { "{{printf \"%x %X %#x %#X %o %O %#o %b %#b\" 255 255 255 255 8 8 8 5 5}}",
      "ff FF 0xff 0XFF 10 0o10 010 101 0b101" },
    { "{{printf \"%c %U %#U %q %q\" 65 9731 9731 39 9731}}",
      "A U+2603 U+2603 '\342\230\203' '\\'' '\342\230\203'" },
    { "{{printf \"%.3d|%8.3d|%-8.3d|%08.3d|%.0d|\" 7 7 7 7 0}}",
      "007|     007|007     |     007||" },
    { "{{printf \"%e %E %f %F %.2f %8.2f|%-8.2f|%08.2f|%+.1f|% .1f\" 1234.5 1234.5 1234.5 1234.5 "
      "1234.5 1234.5 1234.5 1234.5 1234.5 1234.5}}",
      "1.234500e+03 1.234500E+03 1234.500000 1234.500000 1234.50  1234.50|1234.50 "
      "|01234.50|+1234.5| 1234.5" },
    { "{{printf \"%g %G %.3g %g %g %v\" 1e21 1e-7 1234.5678 100000.0 1e6 0.1}}",
      "1e+21 1E-07 1.23e+03 100000 1e+06 0.1" },
    { "{{printf \"%s|%10s|%-10s|%.2s|%q|%x|%X|% x|%#x|%#q|%# x\" \"h\303\251y\" \"h\303\251y\" "
      "\"h\303\251y\" \"h\303\251y\" \"h\303\251y\" \"h\303\251y\" \"h\303\251y\" \"h\303\251y\" "
      "\"h\303\251y\" \"h\303\251y\" \"h\303\251y\"}}",
      "h\303\251y|       h\303\251y|h\303\251y       "
      "|h\303\251|\"h\303\251y\"|68c3a979|68C3A979|68 c3 a9 79|0x68c3a979|`h\303\251y`|0x68 0xc3 "
      "0xa9 0x79" },
    { "{{printf \"%t|%v|%6t|%-6t|\" true false true false}}", "true|false|  true|false |" },
    { "{{printf \"%d\" \"x\"}} {{printf \"%d\"}} {{printf \"x\" 1}} {{printf \"%z\" 1}} {{printf "
      "\"%\"}} {{printf \"%%\"}}",
      "%!d(string=x) %!d(MISSING) x%!(EXTRA int=1) %!z(int=1) %!(NOVERB) %" },
    { "{{printf \"%*d|%-*d|%.*f|\" 5 42 5 42 1 2.55}}", "   42|42   |2.5|" },
    { "{{printf \"%[2]d %[1]d\" 1 2}} {{printf \"%[5]d\" 1}} {{printf \"%[x]d\" 1}} {{printf "
      "\"%[1]\" 1}}",
      "2 1 %!d(BADINDEX) %!d(BADINDEX) %!(NOVERB)" },
    { "{{printf \"%d %d\" 1}} {{printf \"%d\" 1 2}} {{printf \"%s %d\" \"a\"}}",
      "1 %!d(MISSING) 1%!(EXTRA int=2) a %!d(MISSING)" },
    { "{{printf \"%5v|%-5v|%v\" nil \"a\" nil}} {{printf \"%d\" nil}} {{printf \"%s\" nil}}",
      "<nil>|a    |<nil> %!d(<nil>) %!s(<nil>)" },
    { "{{printf \"%s\" 5}} {{printf \"%d\" 1.5}} {{printf \"%t\" 1}} {{printf \"%s\" true}} "
      "{{printf \"%f\" 1}} {{printf \"%c\" \"a\"}}",
      "%!s(int=5) %!d(float64=1.5) %!t(int=1) %!s(bool=true) %!f(int=1) %!c(string=a)" },
    { "{{printf \"%06.2f|%-06d|%+06d|%+.2e\" 3.14159 42 42 12345.678}}",
      "003.14|42    |+00042|+1.23e+04" },
    { "{{printf \"%3c|%-3c|%03c\" 65 65 65}}", "  A|A  |00A" },
    { "{{printf \"%T %T %T %T %T\" 1 \"a\" 1.5 true nil}}", "int string float64 bool <nil>" },
    { "{{printf \"%v|%s|%d\" 'a' \"b\" 'c'}}", "97|b|99" },
    { "{{printf \"%x\" \"hello\"}} {{printf \"%X\" 3735928559}} {{printf \"%x\" -255}}",
      "68656c6c6f DEADBEEF -ff" },
    { "{{printf \"%10.3v|%-10.2v|\" 3.14159 \"abc\"}}", "      3.14|ab        |" },
    { "{{printf \"%08b|%o|%#o|%O\" 5 0 0 0}}", "00000101|0|0|0o0" },
    { "{{printf \"%U\" -1}} {{printf \"%c\" -1}} {{printf \"%q\" 1114112}}",
      "U+FFFFFFFFFFFFFFFF \357\277\275 '\357\277\275'" },
    { "{{printf \"% d|% d|%+ d\" 5 -5 5}}", " 5|-5|+5" },
    { "{{printf \"%-05d|%+-5d|%0-5d|\" 5 5 5}}", "5    |+5   |5    |" },
    { "{{printf \"%5%|%-5%|%05%\" }}", "%|%|%" },
    { "{{printf \"%.2f %.0f %.1f\" 0.005 2.5 0.25}}", "0.01 2 0.2" },
    { "{{printf \"%6.3f|%+7.2f|%07.2f\" -1.5 1.5 -1.5}}", "-1.500|  +1.50|-001.50" },
    { "{{print 1 2 \"a\" \"b\" 3}} {{print \"a\" 1 2 \"b\"}} {{print nil 1}} {{print}} {{println 1 "
      "\"a\"}}",
      "1 2ab3 a1 2b <nil> 1  1 a\n" },
    { "{{print 1.0 2.50 1e100 1e-10 123456789.0 0.000001}}",
      "1 2.5 1e+100 1e-10 1.23456789e+08 1e-06" },
    { "{{eq 1 1}} {{eq \"a\" \"b\" \"a\"}} {{ne 1 2}} {{lt 1 2}} {{le \"a\" \"a\"}} {{gt 2.5 1.5}} "
      "{{ge true true}}",
      "template: t:1:84: executing \"t\" at <ge true true>: error calling ge: invalid type for "
      "comparison" },
    { "{{lt true false}}", "template: t:1:2: executing \"t\" at <lt true false>: error calling lt: "
                           "invalid type for comparison" },
    { "{{eq 1 \"a\"}}", "template: t:1:2: executing \"t\" at <eq 1 \"a\">: error calling eq: "
                        "incompatible types for comparison: int and string" },
    { "{{eq 1 1.0}}", "template: t:1:2: executing \"t\" at <eq 1 1.0>: error calling eq: "
                      "incompatible types for comparison: int and float64" },
    { "{{eq nil nil}}", "true" },
    { "{{lt \"a\" 1}}", "template: t:1:2: executing \"t\" at <lt \"a\" 1>: error calling lt: "
                        "incompatible types for comparison: string and int" },
    { "{{and 1 0 \"x\"}} {{or 0 \"\" \"y\"}} {{and}} ",
      "template: t:1:34: executing \"t\" at <and>: wrong number of args for and: want at least 1 "
      "got 0" },
    { "{{or}}", "template: t:1:2: executing \"t\" at <or>: wrong number of args for or: want at "
                "least 1 got 0" },
    { "{{not 0}} {{not \"a\"}} {{not nil}}", "true false true" },
    { "{{and true (index \"abc\" 9)}}", "template: t:1:12: executing \"t\" at <index \"abc\" 9>: "
                                        "error calling index: index out of range: 9" },
    { "{{or true (index \"abc\" 9)}}", "true" },
    { "{{len \"h\303\251llo\"}} {{len nil}}",
      "template: t:1:19: executing \"t\" at <len nil>: error calling len: reflect: call of "
      "reflect.Value.Type on zero Value" },
    { "{{len 5}}",
      "template: t:1:2: executing \"t\" at <len 5>: error calling len: len of type int" },
    { "{{index \"abc\" 1}} {{slice \"abcdef\" 1 3}} {{slice \"abc\" 2}} {{slice \"abc\"}}",
      "98 bc c abc" },
    { "<{{slice \"abc\" 1 1}}><{{slice \"abc\" 3}}>", "<><>" },
    { "{{slice \"abc\" 2 1}}", "template: t:1:2: executing \"t\" at <slice \"abc\" 2 1>: error "
                               "calling slice: invalid slice index: 2 > 1" },
    { "{{slice \"abc\" 5}}", "template: t:1:2: executing \"t\" at <slice \"abc\" 5>: error calling "
                             "slice: index out of range: 5" },
    { "{{slice \"abc\" -1}}", "template: t:1:2: executing \"t\" at <slice \"abc\" -1>: error "
                              "calling slice: index out of range: -1" },
    { "{{index \"abc\" -1}}", "template: t:1:2: executing \"t\" at <index \"abc\" -1>: error "
                              "calling index: index out of range: -1" },
    { "{{index \"abc\" \"x\"}}", "template: t:1:2: executing \"t\" at <index \"abc\" \"x\">: error "
                                 "calling index: cannot index slice/array with type string" },
    { "{{index 5 1}}", "template: t:1:2: executing \"t\" at <index 5 1>: error calling index: "
                       "can't index item of type int" },
    { "{{html \"<a b=\\\"c\\\" d='e'>&\\x00</a>\"}} {{html 1 \"<\" 2}} {{js "
      "\"<a>'\\\"\\n\\t\\\\=&/\303\251\\u2028\"}} {{urlquery \"a b&c=d/\303\251+~\" 1}}",
      "&lt;a b=&#34;c&#34; d=&#39;e&#39;&gt;&amp;\357\277\275&lt;/a&gt; 1&lt;2 "
      "\\u003Ca\\u003E\\'\\\"\\u000A\\u0009\\\\\\u003D\\u0026/\303\251\\u2028 "
      "a+b%26c%3Dd%2F%C3%A9%2B~1" },
    { "{{if 0}}a{{else if \"\"}}b{{else}}c{{end}}{{if 1.5}}d{{end}}{{if 0.0}}e{{end}}", "cd" },
    { "{{range $i, $c := 2}}{{$i}}{{$c}}{{end}}", "template: t:1:18: executing \"t\" at <2>: can't "
                                                  "use 2 to iterate over more than one variable" },
    { "{{range 1.5}}{{end}}",
      "template: t:1:8: executing \"t\" at <1.5>: range can't iterate over 1.5" },
    { "{{range nil}}x{{else}}e{{end}}",
      "template: t:1:8: executing \"t\" at <nil>: nil is not a command" },
    { "{{$x := 1}}{{if true}}{{$x := 2}}{{$x}}{{end}}{{$x}}{{if true}}{{$x = 3}}{{end}}{{$x}}",
      "213" },
    { "{{template \"none\"}}", "template: t:1:11: executing \"t\" at <{{template \"none\"}}>: "
                               "template \"none\" not defined" },
    { "{{\"a\" | printf \"%s-%s\" \"b\"}} {{1 | print 2 | printf \"%s!\"}}", "b-a 2 1!" },
    { "{{(printf \"%d\" 5) | len}} {{(\"a\")}} {{(1)}}", "1 a 1" },
    { "{{1 | 2}}", "template: t:1: non executable command in pipeline stage 2" },
    { "{{\"x\" | \"y\"}}", "template: t:1: non executable command in pipeline stage 2" },
    { "{{nil}}", "template: t:1:2: executing \"t\" at <nil>: nil is not a command" },
    { "{{nil | print}}", "template: t:1:2: executing \"t\" at <nil>: nil is not a command" },
    { "{{print (nil)}}", "template: t:1:9: executing \"t\" at <nil>: nil is not a command" },
    { "{{.5}}", "0.5" },
    { "{{5.}}", "5" },
    { "{{\"\\x41\\u00e9\\U0001F600\\101\\a\"}} {{`raw\\n`}}",
      "A\303\251\360\237\230\200A\007 raw\\n" },
    { "{{\"\\z\"}}", "template: t:1: invalid syntax" },
    { "{{\"abc}}", "template: t:1: unterminated quoted string" },
    { "{{`abc}}", "template: t:1: unterminated raw quoted string" },
    { "{{/* c */}}x{{- /* d */ -}}  y", "xy" },
    { "{{/* c }}", "template: t:1: unclosed comment" },
    { "{{ /* c */ }}", "template: t:1: unexpected \"/\" in command" },
    { "{{-1}}", "-1" },
    { "{{- -1 -}}", "-1" },
    { "{{true}} {{false}} {{true.x}}", "template: t:1: unexpected . after term \"true\"" },
    { "{{1.x}}", "template: t:1: bad number syntax: \"1.x\"" },
    { "{{(1).x}}", "template: t:1:3: executing \"t\" at <1>: can't evaluate field x in type int" },
    { "{{$y}}", "template: t:1: undefined variable \"$y\"" },
    { "{{$x = 1}}", "template: t:1:7: executing \"t\" at <1>: undefined variable: $x" },
    { "{{$x := 1}}{{$x.y}}",
      "template: t:1:15: executing \"t\" at <$x.y>: can't evaluate field y in type int" },
    { "{{$x := }}", "template: t:1: missing value for command" },
    { "{{if}}a{{end}}", "template: t:1: missing value for if" },
    { "{{if true}}", "template: t:1: unexpected EOF" },
    { "{{end}}", "template: t:1: unexpected {{end}}" },
    { "{{else}}", "template: t:1: unexpected {{else}}" },
    { "{{if true}}{{else}}{{else}}{{end}}", "template: t:1: expected end; found {{else}}" },
    { "{{range}}{{end}}", "template: t:1: missing value for range" },
    { "{{break}}", "template: t:1: {{break}} outside {{range}}" },
    { "{{continue}}", "template: t:1: {{continue}} outside {{range}}" },
    { "{{range 1}}{{break 1}}{{end}}", "template: t:1: unexpected \"1\" in {{break}}" },
    { "{{define \"x\"}}", "template: t:1: unexpected EOF" },
    { "{{define x}}{{end}}", "template: t:1: unexpected \"x\" in define clause" },
    { "{{template}}", "template: t:1: unexpected \"}}\" in template clause" },
    { "{{template x}}", "template: t:1: unexpected \"x\" in template clause" },
    { "{{template \"x\" 1 2}}",
      "template: t:1:11: executing \"t\" at <{{template \"x\" 1 2}}>: template \"x\" not defined" },
    { "{{nosuch}}", "template: t:1: function \"nosuch\" not defined" },
    { "{{nosuch 1}}", "template: t:1: function \"nosuch\" not defined" },
    { "{{print nosuch}}", "template: t:1: function \"nosuch\" not defined" },
    { "{{len}}",
      "template: t:1:2: executing \"t\" at <len>: wrong number of args for len: want 1 got 0" },
    { "{{len 1 2}}",
      "template: t:1:2: executing \"t\" at <len>: wrong number of args for len: want 1 got 2" },
    { "{{not}}",
      "template: t:1:2: executing \"t\" at <not>: wrong number of args for not: want 1 got 0" },
    { "{{eq}}", "template: t:1:2: executing \"t\" at <eq>: wrong number of args for eq: want at "
                "least 1 got 0" },
    { "{{eq 1}}", "template: t:1:2: executing \"t\" at <eq 1>: error calling eq: missing argument "
                  "for comparison" },
    { "{{lt 1}}",
      "template: t:1:2: executing \"t\" at <lt>: wrong number of args for lt: want 2 got 1" },
    { "{{lt 1 2 3}}",
      "template: t:1:2: executing \"t\" at <lt>: wrong number of args for lt: want 2 got 3" },
    { "{{index}}", "template: t:1:2: executing \"t\" at <index>: wrong number of args for index: "
                   "want at least 1 got 0" },
    { "{{slice}}", "template: t:1:2: executing \"t\" at <slice>: wrong number of args for slice: "
                   "want at least 1 got 0" },
    { "{{html}}", "" },
    { "{{printf}}", "template: t:1:2: executing \"t\" at <printf>: wrong number of args for "
                    "printf: want at least 1 got 0" },
    { "{{printf 1}}", "template: t:1:9: executing \"t\" at <1>: expected string; found 1" },
    { "{{1 2}}", "template: t:1:2: executing \"t\" at <1>: can't give argument to non-function 1" },
    { "{{\"a\" 2}}",
      "template: t:1:2: executing \"t\" at <\"a\">: can't give argument to non-function \"a\"" },
    { "{{|}}", "template: t:1: unexpected \"|\" in command" },
    { "{{1 |}}", "1" },
    { "{{| 1}}", "template: t:1: unexpected \"|\" in command" },
    { "{{1 || 2}}", "template: t:1: unexpected \"|\" in command" },
    { "{{(1}}", "template: t:1: unclosed left paren" },
    { "{{1)}}", "template: t:1: unexpected right paren" },
    { "{{()}}", "template: t:1: missing value for parenthesized pipeline" },
    { "{{{}}}", "template: t:1: unexpected \"{\" in command" },
    { "{{[]}}", "template: t:1: unexpected \"[\" in command" },
    { "{{1,2}}", "template: t:1: unexpected \",\" in operand" },
    { "{{#}}", "template: t:1: unexpected \"#\" in command" },
    { "{{@}}", "template: t:1: unexpected \"@\" in command" },
    { "{{%}}", "template: t:1: unexpected \"%\" in command" },
    { "{{\303\251}}", "template: t:1: function \"\303\251\" not defined" },
    { "{{.\303\251}}", "<no value>" },
    { "{{\"a\" \"b\"}}",
      "template: t:1:2: executing \"t\" at <\"a\">: can't give argument to non-function \"a\"" },
    { "}} {{1}}", "}} 1" },
    { "{{1}} }}", "1 }}" },
    { "{{{1}}", "template: t:1: unexpected \"{\" in command" },
    { "{{ 1", "template: t:1: unclosed action" },
    { "{{\"a", "template: t:1: unterminated quoted string" },
    { "b\"}}", "b\"}}" },
    { "{{`a", "template: t:1: unterminated raw quoted string" },
    { "b`}}", "b`}}" },
    { "{{1}}{{", "template: t:1: unclosed action" },
    { "{{call nil}}",
      "template: t:1:2: executing \"t\" at <call nil>: error calling call: call of nil" },
    { "{{with $x := 5}}{{$x}}{{end}}{{$x}}", "template: t:1: undefined variable \"$x\"" },
    { "{{with $x, $y := 5}}{{end}}", "template: t:1: too many declarations in with" },
    { "{{range $a, $b, $c := 5}}{{end}}", "template: t:1: too many declarations in range" },
    { "{{if $x := 5}}{{$x}}{{end}}", "5" },
    { "{{$x, $y := 5}}", "template: t:1: too many declarations in command" },
    { "{{block \"x\"}}{{end}}", "template: t:1: missing value for block clause" },
    { "{{block}}{{end}}", "template: t:1: unexpected \"}}\" in block clause" },
    { "{{print \"a\" | print \"b\" | print \"c\"}}", "cba" },
    { "{{printf \"%s\" (print 1)}} {{printf \"%d\" (len \"abc\")}}", "1 3" },
    { "{{eq (len \"ab\") 2}} {{eq (print 1) \"1\"}} {{lt (len \"a\") (len \"ab\")}}",
      "true true true" },
    { "{{'\\''}} {{'\"'}} {{'\\\\'}} {{'\\x41'}} {{'\\101'}}", "39 34 92 65 65" },
};

TEST(templates_answer_as_those_of_go)
{
    check_rows(language, PL_COUNT(language));
}

/* Flags, widths and precisions by chance, over values of each type. */
static const row printf_rows[] = {
    { "{{printf \"%12.5s|\" 123456789.0}}", "%!s(float64=  1.2346e+08)|" },
    { "{{printf \"%+1.2f|\" -2.25}}", "-2.25|" },
    { "{{printf \"%#1.5e|\" 0}}", "%!e(int=00000)|" },
    { "{{printf \"%05o|\" 0.1}}", "%!o(float64=000.1)|" },
    { "{{printf \"%.2q|\" \"a\"}}", "\"a\"|" },
    { "{{printf \"%0#.G|\" 0.0}}", "0.|" },
    { "{{printf \"%- c|\" -17}}", "\357\277\275|" },
    { "{{printf \"%#12t|\" 9731}}", "%!t(int=        9731)|" },
    { "{{printf \"%-.2q|\" false}}", "%!q(bool=false)|" },
    { "{{printf \"%.2b|\" 65}}", "1000001|" },
    { "{{printf \"%+05o|\" 123456789.0}}", "%!o(float64=+1.23456789e+08)|" },
    { "{{printf \"% 5f|\" 5}}", "%!f(int=    5)|" },
    { "{{printf \"%.2O|\" -2.25}}", "%!O(float64=-2.2)|" },
    { "{{printf \"%+ .c|\" true}}", "%!c(bool=true)|" },
    { "{{printf \"% .2c|\" -17}}", "\357\277\275|" },
    { "{{printf \"% 1b|\" \"\"}}", "%!b(string= )|" },
    { "{{printf \"%#-5.5X|\" true}}", "%!X(bool=true )|" },
    { "{{printf \"% 01.2b|\" \"x\\ny\"}}", "%!b(string=x\n)|" },
    { "{{printf \"%-.2s|\" 65}}", "%!s(int=65)|" },
    { "{{printf \"%+1.0U|\" -2.25}}", "%!U(float64=-2)|" },
    { "{{printf \"%-#.2t|\" 9731}}", "%!t(int=9731)|" },
    { "{{printf \"%12.5g|\" 1.5}}", "         1.5|" },
    { "{{printf \"%12e|\" nil}}", "%!e(<nil>)|" },
    { "{{printf \"%+0.v|\" false}}", "false|" },
    { "{{printf \"%05f|\" nil}}", "%!f(<nil>)|" },
    { "{{printf \"%f|\" false}}", "%!f(bool=false)|" },
    { "{{printf \"%.2t|\" \"\"}}", "%!t(string=)|" },
    { "{{printf \"%5T|\" 65}}", "  int|" },
    { "{{printf \"%5.5O|\" 65}}", "0o00101|" },
    { "{{printf \"%c|\" false}}", "%!c(bool=false)|" },
    { "{{printf \"%12.2X|\" \"h\303\251llo w\303\266rld\"}}", "        68C3|" },
    { "{{printf \"% +.0X|\" 9731}}", "+2603|" },
    { "{{printf \"%-#1T|\" \"\"}}", "string|" },
    { "{{printf \"%0 .0U|\" \"h\303\251llo w\303\266rld\"}}", "%!U(string=)|" },
    { "{{printf \"%.2E|\" nil}}", "%!E(<nil>)|" },
    { "{{printf \"%-5e|\" 123456789.0}}", "1.234568e+08|" },
    { "{{printf \"%1.2o|\" 0.1}}", "%!o(float64=0.1)|" },
    { "{{printf \"%#12.5s|\" 5}}", "%!s(int=       00005)|" },
    { "{{printf \"%-+1c|\" 65}}", "A|" },
    { "{{printf \"%+0.2o|\" 65}}", "+101|" },
    { "{{printf \"%+-1s|\" 1.5}}", "%!s(float64=+1.5)|" },
    { "{{printf \"%#-o|\" 5}}", "05|" },
    { "{{printf \"% .0s|\" true}}", "%!s(bool=true)|" },
    { "{{printf \"% .2T|\" 0.1}}", "fl|" },
    { "{{printf \"%0#5G|\" 123456789.0}}", "1.23456789E+08|" },
    { "{{printf \"%+12.5e|\" 1.5}}", "+1.50000e+00|" },
    { "{{printf \"%+01.2s|\" 0}}", "%!s(int=+00)|" },
    { "{{printf \"%0#.5s|\" false}}", "%!s(bool=false)|" },
    { "{{printf \"%0G|\" 5}}", "%!G(int=5)|" },
    { "{{printf \"%12.5U|\" 0.0}}", "%!U(float64=           0)|" },
    { "{{printf \"%0#e|\" \"\"}}", "%!e(string=)|" },
    { "{{printf \"% 12O|\" 0.1}}", "%!O(float64=         0.1)|" },
    { "{{printf \"%01T|\" -2.25}}", "float64|" },
    { "{{printf \"%05.v|\" 5}}", "    5|" },
    { "{{printf \"%c|\" 0.1}}", "%!c(float64=0.1)|" },
    { "{{printf \"%+ .2T|\" \"a\"}}", "st|" },
    { "{{printf \"%#05c|\" -2.25}}", "%!c(float64=-2.25000)|" },
    { "{{printf \"%.2U|\" \"h\303\251llo w\303\266rld\"}}", "%!U(string=h\303\251)|" },
    { "{{printf \"%#+5.0z|\" false}}", "%!z(bool=false)|" },
    { "{{printf \"% -.0O|\" -2.25}}", "%!O(float64=-2)|" },
    { "{{printf \"%-1c|\" 1.5}}", "%!c(float64=1.5)|" },
    { "{{printf \"%1.2s|\" \"a\"}}", "a|" },
    { "{{printf \"%-.2g|\" 9731}}", "%!g(int=9731)|" },
    { "{{printf \"%.o|\" 9731}}", "23003|" },
    { "{{printf \"% 012O|\" \"a\"}}", "%!O(string=00000000000a)|" },
    { "{{printf \"%.2U|\" 1.5}}", "%!U(float64=1.5)|" },
    { "{{printf \"%.2t|\" \"\"}}", "%!t(string=)|" },
    { "{{printf \"%-5.d|\" 0.1}}", "%!d(float64=0.1  )|" },
    { "{{printf \"%.5e|\" \"a\"}}", "%!e(string=a)|" },
    { "{{printf \"%0+.d|\" -17}}", "-17|" },
    { "{{printf \"%0+5E|\" \"\"}}", "%!E(string=00000)|" },
    { "{{printf \"%.2e|\" 0}}", "%!e(int=00)|" },
    { "{{printf \"%-.T|\" true}}", "|" },
    { "{{printf \"%+-12o|\" \"\"}}", "%!o(string=            )|" },
    { "{{printf \"%O|\" 1e21}}", "%!O(float64=1e+21)|" },
    { "{{printf \"%.0e|\" 5}}", "%!e(int=5)|" },
    { "{{printf \"%.z|\" 0.1}}", "%!z(float64=0.1)|" },
    { "{{printf \"%+.5o|\" 5}}", "+00005|" },
    { "{{printf \"%+.2e|\" nil}}", "%!e(<nil>)|" },
    { "{{printf \"%-0.c|\" 1e21}}", "%!c(float64=1e+21)|" },
    { "{{printf \"%- 12f|\" -2.25}}", "-2.250000   |" },
    { "{{printf \"% .5z|\" 1.5}}", "%!z(float64= 1.5)|" },
    { "{{printf \"% .5T|\" true}}", "bool|" },
    { "{{printf \"%.2s|\" 5}}", "%!s(int=05)|" },
    { "{{printf \"%12.0o|\" -2.25}}", "%!o(float64=          -2)|" },
    { "{{printf \"%12.0g|\" 65}}", "%!g(int=          65)|" },
    { "{{printf \"%0-.e|\" \"\"}}", "%!e(string=)|" },
    { "{{printf \"%1O|\" 0}}", "0o0|" },
    { "{{printf \"%- .v|\" 0}}", "|" },
    { "{{printf \"%0#12.5U|\" 0.1}}", "%!U(float64=000000.10000)|" },
};

TEST(printf_prints_as_that_of_go)
{
    check_rows(printf_rows, PL_COUNT(printf_rows));
}
