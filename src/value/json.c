/* json.c - a JSON reader that keeps open containers in a list, so that nesting costs no stack. */
#include "value/json.h"
#include "base/ascii.h"
#include "base/str.h"
#include "base/utf8.h"
#include "base/vec.h"
#include <stdio.h>

/* Open containers are linked through `next`, innermost first; when a container
 * closes, `next` becomes the link to its sibling. So depth costs no stack, and the
 * limit is a plain count. */
typedef struct begun {
    pl_mark mark;    /* the arena before the container and its key */
    pl_json *before; /* the sibling in front of it */
} begun;

typedef struct reader {
    const unsigned char *start, *p, *end;
    pl_arena *arena;
    pl_json_error *err;
    pl_json *open;
    unsigned depth;
    const pl_json_filter *filter; /* NULL: all is kept */
    PL_VEC(begun) begun;          /* with a filter: the open containers, innermost last */
} reader;

typedef enum want { VALUE, VALUE_OR_END, KEY, KEY_OR_END, COMMA_OR_END, NOTHING } want;

static void fill_place(pl_json_error *err, const reader *rd, const unsigned char *at)
{
    err->offset = (size_t)(at - rd->start);
    err->line = err->column = 1;
    for (const unsigned char *p = rd->start; p < at; p++) {
        err->column++;
        if (*p == '\n')
            err->line++, err->column = 1;
    }
}

/* Write the byte as Go's %q shows the rune with that number. */
static void quote_byte(unsigned char c, char out[8])
{
    static const char letters[] = "abtnvfr"; /* 7 ... 13 */
    if (c == '\'' || c == '\\')
        snprintf(out, 8, "\\%c", c);
    else if (c >= 7 && c <= 13)
        snprintf(out, 8, "\\%c", letters[c - 7]);
    else if (c < 0x20 || c == 0x7f)
        snprintf(out, 8, "\\x%02x", c);
    else if (c < 0x80)
        snprintf(out, 8, "%c", c);
    else if (c < 0xa1 || c == 0xad)
        snprintf(out, 8, "\\u%04x", c);
    else
        out[pl_utf8_encode(c, out)] = '\0';
}

static bool fail_at(reader *rd, const unsigned char *at, const char *context)
{
    if (!rd->err)
        return false;
    fill_place(rd->err, rd, at);
    char quoted[8];
    if (at >= rd->end) {
        snprintf(rd->err->message, sizeof rd->err->message, "unexpected end of JSON input");
        return false;
    }
    quote_byte(*at, quoted);
    snprintf(rd->err->message, sizeof rd->err->message, "invalid character '%s' %s", quoted,
             context);
    return false;
}

/* Read the four hexadecimal digits at `p`, which must be readable. False if one is none. */
static bool read_hex4(const unsigned char *p, uint32_t *out)
{
    uint32_t n = 0;
    for (int i = 0; i < 4; i++) {
        unsigned char c = p[i], low = c | 0x20;
        if (pl_is_digit(c))
            n = n << 4 | (uint32_t)(c - '0');
        else if (low >= 'a' && low <= 'f')
            n = n << 4 | (uint32_t)(low - 'a' + 10);
        else
            return false;
    }
    *out = n;
    return true;
}

/* Decode the escape whose `\u` is before `p`; four valid digits follow. */
static const unsigned char *decode_u(const unsigned char *p, const unsigned char *end, char **out)
{
    uint32_t cp = 0, low = 0;
    read_hex4(p, &cp);
    p += 4;
    if (cp >= 0xd800 && cp < 0xe000) {
        bool pair = cp < 0xdc00 && end - p >= 6 && p[0] == '\\' && p[1] == 'u' &&
                    read_hex4(p + 2, &low) && low >= 0xdc00 && low < 0xe000;
        p += pair ? 6 : 0;
        cp = pair ? 0x10000 + ((cp - 0xd800) << 10) + (low - 0xdc00) : 0xfffd;
    }
    *out += pl_utf8_encode(cp, *out);
    return p;
}

