/* fault_own.c - all faults in our own words, each place once (linter.h).
 *
 * Messages about the same files come from three sources: the linter, the checks before it
 * (`found`), and the shape of single blocks, in the words of the checks. A hostile file has as many
 * messages as bytes, so they are sorted by place and compared in two passes, with the messages
 * before and after each. */
#include "check/linter_inner.h"
#include "base/assert.h"
#include "base/str.h"
#include "schema/kind.h"
#include <stdlib.h>

/* Of two about one place the first source is kept. */
typedef enum source { LINTED, FOUND, SHAPE } source;

typedef struct told {
    const pl_diag *diag;
    uint32_t at; /* position in the list of its source */
    source source;
    bool dropped; /* another message is better */
} told;

typedef PL_VEC(told) telling;

/* ---- faults without a place, which findings replace */

static bool has_fault(const pl_linter *l, pl_diag_code code, pl_str target)
{
    for (size_t f = 0; f <= l->files.n; f++) {
        const pl_faults *faults = f ? &l->files.at[f - 1].faults.list : &l->between.list;
        for (size_t i = 0; i < faults->n; i++)
            if (faults->at[i].code == code &&
                (!target.len || pl_str_eq(faults->at[i].target, target)))
                return true;
    }
    return false;
}

/* Is "control.c" declared, so that it only waits itself? */
static bool is_declared(pl_linter *l, pl_str name)
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

/* Do findings explain a list of missing names: does each have a finding or a declaration, and one
 * at least a finding? */
static bool are_all_named(pl_linter *l, pl_str list)
{
    bool any = false;
    while (list.len) {
        pl_str name = pl_str_split(&list, '\n');
        bool linted = has_fault(l, PL_DIAG_UNKNOWN_RESOURCE, name);
        any |= linted;
        if (!linted && !is_declared(l, name))
            return false;
    }
    return any;
}

/* Do findings replace the message? One about several places has no place of its own; findings give
 * each place. */
static bool is_taken_apart(pl_linter *l, const pl_diag *d)
{
    if (d->code == PL_DIAG_UNRESOLVED)
        return are_all_named(l, d->subject);
    return (d->code == PL_DIAG_CYCLE ||
            (d->code == PL_DIAG_DUPLICATE_RESOURCE && d->subject.len)) &&
           has_fault(l, d->code, d->subject);
}

/* Is the message a consequence of the one before it? If a part of a value fails, the value does not
 * fit either, and only the part is reported. */
static bool is_consequence(const pl_diags *list, size_t i)
{
    const pl_diag *d = pl_diags_get(list, i), *before = i ? pl_diags_get(list, i - 1) : NULL;
    return d->code == PL_DIAG_UNSUITABLE_VALUE && before && before->code != d->code &&
           pl_str_eq(before->path, d->path) && before->start.byte >= d->start.byte;
}

/* ---- places */

static int compare_told(const void *a, const void *b)
{
    const told *x = a, *y = b;
    int order = pl_str_cmp(x->diag->path, y->diag->path);
    if (!order)
        order = (x->diag->start.byte > y->diag->start.byte) -
                (x->diag->start.byte < y->diag->start.byte);
    if (!order)
        order = (int)x->source - (int)y->source;
    return order ? order : (x->at > y->at) - (x->at < y->at);
}

/* The linter's messages near the current one, for each severity. */
typedef struct neighbours {
    pl_str path;
    bool any[2];
    uint32_t start[2]; /* of the last one */
    uint32_t line[2];
    uint32_t in_file[2], in_line[2]; /* the farthest end in the file, and on the line */
} neighbours;

static void meet(neighbours *n, const pl_diag *d)
{
    unsigned s = d->severity;
    uint32_t end = d->end.byte;
    pl_assert(s < 2);
    n->in_line[s] =
        n->any[s] && n->line[s] == d->start.line && n->in_line[s] > end ? n->in_line[s] : end;
    n->in_file[s] = n->any[s] && n->in_file[s] > end ? n->in_file[s] : end;
    n->line[s] = d->start.line;
    n->start[s] = d->start.byte;
    n->any[s] = true;
}

/* May a message repeat another one that its range overlaps? It may if it is on one line, or is
 * about a reference, which may extend over several lines. */
static bool may_repeat(const pl_diag *d)
{
    return d->code == PL_DIAG_INVALID_REFERENCE || d->start.line == d->end.line;
}

