/* Questions for values of variables: what they look like, and which question gets which line. */
#include "cli/prompt.h"
#include "unit/place.h"
#include <fcntl.h>

/* Standard input is `text`, standard output a file, until it is put back. */
typedef struct streams {
    int in, out;
    const char *path;
} streams;

static streams redirect(const char *text)
{
    streams s = { dup(STDIN_FILENO), dup(STDOUT_FILENO), place_path(pl_test_dir(), "said") };
    int ends[2], file = open(s.path, O_CREAT | O_TRUNC | O_RDWR, 0600);
    fflush(stdout);
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(write(ends[1], text, strlen(text)), (ssize_t)strlen(text));
    close(ends[1]);
    dup2(ends[0], STDIN_FILENO);
    dup2(file, STDOUT_FILENO);
    close(ends[0]);
    close(file);
    return s;
}

static const char *restore(streams *s)
{
    static char recorded[2048];
    FILE *f = fopen(s->path, "r");
    dup2(s->in, STDIN_FILENO);
    dup2(s->out, STDOUT_FILENO);
    close(s->in);
    close(s->out);
    recorded[fread(recorded, 1, sizeof recorded - 1, f)] = 0;
    fclose(f);
    return recorded;
}

static const struct {
    const char *what, *input, *want; /* answers to three questions */
} rows[] = {
    { "one line each", "Edda\nnorth\n12\n", "[Edda][north][12]" },
    { "an empty line is an answer", "\n\n\n", "[][][]" },
    { "blanks stay", "  Edda Bo \r\nb\nc\n", "[  Edda Bo \r][b][c]" },
    { "the input ends", "Edda\n", "[Edda]end end " },
    { "a line without an end is none", "Edda\nnor", "[Edda]end end " },
    { "nothing at all", "", "end end end " },
};

TEST(each_question_gets_its_line)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        pl_prompt prompt = { 0 };
        char got[256] = "";
        streams s = redirect(rows[i].input);
        for (int q = 0; q < 3; q++) {
            pl_str answer;
            size_t len = strlen(got);
            pl_asked asked =
                pl_prompt_ask(&prompt, &(pl_question){ .name = PL_S("var.x") }, &answer);
            if (asked == PL_ASKED_ANSWER)
                snprintf(got + len, sizeof got - len, "[%.*s]", PL_FMT(answer));
            else
                snprintf(got + len, sizeof got - len, "end ");
        }
        restore(&s);
        pl_prompt_done(&prompt);
        CHECK_STR(got, rows[i].want, rows[i].what);
    }
}

/* Longer than one read. */
TEST(long_lines_are_whole)
{
    pl_prompt prompt = { 0 };
    pl_str answer;
    static char text[20001];
    memset(text, 'x', 20000);
    text[19999] = '\n';
    streams s = redirect(text);
    pl_asked asked = pl_prompt_ask(&prompt, &(pl_question){ .name = PL_S("var.x") }, &answer);
    restore(&s);
    CHECK(asked == PL_ASKED_ANSWER && answer.len == 19999, "all of it");
    pl_prompt_done(&prompt);
}

TEST(questions_look_as_recorded)
{
    pl_prompt prompt = { 0 };
    pl_str answer;
    streams s = redirect("a\nb\n");
    pl_prompt_ask(
        &prompt,
        &(pl_question){ .name = PL_S("var.keeper"), .description = PL_S("Keeper of the light.") },
        &answer);
    pl_prompt_ask(&prompt, &(pl_question){ .name = PL_S("var.zone"), .description = PL_S("") },
                  &answer);
    pl_prompt_ask(&prompt, &(pl_question){ .name = PL_S("var.end"), .description = PL_S("") },
                  &answer);
    const char *recorded = restore(&s);
    CHECK_STR(recorded,
              "\nVariables defined with no value set.\n"
              "\033[0m\033[1mvar.keeper\033[0m\n  Keeper of the light.\n\n"
              "  \033[1mEnter a value:\033[0m \n"
              "\033[0m\033[1mvar.zone\033[0m\n  \033[1mEnter a value:\033[0m \n"
              "\033[0m\033[1mvar.end\033[0m\n  \033[1mEnter a value:\033[0m ",
              "");
    pl_prompt_done(&prompt);
}
