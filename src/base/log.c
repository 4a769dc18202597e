#include "base/log.h"
#include "base/hash.h"
#include "base/jsonw.h"
#include "base/str.h"
#include <stdarg.h>
#include <stdio.h>
#include <time.h>

static pl_str stamp(char out[64])
{
    struct timespec now;
    struct tm utc;
    clock_gettime(CLOCK_REALTIME, &now);
    gmtime_r(&now.tv_sec, &utc);
    size_t n = strftime(out, 32, "%Y-%m-%dT%H:%M:%S", &utc);
    n += (size_t)snprintf(out + n, 64 - n, ".%09ldZ", now.tv_nsec);
    return pl_str_make(out, n);
}

/* ---- warnings that are reported once */

void pl_log_warned_done(pl_log_warned *warned)
{
    pl_vec_done(&warned->lines);
    *warned = (pl_log_warned){ 0 };
}

static bool has_line(const pl_log_warned *warned, uint64_t line)
{
    for (size_t i = 0; warned && i < warned->lines.n; i++)
        if (warned->lines.at[i] == line)
            return true;
    return false;
}

/* A hash of a line's message and members; `args` are 2 * `pairs` C strings, which it consumes. */
static uint64_t hash_line(const char *message, unsigned pairs, va_list args)
{
    uint64_t hash = pl_hash_str(pl_str_cstr(message));
    for (unsigned i = 0; i < pairs * 2; i++)
        hash = pl_hash_mix(hash, pl_hash_str(pl_str_cstr(va_arg(args, const char *))));
    return hash;
}

/* Count the line. False: `before` has it, so it is not written again. */
static bool is_news(pl_log_warned *warned, uint64_t line)
{
    warned->n++;
    if (!has_line(warned, line))
        pl_vec_push(&warned->lines, line);
    return !has_line(warned->before, line);
}

/* ---- lines */

void pl_log_line(const pl_log *log, pl_log_level level, const char *message, unsigned pairs, ...)
{
    static const char *const names[] = { "OFF", "ERROR", "WARN", "INFO", "DEBUG", "TRACE" };
    va_list args;
    if (log && log->warned && level <= PL_LOG_WARN) {
        va_start(args, pairs);
        bool news = is_news(log->warned, hash_line(message, pairs, args));
        va_end(args);
        if (!news)
            return;
    }
    if (!log || !log->sink || level > log->level)
        return;
    char time[64];
    pl_buf line = { 0 };
    pl_jsonw w;
    pl_jsonw_init(&w, &line, 0, false);
    pl_jsonw_open(&w, '{');
    pl_jsonw_key(&w, PL_S("time"));
    pl_jsonw_str(&w, stamp(time));
    pl_jsonw_key(&w, PL_S("level"));
    pl_jsonw_str(&w, pl_str_cstr(names[level]));
    pl_jsonw_key(&w, PL_S("msg"));
    pl_jsonw_str(&w, pl_str_cstr(message));
    va_start(args, pairs);
    while (pairs--) {
        pl_jsonw_key(&w, pl_str_cstr(va_arg(args, const char *)));
        pl_jsonw_str(&w, pl_str_cstr(va_arg(args, const char *)));
    }
    va_end(args);
    pl_jsonw_close(&w, '}');
    pl_buf_byte(&line, '\n');
    log->sink(log->ctx, pl_buf_view(&line));
    pl_buf_done(&line);
}
