/* manners.h - what the program does differently under its two names, decided in one place.
 *
 * Started as `powerpipe` it is byte-equal to the recordings; started as `pipelite` texts for
 * people, defaults and exit codes may be better. docs/names.md lists every row of this table for
 * users. CSV, JSON and snapshots never differ. Threads: static data. */
#ifndef PL_CLI_MANNERS_H
#define PL_CLI_MANNERS_H
#include <pipelite/base.h>

typedef struct pl_manners {
    const char *program;  /* "powerpipe" or "pipelite" */
    const char *title;    /* "Powerpipe" or "Pipelite" */
    const char *version;  /* without v */
    bool hides_own;       /* our own commands and flags are concealed; help is Powerpipe's */
    bool deprecations;    /* deprecated flags cause a remark */
    bool drop_in;         /* the server is for clients of Powerpipe */
    bool recorded_mods;   /* mods are installed with the recorded messages only */
    bool recorded_values; /* pl_session_options.recorded */
    bool short_usage;     /* errors of usage: a line or two, then where help is */
    bool excerpts;        /* messages show their line of source, and where in it */
    bool lints;           /* errors in files come with what may have been meant */
    bool strict_filters; /* filters that match nothing, and columns that do not exist, are errors */
    bool strict_args;    /* --arg: only params that there are; values may have a '=' in them */
    bool combined_where; /* --where: and, or, not, is null, parentheses */
    bool early_exports;  /* whether files can be written is checked before anything runs */
    bool folders;        /* --mod-location and --config-path must be folders */
    bool checked_names;  /* one word that is no SQL is the name of a query, even if misspelt */
    bool quiet_pipes;    /* escapes on terminals only; COLUMNS counts where there is none */
    bool databases;      /* --timing and failures name the database and what chose it */
    bool tolerant;       /* a database that is down fails what needs it; dry runs need none */
    bool own_reports;    /* checks as text, md and html: names without titles, escapes, footers */
    bool pages;          /* `--export x.html` is the page with the result inside */
    bool table_first;    /* `query run` on a terminal prints a table */
    bool loud_failures;  /* what failed is on standard error, too, when the output is a snapshot */
    bool completes;      /* shells complete names of resources and values of flags */
    bool color_flag;     /* --color and the environment count for results of checks, too */
    bool timing;         /* --timing prints the time of every command */
} pl_manners;

/* The manners of the name in argv[0], which may be a path; NULL: our own. */
const pl_manners *pl_manners_of(const char *argv0);

#endif