static bool is_said_before(const neighbours *n, const pl_diag *d)
{
    unsigned s = d->severity;
    if (!n->any[s])
        return false;
    if (n->start[s] == d->start.byte)
        return true;
    if (d->code == PL_DIAG_INVALID_REFERENCE)
        return n->in_file[s] >= d->start.byte;
    return may_repeat(d) && n->line[s] == d->start.line && n->in_line[s] >= d->start.byte;
}

/* Does a message of the linter that comes after `d` begin within `d`, so that `d` repeats it? For
 * the pass from the end. */
static bool is_said_after(const neighbours *n, const pl_diag *d)
{
    return n->any[d->severity] && may_repeat(d) && n->start[d->severity] <= d->end.byte;
}

static void enter_file(neighbours *n, const pl_diag *d)
{
    if (!pl_str_eq(n->path, d->path))
        *n = (neighbours){ .path = d->path };
}

static bool starts_with(const pl_diag *a, const pl_diag *b)
{
    return a && pl_str_eq(a->path, b->path) && a->start.byte == b->start.byte;
}

/* Drop messages that a message of the linter replaces. They are sorted by place. */
static void drop_repeated(telling *t)
{
    neighbours n = { 0 };
    const pl_diag *found = NULL; /* the last one of the checks */
    for (size_t i = 0; i < t->n; i++) {
        told *m = &t->at[i];
        enter_file(&n, m->diag);
        if (m->source == LINTED)
            meet(&n, m->diag);
        else if (m->diag->path.len)
            m->dropped |=
                is_said_before(&n, m->diag) || (m->source == SHAPE && starts_with(found, m->diag));
        if (m->source == FOUND)
            found = m->diag;
    }
    n = (neighbours){ 0 };
    for (size_t i = t->n; i-- > 0;) {
        told *m = &t->at[i];
        enter_file(&n, m->diag);
        if (m->source == LINTED)
            meet(&n, m->diag);
        else if (m->diag->path.len)
            m->dropped |= is_said_after(&n, m->diag);
    }
}

/* ---- advice, where the message has none */

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

/* ---- all of them */

static void word_fault(const pl_fault *f, pl_diags *out)
{
    pl_buf detail = { 0 };
    if (f->nearest.len)
        pl_buf_printf(&detail, "did you mean '%.*s'?%s", PL_FMT(f->nearest),
                      f->detail.len ? " " : "");
    pl_buf_str(&detail, f->detail);
    pl_diag_raw(out, f->severity, f->code, f->range, f->summary, pl_buf_view(&detail));
    pl_buf_done(&detail);
}

/* The faults of a file as messages. */
static void word_faults(const pl_linter *l, uint32_t file, bool errors, pl_diags *out)
{
    const pl_lint_file *f = &l->files.at[file];
    pl_diags_begin(out, f->path, f->text);
    for (size_t i = 0; i < f->faults.list.n + l->between.list.n; i++) {
        const pl_fault *fault = i < f->faults.list.n ? &f->faults.list.at[i]
                                                     : &l->between.list.at[i - f->faults.list.n];
        if (fault->file == file && (errors || fault->severity == PL_WARNING))
            word_fault(fault, out);
    }
    pl_diags_end(out);
}

static void add_told(pl_linter *l, telling *t, source of, const pl_diags *list)
{
    for (size_t i = 0; i < pl_diags_count(list); i++) {
        const pl_diag *d = pl_diags_get(list, i);
        bool dropped =
            of != LINTED && (d->path.len ? is_consequence(list, i) : is_taken_apart(l, d));
        pl_vec_push(t, ((told){ d, (uint32_t)t->n, of, dropped }));
    }
}

void pl_linter_merge(pl_linter *l, const pl_diags *found, pl_diags *out)
{
    bool errors = pl_diags_errors(found) > 0;
    pl_diags *linted = pl_diags_new();
    telling t = { 0 };
    for (uint32_t i = 0; i < l->files.n; i++)
        word_faults(l, i, errors, linted);
    add_told(l, &t, LINTED, linted);
    add_told(l, &t, FOUND, found);
    for (size_t i = 0; i < l->files.n && errors; i++) {
        add_told(l, &t, LINTED, l->files.at[i].syntax);
        add_told(l, &t, SHAPE, l->files.at[i].shape);
    }
    if (t.n)
        qsort(t.at, t.n, sizeof *t.at, compare_told);
    drop_repeated(&t);
    for (size_t i = 0; i < t.n; i++)
        if (!t.at[i].dropped)
            copy_advised(out, t.at[i].diag);
    pl_vec_done(&t);
    pl_diags_free(linted);
}
