/* asked.c - the words of a question: which run "latest~3" is, when "30d" was. */
#include "base/ascii.h"
#include "base/civil.h"
#include "base/clock.h"
#include "base/diag.h"
#include "base/str.h"
#include "history/ask.h"
#include "history/of_run.h"

/* ---- times */

/* Read `digits` digits at the front of *text. */
static bool take_digits(pl_str *text, unsigned digits, unsigned *out)
{
    *out = 0;
    if (text->len < digits)
        return false;
    for (unsigned i = 0; i < digits; i++) {
        if (!pl_is_digit(text->ptr[i]))
            return false;
        *out = *out * 10 + (unsigned)(text->ptr[i] - '0');
    }
    *text = pl_str_sub(*text, digits, text->len);
    return true;
}

static bool take_char(pl_str *text, const char *set)
{
    if (!text->len || !pl_char_in(text->ptr[0], set))
        return false;
    *text = pl_str_sub(*text, 1, text->len);
    return true;
}

static bool take_date(pl_str *text, pl_civil *at)
{
    unsigned year;
    if (!take_digits(text, 4, &year) || !take_char(text, "-") ||
        !take_digits(text, 2, &at->month) || !take_char(text, "-") ||
        !take_digits(text, 2, &at->day))
        return false;
    at->year = year;
    return at->month >= 1 && at->month <= 12 && at->day >= 1 &&
           at->day <= pl_civil_days_in(at->year, at->month);
}

/* "T10:30", "T10:30:05.123Z", "T10:30:05+02:00": without an offset it is UTC. */
static bool take_time(pl_str *text, pl_civil *at, int64_t *offset)
{
    unsigned hours = 0, minutes = 0, digit;
    if (!take_char(text, "Tt ") || !take_digits(text, 2, &at->hour) || !take_char(text, ":") ||
        !take_digits(text, 2, &at->minute))
        return false;
    if (take_char(text, ":") && !take_digits(text, 2, &at->second))
        return false;
    if (take_char(text, "."))
        while (take_digits(text, 1, &digit))
            ;
    if (at->hour > 23 || at->minute > 59 || at->second > 59)
        return false;
    bool west = text->len && text->ptr[0] == '-';
    if (take_char(text, "+-")) {
        if (!take_digits(text, 2, &hours) || !take_char(text, ":") ||
            !take_digits(text, 2, &minutes))
            return false;
        *offset = (west ? -1 : 1) * (int64_t)(hours * 3600 + minutes * 60);
        return !text->len;
    }
    take_char(text, "Zz");
    return !text->len;
}

/* "30d", "12h", "90m", "2w": seconds. */
static bool parse_span(pl_str text, int64_t *out)
{
    static const struct {
        char unit;
        int64_t seconds;
    } units[] = { { 'm', 60 }, { 'h', 3600 }, { 'd', 86400 }, { 'w', 7 * 86400 } };
    uint64_t n;
    if (text.len < 2 || text.len > 8 || !pl_str_to_u64(pl_str_sub(text, 0, text.len - 1), &n))
        return false;
    for (size_t i = 0; i < PL_COUNT(units); i++)
        if (units[i].unit == text.ptr[text.len - 1]) {
            *out = (int64_t)n * units[i].seconds;
            return true;
        }
    return false;
}

bool pl_history_parse_time(pl_arena *arena, pl_str text, bool end, pl_str *out)
{
    pl_civil at = { 0 };
    int64_t before, offset = 0;
    if (parse_span(text, &before)) {
        int64_t now = pl_clock_wall_ns() / 1000000;
        *out = pl_history_time(arena, now / 1000 - before, (unsigned)(now % 1000));
        return true;
    }
    if (!take_date(&text, &at) || (text.len && (end = false, !take_time(&text, &at, &offset))))
        return false;
    *out = pl_history_time(arena, pl_civil_to_seconds(&at) - offset + (end ? 86400 : 0), 0);
    return true;
}

static bool find_time(pl_asking *a, const char *flag, pl_str text, bool end, pl_str *out)
{
    if (!text.len || pl_history_parse_time(&a->answer->arena, text, end, out))
        return true;
    pl_diag_plain(a->diags, PL_ERROR, PL_DIAG_INVALID_FLAG,
                  "--%s: '%.*s' is no date (2026-11-25), time (2026-11-25T10:00Z) or span (30d, "
                  "12h, 2w)",
                  flag, PL_FMT(text));
    return false;
}

bool pl_asking_times(pl_asking *a)
{
    return find_time(a, "since", a->question->since, false, &a->since) &&
           find_time(a, "until", a->question->until, true, &a->until);
}

/* ---- runs */

static bool no_run(pl_asking *a, pl_str word)
{
    if (word.len)
        pl_diag_plain(a->diags, PL_ERROR, PL_DIAG_UNKNOWN_VALUE,
                      "no run '%.*s' was recorded: a run is named by its number, latest, latest~3, "
                      "a date or label=key=value",
                      PL_FMT(word));
    else
        pl_diag_plain(a->diags, PL_ERROR, PL_DIAG_UNKNOWN_VALUE, "no run was recorded");
    return false;
}

