/* shelf.c - reads and sends the views and the look of the house. */
#include "server/shelf.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "base/diag.h"
#include "base/jsonw.h"
#include "base/path.h"
#include "base/str.h"
#include "server/login.h"
#include "value/json.h"

enum { FILE_MOST = 1 << 20, SECONDS_LEAST = 5, SECONDS_MOST = 86400 };

/* ---- views */

/* The member as text; false with `why` when it is something else. One that is absent is empty. */
static bool text_of(const pl_json *object, const char *name, pl_str *out, pl_buf *why)
{
    const pl_json *m = pl_json_get(object, name);
    *out = (pl_str){ 0 };
    if (!m)
        return true;
    if (!pl_json_is(m, PL_JSON_STRING)) {
        pl_buf_printf(why, "'%s' has to be a text", name);
        return false;
    }
    *out = pl_json_text(m);
    return true;
}

static bool seconds_of(const pl_json *view, int64_t *out, pl_buf *why)
{
    const pl_json *m = pl_json_get(view, "seconds");
    pl_str text = m && pl_json_is(m, PL_JSON_NUMBER) ? pl_json_text(m) : PL_S("");
    int64_t n = m ? 0 : 30;
    for (size_t i = 0; i < text.len && n <= SECONDS_MOST; i++)
        n = text.ptr[i] >= '0' && text.ptr[i] <= '9' ? n * 10 + (text.ptr[i] - '0')
                                                     : INT64_MAX / 16;
    *out = n;
    if (n >= SECONDS_LEAST && n <= SECONDS_MOST)
        return true;
    pl_buf_cstr(why, "'seconds' has to be a whole number from 5 to 86400");
    return false;
}

static bool has_others(const pl_json *object, const char *const *names, size_t n, pl_buf *why)
{
    for (const pl_json *m = pl_json_first(object); m; m = m->next) {
        bool known = false;
        for (size_t i = 0; i < n; i++)
            known = known || pl_str_eq(m->key, pl_str_cstr(names[i]));
        if (known)
            continue;
        pl_buf_printf(why, "there is no member '%.*s'", PL_FMT(m->key));
        return true;
    }
    return false;
}

static bool read_view(const pl_json *view, pl_jsonw *w, pl_buf *why)
{
    static const char *const names[] = { "name", "address", "pinned", "playlist", "seconds" };
    pl_str name, address, playlist;
    int64_t seconds;

    if (!pl_json_is(view, PL_JSON_OBJECT)) {
        pl_buf_cstr(why, "it has to be an object");
        return false;
    }
    const pl_json *pinned = pl_json_get(view, "pinned");
    if (has_others(view, names, PL_COUNT(names), why) || !text_of(view, "name", &name, why) ||
        !text_of(view, "address", &address, why) || !text_of(view, "playlist", &playlist, why) ||
        !seconds_of(view, &seconds, why))
        return false;
    if (!pl_str_trim(name).len || !pl_login_is_local(address) ||
        (pinned && !pl_json_is(pinned, PL_JSON_BOOL))) {
        pl_buf_cstr(why, !pl_str_trim(name).len ? "'name' is missing"
                         : !pl_login_is_local(address)
                             ? "'address' has to be a path of this server: /mod.benchmark.x?..."
                             : "'pinned' has to be true or false");
        return false;
    }
    pl_jsonw_open(w, '{');
    pl_jsonw_member(w, "name", name);
    pl_jsonw_member(w, "address", address);
    pl_jsonw_member_bool(w, "pinned", pinned && pinned->truth);
    pl_jsonw_member_or_null(w, "playlist", playlist);
    pl_jsonw_member_int(w, "seconds", seconds);
    pl_jsonw_close(w, '}');
    return true;
}

bool pl_views_read(pl_str text, pl_buf *out, pl_buf *why)
{
    pl_arena arena = { 0 };
    pl_json_error error;
    pl_jsonw w;
    pl_buf one = { 0 };
    const pl_json *root = pl_json_parse(&arena, text, &error);
    unsigned n = 0;

    if (!root)
        pl_buf_printf(why, "line %u: %s", error.line, error.message);
    else if (!pl_json_is(root, PL_JSON_ARRAY))
        pl_buf_cstr(why, "the file has to be an array of objects");
    else if (root->n > PL_VIEWS_MOST)
        pl_buf_printf(why, "there are more than %d views", PL_VIEWS_MOST);
    pl_jsonw_init(&w, out, 0, false);
    pl_jsonw_open(&w, '[');
    for (const pl_json *v = why->len ? NULL : pl_json_first(root); v && !why->len; v = v->next) {
        n++;
        if (!read_view(v, &w, &one))
            pl_buf_printf(why, "view %u: %.*s", n, PL_FMT(pl_buf_view(&one)));
    }
    pl_jsonw_close(&w, ']');
    pl_buf_done(&one);
    pl_arena_done(&arena);
    return !why->len;
}

