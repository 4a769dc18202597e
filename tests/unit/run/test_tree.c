#include "run/tree.h"
#include "run/check.h"
#include "run/filter.h"
#include "unit/test.h"

/* ---- statuses */

TEST(statuses_are_five_words)
{
    pl_row_status status = PL_ROW_OK;
    static const char *const wrong[] = { "", "OK", "ok ", "okay", "<nil>", "errors", "al" };
    for (int i = 0; i < PL_ROW_STATUSES; i++) {
        CHECK(pl_row_status_find(pl_row_status_name((pl_row_status)i), &status), "its own name");
        CHECK_INT(status, i, "its own name");
    }
    for (size_t i = 0; i < PL_COUNT(wrong); i++)
        CHECK(!pl_row_status_find(pl_str_cstr(wrong[i]), &status), wrong[i]);
}

/* ---- --tag (check-and-outputs.md 3.1) */

typedef struct tag_set {
    const char *pairs[8]; /* key, value, ... */
} tag_set;

static pl_value make_tags(pl_arena *arena, const tag_set *set)
{
    pl_member members[4];
    uint32_t n = 0;
    for (size_t i = 0; set->pairs[i]; i += 2)
        members[n++] =
            (pl_member){ pl_str_cstr(set->pairs[i]), pl_value_str(pl_str_cstr(set->pairs[i + 1])) };
    return pl_value_members(arena, PL_V_MAP, pl_type_simple(PL_TYPE_STRING), members, n);
}

static const tag_set tag_sets[] = {
    { { NULL } },       { { "env", "qa" } }, { { "env", "prod" } }, { { "env", "prod", "x", "1" } },
    { { "a=b", "d" } },
};

static const struct {
    const char *args[3];
    const char *keeps; /* one letter for each set */
} tag_rules[] = {
    { { "env=qa" }, "nynnn" },
    { { "env!=qa" }, "ynyyy" },
    { { "env=qa", "env=prod" }, "nyyyn" },
    { { "env!=qa", "x=1" }, "nnnyn" },
    { { "env!=qa", "env!=prod" }, "ynnny" },
    { { "env" }, "yyyyy" },
    { { "env", "x=1" }, "nnnyn" },
    { { "Env=qa" }, "nnnnn" },
    { { "env=" }, "nnnnn" },
    { { "a=b!=c" }, "yyyyy" },
    { { "a=b!=d" }, "yyyyn" },
    { { "=x" }, "nnnnn" },
    { { "!=x" }, "yyyyy" },
};

TEST(tags_keep_and_leave_out)
{
    pl_arena arena = { 0 };
    pl_buf why = { 0 };
    for (size_t i = 0; i < PL_COUNT(tag_rules); i++) {
        pl_str args[3];
        size_t n = 0;
        pl_check_filter filter;
        for (; n < 3 && tag_rules[i].args[n]; n++)
            args[n] = pl_str_cstr(tag_rules[i].args[n]);
        CHECK(pl_check_filter_init(&filter, &arena, args, n, (pl_str){ 0 }, false, &why),
              "tags are fine");
        for (size_t s = 0; s < PL_COUNT(tag_sets); s++)
            CHECK_INT(
                pl_tag_rules_keep(filter.tags, filter.n_tags, make_tags(&arena, &tag_sets[s])),
                tag_rules[i].keeps[s] == 'y', tag_rules[i].args[0]);
    }
    pl_buf_done(&why);
    pl_arena_done(&arena);
}

/* ---- sums */

static pl_node *make_run(pl_check_tree *tree, const char *severity, uint32_t ok, uint32_t alarm,
                         const char *key)
{
    pl_node *run = pl_node_of_check(&tree->arena, PL_NODE_CONTROL);
    pl_dimension *keys = pl_arena_alloc(&tree->arena, sizeof *keys);
    *keys = (pl_dimension){ .key = pl_str_cstr(key) };
    run->shown.severity = pl_str_cstr(severity);
    run->tally->counts.of[PL_ROW_OK] = ok;
    run->tally->counts.of[PL_ROW_ALARM] = alarm;
    run->tally->rows.keys = keys;
    run->tally->rows.n_keys = 1;
    run->tally->started = 100;
    run->tally->nanos = 10 * ok;
    return run;
}

