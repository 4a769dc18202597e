/* exempting.c - reads, sends and writes the file of exemptions. */
#include "server/exempting.h"

#include <errno.h>
#include <stdio.h>
#include <time.h>

#include "base/diag.h"
#include "base/folder.h"
#include "base/hash.h"
#include "base/jsonw.h"
#include "base/quote.h"
#include "base/str.h"
#include "run/exemptions.h"
#include "value/json.h"

static const char json[] = "application/json";
static const char head[] = "control,resource,reason,until,by,at";

enum { FILE_MOST = 16 << 20, LOCK_MS = 100 };

/* ---- the file as text */

static bool is_csv(pl_str path)
{
    return pl_str_ends(path, PL_S(".csv"));
}

static void put_exemption(pl_jsonw *w, const pl_new_exemption *x)
{
    pl_jsonw_open(w, '{');
    pl_jsonw_member(w, "control", x->control);
    pl_jsonw_member(w, "resource", x->resource);
    pl_jsonw_member(w, "reason", x->reason);
    pl_jsonw_member_or_null(w, "until", x->until);
    pl_jsonw_member_or_null(w, "by", x->by);
    pl_jsonw_member_or_null(w, "at", x->at);
    pl_jsonw_close(w, '}');
}

static void put_cell(pl_buf *out, pl_str text, char after)
{
    bool plain = !text.len || (text.ptr[0] != ' ' && text.ptr[0] != '\t');
    for (size_t i = 0; i < text.len; i++)
        plain = plain && !strchr(",\"\r\n", text.ptr[i]);
    if (plain)
        pl_buf_str(out, text);
    else
        pl_quote_doubled(out, text);
    pl_buf_byte(out, after);
}

static void put_line(pl_buf *out, const pl_new_exemption *x)
{
    put_cell(out, x->control, ',');
    put_cell(out, x->resource, ',');
    put_cell(out, x->reason, ',');
    put_cell(out, x->until, ',');
    put_cell(out, x->by, ',');
    put_cell(out, x->at, '\n');
}

static pl_new_exemption copy_of(const pl_exemption *x)
{
    return (pl_new_exemption){ x->control, x->resource, x->reason, x->until, x->by, x->at };
}

static bool is_same(const pl_exemption *x, const pl_new_exemption *y)
{
    return pl_str_eq(x->control, pl_str_trim(y->control)) && pl_str_eq(x->resource, y->resource);
}

/* Is there one for the same control and resource? */
static bool has(const pl_exemptions *e, const pl_new_exemption *x)
{
    for (size_t i = 0; i < e->list.n; i++)
        if (is_same(&e->list.at[i], x))
            return true;
    return false;
}

/* The whole file anew, with `x` in the place of the one that is the same, or at its end. */
static void put_all(const pl_exemptions *e, const pl_new_exemption *x, bool csv, pl_buf *out)
{
    bool replaces = has(e, x);
    pl_jsonw w;

    pl_jsonw_init(&w, out, 2, false);
    if (csv) {
        pl_buf_cstr(out, head);
        pl_buf_byte(out, '\n');
    } else {
        pl_jsonw_open(&w, '[');
    }
    for (size_t i = 0; i < e->list.n + !replaces; i++) {
        pl_new_exemption one =
            i == e->list.n || is_same(&e->list.at[i], x) ? *x : copy_of(&e->list.at[i]);
        if (csv)
            put_line(out, &one);
        else
            put_exemption(&w, &one);
    }
    if (!csv) {
        pl_jsonw_close(&w, ']');
        pl_buf_byte(out, '\n');
    }
}

/* Append the first message as "line 3: 'reason' is missing". */
static void put_why(const pl_diags *diags, pl_buf *why)
{
    const pl_diag *d = pl_diags_count(diags) ? pl_diags_get(diags, 0) : NULL;
    if (d)
        pl_buf_printf(why, "line %u: %.*s", d->start.line ? d->start.line : 1, PL_FMT(d->detail));
}

