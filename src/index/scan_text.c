/* scan_text.c - the text of templates, numbers and labels, without evaluation.
 *
 * A template is cut into pieces as in the language (hcl.md 1.6, 2.6): its literal parts between
 * interpolations, in heredocs line by line. A `~` removes white space of the piece beside it;
 * the indentation that `<<-` removes is measured on the pieces that begin a line; then escapes
 * are decoded. An interpolation counts as empty, which makes the text provisional. */
#include "index/scanner.h"
#include "base/ascii.h"
#include "base/nfc.h"
#include "base/str.h"
#include "base/utf8.h"
#include "lex/run.h"

typedef struct template
{
    const char *file;
    const pl_range *holes;
    size_t n_holes;
    uint32_t start, end; /* text, without quotes and markers */
    bool quoted, flush;
}
template;

typedef struct piece {
    pl_str text;  /* without the white space that a ~ removes */
    bool literal; /* otherwise it is an interpolation */
    bool line;    /* begins a line */
    /* the position of the walk */
    uint32_t at;
    size_t hole;
    bool next_line, eat;
} piece;

/* The length of the white space character at `i`, or 0. */
static unsigned space_at(pl_str s, size_t i)
{
    const unsigned char *p = (const unsigned char *)s.ptr + i,
                        *end = (const unsigned char *)s.ptr + s.len;
    if (*p < 0x80)
        return pl_is_space(*p);
    unsigned len = pl_utf8_len(p, end);
    return len && pl_utf8_is_space(pl_utf8_decode(p, len)) ? len : 0;
}

static pl_str trim_left(pl_str s)
{
    size_t i = 0;
    for (unsigned n; i < s.len && (n = space_at(s, i)) != 0;)
        i += n;
    return pl_str_sub(s, i, s.len);
}

static pl_str trim_right(pl_str s)
{
    while (s.len) {
        size_t i = s.len - 1;
        while (i && (s.ptr[i] & 0xc0) == 0x80)
            i--;
        if (space_at(s, i) != s.len - i)
            break;
        s.len = i;
    }
    return s;
}

/* Go to the next piece; false at the end. Start with {0}, with `at` at the start of the text and
 * `next_line` set. */
static bool next_piece(const template *t, piece *p)
{
    bool more = p->hole < t->n_holes;
    /* The braces of an interpolation, and the ~ inside them, are outside its hole. */
    uint32_t opens = more ? t->holes[p->hole].start - 2 : t->end;
    bool eats_before = more && t->file[opens + 1] == '~';
    opens -= eats_before;
    p->line = p->next_line;
    if (p->at >= opens) {
        if (!more)
            return false;
        uint32_t close = t->holes[p->hole].end;
        p->eat = t->file[close] == '~';
        p->at = close + 1 + p->eat;
        p->hole++;
        p->literal = p->next_line = false;
        p->text = (pl_str){ 0 };
        return true;
    }
    pl_str rest = { t->file + p->at, opens - p->at };
    size_t len = t->quoted ? rest.len : pl_str_find(rest, '\n') + 1;
    p->text = pl_str_sub(rest, 0, len);
    p->at += (uint32_t)p->text.len;
    p->literal = true;
    if (p->eat)
        p->text = trim_left(p->text);
    if (eats_before && p->at == opens)
        p->text = trim_right(p->text);
    p->eat = false;
    p->next_line = p->text.len && p->text.ptr[p->text.len - 1] == '\n';
    return true;
}

/* The number of grapheme clusters of leading white space, at most `most`; their length goes to
 * *bytes. */
static uint32_t indent(pl_str s, uint32_t most, size_t *bytes)
{
    uint32_t n = 0;
    size_t i = 0;
    for (; n < most && i < s.len; n++) {
        size_t len = pl_utf8_cluster(pl_str_sub(s, i, s.len));
        pl_str cluster = pl_str_sub(s, i, i + len);
        if (trim_left(cluster).len)
            break;
        i += len;
    }
    *bytes = i;
    return n;
}

static bool is_blank_line(const piece *p)
{
    return p->text.len && p->text.ptr[p->text.len - 1] == '\n' && !trim_left(p->text).len;
}

/* The indentation that `<<-` removes from each line. */
static uint32_t common_indent(const template *t)
{
    uint32_t least = UINT32_MAX;
    piece p = { .at = t->start, .next_line = true };
    while (least && next_piece(t, &p)) {
        size_t bytes;
        if (!p.line || (p.literal && is_blank_line(&p)))
            continue;
        uint32_t n = p.literal ? indent(p.text, least, &bytes) : 0;
        if (n < least)
            least = n;
    }
    return least == UINT32_MAX ? 0 : least;
}

