/* cmd_query_run.c - `query run`: one query or SQL text, whose result is printed, saved and
 * exported (cli.md 4). */
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include <pipelite/run.h>

#include "cli/cli.h"
#include "cli/export.h"
#include "cli/interrupt.h"
#include "cli/outlet.h"
#include "cli/running.h"
#include "cli/target.h"
#include "cli/terminal.h"
#include "cli/ticker.h"

typedef struct command {
    pl_cli *cli;
    pl_run *run;
    pl_run_info info;
    pl_stop *stop;
    int output; /* format; -1: nothing */
    pl_run_output how;
} command;

/* ---- formats */

enum {
    FORMAT_TABLE,
    FORMAT_CSV,
    FORMAT_JSON,
    FORMAT_LINE,
    FORMAT_SNAPSHOT,
    FORMATS,
};

/* With any other word from a profile nothing is printed. */
static const char *const formats[] = { "table", "csv", "json", "line", "snapshot" };

static int find_format(pl_str word)
{
    for (int f = 0; f < FORMATS; f++)
        if (strlen(formats[f]) == word.len && strncasecmp(formats[f], word.ptr, word.len) == 0)
            return f;
    return word.len == 3 && strncasecmp(word.ptr, "pps", 3) == 0 ? FORMAT_SNAPSHOT : -1;
}

/* Without --output a terminal gets a table. */
static int choose_format(const pl_cli *cli)
{
    if (cli->manners->table_first && cli->terminal && !pl_settings_is_set(cli->settings, "output"))
        return FORMAT_TABLE;
    return find_format(pl_settings_string(cli->settings, "output"));
}

/* The formats of all outputs together, which decide what is kept of the rows. */
static unsigned wanted_formats(const command *c)
{
    const pl_settings *s = c->cli->settings;
    pl_output name, extension;
    unsigned wanted = c->output >= 0 ? 1u << (unsigned)c->output : 0;
    size_t n;
    const pl_str *exports = pl_settings_list(s, "export", &n);

    for (size_t i = 0; i < n; i++) {
        pl_export_format(PL_EXPORTS_QUERY, pl_settings_install_dir(s), exports[i], &name,
                         &extension);
        if (name.len)
            wanted |= 1u << (unsigned)find_format((pl_str){ name.ptr, name.len - 1 });
        pl_output_done(&name);
        pl_output_done(&extension);
    }
    if (pl_settings_bool(s, "snapshot") || pl_settings_bool(s, "share"))
        wanted |= 1u << FORMAT_SNAPSHOT;
    return wanted;
}

/* ---- where the result goes */

static pl_str root_of(void *ctx, const char *format)
{
    const command *c = ctx;

    return strcmp(format, "snapshot") == 0 ? c->info.name : PL_S("query");
}

static bool write_format(const command *c, int which, bool file, pl_write_fn *write, void *ctx)
{
    pl_run_output how = c->how;

    how.format = (pl_str){ formats[which], strlen(formats[which]) };
    how.file = file;
    return pl_run_write(c->run, &how, write, ctx, NULL);
}

typedef struct producing {
    const command *c;
    int format;
} producing;

static bool produce_query(void *ctx, pl_write_fn *write, void *write_ctx)
{
    const producing *p = ctx;

    return write_format(p->c, p->format, true, write, write_ctx);
}

static bool write_outlet(void *ctx, const pl_outlet *outlet, pl_diags *diags)
{
    const command *c = ctx;
    producing p = { c, find_format((pl_str){ outlet->format, strlen(outlet->format) }) };

    return pl_export_file(c->stop, outlet->path, produce_query, &p, diags);
}

/* If --export has nothing but the word "snapshot", or is empty, print the error and return true
 * with the exit code in *code: as in Powerpipe, that is unsupported here (recorded). */
static bool reject_useless_exports(const command *c, int *code)
{
    const pl_settings *s = c->cli->settings;
    pl_output list = { 0 };
    size_t n;
    const pl_str *exports = pl_settings_list(s, "export", &n);

    if (!pl_settings_is_set(s, "export"))
        return false;
    for (size_t i = 0; i < n; i++) {
        if (exports[i].len != 8 || memcmp(exports[i].ptr, "snapshot", 8) != 0) {
            pl_output_done(&list);
            return false;
        }
        pl_output_format(&list, "%s%.*s", i ? " " : "", PL_FMT(exports[i]));
    }
    *code = pl_cli_fail(c->cli, PL_EXIT_FAILED, "unsupported export format: [%.*s]", (int)list.len,
                        list.len ? list.ptr : "");
    pl_output_done(&list);
    return true;
}

static bool write_result(const command *c)
{
    bool people = c->output == FORMAT_TABLE || c->output == FORMAT_LINE;
    pl_terminal t = { .n_held = 0 };
    bool ok = write_format(c, c->output, false,
                           people && c->cli->terminal ? pl_terminal_write : pl_cli_write_out, &t);

    pl_terminal_done(&t);
    return ok;
}

static int exit_code(const command *c)
{
    switch (c->info.end) {
    case PL_END_COMPLETE: return PL_EXIT_OK;
    case PL_END_CANCELLED: return PL_EXIT_INTERRUPTED;
    case PL_END_UNREADY: return PL_EXIT_QUERY_SETUP;
    default: return PL_EXIT_QUERY_FAILED;
    }
}

static int fail_query(const command *c, int code)
{
    pl_diags *diags = pl_diags_new();

    pl_run_report(c->run, diags);
    pl_cli_fail_str(c->cli, code,
                    pl_diags_count(diags) ? pl_diags_get(diags, 0)->summary : (pl_str){ 0 });
    pl_diags_free(diags);
    return code;
}

