/* shelf.h - small files of the operator that the page shows: views with names, the house's look
 * (serving.md 6.10).
 *
 *     --views FILE   [{"name", "address", "pinned", "playlist", "seconds"}]  GET /-/views.json
 *     --brand FILE   {"color", "dark", "logo"}          GET /-/brand.css, /-/brand/logo
 *
 * Both are followed: read again when they change. A file with a mistake ends the start; later what
 * was read before stays.
 *
 * Lifetime: owned by the server. Threads: the loop thread. */
#ifndef PL_SERVER_SHELF_H
#define PL_SERVER_SHELF_H
#include "base/buf.h"
#include "base/file.h"
#include "server/config.h"
#include "server/request.h"

typedef struct pl_shelf {
    const pl_server_config *config; /* borrowed */
    pl_stamp views_stamp, brand_stamp;
    pl_buf views; /* JSON; owned */
    pl_buf style; /* of the brand, CSS; owned */
    pl_buf logo;  /* its bytes; empty: none. Owned */
    const char *logo_type;
} pl_shelf;

enum { PL_VIEWS_MOST = 1000, PL_LOGO_MOST = 256 * 1024 };

/* Read the files that the configuration names. False with an error in `diags`. */
bool pl_shelf_init(pl_shelf *shelf, const pl_server_config *config, pl_diags *diags);
void pl_shelf_done(pl_shelf *shelf);
/* Read again what has changed (or `force`). False with a text in `why` when a file cannot be used;
 * each state of a file is reported once. */
bool pl_shelf_refresh(pl_shelf *shelf, bool force, pl_buf *why);
/* Reply with the document at `path`; false: the path is another one. For GET and HEAD. */
bool pl_shelf_reply(const pl_shelf *shelf, pl_str path, pl_reply *reply);

/* Append the views as the page reads them. False with a text in `why`: `text` is none. */
bool pl_views_read(pl_str text, pl_buf *out, pl_buf *why);
/* Append the style, and set `*logo` to the path that the file names, in `arena`; empty: none. False
 * with a text in `why`: `text` is none. */
bool pl_brand_read(pl_str text, pl_buf *style, pl_arena *arena, pl_str *logo, pl_buf *why);

#endif
