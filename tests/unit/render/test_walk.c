/* The walk that all formats visit: its steps in each order (render/walk.h). */
#include "render/writer.h"
#include "spec/check_tree.h"

static void put(pl_visiting *w, const char *step, pl_str name)
{
    pl_buf_printf(w->out, "%s%s(%.*s)", w->out->len ? " " : "", step, PL_FMT(name));
}

static void put_enter(pl_visiting *w, const pl_visit *at)
{
    put(w, "enter", at->node->shown.short_name);
    pl_buf_printf(w->out, "@%u", at->depth);
}

static void put_between(pl_visiting *w, const pl_visit *at)
{
    put(w, "between", at->node->shown.short_name);
}

static void put_leave(pl_visiting *w, const pl_visit *at)
{
    put(w, "leave", at->node->shown.short_name);
}

static void put_control(pl_visiting *w, const pl_visit *at)
{
    put(w, pl_visit_is_first(at) ? "control" : "again", at->node->shown.short_name);
    pl_buf_printf(w->out, "@%u.%u", at->depth, at->at);
}

static void put_failed(pl_visiting *w, const pl_visit *at)
{
    put(w, "failed", at->node->error);
}

static void put_row(pl_visiting *w, const pl_visit *at, const pl_check_row *row)
{
    (void)at;
    put(w, "row", row->reason);
    pl_buf_printf(w->out, "#%u", w->row);
}

static void put_end(pl_visiting *w, const pl_visit *at)
{
    put(w, "end", at->node->shown.short_name);
}

/* A benchmark with a control, a child that is filtered out, a benchmark and a control. */
static const char sample[] =
    "{\"kind\":\"benchmark\",\"name\":\"top\",\"children\":["
    "{\"kind\":\"control\",\"name\":\"a\",\"rows\":[{\"status\":\"ok\",\"reason\":\"one\"},"
    "{\"status\":\"alarm\",\"reason\":\"two\"}]},"
    "{\"kind\":\"control\",\"name\":\"gone\",\"filtered\":true},"
    "{\"kind\":\"benchmark\",\"name\":\"in\",\"children\":[{\"kind\":\"control\",\"name\":\"b\","
    "\"error\":\"no table\"}]},"
    "{\"kind\":\"control\",\"name\":\"c\"}]}";

static pl_visitor visitor_in(pl_walk_order order)
{
    return (pl_visitor){ .order = order,
                         .enter = put_enter,
                         .between = put_between,
                         .leave = put_leave,
                         .control = put_control,
                         .failed = put_failed,
                         .row = put_row,
                         .end_control = put_end };
}

/* The steps over the sample; `again`: its first control is in the place of the second, too. */
static void check_steps(const pl_visitor *visitor, bool again, const char *want, const char *what)
{
    pl_arena arena = { 0 };
    pl_sink sink = { 0 };
    pl_check_tree *tree = vector_tree(pl_json_parse(&arena, pl_str_cstr(sample), NULL), false);
    if (again)
        tree->root->children[0]->children[2]->children[0] = tree->runs[0];
    CHECK(pl_results_write(visitor, &(pl_results){ .tree = tree }, NULL, &sink), what);
    pl_buf_byte(&sink.text, 0);
    CHECK_STR(sink.text.ptr, want, what);
    pl_sink_done(&sink);
    pl_check_tree_free(tree);
    pl_arena_done(&arena);
}

#define A "control(a)@2.0 row(two)#0 row(one)#1 end(a)"
#define B "control(b)@3.0 failed(no table) end(b)"
#define C "control(c)@2.3 end(c)"

TEST(children_come_in_the_order_that_the_visitor_wants)
{
    static const struct {
        pl_walk_order order;
        const char *what, *want;
    } rows[] = {
        { PL_WALK_DECLARED, "as declared",
          "enter()@0 enter(top)@1 " A " enter(in)@2 " B " leave(in) " C " leave(top) leave()" },
        { PL_WALK_GROUPS_FIRST, "groups first",
          "enter()@0 enter(top)@1 enter(in)@2 between(in) " B " leave(in) between(top) " A " " C
          " leave(top) between() leave()" },
        { PL_WALK_CONTROLS_FIRST, "controls first",
          "enter()@0 between() enter(top)@1 " A " " C " between(top) enter(in)@2 " B
          " between(in) leave(in) leave(top) leave()" },
        { PL_WALK_DISTINCT, "each control once",
          "enter()@0 control(a)@1.0 row(two)#0 row(one)#1 end(a) control(b)@1.0 failed(no table) "
          "end(b) control(c)@1.0 end(c) leave()" },
        { PL_WALK_NOWHERE, "the root alone", "enter()@0 leave()" },
    };
    for (size_t i = 0; i < PL_COUNT(rows); i++) {
        pl_visitor visitor = visitor_in(rows[i].order);
        check_steps(&visitor, false, rows[i].want, rows[i].what);
    }
}

TEST(a_control_in_two_places_is_first_in_one)
{
    pl_visitor visitor = visitor_in(PL_WALK_DECLARED);
    visitor.row = NULL;
    visitor.enter = visitor.leave = visitor.end_control = NULL;
    check_steps(&visitor, true, "control(a)@2.0 again(a)@3.0 control(c)@2.3",
                "in the inner benchmark, too");
}

/* Where the inner benchmark is entered, walk it once more. */
static void walk_inner(pl_visiting *w, const pl_visit *at)
{
    static const pl_visitor inner = { .enter = put_enter, .control = put_control };
    int *n = w->state;
    put_enter(w, at);
    ++*n;
    if (at->depth == 2)
        pl_walk_again(w, &inner, at);
    CHECK_INT(*n, (int)at->depth + 1, "the state is zeroed, and shared by the steps");
}

TEST(a_visitor_walks_again_from_a_group)
{
    static const pl_visitor visitor = { .state = sizeof(int),
                                        .enter = walk_inner,
                                        .leave = put_leave };
    check_steps(&visitor, false,
                "enter()@0 enter(top)@1 enter(in)@2 enter(in)@2 control(b)@3.0 leave(in) "
                "leave(top) leave()",
                "with another visitor");
}
