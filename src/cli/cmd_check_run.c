/* cmd_check_run.c - `benchmark run`, `control run`, `detection run`: check trees run, and their
 * results are printed, saved and exported (check-and-outputs.md 2, 7; cli.md 3.6, 3.7).
 *
 *     targets -> units   one for each target, or one for all if a file to export to is named
 *     unit               run, print, save, time, export; then the next unit
 *
 * The exit code is the worst of all units (C2). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <pipelite/run.h>

#include "cli/cli.h"
#include "base/cast.h"
#include "cli/export.h"
#include "cli/filters.h"
#include "cli/interrupt.h"
#include "cli/onepage.h"
#include "cli/outlet.h"
#include "cli/recording.h"
#include "cli/running.h"
#include "cli/spinner.h"
#include "cli/target.h"
#include "cli/terminal.h"
#include "cli/validate.h"

typedef struct command {
    pl_cli *cli;
    pl_workspace *ws;
    pl_engine *engine;
    pl_stop *stop;
    pl_target *targets;
    size_t n_targets;
    pl_exports exports;
    pl_review *review; /* NULL: all results are shown as they are */
    bool detection;    /* `detection run`: it has exit codes of its own */
    bool all, merged, dry_run, text;
    bool recorded;    /* runs go into the history */
    char output[256]; /* built-in formats in lower case; names of folders are not longer */
    pl_run_output format;
    pl_spinner spinner;
    pl_interrupt interrupt;
    uint64_t began;
    bool saving; /* the snapshot for --snapshot is being saved */
    /* the unit at hand */
    pl_run *run;
    pl_run_info result;
} command;

static pl_str rest_text(const command *c, size_t i)
{
    return (pl_str){ c->cli->args.rest[i], strlen(c->cli->args.rest[i]) };
}

static int init_failed(const command *c)
{
    pl_spinner_hide(pl_unconst(&c->spinner));
    return PL_EXIT_CHECK_INIT;
}

/* ---- targets */

static bool check_several(const command *c, pl_output *why)
{
    for (size_t i = 0; i < c->n_targets; i++) {
        pl_str word = rest_text(c, i);
        if (word.len == 3 && memcmp(word.ptr, "all", 3) == 0)
            pl_output_text(why, "cannot execute 'all' with other benchmarks");
        else if (memchr(word.ptr, '(', word.len) && word.ptr[word.len - 1] == ')')
            pl_output_text(why, "benchmarks do not support query args");
        if (why->len)
            return false;
    }
    return true;
}

static bool is_detection(const pl_target *target)
{
    return !target->all && (target->entry.detection || target->entry.kind == PL_KIND_DETECTION);
}

static bool find_targets(command *c)
{
    pl_noun noun = (pl_noun)c->cli->args.command->noun;
    pl_output why = { 0 };
    bool ok = c->n_targets == 1 || check_several(c, &why);

    size_t i = 0;

    for (; i < c->n_targets && ok; i++) {
        pl_target_name wanted = { noun, rest_text(c, i), .alone = c->n_targets == 1 };
        ok = pl_target_find(c->ws, &wanted, &c->targets[i], &why);
        if (ok && is_detection(&c->targets[i]))
            c->exports = PL_EXPORTS_DETECTION;
        c->all |= ok && c->targets[i].all;
    }
    if (!ok)
        pl_target_fail(c->cli, c->ws, i ? rest_text(c, i - 1) : PL_S(""), 0, &why);
    pl_output_done(&why);
    return ok && (c->n_targets > 1 || pl_running_args(c->cli, rest_text(c, 0)));
}

/* ---- output and exports */

/* A profile may name other formats as well: by other names of export formats, or custom formats. */
static bool find_output(command *c, pl_str output)
{
    pl_output name, extension;
    bool found = pl_export_format(c->exports, pl_settings_install_dir(c->cli->settings), output,
                                  &name, &extension);

    if (found)
        snprintf(c->output, sizeof(c->output), "%s", name.ptr);
    pl_output_done(&name);
    pl_output_done(&extension);
    return found;
}

