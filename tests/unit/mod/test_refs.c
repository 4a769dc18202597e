/* What repositories have, what arguments name, checksums (mod-management.md 5, 6, 18.2). */
#include "unit/test.h"
#include "base/str.h"
#include "mod/name.h"
#include "mod/refs.h"
#include "mod/sums.h"

#define ID "0123456789012345678901234567890123456789"

static const char listing[] =
    ID "\trefs/tags/v1.0.0\n" ID "\trefs/tags/v1.0.0^{}\n" ID "\trefs/tags/1.10.0\n" ID
       "\trefs/tags/v1.9.0\n" ID "\trefs/tags/v2.0.0-rc.1\n" ID "\trefs/tags/v2.0.0+b.1\n" ID
       "\trefs/tags/stable\n" ID "\trefs/heads/main\n" ID "\trefs/heads/-x\n" ID
       "\trefs/heads/a/../b\n" ID "\trefs/pull/1/head\nnonsense\n\trefs/tags/v9.0.0\n";

static const struct {
    const char *constraint, *want; /* NULL: nothing satisfies */
} newest[] = {
    { "*", "refs/tags/1.10.0" },
    { "~1.9", "refs/tags/v1.9.0" },
    { "1.0.0", "refs/tags/v1.0.0" },
    { "v1.0.0", "refs/tags/v1.0.0" },
    { "2.0.0-rc.1", "refs/tags/v2.0.0-rc.1" },
    { "2.0.0+b.1", "refs/tags/v2.0.0+b.1" },
    { ">=2.0.0-0", NULL },
    { "2.0.0", NULL },
    { "9", NULL },
};

TEST(refs_give_the_newest_release_that_satisfies)
{
    pl_arena arena = { 0 };
    pl_git_refs refs;
    pl_refs_parse(pl_str_cstr(listing), &arena, &refs);
    CHECK_INT(refs.n, 7, "lines that are references");
    for (size_t i = 0; i < PL_COUNT(newest); i++) {
        pl_require_mod want = { .by = PL_BY_VERSION };
        CHECK(pl_constraint_parse(pl_str_cstr(newest[i].constraint), &arena, &want.constraint),
              newest[i].constraint);
        const pl_ref *ref = pl_refs_newest(&refs, &want);
        CHECK((ref != NULL) == (newest[i].want != NULL), newest[i].constraint);
        CHECK(!ref || pl_str_eq(ref->name, pl_str_cstr(newest[i].want)), newest[i].constraint);
    }
    CHECK(pl_str_eq(pl_refs_top(&refs)->name, PL_S("refs/tags/1.10.0")), "the newest of all");
    CHECK(pl_refs_find(&refs, PL_S("refs/heads/main")), "a branch");
    CHECK(!pl_refs_find(&refs, PL_S("refs/heads/-x")), "an option is no branch");
    pl_arena_done(&arena);
}

static const struct {
    const char *text, *name, *wanted;
    pl_require_by by;
    pl_mod_arg_fault fault;
} args[] = {
    { "github.com/a/b", "github.com/a/b", "*", PL_BY_VERSION, PL_ARG_FINE },
    { "https://github.com/a/b", "github.com/a/b", "*", PL_BY_VERSION, PL_ARG_FINE },
    { "http://github.com/a/b", "http://github.com/a/b", "*", PL_BY_VERSION, PL_ARG_FINE },
    { "github.com/a/b@", "github.com/a/b", "*", PL_BY_VERSION, PL_ARG_FINE },
    { "github.com/a/b@latest", "github.com/a/b", "*", PL_BY_VERSION, PL_ARG_FINE },
    { "github.com/a/b@>=1.0, <1.2", "github.com/a/b", ">=1.0, <1.2", PL_BY_VERSION, PL_ARG_FINE },
    { "github.com/a/b@stable", "github.com/a/b", "stable", PL_BY_TAG, PL_ARG_FINE },
    { "github.com/a/b@1#develop", "github.com/a/b", "1#develop", PL_BY_TAG, PL_ARG_FINE },
    { "github.com/a/b#x/y", "github.com/a/b", "x/y", PL_BY_BRANCH, PL_ARG_FINE },
    { "github.com/a/b#", "github.com/a/b", "*", PL_BY_VERSION, PL_ARG_FINE },
    { "github.com/a/b@1@2", "github.com/a/b", "1@2", PL_BY_TAG, PL_ARG_INVALID },
    { "github.com/a/b#c#d", "github.com/a/b", "c#d", PL_BY_BRANCH, PL_ARG_INVALID },
    { "--upload-pack=x", "--upload-pack=x", "*", PL_BY_VERSION, PL_ARG_INVALID },
    { "a\\b", "a\\b", "*", PL_BY_VERSION, PL_ARG_INVALID },
};

