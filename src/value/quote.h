/* quote.h - text as a Go string literal: the form in which the reference's
 * messages show it, and that by which it orders sets. Threads: pure functions. */
#ifndef PL_VALUE_QUOTE_H
#define PL_VALUE_QUOTE_H
#include "base/buf.h"

/* Append `s` in double quotes with Go's escapes; what prints stays as it is. */
void pl_quote_go(pl_buf *out, pl_str s);

#endif
