/* A pl_logger gets the lines of its level and of graver ones, with its own context. */
#include "unit/workspace/seen.h"
#include <pipelite/phase.h>

static const struct {
    const char *what;
    pl_log_level level;
    bool warned, more; /* the warning; anything else */
} level_rows[] = {
    { "nothing when it is off", PL_LOG_OFF, false, false },
    { "no warning among errors", PL_LOG_ERROR, false, false },
    { "a warning", PL_LOG_WARN, true, false },
    { "a warning beside what informs", PL_LOG_TRACE, true, true },
};

TEST(logger_gets_its_level_and_what_is_graver)
{
    const char *dir = place_new("logger");
    place_text(dir, "mod.pp",
               "mod \"top\" {\n require {\n  mod \"github.com/acme/dep\" {\n   "
               "version = \"1\"\n  }\n }\n}\n");
    for (size_t i = 0; i < PL_COUNT(level_rows); i++) {
        seen s = { .diags = pl_diags_new() };
        pl_open_options options = { .path = pl_str_cstr(dir) };
        options.log = (pl_logger){ level_rows[i].level, seen_log, &s };
        s.ws = pl_workspace_open(&options, s.diags);
        CHECK(pl_workspace_start_resolution(s.ws, NULL, NULL), level_rows[i].what);
        CHECK_INT(seen_logged(&s, "\"level\":\"WARN\""), level_rows[i].warned, level_rows[i].what);
        CHECK_INT(seen_logged(&s, "\"level\":\"INFO\""), level_rows[i].more, level_rows[i].what);
        seen_close(&s);
    }
}

TEST(logger_without_a_function_is_silent)
{
    pl_open_options options = { .path = pl_str_cstr(place_new("nothing")),
                                .log = { .level = PL_LOG_TRACE } };
    pl_workspace *ws = pl_workspace_open(&options, NULL);
    pl_workspace_close(ws);
}
