/* vars_args.c - `args` in requirements: values for the variables of required mods
 * (mod-language.md 2.5).
 *
 * They are evaluated once for each mod that requires others, into an object that has a member
 * for each dependency, named by the number of the dependency in the image. */
#include "eval/vars_inner.h"
#include "base/str.h"
#include "base/utf8.h"
#include "value/convert.h"
#include <stdio.h>

/* The args of one dependency while they are read. */
typedef struct reading {
    pl_evaluator *ev;
    uint32_t mod; /* the mod that requires it */
    const pl_block_view *view;
    pl_diags *diags;
    PL_VEC(pl_str) unresolved; /* unresolved names for the message */
    bool ok;
} reading;

/* ---- the dependency that a block is about */

static bool is_required_as(const pl_index *ix, const pl_ix_mod *mod, pl_str label, pl_str path)
{
    pl_str dep_path = pl_index_str(ix, mod->dep_path), https = PL_S("https://");
    if (pl_str_starts(label, https))
        label = pl_str_sub(label, https.len, label.len);
    if (path.len)
        return pl_str_ends(dep_path, path) || pl_str_ends(dep_path, label);
    return pl_str_starts(dep_path, label) && dep_path.len > label.len &&
           (dep_path.ptr[label.len] == '@' || dep_path.ptr[label.len] == '#');
}

uint32_t pl_vars__required_by(const pl_evaluator *ev, uint32_t requirer, const pl_block *block)
{
    const pl_index *ix = ev->store->options.index;
    uint32_t n_mods, n;
    const pl_ix_mod *mods = pl_index_mods(ix, &n_mods);
    const uint32_t *deps = pl_index_mod_deps(ix, requirer, &n);
    const pl_attr *attr = pl_body_attr(block->body, PL_S("path"));
    pl_str path = { 0 };
    pl_arena scratch = { 0 };
    uint32_t found = PL_NONE;
    if (attr)
        pl_expr_string(attr->expr, &scratch, &path);
    while (pl_str_starts(path, PL_S("../")) || pl_str_starts(path, PL_S("./")))
        path = pl_str_sub(path, pl_str_find(path, '/') + 1, path.len);
    for (uint32_t i = 0; i < n && found == PL_NONE && block->labels; i++)
        if (is_required_as(ix, &mods[deps[i]], block->labels->text, path))
            found = deps[i];
    pl_arena_done(&scratch);
    return found;
}

/* ---- evaluation */

/* Find variables of the requiring mod and connections. */
static pl_found find_name(const pl_scope *scope, const pl_root_traversal *name, pl_value *out,
                          unsigned *used, pl_diags *diags)
{
    const reading *rd = scope->ctx;
    bool known =
        pl_str_eq(name->root, PL_S("var")) || pl_str_eq(name->root, PL_S("connection")) ||
        pl_names__find_dependency(pl_evaluator_index(rd->ev), rd->mod, name->root) != PL_NONE;
    if (!known)
        return PL_FOUND_NOTHING;
    const pl_scope *outer = pl_evaluator_scope(rd->ev, rd->mod);
    return outer->find(outer, name, out, used, diags);
}

/* Is every message about a name that refers to nothing (hcl.md 3.8)? */
static bool is_unresolved(const pl_diags *diags)
{
    bool only = pl_diags_count(diags) > 0;
    for (size_t i = 0; only && i < pl_diags_count(diags); i++)
        only = pl_diag_is_unresolved(pl_diags_get(diags, i));
    return only;
}

