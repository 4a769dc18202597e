/* Tables, trees and messages as the command line prints them (cli.md 2.3, 2.8,
 * mod-language.md 9.1). */
#include "unit/place.h"
#include "base/diag.h"
#include "base/str.h"
#include <pipelite/render.h>

static const char *keep(pl_text *text)
{
    static char out[65536];
    CHECK(text->len < sizeof out, "output too long");
    memcpy(out, text->ptr, text->len);
    out[text->len] = 0;
    pl_text_free(text);
    CHECK(!text->ptr && !text->len, "freed");
    return out;
}

static const char *list(const char *dir, pl_list_what what, pl_kind kind)
{
    pl_diags *diags = pl_diags_new();
    pl_open_options options = { .path = pl_str_cstr(dir), .strict = true };
    pl_workspace *ws = pl_workspace_open(&options, diags);
    CHECK(ws != NULL, dir);
    pl_text text;
    pl_render_list(ws, what, kind, &text);
    pl_workspace_close(ws);
    pl_diags_free(diags);
    return keep(&text);
}

TEST(list_of_nothing_is_an_empty_line)
{
    const char *dir = place_new("nothing");
    place_text(dir, "mod.pp", "mod \"m\" {}\n");
    CHECK_STR(list(dir, PL_LIST_KIND, PL_KIND_QUERY), "\n", "queries");
    CHECK_STR(list(dir, PL_LIST_BENCHMARKS, PL_KIND_BENCHMARK), "\n", "benchmarks");
    CHECK_STR(list(dir, PL_LIST_DETECTION_BENCHMARKS, PL_KIND_BENCHMARK), "\n",
              "detection benchmarks");
}

TEST(list_sorts_by_bytes_and_pads_by_runes)
{
    const char *dir = place_new("wide");
    place_text(dir, "mod.pp",
               "mod \"gr\xc3\xb6\xc3\x9f"
               "e\" {}\nquery \"Zebra\" {\n sql = \"\"\n}\nquery \"a\" {\n sql = \"\"\n}\n"
               "query \"x-1\" {\n sql = \"\"\n}\nquery \"x_1\" {\n sql = \"\"\n}\n"
               "query \"\xc3\xa4\" {\n sql = \"\"\n}\n");
    CHECK_STR(list(dir, PL_LIST_KIND, PL_KIND_QUERY),
              "MOD      NAME\n"
              "gr\xc3\xb6\xc3\x9f"
              "e    gr\xc3\xb6\xc3\x9f"
              "e.query.Zebra\n"
              "gr\xc3\xb6\xc3\x9f"
              "e    gr\xc3\xb6\xc3\x9f"
              "e.query.a\n"
              "gr\xc3\xb6\xc3\x9f"
              "e    gr\xc3\xb6\xc3\x9f"
              "e.query.x-1\n"
              "gr\xc3\xb6\xc3\x9f"
              "e    gr\xc3\xb6\xc3\x9f"
              "e.query.x_1\n"
              "gr\xc3\xb6\xc3\x9f"
              "e    gr\xc3\xb6\xc3\x9f"
              "e.query.\xc3\xa4\n",
              "rows");
}

TEST(list_cuts_all_but_the_last_column_at_100_bytes)
{
    const char *dir = place_new("long");
    char name[121], text[400], want[2000];
    memset(name, 'n', 120);
    name[120] = 0;
    snprintf(text, sizeof text,
             "mod \"m\" {}\nbenchmark \"%s\" {}\nquery \"%s\" {\n sql = \"\"\n}\n", name, name);
    place_text(dir, "mod.pp", text);
    snprintf(want, sizeof want, "MOD    NAME\nm      m.query.%s\n", name);
    CHECK_STR(list(dir, PL_LIST_KIND, PL_KIND_QUERY), want, "the last column stays");
    char cut[101];
    snprintf(cut, sizeof cut, "m.benchmark.%s", name);
    snprintf(want, sizeof want, "MOD    NAME%*sTYPE\nm      %s\xe2\x80\xa6    control\n", 101, "",
             cut);
    CHECK_STR(list(dir, PL_LIST_BENCHMARKS, PL_KIND_BENCHMARK), want, "the middle one is cut");
}

