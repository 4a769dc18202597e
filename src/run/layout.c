/* layout.c - which panel holds which: the layout of a snapshot. */
#include "base/str.h"
#include "run/node.h"

/* ---- checks */

static void add_layout(pl_arena *arena, const pl_group *group, pl_doc *node);

static void add_child(pl_arena *arena, const pl_tree_child *child, pl_doc *list)
{
    pl_doc *node = pl_doc_add(arena, list, (pl_str){ 0 }, PL_DOC_OBJECT);
    if (child->group) {
        add_layout(arena, child->group, node);
        return;
    }
    pl_doc_string(arena, node, PL_S("name"), child->run->info.full_name);
    pl_doc_string(arena, node, PL_S("panel_type"), PL_S("control"));
}

/* A benchmark without controls is left out; a shared control appears under each parent. */
static void add_layout(pl_arena *arena, const pl_group *group, pl_doc *node)
{
    pl_doc *list = NULL;
    pl_doc_string(arena, node, PL_S("name"), group->info.full_name);
    for (uint32_t i = 0; i < group->n_children; i++) {
        const pl_tree_child *child = &group->children[i];
        if (!child->group && !child->run)
            continue;
        if (!list)
            list = pl_doc_add(arena, node, PL_S("children"), PL_DOC_ARRAY);
        add_child(arena, child, list);
    }
    pl_doc_string(arena, node, PL_S("panel_type"), PL_S("benchmark"));
}

pl_doc *pl_check_layout(pl_arena *arena, const pl_check_tree *tree)
{
    pl_doc *node = pl_doc_new(arena, PL_DOC_OBJECT);
    if (tree->root->n_children && tree->root->children[0].group) {
        add_layout(arena, tree->root->children[0].group, node);
    } else if (tree->root->n_children && tree->root->children[0].run) {
        pl_doc_string(arena, node, PL_S("name"), tree->root->children[0].run->info.full_name);
        pl_doc_string(arena, node, PL_S("panel_type"), PL_S("control"));
    }
    return node;
}

/* ---- panels */

pl_doc *pl_node_layout(pl_arena *arena, const pl_node *panel)
{
    pl_doc *node = pl_doc_new(arena, PL_DOC_OBJECT), *list;
    if (panel->role == PL_NODE_CHECK && panel->check)
        return pl_check_layout(arena, panel->check);
    pl_doc_string(arena, node, PL_S("name"), panel->name);
    if (panel->role != PL_NODE_LEAF && panel->n_children) {
        list = pl_doc_add(arena, node, PL_S("children"), PL_DOC_ARRAY);
        for (uint32_t i = 0; i < panel->n_children; i++)
            pl_doc_put(list, (pl_str){ 0 }, pl_node_layout(arena, panel->children[i]));
    }
    pl_doc_string(arena, node, PL_S("panel_type"), panel->type);
    return node;
}
