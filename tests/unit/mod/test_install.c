/* What an install decides and verify finds, without git: mods come from a folder that `mod vendor`
 * made. */
#include "mod/reading.h"
#include "mod/verify.h"
#include "unit/place.h"
#include "base/str.h"
#include "base/vec.h"
#include <stdatomic.h>
#include <stdlib.h>

#define A "github.com/acme/a"
#define B "github.com/acme/b"
#define ENTRY(name, version)                                                                       \
    "\"" name "\": { \"version\": \"" version "\", \"name\": \"" name                              \
    "\", \"commit\": \"0123456789012345678901234567890123456789\", \"git_ref\": "                  \
    "\"refs/tags/v" version "\", \"struct_version\": 20240429, \"alias\": \"x\" }"

static void put(const char *dir, const char *path, const char *text)
{
    place_bytes(dir, path, text, strlen(text));
}

/* a@1.2.0 requires b ^1; b is there as 1.0.0. */
static const char *bundle(const char *name)
{
    const char *dir = place_new(name);
    put(dir, ".mod.cache.json",
        "{ \"x\": { " ENTRY(A, "1.2.0") " }, \"" A "@v1.2.0\": { " ENTRY(B, "1.0.0") " } }");
    put(dir, A "@v1.2.0/mod.pp",
        "mod \"a\" {\n  require {\n    mod \"" B "\" {\n      version = \"^1\"\n    }\n  }\n}\n");
    put(dir, B "@v1.0.0/mod.pp", "mod \"b\" {\n  title = \"B\"\n}\n");
    return dir;
}

static const char *workspace(const char *name, const char *requires)
{
    char text[400];
    const char *dir = place_new(name);
    snprintf(text, sizeof text, "mod \"m\" {\n  title = \"M\"\n%s}\n", requires);
    put(dir, "mod.pp", text);
    return dir;
}

static pl_mods *session(const char *dir, const char *from, bool read_only)
{
    static const char *const nothing[] = { NULL };
    pl_mods_options o = { .dir = pl_str_cstr(dir), .environment = nothing, .read_only = read_only };
    if (from)
        o.from = pl_str_cstr(from);
    return pl_mods_new(&o);
}

/* "+m>github.com/acme/a@v1.2.0 ", or the first message. */
static const char *install(const char *dir, const char *from, const char *arg)
{
    static char text[2000];
    pl_str args[] = { pl_str_cstr(arg ? arg : "") };
    pl_mods *m = session(dir, from, false);
    pl_diags *diags = pl_diags_new();
    size_t n = 0;
    text[0] = 0;
    if (!pl_mods_install(m, args, arg ? 1 : 0, diags)) {
        snprintf(text, sizeof text, "%.*s", PL_FMT(pl_diags_get(diags, 0)->summary));
    } else {
        const pl_mod_change *c = pl_mods_changes(m, &n);
        for (size_t i = 0; i < n; i++)
            snprintf(text + strlen(text), sizeof text - strlen(text), "%c%.*s>%.*s ",
                     "+^v-"[c[i].kind], PL_FMT(c[i].parent), PL_FMT(c[i].dep_path));
    }
    pl_diags_free(diags);
    pl_mods_free(m);
    return text;
}

#define REQUIRE(name, version)                                                                     \
    "  require {\n    mod \"" name "\" {\n      version = \"" version "\"\n    }\n  }\n"

TEST(a_plan_takes_what_satisfies)
{
    static const struct {
        const char *what, *requires, *arg, *want;
    } rows[] = {
        { "nothing is required", "", NULL, "" },
        { "a requirement brings its own", REQUIRE(A, "^1"), NULL,
          "+" A "@v1.2.0>" B "@v1.0.0 +m>" A "@v1.2.0 " },
        { "an argument", "", A, "+" A "@v1.2.0>" B "@v1.0.0 +m>" A "@v1.2.0 " },
        { "an exact version", REQUIRE(B, "1.0.0"), NULL, "+m>" B "@v1.0.0 " },
        { "an argument replaces a requirement", REQUIRE(B, "^7"), B "@1", "+m>" B "@v1.0.0 " },
        { "no version satisfies", REQUIRE(B, "^7"), NULL,
          "1 dependency failed to install - no version of " B
          " found satisfying version constraint: ^7" },
        { "a name that is an option", "", "--x", "invalid mod name --x" },
        { "a name with a control character", "", "github.com/a\tb",
          "invalid mod name github.com/a\tb" },
    };
    const char *from = bundle("plan-bundle");
    for (size_t i = 0; i < PL_COUNT(rows); i++) {
        char name[40];
        snprintf(name, sizeof name, "plan-%zu", i);
        CHECK_STR(install(workspace(name, rows[i].requires), from, rows[i].arg), rows[i].want,
                  rows[i].what);
    }
}

