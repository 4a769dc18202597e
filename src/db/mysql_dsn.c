/* mysql_dsn.c - parses a MySQL data source name: the parts before the database, then its
 * parameters. */
#include "db/mysql_dsn.h"
#include "base/double.h"
#include "db/url.h"
#include "value/quote.h"

static bool refuse_dsn(pl_buf *why, const char *text)
{
    pl_buf_cstr(why, text);
    return false;
}

/* ---- values of parameters */

static bool read_bool(pl_str value, bool *out, pl_buf *why)
{
    static const char *const yes[] = { "1", "true", "TRUE", "True" };
    static const char *const no[] = { "0", "false", "FALSE", "False" };
    for (size_t i = 0; i < PL_COUNT(yes); i++) {
        *out = pl_str_eq(value, pl_str_cstr(yes[i]));
        if (*out || pl_str_eq(value, pl_str_cstr(no[i])))
            return true;
    }
    pl_buf_printf(why, "invalid bool value: %.*s", PL_FMT(value));
    return false;
}

static bool bad_duration(pl_str text, const char *what, pl_str unit, pl_buf *why)
{
    pl_buf_printf(why, "time: %s ", what);
    if (unit.ptr) {
        pl_quote_go(why, unit);
        pl_buf_cstr(why, " in duration ");
    }
    pl_quote_go(why, text);
    return false;
}

static bool unit_of(pl_str unit, double *ns)
{
    static const struct {
        const char *name;
        double ns;
    } units[] = { { "ns", 1 },   { "us", 1e3 }, { "\xc2\xb5s", 1e3 }, { "\xce\xbcs", 1e3 },
                  { "ms", 1e6 }, { "s", 1e9 },  { "m", 60e9 },        { "h", 3600e9 } };
    for (size_t i = 0; i < PL_COUNT(units); i++)
        if (pl_str_eq(unit, pl_str_cstr(units[i].name))) {
            *ns = units[i].ns;
            return true;
        }
    return false;
}

static bool is_number(char c)
{
    return (c >= '0' && c <= '9') || c == '.';
}

/* "1h30m", "1.5s", "200ms", "0" */
static bool read_duration(pl_str text, uint64_t *out, pl_buf *why)
{
    double total = 0, scale;
    pl_str rest = text;
    if (rest.len && rest.ptr[0] == '+')
        rest = pl_str_sub(rest, 1, rest.len);
    *out = 0;
    if (pl_str_eq(rest, PL_S("0")))
        return true;
    if (!rest.len)
        return bad_duration(text, "invalid duration", PL_S(""), why);
    while (rest.len) {
        size_t n = 0, u;
        enum { NUMBER_MOST = 31 };
        double number;
        while (n < rest.len && is_number(rest.ptr[n]))
            n++;
        for (u = n; u < rest.len && !is_number(rest.ptr[u]);)
            u++;
        if (!n || n > NUMBER_MOST || (n == 1 && rest.ptr[0] == '.'))
            return bad_duration(text, "invalid duration", (pl_str){ 0 }, why);
        if (u == n)
            return bad_duration(text, "missing unit in duration", (pl_str){ 0 }, why);
        if (!unit_of(pl_str_sub(rest, n, u), &scale))
            return bad_duration(text, "unknown unit", pl_str_sub(rest, n, u), why);
        pl_double_read(pl_str_sub(rest, 0, n), 64, &number);
        total += number * scale;
        rest = pl_str_sub(rest, u, rest.len);
    }
    if (total > 9.2e18)
        return bad_duration(text, "invalid duration", (pl_str){ 0 }, why);
    *out = (uint64_t)total;
    return true;
}

static bool read_tls(pl_str value, pl_my_dsn *out, pl_buf *why)
{
    static const struct {
        const char *name;
        pl_my_tls tls;
    } modes[] = { { "skip-verify", PL_MY_TLS_SKIP }, { "preferred", PL_MY_TLS_PREFER } };
    pl_buf ignored = { 0 };
    bool on, is_bool = read_bool(value, &on, &ignored);
    pl_buf_done(&ignored);
    if (is_bool) {
        out->tls = on ? PL_MY_TLS_ON : PL_MY_TLS_OFF;
        return true;
    }
    for (size_t i = 0; i < PL_COUNT(modes); i++)
        if (pl_str_eq(value, pl_str_cstr(modes[i].name))) {
            out->tls = modes[i].tls;
            return true;
        }
    pl_buf_printf(why, "invalid value / unknown config name: %.*s", PL_FMT(value));
    return false;
}

static bool read_count(pl_str value, pl_buf *why)
{
    uint64_t n;
    if (pl_str_to_u64(value, &n))
        return true;
    pl_buf_cstr(why, "strconv.Atoi: parsing ");
    pl_quote_go(why, value);
    pl_buf_cstr(why, ": invalid syntax");
    return false;
}

