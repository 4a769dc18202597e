/* pg_type.c - the types of PostgreSQL that Powerpipe's client supports, and making cells of
 * their texts (server.md 7.1). */
#include "db/civil.h"
#include "base/ascii.h"
#include "base/double.h"
#include "db/pg.h"
#include <stdlib.h>

/* Ascending by number. */
static const pl_pg_type types[] = {
    { 16, PL_PG_BOOL, 0, 0, "bool" },
    { 17, PL_PG_BYTEA, 0, 0, "bytea" },
    { 18, PL_PG_OTHER, 0, 0, "char" },
    { 19, PL_PG_TEXT, 0, 0, "name" },
    { 20, PL_PG_INT, 8, 0, "int8" },
    { 21, PL_PG_INT, 2, 0, "int2" },
    { 23, PL_PG_INT, 4, 0, "int4" },
    { 25, PL_PG_TEXT, 0, 0, "text" },
    { 26, PL_PG_INT, -4, 0, "oid" },
    { 27, PL_PG_OTHER, 0, 0, "tid" },
    { 28, PL_PG_INT, -4, 0, "xid" },
    { 29, PL_PG_INT, -4, 0, "cid" },
    { 114, PL_PG_JSON, 0, 0, "json" },
    { 142, PL_PG_XML, 0, 0, "xml" },
    { 143, PL_PG_ARRAY, 0, 142, "_xml" },
    { 199, PL_PG_ARRAY, 0, 114, "_json" },
    { 271, PL_PG_ARRAY, 0, 5069, "_xid8" }, /* xid8 itself has no name there */
    { 600, PL_PG_OTHER, 0, 0, "point" },
    { 601, PL_PG_OTHER, 0, 0, "lseg" },
    { 602, PL_PG_OTHER, 0, 0, "path" },
    { 603, PL_PG_OTHER, 0, 0, "box" },
    { 604, PL_PG_OTHER, 0, 0, "polygon" },
    { 628, PL_PG_OTHER, 0, 0, "line" },
    { 629, PL_PG_ARRAY, 0, 628, "_line" },
    { 650, PL_PG_OTHER, 0, 0, "cidr" },
    { 651, PL_PG_ARRAY, 0, 650, "_cidr" },
    { 700, PL_PG_FLOAT, 4, 0, "float4" },
    { 701, PL_PG_FLOAT, 8, 0, "float8" },
    { 705, PL_PG_TEXT, 0, 0, "unknown" },
    { 718, PL_PG_OTHER, 0, 0, "circle" },
    { 719, PL_PG_ARRAY, 0, 718, "_circle" },
    { 774, PL_PG_OTHER, 0, 0, "macaddr8" },
    { 829, PL_PG_OTHER, 0, 0, "macaddr" },
    { 869, PL_PG_OTHER, 0, 0, "inet" },
    { 1000, PL_PG_ARRAY, 0, 16, "_bool" },
    { 1001, PL_PG_ARRAY, 0, 17, "_bytea" },
    { 1002, PL_PG_ARRAY, 0, 18, "_char" },
    { 1003, PL_PG_ARRAY, 0, 19, "_name" },
    { 1005, PL_PG_ARRAY, 0, 21, "_int2" },
    { 1007, PL_PG_ARRAY, 0, 23, "_int4" },
    { 1009, PL_PG_ARRAY, 0, 25, "_text" },
    { 1010, PL_PG_ARRAY, 0, 27, "_tid" },
    { 1011, PL_PG_ARRAY, 0, 28, "_xid" },
    { 1012, PL_PG_ARRAY, 0, 29, "_cid" },
    { 1014, PL_PG_ARRAY, 0, 1042, "_bpchar" },
    { 1015, PL_PG_ARRAY, 0, 1043, "_varchar" },
    { 1016, PL_PG_ARRAY, 0, 20, "_int8" },
    { 1017, PL_PG_ARRAY, 0, 600, "_point" },
    { 1018, PL_PG_ARRAY, 0, 601, "_lseg" },
    { 1019, PL_PG_ARRAY, 0, 602, "_path" },
    { 1020, PL_PG_ARRAY, 0, 603, "_box" },
    { 1021, PL_PG_ARRAY, 0, 700, "_float4" },
    { 1022, PL_PG_ARRAY, 0, 701, "_float8" },
    { 1027, PL_PG_ARRAY, 0, 604, "_polygon" },
    { 1028, PL_PG_ARRAY, 0, 26, "_oid" },
    { 1033, PL_PG_OTHER, 0, 0, "aclitem" },
    { 1034, PL_PG_ARRAY, 0, 1033, "_aclitem" },
    { 1040, PL_PG_ARRAY, 0, 829, "_macaddr" },
    { 1041, PL_PG_ARRAY, 0, 869, "_inet" },
    { 1042, PL_PG_TEXT, 0, 0, "bpchar" },
    { 1043, PL_PG_TEXT, 0, 0, "varchar" },
    { 1082, PL_PG_DATE, 0, 0, "date" },
    { 1083, PL_PG_OTHER, 0, 0, "time" },
    { 1114, PL_PG_TIMESTAMP, 0, 0, "timestamp" },
    { 1115, PL_PG_ARRAY, 0, 1114, "_timestamp" },
    { 1182, PL_PG_ARRAY, 0, 1082, "_date" },
    { 1183, PL_PG_ARRAY, 0, 1083, "_time" },
    { 1184, PL_PG_TIMESTAMPTZ, 0, 0, "timestamptz" },
    { 1185, PL_PG_ARRAY, 0, 1184, "_timestamptz" },
    { 1186, PL_PG_OTHER, 0, 0, "interval" },
    { 1187, PL_PG_ARRAY, 0, 1186, "_interval" },
    { 1231, PL_PG_ARRAY, 0, 1700, "_numeric" },
    { 1560, PL_PG_OTHER, 0, 0, "bit" },
    { 1561, PL_PG_ARRAY, 0, 1560, "_bit" },
    { 1562, PL_PG_OTHER, 0, 0, "varbit" },
    { 1563, PL_PG_ARRAY, 0, 1562, "_varbit" },
    { 1700, PL_PG_NUMERIC, 0, 0, "numeric" },
    { 2249, PL_PG_OTHER, 0, 0, "record" },
    { 2287, PL_PG_ARRAY, 0, 2249, "_record" },
    { 2950, PL_PG_OTHER, 0, 0, "uuid" },
    { 2951, PL_PG_ARRAY, 0, 2950, "_uuid" },
    { 3614, PL_PG_OTHER, 0, 0, "tsvector" },
    { 3643, PL_PG_ARRAY, 0, 3614, "_tsvector" },
    { 3802, PL_PG_JSON, 0, 0, "jsonb" },
    { 3807, PL_PG_ARRAY, 0, 3802, "_jsonb" },
    { 3904, PL_PG_OTHER, 0, 0, "int4range" },
    { 3905, PL_PG_ARRAY, 0, 3904, "_int4range" },
    { 3906, PL_PG_OTHER, 0, 0, "numrange" },
    { 3907, PL_PG_ARRAY, 0, 3906, "_numrange" },
    { 3908, PL_PG_OTHER, 0, 0, "tsrange" },
    { 3909, PL_PG_ARRAY, 0, 3908, "_tsrange" },
    { 3910, PL_PG_OTHER, 0, 0, "tstzrange" },
    { 3911, PL_PG_ARRAY, 0, 3910, "_tstzrange" },
    { 3912, PL_PG_OTHER, 0, 0, "daterange" },
    { 3913, PL_PG_ARRAY, 0, 3912, "_daterange" },
    { 3926, PL_PG_OTHER, 0, 0, "int8range" },
    { 3927, PL_PG_ARRAY, 0, 3926, "_int8range" },
    { 4072, PL_PG_OTHER, 0, 0, "jsonpath" },
    { 4073, PL_PG_ARRAY, 0, 4072, "_jsonpath" },
    { 4451, PL_PG_OTHER, 0, 0, "int4multirange" },
    { 4532, PL_PG_OTHER, 0, 0, "nummultirange" },
    { 4533, PL_PG_OTHER, 0, 0, "tsmultirange" },
    { 4534, PL_PG_OTHER, 0, 0, "tstzmultirange" },
    { 4535, PL_PG_OTHER, 0, 0, "datemultirange" },
    { 4536, PL_PG_OTHER, 0, 0, "int8multirange" },
};

