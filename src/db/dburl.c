/* dburl.c - finds and hides the secrets in a connection string: values of telling parameters, and
 * the password of the user. */
#include "db/dburl.h"
#include "base/ascii.h"
#include "base/str.h"
#include "db/url.h"

/* ---- parameters */

/* Parts of names of parameters whose values are secret, in lower case. */
static const char *const telling[] = { "password", "passwd", "passphrase", "pwd",       "secret",
                                       "token",    "apikey", "api_key",    "access_key" };

enum { NAME_MOST = 192 };

/* The last bytes of a name in lower case, with escapes decoded. */
static pl_str plain_name(pl_str name, char out[NAME_MOST])
{
    size_t n = 0;
    if (name.len > NAME_MOST)
        name = pl_str_sub(name, name.len - NAME_MOST, name.len);
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];
        int high = c == '%' && i + 2 < name.len ? pl_hex_digit(name.ptr[i + 1]) : -1;
        int low = high >= 0 ? pl_hex_digit(name.ptr[i + 2]) : -1;
        if (low >= 0) {
            c = (char)(high << 4 | low);
            i += 2;
        }
        out[n++] = (char)(c >= 'A' && c <= 'Z' ? c | 32 : c);
    }
    return pl_str_make(out, n);
}

static bool is_telling(pl_str name)
{
    char room[NAME_MOST];
    name = pl_str_trim(plain_name(name, room));
    for (size_t i = 0; i < PL_COUNT(telling); i++)
        for (size_t at = 0; at + strlen(telling[i]) <= name.len; at++)
            if (pl_str_starts(pl_str_sub(name, at, name.len), pl_str_cstr(telling[i])))
                return true;
    return pl_str_ends(name, PL_S("pass")) || pl_str_eq(name, PL_S("key"));
}

static bool ends_name(char c)
{
    return c == '?' || c == '&' || c == ';' || c == '/' || (unsigned char)c <= ' ';
}

/* Where the value of "name=value" that begins at `at` ends: at its closing quote or at the next
 * parameter. */
static size_t value_end(pl_str text, size_t at)
{
    char quote = at < text.len ? text.ptr[at] : 0;
    if (quote == '\'' || quote == '"') {
        size_t end = at + 1;
        while (end < text.len && text.ptr[end] != quote)
            end += text.ptr[end] == '\\' ? 2 : 1;
        return end < text.len ? end + 1 : text.len;
    }
    while (at < text.len && text.ptr[at] != '&' && text.ptr[at] != ';' && text.ptr[at] != '#' &&
           (unsigned char)text.ptr[at] > ' ')
        at++;
    return at;
}

static void print_params(pl_str text, pl_buf *out)
{
    size_t name = 0;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        pl_buf_byte(out, c);
        if (ends_name(c))
            name = i + 1;
        if (c != '=' || !is_telling(pl_str_sub(text, name, i)))
            continue;
        size_t end = value_end(text, i + 1);
        if (end > i + 1)
            pl_buf_cstr(out, "xxxxx");
        i = end - 1;
    }
}

/* ---- the user's password */

static bool is_file(pl_str text)
{
    static const char *const files[] = { "sqlite://", "duckdb://", "duckdbinit://" };
    for (size_t i = 0; i < PL_COUNT(files); i++)
        if (pl_str_starts(text, pl_str_cstr(files[i])))
            return true;
    return false;
}

/* Is it a URL of PostgreSQL? Connection strings of others may look like URLs and be read otherwise.
 */
static bool is_url(pl_str text, pl_url *url)
{
    pl_arena arena = { 0 };
    pl_buf why = { 0 };
    bool sound = pl_str_starts(text, PL_S("postgres")) && pl_url__split(text, url) &&
                 pl_url__check(&arena, text, url, &why);
    pl_buf_done(&why);
    pl_arena_done(&arena);
    return sound;
}

/* The offset after the scheme; 0: it has none. */
static size_t scheme_end(pl_str text)
{
    size_t at = pl_str_find(text, ':');
    return pl_str_starts(pl_str_sub(text, at, text.len), PL_S("://")) ? at + 3 : 0;
}

