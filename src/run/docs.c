#include "run/docs.h"
#include "base/str.h"

/* Write the comma before a piece. False: nothing is in it. */
static bool begin_piece(pl_jsonw *w, const pl_doc *piece)
{
    if (!pl_rowtext_size(piece->piece.what))
        return false;
    pl_jsonw_raw(w, PL_S(""));
    return true;
}

/* ---- into a sink */

static bool copy_rows(void *ctx, pl_str bytes)
{
    pl_sink *sink = ctx;
    pl_buf_str(&sink->text, bytes);
    pl_sink_pass(sink);
    return !sink->failed;
}

static void read_piece(void *ctx, pl_jsonw *w, const pl_doc *piece)
{
    pl_sink *sink = ctx;
    const pl_rowtext *rows = piece->piece.what;
    if (begin_piece(w, piece) &&
        !pl_spool_read(&rows->text, 0, pl_rowtext_size(rows), copy_rows, sink))
        sink->failed = true;
}

/* A sink that failed throws away what follows. */
static bool pass(void *ctx)
{
    pl_sink_pass(ctx);
    return true;
}

void pl_run_doc_write(pl_doc *doc, unsigned how, pl_sink *out)
{
    pl_doc_writer writer = {
        .how = how, .put_piece = read_piece, .drain = pass, .ctx = out, .sink = out
    };
    pl_jsonw w;
    pl_jsonw_init(&w, &out->text, 0, true);
    pl_doc_write(doc, &writer, &w);
}

/* ---- into a message */

static void refer_to_piece(void *ctx, pl_jsonw *w, const pl_doc *piece)
{
    if (begin_piece(w, piece))
        pl_message_put(ctx, (pl_rowtext *)piece->piece.what);
}

void pl_run_doc_send(pl_doc *doc, unsigned how, pl_message_maker *out)
{
    pl_doc_writer writer = { .how = how, .put_piece = refer_to_piece, .ctx = out };
    pl_jsonw w;
    pl_jsonw_init(&w, &out->text, 0, true);
    pl_doc_write(doc, &writer, &w);
}
