/* tmpl_tree.c - a check tree, and the groups of detections, as the values that templates read. */
#include "render/tmpl.h"
#include "base/assert.h"

/* ---- values */

/* The tags of a node of a check, or those that the resource of a detection has. */
void pl_tmpl_get_tags(pl_tmpl_call *call, const void *object, const pl_tmpl_value *args,
                      pl_tmpl_value *out)
{
    const pl_node *node = object;
    const pl_node_tally *tally = node->tally;
    pl_value tags = node->shown.tags;
    uint32_t n = 0, all = tally ? tally->n_tags : pl_value_is_members(tags) ? tags.len : 0;
    pl_tmpl_pair *pairs = pl_arena_alloc(call->arena, ((size_t)all + 1) * sizeof(*pairs));
    (void)args;
    for (uint32_t i = 0; i < all; i++)
        if (tally)
            pairs[n++] = (pl_tmpl_pair){ tally->tags[i].key, pl_tmpl_text(tally->tags[i].value) };
        else if (tags.members->at[i].value.tag == PL_V_STRING)
            pairs[n++] =
                (pl_tmpl_pair){ tags.members->at[i].key,
                                pl_tmpl_text(pl_value_get_str(tags.members->at[i].value)) };
    *out = pl_tmpl_map(pairs, n, "map[string]string");
}

pl_tmpl_value pl_tmpl_texts(pl_tmpl_call *call, const pl_str *texts, uint32_t n)
{
    pl_assert(!n || texts);
    pl_tmpl_value *at = pl_arena_alloc(call->arena, (n + 1) * sizeof(*at));
    for (uint32_t i = 0; i < n; i++)
        at[i] = pl_tmpl_text(texts[i]);
    return pl_tmpl_list(at, n, "[]string");
}

/* ---- counts */

TMPL_GETTER(counts_alarm, pl_counts, pl_tmpl_int(at->of[PL_ROW_ALARM]))
TMPL_GETTER(counts_ok, pl_counts, pl_tmpl_int(at->of[PL_ROW_OK]))
TMPL_GETTER(counts_info, pl_counts, pl_tmpl_int(at->of[PL_ROW_INFO]))
TMPL_GETTER(counts_skip, pl_counts, pl_tmpl_int(at->of[PL_ROW_SKIP]))
TMPL_GETTER(counts_error, pl_counts, pl_tmpl_int(at->of[PL_ROW_ERROR]))
TMPL_GETTER(counts_total, pl_counts, pl_tmpl_int(pl_counts_total(at)))
TMPL_GETTER(counts_passed, pl_counts, pl_tmpl_int(pl_counts_passed(at)))
TMPL_GETTER(counts_failed, pl_counts, pl_tmpl_int(pl_counts_failed(at)))

static const pl_tmpl_member counts_members[] = {
    { "Alarm", .get = counts_alarm },
    { "Ok", .get = counts_ok },
    { "Info", .get = counts_info },
    { "Skip", .get = counts_skip },
    { "Error", .get = counts_error },
    { "TotalCount", "", .get = counts_total },
    { "PassedCount", "", .get = counts_passed },
    { "FailedCount", "", .get = counts_failed },
};
static const pl_counts no_counts;
const pl_tmpl_class pl_tmpl_class_counts = { .type = "controlstatus.StatusSummary",
                                             TMPL_CLASS_MEMBERS(counts_members),
                                             .n_fields = PL_ROW_STATUSES,
                                             .zero = &no_counts };
const pl_tmpl_class pl_tmpl_class_run_counts = { .type = "*controlstatus.StatusSummary",
                                                 TMPL_CLASS_MEMBERS(counts_members),
                                                 .n_fields = PL_ROW_STATUSES };

TMPL_GETTER(summary_status, pl_node, pl_tmpl_object(&pl_tmpl_class_counts, &at->tally->counts))

