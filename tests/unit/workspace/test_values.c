/* test_values.c - values of a workspace are checked once for what they depend on
 * (lazy-workspace.md 2.6). */
/* link: -Wl,--wrap=pl_clock_wall_ns,--wrap=pl_check_values */
#include "unit/workspace/kept.h"
#include "check/values.h"
#include <pipelite/values.h>

static unsigned asked; /* times that values were worked out */
bool __real_pl_check_values(pl_evaluator *ev, const pl_file_prechecks *files, unsigned what,
                            pl_diags *diags);
bool __wrap_pl_check_values(pl_evaluator *ev, const pl_file_prechecks *files, unsigned what,
                            pl_diags *diags)
{
    asked++;
    return __real_pl_check_values(ev, files, what, diags);
}

/* One start of a command. */
typedef struct start {
    const char *var;     /* --var */
    const char *setting; /* of the environment */
} start;

static const char *run(const kept_how *how, start with)
{
    static const char *recorded;
    kept k;
    const char *environment[] = { with.setting, NULL };
    pl_str vars[] = { pl_str_cstr(with.var) };
    pl_inputs in = { .environment = environment,
                     .directory = pl_str_cstr(how->dir),
                     .vars = vars,
                     .n_vars = with.var != NULL,
                     .need_values = true };
    kept_open(&k, how);
    CHECK(k.ws, "opened");
    pl_workspace_set_inputs(k.ws, &in);
    bool right = pl_workspace_check(k.ws, k.diags) && pl_workspace_read_values(k.ws, k.diags) &&
                 pl_workspace_check_values(k.ws, k.diags);
    CHECK(right == (pl_diags_count(k.diags) == 0), "silent when right");
    recorded = kept_messages(&k);
    kept_close(&k, true);
    return recorded;
}

/* Right, after so many reads. */
#define CHECK_ASKED(how, with, n, what)                                                            \
    do {                                                                                           \
        asked = 0;                                                                                 \
        CHECK_STR(run((how), (with)), "", what);                                                   \
        CHECK_INT(asked, n, what);                                                                 \
    } while (0)

static kept_how write_mod(const char *name)
{
    char at[128];
    snprintf(at, sizeof at, "%s-ws", name);
    kept_how how = { .dir = place_new(at), .strict = true, .keep_wrong = true };
    snprintf(at, sizeof at, "%s-index", name);
    how.index = place_new(at);
    kept_text(&how, "mod.pp", "mod \"m\" {}\n");
    kept_text(&how, "v.pp", "variable \"v\" {\n  type    = list(string)\n  default = [\"a\"]\n}\n");
    kept_text(&how, "q.pp",
              "query \"q\" {\n  sql   = \"select '${var.v[0]}'\"\n  title = file(\"a.md\")\n}\n");
    kept_text(&how, "a.md", "Title\n");
    kept_ahead = 10 * SECOND;
    return how;
}

TEST(values_are_asked_once)
{
    kept_how how = write_mod("once");
    CHECK_ASKED(&how, (start){ 0 }, 1, "nothing is known");
    CHECK_ASKED(&how, (start){ 0 }, 0, "it is known");
    CHECK_ASKED(&how, (start){ 0 }, 0, "and stays known");
    how.fresh = true;
    CHECK_ASKED(&how, (start){ 0 }, 1, "a new image knows nothing");
}

TEST(values_depend_on_variables)
{
    kept_how how = write_mod("vars");
    CHECK_ASKED(&how, (start){ 0 }, 1, "the default");
    CHECK_ASKED(&how, (start){ .var = "v=[\"b\"]" }, 1, "another value");
    CHECK_ASKED(&how, (start){ 0 }, 0, "the default is known");
    CHECK_ASKED(&how, (start){ .var = "v=[\"b\"]" }, 0, "the other one, too");
    for (int i = 0; i < 2; i++) {
        asked = 0;
        CHECK(strstr(run(&how, (start){ .var = "v=[]" }), "the collection has no elements."),
              "a value that fails");
        CHECK_INT(asked, 1, "is asked each time");
    }
    CHECK_ASKED(&how, (start){ 0 }, 0, "and others are known");
}

TEST(values_depend_on_files_that_are_read)
{
    kept_how how = write_mod("files");
    CHECK_ASKED(&how, (start){ 0 }, 1, "first");
    kept_text(&how, "a.md", "Another title\n");
    CHECK_ASKED(&how, (start){ 0 }, 1, "another text");
    CHECK_ASKED(&how, (start){ 0 }, 0, "is known");
    kept_text(&how, "a.md", "\xff\n");
    CHECK(strstr(run(&how, (start){ 0 }), "are not valid UTF-8"), "bytes that are no text");
    CHECK(unlink(place_path(how.dir, "a.md")) == 0, "gone");
    CHECK(strstr(run(&how, (start){ 0 }), "no file exists at \"a.md\""), "no file");
    kept_text(&how, "a.md", "Title\n");
    CHECK_ASKED(&how, (start){ 0 }, 1, "there again");
}

TEST(a_mod_depends_on_the_file_that_it_reads)
{
    kept_how how = write_mod("modfile");
    kept_text(&how, "mod.pp", "mod \"m\" {\n  documentation = file(\"m.md\")\n}\n");
    kept_text(&how, "m.md", "Text\n");
    CHECK_ASKED(&how, (start){ 0 }, 1, "first");
    CHECK_ASKED(&how, (start){ 0 }, 0, "is known");
    CHECK(unlink(place_path(how.dir, "m.md")) == 0, "gone");
    CHECK(strstr(run(&how, (start){ 0 }), "no file exists at \"m.md\""), "no file");
    kept_text(&how, "m.md", "Text\n");
    CHECK_STR(run(&how, (start){ 0 }), "", "there again");
}

