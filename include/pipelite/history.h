/* history.h - runs that were recorded: what they found, since when, and what has changed.
 *
 *     pl_history_options where = { .url = PL_S("sqlite:///srv/shop/.powerpipe/history.db") };
 *     pl_history_facts facts = { .command = PL_S("library") };
 *     pl_history_record(&where, run, &facts, &id, diags);        a run that has ended
 *
 *     pl_history *history = pl_history_open(&where, diags);
 *     pl_history_question question = { .view = PL_S("open") };
 *     pl_history_answer *answer = pl_history_ask(history, &question, diags);
 *     for (size_t row = 0; row < pl_history_count(answer); row++)
 *         print(pl_history_get(answer, row, PL_S("resource")));
 *     pl_history_answer_free(answer);
 *     pl_history_close(history);
 *
 * A store is a file of SQLite or a database of PostgreSQL, with documented tables and views that
 * any program may query. It is made by the first run that is recorded into it. Any number of
 * programs may record into one store at once. A run is in it whole or not at all.
 *
 * Lifetime: an answer is a copy, which needs nothing. Threads: one per object; recording may be
 * called from any thread, but writing a run counts as a use of that run. */
#ifndef PIPELITE_HISTORY_H
#define PIPELITE_HISTORY_H
#include <pipelite/run.h>

PL_C_BEGIN

typedef struct pl_history pl_history;
typedef struct pl_history_answer pl_history_answer;

typedef struct pl_history_options {
    pl_str url;     /* sqlite://FILE or postgres://... */
    pl_str pending; /* folder for runs that could not be recorded; empty: they are lost */
    pl_str program; /* "pipelite 1.0.0": is noted in a store that is made; may be empty */
    const char *const *environment; /* for the driver, as `environ`; NULL: the empty one */
    pl_stop *stop;                  /* ends statements; may be NULL */
} pl_history_options;

/* ---- recording */

/* What a run does not know about itself. An empty text is unknown. */
typedef struct pl_history_facts {
    pl_str command; /* what ran it: "cli", "server", "library", "mcp" */
    pl_str host, user;
    pl_str scope;         /* runs of different scopes are never compared; may be empty */
    const pl_str *labels; /* "key=value"; a label `scope` is the scope, too */
    size_t n_labels;
    /* Of git, as `environ`: the commit of the workspace is noted if it is in a repository. NULL:
     * git is not asked. */
    const char *const *environment;
} pl_history_facts;

/* Record a run of benchmarks, controls or detections that has ended, and before it the runs that
 * are pending; makes the store if there is none. The run must have kept all rows
 * (PL_CHECK_KEEP_ALL). Its number goes to *id, which may be NULL. If the store cannot be written
 * the run is kept as a file in `pending`, which a warning in `diags` says, and the result is false.
 * False with an error if it is lost, or is no run of that kind. */
bool pl_history_record_sized(size_t size, const pl_history_options *options, const pl_run *run,
                             const pl_history_facts *facts, int64_t *id, pl_diags *diags);
#define pl_history_record(...) pl_history_record_sized(sizeof(pl_history_options), __VA_ARGS__)

/* ---- asking */

/* Owned; pl_history_close(). NULL with an error in `diags`: PL_DIAG_NO_HISTORY if there is no
 * store. */
pl_history *pl_history_open_sized(size_t size, const pl_history_options *options, pl_diags *diags);
#define pl_history_open(...) pl_history_open_sized(sizeof(pl_history_options), __VA_ARGS__)
void pl_history_close(pl_history *history); /* NULL is fine */

/* Write what is known of the workspace and database of an engine that was opened with a command, as
 * the json output of a run: for pl_review_options.baseline_text. `run` as in a question, within
 * their scope; empty: all that was recorded so far. Where nothing was, it has no control, with a
 * warning in `diags`. False with an error in `diags`, or when `write` returned false. */
