/* vars_given.c - values from outside: the variables that they are for, and texts as values
 * (mod-language.md 3.3-3.6). */
#include "eval/vars_inner.h"
#include "base/map.h"
#include "base/str.h"
#include "value/convert.h"
#include "value/keep.h"

/* ---- environment and flags */

/* Names in the environment have no dots: dep__x is the variable x of the required mod dep, if the
 * workspace has none called dep__x. */
static void name_of_dependency(pl_value_store *store, pl_str name, pl_given_values *given)
{
    for (size_t i = 1; i + 2 < name.len; i++) {
        if (name.ptr[i] != '_' || name.ptr[i + 1] != '_')
            continue;
        pl_str path = pl_arena_printf(&store->arena, "%.*s.%.*s", PL_FMT(pl_str_sub(name, 0, i)),
                                      PL_FMT(pl_str_sub(name, i + 2, name.len)));
        pl_given_values found = *given;
        pl_vars__name(store, path, &found);
        if (found.entry == PL_NO_ENTRY)
            continue;
        *given = found;
        return;
    }
}

static void add_text(pl_value_store *store, pl_var_source source, pl_str name, pl_str text)
{
    pl_given_values given = { .source = source, .text = text };
    pl_vars__name(store, name, &given);
    if (source == PL_VAR_ENVIRONMENT && given.entry == PL_NO_ENTRY)
        name_of_dependency(store, name, &given);
    pl_vars__add(store, &given);
}

void pl_vars__read_environment(pl_value_store *store)
{
    const char *const *env = store->options.environment;
    pl_str prefix = PL_S("PP_VAR_");
    for (; env && *env; env++) {
        pl_str rest = pl_str_cstr(*env);
        if (!pl_str_starts(rest, prefix))
            continue;
        rest = pl_str_sub(rest, prefix.len, rest.len);
        pl_str name = pl_str_split(&rest, '=');
        if (rest.ptr)
            add_text(store, PL_VAR_ENVIRONMENT, name, rest);
    }
}

bool pl_vars__read_flags(pl_value_store *store, pl_diags *diags)
{
    const pl_value_store_options *o = &store->options;
    for (uint32_t i = 0; i < o->n_vars; i++) {
        pl_str rest = o->vars[i], name = pl_str_split(&rest, '=');
        if (!rest.ptr) {
            pl_diag_plain(diags, PL_ERROR, PL_DIAG_INVALID_FLAG,
                          "failed to evaluate var args:\nThe given --var option \"%.*s\" is not "
                          "correctly specified. It must be a variable name and value separated an "
                          "equals sign: --var key=value",
                          PL_FMT(o->vars[i]));
            return false;
        }
        add_text(store, PL_VAR_FLAG, name, rest);
    }
    return true;
}

/* ---- values for variables that are not declared */

/* The name of the dependency as in the requirement, without the version. */
static pl_str dependency_path(pl_value_store *store, uint32_t mod)
{
    uint32_t n;
    const pl_ix_mod *mods = pl_index_mods(store->options.index, &n);
    pl_str path = pl_index_str(store->options.index, mods[mod].dep_path);
    size_t at = pl_str_find(path, '@'), branch = pl_str_find(path, '#');
    return path.len && path.ptr[0] != '/' ? pl_str_sub(path, 0, at < branch ? at : branch) : path;
}

static void write_undeclared(pl_value_store *store, pl_str name, pl_buf *out)
{
    pl_str rest = name, alias = pl_str_split(&rest, '.');
    if (!rest.ptr) {
        pl_buf_printf(out,
                      "\"%.*s\". If you meant to use this value, add a \"variable\" block to "
                      "the mod.\n",
                      PL_FMT(name));
        return;
    }
    bool sound = pl_str_starts(rest, PL_S("var.")) &&
                 pl_str_find(pl_str_sub(rest, 4, rest.len), '.') == rest.len - 4;
    uint32_t mod = pl_names__find_dependency(store->options.index, 0, alias);
    pl_str path = mod == PL_NONE ? (pl_str){ 0 } : dependency_path(store, mod);
    if (!sound)
        pl_buf_printf(out,
                      "Invalid variable name: \"%.*s\". It should be of form \"var_name\" or "
                      "\"mod_name.var_name\".",
                      PL_FMT(name));
    else if (mod == PL_NONE && !pl_str_eq(alias, pl_names__mod(store->options.index, 0)))
        pl_buf_printf(out, "\"%.*s\": Mod \"%.*s\" is not a dependency of the current workspace.",
                      PL_FMT(name), PL_FMT(alias));
    else
        pl_buf_printf(out, "\"%.*s\": Dependency mod \"%.*s\" has no variable \"%.*s\"",
                      PL_FMT(name), PL_FMT(path), PL_FMT(pl_str_sub(rest, 4, rest.len)));
}