static pl_tmpl_value severities(pl_arena *arena, const pl_node *group)
{
    pl_tmpl_pair *pairs = pl_arena_alloc(arena, (group->tally->n_severities + 1) * sizeof(*pairs));
    for (uint32_t i = 0; i < group->tally->n_severities; i++)
        pairs[i] = (pl_tmpl_pair){ group->tally->severities[i].severity,
                                   pl_tmpl_object(&pl_tmpl_class_counts,
                                                  &group->tally->severities[i].counts) };
    return pl_tmpl_map(pairs, group->tally->n_severities, "map[string]controlstatus.StatusSummary");
}

TMPL_GETTER(summary_severity, void, severities(call->arena, at))

static const pl_tmpl_member summary_members[] = {
    { "Status", .get = summary_status },
    { "Severity", .get = summary_severity },
};
const pl_tmpl_class pl_tmpl_class_group_summary = { .type = "*controlexecute.GroupSummary",
                                                    TMPL_CLASS_MEMBERS(summary_members),
                                                    .n_fields = 2 };

/* ---- groups */

TMPL_TEXT_GETTER(group_node_type, pl_node, PL_S("benchmark"))
void pl_tmpl_get_status(pl_tmpl_call *call, const void *object, const pl_tmpl_value *args,
                        pl_tmpl_value *out)
{
    (void)call, (void)args;
    *out = pl_tmpl_text(pl_node_status_name((pl_node_status)((const pl_node *)object)->status));
}

/* A group of detections at one of its places. */
typedef struct place {
    pl_node node; /* a copy, first: members are read from it */
    const pl_node *outer;
} place;

static pl_tmpl_value place_value(pl_tmpl_call *call, const pl_node *group, const pl_node *outer)
{
    place *at = PL_NEW(call->arena, place);
    *at = (place){ *group, outer };
    return pl_tmpl_object(&pl_tmpl_class_detection_group, at);
}

static pl_tmpl_value child_value(pl_tmpl_call *call, const pl_node *group, const pl_node *child)
{
    if (child->role == PL_NODE_BENCHMARK)
        return pl_tmpl_object(&pl_tmpl_class_group, child);
    if (child->role == PL_NODE_CONTROL)
        return pl_tmpl_object(&pl_tmpl_class_run, child);
    return pl_node_is_detection(child) ? pl_tmpl_object(&pl_tmpl_class_detection_run, child)
                                       : place_value(call, child, group);
}

enum { GROUPS = 1, RUNS = 2, ALL = GROUPS | RUNS };

/* The children of a group in declared order: groups, controls and detections, or all. */
static pl_tmpl_value children(pl_tmpl_call *call, const pl_node *group, int which)
{
    static const char *const checks[] = { [GROUPS] = "[]*controlexecute.ResultGroup",
                                          [RUNS] = "[]*controlexecute.ControlRun",
                                          [ALL] = "[]controlexecute.ExecutionTreeNode" };
    static const char *const detections[] = {
        [GROUPS] = "[]*dashboardexecute.DetectionBenchmarkDisplay",
        [RUNS] = "[]*dashboardexecute.DetectionRun",
        [ALL] = "[]dashboardexecute.ExecutionTreeNode",
    };
    pl_tmpl_value *at = pl_arena_alloc(call->arena, (group->n_children + 1) * sizeof(*at));
    uint32_t n = 0;
    for (uint32_t i = 0; i < group->n_children; i++) {
        const pl_node *child = group->children[i];
        bool run = child->role == PL_NODE_CONTROL || pl_node_is_detection(child);
        if (child->role != PL_NODE_LEFT_OUT && which & (run ? RUNS : GROUPS))
            at[n++] = child_value(call, group, child);
    }
    return pl_tmpl_list(at, n, (group->tally ? checks : detections)[which]);
}

TMPL_GETTER(group_groups, void, children(call, at, GROUPS))
TMPL_GETTER(group_runs, void, children(call, at, RUNS))
TMPL_GETTER(group_children, void, children(call, at, ALL))
TMPL_GETTER(group_parent, pl_node, pl_tmpl_object(&pl_tmpl_class_group, at->parent))
TMPL_GETTER(group_summary, void, pl_tmpl_object(&pl_tmpl_class_group_summary, at))
TMPL_GETTER(group_severity, void, pl_tmpl_map(NULL, 0, "map[string]controlstatus.StatusSummary"))
TMPL_GETTER(group_keys, pl_node, pl_tmpl_texts(call, at->tally->keys, at->tally->n_keys))
TMPL_GETTER(group_duration, pl_node, pl_tmpl_duration(call, at->tally->nanos))

