/* params.c - reads arguments from flags, calls, JSON and resources, merges them, and binds them to
 * params. */
#include "run/params.h"
#include "base/double.h"
#include "base/map.h"
#include "base/str.h"
#include "hcl/eval.h"
#include "value/json.h"
#include "value/number.h"

static const char mixed[] = "args contain both positional and named parameters";

static pl_value unknown(void)
{
    return pl_value_unknown(pl_type_simple(PL_TYPE_ANY));
}

static pl_given_arg *add(pl_arena *arena, pl_given_args *args, uint32_t room)
{
    if (!args->at)
        args->at = pl_arena_alloc(arena, (room + 1) * sizeof *args->at);
    pl_given_arg *arg = &args->at[args->n++];
    *arg = (pl_given_arg){ .value = unknown() };
    return arg;
}

static pl_given_arg *find(const pl_given_args *args, pl_str name)
{
    for (uint32_t i = 0; i < args->n; i++)
        if (pl_str_eq(args->at[i].name, name))
            return &args->at[i];
    return NULL;
}

/* Up to this number names are compared one by one; above it they are in a map. */
enum { FEW = 16 };

/* Return the argument of that name, added if it is new; a positional one is always added. `room`:
 * how many arguments may be added in all. */
static pl_given_arg *take(pl_arena *arena, pl_given_args *args, pl_map *names, uint32_t room,
                          pl_str name)
{
    uint32_t at = 0;
    bool added = true;
    if (name.len && room > FEW) {
        at = pl_map_put(names, name, args->n, &added);
    } else if (name.len) {
        pl_given_arg *old = find(args, name);
        added = !old;
        at = old ? (uint32_t)(old - args->at) : 0;
    }
    if (!added)
        return &args->at[at];
    pl_given_arg *arg = add(arena, args, room);
    arg->name = name;
    return arg;
}

static bool is_set(const pl_given_arg *arg)
{
    return arg->value.tag != PL_V_UNKNOWN;
}

/* ---- JSON as values */

/* A number of JSON as a value of double precision. */
static pl_value number_of(pl_arena *arena, pl_str text)
{
    double d;
    pl_double_read(text, 64, &d);
    return pl_number_double(arena, d);
}

static pl_value value_of(pl_arena *arena, const pl_json *node, unsigned depth);

static pl_value object_of(pl_arena *arena, const pl_json *node, unsigned depth)
{
    pl_members *all = pl_members_room(arena, node->n);
    uint32_t n = 0;
    for (const pl_json *m = node->first; m; m = m->next) {
        all->at[n].key = pl_arena_str(arena, m->key);
        all->at[n++].value = value_of(arena, m, depth + 1);
    }
    return pl_value_take_members(PL_V_OBJECT, NULL, all, n);
}

static pl_value list_of(pl_arena *arena, const pl_json *node, unsigned depth)
{
    pl_seq *seq = pl_seq_room(arena, node->n);
    uint32_t n = 0;
    for (const pl_json *m = node->first; m; m = m->next)
        seq->at[n++] = value_of(arena, m, depth + 1);
    return pl_value_take_seq(PL_V_TUPLE, NULL, seq, n);
}

static pl_value value_of(pl_arena *arena, const pl_json *node, unsigned depth)
{
    if (depth >= PL_VALUE_DEPTH - 1)
        return pl_value_null(pl_type_simple(PL_TYPE_ANY));
    switch ((pl_json_kind)node->kind) {
    case PL_JSON_BOOL: return pl_value_bool(node->truth);
    case PL_JSON_NUMBER: return number_of(arena, node->text);
    case PL_JSON_STRING: return pl_value_str(pl_arena_str(arena, node->text));
    case PL_JSON_ARRAY: return list_of(arena, node, depth);
    case PL_JSON_OBJECT: return object_of(arena, node, depth);
    default: return pl_value_null(pl_type_simple(PL_TYPE_ANY));
    }
}

pl_value pl_args_from_json(pl_arena *arena, const pl_json *node)
{
    return value_of(arena, node, 0);
}

