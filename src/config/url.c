#include "config/url.h"
#include "base/buf.h"
#include "base/str.h"

static bool is_plain(char c, const char *also)
{
    bool word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    return word || pl_char_in(c, "-._~") || pl_char_in(c, also);
}

/* Append text with everything except letters, digits, -._~ and `also` as %XX. */
static void put_encoded(pl_buf *out, pl_str text, const char *also)
{
    for (size_t i = 0; i < text.len; i++)
        if (is_plain(text.ptr[i], also))
            pl_buf_byte(out, text.ptr[i]);
        else
            pl_buf_printf(out, "%%%02X", (unsigned char)text.ptr[i]);
}

static void put_user(pl_buf *out, const pl_server_parts *parts)
{
    if (!parts->username.len && !parts->password.len)
        return;
    put_encoded(out, parts->username, "$&+,;=");
    if (parts->password.len) {
        pl_buf_byte(out, ':');
        put_encoded(out, parts->password, "$&+,;=");
    }
    pl_buf_byte(out, '@');
}

/* Append a host: a numeric IPv6 address gets brackets, a socket directory has its slashes encoded.
 */
static void put_host(pl_buf *out, pl_str host)
{
    bool six = pl_str_find(host, ':') < host.len && host.ptr[0] != '[';
    if (six)
        pl_buf_byte(out, '[');
    put_encoded(out, host, "[]:%");
    if (six)
        pl_buf_byte(out, ']');
}

static pl_str finish_url(pl_buf *out, pl_arena *arena)
{
    pl_str text = pl_arena_str(arena, pl_buf_view(out));
    pl_buf_done(out);
    return text;
}

pl_str pl_url__postgres(pl_arena *arena, const pl_server_parts *parts)
{
    pl_buf out = { 0 };
    pl_buf_cstr(&out, "postgresql://");
    put_user(&out, parts);
    put_host(&out, parts->host);
    pl_buf_printf(&out, ":%lld/", (long long)parts->port);
    put_encoded(&out, parts->db, "$&+,;=:@");
    if (parts->sslmode.len) {
        pl_buf_cstr(&out, "?sslmode=");
        put_encoded(&out, parts->sslmode, "");
    }
    return finish_url(&out, arena);
}

pl_str pl_url__mysql(pl_arena *arena, const pl_server_parts *parts)
{
    pl_buf out = { 0 };
    pl_buf_cstr(&out, "mysql://");
    pl_buf_str(&out, parts->username);
    if (parts->password.len) {
        pl_buf_byte(&out, ':');
        pl_buf_str(&out, parts->password);
    }
    if (parts->username.len || parts->password.len)
        pl_buf_byte(&out, '@');
    pl_buf_printf(&out, "tcp(%.*s:%lld)/", PL_FMT(parts->host), (long long)parts->port);
    pl_buf_str(&out, parts->db);
    return finish_url(&out, arena);
}
