/* duck_type.c - analyses DuckDB's types, and makes cells of the values of a chunk (server.md 7.3).
 */
#include "db/civil.h"
#include "db/duck.h"
#include "base/quote.h"
#include "base/sort.h"
#include <inttypes.h>

/* ORDER duckdb types */
static const char *const names[PL_DUCK_TYPES] = {
    "INVALID",
    "BOOLEAN",
    "TINYINT",
    "SMALLINT",
    "INTEGER",
    "BIGINT",
    "UTINYINT",
    "USMALLINT",
    "UINTEGER",
    "UBIGINT",
    "FLOAT",
    "DOUBLE",
    "TIMESTAMP",
    "DATE",
    "TIME",
    "INTERVAL",
    "HUGEINT",
    "VARCHAR",
    "BLOB",
    "DECIMAL",
    "TIMESTAMP_S",
    "TIMESTAMP_MS",
    "TIMESTAMP_NS",
    "ENUM",
    "LIST",
    "STRUCT",
    "MAP",
    "UUID",
    "UNION",
    "BIT",
    "TIMETZ",
    "TIMESTAMPTZ",
    "UHUGEINT",
    "ARRAY",
    "ANY",
    "BIGNUM",
    "SQLNULL",
    "STRING_LITERAL",
    "INTEGER_LITERAL",
    "TIME_NS",
};

/* ---- describing */

static pl_str take_text(const pl_libduckdb *duck, pl_arena *arena, char *text)
{
    pl_str copy = pl_arena_str(arena, pl_str_cstr(text));
    duck->duckdb_free(text);
    return copy;
}

static void describe_child(const pl_libduckdb *duck, pl_arena *arena, void *logical,
                           pl_duck_type *out)
{
    pl_duck__describe(duck, arena, logical, out);
    duck->duckdb_destroy_logical_type(&logical);
}

static void make_children(pl_arena *arena, pl_duck_type *type, uint64_t n)
{
    type->n = n;
    type->children = pl_arena_zero(arena, (n + 1) * sizeof *type->children, 16);
    type->names = pl_arena_zero(arena, (n + 1) * sizeof *type->names, 16);
}

static int by_name(const void *a, const void *b)
{
    return pl_str_cmp(*(const pl_str *)a, *(const pl_str *)b);
}

static void order_names(pl_arena *arena, pl_duck_type *type)
{
    const void **sorted = pl_arena_alloc(arena, (type->n + 1) * sizeof *sorted);
    type->order = pl_arena_alloc(arena, (type->n + 1) * sizeof *type->order);
    for (uint64_t i = 0; i < type->n; i++)
        sorted[i] = &type->names[i];
    pl_sort(sorted, type->n, by_name);
    for (uint64_t i = 0; i < type->n; i++)
        type->order[i] = (uint32_t)((const pl_str *)sorted[i] - type->names);
}

/* The library's functions for the members of a struct or a union. */
typedef char *name_at(void *logical, uint64_t i);
typedef void *type_at(void *logical, uint64_t i);

static void describe_members(const pl_libduckdb *duck, pl_arena *arena, void *logical,
                             name_at *name, type_at *type, pl_duck_type *out)
{
    for (uint64_t i = 0; i < out->n; i++) {
        out->names[i] = take_text(duck, arena, name(logical, i));
        describe_child(duck, arena, type(logical, i), &out->children[i]);
    }
}

static void describe_struct(const pl_libduckdb *duck, pl_arena *arena, void *logical,
                            pl_duck_type *out)
{
    make_children(arena, out, duck->duckdb_struct_type_child_count(logical));
    describe_members(duck, arena, logical, duck->duckdb_struct_type_child_name,
                     duck->duckdb_struct_type_child_type, out);
    order_names(arena, out);
}

static void describe_union(const pl_libduckdb *duck, pl_arena *arena, void *logical,
                           pl_duck_type *out)
{
    make_children(arena, out, duck->duckdb_union_type_member_count(logical));
    describe_members(duck, arena, logical, duck->duckdb_union_type_member_name,
                     duck->duckdb_union_type_member_type, out);
}

