/* value_json.c - writes values as JSON, also as jsonencode does (hcl.md 7.6). */
#include "value/value_json.h"
#include "base/jsonw.h"
#include "value/number.h"

typedef struct writer {
    pl_buf *out;
    const pl_value_view *view;
    bool cut;
} writer;

static void put_value(writer *w, pl_value v);

static void put_elements(writer *w, pl_value v)
{
    pl_buf_byte(w->out, '[');
    for (uint32_t i = 0; i < v.len && !w->cut; i++) {
        if (i)
            pl_buf_byte(w->out, ',');
        put_value(w, v.seq->at[i]);
    }
    pl_buf_byte(w->out, ']');
}

static void put_members(writer *w, pl_value v)
{
    pl_buf_byte(w->out, '{');
    for (uint32_t i = 0; i < v.len && !w->cut; i++) {
        if (i)
            pl_buf_byte(w->out, ',');
        pl_json_quote(w->out, v.members->at[i].key, true);
        pl_buf_byte(w->out, ':');
        put_value(w, w->view->member(v, i));
    }
    pl_buf_byte(w->out, '}');
}

/* Write a value. The recursion is bounded: values are no deeper than PL_VALUE_DEPTH. */
static void put_value(writer *w, pl_value v)
{
    if (w->out->len >= w->view->most) {
        w->cut = true;
        return;
    }
    switch ((pl_value_tag)v.tag) {
    case PL_V_NULL:
    case PL_V_UNKNOWN: pl_buf_cstr(w->out, "null"); return;
    case PL_V_BOOL: pl_buf_cstr(w->out, v.b ? "true" : "false"); return;
    case PL_V_INT:
    case PL_V_NUMBER: w->cut |= !w->view->number(w->view->ctx, v, w->out); return;
    case PL_V_STRING: pl_json_quote(w->out, pl_value_get_str(v), true); return;
    case PL_V_LIST:
    case PL_V_SET:
    case PL_V_TUPLE: put_elements(w, v); return;
    case PL_V_MAP:
    case PL_V_OBJECT: put_members(w, v); return;
    }
}

bool pl_value_json_view(pl_value v, const pl_value_view *view, pl_buf *out)
{
    writer w = { .out = out, .view = view };
    put_value(&w, v);
    return !w.cut;
}

/* ---- jsonencode: every number with all of its digits */

typedef struct exact {
    uint64_t most;
    bool infinite;
} exact;

static bool put_number(void *ctx, pl_value v, pl_buf *out)
{
    exact *x = ctx;
    x->infinite |= pl_number_infinite(v) != 0;
    if (v.tag == PL_V_NUMBER && pl_number_text_size(v) > x->most - out->len)
        return false;
    pl_number_text(v, out);
    return true;
}

static pl_value member_of(pl_value object, uint32_t i)
{
    return object.members->at[i].value;
}

bool pl_value_json_within(pl_value v, uint64_t most, pl_buf *out, bool *cut)
{
    exact x = { .most = most > UINT64_MAX - out->len ? UINT64_MAX : out->len + most };
    pl_value_view view = { put_number, member_of, &x, x.most };
    *cut = !pl_value_json_view(v, &view, out);
    return !x.infinite && !*cut;
}

bool pl_value_json(pl_value v, pl_buf *out)
{
    bool cut;
    return pl_value_json_within(v, UINT64_MAX, out, &cut);
}
