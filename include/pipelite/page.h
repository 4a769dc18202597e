/* page.h - a snapshot as one HTML file: the page of pipelite with the data inside.
 *
 *     pl_page *page = pl_page_open(&options, write, ctx);
 *     bool ok = pl_run_write(run, &how, pl_page_feed, page, diags);   how.format: "snapshot"
 *     ok = pl_page_close(page) && ok;
 *
 * The file opens from disk and makes no request. Bytes are compressed as they arrive, so the memory
 * needed does not depend on the size of the snapshot.
 *
 * Threads: one per page. */
#ifndef PIPELITE_PAGE_H
#define PIPELITE_PAGE_H
#include <pipelite/show.h>

PL_C_BEGIN

typedef struct pl_page pl_page;

typedef struct pl_page_options {
    pl_str title; /* of the window until the script runs; empty: "pipelite" */
} pl_page_options;

/* Begin a file; its bytes go to `write`. Owned; pl_page_close(). */
pl_page *pl_page_open_sized(size_t size, const pl_page_options *options, pl_write_fn *write,
                            void *ctx);
#define pl_page_open(...) pl_page_open_sized(sizeof(pl_page_options), __VA_ARGS__)
/* The next bytes of the snapshot as JSON, which pl_run_write() passes. A pl_write_fn whose context
 * is a pl_page. False when `write` returned false. */
bool pl_page_feed(void *page, pl_str json);
/* Write the rest and free the page. False when any call of `write` returned false. */
bool pl_page_close(pl_page *page); /* NULL is fine */

PL_C_END

#endif
