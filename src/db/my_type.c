/* my_type.c - the types of MySQL, and making cells of their texts (server.md 7.4). */
#include "db/civil.h"
#include "base/ascii.h"
#include "base/double.h"
#include "db/my.h"

static bool is_binary(const pl_my_field *f)
{
    return f->charset == PL_MY_BINARY_CHARSET;
}

const char *pl_my__type_name(const pl_my_field *f)
{
    bool positive = f->flags & PL_MY_UNSIGNED;
    switch (f->type) {
    case PL_MY_TINY: return positive ? "UNSIGNED TINYINT" : "TINYINT";
    case PL_MY_SHORT: return positive ? "UNSIGNED SMALLINT" : "SMALLINT";
    case PL_MY_INT24: return positive ? "UNSIGNED MEDIUMINT" : "MEDIUMINT";
    case PL_MY_LONG: return positive ? "UNSIGNED INT" : "INT";
    case PL_MY_LONGLONG: return positive ? "UNSIGNED BIGINT" : "BIGINT";
    case PL_MY_YEAR: return "YEAR";
    case PL_MY_FLOAT: return "FLOAT";
    case PL_MY_DOUBLE: return "DOUBLE";
    case PL_MY_DECIMAL:
    case PL_MY_NEWDECIMAL: return "DECIMAL";
    case PL_MY_DATE:
    case PL_MY_NEWDATE: return "DATE";
    case PL_MY_TIME: return "TIME";
    case PL_MY_DATETIME: return "DATETIME";
    case PL_MY_TIMESTAMP: return "TIMESTAMP";
    case PL_MY_BIT: return "BIT";
    case PL_MY_JSON: return "JSON";
    case PL_MY_NULL: return "NULL";
    case PL_MY_GEOMETRY: return "GEOMETRY";
    case PL_MY_ENUM_TYPE: return "ENUM";
    case PL_MY_SET_TYPE: return "SET";
    case PL_MY_TINY_BLOB: return is_binary(f) ? "TINYBLOB" : "TINYTEXT";
    case PL_MY_MEDIUM_BLOB: return is_binary(f) ? "MEDIUMBLOB" : "MEDIUMTEXT";
    case PL_MY_LONG_BLOB: return is_binary(f) ? "LONGBLOB" : "LONGTEXT";
    case PL_MY_BLOB: return is_binary(f) ? "BLOB" : "TEXT";
    case PL_MY_STRING:
        if (f->flags & (PL_MY_ENUM | PL_MY_SET))
            return f->flags & PL_MY_ENUM ? "ENUM" : "SET";
        return is_binary(f) ? "BINARY" : "CHAR";
    case PL_MY_VARCHAR:
    case PL_MY_VAR_STRING: return is_binary(f) ? "VARBINARY" : "VARCHAR";
    default: return "";
    }
}

/* ---- times */

static bool take_number(pl_str *s, unsigned n, char after, unsigned *out)
{
    *out = 0;
    if (s->len < n || (after && (s->len == n || s->ptr[n] != after)))
        return false;
    for (unsigned i = 0; i < n; i++) {
        if (!pl_is_digit(s->ptr[i]))
            return false;
        *out = *out * 10 + (unsigned)(s->ptr[i] - '0');
    }
    *s = pl_str_sub(*s, n + (after != 0), s->len);
    return true;
}

static bool take_clock(pl_str *s, pl_civil *c, uint32_t *nanos)
{
    uint32_t unit = 100000000;
    if (!take_number(s, 2, ':', &c->hour) || !take_number(s, 2, ':', &c->minute) ||
        !take_number(s, 2, 0, &c->second))
        return false;
    if (s->len && s->ptr[0] != '.')
        return false;
    for (size_t i = 1; i < s->len; i++, unit /= 10) {
        if (!pl_is_digit(s->ptr[i]))
            return false;
        *nanos += unit * (uint32_t)(s->ptr[i] - '0');
    }
    return c->hour < 24 && c->minute < 60 && c->second < 60;
}

