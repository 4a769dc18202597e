/* run: benchmark, control, dashboard, detection and query (cli.md 3.1). */
#include <string.h>

#include "cli/cli.h"
#include "cli/export.h"
#include "cli/target.h"
#include "cli/validate.h"

/* What sets one kind of run apart. */
typedef struct run_kind {
    int refused, failed; /* exit codes: bad arguments; could not begin */
    pl_exports exports;
    bool query, dashboard;
} run_kind;

static run_kind kind_of(const pl_cli *cli)
{
    switch (cli->args.command->id) {
    case PL_COMMAND_BENCHMARK_RUN:
    case PL_COMMAND_CONTROL_RUN:
        return (run_kind){ PL_EXIT_CHECK_ARGS, PL_EXIT_CHECK_INIT, PL_EXPORTS_CHECK, false, false };
    case PL_COMMAND_DASHBOARD_RUN:
        return (run_kind){ PL_EXIT_FAILED, PL_EXIT_FAILED, PL_EXPORTS_DASHBOARD, false, true };
    case PL_COMMAND_QUERY_RUN:
        return (run_kind){ PL_EXIT_FAILED, PL_EXIT_FAILED, PL_EXPORTS_QUERY, true, false };
    default:
        return (run_kind){ PL_EXIT_FAILED, PL_EXIT_CHECK_INIT, PL_EXPORTS_DETECTION, false, false };
    }
}

/* ---- targets */

static bool check_several(const pl_cli *cli, pl_output *why)
{
    for (size_t i = 0; i < cli->args.n_rest; i++) {
        const char *word = cli->args.rest[i];
        size_t n = strlen(word);
        if (strcmp(word, "all") == 0)
            pl_output_text(why, "cannot execute 'all' with other benchmarks");
        else if (strchr(word, '(') && word[n - 1] == ')')
            pl_output_text(why, "benchmarks do not support query args");
        if (why->len)
            return false;
    }
    return true;
}

/* Find all targets; *detections: the exports are those of detections. */
static bool find_targets(pl_cli *cli, const pl_workspace *ws, const run_kind *kind,
                         bool *detections, pl_output *why)
{
    pl_noun noun = (pl_noun)cli->args.command->noun;
    bool alone = cli->args.n_rest == 1;
    pl_target target;
    size_t n_args;
    const pl_str *args = pl_settings_list(cli->settings, "arg", &n_args);

    *detections = kind->exports == PL_EXPORTS_DETECTION;
    if (!alone && !check_several(cli, why))
        return false;
    for (size_t i = 0; i < cli->args.n_rest; i++) {
        pl_str text = { cli->args.rest[i], strlen(cli->args.rest[i]) };
        if (!pl_target_check_args(text, args, n_args, why) ||
            !pl_target_find(ws, noun, text, alone, kind->query, &target, why))
            return false;
        if (noun == PL_NOUN_BENCHMARK && !target.all && target.entry.detection)
            *detections = true;
    }
    return true;
}

/* ---- output and exports */

/* A profile may name a format that the command does not have, or a benchmark turn out
 * to be one of detections, which have fewer: those come first. */
static bool check_output(const pl_cli *cli, bool detections, pl_output *why)
{
    static const char *const known[] = { "text", "brief", "json", "none",   "snapshot", "pps",
                                         "csv",  "html",  "md",   "nunit3", "asff" };
    pl_str output = pl_settings_string(cli->settings, "output");

    for (size_t i = 0; i < (detections ? 6 : sizeof(known) / sizeof(known[0])); i++)
        if (strlen(known[i]) == output.len && memcmp(known[i], output.ptr, output.len) == 0)
            return true;
    pl_output_format(why, "invalid output format: '%.*s'", PL_FMT(output));
    return false;
}

static bool check_outlets(const pl_cli *cli, const run_kind *kind, bool detections, pl_output *why)
{
    pl_exports set = detections ? PL_EXPORTS_DETECTION : kind->exports;
    bool looks = set == PL_EXPORTS_CHECK || set == PL_EXPORTS_DETECTION;
    size_t n;
    const pl_str *exports = pl_settings_list(cli->settings, "export", &n);

    return pl_export_check(set, pl_settings_install_dir(cli->settings), exports, n, why) &&
           (!looks || check_output(cli, detections, why));
}

/* ---- the command */

static int run_loaded(pl_cli *cli, const pl_workspace *ws, const run_kind *kind)
{
    pl_output why = { 0 };
    bool detections;
    int code;

    if (find_targets(cli, ws, kind, &detections, &why) &&
        check_outlets(cli, kind, detections, &why))
        code = pl_cli_not_built(cli, "");
    else
        code = pl_cli_fail_str(cli, kind->failed, (pl_str){ why.ptr, why.len });
    pl_output_done(&why);
    return code;
}

int pl_cmd_run(pl_cli *cli)
{
    run_kind kind = kind_of(cli);
    pl_open_options options = { .strict = true };
    pl_str first = { cli->args.rest[0], strlen(cli->args.rest[0]) };
    pl_workspace *ws;
    int code;

    if (!pl_cli_configure(cli))
        return PL_EXIT_FAILED;
    if (!pl_validate_run(cli, kind.refused))
        return kind.refused;
    if (pl_cli_dumped(cli))
        return PL_EXIT_OK;
    if (kind.dashboard && !pl_validate_inputs(cli, kind.failed))
        return kind.failed;
    options.need_mod_file = !kind.query || !pl_target_is_sql(first);
    ws = pl_cli_open(cli, &options, "failed to load workspace: ");
    if (!ws)
        return kind.failed;
    code = run_loaded(cli, ws, &kind);
    pl_cli_done(cli, ws);
    return code;
}
