#include "unit/test.h"
#include "base/cast.h"
#include "cli/args.h"
#include "cli/cli.h"

/* ---- the tables */

TEST(flags_are_sorted_and_unique_per_command)
{
    for (size_t i = 1; i < PL_FLAG_COUNT; i++)
        CHECK(strcmp(pl_flags[i - 1].name, pl_flags[i].name) <= 0, pl_flags[i].name);
    for (size_t c = 0; c < PL_COMMAND_COUNT; c++) {
        for (size_t i = 1; i < PL_FLAG_COUNT; i++) {
            bool twice = strcmp(pl_flags[i - 1].name, pl_flags[i].name) == 0 &&
                         pl_flag_applies(i - 1, &pl_commands[c], PL_FLAGS_ALL) &&
                         pl_flag_applies(i, &pl_commands[c], PL_FLAGS_ALL);
            CHECK(!twice, pl_flags[i].name);
        }
    }
}

/* Concealed ones, which nobody lists, are sorted among themselves. */
TEST(commands_are_sorted_below_their_parent)
{
    for (size_t c = 0; c < PL_COMMAND_COUNT; c++) {
        const pl_command *last = pl_command_next(&pl_commands[c], NULL), *next;
        for (; last && (next = pl_command_next(&pl_commands[c], last)); last = next) {
            bool alike = (last->show == PL_SHOW_CONCEALED) == (next->show == PL_SHOW_CONCEALED);
            CHECK(!alike || strcmp(last->use, next->use) < 0, next->use);
        }
    }
}

TEST(every_command_has_help)
{
    for (size_t c = 0; c < PL_COMMAND_COUNT; c++)
        CHECK(pl_flag_find(&pl_commands[c], PL_S("help"), PL_FLAGS_ALL) >= 0, pl_commands[c].use);
}

/* ---- parsing. In a row blanks separate words, "_" is the empty word and "^" a blank
 * or a line end inside of one. */

enum { MAX_WORDS = 32 };

static int split(const char *line, char *copy, char **words)
{
    int n = 0;

    strcpy(copy, line);
    for (char *word = strtok(copy, " "); word && n < MAX_WORDS; word = strtok(NULL, " ")) {
        for (char *at = word; (at = strchr(at, '^')) != NULL;)
            *at = ' ';
        for (char *at = word; (at = strchr(at, '%')) != NULL;)
            *at = '\n';
        words[n++] = strcmp(word, "_") == 0 ? word + 1 : word;
    }
    return n;
}

static void put_flag(pl_output *out, size_t i, const pl_given *g)
{
    pl_output_format(out, " %s=", pl_flags[i].name);
    switch (pl_flags[i].type) {
    case PL_FLAG_BOOL: pl_output_text(out, g->truth ? "true" : "false"); break;
    case PL_FLAG_INT: pl_output_format(out, "%lld", (long long)g->number); break;
    case PL_FLAG_SLICE:
    case PL_FLAG_ARRAY:
        pl_output_text(out, "[");
        for (size_t k = 0; k < g->n_items; k++)
            pl_output_format(out, "%s%.*s", k ? "|" : "", PL_FMT(g->items[k]));
        pl_output_text(out, "]");
        break;
    default: pl_output_str(out, g->text);
    }
}

/* "run query list: x output=json", "help query", "refused query list: message". */
static const char *parse(const char *line)
{
    static char text[4096];
    static const char *const verbs[] = { "run", "help", "version", "unknown", "refused" };
    char copy[512], *words[MAX_WORDS];
    pl_args args = { 0 };
    pl_output out = { 0 };
    int n = split(line, copy, words);
    pl_parsed parsed = pl_args_parse(n, words, pl_manners_of("powerpipe"), &args);

    pl_output_text(&out, verbs[parsed]);
    if (parsed != PL_PARSED_UNKNOWN) {
        pl_output path = { 0 };
        pl_command_path(&path, args.command, "-");
        pl_output_bytes(&out, path.ptr + (path.len > 1), path.len - (path.len > 1));
        pl_output_done(&path);
    }
    pl_output_text(&out, ":");
    for (size_t i = 0; parsed == PL_PARSED_RUN && i < args.n_rest; i++)
        pl_output_format(&out, " '%s'", args.rest[i]);
    for (size_t i = 0; parsed == PL_PARSED_RUN && i < PL_FLAG_COUNT; i++)
        if (args.given[i].given)
            put_flag(&out, i, &args.given[i]);
    if (args.message.len)
        pl_output_format(&out, " %.*s", (int)args.message.len, args.message.ptr);
    snprintf(text, sizeof text, "%.*s", (int)out.len, out.ptr);
    pl_output_done(&out);
    pl_args_done(&args);
    return text;
}

