/* duration.c - durations as outputs show them. */
#include <pipelite/render.h>
#include <stdio.h>

size_t pl_render_duration(uint64_t nanos, char out[PL_DURATION_SIZE])
{
    unsigned long long ms = nanos / 1000000, s = ms / 1000, rest = ms % 1000;
    int n = 0;
    if (ms == 0)
        return (size_t)snprintf(out, PL_DURATION_SIZE, "0s");
    if (s == 0)
        return (size_t)snprintf(out, PL_DURATION_SIZE, "%llums", ms);
    if (s >= 3600)
        n = snprintf(out, PL_DURATION_SIZE, "%lluh", s / 3600);
    if (s >= 60)
        n += snprintf(out + n, PL_DURATION_SIZE - (size_t)n, "%llum", s / 60 % 60);
    n += snprintf(out + n, PL_DURATION_SIZE - (size_t)n, "%llu", s % 60);
    if (rest) {
        n += snprintf(out + n, PL_DURATION_SIZE - (size_t)n, ".%03llu", rest);
        while (out[n - 1] == '0')
            n--;
    }
    out[n++] = 's';
    out[n] = 0;
    return (size_t)n;
}
