#include "unit/test.h"
#include "base/buf.h"
#include "base/str.h"
#include "server/action.h"

/* "kind name inputs{name=json ...} changed from..to path[..] prefix[..]" */
static void dump(const pl_action *a, pl_buf *out)
{
    pl_buf_printf(out, "%.*s", PL_FMT(pl_action_name(a->kind)));
    if (a->name.len)
        pl_buf_printf(out, " %.*s", PL_FMT(a->name));
    for (uint32_t i = 0; i < a->n_inputs; i++)
        pl_buf_printf(out, " %.*s=%.*s", PL_FMT(a->inputs[i].name), PL_FMT(a->inputs[i].json));
    if (a->changed.len)
        pl_buf_printf(out, " changed %.*s", PL_FMT(a->changed));
    if (a->has_range)
        pl_buf_printf(out, " %.*s..%.*s", PL_FMT(a->from), PL_FMT(a->to));
    for (uint32_t i = 0; i < a->n_search_path; i++)
        pl_buf_printf(out, " path %.*s", PL_FMT(a->search_path[i]));
    for (uint32_t i = 0; i < a->n_search_path_prefix; i++)
        pl_buf_printf(out, " prefix %.*s", PL_FMT(a->search_path_prefix[i]));
    pl_buf_byte(out, 0);
}

static const struct {
    const char *what, *text, *want; /* want NULL: void */
} rows[] = {
    { "an action alone", "{\"action\":\"get_server_metadata\"}", "get_server_metadata" },
    { "names of members have no case", "{\"ACTION\":\"clear_dashboard\"}", "clear_dashboard" },
    { "the value has one", "{\"action\":\"CLEAR_DASHBOARD\"}", "" },
    { "unknown members are ignored", "{\"action\":\"keep_alive\",\"mood\":[1]}", "keep_alive" },
    { "a selection",
      "{\"action\":\"select_dashboard\",\"payload\":{\"dashboard\":{\"full_name\":\"a.dashboard."
      "b\"},"
      "\"inputs\":{\"input.x\":\"1\",\"input.y\":{\"z\":[1,null,true]}},"
      "\"search_path_prefix\":[\"p\",\"q\"]}}",
      "select_dashboard a.dashboard.b input.x=\"1\" input.y={\"z\":[1,null,true]} prefix p prefix "
      "q" },
    { "a range",
      "{\"action\":\"select_dashboard\",\"payload\":{\"datetime_range\":"
      "{\"from\":\"2025-03-01T00:00:00Z\",\"to\":null}}}",
      "select_dashboard 2025-03-01T00:00:00Z.." },
    { "a range that is no time",
      "{\"action\":\"select_dashboard\",\"payload\":{\"datetime_range\":{\"from\":\"yesterday\"}}}",
      NULL },
    { "an empty time", "{\"action\":\"x\",\"payload\":{\"datetime_range\":{\"from\":\"\"}}}",
      NULL },
    { "a changed input",
      "{\"action\":\"input_changed\",\"payload\":{\"changed_input\":\"input.x\",\"inputs\":{}}}",
      "input_changed changed input.x" },
    { "beside the payload", "{\"action\":\"input_changed\",\"changed_input\":\"input.x\"}",
      "input_changed changed input.x" },
    { "a number for an action", "{\"action\":7}", NULL },
    { "a text for a payload", "{\"action\":\"select_dashboard\",\"payload\":\"x\"}", NULL },
    { "a list for inputs", "{\"action\":\"x\",\"payload\":{\"inputs\":[1]}}", NULL },
    { "a number in a path", "{\"action\":\"x\",\"payload\":{\"search_path\":[1]}}", NULL },
    { "null is nothing", "{\"action\":\"x\",\"payload\":null}", "" },
    { "a list", "[1,2]", NULL },
    { "null", "null", NULL },
    { "half of it", "{\"action\": \"get_avail", NULL },
    { "nothing", "", NULL },
};

TEST(actions_are_read_as_go_reads_them)
{
    for (size_t i = 0; i < PL_COUNT(rows); i++) {
        pl_arena arena = { 0 };
        pl_buf out = { 0 };
        pl_action action;
        bool right = pl_action_parse(&arena, pl_str_cstr(rows[i].text), &action);

        CHECK(right == (rows[i].want != NULL), rows[i].what);
        dump(&action, &out);
        if (right && rows[i].want)
            CHECK_STR(out.ptr, rows[i].want, rows[i].what);
        pl_buf_done(&out);
        pl_arena_done(&arena);
    }
}

TEST(deep_inputs_are_refused)
{
    pl_buf text = { 0 };
    pl_arena arena = { 0 };
    pl_action action;

    pl_buf_cstr(&text, "{\"action\":\"select_dashboard\",\"payload\":{\"inputs\":{\"input.x\":");
    pl_buf_fill(&text, '[', 5000);
    pl_buf_fill(&text, ']', 5000);
    pl_buf_cstr(&text, "}}}");
    CHECK(!pl_action_parse(&arena, pl_buf_view(&text), &action), "5,000 lists in each other");
    pl_arena_done(&arena);
    pl_buf_done(&text);
}