static void describe_enum(const pl_libduckdb *duck, pl_arena *arena, void *logical,
                          pl_duck_type *out)
{
    out->internal = (uint8_t)duck->duckdb_enum_internal_type(logical);
    make_children(arena, out, duck->duckdb_enum_dictionary_size(logical));
    for (uint64_t i = 0; i < out->n; i++)
        out->names[i] = take_text(duck, arena, duck->duckdb_enum_dictionary_value(logical, i));
}

static bool is_json(const pl_libduckdb *duck, void *logical)
{
    char *alias = duck->duckdb_logical_type_get_alias(logical);
    bool json = alias && !strcmp(alias, "JSON");
    duck->duckdb_free(alias);
    return json;
}

void pl_duck__describe(const pl_libduckdb *duck, pl_arena *arena, void *logical, pl_duck_type *out)
{
    int id = duck->duckdb_get_type_id(logical);
    *out = (pl_duck_type){ .id = (uint8_t)(id >= 0 && id < PL_DUCK_TYPES ? id : PL_DUCK_INVALID) };
    switch (id) {
    case PL_DUCK_VARCHAR: out->json = is_json(duck, logical); return;
    case PL_DUCK_DECIMAL:
        out->internal = (uint8_t)duck->duckdb_decimal_internal_type(logical);
        out->width = duck->duckdb_decimal_width(logical);
        out->scale = duck->duckdb_decimal_scale(logical);
        return;
    case PL_DUCK_ENUM: describe_enum(duck, arena, logical, out); return;
    case PL_DUCK_LIST:
        make_children(arena, out, 1);
        describe_child(duck, arena, duck->duckdb_list_type_child_type(logical), out->children);
        return;
    case PL_DUCK_ARRAY:
        make_children(arena, out, 1);
        describe_child(duck, arena, duck->duckdb_array_type_child_type(logical), out->children);
        out->n = duck->duckdb_array_type_array_size(logical);
        return;
    case PL_DUCK_MAP:
        make_children(arena, out, 2);
        describe_child(duck, arena, duck->duckdb_map_type_key_type(logical), &out->children[0]);
        describe_child(duck, arena, duck->duckdb_map_type_value_type(logical), &out->children[1]);
        return;
    case PL_DUCK_STRUCT: describe_struct(duck, arena, logical, out); return;
    case PL_DUCK_UNION: describe_union(duck, arena, logical, out); return;
    default: return;
    }
}

/* ---- names */

static void put_members(const pl_duck_type *type, pl_buf *out)
{
    pl_buf_printf(out, "%s(", names[type->id]);
    for (uint64_t i = 0; i < type->n; i++) {
        pl_buf_cstr(out, i ? ", " : "");
        pl_quote_doubled(out, type->names[i]);
        pl_buf_byte(out, ' ');
        pl_duck__type_name(&type->children[i], out);
    }
    pl_buf_byte(out, ')');
}

void pl_duck__type_name(const pl_duck_type *type, pl_buf *out)
{
    switch (type->id) {
    case PL_DUCK_VARCHAR: pl_buf_cstr(out, type->json ? "JSON" : "VARCHAR"); return;
    case PL_DUCK_DECIMAL: pl_buf_printf(out, "DECIMAL(%u,%u)", type->width, type->scale); return;
    case PL_DUCK_LIST:
        pl_duck__type_name(type->children, out);
        pl_buf_cstr(out, "[]");
        return;
    case PL_DUCK_ARRAY:
        pl_duck__type_name(type->children, out);
        pl_buf_printf(out, "[%" PRIu64 "]", type->n);
        return;
    case PL_DUCK_MAP:
        pl_buf_cstr(out, "MAP(");
        pl_duck__type_name(&type->children[0], out);
        pl_buf_cstr(out, ", ");
        pl_duck__type_name(&type->children[1], out);
        pl_buf_byte(out, ')');
        return;
    case PL_DUCK_STRUCT:
    case PL_DUCK_UNION: put_members(type, out); return;
    default: pl_buf_cstr(out, names[type->id]);
    }
}

