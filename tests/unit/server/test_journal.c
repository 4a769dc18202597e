#include "unit/test.h"
#include "base/str.h"
#include "server/journal.h"

TEST(secrets_of_a_query_are_not_written_down)
{
    pl_str args[] = { PL_S("token=0123456789abcdef"), PL_S("input.user=me"), PL_S("panel=a.b.c") };
    pl_request request = { .path = PL_S("/-/run/x.csv"), .args = args, .n_args = 3 };
    pl_journal_entry entry = {
        .request = &request, .peer = PL_S("10.0.0.1"), .status = 200, .bytes = 7, .ns = 1500000
    };
    pl_buf line = { 0 };

    pl_journal_format(&entry, &line);
    pl_buf_byte(&line, 0);
    CHECK(strstr(line.ptr, "\"path\":\"/-/run/x.csv?token=-&input.user=-&panel=a.b.c\"") != NULL,
          "values of token and inputs are hidden");
    CHECK(strstr(line.ptr, "\"method\":\"GET\"") && strstr(line.ptr, "\"status\":200") &&
              strstr(line.ptr, "\"bytes\":7") && strstr(line.ptr, "\"ms\":1.5"),
          "the rest is there");
    CHECK(strstr(line.ptr, "0123456789") == NULL, "no token");
    pl_buf_done(&line);
}
