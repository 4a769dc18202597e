/* layout.c - which panel holds which: the layout of a snapshot. */
#include "base/str.h"
#include "run/panel.h"

/* ---- checks */

static void add_layout(pl_arena *arena, const pl_group *group, pl_jnode *node);

static void add_child(pl_arena *arena, const pl_tree_child *child, pl_jnode *list)
{
    pl_jnode *node = pl_jnode_add(arena, list, (pl_str){ 0 }, PL_JNODE_OBJECT);
    if (child->group) {
        add_layout(arena, child->group, node);
        return;
    }
    pl_jnode_borrow(arena, node, PL_S("name"), child->run->info.full_name);
    pl_jnode_borrow(arena, node, PL_S("panel_type"), PL_S("control"));
}

/* A benchmark without controls is left out; a shared control appears under each parent. */
static void add_layout(pl_arena *arena, const pl_group *group, pl_jnode *node)
{
    pl_jnode *list = NULL;
    pl_jnode_borrow(arena, node, PL_S("name"), group->info.full_name);
    for (uint32_t i = 0; i < group->n_children; i++) {
        const pl_tree_child *child = &group->children[i];
        if (!child->group && !child->run)
            continue;
        if (!list)
            list = pl_jnode_add(arena, node, PL_S("children"), PL_JNODE_ARRAY);
        add_child(arena, child, list);
    }
    pl_jnode_borrow(arena, node, PL_S("panel_type"), PL_S("benchmark"));
}

static pl_jnode *layout_of_check(pl_arena *arena, const pl_check_tree *tree)
{
    pl_jnode *node = pl_jnode_new(arena, PL_JNODE_OBJECT);
    if (tree->root->n_children && tree->root->children[0].group) {
        add_layout(arena, tree->root->children[0].group, node);
    } else if (tree->root->n_children && tree->root->children[0].run) {
        pl_jnode_borrow(arena, node, PL_S("name"), tree->root->children[0].run->info.full_name);
        pl_jnode_borrow(arena, node, PL_S("panel_type"), PL_S("control"));
    }
    return node;
}

/* ---- panels */

pl_jnode *pl_panel_layout(pl_arena *arena, const pl_panel *panel)
{
    pl_jnode *node = pl_jnode_new(arena, PL_JNODE_OBJECT), *list;
    if (panel->role == PL_PANEL_CHECK && panel->check)
        return layout_of_check(arena, panel->check);
    pl_jnode_borrow(arena, node, PL_S("name"), panel->name);
    if (panel->role != PL_PANEL_LEAF && panel->n_children) {
        list = pl_jnode_add(arena, node, PL_S("children"), PL_JNODE_ARRAY);
        for (uint32_t i = 0; i < panel->n_children; i++)
            pl_jnode_put(list, (pl_str){ 0 }, pl_panel_layout(arena, panel->children[i]));
    }
    pl_jnode_borrow(arena, node, PL_S("panel_type"), panel->type);
    return node;
}
