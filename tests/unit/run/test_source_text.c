/* The text of blocks as clients have it: no password of a connection string, and all else as
 * written. */
#include "base/str.h"
#include "run/source_text.h"
#include "unit/test.h"

static const struct {
    const char *what, *text, *want; /* NULL: the text itself */
} rows[] = {
    { "nothing", "", NULL },
    { "no string", "query \"q\" {\n  sql = <<EOT\nselect 1\nEOT\n}", NULL },
    { "a connection string without a password", "database = \"postgres://u@h/d\"", NULL },
    { "a password", "table {\n  database = \"postgres://u:hunter2@h/d\"\n  sql = \"select 1\"\n}",
      "table {\n  database = \"postgres://u:xxxxx@h/d\"\n  sql = \"select 1\"\n}" },
    { "two of them", "[\"mysql://u:a b@tcp(h)/d\", \"postgresql://u@h/d?password=b\"]",
      "[\"mysql://u:xxxxx@tcp(h)/d\", \"postgresql://u@h/d?password=xxxxx\"]" },
    { "another scheme in `database`", "database=\t\"oracle://u:hunter2@h/d\"",
      "database=\t\"oracle://u:xxxxx@h/d\"" },
    { "no scheme in `database`", "database = \"u:hunter2@h/d\"", "database = \"u:xxxxx@h/d\"" },
    { "a link", "href = \"https://u:p@h/?token={{.id}}\"",
      "href = \"https://u:xxxxx@h/?token={{.id}}\"" },
    { "any scheme, in a comment", "# trino://u:pw@h:8080/c", "# trino://u:xxxxx@h:8080/c" },
    { "in SQL", "sql = \"select * from f('s3+http://k:pw@h/x'), g('a@b')\"",
      "sql = \"select * from f('s3+http://k:xxxxx@h/x'), g('a@b')\"" },
    { "in a heredoc", "<<-EOT\n  -- snowflake://me:pw@acc\nEOT",
      "<<-EOT\n  -- snowflake://me:xxxxx@acc\nEOT" },
    { "two", "trino://u:a@h,trino://v:b@h", "trino://u:xxxxx@h,trino://v:xxxxx@h" },
    { "no user", "redis://:pw@h", "redis://:xxxxx@h" },
    { "a user with @", "amqp://me@corp.com:pw@h/v", "amqp://me@corp.com:xxxxx@h/v" },
    { "@ in it", "trino://u:p@w@h/c", "trino://u:xxxxx@h/c" },
    { "a colon in it", "trino://u:p:w@h/c", "trino://u:xxxxx@h/c" },
    { "a slash in it", "trino://u:p/w@h/c", "trino://u:xxxxx@h/c" },
    { "slashes and @ in it", "\"trino://u:/p@w?#@h\"", "\"trino://u:xxxxx@h\"" },
    { "percent in it", "trino://u:p%40w%2f@h", "trino://u:xxxxx@h" },
    { "a number", "trino://u:8080@h", "trino://u:xxxxx@h" },
    { "signs in it", "'trino://u:a!b$c&d(e)f*g+h,i;j=k@h'", "'trino://u:xxxxx@h'" },
    { "an escaped quote in it", "\"trino://u:a\\\"b@h\"", "\"trino://u:xxxxx@h\"" },
    { "a template as a secret", "trino://u:${var.pw}@h", "trino://u:xxxxx@h" },
    { "an empty secret", "trino://u:@h", NULL },
    { "no secret", "ssh://git@host/owner/repo", NULL },
    { "a port, and @ behind it", "https://h:8080/@scope/pkg?mail=a@b.c", NULL },
    { "a template as a port", "https://h:${var.port}/@me", NULL },
    { "an address of IPv6", "http://[::1]:80/@x", NULL },
    { "a path with a drive", "file://c:/users/me@work", NULL },
    { "a path with a colon", "https://h/a:b@c", NULL },
    { "an e-mail address", "see https://h: write to me:you@x.org", NULL },
    { "a line end written as an escape", "\"https://h:x\\nme@x.org\"", NULL },
    { "a mail", "mailto:a:b@c", NULL },
    { "an argument", "x = lower(\"postgres://u:hunter2@h/d\")",
      "x = lower(\"postgres://u:xxxxx@h/d\")" },
    { "a template", "database = \"postgres://u:${var.p}@h/d\"",
      "database = \"postgres://u:xxxxxx@h/d\"" },
    { "an escaped quote in it", "database = \"postgres://u:a\\\"b@h/d\" # x",
      "database = \"postgres://u:xxxxxx@h/d\" # x" },
    { "a line that breaks off", "database = \"postgres://u:hunter2@h/d",
      "database = \"postgres://u:xxxxx@h/d" },
    { "a backslash at the end", "database = \"postgres://u:hunter2@h/d\\",
      "database = \"postgres://u:xxxxx@h/d\\" },
    { "a comment", "# was postgres://u:hunter2@h/d, until May\nx = 1",
      "# was postgres://u:xxxxx@h/d, until May\nx = 1" },
    { "a heredoc", "<<EOT\nmysql://u:hunter2@tcp(h)/d\nEOT",
      "<<EOT\nmysql://u:xxxxx@tcp(h)/d\nEOT" },
    { "in quotes of SQL", "sql = \"attach 'postgres://u:hunter2@h/d' as x\"",
      "sql = \"attach 'postgres://u:xxxxx@h/d' as x\"" },
    { "a scheme without a name before it", "://u:p@h :// \"", NULL },
    { "`database` that is empty", "database = \"\" x = \"a:b@c\"", NULL },
    { "the end of a string before it", "abc\" \"mysql://u:p@/d\"", "abc\" \"mysql://u:xxxxx@/d\"" },
};

TEST(passwords_in_the_text_of_blocks_are_hidden)
{
    for (size_t i = 0; i < PL_COUNT(rows); i++) {
        pl_arena arena = { 0 };
        pl_str text = pl_str_cstr(rows[i].text);
        pl_str got = pl_source_without_passwords(&arena, text);
        pl_str want = rows[i].want ? pl_str_cstr(rows[i].want) : text;
        CHECK(pl_str_eq(got, want), rows[i].what);
        CHECK((got.ptr == text.ptr) == !rows[i].want, "text without passwords is not copied");
        pl_arena_done(&arena);
    }
}

TEST(what_is_before_is_kept)
{
    pl_buf out = { 0 };
    pl_buf_cstr(&out, "before ");
    CHECK(!pl_source_hide_passwords(PL_S("database = \"postgres://u@h/d\""), &out), "none");
    CHECK(pl_source_hide_passwords(PL_S("database = \"postgres://u:p@h/d\""), &out), "one");
    pl_buf_byte(&out, 0);
    CHECK_STR(out.ptr, "before database = \"postgres://u:xxxxx@h/d\"", "after what was there");
    pl_buf_done(&out);
}
