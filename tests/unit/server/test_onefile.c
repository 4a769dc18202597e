#include "unit/test.h"
#include <mbedtls/base64.h>
#include <pipelite/page.h>
#include <zlib.h>
#include "base/buf.h"
#include "base/str.h"
#include "server/onefile_icons.h"

static bool keep(void *ctx, pl_str bytes)
{
    pl_buf_str(ctx, bytes);
    return true;
}

/* The file that `json` makes when it comes `step` bytes at a time. */
static void make(pl_buf *out, const char *json, size_t step)
{
    pl_page_options options = { PL_S("a <b> & c") };
    pl_page *page = pl_page_open(&options, keep, out);
    pl_str rest = pl_str_cstr(json);

    for (; rest.len; rest = pl_str_sub(rest, step, rest.len))
        CHECK(pl_page_feed(page, pl_str_sub(rest, 0, step)), "it is written");
    CHECK(pl_page_close(page), "it is whole");
}

static size_t count(const pl_buf *file, const char *text)
{
    size_t n = 0;
    const char *at = file->ptr, *end = file->ptr + file->len;

    while ((at = memmem(at, (size_t)(end - at), text, strlen(text))) != NULL)
        at++, n++;
    return n;
}

/* The snapshot inside, unpacked. */
static void unpack(const pl_buf *file, pl_buf *out)
{
    static const char mark[] = "data-kind=\"snapshot\">";
    const char *from = memmem(file->ptr, file->len, mark, sizeof mark - 1);
    const char *to = from ? memchr(from + sizeof mark - 1, '<', 4096) : NULL;
    unsigned char packed[4096];
    z_stream z = { .next_in = packed };
    size_t n;

    CHECK(from && to, "there is a snapshot");
    from += sizeof mark - 1;
    CHECK(mbedtls_base64_decode(packed, sizeof packed, &n, (const unsigned char *)from,
                                (size_t)(to - from)) == 0,
          "it is base64");
    z.avail_in = (unsigned)n;
    z.next_out = (unsigned char *)pl_buf_reserve(out, 4096);
    z.avail_out = 4096;
    CHECK(inflateInit2(&z, 15 + 16) == Z_OK && inflate(&z, Z_FINISH) == Z_STREAM_END, "it is gzip");
    out->len = z.total_out;
    inflateEnd(&z);
}

static const struct {
    const char *what, *json;
    size_t scripts; /* core, more, and the libraries that it needs */
} rows[] = {
    { "a table needs no library", "{\"panels\":{\"a\":{\"panel_type\":\"table\"}}}", 2 },
    { "a chart needs the charts", "{\"panels\":{\"a\":{\"panel_type\":\"chart\"}}}", 3 },
    { "a graph and a text need one each",
      "[{\"panel_type\": \"graph\"}, {\"panel_type\": \"text\"}, {\"documentation\": \"x\"}]", 4 },
    { "a quote in a text is no value", "{\"a\":\"\\\"chart\\\"</script><!--\"}", 2 },
};

TEST(file_holds_the_snapshot_and_what_it_needs)
{
    for (size_t i = 0; i < PL_COUNT(rows); i++) {
        for (size_t step = 1; step < 64; step += 7) {
            pl_buf file = { 0 }, json = { 0 };
            make(&file, rows[i].json, step);
            unpack(&file, &json);
            CHECK(pl_str_eq(pl_buf_view(&json), pl_str_cstr(rows[i].json)), rows[i].what);
            CHECK(count(&file, "data-kind=\"script\"") == rows[i].scripts, rows[i].what);
            CHECK(count(&file, "data-kind=\"module\"") == 1, rows[i].what);
            CHECK(count(&file, "<title>a &lt;b> &amp; c</title>") == 1, "the title is no markup");
            pl_buf_done(&file);
            pl_buf_done(&json);
        }
    }
}

static bool refuse(void *ctx, pl_str bytes)
{
    size_t *left = ctx;
    bool room = bytes.len <= *left;

    *left -= room ? bytes.len : *left;
    return room;
}

TEST(a_full_disk_fails_the_file)
{
    for (size_t room = 0; room < 3000; room += 300) {
        pl_page_options options = { { 0 } };
        size_t left = room;
        pl_page *page = pl_page_open(&options, refuse, &left);
        pl_page_feed(page, PL_S("{}"));
        CHECK(!pl_page_close(page), "it says so");
    }
}

static const struct {
    const char *what, *json, *holds;
} icon_rows[] = {
    { "no icon, no part", "{\"a\":\"icon\"}", "" },
    { "a bare name is a symbol", "{\"icon\": \"add_a_photo\"}",
      "{\"symbols\":{\"outline/add-a-photo\":\"" },
    { "of the other set when there is none", "{\"icon\":\"currency-dollar\"}",
      "{\"heroicons\":{\"outline/currency-dollar\":\"" },
    { "a set and a style", "{\"icon\" : \"heroicons-solid:bell\"}",
      "{\"heroicons\":{\"solid/bell\":\"" },
    { "each once", "[{\"icon\":\"home\"},{\"icon\":\"home\"}]",
      "{\"symbols\":{\"outline/home\":\"" },
    { "what is no name is left alone", "{\"icon\":\"../x\",\"icon\":\"\",\"icon\":null}", "" },
    { "an unknown one", "{\"icon\":\"no-such-icon-at-all\"}", "{}" },
};

TEST(icons_that_occur_are_found)
{
    for (size_t i = 0; i < PL_COUNT(icon_rows); i++) {
        pl_str json = pl_str_cstr(icon_rows[i].json);
        pl_icons icons = { 0 };
        pl_buf out = { 0 };
        for (size_t at = 0; at < json.len; at++)
            pl_icons_look(&icons, pl_str_sub(json, at, at + 1));
        pl_icons_write(&icons, &out);
        CHECK(pl_str_starts(pl_buf_view(&out), pl_str_cstr(icon_rows[i].holds)), icon_rows[i].what);
        CHECK((out.len == 0) == (icon_rows[i].holds[0] == '\0'), icon_rows[i].what);
        pl_buf_done(&out);
        pl_icons_done(&icons);
    }
}