static void note_unresolved(reading *rd, const pl_attr *attr, const pl_pair *pair)
{
    pl_arena *arena = &rd->ev->store->arena;
    const pl_expr *value = pair ? pair->value : attr->expr;
    pl_str text = rd->view->text, name = PL_S("args");
    pl_pos pos = { .line = 1, .column = 1 };
    uint32_t n;
    const pl_ix_mod *mods = pl_index_mods(rd->ev->store->options.index, &n);
    if (pair)
        name = pl_str_sub(text, pair->key->range.start, pair->key->range.end);
    pl_pos_advance(&pos, pl_str_sub(text, 0, value->range.start));
    pl_vec_push(&rd->unresolved,
                pl_arena_printf(
                    arena, "\"var.%.*s = %.*s\" (mod.%.*s %.*s:%u)", PL_FMT(name),
                    PL_FMT(pl_str_sub(text, value->range.start, value->range.end)),
                    PL_FMT(pl_index_str(rd->ev->store->options.index, mods[rd->mod].short_name)),
                    PL_FMT(rd->view->path), pos.line));
    rd->ok = false;
}

/* Evaluate one expression; *out is unknown if it fails. */
static void evaluate_arg(reading *rd, const pl_attr *attr, const pl_pair *pair, pl_value *out)
{
    pl_scope scope = { .find = find_name, .ctx = rd };
    pl_diags *own = pl_diags_new();
    const pl_expr *expr = pair ? pair->value : attr->expr;
    pl_diags_begin(own, rd->view->path, rd->view->text);
    pl_wanted wanted = { .mod = rd->mod, .scope = &scope, .expr = expr };
    bool ok = pl_evaluator__eval(rd->ev, &wanted, out, own);
    pl_diags_end(own);
    if (!ok && is_unresolved(own)) {
        note_unresolved(rd, attr, pair);
    } else if (!ok) {
        pl_diags_append(rd->diags, own);
        rd->ok = false;
    }
    pl_diags_free(own);
}

/* Evaluate an object member by member, so that a message can name the member. */
static pl_value read_args(reading *rd, const pl_attr *attr)
{
    const pl_expr *e = attr->expr;
    pl_arena *arena = &rd->ev->store->arena;
    pl_value out = pl_evaluator__unknown();
    if (e->kind != PL_E_OBJECT) {
        evaluate_arg(rd, attr, NULL, &out);
        return out;
    }
    pl_members *all = pl_members_room(arena, e->object.n);
    uint32_t n = 0;
    for (const pl_pair *p = e->object.pairs; p; p = p->next) {
        pl_str key;
        if (!pl_expr_keyword(p->key, &key) && !pl_expr_string(p->key, arena, &key)) {
            evaluate_arg(rd, attr, NULL, &out); /* a key is an expression: evaluate all at once */
            return out;
        }
        all->at[n].key = pl_arena_str(arena, key);
        all->at[n].value = pl_evaluator__unknown();
        evaluate_arg(rd, attr, p, &all->at[n++].value);
    }
    return pl_value_take_members(PL_V_OBJECT, NULL, all, n);
}

/* Convert all members to one type; what depends on a value that is not known yet stays unknown. */
static pl_value convert_args(reading *rd, const pl_attr *attr, pl_value v)
{
    pl_buf why = { 0 };
    const pl_type *want =
        pl_type_collection(&rd->ev->store->arena, PL_TYPE_MAP, pl_type_simple(PL_TYPE_ANY));
    if (v.tag == PL_V_UNKNOWN || !pl_convert(&rd->ev->store->arena, v, want, &v, &why)) {
        if (v.tag != PL_V_UNKNOWN) {
            pl_diag_add(rd->diags, PL_ERROR, PL_DIAG_UNSUITABLE_VALUE, attr->expr->start,
                        "Unsuitable value type", "Unsuitable value: %.*s",
                        PL_FMT(pl_buf_view(&why)));
            rd->ok = false;
        }
    }
    pl_buf_done(&why);
    return v;
}

static void read_block(reading *rd, const pl_block *block, pl_members *all, uint32_t *n)
{
    const pl_attr *attr = pl_body_attr(block->body, PL_S("args"));
    uint32_t dep = attr ? pl_vars__required_by(rd->ev, rd->mod, block) : PL_NONE;
    if (dep == PL_NONE)
        return;
    bool before = rd->ok;
    rd->ok = true;
    pl_value v = read_args(rd, attr);
    if (rd->ok)
        v = convert_args(rd, attr, v);
    rd->ok &= before;
    all->at[*n].key = pl_arena_printf(&rd->ev->store->arena, "%u", dep);
    all->at[(*n)++].value = v;
}

