/* test_base.c - text, memory and tables. */
#include "base/alloc.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/hash.h"
#include "base/idle.h"
#include "base/intern.h"
#include "base/map.h"
#include "base/str.h"
#include "base/utf8.h"
#include "unit/test.h"
#include <pipelite/harmless.h>
#include <link.h>

static const struct {
    const char *what, *a, *b;
    unsigned want;
} distance_rows[] = {
    { "equal texts are no edit apart", "query", "query", 0 },
    { "one letter changed", "query", "quary", 1 },
    { "one letter missing", "control", "contro", 1 },
    { "quay is two from query", "quay", "query", 2 },
    { "against nothing: the length", "", "abc", 3 },
};

TEST(str_distance_counts_edits)
{
    for (size_t i = 0; i < PL_COUNT(distance_rows); i++)
        CHECK_INT(pl_str_distance(pl_str_cstr(distance_rows[i].a), pl_str_cstr(distance_rows[i].b)),
                  distance_rows[i].want, distance_rows[i].what);
}

static const struct {
    const char *what, *text;
    bool ok;
    uint64_t want;
} number_rows[] = {
    { "zero", "0", true, 0 },
    { "the largest", "18446744073709551615", true, UINT64_MAX },
    { "one more is refused", "18446744073709551616", false, 0 },
    { "no digits", "", false, 0 },
    { "a sign is no digit", "-1", false, 0 },
    { "a tail is refused", "12x", false, 0 },
};

TEST(str_to_u64_takes_whole_numbers_only)
{
    for (size_t i = 0; i < PL_COUNT(number_rows); i++) {
        uint64_t got = 0;
        bool ok = pl_str_to_u64(pl_str_cstr(number_rows[i].text), &got);
        CHECK_INT(ok, number_rows[i].ok, number_rows[i].what);
        CHECK(got == number_rows[i].want, number_rows[i].what);
    }
}

TEST(str_slices_and_searches)
{
    pl_str s = PL_S("a.b.c");
    CHECK_INT(pl_str_find(s, '.'), 1, "first dot");
    CHECK_INT(pl_str_rfind(s, '.'), 3, "last dot");
    CHECK_INT(pl_str_find(s, 'x'), 5, "absent: the length");
    CHECK(pl_str_eq(pl_str_sub(s, 2, 99), PL_S("b.c")), "clamped");
    CHECK(pl_str_eq(pl_str_sub(s, 4, 2), PL_S("")), "backwards is empty");
    CHECK(pl_str_ends(s, PL_S(".c")) && !pl_str_ends(s, PL_S("xa.b.c")), "ends");
    CHECK(pl_str_eq(pl_str_trim(PL_S(" \t x y\r\n")), PL_S("x y")), "trim");
    CHECK(pl_str_cmp(PL_S("a"), PL_S("ab")) < 0 && pl_str_cmp(PL_S("b"), PL_S("ab")) > 0, "order");
    pl_str rest = s, head = pl_str_split(&rest, '.');
    CHECK(pl_str_eq(head, PL_S("a")) && pl_str_eq(rest, PL_S("b.c")), "split");
    pl_str_split(&rest, '.');
    head = pl_str_split(&rest, '.');
    CHECK(pl_str_eq(head, PL_S("c")) && !rest.ptr, "last piece");
}

