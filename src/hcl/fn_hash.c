/* fn_hash.c - checksums, identifiers, passwords (hcl.md 7.3 "Encoding, hash, id"). */
#include "base/ascii.h"
#include "base/alloc.h"
#include "hcl/digest.h"
#include "hcl/fn_text.h"
#include "value/quote.h"
#include <crypt.h>
#include <mbedtls/md.h>
#include <mbedtls/pk.h>
#include <mbedtls/rsa.h>
#include <mbedtls/version.h>
#include <stdio.h>
#include <strings.h>
#include <sys/random.h>

/* ---- checksums */

size_t pl_digest(pl_digest_kind kind, pl_str bytes, unsigned char out[PL_DIGEST_MAX])
{
    static const mbedtls_md_type_t types[] = { MBEDTLS_MD_MD5, MBEDTLS_MD_SHA1, MBEDTLS_MD_SHA256,
                                               MBEDTLS_MD_SHA512 };
    const mbedtls_md_info_t *info = mbedtls_md_info_from_type(types[kind]);
    mbedtls_md(info, (const unsigned char *)bytes.ptr, bytes.len, out);
    return mbedtls_md_get_size(info);
}

static bool digest(pl_call *call, pl_digest_kind kind, bool base64, pl_value *out)
{
    unsigned char bytes[PL_DIGEST_MAX];
    pl_buf text = { 0 };
    if (!pl_fn_charge(call, pl_text__arg(call, 0).len))
        return false;
    size_t n = pl_digest(kind, pl_text__arg(call, 0), bytes);
    (base64 ? pl_text__base64 : pl_text__hex)(&text, bytes, n);
    return pl_text__give_buf(call, &text, out);
}

#define DIGEST_FN(name, kind, base64)                                                              \
    bool pl_fn__##name(pl_call *call, pl_value *out)                                               \
    {                                                                                              \
        return digest(call, kind, base64, out);                                                    \
    }
DIGEST_FN(md5, PL_DIGEST_MD5, false)
DIGEST_FN(sha1, PL_DIGEST_SHA1, false)
DIGEST_FN(sha256, PL_DIGEST_SHA256, false)
DIGEST_FN(sha512, PL_DIGEST_SHA512, false)
DIGEST_FN(base64sha256, PL_DIGEST_SHA256, true)
DIGEST_FN(base64sha512, PL_DIGEST_SHA512, true)

/* ---- identifiers */

static bool give_uuid(pl_call *call, unsigned char id[16], int version, pl_value *out)
{
    pl_buf text = { 0 };
    id[6] = (unsigned char)((id[6] & 0x0f) | version << 4);
    id[8] = (unsigned char)((id[8] & 0x3f) | 0x80);
    for (size_t i = 0; i < 16; i++) {
        if (i == 4 || i == 6 || i == 8 || i == 10)
            pl_buf_byte(&text, '-');
        pl_text__hex(&text, id + i, 1);
    }
    return pl_text__give_buf(call, &text, out);
}

static bool random_bytes(pl_call *call, void *out, size_t n)
{
    pl_fn_moment(call);
    return getrandom(out, n, 0) == (ssize_t)n || pl_fn_fail(call, "no random bytes to be had");
}

bool pl_fn__uuid(pl_call *call, pl_value *out)
{
    unsigned char id[16];
    return random_bytes(call, id, sizeof id) && give_uuid(call, id, 4, out);
}

/* Read two digits for each byte, with dashes at their places if `dashes`. */
static bool read_hex_id(pl_str s, bool dashes, unsigned char id[16])
{
    size_t at = 0;
    for (size_t i = 0; i < 16; i++, at += 2) {
        if (dashes && (i == 4 || i == 6 || i == 8 || i == 10) && s.ptr[at++] != '-')
            return false;
        int high = pl_hex_digit(s.ptr[at]), low = pl_hex_digit(s.ptr[at + 1]);
        if (high < 0 || low < 0)
            return false;
        id[i] = (unsigned char)(high << 4 | low);
    }
    return true;
}

