/* result_table.c - rows as a table of ASCII lines (cli.md 4.3).
 *
 * Until the last row has arrived, the spool holds cells, cleaned and broken into lines:
 *
 *     row    u32 bytes after this, then its cells
 *     cell   u32 bytes, u32 lines, then the text with a line end after each line but the last
 *
 * After that the widths are known, and the cells are laid out into another spool. */
#include "base/str.h"
#include "base/assert.h"
#include "base/utf8.h"
#include "render/result.h"
#include <stdio.h>
#include <utf8proc.h>

/* ---- cells */

/* Characters that take no room in a table: not assigned, controls, marks of format, halves of
 * pairs, private ones. */
static bool is_control(uint32_t cp)
{
    switch (utf8proc_category((utf8proc_int32_t)cp)) {
    case UTF8PROC_CATEGORY_CN:
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_CS:
    case UTF8PROC_CATEGORY_CO: return true;
    default: return false;
    }
}

/* Characters that Unicode 15 names COMBINING ... Marks with other names, such as those of Thai,
 * take a column in the tables of Powerpipe. */
static const struct {
    uint32_t first, last;
} combining[] = { { 0x0300, 0x036f },   { 0x0483, 0x0489 },   { 0x1ab0, 0x1ace },
                  { 0x1dc0, 0x1dff },   { 0x20d0, 0x20f0 },   { 0x2de0, 0x2dff },
                  { 0x3099, 0x309a },   { 0xa66f, 0xa672 },   { 0xa674, 0xa67d },
                  { 0xa69e, 0xa69f },   { 0xa8e0, 0xa8f1 },   { 0xfe20, 0xfe2f },
                  { 0x10376, 0x1037a }, { 0x1133b, 0x1133b }, { 0x11366, 0x1136c },
                  { 0x11370, 0x11374 }, { 0x1d242, 0x1d244 }, { 0x1e000, 0x1e006 },
                  { 0x1e008, 0x1e018 }, { 0x1e01b, 0x1e021 }, { 0x1e023, 0x1e024 },
                  { 0x1e026, 0x1e02a } };

static bool is_combining(uint32_t cp)
{
    size_t low = 0, high = PL_COUNT(combining);
    while (low < high) {
        size_t mid = (low + high) / 2;
        if (cp > combining[mid].last)
            low = mid + 1;
        else
            high = mid;
    }
    return low < PL_COUNT(combining) && cp >= combining[low].first;
}

static unsigned width_of(uint32_t cp)
{
    if (cp >= ' ' && cp < 0x7f)
        return 1;
    if (is_control(cp) || cp == 0x2028 || cp == 0x2029 || is_combining(cp))
        return 0;
    return utf8proc_charwidth((utf8proc_int32_t)cp) == 2 ? 2 : 1;
}

/* Read one character; a byte that is not valid UTF-8 counts as U+FFFD. */
static uint32_t next_rune(pl_str *s, unsigned *len)
{
    const unsigned char *p = (const unsigned char *)s->ptr;
    unsigned n = pl_utf8_len(p, p + s->len);
    uint32_t cp = n ? pl_utf8_decode(p, n) : 0xfffd;
    *len = n ? n : 1;
    *s = pl_str_sub(*s, *len, s->len);
    return cp;
}

static size_t text_width(pl_str s)
{
    size_t width = 0;
    unsigned len;
    while (s.len)
        width += width_of(next_rune(&s, &len));
    return width;
}

/* Keep printable characters and blanks; a tab becomes four blanks. */
static void clean(pl_str s, pl_buf *out)
{
    while (s.len) {
        const char *at = s.ptr;
        unsigned len;
        unsigned char c = (unsigned char)*at;
        if (c >= ' ' && c < 0x7f) {
            pl_buf_byte(out, *at);
            s = pl_str_sub(s, 1, s.len);
            continue;
        }
        uint32_t cp = next_rune(&s, &len);
        if (cp == '\t')
            pl_buf_cstr(out, "    ");
        else if (cp == 0xfffd && len == 1)
            pl_buf_cstr(out, "\xef\xbf\xbd");
        else if (!is_control(cp) || pl_utf8_is_space(cp))
            pl_buf_add(out, at, len);
    }
}

/* The length of the first `n` characters. */
static size_t rune_bytes(pl_str s, size_t n)
{
    size_t bytes = 0;
    unsigned len;
    for (; n > 0 && s.len; n--) {
        next_rune(&s, &len);
        bytes += len;
    }
    return bytes;
}