pl_value pl_args_decode(pl_arena *arena, pl_str json)
{
    const pl_json *node = pl_json_parse(arena, json, NULL);
    return node ? value_of(arena, node, 0) : pl_value_str(pl_arena_str(arena, json));
}

/* ---- --arg */

bool pl_args_from_flags(pl_arena *arena, const pl_str *args, size_t n, bool own, pl_given_args *out,
                        pl_buf *why)
{
    size_t named = 0;
    pl_map names = { 0 };
    bool ok = true;
    *out = (pl_given_args){ .given = n > 0 };
    for (size_t i = 0; i < n && ok; i++) {
        size_t equals = pl_str_find(args[i], '=');
        pl_str name = { 0 }, value = args[i];
        if (equals < args[i].len) {
            name = pl_str_sub(args[i], 0, equals);
            value = pl_str_sub(args[i], equals + 1, args[i].len);
            named++;
        }
        ok = own || pl_str_find(value, '=') == value.len;
        if (!ok)
            pl_buf_printf(why, "invalid arg format: %.*s", PL_FMT(args[i]));
        take(arena, out, &names, (uint32_t)n, name)->value = pl_value_str(value);
    }
    pl_map_done(&names);
    if (!ok || named == 0 || named == n)
        return ok;
    pl_buf_cstr(why, "cannot mix positional and named args");
    return false;
}

/* ---- query.q("a", 1) */

static bool call_text(pl_str target, pl_str *inside)
{
    pl_str text = pl_str_trim(target);
    size_t open = pl_str_find(text, '(');
    if (open >= text.len || text.ptr[text.len - 1] != ')')
        return false;
    *inside = pl_str_sub(text, open + 1, text.len - 1);
    return true;
}

/* The piece before the next comma outside quotes, braces and brackets. False: there is a closing
 * bracket too many. */
static bool next_piece(pl_str *rest, pl_str *piece)
{
    int depth = 0;
    bool quoted = false;
    size_t i = 0;
    for (; i < rest->len; i++) {
        char c = rest->ptr[i];
        if (c == '"')
            quoted = !quoted;
        else if (!quoted && (c == '{' || c == '['))
            depth++;
        else if (!quoted && (c == '}' || c == ']') && --depth < 0)
            return false;
        else if (!quoted && depth == 0 && c == ',')
            break;
    }
    *piece = pl_str_trim(pl_str_sub(*rest, 0, i));
    *rest = i < rest->len ? pl_str_sub(*rest, i + 1, rest->len) : (pl_str){ 0 };
    return true;
}

/* The position of the only "=>"; the length if there is none or more than one. */
static size_t find_arrow(pl_str piece)
{
    size_t found = piece.len;
    for (size_t i = 0; i + 1 < piece.len; i++) {
        if (piece.ptr[i] != '=' || piece.ptr[i + 1] != '>')
            continue;
        if (found < piece.len)
            return piece.len;
        found = i++;
    }
    return found;
}

typedef struct pieces {
    pl_str *at;
    uint32_t n;
    bool named; /* each piece has one arrow */
} pieces;

static bool split_call(pl_arena *arena, pl_str text, pieces *out)
{
    *out = (pieces){ .at = pl_arena_alloc(arena, (text.len + 1) * sizeof(pl_str)), .named = true };
    while (text.len) {
        pl_str piece;
        if (!next_piece(&text, &piece))
            return false;
        if (!piece.len)
            continue;
        out->at[out->n++] = piece;
        out->named &= find_arrow(piece) < piece.len;
    }
    return true;
}

static void report(const pl_diags *diags, pl_buf *why)
{
    pl_buf_cstr(why, "Internal Error: bad arg syntax");
    for (size_t i = 0; i < pl_diags_count(diags); i++) {
        const pl_diag *d = pl_diags_get(diags, i);
        pl_buf_cstr(why, i ? "\n" : ": ");
        pl_buf_str(why, d->summary);
        if (d->detail.len)
            pl_buf_printf(why, ": %.*s", PL_FMT(d->detail));
    }
}

