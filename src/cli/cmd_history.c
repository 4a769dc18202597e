/* cmd_history.c - `history`: what was recorded, and what has changed (history.md 4). */
#include <string.h>
#include <unistd.h>

#include "cli/recording.h"
#include "cli/terminal.h"

static pl_str argument(const pl_cli *cli, size_t i)
{
    const char *text = i < cli->args.n_rest ? cli->args.rest[i] : "";

    return (pl_str){ text, strlen(text) };
}

/* Were more arguments given than the command has? */
static bool has_surplus(const pl_cli *cli, size_t most)
{
    if (cli->args.n_rest <= most)
        return false;
    pl_cli_fail(cli, 0, "accepts at most %zu arg(s), received %zu", most, cli->args.n_rest);
    return true;
}

/* Report why there is no store; one that was never made is no fault of the user. */
static void report_absent(const pl_cli *cli, const pl_diags *diags)
{
    const pl_diag *first = pl_diags_get(diags, 0);

    if (pl_diags_count(diags) && first->code == PL_DIAG_NO_HISTORY)
        pl_cli_fail(cli, 0,
                    "%.*s: record a run first, '%s benchmark run NAME --record', or name another "
                    "store by --history",
                    PL_FMT(first->summary), cli->help.program);
    else
        pl_cli_report(cli, diags, "");
}

static void fill_question(const pl_cli *cli, pl_history_question *q)
{
    const pl_settings *s = cli->settings;
    int64_t limit = pl_settings_int(s, "limit");

    q->labels = pl_settings_list(s, "label", &q->n_labels);
    q->controls = pl_settings_list(s, "control", &q->n_controls);
    q->severities = pl_settings_list(s, "severity", &q->n_severities);
    q->since = pl_settings_string(s, "since");
    q->until = pl_settings_string(s, "until");
    q->limit = limit > 0 ? (uint64_t)limit : 0;
}

static bool print_answer(const pl_cli *cli, const pl_history_answer *answer, pl_diags *diags)
{
    const pl_settings *s = cli->settings;
    pl_history_output how = {
        .format = pl_settings_string(s, "output"),
        .header = !pl_settings_is_set(s, "header") || pl_settings_bool(s, "header"),
        .separator = pl_settings_string(s, "separator"),
        .color = cli->color && cli->terminal,
        .terminal = cli->terminal,
        .columns = pl_terminal_width(cli->manners),
    };

    if (!how.format.len) /* flags of our own have no default under the name powerpipe */
        how.format = PL_S("text");
    return pl_history_write(answer, &how, pl_cli_write_out, NULL, diags);
}

/* The exit code of `diff` by --fail-on. */
static int code_of(const pl_cli *cli, const pl_history_answer *answer)
{
    size_t n;
    const pl_str *words = pl_settings_list(cli->settings, "fail-on", &n);

    for (size_t i = 0; i < n; i++)
        for (size_t row = 0; row < pl_history_count(answer); row++) {
            pl_str change = pl_history_get(answer, row, PL_S("change"));
            if (change.len == words[i].len && memcmp(change.ptr, words[i].ptr, change.len) == 0)
                return PL_EXIT_CHECK_ALARMS;
        }
    return PL_EXIT_OK;
}

/* Configure the command and open the store; pl_history_close(). NULL after printing why not. */
static pl_history *open_history(pl_cli *cli)
{
    pl_recording r;
    pl_diags *diags = pl_diags_new();
    pl_history *history = NULL;

    if (pl_recording_init(&r, cli, (pl_str){ 0 }) &&
        !(history = pl_history_open(&r.options, diags)))
        report_absent(cli, diags);
    pl_recording_done(&r);
    pl_diags_free(diags);
    return history;
}

