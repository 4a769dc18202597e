/* journal.h - the access log: one line of JSON for each request and each WebSocket that was closed
 * (serving.md 18).
 *
 * If the reader of a pipe does not read, lines are lost, but the loop is not held up
 * (pipelite/console.h). Values of `token` and of inputs in a query are replaced by `-`.
 * Threads: the loop thread. */
#ifndef PL_SERVER_JOURNAL_H
#define PL_SERVER_JOURNAL_H
#include "base/buf.h"
#include "server/request.h"
#include <pipelite/console.h>
#include <pipelite/server.h>

typedef struct pl_journal {
    pl_console *console; /* owned; NULL: there is none */
    int fd;              /* of that, owned */
} pl_journal;

/* Open the file of --access-log for appending, "-" for standard error. With an empty path there is
 * no log: writing does nothing. False with an error in `diags`. */
bool pl_journal_open(pl_journal *journal, pl_str path, pl_diags *diags);
/* Close the log, if there is one. */
void pl_journal_close(pl_journal *journal);

typedef struct pl_journal_entry {
    const pl_request *request; /* NULL: of a WebSocket that was closed */
    pl_str peer, user;
    unsigned status; /* or the close code */
    uint64_t bytes, ns;
} pl_journal_entry;
void pl_journal_write(const pl_journal *journal, const pl_journal_entry *entry);
/* Append the line of an entry; for pl_journal_write() and tests. */
void pl_journal_format(const pl_journal_entry *entry, pl_buf *out);

#endif
