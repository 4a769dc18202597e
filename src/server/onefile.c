/* onefile.c - a snapshot and its page in a single HTML file (page.md 12).
 *
 * The file is onefile.html with the parts of the page and the snapshot inserted as base64 of
 * gzip bytes, each in a script element that no browser runs. The first script of the template
 * unpacks them in their order. Its policy lists the hashes of the page's own scripts, so nothing
 * in the data can run.
 *
 *     head, title | snapshot | charts? graph? markdown? icons? | style, core, more, app | end
 *
 * The snapshot comes first because the libraries and icons that the file needs are known only
 * when all of its bytes have been seen. */
#include <pipelite/page.h>

#include <assert.h>
#include <mbedtls/base64.h>
#include <string.h>

#include "base/alloc.h"
#include "base/sized.h"
#include "base/str.h"
#include "server/embed.h"
#include "server/gzip.h"
#include "server/onefile_icons.h"

enum {
    LINE = 3 * 1024, /* bytes that are encoded at once; divisible by 3, so there is no padding */
};

/* If this text occurs in the snapshot, the file contains that library. Quotes inside texts are
 * escaped in JSON, so only the value of a member can match. */
static const struct {
    const char *value, *part;
} needs[] = {
    { "\"chart\"", "charts_js" },   { "\"flow\"", "charts_js" },
    { "\"graph\"", "graph_js" },    { "\"hierarchy\"", "charts_js" },
    { "\"text\"", "markdown_js" },  { "\"documentation\"", "markdown_js" },
    { "\"control\"", "matrix_js" }, { "\"detection\"", "matrix_js" },
};
enum { LONGEST = 16 }; /* more than the length of any value of `needs` */

struct pl_page {
    pl_write_fn *write;
    void *ctx;
    pl_buf plain; /* onefile.html */
    pl_str tail;  /* the rest of `plain`, which follows the parts */
    z_stream z;
    unsigned char waiting[LINE]; /* compressed, not yet encoded */
    size_t n_waiting;
    char last[LONGEST]; /* end of the previous bytes, to find values that were cut in two */
    size_t n_last;
    bool needed[PL_COUNT(needs)];
    pl_icons icons;
    bool failed;
};

static void put(pl_page *page, pl_str bytes)
{
    if (!page->failed && bytes.len && !page->write(page->ctx, bytes))
        page->failed = true;
}

static void put_encoded(pl_page *page, const unsigned char *bytes, size_t n)
{
    unsigned char text[LINE / 3 * 4 + 4];

    for (size_t at = 0; at < n; at += LINE) {
        size_t len, some = n - at < LINE ? n - at : LINE;
        int code = mbedtls_base64_encode(text, sizeof text, &len, bytes + at, some);
        assert(code == 0);
        (void)code;
        put(page, pl_str_make(text, len));
    }
}

static void put_escaped(pl_page *page, pl_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        pl_str one = pl_str_sub(text, i, i + 1);
        put(page, *one.ptr == '<' ? PL_S("&lt;") : *one.ptr == '&' ? PL_S("&amp;") : one);
    }
}

static void begin_part(pl_page *page, pl_str kind)
{
    put(page, PL_S("<script type=\"application/gzip\" data-kind=\""));
    put(page, kind);
    put(page, PL_S("\">"));
}

static void end_part(pl_page *page)
{
    put(page, PL_S("</script>\n"));
}

static void put_part(pl_page *page, const char *id, pl_str kind)
{
    const pl_embedded *file = pl_embedded_get(pl_str_cstr(id));

    begin_part(page, kind);
    put_encoded(page, file->gzip, file->n_gzip);
    end_part(page);
}

/* Write the template up to `mark`; what follows it stays in `tail`. */
static void put_until(pl_page *page, pl_str mark)
{
    const char *at = memmem(page->tail.ptr, page->tail.len, mark.ptr, mark.len);

    assert(at);
    put(page, pl_str_sub(page->tail, 0, (size_t)(at - page->tail.ptr)));
    page->tail = pl_str_sub(page->tail, (size_t)(at - page->tail.ptr) + mark.len, page->tail.len);
}