bool pl_required_is_block(const pl_block *b)
{
    return pl_str_eq(b->type, PL_S("require")) || pl_str_eq(b->type, PL_S("requires"));
}

static uint32_t count_args(const pl_block *mod)
{
    uint32_t n = 0;
    for (const pl_block *r = mod->body->blocks; r; r = r->next)
        for (const pl_block *b = r->body->blocks; b && pl_required_is_block(r); b = b->next)
            n++;
    return n;
}

static void report_unresolved(reading *rd)
{
    pl_buf text = { 0 };
    if (rd->unresolved.n == 1)
        pl_buf_cstr(&text, "failed to resolve dependency mod argument value: ");
    else
        pl_buf_printf(&text, "failed to resolve %zu dependency mod arguments values:\n\t",
                      rd->unresolved.n);
    for (size_t i = 0; i < rd->unresolved.n; i++)
        pl_buf_printf(&text, "%s%.*s", i ? "\n\t" : "", PL_FMT(rd->unresolved.at[i]));
    if (rd->unresolved.n)
        pl_diag_plain(rd->diags, PL_ERROR, PL_DIAG_UNRESOLVED, "%.*s", PL_FMT(pl_buf_view(&text)));
    pl_buf_done(&text);
}

static pl_found work_args(pl_evaluator *ev, pl_entry_id id, unsigned what, pl_value *out,
                          pl_diags *diags)
{
    pl_block_view view;
    reading rd = { .ev = ev, .view = &view, .diags = diags, .ok = true };
    uint32_t n = 0;
    (void)what;
    rd.mod = pl_evaluator__entry(ev, id)->mod;
    if (!pl_evaluator_open(ev, id, &view, diags))
        return PL_FOUND_ERROR;
    pl_members *all = pl_members_room(&ev->store->arena, view.block ? count_args(view.block) : 0);
    for (const pl_block *r = view.block ? view.block->body->blocks : NULL; r; r = r->next)
        for (const pl_block *b = r->body->blocks; b && pl_required_is_block(r); b = b->next)
            if (pl_str_eq(b->type, PL_S("mod")))
                read_block(&rd, b, all, &n);
    pl_evaluator_close(ev, &view, diags);
    report_unresolved(&rd);
    pl_vec_done(&rd.unresolved);
    *out = pl_value_take_members(PL_V_OBJECT, NULL, all, n);
    return rd.ok ? PL_FOUND : PL_FOUND_ERROR;
}

static pl_found args_of(pl_evaluator *ev, uint32_t mod, pl_value *out, pl_diags *diags)
{
    uint32_t n, n_deps;
    const pl_ix_mod *mods = pl_index_mods(ev->store->options.index, &n);
    pl_index_mod_deps(ev->store->options.index, mod, &n_deps);
    if (!n_deps || mods[mod].entry == PL_NONE)
        return PL_FOUND_NOTHING;
    return pl_evaluator__once(ev, mods[mod].entry, PL_MEMO_ARGS, work_args, out, diags);
}

static bool requires(pl_evaluator *ev, uint32_t mod, uint32_t dep)
{
    uint32_t n;
    const uint32_t *deps = pl_index_mod_deps(ev->store->options.index, mod, &n);
    for (uint32_t i = 0; i < n; i++)
        if (deps[i] == dep)
            return true;
    return false;
}

/* Get the object of all args that `mod` passes to `dep`. */
static pl_found args_for(pl_evaluator *ev, uint32_t mod, uint32_t dep, pl_value *out,
                         pl_diags *diags)
{
    pl_value all;
    char key[16];
    pl_found found = requires(ev, mod, dep) ? args_of(ev, mod, &all, diags) : PL_FOUND_NOTHING;
    if (found != PL_FOUND)
        return found;
    snprintf(key, sizeof key, "%u", dep);
    return pl_value_member(all, pl_str_cstr(key), out) ? PL_FOUND : PL_FOUND_NOTHING;
}

