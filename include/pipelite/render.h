/* render.h - what users see: tables, trees, dumps.
 *
 * Output goes into memory that the caller frees; streaming to a FILE would tie
 * the library to stdio.
 * Threads: pure over their arguments. */
#ifndef PIPELITE_RENDER_H
#define PIPELITE_RENDER_H
#include <pipelite/mods.h>
#include <pipelite/workspace.h>

PL_C_BEGIN

/* What a `list` command lists. */
typedef enum pl_list_what {
    PL_LIST_KIND,                /* every resource of `kind` */
    PL_LIST_BENCHMARKS,          /* `benchmark list`: top-level ones and detection benchmarks */
    PL_LIST_DETECTION_BENCHMARKS /* `dashboard detectionbenchmark list` */
} pl_list_what;

typedef struct pl_text { /* owned; pl_text_free() */
    char *ptr;
    size_t len;
} pl_text;
void pl_text_free(pl_text *text);

/* A table of mod and name, with the columns that the command line has for the kind. A variable
 * whose default is a connection is listed only if that exists (pl_inputs.settings). If memory runs
 * out, this and the other functions without `diags` return an empty text. */
void pl_render_list(pl_workspace *ws, pl_list_what what, pl_kind kind, pl_text *out);
/* The mods that the workspace requires, as a tree. */
void pl_render_mod_tree(const pl_workspace *ws, pl_text *out);
/* What a command over mods changed: as text a tree for each kind of change, empty if nothing
 * changed; as JSON an array. */
void pl_render_mods_changes(const pl_mods *mods, bool json, pl_text *out);
/* One JSON line per resource, with everything that the index contains about it; values that need
 * evaluation are null. False with a diagnostic when a source file can no longer be read. */
bool pl_render_dump(const pl_workspace *ws, pl_text *out, pl_diags *diags);
/* A duration as Go writes it, cut to milliseconds: 0s, 850ms, 1.234s, 1m2.5s, 1h0m3s. Returns the
 * length without the NUL that ends it. */
enum { PL_DURATION_SIZE = 40 };
size_t pl_render_duration(uint64_t nanos, char out[PL_DURATION_SIZE]);

/* The errors as Powerpipe prints them: `prefix` and the heading of `diags` before the first, and an
 * error that occurs at several places only once. If there are no errors, the warnings instead. */
void pl_render_diags(const pl_diags *diags, pl_str prefix, pl_text *out);

/* Each message in a paragraph of its own, with its line of source, in which the range of the
 * message is marked. `{0}` is a valid style. */
typedef struct pl_problem_style {
    bool color;
    bool terminal;  /* the text is for one: data is made harmless (pipelite/harmless.h) */
    pl_str base;    /* directory: paths below it are shown without it */
    pl_str context; /* in front of messages without a place; may be empty */
} pl_problem_style;
void pl_render_problems_sized(size_t size, const pl_diags *diags, const pl_problem_style *style,
                              pl_text *out);
#define pl_render_problems(...) pl_render_problems_sized(sizeof(pl_problem_style), __VA_ARGS__)

/* All messages in a format for programs: "json", an array of objects; "sarif", 2.1.0; "github",
 * commands of GitHub's runners, one per line. Paths below `base` (may be empty) are written
 * relative to it. False, with an empty text: there is no such format, or memory ran out. */
bool pl_render_problems_as(const pl_diags *diags, pl_str format, pl_str base, pl_text *out);

PL_C_END

#endif
