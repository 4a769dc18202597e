/* command.h - the tables: every command and every flag.
 * Threads: static data. */
#ifndef PL_CLI_COMMAND_H
#define PL_CLI_COMMAND_H
#include "cli/output.h"
#include <pipelite/kind.h>

typedef enum pl_command_id {
#define COMMAND(id, ...) PL_COMMAND_##id,
#include "cli/commands.def"
#undef COMMAND
    PL_COMMAND_COUNT
} pl_command_id;

/* What a command does. Only main.c refers to the functions (actions.def), so that they can use the
 * tables. */
typedef enum pl_command_action {
    PL_ACTION_GROUP_ONLY, /* only its help is printed */
#define ACTION(id, function) PL_ACTION_##id,
#include "cli/actions.def"
#undef ACTION
} pl_command_action;

typedef enum pl_noun {
#define NOUN(id, ...) PL_NOUN_##id,
#include "cli/nouns.def"
#undef NOUN
    PL_NOUN_COUNT
} pl_noun;

/* A row of nouns.def, where the members are explained. */
typedef struct pl_noun_row {
    const char *singular, *plural, *target;
    pl_kind kind; /* PL_KIND_COUNT: no resources */
    const char *word, *type;
} pl_noun_row;

extern const pl_noun_row pl_nouns[PL_NOUN_COUNT];

typedef enum pl_arity { PL_ARGS_ANY, PL_ARGS_NONE, PL_ARGS_ONE, PL_ARGS_SOME } pl_arity;
typedef enum pl_show {
    PL_SHOW_VISIBLE,
    PL_SHOW_CONCEALED,
    PL_SHOW_OWN,  /* Powerpipe lacks it: concealed when started as powerpipe */
    PL_SHOW_APART /* does not exist when started as powerpipe */
} pl_show;

typedef struct pl_command {
    const char *use; /* the first word is the name */
    const char *brief, *text;
    uint64_t flags; /* the command's bit in pl_flag.where; 0: it has persistent flags only */
    uint8_t id, parent, show, arity, action, noun;
} pl_command;

extern const pl_command pl_commands[PL_COMMAND_COUNT];

/* First word of `use` ("$0" of the root is the program's). Borrowed from `use`. */
pl_str pl_command_name(const pl_command *command);
/* The child of `parent` that follows `last` in the order of names, the first for NULL; NULL after
 * the last. */
const pl_command *pl_command_next(const pl_command *parent, const pl_command *last);
/* Find a child of `parent` by its exact name; NULL if there is none. */
const pl_command *pl_command_find(const pl_command *parent, pl_str name);
/* Is the command offered in help and completion? `real`: started under the name powerpipe. */
bool pl_command_offered(const pl_command *command, bool real);
/* Does the command exist at all under that name? */
bool pl_command_exists(const pl_command *command, bool real);
/* Does the command get its arguments without parsing? */
bool pl_command_raw(const pl_command *command);

/* Append `text` with "$s", "$p" and "$f" replaced by the nouns of `command`, "$c"
 * by its name and "$0" by `program`. */
void pl_command_expand(pl_output *out, const char *text, const pl_command *command,
                       const char *program);
/* Append the names on the way to a command, "powerpipe", "benchmark", "run", separated by
 * `between`. */
void pl_command_words(pl_output *out, const pl_command *command, const char *program,
                      const char *between);
/* Append "powerpipe benchmark run". */
void pl_command_path(pl_output *out, const pl_command *command, const char *program);

/* ---- flags */

typedef enum pl_flag_type {
    PL_FLAG_BOOL,
    PL_FLAG_INT,
    PL_FLAG_STRING,
    PL_FLAG_DEPRECATED, /* a string; giving it prints a remark */
    PL_FLAG_SLICE,      /* a list: each time it is given adds a CSV record */
    PL_FLAG_ARRAY,      /* a list: each time it is given adds one value */
    PL_FLAG_ENUM,
} pl_flag_type;

enum {
#define FLAG(name, letter, type, fallback, where, usage) +1
#define ENUM(name, fallback, values, where, usage) +1
#define ENUM_OWN(name, fallback, values, own, where, usage) +1
    PL_FLAG_COUNT = 0
#include "cli/flags.def"
#undef FLAG
#undef ENUM
#undef ENUM_OWN
};

typedef struct pl_flag {
    const char *name;
    const char *fallback; /* default, as text; "$cwd", "$install": see flags.def */
    const char *values;   /* the values of an enum, sorted, separated by one blank */
    const char *own;      /* more of them, which Powerpipe refuses */
    const char *usage;
    uint64_t where;
    uint8_t type;
    char letter; /* 0: none */
} pl_flag;

extern const pl_flag pl_flags[PL_FLAG_COUNT];

/* Which flags of a command exist at a stage of parsing: help and version are only added
 * when a command is executed, not while its name is looked for (args.c). */
typedef enum pl_flag_stage { PL_FLAGS_DECLARED, PL_FLAGS_ALL } pl_flag_stage;

/* Does `command` have the flag of row `i`? A row of its own hides a persistent one of the same
 * name. */
bool pl_flag_applies(size_t i, const pl_command *command, pl_flag_stage stage);
/* Is row `i` a flag that all commands share? */
bool pl_flag_persistent(size_t i);
/* Is row `i` left out of help and completion? `real`: started under the name powerpipe. */
bool pl_flag_hidden(size_t i, bool real);
/* Find the row with this name or letter that applies to `command`; -1 if there is none. */
int pl_flag_find(const pl_command *command, pl_str name, pl_flag_stage stage);
int pl_flag_find_letter(const pl_command *command, char letter, pl_flag_stage stage);

/* The end of the remark "Flag --database has been deprecated, ". */
extern const char pl_deprecation[];

#endif
