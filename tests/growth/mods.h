/* mods.h - mods of any size, each grown in one dimension: what it takes to open, check and
 * load one of 16 times the size may be 24 times as much memory and 32 times the time.
 *
 * A row is text: `start`, then `each` for every number below n ("%u" is the number, "%U" the
 * one before it, from 1 on), then `end`. More than one file: see `files`. */
#ifndef PL_TEST_GROWTH_MODS_H
#define PL_TEST_GROWTH_MODS_H
#include "base/buf.h"
#include "base/str.h"
#include "workspace/value_stores.h"
#include <pipelite/phase.h>
#include <pipelite/resource.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct growing_mod {
    const char *what, *start, *each, *end;
    bool files; /* each in one of its own */
} growing_mod;

#define CONTROL "control \"c\" {\n  sql = \"select 1\"\n}\n"
#define DASHBOARD "dashboard \"d\" {\n"

static const growing_mod growing_mods[] = {
    { "blocks", "", "query \"q%u\" {\n  sql = \"select %u\"\n}\n", "", false },
    { "files", "", "query \"q%u\" {\n  sql = \"select %u\"\n}\n", "", true },
    { "blocks with open titles", "locals {\n  a = \"x\"\n}\n",
      "query \"q%u\" {\n  sql = \"select 1\"\n  title = \"${local.a} %u\"\n}\n", "", false },
    { "tags", "query \"q\" {\n  sql = \"select 1\"\n  tags = {\n", "    t%u = \"v\"\n", "  }\n}\n",
      false },
    { "open tags", "locals {\n  a = \"x\"\n}\nquery \"q\" {\n  sql = \"select 1\"\n  tags = {\n",
      "    t%u = local.a\n", "  }\n}\n", false },
    { "attributes of no kind", "query \"q\" {\n  sql = \"select 1\"\n", "  a%u = 1\n", "}\n",
      false },
    { "an attribute again and again", "query \"q\" {\n  sql = \"select 1\"\n", "  title = \"%u\"\n",
      "}\n", false },
    { "params", "query \"q\" {\n  sql = \"select 1\"\n",
      "  param \"p%u\" {\n    default = %u\n  }\n", "}\n", false },
    { "params of one name", "query \"q\" {\n  sql = \"select 1\"\n",
      "  param \"p\" {\n    default = %u\n  }\n", "}\n", false },
    { "args in a list", "control \"c\" {\n  sql = \"select 1\"\n  args = [\n", "    %u,\n",
      "  ]\n}\n", false },
    { "args with names", "control \"c\" {\n  sql = \"select 1\"\n  args = {\n", "    a%u = %u\n",
      "  }\n}\n", false },
    { "args that come later", "control \"c\" {\n  sql = \"select 1\"\n  args = [\n",
      "    self.a%u,\n", "  ]\n}\n", false },
    { "params that come later", "control \"c\" {\n  sql = \"select 1\"\n",
      "  param \"p%u\" {\n    default = self.a%u\n  }\n", "}\n", false },
    { "args that wait",
      DASHBOARD "  with \"w\" {\n    sql = \"select 1\"\n  }\n  table {\n    sql = \"select 1\"\n  "
                "  args = [\n",
      "      with.w.rows[0].a%u,\n", "    ]\n  }\n}\n", false },
    { "withs", DASHBOARD, "  with \"w%u\" {\n    sql = \"select 1\"\n  }\n", "}\n", false },
    { "withs in a row", DASHBOARD "  with \"w0\" {\n    sql = \"select 1\"\n  }\n",
      "  with \"w%u\" {\n    sql = \"select 1\"\n    args = [with.w%U.rows[0].x]\n  }\n", "}\n",
      false },
    { "children", CONTROL "benchmark \"b\" {\n  children = [\n", "    control.c,\n", "  ]\n}\n",
      false },
    { "children of a wrong kind",
      "query \"q\" {\n  sql = \"select 1\"\n}\nbenchmark \"b\" {\n  children = [\n",
      "    query.q,\n", "  ]\n}\n", false },
    { "children of their own",
      "benchmark \"b\" {\n  children = [control.c0]\n}\ncontrol \"c0\" {\n  sql = \"s\"\n}\n",
      "control \"c%u\" {\n  sql = \"select 1\"\n}\nbenchmark \"b%u\" {\n  children = [control.c%u, "
      "control.c%U]\n}\n",
      "", false },
    { "children that are missing", "benchmark \"b\" {\n  children = [\n", "    control.c%u,\n",
      "  ]\n}\n", false },
    { "panels", DASHBOARD, "  card {\n    sql = \"select 1\"\n  }\n", "}\n", false },
    { "panels with names", DASHBOARD, "  card \"c%u\" {\n    sql = \"select 1\"\n  }\n", "}\n",
      false },
    { "panels of one name", DASHBOARD, "  card \"c\" {\n    sql = \"select 1\"\n  }\n", "}\n",
      false },
    { "columns", DASHBOARD "  table {\n    sql = \"select 1\"\n",
      "    column \"c%u\" {\n      display = \"all\"\n    }\n", "  }\n}\n", false },
    { "columns of one name", DASHBOARD "  table {\n    sql = \"select 1\"\n",
      "    column \"c\" {\n      display = \"all\"\n    }\n", "  }\n}\n", false },
    { "series and points", DASHBOARD "  chart {\n    sql = \"select 1\"\n    series \"s\" {\n",
      "      point \"p%u\" {\n        color = \"red\"\n      }\n", "    }\n  }\n}\n", false },
    { "inputs", DASHBOARD, "  input \"i%u\" {\n    type = \"text\"\n  }\n", "}\n", false },
    { "inputs that are read", DASHBOARD "  input \"i0\" {\n    type = \"text\"\n  }\n",
      "  table {\n    sql = \"select 1\"\n    args = [self.input.i0.value]\n  }\n", "}\n", false },
    { "options", DASHBOARD "  input \"i\" {\n    type = \"select\"\n", "    option \"o%u\" {}\n",
      "  }\n}\n", false },
    { "nodes and edges", DASHBOARD "  graph {\n",
      "    node \"n%u\" {\n      sql = \"select 1\"\n    }\n    edge \"e%u\" {\n      sql = "
      "\"select 1\"\n    }\n",
      "  }\n}\n", false },
    { "categories", DASHBOARD "  graph {\n", "    category \"c%u\" {\n      title = \"t\"\n    }\n",
      "  }\n}\n", false },
    { "locals", "", "locals {\n  l%u = \"v\"\n}\n", "", false },
    { "locals in a block", "locals {\n", "  l%u = \"v\"\n", "}\n", false },
    { "locals of one name", "", "locals {\n  l = \"%u\"\n}\n", "", false },
    { "locals in a row", "locals {\n  l0 = \"v\"\n}\n", "locals {\n  l%u = local.l%U\n}\n", "",
      false },
    { "variables", "", "variable \"v%u\" {\n  default = \"v\"\n}\n", "", false },
    { "variables without a value", "", "variable \"v%u\" {\n}\n", "", false },
    { "references",
      "locals {\n  l = \"v\"\n}\nquery \"q\" {\n  sql = \"select 1\"\n  title = join(\"\", [\n",
      "    local.l,\n", "  ])\n}\n", false },
    { "references to each other", "query \"q0\" {\n  sql = \"select 1\"\n}\n",
      "query \"q%u\" {\n  sql = query.q%U.sql\n}\n", "", false },
    { "references that are missing", "", "control \"c%u\" {\n  query = query.nope%u\n}\n", "",
      false },
    { "references to blocks that are missing", DASHBOARD,
      "  table {\n    sql = \"select 1\"\n    args = [self.input.i%u.value]\n  }\n", "}\n", false },
    { "references to inputs of their own", DASHBOARD,
      "  input \"i%u\" {\n    type = \"text\"\n  }\n  table {\n    sql = \"select 1\"\n    args = "
      "[self.input.i%u.value]\n  }\n",
      "}\n", false },
    { "misspelt members",
      "locals {\n  l = { ab = 1 }\n}\nquery \"q\" {\n  sql = \"s\"\n  title = join(\"\", [\n",
      "    local.l.a%u,\n", "  ])\n}\n", false },
    { "misspelt roots", "", "control \"c%u\" {\n  query = qury.q%u\n}\n", "", false },
    { "a circle", "benchmark \"b\" {\n  children = [benchmark.b0]\n}\n",
      "benchmark \"b%u\" {\n  children = [benchmark.b%U]\n}\n",
      "benchmark \"b0\" {\n  children = [benchmark.b1]\n}\n", false },
    { "bytes that are no text", "", "\002 ", "", false },
    { "references to one query", "query \"q\" {\n  sql = \"select 1\"\n}\n",
      "control \"c%u\" {\n  query = query.q\n}\n", "", false },
    { "bases", "control \"base\" {\n  sql = \"select 1\"\n}\n",
      "control \"c%u\" {\n  base = control.base\n}\n", "", false },
    { "one name", "", "query \"q\" {\n  sql = \"select %u\"\n}\n", "", false },
    { "marks", "query \"q\" {\n  sql = \"select 1\"\n  title = \"a", "\314\201\314\226", "\"\n}\n",
      false },
    { "a long text", "query \"q\" {\n  sql = <<-EOT\n", "    select %u\n", "  EOT\n}\n", false },
    { "a long line", "query \"q\" {\n  sql = \"", "select %u ", "\"\n}\n", false },
    { "templates", "query \"q\" {\n  sql = \"", "${%u}", "\"\n}\n", false },
    { "comments", "", "# %u\n", "", false },
    { "values that fail", "",
      "query \"q%u\" {\n  sql = \"select 1\"\n  title = tonumber(\"x%u\")\n}\n", "", false },
    { "values that fail in a row", "query \"q0\" {\n  sql = \"s\"\n  title = tonumber(\"x\")\n}\n",
      "query \"q%u\" {\n  sql = \"s\"\n  title = query.q%U.title\n}\n", "", false },
    { "syntax errors", "", "query \"q%u\" {\n  sql = = 1\n}\n", "", false },
    { "blocks of no kind", "", "thing \"q%u\" {\n}\n", "", false },
    { "documents", "",
      "query \"q%u\" {\n  sql = \"s\"\n  title = fileexists(\"f%u\") ? \"a\" : \"b\"\n}\n", "",
      false },
    { "benchmarks in a row", CONTROL "benchmark \"b0\" {\n  children = [control.c]\n}\n",
      "benchmark \"b%u\" {\n  children = [benchmark.b%U]\n}\n", "", false },
};

