/* onefile_icons.c - finds the names of icons in the JSON of a snapshot, and the icons in the files
 * of the page. */
#include "server/onefile_icons.h"

#include <string.h>

#include "base/str.h"
#include "server/embed.h"

static const char key[] = "\"icon\"";

void pl_icons_done(pl_icons *icons)
{
    pl_buf_done(&icons->names);
}

static bool known(const pl_icons *icons, pl_str name)
{
    for (size_t at = 0; at < icons->names.len;) {
        pl_str one = pl_str_cstr(icons->names.ptr + at);
        if (pl_str_eq(one, name))
            return true;
        at += one.len + 1;
    }
    return false;
}

static void keep(pl_icons *icons)
{
    pl_str name = { icons->name, icons->n_name };

    if (!name.len || icons->n_names == PL_ICONS_MOST || known(icons, name))
        return;
    pl_buf_str(&icons->names, name);
    pl_buf_byte(&icons->names, '\0');
    icons->n_names++;
}

/* A letter of an icon's name, with "-" for "_". 0: the character belongs to no name. */
static char letter(char c)
{
    bool word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');

    return word || c == ':' || c == '-' ? c : c == '_' ? '-' : '\0';
}

static void take(pl_icons *icons, char c)
{
    switch (icons->state) {
    case PL_ICONS_KEY:
        icons->matched = c == key[icons->matched] ? icons->matched + 1 : c == key[0];
        if (icons->matched == sizeof key - 1)
            icons->state = PL_ICONS_COLON;
        break;
    case PL_ICONS_COLON:
        if (c == ':' || c == ' ' || c == '\n')
            break;
        icons->state = c == '"' ? PL_ICONS_VALUE : PL_ICONS_KEY;
        icons->n_name = icons->matched = 0;
        break;
    case PL_ICONS_VALUE:
        if (letter(c) && icons->n_name < PL_ICONS_NAME) {
            icons->name[icons->n_name++] = letter(c);
            break;
        }
        if (c == '"')
            keep(icons);
        icons->state = PL_ICONS_KEY;
        icons->matched = 0;
        break;
    }
}

void pl_icons_look(pl_icons *icons, pl_str json)
{
    for (size_t i = 0; i < json.len; i++)
        take(icons, json.ptr[i]);
}

/* ---- searching lines of the icon files, "outline/home":"M..." */

typedef struct set {
    const char *name; /* its files have ids that begin with it */
    pl_buf lines;
    pl_buf found;
} set;

static void read_set(set *s)
{
    const pl_embedded *file;

    for (size_t at = 0; (file = pl_embedded_next(pl_str_cstr(s->name), &at));)
        pl_embedded_inflate(file, &s->lines);
}

static bool find_line(set *from, pl_str style, pl_str name)
{
    pl_buf want = { 0 };
    const char *at;

    pl_buf_printf(&want, "\n\"%.*s/%.*s\":", PL_FMT(style), PL_FMT(name));
    at = memmem(from->lines.ptr, from->lines.len, want.ptr, want.len);
    if (at) {
        pl_str line = { at + 1, (size_t)(from->lines.ptr + from->lines.len - at - 1) };
        line = pl_str_sub(line, 0, pl_str_find(line, '\n'));
        if (pl_str_ends(line, PL_S(",")))
            line.len--;
        if (from->found.len)
            pl_buf_byte(&from->found, ',');
        pl_buf_str(&from->found, line);
    }
    pl_buf_done(&want);
    return at != NULL;
}

/* Find "heroicons-solid:home", "materialsymbols-outline:home" or "home" in the order in which
 * src/modicon.tsx searches. */
static void find_icon(set *heroicons, set *symbols, pl_str icon)
{
    pl_str name = icon, style = pl_str_split(&name, ':'), outline = PL_S("outline");

    if (!name.ptr) {
        if (!find_line(symbols, outline, icon))
            find_line(heroicons, outline, icon);
    } else if (pl_str_starts(style, PL_S("heroicons-"))) {
        find_line(heroicons, pl_str_sub(style, 10, style.len), name);
    } else if (pl_str_starts(style, PL_S("materialsymbols-"))) {
        find_line(symbols, outline, name);
    }
}

static void write_set(set *s, pl_buf *out)
{
    if (s->found.len)
        pl_buf_printf(out, "%s\"%s\":{%.*s}", out->len > 1 ? "," : "", s->name,
                      PL_FMT(pl_buf_view(&s->found)));
    pl_buf_done(&s->found);
    pl_buf_done(&s->lines);
}

void pl_icons_write(const pl_icons *icons, pl_buf *out)
{
    set heroicons = { .name = "heroicons" }, symbols = { .name = "symbols" };

    if (!icons->names.len)
        return;
    read_set(&heroicons);
    read_set(&symbols);
    for (size_t at = 0; at < icons->names.len;) {
        pl_str one = pl_str_cstr(icons->names.ptr + at);
        find_icon(&heroicons, &symbols, one);
        at += one.len + 1;
    }
    pl_buf_byte(out, '{');
    write_set(&heroicons, out);
    write_set(&symbols, out);
    pl_buf_byte(out, '}');
}
