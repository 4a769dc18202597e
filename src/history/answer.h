/* answer.h - rows that were asked for, as texts, and how they are written.
 *
 * Lifetime: everything is in the arena of the answer. Threads: one. */
#ifndef PL_HISTORY_ANSWER_H
#define PL_HISTORY_ANSWER_H
#include "base/arena.h"
#include "base/buf.h"
#include "base/vec.h"
#include <pipelite/history.h>

/* How the value of a column is written as JSON; text, csv and line have it as it is. */
typedef enum pl_column_form {
    PL_COLUMN_TEXT,   /* a string, or null if it is NULL */
    PL_COLUMN_NUMBER, /* digits */
    PL_COLUMN_TRUTH,  /* 0 or 1 */
    PL_COLUMN_JSON,
} pl_column_form;

typedef struct pl_answer_column {
    const char *name;
    pl_column_form form;
} pl_answer_column;

enum { PL_ANSWER_COLUMNS = 32 };

struct pl_history_answer {
    const struct pl_answer_view *view;
    const pl_answer_column *columns; /* static */
    uint32_t n_columns;
    PL_VEC(pl_str) cells;    /* a NULL pointer: NULL */
    pl_history_answer *head; /* the runs that it is about; owned; NULL: none */
    pl_arena arena;
};

/* One of the words of pl_history_question.view. */
typedef struct pl_answer_view {
    const char *word;
    const char *rows; /* what its rows are called in JSON where it has a head */
    /* Appends the answer as text for people. */
    void (*text)(const pl_history_answer *answer, const pl_history_output *how, pl_buf *out);
} pl_answer_view;

static inline size_t pl_answer_rows(const pl_history_answer *answer)
{
    return answer->n_columns ? answer->cells.n / answer->n_columns : 0;
}
/* The value in a row of the column with that name, which must exist. */
pl_str pl_answer_cell(const pl_history_answer *answer, size_t row, const char *column);
int64_t pl_answer_number(const pl_history_answer *answer, size_t row, const char *column);

/* text_runs.c, text_findings.c */
void pl_text_runs(const pl_history_answer *answer, const pl_history_output *how, pl_buf *out);
void pl_text_run(const pl_history_answer *answer, const pl_history_output *how, pl_buf *out);
void pl_text_diff(const pl_history_answer *answer, const pl_history_output *how, pl_buf *out);
void pl_text_open(const pl_history_answer *answer, const pl_history_output *how, pl_buf *out);
void pl_text_trend(const pl_history_answer *answer, const pl_history_output *how, pl_buf *out);
void pl_text_spans(const pl_history_answer *answer, const pl_history_output *how, pl_buf *out);

#endif