TEST(arena_rewinds_to_its_mark_and_keeps_one_chunk_on_reset)
{
    pl_arena arena = { 0 };
    char *first = pl_arena_alloc(&arena, 10);
    memset(first, 1, 10);
    pl_mark mark = pl_arena_mark(&arena);
    for (int i = 0; i < 100; i++)
        memset(pl_arena_alloc(&arena, 1000), 2, 1000);
    CHECK(pl_arena_bytes(&arena) > 100000, "grew");
    pl_arena_rewind(&arena, mark);
    CHECK_INT(pl_arena_bytes(&arena), 4096, "back to one chunk");
    CHECK_INT(first[9], 1, "what was before the mark is untouched");
    CHECK(pl_arena_alloc(&arena, 16) != NULL, "usable after rewind");
    pl_arena_alloc(&arena, 3 << 20);
    pl_arena_reset(&arena);
    CHECK(pl_arena_bytes(&arena) > 3 << 20, "reset keeps the largest chunk");
    CHECK(pl_arena_used(&arena) < 100, "which is empty");
    pl_arena_alloc(&arena, 1000);
    CHECK(pl_arena_used(&arena) >= 1000 && pl_arena_used(&arena) < 1100, "what was handed out");
    CHECK_STR(pl_arena_printf(&arena, "%d-%s", 7, "x").ptr, "7-x", "printf");
    CHECK(((uintptr_t)pl_arena_alloc(&arena, 1) & 15) == 0, "aligned");
    pl_arena_done(&arena);
    CHECK_INT(pl_arena_bytes(&arena), 0, "done frees all");
}

/* Whether pages move or bytes are copied: the bytes are there, those around them untouched. */
TEST(a_block_is_placed_in_another)
{
    static const struct {
        const char *what;
        size_t size, used;
        size_t at, beside; /* pages, bytes after them */
    } rows[] = {
        { "a small block", 1000, 900, 1, 0 },
        { "pages", 20 * PL_MEM_PAGES, 20 * PL_MEM_PAGES, 1, 0 },
        { "fewer pages than the block has", 20 * PL_MEM_PAGES, 3 * PL_MEM_PAGES + 17, 2, 0 },
        { "less than a page of a large block", PL_MEM_PAGES, 10, 2, 0 },
        { "nothing of a large block", PL_MEM_PAGES, 0, 2, 0 },
        { "not at the start of a page", 2 * PL_MEM_PAGES, 2 * PL_MEM_PAGES, 2, 8 },
    };
    size_t page = pl_mem_page(), room = 30 * PL_MEM_PAGES;
    for (size_t i = 0; i < PL_COUNT(rows); i++) {
        char *into = pl_mem_resize(NULL, 0, room), *block = pl_mem_resize(NULL, 0, rows[i].size);
        char *to = into + rows[i].at * page + rows[i].beside;
        memset(into, 'x', room);
        memset(block, 'y', rows[i].size);
        pl_mem_place(to, block, rows[i].size, rows[i].used);
        CHECK(to[-1] == 'x', rows[i].what);
        for (size_t k = 0; k < rows[i].used; k++)
            if (to[k] != 'y')
                CHECK(false, rows[i].what);
        size_t after = (rows[i].used + page - 1) / page * page;
        CHECK(to[after] == 'x' || !rows[i].used, rows[i].what);
        to[after] = into[room - 1] = 'z';
        pl_mem_drop(into, room);
    }
}

static int count_constants(struct dl_phdr_info *object, size_t size, void *ctx)
{
    unsigned *n = ctx;
    (void)size;
    for (unsigned i = 0; i < object->dlpi_phnum; i++)
        *n += object->dlpi_phdr[i].p_type == PT_LOAD && object->dlpi_phdr[i].p_flags == PF_R;
    return 0;
}

/* Linkers for arm64 put constants beside the code: then there is no segment to give back. */
TEST(an_idle_process_gives_memory_back_and_goes_on)
{
    static const char text[] = "a constant";
    static const char *volatile constant = text;
    char *kept = pl_mem_alloc(100), *freed[200];
    memset(kept, 'k', 100);
    for (size_t i = 0; i < PL_COUNT(freed); i++)
        freed[i] = memset(pl_mem_alloc(20000), 'f', 20000);
    for (size_t i = 0; i < PL_COUNT(freed); i++)
        pl_mem_free(freed[i]);
    pl_mem_collect();
    unsigned segments = 0;
    dl_iterate_phdr(count_constants, &segments);
    CHECK_INT(pl_idle_constants() > 0, segments > 0, "segments of constants are given back");
    CHECK(strcmp(constant, "a constant") == 0 && kept[0] == 'k' && kept[99] == 'k', "all is there");
    pl_mem_free(kept);
}

