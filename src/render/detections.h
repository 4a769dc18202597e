/* detections.h - the formats of detections (check-and-outputs.md 16.3, 16.4). Text and JSON
 * only, as in Powerpipe. Private to the room.
 * Threads: any number may write one tree. */
#ifndef PL_RENDER_DETECTIONS_H
#define PL_RENDER_DETECTIONS_H
#include "render/writer.h"
#include "run/detection.h"
#include <pipelite/run.h>

/* Append the compact JSON document of a group (`panel` NULL: the one around the target), and of a
 * detection. */
void pl_detections_group_text(const pl_detections *tree, const pl_node *panel, pl_buf *out);
void pl_detections_run_text(const pl_node *panel, pl_buf *out);

#endif
