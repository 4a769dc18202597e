/* login.c - the login page, tokens in URLs that become cookies, and requests that are refused for
 * want of either. */
#include "server/login.h"

#include "base/ascii.h"
#include "base/quote.h"
#include "base/str.h"
#include "server/note.h"
#include "server/state.h"

static const char html[] = "text/html; charset=utf-8";
static const char plain[] = "text/plain; charset=utf-8";

/* ---- forms and local paths */

static pl_str unescape(pl_str text, pl_arena *arena)
{
    char *out = pl_arena_alloc(arena, text.len + 1);
    size_t n = 0;

    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];

        if (c == '+') {
            c = ' ';
        } else if (c == '%' && i + 2 < text.len && pl_hex_digit(text.ptr[i + 1]) >= 0 &&
                   pl_hex_digit(text.ptr[i + 2]) >= 0) {
            c = (char)(pl_hex_digit(text.ptr[i + 1]) << 4 | pl_hex_digit(text.ptr[i + 2]));
            i += 2;
        }
        out[n++] = c;
    }
    return (pl_str){ out, n };
}

pl_str pl_form_value(pl_str form, const char *name, pl_arena *arena)
{
    while (form.len) {
        pl_str value = pl_str_split(&form, '&');

        if (pl_str_eq(pl_str_split(&value, '='), pl_str_cstr(name)))
            return unescape(value, arena);
    }
    return (pl_str){ 0 };
}

/* Is the path on this server? Browsers take "//host" and "/\host" for another one. */
bool pl_login_is_local(pl_str path)
{
    if (!path.len || path.ptr[0] != '/')
        return false;
    if (path.len > 1 && (path.ptr[1] == '/' || path.ptr[1] == '\\'))
        return false;
    for (size_t i = 0; i < path.len; i++)
        if ((unsigned char)path.ptr[i] < ' ' || path.ptr[i] == 127 || path.ptr[i] == '\\')
            return false;
    return true;
}

/* ---- the page */

static void login_page(pl_server *server, pl_str to, unsigned status, bool wrong, pl_reply *reply)
{
    pl_str base = server->config.base_path;
    pl_buf page = { 0 };

    pl_buf_cstr(&page, "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                       "<meta name=\"viewport\" content=\"width=device-width\">\n"
                       "<title>Log in</title>\n<link rel=\"icon\" href=\"data:,\">\n"
                       "<link rel=\"stylesheet\" href=\"");
    pl_quote_html(&page, base);
    pl_buf_cstr(&page, "/-/login.css\">\n</head>\n<body>\n<main>\n<h1>Log in</h1>\n"
                       "<p>This server asks for a token.</p>\n"
                       "<form method=\"post\" action=\"");
    pl_quote_html(&page, base);
    pl_buf_cstr(&page, "/-/login\">\n<label for=\"token\">Token</label>\n");
    if (wrong)
        pl_buf_cstr(&page, "<p role=\"alert\">This token is not known.</p>\n");
    pl_buf_cstr(&page, "<input id=\"token\" name=\"token\" type=\"password\" "
                       "autocomplete=\"current-password\" required autofocus>\n"
                       "<input type=\"hidden\" name=\"to\" value=\"");
    if (to.len < 512)
        pl_quote_html(&page, to);
    pl_buf_cstr(&page, "\">\n<button>Log in</button>\n</form>\n</main>\n</body>\n</html>\n");
    pl_reply_protect(reply);
    pl_reply_header(reply, "Cache-Control", PL_S("no-store"));
    pl_reply_text(reply, status, html, pl_buf_view(&page));
    pl_buf_done(&page);
}

static void style(pl_reply *reply)
{
    pl_reply_protect(reply);
    pl_reply_text(
        reply, 200, "text/css; charset=utf-8",
        PL_S(":root { color-scheme: light dark; font: 13px/20px ui-sans-serif, system-ui, "
             "\"Segoe UI\", Roboto, \"Helvetica Neue\", \"Noto Sans\", sans-serif; "
             "--bg: #F7F8FA; --surface: #FFFFFF; --line: #7E8896; --text: #16191F; "
             "--quiet: #4A515D; --accent: #1F5FD6; --on: #FFFFFF; --alarm: #C42B1C; }\n"
             "@media (prefers-color-scheme: dark) { :root { --bg: #0F1115; "
             "--surface: #16191F; --line: #6B7482; --text: #E8EAEE; --quiet: #B1B8C4; "
             "--accent: #7AA7FF; --on: #0F1115; --alarm: #FF7A6B; } }\n"
             "body { margin: 0; background: var(--bg); color: var(--text); }\n"
             "main { max-width: 320px; margin: 0 auto; padding: 20vh 16px 16px; }\n"
             "h1 { font-size: 20px; line-height: 28px; font-weight: 600; margin: 0; }\n"
             "p { margin: 0; color: var(--quiet); }\n"
             "p[role=alert] { color: var(--alarm); }\n"
             "form { display: grid; gap: 8px; margin-top: 24px; }\n"
             "input, button { box-sizing: border-box; font: inherit; height: 32px; "
             "padding: 0 8px; border-radius: 4px; }\n"
             "input { border: 1px solid var(--line); background: var(--surface); "
             "color: inherit; }\n"
             "button { border: 0; background: var(--accent); color: var(--on); "
             "cursor: pointer; }\n"
             ":focus-visible { outline: 2px solid var(--accent); outline-offset: 1px; }\n"
             "@media (pointer: coarse) { input, button { height: 44px; } }\n"));
}

/* ---- refusing */

static bool wants_page(const pl_request *request)
{
    return request->method == PL_METHOD_GET &&
           pl_header_lists(request->header[PL_HEADER_ACCEPT], "text/html");
}

