/* show.h - resources as `list` and `show` print them.
 *
 * Resources are evaluated one after the other and forgotten once written: memory does
 * not grow with the length of a list.
 * Threads: one at a time per workspace. */
#ifndef PIPELITE_SHOW_H
#define PIPELITE_SHOW_H
#include <pipelite/render.h>

PL_C_BEGIN

/* ORDER formats */
typedef enum pl_format {
    PL_FORMAT_PRETTY,
    PL_FORMAT_PLAIN,
    PL_FORMAT_JSON,
    PL_FORMAT_YAML,       /* as Powerpipe writes it: not every text can be read back */
    PL_FORMAT_YAML_EXACT, /* the same layout, and every parser reads the values that JSON has */
} pl_format;

/* Takes bytes of the output, in order; false to stop. */
typedef bool pl_write_fn(void *ctx, pl_str bytes);

/* Where resources are written, and how. */
typedef struct pl_show_output {
    pl_format format;
    pl_write_fn *write;
    void *ctx;     /* of write() */
    bool plain;    /* without colours, which pretty and yaml have */
    bool terminal; /* the output is one: data in pretty and plain is made harmless for it */
} pl_show_output;

/* What pl_render_list() lists, as a JSON or YAML array (all benchmarks, not only those
 * at the top), sorted by mod, then name. False with errors in `diags`, or when `write`
 * returned false. A list that fails may have been written in part if it is longer than a megabyte.
 */
bool pl_render_array_sized(size_t size, pl_workspace *ws, pl_list_what what, pl_kind kind,
                           const pl_show_output *out, pl_diags *diags);
#define pl_render_array(...) pl_render_array_sized(sizeof(pl_show_output), __VA_ARGS__)
/* Write one resource in any format; PL_NO_ENTRY: the benchmark that `all` stands for. `target` is
 * the name as the user wrote it, "query.q(3)", and may be empty: arguments in it replace those of
 * the resource. False as for pl_render_array(). */
bool pl_render_show_sized(size_t size, pl_workspace *ws, pl_entry_id id, pl_str target,
                          const pl_show_output *out, pl_diags *diags);
#define pl_render_show(...) pl_render_show_sized(sizeof(pl_show_output), __VA_ARGS__)

/* Write the lines of pl_render_dump() with all values evaluated; with `show` each has the text of
 * `show --output json`, too. A resource that fails is null in its line and an error in `diags`;
 * false only when `write` returned false. */
bool pl_render_dump_values(pl_workspace *ws, bool show, pl_write_fn *write, void *ctx,
                           pl_diags *diags);

PL_C_END

#endif