static void set_time(const pl_zone *zone, const pl_civil *c, uint32_t nanos, pl_cell *out)
{
    int64_t wall = pl_civil_to_seconds(c);
    int32_t offset = pl_zone__offset(zone, wall);
    out->tag = PL_CELL_TIME;
    out->time = (pl_cell_time){ wall - offset, nanos, offset };
}

/* Read a date. A text that is no date, as one of zeros, is null (recorded). */
static void read_date(const pl_zone *zone, pl_str s, pl_cell *out)
{
    pl_civil c = { 0 };
    uint32_t nanos = 0;
    unsigned year;
    if (!take_number(&s, 4, '-', &year) || !take_number(&s, 2, '-', &c.month) ||
        !take_number(&s, 2, 0, &c.day))
        return;
    c.year = year;
    if (c.month < 1 || c.month > 12 || c.day < 1 || c.day > pl_civil_days_in(year, c.month))
        return;
    if (s.len) {
        s = pl_str_sub(s, 1, s.len);
        if (!take_clock(&s, &c, &nanos))
            return;
    }
    set_time(zone, &c, nanos, out);
}

/* Read a time, on the day before Go's calendar begins. A text that is no time of a day is null. */
static void read_clock(pl_str s, pl_cell *out)
{
    pl_civil c = { .year = 0, .month = 1, .day = 1 };
    static const pl_zone utc;
    uint32_t nanos = 0;
    if (take_clock(&s, &c, &nanos))
        set_time(&utc, &c, nanos, out);
}

/* ---- cells */

static void read_int(const pl_my_field *f, pl_str text, pl_cell *out)
{
    uint64_t u;
    bool below = text.len && text.ptr[0] == '-';
    if (!pl_str_to_u64(pl_str_sub(text, below, text.len), &u))
        return;
    bool large = (f->flags & PL_MY_UNSIGNED) && u > INT64_MAX;
    out->tag = large ? PL_CELL_UINT : PL_CELL_INT;
    if (large)
        out->u = u;
    else
        out->i = below ? (int64_t)(0 - u) : (int64_t)u;
}

static void read_double(pl_str text, pl_cell *out)
{
    enum { LONGEST = 511 };
    if (!text.len || text.len > LONGEST)
        return;
    out->bits = 64;
    out->tag = pl_double_parse(text, 64, &out->d) ? PL_CELL_DOUBLE : PL_CELL_NULL;
}

static void set_text(pl_cell *out, uint8_t tag, pl_str text)
{
    out->tag = tag;
    out->text = text;
}

bool pl_my__is_int(unsigned type)
{
    return type == PL_MY_TINY || type == PL_MY_SHORT || type == PL_MY_INT24 || type == PL_MY_LONG ||
           type == PL_MY_LONGLONG || type == PL_MY_YEAR;
}

void pl_my__cell(const pl_zone *zone, const pl_my_field *f, pl_str text, pl_cell *out)
{
    out->tag = PL_CELL_NULL;
    if (pl_my__is_int(f->type)) {
        read_int(f, text, out);
        return;
    }
    switch (f->type) {
    case PL_MY_FLOAT:
    case PL_MY_DOUBLE:
    case PL_MY_DECIMAL:
    case PL_MY_NEWDECIMAL: read_double(text, out); return;
    case PL_MY_DATE:
    case PL_MY_NEWDATE:
    case PL_MY_DATETIME:
    case PL_MY_TIMESTAMP: read_date(zone, text, out); return;
    case PL_MY_TIME: read_clock(text, out); return;
    case PL_MY_BIT: set_text(out, PL_CELL_BYTES, text); return;
    default: set_text(out, PL_CELL_TEXT, text);
    }
}

bool pl_my__send_columns(pl_db_conn *conn, const pl_my_field *fields, unsigned n,
                         const pl_row_sink *sink)
{
    pl_column *columns = pl_arena_zero(&conn->arena, (n + 1) * sizeof *columns, 16);
    for (unsigned i = 0; i < n; i++)
        columns[i] = (pl_column){ .name = pl_str_make(fields[i].name, fields[i].name_length),
                                  .type = pl_str_cstr(pl_my__type_name(&fields[i])) };
    return pl_db__columns(&conn->arena, columns, n, sink);
}
