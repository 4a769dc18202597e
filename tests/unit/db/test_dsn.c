/* Connection strings: data source names of MySQL, parts of URLs, zones and times. */
#include "db/civil.h"
#include "db/my.h"
#include "db/url.h"
#include "unit/test.h"

/* user|password|protocol|address|host:port|database|session, or "! why". */
static const struct {
    const char *what, *dsn, *want;
} dsns[] = {
    { "nothing", "", "||tcp|127.0.0.1:3306|127.0.0.1:3306||" },
    { "all parts", "u:p@tcp(h:1)/d", "u|p|tcp|h:1|h:1|d|" },
    { "a port by default", "u@tcp(h)/d", "u||tcp|h|h:3306|d|" },
    { "an address with colons", "tcp([::1]:7)/", "||tcp|[::1]:7|::1:7||" },
    { "one without a port", "tcp([::1])/", "||tcp|[::1]|::1:3306||" },
    { "a socket", "u@unix(/run/m.sock)/d", "u||unix|/run/m.sock|:0|d|" },
    { "a password with everything", "u:p@:/w@tcp(h)/d", "u|p@:/w|tcp|h|h:3306|d|" },
    { "no percent in passwords", "u:p%40@/d", "u|p%40|tcp|127.0.0.1:3306|127.0.0.1:3306|d|" },
    { "percent in databases", "/a%2Fb", "||tcp|127.0.0.1:3306|127.0.0.1:3306|a/b|" },
    { "variables", "/d?sql_mode=%27ANSI%27&x=1&parseTime=false&noequals",
      "||tcp|127.0.0.1:3306|127.0.0.1:3306|d|SET sql_mode='ANSI', x=1" },
    { "no slash", "not a dsn", "! invalid DSN: missing the slash separating the database name" },
    { "no protocol", "u:p@127.0.0.1:3306/d",
      "! default addr for network '127.0.0.1:3306' unknown" },
    { "an open bracket", "u@tcp(h/d",
      "! invalid DSN: network address not terminated (missing closing brace)" },
    { "a slash in a value", "u@tcp(h)/d?loc=Asia/Tokyo",
      "! invalid DSN: did you forget to escape a param value?" },
    { "no bool", "/d?parseTime=maybe", "! invalid bool value: maybe" },
    { "no unit", "/d?timeout=5", "! time: missing unit in duration \"5\"" },
    { "a strange unit", "/d?readTimeout=5x", "! time: unknown unit \"x\" in duration \"5x\"" },
    { "no duration", "/d?timeout=soon", "! time: invalid duration \"soon\"" },
    { "no zone", "/d?loc=Nowhere", "! unknown time zone Nowhere" },
    { "a zone outside", "/d?loc=..%2F..%2Fetc%2Fpasswd", "! unknown time zone ../../etc/passwd" },
    { "no such TLS", "/d?tls=often", "! invalid value / unknown config name: often" },
    { "a bad escape", "/d%zz", "! invalid dbname \"d%zz\": invalid URL escape \"%zz\"" },
};

TEST(data_source_names_have_their_parts)
{
    for (size_t i = 0; i < PL_COUNT(dsns); i++) {
        pl_arena arena = { 0 };
        pl_my_dsn d;
        pl_buf out = { 0 }, why = { 0 };
        if (pl_my__parse_dsn(&arena, pl_str_cstr(dsns[i].dsn), NULL, &d, &why))
            pl_buf_printf(&out, "%.*s|%.*s|%.*s|%.*s|%.*s:%u|%.*s|%.*s", PL_FMT(d.user),
                          PL_FMT(d.password), PL_FMT(d.protocol), PL_FMT(d.address), PL_FMT(d.host),
                          d.port, PL_FMT(d.database), PL_FMT(d.session));
        else
            pl_buf_printf(&out, "! %.*s", PL_FMT(why));
        pl_buf_byte(&out, 0);
        CHECK_STR(out.ptr, dsns[i].want, dsns[i].what);
        pl_buf_done(&out);
        pl_buf_done(&why);
        pl_arena_done(&arena);
    }
}

