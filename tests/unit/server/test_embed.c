#include "unit/test.h"

#include "base/str.h"
#include "server/embed.h"

static const struct {
    const char *what, *id, *type, *holds;
} rows[] = {
    { "the page has its frame", "index", "text/html; charset=utf-8",
      "<main class=\"list ghosts\"" },
    { "the page has no script within it", "index", "text/html; charset=utf-8",
      "<script src=\"@BASE@/-/ui/assets/first." },
    { "the single file has a policy", "onefile", "text/html; charset=utf-8",
      "script-src 'sha256-" },
    { "licences name what is bundled", "licenses", "text/plain; charset=utf-8", "preact" },
    { "the style is a style sheet", "style_css", "text/css; charset=utf-8", "{" },
};

TEST(embedded_files_inflate_to_their_size)
{
    for (size_t i = 0; i < PL_COUNT(rows); i++) {
        const pl_embedded *file = pl_embedded_get(pl_str_cstr(rows[i].id));
        pl_buf plain = { 0 };
        pl_embedded_inflate(file, &plain);
        CHECK(plain.len == file->n_plain, rows[i].what);
        CHECK(pl_str_eq(file->type, pl_str_cstr(rows[i].type)), rows[i].what);
        CHECK(memmem(plain.ptr, plain.len, rows[i].holds, strlen(rows[i].holds)), rows[i].what);
        CHECK(pl_embedded_find(file->name) == file, rows[i].what);
        pl_buf_done(&plain);
    }
}

TEST(embedded_find_misses_unknown_names)
{
    CHECK(!pl_embedded_find(PL_S("../index.html")), "a path is no name");
    CHECK(!pl_embedded_find(PL_S("")), "nothing is no name");
}

TEST(index_is_filled_in_and_escaped)
{
    pl_embedded_place place = { .base = PL_S("/a\"><b>&"),
                                .mount = PL_S("/-/ui/"),
                                .version = PL_S("1.2.3"),
                                .has = PL_S("exemptions views") };
    pl_buf out = { 0 };

    pl_embedded_index(&place, &out);
    CHECK(!memmem(out.ptr, out.len, "@BASE@", 6) && !memmem(out.ptr, out.len, "@BRAND@", 7),
          "no placeholder is left");
    CHECK(memmem(out.ptr, out.len, "content=\"exemptions views\"", 26), "what the server has");
    CHECK(!memmem(out.ptr, out.len, "brand.css", 9), "without a brand there is no style of it");
    CHECK(!memmem(out.ptr, out.len, "<b>", 3), "a base path is no markup");
    CHECK(memmem(out.ptr, out.len, "content=\"/a&quot;&gt;&lt;b&gt;&amp;\"", 35), "it is escaped");
    CHECK(memmem(out.ptr, out.len, "name=\"pipelite-mount\" content=\"/-/ui/\"", 38), "the mount");
    CHECK(memmem(out.ptr, out.len, "content=\"1.2.3\"", 15), "the version");
    pl_buf_done(&out);
}
