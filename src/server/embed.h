/* embed.h - the files of our own page, compressed inside the program.
 *
 * `make ui` bundles src/page into gen/page and writes assets.def, one row per file; the
 * build compresses each with `gzip -9n` and the assembler includes the bytes. Names hold a hash of
 * the plain bytes ("app.0cf4dc75a9.js"), so they can be cached for ever; "index.html",
 * "onefile.html" and "licenses.txt" have none.
 *
 * Lifetime: static. Threads: any number may read. */
#ifndef PL_SERVER_EMBED_H
#define PL_SERVER_EMBED_H
#include "base/buf.h"

typedef struct pl_embedded {
    pl_str name, type; /* "app.0cf4dc75a9.js", "text/javascript; charset=utf-8" */
    const unsigned char *gzip;
    size_t n_gzip, n_plain;
    const char *hash; /* first 20 hexadecimal digits of the SHA-256 of the plain bytes */
} pl_embedded;

/* The file of that name; static. NULL: there is none. */
const pl_embedded *pl_embedded_find(pl_str name);
/* The file by its id in assets.def ("app_js"), whatever the hash in its name. Asserts that there is
 * one. Static. */
const pl_embedded *pl_embedded_get(pl_str id);
/* The files whose ids begin with `prefix`, from the one at `*at` on, which starts at 0: the next
 * one with each call, NULL at the end. Static. */
const pl_embedded *pl_embedded_next(pl_str prefix, size_t *at);
/* Append the plain bytes. */
void pl_embedded_inflate(const pl_embedded *file, pl_buf *out);

typedef struct pl_embedded_place {
    pl_str base;    /* base path of the server without a slash at its end; empty: "/" */
    pl_str mount;   /* where the page is mounted below it: "/", "/-/ui/" or "/-/embed/" */
    pl_str version; /* of the program; pages load themselves again when it changes */
    bool branded;   /* it has the look of the house: /-/brand.css */
    pl_str has;     /* what the page may ask this server for: "exemptions views" */
} pl_embedded_place;

/* Append index.html for a page at that place. Values are escaped. */
void pl_embedded_index(const pl_embedded_place *place, pl_buf *out);

#endif
