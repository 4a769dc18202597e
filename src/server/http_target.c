/* http_target.c - a request made from a head: method, path, arguments, fields; and whether it
 * can be served. */
#include "server/http_head.h"

#include <assert.h>

#include "base/buf.h"
#include "base/str.h"
#include "base/vec.h"

static pl_str span(const char *bytes, pl_http_span at)
{
    return pl_str_make(bytes + at.at, at.n);
}

/* ---- paths and arguments */

static unsigned hex(char c)
{
    return c <= '9' ? (unsigned)(c - '0') : ((unsigned)c & 0x5f) - 'A' + 10;
}

/* Decode what the grammar matched: each '%' has its two digits. `plus`: what a '+' stands for. */
static size_t decode(pl_str text, char plus, char *to)
{
    size_t n = 0;

    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];

        if (c == '+') {
            c = plus;
        } else if (c == '%') {
            assert(i + 2 < text.len);
            c = (char)(hex(text.ptr[i + 1]) << 4 | hex(text.ptr[i + 2]));
            i += 2;
        }
        to[n++] = c;
    }
    return n;
}

pl_str pl_http_path(pl_str path, pl_arena *arena)
{
    char *text = pl_arena_alloc(arena, 2 * path.len + 2), *out = text + path.len;
    pl_str rest = pl_str_make(text, decode(path, '+', text));
    bool folder = !rest.len || rest.ptr[rest.len - 1] == '/';
    size_t n = 0;

    while (rest.len) {
        pl_str segment = pl_str_split(&rest, '/');

        if (pl_str_eq(segment, PL_S(".."))) {
            n = n ? pl_str_rfind(pl_str_make(out, n), '/') : 0;
            folder |= !rest.len;
        } else if (pl_str_eq(segment, PL_S("."))) {
            folder |= !rest.len;
        } else if (segment.len) {
            out[n++] = '/';
            memcpy(out + n, segment.ptr, segment.len);
            n += segment.len;
        }
    }
    if (folder || !n)
        out[n++] = '/';
    return pl_str_make(out, n);
}

static void read_args(pl_str query, pl_request *request)
{
    PL_VEC(pl_str) args = { 0 };

    while (query.len) {
        pl_str arg = pl_str_split(&query, '&');
        char *text = pl_arena_alloc(&request->arena, arg.len + 1);

        if (arg.len)
            pl_vec_push(&args, pl_str_make(text, decode(arg, ' ', text)));
    }
    request->n_args = (uint32_t)args.n;
    request->args = pl_arena_alloc(&request->arena, args.n * sizeof(pl_str));
    if (args.n)
        memcpy(request->args, args.at, args.n * sizeof(pl_str));
    pl_vec_done(&args);
}

/* ---- fields */

/* The next field with that name in a head, from `*rest` on; lines are whole there. */
static bool next_field(pl_str *rest, pl_header header, pl_str *value)
{
    while (rest->len) {
        pl_str line = pl_str_split(rest, '\n');
        pl_str name = pl_str_split(&line, ':');
        pl_header found;

        if (!pl_header_find(name, &found) || found != header)
            continue;
        *value = pl_str_trim(line);
        return true;
    }
    return false;
}

/* Fields of one name are one list (RFC 9110 5.3). What may stand there once only is never right as
 * a list, so a second one wins nothing. */
static pl_str join(pl_str lines, pl_header header, pl_arena *arena)
{
    pl_str between = header == PL_HEADER_COOKIE ? PL_S("; ") : PL_S(", "), rest = lines, value;
    size_t size = 0, n = 0;
    char *text;

    while (next_field(&rest, header, &value))
        size += value.len + between.len;
    text = pl_arena_alloc(arena, size + 1);
    for (rest = lines; next_field(&rest, header, &value);) {
        if (n) {
            memcpy(text + n, between.ptr, between.len);
            n += between.len;
        }
        memcpy(text + n, value.ptr, value.len);
        n += value.len;
    }
    return pl_str_make(text, n);
}

static void read_fields(const pl_http_head *head, const char *bytes, pl_request *request)
{
    pl_str whole = pl_arena_str(&request->arena, pl_str_make(bytes, head->read)), lines = whole;

    pl_str_split(&lines, '\n');
    for (int i = 0; i < PL_HEADER_COUNT; i++) {
        if (head->repeated & UINT32_C(1) << i)
            request->header[i] = join(lines, (pl_header)i, &request->arena);
        else if (head->field[i].n)
            request->header[i] = span(whole.ptr, head->field[i]);
    }
    /* The host of an absolute target counts, not that of the field (RFC 9112 3.2.2). */
    if (head->authority.n)
        request->header[PL_HEADER_HOST] = span(whole.ptr, head->authority);
}

/* No control characters in a path, and no NUL anywhere: what is behind it would not be seen by all
 * who look at the text. */
static bool is_plain(const pl_request *request)
{
    for (size_t i = 0; i < request->path.len; i++)
        if ((unsigned char)request->path.ptr[i] < ' ' || request->path.ptr[i] == 127)
            return false;
    for (uint32_t i = 0; i < request->n_args; i++)
        if (pl_str_find(request->args[i], 0) < request->args[i].len)
            return false;
    return true;
}

static pl_method method_of(pl_str name)
{
    for (int i = 0; i < PL_METHOD_OTHER; i++)
        if (pl_str_eq(name, pl_method_name((pl_method)i)))
            return (pl_method)i;
    return PL_METHOD_OTHER;
}

bool pl_http_head_read(const pl_http_head *head, const char *bytes, pl_request *request)
{
    request->method = method_of(span(bytes, head->method));
    request->path = pl_http_path(span(bytes, head->path), &request->arena);
    read_args(span(bytes, head->query), request);
    read_fields(head, bytes, request);
    return is_plain(request) && (!head->asterisk || request->method == PL_METHOD_OPTIONS);
}

/* ---- what is refused */

/* Why it is doubtful where this request ends, or for whom it is; NULL: it is not. */
static const char *doubt(const pl_http_head *h)
{
    bool old = h->minor == 0;

    if (h->hosts != 1 && !(old && !h->hosts))
        return "one Host is needed\n";
    if (h->lengths > 1 || (h->lengths && h->length == UINT64_MAX))
        return "bad Content-Length\n";
    if (h->coded && (h->lengths || old))
        return "Transfer-Encoding beside Content-Length, or before HTTP/1.1\n";
    if (h->coded && !h->unknown && (h->chunked != 1 || !h->chunked_last))
        return "bad Transfer-Encoding\n";
    return NULL;
}

unsigned pl_http_head_judge(const pl_http_head *head, const char **why)
{
    if (head->major != 1) {
        *why = "this server speaks HTTP/1.1\n";
        return 505;
    }
    *why = doubt(head);
    if (*why)
        return 400;
    if (!head->unknown)
        return 200;
    *why = "this Transfer-Encoding is not known here\n";
    return 501;
}

bool pl_http_head_keeps(const pl_request *request, const pl_http_head *head)
{
    pl_str connection = request->header[PL_HEADER_CONNECTION];

    if (pl_header_lists(connection, "close"))
        return false;
    return head->minor > 0 || pl_header_lists(connection, "keep-alive");
}
