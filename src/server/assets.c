/* assets.c - answers with files of a folder: their types, conditional requests, ranges,
 * compression. */
#include "server/assets.h"

#include <stdio.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "base/str.h"
#include "server/gzip.h"
#include "server/zipped.h"
#include "value/json.h"

struct pl_assets {
    pl_str folder;
    pl_zipped *zipped;
};

pl_assets *pl_assets_new(pl_str folder)
{
    pl_assets *assets = pl_mem_zalloc(sizeof *assets);

    assets->folder = folder;
    assets->zipped = pl_zipped_new();
    return assets;
}

void pl_assets_free(pl_assets *assets)
{
    if (!assets)
        return;
    pl_zipped_free(assets->zipped);
    pl_mem_free(assets);
}

void pl_assets_set_keeper(pl_assets *assets, pl_keeper *keeper)
{
    pl_zipped_set_keeper(assets->zipped, keeper);
}

/* ---- types, dates, ranges */

const char *pl_content_type(pl_str name)
{
    static const char *const types[][2] = {
        { "html", "text/html; charset=utf-8" },
        { "js", "text/javascript; charset=utf-8" },
        { "mjs", "text/javascript; charset=utf-8" },
        { "css", "text/css; charset=utf-8" },
        { "json", "application/json" },
        { "svg", "image/svg+xml" },
        { "png", "image/png" },
        { "gif", "image/gif" },
        { "jpg", "image/jpeg" },
        { "jpeg", "image/jpeg" },
        { "webp", "image/webp" },
        { "ico", "image/x-icon" },
        { "txt", "text/plain; charset=utf-8" },
        { "xml", "text/xml; charset=utf-8" },
        { "pdf", "application/pdf" },
        { "wasm", "application/wasm" },
        { "woff", "font/woff" },
        { "woff2", "font/woff2" },
        { "ttf", "font/ttf" },
    };
    pl_str ending = pl_str_sub(name, pl_str_rfind(name, '.') + 1, name.len);

    for (size_t i = 0; i < PL_COUNT(types); i++)
        if (pl_str_same_word(ending, pl_str_cstr(types[i][0])))
            return types[i][1];
    return NULL;
}

/* The type of a file whose extension is unknown: text if no byte is a control character. */
static const char *sniff(int fd)
{
    char bytes[512];
    ssize_t n = pread(fd, bytes, sizeof bytes, 0);

    for (ssize_t i = 0; i < n; i++)
        if ((unsigned char)bytes[i] < ' ' && !memchr("\t\n\f\r\033", bytes[i], 5))
            return "application/octet-stream";
    return "text/plain; charset=utf-8";
}

static const char *const months = "JanFebMarAprMayJunJulAugSepOctNovDec";

bool pl_http_date_parse(pl_str text, int64_t *seconds)
{
    char month[4], copy[40];
    struct tm tm = { 0 };
    const char *found;
    int end = 0;

    if (!text.len || text.len >= sizeof copy)
        return false;
    memcpy(copy, text.ptr, text.len);
    copy[text.len] = 0;
    if (sscanf(copy, "%*3[A-Za-z], %2d %3[A-Za-z] %4d %2d:%2d:%2d GMT%n", &tm.tm_mday, month,
               &tm.tm_year, &tm.tm_hour, &tm.tm_min, &tm.tm_sec, &end) != 6 ||
        (size_t)end != text.len || strlen(month) != 3)
        return false;
    found = strstr(months, month);
    if (!found || (found - months) % 3)
        return false;
    tm.tm_mon = (int)(found - months) / 3;
    tm.tm_year -= 1900;
    *seconds = (int64_t)timegm(&tm);
    return true;
}

void pl_http_date_write(int64_t seconds, char out[40])
{
    static const char days[] = "SunMonTueWedThuFriSat";
    time_t t = (time_t)seconds;
    struct tm tm;

    gmtime_r(&t, &tm);
    snprintf(out, 40, "%.3s, %02d %.3s %04d %02d:%02d:%02d GMT", days + tm.tm_wday * 3,
             tm.tm_mday % 100, months + tm.tm_mon * 3, (tm.tm_year + 1900) % 10000,
             tm.tm_hour % 100, tm.tm_min % 100, tm.tm_sec % 100);
}

