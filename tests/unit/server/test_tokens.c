#include "unit/test.h"
#include "base/str.h"
#include "server/tokens.h"

static const struct {
    const char *what, *text;
    uint32_t n; /* 0: refused */
} files[] = {
    { "one token", "0123456789abcdef\n", 1 },
    { "two allow rotation", "0123456789abcdef\nfedcba9876543210", 2 },
    { "comments and empty lines are skipped", "# a\n\n  \n0123456789abcdef\r\n", 1 },
    { "blanks around it do not count", "  0123456789abcdef  \n", 1 },
    { "a name", "0123456789abcdef ann", 1 },
    { "a role", "0123456789abcdef ann write\nfedcba9876543210  bob\tread\n", 2 },
    { "words of other lengths are one token",
      "correct horse battery staple\na passphrase of words\n", 2 },
    { "an unknown role", "0123456789abcdef ann wriet", 0 },
    { "nothing", "", 0 },
    { "comments alone", "# a\n# b\n", 0 },
    { "a short one spoils the file", "0123456789abcdef\nshort\n", 0 },
    { "fifteen characters are too few", "0123456789abcde\n", 0 },
};

TEST(a_token_file_has_a_token_per_line)
{
    for (size_t i = 0; i < PL_COUNT(files); i++) {
        const char *why;
        pl_keys keys;
        bool right = pl_keys_parse(pl_str_cstr(files[i].text), &keys, &why);

        CHECK(right == (files[i].n > 0), files[i].what);
        CHECK(right == (why == NULL), files[i].what);
        CHECK(!right || keys.n == files[i].n, files[i].what);
        if (right)
            pl_keys_done(&keys);
    }
}

TEST(tokens_and_cookies_are_found)
{
    const char *why;
    char cookie[PL_COOKIE_SIZE];
    pl_keys keys;

    CHECK(pl_keys_parse(PL_S("0123456789abcdef\nfedcba9876543210\n"), &keys, &why), "it is read");
    CHECK(pl_keys_find(&keys, PL_S("fedcba9876543210")), "the second");
    CHECK(!pl_keys_find(&keys, PL_S("fedcba987654321")), "a part of it");
    CHECK(!pl_keys_find(&keys, PL_S("fedcba98765432100")), "more than it");
    CHECK(!pl_keys_find(&keys, PL_S("")), "nothing");
    pl_key_cookie(PL_S("0123456789abcdef"), cookie);
    CHECK(pl_keys_find_cookie(&keys, pl_str_make(cookie, sizeof cookie)), "its cookie");
    cookie[0] ^= 1;
    CHECK(!pl_keys_find_cookie(&keys, pl_str_make(cookie, sizeof cookie)), "another cookie");
    pl_keys_done(&keys);
}

TEST(a_token_has_a_name_and_a_role)
{
    const char *why;
    pl_keys keys;

    CHECK(pl_keys_parse(PL_S("0123456789abcdef ann write\n0123456789abcdeX  bob\n"
                             "correct horse battery staple\n"),
                        &keys, &why),
          "it is read");
    const pl_key *ann = pl_keys_find(&keys, PL_S("0123456789abcdef"));
    const pl_key *bob = pl_keys_find(&keys, PL_S("0123456789abcdeX"));
    const pl_key *horse = pl_keys_find(&keys, PL_S("correct horse battery staple"));
    CHECK(ann && bob && horse, "all of them");
    CHECK_STR(ann ? ann->name.ptr : "", "ann", "her name");
    CHECK(ann && ann->writes, "she may write");
    CHECK(bob && !bob->writes, "who has no role reads");
    CHECK(horse && !horse->name.len && !horse->writes, "a line as before");
    pl_keys_done(&keys);
}

/* printf 'pipelite cookie 1' | openssl dgst -sha256 -hmac 0123456789abcdef -binary | base64 */
TEST(the_cookie_is_the_hmac)
{
    char cookie[PL_COOKIE_SIZE + 1] = { 0 };

    pl_key_cookie(PL_S("0123456789abcdef"), cookie);
    CHECK_STR(cookie, "aSlIdvY_hkf-GZ9mjPDT-3VAo2J-AI7KVO7tRBovga4", "base64url without padding");
}

static const struct {
    const char *what, *header, *value;
} cookies[] = {
    { "alone", "pipelite=x", "x" },
    { "behind another", "a=1; pipelite=x", "x" },
    { "without a blank", "a=1;pipelite=x;b=2", "x" },
    { "a name that ends so", "notpipelite=x", "" },
    { "none", "", "" },
};

TEST(cookies_are_found_by_name)
{
    for (size_t i = 0; i < PL_COUNT(cookies); i++)
        CHECK(pl_str_eq(pl_cookie_find(pl_str_cstr(cookies[i].header), "pipelite"),
                        pl_str_cstr(cookies[i].value)),
              cookies[i].what);
    CHECK(pl_str_eq(pl_bearer(PL_S("bearer  abc ")), PL_S("abc")), "the scheme has no case");
    CHECK(pl_bearer(PL_S("Basic abc")).len == 0, "another scheme");
    CHECK(pl_bearer(PL_S("Bearer")).len == 0, "nothing behind it");
}
