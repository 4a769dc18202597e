/* access.h - which requests are let in: hosts, origins, tokens (serving.md 6).
 *
 * Threads: one user. */
#ifndef PL_SERVER_ACCESS_H
#define PL_SERVER_ACCESS_H
#include "server/config.h"
#include "server/request.h"
#include "server/tokens.h"

/* Does a header `Host` name this machine, or one of `names`? With any port. */
bool pl_host_is_local(pl_str host);
bool pl_host_is_listed(pl_str host, const pl_str *names, size_t n);
/* "http://localhost:3000": an origin on a loopback address. */
bool pl_origin_is_local(pl_str origin);
/* Is `host` (with its port) where a page of `origin` comes from? */
bool pl_origin_is_host(pl_str origin, pl_str host);

/* What a request is refused for. ORDER refusals */
typedef enum pl_refusal {
    PL_REFUSED_NOT,
    PL_REFUSED_HOST,
    PL_REFUSED_ORIGIN,
    PL_REFUSED_TOKEN,
    PL_REFUSED_CLIENTS,
    PL_REFUSED_HEADER,
    PL_REFUSALS,
} pl_refusal;
pl_str pl_refusal_name(pl_refusal refusal); /* "host"; static */

typedef struct pl_access pl_access;
/* Owned; pl_access_free(). `config` is borrowed. NULL with an error in `diags` when the token
 * file cannot be used. */
pl_access *pl_access_new(const pl_server_config *config, pl_diags *diags);
void pl_access_free(pl_access *access); /* NULL is fine */

/* May the request name this host? */
bool pl_access_host(const pl_access *access, const pl_request *request);
/* May a page of this origin open the WebSocket, or cause SQL to run? */
bool pl_access_origin(const pl_access *access, const pl_request *request);

/* Are tokens required? */
bool pl_access_asks(const pl_access *access);
/* How a request proves that it may be answered. */
typedef enum pl_proof {
    PL_PROOF_GIVEN,
    PL_PROOF_NONE,
    PL_PROOF_WRONG, /* a token or a cookie that is none of ours */
} pl_proof;
pl_proof pl_access_prove(pl_access *access, const pl_request *request);
bool pl_access_token(pl_access *access, pl_str token);
/* May the sender of the request write? Yes for the owner of a token with the role `write`, who
 * sends it or its cookie, and for a user whom a trusted proxy names. *name is that person's name,
 * or empty if there is none; it is borrowed from the request, or from the token file until that is
 * read again. */
bool pl_access_writer(const pl_access *access, const pl_request *request, pl_str *name);
/* Does the request come from a page of this server? One without `Origin` does not. */
bool pl_access_same_origin(const pl_access *access, const pl_request *request);
/* Count a wrong token from this peer. True: it was not the first, so the answer is delayed. */
bool pl_access_note_wrong(pl_access *access, pl_str peer);
/* Append "Set-Cookie" for `token`; an empty one removes the cookie. */
void pl_access_set_cookie(const pl_access *access, const pl_request *request, pl_str token,
                          pl_reply *reply);
/* Read the token file again if it has changed (or `force`). False with a text in `why` when it
 * cannot be used: the old tokens stay. Each state of the file is reported once. */
bool pl_access_refresh(pl_access *access, bool force, pl_buf *why);

/* The address of the client: the peer's or, behind a trusted proxy, the one that the proxy sent.
 * Borrowed from `request`. */
pl_str pl_access_peer(const pl_access *access, const pl_request *request);
/* The user that a trusted proxy names; empty otherwise. Borrowed from `request`. */
pl_str pl_access_user(const pl_access *access, const pl_request *request);
/* Was the request sent by a peer of --trusted-proxy? */
bool pl_access_is_proxied(const pl_access *access, const pl_request *request);

#endif
