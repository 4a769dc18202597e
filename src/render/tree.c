/* tree.c - the tree of installed mods (cli.md 2.8). */
#include <pipelite/render.h>
#include "base/buf.h"
#include "base/oom.h"
#include "base/str.h"
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

static void render_mod_tree(const pl_workspace *ws, pl_text *out)
{
    pl_arena arena = { 0 };
    pl_buf text = { 0 }, lines = { 0 };
    const pl_installed *root = pl_workspace_installed(ws, &arena);
    if (root) {
        pl_buf_byte(&text, '\n');
        pl_buf_str(&text, root->label);
        pl_buf_byte(&text, '\n');
        print_mods(root->children, &lines, &text);
        pl_buf_byte(&text, '\n');
    } else {
        pl_buf_cstr(&text, "No mods installed.\n");
    }
    pl_buf_done(&lines);
    pl_arena_done(&arena);
    out->ptr = pl_buf_take(&text, &out->len);
}

void pl_render_mod_tree(const pl_workspace *ws, pl_text *out)
{
    if (!ws) {
        *out = (pl_text){ 0 };
        return;
    }
    pl_oom_scope scope;
    pl_oom_begin(&scope);
    render_mod_tree(ws, out);
    if (pl_oom_end_reported(&scope, NULL))
        pl_text_free(out);
}