static template cut(const pl_scanner *sc, uint32_t start, uint32_t end)
{
    template t = { .file = sc->file.ptr, .quoted = sc->file.ptr[start] == '"' };
    if (t.quoted) {
        t.start = start + 1;
        t.end = end - 1;
        return t;
    }
    t.flush = sc->file.ptr[start + 2] == '-';
    t.start = start + (uint32_t)pl_str_find(pl_scan__slice(sc, start, end), '\n') + 1;
    t.end = start + (uint32_t)pl_str_rfind(pl_scan__slice(sc, start, end), '\n') + 1;
    return t;
}

void pl_scan__template(pl_scanner *sc, pl_range value, const pl_range *holes, size_t n_holes,
                       pl_buf *out)
{
    template t = cut(sc, value.start, value.end);
    size_t from = out->len;
    t.holes = holes;
    t.n_holes = n_holes;
    uint32_t remove = t.flush ? common_indent(&t) : 0;
    piece p = { .at = t.start, .next_line = true };
    while (next_piece(&t, &p)) {
        size_t bytes = 0;
        if (!p.literal)
            continue;
        if (remove && p.line && !is_blank_line(&p))
            indent(p.text, remove, &bytes);
        pl_str text = pl_str_sub(p.text, bytes, p.text.len);
        if (pl_string_plain(text, t.quoted))
            pl_buf_str(out, text);
        else
            pl_string_decode(text, t.quoted, 0, out, NULL);
    }
    pl_nfc_tail(out, from);
}

bool pl_scan__literal(pl_scanner *sc, const pl_skip *v, uint32_t most, pl_span *out)
{
    enum {
        SHRINK = 10,
        INDENT = 4096
    }; /* an escape; all there may be in front of a short heredoc */
    uint32_t len = v->end - v->start;
    size_t at = sc->text.len;
    bool quoted = sc->file.ptr[v->start] == '"';
    pl_str inner = pl_scan__slice(sc, v->start + 1, v->end - 1);
    if (quoted && !v->escapes && (inner.len > most || pl_nfc_is_quick(inner))) {
        if (inner.len > most)
            return false;
        *out = pl_scan__keep(sc, inner);
        return true;
    }
    if (most != UINT32_MAX && len > (quoted ? SHRINK * most : INDENT))
        return false;
    pl_scan__template(sc, (pl_range){ v->start, v->end }, NULL, 0, &sc->text);
    if (sc->text.len - at > most) {
        sc->text.len = at;
        return false;
    }
    *out = (pl_span){ (uint32_t)at, (uint32_t)(sc->text.len - at) };
    return true;
}

pl_span pl_scan__label(pl_scanner *sc, pl_str raw)
{
    if (!raw.len || raw.ptr[0] != '"')
        return pl_scan__keep(sc, raw);
    const unsigned char *start = (const unsigned char *)raw.ptr + 1, *end = start + raw.len - 2;
    raw = pl_str_sub(raw, 1, raw.len - 1);
    if (pl_run_ascii(start, end, true) == end || pl_string_plain(raw, true))
        return pl_scan__keep(sc, raw);
    uint32_t at = (uint32_t)sc->text.len;
    pl_string_decode(raw, true, 0, &sc->text, NULL);
    return (pl_span){ at, (uint32_t)sc->text.len - at };
}

/* ---- numbers */

enum {
    EXACT_DIGITS = 150, /* what a 512-bit float gives back digit for digit */
    LONGEST = 40, /* digits before the point, zeros after it: few bytes must not become many */
};

bool pl_scan__number(pl_str raw, pl_buf *out)
{
    char digits[EXACT_DIGITS];
    size_t n = 0, i = 0;
    long point = 0, exp = 0; /* 0.d1d2d3... times 10^point */
    bool seen_point = false;
    for (; i < raw.len && (raw.ptr[i] == '.' || (unsigned)(raw.ptr[i] - '0') < 10); i++) {
        if (raw.ptr[i] == '.') {
            seen_point = true;
            continue;
        }
        if (n || raw.ptr[i] != '0') {
            if (n == EXACT_DIGITS)
                return false;
            digits[n++] = raw.ptr[i];
            point += !seen_point;
        } else if (seen_point) {
            point--;
        }
    }
    if (i < raw.len) { /* e, sign, digits */
        bool minus = raw.ptr[++i] == '-';
        for (i += minus || raw.ptr[i] == '+'; i < raw.len && exp < 100000; i++)
            exp = exp * 10 + (raw.ptr[i] - '0');
        point += minus ? -exp : exp;
    }
    while (n && digits[n - 1] == '0')
        n--;
    if (!n) {
        pl_buf_byte(out, '0');
        return true;
    }
    if (point > LONGEST || point < -LONGEST)
        return false;
    if (point <= 0) {
        pl_buf_cstr(out, "0.");
        pl_buf_fill(out, '0', (size_t)-point);
    }
    for (size_t k = 0; k < n; k++) {
        if (point > 0 && k == (size_t)point)
            pl_buf_byte(out, '.');
        pl_buf_byte(out, digits[k]);
    }
    if (point > (long)n)
        pl_buf_fill(out, '0', (size_t)point - n);
    return true;
}
