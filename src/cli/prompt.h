/* prompt.h - ask the user for values of variables (cli.md 6.6).
 *
 * Questions go to standard output, answers come from standard input, terminal or not: one
 * line each. One reader serves all questions, so that lines of a pipe are not lost. Under our own
 * name they go to standard error, show the type of the value, and hide what is sensitive; a user
 * without a terminal is not asked.
 *
 * Threads: one. While a question is open SIGINT, and for hidden ones SIGTERM and SIGHUP, end it;
 * then the terminal is as it was. */
#ifndef PL_CLI_PROMPT_H
#define PL_CLI_PROMPT_H
#include <pipelite/values.h>

#include "cli/output.h"

typedef struct pl_prompt {
    pl_output text; /* of standard input, as far as it was read */
    size_t at;      /* what lies before is answered */
    bool began;     /* the first question was asked */
    bool ended;     /* by Ctrl-C: nothing more is asked */
    bool own;       /* the better manners */
    bool color;     /* with `own`: bold names */
} pl_prompt;

/* The `ask` of pl_inputs, with a zeroed pl_prompt for its context. */
pl_asked pl_prompt_ask(void *prompt, const pl_question *question, pl_str *answer);
void pl_prompt_done(pl_prompt *prompt);

#endif
