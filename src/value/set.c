/* set.c - order and duplicates of sets.
 *
 * Texts, numbers and truth values compare directly. All others compare by a text
 * that the reference makes of them; it is coarse (numbers have ten digits there),
 * so whether two are equal is asked of the values themselves. To ask it of few,
 * each gets a second text that is the same for equal values. */
#include "value/set.h"
#include "base/alloc.h"
#include "base/map.h"
#include "base/sort.h"
#include "base/str.h"
#include "value/number.h"
#include "value/quote.h"

typedef struct element {
    pl_value value;
    pl_str key;   /* by which it is ordered; empty when values compare directly */
    pl_str exact; /* the same for all that are equal */
} element;

static void put_key(pl_value v, bool exact, pl_buf *out);

static void put_elements(pl_value v, bool exact, pl_buf *out)
{
    bool tuple = v.tag == PL_V_TUPLE;
    pl_buf_byte(out, tuple ? '<' : '[');
    for (uint32_t i = 0; i < v.len; i++) {
        put_key(v.seq->at[i], exact, out);
        pl_buf_byte(out, ';');
    }
    pl_buf_byte(out, tuple ? '>' : ']');
}

static void put_members(pl_value v, bool exact, pl_buf *out)
{
    bool object = v.tag == PL_V_OBJECT;
    pl_buf_byte(out, object ? '<' : '{');
    for (uint32_t i = 0; i < v.len; i++) {
        if (!object || exact) {
            pl_quote_go(out, v.members->at[i].key);
            pl_buf_byte(out, ':');
        }
        put_key(v.members->at[i].value, exact, out);
        pl_buf_byte(out, ';');
    }
    pl_buf_byte(out, object ? '>' : '}');
}

static void put_number(pl_value v, bool exact, pl_buf *out)
{
    bool whole;
    if (exact)
        pl_number_key(v, out);
    else
        pl_buf_printf(out, "%.10g", pl_number_to_double(v, &whole));
}

static void put_key(pl_value v, bool exact, pl_buf *out)
{
    switch ((pl_value_tag)v.tag) {
    case PL_V_NULL: pl_buf_byte(out, '~'); break;
    case PL_V_UNKNOWN: pl_buf_byte(out, '?'); break;
    case PL_V_BOOL: pl_buf_byte(out, v.b ? 'T' : 'F'); break;
    case PL_V_INT:
    case PL_V_NUMBER: put_number(v, exact, out); break;
    case PL_V_STRING: pl_quote_go(out, pl_value_get_str(v)); break;
    case PL_V_LIST:
    case PL_V_SET:
    case PL_V_TUPLE: put_elements(v, exact, out); break;
    case PL_V_MAP:
    case PL_V_OBJECT: put_members(v, exact, out); break;
    }
}

static bool is_number(pl_value v)
{
    return v.tag == PL_V_INT || v.tag == PL_V_NUMBER;
}

/* Both compare directly: *order is set. */
static bool direct(pl_value a, pl_value b, int *order)
{
    if (a.tag == PL_V_NULL || b.tag == PL_V_NULL)
        *order = (a.tag == PL_V_NULL) - (b.tag == PL_V_NULL);
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

/* Values for which "same order" means "equal". */
static bool all_plain(const pl_value *at, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        if (at[i].tag > PL_V_STRING || at[i].tag == PL_V_NUMBER || at[i].tag == PL_V_UNKNOWN ||
            (at[i].tag != at[0].tag && at[i].tag != PL_V_NULL && at[0].tag != PL_V_NULL))
            return false;
    return true;
}

/* Texts go into `texts`, which may move: offsets first. */
static void add_keys(element *elements, uint32_t n, pl_buf *texts)
{
    size_t *ends = pl_mem_alloc((2 * (size_t)n + 1) * sizeof *ends);
    ends[0] = 0;
    for (uint32_t i = 0; i < n; i++) {
        pl_value v = elements[i].value;
        if (v.tag > PL_V_STRING)
            put_key(v, false, texts);
        ends[2 * i + 1] = texts->len;
        put_key(v, true, texts);
        ends[2 * i + 2] = texts->len;
    }
    for (uint32_t i = 0; i < n; i++) {
        size_t *at = &ends[2 * i];
        elements[i].key = pl_str_make(texts->ptr + at[0], at[1] - at[0]);
        elements[i].exact = pl_str_make(texts->ptr + at[1], at[2] - at[1]);
    }
    pl_mem_free(ends);
}

/* Take out what equals an earlier one. Elements with one exact text are equal, but
 * for types that have no text; those are looked through one by one. */
static uint32_t drop_equal(element *elements, uint32_t n)
{
    pl_map seen = { 0 };
    uint32_t kept = 0;
    for (uint32_t i = 0; i < n; i++) {
        bool added, twice = false;
        uint32_t first = pl_map_put(&seen, elements[i].exact, kept, &added);
        for (uint32_t j = first; !added && !twice && j < kept; j++)
            twice = pl_str_eq(elements[j].exact, elements[i].exact) &&
                    pl_value_equal(elements[j].value, elements[i].value);
        if (!twice)
            elements[kept++] = elements[i];
    }
    pl_map_done(&seen);
    return kept;
}

static uint32_t drop_neighbours(pl_value *at, uint32_t n)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < n; i++)
        if (kept == 0 || !pl_value_equal(at[kept - 1], at[i]))
            at[kept++] = at[i];
    return kept;
}

static void sort_elements(element *elements, uint32_t n, pl_value *at)
{
    const void **order = pl_mem_alloc(n * sizeof *order);
    for (uint32_t i = 0; i < n; i++)
        order[i] = &elements[i];
    pl_sort(order, n, by_set_order);
    for (uint32_t i = 0; i < n; i++)
        at[i] = ((const element *)order[i])->value;
    pl_mem_free(order);
}

uint32_t pl_set__order(pl_value *at, uint32_t n)
{
    if (n < 2)
        return n;
    element *elements = pl_mem_alloc(n * sizeof *elements);
    pl_buf texts = { 0 };
    bool plain = all_plain(at, n);
    for (uint32_t i = 0; i < n; i++)
        elements[i] = (element){ .value = at[i] };
    if (!plain) {
        add_keys(elements, n, &texts);
        n = drop_equal(elements, n);
    }
    sort_elements(elements, n, at);
    if (plain)
        n = drop_neighbours(at, n);
    pl_buf_done(&texts);
    pl_mem_free(elements);
    return n;
}

int pl_value_set_order(pl_value a, pl_value b)
{
    int order;
    if (direct(a, b, &order))
        return order;
    pl_buf x = { 0 }, y = { 0 };
    put_key(a, false, &x);
    put_key(b, false, &y);
    order = pl_str_cmp(pl_buf_view(&x), pl_buf_view(&y));
    pl_buf_done(&x);
    pl_buf_done(&y);
    return order;
}
