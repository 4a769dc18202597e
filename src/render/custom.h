/* custom.h - formats of a user's own: folders of templates below the install directory
 * (check-and-outputs.md 20).
 *
 * Each folder of `<install dir>/check/templates` but those of built-in names is a format; its
 * files are templates of one set, and the one called `output` makes the file. Nothing is
 * ever written there. All folders are parsed at once: a wrong one is an error before
 * anything runs.
 *
 * Lifetime: formats live as long as their list. Threads: a list is immutable. */
#ifndef PL_RENDER_CUSTOM_H
#define PL_RENDER_CUSTOM_H
#include "render/writer.h"

typedef struct pl_custom_format {
    pl_str name, alias; /* "listing", "listing.lst"; alias empty: none */
    pl_str extension;   /* ".listing.lst" */
} pl_custom_format;

typedef struct pl_custom_formats pl_custom_formats;

/* The formats of `install_dir` for controls or for detections, in the order of their folders'
 * names; no folder at all is no format. Owned; pl_custom_formats_free(). NULL with an error
 * in `diags`. */
pl_custom_formats *pl_custom_formats_load(pl_str install_dir, bool detections, pl_diags *diags);
void pl_custom_formats_free(pl_custom_formats *formats); /* NULL is fine */
size_t pl_custom_formats_count(const pl_custom_formats *formats);
const pl_custom_format *pl_custom_formats_at(const pl_custom_formats *formats, size_t i);

/* False with an error in `diags`; then `out` has nothing new. */
bool pl_custom_format_write(const pl_custom_formats *formats, size_t i, const pl_results *results,
                            const pl_write_options *options, pl_buf *out, pl_diags *diags);
/* As pl_custom_format_write(), for the format of that name; false with an error when there is
 * none. */
bool pl_custom_write(pl_str install_dir, pl_str name, const pl_results *results,
                     const pl_write_options *options, pl_buf *out, pl_diags *diags);

#endif
