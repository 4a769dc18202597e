/* tmpl_json.c - values of a template as JSON. */
#include "render/tmpl.h"

static void write_summary(pl_jsonw *w, const pl_node *group)
{
    pl_jsonw_open(w, '{');
    pl_jsonw_key(w, PL_S("status"));
    pl_write_counts_json(w, &group->tally->counts);
    pl_jsonw_close(w, '}');
}

/* Write a group or a control with its members as declared. */
static void write_panel(pl_jsonw *w, const pl_node *group, const pl_node *run)
{
    static const pl_doc_writer declared = { .how = 0 };
    pl_arena arena = { 0 };
    pl_doc *doc = group ? pl_check_group_doc(&arena, group, PL_CHECK_TEMPLATE)
                        : pl_control_doc(&arena, run, PL_CHECK_TEMPLATE);
    pl_doc_write(doc, &declared, w);
    pl_arena_done(&arena);
}

/* Write an object in its JSON form, which has fewer members than templates can read. */
static void write_object(pl_jsonw *w, pl_tmpl_value v)
{
    const void *at = v.object;
    pl_buf text = { 0 };
    if (!at) {
        pl_jsonw_null(w);
    } else if (v.class == &pl_tmpl_class_group) {
        write_panel(w, at, NULL);
    } else if (v.class == &pl_tmpl_class_group_summary) {
        write_summary(w, at);
    } else if (v.class == &pl_tmpl_class_counts || v.class == &pl_tmpl_class_run_counts) {
        pl_write_counts_json(w, at);
    } else if (v.class == &pl_tmpl_class_row) {
        pl_write_row_json(w, ((const pl_tmpl_row *)at)->row);
    } else if (v.class == &pl_tmpl_class_duration) {
        pl_jsonw_int(w, (int64_t) * (const uint64_t *)at);
    } else if (v.class == &pl_tmpl_class_time) {
        pl_write_rfc3339(&text, *(const pl_moment *)at, true);
        pl_jsonw_str(w, pl_buf_view(&text));
    } else if (v.class == &pl_tmpl_class_instance) {
        write_panel(w, NULL, ((const pl_tmpl_instance *)at)->run);
    } else if (v.class->members == pl_tmpl_class_run.members) {
        write_panel(w, NULL, at);
    } else if (pl_tmpl_detections_json(w, v)) {
        /* written */
    } else { /* any other value is an empty object */
        pl_jsonw_open(w, '{');
        pl_jsonw_close(w, '}');
    }
    pl_buf_done(&text);
}

void pl_tmpl_json(pl_jsonw *w, pl_tmpl_value v)
{
    switch ((pl_tmpl_tag)v.tag) {
    case PL_TMPL_NIL:
    case PL_TMPL_MISSING: pl_jsonw_null(w); break;
    case PL_TMPL_BOOL: pl_jsonw_bool(w, v.b); break;
    case PL_TMPL_INT: pl_jsonw_int(w, v.i); break;
    case PL_TMPL_FLOAT: pl_jsonw_double(w, v.d); break;
    case PL_TMPL_TEXT: pl_jsonw_str(w, v.text); break;
    case PL_TMPL_LIST:
        pl_jsonw_open(w, '[');
        for (uint32_t i = 0; i < v.n; i++)
            pl_tmpl_json(w, v.list.at[i]);
        pl_jsonw_close(w, ']');
        break;
    case PL_TMPL_MAP:
        pl_jsonw_open(w, '{');
        for (uint32_t i = 0; i < v.n; i++) {
            pl_jsonw_key(w, v.pairs[i].key);
            pl_tmpl_json(w, v.pairs[i].value);
        }
        pl_jsonw_close(w, '}');
        break;
    case PL_TMPL_OBJECT: write_object(w, v); break;
    }
}