static void count_fetched(void *ctx, pl_str dep_path)
{
    _Atomic int *fetched = ctx;
    CHECK(pl_str_starts(dep_path, PL_S("github.com/acme/")), "the name of a mod");
    atomic_fetch_add(fetched, 1);
}

TEST(each_mod_that_is_fetched_is_announced)
{
    static const char *const nothing[] = { NULL };
    _Atomic int fetched = 0;
    pl_diags *diags = pl_diags_new();
    const char *dir = workspace("announced", REQUIRE(A, "*"));
    for (int round = 0; round < 2; round++) { /* the second has nothing to fetch */
        pl_mods_options o = { .dir = pl_str_cstr(dir),
                              .environment = nothing,
                              .from = pl_str_cstr(bundle("announced-bundle")),
                              .fetching = count_fetched,
                              .ctx = &fetched };
        pl_mods *m = pl_mods_new(&o);
        CHECK(pl_mods_install(m, NULL, 0, diags), "installed");
        CHECK_INT(atomic_load(&fetched), 2, "a and b");
        pl_mods_free(m);
    }
    pl_diags_free(diags);
}

TEST(an_install_that_is_done_does_nothing)
{
    const char *from = bundle("again-bundle"), *dir = workspace("again", REQUIRE(A, "^1"));
    install(dir, from, NULL);
    CHECK_STR(install(dir, NULL, NULL), "", "all is there");
    pl_mods *m = session(dir, NULL, true);
    pl_str missing;
    CHECK(!pl_mods_missing(m, &missing), "nothing is missing");
    pl_mods_free(m);
}

TEST(an_install_beside_a_reader_leaves_what_it_uses)
{
    const char *from = bundle("beside-bundle"), *dir = workspace("beside", REQUIRE(A, "^1"));
    pl_reading reader;
    install(dir, from, NULL);
    put(dir, ".powerpipe/mods/github.com/acme/old@v1.0.0/mod.pp", "mod \"old\" {}\n");
    const char *old = place_path(dir, ".powerpipe/mods/github.com/acme/old@v1.0.0/mod.pp");
    pl_reading_begin(&reader, pl_str_cstr(dir), true, NULL);
    pl_reading_found(&reader);
    install(dir, NULL, NULL);
    CHECK_INT(access(old, F_OK), 0, "a surplus mod stays while somebody may use it");
    pl_reading_end(&reader);
    install(dir, NULL, NULL);
    CHECK(access(old, F_OK) != 0, "the next command removes it");
}

/* "7:b@v1.0.0:new.pp ", or "" when all is as it was. */
static const char *verify(const char *dir)
{
    static char text[2000];
    pl_mods *m = session(dir, NULL, true);
    pl_diags *diags = pl_diags_new();
    pl_mod_verdicts v = { 0 };
    text[0] = 0;
    if (!pl_mods__verify(m, &v, diags))
        snprintf(text, sizeof text, "%.*s", PL_FMT(pl_diags_get(diags, 0)->summary));
    for (uint32_t i = 0; i < v.n; i++)
        snprintf(text + strlen(text), sizeof text - strlen(text), "%d:%.*s:%.*s ", v.list[i].kind,
                 PL_FMT(v.list[i].dep_path), PL_FMT(v.list[i].file));
    pl_diags_free(diags);
    pl_mods_free(m);
    return text;
}

TEST(verify_needs_sums)
{
    const char *from = bundle("verify-bundle"), *dir = workspace("verify", REQUIRE(B, "1"));
    install(dir, from, NULL);
    CHECK_STR(
        verify(dir),
        "there is no .mod.sum: 'pipelite mod verify --init' makes it for what is installed now",
        "no sums");
    put(dir, ".mod.sum", "not what it should be\n");
    CHECK(strstr(verify(dir), ".mod.sum") != NULL, "a file that is none is named");
    put(dir, ".mod.sum", "");
    CHECK_STR(verify(dir), "1:" B "@v1.0.0: ", "a mod that is not listed");
}
