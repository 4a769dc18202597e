/* cell_general.c - cells as Go's %+v prints them, the fallback of Powerpipe for values without a
 * form of their own: lists, structs, maps, unions, huge integers. */
#include "base/double.h"
#include "db/cell.h"
#include "db/civil.h"
#include "db/inner.h"
#include <inttypes.h>

static void put_bytes(pl_str bytes, pl_buf *out)
{
    for (size_t i = 0; i < bytes.len; i++)
        pl_buf_printf(out, "%s%u", i ? " " : "[", (unsigned char)bytes.ptr[i]);
    pl_buf_cstr(out, bytes.len ? "]" : "[]");
}

/* "{Value:7 Tag:num}" of a union, "map[a:1 b:x]" of structs and maps, "[a b]" of lists. */
static void put_nested(const pl_cell *cell, pl_buf *out)
{
    const pl_nested *in = cell->nested;
    if (cell->kind == PL_NESTED_UNION) {
        pl_buf_cstr(out, "{Value:");
        pl_cell__general(&in->at[0], out);
        pl_buf_printf(out, " Tag:%.*s}", PL_FMT(in->keys[0]));
        return;
    }
    pl_buf_cstr(out, cell->kind == PL_NESTED_LIST ? "[" : "map[");
    for (uint32_t i = 0; i < in->n; i++) {
        if (i)
            pl_buf_byte(out, ' ');
        if (cell->kind == PL_NESTED_MAP)
            pl_cell__general(&in->at[2 * i], out);
        else if (cell->kind == PL_NESTED_STRUCT)
            pl_buf_str(out, in->keys[i]);
        if (cell->kind != PL_NESTED_LIST)
            pl_buf_byte(out, ':');
        pl_cell__general(&in->at[cell->kind == PL_NESTED_MAP ? 2 * i + 1 : i], out);
    }
    pl_buf_byte(out, ']');
}

/* The open containers, as a list of our own (see cell.c). */
typedef struct way {
    const pl_json *node;
    struct way *up;
} way;

static void put_json_scalar(const pl_json *node, pl_buf *out)
{
    if (node->kind == PL_JSON_NULL)
        pl_buf_cstr(out, "<nil>");
    else if (node->kind == PL_JSON_BOOL)
        pl_buf_cstr(out, node->truth ? "true" : "false");
    else if (node->kind == PL_JSON_NUMBER)
        pl_double_general(out, pl_db__json_number(node), 64);
    else
        pl_buf_str(out, node->text);
}

static bool opens_container(const pl_json *node)
{
    return node->kind == PL_JSON_ARRAY || node->kind == PL_JSON_OBJECT;
}

/* Append decoded JSON as Go prints it: "[1 2]" and "map[a:1]". It walks without recursion, because
 * documents may be 10,000 levels deep. */
static void put_json(const pl_json *root, pl_buf *out)
{
    pl_arena arena = { 0 };
    way *up = NULL, *spare = NULL;
    for (const pl_json *node = root; node;) {
        if (up && up->node->kind == PL_JSON_OBJECT)
            pl_buf_printf(out, "%.*s:", PL_FMT(node->key));
        if (opens_container(node)) {
            pl_buf_cstr(out, node->kind == PL_JSON_ARRAY ? "[" : "map[");
            way *w = spare ? spare : PL_NEW(&arena, way);
            spare = spare ? spare->up : NULL;
            *w = (way){ node, up };
            up = w;
            if (node->n) {
                node = node->first;
                continue;
            }
        } else {
            put_json_scalar(node, out);
        }
        bool closed = !opens_container(node);
        while (up && (!closed || !node->next)) {
            way *w = up;
            node = w->node;
            up = w->up;
            w->up = spare;
            spare = w;
            closed = true;
            pl_buf_byte(out, ']');
        }
        node = up ? node->next : NULL;
        if (node)
            pl_buf_byte(out, ' ');
    }
    pl_arena_done(&arena);
}

/* Append an integer. With printf, formatting took a quarter of the time of a csv of integers. */
static void put_int(pl_buf *out, int64_t n)
{
    if (n < 0)
        pl_buf_byte(out, '-');
    pl_buf_u64(out, n < 0 ? 0 - (uint64_t)n : (uint64_t)n);
}

void pl_cell__general(const pl_cell *cell, pl_buf *out)
{
    switch ((pl_cell_tag)cell->tag) {
    case PL_CELL_NULL: pl_buf_cstr(out, "<nil>"); return;
    case PL_CELL_BOOL: pl_buf_cstr(out, cell->b ? "true" : "false"); return;
    case PL_CELL_INT: put_int(out, cell->i); return;
    case PL_CELL_UINT: pl_buf_u64(out, cell->u); return;
    case PL_CELL_DOUBLE: pl_double_general(out, cell->d, cell->bits); return;
    case PL_CELL_TEXT: pl_buf_str(out, cell->text); return;
    case PL_CELL_BYTES: put_bytes(cell->text, out); return;
    case PL_CELL_UUID: (cell->plain ? pl_cell__uuid : put_bytes)(cell->text, out); return;
    case PL_CELL_TIME: pl_civil__go(cell->time, out); return;
    case PL_CELL_JSON: put_json(cell->json, out); return;
    case PL_CELL_NESTED: put_nested(cell, out); return;
    case PL_CELL_HUGE:
        pl_buf_cstr(out, cell->plain || cell->text.ptr[0] == '-' ? "" : "+");
        pl_buf_str(out, cell->text);
        return;
    case PL_CELL_DECIMAL:
        if (cell->plain) {
            pl_cell__decimal(cell, false, out);
            return;
        }
        pl_buf_printf(out, "{Width:%u Scale:%u Value:%s%.*s}", cell->decimal.width,
                      cell->decimal.scale, cell->decimal.digits.ptr[0] == '-' ? "" : "+",
                      PL_FMT(cell->decimal.digits));
        return;
    case PL_CELL_INTERVAL:
        if (cell->plain) {
            pl_cell__interval(cell, out);
            return;
        }
        pl_buf_printf(out, "{Days:%d Months:%d Micros:%" PRId64 "}", cell->interval.days,
                      cell->interval.months, cell->interval.micros);
        return;
    }
}
