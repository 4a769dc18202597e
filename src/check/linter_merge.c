/* linter_merge.c - merging the findings of the linter into the messages of the checks, each place
 * once (linter.h). */
#include "check/linter_inner.h"
#include "base/str.h"
#include "schema/kind.h"
#include <stdlib.h>

/* ---- what was found, as messages */

static int by_place(const void *a, const void *b)
{
    const pl_lint_finding *x = a, *y = b;
    if (x->file != y->file)
        return x->file < y->file ? -1 : 1;
    if (x->range.start != y->range.start)
        return x->range.start < y->range.start ? -1 : 1;
    return (int)x->kind - (int)y->kind;
}

static void print_file(const pl_linter *l, const pl_lint_finding *list, size_t n, bool errors,
                       pl_diags *out)
{
    const pl_lint_file *f = &l->files.at[list->file];
    pl_diags_begin(out, f->path, f->text);
    for (size_t i = 0; i < n; i++)
        if (errors || list[i].severity == PL_WARNING)
            pl_diag_raw(out, list[i].severity, list[i].code, list[i].range, list[i].summary,
                        list[i].detail);
    pl_diags_end(out);
}

static pl_diags *print_all(const pl_linter *l, bool errors)
{
    pl_diags *out = pl_diags_new();
    pl_lint_finding *list = pl_mem_alloc((l->list.n + 1) * sizeof *list);
    if (l->list.n)
        memcpy(list, l->list.at, l->list.n * sizeof *list);
    qsort(list, l->list.n, sizeof *list, by_place);
    for (size_t i = 0, n; i < l->list.n; i += n) {
        for (n = 1; i + n < l->list.n && list[i + n].file == list[i].file; n++)
            ;
        print_file(l, list + i, n, errors, out);
    }
    pl_mem_free(list);
    if (errors)
        pl_diags_append(out, l->syntax);
    return out;
}

/* ---- which messages of the checks say nothing more */

static bool has_kind(const pl_linter *l, pl_lint_kind kind, pl_str about)
{
    for (size_t i = 0; i < l->list.n; i++)
        if (l->list.at[i].kind == kind && (!about.len || pl_str_eq(l->list.at[i].about, about)))
            return true;
    return false;
}

/* Is "control.c" declared, so that it only waits itself? */
static bool is_declared(const pl_linter *l, pl_str name)
{
    pl_kind kind;
    uint32_t decl;
    if (!pl_kind_find_name(pl_str_split(&name, '.'), &kind) || kind == PL_KIND_LOCAL)
        return false;
    for (uint32_t mod = 0; mod < l->mods.n; mod++)
        if (pl_linter__find(l, mod, kind, name, &decl))
            return true;
    return false;
}

/* Do findings explain the list of unresolved blocks: does each name that it calls missing have a
 * finding or a declaration, and one at least a finding? */
static bool all_named(const pl_linter *l, pl_str list)
{
    static const pl_str word = PL_S("MISSING: ");
    bool any = false;
    while (list.len) {
        pl_str line = pl_str_trim(pl_str_split(&list, '\n'));
        if (!pl_str_starts(line, word))
            continue;
        pl_str name = pl_str_sub(line, word.len, line.len);
        bool linted = has_kind(l, PL_LINT_NAME, name);
        any |= linted;
        if (!linted && !is_declared(l, name))
            return false;
    }
    return any;
}

static bool is_twin(const pl_linter *l, pl_str text)
{
    pl_str_split(&text, '\'');
    return has_kind(l, PL_LINT_TWIN, pl_str_split(&text, '\''));
}

/* Do findings replace the message? One about several places has no place of its own; findings give
 * each place. */
static bool is_taken_apart(const pl_linter *l, const pl_diag *d)
{
    switch (d->code) {
    case PL_DIAG_CYCLE: return has_kind(l, PL_LINT_CIRCLE, (pl_str){ 0 });
    case PL_DIAG_UNRESOLVED: return all_named(l, d->summary);
    case PL_DIAG_DUPLICATE_RESOURCE: return is_twin(l, d->summary);
    default: return false;
    }
}

