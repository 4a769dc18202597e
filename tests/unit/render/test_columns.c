/* What `show` prints of each kind, as plain and as pretty text (cli.md 2.7; CL-03). */
#include "unit/render/kinds.h"

/* ---- columns (2.7) */

static const struct {
    const char *what, *name, *want;
} plain_rows[] = {
    { "a control, its query and its args", "m.control.c",
      "Name:          c\n"
      "Title:         C\n"
      "Description:   what\n"
      "Documentation: # doc\n"
      "Tags:          \n"
      "  a: 1\n"
      "  b: 2\n"
      "Mod:           m\n"
      "Database:      {sqlite:///x.db}\n"
      "Query:         \n"
      "  Name:          q\n"
      "  Title:         Q\n"
      "  Mod:           m\n"
      "  SQL:           select $1 as a, $2 as b\n"
      "  Params:        \n"
      "      Name:            param.a\n"
      "      Description:     first\n"
      "      Default:         10\n"
      "      Name:            param.b\n"
      "      Default:         [\"x\",true]\n"
      "Args:          \n"
      "  ArgMap:     \n"
      "    a: 5\n"
      "    b: str\n"
      "Severity:      high\n"
      "Width:         4\n"
      "Display:       none\n" },
    { "a heredoc keeps its line end", "m.control.bare",
      "Name:          bare\n"
      "Mod:           m\n"
      "SQL:           select 1\n"
      "\n" },
    { "args by position, null among them", "m.control.positional",
      "Name:          positional\n"
      "Mod:           m\n"
      "SQL:           select $1\n"
      "Args:          \n"
      "  ArgList:    \n"
      "    one\n"
      "    2\n"
      "    null\n" },
    { "benchmarks of controls have no width", "m.benchmark.b",
      "Name:          b\n"
      "Title:         B\n"
      "Mod:           m\n"
      "Children:      \n"
      "  m.benchmark.low\n"
      "  m.control.c\n" },
    { "those of detections have", "m.benchmark.watch",
      "Name:          watch\n"
      "Mod:           m\n"
      "Width:         3\n"
      "Children:      \n"
      "  m.detection.d\n" },
    { "a detection's severity is not printed", "m.detection.d",
      "Name:          d\n"
      "Mod:           m\n"
      "SQL:           select 1\n"
      "Width:         2\n" },
    { "a dashboard has the base columns alone", "m.dashboard.home",
      "Name:          home\n"
      "Title:         Home\n"
      "Mod:           m\n" },
    { "so has a variable", "m.var.v",
      "Name:          v\n"
      "Description:   a set\n"
      "Mod:           m\n" },
    { "G1: so has a mod", "mod.m",
      "Name:          m\n"
      "Title:         M\n"
      "Mod:           m\n" },
    { "G7: legend, series and axes by their members", "m.chart.chart",
      "Name:          chart\n"
      "Mod:           m\n"
      "SQL:           select 1\n"
      "Type:          bar\n"
      "Grouping:      compare\n"
      "Transform:     none\n"
      "Legend:        \n"
      "  display:  all\n"
      "  position: top\n"
      "Series:        \n"
      "    name:    s1\n"
      "    title:   S\n"
      "    color:   red\n"
      "    point:     name:    p\n"
      "    color:   blue\n"
      "Axes:          \n"
      "  x: \n"
      "    min:    0\n"
      "    max:    10\n"
      "    title:  \n"
      "      display: always\n"
      "      align:   end\n"
      "      value:   X\n"
      "    labels: \n"
      "      display: auto\n"
      "      format:  f\n"
      "  y: \n"
      "    min: 1\n" },
    { "nodes and edges of a graph", "m.graph.graph",
      "Name:          graph\n"
      "Title:         G\n"
      "Mod:           m\n"
      "Nodes:         \n"
      "    Name:            n\n"
      "    Tags:          \n"
      "  b: 1\n"
      "    Mod:             m\n"
      "    SQL:             select 1 as id\n"
      "Edges:         \n"
      "    Name:            e\n"
      "    Mod:             m\n"
      "    SQL:             select 1 as from_id, 1 as to_id\n"
      "Direction:     left_right\n" },
    { "an input", "m.input.i",
      "Name:          i\n"
      "Title:         pick\n"
      "Mod:           m\n"
      "Width:         2\n"
      "Type:          select\n"
      "Label:         I\n"
      "Placeholder:   any\n"
      "DashboardName: m.dashboard.home\n" },
    { "a card", "m.card.card",
      "Name:          card\n"
      "Mod:           m\n"
      "Label:         L\n"
      "Value:         V\n"
      "Icon:          hero\n"
      "HREF:          /x\n"
      "Width:         3\n"
      "Type:          info\n" },
    { "an image", "m.image.image",
      "Name:          image\n"
      "Mod:           m\n"
      "Src:           a.png\n"
      "Alt:           A\n" },
    { "a text", "m.text.text",
      "Name:          text\n"
      "Mod:           m\n"
      "Type:          raw\n"
      "Value:         *t*\n" },
    { "inputs and children of a container", "m.container.dashboard_home_anonymous_container_0",
      "Name:          dashboard_home_anonymous_container_0\n"
      "Title:         Box\n"
      "Mod:           m\n"
      "Inputs:        \n"
      "    Name:            inner\n"
      "    Mod:             m\n"
      "    Type:            text\n"
      "    DashboardName:   m.dashboard.home\n"
      "Children:      \n"
      "  m.card.card\n"
      "  m.text.text\n"
      "  m.image.image\n"
      "  m.input.inner\n" },
};

TEST(columns_are_those_of_the_kind)
{
    sessions s;
    pl_buf out = { 0 };
    kinds_begin(&s, "plain");
    for (size_t i = 0; i < PL_COUNT(plain_rows); i++) {
        kinds_show(&s, plain_rows[i].name, PL_FORMAT_PLAIN, &out);
        CHECK_STR(out.ptr, plain_rows[i].want, plain_rows[i].what);
    }
    kinds_show(&s, "m.control.c", PL_FORMAT_PRETTY, &out);
    CHECK(strstr(out.ptr, "\033[34mName:          \033[0mc\n"), "keys are blue");
    CHECK(strstr(out.ptr, "\n  \033[34ma: \033[0m1\n"), "those of maps, too");
    kinds_strip(&out);
    CHECK_STR(out.ptr, plain_rows[0].want, "apart from colours both are the same");
    pl_buf_done(&out);
    sessions_end(&s);
}
