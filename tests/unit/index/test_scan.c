/* One file to a part: scenarios SC and RF of lazy-workspace.md 20, as far as one
 * file shows them, and the shapes of values. Ids in the rows are those of the
 * catalogue. Paths, several files and names of mods are tested where files are
 * walked (workspace) and linked (index/build). */
#include "base/str.h"
#include "unit/index/scan_dump.h"

typedef struct row {
    const char *what, *src;
    dump_fn *fn;
    const char *want;
} row;

static void check(const row *rows, size_t n)
{
    for (size_t i = 0; i < n; i++)
        CHECK_STR(scan_dump(rows[i].src, strlen(rows[i].src), rows[i].fn, rows[i].what),
                  rows[i].want, rows[i].what);
}

static const row forms[] = {
    { "SC-01 a dashboard and a query",
      "dashboard \"d\" {\n title = \"D\"\n}\nquery \"q\" {\n title = \"Q\"\n description = "
      "\"all\"\n sql = \"select 1\"\n}\n",
      blocks, "dashboard d; query q" },
    { "SC-01 their texts",
      "dashboard \"d\" {\n title = \"D\"\n}\nquery \"q\" {\n title = \"Q\"\n description = "
      "\"all\"\n sql = \"select 1\"\n}\n",
      texts, "'D' -''; 'Q' 'all'" },
    { "SC-01 the query has SQL",
      "dashboard \"d\" {\n title = \"D\"\n}\nquery \"q\" {\n sql = \"select 1\"\n}\n", flags,
      "top; top sql" },
    { "SC-02 escaped quotes", "query \"q\" {\n title = \"say \\\"hi\\\"\"\n}", texts,
      "'say \"hi\"' -''" },
    { "SC-02 single quotes", "query \"q\" {\n title = \"it's\"\n}", texts, "'it's' -''" },
    { "SC-03 newline and tab", "query \"q\" {\n title = \"a\\nb\\tc\\\\d\\u0041\\U0001F600\"\n}",
      texts, "'a~b^Ic\\dA\360\237\230\200' -''" },
    { "SC-04 emoji, Chinese, Arabic, accents",
      "query \"q\" {\n title = \"\360\237\232\200 \344\275\240 \331\205 \303\251\"\n description = "
      "\"\303\274\"\n}",
      texts, "'\360\237\232\200 \344\275\240 \331\205 \303\251' '\303\274'" },
    { "SC-04 texts are composed", "query \"q\" {\n title = \"cafe\314\201\"\n}", texts,
      "'caf\303\251' -''" },
    { "SC-05 empty texts are there", "query \"q\" {\n title = \"\"\n description = \"\"\n}", texts,
      "'' ''" },
    { "SC-06 a heredoc with quotes and braces",
      "query \"q\" {\n sql = <<-EOQ\n  select '{\"a\": {}}' } \" from x\n EOQ\n title = \"T\"\n}",
      texts, "'T' -''" },
    { "SC-07 a heredoc that looks like blocks",
      "query \"q\" {\n sql = <<-EOQ\nquery \"fake\" {\n  title = \"no\"\n}\n  control \"fake\" {\n "
      " }\n EOQ\n}\n",
      blocks, "query q" },
    { "SC-08 comment marks in a string",
      "query \"q\" {\n title = \"a /* b */ c // d # e\"\n description = \"/*\"\n}", texts,
      "'a /* b */ c // d # e' '/*'" },
    { "SC-10 words like the marker in a heredoc",
      "query \"q\" {\n sql = <<EOF\nEOF1\nXEOF\nEOF EOF\n EOF;\nEOF\n title = \"T\"\n}", texts,
      "'T' -''" },
    { "SC-11 several heredocs",
      "query \"a\" {\n sql = <<A\nx\nA\n}\nquery \"b\" {\n sql = <<-B\n y\n B\n}\nquery \"c\" {\n "
      "sql = <<A\nB\nA\n}",
      flags, "top sql; top sql; top sql" },
    { "SC-12 tabs, blanks, none, deep",
      "\t \tquery \"a\" {\n\t\t \ttitle = \"A\"\n}\n            query \"b\" {\ntitle = \"B\"\n     "
      "                         }",
      texts, "'A' -''; 'B' -''" },
    { "SC-13 CRLF", "query \"q\" {\r\n title = \"T\"\r\n description = \"D\"\r\n}\r\n", texts,
      "'T' 'D'" },
    { "SC-13 CRLF and LF mixed",
      "query \"q\" {\r\n title = \"T\"\n description = <<X\nD\r\nX\r\n}\n", texts, "'T' 'D^M~'" },
    { "SC-14 blanks at will",
      "query   \"a\"{\n title=\"A\"   \n}\nquery \"b\"   {   \n title    =     \"B\"\t\n}   ",
      texts, "'A' -''; 'B' -''" },
    { "SC-15 comments that hold blocks",
      "# query \"x\" {\n// query \"y\" {\n# }\nquery \"q\" {\n}\n", blocks, "query q" },
    { "SC-16 block comments",
      "/* query \"x\" {\n}\n*/ query \"q\" { /* title = \"no\" */ }\n/* } */", blocks, "query q" },
    { "SC-17 a comment after a value, one in front of another",
      "query \"q\" {\n title = \"T\" # not this\n # description = \"no\"\n description = \"D\" // "
      "nor this\n}",
      texts, "'T' 'D'" },
    { "SC-18 children, one a line",
      "benchmark \"b\" {\n children = [\n  control.a,\n  benchmark.c,\n ]\n}", refs,
      "control.a@children benchmark.c@children" },
    { "SC-18 children on one line", "benchmark \"b\" {\n children = [control.a, dep.control.c]\n}",
      refs, "control.a@children dep.control.c@children" },
    { "SC-18 children and comments",
      "benchmark \"b\" {\n children = [\n  control.a, # control.x\n  /* control.y, */ control.b // "
      "c\n ]\n}",
      refs, "control.a@children control.b@children" },
    { "SC-18 no children", "benchmark \"b\" {\n children = []\n}", flags, "top children" },
    { "SC-19 two resources, their bytes", "query \"a\" {}\nquery \"b\" {}\n", bytes,
      "a [0,12); b [13,25)" },
    { "SC-20 bytes after what is not ASCII",
      "# \360\237\221\251\342\200\215\360\237\222\273\nquery \"a\" {}\n", bytes, "a [14,26)" },
    { "SC-21 every type that stands alone",
      "mod \"m\" {}\nvariable \"v\" {}\nquery \"q\" {}\ncontrol \"c\" {}\nbenchmark \"b\" "
      "{}\ndetection \"d\" {}\ndashboard \"d\" {}\ncard \"c\" {}\nchart \"c\" {}\nimage \"i\" "
      "{}\ninput \"i\" {}\ntable \"t\" {}\ntext \"t\" {}\nflow \"f\" {}\ngraph \"g\" {}\nhierarchy "
      "\"h\" {}\nnode \"n\" {}\nedge \"e\" {}\ncategory \"c\" {}\n",
      blocks,
      "mod m; variable v; query q; control c; benchmark b; detection d; dashboard d; card c; chart "
      "c; image i; input i; table t; text t; flow f; graph g; hierarchy h; node n; edge e; "
      "category c" },
    { "SC-21 those that do not",
      "dashboard \"d\" {\n container {\n with \"w\" {}\n }\n with \"x\" {}\n}\ncontainer \"c\" "
      "{}\nwith \"y\" {}\n",
      blocks, "dashboard d; container - in 0; with w in 1; with x in 0" },
    { "SC-22 the block type detection_benchmark",
      "detection_benchmark \"a\" {}\nbenchmark \"b\" {}\n", flags, "top detection; top" },
    { "SC-23 a benchmark of type detection",
      "benchmark \"b\" {\n type = \"detection\"\n}\nbenchmark \"c\" {\n type = \"control\"\n}",
      flags, "top detection; top" },
    { "SC-23 type is read, not matched",
      "benchmark \"b\" {\n type = \"detecti\\u006fn\"\n}\ncontrol \"c\" {\n type = "
      "\"detection\"\n}",
      flags, "top detection; top" },
    { "SC-24 unknown block types",
      "pipeline \"p\" {\n step \"x\" {\n query \"q\" {}\n }\n}\nquery \"q\" {}\n", blocks,
      "query q" },
    { "SC-30 one line, one attribute", "query \"q\" { title = \"T\" }", texts, "'T' -''" },
    { "SC-30 brackets over several lines", "query \"q\" { tags = {\n a = \"b\"\n} }", tags,
      "{a=b}" },
    { "SC-31 one line, two attributes", "query \"q\" { title = \"T\" sql = \"x\" }\nquery \"r\" {}",
      blocks, "query q; query r !" },
    { "SC-31 the first attribute on the line of the brace",
      "query \"q\" { title = \"T\"\n sql = \"x\"\n}\nquery \"r\" {}", flags,
      "top sql broken; top !" },
    { "SC-31 the brace on the line of the last attribute", "query \"q\" {\n title = \"T\" }", texts,
      "'T' -'' !" },
    { "SC-31 a block in a one-line block", "dashboard \"d\" { text {} }", blocks,
      "dashboard d; text - in 0 !" },
    { "SC-32 query and SQL",
      "control \"a\" {\n query = query.q\n}\ncontrol \"b\" {\n sql = \"select 1\"\n}", flags,
      "top sql; top sql" },
    { "SC-32 what they refer to",
      "control \"a\" {\n query = query.q\n}\ncontrol \"b\" {\n sql = \"select 1\"\n}", refs,
      "query.q@query; " },
    { "SC-33 a query of a dependency", "control \"a\" {\n query = dep.query.q\n}", refs,
      "dep.query.q@query" },
    { "SC-34 the SQL of a query",
      "control \"a\" {\n sql = query.q.sql\n}\ncontrol \"b\" {\n sql = dep.query.q.sql\n}", attrs,
      "sql 2-2 ref 'query.q.sql'; sql 5-5 ref 'dep.query.q.sql'" },
    { "SC-34 as references",
      "control \"a\" {\n sql = query.q.sql\n}\ncontrol \"b\" {\n sql = dep.query.q.sql\n}", refs,
      "query.q@sql; dep.query.q@sql" },
    { "SC-35 tags on several lines",
      "query \"q\" {\n tags = {\n a = \"1\"\n \"b c\" = \"2\"\n }\n}", tags, "{a=1 b c=2}" },
    { "SC-35 tags on one line", "query \"q\" {\n tags = { a = \"1\", b : \"2\", }\n}", tags,
      "{a=1 b=2}" },
    { "SC-35 no tags in them", "query \"q\" {\n tags = {}\n}", tags, "{}" },
    { "SC-35 tags as a block", "query \"q\" {\n tags {\n a = \"1\"\n b = 2\n }\n}", tags,
      "{a=1 b=2}" },
    { "SC-39 braces in strings and SQL",
      "query \"a\" {\n title = \"}\"\n sql = \"{{\"\n}\nquery \"b\" {\n title = \"{\"\n}", texts,
      "'}' -''; '{' -''" },
    { "SC-41 nothing", "", blocks, "" },
    { "SC-41 comments only", "# a\n// b\n/* c */", blocks, "" },
    { "SC-42 lines", "\n\nquery \"a\" {\n\n}\nquery \"b\" {}\n\nquery \"c\" {\n sql = <<E\n\nE\n}",
      lines, "a 3-5; b 6-6; c 8-12" },
    { "SC-46 a block that never closes", "query \"a\" {}\nquery \"b\" {\n title = \"T\"\n", flags,
      "top; top broken !" },
    { "SC-46 a string that never closes", "query \"a\" {}\nquery \"b\" {\n title = \"T\n", blocks,
      "query a; query b !" },
    { "SC-46 a header that never ends", "query \"a\" {}\nquery \"b", blocks, "query a !" },
    { "SC-47 nested anonymous containers",
      "dashboard \"d\" {\n container {\n container {\n text {}\n }\n }\n container {}\n}", blocks,
      "dashboard d; container - in 0; container - in 1; text - in 2; container - in 0" },
    { "SC-47 only the dashboard is at the top", "dashboard \"d\" {\n container {}\n}", flags,
      "top; " },
    { "SC-52 merge with one inline object",
      "benchmark \"b\" {\n tags = merge(local.t, {\n type = \"Benchmark\"\n })\n}", tags,
      "{type=Benchmark}?" },
    { "SC-53 merge, literals, a variable",
      "query \"a\" {\n tags = merge(local.t, { a = \"1\" })\n}\nquery \"b\" {\n tags = { a = \"1\" "
      "}\n}\nquery \"c\" {\n tags = var.t\n}",
      tags, "{a=1}?; {a=1}; {}?" },
    { "SC-54 pairs of every inline object",
      "benchmark \"b\" {\n tags = merge(local.a, { benchmark = \"b\", x = \"1\" }, local.b, { "
      "index = \"7\", x = \"2\" })\n}",
      tags, "{benchmark=b x=2 index=7}?" },
    { "SC-55 no newline at the end", "query \"q\" {\n title = \"T\"\n}", texts, "'T' -''" },
    { "SC-55 a byte order mark", "\357\273\277query \"q\" {}\n", bytes, "q [3,15)" },
};

