/* doc_columns.c - a document as columns of text (cli.md 2.7).
 *
 * `indent` and `list` are the state of the printer that is reproduced here: a text in a
 * list is indented twice, an object in one begins on the line of its key. */
#include "base/harmless.h"
#include "base/jsonw.h"
#include "base/str.h"
#include "base/utf8.h"
#include "render/doc.h"
#include "value/number.h"

enum { STEP = 2 };

typedef struct printer {
    pl_buf *out;
    bool pretty, terminal;
} printer;

static void put_doc(printer *p, const pl_doc *doc, unsigned indent, bool list);
static void put_value(printer *p, pl_value v, unsigned indent, bool list);

static bool is_empty_value(pl_value v)
{
    bool sized = v.tag == PL_V_STRING || pl_value_is_seq(v) || pl_value_is_members(v);
    return v.tag == PL_V_NULL || v.tag == PL_V_UNKNOWN || (sized && v.len == 0);
}

/* Columns without anything to show are left out: absent, empty, or an object of such members. */
static bool is_empty(const pl_doc *doc)
{
    switch ((pl_doc_kind)doc->kind) {
    case PL_DOC_NULL: return true;
    case PL_DOC_STRING: return doc->text.len == 0;
    case PL_DOC_VALUE: return is_empty_value(doc->value);
    case PL_DOC_ARRAY:
    case PL_DOC_MAP: return doc->first == NULL;
    case PL_DOC_OBJECT: break;
    default: return false;
    }
    for (const pl_doc *m = doc->first; m; m = m->next)
        if (!is_empty(m))
            return false;
    return true;
}

static void put_data(printer *p, pl_str text)
{
    if (p->terminal)
        pl_harmless_add(p->out, text);
    else
        pl_buf_str(p->out, text);
}

/* The key with its colon, filled up with blanks to the width of the longest key of its object. */
static void put_key(printer *p, unsigned blanks, pl_str key, size_t width)
{
    pl_buf_fill(p->out, ' ', blanks);
    if (p->pretty)
        pl_buf_cstr(p->out, "\033[34m");
    put_data(p, key);
    pl_buf_byte(p->out, ':');
    size_t taken = pl_utf8_runes(key) + 1;
    pl_buf_fill(p->out, ' ', width > taken ? width - taken : 0);
    if (p->pretty)
        pl_buf_cstr(p->out, "\033[0m");
}

static void put_line(printer *p, pl_str text, unsigned blanks)
{
    pl_buf_fill(p->out, ' ', blanks);
    put_data(p, text);
    pl_buf_byte(p->out, '\n');
}

/* ---- values of the language */

/* A text, number or boolean to the end of the line. */
static void put_plain(printer *p, pl_value v)
{
    bool exact;
    int64_t whole;
    pl_jsonw w;
    pl_jsonw_init(&w, p->out, 0, false);
    w.after_key = true;
    if (v.tag == PL_V_STRING)
        put_data(p, pl_value_get_str(v));
    else if (v.tag == PL_V_BOOL)
        pl_jsonw_bool(&w, v.b);
    else if (pl_number_to_int(v, &whole))
        pl_jsonw_int(&w, whole);
    else
        pl_jsonw_double(&w, pl_number_to_double(v, &exact));
    pl_buf_byte(p->out, '\n');
}

static void put_pairs(printer *p, pl_value v, unsigned blanks)
{
    size_t width = 0;
    for (uint32_t i = 0; i < v.len; i++)
        width = v.members->at[i].key.len > width ? v.members->at[i].key.len : width;
    for (uint32_t i = 0; i < v.len; i++) {
        put_key(p, blanks, v.members->at[i].key, width + STEP);
        put_value(p, v.members->at[i].value, 0, true);
    }
}

/* A list begins on a line of its own, unless it is in a list; a map always does. */
static void put_value(printer *p, pl_value v, unsigned indent, bool list)
{
    if (!pl_value_is_seq(v) && !pl_value_is_members(v)) {
        pl_buf_fill(p->out, ' ', list ? indent : 0);
        put_plain(p, v);
        return;
    }
    if (!list || pl_value_is_members(v))
        pl_buf_byte(p->out, '\n');
    if (pl_value_is_members(v))
        put_pairs(p, v, list ? indent : indent + STEP);
    for (uint32_t i = 0; pl_value_is_seq(v) && i < v.len; i++)
        put_value(p, v.seq->at[i], indent + STEP, true);
}

/* ---- documents */

static void put_map(printer *p, const pl_doc *map, unsigned blanks)
{
    size_t width = 0;
    pl_buf_byte(p->out, '\n');
    for (const pl_doc *m = map->first; m; m = m->next)
        width = m->key.len > width ? m->key.len : width;
    for (const pl_doc *m = map->first; m; m = m->next) {
        put_key(p, blanks, m->key, width + STEP);
        put_line(p, m->text, 0);
    }
}

static void put_object(printer *p, const pl_doc *object, unsigned indent, bool list)
{
    size_t width = 0;
    for (const pl_doc *m = object->first; m; m = m->next)
        width = m->key.len > width ? m->key.len : width;
    for (const pl_doc *m = object->first; m; m = m->next) {
        if (is_empty(m))
            continue;
        put_key(p, list ? indent + STEP : indent, m->key, width + STEP);
        put_doc(p, m, indent, list);
    }
}

static void put_array(printer *p, const pl_doc *array, unsigned indent, bool list)
{
    if (!list)
        pl_buf_byte(p->out, '\n');
    for (const pl_doc *m = array->first; m; m = m->next) {
        if (m->kind == PL_DOC_OBJECT)
            put_object(p, m, indent + STEP, true);
        else
            put_doc(p, m, indent + STEP, true);
    }
}

static void put_doc(printer *p, const pl_doc *doc, unsigned indent, bool list)
{
    switch ((pl_doc_kind)doc->kind) {
    case PL_DOC_STRING: put_line(p, doc->text, list ? indent : 0); break;
    case PL_DOC_VALUE: put_value(p, doc->value, indent, list); break;
    case PL_DOC_ARRAY: put_array(p, doc, indent, list); break;
    case PL_DOC_MAP: put_map(p, doc, list ? indent : indent + STEP); break;
    case PL_DOC_OBJECT:
        if (!list)
            pl_buf_byte(p->out, '\n');
        put_object(p, doc, list ? indent : indent + STEP, list);
        break;
    default: pl_buf_byte(p->out, '\n'); break;
    }
}

static void sort_maps(pl_doc *doc)
{
    if (doc->kind != PL_DOC_ARRAY && doc->kind != PL_DOC_OBJECT && doc->kind != PL_DOC_MAP)
        return;
    if (doc->kind == PL_DOC_MAP)
        pl_doc_sort(doc);
    for (pl_doc *m = doc->first; m; m = m->next)
        sort_maps(m);
}

void pl_doc_put_columns(pl_doc *doc, bool pretty, bool terminal, pl_buf *out)
{
    printer p = { out, pretty, terminal };
    sort_maps(doc);
    put_object(&p, doc, 0, false);
}
