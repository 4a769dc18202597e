/* The static report: nothing of the data is markup, headings lead to what they name, and its size
 * does not show in memory. */
#include "base/alloc.h"
#include "unit/render/runs.h"

typedef struct written {
    pl_buf text;
    size_t total, largest; /* bytes in all, and at a time */
    bool keep;
} written;

static bool take(void *ctx, pl_str bytes)
{
    written *w = ctx;
    w->total += bytes.len;
    w->largest = bytes.len > w->largest ? bytes.len : w->largest;
    if (w->keep)
        pl_buf_str(&w->text, bytes);
    return true;
}

static void write_report(sessions *s, const char *name, pl_review *review, written *out)
{
    pl_entry_id id = sessions_id(s, name);
    pl_run_start_options options = { .targets = &id, .n_targets = 1, .review = review };
    pl_run_output how = { .version = PL_S("1"), .working_dir = PL_S("/<w>") };
    pl_check *check = pl_check_run(s->session, &options, s->diags);
    CHECK(check != NULL, "it runs");
    CHECK(runs_write_check(check, PL_S("static-report"), &how, take, out, s->diags),
          "it is written");
    pl_check_free(check);
}

static size_t count(const pl_buf *text, const char *what)
{
    size_t n = 0, len = strlen(what);
    const char *at = text->ptr, *end = text->ptr + text->len;
    while ((at = memmem(at, (size_t)(end - at), what, len))) {
        n++;
        at += len;
    }
    return n;
}

#define EVIL "<script>alert(1)</script>\\\" onload=\\\"x"

static const char evil[] =
    "benchmark \"b\" {\n  title = \"" EVIL "\"\n  description = \"" EVIL "\"\n"
    "  children = [control.c, control.bad]\n}\n"
    "control \"c\" {\n  title = \"" EVIL "\"\n  description = \"" EVIL "\"\n"
    "  severity = \"<script>\"\n  tags = {\n    \"<script>k\" = \"" EVIL "\"\n  }\n"
    "  sql = \"select '<script>s' as resource, 'alarm' as status, '<script>r' as reason, "
    "'<script>d' as \\\"<script>n\\\" union all select 'b', 'ok', 'fine', 'd'\"\n}\n"
    "control \"bad\" {\n  sql = \"select '<script>' as a from \\\"<script>\\\"\"\n}\n";

TEST(nothing_of_the_data_is_markup)
{
    sessions s;
    written out = { .keep = true };
    sessions_begin(&s, "evil", NULL, evil);
    write_report(&s, "m.benchmark.b", NULL, &out);
    CHECK_INT(count(&out.text, "<script"), 0, "escaped everywhere");
    CHECK(count(&out.text, "&lt;script&gt;") > 12, "and shown");
    CHECK_INT(count(&out.text, "\" onload=\""), 0, "quotes, too");
    CHECK_INT(count(&out.text, "/<w>"), 0, "the folder, too");
    CHECK_INT(count(&out.text, "default-src 'none'"), 1, "a policy in the head");
    CHECK_INT(count(&out.text, "http"), 1, "nothing from elsewhere: http-equiv alone");
    pl_buf_done(&out.text);
    sessions_end(&s);
}

static const char plain[] =
    "benchmark \"b\" {\n  title = \"B\"\n  children = [control.low, control.fine, "
    "control.high]\n}\n"
    "control \"low\" {\n  title = \"Low\"\n  severity = \"low\"\n"
    "  sql = \"select 'r' as resource, 'alarm' as status, 'x' as reason\"\n}\n"
    "control \"fine\" {\n  title = \"Fine\"\n"
    "  sql = \"select 'r' as resource, 'ok' as status, 'x' as reason\"\n}\n"
    "control \"high\" {\n  title = \"High\"\n  severity = \"high\"\n"
    "  sql = \"select 'r' as resource, 'alarm' as status, 'x' as reason\"\n}\n";

TEST(what_failed_comes_first_the_most_severe_before_all)
{
    sessions s;
    written out = { .keep = true };
    sessions_begin(&s, "plain", NULL, plain);
    write_report(&s, "m.benchmark.b", NULL, &out);
    pl_buf_byte(&out.text, 0);
    const char *high = strstr(out.text.ptr, "id=\"f2\""), *low = strstr(out.text.ptr, "id=\"f0\"");
    const char *fine = strstr(out.text.ptr, "Without failures");
    const char *all = strstr(out.text.ptr, "by-benchmark\">");
    CHECK(high && low && fine && all, "all are there");
    CHECK(high < low && low < fine && fine < all, "in this order");
    CHECK(strstr(out.text.ptr, "href=\"#f2\"") && strstr(out.text.ptr, "href=\"#c1\""),
          "the contents lead there");
    CHECK(strstr(out.text.ptr, "<li style=\"padding-left:28px\"><a href=\"#c1\""),
          "a control below its benchmark, one step to the right");
    pl_buf_done(&out.text);
    sessions_end(&s);
}

enum { CONTROLS = 1600, ROWS = 10 };

static char *many(void)
{
    pl_buf text = { 0 };
    size_t len;
    pl_buf_cstr(&text, "benchmark \"b\" {\n  children = [");
    for (int i = 0; i < CONTROLS; i++)
        pl_buf_printf(&text, "%scontrol.c%d", i ? ", " : "", i);
    pl_buf_cstr(&text, "]\n}\n");
    for (int i = 0; i < CONTROLS; i++)
        pl_buf_printf(
            &text,
            "control \"c%d\" {\n  title = \"C\"\n  sql = \"with recursive n(i) as (select "
            "1 union all select i + 1 from n where i < %d) select 'r' || i as resource, "
            "case when i %% 2 then 'alarm' else 'ok' end as status, 'because' as reason, "
            "i as n from n\"\n}\n",
            i, ROWS);
    pl_buf_byte(&text, 0);
    return pl_buf_take(&text, &len);
}

TEST(a_large_report_is_handed_on_in_pieces)
{
    char *text = many();
    sessions s;
    written out = { 0 };
    sessions_begin(&s, "many", NULL, text);
    write_report(&s, "m.benchmark.b", NULL, &out);
    CHECK(out.total > (size_t)CONTROLS * ROWS * 100, "all of it");
    CHECK(out.largest < 128 * 1024, "little of it at a time");
    pl_mem_free(text);
    sessions_end(&s);
}
