/* What people see of connection strings: no password, whatever the string is. */
#include "db/dburl.h"
#include "base/str.h"
#include "unit/test.h"

static const struct {
    const char *what, *text, *want;
} rows[] = {
    { "nothing", "", "" },
    { "nothing secret", "postgres://u@h:5432/db?sslmode=require",
      "postgres://u@h:5432/db?sslmode=require" },
    { "the user's password", "postgres://u:hunter2@h/db", "postgres://u:xxxxx@h/db" },
    { "an empty one", "postgres://u:@h/db", "postgres://u:xxxxx@h/db" },
    { "one with an @", "postgres://u:a@b@h/db", "postgres://u:xxxxx@h/db" },
    { "a port is none", "postgres://h:5432/db?email=a@b", "postgres://h:5432/db?email=a@b" },
    { "one with a slash", "postgres://u:hunt/er2@h/db", "postgres://u:xxxxxx@h/db" },
    { "one with a question mark", "postgres://u:hunt?er2@h/db", "postgres://u:xxxxxx@h/db" },
    { "one with all of them", "postgres://u:h/u@n?t@er@h/db?x=1", "postgres://u:xxxxxx@h/db?x=1" },
    { "a blank", "postgres://u:hunter 2@h/db", "postgres://u:xxxxxx@h/db" },
    { "a parameter", "postgres://u@h/db?password=hunter2&x=1",
      "postgres://u@h/db?password=xxxxx&x=1" },
    { "a parameter of what is no URL", "postgres://u@h:1/db?x=%zz&password=hunter2",
      "postgres://u@h:1/db?x=%zz&password=xxxxx" },
    { "other parameters", "postgres://h/db?sslpassword=a&PASSWORD=b&token=c&sslkey=d",
      "postgres://h/db?sslpassword=xxxxx&PASSWORD=xxxxx&token=xxxxx&sslkey=d" },
    { "an escaped name", "postgres://h/db?pass%77ord=a&x=b",
      "postgres://h/db?pass%77ord=xxxxx&x=b" },
    { "MySQL", "mysql://u:hunter2@tcp(h:3306)/db?tls=true",
      "mysql://u:xxxxx@tcp(h:3306)/db?tls=true" },
    { "MySQL, an odd one", "mysql://u:h@nt/er:2@tcp(h:3306)/db", "mysql://u:xxxxx@tcp(h:3306)/db" },
    { "no user there", "mysql://u@tcp(h:3306)/db", "mysql://u@tcp(h:3306)/db" },
    { "a file", "sqlite:///a:b@c/d.db", "sqlite:///a:b@c/d.db" },
    { "a parameter of SQLite's driver", "sqlite:///d.db?_auth_user=u&_auth_pass=hunter2",
      "sqlite:///d.db?_auth_user=u&_auth_pass=xxxxx" },
    { "a key of DuckDB", "duckdb://md:x?motherduck_token=abc",
      "duckdb://md:x?motherduck_token=xxxxx" },
    { "an unknown scheme", "oracle://u:hunter2@h/db", "oracle://u:xxxxx@h/db" },
    { "no scheme", "u:hunter2@h/db", "u:xxxxx@h/db" },
    { "keywords", "host=h password='hunter 2' port=1", "host=h password=xxxxx port=1" },
    { "keywords with a quote in it", "password='hun\\'ter' port=1", "password=xxxxx port=1" },
    { "an open quote", "password='hunter", "password=xxxxx" },
    { "an empty value", "postgres://h/db?password=&x=1", "postgres://h/db?password=&x=1" },
    { "words", "just words: an @ and a :", "just words:xxxxx@ and a :" },
};

TEST(connection_strings_are_printed_without_secrets)
{
    for (size_t i = 0; i < PL_COUNT(rows); i++) {
        pl_buf out = { 0 };
        pl_dburl_print((pl_dburl){ pl_str_cstr(rows[i].text) }, &out);
        pl_buf_byte(&out, 0);
        CHECK_STR(out.ptr, rows[i].want, rows[i].what);
        pl_buf_done(&out);
    }
}

TEST(long_names_are_looked_at_from_the_end)
{
    pl_buf text = { 0 }, out = { 0 };
    pl_buf_cstr(&text, "postgres://h/db?");
    for (int i = 0; i < 1000; i++)
        pl_buf_byte(&text, 'x');
    pl_buf_cstr(&text, "_password=hunter2");
    pl_dburl_print((pl_dburl){ pl_buf_view(&text) }, &out);
    pl_str shown = pl_buf_view(&out);
    CHECK(pl_str_eq(pl_str_sub(shown, shown.len - 6, shown.len), PL_S("=xxxxx")), "hidden");
    pl_buf_done(&text);
    pl_buf_done(&out);
}
