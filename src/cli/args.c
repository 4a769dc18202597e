/* args.c - finds the command, parses its flags and counts its arguments, with Powerpipe's messages
 * or, under the name pipelite, shorter ones. */
#include "cli/args.h"

#include <assert.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static pl_str text_of(const char *text)
{
    return (pl_str){ text, strlen(text) };
}

/* ---- finding the command
 *
 * A word is the next command unless it is a flag or the value of one. Whether a flag takes a
 * value is decided by the command found so far; a flag that the command does not have takes one. */

static bool takes_value(const pl_command *command, const char *word)
{
    int flag;

    if (strchr(word, '='))
        return false;
    if (word[0] == '-' && word[1] == '-')
        flag = pl_flag_find(command, text_of(word + 2), PL_FLAGS_DECLARED);
    else if (word[0] == '-' && word[1] && !word[2])
        flag = pl_flag_find_letter(command, word[1], PL_FLAGS_DECLARED);
    else
        return false;
    return flag < 0 || pl_flags[flag].type != PL_FLAG_BOOL;
}

/* The first word that may be a command; n: there is none. */
static size_t first_word(const pl_command *command, const char **words, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (strcmp(words[i], "--") == 0)
            break;
        if (takes_value(command, words[i])) {
            if (n - i <= 2)
                break;
            i++;
        } else if (words[i][0] && words[i][0] != '-') {
            return i;
        }
    }
    return n;
}

/* Remove the first equal word that is not the value of a flag. */
static size_t remove_word(const pl_command *command, const char **words, size_t n, const char *word)
{
    for (size_t i = 0; i < n && strcmp(words[i], "--") != 0; i++) {
        if (takes_value(command, words[i])) {
            i++;
        } else if (words[i][0] != '-' && strcmp(words[i], word) == 0) {
            memmove(words + i, words + i + 1, (n - i - 1) * sizeof(*words));
            return n - 1;
        }
    }
    return n;
}

/* Find the command; the other words are left in place. `*unknown`: a word that is not a command
 * of the root. */
static const pl_command *find_command(const char **words, size_t *n, bool real,
                                      const char **unknown)
{
    const pl_command *command = &pl_commands[PL_COMMAND_ROOT];

    for (;;) {
        size_t at = first_word(command, words, *n);
        const pl_command *next = at < *n ? pl_command_find(command, text_of(words[at])) : NULL;
        if (!next || !pl_command_exists(next, real)) {
            if (at < *n && command->id == PL_COMMAND_ROOT)
                *unknown = words[at];
            return command;
        }
        *n = remove_word(command, words, *n, words[at]);
        command = next;
    }
}

static const char **copy_words(const char *const *argv, size_t n)
{
    const char **words = pl_cli_grow(NULL, (n + 1) * sizeof(*words));

    memcpy(words, argv, n * sizeof(*words));
    return words;
}

const pl_command *pl_args_find(const char *const *argv, size_t argc, const char ***words, size_t *n)
{
    const char *unknown = NULL;
    const pl_command *command;

    *n = argc;
    *words = copy_words(argv, argc);
    command = find_command(*words, n, false, &unknown);
    return unknown ? NULL : command;
}

/* ---- a word that is not a command */

/* The number of edits from `a` to `b`, ignoring case; 3 stands for "more than 2". */
static unsigned edit_distance(const char *a, pl_str b)
{
    unsigned row[32];
    size_t n = strlen(a);

    if (b.len >= 31 || n > b.len + 2 || b.len > n + 2)
        return 3;
    for (size_t j = 0; j <= b.len; j++)
        row[j] = (unsigned)j;
    for (size_t i = 1; i <= n; i++) {
        unsigned diagonal = row[0];
        row[0] = (unsigned)i;
        for (size_t j = 1; j <= b.len; j++) {
            unsigned same =
                tolower((unsigned char)a[i - 1]) == tolower((unsigned char)b.ptr[j - 1]);
            unsigned best = diagonal + !same;
            diagonal = row[j];
            if (row[j] + 1 < best)
                best = row[j] + 1;
            if (row[j - 1] + 1 < best)
                best = row[j - 1] + 1;
            row[j] = best;
        }
    }
    return row[b.len];
}

