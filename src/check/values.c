/* values.c - answers the prechecks, and has the blocks of files checked in which one failed.
 *
 * An answer is kept under mod and text, so each text is evaluated once per mod however many files
 * have it. */
#include "check/values.h"
#include "check/static_refs.h"
#include "base/assert.h"
#include "base/map.h"
#include "base/str.h"
#include "eval/stored.h"
#include "index/read.h"
#include "mod/field.h"

/* The answers about one text in one mod: bits of `what`. */
typedef struct answer {
    uint32_t yes, no;
} answer;

typedef struct answering {
    pl_evaluator *ev;
    pl_map *texts; /* of each mod: text -> position in `answers` */
    uint32_t n_mods;
    PL_VEC(answer) answers;
    pl_parser *parser;
    pl_arena scratch;
    pl_buf padded; /* a text with the slack that the parser needs */
    pl_diags *ignored;
} answering;

/* ---- one answer */

static bool is_primitive(pl_value v)
{
    return v.tag == PL_V_STRING || v.tag == PL_V_INT || v.tag == PL_V_NUMBER || v.tag == PL_V_BOOL;
}

static bool is_table(pl_value v)
{
    return pl_value_is_members(v) || v.tag == PL_V_NULL;
}

/* The field type that a precheck is about, or ANY. */
static pl_field_type type_of(uint32_t what)
{
    switch (what) {
    case PL_PRECHECK_STRING:
    case PL_PRECHECK_PART: return PL_FIELD_STRING;
    case PL_PRECHECK_INT: return PL_FIELD_INT;
    case PL_PRECHECK_BOOL: return PL_FIELD_BOOL;
    case PL_PRECHECK_STRINGS: return PL_FIELD_STRINGS;
    case PL_PRECHECK_MAP: return PL_FIELD_MAP;
    case PL_PRECHECK_DATABASE: return PL_FIELD_DATABASE;
    default: return PL_FIELD_ANY;
    }
}

static bool has_stored_text(pl_value v)
{
    pl_buf text = { 0 }, why = { 0 };
    bool has = pl_stored_text(v, &text, &why);
    pl_buf_done(&text);
    pl_buf_done(&why);
    return has;
}

static bool is_right(pl_value v, uint32_t what)
{
    switch (what) {
    case PL_PRECHECK_PART: return is_primitive(v);
    case PL_PRECHECK_TABLE: return is_table(v);
    case PL_PRECHECK_ARGS:
        return pl_value_is_known(v) && (v.tag == PL_V_TUPLE || v.tag == PL_V_OBJECT) &&
               has_stored_text(v);
    case PL_PRECHECK_STORED: return has_stored_text(v);
    case PL_PRECHECK_GIVEN: return v.tag != PL_V_NULL;
    default: return true;
    }
}

static bool evaluate(answering *a, uint32_t mod, const pl_expr *expr, uint32_t what)
{
    pl_eval ev = { .arena = &a->scratch,
                   .diags = a->ignored,
                   .scope = pl_evaluator_scope(a->ev, mod),
                   .env = pl_evaluator_env(a->ev, mod) };
    pl_value v;
    bool ok = pl_field_eval(&ev, expr, type_of(what), &v);
    if (!ok && what == PL_PRECHECK_GIVEN) /* reported with the references */
        return true;
    return ok && is_right(v, what) && !pl_value_marks(v);
}

static bool is_variable_right(answering *a, uint32_t mod, pl_str name)
{
    const pl_var *var;
    pl_entry_id id = pl_index_find_in(pl_evaluator_index(a->ev), mod, PL_KIND_VARIABLE, name);
    return id != PL_NO_ENTRY && pl_evaluator_var(a->ev, id, &var, a->ignored);
}

/* Answer each bit of `what` separately. */
static answer find_answer(answering *a, uint32_t mod, pl_str text, uint32_t what)
{
    pl_assert(what);
    pl_assert(!(what & PL_PRECHECK_VARIABLE) || what == PL_PRECHECK_VARIABLE);
    enum { SLACK = 64 }; /* readable bytes after a text */
    answer out = { 0 };
    pl_mark mark = pl_arena_mark(&a->scratch);
    a->padded.len = 0;
    pl_buf_str(&a->padded, text);
    pl_buf_fill(&a->padded, 0, SLACK);
    const pl_expr *expr = NULL;
    if (what != PL_PRECHECK_VARIABLE) {
        text.ptr = a->padded.ptr;
        pl_diags_begin(a->ignored, (pl_str){ 0 }, text);
        expr = pl_parse_expr(a->parser, text, &a->scratch, a->ignored);
    }
    for (uint32_t bit = 1; bit <= PL_PRECHECK_DATABASE; bit <<= 1) {
        if (!(what & bit))
            continue;
        bool yes = bit == PL_PRECHECK_VARIABLE ? is_variable_right(a, mod, text)
                                               : evaluate(a, mod, expr, bit);
        if (yes)
            out.yes |= bit;
        else
            out.no |= bit;
    }
    pl_diags_truncate(a->ignored, 0);
    if (expr)
        pl_diags_end(a->ignored);
    pl_arena_rewind(&a->scratch, mark);
    return out;
}

