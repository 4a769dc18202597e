/* exemptions.c - parses a file of exemptions, CSV or JSON, reports every mistake in it with its
 * place, and finds the exemption that covers a result. */
#include "run/exemptions.h"
#include "base/clock.h"
#include "base/civil.h"
#include "base/str.h"
#include "value/csv.h"
#include "value/json.h"
#include <stdio.h>
#include <time.h>

enum { CONTROL, RESOURCE, REASON, UNTIL, BY, AT, FIELDS };

/* ORDER fields */
static const char *const field_names[] = { "control", "resource", "reason", "until", "by", "at" };

typedef struct reading {
    pl_exemptions *out;
    pl_diags *diags;
    pl_str text;
    size_t at; /* `line` is the number of the line that holds this byte */
    uint32_t line;
    pl_map seen; /* "control\0resource" as written -> position of its exemption */
    bool wrong;
} reading;

/* One entry as it stands in the file. */
typedef struct entry {
    pl_str field[FIELDS];
    bool has[FIELDS];
    size_t at; /* first byte of the entry */
} entry;

/* ---- messages */

static bool is_inside(const reading *r, pl_str part)
{
    uintptr_t at = (uintptr_t)part.ptr, from = (uintptr_t)r->text.ptr;
    return part.len && at >= from && at + part.len <= from + r->text.len;
}

/* The range of `part`, or of the first byte of the entry if `part` was decoded and is not in the
 * text. */
static pl_range range_of(const reading *r, pl_str part, size_t fallback)
{
    if (!is_inside(r, part))
        return (pl_range){ (uint32_t)fallback, (uint32_t)fallback };
    size_t at = (size_t)(part.ptr - r->text.ptr);
    return (pl_range){ (uint32_t)at, (uint32_t)(at + part.len) };
}

static void report(reading *r, pl_range range, const char *detail)
{
    r->wrong = true;
    pl_diag_add(r->diags, PL_ERROR, PL_DIAG_INVALID_EXEMPTION, range, "invalid exemption", "%s",
                detail);
}

static uint32_t line_of(reading *r, size_t at)
{
    for (; r->at < at && r->at < r->text.len; r->at++)
        r->line += r->text.ptr[r->at] == '\n';
    return r->line;
}

/* ---- entries */

static unsigned digits(pl_str text, size_t from, size_t to)
{
    unsigned n = 0;
    for (size_t i = from; i < to; i++) {
        if (text.ptr[i] < '0' || text.ptr[i] > '9')
            return 0;
        n = n * 10 + (unsigned)(text.ptr[i] - '0');
    }
    return n;
}

static bool is_date(pl_str text)
{
    if (text.len != 10 || text.ptr[4] != '-' || text.ptr[7] != '-')
        return false;
    unsigned year = digits(text, 0, 4), month = digits(text, 5, 7), day = digits(text, 8, 10);
    return year && month >= 1 && month <= 12 && day >= 1 && day <= pl_civil_days_in(year, month);
}

static bool check_entry(reading *r, const entry *e)
{
    bool before = r->wrong;
    r->wrong = false;
    for (int i = CONTROL; i <= REASON; i++) {
        char text[64];
        if (e->has[i] && pl_str_trim(e->field[i]).len)
            continue;
        snprintf(text, sizeof text, "'%s' is missing%s", field_names[i],
                 i == RESOURCE ? "; * is all of them" : "");
        report(r, range_of(r, e->field[i], e->at), text);
    }
    if (e->field[UNTIL].len && !is_date(e->field[UNTIL]))
        report(r, range_of(r, e->field[UNTIL], e->at),
               "'until' is no date: write the last day as 2026-12-31");
    bool ok = !r->wrong;
    r->wrong |= before;
    return ok;
}

static void put_key(pl_buf *out, pl_str control, pl_str resource)
{
    out->len = 0;
    pl_buf_str(out, control);
    pl_buf_byte(out, 0);
    pl_buf_str(out, resource);
}

