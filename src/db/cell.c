/* cell.c - writes cells as JSON: leaf data of panels, and rows of `query run`. JSON in a cell is
 * walked without recursion, because a document may be 10,000 levels deep. */
#include "db/cell.h"
#include "base/alloc.h"
#include "base/assert.h"
#include "base/double.h"
#include "base/vec.h"
#include "db/civil.h"
#include "db/inner.h"
#include <math.h>
#include <mbedtls/md.h>

/* ---- JSON that was decoded: numbers are doubles, as Powerpipe reads them */

static void put_json_leaf(const pl_json *node, pl_jsonw *w)
{
    switch ((pl_json_kind)node->kind) {
    case PL_JSON_NULL: pl_jsonw_null(w); return;
    case PL_JSON_BOOL: pl_jsonw_bool(w, node->truth); return;
    case PL_JSON_NUMBER: pl_jsonw_double(w, pl_db__json_number(node)); return;
    case PL_JSON_STRING: pl_jsonw_str(w, node->text); return;
    case PL_JSON_ARRAY: pl_jsonw_open(w, '['); return;
    case PL_JSON_OBJECT: pl_jsonw_open(w, '{'); return;
    }
}

static void close_json(const pl_json *node, pl_jsonw *w)
{
    pl_jsonw_close(w, node->kind == PL_JSON_ARRAY ? ']' : '}');
}

/* The open containers, kept here and not on the stack: documents may be 10,000 levels deep. */
typedef PL_VEC(const pl_json *) path;

static bool opens_container(const pl_json *node)
{
    return node->kind == PL_JSON_ARRAY || node->kind == PL_JSON_OBJECT;
}

static void put_json(const pl_json *root, pl_jsonw *w)
{
    path way = { 0 };
    for (const pl_json *node = root; node;) {
        if (way.n && way.at[way.n - 1]->kind == PL_JSON_OBJECT)
            pl_jsonw_key(w, node->key);
        put_json_leaf(node, w);
        if (opens_container(node) && node->n) {
            pl_vec_push(&way, node);
            node = node->first;
            continue;
        }
        if (opens_container(node))
            close_json(node, w);
        while (way.n && !node->next) {
            node = way.at[--way.n];
            close_json(node, w);
        }
        node = way.n ? node->next : NULL;
    }
    pl_vec_done(&way);
}

/* ---- leaf data */