/* Print the result. A snapshot contains the error; other formats are only printed when complete. */
static bool print(const command *c)
{
    bool snapshot = c->output == FORMAT_SNAPSHOT;
    bool loud = c->cli->manners->loud_failures && c->info.end == PL_END_FAILED;

    if (loud && (snapshot || c->output < 0))
        fail_query(c, 0);

    if (c->output < 0)
        return true;
    if (!snapshot && c->info.end != PL_END_COMPLETE) {
        fail_query(c, 0);
        return true;
    }
    return pl_cli_printed(c->cli, write_result(c));
}

/* Does --export name a csv or json file? */
static bool exports_csv_or_json(const command *c)
{
    unsigned table = 1u << FORMAT_CSV | 1u << FORMAT_JSON;
    command only = { .cli = c->cli, .output = -1 };

    return wanted_formats(&only) & table;
}

/* Print, save and export; an incomplete result is exported as a snapshot or not at all. */
static int deliver_query(command *c)
{
    pl_outlets outlets = {
        .set = PL_EXPORTS_QUERY, .root = root_of, .write = write_outlet, .ctx = c, .end = "\n"
    };
    int code = exit_code(c), refused;

    if (!print(c))
        return PL_EXIT_FAILED;
    if (code == PL_EXIT_INTERRUPTED)
        return code;
    if (code == PL_EXIT_OK || c->output < 0 || c->output == FORMAT_SNAPSHOT) {
        if (!pl_outlets_save(c->cli, &outlets))
            return PL_EXIT_SNAPSHOT;
    }
    if (reject_useless_exports(c, &refused))
        return refused;
    if (code != PL_EXIT_OK && exports_csv_or_json(c)) {
        if (c->output < 0 && !c->cli->manners->loud_failures)
            fail_query(c, 0);
        return code;
    }
    return pl_outlets_export(c->cli, &outlets) ? code : PL_EXIT_FAILED;
}

/* ---- the run */

static void collect_rows(const command *c)
{
    unsigned wanted = wanted_formats(c);

    for (int f = 0; f < FORMATS; f++) {
        pl_run_output how = c->how;
        how.format = (pl_str){ formats[f], strlen(formats[f]) };
        if (wanted & 1u << f)
            pl_run_collect(c->run, &how);
    }
}

/* Run the query and deliver the result, with Ctrl-C and the spinner. Returns the exit code. */
static int run_query(command *c, pl_engine *engine, const pl_target *target)
{
    const pl_settings *s = c->cli->settings;
    pl_run_start_options options = {
        .root = { c->cli->args.rest[0], strlen(c->cli->args.rest[0]) },
        .targets = &target->entry.id,
        .n_targets = !target->sql,
        .sql = target->sql,
        .title = pl_settings_string(s, "snapshot-title"),
    };
    pl_interrupt interrupt;
    pl_ticker ticker;
    int code;

    c->how = (pl_run_output){ .header = pl_settings_bool(s, "header"),
                              .separator = pl_settings_string(s, "separator"),
                              .timing = pl_settings_is_set(s, "timing") };
    options.args = pl_settings_list(s, "arg", &options.n_args);
    pl_ticker_init(&ticker, c->cli, "Running query");
    pl_interrupt_begin(&interrupt, &ticker.spinner);
    pl_interrupt_arm(&interrupt, c->stop);
    pl_ticker_begin(&ticker);
    c->run = pl_run_start(engine, &options, NULL);
    collect_rows(c);
    pl_run_wait(c->run, UINT64_MAX);
    pl_run_get_info(c->run, &c->info);
    pl_ticker_end(&ticker);
    pl_interrupt_delivering(&interrupt);
    if (c->info.end == PL_END_UNREADY)
        code = fail_query(c, PL_EXIT_QUERY_SETUP);
    else
        code = deliver_query(c);
    pl_interrupt_end(&interrupt);
    pl_run_free(c->run);
    return code;
}

static int run_in(command *c, pl_workspace *ws)
{
    pl_str text = { c->cli->args.rest[0], strlen(c->cli->args.rest[0]) };
    pl_target_name wanted = { PL_NOUN_QUERY, text, .alone = true, .query_text = true };
    pl_output why = { 0 };
    pl_target target;
    pl_engine *engine = NULL;
    int code = PL_EXIT_FAILED;

    if (!pl_target_find(ws, &wanted, &target, &why) ||
        (target.sql && c->cli->manners->checked_names && pl_target_is_word(text))) {
        pl_target_fail(c->cli, ws, text, code, &why);
    } else if (pl_running_args(c->cli, target.sql ? PL_S("") : text)) {
        pl_command_scope scope = { .targets = &target.entry.id,
                                   .n_targets = target.sql ? 0 : 1,
                                   .sql = target.sql };
        engine = pl_running_engine(c->cli, ws, c->stop, &scope, false);
        if (engine && pl_running_exports(c->cli, PL_EXPORTS_QUERY))
            code = run_query(c, engine, &target);
    }
    pl_running_print_databases(c->cli, engine);
    pl_engine_close(engine);
    pl_output_done(&why);
    return code;
}

int pl_cmd_query_run(pl_cli *cli)
{
    command c = { .cli = cli };
    pl_open_options options = { .strict = true };
    pl_str first = { cli->args.rest[0], strlen(cli->args.rest[0]) };
    pl_workspace *ws;
    int code;

    if (!pl_running_begin(cli, &code))
        return code;
    options.need_mod_file = !pl_target_is_sql(first);
    ws = pl_running_open(cli, &options);
    if (!ws)
        return PL_EXIT_FAILED;
    c.output = choose_format(cli);
    c.stop = pl_stop_new();
    code = run_in(&c, ws);
    pl_stop_free(c.stop);
    pl_cli_done(cli, ws);
    return code;
}