static bool is_pattern(pl_str text)
{
    return memchr(text.ptr, '*', text.len) || memchr(text.ptr, '?', text.len);
}

/* Of two entries for the same control and resource the second is reported as a mistake. */
static void add_entry(reading *r, const entry *e)
{
    pl_exemptions *out = r->out;
    pl_exemption x = { .line = line_of(r, e->at) };
    pl_buf key = { 0 };
    bool added = false;
    if (!check_entry(r, e))
        return;
    x.control = pl_arena_str(&out->arena, pl_str_trim(e->field[CONTROL]));
    x.resource = pl_arena_str(&out->arena, e->field[RESOURCE]);
    x.reason = pl_arena_str(&out->arena, pl_str_trim(e->field[REASON]));
    x.until = pl_arena_str(&out->arena, e->field[UNTIL]);
    x.by = pl_arena_str(&out->arena, e->field[BY]);
    x.at = pl_arena_str(&out->arena, e->field[AT]);
    put_key(&key, x.control, x.resource);
    pl_str kept = pl_arena_str(&out->arena, pl_buf_view(&key));
    pl_buf_done(&key);
    uint32_t at = (uint32_t)out->list.n;
    uint32_t first = pl_map_put(&r->seen, kept, at, &added);
    if (!added) {
        char text[80];
        snprintf(text, sizeof text, "the same control and resource as in line %u",
                 out->list.at[first].line);
        report(r, range_of(r, e->field[CONTROL], e->at), text);
        return;
    }
    if (is_pattern(x.control)) {
        pl_vec_push(&out->patterns, at);
    } else if (is_pattern(x.resource)) {
        uint32_t last;
        x.next = pl_map_find(&out->by_control, x.control, &last) ? last + 1 : 0;
        pl_map_set(&out->by_control, x.control, at);
    } else {
        pl_map_put(&out->exact, kept, at, NULL);
    }
    pl_vec_push(&out->list, x);
}

/* The field of that name; -1: there is none, which was reported. */
static int find_field(reading *r, pl_str name, size_t fallback)
{
    for (int i = 0; i < FIELDS; i++)
        if (pl_str_eq(name, pl_str_cstr(field_names[i])))
            return i;
    r->wrong = true;
    pl_diag_add(r->diags, PL_ERROR, PL_DIAG_INVALID_EXEMPTION, range_of(r, name, fallback),
                "invalid exemption",
                "there is no field '%.*s': control, resource, reason, until, by, at", PL_FMT(name));
    return -1;
}

/* ---- CSV */

typedef struct csv_columns {
    int of[FIELDS * 4]; /* field of each column, -1: unknown */
    size_t n;
} csv_columns;

static size_t skip_empty(const reading *r, size_t at)
{
    while (at < r->text.len && (r->text.ptr[at] == '\n' || r->text.ptr[at] == '\r'))
        at++;
    return at;
}

static bool read_header(reading *r, pl_csv *csv, csv_columns *columns)
{
    bool any, has[FIELDS] = { false };
    if (!pl_csv_next(csv, &any))
        return false;
    if (!any || csv->fields.n > PL_COUNT(columns->of)) {
        report(r, (pl_range){ 0 }, "the first line has to be: control,resource,reason,until");
        return true;
    }
    columns->n = csv->fields.n;
    for (size_t i = 0; i < columns->n; i++) {
        int field = columns->of[i] = find_field(r, pl_str_trim(csv->fields.at[i]), 0);
        if (field >= 0 && has[field])
            report(r, range_of(r, csv->fields.at[i], 0), "a column is there twice");
        if (field >= 0)
            has[field] = true;
    }
    for (int i = CONTROL; i <= REASON; i++)
        if (!has[i] && !r->wrong)
            report(r, (pl_range){ 0 }, "the first line has to be: control,resource,reason,until");
    return true;
}

