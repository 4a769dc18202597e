/* diag.c - collects messages of one file with byte ranges, works out their lines and columns at
 * the end, and prints them. */
#include "base/diag.h"
#include "base/cast.h"
#include "base/alloc.h"
#include "base/assert.h"
#include "base/map.h"
#include "base/str.h"
#include "base/utf8.h"
#include "base/vec.h"
#include <stdatomic.h>
#include <stdio.h>

/* Messages are in order, with their texts in `arena`. Between begin and end, `path` and `text`
 * are set, and messages from `open_from` on have only byte ranges. */
struct pl_diags {
    atomic_uint shared; /* how many references there are beside the first */
    pl_arena arena;
    PL_VEC(pl_diag) list;
    size_t errors;
    bool open;
    size_t open_from;
    pl_str path, text;
    pl_pos origin;          /* a place in `text` from which lines are counted */
    pl_str heading;         /* in `arena` */
    PL_VEC(uint32_t) lines; /* starts of the lines of `text`, computed for the first place */
    pl_pos where;           /* the last place that was computed */
};

pl_diags *pl_diags_new(void)
{
    return pl_mem_zalloc(sizeof(pl_diags));
}

pl_diags *pl_diags_share(const pl_diags *diags)
{
    if (!diags)
        return NULL;
    pl_diags *own = pl_unconst(diags);
    pl_assert(!own->open);
    atomic_fetch_add_explicit(&own->shared, 1, memory_order_relaxed);
    return own;
}

void pl_diags_free(pl_diags *diags)
{
    if (!diags || atomic_fetch_sub_explicit(&diags->shared, 1, memory_order_acq_rel))
        return; /* the last holder finds 0 */
    pl_arena_done(&diags->arena);
    pl_vec_done(&diags->list);
    pl_vec_done(&diags->lines);
    pl_mem_free(diags);
}

void pl_diags__forget(pl_diags **diags)
{
    pl_diags_free(*diags);
}

void pl_diags_clear(pl_diags *diags)
{
    pl_arena_reset(&diags->arena);
    diags->list.n = diags->lines.n = 0;
    diags->errors = 0;
    diags->open = false;
    diags->heading = (pl_str){ 0 };
    diags->where = (pl_pos){ 0 };
}

size_t pl_diags_count(const pl_diags *diags)
{
    if (!diags)
        return 0;
    return diags->list.n;
}

size_t pl_diags_errors(const pl_diags *diags)
{
    if (!diags)
        return 0;
    return diags->errors;
}

const pl_diag *pl_diags_get(const pl_diags *diags, size_t i)
{
    if (!diags)
        return NULL;
    pl_assert(i < diags->list.n);
    return &diags->list.at[i];
}

pl_str pl_diags_heading(const pl_diags *diags)
{
    if (!diags)
        return (pl_str){ 0 };
    return diags->heading;
}

void pl_diags_set_heading(pl_diags *diags, const char *heading)
{
    diags->heading = pl_arena_str(&diags->arena, pl_str_cstr(heading));
}

void pl_diags_begin(pl_diags *diags, pl_str path, pl_str text)
{
    pl_assert(!diags->open);
    diags->open = true;
    diags->open_from = diags->list.n;
    diags->path = path;
    diags->text = text;
    diags->origin = (pl_pos){ 1, 1, 0 };
    diags->lines.n = 0;
}

void pl_diags_begin_at(pl_diags *diags, pl_str path, pl_str text, uint32_t at, uint32_t line)
{
    pl_diags_begin(diags, path, text);
    size_t before = pl_str_rfind(pl_str_sub(text, 0, at), '\n');
    if (before < at && before < text.len)
        diags->origin = (pl_pos){ line, 1, (uint32_t)before + 1 };
}

static const pl_str bom = { "\xef\xbb\xbf", 3 };

/* Move `pos` to byte `at` of `text`. Messages mostly ascend, so this continues from the last
 * position, which makes many messages on one long line linear; going back recounts one line. A
 * byte order mark has bytes but no column. */
