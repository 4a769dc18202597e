/* csv.c - reads CSV line by line. Fields without quotes are slices of the text. */
#include "value/csv.h"
#include "base/str.h"

static bool charge(pl_csv *c, uint64_t bytes)
{
    return !c->charge || c->charge(c->ctx, bytes);
}

/* Read the next line without its end; false at the end of the text. */
static bool read_line(pl_csv *c, pl_str *line, bool *ended)
{
    if (!c->rest.len)
        return false;
    size_t n = pl_str_find(c->rest, '\n');
    *ended = n < c->rest.len;
    *line = pl_str_sub(c->rest, 0, n);
    c->rest = pl_str_sub(c->rest, n + *ended, c->rest.len);
    c->line++;
    line->len -= line->len && line->ptr[line->len - 1] == '\r'; /* the last line's, too */
    return true;
}

static bool bad(pl_csv *c, uint32_t line, const char *what)
{
    c->wrong = what;
    c->wrong_line = line;
    return false;
}

static bool push_field(pl_csv *c, pl_str field)
{
    pl_vec_push(&c->fields, field);
    return charge(c, 2 * sizeof field + field.len);
}

/* Take a field without quotes from *line, up to a comma or the end. */
static bool plain_field(pl_csv *c, pl_str *line, bool *more)
{
    size_t n = pl_str_find(*line, ',');
    pl_str field = pl_str_sub(*line, 0, n);
    *more = n < line->len;
    *line = pl_str_sub(*line, n + *more, line->len);
    if (pl_str_find(field, '"') < field.len)
        return bad(c, c->line, "bare \" in non-quoted-field");
    return push_field(c, field);
}

/* Add text to a quoted field. It is charged twice, because it will be copied. */
static bool add_quoted(pl_csv *c, pl_str text)
{
    if (!charge(c, 2 * text.len))
        return false;
    pl_buf_str(&c->quoted, text);
    return true;
}

/* Read a field in quotes, over as many lines as it takes. */
static bool quoted_field(pl_csv *c, pl_str *line, bool *ended, bool *more)
{
    uint32_t last = c->line; /* that had any text */
    c->quoted.len = 0;
    *line = pl_str_sub(*line, 1, line->len);
    for (;;) {
        size_t n = pl_str_find(*line, '"');
        if (!add_quoted(c, pl_str_sub(*line, 0, n)))
            return false;
        if (n >= line->len) {
            if (*ended)
                pl_buf_byte(&c->quoted, '\n');
            if (!read_line(c, line, ended))
                return bad(c, last, "extraneous or missing \" in quoted-field");
            last = line->len || *ended ? c->line : last;
            continue;
        }
        *line = pl_str_sub(*line, n + 1, line->len);
        if (line->len && line->ptr[0] == '"') {
            pl_buf_byte(&c->quoted, '"');
            *line = pl_str_sub(*line, 1, line->len);
            continue;
        }
        *more = line->len > 0;
        if (*more && line->ptr[0] != ',')
            return bad(c, c->line, "extraneous or missing \" in quoted-field");
        *line = pl_str_sub(*line, *more, line->len);
        return push_field(c, pl_arena_str(c->arena, pl_buf_view(&c->quoted)));
    }
}

bool pl_csv_next(pl_csv *c, bool *any)
{
    pl_str line;
    bool ended, more = true;
    c->fields.n = 0;
    do {
        *any = read_line(c, &line, &ended);
    } while (*any && !line.len);
    if (!*any)
        return true;
    c->record = c->line;
    while (more)
        if (!(line.len && line.ptr[0] == '"' ? quoted_field(c, &line, &ended, &more)
                                             : plain_field(c, &line, &more)))
            return false;
    return true;
}

void pl_csv_done(pl_csv *csv)
{
    pl_vec_done(&csv->fields);
    pl_buf_done(&csv->quoted);
}
