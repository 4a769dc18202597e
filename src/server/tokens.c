/* tokens.c - parses a file of tokens, compares tokens in constant time, and computes their
 * cookies. */
#include "server/tokens.h"

#include <mbedtls/md.h>

#include "base/alloc.h"
#include "base/str.h"
#include "base/vec.h"
#include "server/request.h"

/* ---- the file */

/* Split `TOKEN NAME [ROLE]` into `key`. False: it is another line, a single token. `*why`: the role
 * is unknown. */
static bool read_words(pl_str line, pl_key *key, const char **why)
{
    pl_str words[4];
    size_t n = 0;

    while (line.len && n < PL_COUNT(words)) {
        pl_str word = pl_str_trim(pl_str_split(&line, ' '));
        line = pl_str_trim(line);
        if (word.len)
            words[n++] = word;
    }
    if (n < 2 || n > 3 || words[0].len < PL_TOKEN_MIN)
        return false;
    key->text = words[0];
    key->name = words[1];
    key->writes = n == 3 && pl_str_eq(words[2], PL_S("write"));
    if (n == 3 && !key->writes && !pl_str_eq(words[2], PL_S("read")))
        *why = "the role of a token is neither read nor write";
    return true;
}

static bool read_lines(pl_str text, pl_keys *out, const char **why)
{
    PL_VEC(pl_key) list = { 0 };

    *why = NULL;
    while (text.len && !*why) {
        pl_str line = pl_str_trim(pl_str_split(&text, '\n'));
        pl_key *token, parsed = { .text = line };

        if (!line.len || line.ptr[0] == '#')
            continue;
        if (!read_words(line, &parsed, why) && line.len < PL_TOKEN_MIN)
            *why = "a token has fewer than 16 characters";
        else if (list.n == PL_TOKENS_MAX)
            *why = "there are more than 1024 tokens";
        token = pl_vec_add(&list);
        *token = parsed;
        token->text = pl_arena_str(&out->arena, parsed.text);
        token->name = pl_arena_str(&out->arena, parsed.name);
        pl_key_cookie(token->text, token->cookie);
    }
    if (!*why && !list.n)
        *why = "there is no token in it";
    out->n = (uint32_t)list.n;
    out->list = pl_arena_alloc(&out->arena, list.n * sizeof(pl_key));
    if (list.n)
        memcpy(out->list, list.at, list.n * sizeof(pl_key));
    pl_vec_done(&list);
    return !*why;
}

bool pl_keys_parse(pl_str text, pl_keys *out, const char **why)
{
    *out = (pl_keys){ 0 };
    if (read_lines(text, out, why))
        return true;
    pl_keys_done(out);
    return false;
}

void pl_keys_done(pl_keys *tokens)
{
    pl_arena_done(&tokens->arena);
    *tokens = (pl_keys){ 0 };
}

/* ---- comparing */

/* Compare all bytes, so that the time does not depend on where they differ. */
static bool equal(pl_str a, pl_str b)
{
    unsigned char other = a.len != b.len;

    for (size_t i = 0; i < a.len; i++)
        other |= (unsigned char)(a.ptr[i] ^ (b.len ? b.ptr[i % b.len] : ~a.ptr[i]));
    return !other;
}

const pl_key *pl_keys_find(const pl_keys *tokens, pl_str token)
{
    const pl_key *found = NULL;

    for (uint32_t i = 0; i < tokens->n; i++)
        found = equal(token, tokens->list[i].text) ? &tokens->list[i] : found;
    return found;
}

const pl_key *pl_keys_find_cookie(const pl_keys *tokens, pl_str cookie)
{
    const pl_key *found = NULL;

    for (uint32_t i = 0; i < tokens->n; i++)
        found = equal(cookie, pl_str_make(tokens->list[i].cookie, PL_COOKIE_SIZE))
                    ? &tokens->list[i]
                    : found;
    return found;
}

/* ---- the cookie */

void pl_key_cookie(pl_str token, char out[PL_COOKIE_SIZE])
{
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    static const char what[] = "pipelite cookie 1";
    unsigned char mac[33] = { 0 };

    mbedtls_md_hmac(mbedtls_md_info_from_type(MBEDTLS_MD_SHA256), (const unsigned char *)token.ptr,
                    token.len, (const unsigned char *)what, sizeof what - 1, mac);
    for (size_t i = 0; i < PL_COOKIE_SIZE; i++) {
        size_t bit = i * 6;
        unsigned two = (unsigned)mac[bit / 8] << 8 | (bit / 8 + 1 < 32 ? mac[bit / 8 + 1] : 0u);

        out[i] = letters[two >> (10 - bit % 8) & 63];
    }
}

pl_str pl_cookie_find(pl_str header, const char *name)
{
    pl_str want = pl_str_cstr(name);

    while (header.len) {
        pl_str value = pl_str_trim(pl_str_split(&header, ';'));

        if (pl_str_eq(pl_str_split(&value, '='), want))
            return value;
    }
    return (pl_str){ 0 };
}

pl_str pl_bearer(pl_str header)
{
    size_t blank = pl_str_find(header, ' ');

    if (!pl_str_same_word(pl_str_sub(header, 0, blank), PL_S("bearer")))
        return (pl_str){ 0 };
    return pl_str_trim(pl_str_sub(header, blank, header.len));
}
