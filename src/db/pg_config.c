/* pg_config.c - collects the settings of a PostgreSQL connection from all sources, and turns them
 * into hosts, TLS mode and parameters for libpq. */
#include "db/pg_config.h"
#include "base/file.h"
#include "db/inner.h"
#include "db/library.h"
#include "db/url.h"
#include "value/quote.h"
#include <arpa/inet.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

/* What a setting is for. A value from a higher source is never replaced by one from a lower source.
 */
typedef enum setting_name {
    HOST,
    PORT,
    USER,
    DATABASE,
    PASSWORD,
    SSLMODE,
    TIMEOUT,
    SERVICE,
    SERVICEFILE,
    OPTIONS,
    TIMEZONE,
    FIRST_PARAM, /* from here on the library takes them as they are */
    APPLICATION_NAME = FIRST_PARAM,
    PASSFILE,
    SSLCERT,
    SSLKEY,
    SSLROOTCERT,
    SSLPASSWORD,
    SSLSNI,
    TARGET,
    SETTINGS
} setting_name;

static const struct {
    const char *name, *variable;
} known[SETTINGS] = {
    [HOST] = { "host", "PGHOST" },
    [PORT] = { "port", "PGPORT" },
    [USER] = { "user", "PGUSER" },
    [DATABASE] = { "database", "PGDATABASE" },
    [PASSWORD] = { "password", "PGPASSWORD" },
    [SSLMODE] = { "sslmode", "PGSSLMODE" },
    [TIMEOUT] = { "connect_timeout", "PGCONNECT_TIMEOUT" },
    [SERVICE] = { "service", "PGSERVICE" },
    [SERVICEFILE] = { "servicefile", "PGSERVICEFILE" },
    [OPTIONS] = { "options", "PGOPTIONS" },
    [TIMEZONE] = { "TimeZone", "PGTZ" },
    [APPLICATION_NAME] = { "application_name", "PGAPPNAME" },
    [PASSFILE] = { "passfile", "PGPASSFILE" },
    [SSLCERT] = { "sslcert", "PGSSLCERT" },
    [SSLKEY] = { "sslkey", "PGSSLKEY" },
    [SSLROOTCERT] = { "sslrootcert", "PGSSLROOTCERT" },
    [SSLPASSWORD] = { "sslpassword", "PGSSLPASSWORD" },
    [SSLSNI] = { "sslsni", "PGSSLSNI" },
    [TARGET] = { "target_session_attrs", "PGTARGETSESSIONATTRS" },
};

/* Connection parameters that are accepted but have no effect; they are not sent to the session.
 */
static const char *const ignored[] = { "krbspn",
                                       "krbsrvname",
                                       "gssencmode",
                                       "sslnegotiation",
                                       "client_encoding",
                                       "default_query_exec_mode",
                                       "statement_cache_capacity",
                                       "description_cache_capacity" };

typedef struct settings {
    pl_arena *arena;
    const pl_db_target *target;
    pl_db_error *error;
    bool sound; /* the connection string is a URL */
    pl_str at[SETTINGS];
    bool has[SETTINGS];
    pl_buf session; /* " -c name=value" for each setting that is not a connection parameter */
} settings;

static bool refuse_setting(settings *s, const char *what, const char *why)
{
    pl_buf shown = { 0 };
    pl_dburl_print(s->target->url, &shown);
    pl_db__fail(s->error, PL_DB_FAILED, "cannot parse `%.*s`: %s", PL_FMT(shown), what);
    if (why)
        pl_buf_printf(&s->error->text, " (%s)", why);
    pl_buf_done(&shown);
    return false;
}

static bool refuse_buf(settings *s, const char *what, pl_buf *why)
{
    pl_buf_byte(why, 0);
    refuse_setting(s, what, why->ptr);
    pl_buf_done(why);
    return false;
}

/* ---- sources */

static void put_setting(settings *s, unsigned name, pl_str value)
{
    bool part = name == HOST || name == PORT || name == SSLMODE;
    if (s->has[name] || (part && !value.len))
        return;
    s->has[name] = true;
    s->at[name] = pl_arena_str(s->arena, value);
}

/* Add a setting of the session as an option. Blanks and backslashes in a value are escaped. */
static void put_session(settings *s, pl_str name, pl_str value)
{
    pl_buf_printf(&s->session, "%s-c %.*s=", s->session.len ? " " : "", PL_FMT(name));
    for (size_t i = 0; i < value.len; i++) {
        if (strchr(" \t\n\r\f\v\\", value.ptr[i]))
            pl_buf_byte(&s->session, '\\');
        pl_buf_byte(&s->session, value.ptr[i]);
    }
}