TEST(text_forms)
{
    check(forms, PL_COUNT(forms));
}

static const row resolution[] = {
    { "RF-01 a literal title", "query \"q\" {\n title = \"T\"\n}", texts, "'T' -''" },
    { "RF-02 a variable", "query \"q\" {\n title = var.x\n}", texts, "''? -''" },
    { "RF-02 remembered where", "query \"q\" {\n title = var.x\n}", attrs,
      "title 2-2 ref 'var.x'" },
    { "RF-03 interpolation", "query \"q\" {\n title = \"Dashboard for ${var.x}!\"\n}", texts,
      "'Dashboard for !'? -''" },
    { "RF-03 nothing but interpolation", "query \"q\" {\n title = \"${var.x}\"\n}", texts,
      "''? -''" },
    { "RF-04 no title", "query \"q\" {}", texts, "-'' -''" },
    { "RF-05 descriptions",
      "query \"a\" {\n description = \"D\"\n}\nquery \"b\" {\n description = var.x\n}", texts,
      "-'' 'D'; -'' ''?" },
    { "RF-06 literal tags", "query \"q\" {\n tags = { a = \"1\" }\n}", tags, "{a=1}" },
    { "RF-07 a variable, a local",
      "query \"a\" {\n tags = var.x\n}\nquery \"b\" {\n tags = local.x\n}", tags, "{}?; {}?" },
    { "RF-08 merge keeps inline pairs", "query \"q\" {\n tags = merge(var.x, { a = \"1\" })\n}",
      tags, "{a=1}?" },
    { "RF-09 no tags", "query \"q\" {}", tags, "-{}" },
    { "RF-10 literal and not", "query \"q\" {\n tags = { static = \"1\", dynamic = var.x }\n}",
      tags, "{static=1 dynamic=?}" },
    { "RF-11 more literals",
      "card \"c\" {\n category = \"C\"\n documentation = \"D\"\n display = \"none\"\n width = 4\n "
      "type = \"alert\"\n}",
      attrs,
      "category 2-2 literal 'C', documentation 3-3 literal 'D', display 4-4 literal 'none', type "
      "6-6 literal 'alert'" },
    { "RF-11 width is in the entry",
      "card \"a\" {\n width = 4\n}\ncard \"b\" {\n width = 0\n}\ncard \"c\" {\n width = "
      "13\n}\ncard \"d\" {\n width = 1.5\n}\ncard \"e\" {\n width = var.w\n}",
      flags, "top width 4; top width 0; top; top; top" },
    { "RF-14 a block of tags", "query \"q\" {\n tags {\n a = \"1\"\n dynamic = var.x\n }\n}", tags,
      "{a=1 dynamic=?}" },
    { "RF-14 where the open ones are",
      "query \"q\" {\n tags {\n a = \"1\"\n dynamic = var.x\n }\n}", attrs, "tags 2-5 block" },
    { "a block of literal tags is held by the entry", "query \"q\" {\n tags {\n a = \"1\"\n }\n}",
      attrs, "" },
    { "numbers are resolved and empty", "query \"q\" {\n title = true\n description = 5\n}", texts,
      "'' ''" },
    { "null is as good as nothing", "query \"q\" {\n title = null\n description = null # none\n}",
      texts, "-'' -''" },
    { "null tags are none", "query \"q\" {\n tags = null\n}", tags, "-{}" },
    { "null everywhere",
      "benchmark \"b\" {\n children = null\n base = null\n type = null\n width = null\n}\n"
      "control \"c\" {\n sql = null\n query = null\n args = null\n}",
      flags, "top; top args" },
    { "and leaves nothing to find again",
      "control \"c\" {\n sql = null\n documentation = null\n width = null\n base = null\n}", attrs,
      "" },
    { "a variable may be null by default", "variable \"v\" {\n default = null\n}", attrs,
      "default 2-2 literal" },
    { "null in parentheses has to be evaluated", "query \"q\" {\n title = (null)\n}", texts,
      "''? -''" },
    { "the first null counts", "query \"q\" {\n title = null\n title = \"T\"\n}", texts,
      "-'' -'' !" },
    { "calls, conditions, parentheses are not",
      "query \"a\" {\n title = upper(\"x\")\n}\nquery \"b\" {\n title = true ? \"x\" : "
      "\"y\"\n}\nquery \"c\" {\n title = (\"x\")\n}",
      texts, "''? -''; ''? -''; ''? -''" },
    { "a string and more is not", "query \"a\" {\n title = \"x\" == \"y\"\n}", texts, "''? -''" },
    { "a number and more is not", "query \"a\" {\n title = 1 + 2\n description = 1.2.3\n}", texts,
      "''? ''?" },
    { "what looks like interpolation", "query \"q\" {\n title = \"$${a} %%{b} $c 100%\"\n}", texts,
      "'${a} %{b} $c 100%' -''" },
    { "a heredoc", "query \"q\" {\n title = <<E\n a\nb\nE\n}", texts, "' a~b~' -''" },
    { "a flush heredoc", "query \"q\" {\n title = <<-E\n    a\n\n      b\n   E\n}", texts,
      "'a~~  b~' -''" },
    { "a blank line keeps its blanks", "query \"q\" {\n title = <<-E\n   a\n     \n   E\n}", texts,
      "'a~     ~' -''" },
    { "tabs count as one", "query \"q\" {\n title = <<-E\n\t\ta\n  b\n   E\n}", texts,
      "'a~b~' -''" },
    { "escapes in a heredoc", "query \"q\" {\n title = <<-E\n  $${a}\\n\n  E\n}", texts,
      "'${a}\\n~' -''" },
    { "an empty heredoc", "query \"q\" {\n title = <<E\nE\n}", texts, "'' -''" },
    { "a heredoc with interpolation", "query \"q\" {\n title = <<-E\n  a ${x} b\n    c\n  E\n}",
      texts, "'a  b~  c~'? -''" },
    { "interpolation at the start of a line has no indentation",
      "query \"q\" {\n title = <<-E\n  a\n${x} b\n  E\n}", texts, "'  a~ b~'? -''" },
    { "blanks before an interpolation are its indentation",
      "query \"q\" {\n title = <<-E\n    a\n  ${x} b\n  E\n}", texts, "'  a~ b~'? -''" },
    { "a trim marker eats blanks", "query \"q\" {\n title = \"a  ${~ x ~}  b\"\n}", texts,
      "'ab'? -''" },
    { "a trim marker eats one line", "query \"q\" {\n title = <<E\na ${x ~}\n  b\nE\n}", texts,
      "'a   b~'? -''" },
    { "control sequences are no text", "query \"q\" {\n title = \"a%{ if x }b%{ endif }c\"\n}",
      texts, "'abc'? -''" },
    { "long descriptions stay where they are",
      "query \"q\" {\n description = "
      "\"012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789"
      "0123456789\"\n}",
      texts, "-'' ''" },
    { "and are found there",
      "query \"q\" {\n description = "
      "\"012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789"
      "0123456789\"\n}",
      attrs, "description 2-2 literal" },
    { "long titles are kept",
      "query \"q\" {\n title = "
      "\"012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789"
      "0123456789\"\n}",
      texts,
      "'0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890"
      "123456789' -''" },
};

