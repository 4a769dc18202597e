/* cmd_index.c - `index`: what a workspace consists of, as pipelite sees it. */
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include <pipelite/program.h>
#include <pipelite/show.h>
#include <pipelite/values.h>

#include "cli/cli.h"

static double ms(uint64_t ns)
{
    return (double)ns / 1e6;
}

/* Open the workspace as an embedding program does: a broken dependency is a warning, and nothing
 * is checked. */
static pl_workspace *open_tolerant(pl_cli *cli, pl_open_options options)
{
    return pl_cli_open(cli, &options, "");
}

/* ---- build */

static int check_index(pl_cli *cli, pl_workspace *ws, pl_output *out)
{
    pl_diags *diags = pl_diags_new();
    pl_open_times before, after;
    bool clean;

    pl_workspace_times(ws, &before);
    clean = pl_workspace_check(ws, diags) && pl_workspace_check_values(ws, diags);
    pl_workspace_times(ws, &after);
    pl_cli_report(cli, diags, "");
    if (clean)
        pl_output_format(out, "nothing is wrong, checked in %.1f ms\n",
                         ms(after.check - before.check));
    pl_diags_free(diags);
    return clean ? PL_EXIT_OK : PL_EXIT_FOUND;
}

int pl_cmd_index_build(pl_cli *cli)
{
    pl_output out = { 0 };
    pl_index_stats stats;
    pl_open_times times;
    pl_workspace *ws;
    int code = PL_EXIT_OK;

    if (!pl_cli_configure(cli) || !(ws = open_tolerant(cli, (pl_open_options){ .fresh = true })))
        return PL_EXIT_FAILED;
    pl_index_get_stats(pl_cli_index(ws), &stats);
    pl_workspace_times(ws, &times);
    pl_output_format(&out, "indexed %u resources of %u mods in %u files in %.1f ms\n",
                     stats.entries, stats.mods, stats.files, ms(times.total));
    if (pl_args_value(&cli->args, "check")->truth)
        code = check_index(cli, ws, &out);
    code = pl_cli_print_output(cli, &out, code);
    pl_cli_done(cli, ws);
    return code;
}

/* ---- stats */

typedef struct figure {
    const char *name;
    uint64_t value;
} figure;

/* Where the index comes from and, if it is not the saved one, why. */
typedef struct origin {
    const char *from;
    pl_str why;
} origin;

static origin origin_of(const pl_workspace *ws)
{
    pl_index_origin o;

    pl_workspace_origin(ws, &o);
    return (origin){ o.mapped ? "mapped" : o.saved ? "read" : "built", o.why };
}

static uint64_t peak_bytes(void)
{
    struct rusage usage;

    return getrusage(RUSAGE_SELF, &usage) == 0 ? (uint64_t)usage.ru_maxrss * 1024 : 0;
}

/* What is to be printed; the lists end with a figure without a name. */
typedef struct report {
    origin from;
    const figure *counts, *times;
    const pl_index *index;
} report;

static void put_text(pl_output *out, const report *r)
{
    pl_output_format(out, "%-14s %12s%s%.*s\n", "index", r->from.from, r->from.why.len ? "  " : "",
                     PL_FMT(r->from.why));
    for (const figure *f = r->counts; f->name; f++)
        pl_output_format(out, "%-14s %12llu\n", f->name, (unsigned long long)f->value);
    for (const figure *f = r->times; f->name; f++)
        pl_output_format(out, "%-14s %12.3f ms\n", f->name, ms(f->value));
    for (int kind = 0; kind < PL_KIND_COUNT; kind++)
        if (pl_index_count(r->index, (pl_kind)kind))
            pl_output_format(out, "  %-12.*s %12u\n", PL_FMT(pl_kind_word((pl_kind)kind)),
                             pl_index_count(r->index, (pl_kind)kind));
}

static void put_json(pl_output *out, const report *r)
{
    const char *comma = "";

    pl_output_format(out, "{\n  \"index\": \"%s\",\n  \"why\": \"%.*s\",\n", r->from.from,
                     PL_FMT(r->from.why));
    for (const figure *f = r->counts; f->name; f++)
        pl_output_format(out, "  \"%s\": %llu,\n", f->name, (unsigned long long)f->value);
    for (const figure *f = r->times; f->name; f++)
        pl_output_format(out, "  \"%s_ns\": %llu,\n", f->name, (unsigned long long)f->value);
    pl_output_text(out, "  \"by_kind\": {");
    for (int kind = 0; kind < PL_KIND_COUNT; kind++) {
        if (!pl_index_count(r->index, (pl_kind)kind))
            continue;
        pl_output_format(out, "%s\n    \"%.*s\": %u", comma, PL_FMT(pl_kind_word((pl_kind)kind)),
                         pl_index_count(r->index, (pl_kind)kind));
        comma = ",";
    }
    pl_output_text(out, "\n  }\n}\n");
}

