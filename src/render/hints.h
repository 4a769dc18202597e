/* hints.h - which kinds of secrets a text may hold, in one pass over its bytes.
 *
 * Nearly no text of a mod looks like a secret, and running twenty patterns over each to
 * learn that took four fifths of a list's time. Private to the room. Threads: pure. */
#ifndef PL_RENDER_HINTS_H
#define PL_RENDER_HINTS_H
#include <pipelite/base.h>

/* ORDER hints: a text that matches a pattern of the hint has its bit; one that has the bit
 * matches perhaps. */
typedef enum pl_hint {
    PL_HINT_SENDGRID,  /* SG. and letters, then a dot */
    PL_HINT_AZURE,     /* AccountKey= */
    PL_HINT_GITHUB,    /* ghp_ and its like, and 36 letters */
    PL_HINT_AWS,       /* AKIA and its like, and 16 capitals or digits */
    PL_HINT_URL,       /* ://x:y@ */
    PL_HINT_FACEBOOK,  /* EAACEdEose0cBA */
    PL_HINT_HEX,       /* 32 hexadecimal digits in small letters */
    PL_HINT_GOOGLE,    /* AIza */
    PL_HINT_JWT,       /* eyJ */
    PL_HINT_LINKEDIN,  /* linkedin, in any letters */
    PL_HINT_MAILCHIMP, /* 32 letters or digits, -us and a digit */
    PL_HINT_MAILGUN,   /* key- and 32 letters or digits */
    PL_HINT_SLACK,     /* xox */
    PL_HINT_STRIPE,    /* k_live_ */
    PL_HINT_TWILIO,    /* AC or SK and 32 letters or digits */
    PL_HINT_TWITTER,   /* twitter, in any letters */
} pl_hint;

/* The kinds of secrets that `text` may hold: bit 1 << h for each pl_hint h; 0 for most texts. One
 * pass over the text. */
uint32_t pl_find_hints(pl_str text);

/* The two implementations of pl_find_hints(), for tests. pl_hints_wide() needs AVX2: call it only
 * if pl_hints_wide_here(). */
uint32_t pl_hints_bytes(pl_str text);
uint32_t pl_hints_wide(pl_str text);
bool pl_hints_wide_here(void);

#endif
