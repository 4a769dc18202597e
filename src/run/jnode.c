#include "run/jnode.h"
#include "base/jsonw.h"
#include "base/key_sort.h"
#include "base/str.h"
#include "value/number.h"
#include <errno.h>

pl_jnode *pl_jnode_new(pl_arena *arena, pl_jnode_kind kind)
{
    pl_jnode *node = pl_arena_take(arena, sizeof *node, _Alignof(pl_jnode));
    *node = (pl_jnode){ .kind = (uint8_t)kind };
    return node;
}

void pl_jnode_put(pl_jnode *parent, pl_str key, pl_jnode *node)
{
    node->key = key;
    node->next = NULL;
    *(parent->last ? &parent->last->next : &parent->first) = node;
    parent->last = node;
}

pl_jnode *pl_jnode_add(pl_arena *arena, pl_jnode *parent, pl_str key, pl_jnode_kind kind)
{
    pl_jnode *node = pl_jnode_new(arena, kind);
    pl_jnode_put(parent, key, node);
    return node;
}

pl_jnode *pl_jnode_raw(pl_arena *arena, pl_jnode *parent, pl_str key, pl_str json)
{
    pl_jnode *node = pl_jnode_add(arena, parent, key, PL_JNODE_RAW);
    node->raw = json;
    return node;
}

static pl_str keep(pl_arena *arena, pl_buf *text)
{
    pl_str copy = pl_arena_str(arena, pl_buf_view(text));
    pl_buf_done(text);
    return copy;
}

pl_jnode *pl_jnode_str(pl_arena *arena, pl_jnode *parent, pl_str key, pl_str text)
{
    return pl_jnode_borrow(arena, parent, key, pl_arena_str(arena, text));
}

pl_jnode *pl_jnode_borrow(pl_arena *arena, pl_jnode *parent, pl_str key, pl_str text)
{
    pl_jnode *node = pl_jnode_add(arena, parent, key, PL_JNODE_TEXT);
    node->raw = text;
    return node;
}

pl_jnode *pl_jnode_int(pl_arena *arena, pl_jnode *parent, pl_str key, int64_t n)
{
    return pl_jnode_raw(arena, parent, key, pl_arena_printf(arena, "%lld", (long long)n));
}

pl_jnode *pl_jnode_bool(pl_arena *arena, pl_jnode *parent, pl_str key, bool b)
{
    return pl_jnode_raw(arena, parent, key, b ? PL_S("true") : PL_S("false"));
}

pl_jnode *pl_jnode_null(pl_arena *arena, pl_jnode *parent, pl_str key)
{
    return pl_jnode_raw(arena, parent, key, PL_S("null"));
}

/* Recursion: the depth is at most PL_VALUE_DEPTH. */
static void write_value(pl_jsonw *w, pl_value v)
{
    bool exact;
    switch ((pl_value_tag)v.tag) {
    case PL_V_BOOL: pl_jsonw_bool(w, v.b); break;
    case PL_V_STRING: pl_jsonw_str(w, pl_value_get_str(v)); break;
    case PL_V_INT:
        if (v.bits == PL_BITS_DOUBLE)
            pl_jsonw_double(w, (double)v.i);
        else
            pl_jsonw_int(w, v.i);
        break;
    case PL_V_NUMBER: pl_jsonw_double(w, pl_number_to_double(v, &exact)); break;
    case PL_V_LIST:
    case PL_V_SET:
    case PL_V_TUPLE:
        pl_jsonw_open(w, '[');
        for (uint32_t i = 0; i < v.len; i++)
            write_value(w, v.seq->at[i]);
        pl_jsonw_close(w, ']');
        break;
    case PL_V_MAP:
    case PL_V_OBJECT:
        pl_jsonw_open(w, '{');
        for (uint32_t i = 0; i < v.len; i++) {
            pl_jsonw_key(w, v.members->at[i].key);
            write_value(w, v.members->at[i].value);
        }
        pl_jsonw_close(w, '}');
        break;
    default: pl_jsonw_null(w);
    }
}

pl_jnode *pl_jnode_value(pl_arena *arena, pl_jnode *parent, pl_str key, pl_value v)
{
    pl_buf json = { 0 };
    pl_jsonw w;
    pl_jsonw_init(&w, &json, 0, true);
    write_value(&w, v);
    return pl_jnode_raw(arena, parent, key, keep(arena, &json));
}

