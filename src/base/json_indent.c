#include "base/json_indent.h"

enum { DEEPEST = 1000 }; /* deeper levels are not indented further */

static void new_line(const pl_json_indent *in, pl_buf *out)
{
    unsigned depth = in->depth < DEEPEST ? in->depth : DEEPEST;
    pl_buf_byte(out, '\n');
    pl_buf_fill(out, ' ', (size_t)depth * in->step);
}

/* Skip to the end of the string, or of the piece. */
static size_t skip_string(pl_json_indent *in, pl_str piece, size_t i)
{
    for (; i < piece.len && in->quoted; i++) {
        char c = piece.ptr[i];
        if (in->escaped)
            in->escaped = false;
        else if (c == '\\')
            in->escaped = true;
        else if (c == '"')
            in->quoted = false;
    }
    return i;
}

/* Close an array or object; an empty one stays on its line. */
static void close_one(pl_json_indent *in, char c, pl_buf *out)
{
    if (in->depth)
        in->depth--;
    if (!in->opened)
        new_line(in, out);
    in->opened = false;
    pl_buf_byte(out, c);
}

void pl_json_indent_add(pl_json_indent *in, pl_str piece, pl_buf *out)
{
    size_t i = 0;
    while (i < piece.len) {
        char c = piece.ptr[i];
        size_t start = i;
        if (in->quoted) {
            i = skip_string(in, piece, i);
            pl_buf_add(out, piece.ptr + start, i - start);
        } else if (c == ',') {
            pl_buf_byte(out, c);
            new_line(in, out);
            i++;
        } else if (c == ':') {
            pl_buf_cstr(out, ": ");
            i++;
        } else if (c == '}' || c == ']') {
            close_one(in, c, out);
            i++;
        } else {
            if (in->opened)
                new_line(in, out);
            in->opened = c == '{' || c == '[';
            in->depth += in->opened;
            in->quoted = c == '"';
            pl_buf_byte(out, c);
            i++;
        }
    }
}
