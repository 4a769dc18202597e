/* Exemptions from the page: the text of the file with one more, who may write, and what is sent. */
#include "base/str.h"
#include "server/exempting.h"
#include "unit/place.h"
#include "unit/test.h"

/* ---- the file with one more */

static const struct {
    const char *what, *path, *old;
    const char *x[6]; /* control, resource, reason, until, by, at */
    const char *want; /* the new text, or the message */
} files[] = {
    { "the first one",
      "x.csv",
      "",
      { "c", "r", "why", "2030-01-31", "ann", "now" },
      "control,resource,reason,until,by,at\nc,r,why,2030-01-31,ann,now\n" },
    { "what needs quotes",
      "x.csv",
      "control,resource,reason,until,by,at\n",
      { "c", "a\"b", " x, y\nz", "", "", "" },
      "control,resource,reason,until,by,at\nc,\"a\"\"b\",\" x, y\nz\",,,\n" },
    { "lines of others stay as they are written",
      "x.csv",
      "control,resource,reason,until,by,at\n\"c\",\"s\",w,,,",
      { "c", "r", "w", "", "", "" },
      "control,resource,reason,until,by,at\n\"c\",\"s\",w,,,\nc,r,w,,,\n" },
    { "columns for who and when are added",
      "x.csv",
      "reason,control,resource\nw,c,s\n",
      { "c", "r", "w", "", "bob", "" },
      "control,resource,reason,until,by,at\nc,s,w,,,\nc,r,w,,bob,\n" },
    { "the same again has a new reason and day",
      "x.csv",
      "control,resource,reason,until,by,at\nc,r,w,2020-01-01,,\nc,s,w,,,\n",
      { "c", "r", "still", "2031-01-01", "", "" },
      "control,resource,reason,until,by,at\nc,r,still,2031-01-01,,\nc,s,w,,,\n" },
    { "JSON",
      "x.json",
      "[{\"control\":\"c\",\"resource\":\"s\",\"reason\":\"w\"}]",
      { "c", "r", "w", "", "ann", "" },
      "[\n  {\n    \"control\": \"c\",\n    \"resource\": \"s\",\n    \"reason\": \"w\",\n    "
      "\"until\": null,\n    \"by\": null,\n    \"at\": null\n  },\n"
      "  {\n    \"control\": \"c\",\n    \"resource\": \"r\",\n    \"reason\": \"w\",\n    "
      "\"until\": null,\n    \"by\": \"ann\",\n    \"at\": null\n  }\n]\n" },
    { "a file with a mistake is not touched",
      "x.csv",
      "control,resource,reason\nc,,w\n",
      { "c", "r", "w", "", "", "" },
      "line 2: 'resource' is missing; * is all of them" },
    { "no reason", "x.csv", "", { "c", "r", " ", "", "", "" }, "line 2: 'reason' is missing" },
    { "no such day",
      "x.csv",
      "",
      { "c", "r", "w", "2030-02-30", "", "" },
      "line 2: 'until' is no date: write the last day as 2026-12-31" },
};

TEST(a_file_of_exemptions_with_one_more)
{
    for (size_t i = 0; i < PL_COUNT(files); i++) {
        pl_buf out = { 0 }, why = { 0 };
        const char *const *c = files[i].x;
        pl_new_exemption x = { pl_str_cstr(c[0]), pl_str_cstr(c[1]), pl_str_cstr(c[2]),
                               pl_str_cstr(c[3]), pl_str_cstr(c[4]), pl_str_cstr(c[5]) };
        bool ok = pl_exemptions_with(pl_str_cstr(files[i].path), pl_str_cstr(files[i].old), &x,
                                     &out, &why);
        pl_buf *said = ok ? &out : &why;
        pl_buf_byte(said, 0);
        CHECK_STR(said->ptr, files[i].want, files[i].what);
        pl_buf_done(&out);
        pl_buf_done(&why);
    }
}

/* ---- who may write */

static const struct {
    const char *what, *origin, *site, *token, *user, *peer, *type, *body;
    unsigned status;
} posts[] = {
    { "who has the role", "http://a", "same-origin", "0123456789abcdef", "", "192.0.2.1",
      "application/json; charset=utf-8", "{\"control\":\"c\",\"resource\":\"1\",\"reason\":\"w\"}",
      200 },
    { "whom the proxy names", "http://a", "", "", "eve", "10.0.0.1", "application/json",
      "{\"control\":\"c\",\"resource\":\"2\",\"reason\":\"w\",\"until\":null}", 200 },
    { "who says so without a proxy", "http://a", "", "", "eve", "192.0.2.1", "application/json",
      "{}", 403 },
    { "a token that reads", "http://a", "", "fedcba9876543210", "", "192.0.2.1", "application/json",
      "{}", 403 },
    { "another site", "http://b", "", "0123456789abcdef", "", "192.0.2.1", "application/json", "{}",
      403 },
    { "no browser", "", "", "0123456789abcdef", "", "192.0.2.1", "application/json", "{}", 403 },
    { "a page of a neighbour", "http://a", "same-site", "0123456789abcdef", "", "192.0.2.1",
      "application/json", "{}", 403 },
    { "a form", "http://a", "", "0123456789abcdef", "", "192.0.2.1",
      "application/x-www-form-urlencoded", "{}", 415 },
    { "no JSON", "http://a", "", "0123456789abcdef", "", "192.0.2.1", "application/json", "{",
      400 },
    { "an array", "http://a", "", "0123456789abcdef", "", "192.0.2.1", "application/json", "[]",
      400 },
    { "a number", "http://a", "", "0123456789abcdef", "", "192.0.2.1", "application/json",
      "{\"control\":1}", 400 },
    { "who it was is not said by the page", "http://a", "", "0123456789abcdef", "", "192.0.2.1",
      "application/json", "{\"by\":\"x\"}", 400 },
    { "a NUL", "http://a", "", "0123456789abcdef", "", "192.0.2.1", "application/json",
      "{\"control\":\"\\u0000\"}", 400 },
    { "nothing", "http://a", "", "0123456789abcdef", "", "192.0.2.1", "application/json", "{}",
      409 },
};