const pl_pg_type *pl_pg__type(pl_oid oid)
{
    size_t from = 0, to = PL_COUNT(types);
    while (from < to) {
        size_t mid = (from + to) / 2;
        if (types[mid].oid == oid)
            return &types[mid];
        if (types[mid].oid < oid)
            from = mid + 1;
        else
            to = mid;
    }
    return NULL;
}

pl_str pl_pg__type_name(pl_arena *arena, pl_oid oid)
{
    const pl_pg_type *type = pl_pg__type(oid);
    if (!type)
        return pl_arena_printf(arena, "%u", oid);
    size_t n = strlen(type->name);
    char *name = pl_arena_take(arena, n + 1, 1);
    for (size_t i = 0; i <= n; i++)
        name[i] = (char)pl_to_upper(type->name[i]);
    return pl_str_make(name, n);
}

/* ---- bytes */

static pl_str unhex(pl_arena *arena, pl_str text)
{
    char *to = pl_arena_take(arena, text.len / 2 + 1, 1);
    size_t n = 0;
    for (size_t i = 0; i + 1 < text.len; i += 2)
        to[n++] = (char)(((unsigned)pl_hex_digit(text.ptr[i]) & 15) << 4 |
                         ((unsigned)pl_hex_digit(text.ptr[i + 1]) & 15));
    return pl_str_make(to, n);
}

