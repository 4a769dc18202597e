/* detections.h - the formats of detections (check-and-outputs.md 16.3, 16.4). Text and JSON
 * only, as in Powerpipe. Private to the room.
 * Threads: any number may write one tree. */
#ifndef PL_RENDER_DETECTIONS_H
#define PL_RENDER_DETECTIONS_H
#include "render/writer.h"
#include "run/detection.h"
#include <pipelite/run.h>

/* Append the compact JSON document of a group or a detection. */
void pl_detections_text(const pl_node *node, pl_buf *out);

#endif
