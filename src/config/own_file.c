/* own_file.c - reads pipelite.hcl, the configuration that Powerpipe does not know (history.md 2).
 *
 *     record  = true
 *     history = "postgres://audit@db/history"
 *     workspace "shop" {
 *       history = "sqlite:///srv/shop/history.db"
 *     }
 *
 * It names stores, addresses and programs, so it is read from `config` of the installation
 * directory alone: never from the folder of a mod, nor from the config path. */
#include "config/own_file.h"
#include "base/file.h"
#include "base/str.h"
#include "config/field.h"
#include "config/files.h"
#include "hcl/content.h"
#include "hcl/parse.h"
#include <errno.h>

static const pl_str names[] = { { "history", 7 }, { "record", 6 }, { "notify", 6 } };
static const pl_config_type types[] = { PL_FIELD_STRING, PL_FIELD_BOOL, PL_FIELD_STRINGS };
static const pl_block_rule blocks[] = {
    { .type = { "workspace", 9 }, .labels = "name", .n_labels = 1 },
};
static const pl_body_rule top_rule = {
    .attrs = names, .n_attrs = PL_COUNT(names), .blocks = blocks, .n_blocks = PL_COUNT(blocks)
};
static const pl_body_rule workspace_rule = { .attrs = names, .n_attrs = PL_COUNT(names) };

/* Store the attributes of a body. A profile names nothing of this kind, so these values stand below
 * the environment. */
static bool read_body(pl_settings *s, const pl_body *body, pl_diags *diags)
{
    bool ok = true;
    for (size_t i = 0; i < PL_COUNT(names); i++) {
        const pl_attr *attr = pl_body_attr(body, names[i]);
        pl_setting_value value = { 0 };
        if (!attr)
            continue;
        ok &= pl_field__decode(s, attr, types[i], NULL, diags, &value);
        if (value.has)
            pl_setting__put(s, PL_LAYER_DEFAULT_PROFILE, names[i], &value);
    }
    return ok;
}

static bool read_workspaces(pl_settings *s, const pl_body *body, pl_diags *diags)
{
    pl_str chosen = pl_settings_string(s, "workspace");
    bool ok = true;
    chosen = chosen.len ? chosen : PL_S("default");
    for (const pl_block *b = body->blocks; b; b = b->next) {
        ok &= pl_body_check(b->body, &workspace_rule, diags);
        if (pl_str_eq(b->labels->text, chosen))
            ok &= read_body(s, b->body, diags);
    }
    return ok;
}

static bool read_text(pl_settings *s, pl_str path, pl_str text, pl_diags *diags)
{
    pl_ppc_set set = { 0 };
    size_t before = pl_diags_errors(diags);
    pl_ppc__add(&set, path, text, 0, diags);
    bool ok = pl_diags_errors(diags) == before;
    const pl_ppc *file = &set.files.at[0];
    pl_diags_begin(diags, file->path, file->text);
    ok = ok && pl_body_check(file->body, &top_rule, diags) && read_body(s, file->body, diags) &&
         read_workspaces(s, file->body, diags);
    pl_diags_end(diags);
    pl_ppc__done(&set);
    return ok || pl_settings__set_heading(diags, "Internal Error: Failed to load pipelite.hcl");
}

bool pl_settings__read_own_file(pl_settings *s, pl_diags *diags)
{
    pl_str path =
        pl_arena_printf(&s->arena, "%.*s/config/pipelite.hcl", PL_FMT(pl_settings_install_dir(s)));
    pl_str text;
    int error = pl_file_slurp(path.ptr, PL_PPC_MAX, &s->arena, &text);
    if (!error)
        return read_text(s, path, text, diags);
    return error == ENOENT || error == ENOTDIR ||
           pl_settings__refuse(diags, "cannot read '%.*s': %s", PL_FMT(path), pl_error_text(error));
}