static bool parse(pl_str path, pl_str text, pl_exemptions *out, pl_buf *why)
{
    pl_diags *diags = pl_diags_new();
    bool ok = pl_exemptions_parse(out, path, text, diags);
    if (!ok)
        put_why(diags, why);
    pl_diags_free(diags);
    return ok;
}

/* An empty file has no exemptions, as one that is not there. */
static pl_str text_or_none(pl_str path, pl_str text)
{
    if (pl_str_trim(text).len)
        return text;
    return is_csv(path) ? PL_S("control,resource,reason,until,by,at\n") : PL_S("[]\n");
}

/* Does the file begin with the columns in our order? Then a line is put at its end, and all others
 * stay as somebody wrote them. */
static bool has_our_head(pl_str text)
{
    pl_str line = pl_str_sub(text, 0, pl_str_find(text, '\n'));
    return pl_str_eq(pl_str_trim(line), PL_S("control,resource,reason,until,by,at"));
}

bool pl_exemptions_with(pl_str path, pl_str old, const pl_new_exemption *x, pl_buf *out,
                        pl_buf *why)
{
    pl_exemptions before = { 0 }, after = { 0 };
    size_t from = out->len;
    pl_str text = text_or_none(path, old);
    bool ok = parse(path, text, &before, why);
    if (ok && is_csv(path) && has_our_head(text) && !has(&before, x)) {
        pl_buf_str(out, text);
        if (text.ptr[text.len - 1] != '\n')
            pl_buf_byte(out, '\n');
        put_line(out, x);
    } else if (ok) {
        put_all(&before, x, is_csv(path), out);
    }
    ok = ok && parse(path, pl_str_sub(pl_buf_view(out), from, out->len), &after, why);
    pl_exemptions_done(&before);
    pl_exemptions_done(&after);
    return ok;
}

/* ---- following the file */

static void put_list(const pl_exemptions *e, pl_buf *out)
{
    pl_jsonw w;
    out->len = 0;
    pl_jsonw_init(&w, out, 0, false);
    pl_jsonw_open(&w, '[');
    for (size_t i = 0; i < e->list.n; i++) {
        pl_new_exemption x = copy_of(&e->list.at[i]);
        put_exemption(&w, &x);
    }
    pl_jsonw_close(&w, ']');
}

/* The text of the file in `arena`, or an errno. One that is not there is empty where it may be
 * written. */
static int read_file(const pl_exempting *e, pl_arena *arena, pl_str *text)
{
    int error = pl_file_slurp(e->config->exemptions.ptr, FILE_MOST, arena, text);
    if (error == ENOENT && e->config->allow_exempting) {
        *text = (pl_str){ 0 };
        return 0;
    }
    return error;
}

bool pl_exempting_refresh(pl_exempting *e, bool force, pl_buf *why)
{
    pl_str path = e->config->exemptions, text;
    pl_stamp stamp = { 0 };
    pl_arena arena = { 0 };
    pl_exemptions read = { 0 };

    if (!path.len)
        return true;
    pl_file_stat(path.ptr, &stamp, NULL);
    if (!force && memcmp(&stamp, &e->stamp, sizeof stamp) == 0)
        return true;
    e->stamp = stamp;
    e->wrong.len = 0;
    int error = read_file(e, &arena, &text);
    if (error)
        pl_buf_cstr(&e->wrong, pl_file_reason(error));
    else if (parse(path, text_or_none(path, text), &read, &e->wrong))
        put_list(&read, &e->list);
    if (e->wrong.len)
        pl_buf_printf(why, "cannot use the exemptions '%.*s': %.*s", PL_FMT(path),
                      PL_FMT(pl_buf_view(&e->wrong)));
    pl_exemptions_done(&read);
    pl_arena_done(&arena);
    return !e->wrong.len;
}

bool pl_exempting_init(pl_exempting *e, const pl_server_config *config, pl_diags *diags)
{
    pl_buf why = { 0 };
    *e = (pl_exempting){ .config = config };
    bool ok = pl_exempting_refresh(e, true, &why);
    if (!ok)
        pl_diag_plain(diags, PL_ERROR, PL_DIAG_INVALID_SETTING, "%.*s", PL_FMT(pl_buf_view(&why)));
    pl_buf_done(&why);
    return ok;
}

