/* cmd_dashboard_run.c - `dashboard run`: all panels of a dashboard as a snapshot (cli.md 3.2). */
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include <pipelite/run.h>

#include "cli/cli.h"
#include "cli/export.h"
#include "cli/interrupt.h"
#include "cli/onepage.h"
#include "cli/outlet.h"
#include "cli/running.h"
#include "cli/target.h"
#include "cli/ticker.h"
#include "cli/validate.h"

typedef struct command {
    pl_cli *cli;
    pl_run *run;
    pl_stop *stop;
    pl_output name;
} command;

static pl_str root_of(void *ctx, const char *format)
{
    const command *c = ctx;

    (void)format;
    return (pl_str){ c->name.ptr, c->name.len };
}

static bool write_snapshot(const command *c, bool file, pl_write_fn *write, void *ctx)
{
    const pl_run_output how = { .format = PL_S("snapshot"), .file = file };

    return pl_run_write(c->run, &how, write, ctx, NULL);
}

static bool produce_snapshot(void *ctx, pl_write_fn *write, void *write_ctx)
{
    return write_snapshot(ctx, true, write, write_ctx);
}

/* Produce the snapshot with its SQL and sources. */
static bool produce_full(void *ctx, pl_write_fn *write, void *write_ctx)
{
    return write_snapshot(ctx, false, write, write_ctx);
}

static bool produce_page(void *ctx, pl_write_fn *write, void *write_ctx)
{
    const command *c = ctx;
    bool full = pl_onepage_wish(c->cli) == PL_ONEPAGE_FULL;

    return pl_onepage_write(root_of(ctx, ""), full ? produce_full : produce_snapshot, ctx, write,
                            write_ctx);
}

static bool write_outlet(void *ctx, const pl_outlet *outlet, pl_diags *diags)
{
    const command *c = ctx;

    bool page = pl_onepage_is(c->cli, outlet->format);

    return pl_export_file(c->stop, outlet->path, page ? produce_page : produce_snapshot, ctx,
                          diags);
}

static bool print(const command *c)
{
    pl_str output = pl_settings_string(c->cli->settings, "output");
    bool ok;

    if (!(output.len == 8 && strncasecmp(output.ptr, "snapshot", 8) == 0) &&
        !(output.len == 3 && strncasecmp(output.ptr, "pps", 3) == 0))
        return true;
    ok = write_snapshot(c, false, pl_cli_write_out, NULL);
    return pl_cli_printed(c->cli, ok);
}

/* Under the name `pipelite`, failures are reported on standard error as well as in the snapshot. */
static int report_failures(const command *c)
{
    pl_diags *diags = pl_diags_new();
    size_t n;

    if (c->cli->manners->loud_failures)
        pl_run_report(c->run, diags);
    n = pl_diags_count(diags);
    for (size_t i = 0; i < n; i++)
        pl_cli_fail_str(c->cli, PL_EXIT_PANELS, pl_diags_get(diags, i)->summary);
    pl_diags_free(diags);
    return n ? PL_EXIT_PANELS : PL_EXIT_OK;
}

/* Deliver the result. A run that was cancelled fails after everything was delivered. */
static int deliver_snapshot(command *c, const pl_run_info *info)
{
    pl_outlets outlets = { .set = pl_onepage_exports(c->cli, PL_EXPORTS_DASHBOARD),
                           .root = root_of,
                           .write = write_outlet,
                           .ctx = c,
                           .end = "" };

    if (!print(c))
        return PL_EXIT_FAILED;
    if (!pl_outlets_save(c->cli, &outlets))
        return PL_EXIT_SNAPSHOT;
    if (!pl_outlets_export(c->cli, &outlets))
        return PL_EXIT_FAILED;
    if (info->end == PL_END_CANCELLED)
        return pl_cli_fail(c->cli, PL_EXIT_FAILED, "execution cancelled");
    return report_failures(c);
}

static void take_name(command *c, const pl_workspace *ws, pl_entry_id id)
{
    size_t n = pl_index_name(pl_cli_index(ws), id, NULL, 0);

    c->name.ptr = pl_cli_grow(NULL, n + 1);
    c->name.cap = n + 1;
    c->name.len = pl_index_name(pl_cli_index(ws), id, c->name.ptr, n);
}

/* Run the dashboard and deliver its snapshot, with Ctrl-C and the spinner. Returns the exit code.
 */
static int run_dashboard(command *c, pl_engine *engine, const pl_target *target)
{
    const pl_settings *s = c->cli->settings;
    pl_run_start_options options = { .targets = &target->entry.id, .n_targets = 1 };
    pl_run_info info;
    pl_diags *diags = pl_diags_new();
    pl_interrupt interrupt;
    pl_ticker ticker;
    int code = PL_EXIT_FAILED;

    options.args = pl_settings_list(s, "arg", &options.n_args);
    pl_ticker_init(&ticker, c->cli, "Running dashboard");
    pl_interrupt_begin(&interrupt, &ticker.spinner);
    pl_interrupt_arm(&interrupt, c->stop);
    pl_ticker_begin(&ticker);
    c->run = pl_run_start(engine, &options, diags);
    pl_run_wait(c->run, UINT64_MAX);
    pl_ticker_end(&ticker);
    pl_interrupt_delivering(&interrupt);
    pl_run_get_info(c->run, &info);
    if (info.end == PL_END_UNREADY)
        pl_run_report(c->run, diags);
    if (pl_diags_count(diags) == 0)
        code = deliver_snapshot(c, &info);
    else
        pl_cli_fail_str(c->cli, code, pl_diags_get(diags, 0)->summary);
    pl_interrupt_end(&interrupt);
    pl_run_free(c->run);
    pl_diags_free(diags);
    return code;
}

static int run_in(command *c, pl_workspace *ws)
{
    pl_str text = { c->cli->args.rest[0], strlen(c->cli->args.rest[0]) };
    bool install = pl_settings_bool(c->cli->settings, "mod-install");
    pl_engine *engine = NULL;
    pl_output why = { 0 };
    pl_target target;
    int code = PL_EXIT_FAILED;

    if (!pl_target_find(ws, &(pl_target_name){ PL_NOUN_DASHBOARD, text, .alone = true }, &target,
                        &why)) {
        pl_target_fail(c->cli, ws, text, code, &why);
    } else if (pl_running_args(c->cli, text)) {
        pl_command_scope scope = { .targets = &target.entry.id, .n_targets = 1 };
        take_name(c, ws, target.entry.id);
        engine = pl_running_engine(c->cli, ws, c->stop, &scope, install);
        if (engine && pl_running_exports(c->cli, pl_onepage_exports(c->cli, PL_EXPORTS_DASHBOARD)))
            code = run_dashboard(c, engine, &target);
    }
    pl_running_print_databases(c->cli, engine);
    pl_engine_close(engine);
    pl_output_done(&c->name);
    pl_output_done(&why);
    return code;
}

int pl_cmd_dashboard_run(pl_cli *cli)
{
    command c = { .cli = cli };
    pl_open_options options = { .strict = true, .need_mod_file = true };
    pl_workspace *ws;
    int code;

    if (!pl_running_begin(cli, &code))
        return code;
    if (!pl_validate_inputs(cli, PL_EXIT_FAILED))
        return PL_EXIT_FAILED;
    ws = pl_running_open(cli, &options);
    if (!ws)
        return PL_EXIT_FAILED;
    c.stop = pl_stop_new();
    code = run_in(&c, ws);
    pl_stop_free(c.stop);
    pl_cli_done(cli, ws);
    return code;
}
