/* hints.c - writes a line of advice about each requirement that could not be met (mod-management.md
 * 19). Only what is certain is reported. */
#include "base/lines.h"
#include "base/str.h"
#include "mod/git_inner.h"
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
    pl_buf_printf(out, "required by %.*s in %.*s:%u", PL_FMT(miss->chain), PL_FMT(miss->file),
                  pl_line_at(text, miss->want->range.start));
}

static const pl_git_refs *refs_of(const pl_mods *m, pl_str name)
{
    for (size_t i = 0; i < m->plan.remotes.n; i++)
        if (pl_str_eq(m->plan.remotes.at[i]->name, name) &&
            m->plan.remotes.at[i]->state == PL_FACT_KNOWN)
            return &m->plan.remotes.at[i]->remote.refs;
    return NULL;
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
    if (refs)
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

static bool contains(pl_str text, const char *word)
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
    bool refused = contains(miss->why, "could not read Username") ||
                   contains(miss->why, "could not read Password") ||
                   contains(miss->why, "Authentication failed");
    if (refused && m->has_git && m->git.token.len && !pl_git__trusts(&m->git, miss->want->name))
        pl_buf_cstr(out, "the repository asks who you are: POWERPIPE_GIT_TOKEN goes only to hosts "
                         "that your own mod file requires mods from");
    else if (refused)
        pl_buf_printf(out, "the repository asks who you are: POWERPIPE_GIT_TOKEN is %s",
                      m->has_git && m->git.token.len
                          ? "set, but was not accepted"
                          : "not set; set it to a token that may read it");
    else
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
