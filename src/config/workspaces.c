/* workspaces.c - reads `workspace` blocks: attributes, inheritance from a base, and which of
 * several profiles of a name counts. */
#include "config/workspaces.h"
#include "base/assert.h"
#include "base/str.h"
#include "config/field.h"
#include "hcl/content.h"
#include "hcl/parse.h"

/* What a profile may set (cli.md 6.4): attribute, setting, type, and whether a
 * profile takes it from its base. `port` is the only one that is not inherited:
 * the recording of a profile with a base shows that.
 * "string" is upstream's name for the host. ORDER profile. */
#define PROFILE_ATTRS(X)                                                                           \
    X("base", NULL, OWN, false)                                                                    \
    X("listen", "listen", STRING, true)                                                            \
    X("port", "port", INT, false)                                                                  \
    X("watch", "watch", BOOL, true)                                                                \
    X("string", "host", STRING, true)                                                              \
    X("update_check", "update-check", STRING, true)                                                \
    X("telemetry", "telemetry", STRING, true)                                                      \
    X("log_level", "log-level", STRING, true)                                                      \
    X("memory_max_mb", "memory-max-mb", INT, true)                                                 \
    X("benchmark_timeout", "benchmark-timeout", INT, true)                                         \
    X("dashboard_timeout", "dashboard-timeout", INT, true)                                         \
    X("query_timeout", "query-timeout", INT, true)                                                 \
    X("max_parallel", "max-parallel", INT, true)                                                   \
    X("pipes_host", "pipes-host", STRING, true)                                                    \
    X("pipes_token", "pipes-token", STRING, true)                                                  \
    X("snapshot_location", "snapshot-location", STRING, true)                                      \
    X("mod_location", "mod-location", STRING, true)                                                \
    X("input", "input", BOOL, true)                                                                \
    X("progress", "progress", BOOL, true)                                                          \
    X("header", "header", BOOL, true)                                                              \
    X("timing", "timing", BOOL, true)                                                              \
    X("database", "database", STRING, true)                                                        \
    X("search_path", "search-path", STRING, true)                                                  \
    X("search_path_prefix", "search-path-prefix", STRING, true)                                    \
    X("output", "output", STRING, true)                                                            \
    X("separator", "separator", STRING, true)

static const pl_str attr_names[] = {
#define X(name, key, type, inherited) { name, sizeof(name) - 1 },
    PROFILE_ATTRS(X)
#undef X
};

static const struct {
    const char *key;
    uint8_t type;
    bool inherited;
} attrs[] = {
#define X(name, key, type, inherited) { key, PL_FIELD_##type, inherited },
    PROFILE_ATTRS(X)
#undef X
};

_Static_assert(PL_COUNT(attrs) == PL_PROFILE_ATTRS, "ORDER profile");

static const pl_block_rule inner_blocks[] = {
    { .type = { "options", 7 }, .labels = "type", .n_labels = 1 },
};
static const pl_body_rule profile_rule = {
    .attrs = attr_names,
    .n_attrs = PL_PROFILE_ATTRS,
    .blocks = inner_blocks,
    .n_blocks = PL_COUNT(inner_blocks),
};

/* The state of reading one block. */
typedef struct reading {
    pl_profiles *profiles;
    pl_settings *s;
    const pl_ppc *file;
    const pl_block *block;
    pl_diags *diags;
    uint32_t counted; /* bytes of the file in which newlines were counted */
    unsigned newlines;
} reading;

const pl_profile *pl_profiles__find(const pl_profiles *profiles, pl_str name)
{
    uint32_t i;
    return pl_map_find(&profiles->names, name, &i) ? &profiles->list.at[i] : NULL;
}

/* ---- names */

static pl_value value_of(pl_arena *arena, const pl_setting_value *v)
{
    switch ((pl_setting_type)v->type) {
    case PL_SETTING_STRING: return pl_value_text(arena, v->text, false);
    case PL_SETTING_INT: return pl_value_int(v->number, PL_BITS_INT);
    case PL_SETTING_BOOL: return pl_value_bool(v->truth);
    case PL_SETTING_LIST: break;
    }
    return pl_value_null(pl_type_simple(PL_TYPE_ANY));
}