static void move_to(pl_pos *pos, pl_str text, uint32_t at)
{
    if (at > text.len)
        at = (uint32_t)text.len;
    if (at < pos->byte) {
        size_t line = pl_str_rfind(pl_str_sub(text, 0, at), '\n');
        line = line == at ? 0 : line + 1;
        for (size_t i = line; i < pos->byte; i++)
            pos->line -= text.ptr[i] == '\n';
        pos->byte = (uint32_t)line;
        pos->column = 1;
    }
    if (pos->byte == 0 && at >= bom.len && pl_str_starts(text, bom))
        pos->byte = (uint32_t)bom.len;
    pl_str between = pl_str_sub(text, pos->byte, at);
    size_t last_line = pl_str_rfind(between, '\n');
    if (last_line < between.len) {
        for (size_t i = 0; i <= last_line; i++)
            pos->line += between.ptr[i] == '\n';
        pos->column = 1;
        between = pl_str_sub(between, last_line + 1, between.len);
    }
    pl_pos_advance(pos, between);
    pos->byte = at;
}

static pl_str line_around(pl_str text, uint32_t at)
{
    enum { WIDEST = 400 };
    if (at > text.len)
        at = (uint32_t)text.len;
    size_t start = pl_str_rfind(pl_str_sub(text, 0, at), '\n');
    start = start == at ? 0 : start + 1;
    pl_str rest = pl_str_sub(text, start, text.len);
    pl_str line = pl_str_sub(rest, 0, pl_str_find(rest, '\n'));
    if (line.len && line.ptr[line.len - 1] == '\r')
        line.len--;
    return pl_str_sub(line, 0, WIDEST);
}

/* Of the messages of the open file keep the first 1,000 errors and as many warnings, and let one
 * stand for the others: a file that is no text has a message per byte. */
static void keep_first(pl_diags *diags)
{
    enum { MOST = 1000 };
    size_t n = diags->open_from, seen[] = { [PL_ERROR] = 0, [PL_WARNING] = 0 };
    pl_diag first = { .severity = PL_WARNING };
    for (size_t i = n; i < diags->list.n; i++) {
        const pl_diag *d = &diags->list.at[i];
        if (++seen[d->severity] <= MOST) {
            diags->list.at[n++] = *d;
            continue;
        }
        if (i == n)
            first.range = d->range;
        diags->errors -= d->severity == PL_ERROR;
        if (d->severity == PL_ERROR)
            first.severity = PL_ERROR;
    }
    size_t more = diags->list.n - n;
    diags->list.n = n;
    if (more)
        pl_diag_add(diags, first.severity, PL_DIAG_MORE_MESSAGES, first.range, "Too many messages",
                    "Not shown: %zu more of this file.", more);
}

void pl_diags_end(pl_diags *diags)
{
    pl_assert(diags->open);
    keep_first(diags);
    pl_pos pos = diags->origin;
    const pl_diag *last = NULL;
    for (size_t i = diags->open_from; i < diags->list.n; i++) {
        pl_diag *d = &diags->list.at[i];
        if (d->start.line)
            continue; /* copied with its place, perhaps from another file */
        move_to(&pos, diags->text, d->range.start);
        d->start = pos;
        move_to(&pos, diags->text, d->range.end);
        d->end = pos;
        /* Thousands of messages may be on one line of several megabytes. */
        if (last && last->start.line == d->start.line)
            d->excerpt = last->excerpt;
        else
            d->excerpt = pl_arena_str(&diags->arena, line_around(diags->text, d->range.start));
        last = d;
    }
    diags->open = false;
}

static pl_diag *add_diag(pl_diags *diags, pl_severity severity, pl_diag_code code)
{
    pl_assert(pl_diag_code_known(code));
    pl_diag *d = pl_vec_add(&diags->list);
    *d = (pl_diag){ .severity = severity, .code = code };
    diags->errors += severity == PL_ERROR;
    return d;
}

void pl_diag_raw(pl_diags *diags, pl_severity severity, pl_diag_code code, pl_range range,
                 pl_str summary, pl_str detail)
{
    pl_diag *d = add_diag(diags, severity, code);
    d->summary = pl_arena_str(&diags->arena, summary);
    d->detail = pl_arena_str(&diags->arena, detail);
    if (!diags->open)
        return;
    d->range = range;
    d->path = pl_arena_str(&diags->arena, diags->path);
}

