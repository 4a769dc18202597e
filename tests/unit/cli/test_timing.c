/* Scenarios of lazy-workspace.md 20.19 (TI): what took how long, on standard error. */
#include "unit/test.h"
#include "cli/timing.h"
#include <unistd.h>

/* What `timings` report. Static. */
static const char *report(const pl_timings *timings)
{
    static char text[4096];
    FILE *file = tmpfile();
    int before = dup(STDERR_FILENO);
    CHECK(file && before >= 0 && dup2(fileno(file), STDERR_FILENO) >= 0, "standard error");
    pl_timings_report(timings);
    dup2(before, STDERR_FILENO);
    close(before);
    rewind(file);
    text[fread(text, 1, sizeof text - 1, file)] = 0;
    fclose(file);
    return text;
}

TEST(TI_01_04_nothing_is_reported_unless_asked_for)
{
    pl_timings t = { .mode = PL_TIMING_OFF };
    pl_timings_note(&t, "work", pl_timings_now(), 5);
    CHECK_STR(report(&t), "", "TI-01");
}

TEST(TI_02_03_04_what_was_noted_is_reported)
{
    pl_timings t = { .mode = PL_TIMING_REPORT };
    const uint64_t ms = 1000000;
    pl_timings_note(&t, "first", pl_timings_now(), 10 * ms);
    pl_timings_note(&t, "second", pl_timings_now(), 2 * ms);
    pl_timings_note(&t, "third", pl_timings_now(), ms / 2);
    CHECK_INT(t.n, 3, "TI-03");
    const char *text = report(&t);
    CHECK(strstr(text, "first  ") && strstr(text, " 10.00 ms"), "TI-02");
    CHECK(strstr(text, "sum  ") && strstr(text, " 12.50 ms"), "the sum");
    t.mode = PL_TIMING_JSON;
    text = report(&t);
    CHECK(strstr(text, "\"name\": \"third\"") && strstr(text, "\"duration_ns\": 500000"), "TI-04");
    t.n = 0;
    CHECK(!strstr(report(&t), "third"), "TI-03 reset");
}

TEST(TI_05_a_copy_stays_as_it_is)
{
    pl_timings t = { .mode = PL_TIMING_REPORT }, copy;
    pl_timings_note(&t, "first", 1, 1);
    copy = t;
    pl_timings_note(&t, "second", 2, 1);
    CHECK(copy.n == 1 && !strstr(report(&copy), "second"), "TI-05");
}

TEST(what_is_too_much_is_dropped)
{
    pl_timings t = { .mode = PL_TIMING_REPORT };
    for (int i = 0; i < PL_TIMINGS_MAX + 5; i++)
        pl_timings_note(&t, "again", 1, 1);
    CHECK_INT(t.n, PL_TIMINGS_MAX, "no more than there is room for");
}