/* The profiles read so far, each as an object of what it sets. */
static pl_value all_profiles(const reading *r)
{
    pl_arena *a = &r->s->arena;
    uint32_t n = (uint32_t)r->profiles->list.n;
    pl_members *all = pl_members_room(a, n);
    for (uint32_t i = 0; i < n; i++) {
        const pl_profile *p = &r->profiles->list.at[i];
        pl_members *own = pl_members_room(a, PL_PROFILE_ATTRS);
        for (uint32_t k = 0; k < PL_PROFILE_ATTRS; k++) {
            own->at[k].key = attr_names[k];
            own->at[k].value = p->value[k].has ? value_of(a, &p->value[k])
                                               : pl_value_null(pl_type_simple(PL_TYPE_ANY));
        }
        pl_value v = pl_value_take_members(PL_V_OBJECT, NULL, own, PL_PROFILE_ATTRS);
        all->at[i] = (pl_member){ p->name, v };
    }
    return pl_value_take_members(PL_V_OBJECT, NULL, all, n);
}

static pl_found find_name(const pl_scope *scope, const pl_root_traversal *name, pl_value *out,
                          unsigned *used, pl_diags *diags)
{
    (void)used;
    (void)diags;
    if (!pl_str_eq(name->root, PL_S("workspace")))
        return PL_FOUND_NOTHING;
    *out = all_profiles(scope->ctx);
    return PL_FOUND;
}

/* ---- base */

/* Is the value of `base` null? It then counts as not set. */
static bool is_null(reading *r, const pl_attr *attr)
{
    pl_arena scratch = { 0 };
    pl_scope scope = { .find = find_name, .ctx = r };
    pl_value v;
    pl_buf reason = { 0 };
    bool evaluated = pl_field__value(r->s, attr, &scope, &scratch, r->diags, &v);
    bool null = evaluated && v.tag == PL_V_NULL;
    if (!evaluated) {
        pl_buf_cstr(&reason, "value must be known");
    } else if (!null) {
        pl_buf_cstr(&reason, "object required, but have ");
        pl_value_write_friendly(v, &reason);
    }
    pl_buf_byte(&reason, 0);
    if (!null)
        pl_field__unsuitable(attr, reason.ptr, r->diags);
    pl_buf_done(&reason);
    pl_arena_done(&scratch);
    return null;
}

/* Find the profile that `base` names among those read so far. NULL if it is null, or if it is not a
 * reference to a profile; the latter is reported and sets *ok to false. */
static const pl_profile *find_base(reading *r, const pl_attr *attr, bool *ok)
{
    pl_assert(attr->expr);
    const pl_expr *e = attr->expr;
    while (e->kind == PL_E_PARENS)
        e = e->parens.inner;
    const pl_step *step = e->kind == PL_E_TRAVERSAL ? e->traversal.steps : NULL;
    *ok = false;
    if (!step || step->next || !pl_str_eq(e->traversal.root, PL_S("workspace"))) {
        *ok = is_null(r, attr);
        return NULL;
    }
    const pl_profile *base = pl_profiles__find(r->profiles, step->text);
    *ok = base != NULL;
    if (base)
        return base;
    if (step->is_index)
        pl_diag_add(r->diags, PL_ERROR, PL_DIAG_INVALID_INDEX, step->range, "Invalid index",
                    "The given key does not identify an element in this collection value.");
    else
        pl_diag_add(r->diags, PL_ERROR, PL_DIAG_UNSUPPORTED_ATTRIBUTE, step->range,
                    "Unsupported attribute",
                    "This object does not have an attribute named \"%.*s\".", PL_FMT(step->text));
    pl_field__unsuitable(attr, "value must be known", r->diags);
    return NULL;
}

static bool inherit(reading *r, pl_profile *profile)
{
    const pl_attr *attr = pl_body_attr(r->block->body, attr_names[0]);
    bool ok = true;
    const pl_profile *base = attr ? find_base(r, attr, &ok) : NULL;
    for (size_t i = 0; base && i < PL_PROFILE_ATTRS; i++)
        if (!profile->value[i].has && attrs[i].inherited)
            profile->value[i] = base->value[i];
    return ok;
}

/* ---- one block */

/* The line of a byte; bytes must be asked for in ascending order. */
static unsigned line_of(reading *r, uint32_t byte)
{
    pl_assert(r->counted <= byte && byte <= r->file->text.len);
    for (; r->counted < byte; r->counted++)
        r->newlines += r->file->text.ptr[r->counted] == '\n';
    return r->newlines + 1;
}