/* A request that follows a link from another site carries no cookie, even if the browser has
 * one. The page sent here repeats the request, which then comes from this site and carries the
 * cookie. */
static void reply_to_repeat(const pl_request *request, pl_reply *reply)
{
    pl_reply_protect(reply);
    pl_reply_header(reply, "Cache-Control", PL_S("no-store"));
    pl_reply_text(reply, 401, html,
                  PL_S("<!doctype html>\n<meta charset=\"utf-8\">\n"
                       "<meta http-equiv=\"refresh\" content=\"0\">\n<title>Log in</title>\n"));
    (void)request;
}

/* Append the URL of the request without its token, escaped; the home page when its path would lead
 * to another host. */
static void here(const pl_server *server, const pl_request *request, pl_buf *out)
{
    pl_request_escape(out, request->path);
    if (pl_login_is_local(pl_buf_view(out))) {
        pl_request_query(request, "token", out);
        return;
    }
    out->len = 0;
    pl_buf_str(out, server->config.base_path);
    pl_buf_byte(out, '/');
}

static void refuse(pl_server *server, const pl_request *request, bool wrong, pl_reply *reply)
{
    pl_buf to = { 0 };

    reply->slow =
        wrong && pl_access_note_wrong(server->access, pl_access_peer(server->access, request));
    pl_note_refused(server, request, PL_REFUSED_TOKEN);
    pl_reply_header(reply, "WWW-Authenticate", PL_S("Bearer realm=\"pipelite\""));
    here(server, request, &to);
    if (!wants_page(request))
        pl_reply_text(reply, 401, plain, PL_S("a token is needed\n"));
    else if (!wrong && pl_str_eq(request->header[PL_HEADER_SEC_FETCH_SITE], PL_S("cross-site")))
        reply_to_repeat(request, reply);
    else
        login_page(server, pl_buf_view(&to), 401, wrong, reply);
    pl_buf_done(&to);
}

static bool is_open(pl_str path)
{
    return pl_str_eq(path, PL_S("/healthz")) || pl_str_eq(path, PL_S("/-/healthz")) ||
           pl_str_eq(path, PL_S("/-/readyz")) || pl_str_eq(path, PL_S("/-/login")) ||
           pl_str_eq(path, PL_S("/-/login.css"));
}

/* Turn a correct token in the URL into a cookie, and redirect to the URL without it. */
static bool take_token(pl_server *server, const pl_request *request, pl_str token, pl_reply *reply)
{
    pl_buf to = { 0 };

    if (!pl_access_token(server->access, token))
        return false;
    here(server, request, &to);
    pl_access_set_cookie(server->access, request, token, reply);
    pl_reply_redirect(reply, 303, pl_buf_view(&to));
    pl_buf_done(&to);
    return true;
}

bool pl_login_admit(pl_server *server, const pl_request *request, pl_str path, pl_reply *reply)
{
    pl_str token;

    if (!pl_access_asks(server->access) || request->reach == PL_REACH_METRICS || is_open(path))
        return true;
    if (request->method == PL_METHOD_GET && !request->handshake &&
        pl_request_arg(request, "token", &token)) {
        if (!take_token(server, request, token, reply))
            refuse(server, request, true, reply);
        return false;
    }
    switch (pl_access_prove(server->access, request)) {
    case PL_PROOF_GIVEN: return true;
    case PL_PROOF_NONE: refuse(server, request, false, reply); return false;
    case PL_PROOF_WRONG: refuse(server, request, true, reply); return false;
    }
    return false;
}

/* ---- routes */

static void take_form(pl_server *server, const pl_request *request, pl_reply *reply)
{
    pl_str base = server->config.base_path, token, to;
    pl_buf home = { 0 };
    pl_arena arena = { 0 };

    token = pl_form_value(request->body, "token", &arena);
    to = pl_form_value(request->body, "to", &arena);
    if (pl_access_token(server->access, token)) {
        pl_buf_str(&home, base);
        pl_buf_cstr(&home, "/");
        pl_access_set_cookie(server->access, request, token, reply);
        pl_reply_redirect(reply, 303, pl_login_is_local(to) ? to : pl_buf_view(&home));
    } else {
        reply->slow = pl_access_note_wrong(server->access, pl_access_peer(server->access, request));
        pl_note_refused(server, request, PL_REFUSED_TOKEN);
        login_page(server, to, 401, true, reply);
    }
    pl_buf_done(&home);
    pl_arena_done(&arena);
}

static void logout(pl_server *server, const pl_request *request, pl_reply *reply)
{
    pl_buf to = { 0 };

    pl_buf_str(&to, server->config.base_path);
    pl_buf_cstr(&to, "/-/login");
    pl_access_set_cookie(server->access, request, (pl_str){ 0 }, reply);
    pl_reply_redirect(reply, 303, pl_buf_view(&to));
    pl_buf_done(&to);
}

bool pl_login_route(pl_server *server, const pl_request *request, pl_str path, pl_reply *reply)
{
    bool get = request->method == PL_METHOD_GET || request->method == PL_METHOD_HEAD;
    bool login = pl_str_eq(path, PL_S("/-/login")), css = pl_str_eq(path, PL_S("/-/login.css"));

    if (!login && !css && !pl_str_eq(path, PL_S("/-/logout")))
        return false;
    if (!get && (css || request->method != PL_METHOD_POST)) {
        pl_reply_protect(reply);
        pl_reply_header(reply, "Allow", css ? PL_S("GET, HEAD") : PL_S("GET, HEAD, POST"));
        pl_reply_error(reply, 405, "this method is not known here");
    } else if (css) {
        style(reply);
    } else if (!login) {
        logout(server, request, reply);
    } else if (get) {
        login_page(server, (pl_str){ 0 }, 200, false, reply);
    } else {
        take_form(server, request, reply);
    }
    return true;
}