/* ---- the look */

typedef struct shade {
    unsigned char part[3]; /* red, green, blue */
} shade;

static bool read_shade(pl_str text, shade *out)
{
    if (text.len != 7 || text.ptr[0] != '#')
        return false;
    for (size_t i = 0; i < 3; i++) {
        int high = pl_hex_digit(text.ptr[1 + 2 * i]), low = pl_hex_digit(text.ptr[2 + 2 * i]);
        if (high < 0 || low < 0)
            return false;
        out->part[i] = (unsigned char)(high << 4 | low);
    }
    return true;
}

/* WCAG 2.2: relative luminance, and the contrast of two. */
static double luminance(shade s)
{
    static const double weights[] = { 0.2126, 0.7152, 0.0722 };
    double sum = 0;
    for (size_t i = 0; i < 3; i++) {
        double c = s.part[i] / 255.0;
        sum += weights[i] * (c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4));
    }
    return sum;
}

static double contrast(shade a, shade b)
{
    double x = luminance(a) + 0.05, y = luminance(b) + 0.05;
    return x > y ? x / y : y / x;
}

static const shade white = { { 255, 255, 255 } }, ink = { { 0x0f, 0x11, 0x15 } };

/* The tokens of one theme (page.md 10.3). `surface`: what links stand on. */
static bool put_theme(const char *theme, pl_str color, shade surface, unsigned tint, pl_buf *out,
                      pl_buf *why)
{
    shade accent;

    if (!read_shade(color, &accent)) {
        pl_buf_printf(why, "'%.*s' is no colour: write it as #1F5FD6", PL_FMT(color));
        return false;
    }
    if (contrast(accent, surface) < 4.5) {
        unsigned tenths = (unsigned)(contrast(accent, surface) * 10);
        pl_buf_printf(why,
                      "'%.*s' cannot be read in the %s theme: its contrast is %u.%u, 4.5 is needed",
                      PL_FMT(color), theme, tenths / 10, tenths % 10);
        return false;
    }
    bool light = contrast(accent, white) >= contrast(accent, ink);
    pl_buf_printf(out,
                  ":root[data-theme=\"%s\"]:not([data-contrast=\"more\"]){--accent:%.*s;"
                  "--on-accent:%s;--selected:color-mix(in srgb,%.*s %u%%,transparent)}\n",
                  theme, PL_FMT(color), light ? "#fff" : "#0f1115", PL_FMT(color), tint);
    return true;
}

bool pl_brand_read(pl_str text, pl_buf *style, pl_arena *arena, pl_str *logo, pl_buf *why)
{
    static const char *const names[] = { "color", "dark", "logo" };
    static const shade dark_surface = { { 0x16, 0x19, 0x1f } };
    pl_arena parsed = { 0 };
    pl_json_error error;
    pl_str color = { 0 }, dark = { 0 }, path = { 0 };
    const pl_json *root = pl_json_parse(&parsed, text, &error);
    bool ok = root && pl_json_is(root, PL_JSON_OBJECT);

    if (!root)
        pl_buf_printf(why, "line %u: %s", error.line, error.message);
    else if (!ok)
        pl_buf_cstr(why, "the file has to be an object");
    ok = ok && !has_others(root, names, PL_COUNT(names), why) &&
         text_of(root, "color", &color, why) && text_of(root, "dark", &dark, why) &&
         text_of(root, "logo", &path, why) &&
         (!color.len || put_theme("light", color, white, 10, style, why)) &&
         (!dark.len || put_theme("dark", dark, dark_surface, 18, style, why));
    if (ok && path.len)
        pl_buf_cstr(style, "svg.logo{visibility:hidden}\nimg.logo{object-fit:contain}\n");
    *logo = pl_arena_str(arena, ok ? path : (pl_str){ 0 });
    pl_arena_done(&parsed);
    return ok;
}

/* ---- files */

/* Has the file another state than `*stamp`, which is then this one? */
static bool is_new(pl_str path, pl_stamp *stamp, bool force)
{
    pl_stamp now = { 0 };
    bool other;

    pl_file_stat(path.ptr, &now, NULL);
    other = force || memcmp(&now, stamp, sizeof now) != 0;
    *stamp = now;
    return other;
}

static bool slurp(const char *path, size_t most, pl_arena *arena, pl_str *text, pl_buf *why)
{
    int error = pl_file_slurp(path, most, arena, text);
    if (error)
        pl_buf_cstr(why, pl_file_reason(error));
    return !error;
}

static void replace(pl_buf *old, pl_buf *new)
{
    pl_buf_done(old);
    *old = *new;
    *new = (pl_buf){ 0 };
}

