/* quote.h - texts inside of texts in other languages.
 *
 * Lifetime: nothing is kept. Threads: any. */
#ifndef PL_BASE_QUOTE_H
#define PL_BASE_QUOTE_H
#include "base/buf.h"

/* The text in double quotes, those inside of it doubled: a name in SQL, a cell of CSV. */
void pl_quote_doubled(pl_buf *out, pl_str text);
/* The text for the content of an element or an attribute in double quotes. */
void pl_quote_html(pl_buf *out, pl_str text);

#endif
