/* vars.c - the values of variables, and the order in which they are read, requested and checked. */
#include "eval/vars_inner.h"
#include "base/hash.h"
#include "base/str.h"
#include "value/convert.h"
#include <stdlib.h>

/* ---- values from outside */

/* Read the sources in ascending precedence. Stops at the first that cannot be read (recorded):
 * false with errors. */
static bool read_sources(pl_value_store *store, pl_diags *diags)
{
    const pl_value_store_options *o = &store->options;
    pl_vars__read_environment(store);
    bool ok = pl_vars__read_default_files(store, diags);
    for (uint32_t i = 0; ok && i < o->n_var_files; i++)
        ok = pl_vars__read_file(store, o->var_files[i], diags);
    return ok && pl_vars__read_flags(store, diags);
}

static bool collect_vars(pl_value_store *store, pl_diags *diags)
{
    pl_vars *vars = pl_vars__of(store);
    if (!vars->collected)
        vars->collect_failed = !read_sources(store, vars->recorded);
    vars->collected = true;
    if (vars->collect_failed)
        pl_evaluator__repeat(vars->recorded, diags);
    return !vars->collect_failed;
}

uint64_t pl_value_store_key(pl_value_store *store)
{
    pl_diags *diags = pl_diags_new();
    pl_value_store__lock(store, NULL);
    const pl_vars *vars = pl_vars__of(store);
    uint64_t key = collect_vars(store, diags) ? 1 : 2;
    for (size_t i = 0; i < vars->given.n; i++) {
        const pl_given_values *g = &vars->given.at[i];
        pl_str text = g->text;
        if (g->file)
            text = pl_str_sub(g->file->text, g->expr->range.start, g->expr->range.end);
        key = pl_hash_mix(key, pl_hash_str(g->name));
        key = pl_hash_mix(key, pl_hash_str(text));
    }
    pl_value_store__unlock(store, NULL);
    pl_diags_free(diags);
    return key;
}

/* ---- values */

/* Does the variable belong to the workspace's mod or to a mod that it requires? Others cannot be
 * set (mod-language.md 2.5). */
static bool is_public(pl_evaluator *ev, uint32_t mod)
{
    uint32_t n;
    return pl_index_mods(ev->store->options.index, &n)[mod].flags & PL_MOD_DIRECT;
}

static pl_found work_value(pl_evaluator *ev, pl_entry_id id, unsigned what, pl_value *out,
                           pl_diags *diags)
{
    (void)what;
    const pl_decl *decl = collect_vars(ev->store, diags) ? pl_vars__get_decl(ev, id, diags) : NULL;
    if (!decl)
        return PL_FOUND_ERROR;
    pl_found found = PL_FOUND_NOTHING;
    if (decl->mod)
        found = pl_vars__arg(ev, decl->mod, decl->var.name, out, diags);
    if (found != PL_FOUND_NOTHING)
        return found;
    const pl_given_values *given = is_public(ev, decl->mod) ? pl_vars__given(ev->store, id) : NULL;
    if (given)
        return pl_vars__evaluate(ev, given, decl, out, diags) ? PL_FOUND : PL_FOUND_ERROR;
    *out = decl->var.has_default ? decl->var.dflt : pl_evaluator__unknown();
    return PL_FOUND;
}

pl_found pl_evaluator__variable(pl_evaluator *ev, pl_entry_id id, pl_value *out, pl_diags *diags)
{
    return pl_evaluator__once(ev, id, PL_MEMO_VALUE, work_value, out, diags);
}

static pl_str type_text(pl_evaluator *ev, const pl_decl *decl)
{
    pl_value v = decl->var.value.tag == PL_V_NULL ? decl->var.dflt : decl->var.value;
    pl_buf text = { 0 };
    if (decl->has_type)
        return decl->type_source;
    pl_vars__type_text(v, &text);
    pl_str out = pl_arena_str(&ev->store->arena, pl_buf_view(&text));
    pl_buf_done(&text);
    return out;
}

