/* finder.c - finds equal values by a key: values with the same key form a chain. */
#include "value/finder.h"
#include "base/alloc.h"
#include "base/assert.h"
#include "base/str.h"
#include "value/number.h"

static void put_members(pl_value v, pl_buf *out)
{
    pl_buf_byte(out, '{');
    for (uint32_t i = 0; i < v.len; i++) {
        const pl_member *m = &v.members->at[i];
        pl_buf_u64(out, m->key.len);
        pl_buf_byte(out, ':');
        pl_buf_str(out, m->key);
        pl_value_key(m->value, out);
    }
    pl_buf_byte(out, '}');
}

static void put_elements(pl_value v, pl_buf *out)
{
    pl_buf_byte(out, '[');
    for (uint32_t i = 0; i < v.len; i++)
        pl_value_key(v.seq->at[i], out);
    pl_buf_byte(out, ']');
}

void pl_value_key(pl_value v, pl_buf *out)
{
    switch ((pl_value_tag)v.tag) {
    case PL_V_NULL: pl_buf_byte(out, '~'); break;
    case PL_V_UNKNOWN: pl_buf_byte(out, '?'); break;
    case PL_V_BOOL: pl_buf_byte(out, v.b ? 'T' : 'F'); break;
    case PL_V_INT:
    case PL_V_NUMBER:
        pl_number_key(v, out);
        pl_buf_byte(out, ';');
        break;
    case PL_V_STRING:
        pl_buf_u64(out, v.len);
        pl_buf_byte(out, '"');
        pl_buf_add(out, v.str, v.len);
        break;
    case PL_V_LIST:
    case PL_V_SET:
    case PL_V_TUPLE: put_elements(v, out); break;
    case PL_V_MAP:
    case PL_V_OBJECT: put_members(v, out); break;
    }
}

/* Is `v` a text, which serves as its own key? Other values may have the same key; comparing shows
 * that they differ. */
static bool own_text(pl_value v, pl_str *out)
{
    *out = pl_value_get_str(v);
    return v.tag == PL_V_STRING;
}

static void add_text(pl_finder *f, uint32_t i, pl_str text, uint32_t *last)
{
    bool added;
    uint32_t first = pl_map_put(&f->first, text, i, &added);
    if (!added)
        f->next[last[first]] = i + 1;
    f->first_of[i] = first;
    last[first] = i;
}

static void pl_finder__check(const pl_finder *f)
{
#ifndef NDEBUG
    for (uint32_t i = 0; i < f->n; i++) {
        uint32_t first = f->first_of[i], next = f->next[i];
        pl_assert(first <= i && f->first_of[first] == first); /* 1 */
        pl_assert(!next ||
                  (next > i + 1 && next <= f->n && f->first_of[next - 1] == first)); /* 2 */
    }
#endif
    (void)f;
}

void pl_finder_init(pl_finder *f, const pl_value *at, uint32_t n)
{
    *f = (pl_finder){ .at = at, .n = n };
    f->next = pl_mem_zalloc(n * sizeof *f->next);
    f->first_of = pl_mem_alloc(n * sizeof *f->first_of);
    uint32_t *last = pl_mem_zalloc(n * sizeof *last); /* of each text, at its first value */
    size_t *ends = pl_mem_alloc((n + 1) * sizeof *ends);
    ends[0] = 0;
    for (uint32_t i = 0; i < n; i++) { /* the buffer may move: slices come after */
        pl_str text;
        if (!own_text(at[i], &text))
            pl_value_key(at[i], &f->texts);
        ends[i + 1] = f->texts.len;
    }
    for (uint32_t i = 0; i < n; i++) {
        pl_str text;
        if (!own_text(at[i], &text))
            text = pl_str_sub(pl_buf_view(&f->texts), ends[i], ends[i + 1]);
        add_text(f, i, text, last);
    }
    pl_mem_free(ends);
    pl_mem_free(last);
    pl_finder__check(f);
}

void pl_finder_done(pl_finder *f)
{
    pl_map_done(&f->first);
    pl_buf_done(&f->texts);
    pl_buf_done(&f->probe);
    pl_mem_free(f->next);
    pl_mem_free(f->first_of);
}

/* Find the first value equal to `v` among those with the key of the i-th, from that one on. */
static bool first_equal(const pl_finder *f, uint32_t i, pl_value v, uint32_t *out)
{
    for (i++; i; i = f->next[i - 1])
        if (pl_value_equal(f->at[i - 1], v)) {
            *out = i - 1;
            return true;
        }
    return false;
}

bool pl_finder_find(pl_finder *f, pl_value v, uint32_t *out)
{
    pl_str text;
    uint32_t i;
    if (!own_text(v, &text)) {
        f->probe.len = 0;
        pl_value_key(v, &f->probe);
        text = pl_buf_view(&f->probe);
    }
    if (!pl_map_find(&f->first, text, &i))
        return false;
    return first_equal(f, i, v, out);
}

bool pl_finder_is_first(pl_finder *f, uint32_t i)
{
    uint32_t first;
    return !first_equal(f, f->first_of[i], f->at[i], &first) || first == i;
}
