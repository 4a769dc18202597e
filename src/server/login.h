/* login.h - the page on which a token becomes a cookie (serving.md 6.4).
 *
 * Threads: the loop thread. */
#ifndef PL_SERVER_LOGIN_H
#define PL_SERVER_LOGIN_H
#include "server/request.h"
#include <pipelite/server.h>

/* Check the token or cookie of a request. True: it may be answered. False: `reply` refuses it, or
 * redirects so that `?token=` becomes a cookie. `path` is without the base path. */
bool pl_login_admit(pl_server *server, const pl_request *request, pl_str path, pl_reply *reply);
/* Answer /-/login, /-/login.css and /-/logout; false: it is another path. */
bool pl_login_route(pl_server *server, const pl_request *request, pl_str path, pl_reply *reply);

/* Is `path` on this server, so that it is safe to redirect to it? */
bool pl_login_is_local(pl_str path);
/* Value of `name` in a form as browsers send it, in `arena`; empty: it is not there. */
pl_str pl_form_value(pl_str form, const char *name, pl_arena *arena);

#endif
