/* The errors of databases as users read them (check-and-outputs.md 4.3). */
#include "run/session.h"
#include "base/str.h"
#include "unit/test.h"

static const struct {
    const char *what, *text;
    pl_db_end end;
    const char *want;
} rows[] = {
    { "a message as it is", "no such table: t", PL_DB_FAILED, "no such table: t" },
    { "PostgreSQL's word goes", " ERROR:  relation \"t\" does not exist\n", PL_DB_FAILED,
      "relation \"t\" does not exist" },
    { "and that of a plugin", "ERROR: rpc error: code = Unknown desc = no access ", PL_DB_FAILED,
      "no access" },
    { "of a plugin alone", "rpc error: code = Unknown desc = no access", PL_DB_FAILED,
      "no access" },
    { "other codes stay", "rpc error: code = Canceled desc = x", PL_DB_FAILED,
      "rpc error: code = Canceled desc = x" },
    { "one word goes, once", "ERROR: ERROR: x", PL_DB_FAILED, "ERROR: x" },
    { "a stop that the server tells of", "ERROR: canceling statement due to user request",
      PL_DB_FAILED, "execution cancelled" },
    { "a stop of ours, whatever it says", "interrupted", PL_DB_CANCELLED, "execution cancelled" },
};

TEST(errors_of_databases_are_readable)
{
    for (size_t i = 0; i < PL_COUNT(rows); i++) {
        pl_db_error error = { .end = rows[i].end };
        pl_buf out = { 0 };
        pl_buf_cstr(&error.text, rows[i].text);
        pl_buf_str(&out, pl_run_error_of(&error));
        pl_buf_byte(&out, 0);
        CHECK_STR(out.ptr, rows[i].want, rows[i].what);
        pl_buf_done(&out);
        pl_db_error_done(&error);
    }
}

TEST(a_limit_says_how_long_it_ran)
{
    pl_buf out = { 0 };
    pl_run_timeout_text("query", 1500000000, &out);
    pl_buf_byte(&out, 0);
    CHECK_STR(out.ptr, "query execution timed out after running for 1.50s", "the time it had");
    pl_buf_done(&out);
}