TEST(arguments_name_mods)
{
    pl_arena arena = { 0 };
    for (size_t i = 0; i < PL_COUNT(args); i++) {
        pl_mod_arg arg;
        pl_mod_arg_parse(pl_str_cstr(args[i].text), PL_S("/nowhere"), &arena, &arg);
        CHECK(pl_str_eq(arg.name, pl_str_cstr(args[i].name)), args[i].text);
        CHECK(pl_str_eq(arg.wanted, pl_str_cstr(args[i].wanted)), args[i].text);
        CHECK_INT(arg.by, args[i].by, args[i].text);
        CHECK_INT(arg.fault, args[i].fault, args[i].text);
    }
    pl_arena_done(&arena);
}

TEST(names_for_git_are_host_and_path)
{
    static const char *const refused[] = { "",
                                           "naming",
                                           "github.com",
                                           "github.com/",
                                           "/a/b",
                                           "github.com/a/../b",
                                           "github.com/./b",
                                           "a b/c",
                                           "user@host.example/a",
                                           "github.com/a/-b",
                                           "ext::sh -c x",
                                           "github.com/a b",
                                           "github.com/a?b",
                                           "github.com/a@v1.0.0/b",
                                           "github.com/a#b/c",
                                           "host/a" };
    for (size_t i = 0; i < PL_COUNT(refused); i++)
        CHECK(pl_mod_name_refusal(pl_str_cstr(refused[i])), refused[i]);
    CHECK(!pl_mod_name_refusal(PL_S("gitlab.com/a/b/c.git")), "a group below a group");
    CHECK(!pl_mod_name_refusal(PL_S("localhost:8443/a")), "a port");
}

TEST(references_follow_the_rules_of_git)
{
    static const char *const refused[] = { "",     "-x",   "a/../b", "a//b", "/a",   "a/",   ".a",
                                           "a/.b", "a b",  "a~1",    "a^",   "a:b",  "a?",   "a*",
                                           "a[",   "a\\b", "a@{1}",  "a.",   "a\tb", "a\177" };
    static const char *const sound[] = { "main", "feature/x", "v1.0.0", "1#develop", "a@b", "ü" };
    for (size_t i = 0; i < PL_COUNT(refused); i++)
        CHECK(!pl_mod_ref_sound(pl_str_cstr(refused[i])), refused[i]);
    for (size_t i = 0; i < PL_COUNT(sound); i++)
        CHECK(pl_mod_ref_sound(pl_str_cstr(sound[i])), sound[i]);
}

TEST(sums_print_as_they_read)
{
#define SUM "0123456789012345678901234567890123456789012345678901234567890123"
    static const char text[] =
        "a@v1.0.0 " ID " " ID " sha256:" SUM "\nb#main " ID " " ID " sha256:" SUM "\n";
    pl_arena arena = { 0 };
    pl_sums sums;
    pl_buf out = { 0 };
    CHECK(pl_sums_parse(pl_str_cstr(text), &arena, &sums) && sums.n == 2, "two lines");
    pl_sums_print(&sums, &out);
    CHECK(pl_str_eq(pl_buf_view(&out), pl_str_cstr(text)), "the same text");
    CHECK(pl_sums_find(&sums, PL_S("b#main")) && !pl_sums_find(&sums, PL_S("c")), "find");
    static const char *const bad[] = { "x\n", "a " ID " " ID " md5:1\n", "a " ID " zz sha256:" SUM,
                                       "a " ID " " ID " sha256:12\n", "\n" };
    for (size_t i = 0; i < PL_COUNT(bad); i++)
        CHECK(!pl_sums_parse(pl_str_cstr(bad[i]), &arena, &sums), bad[i]);
    CHECK(!pl_sums_parse(PL_S("a\0b " ID " " ID " sha256:" SUM "\n"), &arena, &sums),
          "control characters are in no name");
    pl_buf_done(&out);
    pl_arena_done(&arena);
}
