/* fuzz_explain.c - two files of one mod, right or broken, and what is explained to users: every
 * message has a place in one of the files, and the same files teach the same twice, the second
 * time in place of others. The first byte says where the second file begins. */
#include "base/str.h"
#include "check/check.h"
#include "check/linter.h"
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool truth)
{
    if (!truth)
        abort();
}

typedef struct file {
    pl_str path, text; /* PL_VIEW_SLACK readable bytes after it */
} file;

static file make_file(pl_arena *arena, pl_str path, const uint8_t *bytes, size_t n)
{
    char *text = pl_arena_zero(arena, n + PL_VIEW_SLACK, 1);
    if (n)
        memcpy(text, bytes, n);
    return (file){ path, { text, n } };
}

static void add_verdicts(pl_checker *checker, const file *f, pl_diags *found)
{
    pl_verdicts v = pl_check_file(checker, f->path, f->text);
    const pl_diags *const all[] = { v.syntax, v.schema, v.variables, v.resources };
    for (size_t i = 0; i < PL_COUNT(all); i++)
        if (all[i])
            pl_diags_append(found, all[i]);
    pl_verdicts_done(&v);
}

static pl_diags *explain(const file files[2], bool replace, const pl_diags *found)
{
    pl_diags *out = pl_diags_new();
    pl_linter *l = pl_linter_new();
    pl_linter_add_mod(l, PL_S("m"));
    for (size_t i = 0; i < 2; i++)
        pl_linter_add_file(l, files[i].path, files[replace ? 1 - i : i].text, 0);
    pl_linter_run(l);
    for (size_t i = 0; i < 2 && replace; i++) {
        pl_linter_replace_file(l, files[i].path, files[i].text);
        pl_linter_run(l);
    }
    pl_linter_merge(l, found, out);
    pl_linter_free(l);
    return out;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    pl_arena arena = { 0 };
    if (size < 1)
        return 0;
    size_t split = data[0] * (size - 1) / 255;
    const file files[] = { make_file(&arena, PL_S("/m/a.pp"), data + 1, split),
                           make_file(&arena, PL_S("/m/b.pp"), data + 1 + split, size - 1 - split) };
    pl_checker *checker = pl_checker_new();
    pl_diags *found = pl_diags_new();
    for (size_t i = 0; i < 2; i++)
        add_verdicts(checker, &files[i], found);
    pl_diag_plain(found, PL_ERROR, PL_DIAG_UNKNOWN_RESOURCE, "elsewhere");
    pl_diags *explained = explain(files, false, found), *again = explain(files, true, found);
    require(pl_diags_count(explained) == pl_diags_count(again));
    for (size_t i = 0; i < pl_diags_count(explained); i++) {
        const pl_diag *d = pl_diags_get(explained, i);
        const file *f = pl_str_eq(d->path, files[0].path) ? &files[0] : &files[1];
        require(!d->path.len || (d->start.byte <= f->text.len && d->end.byte <= f->text.len));
    }
    pl_diags_free(explained);
    pl_diags_free(again);
    pl_diags_free(found);
    pl_checker_free(checker);
    pl_arena_done(&arena);
    return 0;
}