/* Convert a value of the language through JSON, so that it is the same as one from JSON. */
static pl_value through_json(pl_arena *arena, pl_value v)
{
    pl_buf json = { 0 };
    if (v.tag == PL_V_STRING)
        return pl_value_str(pl_arena_str(arena, pl_value_get_str(v)));
    pl_value out = pl_value_null(pl_type_simple(PL_TYPE_ANY));
    if (v.tag != PL_V_NULL && pl_value_json(v, &json))
        out = pl_args_decode(arena, pl_arena_str(arena, pl_buf_view(&json)));
    pl_buf_done(&json);
    return out;
}

enum { SLACK = 64 }; /* readable bytes that the parser requires after its text */

static bool read_literal(pl_arena *arena, pl_str text, pl_value *out, pl_buf *why)
{
    char *padded = pl_arena_zero(arena, text.len + SLACK, 1);
    memcpy(padded, text.ptr, text.len);
    pl_str source = { padded, text.len };
    pl_scope scope = { .no_variables = true, .no_functions = true };
    pl_fn_env env = { 0 };
    pl_parser *parser = pl_parser_new();
    pl_diags *diags = pl_diags_new();
    pl_arena tree = { 0 };
    pl_diags_begin(diags, PL_S(""), source);
    const pl_expr *expr = pl_parse_expr(parser, source, &tree, diags);
    pl_eval ev = { .arena = &tree, .diags = diags, .scope = &scope, .env = &env, .text = source };
    bool ok = expr && pl_diags_errors(diags) == 0;
    pl_value v = ok ? pl_eval_expr(&ev, expr) : unknown();
    pl_diags_end(diags);
    ok = ok && !ev.failed;
    if (ok)
        *out = through_json(arena, v);
    else
        report(diags, why);
    pl_arena_done(&tree);
    pl_diags_free(diags);
    pl_parser_free(parser);
    return ok;
}

bool pl_args_from_call(pl_arena *arena, pl_str target, pl_given_args *out, pl_buf *why)
{
    pl_str text;
    pieces all;
    *out = (pl_given_args){ 0 };
    if (!call_text(target, &text))
        return true;
    out->given = true;
    if (!split_call(arena, text, &all)) {
        pl_buf_cstr(why, "bad arg syntax");
        return false;
    }
    for (uint32_t i = 0; i < all.n; i++) {
        pl_str name = { 0 }, value = all.at[i];
        if (all.named) {
            size_t arrow = find_arrow(value);
            name = pl_str_trim(pl_str_sub(value, 0, arrow));
            value = pl_str_trim(pl_str_sub(value, arrow + 2, value.len));
        }
        pl_given_arg *arg = name.len ? find(out, name) : NULL;
        if (!arg)
            arg = add(arena, out, all.n);
        arg->name = name;
        if (!read_literal(arena, value, &arg->value, why))
            return false;
    }
    return true;
}

bool pl_args_from_user(pl_arena *arena, pl_str target, const pl_str *args, size_t n, bool own,
                       pl_given_args *out, pl_buf *why)
{
    pl_given_args call;
    pl_str inside;
    if (!pl_args_from_flags(arena, args, n, own, out, why))
        return false;
    if (n > 0 && call_text(target, &inside)) {
        pl_buf_cstr(why, "both command line args and query invocation args are set");
        return false;
    }
    if (!pl_args_from_call(arena, target, &call, why))
        return false;
    if (call.given)
        *out = call;
    return true;
}

static bool is_param(const pl_param_def *params, pl_str name)
{
    for (; params; params = params->next)
        if (pl_str_eq(params->name, name))
            return true;
    return false;
}

bool pl_args_are_params(const pl_given_args *args, const pl_param_def *params, pl_str owner,
                        pl_buf *why)
{
    for (uint32_t i = 0; i < args->n; i++) {
        pl_str name = args->at[i].name;
        if (!name.len || is_param(params, name))
            continue;
        pl_buf_printf(why, "%.*s has no param '%.*s'", PL_FMT(owner), PL_FMT(name));
        pl_buf_cstr(why, params ? ", only " : " and no other");
        for (const pl_param_def *p = params; p; p = p->next)
            pl_buf_printf(why, "%s'%.*s'", p == params ? "" : ", ", PL_FMT(p->name));
        return false;
    }
    return true;
}

