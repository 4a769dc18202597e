/* ascii.h - kinds of bytes, the same under every locale.
 *
 * The functions of <ctype.h> follow the locale of the program that embeds us: under tr_TR,
 * tolower('I') is not 'i', and in single-byte locales letters above 0x7f exist. Mods, wire
 * protocols and templates mean ASCII. A byte may be given as char, unsigned char or as a rune:
 * whatever is above 0x7f, or negative, is of no kind.
 *
 * Threads: pure functions. */
#ifndef PL_BASE_ASCII_H
#define PL_BASE_ASCII_H
#include <stdbool.h>

static inline bool pl_is_digit(int c)
{
    return c >= '0' && c <= '9';
}

static inline bool pl_is_upper(int c)
{
    return c >= 'A' && c <= 'Z';
}

static inline bool pl_is_lower(int c)
{
    return c >= 'a' && c <= 'z';
}

static inline bool pl_is_letter(int c)
{
    return pl_is_upper(c) || pl_is_lower(c);
}

static inline bool pl_is_word(int c) /* a letter or a digit */
{
    return pl_is_letter(c) || pl_is_digit(c);
}

/* Blank, tab, line feed, vertical tab, form feed or carriage return. */
static inline bool pl_is_space(int c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static inline int pl_to_lower(int c)
{
    return pl_is_upper(c) ? c + ('a' - 'A') : c;
}

static inline int pl_to_upper(int c)
{
    return pl_is_lower(c) ? c - ('a' - 'A') : c;
}

/* Value of a hexadecimal digit of either case, or -1. */
static inline int pl_hex_digit(int c)
{
    int letter = pl_to_lower(c);
    return pl_is_digit(c) ? c - '0' : letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
}

#endif
