/* marks.c - what several formats share: icons, escaped marks, counts, rows and times. */
#include "base/assert.h"
#include "base/utf8.h"
#include "render/tmpl.h"
#include "render/writer.h"
#include <utf8proc.h>

const char *pl_write_icon(pl_row_status status)
{
    static const char *const icons[] = {
        [PL_ROW_OK] = "\xe2\x9c\x85",    [PL_ROW_SKIP] = "\xe2\x87\xa8",
        [PL_ROW_INFO] = "\xe2\x84\xb9",  [PL_ROW_ALARM] = "\xe2\x9d\x8c",
        [PL_ROW_ERROR] = "\xe2\x9d\x97",
    };
    return icons[status];
}

/* Is it a Char of XML 1.0? */
static bool is_char(uint32_t cp)
{
    return cp == '\t' || cp == '\n' || cp == '\r' || (cp >= 0x20 && cp != 0xfffe && cp != 0xffff);
}

size_t pl_write_char(pl_buf *out, pl_str text, size_t at)
{
    pl_assert(at < text.len);
    const unsigned char *p = (const unsigned char *)text.ptr + at;
    unsigned len = pl_utf8_len(p, p + (text.len - at));
    pl_str one = { text.ptr + at, len };
    if (len && pl_utf8_valid(one) && is_char(pl_utf8_decode(p, len)))
        pl_buf_str(out, one);
    else
        pl_buf_cstr(out, "\xef\xbf\xbd");
    return len ? len : 1;
}

void pl_write_marks(pl_buf *out, pl_str text, bool quotes)
{
    for (size_t i = 0, n; i < text.len; i += n) {
        n = 1;
        switch (text.ptr[i]) {
        case '&': pl_buf_cstr(out, "&amp;"); break;
        case '<': pl_buf_cstr(out, "&lt;"); break;
        case '>': pl_buf_cstr(out, "&gt;"); break;
        case '"': pl_buf_cstr(out, quotes ? "&quot;" : "\""); break;
        default: n = pl_write_char(out, text, i);
        }
    }
}

void pl_write_attribute(pl_buf *out, const char *name, pl_str value)
{
    pl_buf_printf(out, " %s=\"", name);
    pl_write_marks(out, value, true);
    pl_buf_byte(out, '"');
}

void pl_write_upper(pl_buf *out, pl_str text)
{
    const unsigned char *p = (const unsigned char *)text.ptr, *end = text.len ? p + text.len : p;
    while (p < end) {
        unsigned len = pl_utf8_len(p, end);
        char utf8[4];
        if (len) {
            utf8proc_int32_t cp = (utf8proc_int32_t)pl_utf8_decode(p, len);
            cp = cp == 0xdf ? cp : utf8proc_toupper(cp); /* Go does not change the sharp s */
            pl_buf_add(out, utf8, pl_utf8_encode((uint32_t)cp, utf8));
        } else {
            pl_buf_byte(out, (char)*p);
        }
        p += len ? len : 1;
    }
}

void pl_write_one_line(pl_buf *out, pl_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (c)
            pl_buf_byte(out, c == '\n' || c == '\r' || c == '\t' ? ' ' : c);
    }
}

/* ---- JSON */

/* Exempted rows are a member only where there are some: the output without a review is
 * Powerpipe's. */
void pl_write_counts_json(pl_jsonw *w, const pl_counts *counts)
{
    static const pl_row_status order[] = { PL_ROW_ALARM, PL_ROW_OK, PL_ROW_INFO, PL_ROW_SKIP,
                                           PL_ROW_ERROR };
    pl_jsonw_open(w, '{');
    for (size_t i = 0; i < PL_COUNT(order); i++) {
        pl_jsonw_key(w, pl_row_status_name(order[i]));
        pl_jsonw_int(w, counts->of[order[i]]);
    }
    if (counts->exempted) {
        pl_jsonw_member_int(w, "exempted", counts->exempted);
    }
    pl_jsonw_close(w, '}');
}

const pl_tag_pair *pl_write_find_tag(const pl_node *node, pl_str key)
{
    for (uint32_t i = 0; i < node->tally->n_tags; i++)
        if (pl_str_eq(node->tally->tags[i].key, key))
            return &node->tally->tags[i];
    return NULL;
}

pl_str pl_write_dimension(const pl_check_row *row, pl_str key)
{
    for (uint32_t i = 0; row && i < row->n_dimensions; i++)
        if (pl_str_eq(row->dimensions[i].key, key))
            return row->dimensions[i].value;
    return (pl_str){ 0 };
}

void pl_write_pairs_json(pl_jsonw *w, const char *key, const pl_tag_pair *tags, uint32_t n)
{
    pl_jsonw_key(w, pl_str_cstr(key));
    pl_jsonw_open(w, '{');
    for (uint32_t i = 0; i < n; i++) {
        pl_jsonw_key(w, tags[i].key);
        pl_jsonw_str(w, tags[i].value);
    }
    pl_jsonw_close(w, '}');
}

void pl_write_tags_json(pl_jsonw *w, const pl_node *node)
{
    pl_write_pairs_json(w, "tags", node->tally->tags, node->tally->n_tags);
}

static void exemption_member(pl_jsonw *w, const pl_exemption *x)
{
    pl_jsonw_begin(w, "exemption", '{');
    pl_jsonw_member(w, "reason", x->reason);
    if (x->until.len)
        pl_jsonw_member(w, "until", x->until);
    pl_jsonw_close(w, '}');
}

/* `dimensions` is null if there are none. The members that a review adds come after those that
 * Powerpipe has. */
void pl_write_row_json(pl_jsonw *w, const pl_check_row *row)
{
    pl_jsonw_open(w, '{');
    pl_jsonw_member(w, "reason", row->reason);
    pl_jsonw_member(w, "resource", row->resource);
    pl_jsonw_member(w, "status", pl_row_status_name((pl_row_status)row->status));
    pl_jsonw_key(w, PL_S("dimensions"));
    if (row->n_dimensions)
        pl_jsonw_open(w, '[');
    else
        pl_jsonw_null(w);
    for (uint32_t i = 0; i < row->n_dimensions; i++) {
        pl_jsonw_open(w, '{');
        pl_jsonw_member(w, "key", row->dimensions[i].key);
        pl_jsonw_member(w, "value", row->dimensions[i].value);
        pl_jsonw_close(w, '}');
    }
    if (row->n_dimensions)
        pl_jsonw_close(w, ']');
    if (row->change)
        pl_jsonw_member(w, "change", pl_row_change_name((pl_row_change)row->change));
    if (row->exemption)
        exemption_member(w, row->exemption);
    pl_jsonw_close(w, '}');
}

/* ---- times */

void pl_write_local_time(pl_buf *out, pl_moment moment)
{
    pl_tmpl_format_time(out, moment, PL_S("2006-01-02 15:04:05"));
}

void pl_write_rfc3339(pl_buf *out, pl_moment moment, bool nanos)
{
    char text[PL_MOMENT_SIZE];
    if (!nanos)
        moment.nanos = 0;
    pl_buf_add(out, text, pl_moment_text(moment, text));
}
