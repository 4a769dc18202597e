/* export.h - what --export may name (cli.md 3.4).
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

/* Are all of them formats, or file names whose extension belongs to one? Templates
 * below `install_dir` are formats, too. False: the reason is appended to `why`. */
bool pl_export_check(pl_exports set, pl_str install_dir, const pl_str *exports, size_t n,
                     pl_output *why);
/* Append "; formats are: asff, csv, ..." */
void pl_export_list(pl_exports set, pl_str install_dir, pl_output *why);
/* Can the files among them be written, as far as their folders say? Creates nothing. False: the
 * reason is appended to `why`. After pl_export_check(). */
bool pl_export_writable(pl_exports set, pl_str install_dir, const pl_str *exports, size_t n,
                        pl_output *why);
/* Which format `text` stands for, once it was checked: true, it is the name of one and the
 * file's name has to be made; false, it is a file. `name` and `extension` are owned by the
 * caller and are NUL-terminated; both are empty when there is no such format. */
bool pl_export_format(pl_exports set, pl_str install_dir, pl_str text, pl_output *name,
                      pl_output *extension);

#endif
