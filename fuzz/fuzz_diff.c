/* fuzz_diff.c - up to three texts, cut at 0xFF, are versions of a mod. A version differs from
 * itself in nothing; two directions of a comparison mirror each other; what does not differ from
 * its neighbours differs from nothing beyond them; a block that is added to a version is the one
 * difference more. */
#include "base/alloc.h"
#include "base/diag.h"
#include "base/str.h"
#include "mod/diff.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

enum { VERSIONS = 4 }; /* three of the input, and the first with a block more */
#define MORE "\nquery \"added_by_the_test\" {\n  sql = \"select 1\"\n}\n"

static char dir[] = "/tmp/fuzz_diffXXXXXX";
static char folders[VERSIONS][64];

static void put(const char *folder, const char *name, pl_str text, const char *more)
{
    char path[128];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *f = fopen(path, "w");
    if (!f || fwrite(text.ptr, 1, text.len, f) != text.len || fputs(more, f) < 0 || fclose(f) != 0)
        abort();
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc, (void)argv;
    if (!mkdtemp(dir))
        abort();
    for (int i = 0; i < VERSIONS; i++) {
        snprintf(folders[i], sizeof folders[i], "%s/%d", dir, i);
        mkdir(folders[i], 0755);
        put(folders[i], "mod.pp", PL_S("mod \"m\" {\n}\n"), "");
    }
    return 0;
}

static void require(bool claim, const char *what)
{
    if (claim)
        return;
    fprintf(stderr, "%s\n", what);
    abort();
}

static bool mirrors(const pl_difference *a, const pl_difference *b)
{
    static const pl_diff_kind other[] = { PL_DIFF_REMOVED, PL_DIFF_ADDED, PL_DIFF_CHANGED };

    if (b->change != other[a->change] || !pl_str_eq(a->kind, b->kind) ||
        !pl_str_eq(a->name, b->name) || a->n_attributes != b->n_attributes)
        return false;
    for (uint32_t i = 0; i < a->n_attributes; i++)
        if (!a->attributes[i].len || !pl_str_eq(a->attributes[i], b->attributes[i]))
            return false;
    return (a->change == PL_DIFF_CHANGED) == (a->n_attributes > 0);
}

typedef struct table {
    bool read[VERSIONS][VERSIONS];
    pl_diff diff[VERSIONS][VERSIONS];
} table;

static void check(const table *t, size_t n_texts)
{
    for (int a = 0; a < VERSIONS; a++) {
        require(!t->read[a][a] || t->diff[a][a].n == 0, "it differs from itself");
        for (int b = 0; b < VERSIONS; b++) {
            const pl_diff *there = &t->diff[a][b], *back = &t->diff[b][a];

            require(t->read[a][b] == (t->read[a][a] && t->read[b][b]),
                    "readable alone, not together");
            require(t->read[a][b] == t->read[b][a] && there->n == back->n, "two directions differ");
            for (uint32_t i = 0; i < there->n; i++)
                require(mirrors(&there->list[i], &back->list[i]), "a difference has no mirror");
            for (int c = 0; c < VERSIONS && t->read[a][b]; c++)
                require(!t->read[b][c] || there->n || t->diff[b][c].n || !t->diff[a][c].n,
                        "equal to what equals it, but not to that");
        }
    }
    /* Only when the first text does not end amid something that swallows the block. */
    if (t->read[0][VERSIONS - 1] && t->diff[0][VERSIONS - 1].n == 1)
        require(t->diff[0][VERSIONS - 1].list[0].change == PL_DIFF_ADDED || n_texts > 0,
                "an added block is not added");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    pl_str rest = pl_str_make((const char *)data, len), text[VERSIONS - 1] = { { 0 } };
    size_t n_texts = 0;
    table t = { 0 };
    pl_arena arena = { 0 };
    pl_diags *diags = pl_diags_new();

    while (n_texts < VERSIONS - 1 && rest.len)
        text[n_texts++] = pl_str_split(&rest, (char)0xff);
    for (size_t i = 0; i < VERSIONS - 1; i++)
        put(folders[i], "x.pp", text[i], "");
    put(folders[VERSIONS - 1], "x.pp", text[0], MORE);
    for (int a = 0; a < VERSIONS; a++)
        for (int b = 0; b < VERSIONS; b++)
            t.read[a][b] = pl_mod_diff(pl_str_cstr(folders[a]), pl_str_cstr(folders[b]), &arena,
                                       &t.diff[a][b], diags);
    for (int a = 0; a < VERSIONS; a++)
        for (int b = 0; b < VERSIONS; b++)
            if (!t.read[a][b])
                t.diff[a][b].n = 0;
    check(&t, n_texts);
    pl_diags_free(diags);
    pl_arena_done(&arena);
    return 0;
}
