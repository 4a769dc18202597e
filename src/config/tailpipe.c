/* tailpipe.c - makes the command line of the tailpipe program, and reads its answer. */
#include "config/tailpipe.h"
#include "base/str.h"
#include "config/setting.h"
#include "hcl/rfc3339.h"
#include "value/json.h"

/* ---- times */

enum { HOUR = 3600, DAY = 24 * HOUR, MOST = 1000000 };

static int64_t at_midnight(int64_t year, int month, int day)
{
    return pl_civil_days(year, (unsigned)month, (unsigned)day) * DAY;
}

/* Go back n calendar months as Go's AddDate does: a day that the month does not have becomes one of
 * the next month. */
static int64_t back_months(int64_t now, int64_t n)
{
    pl_civil c = pl_instant_civil((pl_instant){ .seconds = now });
    int64_t months = c.year * 12 + c.month - 1 - n;
    int64_t year = months / 12 - (months % 12 < 0);
    int64_t first = at_midnight(year, (int)(months - year * 12) + 1, 1);
    return first + (int64_t)(c.day - 1) * DAY + c.hour * HOUR + c.minute * 60 + c.second;
}

static bool ago(int64_t now, int64_t n, char unit, int64_t *out)
{
    switch (unit) {
    case 'Y': *out = back_months(now, n * 12); return true;
    case 'm': *out = back_months(now, n); return true;
    case 'W': *out = now - n * 7 * DAY; return true;
    case 'd': *out = now - n * DAY; return true;
    case 'H': *out = now - n * HOUR; return true;
    case 'M': *out = now - n * 60; return true;
    default: return false;
    }
}

/* Parse "T-7d". */
static bool parse_relative(pl_str text, int64_t now, int64_t *out)
{
    uint64_t n;
    if (text.len < 4 || !pl_str_starts(text, PL_S("T-")) ||
        !pl_str_to_u64(pl_str_sub(text, 2, text.len - 1), &n) || n > MOST)
        return false;
    return ago(now, (int64_t)n, text.ptr[text.len - 1], out);
}

/* Parse "2025-01-31". */
static bool parse_date(pl_str text, int64_t *out)
{
    int part[3] = { 0 };
    if (text.len != 10 || text.ptr[4] != '-' || text.ptr[7] != '-')
        return false;
    for (size_t i = 0; i < text.len; i++) {
        int digit = text.ptr[i] - '0';
        if (i == 4 || i == 7)
            continue;
        if (digit < 0 || digit > 9)
            return false;
        int *p = &part[i < 4 ? 0 : i < 7 ? 1 : 2];
        *p = *p * 10 + digit;
    }
    if (part[1] < 1 || part[1] > 12 || part[2] < 1 ||
        part[2] > (int)pl_civil_days_in(part[0], (unsigned)part[1]))
        return false;
    *out = at_midnight(part[0], part[1], part[2]);
    return true;
}

/* The time is in UTC; a text that is no time gives Go's zero time (recorded). */
const char *pl_tailpipe__time(pl_arena *arena, pl_str text, int64_t now)
{
    pl_instant t = { 0 };
    pl_buf why = { 0 }, out = { 0 };
    if (!parse_relative(text, now, &t.seconds) && !parse_date(text, &t.seconds) &&
        !pl_rfc3339_parse(text, true, &t, &why))
        t.seconds = at_midnight(1, 1, 1);
    pl_rfc3339_write((pl_instant){ .seconds = t.seconds }, &out);
    const char *copy = pl_arena_str(arena, pl_buf_view(&out)).ptr;
    pl_buf_done(&out);
    pl_buf_done(&why);
    return copy;
}

/* ---- the command */

/* A list as one argument, which includes the quotes (recorded). */
static const char *list_text(pl_arena *arena, const pl_str *items, size_t n)
{
    pl_buf out = { 0 };
    for (size_t i = 0; i < n; i++)
        pl_buf_printf(&out, "%s%.*s", i ? "," : "\"", PL_FMT(items[i]));
    pl_buf_byte(&out, '"');
    const char *copy = pl_arena_str(arena, pl_buf_view(&out)).ptr;
    pl_buf_done(&out);
    return copy;
}

static const pl_conn_settings *find_connection(const pl_settings *s, pl_str name)
{
    uint32_t at;
    s = pl_settings__newest(s);
    if (!pl_map_find(&s->connection_names, name, &at))
        return NULL;
    const pl_conn_settings *c = &s->connections.at[at];
    return pl_str_eq(c->pub.type, PL_S("tailpipe")) && !c->pipes ? c : NULL;
}

bool pl_tailpipe_command(const pl_settings *s, pl_str name, const pl_tailpipe_range *range,
                         int64_t now, pl_arena *arena, const char *argv[PL_TAILPIPE_ARGS])
{
    const pl_conn_settings *c = find_connection(s, name);
    size_t n = 0;
    if (!c)
        return false;
    bool given = range && (range->from.len || range->to.len);
    pl_str from = given ? range->from : c->from, to = given ? range->to : c->to;
    argv[n++] = "tailpipe";
    argv[n++] = "connect";
    argv[n++] = "--output";
    argv[n++] = "json";
    if (from.len) {
        argv[n++] = "--from";
        argv[n++] = pl_tailpipe__time(arena, from, now);
    }
    if (to.len) {
        argv[n++] = "--to";
        argv[n++] = pl_tailpipe__time(arena, to, now);
    }
    if (c->n_indexes) {
        argv[n++] = "--index";
        argv[n++] = list_text(arena, c->indexes, c->n_indexes);
    }
    if (c->n_partitions) {
        argv[n++] = "--partition";
        argv[n++] = list_text(arena, c->partitions, c->n_partitions);
    }
    argv[n] = NULL;
    return true;
}

/* ---- the answer */

/* Take the path of a file from the answer. A text with a NUL is refused, because no path has one.
 */
static bool take_file(const pl_json *doc, const char *key, const char *prefix, pl_arena *arena,
                      pl_str *url)
{
    const pl_json *node = pl_json_get(doc, key);
    if (!node || !pl_json_is(node, PL_JSON_STRING))
        return false;
    pl_str path = pl_json_text(node);
    if (!path.len || memchr(path.ptr, 0, path.len))
        return false;
    *url = pl_arena_printf(arena, "%s%.*s", prefix, PL_FMT(path));
    return true;
}

/* Newer versions of the program print the path of a script, older ones that of a database file.
 * Lines around the JSON are for people and are ignored. */
bool pl_tailpipe_answer(pl_str printed, pl_arena *arena, pl_str *url, pl_buf *why)
{
    size_t begin = pl_str_find(printed, '{'), end = pl_str_rfind(printed, '}');
    const pl_json *doc = pl_json_parse(arena, pl_str_sub(printed, begin, end + 1), NULL);
    const pl_json *error = doc ? pl_json_get(doc, "error") : NULL;
    if (error && pl_json_is(error, PL_JSON_STRING) && pl_json_text(error).len) {
        pl_buf_str(why, pl_json_text(error));
        return false;
    }
    if (doc && (take_file(doc, "init_script_path", "duckdbinit://", arena, url) ||
                take_file(doc, "database_filepath", "duckdb://", arena, url)))
        return true;
    pl_buf_cstr(why, "its answer names no database");
    return false;
}
