/* writer.h - the formats of a check: one table of functions, one entry per format.
 *
 *     const pl_check_writer *w = pl_check_writer_find(PL_S("csv"));
 *     pl_sink out = { .flush = to_stdout };
 *     ok = w->write(tree, &options, &out, diags) && pl_sink_end(&out);
 *
 * A writer appends to `sink->text` with whatever writes into a pl_buf and calls
 * pl_sink_pass() now and then, between two controls at the latest: what has piled up is
 * handed on, so that memory does not grow with the output. One without `flush` keeps
 * everything in `text`.
 *
 * A writer is pure over its arguments: it reads no clock, no environment and no
 * directory. The same tree gives the same bytes.
 *
 * Where to add a format: its function in a file of its own, declared below, and its row in
 * pl_check_writers (writer.c). Formats of detections are in detections.h, those of users' own
 * templates in custom.h.
 *
 * Threads: any number may write one tree. */
#ifndef PL_RENDER_WRITER_H
#define PL_RENDER_WRITER_H
#include "base/buf.h"
#include "base/diag.h"
#include "base/jsonw.h"
#include "base/sink.h"
#include "run/exemptions.h"
#include "run/tree.h"

/* What writers know beside the tree. */
typedef struct pl_write_options {
    pl_str version;      /* "1.5.2" */
    pl_str program;      /* of the footers, and texts are our own; empty: Powerpipe's */
    pl_str working_dir;  /* of the footers: absolute */
    bool header;         /* csv */
    pl_str separator;    /* csv: at most one byte; empty: none */
    bool benchmark_tags; /* csv, json: of controls, too; the nearest benchmark wins */
    unsigned columns;    /* text: of the terminal, or as the user says; 0: unknown */
    bool color, brief;   /* text */
    bool terminal;       /* text: it goes to one, so data must be harmless */
    bool compact;        /* snapshot: on one line, as in files */
    bool page;           /* snapshot: for the page, with what a review found out */
    pl_moment now;       /* of rendering */
} pl_write_options;

/* The tag of that key; NULL: there is none. */
const pl_tag_pair *pl_write_find_tag(const pl_node_info *info, pl_str key);

typedef struct pl_check_writer {
    pl_str name, alias; /* alias may be empty */
    pl_str extension;   /* ".asff.json" */
    bool output;        /* --output knows it */
    /* False with an error in `diags` (templates alone can fail), or when the sink has. */
    bool (*write)(const pl_check_tree *tree, const pl_write_options *options, pl_sink *sink,
                  pl_diags *diags);
} pl_check_writer;

/* In the order of their registration (7.1); static. */
extern const pl_check_writer pl_check_writers[];
extern const size_t pl_check_writers_n;
/* By name or alias, exactly; NULL when there is none. */
const pl_check_writer *pl_check_writer_find(pl_str name);

/* ---- one file each */
typedef bool pl_check_write_fn(const pl_check_tree *tree, const pl_write_options *options,
                               pl_sink *sink, pl_diags *diags);
pl_check_write_fn pl_write_text;     /* text.c */
pl_check_write_fn pl_write_csv;      /* csv.c */
pl_check_write_fn pl_write_json;     /* json.c */
pl_check_write_fn pl_write_snapshot; /* check_snapshot.c */
pl_check_write_fn pl_write_md;       /* md.c */
pl_check_write_fn pl_write_html;     /* html.c */
pl_check_write_fn pl_write_nunit3;   /* nunit3.c */
pl_check_write_fn pl_write_asff;     /* asff.c */
pl_check_write_fn pl_write_junit;    /* junit.c */
pl_check_write_fn pl_write_sarif;    /* sarif.c */
pl_check_write_fn pl_write_report;   /* report.c */
pl_check_write_fn pl_write_none;

/* ---- marks.c: what several of them write alike */
const char *pl_write_icon(pl_row_status status); /* static */
/* The same; an exempted row has that of a skipped one. */
static inline const char *pl_write_row_icon(const pl_check_row *row)
{
    return pl_write_icon(row->exemption ? PL_ROW_SKIP : (pl_row_status)row->status);
}
/* What people see for it: its title or, in our own manner, its short name where it has none. */
static inline pl_str pl_write_title(const pl_write_options *options, const pl_node_info *info)
{
    return info->title.len || !options->program.len ? info->title : info->short_name;
}
/* As formats with five columns count. */
static inline uint32_t pl_write_count(const pl_counts *counts, pl_row_status status)
{
    return status == PL_ROW_SKIP ? pl_counts_skipped(counts) : counts->of[status];
}
/* The character of `text` at `at` as XML and HTML can hold it: a mark stands for a control, half
 * of a pair or a byte that is no UTF-8. Returns its length. */
size_t pl_write_char(pl_buf *out, pl_str text, size_t at);
/* `text` so, with & < > escaped, and " with `quotes`. */
void pl_write_marks(pl_buf *out, pl_str text, bool quotes);
void pl_write_upper(pl_buf *out, pl_str text);
/* Line ends and tabs as blanks, no NUL. */
void pl_write_one_line(pl_buf *out, pl_str text);
void pl_write_pairs_json(pl_jsonw *w, const char *key, const pl_tag_pair *tags, uint32_t n);
/* The member "tags". */
void pl_write_tags_json(pl_jsonw *w, const pl_node_info *info);
/* alarm, ok, info, skip, error; reason, resource, status, dimensions (10.1). */
void pl_write_counts_json(pl_jsonw *w, const pl_counts *counts);
void pl_write_row_json(pl_jsonw *w, const pl_check_row *row);
/* What a review found out about a row, for people: "[new] web is public (exempted until 2026-12-31:
 * accepted)"; just the reason where there is no more to say. */
void pl_write_reason(pl_buf *out, const pl_check_row *row);
/* "new", "unchanged", "fixed"; empty for none. Static. */
pl_str pl_row_change_name(pl_row_change change);
typedef struct pl_data_form {
    bool sorted;   /* members as in snapshots, not as declared */
    bool reviewed; /* reasons as pl_write_reason() has them */
} pl_data_form;
/* `data` of a control, or null. `sink` is passed to between rows, NULL: not. */
void pl_write_control_data(pl_jsonw *w, const pl_control_run *run, pl_data_form form,
                           pl_sink *sink);

/* A cell of csv, quoted if need be for `separator` (9); text of a footer's time
 * "2006-01-02 15:04:05" and RFC 3339 with nanoseconds. */
void pl_write_csv_cell(pl_buf *out, pl_str text, pl_str separator);
void pl_write_local_time(pl_buf *out, pl_moment moment);
void pl_write_rfc3339(pl_buf *out, pl_moment moment, bool nanos);

#endif
