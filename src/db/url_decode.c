/* url_decode.c - decoding and checking the parts of a URL as Go's net/url does. */
#include "db/url.h"
#include "base/ascii.h"
#include "value/quote.h"

static bool in_host(char c)
{
    return pl_is_word(c) || (c && strchr("-_.~!$&'()*+,;=:[]<>\"", c));
}

/* In hosts, characters beyond ASCII must be encoded; directories of sockets are accepted as well.
 */
bool pl_url__decode(pl_arena *arena, pl_str text, pl_url_part part, pl_str *out, pl_buf *why)
{
    char *to = pl_arena_take(arena, text.len + 1, 1), *at = to;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (c == '%') {
            int high = i + 2 < text.len ? pl_hex_digit(text.ptr[i + 1]) : -1;
            int low = i + 2 < text.len ? pl_hex_digit(text.ptr[i + 2]) : -1;
            if (high < 0 || low < 0) {
                pl_buf_cstr(why, "invalid URL escape ");
                pl_quote_go(why, pl_str_sub(text, i, i + 3));
                return false;
            }
            *at++ = (char)(high << 4 | low);
            i += 2;
        } else if (part == PL_URL_HOST && (unsigned char)c < 0x80 && !in_host(c)) {
            pl_buf_cstr(why, "invalid character ");
            pl_quote_go(why, pl_str_sub(text, i, i + 1));
            pl_buf_cstr(why, " in host name");
            return false;
        } else {
            *at++ = part == PL_URL_QUERY && c == '+' ? ' ' : c;
        }
    }
    *at = 0;
    *out = pl_str_make(to, (size_t)(at - to));
    return true;
}

static bool check_user(pl_str user, pl_buf *why)
{
    for (size_t i = 0; i < user.len; i++) {
        char c = user.ptr[i];
        if (!pl_is_word(c) && !(c && strchr("-._:~!$&'()*+,;=%@", c))) {
            pl_buf_cstr(why, "net/url: invalid userinfo");
            return false;
        }
    }
    return true;
}

/* Check that digits, or nothing, follow the last colon. With `hidden` the message does not quote
 * the port, which may be the beginning of a password. */
static bool check_port(pl_str hosts, bool hidden, pl_buf *why)
{
    size_t from = pl_str_rfind(hosts, ':');
    if (hosts.len && hosts.ptr[0] == '[') {
        from = pl_str_rfind(hosts, ']');
        if (from == hosts.len) {
            pl_buf_cstr(why, "missing ']' in host");
            return false;
        }
        from++;
    }
    pl_str port = pl_str_sub(hosts, from, hosts.len);
    bool ok = !port.len || port.ptr[0] == ':';
    for (size_t i = 1; i < port.len; i++)
        ok &= pl_is_digit(port.ptr[i]) != 0;
    if (!ok) {
        pl_buf_cstr(why, "invalid port ");
        pl_quote_go(why, hidden ? PL_S(":xxxxx") : port);
        pl_buf_cstr(why, " after host");
    }
    return ok;
}

bool pl_url__check(pl_arena *arena, pl_str text, const pl_url *url, pl_buf *why)
{
    pl_str decoded;
    for (size_t i = 0; i < text.len; i++)
        if ((unsigned char)text.ptr[i] < 0x20 || text.ptr[i] == 0x7f) {
            pl_buf_cstr(why, "net/url: invalid control character in URL");
            return false;
        }
    const char *after = url->hosts.ptr + url->hosts.len;
    bool hidden = memchr(after, '@', (size_t)(text.ptr + text.len - after)) != NULL;
    return check_port(url->hosts, hidden, why) &&
           pl_url__decode(arena, url->hosts, PL_URL_HOST, &decoded, why) &&
           check_user(url->user, why) &&
           pl_url__decode(arena, url->user, PL_URL_USER, &decoded, why) &&
           pl_url__decode(arena, url->path, PL_URL_PATH, &decoded, why);
}

bool pl_url__next_pair(pl_arena *arena, pl_str *query, pl_str *name, pl_str *value)
{
    pl_buf why = { 0 };
    bool found = false;
    while (query->len && !found) {
        pl_str pair = pl_str_split(query, '&');
        if (!pair.len || pl_str_find(pair, ';') < pair.len)
            continue;
        pl_str key = pl_str_split(&pair, '=');
        found = pl_url__decode(arena, key, PL_URL_QUERY, name, &why) &&
                pl_url__decode(arena, pair, PL_URL_QUERY, value, &why);
    }
    pl_buf_done(&why);
    return found;
}
