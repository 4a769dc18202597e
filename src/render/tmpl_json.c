/* tmpl_json.c - values of a template as JSON. */
#include "render/tmpl.h"

static void optional(pl_jsonw *w, const char *name, pl_str value)
{
    if (!value.len)
        return;
    pl_jsonw_key(w, pl_str_cstr(name));
    pl_jsonw_str(w, value);
}

static void write_summary(pl_jsonw *w, const pl_group *group)
{
    pl_jsonw_open(w, '{');
    pl_jsonw_key(w, PL_S("status"));
    pl_write_counts_json(w, &group->counts);
    pl_jsonw_close(w, '}');
}

static void write_group(pl_jsonw *w, const pl_group *group)
{
    const pl_node_info *info = &group->info;
    pl_jsonw_open(w, '{');
    optional(w, "name", info->full_name);
    optional(w, "title", info->title);
    optional(w, "description", info->description);
    if (info->n_tags)
        pl_write_tags_json(w, info);
    optional(w, "documentation", info->documentation);
    optional(w, "display", info->display);
    optional(w, "type", info->type);
    pl_jsonw_key(w, PL_S("summary"));
    write_summary(w, group);
    pl_jsonw_member(w, "panel_type", PL_S("benchmark"));
    pl_jsonw_close(w, '}');
}

static void write_run(pl_jsonw *w, const pl_control_run *run)
{
    const pl_node_info *info = &run->info;
    pl_jsonw_open(w, '{');
    optional(w, "name", info->full_name);
    optional(w, "title", info->title);
    optional(w, "description", info->description);
    optional(w, "documentation", info->documentation);
    if (info->n_tags)
        pl_write_tags_json(w, info);
    optional(w, "display", info->display);
    optional(w, "display_type", info->type);
    pl_jsonw_member(w, "panel_type", PL_S("control"));
    pl_jsonw_key(w, PL_S("properties"));
    pl_jsonw_open(w, '{');
    pl_jsonw_member(w, "name", info->short_name);
    optional(w, "severity", info->severity);
    pl_jsonw_close(w, '}');
    pl_jsonw_key(w, PL_S("summary"));
    pl_write_counts_json(w, &run->counts);
    pl_jsonw_member(w, "status", pl_run_state_name((pl_run_state)run->state));
    pl_jsonw_key(w, PL_S("data"));
    pl_write_control_data(w, run, (pl_data_form){ .sorted = false }, NULL);
    optional(w, "error", run->error);
    pl_jsonw_close(w, '}');
}

static void write_object(pl_jsonw *w, pl_tmpl_value v)
{
    const void *at = v.object;
    pl_buf text = { 0 };
    if (!at) {
        pl_jsonw_null(w);
    } else if (v.class == &pl_tmpl_class_group) {
        write_group(w, at);
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
        write_run(w, ((const pl_tmpl_instance *)at)->run);
    } else if (v.class->members == pl_tmpl_class_run.members) {
        write_run(w, at);
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
