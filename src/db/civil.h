/* civil.h - writes points in time as text and reads them from text.
 *
 * Threads: pure functions, except that they read the time zone of the process. */
#ifndef PL_DB_CIVIL_H
#define PL_DB_CIVIL_H
#include "base/buf.h"
#include "base/civil.h"
#include "db/rows.h"

/* 2025-01-02T03:04:05Z; with `fraction` also the digits of the fraction, without trailing zeros. */
void pl_civil__rfc3339(pl_cell_time t, bool fraction, pl_buf *out);
void pl_civil__date(pl_cell_time t, pl_buf *out);    /* 2025-01-02 */
void pl_civil__seconds(pl_cell_time t, pl_buf *out); /* 2025-01-02 03:04:05 */
void pl_civil__go(pl_cell_time t, pl_buf *out);      /* 2025-01-02 03:04:05.5 +0000 UTC */

/* Read a text as SQLite columns of a time type do: a date, or date and time with 'T' or blanks
 * between them; seconds, fraction, offset and a final 'Z' may be missing. False: it is no such
 * text. */
bool pl_civil__parse(pl_str text, pl_cell_time *out);
/* Seconds east of UTC of the process's time zone at that time. */
int32_t pl_civil__local_offset(int64_t seconds);
/* 0001-01-01T00:00:00Z */
static inline pl_cell_time pl_civil__zero(void)
{
    return (pl_cell_time){ .seconds = -62135596800 };
}

#endif
