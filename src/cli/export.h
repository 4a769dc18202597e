/* export.h - checks the formats and files that --export names (cli.md 3.4).
 * Threads: reads directories. */
#ifndef PL_CLI_EXPORT_H
#define PL_CLI_EXPORT_H
#include "cli/command.h"

typedef enum pl_exports {
    PL_EXPORTS_CHECK,     /* benchmark run, control run */
    PL_EXPORTS_DETECTION, /* detections and their benchmarks */
    PL_EXPORTS_DASHBOARD,
    PL_EXPORTS_QUERY,
    PL_EXPORTS_DETECTION_PAGE, /* with HTML, which is the page */
    PL_EXPORTS_DASHBOARD_PAGE,
} pl_exports;

/* Are all `exports` formats, or file names whose extension belongs to one? Templates
 * below `install_dir` are formats, too. False: the reason is appended to `why`. */
bool pl_export_check(pl_exports set, pl_str install_dir, const pl_str *exports, size_t n,
                     pl_output *why);
/* Append "; formats are: asff, csv, ..." */
void pl_export_list(pl_exports set, pl_str install_dir, pl_output *why);
/* Do the folders of the files among `exports` exist, and can they be written to? Creates nothing.
 * False: the reason is appended to `why`. Call it after pl_export_check(). */
bool pl_export_writable(pl_exports set, pl_str install_dir, const pl_str *exports, size_t n,
                        pl_output *why);
/* Find the format that `text` stands for, after it was checked. True if `text` is the name of a
 * format, so that a name for the file must be made; false if it is the name of a file. `name` and
 * `extension` are owned by the caller and NUL-terminated; both are empty if there is no such
 * format. */
bool pl_export_format(pl_exports set, pl_str install_dir, pl_str text, pl_output *name,
                      pl_output *extension);

#endif
