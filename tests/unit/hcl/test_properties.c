/* What holds for every clean file (hcl.md 8.5, 3 to 5). */
#include "unit/hcl/show.h"

static const char *const bodies[] = {
    "a = 1\n",
    "query \"a\" {\n  sql = <<-EOQ\n    select '}' as \"{\", ${x}\n  EOQ\n}\n",
    "a { b = \"}\" }\nc {} # d\n/* e { */ f = { g = [\n1, 2] }\n",
    "dashboard \"d\" {\n  container {\n    card { width = 2 }\n    chart \"c\" {\n"
    "      series \"s\" { title = \"%{ if x }}%{ endif }\" }\n    }\n  }\n  input \"i\" {}\n}\n",
    "\n\n# only\n// comments\n/* here */\n",
    "benchmark \"b\" {\n  children = [\n    control.a, # }\n    benchmark.c\n  ]\n"
    "  tags = merge(local.t, {\n    type = \"Benchmark\"\n  })\n}\nlocals {\n  x = "
    "\"${\"}\"}\"\n}\n",
};

static void dump(pl_str text, pl_buf *out)
{
    shown s;
    show_parse(&s, SHOW_FILE, text);
    CHECK_INT(pl_diags_count(s.diags), 0, "clean");
    pl_body_dump(s.body, false, out);
    show_done(&s);
}

static void add_spans(const pl_body *body, int64_t shift, pl_buf *out)
{
    for (const pl_block *b = body->blocks; b; b = b->next) {
        pl_buf_printf(out, "%.*s %lld-%lld; ", PL_FMT(b->type), (long long)b->range.start + shift,
                      (long long)b->range.end + shift);
        add_spans(b->body, shift, out);
    }
}

static void spans(pl_str text, int64_t shift, pl_buf *out)
{
    shown s;
    show_parse(&s, SHOW_FILE, text);
    add_spans(s.body, shift, out);
    show_done(&s);
}

static void check_same(pl_buf *got, pl_buf *want, const char *what)
{
    pl_buf_byte(got, '\0');
    pl_buf_byte(want, '\0');
    CHECK_STR(got->ptr, want->ptr, what);
    pl_buf_done(got);
    pl_buf_done(want);
}

TEST(two_files_in_a_row_are_both)
{
    for (size_t i = 0; i < PL_COUNT(bodies); i++)
        for (size_t k = 0; k < PL_COUNT(bodies); k++) {
            pl_buf both = { 0 }, got = { 0 }, want = { 0 };
            pl_buf_printf(&both, "%s%s", bodies[i], bodies[k]);
            spans(pl_buf_view(&both), 0, &got);
            spans(pl_str_cstr(bodies[i]), 0, &want);
            spans(pl_str_cstr(bodies[k]), (int64_t)strlen(bodies[i]), &want);
            check_same(&got, &want, bodies[i]);
            pl_buf_done(&both);
        }
}

TEST(a_wrapped_body_is_itself)
{
    for (size_t i = 0; i < PL_COUNT(bodies); i++) {
        pl_buf wrapped = { 0 }, got = { 0 }, want = { 0 };
        pl_buf_printf(&wrapped, "x {\n%s}\n", bodies[i]);
        dump(pl_buf_view(&wrapped), &got);
        pl_buf_cstr(&want, "x {");
        dump(pl_str_cstr(bodies[i]), &want);
        pl_buf_cstr(&want, "}");
        check_same(&got, &want, bodies[i]);

        pl_buf shifted = { 0 }, inner = { 0 };
        pl_buf_printf(&shifted, "x 0-%zu; ", wrapped.len - 1);
        spans(pl_str_cstr(bodies[i]), 4, &shifted);
        spans(pl_buf_view(&wrapped), 0, &inner);
        check_same(&inner, &shifted, bodies[i]);
        pl_buf_done(&wrapped);
    }
}

TEST(a_byte_order_mark_shifts_offsets_only)
{
    for (size_t i = 0; i < PL_COUNT(bodies); i++) {
        pl_buf marked = { 0 }, got = { 0 }, want = { 0 };
        pl_buf_printf(&marked, "\xef\xbb\xbf%s", bodies[i]);
        spans(pl_buf_view(&marked), 0, &got);
        spans(pl_str_cstr(bodies[i]), 3, &want);
        check_same(&got, &want, bodies[i]);
        pl_buf_done(&marked);
    }
}

TEST(carriage_returns_change_heredocs_only)
{
    for (size_t i = 0; i < PL_COUNT(bodies); i++) {
        pl_buf crlf = { 0 }, got = { 0 }, want = { 0 };
        if (strstr(bodies[i], "<<"))
            continue;
        for (const char *c = bodies[i]; *c; c++) {
            if (*c == '\n')
                pl_buf_byte(&crlf, '\r');
            pl_buf_byte(&crlf, *c);
        }
        dump(pl_buf_view(&crlf), &got);
        dump(pl_str_cstr(bodies[i]), &want);
        check_same(&got, &want, bodies[i]);
        pl_buf_done(&crlf);
    }
}

/* Every block that ended before the cut is there, with its place. */
static void check_cut(const pl_body *whole, const pl_body *part, uint32_t at)
{
    const pl_block *p = part->blocks;
    for (const pl_block *w = whole->blocks; w && w->range.end <= at; w = w->next, p = p->next) {
        CHECK(p != NULL && pl_str_eq(p->type, w->type), "a block before the cut stays");
        CHECK(p->range.start == w->range.start && p->range.end == w->range.end, "where it was");
    }
}

TEST(a_cut_keeps_what_ended_before)
{
    for (size_t i = 0; i < PL_COUNT(bodies); i++) {
        shown whole;
        show_parse(&whole, SHOW_FILE, pl_str_cstr(bodies[i]));
        for (uint32_t at = 0; at <= strlen(bodies[i]); at++) {
            shown part;
            show_parse(&part, SHOW_FILE, pl_str_make(bodies[i], at));
            check_cut(whole.body, part.body, at);
            show_done(&part);
        }
        show_done(&whole);
    }
}
