/* detections.h - the formats of detections (check-and-outputs.md 16.3, 16.4). Text and JSON
 * only, as in Powerpipe. Private to the room.
 * Threads: any number may write one tree. */
#ifndef PL_RENDER_DETECTIONS_H
#define PL_RENDER_DETECTIONS_H
#include "render/writer.h"
#include "run/detection.h"
#include <pipelite/run.h>

bool pl_detections_text(const pl_detections *tree, const pl_write_options *options, pl_sink *sink);
/* False when rows cannot be read back. */
bool pl_detections_json(const pl_detections *tree, pl_sink *sink);
/* The compact documents of a group, or of the one around the target when `panel` is NULL, and of a
 * detection. */
void pl_detections_group_text(const pl_detections *tree, const pl_node *panel, pl_buf *out);
void pl_detections_run_text(const pl_node *panel, pl_buf *out);
/* In the format of that name; `sink` has a flush(). */
bool pl_detections_write(const pl_detections *tree, pl_str name, const pl_check_format *format,
                         const pl_write_options *options, pl_sink *sink, pl_diags *diags);

#endif