static bool var_of(pl_evaluator *ev, pl_entry_id id, const pl_var **out, pl_diags *diags)
{
    pl_value v;
    pl_decl *decl = pl_vars__get_decl(ev, id, diags);
    if (!decl || pl_evaluator__variable(ev, id, &v, diags) != PL_FOUND)
        return false;
    if (!decl->valued) {
        decl->var.is_set = v.tag != PL_V_UNKNOWN;
        decl->var.value = decl->var.is_set ? v : pl_value_null(decl->var.type);
        decl->var.type_text = type_text(ev, decl);
        decl->valued = true;
    }
    *out = &decl->var;
    return true;
}

bool pl_evaluator_var(pl_evaluator *ev, pl_entry_id id, const pl_var **out, pl_diags *diags)
{
    pl_evaluator__lock(ev);
    bool ok = var_of(ev, id, out, diags);
    pl_evaluator__unlock(ev);
    return ok;
}

/* ---- what is missing */

/* All declared variables, those of the workspace's mod first. */
static const pl_entry_id *all_vars(const pl_evaluator *ev, uint32_t *n)
{
    return pl_index_kind(ev->store->options.index, PL_KIND_VARIABLE, n);
}

static bool is_missing(pl_evaluator *ev, pl_entry_id id)
{
    pl_diags *diags = pl_diags_new();
    const pl_decl *decl = pl_vars__get_decl(ev, id, diags);
    bool missing = decl && !decl->var.has_default &&
                   !(is_public(ev, decl->mod) && pl_vars__mentioned(ev->store, id)) &&
                   !(decl->mod && pl_vars__is_passed(ev, decl->mod, decl->var.name));
    pl_diags_free(diags);
    return missing;
}

const pl_entry_id *pl_evaluator_missing(pl_evaluator *ev, uint32_t *n)
{
    pl_diags *diags = pl_diags_new();
    uint32_t n_all;
    const pl_entry_id *all = all_vars(ev, &n_all);
    pl_evaluator__lock(ev);
    pl_vars *vars = pl_vars__of(ev->store);
    collect_vars(ev->store, diags);
    vars->missing.n = 0;
    for (uint32_t i = 0; i < n_all; i++)
        if (is_missing(ev, all[i]))
            pl_vec_push(&vars->missing, all[i]);
    pl_diags_free(diags);
    pl_evaluator__unlock(ev);
    *n = (uint32_t)vars->missing.n;
    return vars->missing.at;
}

/* Write the missing variables of one mod, which are next to each other. Returns where the next
 * mod begins. */
static uint32_t write_missing_of(pl_evaluator *ev, const pl_entry_id *ids, uint32_t i, uint32_t n,
                                 pl_buf *out)
{
    uint32_t mod = pl_evaluator__entry(ev, ids[i])->mod, n_mods;
    const pl_ix_mod *mods = pl_index_mods(ev->store->options.index, &n_mods);
    pl_str alias = pl_index_str(ev->store->options.index, mods[mod].short_name);
    pl_buf names = { 0 }, chain = { 0 }, parent = { 0 };
    for (; i < n && pl_evaluator__entry(ev, ids[i])->mod == mod; i++)
        pl_buf_printf(&names, "%s%.*s.%.*s", names.len ? "," : "", PL_FMT(alias),
                      PL_FMT(pl_evaluator__name(ev, ids[i])));
    pl_vars__chain(ev, mod, &chain, &parent);
    pl_buf_printf(out,
                  "\tdependency mod %.*s cannot be loaded because variable %.*s has no value.  Mod "
                  "%.*s must pass a value for %.*s in the `require` block of its mod.pp\n",
                  PL_FMT(pl_buf_view(&chain)), PL_FMT(pl_buf_view(&names)),
                  PL_FMT(pl_buf_view(&parent)), PL_FMT(pl_buf_view(&names)));
    pl_buf_done(&names);
    pl_buf_done(&chain);
    pl_buf_done(&parent);
    return i;
}

