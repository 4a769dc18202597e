/* writer.h - the formats of a check: visitors of its results (walk.h), one entry per format.
 *
 *     const pl_check_writer *w = pl_check_writer_find(PL_S("csv"));
 *     pl_sink out = { .flush = to_stdout };
 *     ok = pl_results_write(w->visitor, &results, &options, &out) && pl_sink_finish(&out);
 *
 * A format appends to the text of its sink, which hands on what has piled up. A sink without
 * `flush` keeps everything in `text`.
 *
 * A format is pure over its arguments: it reads no clock, no environment and no directory. The same
 * results give the same bytes.
 *
 * Where to add a format: its visitor in a file of its own, declared below, and its row in
 * pl_check_writers (writer.c). Formats of users' own templates are in custom.h.
 *
 * Threads: any number may write one result. */
#ifndef PL_RENDER_WRITER_H
#define PL_RENDER_WRITER_H
#include "base/buf.h"
#include "base/diag.h"
#include "base/jsonw.h"
#include "base/sink.h"
#include "run/check.h"
#include "run/exemptions.h"
#include "render/walk.h"

/* What a writer is given beside the results. */
typedef struct pl_write_options {
    pl_str version;      /* "1.5.2" */
    pl_str program;      /* of the footers, and texts are our own; empty: Powerpipe's */
    pl_str working_dir;  /* of the footers: absolute */
    bool header;         /* csv */
    pl_str separator;    /* csv: at most one byte; empty: none */
    bool benchmark_tags; /* csv, json: of controls, too; the nearest benchmark wins */
    unsigned columns;    /* text: of the terminal, or as the user set it; 0: unknown */
    bool color, brief;   /* text */
    bool terminal;       /* text: it goes to one, so data must be harmless */
    bool compact;        /* snapshot: on one line, as in files */
    bool page;           /* snapshot: for the page, with what a review found out */
    pl_moment now;       /* of rendering */
} pl_write_options;

/* The tag of that key; NULL: there is none. */
const pl_tag_pair *pl_write_find_tag(const pl_node *node, pl_str key);
/* The value of the first dimension of that name; ptr NULL: there is none. `row` may be NULL. */
pl_str pl_write_dimension(const pl_check_row *row, pl_str key);

typedef struct pl_check_writer {
    pl_str name, alias; /* alias may be empty */
    pl_str extension;   /* ".asff.json" */
    bool output;        /* it can be named by --output */
    const pl_visitor *visitor;
    const pl_visitor *detections; /* NULL: the format has none of them */
} pl_check_writer;

/* In the order in which Powerpipe registers formats (check-and-outputs.md 7.1); static. */
extern const pl_check_writer pl_check_writers[];
extern const size_t pl_check_writers_n;
/* By name or alias, exactly; NULL when there is none. */
const pl_check_writer *pl_check_writer_find(pl_str name);

/* ---- one file each: text.c, csv.c, ... */
extern const pl_visitor pl_format_text, pl_format_csv, pl_format_json, pl_format_snapshot,
    pl_format_md, pl_format_html, pl_format_nunit3, pl_format_asff, pl_format_junit,
    pl_format_sarif, pl_format_report, pl_format_none;
extern const pl_visitor pl_format_detections_json, pl_format_detections_snapshot;

/* ---- marks.c: what several of them write alike */
const char *pl_write_icon(pl_row_status status); /* static */
/* The icon of a row; an exempted one has the icon of skip. Static. */
static inline const char *pl_write_row_icon(const pl_check_row *row)
{
    return pl_write_icon(row->exemption ? PL_ROW_SKIP : (pl_row_status)row->status);
}
/* The title that people see; in our own formats the short name takes its place where there is
 * none. */
static inline pl_str pl_write_title(const pl_write_options *options, const pl_node *node)
{
    return node->shown.title.len || !options->program.len ? node->shown.title
                                                          : node->shown.short_name;
}
/* The number of rows of a status in formats with five columns, which count exempted rows as
 * skipped. */
static inline uint32_t pl_write_count(const pl_counts *counts, pl_row_status status)
{
    return status == PL_ROW_SKIP ? pl_counts_skipped(counts) : counts->of[status];
}
/* Append the character of `text` at `at`, as XML and HTML can hold it: U+FFFD takes the place of a
 * control character, half of a pair, or a byte that is not UTF-8. Returns how many bytes of `text`
 * it took. */
size_t pl_write_char(pl_buf *out, pl_str text, size_t at);
/* Append `text` with pl_write_char(), with & < > escaped, and also " if `quotes`. */
void pl_write_marks(pl_buf *out, pl_str text, bool quotes);
/* " name=\"value\"" */
void pl_write_attribute(pl_buf *out, const char *name, pl_str value);
void pl_write_upper(pl_buf *out, pl_str text);
/* Append `text` on one line: line ends and tabs become blanks, NULs are dropped. */
void pl_write_one_line(pl_buf *out, pl_str text);
void pl_write_pairs_json(pl_jsonw *w, const char *key, const pl_tag_pair *tags, uint32_t n);
/* Write the member "tags". */
void pl_write_tags_json(pl_jsonw *w, const pl_node *node);
/* Write counts (alarm, ok, info, skip, error) and rows (reason, resource, status, dimensions) as in
 * check-and-outputs.md 10.1. */
void pl_write_counts_json(pl_jsonw *w, const pl_counts *counts);
void pl_write_row_json(pl_jsonw *w, const pl_check_row *row);

/* Write a cell of csv in quotes, if it needs them (check-and-outputs.md 9). False: it does not, and
 * nothing was written. */
bool pl_write_csv_quoted(pl_buf *out, pl_str text, pl_str separator);
/* Write a cell of csv: in quotes if it needs them, otherwise without blanks at its end. */
void pl_write_csv_cell(pl_buf *out, pl_str text, pl_str separator);
/* Append a time as footers show it, "2006-01-02 15:04:05", and in RFC 3339. */
void pl_write_local_time(pl_buf *out, pl_moment moment);
void pl_write_rfc3339(pl_buf *out, pl_moment moment, bool nanos);

/* check_write.c: a finished check in the format that `how` names. False with an error in `diags`,
 * or when `write` returned false. */
bool pl_check_write(const pl_check *check, const pl_run_output *how, pl_write_fn *write, void *ctx,
                    pl_diags *diags);

#endif