static bool begins_with(pl_str name, const char *word)
{
    size_t n = strlen(word);

    return n <= name.len && strncasecmp(name.ptr, word, n) == 0;
}

static void describe_unknown(pl_output *message, const char *word, const char *program, bool real)
{
    const pl_command *root = &pl_commands[PL_COMMAND_ROOT];
    bool any = false;

    pl_output_text(message, "unknown command ");
    pl_output_quote(message, text_of(word));
    pl_output_text(message, " for ");
    pl_output_quote(message, text_of(program));
    for (const pl_command *c = NULL; (c = pl_command_next(root, c)) != NULL;) {
        pl_str name = pl_command_name(c);
        if (!pl_command_offered(c, real) || c->id == PL_COMMAND_HELP ||
            (edit_distance(word, name) > 2 && !begins_with(name, word)))
            continue;
        if (!any)
            pl_output_text(message, "\n\nDid you mean this?\n");
        any = true;
        pl_output_format(message, "\t%.*s\n", PL_FMT(name));
    }
}

/* Describe a misspelt command in one line. */
static void describe_misspelt(pl_output *message, const char *word, const pl_manners *manners)
{
    const pl_command *root = &pl_commands[PL_COMMAND_ROOT];
    pl_nearest nearest = pl_cli_nearest(text_of(word));

    for (const pl_command *c = NULL; (c = pl_command_next(root, c)) != NULL;)
        if (pl_command_offered(c, false))
            pl_nearest_offer(&nearest, pl_command_name(c));
    pl_output_format(message, "no command '%s' in '%s'", word, manners->program);
    if (nearest.best.len)
        pl_output_format(message, "; did you mean '%.*s'?", PL_FMT(nearest.best));
}

/* ---- the flags of the command */

static void describe_flag(pl_output *message, int flag)
{
    char name[64];

    if (pl_flags[flag].letter)
        snprintf(name, sizeof(name), "-%c, --%s", pl_flags[flag].letter, pl_flags[flag].name);
    else
        snprintf(name, sizeof(name), "--%s", pl_flags[flag].name);
    pl_output_quote(message, text_of(name));
}

static bool set_flag(pl_args *args, int flag, pl_str value)
{
    pl_output why = { 0 };
    bool ok = pl_flag_set(args, flag, value, &why);

    assert(flag >= 0 && flag < PL_FLAG_COUNT);
    if (!ok && args->manners->short_usage) {
        pl_output_format(&args->message, "invalid value '%.*s' for --%s: ", PL_FMT(value),
                         pl_flags[flag].name);
        pl_output_bytes(&args->message, why.ptr, why.len);
    } else if (!ok) {
        pl_output_text(&args->message, "invalid argument ");
        pl_output_quote(&args->message, value);
        pl_output_text(&args->message, " for ");
        describe_flag(&args->message, flag);
        pl_output_text(&args->message, " flag: ");
        pl_output_bytes(&args->message, why.ptr, why.len);
    } else if (pl_flags[flag].type == PL_FLAG_DEPRECATED && args->manners->deprecations) {
        pl_output_format(&args->remarks, "Flag --%s has been deprecated, %s\n", pl_flags[flag].name,
                         pl_deprecation);
    }
    pl_output_done(&why);
    return ok;
}

static void suggest_flag(pl_args *args, pl_str key)
{
    pl_nearest nearest = pl_cli_nearest(key);

    for (size_t i = 0; i < PL_FLAG_COUNT; i++)
        if (pl_flag_applies(i, args->command, PL_FLAGS_ALL) && !pl_flag_hidden(i, false))
            pl_nearest_offer(&nearest, text_of(pl_flags[i].name));
    if (nearest.best.len)
        pl_output_format(&args->message, "; did you mean --%.*s?", PL_FMT(nearest.best));
}

/* Parse `--name`, `--name=value` or `--name value`. `*i` is the position of the flag, and is set to
 * the position of a value that is a word of its own. */
