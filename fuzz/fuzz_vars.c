/* fuzz_vars.c - bytes as values for the variables of a workspace of two mods.
 *
 * The first byte chooses: a file of values, or one text as --var for a variable of some
 * type. Reading, evaluating and checking end with the same messages and values each time;
 * nothing takes more than its share of memory. */
#include "base/path.h"
#include "base/str.h"
#include "index/build.h"
#include "index/scan.h"
#include "eval/vars_inner.h"
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char source[] =
    "mod \"m\" {}\n"
    "variable \"s\" { type = string }\n"
    "variable \"n\" {\n  type = number\n  default = 1\n}\n"
    "variable \"b\" {\n  type = bool\n  default = true\n}\n"
    "variable \"l\" {\n  type = list(string)\n  default = []\n  enum = [\"a\", \"b\"]\n}\n"
    "variable \"m\" {\n  type = map(number)\n  default = {}\n}\n"
    "variable \"o\" {\n  type = object({ a = string, b = optional(list(number)) })\n"
    "  default = null\n}\n"
    "variable \"t\" {\n  type = tuple([number, set(bool)])\n  default = null\n}\n"
    "variable \"any\" {\n  type = any\n  default = null\n}\n"
    "variable \"free\" { default = \"x\" }\n"
    "variable \"c\" {\n  type = list(connection.sqlite)\n  default = null\n}\n";
static const char dep_source[] = "mod \"dep\" {}\nvariable \"x\" { default = 1 }\n";

static struct {
    char dir[64];
    pl_arena arena;
    pl_index *ix;
} ws;

static pl_build_file write_file(pl_scanner *scanner, const char *name, const char *text)
{
    pl_build_file file = { .mod_file = true, .path = pl_str_cstr(name) };
    pl_str path = pl_arena_printf(&ws.arena, "%s/%s", ws.dir, name);
    char *copy = pl_arena_zero(&ws.arena, strlen(text) + PL_VIEW_SLACK, 1);
    memcpy(copy, text, strlen(text));
    if (pl_file_replace(path.ptr, pl_str_cstr(text), false) ||
        pl_file_stat(path.ptr, &file.stamp, NULL))
        abort();
    file.part = pl_scan_file(scanner, pl_str_cstr(copy), &ws.arena);
    return file;
}

static void remove_files(void)
{
    static const char *const names[] = { "mod.pp", "dep.pp", "" };
    for (size_t i = 0; i < PL_COUNT(names); i++)
        remove(pl_arena_printf(&ws.arena, "%s/%s", ws.dir, names[i]).ptr);
    pl_index_close(ws.ix);
    pl_arena_done(&ws.arena);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    const char *tmp = getenv("TMPDIR");
    snprintf(ws.dir, sizeof ws.dir, "%.40s/pl-fuzz-XXXXXX", tmp ? tmp : "/tmp");
    if (!mkdtemp(ws.dir))
        abort();
    pl_scanner *scanner = pl_scanner_new();
    pl_build_file files[] = { write_file(scanner, "mod.pp", source),
                              write_file(scanner, "dep.pp", dep_source) };
    static const uint32_t deps[] = { 1 };
    pl_build_mod mods[] = {
        { .short_name = PL_S("m"), .flags = PL_MOD_DIRECT, .files = &files[0], .n_files = 1 },
        { .short_name = PL_S("dep"), .flags = PL_MOD_DIRECT, .files = &files[1], .n_files = 1 },
    };
    mods[0].deps = deps;
    mods[0].n_deps = 1;
    mods[1].dep_path = PL_S("github.com/a/dep@v1.0.0");
    ws.ix = pl_index_build(mods, 2, 0);
    pl_scanner_free(scanner);
    return atexit(remove_files);
}

static void show_all(pl_evaluator *ev, pl_buf *out)
{
    uint32_t n;
    const pl_entry_id *ids = pl_index_kind(ws.ix, PL_KIND_VARIABLE, &n);
    pl_diags *diags = pl_diags_new();
    bool cut;
    for (uint32_t i = 0; i < n; i++) {
        const pl_var *var;
        if (!pl_evaluator_var(ev, ids[i], &var, diags))
            continue;
        pl_buf_str(out, var->type_text);
        pl_value_json_within(var->value, 1 << 20, out, &cut);
    }
    pl_diags_free(diags);
}

/* All messages and all values as one text. */
static void read_once(const uint8_t *data, size_t size, pl_buf *out)
{
    static const char *const flags[] = { "s", "n", "b", "l", "m", "o", "t", "any", "free", "c" };
    unsigned which = data[0] % 16;
    pl_arena arena = { 0 };
    pl_str text = { (const char *)data + 1, size - 1 };
    pl_str given =
        pl_arena_printf(&arena, "%s=%.*s", which < 10 ? flags[which] : "dep.x", PL_FMT(text));
    pl_value_store_options options = { .index = ws.ix,
                                       .dir = pl_str_cstr(ws.dir),
                                       .cwd = pl_str_cstr(ws.dir),
                                       .need_values = data[0] & 16,
                                       .vars = &given,
                                       .n_vars = which < 11 };
    pl_value_store *values = pl_value_store_new(&options);
    pl_evaluator *ev = pl_evaluator_borrow(values);
    pl_diags *diags = pl_diags_new();
    if (which >= 11)
        pl_vars__read_text(values, PL_S("v.ppvars"), text, diags);
    pl_evaluator_read_vars(ev, diags);
    show_all(ev, out);
    for (size_t i = 0; i < pl_diags_count(diags); i++)
        pl_diag_format(pl_diags_get(diags, i), out);
    if (pl_value_store_bytes(values) > ((size_t)256 << 20))
        abort();
    pl_diags_free(diags);
    pl_evaluator_give_back(ev);
    pl_value_store_free(values);
    pl_arena_done(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (!size || size > 1 << 20)
        return 0;
    pl_buf first = { 0 }, second = { 0 };
    read_once(data, size, &first);
    read_once(data, size, &second);
    if (!pl_str_eq(pl_buf_view(&first), pl_buf_view(&second)))
        abort();
    pl_buf_done(&first);
    pl_buf_done(&second);
    return 0;
}
