/* fuzz_client.c - whatever a client of the server sends is read without harm: actions, headers,
 * forms, tokens, sizes and networks, paths of files, queries, hosts and origins. What is taken in
 * says the same when it is read again, nothing outside a served folder is ever sent, and the rules
 * of access let in what they say. The first byte chooses. */
#include "base/str.h"
#include "server/access.h"
#include "server/action.h"
#include "server/assets.h"
#include "server/fetch.h"
#include "server/login.h"
#include <pipelite/base.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool claim)
{
    if (!claim)
        abort();
}

static void check_action(pl_str text, pl_arena *arena)
{
    pl_action a, again;

    if (!pl_action_parse(arena, text, &a))
        return;
    for (uint32_t i = 0; i < a.n_inputs; i++)
        require(a.inputs[i].json.len > 0);
    require(pl_action_parse(arena, text, &again) && again.kind == a.kind);
}

static void check_origin(pl_str text)
{
    pl_str origin = pl_str_split(&text, '\n');

    if (pl_origin_is_local(origin))
        require(pl_str_starts(origin, PL_S("http://")) || pl_str_starts(origin, PL_S("https://")));
    if (pl_origin_is_host(origin, text))
        require(text.len > 0 && origin.len > text.len);
    pl_host_is_local(text);
}

static void check_tokens(pl_str text)
{
    const char *why;
    pl_keys keys;

    if (!pl_keys_parse(text, &keys, &why)) {
        require(why != NULL);
        return;
    }
    for (uint32_t i = 0; i < keys.n; i++) {
        require(keys.list[i].text.len >= PL_TOKEN_MIN && pl_keys_find(&keys, keys.list[i].text));
        require(pl_keys_find_cookie(&keys, pl_str_make(keys.list[i].cookie, PL_COOKIE_SIZE)));
    }
    pl_keys_done(&keys);
}

static void check_numbers(pl_str text)
{
    uint64_t bytes, from, length;
    int64_t seconds;
    pl_cidr cidr;

    pl_size_parse(text, &bytes);
    if (pl_cidr_parse(text, &cidr))
        require(cidr.bits <= cidr.size * 8u);
    if (pl_range_parse(text, 1000, &from, &length) == PL_RANGE_PART)
        require(length > 0 && from + length <= 1000);
    pl_http_date_parse(text, &seconds);
    pl_header_lists(text, "gzip");
}

static void check_form(pl_str text, pl_arena *arena)
{
    pl_str to = pl_form_value(text, "to", arena), name;
    pl_fetch_form form;

    if (pl_login_is_local(to))
        require(to.ptr[0] == '/' && (to.len == 1 || (to.ptr[1] != '/' && to.ptr[1] != '\\')));
    if (pl_fetch_parse(text, &name, &form))
        require(name.len > 0 && name.len < text.len);
    pl_cookie_find(text, "pipelite");
    pl_bearer(text);
}

/* ---- a folder with a file, another folder, and two links that lead out of it */

static char served[] = "/tmp/fuzz-client-XXXXXX";
static struct stat outside;

static void remove_served(void)
{
    static const char *const names[] = { "in/sub/b.css", "in/index.html", "in/out",
                                         "in/up",        "in/sub",        "in",
                                         "secret" };
    char path[100];

    for (size_t i = 0; i < PL_COUNT(names); i++) {
        snprintf(path, sizeof path, "%s/%s", served, names[i]);
        remove(path);
    }
    rmdir(served);
}

static void write_served(const char *name)
{
    char path[100];
    FILE *f;

    snprintf(path, sizeof path, "%s/%s", served, name);
    f = fopen(path, "w");
    require(f != NULL);
    fputs("text", f);
    fclose(f);
}

static pl_assets *folder(void)
{
    static char in[100], sub[120], link[120];
    static pl_assets *assets;
    char to[100];

    if (assets)
        return assets;
    require(mkdtemp(served) != NULL);
    atexit(remove_served);
    snprintf(in, sizeof in, "%s/in", served);
    snprintf(sub, sizeof sub, "%s/in/sub", served);
    require(!mkdir(in, 0700) && !mkdir(sub, 0700));
    write_served("secret");
    write_served("in/index.html");
    write_served("in/sub/b.css");
    snprintf(to, sizeof to, "%s/secret", served);
    require(!stat(to, &outside));
    snprintf(link, sizeof link, "%s/in/out", served);
    require(!symlink(to, link));
    snprintf(link, sizeof link, "%s/in/up", served);
    require(!symlink("..", link));
    return assets = pl_assets_new(pl_str_cstr(in));
}

