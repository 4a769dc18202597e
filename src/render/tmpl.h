/* tmpl.h - what templates see of a check: classes of objects, functions
 * (check-and-outputs.md 20.3, 20.4).
 *
 *   tmpl_tree.c   the context, the tree, groups      tmpl_run.c   runs, rows, dimensions
 *   tmpl_time.c   times and durations                tmpl_funcs.c the functions
 *   tmpl_json.c   toJson                             tmpl_detect.c detections
 *
 * Private to the room. Threads: as gotmpl/gotmpl.h. */
#ifndef PL_RENDER_TMPL_H
#define PL_RENDER_TMPL_H
#include "base/jsonw.h"
#include "base/vec.h"
#include "gotmpl/gotmpl.h"
#include "render/writer.h"
#include <stddef.h>

typedef struct pl_tmpl_context {
    pl_results results;
    const pl_write_options *options;
} pl_tmpl_context;

/* One place of a control in the tree. */
typedef struct pl_tmpl_instance {
    const pl_node *run;
    const pl_node *group;
} pl_tmpl_instance;

/* A row with the control that it is of. */
typedef struct pl_tmpl_row {
    const pl_check_row *row;
    const pl_node *run;
} pl_tmpl_row;

typedef void pl_tmpl_get_fn(pl_tmpl_call *call, const void *object, const pl_tmpl_value *args,
                            pl_tmpl_value *out);

extern const pl_tmpl_class pl_tmpl_class_context, pl_tmpl_class_tree, pl_tmpl_class_group,
    pl_tmpl_class_group_summary, pl_tmpl_class_counts, pl_tmpl_class_run_counts, pl_tmpl_class_run,
    pl_tmpl_class_instance, pl_tmpl_class_control, pl_tmpl_class_row, pl_tmpl_class_dimension,
    pl_tmpl_class_time, pl_tmpl_class_duration, pl_tmpl_class_detections,
    pl_tmpl_class_detection_group, pl_tmpl_class_detection_summary, pl_tmpl_class_detection_run;

extern const pl_tmpl_function pl_tmpl_functions[];
extern const size_t pl_tmpl_functions_n;

/* ---- making values; objects of benchmarks, controls and detections are nodes */
pl_tmpl_value pl_tmpl_texts(pl_tmpl_call *call, const pl_str *texts, uint32_t n);
pl_tmpl_value pl_tmpl_time(pl_tmpl_call *call, pl_moment moment);
pl_tmpl_value pl_tmpl_duration(pl_tmpl_call *call, uint64_t nanos);
/* A member that is computed: the head of a pl_tmpl_get_fn, before its body. */
#define TMPL_METHOD(name)                                                                          \
    static void name(pl_tmpl_call *call, const void *object, const pl_tmpl_value *args,            \
                     pl_tmpl_value *out)
/* A member that is the value of one expression of `at`, the object, and `call`. */
#define TMPL_GETTER(name, type, expression)                                                        \
    TMPL_METHOD(name)                                                                              \
    {                                                                                              \
        const type *at = object;                                                                   \
        (void)call, (void)args, (void)at;                                                          \
        *out = expression;                                                                         \
    }
/* A member that is a text computed by one expression. */
#define TMPL_TEXT_GETTER(name, type, expression) TMPL_GETTER(name, type, pl_tmpl_text(expression))
/* A member that is a pl_str of the object: the rest of its row. Anything but a pl_str does not
 * compile. */
#define TMPL_TEXT(type, member)                                                                    \
    .text = offsetof(type, member) + 0 * sizeof(_Generic(((type *)0)->member, pl_str : 0))
/* The texts that all nodes have. */
#define TMPL_NODE_TEXTS                                                                            \
    { "Title", TMPL_TEXT(pl_node, shown.title) },                                                  \
        { "Description", TMPL_TEXT(pl_node, shown.description) },                                  \
        { "Documentation", TMPL_TEXT(pl_node, shown.documentation) },                              \
        { "Display", TMPL_TEXT(pl_node, shown.display) },                                          \
    {                                                                                              \
        "Tags", .get = pl_tmpl_get_tags                                                            \
    }
pl_tmpl_get_fn pl_tmpl_get_tags, pl_tmpl_get_status;
#define TMPL_CLASS_MEMBERS(list) .members = list, .n_members = PL_COUNT(list)

/* ---- tmpl_time.c */
/* Append `moment` by a layout of Go, "2006-01-02 15:04:05". */
void pl_tmpl_format_time(pl_buf *out, pl_moment moment, pl_str layout);

/* ---- tmpl_json.c */
void pl_tmpl_json(pl_jsonw *w, pl_tmpl_value v);

/* ---- tmpl_detect.c */
/* Write a value that is part of a detection as JSON; false when `v` is none. */
bool pl_tmpl_detections_json(pl_jsonw *w, pl_tmpl_value v);

#endif