static void put_named(settings *s, pl_str name, pl_str value)
{
    if (pl_str_eq(name, PL_S("dbname")))
        name = PL_S("database");
    for (unsigned i = 0; i < SETTINGS; i++)
        if (pl_str_eq(name, pl_str_cstr(known[i].name)) ||
            (i == TIMEZONE && pl_str_same(name, PL_S("timezone")))) {
            put_setting(s, i, value);
            return;
        }
    for (size_t i = 0; i < PL_COUNT(ignored); i++)
        if (pl_str_eq(name, pl_str_cstr(ignored[i])))
            return;
    put_session(s, name, value);
}

static bool is_address(pl_str host)
{
    char text[64];
    unsigned char room[16];
    while (host.len && (host.ptr[0] == '[' || host.ptr[0] == ']'))
        host = pl_str_sub(host, 1, host.len);
    while (host.len && (host.ptr[host.len - 1] == '[' || host.ptr[host.len - 1] == ']'))
        host.len--;
    if (host.len >= sizeof text)
        return false;
    memcpy(text, host.len ? host.ptr : "", host.len);
    text[host.len] = 0;
    return inet_pton(AF_INET, text, room) == 1 || inet_pton(AF_INET6, text, room) == 1;
}

/* Split the "host:port" of one of several servers; either may be missing. */
static bool split_host(settings *s, pl_str one, pl_buf *hosts, pl_buf *ports)
{
    size_t colon = pl_str_rfind(one, ':');
    bool alone = is_address(one) || colon == one.len;
    pl_str host = pl_str_sub(one, 0, alone ? one.len : colon);
    pl_str port = alone ? PL_S("") : pl_str_sub(one, colon + 1, one.len);
    bool bracket = host.len > 1 && host.ptr[0] == '[' && host.ptr[host.len - 1] == ']';
    if (!bracket && !alone && pl_str_find(host, ':') < host.len) {
        pl_buf why = { 0 };
        pl_buf_printf(&why,
                      "failed to split host:port in '%.*s', err: address %.*s: too many colons "
                      "in address",
                      PL_FMT(one), PL_FMT(one));
        return refuse_buf(s, "failed to parse as URL", &why);
    }
    if (bracket)
        host = pl_str_sub(host, 1, host.len - 1);
    if (host.len)
        pl_buf_printf(hosts, "%s%.*s", hosts->len ? "," : "", PL_FMT(host));
    if (port.len)
        pl_buf_printf(ports, "%s%.*s", ports->len ? "," : "", PL_FMT(port));
    return true;
}

static bool read_hosts(settings *s, pl_str rest)
{
    pl_buf hosts = { 0 }, ports = { 0 };
    bool ok = true;
    while (rest.len && ok) {
        pl_str one = pl_str_split(&rest, ',');
        ok = !one.len || split_host(s, one, &hosts, &ports);
    }
    if (ok && hosts.len)
        put_setting(s, HOST, pl_buf_view(&hosts));
    if (ok && ports.len)
        put_setting(s, PORT, pl_buf_view(&ports));
    pl_buf_done(&hosts);
    pl_buf_done(&ports);
    return ok;
}

static void read_user(settings *s, pl_str user)
{
    pl_buf why = { 0 };
    pl_str password = user, decoded;
    pl_str name = pl_str_split(&password, ':');
    if (pl_url__decode(s->arena, name, PL_URL_USER, &decoded, &why))
        put_setting(s, USER, decoded);
    if (password.ptr && pl_url__decode(s->arena, password, PL_URL_USER, &decoded, &why))
        put_setting(s, PASSWORD, decoded);
    pl_buf_done(&why);
}

static bool read_url(settings *s)
{
    pl_url url;
    pl_buf why = { 0 };
    pl_str hosts, path, name, value;
    if (!pl_url__split(s->target->url.secret, &url))
        return refuse_setting(s, "failed to parse as URL", "invalid URL");
    s->sound = pl_url__check(s->arena, s->target->url.secret, &url, &why) &&
               pl_url__decode(s->arena, url.hosts, PL_URL_HOST, &hosts, &why) &&
               pl_url__decode(s->arena, url.path, PL_URL_PATH, &path, &why);
    if (!s->sound)
        return refuse_buf(s, "failed to parse as URL", &why);
    pl_buf_done(&why);
    /* As in Go, parameters of the query take precedence over the parts of the URL before them. */
    while (pl_url__next_pair(s->arena, &url.query, &name, &value))
        put_named(s, name, value);
    if (url.has_user)
        read_user(s, url.user);
    while (path.len && path.ptr[0] == '/')
        path = pl_str_sub(path, 1, path.len);
    if (path.len)
        put_setting(s, DATABASE, path);
    return read_hosts(s, hosts);
}

