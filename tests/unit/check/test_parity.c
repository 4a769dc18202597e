/* Two ways, one answer: on every file there is, the scanner and the parser agree,
 * and so do all ways of the scanner. */
#include "unit/check/parity.h"
#include "base/file.h"
#include "base/str.h"
#include "unit/test.h"
#include "value/json.h"

typedef struct tour {
    pl_reader reader;
    pl_parser *parser;
    pl_scanner *sc[3]; /* AVX2, bytes, tokens */
    const char *root;
    unsigned files, clean, entries, different;
} tour;

static void begin(tour *t)
{
    *t = (tour){ .parser = pl_parser_new() };
    for (int i = 0; i < 3; i++) {
        t->sc[i] = pl_scanner_new();
        pl_scan__ways(t->sc[i], i != 1, i == 2);
    }
}

static void end(tour *t)
{
    pl_parser_free(t->parser);
    pl_reader_done(&t->reader);
    for (int i = 0; i < 3; i++)
        pl_scanner_free(t->sc[i]);
    CHECK_INT(t->different, 0, "files on which they differ");
}

static void differs(tour *t, pl_str name, const char *how)
{
    if (t->different++ < 20)
        print_error("%.*s: %s\n", PL_FMT(name), how);
}

static void compare(tour *t, pl_str text, pl_str name)
{
    pl_arena arena = { 0 };
    const pl_part *parts[3];
    bool clean;
    const char *how;
    for (int i = 0; i < 3; i++)
        parts[i] = pl_scan_file(t->sc[i], text, &arena);
    if ((how = same_parts(parts[0], parts[1])) != NULL)
        differs(t, name, how);
    if ((how = same_parts(parts[0], parts[2])) != NULL)
        differs(t, name, how);
    if ((how = parity(t->parser, text, parts[0], &clean)) != NULL)
        differs(t, name, how);
    t->files++;
    t->clean += clean;
    t->entries += parts[0]->n_entries;
    pl_arena_done(&arena);
}

static bool visit(void *ctx, pl_str path, bool is_link)
{
    tour *t = ctx;
    char full[4096];
    pl_view view;
    if (is_link || !(pl_str_ends(path, PL_S(".pp")) || pl_str_ends(path, PL_S(".sp")) ||
                     pl_str_ends(path, PL_S(".ppvars"))))
        return true;
    snprintf(full, sizeof full, "%s/%.*s", t->root, PL_FMT(path));
    if (pl_view_open(&t->reader, full, &view) == 0) {
        compare(t, pl_view_str(&view), path);
        pl_view_close(&view);
    }
    return true;
}

static void walk(tour *t, const char *root)
{
    t->root = root;
    pl_file_walk(root, t, NULL, visit, NULL);
    print_message("%s: %u files, %u of them clean, %u entries\n", root, t->files, t->clean,
                  t->entries);
}

TEST(six_real_mods)
{
    if (!pl_test_shared("corpora/six-mods.tar.xz") || system("tests/tools/corpora ../shared") != 0)
        return;
    tour t;
    begin(&t);
    walk(&t, "build/corpora/six-mods");
    CHECK_INT(t.files, 1061, "files");
    CHECK_INT(t.clean, 1061, "clean ones");
    CHECK_INT(t.entries, 12402, "entries; a category and its namesake in a flow are one resource");
    end(&t);
}

TEST(our_own_mods)
{
    tour t;
    begin(&t);
    walk(&t, "tests/mods");
    CHECK(t.clean > 0, "some were there");
    end(&t);
}

TEST(mods_of_the_recordings)
{
    const char *suites = pl_test_shared("golden/suites");
    if (!suites)
        return;
    tour t;
    begin(&t);
    walk(&t, suites);
    CHECK(t.files > 1000, "they were there");
    end(&t);
}

/* ---- the recorded syntax, alone and inside a resource */