/* Decode [p, end), the contents of a string with valid escapes. The result is at most three times
 * as long: a bad byte becomes U+FFFD. */
static pl_str decode_string(pl_arena *arena, const unsigned char *p, const unsigned char *end)
{
    static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
    size_t bad = 0;
    for (const unsigned char *q = p; q < end; q++)
        bad += *q >= 0x80;
    char *start = pl_arena_take(arena, (size_t)(end - p) + 2 * bad + 1, 1), *out = start;
    while (p < end) {
        if (*p < 0x80 && *p != '\\') {
            *out++ = (char)*p++;
        } else if (*p == '\\') {
            const char *plain = p[1] == 'u' ? NULL : strchr(from, p[1]);
            if (plain)
                *out++ = to[plain - from], p += 2;
            else
                p = decode_u(p + 2, end, &out);
        } else {
            unsigned n = pl_utf8_len(p, end);
            bool sound = n && pl_utf8_valid(pl_str_make(p, n));
            memcpy(out, sound ? (const char *)p : "\xef\xbf\xbd", sound ? n : 3);
            out += sound ? n : 3;
            p += sound ? n : 1;
        }
    }
    *out = '\0';
    return pl_str_make(start, (size_t)(out - start));
}

/* Check the escape whose backslash is before rd->p. */
static bool check_escape(reader *rd)
{
    if (rd->p >= rd->end || !pl_char_in((char)*rd->p, "\"\\/bfnrtu"))
        return fail_at(rd, rd->p, "in string escape code");
    if (*rd->p++ != 'u')
        return true;
    for (int i = 0; i < 4; i++, rd->p++) {
        unsigned char low = rd->p < rd->end ? *rd->p | 0x20 : 0;
        if (!(low && (pl_is_digit(*rd->p) || (low >= 'a' && low <= 'f'))))
            return fail_at(rd, rd->p, "in \\u hexadecimal character escape");
    }
    return true;
}

/* Read the string whose opening quote is at rd->p. */
static bool read_string(reader *rd, pl_str *out)
{
    const unsigned char *start = ++rd->p;
    bool escapes = false, high = false;
    while (rd->p < rd->end && *rd->p != '"') {
        if (*rd->p < 0x20)
            return fail_at(rd, rd->p, "in string literal");
        high |= *rd->p >= 0x80;
        if (*rd->p++ == '\\') {
            escapes = true;
            if (!check_escape(rd))
                return false;
        }
    }
    if (rd->p >= rd->end)
        return fail_at(rd, rd->end, "");
    *out = pl_str_make(start, (size_t)(rd->p - start));
    if (escapes || (high && !pl_utf8_valid(*out)))
        *out = decode_string(rd->arena, start, rd->p);
    rd->p++;
    return true;
}

static bool read_digits(reader *rd, const char *context)
{
    if (rd->p >= rd->end || !pl_is_digit(*rd->p))
        return fail_at(rd, rd->p, context);
    while (rd->p < rd->end && pl_is_digit(*rd->p))
        rd->p++;
    return true;
}

static bool read_number(reader *rd, pl_str *out)
{
    const unsigned char *start = rd->p;
    rd->p += *rd->p == '-';
    if (rd->p < rd->end && *rd->p == '0')
        rd->p++;
    else if (!read_digits(rd, "in numeric literal"))
        return false;
    if (rd->p < rd->end && *rd->p == '.') {
        rd->p++;
        if (!read_digits(rd, "after decimal point in numeric literal"))
            return false;
    }
    if (rd->p < rd->end && (*rd->p | 0x20) == 'e') {
        rd->p++;
        if (rd->p < rd->end && (*rd->p == '+' || *rd->p == '-'))
            rd->p++;
        if (!read_digits(rd, "in exponent of numeric literal"))
            return false;
    }
    *out = pl_str_make(start, (size_t)(rd->p - start));
    return true;
}

static bool read_word(reader *rd, const char *word)
{
    for (size_t i = 0; word[i]; i++, rd->p++) {
        if (rd->p >= rd->end || *rd->p != (unsigned char)word[i]) {
            char context[48];
            snprintf(context, sizeof context, "in literal %s (expecting '%c')", word, word[i]);
            return fail_at(rd, rd->p, context);
        }
    }
    return true;
}