void pl_diag_add(pl_diags *diags, pl_severity severity, pl_diag_code code, pl_range range,
                 const char *summary, const char *detail, ...)
{
    pl_buf text = { 0 };
    if (detail) {
        va_list args;
        va_start(args, detail);
        pl_buf_vprintf(&text, detail, args);
        va_end(args);
    }
    pl_diag_raw(diags, severity, code, range, pl_str_cstr(summary), pl_buf_view(&text));
    pl_buf_done(&text);
}

void pl_diag_plain(pl_diags *diags, pl_severity severity, pl_diag_code code, const char *format,
                   ...)
{
    pl_buf text = { 0 };
    va_list args;
    va_start(args, format);
    pl_buf_vprintf(&text, format, args);
    va_end(args);
    add_diag(diags, severity, code)->summary = pl_arena_str(&diags->arena, pl_buf_view(&text));
    pl_buf_done(&text);
}

bool pl_diag_nothing(pl_diags *diags, const void *object, const char *what)
{
    if (!object)
        pl_diag_plain(diags, PL_ERROR, PL_DIAG_NO_OBJECT, "there is no %s", what);
    return !object;
}

static void keep_texts(pl_diags *diags, pl_diag *d)
{
    d->summary = pl_arena_str(&diags->arena, d->summary);
    d->detail = pl_arena_str(&diags->arena, d->detail);
    d->path = pl_arena_str(&diags->arena, d->path);
    d->excerpt = pl_arena_str(&diags->arena, d->excerpt);
    d->subject = pl_arena_str(&diags->arena, d->subject);
}

void pl_diag_copy(pl_diags *diags, const pl_diag *diag)
{
    pl_diag *d = add_diag(diags, diag->severity, diag->code);
    *d = *diag;
    keep_texts(diags, d);
    if (d->placed)
        pl_diag_set_placed(diags, d->placed);
}

void pl_diag_set_subject(pl_diags *diags, pl_str subject)
{
    pl_assert(diags->list.n > 0);
    diags->list.at[diags->list.n - 1].subject = pl_arena_str(&diags->arena, subject);
}

void pl_diag_set_placed(pl_diags *diags, const pl_diag *diag)
{
    pl_assert(diags->list.n > 0);
    pl_diag *placed = PL_NEW(&diags->arena, pl_diag);
    *placed = *diag;
    placed->placed = NULL;
    keep_texts(diags, placed);
    diags->list.at[diags->list.n - 1].placed = placed;
}

bool pl_diag_reads_as(const pl_diag *a, const pl_diag *b)
{
    return pl_str_eq(a->summary, b->summary) && pl_str_eq(a->detail, b->detail);
}

void pl_diags_append(pl_diags *diags, const pl_diags *from)
{
    for (size_t i = 0; i < from->list.n; i++)
        pl_diag_copy(diags, &from->list.at[i]);
}

void pl_diags_truncate(pl_diags *diags, size_t n)
{
    while (diags->list.n > n)
        diags->errors -= diags->list.at[--diags->list.n].severity == PL_ERROR;
}

void pl_diags_remove(pl_diags *diags, size_t from, size_t to)
{
    pl_assert(from <= to && to <= diags->list.n);
    for (size_t i = from; i < to; i++)
        diags->errors -= diags->list.at[i].severity == PL_ERROR;
    if (from < to)
        memmove(diags->list.at + from, diags->list.at + to,
                (diags->list.n - to) * sizeof *diags->list.at);
    diags->list.n -= to - from;
}

void pl_diag_place(const pl_diag *d, pl_buf *out)
{
    pl_buf_printf(out, "%.*s:%u,%u-", PL_FMT(d->path), d->start.line, d->start.column);
    if (d->end.line != d->start.line)
        pl_buf_printf(out, "%u,", d->end.line);
    pl_buf_printf(out, "%u", d->end.column);
}