static bool read_zone(pl_arena *arena, pl_str value, pl_my_dsn *out, pl_buf *why)
{
    pl_str name;
    if (!pl_url__decode(arena, value, PL_URL_QUERY, &name, why))
        return false;
    if (pl_zone__open(arena, name, out->tz, &out->zone))
        return true;
    pl_buf_printf(why, "unknown time zone %.*s", PL_FMT(name));
    return false;
}

/* ---- parameters */

typedef bool reader(pl_arena *arena, pl_str value, pl_my_dsn *out, pl_buf *why);

static bool any_bool(pl_arena *arena, pl_str value, pl_my_dsn *out, pl_buf *why)
{
    bool b;
    (void)arena, (void)out;
    return read_bool(value, &b, why);
}

#define BOOL_READER(name, field)                                                                   \
    static bool name(pl_arena *arena, pl_str value, pl_my_dsn *out, pl_buf *why)                   \
    {                                                                                              \
        (void)arena;                                                                               \
        return read_bool(value, &out->field, why);                                                 \
    }
BOOL_READER(set_multi, multi)
BOOL_READER(set_found, found_rows)
BOOL_READER(set_cleartext, cleartext)
BOOL_READER(set_files, local_files)

static bool set_charset(pl_arena *arena, pl_str value, pl_my_dsn *out, pl_buf *why)
{
    (void)why;
    out->charset = pl_arena_str(arena, pl_str_split(&value, ','));
    return true;
}

static bool set_collation(pl_arena *arena, pl_str value, pl_my_dsn *out, pl_buf *why)
{
    (void)why;
    out->collation = pl_arena_str(arena, value);
    return true;
}

static bool set_timeout(pl_arena *arena, pl_str value, pl_my_dsn *out, pl_buf *why)
{
    (void)arena;
    return read_duration(value, &out->timeout, why);
}

static bool set_read_timeout(pl_arena *arena, pl_str value, pl_my_dsn *out, pl_buf *why)
{
    (void)arena;
    return read_duration(value, &out->read_timeout, why);
}

static bool any_duration(pl_arena *arena, pl_str value, pl_my_dsn *out, pl_buf *why)
{
    uint64_t ns;
    (void)arena, (void)out;
    return read_duration(value, &ns, why);
}

static bool set_tls(pl_arena *arena, pl_str value, pl_my_dsn *out, pl_buf *why)
{
    (void)arena;
    return read_tls(value, out, why);
}

static bool any_count(pl_arena *arena, pl_str value, pl_my_dsn *out, pl_buf *why)
{
    (void)arena, (void)out;
    return read_count(value, why);
}

static bool any_text(pl_arena *arena, pl_str value, pl_my_dsn *out, pl_buf *why)
{
    (void)arena, (void)value, (void)out, (void)why;
    return true;
}

static const struct {
    const char *name;
    reader *read;
} parameters[] = {
    { "parseTime", any_bool },
    { "loc", read_zone },
    { "charset", set_charset },
    { "collation", set_collation },
    { "timeout", set_timeout },
    { "readTimeout", set_read_timeout },
    { "writeTimeout", any_duration },
    { "tls", set_tls },
    { "multiStatements", set_multi },
    { "interpolateParams", any_bool },
    { "clientFoundRows", set_found },
    { "maxAllowedPacket", any_count },
    { "allowNativePasswords", any_bool },
    { "allowCleartextPasswords", set_cleartext },
    { "allowOldPasswords", any_bool },
    { "allowFallbackToPlaintext", any_bool },
    { "allowAllFiles", set_files },
    { "rejectReadOnly", any_bool },
    { "checkConnLiveness", any_bool },
    { "columnsWithAlias", any_bool },
    { "compress", any_bool },
    { "serverPubKey", any_text },
    { "connectionAttributes", any_text },
    { "timeTruncate", any_duration },
};

static bool read_parameter(pl_arena *arena, pl_str name, pl_str value, pl_my_dsn *out,
                           pl_buf *session, pl_buf *why)
{
    pl_str decoded;
    for (size_t i = 0; i < PL_COUNT(parameters); i++)
        if (pl_str_eq(name, pl_str_cstr(parameters[i].name)))
            return parameters[i].read(arena, value, out, why);
    if (!pl_url__decode(arena, value, PL_URL_QUERY, &decoded, why))
        return false;
    pl_buf_printf(session, "%s%.*s=%.*s", session->len ? ", " : "SET ", PL_FMT(name),
                  PL_FMT(decoded));
    return true;
}

static bool read_parameters(pl_arena *arena, pl_str rest, pl_my_dsn *out, pl_buf *why)
{
    pl_buf session = { 0 };
    bool ok = true;
    while (ok && rest.len) {
        pl_str value = pl_str_split(&rest, '&'), name = pl_str_split(&value, '=');
        ok = !value.ptr || read_parameter(arena, name, value, out, &session, why);
    }
    out->session = pl_arena_str(arena, pl_buf_view(&session));
    pl_buf_done(&session);
    return ok;
}

