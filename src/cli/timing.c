#include "cli/timing.h"

#include <assert.h>
#include <time.h>
#include <unistd.h>

#include "cli/output.h"

uint64_t pl_timings_now(void)
{
    struct timespec ts;

    clock_gettime(CLOCK_REALTIME, &ts);
    return (uint64_t)ts.tv_sec * 1000000000u + (uint64_t)ts.tv_nsec;
}

static void put_line(pl_output *out, const char *name, uint64_t ns)
{
    pl_output_format(out, "%-50s %10.2f ms\n", name, (double)ns / 1e6);
}

void pl_timings_note(pl_timings *timings, const char *name, uint64_t start, uint64_t ns)
{
    pl_output out = { 0 };

    assert(name && timings->n <= PL_TIMINGS_MAX);
    if (timings->n == PL_TIMINGS_MAX)
        return;
    timings->list[timings->n].name = name;
    timings->list[timings->n].start = start;
    timings->list[timings->n++].ns = ns;
    if (timings->mode != PL_TIMING_DETAILED)
        return;
    put_line(&out, name, ns);
    pl_output_flush(&out, STDERR_FILENO);
    pl_output_done(&out);
}

/* RFC 3339 with nanoseconds. */
static void put_time(pl_output *out, uint64_t ns)
{
    time_t seconds = (time_t)(ns / 1000000000u);
    struct tm tm;
    char text[32];

    gmtime_r(&seconds, &tm);
    strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S", &tm);
    pl_output_format(out, "\"%s.%09uZ\"", text, (unsigned)(ns % 1000000000u));
}

static void put_json(pl_output *out, const pl_timings *timings)
{
    pl_output_text(out, "[");
    for (unsigned i = 0; i < timings->n; i++) {
        pl_output_format(out,
                         "%s\n  {\"name\": \"%s\", \"duration_ns\": %llu, "
                         "\"duration_ms\": %.6f, \"start_time\": ",
                         i ? "," : "", timings->list[i].name,
                         (unsigned long long)timings->list[i].ns,
                         (double)timings->list[i].ns / 1e6);
        put_time(out, timings->list[i].start);
        pl_output_text(out, "}");
    }
    pl_output_text(out, "\n]\n");
}

static void put_table(pl_output *out, const pl_timings *timings)
{
    uint64_t sum = 0;

    pl_output_text(out, "---- timing ----\n");
    for (unsigned i = 0; i < timings->n; i++) {
        put_line(out, timings->list[i].name, timings->list[i].ns);
        sum += timings->list[i].ns;
    }
    put_line(out, "sum", sum);
    pl_output_text(out, "----------------\n");
}

void pl_timings_report(const pl_timings *timings)
{
    pl_output out = { 0 };

    if (timings->mode == PL_TIMING_OFF)
        return;
    if (timings->mode == PL_TIMING_JSON)
        put_json(&out, timings);
    else
        put_table(&out, timings);
    pl_output_flush(&out, STDERR_FILENO);
    pl_output_done(&out);
}
