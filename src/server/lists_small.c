/* lists_small.c - messages that need no index: what a selection's database can do, and that
 * something could not be run. */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/jsonw.h"
#include "base/str.h"
#include "server/lists.h"

void pl_message_begin(pl_jsonw *w, pl_str action, pl_buf *out)
{
    pl_jsonw_init(w, out, 0, true);
    pl_jsonw_open(w, '{');
    pl_jsonw_key(w, PL_S("action"));
    pl_jsonw_str(w, action);
}

void pl_list__support(pl_jsonw *w, bool search_path, bool time_range)
{
    pl_jsonw_key(w, PL_S("supports_search_path"));
    pl_jsonw_bool(w, search_path);
    pl_jsonw_key(w, PL_S("supports_time_range"));
    pl_jsonw_bool(w, time_range);
}

void pl_list_dashboard_metadata(bool search_path, bool time_range, pl_buf *out)
{
    pl_jsonw w;

    pl_message_begin(&w, PL_S("dashboard_metadata"), out);
    pl_jsonw_key(&w, PL_S("metadata"));
    pl_jsonw_open(&w, '{');
    pl_list__support(&w, search_path, time_range);
    pl_jsonw_close(&w, '}');
    pl_jsonw_close(&w, '}');
}

/* The time in RFC 3339 with the offset of the local zone, in the format of Go. */
static void put_now(pl_jsonw *w)
{
    char text[64], zone[8];
    struct timespec now;
    struct tm tm;
    size_t n;

    clock_gettime(CLOCK_REALTIME, &now);
    localtime_r(&now.tv_sec, &tm);
    n = strftime(text, 32, "%Y-%m-%dT%H:%M:%S", &tm);
    n += (size_t)snprintf(text + n, 16, ".%09ld", now.tv_nsec);
    while (text[n - 1] == '0')
        n--;
    if (text[n - 1] == '.')
        n--;
    strftime(zone, sizeof zone, "%z", &tm);
    if (strcmp(zone, "+0000") == 0)
        n += (size_t)snprintf(text + n, sizeof text - n, "Z");
    else
        n += (size_t)snprintf(text + n, sizeof text - n, "%.3s:%s", zone, zone + 3);
    pl_jsonw_str(w, pl_str_make(text, n));
}

void pl_list_execution_error(pl_str error, pl_buf *out)
{
    pl_jsonw w;

    pl_message_begin(&w, PL_S("execution_error"), out);
    pl_jsonw_key(&w, PL_S("error"));
    pl_jsonw_str(&w, error);
    pl_jsonw_key(&w, PL_S("timestamp"));
    put_now(&w);
    pl_jsonw_close(&w, '}');
}
