/* output.h - collects text for a terminal, a pipe or a file, and writes it.
 *
 * An output collects bytes and writes them all at once, so that a command that
 * fails half way has printed nothing. Writing to a pipe that no process reads any
 * more ends the process silently (SIGPIPE keeps its default).
 *
 * Lifetime: the bytes die with pl_output_done(). Threads: one per output. */
#ifndef PL_CLI_OUTPUT_H
#define PL_CLI_OUTPUT_H
#include <pipelite/base.h>

typedef struct pl_output {
    char *ptr; /* owned; not NUL-terminated */
    size_t len, cap;
} pl_output;

/* Resize the block at `ptr` (NULL: allocate one) to `size` bytes; free with free(). Never NULL: out
 * of memory ends the process with a message. */
void *pl_cli_grow(void *ptr, size_t size);

/* Free the bytes; the output is empty and may be used again. */
void pl_output_done(pl_output *out);
void pl_output_bytes(pl_output *out, const char *ptr, size_t len);
void pl_output_text(pl_output *out, const char *text);
void pl_output_str(pl_output *out, pl_str text);
void pl_output_spaces(pl_output *out, size_t n);
void pl_output_format(pl_output *out, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* Append `text` in double quotes as Go writes it (%q): printable text as it is, the rest
 * as \n, \x07 or \u00a0. Code points that no Unicode version has assigned count as printable
 * here. */
void pl_output_quote(pl_output *out, pl_str text);
/* Append a duration as pl_render_duration() writes it. */
void pl_output_duration(pl_output *out, uint64_t nanos);
/* Drop blanks and line ends at the end, not before `from`. */
void pl_output_trim(pl_output *out, size_t from);

/* Append data from others, made harmless for a terminal (pipelite/harmless.h). Returns the number
 * of bytes at the end that were not appended: the beginning of a character whose rest is missing.
 */
size_t pl_output_harmless(pl_output *out, pl_str text);
/* Append data from others for `fd`: made harmless if it is a terminal, else unchanged. */
void pl_output_data(pl_output *out, int fd, pl_str text);

/* Write the text and empty the output. On a terminal all of it is made harmless. False with errno
 * set when that fails. */
bool pl_output_flush(pl_output *out, int fd);
/* Write the text unchanged, with our own escapes in it, and empty the output. Data in it must have
 * been appended by pl_output_data(). False with errno set. */
bool pl_output_flush_painted(pl_output *out, int fd);
/* Write all bytes, waiting if there is no room. False with errno set. */
bool pl_cli_write(int fd, const char *ptr, size_t len);
/* Write a text without colours, made harmless if `fd` is a terminal. False with errno set. */
bool pl_cli_show(int fd, pl_str text);
/* Callbacks: bytes of a result to standard output, a line of the log to standard error. */
bool pl_cli_write_out(void *ctx, pl_str bytes);
void pl_cli_write_log(void *ctx, pl_str line);

#endif
