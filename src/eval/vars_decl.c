/* vars_decl.c - `variable` blocks (mod-language.md 3.1, 3.2). */
#include "eval/vars_inner.h"
#include "base/str.h"
#include "hcl/typeexpr.h"

/* A block while it is read. */
typedef struct reading {
    pl_evaluator *ev;
    pl_decl *d;
    const pl_body *body;
    pl_diags *diags;
    bool ok;
} reading;

static void report_problem(reading *rd, const pl_attr *attr, const char *summary)
{
    pl_diag_add(rd->diags, PL_ERROR, PL_DIAG_INVALID_VARIABLE, attr->range, summary, NULL);
    rd->ok = false;
}

/* ---- names in a default */

/* Report a connection that does not exist, with those that do. */
static void report_lost(reading *rd, const pl_root_traversal *name, pl_diags *diags)
{
    const pl_value_store_options *o = &rd->ev->store->options;
    pl_buf summary = { 0 }, names = { 0 };
    pl_buf_printf(&summary, "no connection '%.*s.%.*s'%c", PL_FMT(name->steps->text),
                  PL_FMT(name->steps->next->text), 0);
    if (o->connection_names)
        o->connection_names(o->connection_ctx, &names);
    pl_diag_add(diags, PL_ERROR, PL_DIAG_UNSUPPORTED_ATTRIBUTE, name->range, summary.ptr,
                "the default of var.%.*s names it; configured are: %.*s", PL_FMT(rd->d->var.name),
                PL_FMT(names.len ? pl_buf_view(&names) : PL_S("none")));
    pl_buf_done(&summary);
    pl_buf_done(&names);
}

/* Find functions and connections. If a default names anything else, Powerpipe drops
 * the whole variable (upstream-defects.md L8). */
static pl_found find_in_default(const pl_scope *scope, const pl_root_traversal *name, pl_value *out,
                                unsigned *used, pl_diags *diags)
{
    reading *rd = scope->ctx;
    if (!pl_str_eq(name->root, PL_S("connection"))) {
        pl_diag_add(diags, PL_ERROR, PL_DIAG_NOT_ALLOWED_HERE, name->range, "Variables not allowed",
                    "Variables may not be used here.");
        return PL_FOUND_ERROR;
    }
    size_t before = pl_diags_count(diags);
    pl_found found = pl_names__connection(rd->ev, name->steps, out, used, diags);
    if (found != PL_FOUND_ERROR)
        return found;
    pl_diags_truncate(diags, before);
    report_lost(rd, name, diags);
    pl_vec_push(&pl_vars__of(rd->ev->store)->lost, rd->d->var.entry);
    return found;
}

/* Evaluate `attr` as `want` (NULL: without conversion) into the store; null: there is no
 * attribute. */
static pl_value evaluate_attr(reading *rd, const pl_attr *attr, const pl_type *want, bool literal)
{
    pl_value v = pl_value_null(want ? want : pl_type_simple(PL_TYPE_ANY));
    pl_scope scope = { .find = find_in_default, .ctx = rd };
    scope.no_variables = scope.no_functions = literal;
    if (!attr)
        return v;
    pl_wanted wanted = { .mod = rd->d->mod, .scope = &scope, .expr = attr->expr, .type = want };
    if (!pl_evaluator__eval(rd->ev, &wanted, &v, rd->diags))
        rd->ok = false;
    return v;
}

static const pl_attr *attr_of(const reading *rd, const char *name)
{
    return pl_body_attr(rd->body, pl_str_cstr(name));
}

static pl_str text_of(reading *rd, const char *name)
{
    pl_value v = evaluate_attr(rd, attr_of(rd, name), pl_type_simple(PL_TYPE_STRING), true);
    return v.tag == PL_V_STRING ? pl_value_get_str(v) : (pl_str){ 0 };
}

/* ---- type and default */