/* Check the format: a profile may name one that the flag does not accept. */
static bool check_output(command *c)
{
    static const char *const known[] = { "text", "brief", "json", "none", "snapshot",
                                         "pps",  "csv",   "html", "md",   "nunit3",
                                         "asff", "junit", "sarif" };
    pl_str output = pl_settings_string(c->cli->settings, "output");
    size_t n = c->exports == PL_EXPORTS_DETECTION ? 6 : sizeof(known) / sizeof(known[0]);

    for (size_t i = 0; i < output.len && i < sizeof(c->output) - 1; i++)
        c->output[i] = (char)(output.ptr[i] >= 'A' && output.ptr[i] <= 'Z' ? output.ptr[i] + 32
                                                                           : output.ptr[i]);
    for (size_t i = 0; i < n; i++)
        if (strcmp(known[i], c->output) == 0 && output.len < sizeof(c->output))
            return true;
    if (find_output(c, output))
        return true;
    pl_cli_fail(c->cli, 0, "invalid output format: '%.*s'", PL_FMT(output));
    return false;
}

static void choose_format(command *c)
{
    const pl_settings *s = c->cli->settings;
    bool own = c->cli->manners->own_reports;

    c->format = (pl_run_output){
        .version = { c->cli->manners->version, strlen(c->cli->manners->version) },
        .program = { c->cli->manners->title, own ? strlen(c->cli->manners->title) : 0 },
        .working_dir = { c->cli->help.directory, strlen(c->cli->help.directory) },
        .install_dir = pl_settings_install_dir(s),
        .header = pl_settings_bool(s, "header"),
        .separator = pl_settings_string(s, "separator"),
        .benchmark_tags = pl_settings_bool(s, "benchmark-tags"),
        .columns = pl_settings_is_set(s, "display-width")
                       ? pl_terminal_clamp(pl_settings_int(s, "display-width"))
                       : pl_terminal_width(c->cli->manners),
        .color = c->cli->manners->color_flag ? c->cli->color : c->cli->terminal,
        .brief = strcmp(c->output, "brief") == 0,
        .terminal = c->cli->terminal,
    };
    c->text = c->format.brief || strcmp(c->output, "text") == 0;
}

/* If the user names a file, all targets go into one tree. */
static void choose_merged(command *c)
{
    pl_output name, extension;
    size_t n;
    const pl_str *exports = pl_settings_list(c->cli->settings, "export", &n);

    for (size_t i = 0; i < n; i++) {
        c->merged |=
            !pl_export_format(c->exports, c->format.install_dir, exports[i], &name, &extension);
        pl_output_done(&name);
        pl_output_done(&extension);
    }
}

/* Custom formats that cannot be parsed end every run, whether or not they are used; the exit
 * code depends on whether there is anything to export. */
static bool check_templates(const command *c, int *code)
{
    size_t n;
    pl_diags *diags = pl_diags_new();
    bool detections = c->exports == PL_EXPORTS_DETECTION;
    bool ok = pl_run_check_formats(pl_settings_install_dir(c->cli->settings), detections, diags);

    pl_settings_list(c->cli->settings, "export", &n);
    *code = n ? PL_EXIT_FAILED : PL_EXIT_CHECK_INIT;
    if (!ok)
        pl_cli_report(c->cli, diags, n ? "failed to load exporters: " : "");
    pl_diags_free(diags);
    return ok;
}

static void warn_of_nothing(const command *c)
{
    const pl_index *ix = pl_cli_index(c->ws);

    if (!pl_index_count(ix, PL_KIND_CONTROL) && !pl_index_count(ix, PL_KIND_DETECTION) &&
        !pl_index_count(ix, PL_KIND_BENCHMARK))
        pl_cli_warn(c->cli,
                    PL_S("no controls, detections or benchmarks found in current workspace"));
}

/* ---- one unit */

/* Report the first error of `diags`; without an error the output could not be written. */
static void report_failed(const command *c, const pl_diags *diags)
{
    if (pl_diags_count(diags))
        pl_cli_fail_str(c->cli, 0, pl_diags_get(diags, 0)->summary);
    else
        pl_cli_printed(c->cli, false);
}

