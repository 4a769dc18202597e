/* message.c - writing to standard output and standard error (cli.md 7.1, 7.4). */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <pipelite/render.h>

#include "cli/cli.h"

int pl_cli_print(const pl_cli *cli, pl_str text, int code)
{
    if (pl_cli_show(STDOUT_FILENO, text))
        return code;
    return pl_cli_fail(cli, PL_EXIT_FAILED, "cannot write the output: %s", strerror(errno));
}

int pl_cli_print_output(const pl_cli *cli, pl_output *out, int code)
{
    int result = pl_cli_print(cli, (pl_str){ out->ptr, out->len }, code);

    pl_output_done(out);
    return result;
}

static const char *error_word(const pl_cli *cli)
{
    return cli->color ? "\033[31mError\033[0m: " : "Error: ";
}

static const char *warning_word(const pl_cli *cli)
{
    return cli->color ? "\033[33mWarning\033[0m: " : "Warning: ";
}

/* Commands that messages of the library emphasise, as Powerpipe does (recorded, in pipes, too). */
static const char *const emphasised[] = { "\033[1mpowerpipe mod install\033[0m",
                                          "\033[1mpowerpipe login\033[0m",
                                          "\033[1mpipelite login\033[0m" };

/* The beginning of the first emphasis in `text`; its end where there is none. */
static size_t find_emphasis(pl_str text, pl_str *emphasis)
{
    const char *at = text.ptr, *end = text.ptr + text.len;

    for (; at && (at = memchr(at, '\033', (size_t)(end - at))); at++)
        for (size_t i = 0; i < sizeof(emphasised) / sizeof(*emphasised); i++) {
            size_t n = strlen(emphasised[i]);
            if ((size_t)(end - at) < n || memcmp(at, emphasised[i], n) != 0)
                continue;
            *emphasis = (pl_str){ emphasised[i], n };
            return (size_t)(at - text.ptr);
        }
    *emphasis = (pl_str){ 0 };
    return text.len;
}

/* The escapes of an emphasis are our own; all else in a message may be data. */
static void put_message(const pl_cli *cli, pl_output *out, pl_str message)
{
    enum { BEGIN = sizeof("\033[1m") - 1, END = sizeof("\033[0m") - 1 };
    bool plain = cli->manners->quiet_pipes && !cli->color;

    while (message.len) {
        pl_str emphasis;
        size_t n = find_emphasis(message, &emphasis), used = n + emphasis.len;
        pl_output_data(out, STDERR_FILENO, (pl_str){ message.ptr, n });
        if (emphasis.len && plain)
            emphasis = (pl_str){ emphasis.ptr + BEGIN, emphasis.len - BEGIN - END };
        pl_output_str(out, emphasis);
        message = (pl_str){ message.ptr + used, message.len - used };
    }
}

static void print_message(const pl_cli *cli, const char *word, pl_str message)
{
    pl_output out = { 0 };

    pl_output_text(&out, word);
    put_message(cli, &out, message);
    pl_output_trim(&out, 0);
    pl_output_text(&out, "\n");
    pl_output_flush_painted(&out, STDERR_FILENO);
    pl_output_done(&out);
}

int pl_cli_fail_str(const pl_cli *cli, int code, pl_str message)
{
    print_message(cli, error_word(cli), message);
    return code;
}

int pl_cli_fail(const pl_cli *cli, int code, const char *format, ...)
{
    char *text;
    va_list ap;
    int n;

    va_start(ap, format);
    n = vsnprintf(NULL, 0, format, ap);
    va_end(ap);
    text = pl_cli_grow(NULL, n < 0 ? 1 : (size_t)n + 1);
    va_start(ap, format);
    n = vsnprintf(text, n < 0 ? 1 : (size_t)n + 1, format, ap);
    va_end(ap);
    pl_cli_fail_str(cli, code, (pl_str){ text, n < 0 ? 0 : (size_t)n });
    free(text);
    return code;
}

void pl_cli_warn(const pl_cli *cli, pl_str message)
{
    print_message(cli, warning_word(cli), message);
}

int pl_cli_not_built(const pl_cli *cli, const char *format)
{
    pl_output path = { 0 };

    pl_command_path(&path, cli->args.command, cli->help.program);
    pl_output_text(&path, *format ? " --output " : "");
    pl_output_text(&path, format);
    pl_output_bytes(&path, "", 1);
    pl_cli_fail(cli, PL_EXIT_NOT_BUILT,
                "'%s' is not built yet: this version lists, shows, checks and runs", path.ptr);
    pl_output_done(&path);
    return PL_EXIT_NOT_BUILT;
}

/* ---- diagnostics */

static void print_diag(const pl_cli *cli, const pl_diag *d)
{
    pl_output text = { 0 };

    pl_output_str(&text, d->summary);
    if (d->detail.len)
        pl_output_format(&text, ": %.*s", PL_FMT(d->detail));
    if (d->path.len)
        pl_output_format(&text, "\n(%.*s:%u,%u)", PL_FMT(d->path), d->start.line, d->start.column);
    if (d->severity == PL_WARNING)
        pl_cli_warn(cli, (pl_str){ text.ptr, text.len });
    else
        pl_cli_fail_str(cli, 0, (pl_str){ text.ptr, text.len });
    pl_output_done(&text);
}

static void report_problems(const pl_cli *cli, const pl_diags *diags, const char *context)
{
    pl_problem_style style = {
        .color = cli->color,
        .base = { cli->help.directory, strlen(cli->help.directory) },
        .context = pl_str_cstr(context),
        .terminal = isatty(STDERR_FILENO),
    };
    pl_output out = { 0 };
    pl_text text = { 0 };

    pl_render_problems(diags, &style, &text);
    pl_output_bytes(&out, text.ptr, text.len);
    pl_output_text(&out, "\n");
    pl_output_flush_painted(&out, STDERR_FILENO);
    pl_output_done(&out);
    pl_text_free(&text);
}

void pl_cli_report(const pl_cli *cli, const pl_diags *diags, const char *context)
{
    size_t n = pl_diags_count(diags);
    pl_text text = { 0 };

    if (n == 0)
        return;
    if (cli->manners->excerpts) {
        report_problems(cli, diags, context);
        return;
    }
    if (pl_diags_errors(diags) < n) {
        for (size_t i = 0; i < n; i++)
            print_diag(cli, pl_diags_get(diags, i));
        return;
    }
    pl_render_diags(diags, pl_str_cstr(context), &text);
    pl_cli_fail_str(cli, 0, (pl_str){ text.ptr, text.len });
    pl_text_free(&text);
}

int pl_cli_fail_diags(const pl_cli *cli, int code, const pl_diags *diags)
{
    pl_text text = { 0 };

    pl_render_diags(diags, PL_S(""), &text);
    code = pl_cli_fail_str(cli, code, (pl_str){ text.ptr, text.len });
    pl_text_free(&text);
    return code;
}

/* ---- log */

pl_log_level pl_cli_log_level(pl_cli *cli)
{
    const pl_given *given = pl_args_value(&cli->args, "log-level");
    pl_switches switches;

    if (given->given)
        return pl_log_level_parse(given->text);
    pl_settings_switches(cli->settings, &switches);
    return switches.log_level;
}
