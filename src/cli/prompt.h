/* prompt.h - ask the user for values of variables (cli.md 6.6).
 *
 * As powerpipe, questions go to standard output, and answers come from standard input, terminal or
 * not, one line each. One reader serves all questions, so that no line of a pipe is lost. As
 * pipelite, questions go to standard error, show the type of the value, and hide the answer if the
 * variable is sensitive; without a terminal no question is asked.
 *
 * Threads: one. SIGINT ends an open question, SIGTERM and SIGHUP one with a hidden answer; the
 * terminal is restored then. */
#ifndef PL_CLI_PROMPT_H
#define PL_CLI_PROMPT_H
#include <pipelite/values.h>

#include "cli/output.h"

typedef struct pl_prompt {
    pl_output text; /* standard input, as far as it was read */
    size_t at;      /* the text before this position was used for answers */
    bool began;     /* the first question was asked */
    bool ended;     /* by Ctrl-C: no more questions are asked */
    bool own;       /* as pipelite, not as powerpipe */
    bool color;     /* with `own`: bold names */
} pl_prompt;

/* The `ask` of pl_inputs, with a zeroed pl_prompt for its context. */
pl_asked pl_prompt_ask(void *prompt, const pl_question *question, pl_str *answer);
void pl_prompt_done(pl_prompt *prompt);

#endif