/* Custom formats are for people, whatever they look like. */
static bool is_for_programs(const char *format)
{
    static const char *const formats[] = { "csv", "json", "snapshot", "pps", "asff", "sarif" };

    for (size_t i = 0; i < sizeof(formats) / sizeof(*formats); i++)
        if (strcmp(formats[i], format) == 0)
            return true;
    return false;
}

static bool print_unit(command *c)
{
    pl_diags *diags = pl_diags_new();
    pl_run_output how = c->format;
    pl_terminal t = { .n_held = 0 };
    bool guard = c->cli->terminal && !c->text && !is_for_programs(c->output); /* text does it */
    how.format = (pl_str){ c->output, strlen(c->output) };
    bool ok = pl_run_write(c->run, &how, guard ? pl_terminal_write : pl_cli_write_out, &t, diags);

    pl_terminal_done(&t);
    if (!ok)
        report_failed(c, diags);
    pl_diags_free(diags);
    return ok;
}

static bool write_notes_out(void *ctx, pl_str bytes)
{
    (void)ctx;
    return pl_cli_show(STDERR_FILENO, bytes);
}

/* Formats for programs have no place for notes. */
static void print_notes(const command *c)
{
    const pl_run_output notes = { .format = PL_S("notes") };

    if (c->review && !c->text)
        pl_run_write(c->run, &notes, write_notes_out, NULL, NULL);
}

static pl_str root_of(void *ctx, const char *format)
{
    (void)format;
    return ((command *)ctx)->result.name;
}

typedef struct producing {
    const command *c;
    pl_str format;
    pl_diags *diags;
    bool saved; /* produce the snapshot that was kept, which only detections have */
    bool page;  /* produce the snapshot for the page */
} producing;

static bool produce_check(void *ctx, pl_write_fn *write, void *write_ctx)
{
    const producing *p = ctx;
    pl_run_output format = p->c->format;

    format.format = p->format;
    format.file = true;
    format.saved = p->c->saving || p->saved;
    format.color = format.terminal = false;
    format.page = p->page;
    return pl_run_write(p->c->run, &format, write, write_ctx, p->diags);
}

static bool produce_page(void *ctx, pl_write_fn *write, void *write_ctx)
{
    const producing *p = ctx;
    producing snapshot = { p->c, PL_S("snapshot"), p->diags, p->c->result.detections, true };
    pl_str title = p->c->result.title.len ? p->c->result.title : p->c->result.name;

    return pl_onepage_write(title, produce_check, &snapshot, write, write_ctx);
}

static bool write_file(void *ctx, const pl_outlet *outlet, pl_diags *diags)
{
    const command *c = ctx;
    producing p = { c, pl_onepage_format(c->cli, outlet->format), diags, false, false };
    bool page = pl_onepage_is(c->cli, outlet->format);

    return pl_export_file(c->stop, outlet->path, page ? produce_page : produce_check, &p, diags);
}

/* Show what is being written; NULL: nothing. */
static void show_status(void *ctx, const char *message)
{
    command *c = ctx;

    if (!message)
        pl_spinner_hide(&c->spinner);
    else if (pl_settings_bool(c->cli->settings, "progress"))
        pl_spinner_turn(&c->spinner, message);
}

static void print_time(const command *c)
{
    pl_output out = { 0 };

    if (!pl_settings_bool(c->cli->settings, "timing") || !c->text || c->dry_run ||
        c->result.detections)
        return;
    pl_output_text(&out, "\nTime: ");
    pl_output_duration(&out, pl_timings_now() - c->began);
    pl_output_text(&out, "\n");
    pl_output_flush(&out, STDOUT_FILENO);
    pl_output_done(&out);
}

static int worse(int a, int b)
{
    return a > b ? a : b;
}

/* The exit code by --fail-on: statuses, or "new", which is not a status, over controls of at
 * least --min-severity. */
