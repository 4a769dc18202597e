/* harmless.h - make text from others safe to print on a terminal.
 *
 * A terminal executes control characters: C0, DEL, and C1 as single characters (U+0080 - U+009F).
 * Bidirectional embeddings, overrides and isolates change the order in which a line is read, a
 * carriage return lets it be overwritten, and bytes that are not UTF-8 may be C1 controls to a
 * terminal. Line feeds and tabs are kept; a caller that writes single lines must handle them.
 *
 *     while (text.len) {
 *         pl_str shown = { text.ptr, pl_harmless_run(text) };
 *         size_t n = shown.len ? shown.len : pl_harmless_next(text, &shown);
 *         if (!n) break;                                     the rest of a character is missing
 *         fwrite(shown.ptr, 1, shown.len, stdout);
 *         text = (pl_str){ text.ptr + n, text.len - n };
 *     }
 *
 * Threads: pure functions, which allocate nothing. */
#ifndef PIPELITE_HARMLESS_H
#define PIPELITE_HARMLESS_H
#include <pipelite/base.h>

PL_C_BEGIN

/* The length of the beginning of `text` that is plain: printable ASCII, line feeds and tabs. */
size_t pl_harmless_run(pl_str text);
/* The length of the first character of `text`. `*shown` is what may be shown for it: itself
 * (borrowed from `text`), nothing for a harmful one, or U+FFFD (static) for a byte that is no
 * UTF-8. 0: `text` is empty or ends within the character. */
size_t pl_harmless_next(pl_str text, pl_str *shown);

PL_C_END

#endif
