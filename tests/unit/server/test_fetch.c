#include "unit/test.h"
#include "base/str.h"
#include "server/fetch.h"

static const char snapshot[] =
    "{\"panels\":{\"a.card.x\":{\"data\":{\"columns\":[{\"name\":\"n\"},{\"name\":\"t\"}],"
    "\"rows\":[{\"n\":1,\"t\":\"a,b\"},{\"t\":null,\"n\":2.50},{\"n\":{\"k\":[1]},\"t\":\"q\\\"\"}]"
    "}},"
    "\"a.text.y\":{\"status\":\"complete\"}}}";

TEST(rows_of_the_only_panel_are_csv)
{
    pl_buf out = { 0 }, why = { 0 };

    CHECK(pl_fetch_csv(pl_str_cstr(snapshot), (pl_str){ 0 }, &out, &why) == 200, "one has data");
    pl_buf_byte(&out, 0);
    CHECK_STR(out.ptr, "n,t\r\n1,\"a,b\"\r\n2.50,\r\n\"{\"\"k\"\":[1]}\",\"q\"\"\"\r\n", "rows");
    CHECK(pl_fetch_csv(pl_str_cstr(snapshot), PL_S("a.card.z"), &out, &why) == 404, "no panel");
    CHECK(pl_fetch_csv(PL_S("{}"), (pl_str){ 0 }, &out, &why) == 400, "no data");
    CHECK(pl_fetch_csv(PL_S("not json"), (pl_str){ 0 }, &out, &why) == 400, "no snapshot");
    pl_buf_done(&out);
    pl_buf_done(&why);
}

TEST(a_panel_is_taken_out)
{
    pl_buf out = { 0 }, why = { 0 };

    CHECK(pl_fetch_panel(pl_str_cstr(snapshot), PL_S("a.text.y"), &out, &why) == 200, "there");
    pl_buf_byte(&out, 0);
    CHECK_STR(out.ptr, "{\"status\":\"complete\"}", "as it is");
    CHECK(pl_fetch_panel(pl_str_cstr(snapshot), PL_S("a"), &out, &why) == 404, "not there");
    pl_buf_done(&out);
    pl_buf_done(&why);
}

TEST(files_are_names_and_forms)
{
    pl_fetch_form form;
    pl_str name;

    CHECK(pl_fetch_parse(PL_S("a.dashboard.b.json"), &name, &form) && form == PL_FETCH_JSON &&
              pl_str_eq(name, PL_S("a.dashboard.b")),
          "json");
    CHECK(pl_fetch_parse(PL_S("a.dashboard.csv.csv"), &name, &form) && form == PL_FETCH_CSV &&
              pl_str_eq(name, PL_S("a.dashboard.csv")),
          "csv");
    CHECK(!pl_fetch_parse(PL_S("a.dashboard.b"), &name, &form), "no form");
    CHECK(!pl_fetch_parse(PL_S(".json"), &name, &form), "no name");
}