static int chosen_code(const command *c)
{
    pl_str least = pl_settings_string(c->cli->settings, "min-severity");
    uint64_t found;
    size_t n;
    const pl_str *words = pl_settings_list(c->cli->settings, "fail-on", &n);

    for (size_t i = 0; i < n; i++)
        if (pl_run_count(c->run, words[i], least, &found) && found) /* false for "none" */
            return PL_EXIT_CHECK_ALARMS;
    if (n)
        return PL_EXIT_OK;
    if (pl_run_count(c->run, PL_S("error"), least, &found) && found)
        return PL_EXIT_CHECK_ERRORS;
    pl_run_count(c->run, PL_S("alarm"), least, &found);
    return found && !c->result.detections ? PL_EXIT_CHECK_ALARMS : PL_EXIT_OK;
}

static bool chooses_code(const command *c)
{
    const pl_settings *s = c->cli->settings;
    size_t n;

    pl_settings_list(s, "fail-on", &n);
    return n > 0 || pl_settings_string(s, "min-severity").len > 0;
}

static int code_of(const command *c)
{
    const pl_run_info *result = &c->result;
    bool cancelled = result->end == PL_END_CANCELLED;

    if (!cancelled && chooses_code(c))
        return chosen_code(c);
    if (result->errors || cancelled)
        return PL_EXIT_CHECK_ERRORS;
    return result->alarms && !result->detections ? PL_EXIT_CHECK_ALARMS : PL_EXIT_OK;
}

static int deliver_check(command *c)
{
    pl_outlets outlets = {
        .set = pl_onepage_exports(c->cli, c->exports),
        .root = root_of,
        .write = write_file,
        .status = show_status,
        .ctx = c,
        .end = "",
        .check = !c->result.detections,
    };
    int code = code_of(c), failed = PL_EXIT_CHECK_ERRORS;

    if (c->result.detections)
        failed = PL_EXIT_FAILED;
    if (!print_unit(c))
        code = worse(code, failed);
    print_notes(c);
    c->saving = true;
    if (code != PL_EXIT_FAILED && !pl_outlets_save(c->cli, &outlets))
        code = c->result.detections ? PL_EXIT_SNAPSHOT : failed;
    c->saving = false;
    print_time(c);
    if (code != PL_EXIT_FAILED && !pl_outlets_export(c->cli, &outlets))
        code = worse(code, failed);
    if (c->recorded)
        pl_recording_run(c->cli, c->ws, c->run, c->stop);
    return code;
}

static void show_progress(void *ctx, const pl_progress *p)
{
    command *c = ctx;
    char text[160];

    if (!pl_settings_bool(c->cli->settings, "progress") || p->pending == p->total) {
        pl_spinner_turn(&c->spinner, NULL);
        return;
    }
    snprintf(text, sizeof(text),
             "Running %u control%s. (%u complete, %u running, %u pending, %u error%s)", p->total,
             p->total == 1 ? "" : "s", p->complete, p->running, p->pending, p->error,
             p->error == 1 ? "" : "s");
    pl_spinner_turn(&c->spinner, text);
}

/* Which rows must be kept? Files and snapshots contain all of them. */
static pl_check_keep rows_needed(const command *c)
{
    const pl_settings *s = c->cli->settings;
    size_t n_exports;

    pl_settings_list(s, "export", &n_exports);
    if (c->recorded || n_exports || pl_settings_bool(s, "snapshot") || pl_settings_bool(s, "share"))
        return PL_CHECK_KEEP_ALL;
    if (strcmp(c->output, "none") == 0)
        return c->review ? PL_CHECK_KEEP_FAILED : PL_CHECK_KEEP_NONE;
    if (c->format.brief)
        return pl_settings_string(s, "group-by").len ? PL_CHECK_KEEP_ALL : PL_CHECK_KEEP_FAILED;
    return c->text ? PL_CHECK_KEEP_TEXT : PL_CHECK_KEEP_ALL;
}