static bool report_missing_at_once(pl_evaluator *ev, const pl_entry_id *ids, uint32_t n,
                                   pl_diags *diags)
{
    pl_buf text = { 0 };
    pl_buf_printf(&text, "missing %u variable value%s:\n", n, n == 1 ? "" : "s");
    uint32_t i = 0;
    for (; i < n && !pl_evaluator__entry(ev, ids[i])->mod; i++)
        pl_buf_printf(&text, "\t%.*s not set\n", PL_FMT(pl_evaluator__name(ev, ids[i])));
    while (i < n)
        i = write_missing_of(ev, ids, i, n, &text);
    pl_diag_plain(diags, PL_ERROR, PL_DIAG_VARIABLE_NOT_SET, "%.*s", PL_FMT(pl_buf_view(&text)));
    pl_buf_done(&text);
    return false;
}

/* Append the name by which a user sets the variable: that of a required mod's variable begins with
 * the mod's name and `between`. */
static void write_given_name(pl_evaluator *ev, const pl_decl *decl, const char *between,
                             pl_buf *out)
{
    if (decl->mod) {
        pl_buf_str(out, pl_names__mod(ev->store->options.index, decl->mod));
        pl_buf_cstr(out, between);
    }
    pl_buf_str(out, decl->var.name);
}

/* Report a missing variable: where it is declared, which values it accepts and how it can be
 * set. */
static void report_missing(pl_evaluator *ev, pl_entry_id id, pl_diags *diags)
{
    const pl_decl *decl = pl_vars__get_decl(ev, id, diags);
    pl_block_view view;
    pl_buf name = { 0 }, how = { 0 };
    if (!decl || !pl_evaluator_open(ev, id, &view, diags))
        return;
    pl_buf given = { 0 }, variable = { 0 };
    write_given_name(ev, decl, ".", &given);
    write_given_name(ev, decl, "__", &variable);
    pl_buf_str(&name, pl_evaluator__name(ev, id));
    if (decl->var.type->kind != PL_TYPE_ANY) {
        pl_buf_cstr(&how, "a ");
        pl_type_write_friendly(decl->var.type, true, &how);
    } else {
        pl_buf_cstr(&how, "any value");
    }
    if (decl->var.description.len)
        pl_buf_printf(&how, ", '%.*s'", PL_FMT(decl->var.description));
    pl_buf_printf(&how, ": give --var %.*s=..., ", PL_FMT(pl_buf_view(&given)));
    pl_buf_printf(&how, "PP_VAR_%.*s in the environment, ", PL_FMT(pl_buf_view(&variable)));
    pl_buf_cstr(&how, "or a line in a .ppvars file (--var-file)");
    pl_buf_byte(&name, 0);
    pl_diag_add(diags, PL_ERROR, PL_DIAG_VARIABLE_NOT_SET,
                view.block ? view.block->def_range : view.attr->range, "no value for a variable",
                "'%s' is %.*s", name.ptr, PL_FMT(pl_buf_view(&how)));
    pl_evaluator_close(ev, &view, diags);
    pl_buf_done(&given);
    pl_buf_done(&variable);
    pl_buf_done(&name);
    pl_buf_done(&how);
}

static bool report_each_missing(pl_evaluator *ev, const pl_entry_id *ids, uint32_t n,
                                pl_diags *diags)
{
    for (uint32_t i = 0; i < n; i++)
        report_missing(ev, ids[i], diags);
    return false;
}

/* ---- asking the user */

static bool prompt_for(pl_evaluator *ev, pl_entry_id id, pl_diags *diags)
{
    const pl_value_store_options *o = &ev->store->options;
    const pl_decl *decl = pl_vars__get_decl(ev, id, diags);
    pl_buf answer = { 0 };
    bool ok = decl && o->ask(o->ask_ctx, &decl->var, &answer, diags);
    if (ok) {
        pl_str text = pl_buf_view(&answer);
        while (text.len && pl_char_in(text.ptr[text.len - 1], " \t\r\n\v\f"))
            text.len--;
        pl_vars__add(ev->store, &(pl_given_values){ .name = decl->var.name,
                                                    .text = pl_arena_str(&ev->store->arena, text),
                                                    .source = PL_VAR_PROMPT,
                                                    .entry = id,
                                                    .meant = id });
    }
    pl_buf_done(&answer);
    return ok;
}

/* Ask one question for each missing variable of the workspace's mod; those of other mods cannot
 * be requested (docs/decisions.md V5). */
