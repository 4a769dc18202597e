/* Lock files: what is read from them and how garbage is refused. */
#include "unit/test.h"
#include "base/str.h"
#include "mod/lock.h"

static const char good[] =
    "{ \"harbor\": { \"github.com/acme/b\": { \"branch\": \"main\", \"name\": "
    "\"github.com/acme/b\",\n"
    "    \"struct_version\": 20240429, \"alias\": \"b\" },\n"
    "  \"github.com/acme/a\": { \"version\": \"1.2.0\", \"name\": \"github.com/acme/a\",\n"
    "    \"commit\": \"0123\", \"git_ref\": \"refs/tags/v1.2.0\", \"struct_version\": 20240429,\n"
    "    \"alias\": \"a\", \"unknown\": [1] } },\n"
    "  \"github.com/acme/a@v1.2.0\": { \"/x/y\": { \"path\": \"/x/y\", \"name\": \"/x/y\",\n"
    "    \"struct_version\": 20240429 }, \"t\": { \"tag\": \"stable\", \"struct_version\": "
    "20240429 } } }";

static pl_lock parse(const char *text, pl_arena *arena, pl_diags *diags, bool *ok)
{
    pl_lock lock;
    *ok = pl_lock_parse(pl_str_cstr(text), arena, &lock, diags);
    return lock;
}

TEST(lock_gives_entries_by_parent_and_name)
{
    pl_arena arena = { 0 };
    pl_diags *diags = pl_diags_new();
    bool ok;
    pl_lock lock = parse(good, &arena, diags, &ok);
    CHECK(ok && lock.n == 4 && !pl_lock_outdated(&lock), "parses");
    const pl_lock_entry *a = pl_lock_find(&lock, PL_S("harbor"), PL_S("github.com/acme/a"));
    CHECK(a && a->has_version && a->version.minor == 2, "version");
    CHECK_STR(a->dep_path.ptr, "github.com/acme/a@v1.2.0", "path of a version");
    uint32_t n;
    const pl_lock_entry *list = pl_lock_of(&lock, PL_S("github.com/acme/a@v1.2.0"), &n);
    CHECK_INT(n, 2, "entries of a dependency");
    CHECK(pl_str_eq(list[0].dep_path, PL_S("/x/y")), "path of a local mod");
    CHECK(pl_str_eq(list[1].dep_path, PL_S("t@stable")), "path of a tag; name from the key");
    CHECK(pl_str_eq(pl_lock_of(&lock, PL_S("harbor"), &n)[1].dep_path,
                    PL_S("github.com/acme/b#main")),
          "path of a branch");
    CHECK(!pl_lock_find(&lock, PL_S("port"), PL_S("github.com/acme/a")), "another parent");
    CHECK(!pl_lock_find(&lock, PL_S("harbor"), PL_S("github.com/acme/c")), "another name");
    CHECK(!pl_lock_of(&lock, PL_S("port"), &n) && n == 0, "no entries");
    pl_diags_free(diags);
    pl_arena_done(&arena);
}

static const struct {
    const char *what, *text, *want;
} bad[] = {
    { "nothing", "", "unexpected end of JSON input" },
    { "no JSON", "version: 1\n", "invalid character 'v' looking for beginning of value" },
    { "a bare key", "{ not json",
      "invalid character 'n' looking for beginning of object key string" },
    { "an array", "[]",
      "json: cannot unmarshal array into Go value of type "
      "versionmap.InstalledDependencyVersionsMap" },
    { "a bad version", "{\"m\":{\"d\":{\"version\":\"one\"}}}", "Invalid Semantic Version" },
    { "an empty version", "{\"m\":{\"d\":{\"version\":\"\"}}}", "Invalid Semantic Version" },
    { "a number as version", "{\"m\":{\"d\":{\"version\":1}}}",
      "json: cannot unmarshal number into Go value of type string" },
    { "a string as entry", "{\"m\":{\"d\":\"x\"}}",
      "json: cannot unmarshal string into Go value of type versionmap.InstalledModVersion" },
    { "a string as parent", "{\"m\":\"x\"}",
      "json: cannot unmarshal string into Go value of type versionmap.ResolvedVersionMap" },
    { "a text as struct_version", "{\"m\":{\"d\":{\"struct_version\":\"x\"}}}",
      "json: cannot unmarshal string into Go value of type int" },
};

TEST(lock_refuses_garbage_with_the_known_texts)
{
    for (size_t i = 0; i < PL_COUNT(bad); i++) {
        pl_arena arena = { 0 };
        pl_diags *diags = pl_diags_new();
        bool ok;
        pl_lock lock = parse(bad[i].text, &arena, diags, &ok);
        CHECK(!ok && lock.n == 0 && pl_diags_errors(diags) == 1, bad[i].what);
        CHECK_STR(pl_diags_get(diags, 0)->summary.ptr, bad[i].want, bad[i].what);
        pl_diags_free(diags);
        pl_arena_done(&arena);
    }
}

