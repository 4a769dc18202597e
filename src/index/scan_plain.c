/* scan_plain.c - the most common forms of expressions, read without tokens.
 *
 *     value   name.name...  "text"  12.5  name(value, ...)  [value, ...]  { key = value ... }
 *
 * They are in ASCII; strings have no escapes and no interpolation; there are no comments,
 * operators, indexes or `for`. Nine of ten values that contain references or tags have one of
 * these forms. Everything else is left to the tokens, and nothing has been recorded then. Both
 * ways give the same rows (fuzz_scan). */
#include "index/scanner.h"
#include "base/ascii.h"
#include "base/str.h"
#include "lex/run.h"

enum { MOST_NESTED = 8 };

typedef enum what {
    NOTHING, /* not one of these forms */
    TRAVERSAL,
    RESOURCE, /* a traversal that refers to a resource */
    STRING,
    NUMBER,
    CONSTANT,
    TUPLE,
    LIST, /* a tuple of resources */
    OBJECT,
    CALL,
} what;

typedef struct reader {
    pl_scanner *sc;
    const unsigned char *base, *at, *end;
    bool tags; /* the pairs of the object, or of the arguments of the call, are tags */
} reader;

static what read_value(reader *r, unsigned nested, bool tags);

static bool is_letter(unsigned char c)
{
    return (unsigned)((c | 0x20) - 'a') < 26 || c == '_';
}

static unsigned char next(const reader *r)
{
    return r->at < r->end ? *r->at : 0;
}

static void skip_blanks(reader *r)
{
    while (next(r) == ' ' || next(r) == '\t')
        r->at++;
}

static void skip_space(reader *r)
{
    const unsigned char *p = r->at, *end = r->end;
    while (p < end && *p <= ' ') {
        if (*p != ' ' && *p != '\n' && *p != '\t' && !(*p == '\r' && end - p > 1 && p[1] == '\n'))
            break;
        p++;
    }
    r->at = p;
}

/* Go to what comes after an item: the next one, or the bracket `close`. False: anything else. */
static bool end_item(reader *r, unsigned char close)
{
    skip_space(r);
    if (next(r) != ',')
        return next(r) == close;
    r->at++;
    skip_space(r);
    return true;
}

static pl_str slice(const unsigned char *from, const unsigned char *to)
{
    return (pl_str){ (const char *)from, (size_t)(to - from) };
}

/* Read "text" at the cursor into *out, without the quotes. */
static bool read_string(reader *r, pl_str *out)
{
    const unsigned char *start = r->at + 1, *quote = pl_run_ascii(start, r->end, true);
    if (quote >= r->end || *quote != '"')
        return false;
    *out = slice(start, quote);
    r->at = quote + 1;
    return true;
}

static what read_number(reader *r)
{
    while (pl_is_digit(next(r)))
        r->at++;
    if (next(r) == '.') {
        r->at++;
        if (!pl_is_digit(next(r)))
            return NOTHING;
        while (pl_is_digit(next(r)))
            r->at++;
    }
    return is_letter(next(r)) || next(r) == '.' ? NOTHING : NUMBER;
}

static bool is_file(pl_str name)
{
    return pl_str_eq(name, PL_S("file")) || pl_str_eq(name, PL_S("templatefile"));
}

/* Read "(value, value)" after the name of a function. */
static what read_call(reader *r, pl_str name, unsigned nested, bool tags)
{
    bool file = is_file(name);
    r->at++;
    skip_space(r);
    while (next(r) != ')') {
        const unsigned char *start = r->at;
        what got = read_value(r, nested + 1, tags);
        if (got == NOTHING)
            return NOTHING;
        if (got == STRING && file)
            pl_scan__add_file(r->sc, slice(start + 1, r->at - 1), (uint32_t)(start - r->base),
                              (uint32_t)(r->at - r->base));
        file = false;
        if (!end_item(r, ')'))
            return NOTHING;
    }
    r->at++;
    return CALL;
}

/* Read a traversal "a.b.c", a call or a constant at the cursor, and record the reference that it
 * makes. NOTHING if it is none of these. */
static what read_name(reader *r, unsigned nested, bool tags)
{
    const unsigned char *start = r->at, *p = start;
    pl_traversal t;
    t.n = 0;
    for (;;) {
        if (p >= r->end || !is_letter(*p))
            return NOTHING;
        p = pl_run_name(p, r->end);
        if (t.n < PL_COUNT(t.ends))
            t.ends[t.n] = (uint32_t)(p - start);
        t.n++;
        if (p >= r->end || *p != '.')
            break;
        p++;
    }
    r->at = p;
    t.start = (uint32_t)(start - r->base);
    t.end = (uint32_t)(p - r->base);
    t.path = slice(start, p);
    t.file = false;
    if (t.n == 1) {
        skip_blanks(r);
        if (next(r) == '(')
            return read_call(r, t.path, nested, tags);
        r->at = p;
    }
    if (t.ends[0] - 4 <= 1 && pl_scan__is_constant(slice(start, start + t.ends[0])))
        return t.n == 1 ? CONSTANT : NOTHING;
    return pl_scan__add_traversal(r->sc, &t, 0) ? RESOURCE : TRAVERSAL;
}

