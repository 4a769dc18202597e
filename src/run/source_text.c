/* source_text.c - finds connection strings in the text of a block.
 *
 * The text is a part of a file or one line of it, so it is not parsed: comments and heredocs hold
 * connection strings, too, and a quote may be the end of a string that began before the text.
 * Each ':' with the name of a scheme before it and each quote is a possible beginning. */
#include "run/source_text.h"
#include "base/assert.h"
#include "base/str.h"
#include "db/dburl.h"

static const char *const schemes[] = { "postgres", "postgresql", "mysql",
                                       "duckdb",   "duckdbinit", "sqlite" };

/* The offset of the scheme that ends before the colon at `colon`; `colon`: there is none. */
static size_t scheme_start(pl_str text, size_t colon)
{
    if (!pl_str_starts(pl_str_sub(text, colon, text.len), PL_S("://")))
        return colon;
    for (size_t i = 0; i < PL_COUNT(schemes); i++) {
        pl_str scheme = pl_str_cstr(schemes[i]);
        if (pl_str_ends(pl_str_sub(text, 0, colon), scheme))
            return colon - scheme.len;
    }
    return colon;
}

static pl_str without_last_blanks(pl_str text)
{
    while (text.len && (text.ptr[text.len - 1] == ' ' || text.ptr[text.len - 1] == '\t'))
        text.len--;
    return text;
}

/* Does `before`, the text up to a quote, end with the name of an attribute `database` and "="? */
static bool ends_with_database(pl_str before)
{
    before = without_last_blanks(before);
    if (!before.len || before.ptr[before.len - 1] != '=')
        return false;
    before.len--;
    return pl_str_ends(without_last_blanks(before), PL_S("database"));
}

/* The offset of the quote or line end that closes the literal whose text begins at `at`. */
static size_t literal_end(pl_str text, size_t at)
{
    while (at < text.len && text.ptr[at] != '"' && text.ptr[at] != '\n')
        at += text.ptr[at] == '\\' ? 2 : 1;
    return at < text.len ? at : text.len;
}

static size_t word_end(pl_str text, size_t at)
{
    while (at < text.len && (unsigned char)text.ptr[at] > ' ' && text.ptr[at] != '"')
        at++;
    return at;
}

/* Does a connection string belong to the quote or colon at `at`? Then it goes from `*start` to
 * `*end`. Its end is computed last, because nearly all candidates are none. */
static bool find_connection(pl_str source, size_t at, size_t *start, size_t *end)
{
    if (source.ptr[at] == '"') {
        if (!ends_with_database(pl_str_sub(source, 0, at)))
            return false;
        *start = at + 1;
        *end = literal_end(source, at + 1);
        return true;
    }
    *start = scheme_start(source, at);
    if (*start == at)
        return false;
    bool is_literal = *start && source.ptr[*start - 1] == '"';
    *end = is_literal ? literal_end(source, at) : word_end(source, at);
    return true;
}

/* Find the secret in a URL of any other scheme, "scheme://user:secret@", whose colon is at `at`.
 * Then `*start` to `*end` is the secret alone. */
static bool find_secret(pl_str source, size_t at, size_t *start, size_t *end)
{
    return source.ptr[at] == ':' && pl_dburl_secret(source, at, start, end);
}

/* Append the connection string without its password. True: something was hidden. */
static bool print_connection(pl_str literal, pl_buf *out)
{
    size_t start = out->len;
    pl_dburl_print((pl_dburl){ literal }, out);
    return !pl_str_eq(pl_str_sub(pl_buf_view(out), start, out->len), literal);
}

static bool print_secret(pl_buf *out)
{
    pl_buf_cstr(out, "xxxxx");
    return true;
}

/* The offset of the first `c` from `at` on; the length if there is none. */
static size_t find_byte(pl_str text, size_t at, char c)
{
    const char *found = memchr(text.ptr + at, c, text.len - at);
    return found ? (size_t)(found - text.ptr) : text.len;
}

/* Is there a URL or an attribute `database`? Nearly all texts have neither, which is found out
 * faster than by reading them byte by byte. */
static bool may_hold_connection(pl_str source)
{
    for (size_t at = find_byte(source, 0, ':'); at < source.len;
         at = find_byte(source, at + 1, ':'))
        if (pl_str_starts(pl_str_sub(source, at, source.len), PL_S("://")))
            return true;
    for (size_t at = find_byte(source, 0, '='); at < source.len;
         at = find_byte(source, at + 1, '='))
        if (ends_with_database(pl_str_sub(source, 0, at + 1)))
            return true;
    return false;
}

bool pl_source_hide_passwords(pl_str source, pl_buf *out)
{
    if (!source.len || !may_hold_connection(source))
        return false;
    size_t before = out->len, done = 0, start, end;
    bool hidden = false;
    for (size_t at = 0; at < source.len; at++) {
        if (source.ptr[at] != '"' && source.ptr[at] != ':')
            continue;
        bool known = find_connection(source, at, &start, &end);
        if (!known && !find_secret(source, at, &start, &end))
            continue;
        pl_assert(start >= done && end >= at);
        pl_buf_str(out, pl_str_sub(source, done, start));
        if (known)
            hidden |= print_connection(pl_str_sub(source, start, end), out);
        else
            hidden |= print_secret(out);
        done = end;
        at = end > at ? end - 1 : at;
    }
    if (hidden)
        pl_buf_str(out, pl_str_sub(source, done, source.len));
    else
        out->len = before;
    return hidden;
}

pl_str pl_source_without_passwords(pl_arena *arena, pl_str source)
{
    pl_buf out = { 0 };
    bool hidden = pl_source_hide_passwords(source, &out);
    pl_str text = hidden ? pl_arena_str(arena, pl_buf_view(&out)) : source;
    pl_buf_done(&out);
    return text;
}
