/* require.c - reads what a mod requires: programs, plugins, other mods (mod-language.md 2.2, 2.3).
 * Unknown members are errors. */
#include "base/str.h"
#include "hcl/content.h"
#include "mod/mod.h"

static const pl_str require_attrs[] = { { "steampipe", 9 } };
static const pl_str version_attrs[] = { { "min_version", 11 } };
static const pl_str mod_attrs[] = {
    { "args", 4 }, { "branch", 6 },       { "database", 8 },
    { "path", 4 }, { "search_path", 11 }, { "search_path_prefix", 18 },
    { "tag", 3 },  { "version", 7 },
};

static const pl_block_rule require_blocks[] = {
    { .type = { "flowpipe", 8 } },
    { .type = { "mod", 3 }, .labels = "name", .n_labels = 1 },
    { .type = { "plugin", 6 }, .labels = "name", .n_labels = 1 },
    { .type = { "powerpipe", 9 } },
    { .type = { "steampipe", 9 } },
};

static const pl_body_rule require_body = {
    .attrs = require_attrs,
    .n_attrs = PL_COUNT(require_attrs),
    .blocks = require_blocks,
    .n_blocks = PL_COUNT(require_blocks),
};
static const pl_body_rule version_body = {
    .attrs = version_attrs,
    .n_attrs = PL_COUNT(version_attrs),
};
static const pl_body_rule mod_body = {
    .attrs = mod_attrs,
    .n_attrs = PL_COUNT(mod_attrs),
};

/* The state of decoding a block, and where its parts are stored. */
typedef struct decoder {
    pl_arena *arena;
    pl_diags *diags;
    pl_require_plugin *plugins;
    pl_require_mod *mods;
    pl_mod_info *out;
} decoder;

/* Read `min_version`, without a leading v. False if it is set but no version. */
static bool min_version(decoder *d, const pl_block *block, pl_str *text, pl_version *out)
{
    pl_mod_text v = pl_mod__text(pl_body_attr(block->body, PL_S("min_version")), d->arena);
    *text = v.text;
    if (!v.set || v.open)
        return true;
    bool ok = pl_version_parse(v.text, out);
    if (ok && !out->pre.len)
        out->pre = PL_S("0"); /* ">=1.2.0-0": pre-releases of 1.2.0 satisfy it, too */
    return ok;
}

static bool decode_plugin(decoder *d, const pl_block *block)
{
    if (!pl_body_check(block->body, &version_body, d->diags))
        return false;
    pl_require_plugin *p = &d->plugins[d->out->n_plugins];
    *p = (pl_require_plugin){ .range = block->body->range };
    bool given = pl_body_attr(block->body, PL_S("min_version")) != NULL;
    if (!min_version(d, block, &p->min_version, &p->at_least) || !given) {
        pl_buf text = { 0 };
        pl_buf_printf(&text, "Invalid plugin version %.*s", PL_FMT(p->min_version));
        pl_diag_raw(d->diags, PL_ERROR, PL_DIAG_INVALID_REQUIREMENT, p->range, pl_buf_view(&text),
                    (pl_str){ 0 });
        pl_buf_done(&text);
        return false;
    }
    p->name = pl_arena_str(d->arena, block->labels->text);
    d->out->n_plugins++;
    return true;
}

static bool decode_program(decoder *d, const pl_block *block, bool legacy)
{
    if (!pl_body_check(block->body, &version_body, d->diags))
        return false;
    pl_str wanted;
    pl_version version = { 0 };
    if (!min_version(d, block, &wanted, &version)) {
        pl_buf text = { 0 };
        pl_buf_printf(&text, "invalid required %.*s version %.*s", PL_FMT(block->type),
                      PL_FMT(wanted));
        pl_diag_raw(d->diags, PL_ERROR, PL_DIAG_INVALID_REQUIREMENT, block->body->range,
                    pl_buf_view(&text), (pl_str){ 0 });
        pl_buf_done(&text);
        return false;
    }
    if (!legacy && pl_str_eq(block->type, PL_S("powerpipe"))) {
        d->out->min_powerpipe = wanted;
        d->out->powerpipe_at_least = version;
    }
    return true;
}

/* Find which of `version`, `tag`, `branch` and `path` is given. False with an error unless exactly
 * one is. */