static void take_record(reading *r, const pl_csv *csv, const csv_columns *columns, size_t at)
{
    entry e = { .at = at };
    if (csv->fields.n != columns->n) {
        report(r, (pl_range){ (uint32_t)at, (uint32_t)at },
               "not as many fields as the first line has");
        return;
    }
    for (size_t i = 0; i < columns->n; i++)
        if (columns->of[i] >= 0) {
            e.field[columns->of[i]] = csv->fields.at[i];
            e.has[columns->of[i]] = true;
        }
    add_entry(r, &e);
}

/* The byte at which line `line` begins. */
static size_t start_of(const reading *r, uint32_t line)
{
    size_t at = 0;
    for (uint32_t i = 1; i < line && at < r->text.len; i++)
        at += pl_str_find(pl_str_sub(r->text, at, r->text.len), '\n') + 1;
    return at < r->text.len ? at : r->text.len;
}

static void parse_csv(reading *r)
{
    pl_csv csv = { .rest = r->text, .arena = &r->out->arena };
    csv_columns columns = { .n = 0 };
    bool any = true, ok = read_header(r, &csv, &columns);
    bool wrong = r->wrong;
    while (ok && any && !wrong) {
        size_t at = skip_empty(r, r->text.len - csv.rest.len);
        ok = pl_csv_next(&csv, &any);
        if (ok && any)
            take_record(r, &csv, &columns, at);
    }
    if (!ok) {
        uint32_t at = (uint32_t)start_of(r, csv.wrong_line);
        report(r, (pl_range){ at, at }, csv.wrong);
    }
    pl_csv_done(&csv);
}

/* ---- JSON */

/* Where the node begins, as far as that is known: texts without escapes are slices of the file. */
static size_t place_of(const reading *r, const pl_json *node, size_t fallback)
{
    for (const pl_json *m = pl_json_first(node); m; m = m->next)
        if (is_inside(r, m->key))
            return (size_t)(m->key.ptr - r->text.ptr);
    return fallback;
}

static void take_object(reading *r, const pl_json *node, size_t fallback)
{
    bool before = r->wrong;
    entry e = { .at = place_of(r, node, fallback) };
    r->wrong = false;
    if (!pl_json_is(node, PL_JSON_OBJECT))
        report(r, range_of(r, pl_json_text(node), fallback), "each exemption has to be an object");
    for (const pl_json *m = r->wrong ? NULL : pl_json_first(node); m; m = m->next) {
        int field = find_field(r, m->key, e.at);
        if (field < 0 || (field >= UNTIL && pl_json_is(m, PL_JSON_NULL)))
            continue;
        if (!pl_json_is(m, PL_JSON_STRING))
            report(r, range_of(r, m->key, e.at), "its value has to be a text");
        else if (e.has[field])
            report(r, range_of(r, m->key, e.at), "a field is there twice");
        e.field[field] = pl_json_text(m);
        e.has[field] = true;
    }
    if (!r->wrong)
        add_entry(r, &e);
    r->wrong |= before;
}

static void parse_json(reading *r)
{
    pl_arena arena = { 0 };
    pl_json_error error;
    const pl_json *root = pl_json_parse(&arena, r->text, &error);
    size_t last = 0;
    if (!root) {
        uint32_t at = (uint32_t)(error.offset < r->text.len ? error.offset : r->text.len);
        report(r, (pl_range){ at, at }, error.message);
    } else if (!pl_json_is(root, PL_JSON_ARRAY)) {
        report(r, (pl_range){ 0 }, "the file has to be an array of objects");
    }
    for (const pl_json *e = r->wrong ? NULL : pl_json_first(root); e; e = e->next) {
        last = place_of(r, e, last);
        take_object(r, e, last);
    }
    pl_arena_done(&arena);
}

/* ---- the whole file */

bool pl_exemptions_parse(pl_exemptions *out, pl_str path, pl_str text, pl_diags *diags)
{
    static const pl_str mark = { "\xef\xbb\xbf", 3 }; /* spreadsheets begin files with it */
    if (pl_str_starts(text, mark))
        text = pl_str_sub(text, mark.len, text.len);
    reading r = { .out = out, .diags = diags, .text = text, .line = 1 };
    out->path = pl_arena_str(&out->arena, path);
    pl_diags_begin(diags, path, text);
    if (pl_str_ends(path, PL_S(".csv")))
        parse_csv(&r);
    else
        parse_json(&r);
    pl_diags_end(diags);
    pl_map_done(&r.seen);
    return !r.wrong;
}

