/* scan_tags.c - tags from the tokens of an object constructor or of a call with
 * such arguments (lazy-workspace.md 5.5). */
#include "index/scanner.h"
#include "base/map.h"
#include "base/nfc.h"
#include "base/str.h"

typedef struct cursor {
    pl_scanner *sc;
    const pl_token *at;
    uint32_t start; /* position of the value in the file; the ranges of tokens are relative to it */
    uint32_t entry;
    bool all_open; /* a key must be evaluated, or the form is unknown */
} cursor;

static bool is(const cursor *c, pl_token_kind kind)
{
    return c->at->kind == kind;
}

static pl_str text_of(const cursor *c, const pl_token *t)
{
    return pl_scan__slice(c->sc, c->start + t->start, c->start + t->end);
}

/* Skip newlines and comments. */
static void skip_lines(cursor *c)
{
    while (is(c, PL_T_NEWLINE) || is(c, PL_T_COMMENT))
        c->at++;
}

/* Go to the first token outside brackets that ends an item: a comma, a closing bracket or, with
 * `newlines`, a newline; otherwise to the end. */
static void skip_item(cursor *c, bool newlines)
{
    for (int depth = 0; !is(c, PL_T_EOF); c->at++) {
        int change = pl_token_depth(c->at->kind);
        if (!depth && (change < 0 || is(c, PL_T_COMMA) || (newlines && is(c, PL_T_NEWLINE))))
            return;
        if (!depth && newlines && is(c, PL_T_COMMENT)) {
            pl_str s = text_of(c, c->at);
            if (s.ptr[s.len - 1] == '\n')
                return;
        }
        depth += change;
    }
}

static bool is_separator(const cursor *c)
{
    return is(c, PL_T_EQUAL) || is(c, PL_T_COLON);
}

static pl_span span_from(const cursor *c, size_t at)
{
    return (pl_span){ (uint32_t)at, (uint32_t)(c->sc->text.len - at) };
}

/* Read the key at the cursor, up to its separator. False: it cannot be read. */
static bool take_key(cursor *c, pl_span *key)
{
    const pl_token *first = c->at;
    size_t at = c->sc->text.len;
    if (is(c, PL_T_IDENT)) {
        pl_buf_str(&c->sc->text, text_of(c, first));
        pl_nfc_tail(&c->sc->text, at);
        c->at++;
    } else if (is(c, PL_T_NUMBER_LIT)) {
        c->at++;
        if (!pl_scan__number(text_of(c, first), &c->sc->text))
            return false;
    } else if (is(c, PL_T_OQUOTE)) {
        for (c->at++; is(c, PL_T_QUOTED_LIT); c->at++)
            ;
        if (!is(c, PL_T_CQUOTE))
            return false;
        pl_scan__template(c->sc, (pl_range){ c->start + first->start, c->start + c->at->end }, NULL,
                          0, &c->sc->text);
        c->at++;
    } else {
        return false;
    }
    while (is(c, PL_T_COMMENT))
        c->at++;
    *key = span_from(c, at);
    return is_separator(c);
}

void pl_scan__tag(pl_scanner *sc, uint32_t entry, pl_span key, pl_value_kind kind, pl_range value)
{
    pl_part_tag row = { .key = key, .open = true };
    pl_str s = pl_scan__slice(sc, value.start, value.end);
    size_t at = sc->text.len;
    switch (kind) {
    case PL_VALUE_TEXT:
        pl_scan__template(sc, value, NULL, 0, &sc->text);
        row.open = false;
        break;
    case PL_VALUE_TEMPLATE:
        pl_scan__template(sc, value, sc->skip.holes.at, sc->skip.holes.n, &sc->text);
        break;
    case PL_VALUE_NUMBER: row.open = !pl_scan__number(s, &sc->text); break;
    case PL_VALUE_CONSTANT:
        row.open = pl_str_eq(s, PL_S("null"));
        if (!row.open)
            pl_buf_str(&sc->text, s);
        break;
    default: break;
    }
    row.value = (pl_span){ (uint32_t)at, (uint32_t)(sc->text.len - at) };
    pl_vec_push(&sc->tags, ((pl_scan_tag){ entry, row }));
}

/* The kind of the value that the tokens [first, last) are. The insides of interpolations go to
 * sc->skip.holes. */
static pl_value_kind kind_of(cursor *c, const pl_token *first, const pl_token *last)
{
    pl_scanner *sc = c->sc;
    if (first->kind != PL_T_OQUOTE && first->kind != PL_T_OHEREDOC)
        return pl_scan__plain_kind(
            pl_scan__slice(sc, c->start + first->start, c->start + last[-1].end));
    sc->skip.holes.n = 0;
    int depth = 0;
    for (const pl_token *t = first; t < last; t++) {
        int change = pl_token_depth(t->kind);
        if (depth == 1 && change > 0)
            pl_vec_push(&sc->skip.holes, ((pl_range){ c->start + t->end, 0 }));
        depth += change;
        if (depth == 1 && change < 0)
            sc->skip.holes.at[sc->skip.holes.n - 1].end = c->start + t->start;
        if (depth <= 0 && t + 1 < last)
            return PL_VALUE_OTHER; /* something follows the template */
    }
    if (depth)
        return PL_VALUE_OTHER;
    return sc->skip.holes.n ? PL_VALUE_TEMPLATE : PL_VALUE_TEXT;
}