static bool too_deep(reader *rd)
{
    if (rd->err) {
        fill_place(rd->err, rd, rd->p);
        snprintf(rd->err->message, sizeof rd->err->message, "exceeded max depth");
    }
    return false;
}

static bool read_value(reader *rd, pl_json *node)
{
    unsigned char c = rd->p < rd->end ? *rd->p : 0;
    switch (c) {
    case '"': node->kind = PL_JSON_STRING; return read_string(rd, &node->text);
    case 'n': node->kind = PL_JSON_NULL; return read_word(rd, "null");
    case 'f': node->kind = PL_JSON_BOOL; return read_word(rd, "false");
    case 't':
        node->kind = PL_JSON_BOOL;
        node->truth = true;
        return read_word(rd, "true");
    case '[':
    case '{':
        if (rd->depth >= PL_JSON_DEPTH)
            return too_deep(rd);
        node->kind = c == '[' ? PL_JSON_ARRAY : PL_JSON_OBJECT;
        rd->depth++;
        rd->p++;
        return true;
    default:
        node->kind = PL_JSON_NUMBER;
        if (c == '-' || pl_is_digit(c))
            return read_number(rd, &node->text);
        return fail_at(rd, rd->p, "looking for beginning of value");
    }
}

static void append_node(pl_json *parent, pl_json *node)
{
    if (!parent)
        return;
    *(parent->last ? &parent->last->next : &parent->first) = node;
    parent->last = node;
    parent->n++;
}

/* Is the value that was just read, or begins, to be dropped? */
static bool is_dropped(reader *rd, pl_json *node)
{
    if (!rd->filter || !rd->open)
        return false;
    node->next = rd->open;
    bool drop = rd->open->is_dropped || !rd->filter->wants(rd->filter->ctx, node);
    node->next = NULL;
    return drop;
}

static void open_container(reader *rd, pl_json *node, pl_mark mark)
{
    if (rd->filter)
        pl_vec_push(&rd->begun, ((begun){ mark, rd->open ? rd->open->last : NULL }));
    node->is_dropped = is_dropped(rd, node);
    append_node(rd->open, node);
    node->next = rd->open;
    rd->open = node;
}

/* Add a node to the innermost open container. `mark` is the arena before its key. Returns what is
 * expected next. */
static bool add_value(reader *rd, pl_str key, pl_mark mark, pl_json **root, want *next)
{
    pl_json *node = PL_NEW(rd->arena, pl_json);
    node->key = key;
    if (!read_value(rd, node))
        return false;
    if (!*root)
        *root = node;
    if (node->kind >= PL_JSON_ARRAY) {
        open_container(rd, node, mark);
        *next = node->kind == PL_JSON_ARRAY ? VALUE_OR_END : KEY_OR_END;
        return true;
    }
    *next = rd->open ? COMMA_OR_END : NOTHING;
    if (is_dropped(rd, node))
        pl_arena_rewind(rd->arena, mark);
    else
        append_node(rd->open, node);
    return true;
}

/* Remove the container that was closed last, and is dropped, from the one around it, and rewind the
 * arena. */
static void forget_container(reader *rd, begun b)
{
    pl_json *around = rd->open;
    around->last = b.before;
    *(b.before ? &b.before->next : &around->first) = NULL;
    around->n--;
    pl_arena_rewind(rd->arena, b.mark);
}

/* Close the innermost container at its bracket; the filter may drop it. Returns what is expected
 * next. */
static want close_container(reader *rd)
{
    pl_json *node = rd->open;
    bool dropped = node->is_dropped;
    if (rd->filter && !dropped)
        dropped = rd->filter->ended(rd->filter->ctx, node);
    rd->open = node->next;
    node->next = NULL;
    rd->depth--;
    rd->p++;
    if (rd->filter) {
        begun b = rd->begun.at[--rd->begun.n];
        if (dropped && rd->open)
            forget_container(rd, b);
    }
    return rd->open ? COMMA_OR_END : NOTHING;
}

