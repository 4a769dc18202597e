/* quote.h - text as a Go string literal: the form in which the reference's
 * messages show it, and that by which it orders sets. Threads: pure functions. */
#ifndef PL_VALUE_QUOTE_H
#define PL_VALUE_QUOTE_H
#include "base/buf.h"

/* Does Go print `cp` as it is: a letter, mark, number, punctuation, symbol or the blank? */
bool pl_quote_is_printable(uint32_t cp);
/* Append `s` in double quotes with Go's escapes; what prints stays as it is. */
void pl_quote_go(pl_buf *out, pl_str s);

#endif