TEST(values_depend_on_the_environment_when_asked_for)
{
    kept_how how = write_mod("env");
    CHECK_ASKED(&how, (start){ .setting = "A=1" }, 1, "first");
    CHECK_ASKED(&how, (start){ .setting = "A=2" }, 0, "no expression reads it");
    kept_text(&how, "q.pp",
              "query \"q\" {\n  sql = env(\"A\")\n  width = tonumber(env(\"A\"))\n}\n");
    kept_text(&how, "q.pp",
              "query \"q\" {\n  sql = env(\"A\")\n  max_concurrency = tonumber(env(\"A\"))\n}\n");
    CHECK_ASKED(&how, (start){ .setting = "A=1" }, 1, "another file");
    CHECK_ASKED(&how, (start){ .setting = "A=1" }, 0, "is known");
    CHECK_ASKED(&how, (start){ .setting = "A=2" }, 1, "another setting");
    CHECK(strstr(run(&how, (start){ .setting = "A=x" }), "cannot convert"), "one that fails");
}

TEST(values_of_files_that_stayed_are_asked_again)
{
    kept_how how = write_mod("stayed");
    kept_text(&how, "l.pp", "locals {\n  n = 1\n}\n");
    kept_text(&how, "c.pp", "query \"c\" {\n  sql = \"select\"\n  max_concurrency = local.n\n}\n");
    CHECK_ASKED(&how, (start){ 0 }, 1, "first");
    kept_text(&how, "l.pp", "locals {\n  n = \"x\"\n}\n");
    CHECK_STR(run(&how, (start){ 0 }),
              "Internal Error: Failed to decode mod\n"
              "Unsuitable value type: Unsuitable value: a number is required\n"
              "(/stayed-ws/c.pp:3,21-28) [49-56|  max_concurrency = local.n]",
              "a file that did not change");
}

TEST(values_of_young_files_are_not_trusted)
{
    kept_how how = write_mod("young");
    kept_ahead = 0;
    CHECK_ASKED(&how, (start){ 0 }, 1, "first");
    CHECK_ASKED(&how, (start){ 0 }, 1, "a.md may have changed without a trace");
    kept_ahead = 10 * SECOND;
    CHECK_ASKED(&how, (start){ 0 }, 1, "old enough");
    CHECK_ASKED(&how, (start){ 0 }, 0, "known");
}

/* Files are read on other threads while everything is decoded: so many that it pays. */
enum { DOCUMENTS = 200 };

static kept_how write_documents(const char *name)
{
    kept_how how = write_mod(name);
    pl_buf text = { 0 };
    for (int i = 0; i < DOCUMENTS; i++) {
        char path[32];
        snprintf(path, sizeof path, "d%d.md", i);
        kept_text(&how, path, "Text\n");
        pl_buf_printf(&text, "control \"c%d\" {\n  sql = \"s\"\n  description = file(\"%s\")\n}\n",
                      i, path);
    }
    pl_buf_byte(&text, 0);
    kept_text(&how, "c.pp", text.ptr);
    pl_buf_done(&text);
    return how;
}

TEST(many_files_are_read_beside_the_check)
{
    static const struct {
        const char *what, *broken, *mod, *query, *begin, *parts[3];
    } rows[] = {
        { "all there", NULL, "mod \"m\" {}\n", "", "", { 0 } },
        { "the last is gone",
          "d199.md",
          "mod \"m\" {}\n",
          "",
          "Internal Error: Failed to decode mod\n",
          { "no file exists at \"d199.md\"" } },
        { "one is gone, and a value is wrong before and after",
          "d70.md",
          "mod \"m\" {}\n",
          "query \"a\" {\n  sql = upper()\n}\nquery \"b\" {\n  sql = lower()\n}\n",
          "Internal Error: Failed to decode mod\n",
          { "\"upper\"", "\"lower\"", "no file exists at \"d70.md\"" } },
        { "only a value is wrong",
          NULL,
          "mod \"m\" {}\n",
          "query \"a\" {\n  sql = upper()\n}\n",
          "Internal Error: Failed to decode mod\n",
          { "\"upper\"" } },
        { "a mod reads one that is gone",
          "d1.md",
          "mod \"m\" {\n  documentation = file(\"d1.md\")\n}\n",
          "",
          "Internal Error: mod load failed\n",
          { "no file exists at \"d1.md\"" } },
    };
    kept_how how = write_documents("many");
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
        char said[3][8192];
        for (unsigned threads = 1; threads <= 3; threads++) {
            how.threads = threads;
            kept_text(&how, "a.pp", "");
            kept_text(&how, "mod.pp", rows[r].mod);
            CHECK_STR(run(&how, (start){ 0 }), "", "before");
            if (rows[r].query[0])
                kept_text(&how, "a.pp", rows[r].query);
            if (rows[r].broken)
                CHECK(unlink(place_path(how.dir, rows[r].broken)) == 0, rows[r].what);
            snprintf(said[threads - 1], sizeof *said, "%s", run(&how, (start){ 0 }));
            if (rows[r].broken)
                kept_text(&how, rows[r].broken, "Text\n");
        }
        CHECK(!strncmp(said[0], rows[r].begin, strlen(rows[r].begin)), rows[r].what);
        CHECK((rows[r].begin[0] == 0) == (said[0][0] == 0), rows[r].what);
        for (int p = 0; p < 3 && rows[r].parts[p]; p++)
            CHECK(strstr(said[0], rows[r].parts[p]), rows[r].parts[p]);
        CHECK_STR(said[1], said[0], rows[r].what);
        CHECK_STR(said[2], said[0], rows[r].what);
    }
}