static bool parse_long(pl_args *args, const char **words, size_t n, size_t *i)
{
    const char *word = words[*i], *name = word + 2, *equals = strchr(name, '=');
    pl_str key = { name, equals ? (size_t)(equals - name) : strlen(name) };
    int flag;

    assert(words[*i][0] == '-' && words[*i][1] == '-');
    if (name[0] == '-' || name[0] == '=') {
        pl_output_format(&args->message, "bad flag syntax: %s", word);
        return false;
    }
    flag = pl_flag_find(args->command, key, PL_FLAGS_ALL);
    if (flag < 0) {
        pl_output_format(&args->message, "unknown flag: --%.*s", PL_FMT(key));
        if (args->manners->short_usage)
            suggest_flag(args, key);
        return false;
    }
    if (equals)
        return set_flag(args, flag, text_of(equals + 1));
    if (pl_flags[flag].type == PL_FLAG_BOOL)
        return set_flag(args, flag, PL_S("true"));
    if (*i + 1 < n)
        return set_flag(args, flag, text_of(words[++*i]));
    pl_output_format(&args->message, "flag needs an argument: %s", word);
    return false;
}

/* Quote a byte with single quotes, as Go shows the character of that number. */
static void quote_letter(pl_output *message, unsigned char letter)
{
    pl_output quoted = { 0 };
    char text[2] = { (char)letter, 0 };

    if (letter >= 0x80) {
        text[0] = (char)(0xc0 | letter >> 6);
        text[1] = (char)(0x80 | (letter & 0x3f));
    }
    pl_output_quote(&quoted, (pl_str){ text, letter >= 0x80 ? 2 : 1 });
    pl_output_text(message, "'");
    if (letter == '\'')
        pl_output_text(message, "\\'");
    else if (letter == '"')
        pl_output_text(message, "\"");
    else
        pl_output_bytes(message, quoted.ptr + 1, quoted.len - 2);
    pl_output_text(message, "'");
    pl_output_done(&quoted);
}

/* Parse `-h`, `-hv` or `-h=true`: all flags with a letter are bools. */
static bool parse_short(pl_args *args, const char *word)
{
    assert(word[0] == '-' && word[1]);
    for (const char *at = word + 1; *at; at++) {
        int flag = pl_flag_find_letter(args->command, *at, PL_FLAGS_ALL);
        if (flag < 0) {
            pl_output_text(&args->message, "unknown shorthand flag: ");
            quote_letter(&args->message, (unsigned char)*at);
            pl_output_format(&args->message, " in -%s", at);
            return false;
        }
        if (at[1] == '=' && at[2])
            return set_flag(args, flag, text_of(at + 2));
        if (!set_flag(args, flag, PL_S("true")))
            return false;
    }
    return true;
}

bool pl_args_flags(pl_args *args, const char **words, size_t n)
{
    assert(args->command);
    args->rest = pl_cli_grow(args->rest, (n + 1) * sizeof(*args->rest));
    args->n_rest = 0;
    for (size_t i = 0; i < n; i++) {
        if (words[i][0] != '-' || !words[i][1] || pl_command_raw(args->command)) {
            args->rest[args->n_rest++] = words[i];
        } else if (words[i][1] != '-') {
            if (!parse_short(args, words[i]))
                return false;
        } else if (words[i][2]) {
            if (!parse_long(args, words, n, &i))
                return false;
        } else {
            while (++i < n)
                args->rest[args->n_rest++] = words[i];
        }
    }
    return true;
}

/* ---- number of arguments */

/* A group that only prints its help accepts any words in Powerpipe. */
static pl_arity arity_of(const pl_args *args)
{
    return args->manners->short_usage && args->command->id == PL_COMMAND_MOD
               ? PL_ARGS_NONE
               : (pl_arity)args->command->arity;
}

static bool arity_fits(const pl_args *args)
{
    switch (arity_of(args)) {
    case PL_ARGS_NONE: return args->n_rest == 0;
    case PL_ARGS_ONE: return args->n_rest == 1;
    case PL_ARGS_SOME: return args->n_rest > 0;
    default: return true;
    }
}

/* A word after a group is a misspelt command; after a command without arguments it is
 * superfluous. */
