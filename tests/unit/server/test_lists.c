#include "unit/place.h"
#include "base/str.h"
#include "server/lists.h"
#include <pipelite/workspace.h>

/* The list of a workspace whose only file holds `text`. */
static void list_of(const char *name, const char *text, pl_buf *out)
{
    const char *dir = place_new(name);
    pl_diags *diags = pl_diags_new();
    place_text(dir, "mod.pp", text);
    pl_open_options options = { .path = pl_str_cstr(dir) };
    pl_workspace *ws = pl_workspace_open(&options, diags);
    assert_non_null(ws);
    pl_listed what = { .ws = ws, .generation = pl_workspace_acquire(ws) };
    pl_list_counts counts;
    pl_list_available(&what, out, &counts);
    pl_buf_byte(out, 0);
    pl_generation_release(what.generation);
    pl_workspace_close(ws);
    pl_diags_free(diags);
}

/* Not with strstr(): sanitizers measure what is left of the text in each call. */
static unsigned count(const pl_buf *text, const char *what)
{
    const char *at = text->ptr, *end = at + text->len;
    size_t len = strlen(what);
    unsigned n = 0;
    while (at && (size_t)(end - at) >= len && (at = memchr(at, *what, (size_t)(end - at)))) {
        n += (size_t)(end - at) >= len && memcmp(at, what, len) == 0;
        at++;
    }
    return n;
}

#define HEAD(name)                                                                                 \
    "\"full_name\":\"m.benchmark." name "\",\"short_name\":\"" name                                \
    "\",\"benchmark_type\":\"control\",\"tags\":{},\"is_top_level\":false"
#define TAIL ",\"trunks\":null,\"mod_full_name\":\"\"}"

/* `low` stands in two benchmarks, of which one was written before, and each of them by itself. */
TEST(a_benchmark_is_the_same_in_each_of_its_parents)
{
    static const char low[] = "{" HEAD("low") TAIL;
    static const char left[] = "{" HEAD("left") ",\"children\":[{" HEAD("low") TAIL "]" TAIL;
    static const char right[] = "{" HEAD("right") ",\"children\":[{" HEAD("low") TAIL
        ",{" HEAD("left") ",\"children\":[{" HEAD("low") TAIL "]" TAIL "]" TAIL;
    pl_buf out = { 0 };

    list_of("parents",
            "mod \"m\" {\n}\n"
            "benchmark \"top\" {\n  children = [benchmark.left, benchmark.right]\n}\n"
            "benchmark \"left\" {\n  children = [benchmark.low]\n}\n"
            "benchmark \"right\" {\n  children = [benchmark.low, benchmark.left]\n}\n"
            "benchmark \"low\" {\n  children = [control.c]\n}\n"
            "control \"c\" {\n  sql = \"select 1\"\n}\n",
            &out);
    CHECK_INT(count(&out, low), 6, "low: in left thrice, in right twice, and so on");
    CHECK_INT(count(&out, left), 3, "left: in top, and in right twice");
    CHECK_INT(count(&out, right), 1, "right: in top");
    CHECK(strstr(out.ptr, "\"short_name\":\"top\""), "top is there");
    pl_buf_done(&out);
}

/* Of a benchmark in a dashboard (recorded), and of one below it, which is at no top either. */
TEST(a_benchmark_in_a_dashboard_has_no_trunks)
{
    pl_buf out = { 0 };

    list_of(
        "in_dashboard",
        "mod \"m\" {\n}\ncontrol \"c\" {\n  sql = \"select 1\"\n}\n"
        "benchmark \"top\" {\n  children = [control.c]\n}\n"
        "dashboard \"d\" {\n  benchmark \"in\" {\n    children = [control.c]\n  }\n"
        "  container {\n    benchmark \"deep\" {\n      children = [control.c]\n    }\n  }\n}\n",
        &out);
    CHECK(strstr(out.ptr, "\"trunks\":[[\"m.benchmark.top\"]]"), "at the top: itself");
    CHECK_INT(count(&out,
                    "\"is_top_level\":false,\"children\":[],\"trunks\":null,\"mod_full_name\":"
                    "\"mod.m\"") +
                  count(&out, "\"is_top_level\":false,\"trunks\":null,\"mod_full_name\":\"mod.m\""),
              2, "in a dashboard: none");
    pl_buf_done(&out);
}

/* Each benchmark lists the next one twice: 2^30 copies, if they were not limited. */
TEST(copies_of_benchmarks_are_limited)
{
    enum { LEVELS = 30 };
    pl_buf mod = { 0 }, out = { 0 };

    pl_buf_cstr(&mod, "mod \"m\" {\n}\ncontrol \"c\" {\n  sql = \"select 1\"\n}\n");
    for (int i = 0; i < LEVELS; i++)
        pl_buf_printf(&mod,
                      "benchmark \"b%d\" {\n  children = [benchmark.b%d, benchmark.x%d]\n}\n"
                      "benchmark \"x%d\" {\n  children = [benchmark.b%d]\n}\n",
                      i, i + 1, i, i, i + 1);
    pl_buf_printf(&mod, "benchmark \"b%d\" {\n  children = [control.c]\n}\n", LEVELS);
    pl_buf_byte(&mod, 0);
    list_of("doubling", mod.ptr, &out);
    CHECK(count(&out, "\"trunks\":null") <= 1 << 18, "no more than the limit");
    CHECK(count(&out, "\"trunks\":null") > 1 << 17, "and about as many");
    CHECK(out.len > 2 && strcmp(out.ptr + out.len - 3, "}}") == 0, "the list has its end");
    pl_buf_done(&mod);
    pl_buf_done(&out);
}