static const struct {
    const char *what, *line, *want;
} rows[] = {
    { "no words are the root", "", "run-:" },
    { "a command of a group", "query list", "run query list:" },
    { "a group alone runs", "query", "run query:" },
    { "the mod group only helps", "mod", "help mod:" },
    { "the mod group ignores what it does not know", "mod frobnicate", "help mod:" },
    { "the concealed groups", "dashboard card list", "run dashboard card list:" },

    { "a value after a blank", "query list --output json", "run query list: output=json" },
    { "a value after an equals sign", "query list --output=json", "run query list: output=json" },
    { "the last value counts", "query list --output json --output plain",
      "run query list: output=plain" },
    { "enum values in any case", "query list --output JSON", "run query list: output=json" },
    { "flags before the words", "--mod-location . query list", "run query list: mod-location=." },
    { "flags between the words", "query --mod-location . list", "run query list: mod-location=." },
    { "flags and arguments mixed", "query run --output csv x --timing",
      "run query run: 'x' output=csv timing=true" },
    { "two dashes end the flags", "query show -- --odd", "run query show: '--odd'" },
    { "one dash is an argument", "query run -", "run query run: '-'" },
    { "an empty argument counts", "query run _", "run query run: ''" },
    { "a value may begin with dashes", "query run x --arg --y", "run query run: 'x' arg=[--y]" },
    { "a value may be empty", "query run x --database= --where",
      "refused query run: unknown flag: --where" },

    { "a bool alone", "query run x --timing", "run query run: 'x' timing=true" },
    { "a bool with a value", "query run x --header=F", "run query run: 'x' header=false" },
    { "a bool takes no word after it", "query run --header false x",
      "refused query run: accepts 1 arg(s), received 2" },
    { "a bool is no yes", "query run x --header=yes",
      "refused query run: invalid argument \"yes\" for \"--header\" flag: strconv.ParseBool: "
      "parsing \"yes\": invalid syntax" },

    { "an int in hex", "server --port 0x2f", "run server: port=47" },
    { "an int with underscores", "server --port 9_033", "run server: port=9033" },
    { "an octal int", "server --port 0o17", "run server: port=15" },
    { "an old octal int", "server --port 017", "run server: port=15" },
    { "a binary int", "server --port 0b101", "run server: port=5" },
    { "a negative int", "server --port=-1", "run server: port=-1" },
    { "the smallest int", "server --port=-9223372036854775808",
      "run server: port=-9223372036854775808" },
    { "a misplaced underscore", "server --port 9__0",
      "refused server: invalid argument \"9__0\" for \"--port\" flag: strconv.ParseInt: parsing "
      "\"9__0\": invalid syntax" },
    { "beyond 64 bits", "server --port 9223372036854775808",
      "refused server: invalid argument \"9223372036854775808\" for \"--port\" flag: "
      "strconv.ParseInt: parsing \"9223372036854775808\": value out of range" },
    { "beyond 64 bits, then no digit", "server --port 9223372036854775808x",
      "refused server: invalid argument \"9223372036854775808x\" for \"--port\" flag: "
      "strconv.ParseInt: parsing \"9223372036854775808x\": invalid syntax" },
    { "a sign alone", "server --port=-",
      "refused server: invalid argument \"-\" for \"--port\" flag: strconv.ParseInt: parsing "
      "\"-\": invalid syntax" },

    { "a slice is one CSV record each time", "benchmark run x --tag a=b,c=d --tag e=f",
      "run benchmark run: 'x' tag=[a=b|c=d|e=f]" },
    { "quotes protect commas", "benchmark run x --tag \"a,b\",c",
      "run benchmark run: 'x' tag=[a,b|c]" },
    { "doubled quotes", "benchmark run x --tag \"a\"\"b\"", "run benchmark run: 'x' tag=[a\"b]" },
    { "empty fields", "benchmark run x --tag a,,b,", "run benchmark run: 'x' tag=[a||b|]" },
    { "only the first record", "benchmark run x --tag a%b", "run benchmark run: 'x' tag=[a]" },
    { "an empty slice", "benchmark run x --tag=", "run benchmark run: 'x' tag=[]" },
    { "lines inside quotes", "benchmark run x --tag \"a%b\",c",
      "run benchmark run: 'x' tag=[a\nb|c]" },
    { "a stray quote", "benchmark run x --tag a,b\"c",
      "refused benchmark run: invalid argument \"a,b\\\"c\" for \"--tag\" flag: parse error on "
      "line 1, column 4: bare \" in non-quoted-field" },
    { "an open quote", "benchmark run x --tag \"a",
      "refused benchmark run: invalid argument \"\\\"a\" for \"--tag\" flag: parse error on line "
      "1, column 3: extraneous or missing \" in quoted-field" },
    { "text after a quote", "benchmark run x --tag \"a\"b",
      "refused benchmark run: invalid argument \"\\\"a\\\"b\" for \"--tag\" flag: parse error on "
      "line 1, column 3: extraneous or missing \" in quoted-field" },
    { "an open quote on the second line", "benchmark run x --tag \"a%b",
      "refused benchmark run: invalid argument \"\\\"a\\nb\" for \"--tag\" flag: record on line "
      "1; parse error on line 2, column 2: extraneous or missing \" in quoted-field" },
    { "nothing but line ends", "benchmark run x --tag %%",
      "refused benchmark run: invalid argument \"\\n\\n\" for \"--tag\" flag: EOF" },
    { "an array takes values as they are", "query run x --arg a,b --arg \"c",
      "run query run: 'x' arg=[a,b|\"c]" },
    { "--var-file differs between commands", "benchmark run x --var-file a,b",
      "run benchmark run: 'x' var-file=[a,b]" },
    { "--var-file of queries is a slice", "query run x --var-file a,b",
      "run query run: 'x' var-file=[a|b]" },
    { "--var-file of the server is one", "server --var-file a,b", "run server: var-file=a,b" },

    { "no such flag", "query list --bogus", "refused query list: unknown flag: --bogus" },
    { "no such flag, with a value", "query list --bogus=1",
      "refused query list: unknown flag: --bogus" },
    { "no such letter", "query list -x", "refused query list: unknown shorthand flag: 'x' in -x" },
    { "no such letter after h", "query list -hx",
      "refused query list: unknown shorthand flag: 'x' in -x" },
    { "a long name after one dash", "query list -output json",
      "refused query list: unknown shorthand flag: 'o' in -output" },
    { "a letter beyond ASCII", "query list -\xc3\xa4",
      "refused query list: unknown shorthand flag: '\xc3\x83' in -\xc3\xa4" },
    { "a flag without a name", "query list --=x", "refused query list: bad flag syntax: --=x" },
    { "three dashes", "query list ---output", "refused query list: bad flag syntax: ---output" },
    { "a flag without its value", "query list --output",
      "refused query list: flag needs an argument: --output" },
    { "a bad enum value lists the good ones", "dashboard run x --output xml",
      "refused dashboard run: invalid argument \"xml\" for \"--output\" flag: must be 'none', "
      "'pps', 'snapshot'" },
    { "a flag with a letter is named by both", "query list --help=maybe",
      "refused query list: invalid argument \"maybe\" for \"-h, --help\" flag: "
      "strconv.ParseBool: parsing \"maybe\": invalid syntax" },

    { "help", "query list -h", "help query list:" },
    { "help after arguments", "query run x --help", "help query run:" },
    { "help of the root", "--help", "help-:" },
    { "help that is none", "query list --help=false", "run query list: help=false" },
    { "a bad flag wins over help before it", "query run --help --bogus",
      "refused query run: unknown flag: --bogus" },
    { "version", "--version", "version-:" },
    { "version by letter", "-v", "version-:" },
    { "version belongs to the root", "query --version", "refused query: unknown flag: --version" },

    { "too many for none", "query list x",
      "refused query list: unknown command \"x\" for \"powerpipe query list\"" },
    { "too few for one", "query show", "refused query show: accepts 1 arg(s), received 0" },
    { "too few for some", "benchmark run",
      "refused benchmark run: requires at least 1 arg(s), only received 0" },
    { "any number", "mod list a b", "run mod list: 'a' 'b'" },
    { "an unknown word of a group", "benchmark lst",
      "refused benchmark: unknown command \"lst\" for \"powerpipe benchmark\"" },

    { "an unknown command", "frobnicate",
      "unknown: unknown command \"frobnicate\" for "
      "\"powerpipe\"" },
    { "two edits away", "plugin",
      "unknown: unknown command \"plugin\" for \"powerpipe\"\n\nDid you mean this?\n\tlogin\n" },
    { "a beginning", "b",
      "unknown: unknown command \"b\" for \"powerpipe\"\n\nDid you mean this?\n\tbenchmark\n" },
    { "in another case", "QUERY",
      "unknown: unknown command \"QUERY\" for \"powerpipe\"\n\nDid you mean this?\n\tquery\n" },
    { "help is not proposed", "hel", "unknown: unknown command \"hel\" for \"powerpipe\"" },
    { "own commands are not proposed", "inde",
      "unknown: unknown command \"inde\" for \"powerpipe\"" },
    { "a flag that the root does not know takes a value", "--output json query list",
      "run query list: output=json" },
};

