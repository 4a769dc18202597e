/* command.c - the tables of commands and flags, made of the .def files, and look-ups in them. */
#include "cli/command.h"

#include <assert.h>
#include <string.h>

/* Sets of flags; a command is in at most one of the upper group. */
#define BIT(n) (UINT64_C(1) << (n))
#define BENCHMARK_RUN BIT(0)
#define CONTROL_RUN BIT(1)
#define DASHBOARD_RUN BIT(2)
#define DETECTION_RUN BIT(3)
#define QUERY_RUN BIT(4)
#define LIST_SHOW BIT(5)
#define LOGIN BIT(6)
#define MOD_GROUP BIT(7)
#define MOD_INIT BIT(8)
#define MOD_INSTALL BIT(9)
#define MOD_LIST BIT(10)
#define MOD_UNINSTALL BIT(11)
#define MOD_UPDATE BIT(12)
#define SERVER BIT(13)
#define INDEX_BUILD BIT(14)
#define INDEX_DUMP BIT(15)
#define INDEX_STATS BIT(16)
#define PROGRAM BIT(17) /* the program itself, without a command */
#define RAW BIT(18)
#define INDEX_VERIFY BIT(19)
#define MAN BIT(20)
#define CHECKING BIT(21)
#define MOD_TREE BIT(22)
#define MOD_OUTDATED BIT(23)

#define EVERYWHERE BIT(24) /* persistent */
#define AUTOMATIC BIT(25)  /* the help flag of commands that declare none */
#define HIDDEN BIT(26)
#define OWN_FLAG BIT(27) /* not of Powerpipe; under its name accepted but hidden */
#define MOD_REST BIT(28) /* why, vendor, clean */
#define MOD_VERIFY BIT(29)
#define MOD_DIFF BIT(30)
#define HISTORY_LIST BIT(31)
#define HISTORY_SHOW BIT(32)
#define HISTORY_DIFF BIT(33)
#define HISTORY_OPEN BIT(34)
#define HISTORY_TREND BIT(35)
#define HISTORY_PRUNE BIT(36)
#define HISTORY_IMPORT BIT(37)
#define HISTORY_CHECK BIT(38)
#define HISTORY_FINDINGS (HISTORY_DIFF | HISTORY_OPEN)
#define HISTORY_ASK (HISTORY_LIST | HISTORY_SHOW | HISTORY_FINDINGS | HISTORY_TREND)
#define HISTORY_ANY (HISTORY_ASK | HISTORY_PRUNE | HISTORY_IMPORT | HISTORY_CHECK)
#define MOD_OWN (MOD_TREE | MOD_OUTDATED | MOD_VERIFY | MOD_DIFF | MOD_REST)

#define CHECK_RUN (BENCHMARK_RUN | CONTROL_RUN)
#define ANY_RUN (CHECK_RUN | DASHBOARD_RUN | DETECTION_RUN | QUERY_RUN)