/* Report each undeclared name once. */
bool pl_vars__report_undeclared(pl_value_store *store, pl_diags *diags)
{
    const pl_vars *vars = pl_vars__of(store);
    pl_map recorded = { 0 };
    bool ok = true, fresh;
    for (size_t i = 0; i < vars->given.n; i++) {
        const pl_given_values *g = &vars->given.at[i];
        if (g->source != PL_VAR_FLAG || g->entry != PL_NO_ENTRY)
            continue;
        pl_map_put(&recorded, g->name, 0, &fresh);
        ok = false;
        if (!fresh)
            continue;
        pl_buf text = { 0 };
        write_undeclared(store, g->name, &text);
        pl_diag_plain(diags, PL_ERROR, PL_DIAG_UNDECLARED_VARIABLE,
                      "Value for undeclared variable: %.*s", PL_FMT(pl_buf_view(&text)));
        pl_buf_done(&text);
    }
    pl_map_done(&recorded);
    return ok;
}

/* "dep.var.x" as it is written: "dep.x". */
static pl_str given_name(pl_value_store *store, pl_str name)
{
    size_t dot = pl_str_find(name, '.');
    if (!pl_str_starts(pl_str_sub(name, dot, name.len), PL_S(".var.")))
        return name;
    return pl_arena_printf(&store->arena, "%.*s.%.*s", PL_FMT(pl_str_sub(name, 0, dot)),
                           PL_FMT(pl_str_sub(name, dot + 5, name.len)));
}

/* Warn of one name, with the name of the workspace's variable that is nearest. */
static void warn_of(pl_value_store *store, const pl_given_values *g, pl_diags *diags)
{
    const pl_index *ix = store->options.index;
    pl_nearest near = pl_nearest_to(g->name, g->name.len < 3 ? 1 : g->name.len < 8 ? 2 : 3);
    uint32_t n, n_entries;
    const pl_ix_entry *e = pl_index_entries(ix, &n_entries);
    const pl_entry_id *ids = pl_index_kind(ix, PL_KIND_VARIABLE, &n);
    for (uint32_t i = 0; i < n; i++)
        if (e[ids[i]].mod == 0)
            pl_nearest_offer(&near, pl_index_str(ix, e[ids[i]].short_name));
    pl_str name = given_name(store, g->name);
    pl_diags_begin(diags, g->file->shown, g->file->original);
    if (near.best.len)
        pl_diag_add(diags, PL_WARNING, PL_DIAG_UNDECLARED_VARIABLE, g->expr->range,
                    "a value for no variable", "there is no variable '%.*s': did you mean '%.*s'?",
                    PL_FMT(name), PL_FMT(near.best));
    else
        pl_diag_add(diags, PL_WARNING, PL_DIAG_UNDECLARED_VARIABLE, g->expr->range,
                    "a value for no variable", "there is no variable '%.*s'", PL_FMT(name));
    pl_diags_end(diags);
}

void pl_value_store_warn(pl_value_store *store, pl_diags *diags)
{
    pl_map seen = { 0 };
    bool fresh;
    pl_value_store__lock(store, NULL);
    const pl_vars *vars = pl_vars__of(store);
    for (size_t i = 0; i < vars->given.n; i++) {
        const pl_given_values *g = &vars->given.at[i];
        if (g->source != PL_VAR_FILE || g->entry != PL_NO_ENTRY || g->meant != PL_NO_ENTRY)
            continue;
        pl_map_put(&seen, g->name, 0, &fresh);
        if (fresh)
            warn_of(store, g, diags);
    }
    pl_value_store__unlock(store, NULL);
    pl_map_done(&seen);
}

/* ---- converting texts to values */

/* A reference to a variable gives its declaration here, not its value (mod-language.md 3.1). */
static pl_value declaration(pl_evaluator *ev, pl_entry_id id)
{
    pl_member member = { PL_S("name"),
                         pl_value_text(&ev->store->arena, pl_evaluator__name(ev, id), false) };
    return pl_value_members(&ev->store->arena, PL_V_OBJECT, NULL, &member, 1);
}