static void read_type(reading *rd, pl_str text)
{
    const pl_value_store_options *o = &rd->ev->store->options;
    pl_arena scratch = { 0 };
    const pl_attr *attr = attr_of(rd, "type");
    const pl_type *type = NULL;
    rd->d->var.type = pl_type_simple(PL_TYPE_ANY);
    if (!attr)
        return;
    type = pl_type_parse_variable(attr, o->connection_types, o->n_connection_types, &scratch,
                                  rd->diags);
    rd->ok &= type != NULL;
    if (type)
        rd->d->var.type = pl_type_copy(&rd->ev->store->arena, type);
    rd->d->has_type = true;
    rd->d->type_source = pl_arena_str(
        &rd->ev->store->arena, pl_str_sub(text, attr->expr->range.start, attr->expr->range.end));
    pl_arena_done(&scratch);
}

bool pl_default_fits(pl_arena *scratch, pl_value v, const pl_type *type, const pl_attr *attr,
                     pl_diags *diags)
{
    if (pl_vars__fits(scratch, v, type, false))
        return true;
    pl_buf why = { 0 };
    pl_vars__mismatch(v, type, &why);
    pl_diag_raw(diags, PL_ERROR, PL_DIAG_INVALID_VARIABLE, attr->range, pl_buf_view(&why),
                (pl_str){ 0 });
    pl_buf_done(&why);
    return false;
}

static void read_default(reading *rd)
{
    const pl_attr *attr = attr_of(rd, "default");
    pl_var *var = &rd->d->var;
    bool before = rd->ok;
    var->has_default = attr != NULL;
    rd->ok = true;
    var->dflt = evaluate_attr(rd, attr, NULL, false);
    if (!rd->ok || !before || !attr) {
        rd->ok = rd->ok && before;
        return;
    }
    rd->ok = pl_default_fits(&rd->ev->store->arena, var->dflt, var->type, attr, rd->diags);
}

/* ---- enum and format */

static const pl_type *enum_type(const pl_type *type)
{
    const pl_type *elem = type->kind == PL_TYPE_LIST ? type->elem : type;
    bool simple =
        elem->kind == PL_TYPE_STRING || elem->kind == PL_TYPE_NUMBER || elem->kind == PL_TYPE_BOOL;
    return simple ? elem : NULL;
}

static bool is_among(pl_value v, pl_value list)
{
    for (uint32_t i = 0; i < list.len; i++)
        if (pl_value_equal(v, list.seq->at[i]))
            return true;
    return false;
}

static bool default_in_enum(pl_value dflt, pl_value list)
{
    bool in = true;
    if (!pl_value_is_seq(dflt))
        return dflt.tag == PL_V_NULL || is_among(dflt, list);
    for (uint32_t i = 0; in && i < dflt.len; i++)
        in = is_among(dflt.seq->at[i], list);
    return in;
}

static void read_enum(reading *rd)
{
    const pl_attr *attr = attr_of(rd, "enum");
    pl_var *var = &rd->d->var;
    bool before = rd->ok;
    rd->ok = true;
    var->enums = evaluate_attr(rd, attr, NULL, false);
    if (!attr || !rd->ok || !before) {
        rd->ok = rd->ok && before;
        return;
    }
    const pl_type *elem = enum_type(var->type);
    if (!elem)
        report_problem(
            rd, attr,
            "enum is only supported for string, bool, number, list of string, list of bool, "
            "list of number types");
    else if (!pl_value_is_seq(var->enums))
        report_problem(rd, attr, "enum values must be a list");
    else if (var->enums.len && !pl_value_has_type(var->enums.seq->at[0], elem))
        report_problem(rd, attr, "enum values type mismatched"); /* no further errors (recorded) */
    else if (!default_in_enum(var->dflt, var->enums))
        report_problem(rd, attr, "default value not in enum");
}