static uint64_t n_children(const pl_duck_type *type)
{
    switch (type->id) {
    case PL_DUCK_LIST:
    case PL_DUCK_ARRAY: return 1;
    case PL_DUCK_MAP:
    case PL_DUCK_STRUCT:
    case PL_DUCK_UNION: return type->n;
    default: return 0;
    }
}

void pl_duck__set_plain(pl_duck_type *type)
{
    type->plain = true;
    for (uint64_t i = 0; i < n_children(type); i++)
        pl_duck__set_plain(&type->children[i]);
}

const char *pl_duck__unsupported(const pl_duck_type *type)
{
    switch (type->id) {
    case PL_DUCK_INVALID:
    case PL_DUCK_BIT:
    case PL_DUCK_UHUGEINT:
    case PL_DUCK_ANY:
    case PL_DUCK_BIGNUM:
    case PL_DUCK_STRING_LITERAL:
    case PL_DUCK_INTEGER_LITERAL:
    case PL_DUCK_TIME_NS: return names[type->id];
    default: break;
    }
    const char *found = NULL;
    for (uint64_t i = 0; i < n_children(type) && !found; i++)
        found = pl_duck__unsupported(&type->children[i]);
    return found;
}

/* ---- where values are */

void pl_duck__bind(const pl_libduckdb *duck, pl_duck_type *type, void *vector)
{
    type->data = duck->duckdb_vector_get_data(vector);
    type->validity = duck->duckdb_vector_get_validity(vector);
    void *entries = NULL;
    switch (type->id) {
    case PL_DUCK_LIST:
        pl_duck__bind(duck, type->children, duck->duckdb_list_vector_get_child(vector));
        return;
    case PL_DUCK_ARRAY:
        pl_duck__bind(duck, type->children, duck->duckdb_array_vector_get_child(vector));
        return;
    case PL_DUCK_MAP: /* a list of structs */
        entries = duck->duckdb_list_vector_get_child(vector);
        for (uint64_t i = 0; i < 2; i++)
            pl_duck__bind(duck, &type->children[i],
                          duck->duckdb_struct_vector_get_child(entries, i));
        return;
    case PL_DUCK_STRUCT:
        for (uint64_t i = 0; i < type->n; i++)
            pl_duck__bind(duck, &type->children[i],
                          duck->duckdb_struct_vector_get_child(vector, i));
        return;
    case PL_DUCK_UNION: /* a struct whose first member is the tag */
        type->tags = duck->duckdb_vector_get_data(duck->duckdb_struct_vector_get_child(vector, 0));
        for (uint64_t i = 0; i < type->n; i++)
            pl_duck__bind(duck, &type->children[i],
                          duck->duckdb_struct_vector_get_child(vector, i + 1));
        return;
    default: return;
    }
}

/* ---- values */

static void set_int(pl_cell *out, int64_t i)
{
    out->tag = PL_CELL_INT;
    out->i = i;
}

static void set_double(pl_cell *out, double d, uint8_t bits)
{
    out->tag = PL_CELL_DOUBLE;
    out->bits = bits;
    out->d = d;
}

static void set_text(pl_cell *out, uint8_t tag, pl_str text)
{
    out->tag = tag;
    out->text = text;
}

static pl_str text_at(const pl_duck_type *type, uint64_t row)
{
    const pl_duck_string *s = (const pl_duck_string *)type->data + row;
    return pl_str_make(s->len <= 12 ? s->start : s->ptr, s->len);
}

/* Set a point in time: `n` units since 1970, with `unit` of them per second. */
static void set_time(pl_cell *out, int64_t n, int64_t unit)
{
    if (n == INT64_MAX || n == -INT64_MAX) {
        set_text(out, PL_CELL_TEXT, n > 0 ? PL_S("infinity") : PL_S("-infinity"));
        return;
    }
    int64_t seconds = n / unit, left = n % unit;
    if (left < 0) {
        left += unit;
        seconds--;
    }
    out->tag = PL_CELL_TIME;
    out->time =
        (pl_cell_time){ .seconds = seconds, .nanos = (uint32_t)(left * (1000000000 / unit)) };
}

