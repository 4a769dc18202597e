#include <pipelite/render.h>
#include "unit/test.h"
#include <string.h>

#define MS UINT64_C(1000000)

static const struct {
    const char *what;
    uint64_t nanos;
    const char *want;
} rows[] = {
    { "nothing", 0, "0s" },
    { "less than a millisecond is nothing", MS - 1, "0s" },
    { "milliseconds", 850 * MS, "850ms" },
    { "a second", 1000 * MS, "1s" },
    { "zeros at the end are dropped", 2500 * MS, "2.5s" },
    { "zeros in front are not", 1001 * MS, "1.001s" },
    { "minutes", 62500 * MS, "1m2.5s" },
    { "a minute has its seconds", 60000 * MS, "1m0s" },
    { "hours", 3603000 * MS, "1h0m3s" },
    { "the longest there is", UINT64_MAX, "5124095h34m33.709s" },
};

TEST(durations_are_written_as_go_does)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char out[PL_DURATION_SIZE];
        size_t n = pl_render_duration(rows[i].nanos, out);
        CHECK_STR(out, rows[i].want, rows[i].what);
        CHECK_INT(n, strlen(out), rows[i].what);
    }
}
