/* output.h - text on its way to the terminal, a pipe or a file.
 *
 * An output collects bytes and writes them at once, so that a command that
 * fails half way has printed nothing. Lines written to a pipe whose reader has
 * gone end the process silently (SIGPIPE keeps its default).
 *
 * Lifetime: the bytes die with pl_output_done(). Threads: one per output. */
#ifndef PL_CLI_OUTPUT_H
#define PL_CLI_OUTPUT_H
#include <pipelite/base.h>

typedef struct pl_output {
    char *ptr; /* owned; not NUL-terminated */
    size_t len, cap;
} pl_output;

/* Bytes from the allocator, never NULL: out of memory ends the process with a
 * message. Grow `ptr` (NULL: new) to `size`; free with free(). */
void *pl_cli_grow(void *ptr, size_t size);

void pl_output_done(pl_output *out);
void pl_output_bytes(pl_output *out, const char *ptr, size_t len);
void pl_output_text(pl_output *out, const char *text);
void pl_output_str(pl_output *out, pl_str text);
void pl_output_spaces(pl_output *out, size_t n);
void pl_output_format(pl_output *out, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* `text` in double quotes as Go writes it (%q): printable text as it is, the rest
 * as \n, \x07 or \u00a0. Code points that no Unicode version has given a meaning
 * count as printable here. */
void pl_output_quote(pl_output *out, pl_str text);
/* As pl_render_duration() has it. */
void pl_output_duration(pl_output *out, uint64_t nanos);
/* Drop blanks and line ends at the end, not before `from`. */
void pl_output_trim(pl_output *out, size_t from);

/* Append data of others as a terminal may show them (base/harmless.h). Returns the length of what
 * was not appended: the beginning of a character whose rest is yet to come. */
size_t pl_output_harmless(pl_output *out, pl_str text);
/* Append data of others as they may be shown on `fd`: unchanged unless it is a terminal. */
void pl_output_data(pl_output *out, int fd, pl_str text);

/* Write all of it and empty it. A terminal obeys nothing that is in it. False with
 * errno set when that fails. */
bool pl_output_flush(pl_output *out, int fd);
/* The same with our own colours and movements: data in it came through pl_output_data(). */
bool pl_output_flush_painted(pl_output *out, int fd);
/* False with errno set. */
bool pl_cli_write(int fd, const char *ptr, size_t len);
/* A text without colours, harmless if the stream is a terminal. False with errno set. */
bool pl_cli_show(int fd, pl_str text);
/* Callbacks: bytes of a result to standard output, a line of the log to standard error. */
bool pl_cli_write_out(void *ctx, pl_str bytes);
void pl_cli_write_log(void *ctx, pl_str line);

#endif