void pl_exempting_done(pl_exempting *e)
{
    pl_buf_done(&e->list);
    pl_buf_done(&e->wrong);
}

/* ---- what is sent */

bool pl_exempting_is(const pl_exempting *e, pl_str path)
{
    return e->config->exemptions.len && pl_str_eq(path, PL_S("/-/exemptions.json"));
}

static pl_str name_of(pl_str path)
{
    size_t slash = pl_str_rfind(path, '/');
    return slash < path.len ? pl_str_sub(path, slash + 1, path.len) : path;
}

static void send_list(const pl_exempting *e, const pl_access *access, const pl_request *request,
                      pl_reply *reply)
{
    pl_str who;
    bool may = pl_access_writer(access, request, &who) && e->config->allow_exempting;
    char today[16], tag[32];
    pl_buf text = { 0 };
    pl_jsonw w;

    pl_exemptions_today(today);
    pl_jsonw_init(&w, &text, 0, false);
    pl_jsonw_open(&w, '{');
    pl_jsonw_member(&w, "file", name_of(e->config->exemptions));
    pl_jsonw_member(&w, "today", pl_str_cstr(today));
    pl_jsonw_member_bool(&w, "may", may);
    pl_jsonw_member_or_null(&w, "who", who);
    pl_jsonw_member_or_null(&w, "wrong", pl_buf_view(&e->wrong));
    pl_jsonw_key(&w, PL_S("exemptions"));
    pl_jsonw_raw(&w, pl_buf_view(&e->list));
    pl_jsonw_close(&w, '}');
    snprintf(tag, sizeof tag, "\"%016llx\"", (unsigned long long)pl_hash_str(pl_buf_view(&text)));
    pl_reply_header(reply, "ETag", pl_str_cstr(tag));
    pl_reply_header(reply, "Cache-Control", PL_S("no-cache"));
    if (pl_str_eq(request->header[PL_HEADER_IF_NONE_MATCH], pl_str_cstr(tag)))
        reply->status = 304;
    else
        pl_reply_text(reply, 200, json, pl_buf_view(&text));
    pl_buf_done(&text);
}

/* ---- what is written */

/* Read the object of the request; texts are in `arena` or in the body. False: the reply says why.
 */
static bool read_body(pl_str body, pl_arena *arena, pl_new_exemption *x, pl_reply *reply)
{
    const struct {
        const char *name;
        pl_str *to;
    } members[] = { { "control", &x->control },
                    { "resource", &x->resource },
                    { "reason", &x->reason },
                    { "until", &x->until } };
    const pl_json *root = pl_json_parse(arena, body, NULL);

    if (!root || !pl_json_is(root, PL_JSON_OBJECT)) {
        pl_reply_error(reply, 400, "an object is expected");
        return false;
    }
    for (const pl_json *m = pl_json_first(root); m; m = m->next) {
        pl_str *to = NULL;
        for (size_t i = 0; i < PL_COUNT(members); i++)
            if (pl_str_eq(m->key, pl_str_cstr(members[i].name)))
                to = members[i].to;
        if (to && pl_json_is(m, PL_JSON_NULL))
            continue;
        if (!to || !pl_json_is(m, PL_JSON_STRING) ||
            memchr(pl_json_text(m).ptr, 0, pl_json_text(m).len)) {
            pl_reply_error(reply, 400, "control, resource, reason and until are expected, texts");
            return false;
        }
        *to = pl_json_text(m);
    }
    return true;
}

static const char *now(char out[static 32])
{
    time_t at = time(NULL);
    struct tm tm = { 0 };
    gmtime_r(&at, &tm);
    strftime(out, 32, "%Y-%m-%dT%H:%M:%SZ", &tm);
    return out;
}

