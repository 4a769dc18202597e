#include "render/writer.h"
#include "base/assert.h"
#include <stdlib.h>
#include <time.h>

/* ---- sinks */

void pl_sink_flush(pl_sink *sink)
{
    if (!sink->flush)
        return;
    if (sink->text.len && !sink->failed)
        sink->failed = !sink->flush(sink->ctx, pl_buf_view(&sink->text));
    sink->text.len = 0;
}

bool pl_sink_end(pl_sink *sink)
{
    pl_sink_flush(sink);
    pl_assert(!sink->flush || !sink->text.len);
    return !sink->failed;
}

void pl_sink_done(pl_sink *sink)
{
    pl_buf_done(&sink->text);
}

/* ---- times */

static struct tm local_time(pl_moment moment)
{
    time_t seconds = (time_t)(moment.seconds + moment.offset);
    struct tm out = { 0 };
    gmtime_r(&seconds, &out);
    return out;
}

void pl_write_local_time(pl_buf *out, pl_moment moment)
{
    struct tm t = local_time(moment);
    pl_buf_printf(out, "%04d-%02d-%02d %02d:%02d:%02d", t.tm_year + 1900, t.tm_mon + 1, t.tm_mday,
                  t.tm_hour, t.tm_min, t.tm_sec);
}

static void write_nanos(pl_buf *out, uint32_t nanos)
{
    pl_assert(nanos < 1000000000u);
    if (!nanos)
        return;
    pl_buf_printf(out, ".%09u", nanos);
    while (out->ptr[out->len - 1] == '0')
        out->len--;
}

void pl_write_rfc3339(pl_buf *out, pl_moment moment, bool nanos)
{
    struct tm t = local_time(moment);
    long minutes = labs((long)moment.offset) / 60;
    pl_buf_printf(out, "%04d-%02d-%02dT%02d:%02d:%02d", t.tm_year + 1900, t.tm_mon + 1, t.tm_mday,
                  t.tm_hour, t.tm_min, t.tm_sec);
    if (nanos)
        write_nanos(out, moment.nanos);
    if (moment.offset == 0)
        pl_buf_byte(out, 'Z');
    else
        pl_buf_printf(out, "%c%02ld:%02ld", moment.offset < 0 ? '-' : '+', minutes / 60,
                      minutes % 60);
}

/* ---- the formats */

bool pl_write_none(const pl_check_tree *tree, const pl_write_options *options, pl_sink *sink,
                   pl_diags *diags)
{
    (void)tree, (void)options, (void)sink, (void)diags;
    return true;
}

#define WRITER(name, alias, extension, output, write)                                              \
    {                                                                                              \
        { name, sizeof(name) - 1 }, { alias, sizeof(alias) - 1 },                                  \
            { extension, sizeof(extension) - 1 }, output, write                                    \
    }
const pl_check_writer pl_check_writers[] = {
    WRITER("text", "brief", ".txt", true, pl_write_text),
    WRITER("snapshot", "pps", ".pps", true, pl_write_snapshot),
    WRITER("csv", "", ".csv", true, pl_write_csv),
    WRITER("json", "", ".json", true, pl_write_json),
    WRITER("md", "", ".md", true, pl_write_md),
    WRITER("html", "", ".html", true, pl_write_html),
    WRITER("nunit3", "nunit3.xml", ".nunit3.xml", false, pl_write_nunit3),
    WRITER("asff", "asff.json", ".asff.json", false, pl_write_asff),
    WRITER("junit", "junit.xml", ".junit.xml", false, pl_write_junit),
    WRITER("sarif", "", ".sarif", false, pl_write_sarif),
    WRITER("static-report", "", ".html", false, pl_write_report), /* a name that no folder has */
    WRITER("none", "", "", true, pl_write_none),
};
const size_t pl_check_writers_n = PL_COUNT(pl_check_writers);

const pl_check_writer *pl_check_writer_find(pl_str name)
{
    for (size_t i = 0; i < pl_check_writers_n; i++) {
        const pl_check_writer *w = &pl_check_writers[i];
        if (pl_str_eq(name, w->name) || (w->alias.len && pl_str_eq(name, w->alias)))
            return w;
    }
    return NULL;
}