/* Is the word `for` at the cursor? After an opening bracket it begins another kind of
 * expression. */
static bool at_for(const reader *r)
{
    return r->end - r->at >= 3 && memcmp(r->at, "for", 3) == 0 &&
           pl_run_name(r->at, r->end) == r->at + 3;
}

static what read_tuple(reader *r, unsigned nested)
{
    bool list = true;
    r->at++;
    skip_space(r);
    if (at_for(r) || nested >= MOST_NESTED)
        return NOTHING;
    while (r->at < r->end && *r->at != ']') {
        what got =
            is_letter(*r->at) ? read_name(r, nested + 1, false) : read_value(r, nested + 1, false);
        if (got == NOTHING)
            return NOTHING;
        list &= got == RESOURCE;
        if (!end_item(r, ']'))
            return NOTHING;
    }
    if (r->at++ >= r->end)
        return NOTHING;
    return list ? LIST : TUPLE;
}

static void add_tag(reader *r, pl_str key, what got, const unsigned char *start)
{
    static const pl_value_kind kinds[] = {
        [STRING] = PL_VALUE_TEXT, [NUMBER] = PL_VALUE_NUMBER, [CONSTANT] = PL_VALUE_CONSTANT
    };
    pl_value_kind kind = got >= STRING && got <= CONSTANT ? kinds[got] : PL_VALUE_OTHER;
    pl_span span = pl_scan__keep(r->sc, key);
    if (got == STRING) {
        pl_span value = pl_scan__keep(r->sc, slice(start + 1, r->at - 1));
        pl_vec_push(&r->sc->tags,
                    ((pl_scan_tag){ r->sc->ref.entry, { .key = span, .value = value } }));
        return;
    }
    pl_scan__tag(r->sc, r->sc->ref.entry, span, kind,
                 (pl_range){ (uint32_t)(start - r->base), (uint32_t)(r->at - r->base) });
}

static bool read_key(reader *r, pl_str *key)
{
    const unsigned char *start = r->at;
    if (next(r) == '"') {
        if (!read_string(r, key))
            return false;
    } else if (is_letter(next(r))) {
        r->at = pl_run_name(start, r->end);
        *key = slice(start, r->at);
    } else {
        return false;
    }
    skip_blanks(r);
    if ((next(r) != '=' && next(r) != ':') || r->end - r->at < 2 || r->at[1] == '=' ||
        r->at[1] == '>' || r->at[1] == ':')
        return false;
    r->at++;
    skip_blanks(r);
    return true;
}

static what read_object(reader *r, unsigned nested, bool tags)
{
    r->at++;
    skip_space(r);
    if (at_for(r))
        return NOTHING;
    while (next(r) != '}') {
        pl_str key;
        if (!read_key(r, &key))
            return NOTHING;
        const unsigned char *start = r->at;
        what got = read_value(r, nested + 1, false);
        if (got == NOTHING)
            return NOTHING;
        if (tags)
            add_tag(r, key, got, start);
        skip_blanks(r);
        if (next(r) == ',')
            r->at++;
        else if (next(r) != '\n' && next(r) != '\r' && next(r) != '}')
            return NOTHING;
        skip_space(r);
    }
    r->at++;
    return OBJECT;
}

/* Read a value that is not part of a larger expression: the caller checks that a delimiter
 * follows. */
static what read_value(reader *r, unsigned nested, bool tags)
{
    unsigned char c = next(r);
    pl_str text;
    if (nested > MOST_NESTED)
        return NOTHING;
    if (is_letter(c))
        return read_name(r, nested, tags && !nested);
    switch (c) {
    case '"': return read_string(r, &text) ? STRING : NOTHING;
    case '[': return read_tuple(r, nested);
    case '{': return read_object(r, nested, tags);
    default: return pl_is_digit(c) ? read_number(r) : NOTHING;
    }
}

pl_attr_shape pl_scan__plain(pl_scanner *sc, uint32_t start, uint32_t end, bool tags)
{
    static const pl_attr_shape shapes[] = {
        [TRAVERSAL] = PL_SHAPE_TRAVERSAL, [RESOURCE] = PL_SHAPE_TRAVERSAL,
        [STRING] = PL_SHAPE_OTHER,        [NUMBER] = PL_SHAPE_NUMBER,
        [CONSTANT] = PL_SHAPE_CONSTANT,   [TUPLE] = PL_SHAPE_OTHER,
        [LIST] = PL_SHAPE_LIST,           [OBJECT] = PL_SHAPE_OBJECT,
        [CALL] = PL_SHAPE_OTHER,
    };
    const unsigned char *base = (const unsigned char *)sc->file.ptr;
    size_t n_refs = sc->refs.n, n_tags = sc->tags.n, text = sc->text.len;
    reader r = { .sc = sc, .base = base, .at = base + start, .end = base + end };
    what got = sc->by_tokens ? NOTHING : read_value(&r, 0, tags);
    if (got != NOTHING && r.at == r.end)
        return shapes[got];
    sc->refs.n = n_refs;
    sc->tags.n = n_tags;
    sc->text.len = text;
    return PL_SHAPE_NONE;
}