static void warn_database(reading *r)
{
    unsigned first = line_of(r, r->block->range.start);
    unsigned last = line_of(r, r->block->close.start);
    pl_str line = pl_arena_printf(
        &r->s->arena,
        "workspace property 'database' is deprecated, see "
        "https://powerpipe.io/docs/run#selecting-a-database for the new syntax. (%.*s:%u-%u)",
        PL_FMT(r->file->path), first, last);
    pl_vec_push(&r->s->warnings, line);
}

static bool refuse_options(reading *r)
{
    bool ok = true;
    for (const pl_block *b = r->block->body->blocks; b; b = b->next) {
        if (!pl_str_eq(b->type, inner_blocks[0].type))
            continue;
        pl_diag_add(r->diags, PL_ERROR, PL_DIAG_INVALID_CONFIG, b->body->range,
                    "Unexpected options type 'options'", NULL);
        ok = false;
    }
    return ok;
}

static bool read_attrs(reading *r, pl_profile *profile)
{
    pl_scope scope = { .find = find_name, .ctx = r };
    bool ok = true;
    for (size_t i = 0; i < PL_PROFILE_ATTRS; i++) {
        const pl_attr *attr = pl_body_attr(r->block->body, attr_names[i]);
        if (!attr || attrs[i].type == PL_FIELD_OWN)
            continue;
        ok &= pl_field__decode(r->s, attr, (pl_config_type)attrs[i].type, &scope, r->diags,
                               &profile->value[i]);
        if (pl_str_eq(attr->name, PL_S("database")))
            warn_database(r);
    }
    return ok;
}

/* Add a profile, or replace the one of its name. Within a directory the later definition wins,
 * between directories the one from the earlier directory; but for the name `default` the one from
 * the last directory wins (upstream-defects.md V9). */
static void keep_profile(pl_profiles *profiles, const pl_profile *profile)
{
    bool added, is_default = pl_str_eq(profile->name, PL_S("default"));
    uint32_t i = pl_map_put(&profiles->names, profile->name, (uint32_t)profiles->list.n, &added);
    if (added)
        pl_vec_push(&profiles->list, *profile);
    else if (profiles->list.at[i].dir == profile->dir || !is_default)
        profiles->list.at[i] = *profile;
}

static bool read_block(reading *r)
{
    pl_profile profile = { .dir = r->file->dir };
    profile.name = pl_arena_str(&r->s->arena, r->block->labels->text);
    bool ok = pl_body_check(r->block->body, &profile_rule, r->diags);
    ok &= refuse_options(r);
    ok &= read_attrs(r, &profile);
    ok &= inherit(r, &profile);
    if (ok)
        keep_profile(r->profiles, &profile);
    return ok;
}

bool pl_profiles__read(pl_profiles *profiles, const pl_ppc_set *set, pl_settings *s,
                       pl_diags *diags)
{
    bool ok = true;
    for (size_t i = 0; i < set->files.n; i++) {
        reading r = { profiles, s, &set->files.at[i], NULL, diags, 0, 0 };
        pl_diags_begin(diags, r.file->path, r.file->text);
        for (r.block = r.file->body->blocks; r.block; r.block = r.block->next)
            if (pl_str_eq(r.block->type, PL_S("workspace")))
                ok &= read_block(&r);
        pl_diags_end(diags);
    }
    return ok;
}

void pl_profiles__done(pl_profiles *profiles)
{
    pl_vec_done(&profiles->list);
    pl_map_done(&profiles->names);
}

/* ---- use */

static void put_split(pl_settings *s, pl_setting_layer layer, const char *key, pl_str text)
{
    PL_VEC(pl_str) items = { 0 };
    while (text.ptr) {
        pl_str item = pl_str_trim(pl_str_split(&text, ','));
        if (item.len)
            pl_vec_push(&items, item);
    }
    pl_settings_put_list(s, layer, key, items.at, items.n);
    pl_vec_done(&items);
}

void pl_profile__apply(const pl_profile *profile, pl_setting_layer layer, pl_settings *s)
{
    for (size_t i = 0; i < PL_PROFILE_ATTRS; i++) {
        const pl_setting_value *value = &profile->value[i];
        const char *key = attrs[i].key;
        if (!value->has || !key)
            continue;
        if (strncmp(key, "search-path", 11) == 0)
            put_split(s, layer, key, value->text);
        else
            pl_setting__put(s, layer, pl_str_cstr(key), value);
    }
}