/* Is the message a consequence of the one before it? If a part of a value fails, the value does not
 * fit either, and only the part is reported. */
static bool is_consequence(const pl_diags *found, size_t i)
{
    const pl_diag *d = pl_diags_get(found, i), *before = i ? pl_diags_get(found, i - 1) : NULL;
    return d->code == PL_DIAG_UNSUITABLE_VALUE && before && before->code != d->code &&
           pl_str_eq(before->path, d->path) && before->start.byte >= d->start.byte;
}

/* ---- what to do, where the message does not say it */

static const char *advice_on(pl_diag_code code)
{
    switch (code) {
    case PL_DIAG_QUERY: return "one of the two: sql = \"select ...\", or query = query.name";
    case PL_DIAG_INVALID_CHILD:
        return "children of a benchmark are controls, detections and benchmarks, each once";
    case PL_DIAG_INVALID_VARIABLE: return "change the default, or the type";
    default: return NULL;
    }
}

static void copy_advised(pl_diags *out, const pl_diag *d)
{
    const char *advice = advice_on(d->code);
    pl_diag copy = *d;
    if (advice && d->path.len && !d->detail.len)
        copy.detail = pl_str_cstr(advice);
    pl_diag_copy(out, &copy);
}

/* ---- in order */

static int by_file(const void *a, const void *b)
{
    const pl_diag *x = *(const pl_diag *const *)a, *y = *(const pl_diag *const *)b;
    int order = pl_str_cmp(x->path, y->path);
    if (!order)
        order = x->start.byte < y->start.byte ? -1 : x->start.byte > y->start.byte;
    return order ? order : (x < y ? -1 : x > y);
}

static bool is_explained(const pl_linter *l, const pl_diags *found, size_t i,
                         const pl_lint_places linted[2])
{
    const pl_diag *d = pl_diags_get(found, i);
    if (!d->path.len)
        return is_taken_apart(l, d);
    return is_consequence(found, i) || pl_lint_places__cover(&linted[d->severity], d);
}

/* The messages of `found` and `mistyped` that say more than those of the linter, into `list`;
 * their number. */
static size_t add_unexplained(const pl_linter *l, const pl_diags *found, const pl_diags *linted,
                              const pl_diag **list)
{
    size_t n = 0, n_mistyped = pl_diags_errors(found) ? pl_diags_count(l->mistyped) : 0;
    pl_lint_places by_severity[] = { pl_lint_places__of(linted, 1u << PL_ERROR),
                                     pl_lint_places__of(linted, 1u << PL_WARNING) };
    pl_lint_places all = pl_lint_places__of(found, 1u << PL_ERROR | 1u << PL_WARNING);
    for (size_t i = 0; i < pl_diags_count(found); i++)
        if (!is_explained(l, found, i, by_severity))
            list[n++] = pl_diags_get(found, i);
    for (size_t i = 0; i < n_mistyped; i++) {
        const pl_diag *d = pl_diags_get(l->mistyped, i);
        if (!is_explained(l, l->mistyped, i, by_severity) && !pl_lint_places__have(&all, d))
            list[n++] = d;
    }
    pl_lint_places__done(&by_severity[0]);
    pl_lint_places__done(&by_severity[1]);
    pl_lint_places__done(&all);
    return n;
}

void pl_linter_merge(const pl_linter *l, const pl_diags *found, pl_diags *out)
{
    pl_diags *linted = print_all(l, pl_diags_errors(found) > 0);
    size_t n = pl_diags_count(linted);
    const pl_diag **list =
        pl_mem_alloc((n + pl_diags_count(found) + pl_diags_count(l->mistyped) + 1) * sizeof(*list));
    for (size_t i = 0; i < n; i++)
        list[i] = pl_diags_get(linted, i);
    n += add_unexplained(l, found, linted, list + n);
    qsort(list, n, sizeof(*list), by_file);
    for (size_t i = 0; i < n; i++)
        copy_advised(out, list[i]);
    pl_mem_free(list);
    pl_diags_free(linted);
}
