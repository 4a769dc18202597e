/* complete_assign.c - completing both sides of the = after --var, --arg and --tag. Shells insert
 * a value after the last = of the word, so values are proposed without what is before it. */
#include <stdlib.h>
#include <string.h>

#include <pipelite/resource.h>
#include <pipelite/show.h>

#include "cli/complete.h"
#include "cli/filters.h"
#include "cli/target.h"

static bool same(pl_str a, pl_str b)
{
    return a.len == b.len && memcmp(a.ptr, b.ptr, a.len) == 0;
}

/* Split `area=ho` into "area" and the prefix "ho". False: a word without = is a name that is not
 * complete yet. */
static bool take_name(pl_completion *c, pl_str *name)
{
    const char *equals = strrchr(c->prefix, '=');

    if (!equals)
        return false;
    *name = (pl_str){ c->prefix, (size_t)(equals - c->prefix) };
    c->prefix = equals + 1;
    return true;
}

static void propose_value(pl_completion *c, pl_str value)
{
    if (!pl_complete__has_prefix(value, c->prefix) || !pl_complete__plain(value))
        return;
    pl_output_str(&c->out, value);
    pl_output_text(&c->out, "\n");
}

static void propose_name(pl_completion *c, pl_str name, pl_str description)
{
    if (!pl_complete__has_prefix(name, c->prefix) || !pl_complete__plain(name))
        return;
    pl_output_format(&c->out, "%.*s=", PL_FMT(name));
    pl_complete__description(c, description);
    pl_output_text(&c->out, "\n");
}

/* ---- members of a variable's JSON, which pipelite itself has written with one member or item
 * per line */

static bool keep_bytes(void *ctx, pl_str bytes)
{
    pl_output_str(ctx, bytes);
    return true;
}

static pl_str next_line(pl_str *rest)
{
    const char *end = rest->len ? memchr(rest->ptr, '\n', rest->len) : NULL;
    size_t n = end ? (size_t)(end - rest->ptr) : rest->len;
    pl_str line = { rest->ptr, n };

    *rest = (pl_str){ rest->ptr + n + (end != NULL), rest->len - n - (end != NULL) };
    return line;
}

/* The scalar in a line, without blanks, quotes and the comma. One with an escape keeps its
 * backslash, so it is not a plain word. */
static pl_str scalar(pl_str text)
{
    while (text.len && text.ptr[0] == ' ')
        text = (pl_str){ text.ptr + 1, text.len - 1 };
    if (text.len && text.ptr[text.len - 1] == ',')
        text.len--;
    if (text.len > 1 && text.ptr[0] == '"' && text.ptr[text.len - 1] == '"')
        text = (pl_str){ text.ptr + 1, text.len - 2 };
    return text;
}

/* Find the line of a member of the resource itself; *value is what follows its name, *rest the
 * lines after it. */
static bool find_member(pl_str json, const char *name, pl_str *value, pl_str *rest)
{
    char key[64] = "    \"";

    strcat(strcat(key, name), "\": ");
    for (*rest = json; rest->len;) {
        pl_str line = next_line(rest);
        if (!pl_complete__has_prefix(line, key))
            continue;
        *value = (pl_str){ line.ptr + strlen(key), line.len - strlen(key) };
        return true;
    }
    return false;
}

/* Propose values of a variable from its JSON (pipelite's own, see above): the items of `enum`; else
 * true and false for a bool; else the default value. */
static void propose_variable_values(pl_completion *c, pl_str json)
{
    pl_str value, rest;

    if (find_member(json, "enum", &value, &rest) && same(value, PL_S("["))) {
        for (pl_str item; rest.len && !same(item = scalar(next_line(&rest)), PL_S("]"));)
            propose_value(c, item);
    } else if (find_member(json, "type_string", &value, &rest) &&
               same(scalar(value), PL_S("bool"))) {
        propose_value(c, PL_S("true"));
        propose_value(c, PL_S("false"));
    } else if (find_member(json, "value_default", &value, &rest) && value.ptr[0] != 'n') {
        propose_value(c, scalar(value)); /* null is not a value */
    }
}

/* ---- variables of the workspace's mod */

static void propose_variable(pl_completion *c, pl_workspace *ws, const pl_entry *e,
                             const pl_str *name)
{
    pl_output json = { 0 };
    pl_show_output out = { .format = PL_FORMAT_JSON, .write = keep_bytes, .ctx = &json };
    pl_diags *ignored;

    if (!e->own_mod || (name && !same(e->short_name, *name)))
        return;
    if (!name) {
        propose_name(c, e->short_name, e->title);
        return;
    }
    ignored = pl_diags_new();
    if (pl_render_show(ws, e->id, (pl_str){ 0 }, &out, ignored))
        propose_variable_values(c, (pl_str){ json.ptr, json.len });
    pl_diags_free(ignored);
    pl_output_done(&json);
}

