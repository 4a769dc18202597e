/* hints.c - writes a line of advice about each requirement that could not be met (mod-management.md
 * 19). Only what is certain is reported. */
#include "base/lines.h"
#include "base/str.h"
#include "mod/address.h"
#include "mod/git_inner.h"
#include "mod/name.h"
#include "mod/session.h"
#include <stdio.h>

enum { MOST_BRANCHES = 10 };

static void add_hint(pl_mods *m, pl_buf *text)
{
    pl_mod_hint hint = { pl_arena_str(&m->arena, pl_buf_view(text)) };
    if (text->len)
        pl_vec_push(&m->hints, hint);
    text->len = 0;
}

/* Append "file:line" of the requirement. One from an argument has no place. */
static void put_place(pl_mods *m, const pl_miss *miss, pl_buf *out)
{
    pl_str text;
    if (!miss->want->range.end || !miss->file.len)
        return;
    if (pl_file_slurp(miss->file.ptr, PL_VIEW_MAX, &m->arena, &text) != 0 ||
        text.len < miss->want->range.start)
        return;
    pl_buf_printf(out, "required by %.*s in %.*s:%u", PL_FMT(miss->chain),
                  PL_FMT(pl_mods__show(m, miss->file)), pl_line_at(text, miss->want->range.start));
}

static const pl_git_refs *refs_of(const pl_mods *m, pl_str name)
{
    for (size_t i = 0; i < m->plan.remotes.n; i++)
        if (pl_str_eq(m->plan.remotes.at[i]->name, name) &&
            m->plan.remotes.at[i]->state == PL_FACT_KNOWN)
            return &m->plan.remotes.at[i]->remote.refs;
    return NULL;
}

/* ---- addresses */

static bool is_plain(pl_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        bool word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!word && !pl_char_in(c, "._/#@+-:"))
            return false;
    }
    return true;
}

/* Append the command that installs a mod, so that a shell takes it as it is. */
static void put_command(const pl_mods *m, pl_str name, pl_str suffix, pl_buf *out)
{
    const char *quote = is_plain(name) && is_plain(suffix) ? "" : "'";
    pl_buf_printf(out, "%.*s mod install %s%.*s%.*s%s", PL_FMT(m->o.program), quote, PL_FMT(name),
                  PL_FMT(suffix), quote);
}

/* Append the form of an address that works, if it is certain. */
static bool put_address(const pl_mods *m, pl_str text, bool in_file, pl_buf *out)
{
    pl_mod_address address;
    pl_arena scratch = { 0 };
    bool found = pl_mod_address_guess(text, &scratch, &address) &&
                 pl_str_find(address.suffix, '\'') == address.suffix.len;
    if (found && in_file) {
        pl_buf_printf(out, "a mod is named by the host and path of its repository: \"%.*s\"",
                      PL_FMT(address.name));
    } else if (found) {
        pl_buf_cstr(out, "a mod is named by the host and path of its repository: ");
        put_command(m, address.name, address.suffix, out);
    }
    pl_arena_done(&scratch);
    return found;
}

void pl_mods__hint_address(pl_mods *m, pl_str text)
{
    pl_buf out = { 0 };
    put_address(m, text, false, &out);
    add_hint(m, &out);
    pl_buf_done(&out);
}

void pl_mods__hint_required(pl_mods *m, pl_str text)
{
    pl_mod_address address;
    pl_buf out = { 0 };
    bool found = pl_mod_address_guess(text, &m->arena, &address);
    for (uint32_t i = 0; found && i < m->info.n_mods; i++)
        if (!out.len && pl_str_eq(m->info.mods[i].name, address.name))
            pl_buf_printf(&out, "did you mean %.*s?", PL_FMT(address.name));
    add_hint(m, &out);
    pl_buf_done(&out);
}

