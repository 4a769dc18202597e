#include "unit/test.h"
#include "base/str.h"
#include "server/assets.h"
#include <stdlib.h>
#include <unistd.h>

static const struct {
    const char *what, *header;
    pl_range_found found;
    uint64_t from, length;
} ranges[] = {
    { "none is asked for", "", PL_RANGE_ALL, 0, 100 },
    { "the first bytes", "bytes=0-9", PL_RANGE_PART, 0, 10 },
    { "the last bytes", "bytes=-7", PL_RANGE_PART, 93, 7 },
    { "more than there are", "bytes=-700", PL_RANGE_PART, 0, 100 },
    { "from somewhere on", "bytes=60-", PL_RANGE_PART, 60, 40 },
    { "beyond its end is cut", "bytes=90-900", PL_RANGE_PART, 90, 10 },
    { "behind the end", "bytes=100-", PL_RANGE_BEYOND, 0, 0 },
    { "backwards", "bytes=9-1", PL_RANGE_WRONG, 0, 0 },
    { "another unit", "lines=1-2", PL_RANGE_WRONG, 0, 0 },
    { "no numbers", "bytes=a-b", PL_RANGE_WRONG, 0, 0 },
    { "nothing", "bytes=-", PL_RANGE_WRONG, 0, 0 },
    { "no dash", "bytes=5", PL_RANGE_WRONG, 0, 0 },
    { "several are all", "bytes=0-1,3-4", PL_RANGE_ALL, 0, 100 },
    { "a number without end", "bytes=99999999999999999999-", PL_RANGE_WRONG, 0, 0 },
};

TEST(ranges_are_parts_of_a_body)
{
    for (size_t i = 0; i < PL_COUNT(ranges); i++) {
        uint64_t from, length;
        pl_range_found found = pl_range_parse(pl_str_cstr(ranges[i].header), 100, &from, &length);

        CHECK(found == ranges[i].found, ranges[i].what);
        if (found == PL_RANGE_PART || found == PL_RANGE_ALL)
            CHECK(from == ranges[i].from && length == ranges[i].length, ranges[i].what);
    }
}

TEST(http_dates_are_read_and_written)
{
    char text[40];
    int64_t t = 0;

    CHECK(pl_http_date_parse(PL_S("Wed, 01 Jan 2025 00:00:00 GMT"), &t) && t == 1735689600, "read");
    pl_http_date_write(1735689600, text);
    CHECK_STR(text, "Wed, 01 Jan 2025 00:00:00 GMT", "written");
    CHECK(!pl_http_date_parse(PL_S("not a date"), &t), "not a date");
    CHECK(!pl_http_date_parse(PL_S("Wed, 01 Foo 2025 00:00:00 GMT"), &t), "no month");
    CHECK(!pl_http_date_parse(PL_S("Wed, 01 Jan 2025 00:00:00 GMT x"), &t), "more behind it");
    CHECK(!pl_http_date_parse(PL_S(""), &t), "nothing");
}

static const struct {
    const char *what, *list;
    bool listed;
} lists[] = {
    { "alone", "gzip", true },
    { "among others", "br, gzip;q=0.5", true },
    { "in capitals", "GZIP", true },
    { "refused", "gzip;q=0", false },
    { "refused with zeroes", "gzip; q=0.000", false },
    { "another word", "xgzip", false },
    { "nothing", "", false },
};

TEST(headers_list_words)
{
    for (size_t i = 0; i < PL_COUNT(lists); i++)
        CHECK(pl_header_lists(pl_str_cstr(lists[i].list), "gzip") == lists[i].listed,
              lists[i].what);
}

/* ---- files */

static void make(const char *folder, const char *name, const char *text)
{
    char path[512];
    FILE *f;

    snprintf(path, sizeof path, "%s/%s", folder, name);
    f = fopen(path, "w");
    fputs(text, f);
    fclose(f);
}

