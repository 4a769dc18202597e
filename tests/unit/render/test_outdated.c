/* What `mod outdated` says without a network. */
#include "unit/place.h"
#include "base/str.h"
#include <pipelite/mod_tools.h>
#include <pipelite/mods.h>

#define A "github.com/o/a"
#define B "github.com/o/b"

static const char empty[] = "mod \"m\" {\n}\n";
static const char requiring[] = "mod \"m\" {\n  require {\n"
                                "    mod \"" A "\" {\n      version = \"*\"\n    }\n"
                                "    mod \"" B "\" {\n      version = \"*\"\n    }\n  }\n}\n";

typedef struct answer {
    bool ok, any;
    pl_text text;
    pl_diags *diags;
} answer;

static void ask(answer *a, const char *mod, bool json)
{
    static const char *const nothing[] = { NULL };
    const char *dir = place_new("outdated");
    pl_mods_options o = {
        .dir = { dir, strlen(dir) }, .environment = nothing, .offline = true, .read_only = true
    };
    place_text(dir, "mod.pp", mod);
    pl_mods *m = pl_mods_new(&o);
    *a = (answer){ .any = true, .diags = pl_diags_new() };
    a->ok = pl_render_mods_outdated(m, json, &a->any, &a->text, a->diags);
    pl_mods_free(m);
}

static void answer_done(answer *a)
{
    pl_text_free(&a->text);
    pl_diags_free(a->diags);
}

static bool says(const answer *a, const char *what)
{
    return a->text.ptr && memmem(a->text.ptr, a->text.len, what, strlen(what));
}

TEST(a_mod_without_requirements_has_nothing_outdated)
{
    answer a;
    ask(&a, empty, false);
    CHECK(a.ok && !a.any && says(&a, "No mods are required from repositories.\n"), "text");
    answer_done(&a);
    ask(&a, empty, true);
    CHECK(a.ok && !a.any && says(&a, "[]"), "JSON");
    answer_done(&a);
}

TEST(each_mod_has_the_reason_why_nothing_is_known)
{
    answer a;
    ask(&a, requiring, false);
    CHECK(!a.ok && !a.any, "it is not known");
    CHECK(says(&a, "\n" A " ") && says(&a, "\n" B " "), "a line of the table for each");
    CHECK(says(&a, A ": it is not installed") && says(&a, B ": it is not installed"), "and why");
    answer_done(&a);
    ask(&a, requiring, true);
    CHECK(!a.ok && !a.any, "it is not known");
    CHECK(says(&a, "\"" A "\"") && says(&a, "\"" B "\""), "an object for each");
    answer_done(&a);
}

TEST(nothing_is_outdated_in_no_mods)
{
    pl_diags *diags = pl_diags_new();
    pl_text text;
    bool any = true;
    CHECK(!pl_render_mods_outdated(NULL, false, &any, &text, diags), "no mods");
    CHECK(!any && !text.len && pl_diags_count(diags) == 1, "and said so");
    pl_text_free(&text);
    pl_diags_free(diags);
}