static void require_plain(pl_str text)
{
    for (size_t i = 0; i < text.len; i++)
        require(text.ptr[i] > ' ' && text.ptr[i] < 127 && !strchr("<>\"\\#+", text.ptr[i]));
}

/* What is written from a decoded text is plain, and decodes to the same text. */
static void check_escapes(pl_str text, pl_arena *arena)
{
    pl_request request = { .args = &text, .n_args = 1 };
    pl_buf form = { 0 }, query = { 0 };

    pl_buf_cstr(&form, "to=");
    pl_request_escape(&form, text);
    require_plain(pl_buf_view(&form));
    require(pl_str_eq(pl_form_value(pl_buf_view(&form), "to", arena), text));
    pl_request_query(&request, NULL, &query);
    require_plain(pl_buf_view(&query));
    require(query.ptr[0] == '?' && !memchr(query.ptr, '&', query.len));
    pl_buf_done(&query);
    pl_buf_done(&form);
}

/* What is left below any base is the end of the path, and begins with a slash. */
static void check_base(pl_str path)
{
    pl_str below, base;

    for (size_t n = 0; n <= path.len; n++) {
        base = pl_str_sub(path, 0, n);
        if (pl_request_below(path, base, &below))
            require(below.len == path.len - n && (!below.len || below.ptr[0] == '/'));
        else
            require(n < path.len && path.ptr[n] != '/');
    }
    require(!pl_request_below(path, PL_S("/none"), &below) || pl_str_starts(path, PL_S("/none")));
}

/* The path as the library hands it over: it begins with a slash, escapes are decoded. */
static void check_path(pl_str path)
{
    pl_request request = { .method = PL_METHOD_GET, .path = path };
    struct stat found;
    pl_reply reply;

    if (!path.len || path.ptr[0] != '/')
        return;
    check_base(path);
    pl_reply_init(&reply);
    if (pl_assets_file(folder(), &request, path, &reply) && reply.file >= 0)
        require(!fstat(reply.file, &found) && found.st_ino != outside.st_ino);
    pl_reply_done(&reply);
}

/* Lines: what is listed, the host, the origin. */
static void check_rules(pl_str text, unsigned how)
{
    pl_str listed = pl_str_split(&text, '\n');
    pl_server_config config = { .hosts = &listed, .origins = &listed };
    pl_request request = { .reach = how & 1 ? PL_REACH_NETWORK : PL_REACH_LOCAL };
    pl_access *access;

    config.n_hosts = config.n_origins = how >> 1 & 1;
    request.header[PL_HEADER_HOST] = pl_str_split(&text, '\n');
    request.header[PL_HEADER_ORIGIN] = text;
    access = pl_access_new(&config, NULL);
    require(access != NULL);
    if (request.reach == PL_REACH_LOCAL && !config.n_hosts)
        require(pl_access_host(access, &request) ==
                pl_host_is_local(request.header[PL_HEADER_HOST]));
    if (text.len && request.reach == PL_REACH_NETWORK && !config.n_origins)
        require(pl_access_origin(access, &request) ==
                pl_origin_is_host(text, request.header[PL_HEADER_HOST]));
    if (pl_str_eq(text, PL_S("null")) && !config.n_origins)
        require(!pl_access_origin(access, &request));
    pl_access_free(access);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    pl_arena arena = { 0 };

    if (size == 0)
        return 0;
    pl_str text = pl_str_make(data + 1, size - 1);
    switch (data[0] % 7) {
    case 0: check_action(text, &arena); break;
    case 1: check_origin(text); break;
    case 2: check_tokens(text); break;
    case 3: check_numbers(text); break;
    case 4:
        check_form(text, &arena);
        check_escapes(text, &arena);
        break;
    case 5: check_path(text); break;
    case 6: check_rules(text, data[0] / 7); break;
    }
    pl_arena_done(&arena);
    return 0;
}
