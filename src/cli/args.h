/* args.h - parses the command line into a command, its flags and its arguments.
 *
 * Follows the rules of the parsers of real Powerpipe (cli.md 1.1): flags and
 * arguments in any order, `--` ends the flags. The command is found before its
 * flags are parsed, so an unknown flag before it is assumed to take the next word as its value.
 *
 * Lifetime: values are borrowed from argv, or from the args (CSV fields).
 * Threads: one. */
#ifndef PL_CLI_ARGS_H
#define PL_CLI_ARGS_H
#include "cli/command.h"
#include "cli/manners.h"

/* The value that a flag was given on the command line. If it was given several times, the last
 * value counts; lists get the values of all. */
typedef struct pl_given {
    bool given;
    bool truth;     /* bool */
    int64_t number; /* int */
    pl_str text;    /* string; an enum in the spelling of the table */
    pl_str *items;  /* slice and array: owned by the args */
    size_t n_items;
} pl_given;

typedef enum pl_parsed {
    PL_PARSED_RUN,
    PL_PARSED_HELP, /* print the help of `command` */
    PL_PARSED_VERSION,
    PL_PARSED_UNKNOWN, /* no such command: `message`, then how to get help */
    PL_PARSED_REFUSED, /* `message`, then the usage of `command` */
} pl_parsed;

typedef struct pl_args {
    const pl_command *command;
    const char **rest; /* the arguments: words that are no flags; owned */
    size_t n_rest;
    pl_given given[PL_FLAG_COUNT];
    const pl_manners *manners;
    pl_output message; /* for UNKNOWN and REFUSED, without a line end */
    pl_output remarks; /* lines about deprecated flags; stderr */
    void **fields;     /* owned memory of CSV fields */
    size_t n_fields;
} pl_args;

/* Parse `argv`, which is without the program's name and is borrowed until pl_args_done(). `out`
 * must be zeroed before; pl_args_done() after any result. */
pl_parsed pl_args_parse(int argc, char **argv, const pl_manners *manners, pl_args *out);
void pl_args_done(pl_args *args);

/* The value that was given for a flag, by name without dashes; a flag that the command does not
 * have counts as not given. Never NULL; borrowed from `args`. */
const pl_given *pl_args_value(const pl_args *args, const char *name);

/* The two steps of parsing, for completion. First find the command (NULL: unknown) and put the
 * words that are not part of its name into `words`, owned by the caller; then parse those. */
const pl_command *pl_args_find(const char *const *argv, size_t argc, const char ***words,
                               size_t *n);
bool pl_args_flags(pl_args *args, const char **words, size_t n);

/* Begin a search for the name to suggest instead of a misspelt word: at most one edit away for
 * short words, two for others. */
pl_nearest pl_cli_nearest(pl_str word);

/* ---- one value (flagvalue.c) */

/* Set the flag of row `flag` to `text`. False: the reason is appended to `why`, in the words of
 * Powerpipe or, with short usage, as what is expected instead. */
bool pl_flag_set(pl_args *args, int flag, pl_str text, pl_output *why);
/* Parse integers and bools as Go does: strconv.ParseInt(text, 0, 64) and ParseBool. False if `text`
 * is neither; *in_range is false then for a number that does not fit 64 bits. */
bool pl_go_int(pl_str text, int64_t *out, bool *in_range);
bool pl_go_bool(pl_str text, bool *out);

#endif
