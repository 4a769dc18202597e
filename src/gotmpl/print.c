/* print.c - values as text, and their types and truth. */
#include "gotmpl/inner.h"
#include "base/assert.h"

#include "base/double.h"
#include "base/str.h"
#include <stdio.h>

/* ---- maps */

static int by_key(const void *a, const void *b)
{
    const pl_tmpl_pair *pa = a, *pb = b;
    return pl_str_cmp(pa->key, pb->key);
}

pl_tmpl_value pl_tmpl_map(pl_tmpl_pair *pairs, uint32_t n, const char *type)
{
    /* Insertion keeps the order of equal keys, and most maps come sorted. */
    for (uint32_t i = 1; i < n; i++)
        for (uint32_t k = i; k && by_key(&pairs[k - 1], &pairs[k]) > 0; k--) {
            pl_tmpl_pair swap = pairs[k];
            pairs[k] = pairs[k - 1];
            pairs[k - 1] = swap;
        }
    uint32_t kept = 0;
    for (uint32_t i = 0; i < n; i++)
        if (i + 1 == n || !pl_str_eq(pairs[i].key, pairs[i + 1].key))
            pairs[kept++] = pairs[i];
    return (pl_tmpl_value){ .tag = PL_TMPL_MAP, .n = kept, .pairs = pairs, .map_type = type };
}

bool pl_tmpl_map_find(pl_tmpl_value map, pl_str key, pl_tmpl_value *out)
{
    uint32_t from = 0, to = map.tag == PL_TMPL_MAP ? map.n : 0;
    while (from < to) {
        uint32_t middle = from + (to - from) / 2;
        int order = pl_str_cmp(map.pairs[middle].key, key);
        if (!order) {
            *out = map.pairs[middle].value;
            return true;
        }
        if (order < 0)
            from = middle + 1;
        else
            to = middle;
    }
    return false;
}

/* ---- types, truth */

const char *pl_tmpl_type(pl_tmpl_value v)
{
    switch ((pl_tmpl_tag)v.tag) {
    case PL_TMPL_NIL:
    case PL_TMPL_MISSING: return "<nil>";
    case PL_TMPL_BOOL: return "bool";
    case PL_TMPL_INT: return "int";
    case PL_TMPL_FLOAT: return "float64";
    case PL_TMPL_TEXT: return "string";
    case PL_TMPL_LIST: return v.list.type;
    case PL_TMPL_MAP: return v.map_type;
    case PL_TMPL_OBJECT: return v.class->type;
    }
    return "";
}

bool pl_tmpl_truth(pl_tmpl_value v)
{
    switch ((pl_tmpl_tag)v.tag) {
    case PL_TMPL_NIL:
    case PL_TMPL_MISSING: return false;
    case PL_TMPL_BOOL: return v.b;
    case PL_TMPL_INT: return v.i != 0;
    case PL_TMPL_FLOAT: return v.d != 0;
    case PL_TMPL_TEXT: return v.text.len != 0;
    case PL_TMPL_LIST:
    case PL_TMPL_MAP: return v.n != 0;
    case PL_TMPL_OBJECT: return v.object != NULL;
    }
    return false;
}

/* ---- printing */

void pl_tmpl__get(const pl_tmpl_member *m, pl_tmpl_call *call, const void *object,
                  const pl_tmpl_value *args, pl_tmpl_value *out)
{
    pl_assert(object);
    *out = (pl_tmpl_value){ 0 };
    if (m->get)
        m->get(call, object, args, out);
    else
        *out = pl_tmpl_text(*(const pl_str *)((const char *)object + m->text));
}

pl_tmpl_value pl_tmpl__field(pl_arena *arena, pl_tmpl_value v, uint32_t i)
{
    pl_buf error = { 0 };
    pl_tmpl_call call = { .arena = arena, .error = &error };
    pl_tmpl_value field;
    pl_tmpl__get(&v.class->members[i], &call, v.object, NULL, &field);
    pl_buf_done(&error);
    return field;
}

static void print_inside(pl_buf *out, pl_tmpl_value v);

static void print_structure(pl_buf *out, pl_tmpl_value v)
{
    pl_arena arena = { 0 };
    for (uint32_t i = 0; i < v.class->n_fields; i++) {
        pl_buf_byte(out, i ? ' ' : '{');
        print_inside(out, pl_tmpl__field(&arena, v, i));
    }
    pl_buf_byte(out, '}');
    pl_arena_done(&arena);
}

static void print_object(pl_buf *out, pl_tmpl_value v)
{
    if (!v.object)
        pl_buf_cstr(out, "<nil>");
    else if (v.class->print)
        v.class->print(v.object, out);
    else if (v.class->n_fields)
        print_structure(out, v);
    else
        pl_buf_printf(out, "%p", v.object);
}

/* Append a value inside another one: a pointer is printed as an address, not as its target. */
static void print_inside(pl_buf *out, pl_tmpl_value v)
{
    if (pl_tmpl__is_pointer(v) && v.object && !v.class->print)
        pl_buf_printf(out, "%p", v.object);
    else if (v.tag == PL_TMPL_MISSING)
        pl_buf_cstr(out, "<nil>");
    else
        pl_tmpl_print(out, v);
}

void pl_tmpl__print_arg(pl_buf *out, pl_tmpl_value v)
{
    if (pl_tmpl__is_pointer(v) && v.object && v.class->n_fields)
        pl_buf_byte(out, '&');
    if (v.tag == PL_TMPL_MISSING)
        pl_buf_cstr(out, "<nil>");
    else
        pl_tmpl_print(out, v);
}

static void print_parts(pl_buf *out, pl_tmpl_value v)
{
    for (uint32_t i = 0; i < v.n; i++) {
        pl_buf_cstr(out, i ? " " : "");
        if (v.tag == PL_TMPL_MAP) {
            pl_buf_str(out, v.pairs[i].key);
            pl_buf_byte(out, ':');
        }
        print_inside(out, v.tag == PL_TMPL_MAP ? v.pairs[i].value : v.list.at[i]);
    }
    pl_buf_byte(out, ']');
}

void pl_tmpl_print(pl_buf *out, pl_tmpl_value v)
{
    switch ((pl_tmpl_tag)v.tag) {
    case PL_TMPL_NIL: pl_buf_cstr(out, "<nil>"); break;
    case PL_TMPL_MISSING: pl_buf_cstr(out, "<no value>"); break;
    case PL_TMPL_BOOL: pl_buf_cstr(out, v.b ? "true" : "false"); break;
    case PL_TMPL_INT: pl_buf_printf(out, "%lld", (long long)v.i); break;
    case PL_TMPL_FLOAT: pl_double_general(out, v.d, 64); break;
    case PL_TMPL_TEXT: pl_buf_str(out, v.text); break;
    case PL_TMPL_LIST:
        pl_buf_byte(out, '[');
        print_parts(out, v);
        break;
    case PL_TMPL_MAP:
        pl_buf_cstr(out, "map[");
        print_parts(out, v);
        break;
    case PL_TMPL_OBJECT: print_object(out, v); break;
    }
}
