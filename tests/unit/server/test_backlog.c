#include "unit/test.h"
#include "base/str.h"
#include "server/backlog.h"

static void put(pl_backlog *b, const char *text, pl_outgoing_kind kind, pl_outgoing with)
{
    with.payload = pl_payload_copy(pl_str_cstr(text));
    with.kind = kind;
    pl_backlog_put(b, with);
}

/* Everything, messages separated by a bar; `n` bytes at a time. */
static void drain(pl_backlog *b, size_t n, pl_buf *out)
{
    bool first, last, broken;
    char chunk[64];
    size_t got;

    out->len = 0;
    while ((got = pl_backlog_take(b, chunk, n, &first, &last, &broken))) {
        pl_buf_add(out, chunk, got);
        if (last)
            pl_buf_byte(out, '|');
    }
    pl_buf_byte(out, 0);
}

#define PUT(text, kind, ...) put(&b, text, kind, (pl_outgoing){ __VA_ARGS__ })

TEST(messages_go_out_in_order)
{
    pl_backlog b = { 0 };
    pl_buf out = { 0 };

    PUT("one", PL_OUTGOING_OTHER, 0);
    PUT("two", PL_OUTGOING_OTHER, 0);
    CHECK(b.bytes == 6, "bytes are counted");
    drain(&b, 2, &out);
    CHECK_STR(out.ptr, "one|two|", "in pieces of two bytes");
    CHECK(b.bytes == 0 && pl_backlog_is_empty(&b), "and nothing is left");
    pl_buf_done(&out);
    pl_backlog_done(&b);
}

TEST(the_newest_list_alone_goes_out)
{
    pl_backlog b = { 0 };
    pl_buf out = { 0 };

    PUT("L1", PL_OUTGOING_LIST, 0);
    PUT("M1", PL_OUTGOING_METADATA, 0);
    PUT("L2", PL_OUTGOING_LIST, 0);
    PUT("A", PL_OUTGOING_LIST, .asked = true);
    PUT("A", PL_OUTGOING_LIST, .asked = true);
    drain(&b, 64, &out);
    CHECK_STR(out.ptr, "M1|L2|A|A|", "but who asks twice is answered twice");
    pl_buf_done(&out);
    pl_backlog_done(&b);
}

TEST(what_is_half_sent_is_not_replaced)
{
    bool first, last, broken;
    pl_backlog b = { 0 };
    pl_buf out = { 0 };
    char byte;

    PUT("L1", PL_OUTGOING_LIST, 0);
    CHECK(pl_backlog_take(&b, &byte, 1, &first, &last, &broken) == 1 && first && !last, "a byte");
    PUT("L2", PL_OUTGOING_LIST, 0);
    PUT("L3", PL_OUTGOING_LIST, 0);
    drain(&b, 64, &out);
    CHECK_STR(out.ptr, "1|L3|", "its rest comes first");
    pl_buf_done(&out);
    pl_backlog_done(&b);
}

TEST(errors_replace_errors_behind_the_same_list)
{
    pl_backlog b = { 0 };
    pl_buf out = { 0 };

    PUT("E1", PL_OUTGOING_ERROR, 0);
    PUT("E2", PL_OUTGOING_ERROR, 0);
    PUT("L", PL_OUTGOING_LIST, 0);
    PUT("E3", PL_OUTGOING_ERROR, 0);
    drain(&b, 64, &out);
    CHECK_STR(out.ptr, "E2|L|E3|", "a list lies between");
    pl_buf_done(&out);
    pl_backlog_done(&b);
}

TEST(panels_keep_running_and_final_states)
{
    pl_backlog b = { 0 };
    pl_buf out = { 0 };

    PUT("blocked", PL_OUTGOING_PANEL, .panel = 1, .run = 1);
    PUT("other", PL_OUTGOING_PANEL, .panel = 2, .run = 1);
    PUT("running", PL_OUTGOING_PANEL, .panel = 1, .run = 1, .keep = true);
    PUT("complete", PL_OUTGOING_PANEL, .panel = 1, .run = 1, .keep = true);
    drain(&b, 64, &out);
    CHECK_STR(out.ptr, "other|running|complete|", "older states go");
    pl_buf_done(&out);
    pl_backlog_done(&b);
}

TEST(a_superseded_run_keeps_its_last_message)
{
    pl_backlog b = { 0 };
    pl_buf out = { 0 };

    PUT("started", PL_OUTGOING_RUN, .run = 1);
    PUT("panel", PL_OUTGOING_PANEL, .panel = 1, .run = 1, .keep = true);
    PUT("metadata", PL_OUTGOING_OTHER, 0);
    PUT("complete", PL_OUTGOING_RUN, .run = 1, .keep = true);
    PUT("next", PL_OUTGOING_RUN, .run = 2);
    pl_backlog_forget(&b, 1);
    drain(&b, 64, &out);
    CHECK_STR(out.ptr, "metadata|complete|next|", "and others are untouched");
    pl_buf_done(&out);
    pl_backlog_done(&b);
}

TEST(payloads_are_shared)
{
    pl_payload *p = pl_payload_copy(PL_S("shared"));
    pl_backlog a = { 0 }, b = { 0 };

    pl_backlog_put(&a, (pl_outgoing){ .payload = pl_payload_hold(p) });
    pl_backlog_put(&b, (pl_outgoing){ .payload = pl_payload_hold(p) });
    pl_payload_release(p);
    pl_backlog_done(&a);
    CHECK(pl_str_eq(pl_payload_text(b.entries.at[0].payload), PL_S("shared")), "still there");
    pl_backlog_done(&b);
}