/* The keys of all tags below `group`; with `groups`, also those of groups, itself included. */
static pl_tmpl_value tag_keys(pl_tmpl_call *call, const pl_node *group, bool groups)
{
    PL_VEC(pl_tmpl_pair) pairs = { 0 };
    PL_VEC(const pl_node *) open = { 0 };
    pl_vec_push(&open, group);
    while (open.n) {
        const pl_node *at = open.at[--open.n];
        for (uint32_t i = 0; groups && i < at->tally->n_tags; i++)
            pl_vec_push(&pairs, ((pl_tmpl_pair){ .key = at->tally->tags[i].key }));
        for (uint32_t i = 0; i < at->n_children; i++) {
            const pl_node *child = at->children[i];
            for (uint32_t k = 0; child->role == PL_NODE_CONTROL && k < child->tally->n_tags; k++)
                pl_vec_push(&pairs, ((pl_tmpl_pair){ .key = child->tally->tags[k].key }));
            if (child->role == PL_NODE_BENCHMARK)
                pl_vec_push(&open, child);
        }
    }
    pl_tmpl_value sorted = pl_tmpl_map(pairs.at, (uint32_t)pairs.n, "");
    pl_str *keys = pl_arena_alloc(call->arena, (sorted.n + 1) * sizeof(*keys));
    for (uint32_t i = 0; i < sorted.n; i++)
        keys[i] = pairs.at[i].key;
    pl_vec_done(&pairs);
    pl_vec_done(&open);
    return pl_tmpl_texts(call, keys, sorted.n);
}

TMPL_GETTER(group_tag_keys, void, tag_keys(call, at, true))

/* The first group of that name among the children or, with `deep`, below them. */
static const pl_node *find_group(const pl_node *group, pl_str name, bool deep)
{
    for (uint32_t i = 0; i < group->n_children; i++) {
        const pl_node *child = group->children[i];
        if (child->role != PL_NODE_BENCHMARK)
            continue;
        if (pl_str_eq(child->name, name))
            return child;
        const pl_node *below = deep ? find_group(child, name, true) : NULL;
        if (below)
            return below;
    }
    return NULL;
}

TMPL_GETTER(group_by_name, void,
            pl_tmpl_object(&pl_tmpl_class_group, find_group(at, args[0].text, false)))
TMPL_GETTER(group_by_name_deep, void,
            pl_tmpl_object(&pl_tmpl_class_group, find_group(at, args[0].text, true)))

static const pl_node *find_run(const pl_node *group, pl_str name)
{
    for (uint32_t i = 0; i < group->n_children; i++) {
        const pl_node *child = group->children[i];
        if (child->role == PL_NODE_CONTROL && pl_str_eq(child->name, name))
            return child;
    }
    return NULL;
}

TMPL_GETTER(group_run_by_name, pl_node,
            pl_tmpl_object(&pl_tmpl_class_run, find_run(at, args[0].text)))

static int64_t count_runs(const pl_node *group)
{
    int64_t n = pl_node_count(group, PL_NODE_CONTROL);
    for (uint32_t i = 0; i < group->n_children; i++)
        if (group->children[i]->role == PL_NODE_BENCHMARK)
            n += count_runs(group->children[i]);
    return n;
}

TMPL_GETTER(group_run_count, void, pl_tmpl_int(count_runs(at)))