/* ---- the parts in front of the database */

static bool read_address(pl_arena *arena, pl_str text, pl_my_dsn *out, pl_buf *why)
{
    size_t open = pl_str_find(text, '(');
    out->protocol = pl_arena_str(arena, pl_str_sub(text, 0, open));
    if (open == text.len)
        return true;
    if (text.ptr[text.len - 1] != ')')
        return refuse_dsn(why, pl_str_find(text, ')') < text.len
                                   ? "invalid DSN: did you forget to escape a param value?"
                                   : "invalid DSN: network address not terminated (missing closing "
                                     "brace)");
    out->address = pl_arena_str(arena, pl_str_sub(text, open + 1, text.len - 1));
    return true;
}

static bool read_front(pl_arena *arena, pl_str text, pl_my_dsn *out, pl_buf *why)
{
    size_t at = pl_str_rfind(text, '@');
    if (at == text.len)
        return read_address(arena, text, out, why);
    pl_str password = pl_str_sub(text, 0, at);
    out->user = pl_arena_str(arena, pl_str_split(&password, ':'));
    out->password = pl_arena_str(arena, password);
    return read_address(arena, pl_str_sub(text, at + 1, text.len), out, why);
}

/* Split "host:port" or "[::1]:port"; the port may be missing. */
static bool split_address(pl_arena *arena, pl_my_dsn *out, pl_buf *why)
{
    pl_str host = out->address;
    uint64_t port = 3306;
    size_t colon = pl_str_rfind(host, ':');
    bool bracket = host.len && host.ptr[host.len - 1] == ']';
    bool alone = colon == host.len || bracket || pl_str_find(host, ':') != colon;
    if (host.len && host.ptr[0] == '[' && !bracket)
        alone = false;
    if (!alone) {
        pl_str text = pl_str_sub(host, colon + 1, host.len);
        if (text.len && (!pl_str_to_u64(text, &port) || port > UINT16_MAX)) {
            pl_buf_printf(why, "dial tcp: lookup tcp/%.*s: unknown port", PL_FMT(text));
            return false;
        }
        host.len = colon;
    }
    if (host.len > 1 && host.ptr[0] == '[')
        host = pl_str_sub(host, 1, host.len - 1);
    out->host = pl_arena_str(arena, host.len ? host : PL_S("127.0.0.1"));
    out->port = (unsigned)port;
    return true;
}

static bool complete_dsn(pl_arena *arena, pl_my_dsn *out, pl_buf *why)
{
    if (!out->protocol.len)
        out->protocol = PL_S("tcp");
    bool tcp = pl_str_eq(out->protocol, PL_S("tcp"));
    bool local = pl_str_eq(out->protocol, PL_S("unix"));
    if (!out->address.len && tcp)
        out->address = PL_S("127.0.0.1:3306");
    if (!out->address.len && local)
        out->address = PL_S("/tmp/mysql.sock");
    if (!tcp && !local) {
        pl_buf_printf(why,
                      out->address.len ? "dial %.*s: unknown network %.*s"
                                       : "default addr for network '%.*s' unknown",
                      PL_FMT(out->protocol), PL_FMT(out->protocol));
        return false;
    }
    return local || split_address(arena, out, why);
}

bool pl_my__parse_dsn(pl_arena *arena, pl_str text, const char *tz, pl_my_dsn *out, pl_buf *why)
{
    size_t slash = pl_str_rfind(text, '/');
    *out = (pl_my_dsn){ .user = PL_S(""), .password = PL_S(""), .database = PL_S(""), .tz = tz };
    out->charset = PL_S("utf8mb4");
    if (slash == text.len)
        return text.len
                   ? refuse_dsn(why, "invalid DSN: missing the slash separating the database name")
                   : complete_dsn(arena, out, why);
    pl_str back = pl_str_sub(text, slash + 1, text.len);
    size_t mark = pl_str_find(back, '?');
    if (!read_front(arena, pl_str_sub(text, 0, slash), out, why) ||
        !read_parameters(arena, pl_str_sub(back, mark + 1, back.len), out, why))
        return false;
    pl_str name = pl_str_sub(back, 0, mark);
    pl_buf reason = { 0 };
    bool ok = pl_url__decode(arena, name, PL_URL_PATH, &out->database, &reason);
    if (!ok) {
        pl_buf_cstr(why, "invalid dbname ");
        pl_quote_go(why, name);
        pl_buf_printf(why, ": %.*s", PL_FMT(reason));
    }
    pl_buf_done(&reason);
    return ok && complete_dsn(arena, out, why);
}
