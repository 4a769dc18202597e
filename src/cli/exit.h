/* exit.h - the exit codes of the process (cli.md 1.8). */
#ifndef PL_CLI_EXIT_H
#define PL_CLI_EXIT_H

typedef enum pl_exit {
    PL_EXIT_OK = 0,
    PL_EXIT_NOT_BUILT = 1,    /* the command does not work yet */
    PL_EXIT_FOUND = 1,        /* index verify, index build --check: something is wrong */
    PL_EXIT_CHECK_ALARMS = 1, /* benchmark, control run: at least one alarm, no error */
    PL_EXIT_CHECK_ERRORS = 2, /* at least one error; or a file that cannot be written */
    PL_EXIT_PANELS = 2,       /* dashboard run as pipelite: at least one panel failed */
    PL_EXIT_QUERY_SETUP = 21, /* query run: no SQL, arguments missing */
    PL_EXIT_SNAPSHOT = 22,    /* a snapshot cannot be saved */
    PL_EXIT_QUERY_FAILED = 41,
    PL_EXIT_LOGIN = 51,
    PL_EXIT_MOD_INSTALL = 62,
    PL_EXIT_INTERRUPTED = 130,
    PL_EXIT_CHECK_INIT = 250, /* benchmark, control, detection run: could not begin */
    PL_EXIT_CHECK_ARGS = 254, /* benchmark, control run: refused arguments */
    PL_EXIT_FAILED = 255,     /* everything else */
} pl_exit;

#endif