static void describe_extra(pl_args *args)
{
    pl_str word = text_of(args->rest[0]);
    pl_nearest nearest = pl_cli_nearest(word);
    bool group = false;

    assert(args->n_rest > 0);
    for (const pl_command *c = NULL; (c = pl_command_next(args->command, c)) != NULL;) {
        group = true;
        pl_nearest_offer(&nearest, pl_command_name(c));
    }
    pl_output_format(&args->message, group ? "no command '%.*s' in '" : "what is '%.*s'? '",
                     PL_FMT(word));
    pl_command_path(&args->message, args->command, args->manners->program);
    pl_output_text(&args->message, group ? "'" : "' takes no arguments");
    if (nearest.best.len)
        pl_output_format(&args->message, "; did you mean '%.*s'?", PL_FMT(nearest.best));
}

static void describe_missing(pl_args *args)
{
    const char *what = pl_nouns[args->command->noun].singular;

    if (args->n_rest > 1)
        pl_output_format(&args->message, "one %s at a time, not %zu", what, args->n_rest);
    else
        pl_output_format(&args->message, "which %s? Its name is missing", what);
}

/* Describe a wrong number of arguments in the words of Powerpipe. */
static void describe_arity(pl_args *args)
{
    if (args->command->arity == PL_ARGS_ONE) {
        pl_output_format(&args->message, "accepts 1 arg(s), received %zu", args->n_rest);
    } else if (args->command->arity == PL_ARGS_SOME) {
        pl_output_text(&args->message, "requires at least 1 arg(s), only received 0");
    } else {
        pl_output_text(&args->message, "unknown command ");
        pl_output_quote(&args->message, text_of(args->rest[0]));
        pl_output_text(&args->message, " for \"");
        pl_command_path(&args->message, args->command, args->manners->program);
        pl_output_text(&args->message, "\"");
    }
}

static bool check_arity(pl_args *args)
{
    bool nouns = pl_nouns[args->command->noun].singular[0];

    if (arity_fits(args))
        return true;
    if (!args->manners->short_usage || (arity_of(args) != PL_ARGS_NONE && !nouns))
        describe_arity(args);
    else if (arity_of(args) == PL_ARGS_NONE)
        describe_extra(args);
    else
        describe_missing(args);
    return false;
}

/* ---- all words */

static pl_parsed parse_words(pl_args *args, const char **words, size_t n)
{
    if (!pl_args_flags(args, words, n)) {
        args->remarks.len = 0;
        return PL_PARSED_REFUSED;
    }
    if (pl_args_value(args, "help")->truth)
        return PL_PARSED_HELP;
    if (pl_args_value(args, "version")->truth)
        return PL_PARSED_VERSION;
    if (!check_arity(args))
        return PL_PARSED_REFUSED;
    return args->command->action ? PL_PARSED_RUN : PL_PARSED_HELP;
}

pl_parsed pl_args_parse(int argc, char **argv, const pl_manners *manners, pl_args *out)
{
    size_t n = (size_t)argc;
    const char **words = copy_words((const char *const *)argv, n);
    const char *unknown = NULL;
    pl_parsed parsed;

    assert(manners && !out->command);
    out->manners = manners;
    out->command = find_command(words, &n, manners->hides_own, &unknown);
    if (unknown) {
        if (manners->short_usage)
            describe_misspelt(&out->message, unknown, manners);
        else
            describe_unknown(&out->message, unknown, manners->program, manners->hides_own);
        parsed = PL_PARSED_UNKNOWN;
    } else {
        parsed = parse_words(out, words, n);
    }
    free(words);
    return parsed;
}

void pl_args_done(pl_args *args)
{
    for (size_t i = 0; i < PL_FLAG_COUNT; i++)
        free(args->given[i].items);
    for (size_t i = 0; i < args->n_fields; i++)
        free(args->fields[i]);
    free(args->fields);
    free(args->rest);
    pl_output_done(&args->message);
    pl_output_done(&args->remarks);
    *args = (pl_args){ 0 };
}

const pl_given *pl_args_value(const pl_args *args, const char *name)
{
    static const pl_given none = { 0 };
    assert(name[0]);
    int flag = pl_flag_find(args->command, text_of(name), PL_FLAGS_ALL);

    assert(flag < PL_FLAG_COUNT);
    return flag < 0 ? &none : &args->given[flag];
}
