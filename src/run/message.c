/* message.c - puts a message together from text and shared results, and reads its bytes from any
 * offset. */
#include "run/message.h"
#include "base/cast.h"
#include "base/alloc.h"
#include "base/diag.h"
#include "base/file.h"
#include "base/str.h"
#include <errno.h>

struct pl_message {
    atomic_uint refs;
    uint32_t n_pieces;
    uint64_t size;
    const char *text;
    pl_message_piece pieces[]; /* n_pieces, then the bytes of the text */
};

/* ---- making */

static void close_text(pl_message_maker *m)
{
    size_t more = m->text.len - m->closed;
    if (!more)
        return;
    pl_vec_push(&m->pieces, ((pl_message_piece){ m->size, m->closed, NULL }));
    m->closed = m->text.len;
    m->size += more;
}

void pl_message_put(pl_message_maker *m, pl_rowtext *result)
{
    uint64_t size = pl_rowtext_size(result);
    if (!size)
        return;
    close_text(m);
    pl_vec_push(&m->pieces, ((pl_message_piece){ m->size, 0, pl_rowtext_hold(result) }));
    m->size += size;
}

pl_message *pl_message_end(pl_message_maker *m)
{
    close_text(m);
    size_t pieces = m->pieces.n * sizeof(pl_message_piece);
    pl_message *message = pl_mem_alloc(sizeof *message + pieces + m->text.len);
    atomic_init(&message->refs, 1);
    message->n_pieces = (uint32_t)m->pieces.n;
    message->size = m->size;
    char *text = (char *)&message->pieces[m->pieces.n];
    message->text = text;
    if (pieces)
        memcpy(message->pieces, m->pieces.at, pieces);
    if (m->text.len)
        memcpy(text, m->text.ptr, m->text.len);
    pl_buf_done(&m->text);
    pl_vec_done(&m->pieces);
    *m = (pl_message_maker){ 0 };
    return message;
}

pl_message *pl_message_new(pl_str text)
{
    pl_message_maker m = { 0 };
    pl_buf_str(&m.text, text);
    return pl_message_end(&m);
}

/* ---- sharing and reading */

pl_message *pl_message_hold(pl_message *message)
{
    if (message)
        atomic_fetch_add_explicit(&message->refs, 1, memory_order_relaxed);
    return message;
}

void pl_message_release(pl_message *message)
{
    if (!message || atomic_fetch_sub_explicit(&message->refs, 1, memory_order_acq_rel) > 1)
        return;
    for (uint32_t i = 0; i < message->n_pieces; i++)
        pl_rowtext_release(message->pieces[i].result);
    pl_mem_free(message);
}

uint64_t pl_message_size(const pl_message *message)
{
    return message ? message->size : 0;
}

/* The piece that holds byte `offset`, which must exist. */
static uint32_t piece_at(const pl_message *m, uint64_t offset)
{
    uint32_t low = 0, high = m->n_pieces;
    while (high - low > 1) {
        uint32_t mid = low + (high - low) / 2;
        if (m->pieces[mid].at <= offset)
            low = mid;
        else
            high = mid;
    }
    return low;
}

size_t pl_message_read(const pl_message *m, uint64_t offset, void *to, size_t n, pl_diags *diags)
{
    size_t done = 0;
    if (!m || offset >= m->size)
        return 0;
    for (uint32_t i = piece_at(m, offset); i < m->n_pieces && done < n; i++) {
        const pl_message_piece *p = &m->pieces[i];
        uint64_t end = i + 1 < m->n_pieces ? m->pieces[i + 1].at : m->size;
        uint64_t at = offset + done;
        size_t want = end - at < n - done ? (size_t)(end - at) : n - done;
        char *out = (char *)to + done;
        if (!p->result)
            memcpy(out, m->text + p->from + (at - p->at), want);
        else if (!pl_spool_copy(&p->result->text, at - p->at, out, want)) {
            if (diags)
                pl_diag_plain(diags, PL_ERROR, PL_DIAG_CANNOT_READ, "cannot read a result: %s",
                              pl_error_text(errno));
            break;
        }
        done += want;
    }
    return done;
}

/* ---- documents */

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
        pl_message_put(ctx, pl_unconst(piece->piece.what));
}

void pl_run_doc_send(pl_doc *doc, unsigned how, pl_message_maker *out)
{
    pl_doc_writer writer = { .how = how, .put_piece = refer_to_piece, .ctx = out };
    pl_jsonw w;
    pl_jsonw_init(&w, &out->text, 0, true);
    pl_doc_write(doc, &writer, &w);
}
