/* mods.c - what a command changed, as trees (mod-management.md 14.1). */
#include <pipelite/render.h>
#include "base/alloc.h"
#include "base/buf.h"
#include "base/jsonw.h"
#include "base/str.h"
#include "mod/session.h"
#include "render/text_give.h"

enum { MOST_NODES = 100000, DEEPEST = 64 };

typedef enum lead { LEAD_UNKNOWN, LEAD_ASKED, LEAD_NO, LEAD_YES } lead;

/* A section of the output while it is written. */
typedef struct section {
    const pl_lock *lock; /* for removed mods the old lock */
    const pl_mod_change *changes;
    size_t n;
    lead *leads; /* one for each entry: it or something below it changed */
    pl_buf *out;
    pl_buf lines; /* written before every row at this depth */
    unsigned left;
} section;

static bool is_changed(const section *s, const pl_lock_entry *e)
{
    for (size_t i = 0; i < s->n; i++)
        if (pl_str_eq(s->changes[i].parent, e->parent) &&
            pl_str_eq(s->changes[i].dep_path, e->dep_path))
            return true;
    return false;
}

/* Does the tree of the section show the mod: did it change, or something below it? Answers are
 * kept, because many mods may require the same one; a mod that is asked about while it is being
 * answered requires itself. */
static bool leads(section *s, const pl_lock_entry *e)
{
    lead *known = &s->leads[e - s->lock->list];
    uint32_t n;
    if (*known != LEAD_UNKNOWN)
        return *known == LEAD_YES;
    *known = LEAD_ASKED;
    bool yes = is_changed(s, e);
    const pl_lock_entry *below = pl_lock_of(s->lock, e->dep_path, &n);
    for (uint32_t i = 0; i < n; i++)
        yes = leads(s, &below[i]) || yes;
    *known = yes ? LEAD_YES : LEAD_NO;
    return yes;
}

/* Draw the mods below `parent` that the section shows. The last of them that is drawn has the
 * corner. */
static void put_below(section *s, pl_str parent, unsigned depth)
{
    uint32_t n, last = 0;
    const pl_lock_entry *list = pl_lock_of(s->lock, parent, &n);
    for (uint32_t i = 0; i < n; i++)
        if (leads(s, &list[i]))
            last = i;
    for (uint32_t i = 0; i < n && s->left && depth < DEEPEST; i++) {
        size_t len = s->lines.len;
        if (!leads(s, &list[i]))
            continue;
        s->left--;
        pl_buf_str(s->out, pl_buf_view(&s->lines));
        pl_buf_printf(s->out, "%s %.*s\n", i < last ? "\u251c\u2500\u2500" : "\u2514\u2500\u2500",
                      PL_FMT(list[i].dep_path));
        pl_buf_cstr(&s->lines, i < last ? "\u2502   " : "    ");
        put_below(s, list[i].dep_path, depth + 1);
        s->lines.len = len;
    }
}

/* Draw the changes of one kind below the workspace. Removed mods are no longer in the new lock
 * file, so they are drawn where the old one has them. */
static void put_section(const pl_mods *m, const pl_mod_change *changes, size_t n, pl_buf *out)
{
    static const char *const done[] = { "Installed", "Upgraded", "Downgraded", "Uninstalled" };
    static const char *const would[] = { "Would install", "Would upgrade", "Would downgrade",
                                         "Would uninstall" };
    pl_mod_change_kind kind = changes[0].kind;
    section s = { .changes = changes, .n = n, .out = out, .left = MOST_NODES };
    s.lock = kind == PL_MOD_UNINSTALLED ? &m->old : &m->next;
    s.leads = pl_mem_zalloc((s.lock->n + 1) * sizeof *s.leads);
    pl_buf_printf(out, "\n%s %zu %s:\n\n%.*s\n", m->o.dry_run ? would[kind] : done[kind], n,
                  n == 1 ? "mod" : "mods", PL_FMT(m->root));
    put_below(&s, m->root, 0);
    pl_buf_byte(out, '\n');
    pl_buf_done(&s.lines);
    pl_mem_free(s.leads);
}

static void put_json(const pl_mod_change *changes, size_t n, pl_buf *out)
{
    static const char *const words[] = { "installed", "upgraded", "downgraded", "uninstalled" };
    pl_jsonw w;
    pl_jsonw_init(&w, out, 2, false);
    pl_jsonw_open(&w, '[');
    for (size_t i = 0; i < n; i++) {
        pl_jsonw_open(&w, '{');
        pl_jsonw_member_or_null(&w, "change", pl_str_cstr(words[changes[i].kind]));
        pl_jsonw_member_or_null(&w, "mod", changes[i].dep_path);
        pl_jsonw_member_or_null(&w, "was", changes[i].was);
        pl_jsonw_member_or_null(&w, "required_by", changes[i].parent);
        pl_jsonw_close(&w, '}');
    }
    pl_jsonw_close(&w, ']');
    pl_buf_byte(out, '\n');
}

void pl_render_mods_changes(const pl_mods *m, bool json, pl_text *out)
{
    if (!m) {
        *out = (pl_text){ 0 };
        return;
    }
    pl_oom_scope scope;
    pl_buf text = { 0 };
    size_t n;
    pl_oom_begin(&scope);
    const pl_mod_change *changes = pl_mods_changes(m, &n);
    if (json)
        put_json(changes, n, &text);
    for (size_t i = 0, end; i < n && !json; i = end) {
        for (end = i; end < n && changes[end].kind == changes[i].kind; end++)
            ;
        put_section(m, &changes[i], end - i, &text);
    }
    pl_text_give(&scope, true, &text, out, NULL);
}