pl_range_found pl_range_parse(pl_str header, uint64_t size, uint64_t *from, uint64_t *length)
{
    pl_str last, first;
    uint64_t a, b = UINT64_MAX;

    *from = 0;
    *length = size;
    if (!header.len)
        return PL_RANGE_ALL;
    if (!pl_str_starts(header, PL_S("bytes=")))
        return PL_RANGE_WRONG;
    last = pl_str_sub(header, 6, header.len);
    if (pl_str_find(last, ',') < last.len)
        return PL_RANGE_ALL;
    if (pl_str_find(last, '-') == last.len)
        return PL_RANGE_WRONG;
    first = pl_str_trim(pl_str_split(&last, '-'));
    last = pl_str_trim(last);
    if (!first.len) {
        if (!pl_str_to_u64(last, &b))
            return PL_RANGE_WRONG;
        a = b < size ? size - b : 0;
        b = UINT64_MAX;
    } else if (!pl_str_to_u64(first, &a) || (last.len && (!pl_str_to_u64(last, &b) || b < a))) {
        return PL_RANGE_WRONG;
    }
    if (a >= size)
        return PL_RANGE_BEYOND;
    *from = a;
    *length = (b < size - 1 ? b + 1 : size) - a;
    return PL_RANGE_PART;
}

/* ---- gzip */

bool pl_wants_gzip(const pl_request *request)
{
    return pl_header_lists(request->header[PL_HEADER_ACCEPT_ENCODING], "gzip") &&
           !pl_header_lists(request->header[PL_HEADER_ACCEPT], "text/event-stream");
}

void pl_reply_compress(pl_reply *reply)
{
    pl_buf gzip = { 0 };

    pl_gzip(pl_payload_text(reply->body), 1, &gzip);
    pl_payload_release(reply->body);
    reply->body = pl_payload_take(&gzip);
    reply->length = pl_payload_size(reply->body);
    pl_reply_header(reply, "Content-Encoding", PL_S("gzip"));
    pl_reply_header(reply, "Vary", PL_S("Accept-Encoding"));
}

static bool is_compressed_type(const char *type)
{
    static const char *const types[] = { "image/png", "image/gif", "image/jpeg" };

    for (size_t i = 0; i < PL_COUNT(types); i++)
        if (strcmp(type, types[i]) == 0)
            return true;
    return false;
}

/* ---- one file */

/* Open the file and resolve its links to a path that must be inside the folder. Returns a
 * descriptor, or -1. */