pl_page *pl_page_open_sized(size_t size, const pl_page_options *options, pl_write_fn *write,
                            void *ctx)
{
    pl_page_options known;
    options = pl_sized_options(&known, sizeof known, options, size);
    pl_page *page = pl_mem_zalloc(sizeof *page);
    pl_str title = options && options->title.len ? options->title : PL_S("pipelite");
    int code;

    page->write = write;
    page->ctx = ctx;
    pl_embedded_inflate(pl_embedded_get(PL_S("onefile")), &page->plain);
    page->tail = pl_buf_view(&page->plain);
    put_until(page, PL_S("@TITLE@"));
    put_escaped(page, title);
    put_until(page, PL_S("@PARTS@"));
    begin_part(page, PL_S("snapshot"));
    page->z = pl_gzip_stream();
    code = deflateInit2(&page->z, 9, Z_DEFLATED, PL_GZIP_WINDOW, 9, Z_DEFAULT_STRATEGY);
    if (code != Z_OK)
        page->failed = true;
    return page;
}

/* Compress the rest of the input; with Z_FINISH, also end the stream. */
static void pack(pl_page *page, int flush)
{
    int code;

    do {
        page->z.next_out = page->waiting + page->n_waiting;
        page->z.avail_out = (unsigned)(LINE - page->n_waiting);
        code = deflate(&page->z, flush);
        page->n_waiting = LINE - page->z.avail_out;
        if (page->n_waiting == LINE) {
            put_encoded(page, page->waiting, LINE);
            page->n_waiting = 0;
        }
    } while (!page->failed && (page->z.avail_in || (flush == Z_FINISH && code != Z_STREAM_END)));
}

static void find_needs_in(pl_page *page, pl_str bytes)
{
    for (size_t i = 0; i < PL_COUNT(needs); i++)
        page->needed[i] = page->needed[i] || memmem(bytes.ptr, bytes.len, needs[i].value,
                                                    strlen(needs[i].value)) != NULL;
}

/* Find what the snapshot needs. A value that two calls share lies in the end of the one and the
 * beginning of the other. */
static void find_needs(pl_page *page, pl_str bytes)
{
    char border[2 * LONGEST];
    size_t head = bytes.len < LONGEST ? bytes.len : LONGEST, n;

    memcpy(border, page->last, page->n_last);
    memcpy(border + page->n_last, bytes.ptr, head);
    n = page->n_last + head;
    find_needs_in(page, (pl_str){ border, n });
    find_needs_in(page, bytes);
    if (bytes.len >= LONGEST) {
        memcpy(page->last, bytes.ptr + bytes.len - LONGEST, LONGEST);
        page->n_last = LONGEST;
    } else {
        page->n_last = n < LONGEST ? n : LONGEST;
        memmove(page->last, border + n - page->n_last, page->n_last);
    }
}

bool pl_page_feed(void *ctx, pl_str json)
{
    enum { MOST = 1 << 30 }; /* zlib counts in 32 bits */
    pl_page *page = ctx;

    if (!page)
        return false;
    while (json.len && !page->failed) {
        pl_str some = pl_str_sub(json, 0, MOST);
        find_needs(page, some);
        pl_icons_look(&page->icons, some);
        page->z.next_in = (unsigned char *)(uintptr_t)some.ptr;
        page->z.avail_in = (unsigned)some.len;
        pack(page, Z_NO_FLUSH);
        json = pl_str_sub(json, some.len, json.len);
    }
    return !page->failed;
}

static void put_libraries(pl_page *page)
{
    for (size_t i = 0; i < PL_COUNT(needs); i++) {
        bool already = false;
        for (size_t j = 0; j < i; j++)
            already |= page->needed[j] && strcmp(needs[j].part, needs[i].part) == 0;
        if (page->needed[i] && !already)
            put_part(page, needs[i].part, PL_S("script"));
    }
}

/* Write the icons that occur. They are few, so they are compressed in one go. */
static void put_icons(pl_page *page)
{
    pl_buf json = { 0 }, packed = { 0 };

    pl_icons_write(&page->icons, &json);
    if (json.len) {
        pl_gzip(pl_buf_view(&json), 9, &packed);
        begin_part(page, PL_S("icons"));
        put_encoded(page, (const unsigned char *)packed.ptr, packed.len);
        end_part(page);
    }
    pl_buf_done(&packed);
    pl_buf_done(&json);
}

bool pl_page_close(pl_page *page)
{
    bool ok;

    if (!page)
        return true;
    if (!page->failed)
        pack(page, Z_FINISH);
    put_encoded(page, page->waiting, page->n_waiting);
    end_part(page);
    put_libraries(page);
    put_icons(page);
    put_part(page, "style_css", PL_S("css"));
    put_part(page, "core_js", PL_S("script"));
    put_part(page, "more_js", PL_S("script"));
    put_part(page, "app_js", PL_S("module"));
    put(page, page->tail);
    ok = !page->failed;
    deflateEnd(&page->z);
    pl_buf_done(&page->plain);
    pl_icons_done(&page->icons);
    pl_mem_free(page);
    return ok;
}