void pl_diag_format(const pl_diag *d, pl_buf *out)
{
    pl_buf_str(out, d->summary);
    if (d->detail.len) {
        pl_buf_cstr(out, ": ");
        pl_buf_str(out, d->detail);
    }
    if (!d->path.len)
        return;
    pl_buf_cstr(out, "\n(");
    pl_diag_place(d, out);
    pl_buf_byte(out, ')');
}

void pl_diags_lines(const pl_diags *diags, pl_buf *out)
{
    for (size_t i = 0; i < pl_diags_count(diags); i++) {
        if (i)
            pl_buf_byte(out, '\n');
        pl_diag_format(pl_diags_get(diags, i), out);
    }
}

/* Keys are in `texts`, so that the map may grow. */
static bool is_first(pl_map *seen, pl_arena *texts, const pl_diag *d)
{
    bool added;
    pl_str key = d->summary;
    if (d->detail.len)
        key = pl_arena_printf(texts, "%.*s: %.*s", PL_FMT(d->summary), PL_FMT(d->detail));
    pl_map_put(seen, key, 0, &added);
    return added;
}

void pl_diags_format(const pl_diags *diags, pl_buf *out)
{
    pl_map seen = { 0 };
    pl_arena texts = { 0 };
    pl_str heading = pl_diags_heading(diags);
    bool any = false;
    pl_severity least = pl_diags_errors(diags) ? PL_ERROR : PL_WARNING;
    if (heading.len && pl_diags_count(diags))
        pl_buf_printf(out, "%.*s: ", PL_FMT(heading));
    for (size_t i = 0; i < pl_diags_count(diags); i++) {
        const pl_diag *d = pl_diags_get(diags, i);
        if (d->severity > least || !is_first(&seen, &texts, d))
            continue;
        if (any)
            pl_buf_byte(out, '\n');
        pl_diag_format(d, out);
        any = true;
    }
    pl_map_done(&seen);
    pl_arena_done(&texts);
}

static void find_lines(pl_diags *diags)
{
    const char *start = diags->text.ptr, *end = start + diags->text.len, *nl = start;
    pl_vec_push(&diags->lines, 0);
    while (nl < end && (nl = memchr(nl, '\n', (size_t)(end - nl))))
        pl_vec_push(&diags->lines, (uint32_t)(++nl - start));
    diags->where = (pl_pos){ .line = 1, .column = 1 };
}

/* The place of a byte. Bytes may come in any order, so the line is searched. */
static pl_pos where(pl_diags *diags, uint32_t at)
{
    size_t low = 0, high = diags->lines.n;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (diags->lines.at[middle] <= at)
            low = middle;
        else
            high = middle;
    }
    if (diags->where.line != low + 1 || diags->where.byte > at)
        diags->where = (pl_pos){ (uint32_t)low + 1, 1, diags->lines.at[low] };
    move_to(&diags->where, diags->text, at);
    return diags->where;
}

void pl_diags_where(pl_diags *diags, pl_range range, pl_buf *out)
{
    pl_assert(diags->open);
    if (!diags->lines.n)
        find_lines(diags);
    pl_diag d = { .path = diags->path };
    d.start = where(diags, range.start);
    d.end = where(diags, range.end);
    pl_diag_place(&d, out);
}

void pl_diags_lift(pl_diags *diags, size_t i)
{
    pl_assert(i < diags->list.n);
    size_t last = diags->list.n - 1;
    pl_diag d = diags->list.at[last];
    memmove(diags->list.at + i + 1, diags->list.at + i, (last - i) * sizeof d);
    diags->list.at[i] = d;
}

void pl_diags_sink(pl_diags *diags, size_t from, size_t to)
{
    pl_assert(from <= to && to <= diags->list.n);
    size_t n = to - from, after = diags->list.n - to;
    if (!n || !after)
        return;
    pl_diag *moved = pl_mem_alloc(n * sizeof *moved), *at = diags->list.at + from;
    memcpy(moved, at, n * sizeof *moved);
    memmove(at, at + n, after * sizeof *at);
    memcpy(at + after, moved, n * sizeof *moved);
    pl_mem_free(moved);
}