void pl_exemptions_done(pl_exemptions *e)
{
    pl_vec_done(&e->list);
    pl_vec_done(&e->patterns);
    pl_map_done(&e->exact);
    pl_map_done(&e->by_control);
    pl_arena_done(&e->arena);
}

void pl_exemptions_today(char out[static 16])
{
    time_t seconds = (time_t)(pl_clock_wall_ns() / 1000000000);
    struct tm tm = { 0 };
    localtime_r(&seconds, &tm);
    strftime(out, 16, "%Y-%m-%d", &tm);
}

/* ---- looking up */

/* It suffices to go back to the last star, so two positions are enough. */
bool pl_exemption_match(pl_str pattern, pl_str text)
{
    size_t p = 0, t = 0, star = SIZE_MAX, from = 0;
    while (t < text.len) {
        if (p < pattern.len && pattern.ptr[p] == '*') {
            star = p++;
            from = t;
        } else if (p < pattern.len && (pattern.ptr[p] == '?' || pattern.ptr[p] == text.ptr[t])) {
            p++;
            t++;
        } else if (star != SIZE_MAX) {
            p = star + 1;
            t = ++from;
        } else {
            return false;
        }
    }
    while (p < pattern.len && pattern.ptr[p] == '*')
        p++;
    return p == pattern.len;
}

bool pl_exemption_holds(const pl_exemption *x, pl_str today)
{
    return !x->until.len || pl_str_cmp(today, x->until) <= 0;
}

bool pl_exemption_is_for(const pl_exemption *x, pl_str full_name, pl_str control_id)
{
    return pl_exemption_match(x->control, full_name) || pl_exemption_match(x->control, control_id);
}

static pl_exemption *find_exact(const pl_exemptions *e, pl_str control, pl_str resource,
                                pl_buf *scratch)
{
    uint32_t at;
    put_key(scratch, control, resource);
    return pl_map_find(&e->exact, pl_buf_view(scratch), &at) ? &e->list.at[at] : NULL;
}

/* The better of two exemptions (NULL: none): one that is still valid, otherwise the first in the
 * file. */
static pl_exemption *better(pl_exemption *a, pl_exemption *b, pl_str today)
{
    if (!a || !b)
        return a ? a : b;
    bool holds = pl_exemption_holds(a, today);
    if (holds != pl_exemption_holds(b, today))
        return holds ? a : b;
    return a < b ? a : b;
}

/* Find the exemption among those for this one control whose resource is a pattern. */
static pl_exemption *find_of_control(const pl_exemptions *e, pl_str control, pl_str resource,
                                     pl_str today)
{
    pl_exemption *found = NULL;
    uint32_t at;
    for (bool more = pl_map_find(&e->by_control, control, &at); more;) {
        pl_exemption *x = &e->list.at[at];
        if (pl_exemption_match(x->resource, resource))
            found = better(found, x, today);
        more = x->next > 0;
        at = x->next - 1;
    }
    return found;
}

pl_exemption *pl_exemptions_find(const pl_exemptions *e, pl_str full_name, pl_str control_id,
                                 pl_str resource, pl_str today, pl_buf *scratch)
{
    pl_exemption *found = find_exact(e, full_name, resource, scratch);
    found = better(found, find_exact(e, control_id, resource, scratch), today);
    found = better(found, find_of_control(e, full_name, resource, today), today);
    found = better(found, find_of_control(e, control_id, resource, today), today);
    for (size_t i = 0; i < e->patterns.n; i++) {
        pl_exemption *x = &e->list.at[e->patterns.at[i]];
        if (pl_exemption_is_for(x, full_name, control_id) &&
            pl_exemption_match(x->resource, resource))
            found = better(found, x, today);
    }
    return found;
}