TEST(list_of_benchmarks) /* G3, G4, HI-18 */
{
    const char *dir = place_new("bench");
    place_text(dir, "mod.pp",
               "mod \"m\" {\n require {\n  mod \"d\" {\n   path = \"./.d\"\n  }\n }\n}\n");
    place_text(dir, "b.pp",
               "benchmark \"pier\" {\n type = \"detection\"\n}\nbenchmark \"pier\" {\n}\n"
               "benchmark \"top\" {\n children = [benchmark.low, d.benchmark.used]\n}\nbenchmark "
               "\"low\" {}\n"
               "benchmark \"watch\" {\n type = \"detection\"\n children = [benchmark.inner]\n}\n"
               "benchmark \"inner\" {\n type = \"detection\"\n}\n");
    place_text(dir, ".d/mod.pp",
               "mod \"d\" {}\nbenchmark \"used\" {\n children = [benchmark.deep]\n}\nbenchmark "
               "\"deep\" {}\n");
    char lock[700];
    snprintf(lock, sizeof lock,
             "{\"m\":{\"%s/.d\":{\"path\":\"%s/.d\",\"struct_version\":20240429}}}", dir, dir);
    place_text(dir, ".mod.cache.json", lock);
    CHECK_STR(list(dir, PL_LIST_BENCHMARKS, PL_KIND_BENCHMARK),
              "MOD    NAME                 TYPE\n"
              "m      m.benchmark.inner    detection\n"
              "m      m.benchmark.pier     control\n"
              "m      m.benchmark.pier     detection\n"
              "m      m.benchmark.top      control\n"
              "m      m.benchmark.watch    detection\n"
              "d      d.benchmark.used     control\n",
              "top level and detection benchmarks");
    CHECK_STR(list(dir, PL_LIST_DETECTION_BENCHMARKS, PL_KIND_BENCHMARK),
              "MOD    NAME                 TYPE\n"
              "m      m.benchmark.inner    detection\n"
              "m      m.benchmark.pier     detection\n"
              "m      m.benchmark.watch    detection\n",
              "detection benchmarks");
}

TEST(list_mixes_two_direct_mods_of_one_name)
{
    CHECK_STR(list("tests/mods/mod-dependencies/name-collision", PL_LIST_KIND, PL_KIND_QUERY),
              "MOD      NAME\n"
              "tools    tools.query.of_owner_one\n"
              "tools    tools.query.of_owner_two\n",
              "by name");
    CHECK_STR(list("tests/mods/mod-dependencies/name-collision", PL_LIST_KIND, PL_KIND_CONTROL),
              "MOD      NAME\n"
              "tools    tools.control.c\n"
              "tools    tools.control.c\n",
              "one of each");
}

static const char *tree(const char *dir)
{
    pl_diags *diags = pl_diags_new();
    pl_open_options options = { .path = pl_str_cstr(dir), .strict = true, .mod_only = true };
    pl_workspace *ws = pl_workspace_open(&options, diags);
    CHECK(ws != NULL, dir);
    pl_text text;
    pl_render_mod_tree(ws, &text);
    pl_workspace_close(ws);
    pl_diags_free(diags);
    return keep(&text);
}

#define M ".powerpipe/mods/github.com/acme/"