/* Ask the store and print the answer. Returns the exit code. */
static int ask(pl_cli *cli, pl_history_question *question)
{
    pl_diags *diags = pl_diags_new();
    pl_history *history = open_history(cli);
    pl_history_answer *answer = NULL;
    int code = PL_EXIT_FAILED;

    fill_question(cli, question);
    if (history)
        answer = pl_history_ask(history, question, diags);
    if (answer && print_answer(cli, answer, diags))
        code = code_of(cli, answer);
    pl_cli_report(cli, diags, "");
    pl_history_answer_free(answer);
    pl_history_close(history);
    pl_diags_free(diags);
    return code;
}

/* The newest runs, unless the user says how many. */
int pl_cmd_history(pl_cli *cli)
{
    enum { NEWEST = 20 };
    pl_history_question q = { .view = PL_S("runs") };

    if (!pl_cli_configure(cli))
        return PL_EXIT_FAILED;
    if (!pl_settings_is_set(cli->settings, "limit") &&
        !pl_settings_is_set(cli->settings, "since") && !pl_settings_is_set(cli->settings, "until"))
        pl_settings_put_int(cli->settings, PL_LAYER_DEFAULT, "limit", NEWEST);
    return ask(cli, &q);
}

int pl_cmd_history_show(pl_cli *cli)
{
    pl_history_question q = { .view = PL_S("run"), .run = argument(cli, 0) };

    if (has_surplus(cli, 1) || !pl_cli_configure(cli))
        return PL_EXIT_FAILED;
    return ask(cli, &q);
}

int pl_cmd_history_diff(pl_cli *cli)
{
    pl_history_question q = { .view = PL_S("diff"),
                              .from = argument(cli, 0),
                              .run = argument(cli, 1) };

    if (has_surplus(cli, 2) || !pl_cli_configure(cli))
        return PL_EXIT_FAILED;
    return ask(cli, &q);
}

static int ask_of_benchmark(pl_cli *cli, pl_str view)
{
    pl_history_question q = { .view = view, .name = argument(cli, 0) };

    if (has_surplus(cli, 1) || !pl_cli_configure(cli))
        return PL_EXIT_FAILED;
    return ask(cli, &q);
}

int pl_cmd_history_open(pl_cli *cli)
{
    return ask_of_benchmark(cli, PL_S("open"));
}

int pl_cmd_history_trend(pl_cli *cli)
{
    return ask_of_benchmark(cli, PL_S("trend"));
}

/* ---- keeping the store */

int pl_cmd_history_prune(pl_cli *cli)
{
    pl_diags *diags = pl_diags_new();
    pl_output out = { 0 };
    pl_history_pruned dropped;
    pl_history *history = pl_cli_configure(cli) ? open_history(cli) : NULL;
    pl_str keep = pl_args_value(&cli->args, "keep")->given
                      ? pl_settings_string(cli->settings, "keep")
                      : PL_S("400d");
    bool dry_run = pl_args_value(&cli->args, "dry-run")->truth;
    int code = PL_EXIT_FAILED;

    if (history && pl_history_prune(history, keep, dry_run, &dropped, diags)) {
        pl_output_format(&out, "%s %llu runs, %llu findings and %llu spans",
                         dry_run ? "would drop" : "dropped", (unsigned long long)dropped.runs,
                         (unsigned long long)dropped.findings, (unsigned long long)dropped.spans);
        if (dropped.bytes)
            pl_output_format(&out, ", %.1f MB", (double)dropped.bytes / 1e6);
        pl_output_text(&out, "\n");
        code = pl_cli_print_output(cli, &out, PL_EXIT_OK);
    }
    pl_cli_report(cli, diags, "");
    pl_history_close(history);
    pl_diags_free(diags);
    return code;
}

int pl_cmd_history_check(pl_cli *cli)
{
    pl_diags *diags = pl_diags_new();
    pl_history *history = pl_cli_configure(cli) ? open_history(cli) : NULL;
    int code = history ? PL_EXIT_FOUND : PL_EXIT_FAILED;

    if (history && pl_history_check(history, diags))
        code = pl_cli_print(cli, PL_S("the history is sound\n"), PL_EXIT_OK);
    pl_cli_report(cli, diags, "");
    pl_history_close(history);
    pl_diags_free(diags);
    return code;
}