/* Read an id with or without dashes, in braces, or as urn:uuid:. */
static bool read_id(pl_call *call, pl_str s, unsigned char id[16])
{
    pl_str name = s;
    bool ok = false;
    if (s.len == 36 + 9) {
        if (!pl_str_same(pl_str_sub(s, 0, 9), PL_S("urn:uuid:"))) {
            pl_buf prefix = { 0 };
            pl_quote_go(&prefix, pl_str_sub(s, 0, 9));
            pl_fn_fail(call, "uuidv5() doesn't support namespace %.*s (invalid urn prefix: %.*s)",
                       PL_FMT(name), PL_FMT(pl_buf_view(&prefix)));
            pl_buf_done(&prefix);
            return false;
        }
        s = pl_str_sub(s, 9, s.len);
    } else if (s.len == 36 + 2) {
        s = pl_str_sub(s, 1, 37);
    } else if (s.len != 36 && s.len != 32) {
        return pl_fn_fail(call,
                          "uuidv5() doesn't support namespace %.*s (invalid UUID length: %zu)",
                          PL_FMT(name), s.len);
    }
    ok = read_hex_id(s, s.len == 36, id);
    return ok || pl_fn_fail(call, "uuidv5() doesn't support namespace %.*s (invalid UUID format)",
                            PL_FMT(name));
}

bool pl_fn__uuidv5(pl_call *call, pl_value *out)
{
    static const struct {
        const char *name;
        unsigned char last;
    } known[] = { { "dns", 0x10 }, { "url", 0x11 }, { "oid", 0x12 }, { "x500", 0x14 } };
    pl_str space = pl_text__arg(call, 0);
    unsigned char id[16], bytes[PL_DIGEST_MAX];
    bool found = false;
    for (size_t i = 0; i < PL_COUNT(known) && !found; i++) {
        found = pl_str_eq(space, pl_str_cstr(known[i].name));
        read_hex_id(PL_S("6ba7b8109dad11d180b400c04fd430c8"), false, id);
        id[3] = known[i].last;
    }
    if (!found && !read_id(call, space, id))
        return false;
    pl_buf text = { 0 };
    if (!pl_fn_charge(call, 2 * pl_text__arg(call, 1).len))
        return false;
    pl_buf_add(&text, id, sizeof id);
    pl_buf_str(&text, pl_text__arg(call, 1));
    pl_digest(PL_DIGEST_SHA1, pl_buf_view(&text), bytes);
    pl_buf_done(&text);
    return give_uuid(call, bytes, 5, out);
}

/* ---- passwords */

enum { COST_DEFAULT = 10, COST_MIN = 4, COST_MAX = 31 };

/* Make "$2a$10$" and 22 digits of salt, in bcrypt's own base64. */
static bool bcrypt_setting(pl_call *call, int cost, char out[32])
{
    static const char digits[] = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    unsigned char salt[22];
    if (!random_bytes(call, salt, sizeof salt))
        return false;
    out += snprintf(out, 8, "$2a$%02d$", cost);
    for (size_t i = 0; i < 21; i++)
        *out++ = digits[salt[i] & 63];
    *out++ = digits[salt[21] & 48]; /* the last digit holds two bits */
    *out = 0;
    return true;
}

bool pl_fn__bcrypt(pl_call *call, pl_value *out)
{
    pl_str password = pl_text__arg(call, 0);
    int64_t cost = COST_DEFAULT;
    char setting[32];
    if (call->n > 2)
        return pl_fn_fail(call, "bcrypt() takes no more than two arguments");
    if (call->n == 2 && !pl_text__int(call, 1, &cost))
        return false;
    if (password.len > 72)
        return pl_fn_fail(call, "error occured generating password bcrypt: password length exceeds "
                                "72 bytes");
    if (cost > COST_MAX)
        return pl_fn_fail(call,
                          "error occured generating password crypto/bcrypt: cost %lld is "
                          "outside allowed inclusive range %d..%d",
                          (long long)cost, COST_MIN, COST_MAX);
    if (memchr(password.ptr, 0, password.len))
        return pl_fn_fail(call, "error occured generating password bcrypt: password contains a NUL "
                                "character");
    if (cost < COST_MIN)
        cost = COST_DEFAULT;
    /* Cost 10 takes about 100 ms, and each further step doubles that. */
    if (!pl_fn_charge(call, (uint64_t)16384 << cost) || !bcrypt_setting(call, (int)cost, setting))
        return false;
    struct crypt_data *data = pl_mem_zalloc(sizeof *data);
    pl_str text = pl_arena_str(call->arena, password);
    /* Not crypt_r(): sanitizers intercept it in a way that needs the shared library. */
    const char *hash = crypt_rn(text.ptr, setting, data, (int)sizeof *data);
    bool ok = hash && hash[0] == '$' ? pl_text__give(call, pl_str_cstr(hash), out)
                                     : pl_fn_fail(call, "error occured generating password");
    pl_mem_free(data);
    return ok;
}