TEST(resolution_flags)
{
    check(resolution, PL_COUNT(resolution));
}

static const row tag_forms[] = {
    { "booleans and numbers",
      "query \"q\" {\n tags = { a = true, b = false, c = 10, d = 100, e = 0, f = 1.50, g = 1e3, h "
      "= 0.10e-2 }\n}",
      tags, "{a=true b=false c=10 d=100 e=0 f=1.5 g=1000 h=0.001}" },
    { "null needs evaluation", "query \"q\" {\n tags = { a = null }\n}", tags, "{a=?}" },
    { "signs, calls, conditions need it too",
      "query \"q\" {\n tags = { a = -1, b = upper(\"x\"), c = true ? 1 : 2, d = (\"x\"), e = [1], "
      "f = {} }\n}",
      tags, "{a=? b=? c=? d=? e=? f=?}" },
    { "numbers too long for us", "query \"q\" {\n tags = { a = 1e5000, b = 1e41, c = 1e39 }\n}",
      tags, "{a=? b=? c=1000000000000000000000000000000000000000}" },
    { "interpolation is provisional", "query \"q\" {\n tags = { a = \"x${y}z\", b = \"c\" }\n}",
      tags, "{a=xz? b=c}" },
    { "a heredoc as a value", "query \"q\" {\n tags = {\n a = <<-E\n  x\n E\n b = \"c\"\n }\n}",
      tags, "{a=x~ b=c}" },
    { "keys of every kind",
      "query \"q\" {\n tags = { a-b = \"1\", \"c d\" = \"2\", 3 = \"3\", true = \"4\", \"\\u0041\" "
      "= \"5\" }\n}",
      tags, "{a-b=1 c d=2 3=3 true=4 A=5}" },
    { "computed keys open everything", "query \"q\" {\n tags = { (a) = \"1\", b = \"2\" }\n}", tags,
      "{b=2}?" },
    { "so do keys with interpolation", "query \"q\" {\n tags = { \"x${a}\" = \"1\", b = \"2\" }\n}",
      tags, "{b=2}?" },
    { "and dotted ones", "query \"q\" {\n tags = { a.b = \"1\", b = \"2\" }\n}", tags, "{b=2}?" },
    { "the last of equal keys counts",
      "query \"q\" {\n tags = { a = \"1\", b = \"2\", \"a\" = \"3\" }\n}", tags, "{a=3 b=2}" },
    { "comments between",
      "query \"q\" {\n tags = { # x\n a = \"1\" # y\n /* z */ b = /* w */ \"2\" /* v */\n }\n}",
      tags, "{a=1 b=2}" },
    { "a for is no object", "query \"q\" {\n tags = { for k, v in x : k => v }\n}", tags, "{}?" },
    { "something done to an object", "query \"q\" {\n tags = { a = \"1\" }.b\n}", tags, "{}?" },
    { "objects of a condition are not arguments",
      "query \"q\" {\n tags = x ? { a = \"1\" } : {}\n}", tags, "{}?" },
    { "objects deeper in a call are not",
      "query \"q\" {\n tags = merge(f({ a = \"1\" }), { b = \"2\" }.c, { d = \"4\" })\n}", tags,
      "{d=4}?" },
    { "a function in a namespace", "query \"q\" {\n tags = a::merge({ b = \"2\" })\n}", tags,
      "{b=2}?" },
    { "expanded arguments", "query \"q\" {\n tags = merge([x]..., { b = \"2\" })\n}", tags,
      "{b=2}?" },
    { "not even an object", "query \"q\" {\n tags = \"x\"\n}\nquery \"r\" {\n tags = [1]\n}", tags,
      "{}?; {}?" },
    { "tags of blocks inside are not ours",
      "chart \"c\" {\n series \"s\" {\n tags = { a = \"1\" }\n }\n}", tags, "-{}" },
    { "twenty keys, some again",
      "query \"q\" {\n tags = { "
      "a=\"1\",b=\"1\",c=\"1\",d=\"1\",e=\"1\",f=\"1\",g=\"1\",h=\"1\",i=\"1\",j=\"1\",k=\"1\",l="
      "\"1\",m=\"1\",n=\"1\",o=\"1\",p=\"1\",q=\"1\",a=\"2\",b=\"2\" }\n}",
      tags, "{a=2 b=2 c=1 d=1 e=1 f=1 g=1 h=1 i=1 j=1 k=1 l=1 m=1 n=1 o=1 p=1 q=1}" },
};

