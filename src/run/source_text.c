/* source_text.c - finds connection strings in the text of a block.
 *
 * The text is a part of a file or one line of it, so it is not parsed: a quote may be the end of a
 * string that began before the text. Each quote is a possible beginning; what follows decides. */
#include "run/source_text.h"
#include "base/str.h"
#include "db/dburl.h"

static const char *const schemes[] = { "postgres://", "postgresql://", "mysql://",
                                       "duckdb://",   "duckdbinit://", "sqlite://" };

static bool has_scheme(pl_str text)
{
    for (size_t i = 0; i < PL_COUNT(schemes); i++)
        if (pl_str_starts(text, pl_str_cstr(schemes[i])))
            return true;
    return false;
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

static bool begins_connection(pl_str source, size_t quote)
{
    return has_scheme(pl_str_sub(source, quote + 1, source.len)) ||
           ends_with_database(pl_str_sub(source, 0, quote));
}

/* Append the connection string and say whether something of it is hidden. */
static bool print_connection(pl_str literal, pl_buf *out)
{
    size_t start = out->len;
    pl_dburl_print((pl_dburl){ literal }, out);
    return !pl_str_eq(pl_str_sub(pl_buf_view(out), start, out->len), literal);
}

bool pl_source_hide_passwords(pl_str source, pl_buf *out)
{
    size_t start = out->len, done = 0, quote;
    bool hidden = false;
    for (size_t at = 0;
         (quote = at + pl_str_find(pl_str_sub(source, at, source.len), '"')) < source.len;) {
        at = quote + 1;
        if (!begins_connection(source, quote))
            continue;
        size_t end = literal_end(source, at);
        pl_buf_str(out, pl_str_sub(source, done, at));
        hidden |= print_connection(pl_str_sub(source, at, end), out);
        done = at = end;
    }
    if (hidden)
        pl_buf_str(out, pl_str_sub(source, done, source.len));
    else
        out->len = start;
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