static const pl_tmpl_member group_members[] = {
    { "GroupId", TMPL_TEXT(pl_node, name) },
    TMPL_NODE_TEXTS,
    { "Type", TMPL_TEXT(pl_node, shown.display_type) },
    { "NodeType", .get = group_node_type },
    { "Groups", .get = group_groups },
    { "ControlRuns", .get = group_runs },
    { "Children", .get = group_children },
    { "Parent", .get = group_parent },
    { "Summary", .get = group_summary },
    { "Severity", .get = group_severity },
    { "DimensionKeys", .get = group_keys },
    { "Duration", .get = group_duration },
    { "AllTagKeys", "", .get = group_tag_keys },
    { "GetGroupByName", "s", .get = group_by_name },
    { "GetChildGroupByName", "s", .get = group_by_name_deep },
    { "GetControlRunByName", "s", .get = group_run_by_name },
    { "ControlRunCount", "", .get = group_run_count },
    { "GetName", "", TMPL_TEXT(pl_node, name) },
};
const pl_tmpl_class pl_tmpl_class_group = { .type = "*controlexecute.ResultGroup",
                                            TMPL_CLASS_MEMBERS(group_members) };

/* ---- groups of detections */

TMPL_GETTER(found_parent, place, pl_tmpl_object(&pl_tmpl_class_detection_group, at->outer))
TMPL_GETTER(found_summary, void, pl_tmpl_object(&pl_tmpl_class_detection_summary, at))
TMPL_GETTER(found_count, pl_node, pl_tmpl_int((int64_t)pl_detection_count(at)))

static uint64_t nanos_of(const pl_execution *e)
{
    int64_t nanos =
        (e->ended.seconds - e->started.seconds) * 1000000000 + e->ended.nanos - e->started.nanos;
    return nanos > 0 ? (uint64_t)nanos : 0;
}

TMPL_GETTER(
    found_duration, void,
    pl_tmpl_duration(call,
                     nanos_of(((const pl_tmpl_context *)call->ctx)->results.detections->execution)))

static const pl_tmpl_member found_members[] = {
    { "GroupId", TMPL_TEXT(pl_node, name) },
    TMPL_NODE_TEXTS,
    { "Type", TMPL_TEXT(pl_node, shown.display_type) },
    { "Summary", .get = found_summary },
    { "Groups", .get = group_groups },
    { "DetectionRuns", .get = group_runs },
    { "Children", .get = group_children },
    { "Parent", .get = found_parent },
    { "Duration", .get = found_duration },
};
const pl_tmpl_class pl_tmpl_class_detection_group = {
    .type = "*dashboardexecute.DetectionBenchmarkDisplay", TMPL_CLASS_MEMBERS(found_members)
};

static const pl_tmpl_member found_summary_members[] = { { "Count", .get = found_count } };
const pl_tmpl_class pl_tmpl_class_detection_summary = {
    .type = "*dashboardexecute.DetectionBenchmarkDisplaySummary",
    TMPL_CLASS_MEMBERS(found_summary_members),
    .n_fields = 1
};

TMPL_GETTER(found_root, pl_detections, place_value(call, at->around, NULL))

static const pl_tmpl_member found_tree_members[] = { { "Root", .get = found_root } };
const pl_tmpl_class pl_tmpl_class_detections = {
    .type = "*dashboardexecute.DetectionBenchmarkDisplayTree",
    TMPL_CLASS_MEMBERS(found_tree_members)
};

/* ---- the tree */

TMPL_GETTER(tree_root, pl_check_tree, pl_tmpl_object(&pl_tmpl_class_group, at->root))

TMPL_METHOD(tree_runs)
{
    const pl_check_tree *tree = object;
    pl_tmpl_pair *pairs = pl_arena_alloc(call->arena, (tree->n_runs + 1) * sizeof(*pairs));
    (void)args;
    for (uint32_t i = 0; i < tree->n_runs; i++)
        pairs[i] = (pl_tmpl_pair){ tree->runs[i]->name,
                                   pl_tmpl_object(&pl_tmpl_class_run, tree->runs[i]) };
    *out = pl_tmpl_map(pairs, tree->n_runs, "map[string]*controlexecute.ControlRun");
}