static bool is_octal(pl_str text, size_t at)
{
    if (at + 4 > text.len)
        return false;
    for (size_t i = at + 1; i < at + 4; i++)
        if (text.ptr[i] < '0' || text.ptr[i] > '7')
            return false;
    return true;
}

/* Decode "\\x00ff", or the older form: "\\000" octal, "\\\\" a backslash. */
static pl_str read_bytea(pl_arena *arena, pl_str text)
{
    if (pl_str_starts(text, PL_S("\\x")))
        return unhex(arena, pl_str_sub(text, 2, text.len));
    char *to = pl_arena_take(arena, text.len + 1, 1);
    size_t n = 0;
    for (size_t i = 0; i < text.len; i++) {
        const char *at = text.ptr + i;
        if (*at == '\\' && is_octal(text, i)) {
            to[n++] = (char)((at[1] - '0') << 6 | (at[2] - '0') << 3 | (at[3] - '0'));
            i += 3;
        } else {
            i += *at == '\\' && i + 1 < text.len;
            to[n++] = text.ptr[i];
        }
    }
    return pl_str_make(to, n);
}

/* ---- times: "2024-02-29 13:37:00.5+02:00:00 BC" */

static bool take_number(pl_str *s, unsigned most, int64_t *out)
{
    size_t n = 0;
    int64_t value = 0;
    for (; n < s->len && n < most && pl_is_digit(s->ptr[n]); n++)
        value = value * 10 + (s->ptr[n] - '0');
    *out = value;
    *s = pl_str_sub(*s, n, s->len);
    return n;
}

static bool take_char(pl_str *s, char c)
{
    bool there = s->len && s->ptr[0] == c;
    if (there)
        *s = pl_str_sub(*s, 1, s->len);
    return there;
}

static bool take_date(pl_str *s, int64_t *days)
{
    int64_t year, month, day;
    if (!take_number(s, 7, &year) || !take_char(s, '-') || !take_number(s, 2, &month) ||
        !take_char(s, '-') || !take_number(s, 2, &day) || month < 1 || month > 12)
        return false;
    if (pl_str_ends(*s, PL_S(" BC"))) {
        s->len -= 3;
        year = 1 - year;
    }
    *days = pl_civil_days(year, (unsigned)month, (unsigned)day);
    return true;
}