/* A carriage return goes back to the start of the line, and what follows overwrites it: of each
 * part only the end remains that is longer than all later parts. */
static void overwrite(pl_str line, pl_buf *out)
{
    size_t covered = 0;
    for (bool first = false; !first;) {
        size_t at = pl_str_rfind(line, '\r');
        first = at == line.len;
        pl_str part = first ? line : pl_str_sub(line, at + 1, line.len);
        size_t runes = pl_utf8_runes(part);
        if (runes > covered) {
            pl_buf_str(out, pl_str_sub(part, rune_bytes(part, covered), part.len));
            covered = runes;
        }
        line = pl_str_sub(line, 0, at);
    }
}

typedef struct broken {
    uint32_t lines;
    size_t width;
} broken;

static void count_line(broken *b, size_t width)
{
    b->width = width > b->width ? width : b->width;
    b->lines++;
}

/* Break one line that is too wide. */
static void break_line(pl_str line, broken *b, pl_buf *out)
{
    size_t width = 0;
    while (line.len) {
        const char *at = line.ptr;
        unsigned len;
        unsigned w = width_of(next_rune(&line, &len));
        if (width + w > PL_TABLE_WIDTH) {
            count_line(b, width);
            pl_buf_byte(out, '\n');
            width = 0;
        }
        pl_buf_add(out, at, len);
        width += w;
    }
    count_line(b, width);
}

/* Append the lines of a cell to `out`. */
static broken break_cell(pl_result *r, pl_str text, pl_buf *out)
{
    broken b = { 0 };
    r->lines.len = 0;
    clean(text, &r->lines);
    pl_str rest = pl_buf_view(&r->lines);
    pl_buf line = { 0 };
    if (!rest.len)
        return (broken){ 1, 0 };
    while (rest.ptr) {
        pl_str one = pl_str_split(&rest, '\n');
        if (b.lines)
            pl_buf_byte(out, '\n');
        if (pl_str_ends(one, PL_S("\r")) && rest.ptr)
            one.len--;
        line.len = 0;
        if (one.len && memchr(one.ptr, '\r', one.len)) {
            overwrite(one, &line);
            one = pl_buf_view(&line);
        }
        break_line(one, &b, out);
    }
    pl_buf_done(&line);
    return b;
}

/* ---- keeping */

/* Rows may be longer than 4 GiB: sizes have 64 bits. */
enum { SIZE = sizeof(uint64_t) };

static void put_size(pl_buf *out)
{
    pl_buf_fill(out, 0, SIZE);
}

static void set_size(pl_buf *out, size_t at, uint64_t n)
{
    pl_assert(at + sizeof n <= out->len);
    memcpy(out->ptr + at, &n, SIZE);
}

/* Keep the lines of a cell, and remember how wide its column has to be. */
static void keep_cell(pl_result *r, uint32_t column, pl_str text)
{
    pl_buf *out = pl_spool_buf(&r->out);
    size_t at = out->len;
    put_size(out);
    put_size(out);
    broken b = break_cell(r, text, out);
    set_size(out, at, out->len - at - 2 * SIZE);
    set_size(out, at + SIZE, b.lines);
    if (b.width > r->widths[column])
        r->widths[column] = b.width;
}

/* Names are cells of a first row, so that they are broken and measured as all others. */
static void table_columns(pl_result *r)
{
    pl_buf *out = pl_spool_buf(&r->out);
    r->widths = pl_arena_zero(&r->arena, (r->n_columns + 1) * sizeof *r->widths, sizeof(size_t));
    if (!r->header || !r->n_columns)
        return;
    size_t at = out->len;
    put_size(out);
    for (uint32_t i = 0; i < r->n_columns; i++)
        keep_cell(r, i, r->columns[i].original);
    set_size(out, at, out->len - at - SIZE);
}

/* Rows beyond the limit are only counted. */
static void table_row(pl_result *r, const pl_cell *cells)
{
    pl_buf *out = pl_spool_buf(&r->out);
    if (r->rows >= PL_TABLE_ROWS || !r->n_columns)
        return;
    size_t at = out->len;
    put_size(out);
    for (uint32_t i = 0; i < r->n_columns; i++) {
        r->scratch.len = 0;
        pl_result__text(&cells[i], &r->columns[i], true, &r->scratch);
        keep_cell(r, i, pl_buf_view(&r->scratch));
    }
    set_size(out, at, out->len - at - SIZE);
}