TEST(mod_tree)
{
    const char *dir = place_new("tree");
    CHECK_STR(tree(dir), "No mods installed.\n", "no mod file");
    place_text(dir, "mod.pp", "mod \"shop\" {}\n");
    CHECK_STR(tree(dir), "\nshop\n\n", "no dependencies");
    place_text(dir, M "orders@v1.2.0/mod.pp", "");
    place_text(dir, M "tax@v2.0.1/mod.pp", "");
    place_text(dir, M "tax@v1.9.3/mod.sp", "");
    place_text(dir, M "saw#main/mod.pp", "");
    place_text(dir, M "drill@stable/mod.pp", "");
    place_text(dir, ".mod.cache.json",
               "{\"shop\":{\"github.com/acme/tax\":{\"version\":\"1.9.3\"},"
               "\"github.com/acme/gone\":{\"version\":\"1.0.0\"},"
               "\"github.com/acme/orders\":{\"version\":\"1.2.0\"}},"
               "\"github.com/acme/gone@v1.0.0\":{\"github.com/acme/saw\":{\"branch\":\"main\"}},"
               "\"github.com/acme/orders@v1.2.0\":{\"github.com/acme/tax\":{\"version\":\"2.0.1\"},"
               "\"github.com/acme/saw\":{\"branch\":\"main\"}},"
               "\"github.com/acme/saw#main\":{\"github.com/acme/drill\":{\"tag\":\"stable\"},"
               "\"github.com/acme/orders\":{\"version\":\"1.2.0\"}}}");
    CHECK_STR(tree(dir),
              "\nshop\n"
              "\xe2\x94\x9c\xe2\x94\x80\xe2\x94\x80 github.com/acme/orders@v1.2.0\n"
              "\xe2\x94\x82   \xe2\x94\x9c\xe2\x94\x80\xe2\x94\x80 github.com/acme/saw#main\n"
              "\xe2\x94\x82   \xe2\x94\x82   \xe2\x94\x94\xe2\x94\x80\xe2\x94\x80 "
              "github.com/acme/drill@stable\n"
              "\xe2\x94\x82   \xe2\x94\x94\xe2\x94\x80\xe2\x94\x80 github.com/acme/tax@v2.0.1\n"
              "\xe2\x94\x94\xe2\x94\x80\xe2\x94\x80 github.com/acme/tax@v1.9.3\n\n",
              "missing folders and rings are left out");
}

TEST(mod_tree_of_a_hostile_lock_ends)
{
    const char *dir = place_new("bomb");
    place_text(dir, "mod.pp", "mod \"m\" {}\n");
    pl_buf lock = { 0 };
    pl_buf_cstr(&lock, "{\"m\":{\"n0\":{\"branch\":\"b\"}}");
    for (int i = 0; i < 40; i++) { /* each mod requires the next one twice: 2^40 paths */
        char path[64];
        snprintf(path, sizeof path, ".powerpipe/mods/n%d#b/mod.pp", i);
        place_text(dir, path, "");
        pl_buf_printf(&lock,
                      ",\"n%d#b\":{\"a\":{\"name\":\"n%d\",\"branch\":\"b\"},"
                      "\"c\":{\"name\":\"n%d\",\"branch\":\"b\"}}",
                      i, i + 1, i + 1);
    }
    pl_buf_byte(&lock, '}');
    place_bytes(dir, ".mod.cache.json", lock.ptr, lock.len);
    pl_buf_done(&lock);
    pl_diags *diags = pl_diags_new();
    pl_open_options options = { .path = pl_str_cstr(dir), .strict = true, .mod_only = true };
    pl_workspace *ws = pl_workspace_open(&options, diags);
    pl_text text;
    pl_render_mod_tree(ws, &text);
    CHECK(text.len > 1000, "a long tree");
    pl_text_free(&text);
    pl_workspace_close(ws);
    pl_diags_free(diags);
}

static const char *say(const pl_diags *diags, const char *prefix)
{
    pl_text text;
    pl_render_diags(diags, pl_str_cstr(prefix), &text);
    return keep(&text);
}