pl_jnode *pl_jnode_strs(pl_arena *arena, pl_jnode *parent, pl_str key, const pl_str *list,
                        uint32_t n)
{
    pl_jnode *node = pl_jnode_add(arena, parent, key, PL_JNODE_ARRAY);
    for (uint32_t i = 0; i < n; i++)
        pl_jnode_str(arena, node, (pl_str){ 0 }, list[i]);
    return node;
}

/* ---- order */

void pl_jnode_sort(pl_jnode *node, bool deep)
{
    if (node->kind == PL_JNODE_OBJECT) {
        node->first = pl_key_sort(node->first, offsetof(pl_jnode, key), offsetof(pl_jnode, next));
        for (node->last = node->first; node->last && node->last->next;)
            node->last = node->last->next;
    }
    for (pl_jnode *m = node->first; deep && m; m = m->next)
        if (m->first)
            pl_jnode_sort(m, true);
}

pl_jnode *pl_jnode_copy(pl_arena *arena, const pl_jnode *node)
{
    pl_jnode *copy = pl_jnode_new(arena, (pl_jnode_kind)node->kind);
    copy->hidden = node->hidden;
    copy->raw = node->raw;
    copy->rows = node->rows;
    copy->produce = node->produce;
    copy->what = node->what;
    for (const pl_jnode *m = node->first; m; m = m->next)
        pl_jnode_put(copy, m->key, pl_jnode_copy(arena, m));
    return copy;
}

/* ---- text */

/* The destination of the text: a sink or a message. */
typedef struct writing {
    unsigned how;
    pl_buf *text;
    pl_sink *sink;
    pl_message_maker *message;
} writing;

static bool copy_rows(void *ctx, pl_str bytes)
{
    pl_sink *sink = ctx;
    pl_buf_str(&sink->text, bytes);
    pl_sink_pass(sink);
    return !sink->failed;
}

static void write_rows(writing *w, pl_rowtext *rows)
{
    if (!rows)
        return;
    if (w->message)
        pl_message_put(w->message, rows);
    else if (!pl_spool_read(&rows->text, 0, pl_rowtext_size(rows), copy_rows, w->sink))
        w->sink->failed = true;
}

static void write_node(writing *w, const pl_jnode *node)
{
    bool object = node->kind == PL_JNODE_OBJECT, first = true;
    if (node->kind == PL_JNODE_RAW || node->kind == PL_JNODE_TEXT) {
        if (node->kind == PL_JNODE_RAW)
            pl_buf_str(w->text, node->raw);
        else
            pl_json_quote(w->text, node->raw, true);
        if (w->sink)
            pl_sink_pass(w->sink);
        return;
    }
    if (node->kind == PL_JNODE_ELEMENTS) {
        write_rows(w, node->rows);
        return;
    }
    pl_buf_byte(w->text, object ? '{' : '[');
    if (node->produce)
        node->produce(node->what, w->sink);
    else if (node->kind == PL_JNODE_ROWS)
        write_rows(w, node->rows);
    for (const pl_jnode *m = node->first; m; m = m->next) {
        if ((w->how & PL_JSON_STRIPPED) && m->hidden)
            continue;
        if (!first)
            pl_buf_byte(w->text, ',');
        first = false;
        if (object) {
            pl_json_quote(w->text, m->key, true);
            pl_buf_byte(w->text, ':');
        }
        write_node(w, m);
    }
    pl_buf_byte(w->text, object ? '}' : ']');
}

void pl_jnode_write(pl_jnode *node, unsigned how, pl_sink *out)
{
    writing w = { .how = how, .text = &out->text, .sink = out };
    if (how & PL_JSON_SORTED)
        pl_jnode_sort(node, true);
    write_node(&w, node);
}

void pl_jnode_write_message(pl_jnode *node, unsigned how, pl_message_maker *out)
{
    writing w = { .how = how, .text = &out->text, .message = out };
    if (how & PL_JSON_SORTED)
        pl_jnode_sort(node, true);
    write_node(&w, node);
}

pl_jnode *pl_jnode_member(pl_jnode *object, pl_str key)
{
    for (pl_jnode *m = object->first; m; m = m->next)
        if (pl_str_eq(m->key, key))
            return m;
    return NULL;
}