TEST(arguments)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        CHECK_STR(parse(rows[i].line), rows[i].want, rows[i].what);
}

TEST(deprecated_flags_earn_a_remark_when_all_is_well)
{
    char *good[] = { "query", "run", "x", "--database", "y" };
    char *bad[] = { "query", "run", "--database", "y", "--bogus" };
    pl_args args = { 0 };

    CHECK(pl_args_parse(5, good, pl_manners_of("powerpipe"), &args) == PL_PARSED_RUN, "parsed");
    CHECK(args.remarks.len > 0, "a remark");
    pl_args_done(&args);
    CHECK(pl_args_parse(5, bad, pl_manners_of("powerpipe"), &args) == PL_PARSED_REFUSED, "refused");
    CHECK_INT(args.remarks.len, 0, "no remark");
    pl_args_done(&args);
}

TEST(own_commands_are_proposed_under_our_own_name)
{
    char *words[] = { "inde" };
    pl_args args = { 0 };

    CHECK(pl_args_parse(1, words, pl_manners_of(NULL), &args) == PL_PARSED_UNKNOWN, "unknown");
    CHECK(memmem(args.message.ptr, args.message.len, "did you mean 'index'?", 21),
          "index is proposed");
    pl_args_done(&args);
}

/* Usage errors under our own name: what is wrong, what may be meant. */
static const struct {
    const char *what, *words[5], *want;
} own_rows[] = {
    { "a misspelt flag",
      { "query", "list", "--ouput", "x" },
      "unknown flag: --ouput; did you mean --output?" },
    { "a flag that nothing is near", { "query", "list", "--bogus" }, "unknown flag: --bogus" },
    { "no number",
      { "server", "--port", "abc" },
      "invalid value 'abc' for --port: a whole number is expected" },
    { "too large a number",
      { "server", "--port", "99999999999999999999" },
      "invalid value '99999999999999999999' for --port: the number is too large" },
    { "no truth",
      { "server", "--watch=maybe" },
      "invalid value 'maybe' for --watch: true or false is expected" },
    { "a misspelt command of a group",
      { "benchmark", "lst" },
      "no command 'lst' in 'pipelite benchmark'; did you mean 'list'?" },
    { "an argument of none",
      { "query", "list", "x" },
      "what is 'x'? 'pipelite query list' takes no arguments" },
    { "a name that is missing", { "query", "show" }, "which query? Its name is missing" },
    { "two names", { "query", "show", "a", "b" }, "one query at a time, not 2" },
};

