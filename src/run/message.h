/* message.h - documents of runs as text, and messages: text of their own, and rows that they refer
 * to.
 *
 *     pl_message_maker maker = { 0 };
 *     pl_buf_cstr(&maker.text, "{\"rows\":[");
 *     pl_message_put(&maker, result);
 *     pl_buf_cstr(&maker.text, "]}");
 *     pl_message *message = pl_message_end(&maker);
 *
 * A finished message is one block of memory: header, pieces, text. The pieces are in the order of
 * the message and cover it without a gap; each is a part of the text or one whole result.
 *
 * Snapshots come in two forms (cli.md 7.8): members in the order in which real Powerpipe declares
 * them, or sorted at every level with some left out. Live messages are sorted and complete. Rows
 * are text already, with sorted members; a piece of a document (value/doc.h) is a pl_rowtext.
 *
 * Threads: one per maker or document; for messages see <pipelite/engine.h>. */
#ifndef PL_RUN_MESSAGE_H
#define PL_RUN_MESSAGE_H
#include "base/buf.h"
#include "base/vec.h"
#include "run/rows.h"
#include "value/doc.h"
#include <pipelite/engine.h>

typedef struct pl_message_piece {
    uint64_t at;        /* where it begins in the message */
    uint64_t from;      /* where its bytes begin in the text, or in the result */
    pl_rowtext *result; /* held; NULL: the text */
} pl_message_piece;

typedef struct pl_message_maker {
    pl_buf text;
    size_t closed; /* bytes of the text that pieces cover */
    uint64_t size; /* of all pieces */
    PL_VEC(pl_message_piece) pieces;
} pl_message_maker;

/* Owned by the caller (one reference): a message with a copy of `text`. */
pl_message *pl_message_new(pl_str text);

/* Append a whole result, which the message holds instead of copying it. NULL is fine. */
void pl_message_put(pl_message_maker *maker, pl_rowtext *result);
/* Owned, one reference. The maker is `{0}` again. */
pl_message *pl_message_end(pl_message_maker *maker);

/* Write a document without blanks; `how` is of value/doc.h. `out` fails when kept rows cannot be
 * read again (errno). */
void pl_run_doc_write(pl_doc *doc, unsigned how, pl_sink *out);
/* Add it to a message, which refers to the rows instead of copying them. */
void pl_run_doc_send(pl_doc *doc, unsigned how, pl_message_maker *out);

#endif
