/* fetch_form.c - one panel of a snapshot, or its rows as CSV, for /-/run/. */
#include "server/fetch.h"

#include "base/quote.h"
#include "base/str.h"
#include "server/jsontext.h"

/* The member of that name; NULL: `object` is NULL or has none. */
static const pl_json *member(const pl_json *object, pl_str key)
{
    for (const pl_json *m = pl_json_first(object); m; m = m->next)
        if (pl_str_eq(m->key, key))
            return m;
    return NULL;
}

static const pl_json *parse(pl_str snapshot, pl_arena *arena, pl_buf *why)
{
    const pl_json *root = pl_json_parse(arena, snapshot, NULL);

    if (!root)
        pl_buf_cstr(why, "the snapshot cannot be read");
    return root;
}

bool pl_fetch_parse(pl_str file, pl_str *name, pl_fetch_form *form)
{
    static const char *const endings[] = { ".json", ".csv", ".html" };

    for (int i = PL_FETCH_JSON; i <= PL_FETCH_HTML; i++) {
        pl_str ending = pl_str_cstr(endings[i]);

        if (file.len <= ending.len || !pl_str_ends(file, ending))
            continue;
        *name = pl_str_sub(file, 0, file.len - ending.len);
        *form = (pl_fetch_form)i;
        return true;
    }
    return false;
}

unsigned pl_fetch_panel(pl_str snapshot, pl_str panel, pl_buf *out, pl_buf *why)
{
    pl_arena arena = { 0 };
    const pl_json *root = parse(snapshot, &arena, why);
    const pl_json *found = member(pl_json_get(root, "panels"), panel);
    unsigned status = found ? 200 : 404;
    pl_jsonw w;

    pl_jsonw_init(&w, out, 0, true);
    if (root && !found)
        pl_buf_printf(why, "there is no panel '%.*s'", PL_FMT(panel));
    if (found && !pl_json_put(&w, found)) {
        pl_buf_cstr(why, "the panel is nested too deeply");
        status = 422;
    }
    pl_arena_done(&arena);
    return status;
}

/* ---- csv */

static void put_text(pl_buf *out, pl_str text)
{
    bool quoted = false;

    for (size_t i = 0; i < text.len; i++)
        quoted |= strchr(",\"\r\n", text.ptr[i]) && text.ptr[i];
    if (!quoted) {
        pl_buf_str(out, text);
        return;
    }
    pl_quote_doubled(out, text);
}

static void put_cell(pl_buf *out, const pl_json *cell)
{
    pl_buf json = { 0 };
    pl_jsonw w;

    if (!cell || pl_json_is(cell, PL_JSON_NULL))
        return;
    if (pl_json_is(cell, PL_JSON_STRING) || pl_json_is(cell, PL_JSON_NUMBER)) {
        put_text(out, pl_json_text(cell));
        return;
    }
    pl_jsonw_init(&w, &json, 0, false);
    pl_json_put(&w, cell);
    put_text(out, pl_buf_view(&json));
    pl_buf_done(&json);
}

static void put_rows(pl_buf *out, const pl_json *data)
{
    const pl_json *columns = pl_json_get(data, "columns");

    for (const pl_json *c = pl_json_first(columns); c; c = c->next) {
        put_text(out, pl_json_text(pl_json_get(c, "name")));
        pl_buf_cstr(out, c->next ? "," : "\r\n");
    }
    for (const pl_json *row = pl_json_first(pl_json_get(data, "rows")); row; row = row->next)
        for (const pl_json *c = pl_json_first(columns); c; c = c->next) {
            put_cell(out, member(row, pl_json_text(pl_json_get(c, "name"))));
            pl_buf_cstr(out, c->next ? "," : "\r\n");
        }
}

/* The only panel with data. NULL if there are several, with their names in `why`, or none. */
static const pl_json *only_panel(const pl_json *panels, pl_buf *why)
{
    const pl_json *found = NULL;
    unsigned n = 0;

    for (const pl_json *p = pl_json_first(panels); p; p = p->next) {
        if (!pl_json_is(pl_json_get(p, "data"), PL_JSON_OBJECT))
            continue;
        found = p;
        pl_buf_printf(why, "%s%.*s",
                      n++ ? ", " : "say which panel (panel=<name>): ", PL_FMT(p->key));
    }
    if (n == 1)
        why->len = 0;
    else if (n == 0)
        pl_buf_cstr(why, "no panel has data");
    return n == 1 ? found : NULL;
}

unsigned pl_fetch_csv(pl_str snapshot, pl_str panel, pl_buf *out, pl_buf *why)
{
    pl_arena arena = { 0 };
    const pl_json *root = parse(snapshot, &arena, why);
    const pl_json *panels = pl_json_get(root, "panels"), *found;
    unsigned status = 200;

    found = panel.len ? member(panels, panel) : only_panel(panels, why);
    if (panel.len && !found)
        pl_buf_printf(why, "there is no panel '%.*s'", PL_FMT(panel));
    if (!found)
        status = panel.len ? 404 : 400;
    else
        put_rows(out, pl_json_get(found, "data"));
    pl_arena_done(&arena);
    return status;
}