/* Run `n` targets from `first` on in one tree. */
static int run_unit(command *c, size_t first, size_t n)
{
    const pl_settings *s = c->cli->settings;
    pl_diags *diags = pl_diags_new();
    pl_entry_id *ids = pl_cli_grow(NULL, n * sizeof(*ids));
    pl_run_start_options options = {
        .targets = ids,
        .n_targets = c->all ? 0 : n,
        .all = c->all,
        .merged = c->merged && !is_detection(&c->targets[first]),
        .root = rest_text(c, first),
        .where = pl_settings_string(s, "where"),
        .dry_run = c->dry_run,
        .keep = rows_needed(c),
        .review = c->review,
        .progress = c->spinner.on && !is_detection(&c->targets[first]) ? show_progress : NULL,
        .ctx = c,
    };
    int code = PL_EXIT_FAILED;

    for (size_t i = 0; i < n; i++)
        ids[i] = c->targets[first + i].entry.id;
    options.args = pl_settings_list(s, "arg", &options.n_args);
    options.tags = pl_settings_list(s, "tag", &options.n_tags);
    pl_interrupt_arm(&c->interrupt, c->stop);
    c->run = pl_run_start(c->engine, &options, diags);
    pl_run_wait(c->run, UINT64_MAX);
    pl_interrupt_delivering(&c->interrupt);
    pl_spinner_hide(&c->spinner);
    pl_run_get_info(c->run, &c->result);
    if (c->result.end == PL_END_UNREADY)
        pl_run_report(c->run, diags);
    if (c->run && c->result.end != PL_END_UNREADY) {
        code = c->result.controls ? PL_EXIT_OK : pl_filters_nothing(c->cli, c->ws);
        if (code == PL_EXIT_OK)
            code = deliver_check(c);
    } else {
        report_failed(c, diags);
    }
    pl_run_free(c->run);
    pl_diags_free(diags);
    free(ids);
    return code;
}

/* Controls that share a tree follow each other; each benchmark of detections is a unit of its
 * own. */
static size_t unit_length(const command *c, size_t first)
{
    size_t n = 1;

    if (!c->merged || is_detection(&c->targets[first]))
        return 1;
    while (first + n < c->n_targets && !is_detection(&c->targets[first + n]))
        n++;
    return n;
}

static int run_units(command *c)
{
    int code = PL_EXIT_OK;

    for (size_t i = 0, n; i < c->n_targets; i += n) {
        n = unit_length(c, i);
        code = worse(code, run_unit(c, i, n));
    }
    return code;
}

/* ---- reviews */

/* Without an engine the history is not asked yet: its scope depends on the database. */
static bool open_review(command *c, int *code)
{
    const pl_settings *s = c->cli->settings;
    pl_review_options o = { .baseline = pl_settings_string(s, "baseline"),
                            .exemptions = pl_settings_string(s, "exemptions"),
                            .group_by = pl_settings_string(s, "group-by") };
    pl_diags *diags = pl_diags_new();
    pl_output past = { 0 };
    bool ok = !c->engine || pl_recording_baseline(c->cli, c->ws, c->engine, &past);

    o.statuses = pl_settings_list(s, "status", &o.n_statuses);
    o.severities = pl_settings_list(s, "severity", &o.n_severities);
    o.baseline_text = (pl_str){ past.ptr, past.len };
    *code = PL_EXIT_FAILED;
    if (!ok) {
        /* it was printed */
    } else if (o.n_statuses || o.n_severities || o.baseline.len || o.exemptions.len ||
               o.group_by.len) {
        c->review = pl_review_open(&o, diags);
        pl_cli_report(c->cli, diags, "");
        ok = pl_diags_count(diags) == 0;
    }
    pl_output_done(&past);
    pl_diags_free(diags);
    return ok;
}

/* Can the results be grouped? Other formats have the structure of benchmarks; files may still be
 * text or csv. */
static bool check_grouping(const command *c)
{
    size_t n;

    pl_settings_list(c->cli->settings, "export", &n);
    if (c->text || n || strcmp(c->output, "csv") == 0 ||
        !pl_settings_string(c->cli->settings, "group-by").len)
        return true;
    pl_cli_fail(c->cli, 0, "--group-by is for the outputs text, brief and csv");
    return false;
}

static void end_review(command *c)
{
    pl_diags *diags = pl_diags_new();

    pl_review_free(c->review, c->dry_run ? NULL : diags);
    c->review = NULL;
    pl_cli_report(c->cli, diags, "");
    pl_diags_free(diags);
}

/* ---- the command */