pl_found pl_vars__arg(pl_evaluator *ev, uint32_t mod, pl_str name, pl_value *out, pl_diags *diags)
{
    for (uint32_t m = 0; m < ev->n_mods; m++) {
        pl_value args;
        pl_found found = args_for(ev, m, mod, &args, diags);
        if (found == PL_FOUND_ERROR)
            return found;
        if (found == PL_FOUND && args.tag == PL_V_UNKNOWN) {
            *out = args;
            return PL_FOUND;
        }
        if (found == PL_FOUND && pl_value_is_members(args) && pl_value_member(args, name, out))
            return PL_FOUND;
    }
    return PL_FOUND_NOTHING;
}

/* ---- without evaluation */

/* Does the block pass `name`, as far as can be seen without evaluating? */
static bool writes(const reading *rd, const pl_block *block, uint32_t dep, pl_str name)
{
    const pl_attr *attr = pl_body_attr(block->body, PL_S("args"));
    pl_str key;
    pl_arena scratch = { 0 };
    bool found = false;
    if (!attr || pl_vars__required_by(rd->ev, rd->mod, block) != dep)
        return false;
    if (attr->expr->kind != PL_E_OBJECT)
        return true;
    for (const pl_pair *p = attr->expr->object.pairs; p && !found; p = p->next)
        found = (!pl_expr_keyword(p->key, &key) && !pl_expr_string(p->key, &scratch, &key)) ||
                pl_str_eq(key, name);
    pl_arena_done(&scratch);
    return found;
}

bool pl_vars__is_passed(pl_evaluator *ev, uint32_t mod, pl_str name)
{
    uint32_t n;
    const pl_ix_mod *mods = pl_index_mods(ev->store->options.index, &n);
    pl_diags *ignored = pl_diags_new();
    bool found = false;
    for (uint32_t m = 0; m < n && !found; m++) {
        pl_block_view view;
        reading rd = { .ev = ev, .mod = m, .view = &view };
        if (mods[m].entry == PL_NONE || !requires(ev, m, mod) ||
            !pl_evaluator_open(ev, mods[m].entry, &view, ignored))
            continue;
        for (const pl_block *r = view.block ? view.block->body->blocks : NULL; r; r = r->next)
            for (const pl_block *b = r->body->blocks; b && pl_required_is_block(r); b = b->next)
                found = found || (pl_str_eq(b->type, PL_S("mod")) && writes(&rd, b, mod, name));
        pl_evaluator_close(ev, &view, ignored);
    }
    pl_diags_free(ignored);
    return found;
}

static void note_var(void *ctx, pl_str root, const pl_step *steps, pl_range range)
{
    bool *found = ctx;
    (void)steps;
    (void)range;
    *found |= pl_str_eq(root, PL_S("var"));
}

bool pl_evaluator_args_use_vars(pl_evaluator *ev)
{
    uint32_t n;
    const pl_ix_mod *mods = pl_index_mods(ev->store->options.index, &n);
    pl_diags *ignored = pl_diags_new();
    pl_block_view view;
    bool found = false;
    if (mods[0].entry != PL_NONE && pl_evaluator_open(ev, mods[0].entry, &view, ignored)) {
        for (const pl_block *r = view.block ? view.block->body->blocks : NULL; r; r = r->next)
            for (const pl_block *b = r->body->blocks; b && pl_required_is_block(r); b = b->next) {
                const pl_attr *attr = pl_body_attr(b->body, PL_S("args"));
                if (attr)
                    pl_expr_refs(attr->expr, note_var, &found);
            }
        pl_evaluator_close(ev, &view, ignored);
    }
    pl_diags_free(ignored);
    return found;
}

/* ---- checks */

/* Check one argument passed to mod `dep`: a variable with its name is declared there, and the value
 * fits its type. False with errors. */
