#include "base/sort.h"
#include "base/str.h"
#include "unit/test.h"

typedef struct item {
    int key, place;
} item;

static int by_key(const void *a, const void *b)
{
    return ((const item *)a)->key - ((const item *)b)->key;
}

TEST(sort_keeps_the_order_of_equal_ones)
{
    enum { MOST = 300 };
    item items[MOST];
    const void *order[MOST];
    for (int n = 0; n <= MOST; n += 1 + n / 9) {
        unsigned seed = 1;
        for (int i = 0; i < n; i++) {
            seed = seed * 1103515245 + 12345;
            items[i] = (item){ (int)(seed >> 16) % 7, i };
            order[i] = &items[i];
        }
        pl_sort(order, (size_t)n, by_key);
        for (int i = 1; i < n; i++) {
            const item *a = order[i - 1], *b = order[i];
            CHECK(a->key < b->key || (a->key == b->key && a->place < b->place), "in order");
        }
    }
}