/* With the folder locked: nobody else replaces the file between reading and writing. */
static void write_locked(const pl_exempting *e, const pl_new_exemption *x, pl_reply *reply)
{
    pl_buf text = { 0 }, why = { 0 };
    pl_arena arena = { 0 };
    pl_str old;
    int error = read_file(e, &arena, &old);

    if (error) {
        pl_reply_error(reply, 500, "cannot read the file of exemptions: %s", pl_file_reason(error));
    } else if (!pl_exemptions_with(e->config->exemptions, old, x, &text, &why)) {
        pl_reply_error(reply, 409, "%.*s", PL_FMT(pl_buf_view(&why)));
    } else {
        error = pl_file_rewrite(e->config->exemptions.ptr, pl_buf_view(&text), 0644);
        if (error)
            pl_reply_error(reply, 500, "cannot write the file of exemptions: %s",
                           pl_file_reason(error));
    }
    pl_arena_done(&arena);
    pl_buf_done(&text);
    pl_buf_done(&why);
}

static void write_one(const pl_exempting *e, const pl_new_exemption *x, pl_reply *reply)
{
    pl_str path = e->config->exemptions;
    pl_arena arena = { 0 };
    size_t slash = pl_str_rfind(path, '/');
    pl_str folder =
        pl_arena_str(&arena, slash && slash < path.len ? pl_str_sub(path, 0, slash) : PL_S("/"));
    pl_folder_lock lock = { .fd = -1 };
    int error = pl_folder_lock_try(&lock, folder.ptr, false, LOCK_MS);

    if (error == EWOULDBLOCK) {
        pl_reply_error(reply, 503, "somebody else is writing this file: try again");
    } else {
        write_locked(e, x, reply);
        pl_folder_lock_drop(&lock);
    }
    pl_arena_done(&arena);
}

/* Who may write, from where, and what; false: the reply says why not. */
static bool admit(const pl_exempting *e, const pl_access *access, const pl_request *request,
                  pl_new_exemption *x, pl_reply *reply)
{
    pl_str type = request->header[PL_HEADER_CONTENT_TYPE];
    pl_str site = request->header[PL_HEADER_SEC_FETCH_SITE];

    if (!pl_access_same_origin(access, request) ||
        (site.len && !pl_str_eq(site, PL_S("same-origin"))))
        pl_reply_error(reply, 403, "only pages of this server may exempt");
    else if (!e->config->allow_exempting)
        pl_reply_error(reply, 403, "exempting is off (--allow-exempting, with tokens or a proxy)");
    else if (!pl_access_writer(access, request, &x->by))
        pl_reply_error(reply, 403, "this client may not exempt: its token has no role write");
    else if (!pl_str_same_word(pl_str_trim(pl_str_sub(type, 0, pl_str_find(type, ';'))),
                               PL_S("application/json")))
        pl_reply_error(reply, 415, "application/json is expected");
    return !reply->status;
}

static void take(pl_exempting *e, const pl_access *access, const pl_request *request,
                 pl_reply *reply)
{
    pl_new_exemption x = { 0 };
    pl_arena arena = { 0 };
    pl_buf why = { 0 };
    char at[32];

    x.at = pl_str_cstr(now(at));
    if (admit(e, access, request, &x, reply) && read_body(request->body, &arena, &x, reply))
        write_one(e, &x, reply);
    if (!reply->status) {
        pl_exempting_refresh(e, true, &why);
        send_list(e, access, request, reply);
    }
    pl_arena_done(&arena);
    pl_buf_done(&why);
}

void pl_exempting_reply(pl_exempting *e, const pl_access *access, const pl_request *request,
                        pl_reply *reply)
{
    pl_reply_protect(reply);
    switch (request->method) {
    case PL_METHOD_GET:
    case PL_METHOD_HEAD: send_list(e, access, request, reply); break;
    case PL_METHOD_POST: take(e, access, request, reply); break;
    default:
        pl_reply_header(reply, "Allow", PL_S("GET, HEAD, POST"));
        pl_reply_error(reply, 405, "this method is not known here");
    }
}
