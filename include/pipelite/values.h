/* values.h - what the expressions of a workspace may use besides its files.
 *
 * The library reads neither the environment nor the working directory of the process: what is
 * not given here does not exist for expressions.
 *
 * Threads: as the workspace it is for. */
#ifndef PIPELITE_VALUES_H
#define PIPELITE_VALUES_H
#include <pipelite/config.h>
#include <pipelite/workspace.h>

PL_C_BEGIN

/* How a question ended. */
typedef enum pl_asked {
    PL_ASKED_ANSWER,
    PL_ASKED_END, /* the input ended before there was a line */
    PL_ASKED_INTERRUPT,
} pl_asked;

/* A variable without a value, as it is declared. */
typedef struct pl_question {
    pl_str name;        /* as expressions have it: "var.region" */
    pl_str type;        /* "string", "list(number)"; empty: any */
    pl_str description; /* may be empty */
    bool sensitive;     /* do not show the answer while it is typed */
} pl_question;

typedef struct pl_inputs {
    const char *const *environment; /* NAME=value, a NULL last; NULL: empty */
    pl_str directory;               /* relative paths of variable files start here */
    pl_str home;
    const pl_str *var_files, *vars; /* --var-file; --var as NAME=value; in order */
    size_t n_var_files, n_vars;
    const pl_settings *settings; /* for connections; NULL: there are none */
    /* Every variable needs a valid value, as for running something. Without this, invalid values
     * are taken as they are and missing ones are unknown. */
    bool need_values;
    /* Get a missing value from the user. The answer is borrowed until the next question. NULL:
     * there is no user to ask. */
    pl_asked (*ask)(void *ctx, const pl_question *question, pl_str *answer);
    void *ctx;
    /* Without `ask`, each missing value is an error of its own, with the place of its
     * declaration, its type and how it is given; else one error lists the names. */
    bool missing_apart;
} pl_inputs;

/* Use `inputs` for all evaluation from now on, and drop all values that were evaluated before. The
 * texts are borrowed until pl_workspace_close() or the next call. */
void pl_workspace_set_inputs_sized(size_t size, pl_workspace *ws, const pl_inputs *inputs);
#define pl_workspace_set_inputs(...) pl_workspace_set_inputs_sized(sizeof(pl_inputs), __VA_ARGS__)
/* Read the values of variables from all sources; with `need_values` ask the user for those that are
 * missing, and check them all. False with errors, worded as on the command line. Every evaluation
 * does this first; call it to get these errors before all others. */
bool pl_workspace_read_values(pl_workspace *ws, pl_diags *diags);
/* Check, with the present inputs, that every expression has a value of the required type. This is
 * the last level of the check: call it when pl_workspace_check() has found nothing, from the thread
 * that checks. The verdict is remembered until something changes that the values depend on. False
 * with all errors, worded as on the command line. */
bool pl_workspace_check_values(pl_workspace *ws, pl_diags *diags);

/* With `cancel` true, all evaluations under way end soon, and later ones at once, with the error
 * "Evaluation cancelled": loads, checks and preloads fail, and resolution stops. None of these
 * failures is remembered. With `cancel` false, evaluation is allowed again; resolution continues
 * only when it is started again. Any thread, at any time until pl_workspace_close(). */
void pl_workspace_cancel(pl_workspace *ws, bool cancel);

PL_C_END

#endif