/* ---- RSA */

static int random_for_rsa(void *unused, unsigned char *out, size_t n)
{
    (void)unused;
    return getrandom(out, n, 0) == (ssize_t)n ? 0 : -1;
}

/* Release 3 needs random numbers where release 2 does not, and derives the operation from the
 * key. */
#if MBEDTLS_VERSION_MAJOR >= 3
#define PARSE_KEY(key, pem, n) mbedtls_pk_parse_key(key, pem, n, NULL, 0, random_for_rsa, NULL)
#define DECRYPT(rsa, len, in, out, max)                                                            \
    mbedtls_rsa_pkcs1_decrypt(rsa, random_for_rsa, NULL, len, in, out, max)
#else
#define PARSE_KEY(key, pem, n) mbedtls_pk_parse_key(key, pem, n, NULL, 0)
#define DECRYPT(rsa, len, in, out, max)                                                            \
    mbedtls_rsa_pkcs1_decrypt(rsa, random_for_rsa, NULL, MBEDTLS_RSA_PRIVATE, len, in, out, max)
#endif

/* Charge for a key: one of 2,048 bits takes 10 ms, and twice the bits are eight times the work. */
static bool charge_rsa(pl_call *call, size_t bytes)
{
    uint64_t eighth = bytes / 8 + 1;
    return pl_fn_charge(call, eighth * eighth * eighth * 96);
}

static bool decrypt(pl_call *call, mbedtls_pk_context *key, pl_str cipher, pl_value *out)
{
    mbedtls_rsa_context *rsa = mbedtls_pk_rsa(*key);
    size_t n = mbedtls_rsa_get_len(rsa), len = 0;
    if (!charge_rsa(call, n))
        return false;
    unsigned char *plain = pl_arena_alloc(call->arena, n);
    mbedtls_rsa_set_padding(rsa, MBEDTLS_RSA_PKCS_V15, MBEDTLS_MD_NONE);
    if (cipher.len != n || DECRYPT(rsa, &len, (const unsigned char *)cipher.ptr, plain, n) != 0)
        return pl_fn_fail(call, "failed to decrypt: crypto/rsa: decryption error");
    return pl_text__give(call, pl_str_make(plain, len), out);
}

bool pl_fn__rsadecrypt(pl_call *call, pl_value *out)
{
    pl_buf cipher = { 0 };
    /* Reading a key takes milliseconds, whatever is in it. */
    if (!pl_fn_charge(call, pl_text__arg(call, 0).len + 8 * pl_text__arg(call, 1).len + (1 << 18)))
        return false;
    if (pl_text__unbase64(pl_text__arg(call, 0), &cipher) >= 0) {
        pl_buf_done(&cipher);
        return pl_fn_fail_arg(call, 0,
                              "failed to decode input %.*s: cipher text must be base64-encoded",
                              PL_FMT(pl_text__quoted_arg(call, 0)));
    }
    mbedtls_pk_context key;
    mbedtls_pk_init(&key);
    pl_str pem = pl_arena_str(call->arena, pl_text__arg(call, 1)); /* NUL-terminated */
    bool ok = PARSE_KEY(&key, (const unsigned char *)pem.ptr, pem.len + 1) == 0;
    if (!ok)
        pl_fn_fail_arg(call, 1, "invalid ssh private key");
    else if (mbedtls_pk_get_type(&key) != MBEDTLS_PK_RSA)
        ok = pl_fn_fail_arg(call, 1, "invalid private key type");
    else
        ok = decrypt(call, &key, pl_buf_view(&cipher), out);
    mbedtls_pk_free(&key);
    pl_buf_done(&cipher);
    return ok;
}