TEST(lock_takes_empty_forms)
{
    static const char *const texts[] = { "{}", "null", "{\"m\":{}}", "{\"m\":null}",
                                         "{\"m\":{\"d\":null}}" };
    for (size_t i = 0; i < PL_COUNT(texts); i++) {
        pl_arena arena = { 0 };
        pl_diags *diags = pl_diags_new();
        bool ok;
        pl_lock lock = parse(texts[i], &arena, diags, &ok);
        CHECK(ok && lock.n == 0 && lock.present, texts[i]);
        pl_diags_free(diags);
        pl_arena_done(&arena);
    }
}

TEST(lock_of_equal_names_the_last_counts)
{
    pl_arena arena = { 0 };
    pl_diags *diags = pl_diags_new();
    bool ok;
    pl_lock lock = parse("{\"m\":{\"d\":{\"branch\":\"one\"},\"x\":{\"branch\":\"gone\"}},"
                         "\"m\":{\"d\":{\"branch\":\"two\"},\"d\":{\"branch\":\"three\"}}}",
                         &arena, diags, &ok);
    CHECK(ok && lock.n == 1, "one entry stays");
    CHECK_STR(lock.list[0].dep_path.ptr, "d#three", "the last");
    CHECK(pl_lock_outdated(&lock), "without struct_version");
    pl_diags_free(diags);
    pl_arena_done(&arena);
}

TEST(lock_of_a_directory_without_one_is_empty)
{
    pl_arena arena = { 0 };
    pl_diags *diags = pl_diags_new();
    pl_lock lock;
    CHECK(pl_lock_read(PL_S("/nonexistent"), &arena, NULL, &lock, diags) && !lock.present,
          "no file");
    CHECK(!pl_diags_count(diags), "silent");
    pl_diags_free(diags);
    pl_arena_done(&arena);
}

TEST(lock_survives_every_truncation)
{
    for (size_t n = 0; n < sizeof good; n++) {
        pl_arena arena = { 0 };
        pl_diags *diags = pl_diags_new();
        pl_lock lock;
        bool ok = pl_lock_parse(pl_str_make(good, n), &arena, &lock, diags);
        CHECK(ok == (n == sizeof good - 1), "only the whole is right");
        pl_diags_free(diags);
        pl_arena_done(&arena);
        if (n == sizeof good - 1)
            break;
    }
}

static const struct {
    const char *what, *entry;
    bool kept;
} led[] = {
    { "a version", "\"version\":\"1.0.0\"", true },
    { "a branch with a slash", "\"branch\":\"feature/x\",\"git_ref\":\"refs/heads/feature/x\"",
      true },
    { "any hexadecimal id", "\"version\":\"1.0.0\",\"commit\":\"00000123abc\"", true },
    { "dots in a branch", "\"branch\":\"main/../../x\"", false },
    { "dots in a tag", "\"tag\":\"..\"", false },
    { "an option as branch", "\"branch\":\"--upload-pack=x\"", false },
    { "a path beside a branch", "\"branch\":\"main\",\"path\":\"/home\"", false },
    { "a path beside a version", "\"version\":\"1.0.0\",\"path\":\"/home\"", false },
    { "dots in the name", "\"version\":\"1.0.0\",\"name\":\"h.x/../../y\"", false },
    { "an absolute name", "\"version\":\"1.0.0\",\"name\":\"/h.x/y\"", false },
    { "a name with an empty element", "\"version\":\"1.0.0\",\"name\":\"h.x//y\"", false },
    { "a name with a version in it", "\"version\":\"1.0.0\",\"name\":\"h.x/y@v1.0.0/z\"", false },
    { "a name with a NUL", "\"version\":\"1.0.0\",\"name\":\"h.x/y\\u0000z\"", false },
    { "a reference that is none", "\"version\":\"1.0.0\",\"git_ref\":\"HEAD\"", false },
    { "a reference with two sides", "\"version\":\"1.0.0\",\"git_ref\":\"refs/heads/a:refs/x\"",
      false },
    { "a path as commit", "\"version\":\"1.0.0\",\"commit\":\"../../x\"", false },
};

TEST(lock_entries_that_lead_elsewhere_are_left_out)
{
    for (size_t i = 0; i < PL_COUNT(led); i++) {
        pl_arena arena = { 0 };
        pl_diags *diags = pl_diags_new();
        bool ok;
        const char *text = pl_arena_printf(&arena,
                                           "{\"m\":{\"h.x/a\":{\"version\":\"1.0.0\"},"
                                           "\"h.x/y\":{%s},\"h.x/z\":{\"version\":\"1.0.0\"}}}",
                                           led[i].entry)
                               .ptr;
        pl_lock lock = parse(text, &arena, diags, &ok);
        CHECK(ok && lock.n == (led[i].kept ? 3u : 2u), led[i].what);
        CHECK(!!pl_lock_find(&lock, PL_S("m"), PL_S("h.x/y")) == led[i].kept, led[i].what);
        CHECK(pl_lock_find(&lock, PL_S("m"), PL_S("h.x/z")) != NULL, "the next one");
        pl_diags_free(diags);
        pl_arena_done(&arena);
    }
}
