/* stored.h - the text form in which arguments and defaults of params are stored (mod-language.md
 * 7.2, 7.3).
 *
 * A string is kept as it is, everything else as JSON, whose numbers are 64-bit integers
 * where they fit and doubles otherwise.
 * Threads: pure over their arguments. */
#ifndef PL_EVAL_STORED_H
#define PL_EVAL_STORED_H
#include "base/buf.h"
#include "value/value.h"

/* Append the text of a known value. False and a reason appended to `why` when it has none: a
 * number is beyond a double, or infinite. */
bool pl_stored_text(pl_value v, pl_buf *out, pl_buf *why);

/* Is `key` the computed connection string of a declared connection? It is printed as null. For a
 * connection that was made of a string, the string was given by the user and is printed. */
bool pl_stored_hidden(pl_value object, pl_str key);
/* Member `i` of an object or map, null when it is hidden. */
pl_value pl_stored_member(pl_value object, uint32_t i);

#endif