static void put_base64(pl_str bytes, pl_jsonw *w)
{
    static const char set[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    pl_buf text = { 0 };
    const unsigned char *p = (const unsigned char *)bytes.ptr;
    char *at = pl_buf_reserve(&text, bytes.len / 3 * 4 + 6);
    *at++ = '"';
    for (size_t i = 0; i < bytes.len; i += 3) {
        size_t left = bytes.len - i;
        uint32_t b = (uint32_t)p[i] << 16;
        b |= left > 1 ? (uint32_t)p[i + 1] << 8 : 0;
        b |= left > 2 ? p[i + 2] : 0;
        *at++ = set[b >> 18];
        *at++ = set[b >> 12 & 63];
        *at++ = left > 1 ? set[b >> 6 & 63] : '=';
        *at++ = left > 2 ? set[b & 63] : '=';
    }
    *at++ = '"';
    pl_jsonw_raw(w, pl_str_make(text.ptr, (size_t)(at - text.ptr)));
    pl_buf_done(&text);
}

static void put_printed(pl_jsonw *w, pl_buf *text)
{
    pl_jsonw_raw(w, pl_buf_view(text));
    pl_buf_done(text);
}

static void put_float(const pl_cell *cell, pl_jsonw *w)
{
    pl_assert(cell->tag == PL_CELL_DOUBLE && (cell->bits == 32 || cell->bits == 64));
    pl_buf text = { 0 };
    if (!isfinite(cell->d)) {
        pl_jsonw_null(w);
        return;
    }
    pl_double_json(&text, cell->d, cell->bits);
    put_printed(w, &text);
}

static void put_time(const pl_cell *cell, pl_jsonw *w)
{
    pl_assert(cell->time.nanos < 1000000000u);
    pl_buf text = { 0 };
    pl_buf_byte(&text, '"');
    pl_civil__rfc3339(cell->time, true, &text);
    pl_buf_byte(&text, '"');
    put_printed(w, &text);
}

static void put_int(pl_jsonw *w, const char *key, int64_t n)
{
    pl_jsonw_key(w, pl_str_cstr(key));
    pl_jsonw_int(w, n);
}

static void put_decimal(const pl_cell *cell, pl_jsonw *w)
{
    pl_buf text = { 0 };
    if (cell->plain) {
        pl_cell__decimal(cell, true, &text);
        put_printed(w, &text);
        return;
    }
    pl_jsonw_open(w, '{');
    put_int(w, "Width", cell->decimal.width);
    put_int(w, "Scale", cell->decimal.scale);
    pl_jsonw_key(w, PL_S("Value"));
    pl_jsonw_raw(w, cell->decimal.digits);
    pl_jsonw_close(w, '}');
}

static void put_uuid(const pl_cell *cell, pl_jsonw *w)
{
    pl_buf text = { 0 };
    if (!cell->plain) {
        put_base64(cell->text, w);
        return;
    }
    pl_cell__uuid(cell->text, &text);
    pl_jsonw_str(w, pl_buf_view(&text));
    pl_buf_done(&text);
}

static void put_interval(const pl_cell *cell, pl_jsonw *w)
{
    pl_jsonw_open(w, '{');
    put_int(w, "days", cell->interval.days);
    put_int(w, "months", cell->interval.months);
    put_int(w, "micros", cell->interval.micros);
    pl_jsonw_close(w, '}');
}

static void put_leaf(const pl_cell *cell, pl_jsonw *w);

/* Write a map with its keys as text. Two keys with the same text are both written. */
static void put_map(const pl_nested *map, pl_jsonw *w)
{
    pl_jsonw_open(w, '{');
    pl_buf key = { 0 };
    for (uint32_t i = 0; i < map->n; i++) {
        key.len = 0;
        pl_cell__general(&map->at[2 * i], &key);
        pl_jsonw_key(w, pl_buf_view(&key));
        put_leaf(&map->at[2 * i + 1], w);
    }
    pl_buf_done(&key);
    pl_jsonw_close(w, '}');
}

/* Write a nested value of DuckDB as JSON: lists as arrays, structs and maps as objects, unions as
 * {"value": ..., "tag": ...}. */
static void put_nested(const pl_cell *cell, pl_jsonw *w)
{
    pl_assert(cell->kind <= PL_NESTED_UNION);
    const pl_nested *in = cell->nested;
    switch (cell->kind) {
    case PL_NESTED_LIST:
        pl_jsonw_open(w, '[');
        for (uint32_t i = 0; i < in->n; i++)
            put_leaf(&in->at[i], w);
        pl_jsonw_close(w, ']');
        return;
    case PL_NESTED_STRUCT:
        pl_jsonw_open(w, '{');
        for (uint32_t i = 0; i < in->n; i++) {
            pl_jsonw_key(w, in->keys[i]);
            put_leaf(&in->at[i], w);
        }
        pl_jsonw_close(w, '}');
        return;
    case PL_NESTED_MAP: put_map(in, w); return;
    case PL_NESTED_UNION:
        pl_jsonw_open(w, '{');
        pl_jsonw_key(w, PL_S("value"));
        put_leaf(&in->at[0], w);
        pl_jsonw_key(w, PL_S("tag"));
        pl_jsonw_str(w, in->keys[0]);
        pl_jsonw_close(w, '}');
        return;
    }
}

static void put_huge(pl_str digits, pl_jsonw *w)
{
    pl_jsonw_raw(w, digits);
}

static void put_leaf(const pl_cell *cell, pl_jsonw *w)
{
    pl_buf text = { 0 };
    switch ((pl_cell_tag)cell->tag) {
    case PL_CELL_NULL: pl_jsonw_null(w); return;
    case PL_CELL_BOOL: pl_jsonw_bool(w, cell->b); return;
    case PL_CELL_INT: pl_jsonw_int(w, cell->i); return;
    case PL_CELL_UINT:
        pl_buf_u64(&text, cell->u);
        put_printed(w, &text);
        return;
    case PL_CELL_DOUBLE: put_float(cell, w); return;
    case PL_CELL_TEXT: pl_jsonw_str(w, cell->text); return;
    case PL_CELL_BYTES: put_base64(cell->text, w); return;
    case PL_CELL_UUID: put_uuid(cell, w); return;
    case PL_CELL_TIME: put_time(cell, w); return;
    case PL_CELL_JSON: put_json(cell->json, w); return;
    case PL_CELL_NESTED: put_nested(cell, w); return;
    case PL_CELL_HUGE: put_huge(cell->text, w); return;
    case PL_CELL_DECIMAL: put_decimal(cell, w); return;
    case PL_CELL_INTERVAL: put_interval(cell, w); return;
    }
}

void pl_cell_leaf(const pl_cell *cell, const pl_column *column, pl_jsonw *w)
{
    (void)column;
    put_leaf(cell, w);
}

bool pl_cell_is_scalar(const pl_cell *cell, const pl_column *column)
{
    (void)column;
    switch ((pl_cell_tag)cell->tag) {
    case PL_CELL_NULL:
    case PL_CELL_BOOL:
    case PL_CELL_INT:
    case PL_CELL_UINT:
    case PL_CELL_DOUBLE:
    case PL_CELL_TEXT:
    case PL_CELL_HUGE: return true;
    case PL_CELL_JSON: return !opens_container(cell->json);
    default: return false;
    }
}

void pl_column_rename(pl_str name, uint32_t index, pl_buf *out)
{
    static const char set[] = "0123456789abcdefghijklmnopqrstuvwxyz";
    pl_buf text = { 0 };
    pl_buf_str(&text, name);
    pl_buf_u64(&text, index);
    unsigned char sum[16];
    mbedtls_md(mbedtls_md_info_from_type(MBEDTLS_MD_MD5), (const unsigned char *)text.ptr, text.len,
               sum);
    uint64_t h = 0;
    for (int i = 0; i < 8; i++)
        h = h << 8 | sum[i];
    char last[4];
    for (int i = 3; i >= 0; i--, h /= 36)
        last[i] = set[h % 36];
    pl_buf_str(out, name);
    pl_buf_byte(out, '_');
    pl_buf_add(out, last, 4);
    pl_buf_done(&text);
}
