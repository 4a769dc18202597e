/* assets.h - files of a folder as replies: types, conditions, ranges, gzip.
 *
 * Nothing outside the folder is served, wherever a path or a link leads. Files are opened for
 * each request, so that a folder may be updated while it is served; what was compressed is kept
 * (zipped.h).
 *
 * Threads: one user. */
#ifndef PL_SERVER_ASSETS_H
#define PL_SERVER_ASSETS_H
#include "server/keeper.h"
#include "server/request.h"

typedef struct pl_assets pl_assets;
/* Owned; pl_assets_free(). `folder` is absolute and borrowed. */
pl_assets *pl_assets_new(pl_str folder);
void pl_assets_free(pl_assets *assets); /* NULL is fine; after the keeper */
/* Large files are compressed by this keeper, which is borrowed. */
void pl_assets_set_keeper(pl_assets *assets, pl_keeper *keeper);

/* Answer with the file that `path` names; false when there is none, and `reply` is as it was. */
bool pl_assets_file(pl_assets *assets, const pl_request *request, pl_str path, pl_reply *reply);
/* Answer with index.html and the headers that keep it out of caches. */
void pl_assets_page(pl_assets *assets, const pl_request *request, pl_str path, pl_reply *reply);
/* The member `version` of versions.json, in `arena`; empty if there is none. Reads the file each
 * time. */
pl_str pl_assets_read_version(const pl_assets *assets, pl_arena *arena);

/* "text/css; charset=utf-8" by the ending of a name; NULL: unknown. Static. */
const char *pl_content_type(pl_str name);
/* Does the request want this reply compressed? */
bool pl_wants_gzip(const pl_request *request);
/* Compress the body, which is text in memory. */
void pl_reply_compress(pl_reply *reply);

/* The range in a header such as "bytes=0-9", for a body of `size` bytes. */
typedef enum pl_range_found {
    PL_RANGE_ALL, /* none asked for, or several */
    PL_RANGE_PART,
    PL_RANGE_BEYOND, /* none of it is there */
    PL_RANGE_WRONG,  /* not understood */
} pl_range_found;
pl_range_found pl_range_parse(pl_str header, uint64_t size, uint64_t *from, uint64_t *length);
/* "Wed, 01 Jan 2025 00:00:00 GMT" */
bool pl_http_date_parse(pl_str text, int64_t *seconds);
void pl_http_date_write(int64_t seconds, char out[40]);

#endif
