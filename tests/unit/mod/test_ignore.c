/* Patterns of .powerpipeignore (mod-language.md 1.3). */
#include "unit/test.h"
#include "base/str.h"
#include "mod/ignore.h"

static const struct {
    const char *pattern, *path;
    bool want;
} globs[] = {
    { "x.pp", "x.pp", true },
    { "x.pp", "sub/x.pp", false },
    { "*.pp", "x.pp", true },
    { "*.pp", ".pp", true },
    { "*.pp", "sub/x.pp", false },
    { "*.tmp.pp", "a.tmp.pp", true },
    { "q?.pp", "q1.pp", true },
    { "q?.pp", "q12.pp", false },
    { "q?pp", "q/pp", false },
    { "folder", "folder/f.pp", false },
    { "folder/**", "folder/f.pp", true },
    { "folder/**", "folder/a/b/f.pp", true },
    { "folder/**", "folders/f.pp", false },
    { "**/secret.pp", "secret.pp", true },
    { "**/secret.pp", "a/b/secret.pp", true },
    { "**/secret.pp", "a/b/xsecret.pp", false },
    { "a/**/z.pp", "a/z.pp", true },
    { "a/**/z.pp", "a/b/z.pp", true },
    { "a/**/z.pp", "a/b/c/z.pp", true },
    { "a/**/z.pp", "a/b/y.pp", false },
    { "a/**/z.pp", "b/a/z.pp", false },
    { "**/x*/**/y*.pp", "a/x1/b/c/y2.pp", true },
    { "**/x*/**/y*.pp", "a/w1/b/c/y2.pp", false },
    { "a**b", "axxb", true },
    { "a**b", "ax/b", false },
    { "[abc].pp", "b.pp", true },
    { "[!abc].pp", "b.pp", false },
    { "[^abc].pp", "d.pp", true },
    { "[a-c]x", "bx", true },
    { "[a-c]x", "dx", false },
    { "[]]x", "]x", true },
    { "[a", "a", false },
    { "[!a]", "/", false },
    { "\\*.pp", "*.pp", true },
    { "\\*.pp", "x.pp", false },
    { "*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaa", false },
    { "**", "anything/at/all", true },
    { "gr\xc3\xb6\xc3\x9f"
      "e.pp",
      "gr\xc3\xb6\xc3\x9f"
      "e.pp",
      true },
    { "", "", true },
    { "", "x", false },
};

TEST(glob_match)
{
    for (size_t i = 0; i < PL_COUNT(globs); i++)
        if (pl_ignore_glob(pl_str_cstr(globs[i].pattern), pl_str_cstr(globs[i].path)) !=
            globs[i].want)
            fail_msg("'%s' and '%s': want %d", globs[i].pattern, globs[i].path, globs[i].want);
}

TEST(glob_is_never_slow)
{
    char pattern[300], path[4096];
    for (size_t i = 0; i < sizeof pattern - 1; i++)
        pattern[i] = "**/a*"[i % 5];
    pattern[sizeof pattern - 1] = 0;
    for (size_t i = 0; i < sizeof path - 1; i++)
        path[i] = i % 3 == 2 ? '/' : 'a';
    path[sizeof path - 1] = 0;
    /* every way to take the stars apart would be tried until the end of time */
    CHECK(!pl_ignore_glob(pl_str_cstr(pattern), pl_str_cstr(path)), "the worst pattern");
}

TEST(ignore_reads_lines_as_recorded)
{
    pl_arena arena = { 0 };
    pl_ignore ig = pl_ignore_parse(
        PL_S("# comment\n\n   \ndrafts/**\r\n./x.pp\n/y.pp\n  spaced.pp\n!keep.pp"), &arena);
    CHECK_INT(ig.n, 5, "patterns");
    CHECK(pl_ignore_matches(&ig, PL_S("drafts/a/b.pp")), "CRLF");
    CHECK(pl_ignore_matches(&ig, PL_S("x.pp")), "a leading dot");
    CHECK(pl_ignore_matches(&ig, PL_S("y.pp")), "a leading slash");
    CHECK(!pl_ignore_matches(&ig, PL_S("spaced.pp")), "leading blanks belong to the pattern");
    CHECK(!pl_ignore_matches(&ig, PL_S("keep.pp")), "no negation");
    CHECK(pl_ignore_covers(&ig, PL_S("drafts")) && !pl_ignore_covers(&ig, PL_S("draft")),
          "whole folders");
    pl_arena_done(&arena);
}