static pl_str home(settings *s)
{
    const char *dir = pl_db__env(s->target, "HOME");
    struct passwd pw, *found = NULL;
    char room[2048];
    if (!dir && getpwuid_r(geteuid(), &pw, room, sizeof room, &found) == 0 && found)
        dir = pl_arena_str(s->arena, pl_str_cstr(found->pw_dir)).ptr;
    return pl_str_cstr(dir);
}

/* Read the service file: "[name]" and "key=value" lines. */
static bool read_service(settings *s, pl_str text)
{
    bool here = false, found = false;
    while (text.len) {
        pl_str line = pl_str_trim(pl_str_split(&text, '\n'));
        if (!line.len || line.ptr[0] == '#')
            continue;
        if (line.ptr[0] == '[' && line.ptr[line.len - 1] == ']') {
            here = pl_str_eq(pl_str_sub(line, 1, line.len - 1), s->at[SERVICE]);
            found |= here;
            continue;
        }
        if (!here || pl_str_find(line, '=') == line.len)
            continue;
        pl_str name = pl_str_trim(pl_str_split(&line, '='));
        put_named(s, name, pl_str_trim(line));
    }
    return found;
}

static bool find_service(settings *s)
{
    enum { MOST = 1 << 20 };
    pl_str path = s->has[SERVICEFILE]
                      ? s->at[SERVICEFILE]
                      : pl_arena_printf(s->arena, "%.*s/.pg_service.conf", PL_FMT(home(s)));
    pl_buf why = { 0 };
    pl_str text;
    int failed = pl_file_slurp(path.ptr, MOST, s->arena, &text);
    if (failed) {
        pl_buf_printf(&why, "open %s", path.ptr);
        pl_db__add_reason(&why, failed);
        refuse_buf(s, "failed to read service", &why);
    } else if (!read_service(s, text)) {
        pl_buf_printf(&why, "unable to find service: %s", s->at[SERVICE].ptr);
        refuse_buf(s, "failed to read service", &why);
        failed = 1;
    }
    pl_buf_done(&why);
    return !failed;
}

static void read_variables(settings *s, unsigned from, unsigned to)
{
    for (unsigned i = from; i <= to; i++) {
        const char *value = pl_db__env(s->target, known[i].variable);
        if (value && *value)
            put_setting(s, i, pl_str_cstr(value));
    }
}