/* ---- `args` of a resource */

pl_given_args pl_args_of_resource(pl_arena *arena, const pl_resource *r)
{
    pl_given_args out = { .given = r->has_args };
    pl_map names = { 0 };
    uint32_t n = 0;
    for (const pl_arg *a = r->args; a; a = a->next)
        n++;
    for (const pl_arg *a = r->args; a; a = a->next) {
        pl_given_arg *arg = take(arena, &out, &names, n, a->name);
        if (a->is_runtime)
            arg->value = unknown();
        else if (a->is_null)
            arg->value = pl_value_null(pl_type_simple(PL_TYPE_ANY));
        else if (a->is_string)
            arg->value = pl_value_str(a->text);
        else
            arg->value = pl_args_decode(arena, a->text);
    }
    pl_map_done(&names);
    return out;
}

static bool is_of_dashboards(pl_str path)
{
    static const pl_str roots[] = { { "self", 4 }, { "input", 5 }, { "with", 4 }, { "param", 5 } };
    pl_str root = pl_str_sub(path, 0, pl_str_find(path, '.'));
    for (size_t i = 0; i < PL_COUNT(roots); i++)
        if (pl_str_eq(root, roots[i]))
            return true;
    return false;
}

bool pl_args_known(const pl_resource *r, const pl_resource *owner, pl_buf *why)
{
    unsigned at = 0;
    for (const pl_arg *a = owner->params ? NULL : r->args; a; a = a->next, at++) {
        if (a->name.len || !a->is_runtime || is_of_dashboards(a->path))
            continue;
        pl_buf_printf(why, "cannot resolve runtime dependency args.%u->%.*s", at, PL_FMT(a->path));
        return false;
    }
    return true;
}

void pl_args_set(pl_given_args *args, pl_str name, uint32_t at, pl_value value)
{
    bool here = at < args->n && pl_str_eq(args->at[at].name, name);
    pl_given_arg *arg = here ? &args->at[at] : name.len ? find(args, name) : NULL;
    if (arg)
        arg->value = value;
}

static bool has_names(const pl_given_args *args)
{
    return args->n && args->at[0].name.len;
}

static pl_given_args copy(pl_arena *arena, const pl_given_args *from, pl_map *names, uint32_t room)
{
    pl_given_args out = { .given = from->given };
    for (uint32_t i = 0; i < from->n; i++)
        *take(arena, &out, names, room, from->at[i].name) = from->at[i];
    return out;
}

bool pl_args_merge(pl_arena *arena, const pl_given_args *args, const pl_given_args *winner,
                   pl_given_args *out, pl_buf *why)
{
    pl_given_args own = *winner, *over = &own; /* *out may be one of the two */
    if (args->n && over->n && has_names(args) != has_names(over)) {
        pl_buf_cstr(why, mixed);
        return false;
    }
    pl_map names = { 0 };
    uint32_t room = args->n + over->n;
    *out = copy(arena, args, &names, room);
    out->given |= over->given;
    for (uint32_t i = 0; i < over->n; i++) {
        const pl_given_arg *from = &over->at[i];
        bool here = !from->name.len && i < out->n;
        pl_given_arg *to = here ? &out->at[i] : take(arena, out, &names, room, from->name);
        if (is_set(from) || !is_set(to))
            *to = *from;
    }
    pl_map_done(&names);
    return true;
}

/* ---- binding */

/* The arguments that were given, and the defaults that arrived while the dashboard ran. */
typedef struct binding {
    const pl_given_args *args;
    const pl_late_default *late;
    uint32_t n_late;
    pl_map names, late_names;
} binding;

static void begin_binding(binding *b, bool named)
{
    bool added;
    for (uint32_t i = 0; named && b->args->n > FEW && i < b->args->n; i++)
        pl_map_put(&b->names, b->args->at[i].name, i, &added);
    for (uint32_t i = 0; b->n_late > FEW && i < b->n_late; i++)
        pl_map_put(&b->late_names, b->late[i].param, i, &added);
}

static void end_binding(binding *b)
{
    pl_map_done(&b->names);
    pl_map_done(&b->late_names);
}