static const struct {
    const char *what, *dsn, *want;
} host_rows[] = {
    { "the name is verified", "tcp(db.example:3306)/d?tls=true", "db.example" },
    { "so is an address", "tcp(10.0.0.9:3306)/d?tls=true", "10.0.0.9" },
    { "nothing is without TLS", "tcp(db.example:3306)/d", "192.0.2.1" },
    { "nor when it is not to be", "tcp(db.example:3306)/d?tls=skip-verify", "192.0.2.1" },
    { "nor when TLS is a matter of luck", "tcp(db.example:3306)/d?tls=preferred", "192.0.2.1" },
};

TEST(the_library_gets_the_name_that_it_verifies)
{
    pl_net_address address = { .ip = "192.0.2.1" };
    for (size_t i = 0; i < PL_COUNT(host_rows); i++) {
        pl_arena arena = { 0 };
        pl_buf why = { 0 };
        pl_my_dsn dsn;
        CHECK(pl_my__parse_dsn(&arena, pl_str_cstr(host_rows[i].dsn), NULL, &dsn, &why), "a DSN");
        CHECK_STR(pl_my__host(&dsn, &address), host_rows[i].want, host_rows[i].what);
        pl_buf_done(&why);
        pl_arena_done(&arena);
    }
}

TEST(durations_add_up)
{
    pl_arena arena = { 0 };
    pl_buf why = { 0 };
    pl_my_dsn d;
    CHECK(pl_my__parse_dsn(&arena, PL_S("/?timeout=1h2m3.5s&readTimeout=200ms"), NULL, &d, &why),
          "durations");
    CHECK_INT(d.timeout, 3723500000000, "hours, minutes, seconds");
    CHECK_INT(d.read_timeout, 200000000, "milliseconds");
    pl_arena_done(&arena);
}

/* user@|hosts|path|query */
static const struct {
    const char *url, *want;
} urls[] = {
    { "postgres://h/d", "-|h|d|" },
    { "postgres://u:p@h:1,i/d?a=b#c", "u:p|h:1,i|d|a=b" },
    { "postgres://u:p@w@h", "u:p@w|h||" },
    { "postgres://", "-|||" },
    { "postgres://u@?x", "u|||x" },
    { "postgres:/h", "!" },
    { "://h", "!" },
    { "", "!" },
};

TEST(urls_have_their_parts)
{
    for (size_t i = 0; i < PL_COUNT(urls); i++) {
        pl_url u;
        char got[200] = "!";
        if (pl_url__split(pl_str_cstr(urls[i].url), &u))
            snprintf(got, sizeof got, "%.*s|%.*s|%.*s|%.*s", u.has_user ? (int)u.user.len : 1,
                     u.has_user ? u.user.ptr : "-", PL_FMT(u.hosts), PL_FMT(u.path),
                     PL_FMT(u.query));
        CHECK_STR(got, urls[i].want, urls[i].url);
    }
}

static const struct {
    const char *what, *text, *want;
    pl_url_part part;
} parts[] = {
    { "a plus in a user or password is a plus", "a+b", "a+b", PL_URL_USER },
    { "a plus in a path is a plus", "a+b", "a+b", PL_URL_PATH },
    { "a plus in a query is a blank", "a+b", "a b", PL_URL_QUERY },
    { "escapes of either case", "%2b%2B", "++", PL_URL_USER },
    { "an escape in a host", "%C3%A4", "\xc3\xa4", PL_URL_HOST },
    { "a blank in a host", "a b", "! invalid character \" \" in host name", PL_URL_HOST },
    { "half an escape", "a%2", "! invalid URL escape \"%2\"", PL_URL_USER },
};

TEST(parts_of_urls_are_decoded)
{
    for (size_t i = 0; i < PL_COUNT(parts); i++) {
        pl_arena arena = { 0 };
        pl_buf why = { 0 };
        pl_str out = { 0 };
        char got[100];
        if (pl_url__decode(&arena, pl_str_cstr(parts[i].text), parts[i].part, &out, &why))
            snprintf(got, sizeof got, "%.*s", PL_FMT(out));
        else
            snprintf(got, sizeof got, "! %.*s", PL_FMT(why));
        CHECK_STR(got, parts[i].want, parts[i].what);
        pl_buf_done(&why);
        pl_arena_done(&arena);
    }
}