/* Run a statement that selects the number of a run. */
static bool find_by(pl_asking *a, pl_str word, const char *statement, const pl_sql_arg *args,
                    uint32_t n, int64_t *out)
{
    pl_sql *sql = &a->history->store.sql;
    sql->why.len = 0;
    if (pl_sql_number(sql, statement, args, n, out))
        return true;
    if (!sql->why.len)
        return no_run(a, word);
    pl_history_report(&a->history->store, a->diags);
    return false;
}

/* The first argument of each statement is the scope, or 0. */
#define IN_SCOPE "(CAST($1 AS bigint) = 0 OR scope_id = $1)"

/* The newest run but `back`. */
static bool find_latest(pl_asking *a, pl_str word, uint64_t back, int64_t *out)
{
    const pl_sql_arg args[] = { pl_sql_int(a->scope), pl_sql_int((int64_t)back) };
    return find_by(a, word,
                   "SELECT id FROM run WHERE " IN_SCOPE
                   " ORDER BY id DESC LIMIT 1 OFFSET CAST($2 AS integer)",
                   args, 2, out);
}

static bool find_by_label(pl_asking *a, pl_str word, int64_t *out)
{
    pl_str label = pl_str_sub(word, 6, word.len);
    size_t equals = pl_str_find(label, '=');
    const pl_sql_arg args[] = { pl_sql_int(a->scope), pl_sql_text(pl_str_sub(label, 0, equals)),
                                pl_sql_text(pl_str_sub(label, equals + 1, label.len)) };
    return find_by(a, word,
                   "SELECT id FROM run WHERE " IN_SCOPE
                   " AND labels ->> CAST($2 AS text) = CAST($3 AS text) ORDER BY id DESC LIMIT 1",
                   args, 3, out);
}

static bool find_by_time(pl_asking *a, pl_str word, pl_str before, int64_t *out)
{
    const pl_sql_arg args[] = { pl_sql_int(a->scope), pl_sql_text(before) };
    return find_by(a, word,
                   "SELECT id FROM run WHERE " IN_SCOPE
                   " AND started_at < CAST($2 AS {time}) ORDER BY id DESC LIMIT 1",
                   args, 2, out);
}

static bool find_by_number(pl_asking *a, pl_str word, int64_t n, int64_t *out)
{
    const pl_sql_arg args[] = { pl_sql_int(a->scope), pl_sql_int(n) };
    return find_by(a, word, "SELECT id FROM run WHERE " IN_SCOPE " AND id = $2", args, 2, out);
}

bool pl_asking_find(pl_asking *a, pl_str word, int64_t *out)
{
    uint64_t n = 0;
    pl_str before;
    if (!word.len || pl_str_eq(word, PL_S("latest")))
        return find_latest(a, word, 0, out);
    if (pl_str_starts(word, PL_S("latest~")) && word.len < 16 &&
        pl_str_to_u64(pl_str_sub(word, 7, word.len), &n))
        return find_latest(a, word, n, out);
    if (pl_str_starts(word, PL_S("label=")))
        return find_by_label(a, word, out);
    if (word.len < 19 && pl_str_to_u64(word, &n))
        return find_by_number(a, word, (int64_t)n, out);
    if (pl_history_parse_time(&a->answer->arena, word, true, &before))
        return find_by_time(a, word, before, out);
    return no_run(a, word);
}

/* The run before that one in its scope. */
static bool find_before(pl_asking *a, int64_t run, int64_t *out)
{
    pl_sql *sql = &a->history->store.sql;
    sql->why.len = 0;
    if (pl_sql_number(sql,
                      "SELECT max(id) FROM run WHERE id < $1 AND scope_id = (SELECT scope_id FROM "
                      "run WHERE id = $1)",
                      (const pl_sql_arg[]){ pl_sql_int(run) }, 1, out))
        return true;
    if (sql->why.len)
        pl_history_report(&a->history->store, a->diags);
    else
        pl_diag_plain(a->diags, PL_ERROR, PL_DIAG_UNKNOWN_VALUE,
                      "run %lld has none before it to compare with", (long long)run);
    return false;
}

static bool same_scope(pl_asking *a)
{
    int64_t n = 0;
    const pl_sql_arg args[] = { pl_sql_int(a->run), pl_sql_int(a->from) };
    if (!pl_sql_number(&a->history->store.sql,
                       "SELECT count(DISTINCT scope_id) FROM run WHERE id IN ($1, $2)", args, 2,
                       &n)) {
        pl_history_report(&a->history->store, a->diags);
        return false;
    }
    if (n == 1)
        return true;
    pl_diag_plain(
        a->diags, PL_ERROR, PL_DIAG_INVALID_FLAG,
        "runs %lld and %lld cannot be compared: their workspaces, databases, search paths "
        "or scopes differ",
        (long long)a->from, (long long)a->run);
    return false;
}

bool pl_asking_runs(pl_asking *a, bool two)
{
    const pl_history_question *q = a->question;
    if (!pl_asking_find(a, q->run, &a->run))
        return false;
    if (!two)
        return true;
    if (!q->from.len)
        return find_before(a, a->run, &a->from);
    return pl_asking_find(a, q->from, &a->from) && same_scope(a);
}