static void read_views(pl_shelf *shelf, pl_buf *why)
{
    pl_arena arena = { 0 };
    pl_buf out = { 0 };
    pl_str text;

    if (slurp(shelf->config->views.ptr, FILE_MOST, &arena, &text, why) &&
        pl_views_read(text, &out, why))
        replace(&shelf->views, &out);
    pl_buf_done(&out);
    pl_arena_done(&arena);
}

static const char *type_of(pl_str path)
{
    return pl_str_ends(path, PL_S(".svg"))   ? "image/svg+xml"
           : pl_str_ends(path, PL_S(".png")) ? "image/png"
           : pl_str_ends(path, PL_S(".jpg")) ? "image/jpeg"
                                             : NULL;
}

/* The logo lies beside the file that names it. */
static bool read_logo(pl_shelf *shelf, pl_str name, pl_arena *arena, pl_buf *out, pl_buf *why)
{
    pl_str brand = shelf->config->brand, bytes;
    pl_str folder = pl_str_sub(brand, 0, pl_str_rfind(brand, '/'));
    pl_str path = pl_path_join(arena, folder, name);

    if (!type_of(name)) {
        pl_buf_printf(why, "the logo '%.*s' is no .svg, .png or .jpg", PL_FMT(name));
        return false;
    }
    if (!slurp(path.ptr, PL_LOGO_MOST, arena, &bytes, why))
        return false;
    pl_buf_str(out, bytes);
    shelf->logo_type = type_of(name);
    return true;
}

static void read_brand(pl_shelf *shelf, pl_buf *why)
{
    pl_arena arena = { 0 };
    pl_buf style = { 0 }, logo = { 0 };
    pl_str text, name;

    if (slurp(shelf->config->brand.ptr, FILE_MOST, &arena, &text, why) &&
        pl_brand_read(text, &style, &arena, &name, why) &&
        (!name.len || read_logo(shelf, name, &arena, &logo, why))) {
        replace(&shelf->style, &style);
        replace(&shelf->logo, &logo);
    }
    pl_buf_done(&style);
    pl_buf_done(&logo);
    pl_arena_done(&arena);
}

bool pl_shelf_refresh(pl_shelf *shelf, bool force, pl_buf *why)
{
    const pl_server_config *c = shelf->config;
    pl_buf said = { 0 };
    size_t before = why->len;

    if (c->views.len && is_new(c->views, &shelf->views_stamp, force))
        read_views(shelf, &said);
    if (said.len)
        pl_buf_printf(why, "cannot use the views '%.*s': %.*s", PL_FMT(c->views),
                      PL_FMT(pl_buf_view(&said)));
    said.len = 0;
    if (c->brand.len && is_new(c->brand, &shelf->brand_stamp, force))
        read_brand(shelf, &said);
    if (said.len)
        pl_buf_printf(why, "%scannot use the brand '%.*s': %.*s", why->len > before ? "; " : "",
                      PL_FMT(c->brand), PL_FMT(pl_buf_view(&said)));
    pl_buf_done(&said);
    return why->len == before;
}

bool pl_shelf_init(pl_shelf *shelf, const pl_server_config *config, pl_diags *diags)
{
    pl_buf why = { 0 };
    *shelf = (pl_shelf){ .config = config };
    bool ok = pl_shelf_refresh(shelf, true, &why);
    if (!ok)
        pl_diag_plain(diags, PL_ERROR, PL_DIAG_INVALID_SETTING, "%.*s", PL_FMT(pl_buf_view(&why)));
    pl_buf_done(&why);
    return ok;
}

void pl_shelf_done(pl_shelf *shelf)
{
    pl_buf_done(&shelf->views);
    pl_buf_done(&shelf->style);
    pl_buf_done(&shelf->logo);
}

bool pl_shelf_reply(const pl_shelf *shelf, pl_str path, pl_reply *reply)
{
    const struct {
        const char *path, *type;
        const pl_buf *body;
    } rows[] = {
        { "/-/views.json", "application/json", shelf->config->views.len ? &shelf->views : NULL },
        { "/-/brand.css", "text/css; charset=utf-8",
          shelf->config->brand.len ? &shelf->style : NULL },
        { "/-/brand/logo", shelf->logo_type, shelf->logo.len ? &shelf->logo : NULL },
    };

    for (size_t i = 0; i < PL_COUNT(rows); i++) {
        if (!rows[i].body || !pl_str_eq(path, pl_str_cstr(rows[i].path)))
            continue;
        pl_reply_protect(reply);
        pl_reply_header(reply, "Cache-Control", PL_S("no-cache"));
        pl_reply_text(reply, 200, rows[i].type, pl_buf_view(rows[i].body));
        return true;
    }
    return false;
}
