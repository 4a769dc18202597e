#include "db/search_path.h"

#include "base/str.h"

/* The end of the first name: a comma outside of double quotes. */
static size_t find_end(pl_str text)
{
    bool quoted = false;

    for (size_t i = 0; i < text.len; i++) {
        quoted ^= text.ptr[i] == '"';
        if (text.ptr[i] == ',' && !quoted)
            return i;
    }
    return text.len;
}

void pl_search_path_add(pl_search_path *names, pl_str item)
{
    while (item.len) {
        size_t end = find_end(item);
        pl_str name = pl_str_trim(pl_str_sub(item, 0, end));

        item = pl_str_sub(item, end < item.len ? end + 1 : end, item.len);
        if (name.len)
            pl_vec_push(names, name);
    }
}

bool pl_search_path_allows(pl_str name)
{
    for (size_t i = 0; i < name.len; i++)
        if ((unsigned char)name.ptr[i] < ' ' || name.ptr[i] == 127)
            return false;
    return true;
}

/* Is the name safe without quotes? Of the characters that end a name for the server only blanks,
 * dots and single dashes are allowed: another word after one is a mistake that the server reports.
 */
static bool is_plain(pl_str name)
{
    for (size_t i = 0; i < name.len; i++) {
        unsigned char c = (unsigned char)name.ptr[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c >= 0x80;
        bool other = (c >= '0' && c <= '9') || c == '_' || c == '$' || c == ' ' || c == '.';

        if (!letter && !other && (c != '-' || (i && name.ptr[i - 1] == '-')))
            return false;
    }
    return true;
}

/* "name" or 'name', in which the quotes are doubled. */
static bool is_quoted(pl_str name)
{
    size_t n = name.len;
    char quote = n ? name.ptr[0] : 0;

    if (n < 3 || (quote != '"' && quote != '\'') || name.ptr[n - 1] != quote)
        return false;
    for (size_t i = 1; i < n - 1; i++)
        if ((name.ptr[i] == quote && (++i == n - 1 || name.ptr[i] != quote)) ||
            (name.ptr[i] == '\\' && quote == '\''))
            return false;
    return true;
}

static void put_quoted(pl_str name, pl_buf *out)
{
    pl_buf_byte(out, '"');
    for (size_t i = 0; i < name.len; i++) {
        if (name.ptr[i] == '"')
            pl_buf_byte(out, '"');
        pl_buf_byte(out, name.ptr[i]);
    }
    pl_buf_byte(out, '"');
}

void pl_search_path_set(const pl_str *names, size_t n, pl_buf *out)
{
    for (size_t i = 0; i < n; i++) {
        pl_buf_cstr(out, i ? "," : "SET search_path TO ");
        if (is_plain(names[i]) || is_quoted(names[i]))
            pl_buf_str(out, names[i]);
        else
            put_quoted(names[i], out);
    }
}
