/* value_json.c - values as jsonencode writes them (hcl.md 7.6). */
#include "base/jsonw.h"
#include "value/number.h"

typedef struct writer {
    pl_buf *out;
    uint64_t most; /* length of `out` at which to stop */
    bool infinite, cut;
} writer;

static void put(writer *w, pl_value v);

static void put_elements(writer *w, pl_value v)
{
    pl_buf_byte(w->out, '[');
    for (uint32_t i = 0; i < v.len && !w->cut; i++) {
        if (i)
            pl_buf_byte(w->out, ',');
        put(w, v.seq->at[i]);
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
        put(w, v.members->at[i].value);
    }
    pl_buf_byte(w->out, '}');
}

static void put_number(writer *w, pl_value v)
{
    w->infinite |= pl_number_infinite(v) != 0;
    if (v.tag == PL_V_NUMBER && pl_number_text_size(v) > w->most - w->out->len)
        w->cut = true;
    else
        pl_number_text(v, w->out);
}

static void put(writer *w, pl_value v)
{
    if (w->out->len >= w->most) {
        w->cut = true;
        return;
    }
    switch ((pl_value_tag)v.tag) {
    case PL_V_NULL:
    case PL_V_UNKNOWN: pl_buf_cstr(w->out, "null"); return;
    case PL_V_BOOL: pl_buf_cstr(w->out, v.b ? "true" : "false"); return;
    case PL_V_INT:
    case PL_V_NUMBER: put_number(w, v); return;
    case PL_V_STRING: pl_json_quote(w->out, pl_value_get_str(v), true); return;
    case PL_V_LIST:
    case PL_V_SET:
    case PL_V_TUPLE: put_elements(w, v); return;
    case PL_V_MAP:
    case PL_V_OBJECT: put_members(w, v); return;
    }
}

bool pl_value_json_within(pl_value v, uint64_t most, pl_buf *out, bool *cut)
{
    uint64_t end = most > UINT64_MAX - out->len ? UINT64_MAX : out->len + most;
    writer w = { .out = out, .most = end };
    put(&w, v);
    *cut = w.cut;
    return !w.infinite && !w.cut;
}

bool pl_value_json(pl_value v, pl_buf *out)
{
    bool cut;
    return pl_value_json_within(v, UINT64_MAX, out, &cut);
}
