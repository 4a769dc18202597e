/* mod.c - reads and checks the `mod` block of a mod file. */
#include "mod/mod.h"
#include "base/str.h"
#include "hcl/content.h"
#include "mod/field.h"
#include "schema/kind.h"
#include "schema/schema.h"

static const pl_block_rule mod_rule = { .type = { "mod", 3 }, .labels = "name", .n_labels = 1 };

static const pl_str mod_attrs[] = {
    { "title", 5 },
    { "description", 11 },
    { "documentation", 13 },
    { "tags", 4 },
    { "categories", 10 },
    { "color", 5 },
    { "icon", 4 },
    { "database", 8 },
    { "search_path", 11 },
    { "name", 4 },
    { "search_path_prefix", 18 },
    { "max_concurrency", 15 },
};

static const pl_block_rule mod_blocks[] = {
    { .type = { "opengraph", 9 }, .single = true },
    { .type = { "require", 7 }, .single = true },
    { .type = { "requires", 8 }, .single = true },
};

static const pl_body_rule mod_body = {
    .attrs = mod_attrs,
    .n_attrs = PL_COUNT(mod_attrs),
    .blocks = mod_blocks,
    .n_blocks = PL_COUNT(mod_blocks),
};

static const pl_str opengraph_attrs[] = {
    { "description", 11 },
    { "image", 5 },
    { "title", 5 },
};

static const pl_body_rule opengraph_body = {
    .attrs = opengraph_attrs,
    .n_attrs = PL_COUNT(opengraph_attrs),
};

static bool known_block(pl_str type)
{
    for (size_t i = 0; i < PL_COUNT(mod_blocks); i++)
        if (pl_str_eq(mod_blocks[i].type, type))
            return true;
    return false;
}

static bool known_attr(pl_str name)
{
    for (size_t i = 0; i < PL_COUNT(mod_attrs); i++)
        if (pl_str_eq(mod_attrs[i], name))
            return true;
    return false;
}

/* Report unknown blocks and attributes, blocks first. Resources and the mod block have their own
 * words for this (mod-language.md 9.2). */
static bool check_unknown(const pl_body *body, pl_diags *diags)
{
    size_t before = pl_diags_count(diags);
    for (const pl_block *b = body->blocks; b; b = b->next)
        if (!known_block(b->type))
            pl_diag_add(diags, PL_ERROR, PL_DIAG_UNSUPPORTED_BLOCK, b->type_range,
                        "Unsupported block type", "Blocks of type '%.*s' are not expected here.",
                        PL_FMT(b->type));
    for (const pl_attr *a = body->attrs; a; a = a->next)
        if (!known_attr(a->name))
            pl_diag_add(diags, PL_ERROR, PL_DIAG_UNSUPPORTED_ARGUMENT, a->range,
                        "Unsupported attribute", "'%.*s' not expected here.", PL_FMT(a->name));
    return pl_diags_count(diags) == before;
}

static const pl_block *block_of(const pl_body *body, pl_str type)
{
    const pl_block *b = body->blocks;
    while (b && !pl_str_eq(b->type, type))
        b = b->next;
    return b;
}

/* Does a legacy `requires` block, beside a `require` block, have anything that would be read? */
static bool legacy_clash(const pl_body *body)
{
    const pl_block *legacy = block_of(body, PL_S("requires"));
    if (!legacy || !block_of(body, PL_S("require")))
        return false;
    return block_of(legacy->body, PL_S("plugin")) || block_of(legacy->body, PL_S("mod"));
}

/* `waits`: see waits_for_ever(). */
static bool decode_blocks(const pl_body *body, bool waits, pl_arena *arena, pl_mod_info *out,
                          pl_diags *diags)
{
    bool ok = pl_body_check_known(body, &mod_body, diags);
    if (legacy_clash(body)) {
        pl_diag_add(diags, PL_ERROR, PL_DIAG_DUPLICATE_BLOCK,
                    block_of(body, PL_S("requires"))->def_range,
                    "Both 'require' and legacy 'requires' blocks are defined", NULL);
        ok = false;
    }
    for (const pl_block *b = body->blocks; b; b = b->next) {
        bool legacy = pl_str_eq(b->type, PL_S("requires"));
        if (legacy || pl_str_eq(b->type, PL_S("require")))
            ok = pl_require__decode(b, legacy, arena, out, diags) && ok;
        else if (pl_str_eq(b->type, PL_S("opengraph")) && !waits)
            ok = pl_body_check(b->body, &opengraph_body, diags) && ok;
    }
    return ok;
}

static void decode_attrs(const pl_body *body, pl_arena *arena, pl_mod_info *out)
{
    out->title = pl_mod__text(pl_body_attr(body, PL_S("title")), arena);
    out->description = pl_mod__text(pl_body_attr(body, PL_S("description")), arena);
    out->documentation = pl_mod__text(pl_body_attr(body, PL_S("documentation")), arena);
    out->color = pl_mod__text(pl_body_attr(body, PL_S("color")), arena);
    out->icon = pl_mod__text(pl_body_attr(body, PL_S("icon")), arena);
    out->database = pl_mod__text(pl_body_attr(body, PL_S("database")), arena);
    out->categories = pl_mod__list(pl_body_attr(body, PL_S("categories")), arena);
    out->search_path = pl_mod__list(pl_body_attr(body, PL_S("search_path")), arena);
    out->search_path_prefix = pl_mod__list(pl_body_attr(body, PL_S("search_path_prefix")), arena);
}

/* Check values in a requirement: lists for search paths, texts for all else. `args` are left to the
 * variables of the mod (vars_args.c). */