static int open_inside(const pl_assets *assets, pl_str path, char real[PATH_MAX], struct stat *is)
{
    char wanted[PATH_MAX], root[PATH_MAX];
    size_t n;
    int fd;

    if (memchr(path.ptr, 0, path.len) ||
        (size_t)snprintf(wanted, sizeof wanted, "%.*s/%.*s", PL_FMT(assets->folder),
                         PL_FMT(path)) >= sizeof wanted ||
        !realpath(assets->folder.ptr, root) || !realpath(wanted, real))
        return -1;
    n = strlen(root);
    if (strncmp(real, root, n) != 0 || real[n] != '/')
        return -1;
    fd = open(real, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
    if (fd >= 0 && (fstat(fd, is) != 0 || !S_ISREG(is->st_mode))) {
        close(fd);
        fd = -1;
    }
    return fd;
}

/* Check the conditions that end in 304 or 412. True: the reply is complete. */
static bool is_unchanged(const pl_request *request, int64_t mtime, pl_reply *reply)
{
    const pl_str *header = request->header;
    int64_t when;

    if (pl_http_date_parse(header[PL_HEADER_IF_UNMODIFIED_SINCE], &when) && mtime > when)
        reply->status = 412;
    else if (request->method != PL_METHOD_GET && request->method != PL_METHOD_HEAD)
        return false;
    else if (!header[PL_HEADER_IF_NONE_MATCH].len &&
             pl_http_date_parse(header[PL_HEADER_IF_MODIFIED_SINCE], &when) && mtime <= when)
        reply->status = 304;
    return reply->status != 0;
}

/* Set the requested range; false: the reply is an error. */
static bool take_range(const pl_request *request, const struct stat *is, pl_reply *reply)
{
    pl_str range = request->header[PL_HEADER_RANGE],
           condition = request->header[PL_HEADER_IF_RANGE];
    uint64_t size = (uint64_t)is->st_size, from, length;
    char text[96];
    int64_t when;

    if (condition.len && !(pl_http_date_parse(condition, &when) && when == is->st_mtim.tv_sec))
        range.len = 0;
    pl_range_found found = pl_range_parse(range, size, &from, &length);
    reply->from = from;
    reply->length = length;
    reply->status = found == PL_RANGE_PART ? 206 : 200;
    if (found == PL_RANGE_PART) {
        snprintf(text, sizeof text, "bytes %llu-%llu/%llu", (unsigned long long)from,
                 (unsigned long long)(from + length - 1), (unsigned long long)size);
        pl_reply_header(reply, "Content-Range", pl_str_cstr(text));
    } else if (found == PL_RANGE_BEYOND) {
        snprintf(text, sizeof text, "bytes */%llu", (unsigned long long)size);
        pl_reply_header(reply, "Content-Range", pl_str_cstr(text));
        pl_reply_text(reply, 416, "text/plain; charset=utf-8",
                      PL_S("invalid range: failed to overlap\n"));
    } else if (found == PL_RANGE_WRONG) {
        pl_reply_text(reply, 416, "text/plain; charset=utf-8", PL_S("invalid range\n"));
    }
    return reply->status != 416;
}

/* Reply with the file; takes `fd`. */
static void reply_file(pl_assets *assets, const pl_request *request, const char *real, int fd,
                       const struct stat *is, pl_reply *reply)
{
    const char *type = pl_content_type(pl_str_cstr(real));
    pl_payload *gzip = NULL;
    char date[40];

    if (!type)
        type = sniff(fd);
    pl_http_date_write(is->st_mtim.tv_sec, date);
    if (is_unchanged(request, is->st_mtim.tv_sec, reply)) {
        pl_reply_header(reply, "Last-Modified", pl_str_cstr(date));
        close(fd);
        return;
    }
    if (!take_range(request, is, reply)) {
        close(fd);
        return;
    }
    reply->file = fd;
    pl_reply_header(reply, "Accept-Ranges", PL_S("bytes"));
    pl_reply_header(reply, "Content-Type", pl_str_cstr(type));
    pl_reply_header(reply, "Last-Modified", pl_str_cstr(date));
    if (reply->status == 200 && pl_wants_gzip(request) && !is_compressed_type(type))
        gzip = pl_zipped_get(assets->zipped, real, fd, is);
    if (gzip) {
        reply->body = pl_payload_hold(gzip);
        reply->length = pl_payload_size(gzip);
        pl_reply_header(reply, "Content-Encoding", PL_S("gzip"));
        pl_reply_header(reply, "Vary", PL_S("Accept-Encoding"));
    }
}

/* Redirect "/index.html" and "/a/index.html" to the folder. */
static bool redirect_index(const pl_request *request, pl_str path, pl_reply *reply)
{
    pl_buf to = { 0 };

    if (!pl_str_ends(path, PL_S("/index.html")))
        return false;
    pl_buf_cstr(&to, "./");
    pl_request_query(request, NULL, &to);
    pl_reply_redirect(reply, 301, pl_buf_view(&to));
    pl_buf_done(&to);
    return true;
}

bool pl_assets_file(pl_assets *assets, const pl_request *request, pl_str path, pl_reply *reply)
{
    char real[PATH_MAX];
    struct stat is;
    int fd;

    if (pl_str_eq(path, PL_S("/")))
        path = PL_S("/index.html");
    else if (pl_str_ends(path, PL_S("/")))
        return false;
    fd = open_inside(assets, path, real, &is);
    if (fd < 0)
        return false;
    if (!pl_str_eq(request->path, PL_S("/")) && pl_str_eq(path, PL_S("/index.html")) &&
        redirect_index(request, request->path, reply))
        close(fd);
    else
        reply_file(assets, request, real, fd, &is, reply);
    return true;
}

void pl_assets_page(pl_assets *assets, const pl_request *request, pl_str path, pl_reply *reply)
{
    char real[PATH_MAX];
    struct stat is;
    int fd;

    pl_reply_header(reply, "Cache-Control", PL_S("no-cache, no-store, must-revalidate"));
    pl_reply_header(reply, "Pragma", PL_S("no-cache"));
    pl_reply_header(reply, "Expires", PL_S("0"));
    if (redirect_index(request, path, reply))
        return;
    fd = open_inside(assets, PL_S("/index.html"), real, &is);
    if (fd >= 0)
        reply_file(assets, request, real, fd, &is, reply);
    else
        pl_reply_text(reply, 404, "text/plain; charset=utf-8", PL_S("404 page not found\n"));
}

pl_str pl_assets_read_version(const pl_assets *assets, pl_arena *arena)
{
    pl_str path = pl_arena_printf(arena, "%.*s/versions.json", PL_FMT(assets->folder)), text;

    if (pl_file_slurp(path.ptr, 64 << 10, arena, &text) != 0)
        return (pl_str){ 0 };
    return pl_json_text(pl_json_get(pl_json_parse(arena, text, NULL), "version"));
}