/* Is the answer yes? */
static bool holds(answering *a, uint32_t mod, const pl_build_precheck *q)
{
    bool fresh;
    uint32_t at = pl_map_put(&a->texts[mod], q->text, (uint32_t)a->answers.n, &fresh);
    if (fresh)
        pl_vec_push(&a->answers, ((answer){ 0, 0 }));
    answer known = a->answers.at[at];
    uint32_t missing = q->what & ~(known.yes | known.no);
    if (missing) {
        answer more = find_answer(a, mod, q->text, missing);
        known.yes |= more.yes;
        known.no |= more.no;
        pl_assert(!(known.yes & known.no));
        a->answers.at[at] = known;
    }
    return !(q->what & known.no);
}

/* ---- all of them */

static bool file_is_right(answering *a, uint32_t mod, const pl_file_prechecks *file,
                          bool variables_only)
{
    bool right = !file->wrong;
    for (uint32_t i = 0; i < file->n && right; i++) {
        pl_build_precheck q = file->list[i];
        q.what &= variables_only ? PL_PRECHECK_VARIABLE : PL_PRECHECK_EVALUATED;
        right = !q.what || holds(a, mod, &q);
    }
    return right;
}

/* Keep what comes first, with its heading. */
static void report_first(pl_evaluator *ev, pl_refs *refs, unsigned what, size_t from,
                         pl_diags *diags)
{
    bool late = pl_check__first(ev, refs, what, from, diags);
    pl_diags *cycle = late ? pl_diags_new() : NULL;
    if (cycle && pl_refs_report_cycle(refs, cycle)) {
        pl_diags_truncate(diags, from);
        pl_diags_append(diags, cycle);
    }
    pl_diags_free(cycle);
    if (pl_diags_count(diags) > from)
        pl_diags_set_heading(diags, "Internal Error: Failed to decode mod");
}

/* In the order of Powerpipe's stages: names of variables, then blocks of files with a precheck that
 * failed, then references. */
bool pl_check_values(pl_evaluator *ev, const pl_file_prechecks *files, unsigned what,
                     pl_diags *diags)
{
    bool variables_only = what & PL_VALUES_VARIABLES;
    const pl_index *ix = pl_evaluator_index(ev);
    uint32_t n;
    const pl_ix_file *rows = pl_index_files(ix, &n);
    size_t before = pl_diags_count(diags);
    pl_check__names(ev, diags);
    if (pl_diags_count(diags) > before) {
        pl_diags_set_heading(diags, "Internal Error: Failed to decode mod");
        return false;
    }
    answering a = { .ev = ev, .parser = pl_parser_new(), .ignored = pl_diags_new() };
    pl_index_mods(ix, &a.n_mods);
    a.texts = pl_mem_zalloc((a.n_mods + 1) * sizeof *a.texts);
    pl_refs *refs = variables_only ? NULL : pl_refs_new(ix, files);
    if (refs)
        pl_refs_resolve(refs, ev);
    for (uint32_t f = 0; f < n; f++)
        if (files[f].recorded || !file_is_right(&a, rows[f].mod, &files[f], variables_only))
            pl_check__blocks(ev, f, variables_only, refs, files[f].recorded, diags);
        else if (refs)
            pl_refs_report_file(refs, f, diags);
    if (what & PL_VALUES_LINKS || pl_diags_count(diags) > before)
        report_first(ev, refs, what, before, diags);
    bool right = pl_diags_count(diags) == before;
    if (right && refs)
        right = pl_refs_report(refs, diags);
    pl_refs_free(refs);
    for (uint32_t m = 0; m < a.n_mods; m++)
        pl_map_done(&a.texts[m]);
    pl_mem_free(a.texts);
    pl_vec_done(&a.answers);
    pl_parser_free(a.parser);
    pl_arena_done(&a.scratch);
    pl_buf_done(&a.padded);
    pl_diags_free(a.ignored);
    return right;
}