TEST(tag_forms_of_all_kinds)
{
    check(tag_forms, PL_COUNT(tag_forms));
}

static const row references[] = {
    { "recorded kinds and others",
      "table \"t\" {\n a = [mod.m.title, query.a, control.b, benchmark.c, dashboard.d, "
      "detection.e, container.f, card.g, chart.h]\n}",
      refs,
      "mod.m@a query.a@a control.b@a benchmark.c@a dashboard.d@a detection.e@a container.f@a "
      "card.g@a chart.h@a" },
    { "more of them",
      "table \"t\" {\n a = [flow.a, graph.b, hierarchy.c, image.d, input.e, table.f, text.g, "
      "param.h, category.i, with.j, node.k, edge.l, local.m, connection.n.o]\n}",
      refs,
      "flow.a@a graph.b@a hierarchy.c@a image.d@a input.e@a table.f@a text.g@a param.h@a "
      "category.i@a with.j@a node.k@a! edge.l@a! local.m@a! connection.n.o@a!" },
    { "the kind may come second",
      "node \"n\" {\n args = [self.input.i.value, with.w.rows[*].c, dep.query.q.sql, dep.var.v, "
      "dep.node.n]\n}",
      refs, "self.input.i@args with.w@args dep.query.q@args dep.var.v@args! dep.node.n@args!" },
    { "variables whole, with their keys",
      "query \"q\" {\n sql = \"${var.a} ${var.a.b} ${var.a[\"c d\"]} ${var.a.0} ${var.a[1].x}\"\n}",
      refs, "var.a@sql var.a.b@sql var.a.c d@sql var.a.0@sql var.a.1.x@sql" },
    { "a traversal ends before what is no literal", "query \"q\" {\n sql = var.a[var.b].c\n}", refs,
      "var.a@sql var.b@sql" },
    { "other roots are none",
      "query \"q\" {\n sql = [each.value, path.module, foo, a.b.c, query, local]\n}", refs, "" },
    { "functions and keys are none",
      "query \"q\" {\n x = { query = query.a, control = var.b, var.c = 1, (var.d) = 2, "
      "\"${var.e}\" = 3 }\n y = query(var.f)\n}",
      refs, "query.a@x var.b@x var.c@x var.d@x var.e@x var.f@y" },
    { "names bound by for are none",
      "query \"q\" {\n x = [for var in var.list : var.x if query.a]\n y = { for local, var in "
      "var.map : var.k => local.v }\n z = var.after\n}",
      refs, "var.list@x query.a@x var.map@y var.after@z" },
    { "scopes of for nest",
      "query \"q\" {\n x = [for var in [for query in query.a : query.b] : [for local in var.x : "
      "local.y]]\n}",
      refs, "query.a@x" },
    { "a condition in the collection of a for",
      "query \"q\" {\n x = [for var in var.a ? var.b : var.c : var.d]\n}", refs,
      "var.a@x var.b@x var.c@x" },
    { "directives bind too",
      "query \"q\" {\n sql = \"%{ for var in var.list }${var.x}%{ endfor }${var.y}%{ if var.z }%{ "
      "else }%{ endif }\"\n}",
      refs, "var.list@sql var.y@sql var.z@sql" },
    { "in heredocs", "query \"q\" {\n sql = <<-E\n  ${var.a} $${var.b} ${ \"${var.c}\" }\n E\n}",
      refs, "var.a@sql var.c@sql" },
    { "an interpolation over lines", "query \"q\" {\n sql = \"${var.a\n .b}\"\n}", refs,
      "var.a.b@sql" },
    { "outside brackets it is an error, and two things", "query \"q\" {\n sql = [var.a\n .b]\n}",
      refs, "var.a.b@sql" },
    { "splats end a traversal",
      "query \"q\" {\n sql = [query.a.*.b, query.c[*].d, query.e[*].f[query.g]]\n}", refs,
      "query.a@sql query.c@sql query.e@sql query.g@sql" },
    { "relative traversals have no name",
      "query \"q\" {\n sql = [(query.a).query.b, f().query.c, {}.query.d, [].0.query.e, "
      "\"x\".query.f]\n}",
      refs, "query.a@sql" },
    { "true, false, null are no roots", "query \"q\" {\n sql = [true.query.x, null]\n}", refs, "" },
    { "blanks and comments between",
      "query \"q\" {\n sql = query . a /* x */ . sql\n query = query.b # c\n}", refs,
      "query.a@sql query.b@query" },
    { "names that are not ASCII", "query \"q\" {\n sql = query.\303\251t\303\251.sql\n}", refs,
      "query.\303\251t\303\251@sql" },
    { "files that are read",
      "query \"q\" {\n sql = file(\"./a b.sql\")\n x = templatefile(\"t\\u002esql\", { a = var.b "
      "})\n y = file(var.c)\n z = file(\"${var.d}\")\n w = filebase64(\"x\")\n}",
      refs, "file:./a b.sql@sql! file:t.sql@x! var.b@x var.c@y var.d@z" },
    { "in params",
      "query \"q\" {\n sql = \"select $1\"\n param \"p\" {\n default = var.x\n description = "
      "\"d\"\n }\n param {\n default = var.y\n }\n}",
      refs, "var.x@default(param p) var.y@default(param )" },
    { "in blocks that are no resources",
      "table \"t\" {\n column \"c\" {\n href = \"${dashboard.d.url_path}\"\n }\n}\nchart \"c\" {\n "
      "series \"s\" {\n point \"p\" {\n color = local.red\n }\n }\n}",
      refs, "dashboard.d@href(c)!; local.red@color(p)!" },
    { "a param of a param is no param",
      "query \"q\" {\n x \"y\" {\n param \"p\" {\n default = var.a\n }\n }\n}", refs,
      "var.a@default(p)!" },
    { "of mods, variables and locals nothing is recorded",
      "mod \"m\" {\n database = var.db\n require {\n mod \"x\" {\n args = { a = var.b }\n }\n "
      "}\n}\nvariable \"v\" {\n type = map(string)\n default = var.x\n}\nlocals {\n a = var.y\n}",
      refs, "var.db@database! var.b@args(x)!; var.x@default!; var.y@value!" },
    { "rows go with their entries",
      "dashboard \"d\" {\n title = var.a\n text {\n value = var.b\n }\n description = var.c\n "
      "input \"i\" {\n query = query.q\n }\n tags = local.t\n}",
      refs, "var.a@title var.c@description local.t@tags!; var.b@value; query.q@query" },
};

