/* mods_tools.c - `mod outdated`, `verify` and `diff` (mod-management.md 18). */
#include <pipelite/mod_tools.h>
#include "base/diag.h"
#include "base/buf.h"
#include "base/jsonw.h"
#include "base/str.h"
#include "mod/diff.h"
#include "mod/diff_sides.h"
#include "mod/outdated.h"
#include "mod/verify.h"
#include "render/text_give.h"

/* ---- outdated */

enum { COLUMNS = 6 };

static void cells_of(const pl_outdated *row, pl_str cells[COLUMNS])
{
    cells[0] = row->need->name;
    cells[1] = row->need->want->wanted;
    cells[2] = row->had.len ? row->had : PL_S("-");
    cells[3] = row->newest.len ? row->newest : PL_S("-");
    cells[4] = row->top.len ? row->top : PL_S("-");
    cells[5] = row->need->parent;
}

/* Columns are as wide as their longest cell. Why a mod could not be asked about stands below
 * the table. */
static void outdated_table(const pl_outdated *list, uint32_t n, pl_buf *out)
{
    pl_str cells[COLUMNS] = { PL_S("MOD"),    PL_S("REQUIRED"), PL_S("INSTALLED"),
                              PL_S("WANTED"), PL_S("NEWEST"),   PL_S("REQUIRED BY") };
    size_t widths[COLUMNS];
    for (unsigned c = 0; c < COLUMNS; c++)
        widths[c] = cells[c].len;
    for (uint32_t i = 0; i < n; i++) {
        pl_str row[COLUMNS];
        cells_of(&list[i], row);
        for (unsigned c = 0; c < COLUMNS; c++)
            widths[c] = row[c].len > widths[c] ? row[c].len : widths[c];
    }
    for (uint32_t i = 0; i <= n; i++) {
        for (unsigned c = 0; c < COLUMNS; c++) {
            pl_buf_str(out, cells[c]);
            if (c + 1 < COLUMNS)
                pl_buf_fill(out, ' ', widths[c] - cells[c].len + 2);
        }
        pl_buf_byte(out, '\n');
        if (i < n)
            cells_of(&list[i], cells);
    }
    for (uint32_t i = 0; i < n; i++)
        if (list[i].why.len)
            pl_buf_printf(out, "%.*s: %.*s\n", PL_FMT(list[i].need->name), PL_FMT(list[i].why));
}

static void outdated_json(const pl_outdated *list, uint32_t n, pl_buf *out)
{
    pl_jsonw w;
    pl_jsonw_init(&w, out, 2, false);
    pl_jsonw_open(&w, '[');
    for (uint32_t i = 0; i < n; i++) {
        const pl_outdated *row = &list[i];
        pl_jsonw_open(&w, '{');
        pl_jsonw_member_or_null(&w, "name", row->need->name);
        pl_jsonw_member_or_null(&w, "kind", pl_str_cstr(pl_need_kind(row->need)));
        pl_jsonw_member_or_null(&w, "constraint", row->need->want->wanted);
        pl_jsonw_member_or_null(&w, "installed", row->had);
        pl_jsonw_member_or_null(&w, "wanted", row->newest);
        pl_jsonw_member_or_null(&w, "newest", row->top);
        pl_jsonw_member_or_null(&w, "required_by", row->need->parent);
        pl_jsonw_member_bool(&w, "outdated", row->stale);
        pl_jsonw_member_or_null(&w, "error", row->why);
        pl_jsonw_close(&w, '}');
    }
    pl_jsonw_close(&w, ']');
    pl_buf_byte(out, '\n');
}