static bool find_password(pl_str text, bool *sound, size_t *start, size_t *end)
{
    pl_url url;
    *sound = is_url(text, &url);
    if (is_file(text))
        return false;
    if (*sound) {
        size_t colon = url.has_user ? pl_str_find(url.user, ':') : url.user.len;
        *start = colon < url.user.len ? (size_t)(url.user.ptr - text.ptr) + colon + 1 : 0;
        *end = *start ? (size_t)(url.user.ptr - text.ptr) + url.user.len : 0;
        return *start != 0;
    }
    size_t from = scheme_end(text);
    pl_str rest = pl_str_sub(text, from, text.len);
    size_t colon = pl_str_find(rest, ':'), at = pl_str_rfind(rest, '@');
    *start = from + colon + 1;
    *end = from + at;
    return at < rest.len && colon < at;
}

void pl_dburl_print(pl_dburl url, pl_buf *out)
{
    pl_str text = url.secret;
    size_t start, end;
    bool sound;
    if (find_password(text, &sound, &start, &end)) {
        print_params(pl_str_sub(text, 0, start), out);
        /* one more in what is no URL for PostgreSQL (recorded) */
        pl_buf_cstr(out, sound || !pl_str_starts(text, PL_S("postgres")) ? "xxxxx" : "xxxxxx");
        text = pl_str_sub(text, end, text.len);
    }
    print_params(text, out);
}

/* ---- URLs of any scheme in a text */

static bool is_of_scheme(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           pl_char_in(c, "+.-");
}

/* Where the word around a URL ends: at a blank, or at the quote that stands before it. */
static size_t url_end(pl_str text, size_t scheme, size_t at)
{
    char before = scheme ? text.ptr[scheme - 1] : 0;
    char quote = before == '\'' || before == '`' ? before : '"';
    while (at < text.len && (unsigned char)text.ptr[at] > ' ' && text.ptr[at] != quote &&
           text.ptr[at] != '"') {
        bool escape = text.ptr[at] == '\\' && at + 1 < text.len;
        if (escape && pl_char_in(text.ptr[at + 1], "nrt"))
            break;
        at += escape ? 2 : 1;
    }
    return at < text.len ? at : text.len;
}

static size_t find_any(pl_str text, const char *set)
{
    size_t at = 0;
    while (at < text.len && !pl_char_in(text.ptr[at], set))
        at++;
    return at;
}

/* Is it a port: digits, or a template for them? */
static bool is_port(pl_str text)
{
    if (pl_str_starts(text, PL_S("${")) || pl_str_starts(text, PL_S("{")))
        return pl_str_find(text, '}') + 1 == text.len;
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] < '0' || text.ptr[i] > '9')
            return false;
    return text.len > 0;
}

/* The offset of the '@' behind the secret in `rest`, which follows "://"; its length: none. It is
 * the last one of the authority or, where a colon without a port says that the authority ends
 * later than at its first slash, the last one at all. */
static size_t find_at(pl_str rest)
{
    pl_str authority = pl_str_sub(rest, 0, find_any(rest, "/?#"));
    size_t at = pl_str_rfind(authority, '@'), colon = pl_str_find(authority, ':');
    if (at < authority.len)
        return colon < at ? at : rest.len;
    if (colon == authority.len || pl_str_starts(authority, PL_S("[")) ||
        is_port(pl_str_sub(authority, colon + 1, authority.len)))
        return rest.len;
    return pl_str_rfind(rest, '@');
}

bool pl_dburl_secret(pl_str text, size_t colon, size_t *start, size_t *end)
{
    size_t scheme = colon;
    if (!pl_str_starts(pl_str_sub(text, colon, text.len), PL_S("://")))
        return false;
    while (scheme > 0 && is_of_scheme(text.ptr[scheme - 1]))
        scheme--;
    if (scheme == colon || pl_str_eq(pl_str_sub(text, scheme, colon), PL_S("file")))
        return false;
    pl_str rest = pl_str_sub(text, colon + 3, url_end(text, scheme, colon + 3));
    size_t at = find_at(rest);
    if (at == rest.len)
        return false;
    *start = colon + 3 + pl_str_find(rest, ':') + 1;
    *end = colon + 3 + at;
    return *start < *end;
}

void pl_dburl_file(pl_dburl url, pl_buf *out)
{
    pl_str rest = pl_str_sub(url.secret, sizeof "sqlite://" - 1, url.secret.len);
    pl_buf_str(out, pl_str_split(&rest, '?'));
}