static bool decode_source(decoder *d, const pl_block *block, pl_require_mod *m)
{
    static const pl_str words[] = {
        /* ORDER require by */
        { "version", 7 },
        { "tag", 3 },
        { "branch", 6 },
        { "path", 4 },
    };
    unsigned found = 0;
    for (unsigned by = 0; by < PL_COUNT(words); by++) {
        pl_mod_text value = pl_mod__text(pl_body_attr(block->body, words[by]), d->arena);
        if (!value.set)
            continue;
        found++;
        m->by = (pl_require_by)by;
        m->wanted = value.text;
    }
    if (found == 1)
        return true;
    if (found)
        pl_diag_add(d->diags, PL_ERROR, PL_DIAG_INVALID_REQUIREMENT, block->def_range,
                    "only one of 'version', 'branch', 'path', or 'tag' should be set", NULL);
    else
        pl_diag_add(d->diags, PL_ERROR, PL_DIAG_INVALID_REQUIREMENT, block->def_range,
                    "Failed to load mod require block",
                    "one of 'version', 'branch', 'path', or 'tag' must be set");
    return false;
}

static bool decode_mod(decoder *d, const pl_block *block)
{
    const pl_body *body = block->body;
    if (!pl_body_check(body, &mod_body, d->diags))
        return false;
    pl_require_mod *m = &d->mods[d->out->n_mods];
    *m = (pl_require_mod){ .range = block->def_range };
    if (!decode_source(d, block, m))
        return false;
    if (m->by == PL_BY_VERSION && !pl_constraint_parse(m->wanted, d->arena, &m->constraint))
        m->by = PL_BY_TAG;
    const pl_attr *args = pl_body_attr(body, PL_S("args"));
    m->has_args = args != NULL;
    if (args)
        m->args = args->expr->range;
    m->name = pl_arena_str(d->arena, block->labels->text);
    m->database = pl_mod__text(pl_body_attr(body, PL_S("database")), d->arena);
    m->search_path = pl_mod__list(pl_body_attr(body, PL_S("search_path")), d->arena);
    m->search_path_prefix = pl_mod__list(pl_body_attr(body, PL_S("search_path_prefix")), d->arena);
    d->out->n_mods++;
    return true;
}

/* Make room in the arrays for all blocks of `body`, in addition to what they hold. */
static void make_room(decoder *d, const pl_body *body)
{
    uint32_t n = 0;
    for (const pl_block *b = body->blocks; b; b = b->next)
        n++;
    pl_mod_info *out = d->out;
    d->plugins = pl_arena_alloc(d->arena, (out->n_plugins + n + 1) * sizeof *d->plugins);
    d->mods = pl_arena_alloc(d->arena, (out->n_mods + n + 1) * sizeof *d->mods);
    if (out->n_plugins)
        memcpy(d->plugins, out->plugins, out->n_plugins * sizeof *d->plugins);
    if (out->n_mods)
        memcpy(d->mods, out->mods, out->n_mods * sizeof *d->mods);
    out->plugins = d->plugins;
    out->mods = d->mods;
}

bool pl_require__decode(const pl_block *block, bool legacy, pl_arena *arena, pl_mod_info *out,
                        pl_diags *diags)
{
    decoder d = { .arena = arena, .diags = diags, .out = out };
    bool ok = pl_body_check(block->body, &require_body, diags);
    make_room(&d, block->body);
    for (const pl_block *b = block->body->blocks; b; b = b->next) {
        bool labelled = b->n_labels == 1;
        if (pl_str_eq(b->type, PL_S("mod")))
            ok = labelled && decode_mod(&d, b) && ok;
        else if (pl_str_eq(b->type, PL_S("plugin")))
            ok = labelled && decode_plugin(&d, b) && ok;
        else if (pl_str_eq(b->type, PL_S("powerpipe")) || pl_str_eq(b->type, PL_S("steampipe")))
            ok = decode_program(&d, b, legacy) && ok;
        else if (pl_str_eq(b->type, PL_S("flowpipe"))) {
            pl_diag_add(diags, PL_ERROR, PL_DIAG_UNSUPPORTED_BLOCK, block->body->range,
                        "blocks of type \"flowpipe\" are not expected here", NULL);
            ok = false;
        }
    }
    return ok;
}
