/* exempting.h - the file of exemptions that the page shows and, for who may, writes
 * (serving.md 6.9).
 *
 *     GET  /-/exemptions.json   what is in the file, today's date, and whether the client may write
 *     POST /-/exemptions.json   {"control", "resource", "reason", "until"}: one more, or one that
 * is there already with another reason and day
 *
 * The file is followed: it is read again when it has changed. One with a mistake does not replace
 * the list before it. Writing reads the file, locks its folder and replaces it in one step, so that
 * servers and people who write the same file lose nothing of each other.
 *
 * Lifetime: owned by the server. Threads: the loop thread. */
#ifndef PL_SERVER_EXEMPTING_H
#define PL_SERVER_EXEMPTING_H
#include "base/buf.h"
#include "base/file.h"
#include "server/access.h"

typedef struct pl_exempting {
    const pl_server_config *config; /* borrowed */
    pl_stamp stamp;                 /* of the file, when it was last read */
    pl_buf list;                    /* its exemptions as a JSON array; owned */
    pl_buf wrong; /* why the file cannot be used as it is now; empty: it can. Owned */
} pl_exempting;

enum { PL_EXEMPTION_BODY = 16 * 1024 }; /* bytes of a request that writes */

/* Read the file, if the configuration names one. A file that is not there is empty where it may be
 * written. False with an error in `diags`. */
bool pl_exempting_init(pl_exempting *e, const pl_server_config *config, pl_diags *diags);
void pl_exempting_done(pl_exempting *e);
/* Read the file again if it has changed (or `force`). False with a text in `why` when it cannot be
 * used; each state of the file is reported once. */
bool pl_exempting_refresh(pl_exempting *e, bool force, pl_buf *why);
/* Is this the path of exemptions, and is there a file? */
bool pl_exempting_is(const pl_exempting *e, pl_str path);
void pl_exempting_reply(pl_exempting *e, const pl_access *access, const pl_request *request,
                        pl_reply *reply);

/* What is written down; `at` as "2026-03-01T10:00:00Z". */
typedef struct pl_new_exemption {
    pl_str control, resource, reason, until, by, at;
} pl_new_exemption;
/* Append the text of the file `path` with `x` in it; `old` is its text before. False with a message
 * in `why`: `old` or `x` has a mistake. */
bool pl_exemptions_with(pl_str path, pl_str old, const pl_new_exemption *x, pl_buf *out,
                        pl_buf *why);

#endif