static bool ask_for_missing(pl_evaluator *ev, pl_diags *diags)
{
    uint32_t n;
    const pl_entry_id *ids = pl_evaluator_missing(ev, &n);
    bool ok = true;
    if (!n)
        return true;
    if (!ev->store->options.ask || pl_evaluator__entry(ev, ids[n - 1])->mod)
        return ev->store->options.missing_apart ? report_each_missing(ev, ids, n, diags)
                                                : report_missing_at_once(ev, ids, n, diags);
    for (uint32_t i = 0; ok && i < n; i++)
        ok = prompt_for(ev, ids[i], diags);
    return ok;
}

/* ---- checking all variables */

static bool check_decls(pl_evaluator *ev, pl_diags *diags)
{
    uint32_t n;
    bool ok = true;
    const pl_entry_id *all = all_vars(ev, &n);
    for (uint32_t i = 0; i < n; i++) {
        size_t before = pl_diags_count(diags);
        if (pl_vars__get_decl(ev, all[i], diags))
            continue;
        if (pl_vars__is_lost(ev->store, all[i]) && !pl_vars__given(ev->store, all[i]))
            pl_diags_truncate(diags, before); /* an error where it is used (recorded) */
        else
            ok = false;
    }
    if (!ok)
        pl_diags_set_heading(diags, "Internal Error: Failed to decode mod");
    return ok;
}

/* Are the given values evaluated without errors? */
static bool check_evaluation(pl_evaluator *ev, pl_diags *diags)
{
    uint32_t n;
    bool ok = pl_vars__check_undeclared(ev, diags);
    pl_value v;
    const pl_entry_id *all = all_vars(ev, &n);
    for (uint32_t i = 0; i < n; i++)
        if (is_public(ev, pl_evaluator__entry(ev, all[i])->mod) &&
            pl_vars__given(ev->store, all[i]))
            ok &= pl_evaluator__variable(ev, all[i], &v, diags) == PL_FOUND;
    return ok;
}

static void report_no_value(pl_evaluator *ev, const pl_decl *decl, pl_diags *diags)
{
    pl_block_view view;
    pl_buf place = { 0 };
    pl_diags *own = pl_diags_new();
    if (pl_evaluator_open(ev, decl->var.entry, &view, own)) {
        if (view.block)
            pl_vars__add_place(pl_vars__shown_path(ev->store, view.path), view.text,
                               view.block->open.start, &place);
        pl_evaluator_close(ev, &view, own);
    }
    pl_diag_plain(diags, PL_ERROR, PL_DIAG_VARIABLE_NOT_SET,
                  "No value for required variable: The input variable \"%.*s\" is not set, and has "
                  "no default value. Use a --var or --var-file command line argument to provide a "
                  "value for this variable.%.*s",
                  PL_FMT(decl->var.name), PL_FMT(pl_buf_view(&place)));
    pl_diags_free(own);
    pl_buf_done(&place);
}

/* Does the variable have a value? One that could not be evaluated does not count. */
static bool has_value(pl_evaluator *ev, pl_entry_id id, pl_diags *ignored, pl_diags *diags)
{
    pl_value v;
    const pl_decl *decl = pl_vars__get_decl(ev, id, ignored);
    if (!decl || decl->mod || decl->var.has_default)
        return true;
    if (pl_vars__given(ev->store, id) && pl_evaluator__variable(ev, id, &v, ignored) == PL_FOUND)
        return true;
    report_no_value(ev, decl, diags);
    return false;
}

static bool among(pl_arena *scratch, pl_value v, const pl_decl *decl)
{
    const pl_type *type = decl->var.type;
    pl_value list = decl->var.enums, choice;
    pl_buf why = { 0 };
    bool found = false;
    if (type->kind == PL_TYPE_LIST)
        type = type->elem;
    pl_convert(scratch, v, type, &v, &why);
    for (uint32_t i = 0; !found && i < list.len; i++)
        found =
            pl_convert(scratch, list.seq->at[i], type, &choice, &why) && pl_value_equal(v, choice);
    pl_buf_done(&why);
    return found;
}