static void propose_variables(pl_completion *c, pl_workspace *ws)
{
    const pl_index *ix = pl_cli_index(ws);
    uint32_t n = 0;
    const pl_entry_id *ids = pl_index_kind(ix, PL_KIND_VARIABLE, &n);
    pl_str name;
    bool chosen = take_name(c, &name);

    for (uint32_t i = 0; i < n; i++) {
        pl_entry entry;
        pl_index_get(ix, ids[i], &entry);
        propose_variable(c, ws, &entry, chosen ? &name : NULL);
    }
}

/* ---- arguments of the resource that the command line names */

static bool is_inside(const pl_entry *input, const pl_entry *dashboard)
{
    return !input->anonymous && same(input->file, dashboard->file) &&
           input->span.start >= dashboard->span.start && input->span.end <= dashboard->span.end;
}

static void propose_inputs(pl_completion *c, const pl_index *ix, const pl_entry *dashboard)
{
    uint32_t n = 0;
    const pl_entry_id *ids = pl_index_kind(ix, PL_KIND_INPUT, &n);

    for (uint32_t i = 0; i < n; i++) {
        pl_entry input;
        pl_index_get(ix, ids[i], &input);
        if (is_inside(&input, dashboard))
            propose_name(c, input.short_name, input.title);
    }
}

/* Propose its own params, otherwise those of its query, whose entry is `*query`; with a name the
 * default of that param. False: it has none. */
static bool propose_params(pl_completion *c, pl_workspace *ws, pl_entry_id id, const pl_str *name,
                           pl_entry_id *query)
{
    pl_diags *ignored = pl_diags_new();
    pl_generation *now = pl_workspace_acquire(ws);
    const pl_resource *r = pl_generation_pin(now, id, ignored);
    pl_resource_param param;
    uint32_t n = 0;

    *query = r ? pl_resource_query(r) : PL_NO_ENTRY;
    for (; r && pl_resource_get_param(r, n, &param); n++) {
        if (!name)
            propose_name(c, param.name, param.description);
        else if (param.has_value && same(param.name, *name))
            propose_value(c, param.value);
    }
    pl_resource_unpin(r);
    pl_generation_release(now);
    pl_diags_free(ignored);
    return n > 0;
}

static void propose_args(pl_completion *c, pl_workspace *ws, const pl_args *given)
{
    pl_target_name wanted = { .noun = (pl_noun)c->command->noun, .alone = true };
    pl_output why = { 0 };
    pl_entry_id query;
    pl_target target;
    pl_str name;
    bool chosen = take_name(c, &name);

    if (!given->n_rest)
        return;
    wanted.text = (pl_str){ given->rest[0], strlen(given->rest[0]) };
    if (!pl_target_find(ws, &wanted, &target, &why) || target.all || target.sql)
        ;
    else if (target.entry.kind == PL_KIND_DASHBOARD && !chosen)
        propose_inputs(c, pl_cli_index(ws), &target.entry);
    else if (!propose_params(c, ws, target.entry.id, chosen ? &name : NULL, &query) &&
             query != PL_NO_ENTRY)
        propose_params(c, ws, query, chosen ? &name : NULL, &query);
    pl_output_done(&why);
}

/* ---- tags of controls */

static void propose_tags(pl_completion *c, pl_workspace *ws)
{
    pl_tag_words words = { 0 };
    pl_str key = { 0 };
    bool chosen = take_name(c, &key);

    if (key.len && key.ptr[key.len - 1] == '!')
        key.len--;
    pl_filters_tags(ws, key, &words);
    for (size_t i = 0; !chosen && i < words.keys.n; i++)
        propose_name(c, words.keys.at[i], (pl_str){ 0 });
    for (size_t i = 0; chosen && i < words.values.n; i++)
        propose_value(c, words.values.at[i]);
    pl_filters_tags_done(&words);
}

/* ---- completing an assignment */

bool pl_complete__assignment(pl_completion *c, const pl_args *given, pl_shell_directive *then)
{
    const char *flag = pl_flags[c->flag].name;
    bool var = strcmp(flag, "var") == 0, tag = strcmp(flag, "tag") == 0;
    bool value = strchr(c->prefix, '=') != NULL;
    pl_workspace *ws;

    if (!var && !tag && strcmp(flag, "arg") != 0)
        return false;
    *then = (pl_shell_directive)(PL_SHELL_NO_FILES | (value ? 0 : PL_SHELL_NO_SPACE));
    ws = pl_complete__peek(c, given);
    if (!ws)
        return true;
    if (var)
        propose_variables(c, ws);
    else if (tag)
        propose_tags(c, ws);
    else
        propose_args(c, ws, given);
    pl_cli_done(c->cli, ws);
    return true;
}