TEST(diags_are_told_once_with_prefix_and_heading)
{
    pl_diags *diags = pl_diags_new();
    CHECK_STR(say(diags, "Error: "), "Error: ", "nothing");
    pl_str src = PL_S("a = \"\\z\"\nb = \"\\z\"\nc = 1\n");
    pl_diags_begin(diags, PL_S("/x.pp"), src);
    pl_diag_add(diags, PL_ERROR, PL_DIAG_OTHER, (pl_range){ 5, 7 }, "Bad", "The %s.", "same");
    pl_diag_add(diags, PL_ERROR, PL_DIAG_OTHER, (pl_range){ 14, 16 }, "Bad", "The %s.", "same");
    pl_diag_add(diags, PL_ERROR, PL_DIAG_OTHER, (pl_range){ 18, 24 }, "Other", NULL);
    pl_diags_end(diags);
    CHECK_STR(say(diags, "Error: "), "Error: Bad: The same.\n(/x.pp:1,6-8)\nOther\n(/x.pp:3,1-4,1)",
              "no heading");
    pl_diags_set_heading(diags, "Internal Error: Failed to load mod");
    CHECK_STR(say(diags, "Error: "),
              "Error: Internal Error: Failed to load mod: Bad: The "
              "same.\n(/x.pp:1,6-8)\nOther\n(/x.pp:3,1-4,1)",
              "heading");
    pl_diags_free(diags);
    diags = pl_diags_new();
    pl_diag_plain(diags, PL_ERROR, PL_DIAG_OTHER, "plain");
    CHECK_STR(say(diags, "Error: "), "Error: plain", "no place");
    pl_diags_free(diags);
}

static const char *problems(const pl_diags *diags, pl_problem_style style)
{
    pl_text text;
    pl_render_problems(diags, &style, &text);
    return keep(&text);
}

/* The excerpt below the message; what the range covers is marked. */
static const struct {
    const char *what, *src;
    pl_range range;
    const char *want;
} excerpts[] = {
    { "one word", "a = 1\nb = bad\n", { 10, 13 }, "2 | b = bad\n   |     ^^^" },
    { "an empty range", "a = \n", { 4, 4 }, "1 | a = \n   |     ^" },
    { "to the end of the line", "a = [1,\n2]\n", { 4, 10 }, "1 | a = [1,\n   |     ^^^" },
    { "a tab takes four", "\tb = x\n", { 5, 6 }, "1 |     b = x\n   |         ^" },
    { "wide characters",
      "\"\xe6\x97\xa5\" = x\n",
      { 8, 9 },
      "1 | \"\xe6\x97\xa5\" = x\n   |        ^" },
    { "escapes of terminals", "\x1b[2J = x\n", { 7, 8 }, "1 | \xef\xbf\xbd[2J = x\n   |        ^" },
    { "what is no UTF-8", "\xff = x\n", { 4, 5 }, "1 | \xef\xbf\xbd = x\n   |     ^" },
};

TEST(problems_show_their_line)
{
    for (size_t i = 0; i < sizeof excerpts / sizeof excerpts[0]; i++) {
        pl_diags *diags = pl_diags_new();
        pl_str src = pl_str_cstr(excerpts[i].src);
        pl_diags_begin(diags, PL_S("/w/x.pp"), src);
        pl_diag_add(diags, PL_ERROR, PL_DIAG_OTHER, excerpts[i].range, "Bad", "Why.");
        pl_diags_end(diags);
        const char *recorded = problems(diags, (pl_problem_style){ .base = PL_S("/w") });
        CHECK(strncmp(recorded, "Error: Bad\n  --> x.pp:", 22) == 0, excerpts[i].what);
        CHECK(strstr(recorded, excerpts[i].want) != NULL, excerpts[i].what);
        CHECK(strstr(recorded, "\n   = Why.") != NULL, excerpts[i].what);
        pl_diags_free(diags);
    }
}

TEST(problems_without_a_place_have_their_context)
{
    pl_diags *diags = pl_diags_new();
    pl_diag_plain(diags, PL_ERROR, PL_DIAG_OTHER, "first");
    pl_diag_plain(diags, PL_WARNING, PL_DIAG_OTHER, "second");
    CHECK_STR(problems(diags, (pl_problem_style){ .context = PL_S("cannot load: ") }),
              "Error: cannot load: first\nWarning: cannot load: second", "both");
    CHECK_STR(problems(diags, (pl_problem_style){ .color = true }),
              "\033[1;31mError\033[0m: first\n\033[1;33mWarning\033[0m: second", "painted");
    pl_diags_free(diags);
}