bool pl_history_baseline(pl_history *history, const pl_engine *engine, pl_str scope, pl_str run,
                         pl_write_fn *write, void *ctx, pl_diags *diags);

/* What is asked; an empty member does not restrict. */
typedef struct pl_history_question {
    /* "runs"   recorded runs, the newest first
     * "run"    the benchmarks of the run `run`
     * "diff"   findings that differ between the runs `from` and `run`
     * "results" all findings as the run `run` left them
     * "open"   findings in alarm or error, the oldest first
     * "trend"  runs of the benchmark `name`, the oldest first
     * "spans"  what became of findings over time */
    pl_str view;
    /* Number of a run, "latest", "latest~3", a date (the newest run up to its end) or
     * "label=key=value"; empty: the newest, for `from` the one before `run` in its scope */
    pl_str run, from;
    pl_str name; /* of a benchmark, with or without its mod */
    const pl_str *controls, *severities, *labels;
    size_t n_controls, n_severities, n_labels;
    pl_str resource;     /* of findings */
    pl_str since, until; /* dates, times, or spans of time before now: "30d", "12h" */
    uint64_t limit;      /* 0: none */
} pl_history_question;

/* Owned; pl_history_answer_free(). NULL with an error in `diags`. */
pl_history_answer *pl_history_ask_sized(size_t size, pl_history *history,
                                        const pl_history_question *question, pl_diags *diags);
#define pl_history_ask(history, ...)                                                               \
    pl_history_ask_sized(sizeof(pl_history_question), history, __VA_ARGS__)
void pl_history_answer_free(pl_history_answer *answer); /* NULL is fine */
size_t pl_history_count(const pl_history_answer *answer);
/* The value of a column as text, empty for NULL and for a column that the view has not. Borrowed
 * from the answer. */
pl_str pl_history_get(const pl_history_answer *answer, size_t row, pl_str column);

/* How an answer is written. */
typedef struct pl_history_output {
    pl_str format;        /* "text", "json", "csv", "line" */
    bool header;          /* csv */
    bool compact;         /* json: on one line */
    pl_str separator;     /* csv: its first character; empty: a comma */
    bool color, terminal; /* text */
    unsigned columns;     /* text: of the terminal; 0: unknown */
} pl_history_output;
/* False with an error in `diags`, or when `write` returned false. */
bool pl_history_write_sized(size_t size, const pl_history_answer *answer,
                            const pl_history_output *how, pl_write_fn *write, void *ctx,
                            pl_diags *diags);
#define pl_history_write(answer, ...)                                                              \
    pl_history_write_sized(sizeof(pl_history_output), answer, __VA_ARGS__)

/* ---- keeping a store small and sound */

/* What was dropped, or would be. */
typedef struct pl_history_pruned {
    uint64_t runs, findings, spans;
    uint64_t
        bytes; /* by which the file became smaller; 0 for PostgreSQL, and if nothing is written */
} pl_history_pruned;
/* Drop what ended before `keep`, a date, a time or a span of time before now ("400d"): runs,
 * findings that are gone, spans that are over. The newest run stays, and of older ones those with
 * which something began that still holds. `dry_run`: count only. False with an error in `diags`:
 * nothing was dropped. */
bool pl_history_prune(pl_history *history, pl_str keep, bool dry_run, pl_history_pruned *out,
                      pl_diags *diags);
/* Let the database check its file, then check what must hold in every store. True: it is sound.
 * False: each thing that is wrong is an error in `diags`. */
bool pl_history_check(pl_history *history, pl_diags *diags);

/* ---- dashboards */

/* Put the mod `pipelite_history`, five dashboards about what was recorded, into the folder of a
 * workspace, below .powerpipe/own; what is there already stays. It is read with
 * pl_open_options.own_mods. False with an error in `diags` if the folder cannot be written. */
bool pl_history_put_dashboards(pl_str workspace, pl_diags *diags);

PL_C_END

#endif