static void wrapped(tour *t, pl_str src, pl_str id)
{
    pl_buf buf = { 0 };
    pl_str fronts[] = { PL_S(""), PL_S("query \"q\" {\n"),
                        PL_S("dashboard \"d\" {\ntable \"t\" {\n"), PL_S("locals {\n") };
    pl_str backs[] = { PL_S(""), PL_S("\n}\nquery \"z\" {}\n"), PL_S("\n}\ntext {}\n}\n"),
                       PL_S("\n}\n") };
    for (size_t i = 0; i < PL_COUNT(fronts); i++) {
        buf.len = 0;
        pl_buf_str(&buf, fronts[i]);
        pl_buf_str(&buf, src);
        pl_buf_str(&buf, backs[i]);
        size_t len = buf.len;
        pl_buf_fill(&buf, '{', PL_VIEW_SLACK);
        compare(t, (pl_str){ buf.ptr, len }, id);
    }
    pl_buf_done(&buf);
}

TEST(recorded_syntax)
{
    const char *path = pl_test_shared("spec/hcl-syntax-vectors.json");
    if (!path)
        return;
    pl_arena arena = { 0 };
    pl_str text;
    tour t;
    CHECK(pl_file_slurp(path, 1 << 24, &arena, &text) == 0, path);
    begin(&t);
    const pl_json *all = pl_json_parse(&arena, text, NULL);
    for (const pl_json *v = pl_json_first(all); v; v = v->next) {
        pl_str src = pl_json_text(pl_json_get(v, "src"));
        pl_str kind = pl_json_text(pl_json_get(v, "kind"));
        if (pl_str_eq(kind, PL_S("body")) || pl_str_eq(kind, PL_S("refs")) ||
            pl_str_eq(kind, PL_S("tokens")))
            wrapped(&t, src, pl_json_text(pl_json_get(v, "id")));
        else if (pl_str_eq(kind, PL_S("template"))) {
            pl_str heredoc = pl_arena_printf(&arena, "title = <<-E\n%.*s\nE\n", PL_FMT(src));
            wrapped(&t, heredoc, pl_json_text(pl_json_get(v, "id")));
        }
    }
    print_message("recorded syntax: %u texts, %u of them clean\n", t.files, t.clean);
    CHECK(t.files > 2000, "they were there");
    end(&t);
    pl_arena_done(&arena);
}

/* Expressions of the evaluator's recordings, as texts and tags of a resource. */
TEST(recorded_expressions)
{
    const char *path = pl_test_shared("spec/hcl-vectors.json");
    if (!path)
        return;
    pl_arena arena = { 0 };
    pl_str text;
    tour t;
    CHECK(pl_file_slurp(path, 1 << 24, &arena, &text) == 0, path);
    begin(&t);
    const pl_json *all = pl_json_parse(&arena, text, NULL);
    const pl_json *first = pl_json_is(all, PL_JSON_OBJECT) ? pl_json_get(all, "vectors") : all;
    for (const pl_json *v = pl_json_first(first); v; v = v->next) {
        pl_str expr = pl_json_text(pl_json_get(v, "expr")), id = pl_json_text(pl_json_get(v, "id"));
        pl_buf buf = { 0 };
        pl_buf_printf(&buf,
                      "query \"q\" {\ntitle = %.*s\ntags = { a = %.*s\n b = [%.*s\n], c = \"x\"}\n",
                      PL_FMT(expr), PL_FMT(expr), PL_FMT(expr));
        pl_buf_printf(&buf,
                      "children = [%.*s\n]\n}\nbenchmark \"b\" {\ndescription = (%.*s\n)\n}\n",
                      PL_FMT(expr), PL_FMT(expr));
        size_t len = buf.len;
        pl_buf_fill(&buf, '"', PL_VIEW_SLACK);
        compare(&t, (pl_str){ buf.ptr, len }, id);
        pl_buf_done(&buf);
    }
    print_message("recorded expressions: %u texts, %u of them clean\n", t.files, t.clean);
    CHECK(t.files > 2000, "they were there");
    end(&t);
    pl_arena_done(&arena);
}