int pl_cmd_index_stats(pl_cli *cli)
{
    pl_str format = pl_args_value(&cli->args, "output")->text;
    bool json = format.len == 4 && memcmp(format.ptr, "json", 4) == 0;
    pl_output out = { 0 };
    pl_index_stats stats;
    pl_open_times times;
    pl_workspace *ws;

    if (!pl_cli_configure(cli) || !(ws = open_tolerant(cli, (pl_open_options){ 0 })))
        return PL_EXIT_FAILED;
    pl_index_get_stats(pl_cli_index(ws), &stats);
    pl_workspace_times(ws, &times);
    const figure counts[] = {
        { "resources", stats.entries },     { "unresolved", stats.unresolved },
        { "files", stats.files },           { "mods", stats.mods },
        { "strings", stats.strings },       { "source_bytes", stats.source_bytes },
        { "read_bytes", times.bytes_read }, { "image_bytes", stats.image_bytes },
        { "peak_bytes", peak_bytes() },     { NULL, 0 },
    };
    const figure spent[] = {
        { "discover", times.discover }, { "saved", times.saved },
        { "walk", times.walk },         { "scan", times.scan },
        { "check", times.check },       { "link", times.link },
        { "total", times.total },       { NULL, 0 },
    };
    const report all = { origin_of(ws), counts, spent, pl_cli_index(ws) };
    (json ? put_json : put_text)(&out, &all);
    pl_cli_print_output(cli, &out, PL_EXIT_OK);
    pl_cli_done(cli, ws);
    return PL_EXIT_OK;
}

/* ---- dump, verify */

static bool dump(const pl_cli *cli, const pl_workspace *ws, pl_text *text)
{
    pl_diags *diags = pl_diags_new();
    bool ok = pl_render_dump(ws, text, diags);

    pl_cli_report(cli, diags, "");
    pl_diags_free(diags);
    return ok;
}

/* Print all values. A resource that fails is null and reported on standard error. */
static int dump_values(pl_cli *cli, pl_workspace *ws)
{
    pl_diags *diags = pl_diags_new();
    bool show = pl_args_value(&cli->args, "show")->truth, ok;

    ok = pl_render_dump_values(ws, show, pl_cli_write_out, NULL, diags);
    pl_cli_report(cli, diags, "");
    pl_diags_free(diags);
    return ok ? PL_EXIT_OK : PL_EXIT_FAILED;
}

int pl_cmd_index_dump(pl_cli *cli)
{
    pl_text text = { 0 };
    pl_workspace *ws;
    int code = PL_EXIT_FAILED;

    if (!pl_cli_configure(cli) || !(ws = open_tolerant(cli, (pl_open_options){ 0 })))
        return PL_EXIT_FAILED;
    if (!pl_args_value(&cli->args, "scan")->truth)
        code = dump_values(cli, ws);
    else if (dump(cli, ws, &text))
        code = pl_cli_print(cli, (pl_str){ text.ptr, text.len }, PL_EXIT_OK);
    pl_text_free(&text);
    pl_cli_done(cli, ws);
    return code;
}

/* Does reading all files once more, on one thread, give the same index? */
static bool same_again(pl_cli *cli, const pl_workspace *ws)
{
    pl_workspace *again =
        open_tolerant(cli, (pl_open_options){ .threads = 1, .index_dir = PL_S("") });
    pl_text a = { 0 }, b = { 0 };
    bool same = again && dump(cli, ws, &a) && dump(cli, again, &b) && a.len == b.len &&
                memcmp(a.ptr, b.ptr, a.len) == 0;

    pl_text_free(&a);
    pl_text_free(&b);
    pl_workspace_close(again);
    return same;
}

int pl_cmd_index_verify(pl_cli *cli)
{
    pl_open_options options = { .all_bytes = pl_args_value(&cli->args, "hash")->truth };
    pl_output out = { 0 };
    pl_index_stats stats;
    pl_index_origin from;
    pl_workspace *ws;
    int code = PL_EXIT_FOUND;

    if (!pl_cli_configure(cli) || !(ws = open_tolerant(cli, options)))
        return PL_EXIT_FAILED;
    pl_index_get_stats(pl_cli_index(ws), &stats);
    pl_workspace_origin(ws, &from);
    if (!pl_program_verify(pl_cli_index(ws))) {
        pl_cli_fail(cli, code, "the index is not sound: this is a defect of %s", cli->help.program);
    } else if (!same_again(cli, ws)) {
        pl_cli_fail(cli, code, "the index does not agree with the files: did they change?");
    } else {
        pl_output_format(&out, "the %sindex is sound and agrees with the files: %u resources\n",
                         from.saved ? "saved " : "", stats.entries);
        if (options.all_bytes && from.saved)
            pl_output_format(&out, "%u files and folders compared by content\n", from.compared);
        code = pl_cli_print_output(cli, &out, PL_EXIT_OK);
    }
    pl_cli_done(cli, ws);
    return code;
}