static void set_date(pl_cell *out, int32_t days)
{
    if (days == INT32_MAX || days == -INT32_MAX)
        set_text(out, PL_CELL_TEXT, days > 0 ? PL_S("infinity") : PL_S("-infinity"));
    else
        set_time(out, days, 1), out->time.seconds *= 86400;
}

/* Set a time of the first day of Go's calendar. */
static void set_clock(pl_cell *out, int64_t micros)
{
    set_time(out, micros, 1000000);
    out->time.seconds += pl_civil__zero().seconds;
}

/* The high 40 bits are the time; the low ones are the maximal offset minus the value's offset. */
static void set_clock_tz(pl_cell *out, uint64_t bits)
{
    const int64_t most = 16 * 3600 - 1, day = INT64_C(86400000000);
    int64_t micros = (int64_t)(bits >> 24), offset = most - (int64_t)(bits & 0xffffff);
    micros = (micros - offset * 1000000) % day;
    set_clock(out, micros < 0 ? micros + day : micros);
}

static pl_str huge_digits(pl_arena *arena, pl_duck_huge h)
{
    unsigned __int128 n = (unsigned __int128)(uint64_t)h.high << 64 | h.low;
    char *end = (char *)pl_arena_take(arena, 48, 1) + 48, *at = end;
    bool below = h.high < 0;
    n = below ? -n : n;
    do
        *--at = (char)('0' + (int)(n % 10));
    while (n /= 10);
    if (below)
        *--at = '-';
    return pl_str_make(at, (size_t)(end - at));
}

static pl_duck_huge widen(int64_t i)
{
    return (pl_duck_huge){ (uint64_t)i, i < 0 ? -1 : 0 };
}

static void set_decimal(pl_arena *arena, const pl_duck_type *type, uint64_t row, pl_cell *out)
{
    pl_duck_huge h = { 0, 0 };
    switch (type->internal) {
    case PL_DUCK_SMALLINT: h = widen(((const int16_t *)type->data)[row]); break;
    case PL_DUCK_INTEGER: h = widen(((const int32_t *)type->data)[row]); break;
    case PL_DUCK_BIGINT: h = widen(((const int64_t *)type->data)[row]); break;
    case PL_DUCK_HUGEINT: h = ((const pl_duck_huge *)type->data)[row]; break;
    default: break;
    }
    out->tag = PL_CELL_DECIMAL;
    out->decimal.width = type->width;
    out->decimal.scale = type->scale;
    out->decimal.digits = huge_digits(arena, h);
}

/* A UUID is stored as a number with its highest bit flipped, so that it sorts. */
static void set_uuid(pl_arena *arena, pl_duck_huge h, pl_cell *out)
{
    char *bytes = pl_arena_take(arena, 16, 1);
    uint64_t high = (uint64_t)h.high ^ UINT64_C(1) << 63;
    for (int i = 0; i < 8; i++) {
        bytes[i] = (char)(high >> (56 - 8 * i));
        bytes[8 + i] = (char)(h.low >> (56 - 8 * i));
    }
    set_text(out, PL_CELL_UUID, pl_str_make(bytes, 16));
}

static void set_enum(const pl_duck_type *type, uint64_t row, pl_cell *out)
{
    uint64_t at = type->internal == PL_DUCK_UTINYINT    ? ((const uint8_t *)type->data)[row]
                  : type->internal == PL_DUCK_USMALLINT ? ((const uint16_t *)type->data)[row]
                                                        : ((const uint32_t *)type->data)[row];
    set_text(out, PL_CELL_TEXT, at < type->n ? type->names[at] : PL_S(""));
}

