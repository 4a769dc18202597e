/* digest.h - checksums of bytes, by mbedTLS. Threads: pure. */
#ifndef PL_HCL_DIGEST_H
#define PL_HCL_DIGEST_H
#include <pipelite/base.h>

typedef enum pl_digest_kind {
    PL_DIGEST_MD5,
    PL_DIGEST_SHA1,
    PL_DIGEST_SHA256,
    PL_DIGEST_SHA512,
} pl_digest_kind;

enum { PL_DIGEST_MAX = 64 };

/* Write the digest of `bytes` to `out`. Returns its length in bytes. */
size_t pl_digest(pl_digest_kind kind, pl_str bytes, unsigned char out[PL_DIGEST_MAX]);

#endif