static bool is_dir(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static void read_defaults(settings *s)
{
    struct passwd pw, *found = NULL;
    char room[2048];
    if (!s->has[USER] && getpwuid_r(geteuid(), &pw, room, sizeof room, &found) == 0 && found)
        put_setting(s, USER, pl_str_cstr(found->pw_name));
    put_setting(s, HOST,
                is_dir("/var/run/postgresql") ? PL_S("/var/run/postgresql")
                : is_dir("/tmp")              ? PL_S("/tmp")
                                              : PL_S("localhost"));
    put_setting(s, PORT, PL_S("5432"));
    put_setting(s, SSLMODE, PL_S("prefer"));
}

/* ---- what it comes to */

static bool number_of(settings *s, pl_str text, const char *what, const char *function,
                      uint64_t most, uint64_t *out)
{
    bool digits = text.len > 0;
    for (size_t i = 0; i < text.len; i++)
        digits &= text.ptr[i] >= '0' && text.ptr[i] <= '9';
    if (digits && pl_str_to_u64(text, out) && *out <= most)
        return true;
    pl_buf why = { 0 };
    pl_buf_printf(&why, "strconv.%s: parsing ", function);
    pl_quote_go(&why, text);
    pl_buf_cstr(&why, digits ? ": value out of range" : ": invalid syntax");
    return refuse_buf(s, what, &why);
}

static bool set_ports(settings *s, pl_pg_config *out)
{
    pl_str rest = s->at[PORT], last = PL_S("5432");
    for (uint32_t i = 0; i < out->n_hosts; i++) {
        pl_str one = pl_str_split(&rest, ',');
        uint64_t port;
        last = one.len ? one : last;
        if (!number_of(s, last, "invalid port", "ParseUint", UINT16_MAX, &port))
            return false;
        if (!port)
            return refuse_setting(s, "invalid port", "outside range");
        out->hosts[i].port = (uint16_t)port;
    }
    return true;
}

/* Split the setting `host` at its commas into out->hosts, and give each its port. False with the
 * error for a bad port. */
static bool split_hosts(settings *s, pl_pg_config *out)
{
    pl_str all = s->at[HOST];
    uint32_t n = 1;
    for (size_t i = 0; i < all.len; i++)
        n += all.ptr[i] == ',';
    out->hosts = pl_arena_alloc(s->arena, n * sizeof *out->hosts);
    while (all.len) {
        pl_str one = pl_str_split(&all, ',');
        out->hosts[out->n_hosts++] = (pl_pg_host){ .host = pl_arena_str(s->arena, one) };
    }
    return set_ports(s, out);
}

static bool set_tls(settings *s, pl_pg_config *out)
{
    static const char *const modes[] = { "disable", "allow",     "prefer",
                                         "require", "verify-ca", "verify-full" };
    unsigned i = 0;
    while (i < PL_COUNT(modes) && !pl_str_eq(s->at[SSLMODE], pl_str_cstr(modes[i])))
        i++;
    if (i == PL_COUNT(modes))
        return refuse_setting(s, "failed to configure TLS", "sslmode is invalid");
    out->tls = i < PL_PG_REQUIRE ? (pl_pg_tls)i : PL_PG_REQUIRE;
    out->sslmode = i < PL_PG_REQUIRE ? "require" : modes[i];
    if (i == PL_PG_REQUIRE && s->has[SSLROOTCERT])
        out->sslmode = "verify-ca";
    return true;
}

static bool set_timeout(settings *s, pl_pg_config *out)
{
    pl_str text = s->at[TIMEOUT];
    if (!s->has[TIMEOUT])
        return true;
    bool negative = text.len > 1 && text.ptr[0] == '-';
    if (negative) {
        uint64_t n;
        return number_of(s, pl_str_sub(text, 1, text.len), "invalid connect_timeout", "ParseInt",
                         INT64_MAX, &n) &&
               refuse_setting(s, "invalid connect_timeout", "negative timeout");
    }
    return number_of(s, text, "invalid connect_timeout", "ParseInt", INT32_MAX, &out->timeout);
}

static bool set_target(settings *s)
{
    static const char *const names[] = { "any",     "read-write", "read-only",
                                         "primary", "standby",    "prefer-standby" };
    if (!s->has[TARGET])
        return true;
    for (size_t i = 0; i < PL_COUNT(names); i++)
        if (pl_str_eq(s->at[TARGET], pl_str_cstr(names[i])))
            return true;
    pl_buf why = { 0 };
    pl_buf_printf(&why, "unknown target_session_attrs value: %s", s->at[TARGET].ptr);
    pl_buf_byte(&why, 0);
    refuse_setting(s, why.ptr, NULL);
    pl_buf_done(&why);
    return false;
}

static void add_param(pl_pg_config *out, const char *name, const char *value)
{
    if (value && *value && out->n_params < PL_COUNT(out->params))
        out->params[out->n_params++] = (pl_pg_param){ name, value };
}

static void set_params(settings *s, pl_pg_config *out)
{
    if (s->has[TIMEZONE])
        put_session(s, PL_S("timezone"), s->at[TIMEZONE]);
    /* Settings take precedence over `options`, as they do when they are sent separately. */
    pl_str options = s->has[OPTIONS] ? s->at[OPTIONS] : PL_S("");
    pl_str all = pl_arena_printf(s->arena, "%.*s%s%.*s", PL_FMT(options),
                                 options.len && s->session.len ? " " : "", PL_FMT(s->session));
    add_param(out, "options", all.ptr);
    for (unsigned i = FIRST_PARAM; i < SETTINGS; i++)
        if (s->has[i])
            add_param(out, known[i].name, s->at[i].ptr);
    out->user = s->at[USER];
    out->shown_database = s->at[DATABASE];
    out->database = s->has[DATABASE] ? s->at[DATABASE] : s->at[USER];
    out->password = s->at[PASSWORD];
    out->has_password = s->has[PASSWORD];
}

bool pl_pg__configure(pl_arena *arena, const pl_db_target *target, pl_pg_config *out,
                      pl_db_error *error)
{
    settings s = { .arena = arena, .target = target, .error = error };
    *out = (pl_pg_config){ 0 };
    bool ok = read_url(&s);
    if (ok) {
        read_variables(&s, SERVICE, SERVICEFILE);
        ok = !s.has[SERVICE] || find_service(&s);
        read_variables(&s, HOST, SETTINGS - 1);
        read_defaults(&s);
    }
    ok = ok && split_hosts(&s, out) && set_tls(&s, out) && set_timeout(&s, out) && set_target(&s);
    if (ok)
        set_params(&s, out);
    pl_buf_done(&s.session);
    return ok;
}