static void set_varchar(pl_arena *arena, const pl_duck_type *type, uint64_t row, pl_cell *out)
{
    pl_str text = text_at(type, row);
    set_text(out, PL_CELL_TEXT, text);
    if (!type->json)
        return;
    out->json = pl_db__json(arena, text);
    out->tag = out->json ? PL_CELL_JSON : PL_CELL_NULL;
}

/* ---- nested values */

static pl_cell *make_nested(pl_arena *arena, uint8_t kind, uint64_t n, uint64_t cells,
                            pl_nested **nested, pl_cell *out)
{
    pl_cell *at = pl_arena_zero(arena, (cells + 1) * sizeof *at, 16);
    *nested = PL_NEW(arena, pl_nested);
    **nested = (pl_nested){ .n = (uint32_t)n, .at = at };
    out->tag = PL_CELL_NESTED;
    out->kind = kind;
    out->nested = *nested;
    return at;
}

static void set_list(pl_arena *arena, const pl_duck_type *type, pl_duck_list range, pl_cell *out)
{
    pl_nested *nested;
    pl_cell *at = make_nested(arena, PL_NESTED_LIST, range.len, range.len, &nested, out);
    for (uint64_t i = 0; i < range.len; i++)
        pl_duck__cell(arena, type->children, range.offset + i, &at[i]);
}

static void set_struct(pl_arena *arena, const pl_duck_type *type, uint64_t row, pl_cell *out)
{
    pl_nested *nested;
    pl_cell *at = make_nested(arena, PL_NESTED_STRUCT, type->n, type->n, &nested, out);
    pl_str *keys = pl_arena_alloc(arena, (type->n + 1) * sizeof *keys);
    for (uint64_t i = 0; i < type->n; i++) {
        keys[i] = type->names[type->order[i]];
        pl_duck__cell(arena, &type->children[type->order[i]], row, &at[i]);
    }
    nested->keys = keys;
}

static int by_key(const void *a, const void *b)
{
    const pl_cell *x = a, *y = b;
    if (x->tag != y->tag)
        return 0;
    switch ((pl_cell_tag)x->tag) {
    case PL_CELL_INT: return (x->i > y->i) - (x->i < y->i);
    case PL_CELL_UINT: return (x->u > y->u) - (x->u < y->u);
    case PL_CELL_DOUBLE: return (x->d > y->d) - (x->d < y->d);
    case PL_CELL_BOOL: return x->b - y->b;
    case PL_CELL_TEXT: return pl_str_cmp(x->text, y->text);
    default: return 0;
    }
}

static void set_map(pl_arena *arena, const pl_duck_type *type, pl_duck_list range, pl_cell *out)
{
    pl_nested *nested;
    pl_cell *at = make_nested(arena, PL_NESTED_MAP, range.len, 2 * range.len, &nested, out);
    pl_cell *keys = pl_arena_zero(arena, (range.len + 1) * sizeof *keys, 16);
    const void **sorted = pl_arena_alloc(arena, (range.len + 1) * sizeof *sorted);
    for (uint64_t i = 0; i < range.len; i++) {
        pl_duck__cell(arena, &type->children[0], range.offset + i, &keys[i]);
        sorted[i] = &keys[i];
    }
    pl_sort(sorted, range.len, by_key);
    for (uint64_t i = 0; i < range.len; i++) {
        uint64_t from = (uint64_t)((const pl_cell *)sorted[i] - keys);
        at[2 * i] = keys[from];
        pl_duck__cell(arena, &type->children[1], range.offset + from, &at[2 * i + 1]);
    }
}

static void set_union(pl_arena *arena, const pl_duck_type *type, uint64_t row, pl_cell *out)
{
    pl_nested *nested;
    uint64_t tag = ((const uint8_t *)type->tags)[row];
    pl_cell *at = make_nested(arena, PL_NESTED_UNION, 1, 1, &nested, out);
    if (tag >= type->n) {
        out->tag = PL_CELL_NULL;
        return;
    }
    nested->keys = &type->names[tag];
    pl_duck__cell(arena, &type->children[tag], row, at);
}

