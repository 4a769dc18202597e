/* cell_plain.c - numbers and texts of values that are structures of Go in Powerpipe. */
#include "db/inner.h"
#include <inttypes.h>

void pl_cell__uuid(pl_str bytes, pl_buf *out)
{
    for (size_t i = 0; i < 16; i++)
        pl_buf_printf(out, "%s%02x", i == 4 || i == 6 || i == 8 || i == 10 ? "-" : "",
                      (unsigned char)bytes.ptr[i]);
}

void pl_cell__decimal(const pl_cell *cell, bool zeros, pl_buf *out)
{
    pl_str digits = cell->decimal.digits;
    if (digits.len && digits.ptr[0] == '-') {
        pl_buf_byte(out, '-');
        digits = pl_str_sub(digits, 1, digits.len);
    }
    size_t scale = cell->decimal.scale;
    size_t whole = digits.len > scale ? digits.len - scale : 0;
    pl_buf_add(out, whole ? digits.ptr : "0", whole ? whole : 1);
    size_t end = digits.len;
    while (!zeros && end > whole && digits.ptr[end - 1] == '0')
        end--;
    if (end == whole)
        return;
    pl_buf_byte(out, '.');
    pl_buf_fill(out, '0', whole ? 0 : scale - digits.len);
    pl_buf_add(out, digits.ptr + whole, end - whole);
}

static void put_count(int64_t n, const char *unit, size_t begin, pl_buf *out)
{
    if (n)
        pl_buf_printf(out, "%s%" PRId64 " %s%s", out->len > begin ? " " : "", n, unit,
                      n == 1 || n == -1 ? "" : "s");
}

void pl_cell__interval(const pl_cell *cell, pl_buf *out)
{
    size_t begin = out->len;
    int64_t micros = cell->interval.micros;
    uint64_t left = micros < 0 ? 0 - (uint64_t)micros : (uint64_t)micros;
    put_count(cell->interval.months / 12, "year", begin, out);
    put_count(cell->interval.months % 12, "month", begin, out);
    put_count(cell->interval.days, "day", begin, out);
    if (!micros && out->len > begin)
        return;
    uint64_t seconds = left / 1000000;
    pl_buf_printf(out, "%s%s%02" PRIu64 ":%02u:%02u", out->len > begin ? " " : "",
                  micros < 0 ? "-" : "", seconds / 3600, (unsigned)(seconds / 60 % 60),
                  (unsigned)(seconds % 60));
    if (left % 1000000 == 0)
        return;
    pl_buf_printf(out, ".%06u", (unsigned)(left % 1000000));
    while (out->ptr[out->len - 1] == '0')
        out->len--;
}
