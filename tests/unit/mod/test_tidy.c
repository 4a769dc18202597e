/* The canonical layout of a file (mod-management.md 12.3, 12.4). */
#include "unit/test.h"
#include "base/file.h"
#include "base/str.h"
#include "mod/tidy.h"

static const struct {
    const char *what, *src, *want;
} layouts[] = {
    { "blanks around an assignment", "a=1\n", "a = 1\n" },
    { "assignments of neighbours stand in one column", "a = 1\nlong = 2\n",
      "a    = 1\nlong = 2\n" },
    { "an empty line ends a group", "a = 1\n\nlong = 2\n", "a = 1\n\nlong = 2\n" },
    { "a comment line ends a group", "a = 1\n# c\nlong = 2\n", "a = 1\n# c\nlong = 2\n" },
    { "an open bracket is no assignment cell", "a = {\n  b = 1\n}\nlong = 2\n",
      "a = {\n  b = 1\n}\nlong = 2\n" },
    { "comments after lines stand in one column", "a = 1 # x\nlong = 22 # y\n",
      "a    = 1  # x\nlong = 22 # y\n" },
    { "widths are grapheme clusters", "t\xc3\xadtulo = 1\na = 2\n",
      "t\xc3\xadtulo = 1\na      = 2\n" },
    { "two blanks for each level", "b \"x\" {\na = [\n1,\n]\n}\n",
      "b \"x\" {\n  a = [\n    1,\n  ]\n}\n" },
    { "two brackets of one line are one level", "a = f({\nb = 1\n})\n", "a = f({\n  b = 1\n})\n" },
    { "a level that closes in part stays open", "a = [{\nb = 1\n}, {\nc = 1\n}]\n",
      "a = [{\n  b = 1\n  }, {\n  c = 1\n}]\n" },
    { "calls, commas, indices", "a = f ( b , c [ 0 ] . d )\n", "a = f(b, c[0].d)\n" },
    { "negation and subtraction", "a = - 1\nb = c -1\nd = [-1, - 1]\n",
      "a = -1\nb = c - 1\nd = [-1, -1]\n" },
    { "not", "a = ! b\n", "a = !b\n" },
    { "braces", "a = {b=1}\nc = { }\n", "a = { b = 1 }\nc = {}\n" },
    { "interpolations", "a = \"x${ b }y${c}${ d }\"\n", "a = \"x${b}y${c}${d}\"\n" },
    { "for in a bracket", "a = [for k in [1] : k if k>1]\n", "a = [for k in [1] : k if k > 1]\n" },
    { "here-documents keep their text", "a = <<E\n  x  =1\n\n   y\nE\nb=1\n",
      "a = <<E\n  x  =1\n\n   y\nE\nb = 1\n" },
    { "blanks at ends of lines go", "a = 1  \n  \nb = 2\n", "a = 1\n\nb = 2\n" },
    { "line ends stay what they are", "a=1\r\nb=2\r\n", "a = 1\r\nb = 2\r\n" },
    { "no line end at the end", "a=1", "a = 1" },
    { "a byte order mark stays",
      "\xef\xbb\xbf"
      "a=1\n",
      "\xef\xbb\xbf"
      "a = 1\n" },
};

static pl_str slack(pl_buf *buf)
{
    memset(pl_buf_reserve(buf, PL_VIEW_SLACK), 0, PL_VIEW_SLACK);
    return pl_buf_view(buf);
}

static void end(pl_buf *buf)
{
    pl_buf_byte(buf, 0);
    buf->len--;
}

TEST(tidy_lays_out_as_the_table_says)
{
    pl_tidy tidy = { 0 };
    for (size_t i = 0; i < PL_COUNT(layouts); i++) {
        pl_buf text = { 0 }, once = { 0 }, twice = { 0 };
        pl_buf_cstr(&text, layouts[i].src);
        pl_tidy_format(&tidy, slack(&text), &once);
        pl_tidy_format(&tidy, slack(&once), &twice);
        end(&once);
        end(&twice);
        CHECK_STR(once.ptr, layouts[i].want, layouts[i].what);
        CHECK_STR(twice.ptr, layouts[i].want, layouts[i].what);
        pl_buf_done(&text);
        pl_buf_done(&once);
        pl_buf_done(&twice);
    }
    pl_tidy_done(&tidy);
}

static const struct {
    const char *what, *src, *want;
} squeezes[] = {
    { "empty lines go, and the last line end", "a = 1\n\n\nb = 2\n", "a = 1\nb = 2" },
    { "those of here-documents stay", "\na = <<E\nx\n\ny\nE\n\nb = 1\n",
      "a = <<E\nx\n\ny\nE\nb = 1" },
    { "a line with a carriage return is not empty", "a = 1\r\n\r\nb = 2\r\n",
      "a = 1\r\n\r\nb = 2\r" },
    { "nothing is nothing", "\n\n", "" },
};

TEST(squeeze_removes_empty_lines)
{
    pl_tidy tidy = { 0 };
    for (size_t i = 0; i < PL_COUNT(squeezes); i++) {
        pl_buf text = { 0 }, out = { 0 };
        pl_buf_cstr(&text, squeezes[i].src);
        pl_tidy_squeeze(&tidy, slack(&text), &out);
        end(&out);
        CHECK_STR(out.ptr, squeezes[i].want, squeezes[i].what);
        pl_buf_done(&text);
        pl_buf_done(&out);
    }
    pl_tidy_done(&tidy);
}
