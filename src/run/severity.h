/* severity.h - severities of controls by their words. */
#ifndef PL_RUN_SEVERITY_H
#define PL_RUN_SEVERITY_H
#include <pipelite/base.h>

/* ORDER severities, the least first */
typedef enum pl_check_severity {
    PL_SEVERITY_NONE, /* not set, or a word of the author's own */
    PL_SEVERITY_LOW,
    PL_SEVERITY_MEDIUM,
    PL_SEVERITY_HIGH,
    PL_SEVERITY_CRITICAL,
    PL_SEVERITIES,
} pl_check_severity;
/* By its word, in any case; NONE for any other. */
pl_check_severity pl_check_severity_find(pl_str word);

#endif