static bool has_value(const pl_duck_type *type, uint64_t row)
{
    return !type->validity || (type->validity[row / 64] >> (row % 64) & 1);
}

void pl_duck__cell(pl_arena *arena, const pl_duck_type *type, uint64_t row, pl_cell *out)
{
    const void *data = type->data;
    out->tag = PL_CELL_NULL;
    out->plain = type->plain;
    if (!has_value(type, row))
        return;
    switch (type->id) {
    case PL_DUCK_BOOLEAN:
        out->tag = PL_CELL_BOOL;
        out->b = ((const uint8_t *)data)[row] != 0;
        return;
    case PL_DUCK_TINYINT: set_int(out, ((const int8_t *)data)[row]); return;
    case PL_DUCK_SMALLINT: set_int(out, ((const int16_t *)data)[row]); return;
    case PL_DUCK_INTEGER: set_int(out, ((const int32_t *)data)[row]); return;
    case PL_DUCK_BIGINT: set_int(out, ((const int64_t *)data)[row]); return;
    case PL_DUCK_UTINYINT: set_int(out, ((const uint8_t *)data)[row]); return;
    case PL_DUCK_USMALLINT: set_int(out, ((const uint16_t *)data)[row]); return;
    case PL_DUCK_UINTEGER: set_int(out, ((const uint32_t *)data)[row]); return;
    case PL_DUCK_UBIGINT:
        out->tag = PL_CELL_UINT;
        out->u = ((const uint64_t *)data)[row];
        return;
    case PL_DUCK_FLOAT: set_double(out, (double)((const float *)data)[row], 32); return;
    case PL_DUCK_DOUBLE: set_double(out, ((const double *)data)[row], 64); return;
    case PL_DUCK_TIMESTAMP:
    case PL_DUCK_TIMESTAMP_TZ: set_time(out, ((const int64_t *)data)[row], 1000000); return;
    case PL_DUCK_TIMESTAMP_S: set_time(out, ((const int64_t *)data)[row], 1); return;
    case PL_DUCK_TIMESTAMP_MS: set_time(out, ((const int64_t *)data)[row], 1000); return;
    case PL_DUCK_TIMESTAMP_NS: set_time(out, ((const int64_t *)data)[row], 1000000000); return;
    case PL_DUCK_DATE: set_date(out, ((const int32_t *)data)[row]); return;
    case PL_DUCK_TIME: set_clock(out, ((const int64_t *)data)[row]); return;
    case PL_DUCK_TIME_TZ: set_clock_tz(out, ((const uint64_t *)data)[row]); return;
    case PL_DUCK_INTERVAL: {
        const pl_duck_interval *i = (const pl_duck_interval *)data + row;
        out->tag = PL_CELL_INTERVAL;
        out->interval.months = i->months;
        out->interval.days = i->days;
        out->interval.micros = i->micros;
        return;
    }
    case PL_DUCK_HUGEINT:
        set_text(out, PL_CELL_HUGE, huge_digits(arena, ((const pl_duck_huge *)data)[row]));
        return;
    case PL_DUCK_VARCHAR: set_varchar(arena, type, row, out); return;
    case PL_DUCK_BLOB: set_text(out, PL_CELL_BYTES, text_at(type, row)); return;
    case PL_DUCK_DECIMAL: set_decimal(arena, type, row, out); return;
    case PL_DUCK_ENUM: set_enum(type, row, out); return;
    case PL_DUCK_UUID: set_uuid(arena, ((const pl_duck_huge *)data)[row], out); return;
    case PL_DUCK_LIST: set_list(arena, type, ((const pl_duck_list *)data)[row], out); return;
    case PL_DUCK_ARRAY:
        set_list(arena, type, (pl_duck_list){ row * type->n, type->n }, out);
        return;
    case PL_DUCK_STRUCT: set_struct(arena, type, row, out); return;
    case PL_DUCK_MAP: set_map(arena, type, ((const pl_duck_list *)data)[row], out); return;
    case PL_DUCK_UNION: set_union(arena, type, row, out); return;
    default: return;
    }
}