TEST(buf_grows_and_prints)
{
    pl_buf b = { 0 };
    pl_buf_printf(&b, "%s=%d", "a", 1);
    pl_buf_fill(&b, ' ', 2);
    pl_buf_u64(&b, UINT64_MAX);
    pl_buf_u64(&b, 0);
    pl_buf_byte(&b, 0);
    CHECK_STR(b.ptr, "a=1  184467440737095516150", "contents");
    pl_buf_done(&b);
}

TEST(buf_gives_its_bytes_away)
{
    static const size_t lengths[] = { 0, 1, PL_MEM_PAGES - 1, PL_MEM_PAGES, 5 * PL_MEM_PAGES };
    for (size_t i = 0; i < PL_COUNT(lengths); i++) {
        pl_buf b = { 0 };
        size_t len;
        pl_buf_fill(&b, 'x', lengths[i]);
        char *bytes = pl_buf_take(&b, &len);
        CHECK(len == lengths[i] && !b.ptr && !b.len && !b.cap, "all of them");
        CHECK(!len || (bytes[0] == 'x' && bytes[len - 1] == 'x'), "as they were");
        pl_mem_free(bytes);
    }
}

TEST(map_finds_what_was_put)
{
    pl_map map = { 0 };
    char keys[1000][8];
    CHECK(!pl_map_find(&map, PL_S("x"), NULL), "empty map");
    for (uint32_t i = 0; i < 1000; i++) {
        snprintf(keys[i], sizeof keys[i], "k%u", i);
        pl_map_put(&map, pl_str_cstr(keys[i]), i, NULL);
    }
    bool added = true;
    CHECK_INT(pl_map_put(&map, PL_S("k7"), 99, &added), 7, "put keeps the first");
    CHECK(!added, "and says so");
    pl_map_set(&map, PL_S("k7"), 99);
    uint32_t got = 0;
    CHECK(pl_map_find(&map, PL_S("k7"), &got) && got == 99, "set replaces");
    CHECK(pl_map_find(&map, PL_S("k999"), &got) && got == 999, "the last");
    CHECK(!pl_map_find(&map, PL_S("k1000"), &got), "absent");
    pl_map_put(&map, (pl_str){ 0 }, 5, NULL);
    CHECK(pl_map_find(&map, PL_S(""), &got) && got == 5, "the empty key");
    pl_map_clear(&map);
    CHECK(!pl_map_find(&map, PL_S("k7"), &got) && !map.n, "nothing is left");
    CHECK_INT(pl_map_put(&map, PL_S("k7"), 3, &added), 3, "it may be filled again");
    CHECK(added, "as if it were new");
    pl_map_done(&map);
    pl_map_clear(&map);
}

TEST(intern_keeps_one_copy_and_dense_ids)
{
    pl_interner in = { 0 };
    CHECK_INT(pl_intern(&in, PL_S("a")), 1, "first text is 1");
    CHECK_INT(pl_intern(&in, PL_S("")), 0, "the empty text is 0");
    CHECK_INT(pl_intern(&in, PL_S("a")), 1, "again");
    char text[16];
    for (int i = 0; i < 5000; i++) {
        snprintf(text, sizeof text, "s%d", i);
        CHECK_INT(pl_intern(&in, pl_str_cstr(text)), i + 2, "ids count up");
    }
    CHECK_INT(pl_intern(&in, PL_S("s4999")), 5001, "found");
    CHECK(pl_str_eq(pl_intern_get(&in, 3), PL_S("s1")), "get");
    CHECK(pl_intern_get(&in, 99999).len == 0, "beyond the last is empty");
    pl_interner_done(&in);
    pl_interner_expect(&in, 1000, 10000);
    CHECK_INT(pl_intern(&in, PL_S("b")), 1, "reserve changes no ids");
    pl_interner_done(&in);
}