TMPL_METHOD(tree_instances)
{
    PL_VEC(pl_tmpl_value) list = { 0 };
    pl_tree_walk walk = { 0 };
    pl_node *child;
    (void)args;
    while (pl_tree_walk_next(&walk, object, &child))
        if (child->role == PL_NODE_CONTROL) {
            pl_tmpl_instance *at = PL_NEW(call->arena, pl_tmpl_instance);
            *at = (pl_tmpl_instance){ child, walk.holder };
            pl_vec_push(&list, pl_tmpl_object(&pl_tmpl_class_instance, at));
        }
    pl_tmpl_value *at = pl_arena_alloc(call->arena, (list.n + 1) * sizeof(*at));
    if (list.n)
        memcpy(at, list.at, list.n * sizeof(*at));
    *out = pl_tmpl_list(at, (uint32_t)list.n, "[]*controlexecute.ControlRunInstance");
    pl_vec_done(&list);
}

TMPL_GETTER(tree_start, pl_check_tree, pl_tmpl_time(call, at->start))
TMPL_GETTER(tree_end, pl_check_tree, pl_tmpl_time(call, at->end))

TMPL_GETTER(tree_search_path, pl_check_tree,
            pl_tmpl_texts(call, at->search_path, at->n_search_path))
TMPL_GETTER(tree_tags, pl_check_tree, tag_keys(call, at->root, false))

TMPL_METHOD(tree_includes)
{
    const pl_check_tree *tree = object;
    bool found = false;
    (void)call;
    for (uint32_t i = 0; i < tree->n_runs && !found; i++)
        found = pl_str_eq(tree->runs[i]->name, args[0].text);
    *out = pl_tmpl_bool(found);
}

static const pl_tmpl_member tree_members[] = {
    { "Root", .get = tree_root },
    { "ControlRuns", .get = tree_runs },
    { "ControlRunInstances", .get = tree_instances },
    { "StartTime", .get = tree_start },
    { "EndTime", .get = tree_end },
    { "SearchPath", .get = tree_search_path },
    { "GetAllTags", "", .get = tree_tags },
    { "ShouldIncludeControl", "s", .get = tree_includes },
};
const pl_tmpl_class pl_tmpl_class_tree = { .type = "*controlexecute.ExecutionTree",
                                           .unknown = "interface {}",
                                           TMPL_CLASS_MEMBERS(tree_members) };

/* ---- the context */

TMPL_TEXT_GETTER(constants_version, pl_tmpl_context, at->options->version)
TMPL_TEXT_GETTER(constants_dir, pl_tmpl_context, at->options->working_dir)
TMPL_TEXT_GETTER(config_separator, pl_tmpl_context, at->options->separator)
TMPL_GETTER(config_header, pl_tmpl_context, pl_tmpl_bool(at->options->header))

static const pl_tmpl_member constants_members[] = {
    { "PowerpipeVersion", .get = constants_version },
    { "WorkingDir", .get = constants_dir },
};
static const pl_tmpl_class constants = { .type = "controldisplay.TemplateRenderConstants",
                                         TMPL_CLASS_MEMBERS(constants_members),
                                         .n_fields = 2 };
static const pl_tmpl_member config_members[] = {
    { "RenderHeader", .get = config_header },
    { "Separator", .get = config_separator },
};
static const pl_tmpl_class config = { .type = "controldisplay.TemplateRenderConfig",
                                      TMPL_CLASS_MEMBERS(config_members),
                                      .n_fields = 2 };

TMPL_GETTER(context_constants, void, pl_tmpl_object(&constants, at))
TMPL_GETTER(context_config, void, pl_tmpl_object(&config, at))

TMPL_GETTER(context_data, pl_tmpl_context,
            at->results.tree ? pl_tmpl_object(&pl_tmpl_class_tree, at->results.tree)
                             : pl_tmpl_object(&pl_tmpl_class_detections, at->results.detections))

static const pl_tmpl_member context_members[] = {
    { "Constants", .get = context_constants },
    { "Config", .get = context_config },
    { "Data", .get = context_data },
};
const pl_tmpl_class pl_tmpl_class_context = { .type = "controldisplay.TemplateRenderContext",
                                              TMPL_CLASS_MEMBERS(context_members),
                                              .n_fields = 3 };
