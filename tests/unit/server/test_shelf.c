/* Files of the operator that the page shows: views, and the look of the house. */
#include "base/str.h"
#include "server/shelf.h"
#include "unit/place.h"
#include "unit/test.h"

static const struct {
    const char *what, *text;
    const char *want; /* what the page reads, or the message */
} views[] = {
    { "none", "[]", "[]" },
    { "one", "[{\"name\": \"Monday\", \"address\": \"/a.benchmark.b?where=%7B%7D\"}]",
      "[{\"name\":\"Monday\",\"address\":\"/a.benchmark.b?where=%7B%7D\",\"pinned\":false,"
      "\"playlist\":null,\"seconds\":30}]" },
    { "everything",
      "[{\"name\":\"x\",\"address\":\"/\",\"pinned\":true,\"playlist\":\"wall\",\"seconds\":5}]",
      "[{\"name\":\"x\",\"address\":\"/\",\"pinned\":true,\"playlist\":\"wall\",\"seconds\":5}]" },
    { "no JSON", "[\n{]",
      "line 2: invalid character ']' looking for beginning of object key string" },
    { "no array", "{}", "the file has to be an array of objects" },
    { "no object", "[1]", "view 1: it has to be an object" },
    { "no name", "[{\"name\":\" \",\"address\":\"/\"}]", "view 1: 'name' is missing" },
    { "another host", "[{\"name\":\"x\",\"address\":\"//evil.example\"}]",
      "view 1: 'address' has to be a path of this server: /mod.benchmark.x?..." },
    { "a script", "[{\"name\":\"x\",\"address\":\"javascript:x\"}]",
      "view 1: 'address' has to be a path of this server: /mod.benchmark.x?..." },
    { "the second one", "[{\"name\":\"x\",\"address\":\"/\"},{\"name\":1,\"address\":\"/\"}]",
      "view 2: 'name' has to be a text" },
    { "an unknown member", "[{\"name\":\"x\",\"address\":\"/\",\"pined\":true}]",
      "view 1: there is no member 'pined'" },
    { "too fast", "[{\"name\":\"x\",\"address\":\"/\",\"seconds\":4}]",
      "view 1: 'seconds' has to be a whole number from 5 to 86400" },
    { "half a second", "[{\"name\":\"x\",\"address\":\"/\",\"seconds\":5.5}]",
      "view 1: 'seconds' has to be a whole number from 5 to 86400" },
    { "no truth", "[{\"name\":\"x\",\"address\":\"/\",\"pinned\":1}]",
      "view 1: 'pinned' has to be true or false" },
};

TEST(views_are_addresses_of_this_server)
{
    for (size_t i = 0; i < PL_COUNT(views); i++) {
        pl_buf out = { 0 }, why = { 0 };
        pl_buf *said = pl_views_read(pl_str_cstr(views[i].text), &out, &why) ? &out : &why;
        pl_buf_byte(said, 0);
        CHECK_STR(said->ptr, views[i].want, views[i].what);
        pl_buf_done(&out);
        pl_buf_done(&why);
    }
}

static const struct {
    const char *what, *text;
    const char *want; /* a part of the style, or the message */
    bool ok;
} brands[] = {
    { "nothing", "{}", "", true },
    { "a colour", "{\"color\":\"#0b6b3a\"}", "--accent:#0b6b3a;--on-accent:#fff", true },
    { "one for the dark", "{\"color\":\"#0b6b3a\",\"dark\":\"#5ccb95\"}",
      "--accent:#5ccb95;--on-accent:#0f1115", true },
    { "one that nobody can read", "{\"color\":\"#ffd400\"}",
      "'#ffd400' cannot be read in the light theme: its contrast is 1.4, 4.5 is needed", false },
    { "no colour", "{\"color\":\"red;}\"}", "'red;}' is no colour: write it as #1F5FD6", false },
    { "a number", "{\"color\":1}", "'color' has to be a text", false },
    { "an unknown member", "{\"colour\":\"#000000\"}", "there is no member 'colour'", false },
    { "an array", "[]", "the file has to be an object", false },
};

TEST(a_brand_is_colours_that_can_be_read)
{
    for (size_t i = 0; i < PL_COUNT(brands); i++) {
        pl_buf style = { 0 }, why = { 0 };
        pl_arena arena = { 0 };
        pl_str logo;
        bool ok = pl_brand_read(pl_str_cstr(brands[i].text), &style, &arena, &logo, &why);
        pl_buf *said = ok ? &style : &why;
        pl_buf_byte(said, 0);
        CHECK(ok == brands[i].ok, brands[i].what);
        CHECK(ok ? strstr(said->ptr, brands[i].want) != NULL
                 : strcmp(said->ptr, brands[i].want) == 0,
              said->ptr);
        pl_buf_done(&style);
        pl_buf_done(&why);
        pl_arena_done(&arena);
    }
}

TEST(what_is_on_the_shelf_is_followed)
{
    const char *dir = place_new("shelf");
    pl_server_config config = { .views = pl_str_cstr(place_path(dir, "views.json")),
                                .brand = pl_str_cstr(place_path(dir, "brand.json")) };
    pl_diags *diags = pl_diags_new();
    pl_shelf shelf;
    pl_buf why = { 0 };
    pl_reply reply;

    place_text(dir, "views.json", "[]");
    place_text(dir, "brand.json", "{\"logo\": \"logo.svg\"}");
    CHECK(!pl_shelf_init(&shelf, &config, diags), "there is no logo");
    pl_shelf_done(&shelf);
    place_text(dir, "logo.svg", "<svg/>");
    CHECK(pl_shelf_init(&shelf, &config, diags), "now there is");
    pl_reply_init(&reply);
    CHECK(pl_shelf_reply(&shelf, PL_S("/-/brand/logo"), &reply), "it is sent");
    CHECK_INT(reply.status, 200, "whole");
    pl_reply_done(&reply);
    place_text(dir, "views.json", "[{\"name\":\"x\",\"address\":\"/\"}]");
    CHECK(pl_shelf_refresh(&shelf, false, &why), "another state");
    CHECK(shelf.views.len > 10, "is read");
    place_text(dir, "views.json", "[{\"name\":\"x\"}, 1]");
    CHECK(!pl_shelf_refresh(&shelf, false, &why), "a mistake is told");
    CHECK(pl_shelf_refresh(&shelf, false, &why), "once");
    CHECK(shelf.views.len > 10, "and what was there stays");
    CHECK(!pl_shelf_reply(&shelf, PL_S("/-/other"), &reply), "nothing else is sent");
    pl_shelf_done(&shelf);
    pl_diags_free(diags);
    pl_buf_done(&why);
}
