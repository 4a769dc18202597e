/* problems.c - writes messages of the workspace as JSON for clients and as the text of
 * workspace_error, without passwords. */
#include "server/problems.h"

#include "base/diag.h"
#include "base/jsonw.h"
#include "base/str.h"
#include "run/source_text.h"
#include "server/lists.h"

void pl_problems_done(pl_problems *problems)
{
    pl_buf_done(&problems->items);
    pl_buf_done(&problems->error);
    *problems = (pl_problems){ 0 };
}

static void put_int(pl_jsonw *w, const char *key, uint32_t n)
{
    pl_jsonw_key(w, pl_str_cstr(key));
    pl_jsonw_int(w, n);
}

static pl_str below(pl_str path, pl_str root)
{
    if (!root.len || !pl_str_starts(path, root) || path.len <= root.len ||
        path.ptr[root.len] != '/')
        return path;
    return pl_str_sub(path, root.len + 1, path.len);
}

/* Lines of files and texts that quote them. */
static void put_hiding_passwords(pl_jsonw *w, pl_str text)
{
    pl_buf hidden = { 0 };
    pl_jsonw_str(w, pl_source_hide_passwords(text, &hidden) ? pl_buf_view(&hidden) : text);
    pl_buf_done(&hidden);
}

/* Write the message without its place. */
static void put_message(pl_jsonw *w, const pl_diag *d)
{
    pl_diag bare = *d;
    pl_buf text = { 0 };

    bare.path = (pl_str){ 0 };
    pl_diag_format(&bare, &text);
    pl_jsonw_key(w, PL_S("message"));
    put_hiding_passwords(w, pl_buf_view(&text));
    pl_buf_done(&text);
}

static void put_place(pl_jsonw *w, const pl_diag *d, pl_str root)
{
    pl_jsonw_key(w, PL_S("file"));
    pl_jsonw_str(w, below(d->path, root));
    if (!d->start.line)
        return;
    put_int(w, "line", d->start.line);
    put_int(w, "column", d->start.column);
    put_int(w, "end_line", d->end.line);
    put_int(w, "end_column", d->end.column);
    if (!d->excerpt.ptr)
        return;
    pl_jsonw_key(w, PL_S("excerpt"));
    pl_jsonw_open(w, '{');
    put_int(w, "first_line", d->start.line);
    pl_jsonw_key(w, PL_S("lines"));
    pl_jsonw_open(w, '[');
    put_hiding_passwords(w, d->excerpt);
    pl_jsonw_close(w, ']');
    pl_jsonw_close(w, '}');
}

static void put_item(pl_problems *problems, const pl_diag *d, pl_str root)
{
    pl_jsonw w;

    if (problems->items.len)
        pl_buf_byte(&problems->items, ',');
    pl_jsonw_init(&w, &problems->items, 0, false);
    pl_jsonw_open(&w, '{');
    pl_jsonw_key(&w, PL_S("severity"));
    pl_jsonw_str(&w, d->severity == PL_ERROR ? PL_S("error") : PL_S("warning"));
    put_message(&w, d);
    if (d->path.len)
        put_place(&w, d, root);
    pl_jsonw_close(&w, '}');
}

/* Write the text of pl_render_diags(), which this room cannot include: a heading, then each
 * message on lines of its own, equal messages once. */
static void put_error(pl_problems *problems, const pl_diags *diags)
{
    pl_str heading = pl_diags_heading(diags);
    bool first = true;

    for (size_t i = 0; i < pl_diags_count(diags); i++) {
        const pl_diag *d = pl_diags_get(diags, i);

        if (d->severity != PL_ERROR)
            continue;
        if (problems->error.len)
            pl_buf_byte(&problems->error, '\n');
        if (first && heading.len) {
            pl_buf_str(&problems->error, heading);
            pl_buf_cstr(&problems->error, ": ");
        }
        first = false;
        pl_diag_format(d, &problems->error);
    }
}

static void put_items(pl_problems *problems, const pl_diags *diags, pl_str root)
{
    for (size_t i = 0; i < pl_diags_count(diags); i++) {
        const pl_diag *d = pl_diags_get(diags, i);

        put_item(problems, d, root);
        if (d->severity == PL_ERROR)
            problems->errors++;
        else
            problems->warnings++;
    }
    problems->root = root;
}

void pl_problems_add(pl_problems *problems, const pl_diags *diags, pl_str root)
{
    put_items(problems, diags, root);
    put_error(problems, diags);
}

void pl_problems_explain(pl_problems *problems, pl_workspace *ws, const pl_diags *found)
{
    pl_diags *explained = pl_diags_new();

    if (pl_diags_errors(found))
        pl_workspace_explain(ws, found, explained);
    put_items(problems, pl_diags_errors(explained) ? explained : found, pl_workspace_path(ws));
    put_error(problems, found);
    pl_diags_free(explained);
}

void pl_problems_write(const pl_problems *problems, bool local, pl_buf *out)
{
    pl_jsonw w;

    pl_jsonw_init(&w, out, 0, false);
    pl_jsonw_open(&w, '{');
    pl_jsonw_key(&w, PL_S("generation"));
    pl_jsonw_int(&w, (int64_t)problems->generation);
    pl_jsonw_key(&w, PL_S("served"));
    pl_jsonw_str(&w, problems->incomplete ? PL_S("incomplete") : PL_S("clean"));
    pl_jsonw_key(&w, PL_S("pending"));
    pl_jsonw_bool(&w, problems->pending);
    if (local) {
        pl_jsonw_key(&w, PL_S("root"));
        pl_jsonw_str(&w, problems->root);
    }
    pl_jsonw_key(&w, PL_S("problems"));
    pl_jsonw_open(&w, '[');
    pl_buf_str(out, pl_buf_view(&problems->items));
    pl_jsonw_close(&w, ']');
    pl_jsonw_close(&w, '}');
}

pl_payload *pl_problems_message(pl_str error)
{
    pl_buf text = { 0 };
    pl_jsonw w;

    pl_message_begin(&w, PL_S("workspace_error"), &text);
    pl_jsonw_key(&w, PL_S("error"));
    pl_jsonw_str(&w, error);
    pl_jsonw_close(&w, '}');
    return pl_payload_take(&text);
}