static void read_format(reading *rd)
{
    const pl_attr *attr = attr_of(rd, "format");
    if (!attr)
        return;
    pl_value v = evaluate_attr(rd, attr, pl_type_simple(PL_TYPE_STRING), false);
    pl_str text = v.tag == PL_V_STRING ? pl_value_get_str(v) : (pl_str){ 0 };
    bool known = pl_str_eq(text, PL_S("text")) || pl_str_eq(text, PL_S("multiline")) ||
                 pl_str_eq(text, PL_S("json"));
    if (!rd->ok)
        return;
    if (rd->d->has_type ? rd->d->var.type->kind != PL_TYPE_STRING
                        : rd->d->var.dflt.tag != PL_V_STRING) {
        report_problem(rd, attr, "\"format\" may only be set for string variables");
    } else if (!known) {
        pl_diag_plain(rd->diags, PL_ERROR, PL_DIAG_INVALID_VARIABLE,
                      "invalid format, must be one of \"text\", \"multiline\", \"json\"");
        rd->ok = false;
    }
    rd->d->var.format = text;
}

static void read_tags(reading *rd)
{
    const pl_attr *attr = attr_of(rd, "tags");
    pl_value *tags = &rd->d->var.tags;
    *tags = evaluate_attr(rd, attr, rd->ev->store->string_map, false);
    for (uint32_t i = 0; pl_value_is_members(*tags) && i < tags->len; i++) {
        if (tags->members->at[i].value.tag != PL_V_NULL)
            continue;
        pl_diag_add(rd->diags, PL_ERROR, PL_DIAG_NOT_ALLOWED_HERE, attr->expr->start,
                    "Unsuitable value type", "Unsuitable value: null value is not allowed");
        rd->ok = false;
        break;
    }
}

/* ---- the block */

static void read_block(reading *rd, pl_str text)
{
    pl_var *var = &rd->d->var;
    var->title = text_of(rd, "title");
    var->description = text_of(rd, "description");
    read_type(rd, text);
    read_default(rd);
    pl_value sensitive =
        evaluate_attr(rd, attr_of(rd, "sensitive"), pl_type_simple(PL_TYPE_BOOL), false);
    var->sensitive = sensitive.tag == PL_V_BOOL && sensitive.b;
    read_tags(rd);
    read_enum(rd);
    read_format(rd);
}

/* Read a declaration. The value of its memo is its position among the declarations. */
static pl_found work_decl(pl_evaluator *ev, pl_entry_id id, unsigned what, pl_value *out,
                          pl_diags *diags)
{
    const pl_ix_entry *e = pl_evaluator__entry(ev, id);
    pl_vars *vars = pl_vars__of(ev->store);
    uint32_t n;
    const pl_ix_mod *mods = pl_index_mods(ev->store->options.index, &n);
    pl_block_view view;
    (void)what;
    if (!pl_evaluator_open(ev, id, &view, diags))
        return PL_FOUND_ERROR;
    reading rd = { .ev = ev, .diags = diags, .ok = view.block != NULL };
    rd.d = PL_NEW(&ev->store->arena, pl_decl);
    rd.d->mod = e->mod;
    rd.d->var.entry = id;
    rd.d->var.name = pl_evaluator__name(ev, id);
    rd.d->var.mod = pl_index_str(ev->store->options.index, mods[e->mod].short_name);
    if (view.block) {
        rd.body = view.block->body;
        read_block(&rd, view.text);
    }
    pl_evaluator_close(ev, &view, diags);
    *out = pl_value_int((int64_t)vars->decls.n, 64);
    pl_vec_push(&vars->decls, rd.d);
    return rd.ok ? PL_FOUND : PL_FOUND_ERROR;
}

pl_decl *pl_vars__get_decl(pl_evaluator *ev, pl_entry_id id, pl_diags *diags)
{
    pl_value at;
    if (pl_evaluator__once(ev, id, PL_MEMO_DECL, work_decl, &at, diags) != PL_FOUND)
        return NULL;
    return pl_vars__of(ev->store)->decls.at[at.i];
}

bool pl_vars__is_lost(pl_value_store *store, pl_entry_id id)
{
    const pl_vars *vars = pl_vars__of(store);
    bool lost = false;
    for (size_t i = 0; i < vars->lost.n && !lost; i++)
        lost = vars->lost.at[i] == id;
    return lost;
}

bool pl_evaluator_var_lost(pl_evaluator *ev, pl_entry_id id)
{
    pl_evaluator__lock(ev);
    bool lost = pl_vars__is_lost(ev->store, id);
    pl_evaluator__unlock(ev);
    return lost;
}
