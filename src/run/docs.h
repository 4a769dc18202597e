/* docs.h - documents of runs as text: their rows are pieces (value/doc.h).
 *
 * Snapshots come in two forms (cli.md 7.8): members in the order in which real Powerpipe declares
 * them, or sorted at every level with some left out. Live messages are sorted and complete. Rows
 * are text already, with sorted members; a piece refers to a pl_rowtext.
 *
 * Threads: one at a time. */
#ifndef PL_RUN_DOCS_H
#define PL_RUN_DOCS_H
#include "run/message.h"
#include "value/doc.h"

/* Write it without blanks; `how` is of value/doc.h. `out` fails when kept rows cannot be read again
 * (errno). */
void pl_run_doc_write(pl_doc *doc, unsigned how, pl_sink *out);
/* Add it to a message, which refers to the rows instead of copying them. */
void pl_run_doc_send(pl_doc *doc, unsigned how, pl_message_maker *out);

#endif
