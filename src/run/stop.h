/* stop.h - the contents of the public pl_stop. Threads: see <pipelite/export.h>. */
#ifndef PL_RUN_STOP_H
#define PL_RUN_STOP_H
#include "base/outfile.h"
#include "db/db.h"
#include <pipelite/export.h>

struct pl_stop {
    pl_db_stop queries;
    pl_outfile_guard files;
};

#endif
