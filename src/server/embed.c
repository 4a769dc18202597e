/* embed.c - finds and unpacks the files of the page inside the program, and fills in the
 * placeholders of index.html. */
#include "server/embed.h"

#include <assert.h>
#include <embed_sizes.h> /* made by the Makefile: the compressed size of each file */

#include "base/quote.h"
#include "base/str.h"
#include "server/gzip.h"

/* Each file stands after a label in read-only data. The assembler searches for it in the folders
 * that the Makefile passes with -Wa,-I. */
#define PL_ASSET(id, name, type, file, hash, n_plain)                                              \
    extern const unsigned char pl_asset_##id[] __attribute__((visibility("hidden")));              \
    __asm__(".pushsection .rodata\n.balign 16\npl_asset_" #id ":\n"                                \
            ".incbin \"" file ".gz\"\n.popsection\n");
#include "page/assets.def"
#undef PL_ASSET

static const struct {
    pl_str id;
    pl_embedded file;
} assets[] = {
#define PL_ASSET(id, name, type, path, hash, n_plain)                                              \
    { { #id, sizeof #id - 1 },                                                                     \
      { { name, sizeof name - 1 },                                                                 \
        { type, sizeof type - 1 },                                                                 \
        pl_asset_##id,                                                                             \
        PL_ASSET_SIZE_##id,                                                                        \
        n_plain,                                                                                   \
        hash } },
#include "page/assets.def"
#undef PL_ASSET
};

const pl_embedded *pl_embedded_find(pl_str name)
{
    for (size_t i = 0; i < PL_COUNT(assets); i++)
        if (pl_str_eq(assets[i].file.name, name))
            return &assets[i].file;
    return NULL;
}

const pl_embedded *pl_embedded_get(pl_str id)
{
    for (size_t i = 0; i < PL_COUNT(assets); i++)
        if (pl_str_eq(assets[i].id, id))
            return &assets[i].file;
    assert(false && "a row of assets.def");
    return NULL;
}

const pl_embedded *pl_embedded_next(pl_str prefix, size_t *at)
{
    while (*at < PL_COUNT(assets) && !pl_str_starts(assets[*at].id, prefix))
        ++*at;
    return *at < PL_COUNT(assets) ? &assets[(*at)++].file : NULL;
}

void pl_embedded_inflate(const pl_embedded *file, pl_buf *out)
{
    z_stream z = pl_gzip_stream();
    int code;

    z.next_in = (unsigned char *)(uintptr_t)file->gzip;
    z.avail_in = (unsigned)file->n_gzip;
    z.next_out = (unsigned char *)pl_buf_reserve(out, file->n_plain);
    z.avail_out = (unsigned)file->n_plain;
    code = inflateInit2(&z, PL_GZIP_WINDOW);
    if (code == Z_OK)
        code = inflate(&z, Z_FINISH);
    assert(code == Z_STREAM_END && z.avail_out == 0); /* the bytes are from this build */
    (void)code;
    inflateEnd(&z);
    out->len += file->n_plain;
}

/* ---- index.html */

/* Append the value of the placeholder that `text` begins with; its length, 0 without one. */
static size_t add_place(pl_buf *out, pl_str text, const pl_embedded_place *place)
{
    const struct {
        pl_str mark, value;
    } marks[] = {
        { PL_S("@BASE@"), place->base },
        { PL_S("@MOUNT@"), place->mount },
        { PL_S("@VERSION@"), place->version },
        { PL_S("@HAS@"), place->has },
    };

    if (pl_str_starts(text, PL_S("@BRAND@"))) {
        if (place->branded) {
            pl_buf_cstr(out, "<link rel=\"stylesheet\" href=\"");
            pl_quote_html(out, place->base);
            pl_buf_cstr(out, "/-/brand.css\">");
        }
        return 7;
    }

    for (size_t i = 0; i < PL_COUNT(marks); i++) {
        if (pl_str_starts(text, marks[i].mark)) {
            pl_quote_html(out, marks[i].value);
            return marks[i].mark.len;
        }
    }
    return 0;
}

void pl_embedded_index(const pl_embedded_place *place, pl_buf *out)
{
    pl_buf plain = { 0 };
    pl_str rest;
    size_t at = 0;

    assert(!pl_str_ends(place->base, PL_S("/")));
    pl_embedded_inflate(pl_embedded_get(PL_S("index")), &plain);
    rest = pl_buf_view(&plain);
    while (rest.len) {
        size_t n = pl_str_find(rest, '@');
        pl_buf_add(out, rest.ptr, n);
        rest = pl_str_sub(rest, n, rest.len);
        at = rest.len ? add_place(out, rest, place) : 0;
        if (rest.len && !at) {
            pl_buf_byte(out, '@');
            at = 1;
        }
        rest = pl_str_sub(rest, at, rest.len);
    }
    pl_buf_done(&plain);
}
