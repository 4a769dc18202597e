/* set.c - orders sets and removes duplicates.
 *
 * Texts, numbers and truth values compare directly. All others compare by a text that the reference
 * makes of them; it is coarse (numbers have ten digits in it), so equality is tested separately. */
#include "value/set.h"
#include "base/assert.h"
#include "base/alloc.h"
#include "base/double.h"
#include "base/sort.h"
#include "base/str.h"
#include "value/finder.h"
#include "value/number.h"
#include "value/quote.h"

typedef struct element {
    pl_value value;
    pl_str key; /* by which it is ordered; empty when values compare directly */
} element;

static void put_key(pl_value v, pl_buf *out);

static void put_elements(pl_value v, pl_buf *out)
{
    bool tuple = v.tag == PL_V_TUPLE;
    pl_buf_byte(out, tuple ? '<' : '[');
    for (uint32_t i = 0; i < v.len; i++) {
        put_key(v.seq->at[i], out);
        pl_buf_byte(out, ';');
    }
    pl_buf_byte(out, tuple ? '>' : ']');
}

static void put_members(pl_value v, pl_buf *out)
{
    bool object = v.tag == PL_V_OBJECT;
    pl_buf_byte(out, object ? '<' : '{');
    for (uint32_t i = 0; i < v.len; i++) {
        if (!object) {
            pl_quote_go(out, v.members->at[i].key);
            pl_buf_byte(out, ':');
        }
        put_key(v.members->at[i].value, out);
        pl_buf_byte(out, ';');
    }
    pl_buf_byte(out, object ? '>' : '}');
}

/* Append a number as C's %.10g does. */
static void put_number(pl_value v, pl_buf *out)
{
    enum { PLAIN = 1000000000 }; /* below, whole numbers are written out */
    int infinite = pl_number_infinite(v);
    bool exact;
    if (v.tag == PL_V_INT && v.i >= 0 && v.i < PLAIN)
        pl_buf_u64(out, (uint64_t)v.i);
    else if (infinite)
        pl_buf_cstr(out, infinite < 0 ? "-Inf" : "+Inf");
    else
        pl_double_print(out, pl_number_to_double(v, &exact), 'g', 10);
}

static void put_key(pl_value v, pl_buf *out)
{
    switch ((pl_value_tag)v.tag) {
    case PL_V_NULL: pl_buf_byte(out, '~'); break;
    case PL_V_UNKNOWN: pl_buf_byte(out, '?'); break;
    case PL_V_BOOL: pl_buf_byte(out, v.b ? 'T' : 'F'); break;
    case PL_V_INT:
    case PL_V_NUMBER: put_number(v, out); break;
    case PL_V_STRING: pl_quote_go(out, pl_value_get_str(v)); break;
    case PL_V_LIST:
    case PL_V_SET:
    case PL_V_TUPLE: put_elements(v, out); break;
    case PL_V_MAP:
    case PL_V_OBJECT: put_members(v, out); break;
    }
}

static bool is_number(pl_value v)
{
    return v.tag == PL_V_INT || v.tag == PL_V_NUMBER;
}

/* Nulls and unknown values are sorted to the end. */
static int rank(pl_value v)
{
    return v.tag == PL_V_UNKNOWN ? 2 : v.tag == PL_V_NULL;
}

/* Set *order if both compare directly; false: they do not. */
static bool direct(pl_value a, pl_value b, int *order)
{
    if (rank(a) || rank(b))
        *order = rank(a) - rank(b);
    else if (is_number(a) && is_number(b))
        *order = pl_number_cmp(a, b);
    else if (a.tag == PL_V_BOOL && b.tag == PL_V_BOOL)
        *order = a.b - b.b;
    else if (a.tag == PL_V_STRING && b.tag == PL_V_STRING)
        *order = pl_str_cmp(pl_value_get_str(a), pl_value_get_str(b));
    else
        return false;
    return true;
}

static int by_set_order(const void *a, const void *b)
{
    const element *x = a, *y = b;
    int order;
    return direct(x->value, y->value, &order) ? order : pl_str_cmp(x->key, y->key);
}

static uint32_t drop_equal(pl_value *at, uint32_t n)
{
    pl_finder finder;
    bool *stays = pl_mem_alloc(n * sizeof *stays);
    uint32_t kept = 0;
    pl_finder_init(&finder, at, n);
    for (uint32_t i = 0; i < n; i++)
        stays[i] = pl_finder_is_first(&finder, i);
    pl_finder_done(&finder);
    for (uint32_t i = 0; i < n; i++)
        if (stays[i])
            at[kept++] = at[i];
    pl_mem_free(stays);
    return kept;
}

/* For values of this kind, does the order decide equality: are two equal if neither sorts first? */
static bool all_plain(const pl_value *at, uint32_t n)
{
    bool plain = true;
    for (uint32_t i = 0; plain && i < n; i++)
        plain = at[i].tag <= PL_V_STRING && at[i].tag != PL_V_NUMBER && at[i].tag != PL_V_UNKNOWN;
    return plain;
}

static uint32_t drop_neighbours(pl_value *at, uint32_t n)
{
    uint32_t kept = 1;
    for (uint32_t i = 1; i < n; i++)
        if (!pl_value_equal(at[kept - 1], at[i]))
            at[kept++] = at[i];
    return kept;
}

/* Append the keys to `texts`; slices of it are taken only afterwards, because it may move. */
static void add_keys(element *elements, uint32_t n, pl_buf *texts)
{
    size_t from = 0;
    for (uint32_t i = 0; i < n; i++) {
        size_t before = texts->len;
        if (elements[i].value.tag > PL_V_STRING)
            put_key(elements[i].value, texts);
        elements[i].key.len = texts->len - before;
    }
    for (uint32_t i = 0; texts->ptr && i < n; from += elements[i++].key.len)
        elements[i].key.ptr = texts->ptr + from;
}

uint32_t pl_set__order(pl_value *at, uint32_t n)
{
    if (n < 2)
        return n;
    bool plain = all_plain(at, n);
    n = plain ? n : drop_equal(at, n);
    element *elements = pl_mem_alloc(n * sizeof *elements);
    const void **order = pl_mem_alloc(n * sizeof *order);
    pl_buf texts = { 0 };
    for (uint32_t i = 0; i < n; i++) {
        elements[i] = (element){ .value = at[i] };
        order[i] = &elements[i];
    }
    add_keys(elements, n, &texts);
    pl_sort(order, n, by_set_order);
    for (uint32_t i = 0; i < n; i++)
        at[i] = ((const element *)order[i])->value;
    pl_buf_done(&texts);
    pl_mem_free(order);
    pl_mem_free(elements);
    n = plain ? drop_neighbours(at, n) : n;
    for (uint32_t i = 1; i < n; i++)
        pl_assert(pl_value_set_order(at[i - 1], at[i]) <= 0);
    return n;
}

int pl_value_set_order(pl_value a, pl_value b)
{
    int order;
    if (direct(a, b, &order))
        return order;
    pl_buf x = { 0 }, y = { 0 };
    put_key(a, &x);
    put_key(b, &y);
    order = pl_str_cmp(pl_buf_view(&x), pl_buf_view(&y));
    pl_buf_done(&x);
    pl_buf_done(&y);
    return order;
}
