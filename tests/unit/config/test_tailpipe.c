/* Connections of type "tailpipe": the command, and what it answers. */
#include "config/tailpipe.h"
#include "base/str.h"
#include "unit/config/world.h"

enum { NOW = 1742565296 }; /* 2025-03-21T13:54:56Z */

static const struct {
    const char *what, *body, *want;
} commands[] = {
    { "nothing is asked for", "", "" },
    { "a time", "from = \"2025-01-02T03:04:05+02:00\"", " --from 2025-01-02T01:04:05Z" },
    { "a time with a fraction", "to = \"2025-01-02T03:04:05.75Z\"", " --to 2025-01-02T03:04:05Z" },
    { "a date", "from = \"2024-02-29\"", " --from 2024-02-29T00:00:00Z" },
    { "both", "from = \"T-7d\"\n  to = \"T-1d\"",
      " --from 2025-03-14T13:54:56Z --to 2025-03-20T13:54:56Z" },
    { "minutes", "from = \"T-90M\"", " --from 2025-03-21T12:24:56Z" },
    { "hours", "from = \"T-14H\"", " --from 2025-03-20T23:54:56Z" },
    { "weeks", "from = \"T-2W\"", " --from 2025-03-07T13:54:56Z" },
    { "months", "from = \"T-1m\"", " --from 2025-02-21T13:54:56Z" },
    { "months across a year", "from = \"T-3m\"", " --from 2024-12-21T13:54:56Z" },
    { "years", "from = \"T-1Y\"", " --from 2024-03-21T13:54:56Z" },
    { "text that is no time", "from = \"yesterday\"", " --from 0001-01-01T00:00:00Z" },
    { "a day that there is not", "from = \"2025-02-30\"", " --from 0001-01-01T00:00:00Z" },
    { "the last days of months", "from = \"2025-12-31\"\n  to = \"2025-04-30\"",
      " --from 2025-12-31T00:00:00Z --to 2025-04-30T00:00:00Z" },
    { "a day before the first", "from = \"2025-01-00\"", " --from 0001-01-01T00:00:00Z" },
    { "a 31st that there is not", "from = \"2025-04-31\"", " --from 0001-01-01T00:00:00Z" },
    { "a unit that there is not", "from = \"T-1x\"", " --from 0001-01-01T00:00:00Z" },
    { "no number", "from = \"T-d\"", " --from 0001-01-01T00:00:00Z" },
    { "more than time has", "from = \"T-99999999999999999999Y\"", " --from 0001-01-01T00:00:00Z" },
    { "one index", "indexes = [\"a\"]", " --index \"a\"" },
    { "lists", "indexes = [\"a\", \"b c\"]\n  partitions = [\"p.q\", \"r\"]",
      " --index \"a,b c\" --partition \"p.q,r\"" },
};

static const char *command_of(world *w, const char *name)
{
    const char *argv[PL_TAILPIPE_ARGS];
    pl_buf out = { 0 };
    if (!pl_tailpipe_command(w->s, pl_str_cstr(name), NULL, NOW, &w->arena, argv))
        return "none";
    for (size_t i = 4; argv[i]; i++)
        pl_buf_printf(&out, " %s", argv[i]);
    const char *copy = pl_arena_str(&w->arena, pl_buf_view(&out)).ptr;
    pl_buf_done(&out);
    CHECK(!strcmp(argv[0], "tailpipe") && !strcmp(argv[1], "connect") &&
              !strcmp(argv[2], "--output") && !strcmp(argv[3], "json"),
          name);
    return copy;
}

TEST(a_tailpipe_connection_is_a_command)
{
    for (size_t i = 0; i < PL_COUNT(commands); i++) {
        world w;
        char file[400];
        world_init(&w);
        snprintf(file, sizeof file,
                 "connection \"tailpipe\" \"logs\" {\n  %s\n}\n"
                 "connection \"sqlite\" \"logs\" {\n  file_name = \"x\"\n}\n",
                 commands[i].body);
        world_file(&w, "{HOME}/.powerpipe/config/c.ppc", file);
        CHECK(world_load(&w), world_error(&w));
        CHECK_STR(command_of(&w, "tailpipe.logs"), commands[i].want, commands[i].what);
        CHECK_STR(command_of(&w, "tailpipe.default"), "", "the implicit one");
        CHECK_STR(command_of(&w, "sqlite.logs"), "none", "another type");
        CHECK_STR(command_of(&w, "tailpipe.none"), "none", "not there");
        world_done(&w);
    }
}

/* The last day of March minus a month is none of February: Go goes on into March. */
TEST(months_run_over)
{
    const char *argv[PL_TAILPIPE_ARGS];
    world w;
    world_init(&w);
    world_file(&w, "{HOME}/.powerpipe/config/c.ppc",
               "connection \"tailpipe\" \"logs\" {\n  from = \"T-1m\"\n}\n");
    CHECK(world_load(&w), world_error(&w));
    pl_tailpipe_command(w.s, PL_S("tailpipe.logs"), NULL, 1743379200 /* 2025-03-31 */, &w.arena,
                        argv);
    CHECK_STR(argv[5], "2025-03-03T00:00:00Z", "from");
    world_done(&w);
}

static const struct {
    const char *what, *printed, *want;
} answers[] = {
    { "a script", "{\"init_script_path\":\"/t/init.sql\"}\n", "duckdbinit:///t/init.sql" },
    { "a file", "{\"database_filepath\":\"/t/logs.db\"}", "duckdb:///t/logs.db" },
    { "the script counts", "{\"database_filepath\":\"/a\",\"init_script_path\":\"/b\"}",
      "duckdbinit:///b" },
    { "an empty error is none", "{\"error\":\"\",\"database_filepath\":\"/a\"}", "duckdb:///a" },
    { "lines for people", "Collecting\n{\"database_filepath\":\"/a\"}\nDone\n", "duckdb:///a" },
    { "an error", "{\"error\":\"no partition p\",\"database_filepath\":\"/a\"}",
      "! no partition p" },
    { "no name", "{\"init_script_path\":\"\"}", "! its answer names no database" },
    { "no text", "{\"init_script_path\":5}", "! its answer names no database" },
    { "a NUL", "{\"init_script_path\":\"/a\\u0000b\"}", "! its answer names no database" },
    { "no JSON", "ready", "! its answer names no database" },
    { "half of it", "}{", "! its answer names no database" },
    { "nothing", "", "! its answer names no database" },
};

TEST(an_answer_is_a_connection_string)
{
    for (size_t i = 0; i < PL_COUNT(answers); i++) {
        pl_arena arena = { 0 };
        pl_buf got = { 0 };
        pl_str url;
        pl_buf_cstr(&got, "! ");
        if (pl_tailpipe_answer(pl_str_cstr(answers[i].printed), &arena, &url, &got)) {
            got.len = 0;
            pl_buf_str(&got, url);
        }
        pl_buf_byte(&got, 0);
        CHECK_STR(got.ptr, answers[i].want, answers[i].what);
        pl_buf_done(&got);
        pl_arena_done(&arena);
    }
}