static const pl_given_arg *given_for(const binding *b, pl_str name)
{
    uint32_t at;
    if (!b->names.n)
        return find(b->args, name);
    return pl_map_find(&b->names, name, &at) ? &b->args->at[at] : NULL;
}

static const pl_late_default *late_for(const binding *b, pl_str name)
{
    uint32_t at;
    if (b->late_names.n)
        return pl_map_find(&b->late_names, name, &at) ? &b->late[at] : NULL;
    for (uint32_t i = 0; i < b->n_late; i++)
        if (pl_str_eq(b->late[i].param, name))
            return &b->late[i];
    return NULL;
}

static pl_value default_of(pl_arena *arena, const pl_param_def *param, const binding *b, bool nulls)
{
    const pl_late_default *late = late_for(b, param->name);
    if (late)
        return late->value;
    if (nulls && param->default_is_null)
        return pl_value_null(pl_type_simple(PL_TYPE_ANY));
    if (!param->has_default)
        return unknown();
    return param->default_is_string ? pl_value_str(param->dflt)
                                    : pl_args_decode(arena, param->dflt);
}

static uint32_t count(const pl_param_def *params)
{
    uint32_t n = 0;
    for (; params; params = params->next)
        n++;
    return n;
}

static void too_many(pl_str owner, uint32_t given, uint32_t params, pl_buf *why)
{
    pl_buf_printf(why,
                  "failed to resolve args for %.*s: resolvePositionalParameters failed for '%.*s'"
                  " - %u argument%s provided but there %s %u parameter definition%s",
                  PL_FMT(owner), PL_FMT(owner), given, given == 1 ? " was" : "s were",
                  params == 1 ? "is" : "are", params, params == 1 ? "" : "s");
}

/* Bind a resource without params: each position gets the argument that was given for it, if any. */
static void bind_list(pl_arena *arena, const pl_given_args *args, pl_bound_args *out)
{
    pl_value *at = pl_arena_alloc(arena, (args->n + 1) * sizeof *at);
    for (uint32_t i = 0; i < args->n; i++)
        at[i] =
            is_set(&args->at[i]) ? args->at[i].value : pl_value_null(pl_type_simple(PL_TYPE_ANY));
    *out = (pl_bound_args){ at, args->n };
}

bool pl_args_bind(pl_arena *arena, const pl_args_binding *what, pl_bound_args *out, pl_buf *why)
{
    const pl_param_def *params = what->params;
    const pl_given_args *args = what->args;
    bool named = has_names(args);
    uint32_t n = count(params), i = 0;
    size_t before = why->len;
    *out = (pl_bound_args){ 0 };
    if (!params && !named)
        bind_list(arena, args, out);
    if (!params)
        return true;
    if (!named && args->n > n) {
        too_many(what->owner, args->n, n, why);
        return false;
    }
    pl_value *at = pl_arena_alloc(arena, n * sizeof *at);
    binding b = { .args = args, .late = what->late, .n_late = what->n_late };
    begin_binding(&b, named);
    for (const pl_param_def *p = params; p; p = p->next, i++) {
        const pl_given_arg *arg = named         ? given_for(&b, p->name)
                                  : i < args->n ? &args->at[i]
                                                : NULL;
        at[i] = arg && is_set(arg) ? arg->value : default_of(arena, p, &b, what->nulls);
        if (at[i].tag != PL_V_UNKNOWN)
            continue;
        if (what->own && why->len == before)
            pl_buf_printf(why, "%.*s needs values of its params: --arg %.*s=...",
                          PL_FMT(what->owner), PL_FMT(p->name));
        else if (what->own)
            pl_buf_printf(why, " --arg %.*s=...", PL_FMT(p->name));
        else if (why->len == before)
            pl_buf_printf(why, "failed to resolve args for %.*s: %.*s", PL_FMT(what->owner),
                          PL_FMT(p->name));
        else
            pl_buf_printf(why, ",%.*s", PL_FMT(p->name));
    }
    end_binding(&b);
    *out = (pl_bound_args){ at, n };
    return why->len == before;
}
