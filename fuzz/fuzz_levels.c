/* fuzz_levels.c - any text as the one file of a mod, through every level of the check: the
 * syntax, the schema, the contents of blocks, relations between resources, values and
 * references, all of it reported together. Checked twice it gives the same result, the second
 * time block by block: what the prechecks leave out cannot fail. */
#include "base/file.h"
#include "base/str.h"
#include "check/check.h"
#include "check/static_links.h"
#include "check/values.h"
#include "index/scan.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

enum { LONGEST = 16 * 1024 };

static void require(bool claim)
{
    if (!claim)
        abort();
}

/* The file is memory, but blocks of it are read by path. */
static const char *write_file(const uint8_t *data, size_t len)
{
    static char path[64];
    static int file = -1;
    if (file < 0)
        file = memfd_create("judged", 0);
    snprintf(path, sizeof path, "/proc/self/fd/%d", file);
    require(file >= 0 && ftruncate(file, 0) == 0 && pwrite(file, data, len, 0) == (ssize_t)len);
    return path;
}

/* What the system has to answer, it has not. */
static bool reads_files(const pl_verdicts *v)
{
    for (uint32_t i = 0; i < v->n_prechecks; i++)
        if (v->prechecks[i].what & PL_PRECHECK_FILE)
            return true;
    return false;
}

/* Levels that need all files; what they say goes to `diags`. */
static void judge(const pl_index *ix, const pl_verdicts *v, bool blocks, pl_diags *diags)
{
    pl_value_store_options options = { .index = ix, .dir = PL_S("/") };
    pl_file_prechecks prechecks = { .list = v->prechecks,
                                    .n = v->n_prechecks,
                                    .wrong = blocks || reads_files(v),
                                    .recorded = v->resources };
    pl_value_store *values = pl_value_store_new(&options);
    pl_evaluator *ev = pl_evaluator_borrow(values);
    pl_diags *links = pl_diags_new();
    pl_check_links(ix, PL_S("/"), false, links);
    bool right = pl_check_values(ev, &prechecks, PL_VALUES_LINKS, diags);
    require(right == !pl_diags_count(diags));
    require(!right || (!v->resources && !pl_diags_count(links)));
    pl_diags_free(links);
    pl_evaluator_give_back(ev);
    pl_value_store_free(values);
}

static void judge_twice(const pl_view *view, const char *path, const pl_verdicts *v)
{
    pl_arena arena = { 0 };
    pl_scanner *scanner = pl_scanner_new();
    pl_build_file file = {
        .path = pl_str_cstr(path),
        .stamp = view->stamp,
        .part = pl_scan_file(scanner, pl_view_str(view), &arena),
    };
    pl_build_mod mod = { .short_name = PL_S("m"), .files = &file, .n_files = 1 };
    pl_index *ix = pl_index_build(&mod, 1, 0);
    pl_diags *once = pl_diags_new(), *again = pl_diags_new();
    require(ix);
    judge(ix, v, false, once);
    judge(ix, v, true, again);
    require(pl_diags_count(once) == pl_diags_count(again));
    for (size_t i = 0; i < pl_diags_count(once); i++)
        require(pl_str_eq(pl_diags_get(once, i)->summary, pl_diags_get(again, i)->summary));
    pl_diags_free(once);
    pl_diags_free(again);
    pl_index_close(ix);
    pl_scanner_free(scanner);
    pl_arena_done(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    pl_reader reader = { 0 };
    pl_view view;
    if (len > LONGEST)
        return 0;
    const char *path = write_file(data, len);
    require(pl_view_open(&reader, path, &view) == 0);
    pl_checker *checker = pl_checker_new();
    pl_verdicts v = pl_check_file(checker, pl_str_cstr(path), pl_view_str(&view));
    if (v.prechecked && !v.variables) /* those come before everything else */
        judge_twice(&view, path, &v);
    pl_verdicts_done(&v);
    pl_checker_free(checker);
    pl_view_close(&view);
    pl_reader_done(&reader);
    return 0;
}
