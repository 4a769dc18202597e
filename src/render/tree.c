/* tree.c - the tree of installed mods (cli.md 2.8). */
#include <pipelite/render.h>
#include "base/buf.h"
#include "base/oom.h"
#include "base/str.h"
#include "render/text_give.h"
#include "workspace/installed.h"

/* `lines` is written before every row at this depth. */
static void print_mods(const pl_installed *first, pl_buf *lines, pl_buf *out)
{
    for (const pl_installed *m = first; m; m = m->next) {
        size_t len = lines->len;
        pl_buf_str(out, pl_buf_view(lines));
        pl_buf_cstr(out, m->next ? "\u251c\u2500\u2500 " : "\u2514\u2500\u2500 ");
        pl_buf_str(out, m->label);
        pl_buf_byte(out, '\n');
        pl_buf_cstr(lines, m->next ? "\u2502   " : "    ");
        print_mods(m->children, lines, out);
        lines->len = len;
    }
}

/* The workspace's own mod is the first line. */
static void render_mod_tree(const pl_workspace *ws, pl_buf *out)
{
    pl_arena arena = { 0 };
    pl_buf lines = { 0 };
    const pl_installed *root = pl_workspace_installed_tree(ws, &arena);
    if (root) {
        pl_buf_byte(out, '\n');
        pl_buf_str(out, root->label);
        pl_buf_byte(out, '\n');
        print_mods(root->children, &lines, out);
        pl_buf_byte(out, '\n');
    } else {
        pl_buf_cstr(out, "No mods installed.\n");
    }
    pl_buf_done(&lines);
    pl_arena_done(&arena);
}

void pl_render_mod_tree(const pl_workspace *ws, pl_text *out)
{
    pl_oom_scope scope;
    pl_buf text = { 0 };
    pl_oom_begin(&scope);
    if (ws)
        render_mod_tree(ws, &text);
    pl_text_give(&scope, true, &text, out, NULL);
}