static const struct {
    const char *text, *want;
} times[] = {
    { "2024-02-29", "2024-02-29T00:00:00Z" },
    { "2024-02-29 13:37", "2024-02-29T13:37:00Z" },
    { "2024-02-29   3:37:01", "2024-02-29T03:37:01Z" },
    { "2024-02-29T13:37:00.123456789999Z", "2024-02-29T13:37:00.123456789Z" },
    { "2024-02-29 13:37:00,5", "2024-02-29T13:37:00.5Z" },
    { "2024-02-29 13:37:00+02:00", "2024-02-29T13:37:00+02:00" },
    { "2024-02-29 13:37:00.5-00:30", "2024-02-29T13:37:00.5-00:30" },
    { "2024-02-29 13:37:00+00:00", "2024-02-29T13:37:00Z" },
    { "2023-02-29", "!" },
    { "2024-13-01", "!" },
    { "2024-2-1", "!" },
    { "2024-02-29 24:00", "!" },
    { "2024-02-29 13:37+02:00", "!" },
    { "2024-02-29T", "!" },
    { "2024-02-29x", "!" },
    { "", "!" },
};

TEST(times_of_sqlite_are_read)
{
    for (size_t i = 0; i < PL_COUNT(times); i++) {
        pl_cell_time t;
        pl_buf out = { 0 };
        if (pl_civil__parse(pl_str_cstr(times[i].text), &t))
            pl_civil__rfc3339(t, true, &out);
        else
            pl_buf_byte(&out, '!');
        pl_buf_byte(&out, 0);
        CHECK_STR(out.ptr, times[i].want, times[i].text);
        pl_buf_done(&out);
    }
}

TEST(days_and_dates_are_each_others_inverse)
{
    for (int64_t day = -1000000; day < 4000000; day += 97) {
        pl_civil c = pl_civil_of(day * 86400 + 1);
        CHECK(pl_civil_days(c.year, c.month, c.day) == day && c.second == 1, "round trip");
        CHECK(c.month >= 1 && c.month <= 12 && c.day >= 1 &&
                  c.day <= pl_civil_days_in(c.year, c.month),
              "in range");
    }
}

TEST(zones_know_summer)
{
    pl_arena arena = { 0 };
    pl_zone z;
    if (!pl_zone__open(&arena, PL_S("Europe/Berlin"), NULL, &z) || !z.offsets) {
        print_message("no zone database here\n");
        pl_arena_done(&arena);
        return;
    }
    CHECK_INT(pl_zone__offset(&z, pl_civil_days(2024, 1, 15) * 86400), 3600, "winter");
    CHECK_INT(pl_zone__offset(&z, pl_civil_days(2024, 7, 15) * 86400), 7200, "summer");
    CHECK_INT(pl_zone__offset(&z, pl_civil_days(2024, 3, 31) * 86400 + 3600), 3600,
              "an hour before it begins");
    CHECK_INT(pl_zone__offset(&z, pl_civil_days(2024, 3, 31) * 86400 + 4 * 3600), 7200,
              "after it began");
    pl_arena_done(&arena);
}

/* What the environment of the process says is not asked: another thread may change it. */
TEST(local_zone_is_that_of_the_given_environment)
{
    static const struct {
        const char *tz, *zone;
    } zone_rows[] = { { "Asia/Tokyo", "Asia/Tokyo" },
                      { ":Asia/Tokyo", "Asia/Tokyo" },
                      { "", "UTC" },
                      { "UTC", "UTC" } };
    pl_arena arena = { 0 };
    for (size_t i = 0; i < PL_COUNT(zone_rows); i++) {
        pl_zone want, got;
        pl_my_dsn dsn;
        pl_buf why = { 0 };
        if (!pl_zone__open(&arena, pl_str_cstr(zone_rows[i].zone), NULL, &want))
            continue; /* no zone database here */
        CHECK(pl_zone__open(&arena, PL_S("Local"), zone_rows[i].tz, &got), zone_rows[i].zone);
        CHECK_INT(pl_zone__offset(&got, 0), pl_zone__offset(&want, 0), "as the variable says");
        CHECK(pl_my__parse_dsn(&arena, PL_S("/db?loc=Local&parseTime=true"), zone_rows[i].tz, &dsn,
                               &why),
              "a DSN");
        CHECK_INT(pl_zone__offset(&dsn.zone, 0), pl_zone__offset(&want, 0), "of a DSN, too");
        pl_buf_done(&why);
    }
    pl_arena_done(&arena);
}