TEST(references_of_all_kinds)
{
    check(references, PL_COUNT(references));
}

static const row lists[] = {
    { "a tuple of references", "benchmark \"b\" {\n children = [control.a]\n}", flags,
      "top children" },
    { "with keys in it", "benchmark \"b\" {\n children = [control[\"a\"], dep.control.c,]\n}",
      flags, "top children" },
    { "a local is to be evaluated", "benchmark \"b\" {\n children = [local.x]\n}", flags,
      "top children children?" },
    { "so is a variable", "benchmark \"b\" {\n children = [control.a, var.x]\n}", flags,
      "top children children?" },
    { "a call", "benchmark \"b\" {\n children = concat([control.a], local.b)\n}", flags,
      "top children children?" },
    { "a tuple in a tuple", "benchmark \"b\" {\n children = [[control.a]]\n}", flags,
      "top children children?" },
    { "a condition", "benchmark \"b\" {\n children = [x ? control.a : control.b]\n}", flags,
      "top children children?" },
    { "a for", "benchmark \"b\" {\n children = [for c in control.a : c]\n}", flags,
      "top children children?" },
    { "an index of a tuple", "benchmark \"b\" {\n children = [control.a][0]\n}", flags,
      "top children children?" },
    { "a string", "benchmark \"b\" {\n children = [\"control.a\"]\n}", flags,
      "top children children?" },
    { "one reference is no list", "benchmark \"b\" {\n children = control.a\n}", flags,
      "top children children?" },
};

