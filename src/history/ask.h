/* ask.h - the public pl_history, and a question while it is answered.
 *
 *     ask.c      words of a question -> statement -> rows
 *     asked.c    which run "latest~3" is, when "30d" was
 *     answer.c   rows -> JSON, CSV, lines
 *     text_*.c   rows -> text for people
 *
 * Threads: one. */
#ifndef PL_HISTORY_ASK_H
#define PL_HISTORY_ASK_H
#include "history/answer.h"
#include "history/store.h"

struct pl_history {
    pl_history_store store;
};

typedef struct pl_asking {
    pl_history *history;
    const pl_history_question *question;
    pl_history_answer *answer;
    pl_buf text; /* the statement */
    PL_VEC(pl_sql_arg) args;
    int64_t run, from;   /* once they are found; 0: none */
    int64_t scope;       /* runs are looked for in this one; 0: in all */
    pl_str since, until; /* as the store has times; empty: no bound */
    pl_diags *diags;
} pl_asking;

/* Find the bounds of time of the question. False with an error. */
bool pl_asking_times(pl_asking *asking);
/* Find the run of the question and, with `two`, the one to compare it with, which must be of the
 * same scope. False with an error. */
bool pl_asking_runs(pl_asking *asking, bool two);
/* Find a run by number, "latest~2", date or label; empty: the newest. False with an error. */
bool pl_asking_find(pl_asking *asking, pl_str word, int64_t *out);
/* Parse a date, a time or a span of time before now, "30d", as the store has times. With `end` a
 * date is the beginning of the next day. False: it is none of them. In `arena`. */
bool pl_history_parse_time(pl_arena *arena, pl_str text, bool end, pl_str *out);

#endif