static pl_found find_name(const pl_scope *scope, const pl_root_traversal *name, pl_value *out,
                          unsigned *used, pl_diags *diags)
{
    pl_evaluator *ev = scope->ctx;
    const pl_step *steps = name->steps;
    if (pl_str_eq(name->root, PL_S("connection")))
        return pl_names__connection(ev, steps, out, used, diags);
    if (!pl_str_eq(name->root, PL_S("var")) || !steps || steps->is_index)
        return PL_FOUND_NOTHING;
    pl_entry_id id = pl_index_find_in(ev->store->options.index, 0, PL_KIND_VARIABLE, steps->text);
    if (id == PL_NO_ENTRY)
        return PL_FOUND_NOTHING;
    *out = declaration(ev, id);
    *used = 1;
    return PL_FOUND;
}

/* Evaluate `expr`, which is in the arena of the store with all of its text. */
static bool evaluate_given(pl_evaluator *ev, const pl_expr *expr, pl_value *out, pl_diags *diags)
{
    pl_arena scratch = { 0 };
    pl_scope scope = { .find = find_name, .ctx = ev };
    pl_eval eval = { .arena = &scratch,
                     .diags = diags,
                     .scope = &scope,
                     .env = pl_evaluator_env(ev, 0),
                     .budget =
                         ev->store->left < PL_EVAL_BUDGET ? ev->store->left : PL_EVAL_BUDGET };
    pl_value v = pl_eval_expr(&eval, expr);
    if (!eval.failed)
        *out = pl_value_keep(&ev->store->arena, &(pl_going){ .arenas = { &scratch } }, v);
    pl_arena_done(&scratch);
    return !eval.failed;
}

static bool evaluate_text(pl_evaluator *ev, const pl_given_values *given, pl_value *out,
                          pl_diags *diags)
{
    pl_diags *own = pl_diags_new();
    char *text = pl_arena_zero(&ev->store->arena, given->text.len + PL_VIEW_SLACK, 1);
    if (given->text.len)
        memcpy(text, given->text.ptr, given->text.len);
    pl_str source = { text, given->text.len };
    pl_str name = pl_arena_printf(&ev->store->arena, "<value for var.%.*s>", PL_FMT(given->name));
    pl_diags_begin(own, name, source);
    const pl_expr *expr =
        pl_parse_expr(pl_vars__of(ev->store)->parser, source, &ev->store->arena, own);
    bool ok = !pl_diags_errors(own) && evaluate_given(ev, expr, out, own);
    pl_diags_end(own);
    pl_vars__copy_reworded(own, name, diags);
    pl_diags_free(own);
    return ok;
}

static bool evaluate_file(pl_evaluator *ev, const pl_given_values *given, pl_value *out,
                          pl_diags *diags)
{
    pl_diags *own = pl_diags_new();
    pl_diags_begin(own, given->file->path, given->file->original);
    bool ok = evaluate_given(ev, given->expr, out, own);
    pl_diags_end(own);
    pl_vars__copy_reworded(own, given->file->shown, diags);
    pl_diags_free(own);
    return ok;
}

bool pl_vars__check_undeclared(pl_evaluator *ev, pl_diags *diags)
{
    const pl_vars *vars = pl_vars__of(ev->store);
    bool ok = true;
    for (size_t i = 0; i < vars->given.n; i++) {
        const pl_given_values *g = &vars->given.at[i];
        pl_value ignored;
        if (g->source == PL_VAR_FILE && g->entry == PL_NO_ENTRY && g->meant == PL_NO_ENTRY)
            ok &= evaluate_file(ev, g, &ignored, diags);
    }
    return ok;
}

/* Is the text itself the value? It is for strings, numbers, bools and variables without a type
 * (mod-language.md 3.5). */
static bool is_literal(const pl_decl *decl)
{
    pl_type_kind kind = (pl_type_kind)decl->var.type->kind;
    return !decl->has_type || kind == PL_TYPE_STRING || kind == PL_TYPE_NUMBER ||
           kind == PL_TYPE_BOOL;
}

static bool connection_from_text(pl_evaluator *ev, const pl_given_values *given,
                                 const pl_decl *decl, pl_value *out)
{
    const pl_value_store_options *o = &ev->store->options;
    return decl->var.type->kind == PL_TYPE_CAPSULE && o->connection_string &&
           o->connection_string(o->connection_ctx, given->text, &ev->store->arena, out);
}