static inline void growing__each(pl_buf *out, const char *format, unsigned i)
{
    for (const char *p = format; *p; p++) {
        bool number = *p == '%' && (p[1] == 'u' || p[1] == 'U');
        if (number)
            pl_buf_printf(out, "%u", *++p == 'u' ? i + 1 : i);
        else
            pl_buf_byte(out, *p);
    }
}

static inline void growing__write(const char *dir, const char *name, pl_buf *text)
{
    char path[600];
    snprintf(path, sizeof path, "%s/%s", dir, name);
    FILE *f = fopen(path, "wb");
    if (f) {
        fwrite(text->len ? text->ptr : "", 1, text->len, f);
        fclose(f);
    }
    text->len = 0;
}

/* Write the mod of n into the folder `dir`, which is made. */
static inline void growing_write(const growing_mod *m, const char *dir, unsigned n)
{
    pl_buf text = { 0 };
    char name[64];
    mkdir(dir, 0755);
    pl_buf_cstr(&text, "mod \"m\" {\n  title = \"m\"\n}\n");
    growing__write(dir, "mod.pp", &text);
    pl_buf_cstr(&text, m->start);
    for (unsigned i = 0; i < n; i++) {
        growing__each(&text, m->each, i);
        snprintf(name, sizeof name, "f%u.pp", i);
        if (m->files)
            growing__write(dir, name, &text);
    }
    pl_buf_cstr(&text, m->end);
    growing__write(dir, "a.pp", &text);
    pl_buf_done(&text);
}

/* Open it, check it, resolve it, load all of it and explain the messages; returns how many there
 * were. */
static inline size_t growing_open(const char *dir)
{
    static const char *const environment[] = { NULL };
    pl_diags *diags = pl_diags_new();
    pl_open_options options = { .path = pl_str_cstr(dir), .cache_bytes = UINT64_MAX, .threads = 1 };
    pl_workspace *ws = pl_workspace_open(&options, diags);
    if (ws) {
        pl_workspace_set_inputs(ws, &(pl_inputs){ .environment = environment });
        pl_workspace_check(ws, diags);
        pl_workspace_check_values(ws, diags);
        if (pl_workspace_start_resolution(ws, &(pl_resolution){ .workers = 1 }, diags))
            pl_workspace_wait_resolved(ws, UINT64_MAX);
        pl_workspace_preload(ws, diags);
        pl_diags *explained = pl_diags_new();
        pl_workspace_explain(ws, diags, explained);
        pl_diags_free(explained);
    }
    size_t n = pl_diags_count(diags);
    pl_workspace_close(ws);
    pl_diags_free(diags);
    return n;
}

#undef CONTROL
#undef DASHBOARD
#endif
