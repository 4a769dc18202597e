/* Documents: how they are put together, sorted, copied and written. */
#include "base/str.h"
#include "unit/test.h"
#include "value/doc.h"
#include "value/number.h"

static void put_piece(void *ctx, pl_jsonw *w, const pl_doc *piece)
{
    (void)ctx;
    pl_jsonw_raw(w, pl_str_cstr(piece->piece.what));
}

static void produce(const void *what, pl_jsonw *w, pl_sink *sink)
{
    CHECK(sink && &sink->text == w->out, "the sink of the writer");
    for (const char *at = what; *at; at++)
        pl_jsonw_int(w, *at - '0');
}

/* The text of the document, without blanks; valid until the next call. */
static const char *show(pl_doc *doc, unsigned how)
{
    static char text[400];
    pl_sink sink = { 0 };
    pl_doc_writer writer = { .how = how, .put_piece = put_piece, .sink = &sink };
    pl_jsonw w;
    pl_jsonw_init(&w, &sink.text, 0, true);
    CHECK(pl_doc_write(doc, &writer, &w), "nobody stops it");
    snprintf(text, sizeof text, "%.*s", PL_FMT(sink.text));
    pl_sink_done(&sink);
    return text;
}

/* One member of each kind, in an order that is not sorted. */
static pl_doc *make(pl_arena *arena)
{
    pl_str list[] = { { "y", 1 }, { "x", 1 } }, none = { 0 };
    pl_doc *doc = pl_doc_new(arena, PL_DOC_OBJECT), *below;
    pl_doc_string(arena, doc, PL_S("text"), PL_S("a<b"));
    pl_doc_int(arena, doc, PL_S("int"), -7);
    pl_doc_bool(arena, doc, PL_S("bool"), true)->hidden = true;
    pl_doc_null(arena, doc, PL_S("null"));
    pl_doc_raw(arena, doc, PL_S("raw"), PL_S("[1, 2]"));
    pl_doc_strings(arena, doc, PL_S("list"), list, 2);
    below = pl_doc_add(arena, doc, PL_S("below"), PL_DOC_OBJECT);
    pl_doc_int(arena, below, PL_S("b"), 1);
    pl_doc_int(arena, below, PL_S("a"), 2);
    pl_doc_add(arena, pl_doc_add(arena, doc, PL_S("array"), PL_DOC_ARRAY), none, PL_DOC_OBJECT);
    return doc;
}

TEST(members_are_written_as_declared_or_sorted)
{
    pl_arena arena = { 0 };
    pl_doc *doc = make(&arena);
    CHECK_STR(show(doc, 0),
              "{\"text\":\"a\\u003cb\",\"int\":-7,\"bool\":true,\"null\":null,\"raw\":[1, 2],"
              "\"list\":[\"y\",\"x\"],\"below\":{\"b\":1,\"a\":2},\"array\":[{}]}",
              "declared");
    pl_doc *copy = pl_doc_copy(&arena, doc);
    CHECK_STR(show(copy, PL_DOC_SORTED | PL_DOC_STRIPPED),
              "{\"array\":[{}],\"below\":{\"a\":2,\"b\":1},\"int\":-7,\"list\":[\"y\",\"x\"],"
              "\"null\":null,\"raw\":[1, 2],\"text\":\"a\\u003cb\"}",
              "sorted, without what is hidden");
    CHECK_STR(doc->first->key.ptr, "text", "the original of the copy is as it was");
    CHECK(pl_doc_member(doc, PL_S("raw")) && !pl_doc_member(doc, PL_S("a")), "members by name");
    pl_arena_done(&arena);
}

TEST(sorting_keeps_what_follows_possible)
{
    pl_arena arena = { 0 };
    pl_doc *doc = make(&arena);
    pl_doc_sort_all(doc);
    pl_doc_int(&arena, doc, PL_S("a_last"), 1);
    CHECK_STR(doc->last->key.ptr, "a_last", "the last");
    CHECK_INT(doc->n, 9, "members");
    CHECK_STR(pl_doc_member(doc, PL_S("below"))->first->key.ptr, "a", "below, too");
    pl_arena_done(&arena);
}

TEST(pieces_are_joined_by_commas)
{
    pl_arena arena = { 0 };
    pl_doc *doc = pl_doc_new(&arena, PL_DOC_OBJECT);
    pl_doc *rows = pl_doc_add(&arena, doc, PL_S("rows"), PL_DOC_ARRAY);
    CHECK_STR(show(doc, 0), "{\"rows\":[]}", "none");
    pl_doc_piece(&arena, rows, "{},{}");
    pl_doc_piece(&arena, rows, "3");
    CHECK_STR(show(doc, 0), "{\"rows\":[{},{},3]}", "two");
    CHECK_STR(show(pl_doc_copy(&arena, doc), 0), "{\"rows\":[{},{},3]}", "of a copy");
    pl_doc *made = pl_doc_add(&arena, doc, PL_S("made"), PL_DOC_ARRAY);
    pl_doc_piece(&arena, made, "12")->piece.produce = produce;
    CHECK_STR(show(doc, 0), "{\"rows\":[{},{},3],\"made\":[1,2]}", "one that is produced");
    pl_arena_done(&arena);
}

TEST(values_are_numbers_by_two_rules)
{
    pl_arena arena = { 0 };
    pl_doc *doc = pl_doc_new(&arena, PL_DOC_ARRAY);
    pl_str none = { 0 };
    pl_doc_value(&arena, doc, none, pl_number_double(&arena, 1e21));
    pl_doc_value_text(&arena, doc, none, pl_number_double(&arena, 1e21));
    pl_doc_value(&arena, doc, none, pl_number_double(&arena, 0.5));
    pl_doc_value_text(&arena, doc, none, pl_value_str(PL_S("a&b")));
    CHECK_STR(show(doc, 0), "[1e+21,1e+21,0.5,\"a\\u0026b\"]", "numbers");
    pl_arena_done(&arena);
}

static bool stop_at_once(void *ctx)
{
    ++*(unsigned *)ctx;
    return false;
}

TEST(a_full_reader_stops_the_writer)
{
    pl_arena arena = { 0 };
    unsigned asked = 0;
    pl_buf out = { 0 };
    pl_doc_writer writer = { .drain = stop_at_once, .ctx = &asked };
    pl_jsonw w;
    pl_jsonw_init(&w, &out, 0, false);
    CHECK(!pl_doc_write(make(&arena), &writer, &w), "stopped");
    CHECK_INT(asked, 1, "asked once");
    CHECK_STR(pl_arena_printf(&arena, "%.*s", PL_FMT(out)).ptr, "{}", "what was written");
    pl_buf_done(&out);
    pl_arena_done(&arena);
}
