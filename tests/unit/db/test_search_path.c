/* test_search_path.c - names of a search path on their way into SQL. */
#include "db/search_path.h"
#include "base/str.h"
#include "unit/test.h"

static const struct {
    const char *what, *item, *want;
} rows[] = {
    { "a plain name stays", "aws", "SET search_path TO aws" },
    { "and is folded by the server", "MyAws", "SET search_path TO MyAws" },
    { "letters of other alphabets are plain", "größe", "SET search_path TO größe" },
    { "a quoted name keeps its quotes", "\"$user\"", "SET search_path TO \"$user\"" },
    { "commas part names", "a, b", "SET search_path TO a,b" },
    { "but not in quotes", "\"a,b\", c", "SET search_path TO \"a,b\",c" },
    { "doubled quotes stay", "\"a\"\"b\"", "SET search_path TO \"a\"\"b\"" },
    { "empty names are left out", " ,a,, ", "SET search_path TO a" },
    { "nothing sets nothing", " ", "" },
    { "a blank is a mistake for the server to report", "a b", "SET search_path TO a b" },
    { "so is a dash", "prod-1", "SET search_path TO prod-1" },
    { "a text is a name", "'a b'", "SET search_path TO 'a b'" },
    { "if it ends where it seems to", "'a', 'b\\', c'", "SET search_path TO 'a',\"'b\\'\",\"c'\"" },
    { "a call is a name", "f(1)", "SET search_path TO \"f(1)\"" },
    { "a dollar quote is plain", "$a$", "SET search_path TO $a$" },
    { "another statement is a name", "a; drop table t", "SET search_path TO \"a; drop table t\"" },
    { "a comment is a name", "a--", "SET search_path TO \"a--\"" },
    { "a stray quote is doubled", "a\"; drop", "SET search_path TO \"a\"\"; drop\"" },
    { "quotes that end early are", "\"a\"b\"", "SET search_path TO \"\"\"a\"\"b\"\"\"" },
    { "a lonely quote is", "\"", "SET search_path TO \"\"\"\"" },
    { "two quotes are no name", "\"\"", "SET search_path TO \"\"\"\"\"\"" },
};

TEST(names_of_a_search_path_are_names)
{
    for (size_t i = 0; i < PL_COUNT(rows); i++) {
        pl_search_path names = { 0 };
        pl_buf sql = { 0 };

        pl_search_path_add(&names, pl_str_cstr(rows[i].item));
        pl_search_path_set(names.at, names.n, &sql);
        pl_buf_byte(&sql, 0);
        CHECK_STR(sql.ptr, rows[i].want, rows[i].what);
        pl_vec_done(&names);
        pl_buf_done(&sql);
    }
}

TEST(control_characters_are_refused)
{
    for (int c = 0; c < 256; c++) {
        char text[3] = { 'a', (char)c, 'b' };
        bool allowed = c >= ' ' && c != 127;

        CHECK_INT(pl_search_path_allows(pl_str_make(text, sizeof text)), allowed, "each byte");
    }
}
