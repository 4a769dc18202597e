/* layout.c - the literals of a template: the common indentation of `<<-`, and joining neighbours
 * (hcl.md 1.6, 2.6). */
#include "base/utf8.h"
#include "base/assert.h"
#include "hcl/parser.h"

/* ---- white space */

/* Overlong forms are not white space: the smallest lead byte of white space is C2. */
static size_t space_len(const char *p, size_t n)
{
    unsigned char c = (unsigned char)*p;
    if (c < 0x80)
        return c == ' ' || (c >= '\t' && c <= '\r');
    if (c < 0xc2 || c == 0xe0)
        return 0;
    unsigned len = pl_utf8_len((const unsigned char *)p, (const unsigned char *)p + n);
    return len && pl_utf8_is_space(pl_utf8_decode((const unsigned char *)p, len)) ? len : 0;
}

size_t pl_hcl__leading_space(pl_str s)
{
    return s.len ? space_len(s.ptr, s.len) : 0;
}

size_t pl_hcl__trailing_space(pl_str s)
{
    size_t at = s.len;
    if (!at)
        return 0;
    do {
        at--;
    } while (at && ((unsigned char)s.ptr[at] & 0xc0) == 0x80);
    size_t len = space_len(s.ptr + at, s.len - at);
    return len == s.len - at ? len : 0;
}

/* ---- the common indent */

static bool ends_line(pl_str s)
{
    return s.len && s.ptr[s.len - 1] == '\n';
}

/* The length of the white space at the start of `s`: nearly always blanks. */
static size_t leading(pl_str s)
{
    size_t n = 0, len;
    while (n < s.len && s.ptr[n] == ' ')
        n++;
    while (n < s.len && (len = space_len(s.ptr + n, s.len - n)) > 0)
        n += len;
    return n;
}

/* Are the first n bytes only blanks and tabs, and does no combining character follow? Each byte is
 * a grapheme cluster then. */
static bool plain_indent(pl_str s, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (s.ptr[i] != ' ' && s.ptr[i] != '\t')
            return false;
    return n == s.len || (unsigned char)s.ptr[n] < 0x80;
}

/* Measure the indentation of a literal at the start of a line. A line of only white space does
 * not count. */
static void measure(pl_template_part *part)
{
    size_t n = leading(part->text);
    if (n == part->text.len && ends_line(part->text))
        return;
    part->line = true;
    part->plain = plain_indent(part->text, n);
    part->indent = (uint32_t)(part->plain ? n : pl_utf8_clusters(pl_str_sub(part->text, 0, n)));
}

/* The length of the first `clusters` clusters. */
static size_t indent_bytes(const pl_template_part *part, size_t clusters)
{
    pl_assert(clusters <= part->indent);
    if (part->plain)
        return clusters;
    size_t n = 0;
    while (clusters-- > 0)
        n += pl_utf8_cluster(pl_str_sub(part->text, n, part->text.len));
    return n;
}

/* The smallest indentation. A part begins a line if it is the first one or follows a literal
 * that ends a line. Only literals are indented. */
static uint32_t smallest_indent(pl_template_part *parts)
{
    uint32_t least = UINT32_MAX;
    bool begins = true;
    for (pl_template_part *p = parts; p->kind != PL_PART_END; p++) {
        bool literal = p->kind == PL_PART_LIT;
        if (begins && literal)
            measure(p);
        if (begins && (!literal || p->line) && p->indent < least)
            least = p->indent;
        begins = literal && ends_line(p->text);
    }
    return least;
}

void pl_hcl__flush(pl_parser *ps, size_t from)
{
    pl_assert(from < ps->parts.n);
    pl_assert(ps->parts.at[ps->parts.n - 1].kind == PL_PART_END);
    pl_template_part *parts = &ps->parts.at[from];
    uint32_t least = smallest_indent(parts);
    if (least == 0 || least == UINT32_MAX)
        return;
    for (pl_template_part *p = parts; p->kind != PL_PART_END; p++) {
        if (!p->line)
            continue;
        size_t n = indent_bytes(p, least);
        p->text = pl_str_sub(p->text, n, p->text.len);
        p->range.start += (uint32_t)n;
    }
}

/* ---- joining */

/* The text of parts [p, end): a slice if they are next to each other, otherwise a copy. */
static pl_str join_parts(pl_parser *ps, const pl_template_part *p, const pl_template_part *end)
{
    pl_assert(p < end);
    size_t len = 0;
    bool touching = true;
    for (const pl_template_part *q = p; q < end; q++) {
        touching &= q->text.ptr == p->text.ptr + len;
        len += q->text.len;
    }
    if (touching)
        return pl_str_make(p->text.ptr, len);
    char *to = pl_arena_take(ps->arena, len, 1);
    for (size_t n = 0; p < end; n += p++->text.len)
        memcpy(to + n, p->text.ptr, p->text.len);
    return pl_str_make(to, len);
}

void pl_hcl__meld(pl_parser *ps, size_t from)
{
    pl_assert(from < ps->parts.n);
    pl_assert(ps->parts.at[ps->parts.n - 1].kind == PL_PART_END);
    pl_template_part *to = &ps->parts.at[from], *p = to, *end = ps->parts.at + ps->parts.n;
    while (p < end) {
        pl_template_part *q = p + 1;
        if (p->kind == PL_PART_LIT)
            while (q->kind == PL_PART_LIT)
                q++;
        pl_template_part one = *p;
        if (q - p > 1) {
            one.text = join_parts(ps, p, q);
            one.range.end = q[-1].range.end;
        }
        *to++ = one;
        p = q;
    }
    ps->parts.n = (size_t)(to - ps->parts.at);
}
