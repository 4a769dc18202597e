/* Which kinds of secrets a text may hold: both ways, and against the patterns. */
#include "unit/test.h"
#include "base/str.h"
#include "render/hints.h"
#include "render/sanitize.h"
#include <stdlib.h>

#define TEN "0123456789"
#define HEX32 "0123456789abcdef0123456789abcdef"
#define TOKEN36 "abcdefghijklmnopqrstuvwxyz0123456789"

static const struct {
    const char *what, *text;
    int hint; /* pl_hint; -1: none */
} rows[] = {
    { "SendGrid", "SG." TEN TEN "_-." TOKEN36 "1234567", PL_HINT_SENDGRID },
    { "Azure", "x;AccountKey=" TOKEN36 TOKEN36 TEN "123456==", PL_HINT_AZURE },
    { "GitHub, personal", "ghp_" TOKEN36, PL_HINT_GITHUB },
    { "GitHub, of an app", "ghs_" TOKEN36, PL_HINT_GITHUB },
    { "GitHub, refreshing", "ghr_" TOKEN36 TOKEN36 "1234", PL_HINT_GITHUB },
    { "AWS", "(ASIA" TEN "ABCDEF)", PL_HINT_AWS },
    { "a URL", "mysql://user:word@host", PL_HINT_URL },
    { "Facebook, long", "EAACEdEose0cBA1", PL_HINT_FACEBOOK },
    { "Facebook, a sum", "FACEBOOK = '" HEX32 "'", PL_HINT_HEX },
    { "Facebook, short", "fb '" HEX32, PL_HINT_HEX },
    { "Google", "AIza0123456789012345678901234567890123^_]", PL_HINT_GOOGLE },
    { "a JSON web token", "eyJhbGci.eyJzdWIi", PL_HINT_JWT },
    { "LinkedIn", "LinkedIn '0123456789abcdef'", PL_HINT_LINKEDIN },
    { "Mailchimp", HEX32 "-us12", PL_HINT_MAILCHIMP },
    { "Mailgun", "key-" HEX32, PL_HINT_MAILGUN },
    { "Slack", "xoxb-123-456-abc", PL_HINT_SLACK },
    { "Stripe", "sk_live_" TEN TEN "abcd", PL_HINT_STRIPE },
    { "Twilio, account", "AC" HEX32, PL_HINT_TWILIO },
    { "Twilio, key", "SK" HEX32, PL_HINT_TWILIO },
    { "Twitter", "TWITTER 'abcdefghijklmnopqrstuvwxyz012345678'", PL_HINT_TWITTER },
    { "a URL without a password", "https://host:80/path", -1 },
    { "a capital S and no more", "See SG.short and SKIP", -1 },
    { "short AWS", "AKIA" TEN "ABCDE", -1 },
    { "another word of capitals", "AKIX" TEN "ABCDEF", -1 },
    { "a region", "in us-east-1 and eu-us1", -1 },
    { "31 digits", "0123456789abcdef0123456789abcde", -1 },
    { "words", "The key-pair of a high-risk Account should be in the ACL of SKU AC12", -1 },
    { "short GitHub", "ghp_abc", -1 },
};

/* The text `pad` bytes into others, so that it lies across blocks. */
static pl_str padded(char *room, const char *text, size_t pad)
{
    size_t len = strlen(text);
    memset(room, '/', pad + len + pad);
    memcpy(room + pad, text, len);
    return (pl_str){ room, pad + len + pad };
}

static uint32_t checked_hints(pl_str s, const char *what)
{
    uint32_t hints = pl_hints_bytes(s);
    if (pl_hints_wide_here())
        CHECK_INT(pl_hints_wide(s), hints, what);
    CHECK_INT(pl_find_hints(s), hints, what);
    return hints;
}

TEST(hints_are_found_at_every_place)
{
    for (size_t i = 0; i < PL_COUNT(rows); i++)
        for (size_t pad = 0; pad < 40; pad++) {
            size_t len = strlen(rows[i].text) + 2 * pad;
            char *room = malloc(len + 1); /* nothing may be read after it */
            uint32_t hints = checked_hints(padded(room, rows[i].text, pad), rows[i].what);
            CHECK((rows[i].hint < 0 && !hints) || (rows[i].hint >= 0 && hints >> rows[i].hint & 1),
                  rows[i].what);
            free(room);
        }
}

TEST(every_secret_is_hidden)
{
    pl_sanitizer *secrets = pl_sanitizer_new();
    for (size_t i = 0; i < PL_COUNT(rows); i++) {
        pl_buf out = { 0 };
        pl_buf_cstr(&out, "before ");
        pl_buf_cstr(&out, rows[i].text);
        CHECK_INT(pl_sanitizer_clean(secrets, &out, 7), rows[i].hint >= 0, rows[i].what);
        CHECK(strncmp(out.ptr, "before ", 7) == 0, rows[i].what);
        pl_buf_done(&out);
    }
    pl_sanitizer_free(secrets);
}

/* Both ways agree on texts made of what hints are made of. */
TEST(hints_agree_on_any_text)
{
    static const char *const pieces[] = {
        "SG.", "AccountKey=", "gh",       "p_",   "A",  "K",
        "IA",  "://",         "u",        ":",    "@",  "EAACEdEose0cBA",
        "eyJ", "linked",      "in",       "-us1", "ey", "key-",
        "xox", "k_live_",     "twitter",  "AC",   "SK", HEX32,
        TEN,   TOKEN36,       "\xc3\xa9", " ",    "_",  "z"
    };
    uint32_t seed = 1;
    for (int round = 0; round < 20000; round++) {
        char text[256];
        size_t len = 0;
        for (unsigned n = 1 + (unsigned)round % 9; n; n--) {
            seed = seed * 1664525 + 1013904223;
            const char *piece = pieces[(seed >> 16) % PL_COUNT(pieces)];
            size_t room = strlen(piece);
            if (len + room > sizeof text)
                break;
            memcpy(text + len, piece, room);
            len += room;
        }
        checked_hints((pl_str){ text, len }, "random");
    }
}
