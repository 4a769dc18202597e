#include "base/key_sort.h"
#include "base/alloc.h"
#include "base/buf.h"
#include "base/str.h"
#include "unit/test.h"
#include <stddef.h>

typedef struct node {
    unsigned number; /* place before it was sorted */
    struct node *next;
    pl_str key;
} node;

static const struct {
    const char *what, *keys, *want;
} rows[] = {
    { "nothing", "", "" },
    { "one", "a", "a0" },
    { "two in order", "a b", "a0 b1" },
    { "two the other way round", "b a", "a1 b0" },
    { "a prefix comes first", "ab abc a", "a2 ab0 abc1" },
    { "equal keys keep their order", "x b x a x", "a3 b1 x0 x2 x4" },
    { "bytes count, not letters", "\xc3\xa4 z Z",
      "Z2 z1 \xc3\xa4"
      "0" },
    { "many", "9 8 7 6 5 4 3 2 1", "18 27 36 45 54 63 72 81 90" },
};

TEST(lists_are_sorted_by_their_keys)
{
    for (size_t i = 0; i < PL_COUNT(rows); i++) {
        node nodes[16] = { 0 }, *first = NULL;
        unsigned n = 0;
        for (pl_str rest = pl_str_cstr(rows[i].keys); rest.len; n++) {
            nodes[n] = (node){ .number = n, .key = pl_str_split(&rest, ' ') };
            if (n)
                nodes[n - 1].next = &nodes[n];
            first = nodes;
        }
        pl_buf out = { 0 };
        for (node *at = pl_key_sort(first, offsetof(node, key), offsetof(node, next)); at;
             at = at->next)
            pl_buf_printf(&out, "%s%.*s%u", out.len ? " " : "", PL_FMT(at->key), at->number);
        pl_buf_byte(&out, 0);
        CHECK_STR(out.ptr, rows[i].want, rows[i].what);
        pl_buf_done(&out);
    }
}

TEST(an_empty_key_comes_first)
{
    node b = { .key = { 0 } }, a = { .key = PL_S("a"), .next = &b };
    CHECK(pl_key_sort(&a, offsetof(node, key), offsetof(node, next)) == &b, "empty");
    CHECK(b.next == &a && !a.next, "the other one is last");
}

/* Keys of a few letters, so that many are equal; short lists are inserted, long ones are merged. */
TEST(lists_of_each_length_are_sorted_and_equal_keys_stay_in_order)
{
    static const char letters[] = "abcabbacbaacbbcaccabcacbabcabacb";
    node nodes[32];
    for (unsigned n = 1; n <= PL_COUNT(nodes); n++)
        for (unsigned from = 0; from < 8; from++) {
            for (unsigned i = 0; i < n; i++)
                nodes[i] = (node){ i,
                                   i + 1 < n ? &nodes[i + 1] : NULL,
                                   { &letters[(i * 5 + from) % 32], 1 } };
            const node *at = pl_key_sort(nodes, offsetof(node, key), offsetof(node, next));
            unsigned seen = 1;
            bool ok = true;
            for (; at->next; at = at->next, seen++) {
                int order = pl_str_cmp(at->key, at->next->key);
                ok = ok && (order < 0 || (order == 0 && at->number < at->next->number));
            }
            CHECK_INT(ok ? seen : 0, n, "nodes in order");
        }
}