static void take_fraction(pl_str *s, uint32_t *nanos)
{
    uint32_t unit = 100000000;
    if (!take_char(s, '.'))
        return;
    for (; s->len && pl_is_digit(s->ptr[0]); unit /= 10) {
        *nanos += unit * (uint32_t)(s->ptr[0] - '0');
        *s = pl_str_sub(*s, 1, s->len);
    }
}

static int64_t take_offset(pl_str *s)
{
    int64_t hours = 0, minutes = 0, seconds = 0;
    bool west = s->len && s->ptr[0] == '-';
    if (!take_char(s, '-') && !take_char(s, '+'))
        return 0;
    take_number(s, 2, &hours);
    if (take_char(s, ':'))
        take_number(s, 2, &minutes);
    if (take_char(s, ':'))
        take_number(s, 2, &seconds);
    int64_t offset = hours * 3600 + minutes * 60 + seconds;
    return west ? -offset : offset;
}

/* Read a time. False for "infinity", and for other styles of dates that a session has chosen. */
static bool read_time(pl_str s, pl_cell_time *out)
{
    int64_t days, hour = 0, minute = 0, second = 0, offset = 0;
    *out = (pl_cell_time){ 0 };
    if (!take_date(&s, &days))
        return false;
    if (s.len) {
        if (!take_char(&s, ' ') || !take_number(&s, 2, &hour) || !take_char(&s, ':') ||
            !take_number(&s, 2, &minute) || !take_char(&s, ':') || !take_number(&s, 2, &second))
            return false;
        take_fraction(&s, &out->nanos);
        offset = take_offset(&s);
    }
    out->seconds = days * 86400 + hour * 3600 + minute * 60 + second - offset;
    return !s.len;
}

/* ---- cells */

static void set_text(pl_cell *out, uint8_t tag, pl_str text)
{
    out->tag = tag;
    out->text = text;
}

static void set_json(pl_arena *arena, pl_str text, pl_cell *out)
{
    out->json = pl_db__json(arena, text);
    out->tag = out->json ? PL_CELL_JSON : PL_CELL_NULL;
}

static void set_double(const pl_pg_type *type, pl_str text, pl_cell *out)
{
    out->tag = PL_CELL_DOUBLE;
    out->bits = 64;
    pl_double_read(text, type->bytes == 4 ? 32 : 64, &out->d);
}

static void set_time(const pl_pg_type *type, pl_str text, pl_cell *out)
{
    pl_cell_time time;
    if (!read_time(text, &time)) {
        set_text(out, PL_CELL_TEXT, text);
        return;
    }
    if (type->kind == PL_PG_TIMESTAMPTZ)
        time.offset = pl_civil__local_offset(time.seconds);
    out->tag = PL_CELL_TIME;
    out->time = time;
}

void pl_pg__cell(pl_arena *arena, const pl_pg_type *type, pl_str text, pl_cell *out)
{
    switch (type ? (pl_pg_kind)type->kind : PL_PG_OTHER) {
    case PL_PG_BOOL:
        out->tag = PL_CELL_BOOL;
        out->b = text.len && text.ptr[0] == 't';
        return;
    case PL_PG_INT:
        out->tag = PL_CELL_INT;
        out->i = strtoll(text.ptr, NULL, 10);
        return;
    case PL_PG_FLOAT: set_double(type, text, out); return;
    case PL_PG_JSON: set_json(arena, text, out); return;
    case PL_PG_BYTEA: set_text(out, PL_CELL_BYTES, read_bytea(arena, text)); return;
    case PL_PG_XML: set_text(out, PL_CELL_BYTES, text); return;
    case PL_PG_DATE:
    case PL_PG_TIMESTAMP:
    case PL_PG_TIMESTAMPTZ: set_time(type, text, out); return;
    default: set_text(out, PL_CELL_TEXT, text);
    }
}