static void skip_blanks(reader *rd)
{
    while (rd->p < rd->end && (*rd->p == ' ' || *rd->p == '\n' || *rd->p == '\t' || *rd->p == '\r'))
        rd->p++;
}

static bool read_key(reader *rd, pl_str *key)
{
    if (rd->p >= rd->end || *rd->p != '"')
        return fail_at(rd, rd->p, "looking for beginning of object key string");
    if (!read_string(rd, key))
        return false;
    skip_blanks(rd);
    if (rd->p >= rd->end || *rd->p != ':')
        return fail_at(rd, rd->p, "after object key");
    rd->p++;
    return true;
}

/* Read one value and check that nothing follows it. Containers are on a list and not on the stack,
 * so depth costs no recursion. False with the error. */
static bool read_document(reader *rd, pl_json **root)
{
    want next = VALUE;
    pl_str key = { 0 };
    pl_mark mark = { 0 }; /* before the key or value at hand */
    for (;;) {
        skip_blanks(rd);
        unsigned char c = rd->p < rd->end ? *rd->p : 0;
        bool object = rd->open && rd->open->kind == PL_JSON_OBJECT;
        if (next != VALUE || !object)
            mark = pl_arena_mark(rd->arena);
        if (next == NOTHING)
            return rd->p == rd->end || fail_at(rd, rd->p, "after top-level value");
        if (c == (object ? '}' : ']') && next != VALUE && next != KEY) {
            next = close_container(rd);
        } else if (next == COMMA_OR_END) {
            if (c != ',')
                return fail_at(rd, rd->p,
                               object ? "after object key:value pair" : "after array element");
            next = object ? KEY : VALUE;
            rd->p++;
        } else if (next == KEY || next == KEY_OR_END) {
            if (!read_key(rd, &key))
                return false;
            next = VALUE;
        } else {
            if (!add_value(rd, object ? key : (pl_str){ 0 }, mark, root, &next))
                return false;
        }
    }
}

const pl_json *pl_json_read(pl_arena *arena, pl_str text, const pl_json_filter *filter,
                            pl_json_error *err)
{
    const unsigned char *start = (const unsigned char *)text.ptr;
    if (!start)
        start = (const unsigned char *)"";
    reader rd = { .start = start, .p = start, .end = start + text.len, .arena = arena };
    pl_json *root = NULL;
    rd.err = err;
    rd.filter = filter;
    bool ok = read_document(&rd, &root);
    pl_vec_done(&rd.begun);
    return ok ? root : NULL;
}

const pl_json *pl_json_parse(pl_arena *arena, pl_str text, pl_json_error *err)
{
    return pl_json_read(arena, text, NULL, err);
}

const pl_json *pl_json_first(const pl_json *node)
{
    return node && node->kind >= PL_JSON_ARRAY ? node->first : NULL;
}

const pl_json *pl_json_get(const pl_json *node, const char *key)
{
    pl_str name = pl_str_cstr(key);
    const pl_json *found = NULL;
    if (!pl_json_is(node, PL_JSON_OBJECT))
        return NULL;
    for (const pl_json *m = node->first; m; m = m->next)
        if (pl_str_eq(m->key, name))
            found = m;
    return found;
}

pl_str pl_json_text(const pl_json *node)
{
    bool has = node && (node->kind == PL_JSON_STRING || node->kind == PL_JSON_NUMBER);
    return has ? node->text : (pl_str){ 0 };
}

bool pl_json_is(const pl_json *node, pl_json_kind kind)
{
    return node && node->kind == kind;
}

bool pl_json_int(const pl_json *node, int64_t *out)
{
    uint64_t n;
    if (!pl_json_is(node, PL_JSON_NUMBER))
        return false;
    pl_str s = node->text;
    bool minus = s.ptr[0] == '-';
    if (!pl_str_to_u64(pl_str_sub(s, minus, s.len), &n) || n > (uint64_t)INT64_MAX + minus)
        return false;
    *out = minus ? (int64_t)(0 - n) : (int64_t)n;
    return true;
}