static void check_require(const pl_body *body, pl_eval *ev)
{
    for (const pl_attr *a = body->attrs; a; a = a->next) {
        bool list = pl_str_starts(a->name, PL_S("search_path"));
        pl_value v;
        if (!pl_str_eq(a->name, PL_S("args")))
            pl_field_eval(ev, a->expr, list ? PL_FIELD_STRINGS : PL_FIELD_STRING, &v);
    }
    for (const pl_block *b = body->blocks; b; b = b->next)
        check_require(b->body, ev);
}

/* Check the values, which consist of literals and functions only (hcl.md 6). */
static bool check_values(const pl_body *body, const pl_schema *schema, pl_eval *ev)
{
    for (const pl_attr *a = body->attrs; a; a = a->next) {
        const pl_field *field = pl_schema_field(schema, a->name, NULL);
        pl_value v;
        if (field && field->type != PL_FIELD_DATABASE && !(field->flags & PL_FIELD_IGNORED))
            pl_field_eval(ev, a->expr, (pl_field_type)field->type, &v);
    }
    for (const pl_block *b = body->blocks; b; b = b->next) {
        const pl_part_rule *part = pl_schema_part(schema, b->type);
        if (part)
            check_values(b->body, part->schema, ev);
        else
            check_require(b->body, ev);
    }
    return !ev->failed;
}

static bool names_something(const pl_diags *diags, size_t from)
{
    for (size_t i = from; i < pl_diags_count(diags); i++)
        if (pl_diags_get(diags, i)->code == PL_DIAG_UNKNOWN_VARIABLE)
            return true;
    return false;
}

/* Are the values of the mod block valid? A block that refers to variables or locals is never
 * evaluated, so nothing is reported about it (recorded). */
static bool values_are_right(const pl_block *mod, pl_str path, pl_diags *diags)
{
    size_t before = pl_diags_count(diags);
    pl_arena scratch = { 0 };
    pl_fn_env env = { .base_dir = pl_str_sub(path, 0, pl_str_rfind(path, '/')) };
    pl_eval ev = { .arena = &scratch, .diags = diags, .env = &env };
    bool right = check_values(mod->body, pl_schema_of(PL_KIND_MOD), &ev);
    pl_arena_done(&scratch);
    if (right || !names_something(diags, before))
        return right;
    pl_diags_truncate(diags, before);
    return true;
}

static void note_resource(void *ctx, pl_str root, const pl_step *steps, pl_range range)
{
    bool *found = ctx;
    pl_kind kind;
    (void)range;
    if (pl_kind_find_name(root, &kind))
        *found |= kind != PL_KIND_VARIABLE && kind != PL_KIND_MOD;
    else if (steps && pl_kind_find_name(steps->text, &kind))
        *found |= kind != PL_KIND_VARIABLE;
}

/* Does an attribute of the mod block refer to a resource or a local? Powerpipe decodes the block
 * before there are any and never gets back to it, so nothing is reported about members that it must
 * not have (recorded). Only `require` is read all the same. */
static bool waits_for_ever(const pl_body *body, const pl_schema *schema)
{
    bool found = false;
    for (const pl_attr *a = body->attrs; a; a = a->next) {
        const pl_field *field = pl_schema_field(schema, a->name, NULL);
        if (field && field->type != PL_FIELD_DATABASE && !(field->flags & PL_FIELD_IGNORED))
            pl_expr_refs(a->expr, note_resource, &found);
    }
    for (const pl_block *b = body->blocks; b && !found; b = b->next) {
        const pl_part_rule *part = pl_schema_part(schema, b->type);
        found = part && waits_for_ever(b->body, part->schema);
    }
    return found;
}

/* Read the mod block. Its errors are reported only if the file parses. */
static bool decode_mod(const pl_body *body, pl_str path, pl_arena *arena, pl_mod_info *out,
                       pl_diags *diags)
{
    bool parsed = pl_diags_errors(diags) == 0;
    const pl_block *mod = block_of(body, PL_S("mod"));
    if (!mod)
        return parsed;
    out->found = true;
    out->range = mod->range;
    if (mod->labels)
        out->short_name = pl_arena_str(arena, mod->labels->text);
    size_t before = pl_diags_count(diags);
    bool ok = pl_block_check(mod, &mod_rule, diags);
    bool waits = waits_for_ever(mod->body, pl_schema_of(PL_KIND_MOD));
    ok = (waits || check_unknown(mod->body, diags)) && ok;
    ok = decode_blocks(mod->body, waits, arena, out, diags) && ok;
    ok = ok && parsed && values_are_right(mod, path, diags);
    decode_attrs(mod->body, arena, out);
    if (!parsed)
        pl_diags_truncate(diags, before);
    return parsed && ok;
}

bool pl_mod_parse(pl_parser *parser, pl_str path, pl_str text, pl_arena *arena, pl_mod_info *out,
                  pl_diags *diags)
{
    pl_arena tree = { 0 };
    pl_diags *own = pl_diags_new();
    *out = (pl_mod_info){ 0 };
    pl_diags_begin(own, path, text);
    const pl_body *body = pl_parse_file(parser, text, &tree, own);
    bool ok = decode_mod(body, path, arena, out, own);
    pl_diags_end(own);
    if (ok && !out->found) {
        pl_diag_plain(own, PL_ERROR, PL_DIAG_INVALID_MOD_FILE,
                      "failed to parse mod definition file: no mod definition found: %.*s",
                      PL_FMT(path));
        ok = false;
    }
    pl_diags_append(diags, own);
    pl_diags_free(own);
    pl_arena_done(&tree);
    return ok;
}