TEST(children_are_lists_or_open)
{
    check(lists, PL_COUNT(lists));
}

static const row structure[] = {
    { "locals, one entry each",
      "locals {\n a = 1\n b = {\n c = 2\n }\n}\nlocals { d = <<E\nx\nE\n}\n", lines,
      "a 2-2; b 3-5; d 7-9 !" },
    { "bytes of a local: name to last token", "locals {\n a = 1 # x\n b = [2] /* y */\n}", bytes,
      "a [10,15); b [21,28)" },
    { "their values are found again",
      "locals {\n a = \"x\"\n b = var.c\n d = <<E\ny\nE\n e = f(1)\n}", attrs,
      "value 2-2 literal 'x'; value 3-3 ref 'var.c'; value 4-6 literal heredoc 'y~'; value 7-7" },
    { "locals are nowhere else", "query \"q\" {\n locals {\n a = 1\n }\n}", blocks, "query q" },
    { "blocks in locals are no entries", "locals {\n query \"q\" {}\n a = 1\n}", blocks,
      "locals a" },
    { "bare labels", "query q {\n}\nquery r s {}", blocks, "query q; query r" },
    { "labels are decoded", "query \"a\\tb $${c}\" {}", blocks, "query a^Ib ${c}" },
    { "labels are not composed", "query \"e\314\201\" {}", blocks, "query e\314\201" },
    { "an empty label is one", "query \"\" {}\nquery {}", blocks, "query ; query -" },
    { "what may stand where",
      "graph \"g\" {\n node {}\n edge \"e\" {}\n category \"c\" {}\n with \"w\" {}\n card "
      "{}\n}\nbenchmark \"b\" {\n control \"c\" {}\n}",
      blocks, "graph g; node - in 0; edge e in 0; category c in 0; with w in 0; benchmark b" },
    { "children on both sides of attributes",
      "dashboard \"d\" {\n card {}\n title = \"T\"\n card \"x\" {}\n}", blocks,
      "dashboard d; card - in 0; card x in 0" },
    { "attributes of interest",
      "card \"c\" {\n sql = <<-E\n  x\n E\n args = [1]\n base = card.b\n icon = \"x\"\n severity = "
      "\"low\"\n}",
      attrs,
      "sql 2-4 literal heredoc, args 5-5, base 6-6 ref 'card.b', severity 8-8 literal 'low'" },
    { "a comment over lines between name and value",
      "query \"q\" {\n sql /* \n */ = /* \n */ \"x\"\n}", attrs, "sql 2-4 literal" },
    { "flags of what is there",
      "card \"c\" {\n sql = \"x\"\n args = {}\n base = card.b\n param \"p\" {}\n}", flags,
      "top sql args params base" },
    { "the first of two attributes counts", "query \"q\" {\n title = \"A\"\n title = \"B\"\n}",
      texts, "'A' -'' !" },
};

