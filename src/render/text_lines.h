/* text_lines.h - lines of a tree as text: prefixes, cut texts, errors (check-and-outputs.md 8.5,
 * 8.6). What texts of checks and of detections have in common.
 *
 * A group hands each child its own prefix, which is two characters longer than its parent's:
 * blanks below the last child, else a bar.
 *
 * Threads: one user. Private to the room. */
#ifndef PL_RENDER_TEXT_LINES_H
#define PL_RENDER_TEXT_LINES_H
#include "render/text_parts.h"

typedef struct pl_text_lines {
    pl_pen pen;
    pl_buf prefix; /* of what is inside the group at hand */
    pl_buf room;   /* cut texts on their way */
} pl_text_lines;

enum { PL_TEXT_STATUS_LENGTH = 7 }; /* "ALARM: " */

void pl_lines_done(pl_text_lines *lines);
/* How wide they are on a terminal of `columns` (0: unknown), groups `depth` deep. */
long pl_lines_width(unsigned columns, long depth);

void pl_lines_newline(pl_text_lines *lines);
/* The inherited prefix and `more`, as one piece. */
void pl_lines_prefix(pl_text_lines *lines, const char *more);
/* What is left of a line after the prefix and `more`. */
long pl_lines_left(const pl_text_lines *lines, const char *more);
/* Go into a child, and out again. */
void pl_lines_enter(pl_text_lines *lines, bool last);
void pl_lines_leave(pl_text_lines *lines);

/* Write `text`, painted and cut to a length of `n`, and a blank; returns the length of both. */
long pl_lines_cut(pl_text_lines *lines, pl_paint paint, pl_str text, long n);
/* "ALARM: ". */
void pl_lines_status(pl_text_lines *lines, pl_row_status status);
/* Write an error on a line of its own, and the start of the next line. */
void pl_lines_error(pl_text_lines *lines, pl_str error);

#endif