static pl_engine *open_engine(const command *c)
{
    const pl_settings *s = c->cli->settings;
    bool install = pl_settings_bool(s, "mod-install");
    pl_entry_id *ids = pl_cli_grow(NULL, c->n_targets * sizeof(*ids));
    pl_command_scope scope = { .targets = ids,
                               .n_targets = c->all ? 0 : c->n_targets,
                               .all = c->all,
                               .where = pl_settings_string(s, "where"),
                               .dry_run = c->dry_run && c->cli->manners->tolerant };
    pl_engine *engine;

    for (size_t i = 0; i < c->n_targets; i++)
        ids[i] = c->targets[i].entry.id;
    scope.tags = pl_settings_list(s, "tag", &scope.n_tags);
    engine = pl_running_engine(c->cli, c->ws, c->stop, &scope, install);
    free(ids);
    return engine;
}

/* Run the command in the opened workspace: targets, engine, and the checks of output and exports in
 * Powerpipe's order; then all units. Returns the exit code. */
static int run_in(command *c)
{
    int code;

    if (!find_targets(c))
        return init_failed(c);
    pl_spinner_turn(&c->spinner, "Initializing");
    c->engine = open_engine(c);
    if (!c->engine)
        return init_failed(c);
    if (pl_recording_is_baseline(c->cli) && !open_review(c, &code)) {
        pl_spinner_hide(&c->spinner);
        return code;
    }
    warn_of_nothing(c);
    if (!check_templates(c, &code)) {
        pl_spinner_hide(&c->spinner);
        return code;
    }
    if (!pl_running_exports(c->cli, pl_onepage_exports(c->cli, c->exports)) || !check_output(c))
        return init_failed(c);
    choose_format(c);
    if (!check_grouping(c))
        return init_failed(c);
    choose_merged(c);
    if (strcmp(c->output, "none") == 0)
        pl_settings_put_bool(c->cli->settings, PL_LAYER_FLAG, "progress", false);
    pl_spinner_turn(&c->spinner, "Starting controls…");
    code = run_units(c);
    pl_spinner_hide(&c->spinner);
    end_review(c);
    return code;
}

int pl_cmd_check_run(pl_cli *cli)
{
    bool detection = cli->args.command->id != PL_COMMAND_BENCHMARK_RUN &&
                     cli->args.command->id != PL_COMMAND_CONTROL_RUN;
    command c = { .cli = cli,
                  .began = pl_timings_now(),
                  .n_targets = cli->args.n_rest,
                  .detection = detection,
                  .exports = detection ? PL_EXPORTS_DETECTION : PL_EXPORTS_CHECK };
    pl_open_options options = { .strict = true, .need_mod_file = true };
    int refused = detection ? PL_EXIT_FAILED : PL_EXIT_CHECK_ARGS, code;

    if (!pl_cli_configure(cli))
        return PL_EXIT_FAILED;
    if (!pl_validate_run(cli, refused))
        return refused;
    if (!pl_filters_check(cli, &code))
        return code;
    if (!pl_recording_check(cli))
        return refused;
    if (pl_cli_dumped(cli))
        return PL_EXIT_OK;
    if (!pl_recording_is_baseline(cli) && !open_review(&c, &code))
        return code;
    c.ws = pl_running_open(cli, &options);
    if (!c.ws) {
        pl_review_free(c.review, NULL);
        return PL_EXIT_CHECK_INIT;
    }
    c.dry_run = pl_settings_bool(cli->settings, "dry-run");
    c.recorded = !detection && !c.dry_run && pl_recording_wanted(cli);
    c.targets = pl_cli_grow(NULL, c.n_targets * sizeof(*c.targets));
    c.stop = pl_stop_new();
    pl_spinner_begin(&c.spinner, detection ? -1 : pl_terminal_progress(cli->manners));
    pl_interrupt_begin(&c.interrupt, &c.spinner);
    code = run_in(&c);
    pl_interrupt_end(&c.interrupt);
    pl_spinner_hide(&c.spinner);
    pl_running_print_databases(cli, c.engine);
    pl_engine_close(c.engine);
    pl_stop_free(c.stop);
    pl_review_free(c.review, NULL);
    free(c.targets);
    pl_cli_done(cli, c.ws);
    return code;
}
