/* scan.c - cutting a template into items: text, delimiters, and the words between them. */
#include "gotmpl/inner.h"

#include "base/ascii.h"
#include "base/assert.h"
#include "base/str.h"
#include "base/utf8.h"

static bool is_space(int c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static int byte_at(const pl_tmpl_scanner *s, size_t at)
{
    return at < s->text.len ? (unsigned char)s->text.ptr[at] : -1;
}

static bool looking_at(const pl_tmpl_scanner *s, size_t at, const char *word)
{
    return pl_str_starts(pl_str_sub(s->text, at, s->text.len), pl_str_cstr(word));
}

/* The length of the letter, digit or underscore at `at`; 0: none. Any character beyond ASCII counts
 * as a letter. */
static size_t word_char(const pl_tmpl_scanner *s, size_t at)
{
    int c = byte_at(s, at);
    if (c < 0)
        return 0;
    if (c < 0x80)
        return c == '_' || pl_is_word(c);
    const unsigned char *p = (const unsigned char *)s->text.ptr;
    return pl_utf8_len(p + at, p + s->text.len);
}

/* Return the item from the current position to `end`, and move to `end`. */
static pl_tmpl_item take_item(pl_tmpl_scanner *s, pl_tmpl_item_kind kind, size_t end)
{
    pl_assert(s->at <= end && end <= s->text.len);
    pl_tmpl_item item = { (uint8_t)kind, s->at, s->line, pl_str_sub(s->text, s->at, end) };
    for (size_t i = s->at; i < end; i++)
        s->line += s->text.ptr[i] == '\n';
    s->at = (uint32_t)end;
    return item;
}

static pl_tmpl_item wrong(pl_tmpl_scanner *s, const char *message)
{
    s->at = (uint32_t)s->text.len;
    s->inside = false;
    return (pl_tmpl_item){ ITEM_ERROR, s->at, s->line, pl_str_cstr(message) };
}

/* ---- text */

static void skip_spaces(pl_tmpl_scanner *s)
{
    while (is_space(byte_at(s, s->at))) {
        s->line += s->text.ptr[s->at] == '\n';
        s->at++;
    }
}

static size_t find_left(const pl_tmpl_scanner *s)
{
    if (s->at >= s->text.len)
        return s->text.len;
    const char *from = s->text.ptr + s->at;
    const char *at = memmem(from, s->text.len - s->at, "{{", 2);
    return at ? (size_t)(at - s->text.ptr) : s->text.len;
}

static bool trims_left(const pl_tmpl_scanner *s, size_t left)
{
    return byte_at(s, left + 2) == '-' && is_space(byte_at(s, left + 3));
}

/* Is an action closed at `at`, with a trim marker or without? */
static bool at_right(const pl_tmpl_scanner *s, size_t at, bool *trims)
{
    *trims = is_space(byte_at(s, at)) && looking_at(s, at + 1, "-}}");
    return *trims || looking_at(s, at, "}}");
}

static pl_tmpl_item take_right(pl_tmpl_scanner *s, bool trims)
{
    pl_assert(s->inside);
    s->inside = false;
    pl_tmpl_item item = take_item(s, ITEM_RIGHT, s->at + (trims ? 4 : 2));
    if (trims)
        skip_spaces(s);
    return item;
}

/* Skip the comment at `at`; its trim markers still take effect. False with an ITEM_ERROR. */
static bool skip_comment(pl_tmpl_scanner *s, size_t at, pl_tmpl_item *error)
{
    const char *end = memmem(s->text.ptr + at, s->text.len - at, "*/", 2);
    if (!end) {
        *error = wrong(s, "unclosed comment");
        return false;
    }
    size_t after = (size_t)(end - s->text.ptr) + 2;
    bool trims;
    if (!at_right(s, after, &trims)) {
        *error = wrong(s, "comment ends before closing delimiter");
        return false;
    }
    take_item(s, ITEM_TEXT, after + (trims ? 4 : 2));
    if (trims)
        skip_spaces(s);
    return true;
}

/* Scan outside of actions: return the text before the next `{{`, without the blanks that a trim
 * marker removes, or that delimiter. Comments are skipped. */
static pl_tmpl_item scan_text(pl_tmpl_scanner *s)
{
    for (;;) {
        size_t left = find_left(s), end = left;
        bool trims = left < s->text.len && trims_left(s, left);
        while (trims && end > s->at && is_space(byte_at(s, end - 1)))
            end--;
        if (end > s->at) {
            pl_tmpl_item text = take_item(s, ITEM_TEXT, end);
            take_item(s, ITEM_TEXT, left);
            return text;
        }
        take_item(s, ITEM_TEXT, left);
        if (left == s->text.len)
            return take_item(s, ITEM_END, left);
        size_t after = left + (trims ? 4 : 2);
        if (!looking_at(s, after, "/*")) {
            s->inside = true;
            s->parens = 0;
            pl_tmpl_item item = take_item(s, ITEM_LEFT, left + 2);
            take_item(s, ITEM_SPACE, left + (trims ? 3 : 2));
            return item;
        }
        pl_tmpl_item error;
        if (!skip_comment(s, after, &error))
            return error;
    }
}

/* ---- actions */

/* May a word end at `at`? */
static bool at_end_of_word(const pl_tmpl_scanner *s, size_t at)
{
    int c = byte_at(s, at);
    bool trims;
    return c < 0 || is_space(c) || pl_char_in((char)c, ".,|:)(") || at_right(s, at, &trims);
}

static pl_tmpl_item scan_word(pl_tmpl_scanner *s, pl_tmpl_item_kind kind, size_t from)
{
    size_t end = from, n;
    while ((n = word_char(s, end)))
        end += n;
    if (!at_end_of_word(s, end))
        return wrong(s, "bad character in a name");
    return take_item(s, kind, end);
}

static pl_tmpl_item scan_quoted(pl_tmpl_scanner *s, int quote, pl_tmpl_item_kind kind,
                                const char *open)
{
    for (size_t at = s->at + 1;; at++) {
        int c = byte_at(s, at);
        if (c == '\\' && byte_at(s, at + 1) >= 0 && byte_at(s, at + 1) != '\n')
            at++;
        else if (c < 0 || c == '\n' || c == '\\')
            return wrong(s, open);
        else if (c == quote)
            return take_item(s, kind, at + 1);
    }
}

static pl_tmpl_item scan_raw(pl_tmpl_scanner *s)
{
    const char *from = s->text.ptr + s->at + 1;
    const char *end = memchr(from, '`', s->text.len - s->at - 1);
    if (!end)
        return wrong(s, "unterminated raw quoted string");
    return take_item(s, ITEM_RAW, (size_t)(end - s->text.ptr) + 1);
}

/* Scan something that looks like a number; literal.c decides whether it is one. */
static pl_tmpl_item scan_number(pl_tmpl_scanner *s)
{
    size_t end = s->at + (byte_at(s, s->at) == '+' || byte_at(s, s->at) == '-');
    for (;; end++) {
        int c = byte_at(s, end), before = byte_at(s, end - 1);
        bool sign = (c == '+' || c == '-') && pl_char_in((char)before, "eEpP");
        if (!sign && c != '.' && c != '_' && (c < 0 || c >= 0x80 || !pl_is_word(c)))
            break;
    }
    return take_item(s, ITEM_NUMBER, end);
}

static pl_tmpl_item scan_space(pl_tmpl_scanner *s)
{
    size_t end = s->at;
    bool trims;
    while (is_space(byte_at(s, end)) && !(at_right(s, end, &trims) && trims))
        end++;
    return take_item(s, ITEM_SPACE, end);
}

static pl_tmpl_item scan_paren(pl_tmpl_scanner *s, int c)
{
    if (c == '(')
        s->parens++;
    else if (!s->parens--)
        return wrong(s, "unexpected right paren");
    return take_item(s, c == '(' ? ITEM_OPEN : ITEM_CLOSE, s->at + 1);
}

static bool starts_number(const pl_tmpl_scanner *s, int c)
{
    return pl_is_digit(c) || c == '+' || c == '-' ||
           (c == '.' && pl_is_digit(byte_at(s, s->at + 1)));
}

static pl_tmpl_item scan_mark(pl_tmpl_scanner *s, int c)
{
    switch (c) {
    case '"': return scan_quoted(s, '"', ITEM_STRING, "unterminated quoted string");
    case '\'': return scan_quoted(s, '\'', ITEM_NUMBER, "unterminated character constant");
    case '`': return scan_raw(s);
    case '$': return scan_word(s, ITEM_VARIABLE, s->at + 1);
    case '(':
    case ')': return scan_paren(s, c);
    case '|': return take_item(s, ITEM_PIPE, s->at + 1);
    case ',': return take_item(s, ITEM_COMMA, s->at + 1);
    case '=': return take_item(s, ITEM_ASSIGN, s->at + 1);
    case ':':
        if (byte_at(s, s->at + 1) != '=')
            return wrong(s, "expected :=");
        return take_item(s, ITEM_DECLARE, s->at + 2);
    case '.':
        if (at_end_of_word(s, s->at + 1))
            return take_item(s, ITEM_DOT, s->at + 1);
        return scan_word(s, ITEM_FIELD, s->at + 1);
    default:
        if (c < 0x20 || c >= 0x7f)
            return wrong(s, "unrecognized character in action");
        return take_item(s, ITEM_OTHER, s->at + 1);
    }
}

static pl_tmpl_item scan_action(pl_tmpl_scanner *s)
{
    bool trims;
    if (at_right(s, s->at, &trims))
        return s->parens ? wrong(s, "unclosed left paren") : take_right(s, trims);
    int c = byte_at(s, s->at);
    if (c < 0)
        return wrong(s, "unclosed action");
    if (is_space(c))
        return scan_space(s);
    if (starts_number(s, c))
        return scan_number(s);
    if (word_char(s, s->at))
        return scan_word(s, ITEM_IDENT, s->at);
    return scan_mark(s, c);
}

pl_tmpl_item pl_tmpl__scan(pl_tmpl_scanner *s)
{
    return s->inside ? scan_action(s) : scan_text(s);
}
