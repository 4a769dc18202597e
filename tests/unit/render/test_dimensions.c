/* Which columns of a control's rows are dimensions (check-and-outputs.md 4). */
#include "unit/render/runs.h"

TEST(dimensions_are_the_other_columns_with_a_single_value)
{
    sessions s = { 0 };
    pl_buf out = { 0 };
    sessions_begin(
        &s, "dimensions", NULL,
        "control \"c\" {\n"
        "  sql = \"select 'eu' as region, 'r' as resource, 'ok' as status, x'0001' as raw,"
        " 'x' as reason, 7 as size\"\n}\n");
    pl_check *c = sessions_check(&s, "m.control.c", (pl_run_start_options){ 0 });
    CHECK(c, sessions_said(&s));
    pl_run_output how = { .separator = PL_S(","), .header = true };
    CHECK(runs_write_check(c, PL_S("csv"), &how, sessions_collect, &out, s.diags), "csv");
    pl_buf_byte(&out, 0);
    CHECK(strstr(out.ptr, ",reason,resource,status,severity,region,size\n"), out.ptr);
    CHECK(strstr(out.ptr, ",x,r,ok,,eu,7\n"), out.ptr);
    pl_check_free(c);
    pl_buf_done(&out);
    sessions_end(&s);
}