/* The value between tokens `first` and the cursor. */
static void take_value(cursor *c, pl_span key, const pl_token *first)
{
    const pl_token *last = c->at;
    while (last > first && last[-1].kind == PL_T_COMMENT)
        last--;
    if (last == first) {
        c->all_open = true;
        return;
    }
    pl_value_kind kind = kind_of(c, first, last);
    pl_scan__tag(c->sc, c->entry, key, kind,
                 (pl_range){ c->start + first->start, c->start + last[-1].end });
}

/* Take the object whose brace is at the cursor, which moves past its end. */
static void take_object(cursor *c)
{
    c->at++;
    for (;;) {
        skip_lines(c);
        if (is(c, PL_T_CBRACE) || is(c, PL_T_EOF))
            break;
        const pl_token *item = c->at;
        pl_span key;
        if (take_key(c, &key)) {
            c->at++;
            while (is(c, PL_T_COMMENT))
                c->at++;
            const pl_token *first = c->at;
            skip_item(c, true);
            take_value(c, key, first);
        } else {
            c->all_open = true;
            c->at = item;
            skip_item(c, true);
        }
        while (is(c, PL_T_COMMA))
            c->at++;
        if (!is(c, PL_T_NEWLINE) && pl_token_depth(c->at->kind) < 0 && !is(c, PL_T_CBRACE)) {
            c->all_open = true; /* brackets that do not match */
            break;
        }
    }
    if (is(c, PL_T_CBRACE))
        c->at++;
}

/* Is the cursor at the brace of an object constructor that is not a `for`? */
static bool is_object(const cursor *c)
{
    if (!is(c, PL_T_OBRACE))
        return false;
    cursor inner = *c;
    inner.at++;
    skip_lines(&inner);
    return !(is(&inner, PL_T_IDENT) && pl_str_eq(text_of(&inner, inner.at), PL_S("for")));
}

/* Take the arguments of the call whose parenthesis is at the cursor. */
static void take_arguments(cursor *c)
{
    c->at++;
    for (;;) {
        skip_lines(c);
        if (is_object(c)) {
            const pl_token *brace = c->at;
            size_t from = c->sc->tags.n;
            take_object(c);
            skip_lines(c);
            /* The object is part of a larger expression, as in `{...}.x`. */
            if (!is(c, PL_T_COMMA) && !is(c, PL_T_CPAREN) && !is(c, PL_T_ELLIPSIS)) {
                c->sc->tags.n = from;
                c->at = brace;
            }
        }
        skip_item(c, false);
        if (!is(c, PL_T_COMMA))
            break;
        c->at++;
    }
    if (is(c, PL_T_CPAREN))
        c->at++;
}

bool pl_scan__tags(pl_scanner *sc, uint32_t start, uint32_t entry)
{
    cursor c = { .sc = sc, .at = sc->tokens.list.at, .start = start, .entry = entry };
    size_t from = sc->tags.n;
    if (is_object(&c)) {
        take_object(&c);
    } else if (is(&c, PL_T_IDENT)) {
        c.all_open = true;
        while (is(&c, PL_T_IDENT) || is(&c, PL_T_DOUBLE_COLON) || is(&c, PL_T_COMMENT))
            c.at++;
        if (is(&c, PL_T_OPAREN))
            take_arguments(&c);
    }
    if (!is(&c, PL_T_EOF)) { /* this is more than one object or call, so nothing is known */
        sc->tags.n = from;
        return true;
    }
    return c.all_open || sc->tokens.list.at->kind == PL_T_EOF;
}

/* ---- one value per key */

static pl_str key_of(const pl_scanner *sc, size_t i)
{
    pl_span key = sc->tags.at[i].row.key;
    return (pl_str){ sc->text.ptr + key.at, key.len };
}

static size_t find_key(const pl_scanner *sc, size_t from, size_t to, pl_str key)
{
    while (from < to && !pl_str_eq(key_of(sc, from), key))
        from++;
    return from;
}

void pl_scan__unique_tags(pl_scanner *sc, size_t from)
{
    enum { FEW = 16 };
    size_t n = sc->tags.n, kept = from;
    pl_map map = { 0 };
    for (size_t i = from; i < n; i++) {
        size_t same;
        if (n - from <= FEW)
            same = find_key(sc, from, kept, key_of(sc, i));
        else
            same = pl_map_put(&map, key_of(sc, i), (uint32_t)kept, NULL);
        sc->tags.at[same] = sc->tags.at[i];
        kept += same == kept;
    }
    sc->tags.n = kept;
    pl_map_done(&map);
}