static unsigned ask(pl_assets *assets, const char *path, pl_header header, const char *value,
                    pl_buf *head)
{
    pl_request request = { .path = pl_str_cstr(path) };
    pl_reply reply;
    unsigned status;

    pl_reply_init(&reply);
    request.header[header] = pl_str_cstr(value);
    if (!pl_assets_file(assets, &request, pl_str_cstr(path), &reply))
        reply.status = 0;
    status = reply.status;
    head->len = 0;
    pl_reply_write_head(&reply, head);
    pl_buf_byte(head, 0);
    pl_reply_done(&reply);
    return status;
}

TEST(files_inside_the_folder_alone_are_served)
{
    char folder[] = "/tmp/pl-assets-XXXXXX", out[64], path[128];
    pl_assets *assets;
    pl_buf head = { 0 };

    assert_non_null(mkdtemp(folder));
    make(folder, "index.html", "<html>");
    make(folder, "a.css", "body {}");
    snprintf(out, sizeof out, "%s.txt", folder);
    make("/tmp", out + 5, "secret");
    snprintf(path, sizeof path, "%s/out.txt", folder);
    assert_int_equal(symlink(out, path), 0);
    assets = pl_assets_new(pl_str_cstr(folder));
    CHECK(ask(assets, "/a.css", PL_HEADER_HOST, "", &head) == 200, "a file");
    CHECK(strstr(head.ptr, "Content-Type: text/css; charset=utf-8\r\n") != NULL, "its type");
    CHECK(ask(assets, "/", PL_HEADER_HOST, "", &head) == 200, "the page");
    CHECK(ask(assets, "/index.html", PL_HEADER_HOST, "", &head) == 301, "by its name");
    CHECK(ask(assets, "/out.txt", PL_HEADER_HOST, "", &head) == 0, "a link that leaves");
    CHECK(ask(assets, "/../a.css", PL_HEADER_HOST, "", &head) == 0, "a path that leaves");
    CHECK(ask(assets, "/none", PL_HEADER_HOST, "", &head) == 0, "no such file");
    CHECK(ask(assets, "/a.css", PL_HEADER_RANGE, "bytes=0-3", &head) == 206, "a part");
    CHECK(strstr(head.ptr, "Content-Range: bytes 0-3/7\r\n") != NULL, "which one");
    CHECK(ask(assets, "/a.css", PL_HEADER_RANGE, "bytes=7-", &head) == 416, "none of it");
    CHECK(strstr(head.ptr, "Content-Range: bytes */7\r\n") != NULL, "how much there is");
    CHECK(ask(assets, "/a.css", PL_HEADER_RANGE, "lines=0-3", &head) == 416, "another unit");
    CHECK(ask(assets, "/a.css", PL_HEADER_ACCEPT_ENCODING, "gzip", &head) == 200, "compressed");
    CHECK(strstr(head.ptr, "Content-Encoding: gzip\r\n") != NULL, "says so");
    CHECK(ask(assets, "/a.css", PL_HEADER_IF_MODIFIED_SINCE, "Fri, 01 Jan 2100 00:00:00 GMT",
              &head) == 304,
          "unchanged");
    pl_assets_free(assets);
    pl_buf_done(&head);
    unlink(path);
    unlink(out);
    snprintf(path, sizeof path, "rm -r %s", folder);
    assert_int_equal(system(path), 0);
}

TEST(headers_of_a_reply_have_no_line_breaks)
{
    pl_reply reply;
    pl_buf head = { 0 };

    pl_reply_init(&reply);
    pl_reply_redirect(&reply, 303, PL_S("/a\r\nSet-Cookie: x"));
    pl_reply_write_head(&reply, &head);
    pl_buf_byte(&head, 0);
    CHECK(strstr(head.ptr, "Location: /aSet-Cookie: x\r\n") != NULL, "they are left out");
    pl_buf_done(&head);
    pl_reply_done(&reply);
}
