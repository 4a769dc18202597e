/* aim.c - finds the target of a reference in the index, by the rules for names (mod-language.md
 * 5.4), and the entry around a place. */
#include "check/aim.h"
#include "base/search.h"
#include "base/str.h"
#include "lex/lex.h"
#include "schema/kind.h"
#include "schema/name.h"

bool pl_check__is_name(pl_str name)
{
    return pl_name_valid(name) || pl_is_ident(name);
}

/* Find an entry. In its own mod an expression sees only what stands at the top level of the files,
 * and locals. */
static pl_entry_id find_entry(const pl_index *ix, uint32_t own, uint32_t mod, pl_kind kind,
                              pl_str name)
{
    pl_entry_id id = pl_index_find_in(ix, mod, kind, name);
    bool seen = id != PL_NO_ENTRY && (mod != own || kind == PL_KIND_LOCAL ||
                                      pl_index_entry(ix, id)->flags & PL_ENTRY_TOP_BLOCK);
    return seen ? id : PL_NO_ENTRY;
}

static uint32_t find_dependency(const pl_index *ix, uint32_t own, pl_str name)
{
    uint32_t n, n_deps;
    const pl_ix_mod *mods = pl_index_mods(ix, &n);
    const uint32_t *deps = pl_index_mod_deps(ix, own, &n_deps);
    for (uint32_t i = 0; i < n_deps; i++)
        if (deps[i] != own && pl_str_eq(pl_index_str(ix, mods[deps[i]].short_name), name))
            return deps[i];
    return PL_NONE;
}

static bool is_own(const pl_index *ix, uint32_t own, pl_str name)
{
    uint32_t n;
    return pl_str_eq(pl_index_str(ix, pl_index_mods(ix, &n)[own].short_name), name);
}

static pl_entry_id find_mod(const pl_index *ix, uint32_t own, const pl_step *steps)
{
    uint32_t n;
    const pl_ix_mod *m = &pl_index_mods(ix, &n)[own];
    bool itself = pl_aim_is_name(steps) && pl_str_eq(pl_index_str(ix, m->short_name), steps->text);
    return itself ? m->entry : PL_NO_ENTRY;
}

bool pl_aim_is_runtime(pl_str root)
{
    return pl_str_eq(root, PL_S("self")) || pl_str_eq(root, PL_S("with")) ||
           pl_str_eq(root, PL_S("param"));
}

pl_root pl_root_of(pl_str word)
{
    static const pl_str items[] = { PL_S("locals"),    PL_S("variable"), PL_S("param"),
                                    PL_S("require"),   PL_S("requires"), PL_S("connection"),
                                    PL_S("options"),   PL_S("pipeline"), PL_S("trigger"),
                                    PL_S("workspace"), PL_S("ref") };
    static const pl_str others[] = { PL_S("each"),       PL_S("notifier"),   PL_S("path"),
                                     PL_S("step"),       PL_S("credential"), PL_S("env"),
                                     PL_S("integration") };
    pl_kind kind;
    if (pl_kind_find_name(word, &kind))
        return PL_ROOT_KIND;
    for (size_t i = 0; i < PL_COUNT(items); i++)
        if (pl_str_eq(items[i], word))
            return PL_ROOT_ITEM;
    for (size_t i = 0; i < PL_COUNT(others); i++)
        if (pl_str_eq(others[i], word))
            return PL_ROOT_OTHER;
    return PL_ROOT_UNKNOWN;
}

bool pl_ref_read(pl_str root, const pl_step *steps, pl_ref_words *out)
{
    *out = (pl_ref_words){ .name = steps };
    if (pl_kind_find_name(root, &out->kind))
        return true;
    if (!pl_aim_is_name(steps) || !pl_kind_find_name(steps->text, &out->kind))
        return false;
    out->mod = root;
    out->name = steps->next;
    return true;
}

pl_aim pl_aim_at(const pl_index *ix, uint32_t mod, pl_str root, const pl_step *steps)
{
    pl_aim a = { .id = PL_NO_ENTRY, .used = 1 };
    pl_ref_words ref;
    if (pl_aim_is_runtime(root))
        return a;
    a.connection = pl_str_eq(root, PL_S("connection"));
    if (a.connection || !pl_aim_is_name(steps))
        return a;
    bool named = pl_ref_read(root, steps, &ref);
    if (named && !ref.mod.len) {
        a.id = ref.kind == PL_KIND_MOD ? find_mod(ix, mod, steps)
                                       : find_entry(ix, mod, mod, ref.kind, steps->text);
        return a;
    }
    uint32_t dep = find_dependency(ix, mod, root);
    a.used = 2;
    if (dep == PL_NONE && pl_str_eq(steps->text, PL_S("input")) && is_own(ix, mod, root))
        dep = mod;
    if (dep != PL_NONE && named && ref.kind != PL_KIND_LOCAL && ref.kind != PL_KIND_MOD &&
        pl_aim_is_name(ref.name))
        a.id = find_entry(ix, mod, dep, ref.kind, ref.name->text);
    return a;
}

pl_entry_id pl_check__entry_after(const pl_index *ix, uint32_t file, uint32_t byte)
{
    uint32_t first, end, n;
    const pl_ix_entry *entries = pl_index_entries(ix, &n);
    pl_index_file_entries(ix, file, &first, &end);
    return first + (pl_entry_id)pl_lower_bound(entries + first, end - first, sizeof *entries,
                                               offsetof(pl_ix_entry, start), byte + 1);
}

pl_entry_id pl_check__entry_in(const pl_index *ix, uint32_t file, uint32_t byte)
{
    uint32_t first, end, n;
    const pl_ix_entry *entries = pl_index_entries(ix, &n);
    pl_entry_id id = pl_check__entry_after(ix, file, byte);
    pl_index_file_entries(ix, file, &first, &end);
    if (id-- == first)
        return PL_NO_ENTRY;
    while (byte >= entries[id].end && entries[id].parent != PL_NONE)
        id = entries[id].parent;
    return byte < entries[id].end ? id : PL_NO_ENTRY;
}