const pl_noun_row pl_nouns[PL_NOUN_COUNT] = {
#define NOUN(id, singular, plural, target, kind, word, type)                                       \
    [PL_NOUN_##id] = { singular, plural, target, PL_KIND_##kind, word, type },
#include "cli/nouns.def"
#undef NOUN
};

const pl_command pl_commands[PL_COMMAND_COUNT] = {
#define COMMAND(id, parent, use, show, arity, flags, action, noun, brief, text)                    \
    [PL_COMMAND_##id] = { use,                                                                     \
                          brief,                                                                   \
                          text,                                                                    \
                          flags,                                                                   \
                          PL_COMMAND_##id,                                                         \
                          PL_COMMAND_##parent,                                                     \
                          PL_SHOW_##show,                                                          \
                          PL_ARGS_##arity,                                                         \
                          PL_ACTION_##action,                                                      \
                          PL_NOUN_##noun },
#include "cli/commands.def"
#undef COMMAND
};

const pl_flag pl_flags[PL_FLAG_COUNT] = {
#define FLAG(name, letter, type, fallback, where, usage)                                           \
    { name, fallback, "", "", usage, where, PL_FLAG_##type, letter },
#define ENUM_OWN(name, fallback, values, own, where, usage)                                        \
    { name, fallback, values, own, usage, where, PL_FLAG_ENUM, 0 },
#define ENUM(name, fallback, values, where, usage)                                                 \
    ENUM_OWN(name, fallback, values, "", where, usage)
#include "cli/flags.def"
#undef FLAG
#undef ENUM
#undef ENUM_OWN
};

const char pl_deprecation[] =
    "see https://powerpipe.io/docs/run#selecting-a-database for the new syntax";

/* ---- commands */

static bool equals_word(pl_str a, const char *b)
{
    return strlen(b) == a.len && memcmp(a.ptr, b, a.len) == 0;
}

pl_str pl_command_name(const pl_command *command)
{
    return (pl_str){ command->use, strcspn(command->use, " ") };
}

const pl_command *pl_command_next(const pl_command *parent, const pl_command *last)
{
    size_t i = last ? last->id + 1u : parent->id + 1u;

    for (; i < PL_COMMAND_COUNT; i++)
        if (pl_commands[i].parent == parent->id)
            return &pl_commands[i];
    return NULL;
}

const pl_command *pl_command_find(const pl_command *parent, pl_str name)
{
    for (const pl_command *c = NULL; (c = pl_command_next(parent, c)) != NULL;) {
        pl_str own = pl_command_name(c);
        if (own.len == name.len && memcmp(own.ptr, name.ptr, own.len) == 0)
            return c;
    }
    return NULL;
}

bool pl_command_offered(const pl_command *command, bool real)
{
    return command->show == PL_SHOW_VISIBLE || (command->show >= PL_SHOW_OWN && !real);
}

bool pl_command_exists(const pl_command *command, bool real)
{
    return command->show != PL_SHOW_APART || !real;
}

bool pl_command_raw(const pl_command *command)
{
    return command->flags & RAW;
}

void pl_command_expand(pl_output *out, const char *text, const pl_command *command,
                       const char *program)
{
    for (const char *at; (at = strchr(text, '$')) != NULL; text = at + 2) {
        pl_output_bytes(out, text, (size_t)(at - text));
        switch (at[1]) {
        case 's': pl_output_text(out, pl_nouns[command->noun].singular); break;
        case 'p': pl_output_text(out, pl_nouns[command->noun].plural); break;
        case 'f': pl_output_text(out, pl_nouns[command->noun].target); break;
        case '0': pl_output_text(out, program); break;
        case 'c':
            if (command->id == PL_COMMAND_ROOT)
                pl_output_text(out, program);
            else
                pl_output_str(out, pl_command_name(command));
            break;
        }
    }
    pl_output_text(out, text);
}

void pl_command_words(pl_output *out, const pl_command *command, const char *program,
                      const char *between)
{
    if (command->id == PL_COMMAND_ROOT) {
        pl_output_text(out, program);
        return;
    }
    pl_command_words(out, &pl_commands[command->parent], program, between);
    pl_output_text(out, between);
    pl_output_str(out, pl_command_name(command));
}

void pl_command_path(pl_output *out, const pl_command *command, const char *program)
{
    pl_command_words(out, command, program, " ");
}

/* ---- flags */

/* Does `command` have a row of its own with the name of row `i`? Rows with equal names are next
 * to each other. */
static bool hidden_by_own(size_t i, const pl_command *command)
{
    size_t at = i;

    while (at > 0 && strcmp(pl_flags[at - 1].name, pl_flags[i].name) == 0)
        at--;
    for (; at < PL_FLAG_COUNT && strcmp(pl_flags[at].name, pl_flags[i].name) == 0; at++)
        if (pl_flags[at].where & command->flags)
            return true;
    return false;
}

bool pl_flag_applies(size_t i, const pl_command *command, pl_flag_stage stage)
{
    uint64_t where = pl_flags[i].where;

    assert(command);
    if (where & EVERYWHERE)
        return !hidden_by_own(i, command);
    if (where & AUTOMATIC)
        return stage == PL_FLAGS_ALL && !hidden_by_own(i, command);
    return where & command->flags && (stage == PL_FLAGS_ALL || !(where & PROGRAM));
}

bool pl_flag_persistent(size_t i)
{
    return pl_flags[i].where & EVERYWHERE;
}

bool pl_flag_hidden(size_t i, bool real)
{
    assert(i < PL_FLAG_COUNT);
    return pl_flags[i].where & (HIDDEN | (real ? OWN_FLAG : 0));
}

int pl_flag_find(const pl_command *command, pl_str name, pl_flag_stage stage)
{
    for (size_t i = 0; i < PL_FLAG_COUNT; i++)
        if (equals_word(name, pl_flags[i].name) && pl_flag_applies(i, command, stage))
            return (int)i;
    return -1;
}

int pl_flag_find_letter(const pl_command *command, char letter, pl_flag_stage stage)
{
    for (size_t i = 0; letter && i < PL_FLAG_COUNT; i++)
        if (pl_flags[i].letter == letter && pl_flag_applies(i, command, stage))
            return (int)i;
    return -1;
}
