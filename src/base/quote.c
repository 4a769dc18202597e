#include "base/quote.h"

void pl_quote_doubled(pl_buf *out, pl_str text)
{
    pl_buf_byte(out, '"');
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '"')
            pl_buf_byte(out, '"');
        pl_buf_byte(out, text.ptr[i]);
    }
    pl_buf_byte(out, '"');
}

void pl_quote_html(pl_buf *out, pl_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        switch (text.ptr[i]) {
        case '&': pl_buf_cstr(out, "&amp;"); break;
        case '<': pl_buf_cstr(out, "&lt;"); break;
        case '>': pl_buf_cstr(out, "&gt;"); break;
        case '"': pl_buf_cstr(out, "&quot;"); break;
        default: pl_buf_byte(out, text.ptr[i]);
        }
    }
}
