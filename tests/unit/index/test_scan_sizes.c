/* Scanning what is large, deep, cut short or repeated without end. */
#include "base/str.h"
#include "unit/index/scan_dump.h"

static const pl_part *scan_buf(pl_scanner *sc, pl_buf *buf, pl_arena *arena)
{
    size_t len = buf->len;
    pl_buf_fill(buf, 0, 64);
    return pl_scan_file(sc, (pl_str){ buf->ptr, len }, arena);
}

TEST(SC_09_a_heredoc_of_100_KB)
{
    pl_scanner *sc = pl_scanner_new();
    pl_arena arena = { 0 };
    pl_buf buf = { 0 };
    pl_buf_cstr(&buf, "query \"q\" {\n title = \"T\"\n sql = <<-EOQ\n");
    for (int i = 0; i < 5000; i++)
        pl_buf_cstr(&buf, "    select * from somewhere where x = 1\n");
    pl_buf_cstr(&buf, "  EOQ\n}\n");
    const pl_part *part = scan_buf(sc, &buf, &arena);
    CHECK_INT(part->n_entries, 1, "one query");
    CHECK(part->entries[0].flags & PL_ENTRY_HAS_SQL, "it has SQL");
    CHECK_INT(part->entries[0].end_line, 5005, "lines inside are counted");
    CHECK(!part->recovered, "nothing is wrong");
    pl_buf_done(&buf);
    pl_arena_done(&arena);
    pl_scanner_free(sc);
}

TEST(SC_43_a_thousand_resources_in_one_file)
{
    pl_scanner *sc = pl_scanner_new();
    pl_arena arena = { 0 };
    pl_buf buf = { 0 };
    for (int i = 0; i < 1000; i++)
        pl_buf_printf(&buf, "query \"q%d\" {\n  title = \"Query %d\"\n  sql = \"select %d\"\n}\n",
                      i, i, i);
    const pl_part *part = scan_buf(sc, &buf, &arena);
    CHECK_INT(part->n_entries, 1000, "all of them");
    CHECK_INT(part->entries[999].line, 3997, "the last one's line");
    pl_buf_done(&buf);
    pl_arena_done(&arena);
    pl_scanner_free(sc);
}

TEST(nesting_deeper_than_anyone_needs)
{
    pl_scanner *sc = pl_scanner_new();
    pl_arena arena = { 0 };
    pl_buf buf = { 0 };
    pl_buf_cstr(&buf, "query \"first\" {}\ndashboard \"d\" {\n");
    for (int i = 0; i < 10000; i++)
        pl_buf_cstr(&buf, "container {\n");
    for (int i = 0; i < 10001; i++)
        pl_buf_cstr(&buf, "}\n");
    pl_buf_cstr(&buf, "query \"last\" {}\n");
    const pl_part *part = scan_buf(sc, &buf, &arena);
    CHECK_INT(part->n_entries, PL_SCAN_DEPTH + 2, "as deep as we go, and what stands beside");
    CHECK(part->recovered, "and it is said");
    CHECK_INT(part->entries[part->n_entries - 1].line, 20004, "the last one's line");
    pl_buf_done(&buf);
    pl_arena_done(&arena);
    pl_scanner_free(sc);
}

/* Brackets, openers and quotes in great number must not cost more than they weigh. */
TEST(hostile_repetition_takes_linear_time)
{
    static const char *const units[] = { "a = (",  "[for x in ",   "\"${", "{a=",  "/*",  "<<E\n",
                                         "a \"",   "%{",           "}",    "~}",   "a\n", ")",
                                         "a = x[", "\xef\xbb\xbf", "\r",   "a=b.", "f(" };
    pl_scanner *sc = pl_scanner_new();
    for (size_t u = 0; u < PL_COUNT(units); u++)
        for (int as_value = 0; as_value < 2; as_value++) {
            pl_arena arena = { 0 };
            pl_buf buf = { 0 };
            pl_buf_cstr(&buf, as_value ? "query \"q\" {\n x = " : "");
            while (buf.len < 300000)
                pl_buf_cstr(&buf, units[u]);
            const pl_part *part = scan_buf(sc, &buf, &arena);
            CHECK(part->n_entries <= 1, units[u]);
            pl_buf_done(&buf);
            pl_arena_done(&arena);
        }
    pl_scanner_free(sc);
}

/* hcl.md 8.5, 5: a clean file cut anywhere keeps the blocks closed before the cut. */
TEST(a_cut_keeps_what_was_closed)
{
    static const char src[] =
        "query \"a\" {\n  sql = <<-E\n    } ${ \"}\" }\n  E\n  tags = { a = \"}\" }\n}\n"
        "dashboard \"d\" {\n  container {\n    card { query = query.a }\n  }\n}\nlocals { x = "
        "\"${1}\" }\n";
    pl_scanner *sc = pl_scanner_new();
    pl_arena arena = { 0 }, whole_arena = { 0 };
    char text[sizeof src + 64] = { 0 };
    memcpy(text, src, sizeof src);
    const pl_part *whole = pl_scan_file(sc, (pl_str){ text, sizeof src - 1 }, &whole_arena);
    CHECK(!whole->recovered && whole->n_entries == 5, "the whole file is clean");
    for (size_t cut = 0; cut < sizeof src; cut++) {
        const pl_part *part = pl_scan_file(sc, (pl_str){ text, cut }, &arena);
        for (uint32_t i = 0, k = 0; i < whole->n_entries; i++) {
            const pl_part_entry *want = &whole->entries[i];
            if (want->end > cut || want->kind == PL_KIND_LOCAL)
                continue;
            while (k < part->n_entries && part->entries[k].start < want->start)
                k++;
            CHECK(k < part->n_entries && part->entries[k].end == want->end &&
                      part->entries[k].hash == want->hash && part->entries[k].kind == want->kind,
                  "closed before the cut");
        }
    }
    pl_arena_done(&arena);
    pl_arena_done(&whole_arena);
    pl_scanner_free(sc);
}

TEST(hashes_are_of_bytes)
{
    pl_scanner *sc = pl_scanner_new();
    pl_arena arena = { 0 };
    char a[128] = "query \"x\" { sql = \"1\" }\nquery \"y\" {}\n",
         b[128] = "\nquery \"y\" {}\nquery \"x\" { sql = \"1\" }";
    const pl_part *p = pl_scan_file(sc, (pl_str){ a, strlen(a) }, &arena);
    const pl_part *q = pl_scan_file(sc, (pl_str){ b, strlen(b) }, &arena);
    CHECK(p->entries[0].hash == q->entries[1].hash, "a block that moved has its hash");
    CHECK(p->entries[1].hash == q->entries[0].hash, "so has the other");
    CHECK(p->entries[0].hash != p->entries[1].hash, "they differ");
    CHECK(p->hash != q->hash, "the files differ");
    pl_arena_done(&arena);
    pl_scanner_free(sc);
}