/* Convert the value where that is allowed: only an empty list `[]`, and what the user typed at the
 * prompt. */
static void convert_given(pl_evaluator *ev, const pl_given_values *given, const pl_decl *decl,
                          pl_value *v)
{
    pl_buf why = { 0 };
    pl_value converted;
    bool empty = v->tag == PL_V_TUPLE && v->len == 0;
    bool asked = given->source == PL_VAR_PROMPT && decl->var.type->kind != PL_TYPE_CAPSULE;
    if ((empty || asked) && pl_convert(&ev->store->arena, *v, decl->var.type, &converted, &why))
        *v = converted;
    pl_buf_done(&why);
}

bool pl_vars__evaluate(pl_evaluator *ev, const pl_given_values *given, const pl_decl *decl,
                       pl_value *out, pl_diags *diags)
{
    bool ok = true;
    if (given->source == PL_VAR_FILE)
        ok = evaluate_file(ev, given, out, diags);
    else if (is_literal(decl))
        *out = pl_value_text(&ev->store->arena, given->text, true);
    else if (!connection_from_text(ev, given, decl, out))
        ok = evaluate_text(ev, given, out, diags);
    if (ok)
        convert_given(ev, given, decl, out);
    return ok;
}

/* ---- checks */

/* Append the message that a given value is not valid; its wording depends on the source. */
static void write_wrong(const pl_given_values *g, pl_str reason, pl_buf *out)
{
    pl_str name = g->name;
    switch (g->source) {
    case PL_VAR_ENVIRONMENT:
        pl_buf_printf(out,
                      "The environment variable POWERPIPE_%.*s does not contain a valid value "
                      "for variable \"%.*s\": %.*s.",
                      PL_FMT(name), PL_FMT(name), PL_FMT(reason));
        break;
    case PL_VAR_FILE:
        pl_buf_printf(out, "The given value is not valid for variable \"%.*s\": %.*s.",
                      PL_FMT(name), PL_FMT(reason));
        pl_vars__add_place(g->file->shown, g->file->text, g->expr->range.start, out);
        break;
    case PL_VAR_FLAG:
        pl_buf_printf(out,
                      "The argument --var=\"%.*s=...\" does not contain a valid value for "
                      "variable \"%.*s\": %.*s.",
                      PL_FMT(name), PL_FMT(name), PL_FMT(reason));
        break;
    case PL_VAR_PROMPT:
        pl_buf_printf(out, "The value entered for variable \"%.*s\" is not valid: %.*s.",
                      PL_FMT(name), PL_FMT(reason));
        break;
    }
}

/* Is it a connection made from a connection string, whose backend is the one that the string
 * names (mod-language.md 3.5)? */
static bool is_anonymous(pl_value v)
{
    pl_value name;
    return pl_vars__is_connection(v, PL_S("")) && pl_value_member(v, PL_S("short_name"), &name) &&
           name.tag == PL_V_STRING && pl_str_eq(pl_value_get_str(name), PL_S("command_arg"));
}

bool pl_vars__check_value(const pl_given_values *given, const pl_decl *decl, pl_value v,
                          pl_diags *diags)
{
    const pl_type *type = decl->var.type;
    pl_arena scratch = { 0 };
    /* A value from a file must have the type of the default (mod-language.md 3.2). */
    if (!decl->has_type)
        type = decl->var.dflt.tag == PL_V_NULL ? type : pl_value_type(&scratch, decl->var.dflt);
    bool literal = !decl->has_type && given->source != PL_VAR_FILE;
    bool anonymous = type->kind == PL_TYPE_CAPSULE && is_anonymous(v);
    bool ok = literal || anonymous || pl_vars__fits(&scratch, v, type, true);
    if (!ok) {
        pl_buf reason = { 0 }, text = { 0 };
        pl_vars__mismatch(v, type, &reason);
        write_wrong(given, pl_buf_view(&reason), &text);
        pl_diag_plain(diags, PL_ERROR, PL_DIAG_INVALID_VARIABLE,
                      "Invalid value for input variable: %.*s", PL_FMT(pl_buf_view(&text)));
        pl_buf_done(&reason);
        pl_buf_done(&text);
    }
    pl_arena_done(&scratch);
    return ok;
}