bool pl_render_mods_outdated(pl_mods *m, bool json, bool *any, pl_text *text, pl_diags *diags)
{
    PL_OWN_DIAGS(diags);
    pl_oom_scope scope;
    pl_oom_begin(&scope);
    const pl_outdated *list = NULL;
    uint32_t n = 0;
    pl_buf out = { 0 };
    bool ok = !pl_diag_nothing(diags, m, "mods") && pl_mods__outdated(m, &list, &n, diags);
    *any = false;
    for (uint32_t i = 0; i < n; i++) {
        *any = *any || list[i].stale;
        ok = ok && !list[i].why.len;
    }
    if (m && json)
        outdated_json(list, n, &out);
    else if (n)
        outdated_table(list, n, &out);
    else if (m)
        pl_buf_cstr(&out, "No mods are required from repositories.\n");
    return pl_text_give(&scope, ok, &out, text, diags);
}

/* ---- verify */

/* ORDER flaws: for text, and for data */
static const char *const flaw_texts[] = {
    "is locked, but not installed",
    "is not listed in .mod.sum",
    "is listed in .mod.sum, but not locked",
    "is listed in .mod.sum with another commit than the lock file has",
    "has other content than .mod.sum says",
    "missing",
    "changed",
    "new",
};
static const char *const flaw_words[] = { "not installed", "not listed", "not locked", "commit",
                                          "content",       "missing",    "changed",    "new" };

/* Write a line for each difference; if there is none, how many mods were verified. */
static void verify_text(const pl_mod_verdicts *v, pl_buf *out)
{
    for (uint32_t i = 0; i < v->n; i++) {
        const pl_flaw *f = &v->list[i];
        if (f->file.len)
            pl_buf_printf(out, "%.*s: %s %.*s\n", PL_FMT(f->dep_path), flaw_texts[f->kind],
                          PL_FMT(f->file));
        else
            pl_buf_printf(out, "%.*s %s\n", PL_FMT(f->dep_path), flaw_texts[f->kind]);
    }
    if (!v->n)
        pl_buf_printf(out, "%u %s verified\n", v->mods, v->mods == 1 ? "mod" : "mods");
}

static void verify_json(const pl_mod_verdicts *v, pl_buf *out)
{
    pl_jsonw w;
    pl_jsonw_init(&w, out, 2, false);
    pl_jsonw_open(&w, '{');
    pl_jsonw_member_int(&w, "mods", v->mods);
    pl_jsonw_begin(&w, "differences", '[');
    for (uint32_t i = 0; i < v->n; i++) {
        pl_jsonw_open(&w, '{');
        pl_jsonw_member_or_null(&w, "mod", v->list[i].dep_path);
        pl_jsonw_member_or_null(&w, "difference", pl_str_cstr(flaw_words[v->list[i].kind]));
        pl_jsonw_member_or_null(&w, "file", v->list[i].file);
        pl_jsonw_close(&w, '}');
    }
    pl_jsonw_end(&w, "]}");
    pl_buf_byte(out, '\n');
}

bool pl_render_mods_verify(pl_mods *m, bool json, bool *differs, pl_text *text, pl_diags *diags)
{
    PL_OWN_DIAGS(diags);
    pl_oom_scope scope;
    pl_oom_begin(&scope);
    pl_mod_verdicts v = { 0 };
    pl_buf out = { 0 };
    bool ok = !pl_diag_nothing(diags, m, "mods") && pl_mods__verify(m, &v, diags);
    *differs = v.n > 0;
    if (ok)
        (json ? verify_json : verify_text)(&v, &out);
    return pl_text_give(&scope, ok, &out, text, diags);
}

/* ---- diff */

static const char *const change_words[] = { "added", "removed", "changed" }; /* ORDER diff kinds */

static void diff_text(const pl_diff_side sides[2], const pl_diff *d, pl_buf *out)
{
    pl_buf_printf(out, "%.*s -> %.*s\n", PL_FMT(sides[0].label), PL_FMT(sides[1].label));
    for (uint32_t i = 0; i < d->n; i++) {
        const pl_difference *x = &d->list[i];
        pl_buf_printf(out, "  %c %.*s.%.*s", "+-~"[x->change], PL_FMT(x->kind), PL_FMT(x->name));
        for (uint32_t k = 0; k < x->n_attributes; k++)
            pl_buf_printf(out, "%s%.*s", k ? ", " : ": ", PL_FMT(x->attributes[k]));
        pl_buf_byte(out, '\n');
    }
    if (!d->n)
        pl_buf_cstr(out, "  nothing differs\n");
}

