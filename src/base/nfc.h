/* nfc.h - canonical composition, the form of every string value (hcl.md 1.1).
 * Threads: pure functions. */
#ifndef PL_BASE_NFC_H
#define PL_BASE_NFC_H
#include "base/buf.h"

/* True if `s` is certainly in NFC; false if a full check is needed. One pass, allocates nothing. */
bool pl_nfc_is_quick(pl_str s);
/* Bring the text of `buf` from byte `from` on into normal form, in linear time. Bytes that are
 * no UTF-8 stay as they are, and the text with them. As in Powerpipe the text is stream-safe:
 * after 30 combining marks in a row stands U+034F (UAX 15). */
void pl_nfc_tail(pl_buf *buf, size_t from);

#endif