static void hold(pl_check_tree *tree, pl_node *group, pl_node *child)
{
    pl_node **more =
        pl_arena_alloc(&tree->arena, (group->n_children + 1) * sizeof(*group->children));
    if (group->n_children)
        memcpy(more, group->children, group->n_children * sizeof(*more));
    more[group->n_children++] = child;
    group->children = more;
    if (child->role == PL_NODE_BENCHMARK)
        child->parent = group;
}

TEST(a_shared_control_counts_in_each_place)
{
    pl_check_tree tree = { 0 };
    pl_node *root = tree.root = pl_node_of_check(&tree.arena, PL_NODE_BENCHMARK);
    pl_node *left = pl_node_of_check(&tree.arena, PL_NODE_BENCHMARK);
    pl_node *right = pl_node_of_check(&tree.arena, PL_NODE_BENCHMARK);
    pl_node *shared = make_run(&tree, "high", 2, 1, "zone");
    pl_node *other = make_run(&tree, "low", 5, 0, "area");
    hold(&tree, root, left);
    hold(&tree, root, right);
    hold(&tree, root, pl_node_of_check(&tree.arena, PL_NODE_LEFT_OUT));
    hold(&tree, left, shared);
    hold(&tree, right, shared);
    hold(&tree, right, other);
    pl_check_tree_sum(&tree);
    const pl_node_tally *sums = root->tally;
    CHECK_INT(sums->counts.of[PL_ROW_OK], 9, "twice 2 and 5");
    CHECK_INT(pl_counts_failed(&sums->counts), 2, "twice 1");
    CHECK_INT(sums->n_severities, 2, "two words");
    CHECK_INT(pl_counts_total(&sums->severities[0].counts), 6, "high, of both places");
    CHECK_INT(sums->n_keys, 2, "each key once");
    CHECK(pl_str_eq(sums->keys[0], PL_S("area")), "sorted");
    CHECK_INT(sums->nanos, 50, "to the end of the last");
    pl_tree_walk walk = { 0 };
    pl_node *node;
    unsigned groups = 0, runs = 0;
    while (pl_tree_walk_next(&walk, &tree, &node)) {
        groups += node->role == PL_NODE_BENCHMARK;
        runs += node->role == PL_NODE_CONTROL;
    }
    CHECK_INT(groups, 2, "groups met");
    CHECK_INT(runs, 3, "places met");
    CHECK_INT(pl_node_count(root, PL_NODE_BENCHMARK), 2, "groups of the root");
    CHECK_INT(pl_node_count(right, PL_NODE_CONTROL), 2, "controls on the right");
    pl_arena_done(&tree.arena);
}

/* ---- counts by severity */

TEST(counts_are_of_a_severity_and_above)
{
    static const struct {
        const char *severity;
        pl_row_status status;
    } controls[] = {
        { "", PL_ROW_ALARM },     { "low", PL_ROW_ALARM },      { "Medium", PL_ROW_ALARM },
        { "high", PL_ROW_ALARM }, { "critical", PL_ROW_ALARM }, { "urgent", PL_ROW_ALARM },
    };
    static const uint64_t alarms[] = { 6, 4, 3, 2, 1 }; /* from none to critical */
    pl_node runs[PL_COUNT(controls)] = { 0 }, *list[PL_COUNT(controls)];
    pl_node_tally tallies[PL_COUNT(controls)] = { 0 };
    for (size_t i = 0; i < PL_COUNT(controls); i++) {
        runs[i].shown.severity = pl_str_cstr(controls[i].severity);
        tallies[i].counts.of[controls[i].status] = 1;
        runs[i].tally = &tallies[i];
        list[i] = &runs[i];
    }
    pl_check_tree tree = { .runs = list, .n_runs = PL_COUNT(controls) };
    pl_check check = { .tree = &tree };
    for (int least = PL_SEVERITY_NONE; least <= PL_SEVERITY_CRITICAL; least++) {
        CHECK_INT(pl_check_count(&check, PL_ROW_ALARM, (pl_check_severity)least), alarms[least],
                  "alarms");
        CHECK_INT(pl_check_count(&check, PL_ROW_OK, (pl_check_severity)least), 0, "nothing else");
    }
}