/* ---- layout */

typedef struct layout {
    const pl_result *r;
    pl_spool out;
    pl_buf row;   /* the bytes of the row at hand that were read so far */
    pl_str *rest; /* by cell: the lines that are left; ptr NULL: none */
    bool header;  /* the header is still to be written */
} layout;

static void put_rule(layout *l)
{
    pl_buf *out = pl_spool_buf(&l->out);
    pl_buf_byte(out, '+');
    for (uint32_t i = 0; i < l->r->n_columns; i++) {
        pl_buf_fill(out, '-', l->r->widths[i] + 2);
        pl_buf_byte(out, '+');
    }
    pl_buf_byte(out, '\n');
}

/* Write one line of a row: each cell has its next line in it, or blanks. */
static void put_line(layout *l)
{
    pl_buf *out = pl_spool_buf(&l->out);
    for (uint32_t i = 0; i < l->r->n_columns; i++) {
        pl_str line = l->rest[i].ptr ? pl_str_split(&l->rest[i], '\n') : (pl_str){ 0 };
        size_t width = text_width(line), wanted = l->r->widths[i];
        pl_buf_cstr(out, "| ");
        pl_buf_str(out, line);
        pl_buf_fill(out, ' ', (width < wanted ? wanted - width : 0) + 1);
    }
    pl_buf_cstr(out, "|\n");
    pl_spool_pass(&l->out);
}

static uint64_t get_size(const char *at)
{
    uint64_t n;
    memcpy(&n, at, SIZE);
    return n;
}

/* A row is as high as its highest cell. */
static void put_row(layout *l, const char *at)
{
    uint64_t height = 0;
    for (uint32_t i = 0; i < l->r->n_columns; i++) {
        uint64_t bytes = get_size(at), lines = get_size(at + SIZE);
        at += 2 * SIZE;
        l->rest[i] = (pl_str){ at, bytes };
        height = lines > height ? lines : height;
        at += bytes;
    }
    for (uint64_t i = 0; i < height; i++)
        put_line(l);
    if (l->header)
        put_rule(l);
    l->header = false;
}

/* Pieces of the spool may end anywhere. */
static bool take_piece(void *ctx, pl_str piece)
{
    layout *l = ctx;
    size_t at = 0;
    pl_buf_str(&l->row, piece);
    while (l->row.len - at >= SIZE) {
        uint64_t bytes = get_size(l->row.ptr + at);
        if (l->row.len - at - SIZE < bytes)
            break;
        put_row(l, l->row.ptr + at + SIZE);
        at += SIZE + bytes;
    }
    memmove(l->row.ptr, l->row.ptr + at, l->row.len - at);
    l->row.len -= at;
    return true;
}

static void put_grouped(uint64_t n, pl_buf *out)
{
    char digits[24];
    int len = snprintf(digits, sizeof digits, "%llu", (unsigned long long)n);
    for (int i = 0; i < len; i++) {
        if (i && (len - i) % 3 == 0)
            pl_buf_byte(out, ',');
        pl_buf_byte(out, digits[i]);
    }
}

/* Write the line below a table that was cut off at PL_TABLE_ROWS. */
static void put_notice(layout *l)
{
    pl_buf *out = pl_spool_buf(&l->out);
    put_grouped(l->r->rows, out);
    pl_buf_cstr(out, " rows (10,000 shown). Table output is limited to 10,000 rows. Use "
                     "json/csv/line to view all the rows.\n");
}

/* Now all widths are known: read the cells again and lay them out. */
static void table_end(pl_result *r, uint64_t nanos)
{
    layout l = { .r = r, .header = r->header, .out.dir = r->out.dir };
    (void)nanos;
    if (r->n_columns && (r->header || r->rows)) {
        l.rest = pl_arena_alloc(&r->arena, r->n_columns * sizeof *l.rest);
        put_rule(&l);
        if (!pl_spool_read(&r->out, 0, pl_spool_size(&r->out), take_piece, &l))
            l.out.error = r->out.error ? r->out.error : 1;
        put_rule(&l);
    }
    if (r->rows > PL_TABLE_ROWS)
        put_notice(&l);
    pl_buf_done(&l.row);
    pl_spool_done(&r->out);
    r->out = l.out;
}

const pl_result_writer pl_result__table = { table_columns, table_row, table_end };