static void diff_json(pl_jsonw *w, const pl_diff_side sides[2], const pl_diff *d)
{
    pl_jsonw_open(w, '{');
    pl_jsonw_member_or_null(w, "from", sides[0].label);
    pl_jsonw_member_or_null(w, "to", sides[1].label);
    pl_jsonw_begin(w, "differences", '[');
    for (uint32_t i = 0; i < d->n; i++) {
        const pl_difference *x = &d->list[i];
        pl_jsonw_open(w, '{');
        pl_jsonw_member_or_null(w, "change", pl_str_cstr(change_words[x->change]));
        pl_jsonw_member_or_null(w, "kind", x->kind);
        pl_jsonw_member_or_null(w, "name", x->name);
        pl_jsonw_begin(w, "attributes", '[');
        for (uint32_t k = 0; k < x->n_attributes; k++)
            pl_jsonw_str(w, x->attributes[k]);
        pl_jsonw_end(w, "]}");
    }
    pl_jsonw_end(w, "]}");
}

bool pl_render_mods_diff(pl_mods *m, const pl_mods_pair *pair, bool json, bool *differs,
                         pl_text *text, pl_diags *diags)
{
    PL_OWN_DIAGS(diags);
    pl_oom_scope scope;
    pl_oom_begin(&scope);
    pl_diff_side sides[2];
    pl_diff d = { 0 };
    pl_buf out = { 0 };
    pl_jsonw w;
    bool ok = !pl_diag_nothing(diags, m, "mods") && !pl_diag_nothing(diags, pair, "pair of mods") &&
              pl_mods__diff_sides(m, pair->a, pair->b, sides, diags) &&
              pl_mod_diff(sides[0].dir, sides[1].dir, &m->arena, &d, diags);
    *differs = d.n > 0;
    pl_jsonw_init(&w, &out, 2, false);
    if (ok && !json)
        diff_text(sides, &d, &out);
    if (ok && json) {
        diff_json(&w, sides, &d);
        pl_buf_byte(&out, '\n');
    }
    return pl_text_give(&scope, ok, &out, text, diags);
}

/* Is this the first change in the list to its mod? A mod is listed once for each of its parents. */
static bool is_first(const pl_mod_change *list, size_t at)
{
    for (size_t i = 0; i < at; i++)
        if (pl_str_eq(list[i].dep_path, list[at].dep_path) && pl_str_eq(list[i].was, list[at].was))
            return false;
    return true;
}

bool pl_render_mods_changes_diff(pl_mods *m, bool json, pl_text *text, pl_diags *diags)
{
    PL_OWN_DIAGS(diags);
    if (pl_diag_nothing(diags, m, "mods")) {
        *text = (pl_text){ 0 };
        return false;
    }
    pl_oom_scope scope;
    pl_oom_begin(&scope);
    size_t n;
    const pl_mod_change *list = pl_mods_changes(m, &n);
    pl_buf out = { 0 };
    pl_jsonw w;
    bool ok = true;
    pl_jsonw_init(&w, &out, 2, false);
    if (json)
        pl_jsonw_open(&w, '[');
    for (size_t i = 0; i < n; i++) {
        pl_diff_side sides[2] = { { list[i].was, list[i].was_dir },
                                  { list[i].dep_path, list[i].dir } };
        pl_diff d;
        if (!sides[0].dir.len || !sides[1].dir.len || !is_first(list, i))
            continue;
        if (!pl_mod_diff(sides[0].dir, sides[1].dir, &m->arena, &d, diags))
            ok = false;
        else if (json)
            diff_json(&w, sides, &d);
        else
            diff_text(sides, &d, &out);
    }
    if (json) {
        pl_jsonw_close(&w, ']');
        pl_buf_byte(&out, '\n');
    }
    return pl_text_give(&scope, ok, &out, text, diags);
}
