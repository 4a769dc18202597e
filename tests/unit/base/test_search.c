#include "base/search.h"
#include "base/str.h"
#include "unit/test.h"

typedef struct row {
    uint8_t other;
    uint32_t number;
} row;

static const row sorted[] = { { 9, 2 }, { 8, 5 }, { 7, 5 }, { 6, UINT32_MAX } };

static const struct {
    const char *what;
    size_t n;
    uint32_t key;
    size_t want;
} rows[] = {
    { "no rows", 0, 5, 0 },
    { "before the first", 4, 0, 0 },
    { "the first", 4, 2, 0 },
    { "between two", 4, 3, 1 },
    { "the first of equal ones", 4, 5, 1 },
    { "after equal ones", 4, 6, 3 },
    { "the greatest number", 4, UINT32_MAX, 3 },
    { "after the last", 3, 6, 3 },
};

TEST(a_number_is_found_or_its_place)
{
    for (size_t i = 0; i < PL_COUNT(rows); i++) {
        size_t at = pl_lower_bound(rows[i].n ? sorted : NULL, rows[i].n, sizeof(row),
                                   offsetof(row, number), rows[i].key);
        CHECK(at == rows[i].want, rows[i].what);
    }
}
