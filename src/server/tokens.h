/* tokens.h - the tokens that let a client in, and the cookie that stands for one (serving.md 6.3,
 * 6.4).
 *
 * The cookie is HMAC-SHA256(token, "pipelite cookie 1") in base64url: it needs no state, survives
 * restarts, is the same on servers with one token file, and ends with its token.
 *
 * Threads: one user. */
#ifndef PL_SERVER_TOKENS_H
#define PL_SERVER_TOKENS_H
#include "base/arena.h"

enum { PL_TOKEN_MIN = 16, PL_TOKENS_MAX = 1024, PL_COOKIE_SIZE = 43 };

typedef struct pl_key {
    pl_str text;
    pl_str name;                 /* of who has it; empty: not said */
    bool writes;                 /* its role is `write` */
    char cookie[PL_COOKIE_SIZE]; /* no NUL */
} pl_key;

typedef struct pl_keys {
    pl_arena arena;
    pl_key *list;
    uint32_t n;
} pl_keys;

/* A line is `TOKEN [NAME [ROLE]]`, the role `read` (so without one) or `write`; empty lines and
 * those that begin with `#` are skipped. A line of other words is one token with blanks in it.
 * False with a text in `why`: there is none, one is too short, a role is unknown, or there are too
 * many. */
bool pl_keys_parse(pl_str text, pl_keys *out, const char **why);
void pl_keys_done(pl_keys *tokens);

/* The token in the list that is `token`, or whose cookie is `cookie`; NULL: none. The time does not
 * depend on where they differ. */
const pl_key *pl_keys_find(const pl_keys *tokens, pl_str token);
const pl_key *pl_keys_find_cookie(const pl_keys *tokens, pl_str cookie);
void pl_key_cookie(pl_str token, char out[PL_COOKIE_SIZE]);
/* Value of the cookie `name` in a header ("a=1; pipelite=xyz"); empty: it is not there. */
pl_str pl_cookie_find(pl_str header, const char *name);
/* The token of "Bearer <token>"; empty: it is something else. */
pl_str pl_bearer(pl_str header);

#endif
