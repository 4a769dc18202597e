/* str.h - slices of text. Nothing here allocates.
 * Threads: pure functions. */
#ifndef PL_BASE_STR_H
#define PL_BASE_STR_H
#include <pipelite/base.h>
#include <string.h>

#define PL_COUNT(a) (sizeof(a) / sizeof((a)[0]))

static inline pl_str pl_str_make(const void *ptr, size_t len)
{
    return (pl_str){ ptr, len };
}

static inline bool pl_str_eq(pl_str a, pl_str b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

/* Is `c` one of `set`? The NUL is in no set. */
static inline bool pl_char_in(char c, const char *set)
{
    return c && strchr(set, c);
}

/* Are both texts equal if the case of ASCII letters is ignored? */
bool pl_str_same(pl_str a, pl_str b);

/* Bytewise order, shorter first on a tie. */
int pl_str_cmp(pl_str a, pl_str b);

static inline bool pl_str_starts(pl_str s, pl_str prefix)
{
    return s.len >= prefix.len && (!prefix.len || memcmp(s.ptr, prefix.ptr, prefix.len) == 0);
}

bool pl_str_ends(pl_str s, pl_str suffix);
/* Index of the first `c`, or s.len. */
size_t pl_str_find(pl_str s, char c);
/* Index of the last `c`, or s.len. */
size_t pl_str_rfind(pl_str s, char c);
/* Bytes [from, to), both clamped to the length. */
pl_str pl_str_sub(pl_str s, size_t from, size_t to);
/* Without leading and trailing blanks, tabs, CR and LF. */
pl_str pl_str_trim(pl_str s);
/* Parse the whole text as a decimal number. False, with *out unchanged, if it is none or does not
 * fit. */
bool pl_str_to_u64(pl_str s, uint64_t *out);
/* Cut off and return the text before the first `sep`; *rest becomes what follows.
 * Without `sep` returns all of *rest and leaves it empty with a NULL pointer. */
pl_str pl_str_split(pl_str *rest, char sep);
/* Levenshtein distance in bytes; always 64 if either text is longer than 64 bytes. */
unsigned pl_str_distance(pl_str a, pl_str b);

#endif