TEST(structure_of_files)
{
    check(structure, PL_COUNT(structure));
}

static const row recovery[] = {
    { "T8 a stray brace", "query \"a\" {}\n}\nquery \"b\" {}\n", blocks, "query a; query b !" },
    { "T9 a missing brace", "query \"a\" {\n sql = \"x\"\nquery \"b\" {\n}\ncontrol \"c\" {}\n",
      blocks, "query a !" },
    { "T10 a bracket that never closes",
      "query \"a\" {}\nbenchmark \"b\" {\n children = [\n}\nquery \"c\" {}\n", blocks,
      "query a; benchmark b !" },
    { "B7 two blocks on one line", "query \"a\" {} query \"b\" {}\nquery \"c\" {}\n", blocks,
      "query a; query b; query c !" },
    { "B8 the brace on the next line", "query \"a\" {}\nquery \"b\"\n{\n}\nquery \"c\" {}\n",
      blocks, "query a; query c !" },
    { "B9 an equals sign in the header", "query \"a\" = {\n}\nquery \"b\" {}\n", blocks,
      "query b !" },
    { "B10 a quoted name", "query \"a\" {\n \"title\" = \"T\"\n sql = \"x\"\n}\nquery \"b\" {}\n",
      flags, "top broken; top !" },
    { "B12 junk in a block",
      "query \"a\" {\n title = \"T\"\n ) \n sql = \"x\"\n}\nquery \"b\" {}\n", flags,
      "top broken; top !" },
    { "a word alone", "query \"a\" {\n title\n sql = \"x\"\n}\n", flags, "top sql broken !" },
    { "no value", "query \"a\" {\n title =\n sql = \"x\"\n}\n", flags, "top sql broken !" },
    { "B14 two values", "query \"a\" {\n title = \"T\" \"U\"\n}\nquery \"b\" {}\n", texts,
      "''? -''; -'' -''" },
    { "a second equals sign", "query \"a\" {\n title = var.x = 2\n}\n", texts, "''? -'' !" },
    { "H6 a heredoc without its end", "query \"a\" {}\nquery \"b\" {\n sql = <<E\n x\n}\n", blocks,
      "query a; query b !" },
    { "H16 a lone CR in a heredoc", "query \"a\" {}\nquery \"b\" {\n sql = <<E\n x\ry\nE\n}\n",
      blocks, "query a; query b !" },
    { "U8 a string that runs on", "query \"a\" {}\nquery \"b\" {\n title = \"x\n sql = \"y\"\n}\n",
      blocks, "query a; query b !" },
    { "C5 a comment that never closes", "query \"a\" {}\n/* query \"b\" {}\n", blocks,
      "query a !" },
    { "junk first", "\001\002 query \"a\" {}\nquery \"b\" {}\n", blocks, "query b !" },
    { "an attribute at the top", "a = 1\nquery \"b\" {}\n", blocks, "query b" },
};

TEST(files_with_errors_keep_what_was_closed)
{
    check(recovery, PL_COUNT(recovery));
}

static const struct {
    const char *src;
    uint32_t lines;
} line_counts[] = {
    { "", 0 },     { "\n", 1 },       { "a = 1", 1 },        { "a = 1\n", 1 },
    { "\n\n", 2 }, { "a = 1\n#", 2 }, { "a = <<E\nE\n", 2 }, { "q \"x\" {\n}\n\n", 3 }
};

TEST(lines_are_counted)
{
    pl_scanner *sc = pl_scanner_new();
    for (size_t i = 0; i < PL_COUNT(line_counts); i++) {
        char text[128] = { 0 };
        strcpy(text, line_counts[i].src);
        pl_arena arena = { 0 };
        const pl_part *part = pl_scan_file(sc, (pl_str){ text, strlen(text) }, &arena);
        CHECK_INT(part->n_lines, line_counts[i].lines, line_counts[i].src);
        pl_arena_done(&arena);
    }
    pl_scanner_free(sc);
}