void pl_mods__hint_git(pl_mods *m, pl_str name)
{
    pl_str end = PL_S(".git"), usual = pl_str_sub(name, 0, name.len - end.len);
    pl_buf out = { 0 };
    if (!pl_str_ends(name, end) || pl_mod_name_refusal(usual))
        return;
    pl_buf_printf(&out, "%.*s is another mod than %.*s to all that require it, which is usual: ",
                  PL_FMT(name), PL_FMT(usual));
    put_command(m, usual, (pl_str){ 0 }, &out);
    add_hint(m, &out);
    pl_buf_done(&out);
}

/* The argument that a requirement came from. */
static pl_str argument_of(pl_mods *m, const pl_require_mod *want)
{
    if (want->range.end || pl_str_eq(want->wanted, PL_S("*")))
        return want->name;
    return pl_arena_printf(&m->arena, "%.*s%s%.*s", PL_FMT(want->name),
                           want->by == PL_BY_BRANCH ? "#" : "@", PL_FMT(want->wanted));
}

/* ---- versions, tags, branches */

static bool is_unfinished(const pl_version *version)
{
    return version->pre.len || version->meta.len;
}

/* The newest pre-release, when no release can satisfy but that one does; NULL: there is none. */
static const pl_ref *newest_unfinished(const pl_git_refs *refs, const pl_require_mod *want)
{
    const pl_ref *best = NULL;
    bool any = pl_refs_top(refs) == NULL;
    for (uint32_t i = 0; i < refs->n; i++) {
        const pl_ref *r = &refs->list[i];
        if (r->is_version && is_unfinished(&r->version) &&
            (any || pl_constraint_allows(&want->constraint, &r->version)) &&
            (!best || pl_version_cmp(&r->version, &best->version) > 0))
            best = r;
    }
    return best;
}

/* Append the pre-release and how it is installed; only its exact version admits it. */
static void put_unfinished(const pl_mods *m, const pl_miss *miss, const pl_ref *ref, pl_buf *out)
{
    pl_buf version = { 0 };
    const pl_require_mod *want = miss->want;
    bool own = !want->range.end || pl_str_eq(miss->file, m->place.file);
    pl_buf_byte(&version, '@');
    pl_version_print(&version, &ref->version);
    pl_str suffix = pl_buf_view(&version);
    pl_buf_printf(
        out, "only pre-releases of %.*s fit, which must be named exactly: ", PL_FMT(want->name));
    if (own)
        put_command(m, want->name, suffix, out);
    else
        pl_buf_str(out, pl_str_sub(suffix, 1, suffix.len));
    pl_buf_done(&version);
}

/* Append the lowest release above the first version that the constraint names, and the highest
 * below.
 */
static void put_releases(const pl_git_refs *refs, const pl_require_mod *want, pl_buf *out)
{
    const pl_ref *below = NULL, *above = NULL;
    const pl_version *wanted = want->constraint.n ? &want->constraint.list[0].version : NULL;
    for (uint32_t i = 0; wanted && i < refs->n; i++) {
        const pl_ref *r = &refs->list[i];
        if (!r->is_version)
            continue;
        int order = pl_version_cmp(&r->version, wanted);
        if (order < 0 && (!below || pl_version_cmp(&r->version, &below->version) > 0))
            below = r;
        if (order >= 0 && (!above || pl_version_cmp(&r->version, &above->version) < 0))
            above = r;
    }
    if (!below && !above) {
        pl_buf_printf(out, "%.*s has no releases", PL_FMT(want->name));
        return;
    }
    pl_buf_printf(out, "the nearest releases of %.*s are ", PL_FMT(want->name));
    if (below)
        pl_version_print(out, &below->version);
    pl_buf_cstr(out, below && above ? " and " : "");
    if (above)
        pl_version_print(out, &above->version);
}

static void help_version(pl_mods *m, const pl_miss *miss, pl_buf *out)
{
    const pl_git_refs *refs = refs_of(m, miss->want->name);
    const pl_ref *unfinished = refs ? newest_unfinished(refs, miss->want) : NULL;
    if (unfinished)
        put_unfinished(m, miss, unfinished, out);
    else if (refs)
        put_releases(refs, miss->want, out);
    add_hint(m, out);
}

