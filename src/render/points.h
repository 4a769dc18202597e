/* points.h - columns of messages in code points.
 *
 * Messages count columns in grapheme clusters, our SARIF logs in code points, of which a cluster
 * may have many. Converting one into the other takes the text of the line. A message keeps only the
 * line of its start, 400 bytes at most, so the file is read again. If it is gone or has changed,
 * the text that the message keeps is used.
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

/* The column of `pos`, the start or end of `d`, in code points from 1; 0 when it is unknown. Opens
 * the file of `d` if it is not the one that is open. */
uint32_t pl_points_column(pl_points *points, const pl_diag *d, pl_pos pos);
void pl_points_done(pl_points *points);

#endif
