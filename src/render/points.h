/* points.h - columns of messages in code points.
 *
 * Messages count grapheme clusters. SARIF counts code points, if a log says so, and a cluster may
 * have many. The line up to the column tells; the message has it only of a start, and no more than
 * 400 bytes, so the file is read again. If it is gone or changed, what the message has must do.
 *
 * Threads: one per object. */
#ifndef PL_RENDER_POINTS_H
#define PL_RENDER_POINTS_H
#include <pipelite/base.h>
#include "base/buf.h"
#include "base/file.h"

typedef struct pl_points {
    pl_reader reader;
    pl_view view; /* of the file `path`, empty if it cannot be read */
    pl_buf path;  /* with a zero byte at its end */
} pl_points;

/* The column of `pos`, the start or end of `d`, from 1; 0 when it is unknown. */
uint32_t pl_points_column(pl_points *points, const pl_diag *d, pl_pos pos);
void pl_points_done(pl_points *points);

#endif