static bool check_one(pl_evaluator *ev, uint32_t dep, const pl_member *arg, pl_diags *diags)
{
    uint32_t n;
    const pl_index *ix = ev->store->options.index;
    pl_str mod = pl_index_str(ix, pl_index_mods(ix, &n)[dep].short_name);
    pl_entry_id id = pl_index_find_in(ix, dep, PL_KIND_VARIABLE, arg->key);
    pl_diags *own = pl_diags_new();
    const pl_decl *decl = id == PL_NO_ENTRY ? NULL : pl_vars__get_decl(ev, id, own);
    if (id == PL_NO_ENTRY || pl_vars__is_lost(ev->store, id)) { /* both recorded */
        pl_diags_free(own);
        pl_diag_plain(
            diags, PL_ERROR, PL_DIAG_UNDECLARED_VARIABLE,
            "Value assigned to undeclared variable: A value was assigned to an undeclared "
            "input variable \"%.*s.var.%.*s\".",
            PL_FMT(mod), PL_FMT(arg->key));
        return false;
    }
    pl_diags_append(diags, own);
    pl_diags_free(own);
    if (!decl || pl_vars__fits(&ev->store->arena, arg->value, decl->var.type, true))
        return decl != NULL;
    pl_buf why = { 0 };
    pl_vars__mismatch(arg->value, decl->var.type, &why);
    pl_diag_plain(diags, PL_ERROR, PL_DIAG_INVALID_VARIABLE,
                  "Invalid value for input variable: The value provided for variable "
                  "\"%.*s.var.%.*s\" is not valid: %.*s.",
                  PL_FMT(mod), PL_FMT(arg->key), PL_FMT(pl_buf_view(&why)));
    pl_buf_done(&why);
    return false;
}

bool pl_vars__evaluate_args(pl_evaluator *ev, bool check, pl_diags *diags)
{
    bool ok = true;
    for (uint32_t m = 0; m < ev->n_mods; m++) {
        pl_value all;
        pl_found found = args_of(ev, m, &all, diags);
        ok &= found != PL_FOUND_ERROR;
        for (uint32_t i = 0; check && found == PL_FOUND && i < all.len; i++) {
            pl_value args = all.members->at[i].value;
            uint64_t dep = 0;
            pl_str_to_u64(all.members->at[i].key, &dep);
            for (uint32_t a = 0; pl_value_is_members(args) && a < args.len; a++)
                ok &= check_one(ev, (uint32_t)dep, &args.members->at[a], diags);
        }
    }
    return ok;
}

/* ---- which mod requires which */

void pl_vars__chain(pl_evaluator *ev, uint32_t mod, pl_buf *out, pl_buf *parent)
{
    uint32_t n;
    const pl_index *ix = ev->store->options.index;
    const pl_ix_mod *mods = pl_index_mods(ix, &n);
    uint32_t *from = pl_mem_alloc(n * sizeof *from), *queue = pl_mem_alloc(n * sizeof *queue);
    uint32_t head = 0, tail = 0, path = 0;
    for (uint32_t m = 0; m < n; m++)
        from[m] = PL_NONE;
    queue[tail++] = 0;
    from[0] = 0;
    while (head < tail && from[mod] == PL_NONE) {
        uint32_t m = queue[head++], n_deps;
        const uint32_t *deps = pl_index_mod_deps(ix, m, &n_deps);
        for (uint32_t i = 0; i < n_deps; i++)
            if (from[deps[i]] == PL_NONE) {
                from[deps[i]] = m;
                queue[tail++] = deps[i];
            }
    }
    if (from[mod] == PL_NONE)
        from[mod] = 0;
    pl_buf_str(parent, pl_index_str(ix, mods[from[mod]].dep_path));
    for (uint32_t m = mod; m; m = from[m])
        queue[path++] = m;
    pl_buf_str(out, pl_index_str(ix, mods[0].short_name));
    while (path--)
        pl_buf_printf(out, " -> %.*s", PL_FMT(pl_index_str(ix, mods[queue[path]].dep_path)));
    pl_mem_free(from);
    pl_mem_free(queue);
}