/* "1.2" and "v1.2.0" for a tag that looks like a version. */
static void help_tag(pl_mods *m, const pl_miss *miss, pl_buf *out)
{
    const pl_git_refs *refs = refs_of(m, miss->want->name);
    const pl_ref *best = NULL;
    unsigned least = 4;
    for (uint32_t i = 0; refs && i < refs->n; i++) {
        pl_str name = refs->list[i].name, tags = PL_S("refs/tags/");
        if (!pl_str_starts(name, tags))
            continue;
        unsigned d = pl_str_distance(pl_str_sub(name, tags.len, name.len), miss->want->wanted);
        if (d < least) {
            least = d;
            best = &refs->list[i];
        }
    }
    if (best)
        pl_buf_printf(out, "did you mean @%.*s?", (int)best->name.len - 10, best->name.ptr + 10);
    add_hint(m, out);
}

static void help_branch(pl_mods *m, const pl_miss *miss, pl_buf *out)
{
    const pl_git_refs *refs = refs_of(m, miss->want->name);
    pl_str heads = PL_S("refs/heads/");
    unsigned n = 0;
    for (uint32_t i = 0; refs && i < refs->n && n < MOST_BRANCHES; i++) {
        pl_str name = refs->list[i].name;
        if (!pl_str_starts(name, heads))
            continue;
        pl_buf_printf(out, "%s%.*s", n++ ? ", " : "branches that are there: ",
                      PL_FMT(pl_str_sub(name, heads.len, name.len)));
    }
    add_hint(m, out);
}

static bool contains_word(pl_str text, const char *word)
{
    return memmem(text.ptr, text.len, word, strlen(word)) != NULL;
}

/* Append the nearest name that is required or installed. */
static void put_nearest(const pl_mods *m, pl_str name, pl_buf *out)
{
    pl_str best = { 0 };
    unsigned least = 4;
    for (uint32_t i = 0; i < m->lock.n; i++) {
        unsigned d = pl_str_distance(m->lock.list[i].name, name);
        if (d && d < least) {
            least = d;
            best = m->lock.list[i].name;
        }
    }
    if (best.len)
        pl_buf_printf(out, "did you mean %.*s?", PL_FMT(best));
}

static void help_remote(pl_mods *m, const pl_miss *miss, pl_buf *out)
{
    bool refused = contains_word(miss->why, "could not read Username") ||
                   contains_word(miss->why, "could not read Password") ||
                   contains_word(miss->why, "Authentication failed");
    if (refused && m->has_git && m->git.token.len && !pl_git__trusts(&m->git, miss->want->name))
        pl_buf_cstr(out, "the repository asks who you are: POWERPIPE_GIT_TOKEN goes only to hosts "
                         "that your own mod file requires mods from");
    else if (refused)
        pl_buf_printf(out, "the repository asks who you are: POWERPIPE_GIT_TOKEN is %s",
                      m->has_git && m->git.token.len
                          ? "set, but was not accepted"
                          : "not set; set it to a token that may read it");
    else if (!put_address(m, argument_of(m, miss->want), miss->want->range.end > 0, out))
        put_nearest(m, miss->want->name, out);
    add_hint(m, out);
}

void pl_mods__find_hints(pl_mods *m)
{
    pl_buf text = { 0 };
    for (size_t i = 0; i < m->plan.misses.n; i++) {
        const pl_miss *miss = &m->plan.misses.at[i];
        switch (miss->kind) {
        case PL_MISS_VERSION: help_version(m, miss, &text); break;
        case PL_MISS_TAG: help_tag(m, miss, &text); break;
        case PL_MISS_BRANCH: help_branch(m, miss, &text); break;
        case PL_MISS_REMOTE: help_remote(m, miss, &text); break;
        case PL_MISS_OTHER: break;
        }
        put_place(m, miss, &text);
        add_hint(m, &text);
    }
    pl_buf_done(&text);
}
