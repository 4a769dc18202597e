#include "unit/test.h"
#include "base/str.h"
#include "server/access.h"
#include "server/login.h"

static const struct {
    const char *what, *host;
    bool local;
} hosts[] = {
    { "localhost", "localhost", true },
    { "with a port", "localhost:9033", true },
    { "in capitals", "LOCALHOST", true },
    { "a name below it", "dash.localhost:80", true },
    { "the loopback address", "127.0.0.1:9033", true },
    { "that of IPv6", "[::1]:9033", true },
    { "IPv6 without a port", "[::1]", true },
    { "another name", "evil.example", false },
    { "a name that begins like it", "localhost.evil.example", false },
    { "a name that ends like it", "evillocalhost", false },
    { "a name that holds the address", "127.0.0.1.evil.example", false },
    { "nothing", "", false },
    { "an open bracket", "[::1", false },
};

TEST(hosts_are_local_by_name)
{
    for (size_t i = 0; i < PL_COUNT(hosts); i++)
        CHECK(pl_host_is_local(pl_str_cstr(hosts[i].host)) == hosts[i].local, hosts[i].what);
}

static const struct {
    const char *what, *origin;
    bool local;
} origins[] = {
    { "a development server", "http://localhost:3000", true },
    { "by address", "https://127.0.0.1", true },
    { "IPv6", "http://[::1]:3000", true },
    { "null", "null", false },
    { "another scheme", "ftp://localhost", false },
    { "a stranger", "http://evil.example", false },
    { "a stranger's name that begins so", "https://localhost.evil.example", false },
    { "a path", "http://localhost/x", false },
    { "nothing behind the scheme", "http://", false },
};

TEST(origins_are_local_by_name)
{
    for (size_t i = 0; i < PL_COUNT(origins); i++)
        CHECK(pl_origin_is_local(pl_str_cstr(origins[i].origin)) == origins[i].local,
              origins[i].what);
}

static const struct {
    const char *what, *origin, *host;
    bool same;
} pairs[] = {
    { "equal", "http://a.example:8080", "a.example:8080", true },
    { "without regard to case", "http://A.example", "a.EXAMPLE", true },
    { "the port of the scheme may be left out", "https://a.example", "a.example:443", true },
    { "on either side", "http://a.example:80", "a.example", true },
    { "not that of another scheme", "http://a.example:443", "a.example", false },
    { "another port", "http://a.example:1", "a.example:2", false },
    { "another name", "http://b.example", "a.example", false },
    { "null", "null", "a.example", false },
    { "no host", "http://a.example", "", false },
};

TEST(an_origin_equals_its_host)
{
    for (size_t i = 0; i < PL_COUNT(pairs); i++)
        CHECK(pl_origin_is_host(pl_str_cstr(pairs[i].origin), pl_str_cstr(pairs[i].host)) ==
                  pairs[i].same,
              pairs[i].what);
}

static const struct {
    const char *what, *path;
    bool local;
} places[] = {
    { "a path", "/a?b=c", true },
    { "the root", "/", true },
    { "another server", "//evil.example", false },
    { "the same as browsers read it", "/\\evil.example", false },
    { "a URL", "http://evil.example", false },
    { "a line break", "/a\r\nSet-Cookie: x", false },
    { "nothing", "", false },
};

TEST(a_login_leads_to_places_of_this_server)
{
    for (size_t i = 0; i < PL_COUNT(places); i++)
        CHECK(pl_login_is_local(pl_str_cstr(places[i].path)) == places[i].local, places[i].what);
}

TEST(forms_are_decoded)
{
    pl_arena arena = { 0 };
    pl_str form = PL_S("to=%2Fa+b&token=x%3Dy%zz");

    CHECK(pl_str_eq(pl_form_value(form, "to", &arena), PL_S("/a b")), "escapes and plus");
    CHECK(pl_str_eq(pl_form_value(form, "token", &arena), PL_S("x=y%zz")), "half an escape stays");
    CHECK(pl_form_value(form, "other", &arena).len == 0, "what is not there is empty");
    pl_arena_done(&arena);
}

TEST(wrong_tokens_are_slowed_down_after_five)
{
    pl_server_config config = { 0 };
    pl_diags *diags = pl_diags_new();
    pl_access *access = pl_access_new(&config, diags);

    for (int i = 0; i < 5; i++)
        CHECK(!pl_access_note_wrong(access, PL_S("10.0.0.1")), "five are free");
    CHECK(pl_access_note_wrong(access, PL_S("10.0.0.1")), "the sixth waits");
    CHECK(!pl_access_note_wrong(access, PL_S("10.0.0.2")), "another address does not");
    pl_access_free(access);
    pl_diags_free(diags);
}
