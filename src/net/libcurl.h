/* libcurl.h - declares the part of libcurl that is used here: the library is found at run time, and
 * the build does not need its headers.
 *
 * Nothing newer than libcurl 7.66 is used. Numbers are those of its stable ABI (libcurl.so.4). */
#ifndef PL_NET_LIBCURL_H
#define PL_NET_LIBCURL_H
#include <stddef.h>
#include <stdint.h>

typedef struct pl_curl pl_curl;             /* CURL */
typedef struct pl_curl_multi pl_curl_multi; /* CURLM */
typedef struct pl_curl_url pl_curl_url;     /* CURLU */
typedef struct pl_curl_list pl_curl_list;   /* struct curl_slist */

/* CURLMsg */
typedef struct pl_curl_message {
    int what; /* PL_CURL_DONE */
    pl_curl *handle;
    union {
        void *data;
        int result;
    } of;
} pl_curl_message;

enum { PL_CURL_OK, PL_CURL_DONE = 1, PL_CURL_GLOBAL_DEFAULT = 3, PL_CURL_ERROR_SIZE = 256 };
enum { PL_CURL_TIMED_OUT = 28 };
enum { PL_CURL_READ_ABORT = 0x10000000 };

/* CURLoption */
enum {
    PL_CURL_LOW_SPEED_LIMIT = 19, /* long */
    PL_CURL_LOW_SPEED_TIME = 20,
    PL_CURL_SSLVERSION = 32,
    PL_CURL_POST = 47,
    PL_CURL_HTTP_VERSION = 84,
    PL_CURL_NOSIGNAL = 99,
    PL_CURL_TIMEOUT_MS = 155,
    PL_CURL_CONNECTTIMEOUT_MS = 156,
    PL_CURL_PROTOCOLS = 181,
    PL_CURL_HEADEROPT = 229,
    PL_CURL_WRITEDATA = 10001, /* pointers */
    PL_CURL_URL = 10002,
    PL_CURL_PROXY = 10004,
    PL_CURL_READDATA = 10009,
    PL_CURL_ERRORBUFFER = 10010,
    PL_CURL_POSTFIELDS = 10015,
    PL_CURL_HTTPHEADER = 10023,
    PL_CURL_CUSTOMREQUEST = 10036,
    PL_CURL_CAINFO = 10065,
    PL_CURL_CAPATH = 10097,
    PL_CURL_NOPROXY = 10177,
    PL_CURL_WRITEFUNCTION = 20011, /* functions */
    PL_CURL_READFUNCTION = 20012,
    PL_CURL_POSTFIELDSIZE = 30120, /* curl_off_t: 64 bits */
};
enum { PL_CURL_HTTP_1_1 = 2, PL_CURL_TLS_1_2 = 6, PL_CURL_HTTP = 1, PL_CURL_HTTPS = 2 };
enum { PL_CURL_HEADERS_SEPARATE = 1 }; /* a proxy does not get those of the server */
/* CURLINFO */
enum {
    PL_CURL_CONTENT_TYPE = 0x100000 + 18, /* char * */
    PL_CURL_REDIRECT_URL = 0x100000 + 31,
    PL_CURL_RESPONSE_CODE = 0x200000 + 2, /* long */
    PL_CURL_REQUEST_SIZE = 0x200000 + 12,
    PL_CURL_RETRY_AFTER = 0x600000 + 57, /* curl_off_t */
};
/* CURLUPart */
enum { PL_CURL_WHOLE_URL = 0, PL_CURL_SCHEME = 1, PL_CURL_HOST = 5 };

typedef size_t pl_curl_piece(char *at, size_t size, size_t n, void *ctx);

/* name, result, arguments */
#define PL_LIBCURL(X)                                                                              \
    X(curl_global_init, int, (long))                                                               \
    X(curl_global_cleanup, void, (void))                                                           \
    X(curl_easy_init, pl_curl *, (void))                                                           \
    X(curl_easy_setopt, int, (pl_curl *, int, ...))                                                \
    X(curl_easy_getinfo, int, (pl_curl *, int, ...))                                               \
    X(curl_easy_strerror, const char *, (int))                                                     \
    X(curl_easy_cleanup, void, (pl_curl *))                                                        \
    X(curl_multi_init, pl_curl_multi *, (void))                                                    \
    X(curl_multi_add_handle, int, (pl_curl_multi *, pl_curl *))                                    \
    X(curl_multi_remove_handle, int, (pl_curl_multi *, pl_curl *))                                 \
    X(curl_multi_perform, int, (pl_curl_multi *, int *))                                           \
    X(curl_multi_poll, int, (pl_curl_multi *, void *, unsigned, int, int *))                       \
    X(curl_multi_info_read, pl_curl_message *, (pl_curl_multi *, int *))                           \
    X(curl_multi_cleanup, int, (pl_curl_multi *))                                                  \
    X(curl_slist_append, pl_curl_list *, (pl_curl_list *, const char *))                           \
    X(curl_slist_free_all, void, (pl_curl_list *))                                                 \
    X(curl_url, pl_curl_url *, (void))                                                             \
    X(curl_url_set, int, (pl_curl_url *, int, const char *, unsigned))                             \
    X(curl_url_get, int, (const pl_curl_url *, int, char **, unsigned))                            \
    X(curl_url_cleanup, void, (pl_curl_url *))                                                     \
    X(curl_free, void, (void *))

typedef struct pl_libcurl {
#define PL_CURL_MEMBER(name, result, arguments) result(*name) arguments;
    PL_LIBCURL(PL_CURL_MEMBER)
#undef PL_CURL_MEMBER
} pl_libcurl;

#endif