typedef struct desk {
    pl_server_config config;
    pl_cidr proxy;
    pl_diags *diags;
    pl_access *access;
    pl_exempting e;
    const char *dir, *file;
} desk;

static void open_desk(desk *d, const char *name, bool writes)
{
    const char *dir = place_new(name);
    *d = (desk){ .diags = pl_diags_new(), .dir = dir, .file = place_path(dir, "x.csv") };
    const char *tokens = place_path(dir, "tokens");
    place_text(dir, "tokens", "0123456789abcdef ann write\nfedcba9876543210 bob\n");
    if (!writes)
        place_text(dir, "x.csv", "control,resource,reason\n");
    CHECK(pl_cidr_parse(PL_S("10.0.0.0/8"), &d->proxy), "a network");
    d->config = (pl_server_config){ .exemptions = pl_str_cstr(d->file),
                                    .allow_exempting = writes,
                                    .token_file = pl_str_cstr(tokens),
                                    .proxies = &d->proxy,
                                    .n_proxies = 1 };
    d->access = pl_access_new(&d->config, d->diags);
    CHECK(d->access && pl_exempting_init(&d->e, &d->config, d->diags), "all is read");
}

static void close_desk(desk *d)
{
    pl_exempting_done(&d->e);
    pl_access_free(d->access);
    pl_diags_free(d->diags);
}

static unsigned ask(desk *d, pl_request *request, pl_buf *body)
{
    pl_reply reply;
    pl_reply_init(&reply);
    pl_exempting_reply(&d->e, d->access, request, &reply);
    body->len = 0;
    if (reply.body)
        pl_buf_str(body, pl_payload_text(reply.body));
    pl_buf_byte(body, 0);
    unsigned status = reply.status;
    pl_reply_done(&reply);
    return status;
}

TEST(exempting_asks_who_and_from_where)
{
    desk d;
    pl_buf body = { 0 }, bearer = { 0 };
    open_desk(&d, "posts", true);
    for (size_t i = 0; i < PL_COUNT(posts); i++) {
        pl_request r = { .method = PL_METHOD_POST,
                         .peer = pl_str_cstr(posts[i].peer),
                         .body = pl_str_cstr(posts[i].body) };
        bearer.len = 0;
        pl_buf_printf(&bearer, "%s%s", posts[i].token[0] ? "Bearer " : "", posts[i].token);
        r.header[PL_HEADER_HOST] = PL_S("a");
        r.header[PL_HEADER_ORIGIN] = pl_str_cstr(posts[i].origin);
        r.header[PL_HEADER_SEC_FETCH_SITE] = pl_str_cstr(posts[i].site);
        r.header[PL_HEADER_AUTHORIZATION] = pl_buf_view(&bearer);
        r.header[PL_HEADER_FORWARDED_USER] = pl_str_cstr(posts[i].user);
        r.header[PL_HEADER_CONTENT_TYPE] = pl_str_cstr(posts[i].type);
        CHECK_INT(ask(&d, &r, &body), posts[i].status, posts[i].what);
    }
    pl_request get = { .method = PL_METHOD_GET, .peer = PL_S("192.0.2.1") };
    CHECK_INT(ask(&d, &get, &body), 200, "the list");
    CHECK(strstr(body.ptr, "\"by\":\"ann\"") && strstr(body.ptr, "\"by\":\"eve\""),
          "two were written");
    CHECK(strstr(body.ptr, "\"may\":false"), "who reads it may not");
    get.method = PL_METHOD_PUT;
    CHECK_INT(ask(&d, &get, &body), 405, "no other method");
    close_desk(&d);
    open_desk(&d, "off", false);
    pl_request off = { .method = PL_METHOD_POST, .peer = PL_S("10.0.0.1") };
    off.header[PL_HEADER_HOST] = PL_S("a");
    off.header[PL_HEADER_ORIGIN] = PL_S("http://a");
    off.header[PL_HEADER_FORWARDED_USER] = PL_S("eve");
    CHECK_INT(ask(&d, &off, &body), 403, "without --allow-exempting");
    close_desk(&d);
    pl_buf_done(&body);
    pl_buf_done(&bearer);
}

TEST(a_file_of_exemptions_is_followed)
{
    desk d;
    pl_buf why = { 0 }, body = { 0 };
    open_desk(&d, "followed", true);
    pl_request get = { .method = PL_METHOD_GET };
    place_text(d.dir, "x.csv", "control,resource,reason\nc,r,w\n");
    CHECK(pl_exempting_refresh(&d.e, false, &why), "a new state");
    ask(&d, &get, &body);
    CHECK(strstr(body.ptr, "\"resource\":\"r\""), "it is there");
    place_text(d.dir, "x.csv", "control,resource,reason\nc,,w, \n");
    CHECK(!pl_exempting_refresh(&d.e, false, &why), "a mistake is told");
    CHECK(pl_exempting_refresh(&d.e, false, &why), "once");
    ask(&d, &get, &body);
    CHECK(strstr(body.ptr, "\"resource\":\"r\"") && strstr(body.ptr, "\"wrong\":\"line 2"),
          "the old list stays, and it says why");
    close_desk(&d);
    pl_buf_done(&why);
    pl_buf_done(&body);
}