static const struct {
    const char *what, *text;
    size_t clusters, runes;
    bool valid;
} utf8_rows[] = {
    { "ASCII", "abc", 3, 3, true },
    { "CRLF is one cluster", "a\r\nb", 3, 4, true },
    { "a combining accent joins its letter", "e\xcc\x81x", 2, 3, true },
    { "an emoji family is one cluster", "\xf0\x9f\x91\xa8\xe2\x80\x8d\xf0\x9f\x91\xa9", 1, 3,
      true },
    { "a flag is one cluster", "\xf0\x9f\x87\xa9\xf0\x9f\x87\xaa", 1, 2, true },
    { "broken bytes count one each", "\xff\xfe", 2, 2, false },
    { "an overlong form is not valid", "\xc0\xaf", 1, 1, false },
    { "a surrogate is not valid", "\xed\xa0\x80", 1, 1, false },
};

TEST(utf8_counts_clusters)
{
    for (size_t i = 0; i < PL_COUNT(utf8_rows); i++) {
        pl_str s = pl_str_cstr(utf8_rows[i].text);
        CHECK_INT(pl_utf8_clusters(s), utf8_rows[i].clusters, utf8_rows[i].what);
        CHECK_INT(pl_utf8_runes(s), utf8_rows[i].runes, utf8_rows[i].what);
        CHECK_INT(pl_utf8_valid(s), utf8_rows[i].valid, utf8_rows[i].what);
    }
}

/* One character of a text of strangers, and what is shown of it. */
static const struct {
    const char *what, *text;
    size_t taken;
    const char *shown;
} strangers[] = {
    { "a letter", "ab", 1, "a" },
    { "one of two bytes", "\u00e9b", 2, "\u00e9" },
    { "one of four", "\U0001f600", 4, "\U0001f600" },
    { "a control", "\x1b[0m", 1, "" },
    { "a direction", "\u202ex", 3, "" },
    { "a byte that is no UTF-8", "\xffx", 1, "\ufffd" },
    { "an overlong form", "\xc0\xaf", 1, "\ufffd" },
    { "a surrogate", "\xed\xa0\x80", 1, "\ufffd" },
    { "the beginning of one", "\xe2\x82", 0, "" },
    { "nothing", "", 0, "" },
};

TEST(texts_of_strangers_are_shown_without_harm)
{
    for (size_t i = 0; i < PL_COUNT(strangers); i++) {
        pl_str shown;
        CHECK_INT(pl_harmless_next(pl_str_cstr(strangers[i].text), &shown), strangers[i].taken,
                  strangers[i].what);
        CHECK(pl_str_eq(shown, pl_str_cstr(strangers[i].shown)), strangers[i].what);
    }
}

TEST(utf8_encodes_what_it_decodes)
{
    static const uint32_t points[] = { 0, 0x7f, 0x80, 0x7ff, 0x800, 0xffff, 0x10000, 0x10ffff };
    for (size_t i = 0; i < PL_COUNT(points); i++) {
        char out[4];
        unsigned len = pl_utf8_encode(points[i], out);
        const unsigned char *p = (const unsigned char *)out;
        CHECK_INT(pl_utf8_len(p, p + len), len, "length");
        CHECK_INT(pl_utf8_decode(p, len), points[i], "round trip");
    }
    char out[4];
    CHECK_INT(pl_utf8_len((const unsigned char *)"", (const unsigned char *)""), 0, "nothing");
    CHECK_INT(pl_utf8_encode(0x110000, out), 0, "above the last");
    CHECK(pl_utf8_is_space(0x3000) && pl_utf8_is_space(0xa0) && !pl_utf8_is_space(0xfeff),
          "spaces");
}

TEST(hash_mix_depends_on_order)
{
    CHECK(pl_hash_mix(1, 2) != pl_hash_mix(2, 1), "order");
    CHECK(pl_hash_str(PL_S("a")) == pl_hash_bytes("a", 1), "same bytes, same hash");
}

TEST(buf_reserves_nothing_somewhere)
{
    pl_buf b = { 0 };
    CHECK(pl_buf_reserve(&b, 0) == b.ptr && b.ptr, "a place, where an offset may be added");
    pl_buf_done(&b);
}