static bool check_enum(pl_evaluator *ev, pl_entry_id id, pl_diags *diags)
{
    pl_value v;
    pl_arena scratch = { 0 };
    const pl_decl *decl = pl_vars__get_decl(ev, id, diags);
    bool in = true;
    if (decl->var.enums.tag != PL_V_NULL && pl_evaluator__variable(ev, id, &v, diags) == PL_FOUND &&
        v.tag != PL_V_NULL) {
        if (!pl_value_is_seq(v))
            in = among(&scratch, v, decl);
        for (uint32_t i = 0; in && pl_value_is_seq(v) && i < v.len; i++)
            in = among(&scratch, v.seq->at[i], decl);
    }
    if (!in) {
        pl_buf text = { 0 };
        pl_vars__show(v, &text);
        pl_diag_plain(diags, PL_ERROR, PL_DIAG_INVALID_VARIABLE,
                      "Bad Request: value %.*s not in enum", PL_FMT(pl_buf_view(&text)));
        pl_buf_done(&text);
    }
    pl_arena_done(&scratch);
    return in;
}

/* The value that was given for a variable that can be set; NULL: there is none, or the
 * declaration has an error. */
static const pl_given_values *given_to(pl_evaluator *ev, pl_entry_id id, const pl_decl **decl,
                                       pl_diags *ignored)
{
    const pl_given_values *given = pl_vars__given(ev->store, id);
    *decl = given ? pl_vars__get_decl(ev, id, ignored) : NULL;
    return *decl && is_public(ev, (*decl)->mod) ? given : NULL;
}

static bool has_right_type(pl_evaluator *ev, pl_entry_id id, pl_diags *ignored, pl_diags *diags)
{
    pl_value v;
    const pl_decl *decl;
    const pl_given_values *given = given_to(ev, id, &decl, ignored);
    return !given || pl_evaluator__variable(ev, id, &v, ignored) != PL_FOUND ||
           pl_vars__check_value(given, decl, v, diags);
}

static bool is_of_enum(pl_evaluator *ev, pl_entry_id id, pl_diags *ignored, pl_diags *diags)
{
    const pl_decl *decl;
    return !given_to(ev, id, &decl, ignored) || check_enum(ev, id, diags);
}

/* Check all variables. Errors in their declarations were reported before. */
static bool check_all(pl_evaluator *ev,
                      bool (*check)(pl_evaluator *ev, pl_entry_id id, pl_diags *ignored,
                                    pl_diags *diags),
                      pl_diags *diags)
{
    uint32_t n;
    bool ok = true;
    pl_diags *ignored = pl_diags_new();
    const pl_entry_id *all = all_vars(ev, &n);
    for (uint32_t i = 0; i < n; i++)
        ok &= check(ev, all[i], ignored, diags);
    pl_diags_free(ignored);
    return ok;
}

static bool read_args(pl_evaluator *ev, bool check, pl_diags *diags)
{
    size_t before = pl_diags_count(diags);
    bool ok = pl_vars__evaluate_args(ev, check, diags);
    if (!ok && pl_diags_get(diags, before)->path.len)
        pl_diags_set_heading(diags, "Internal Error: mod load failed");
    return ok;
}

static bool read_vars(pl_evaluator *ev, pl_diags *diags)
{
    if (!collect_vars(ev->store, diags))
        return false;
    if (!ev->store->options.need_values)
        return check_evaluation(ev, diags) && read_args(ev, false, diags);
    if (!check_decls(ev, diags) || !ask_for_missing(ev, diags))
        return false;
    bool ok = pl_vars__report_undeclared(ev->store, diags);
    ok &= check_evaluation(ev, diags);
    ok &= check_all(ev, has_value, diags);
    ok &= check_all(ev, has_right_type, diags);
    /* Enums are checked only if the types are right. */
    return ok && check_all(ev, is_of_enum, diags) && read_args(ev, true, diags);
}

bool pl_evaluator_read_vars(pl_evaluator *ev, pl_diags *diags)
{
    pl_evaluator__lock(ev);
    bool ok = read_vars(ev, diags);
    pl_evaluator__unlock(ev);
    return ok;
}