TEST(own_usage_errors_are_one_line)
{
    for (size_t i = 0; i < sizeof own_rows / sizeof own_rows[0]; i++) {
        char *words[5] = { 0 };
        pl_args args = { 0 };
        int n = 0;
        for (; n < 5 && own_rows[i].words[n]; n++)
            words[n] = pl_unconst(own_rows[i].words[n]);
        CHECK(pl_args_parse(n, words, pl_manners_of("bin/pipelite"), &args) == PL_PARSED_REFUSED,
              own_rows[i].what);
        pl_output_bytes(&args.message, "", 1);
        CHECK_STR(args.message.ptr, own_rows[i].want, own_rows[i].what);
        pl_args_done(&args);
    }
}

/* ---- text */

static const struct {
    const char *text, *want;
} quotes[] = {
    { "", "\"\"" },
    { "a b", "\"a b\"" },
    { "\"\\", "\"\\\"\\\\\"" },
    { "\a\b\f\n\r\t\v\x01\x7f", "\"\\a\\b\\f\\n\\r\\t\\v\\x01\\x7f\"" },
    { "gr\xc3\xb6\xc3\x9f", "\"gr\xc3\xb6\xc3\x9f\"" },
    { "\xc3", "\"\\xc3\"" },
    { "\xed\xa0\x80", "\"\\xed\\xa0\\x80\"" },
    { "\xc2\xa0\xe2\x80\xa8", "\"\\u00a0\\u2028\"" },
    { "\xf0\x9f\x98\x80\xf3\xa0\x80\x81", "\"\xf0\x9f\x98\x80\\U000e0001\"" },
    { "\xf4\x90\x80\x80", "\"\\xf4\\x90\\x80\\x80\"" },
};

TEST(text_is_quoted_as_go_does)
{
    for (size_t i = 0; i < sizeof quotes / sizeof quotes[0]; i++) {
        pl_output out = { 0 };
        pl_output_quote(&out, (pl_str){ quotes[i].text, strlen(quotes[i].text) });
        pl_output_bytes(&out, "", 1);
        CHECK_STR(out.ptr, quotes[i].want, quotes[i].text);
        pl_output_done(&out);
    }
}
