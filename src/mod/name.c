/* name.c - decides which names, references and ids are safe to pass to git, and reads the
 * arguments of `mod install`. */
#include "mod/name.h"
#include "base/file.h"
#include "base/inside.h"
#include "base/path.h"
#include "base/str.h"
#include "mod/locate.h"

/* ---- names */

static bool has_control(pl_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        if (c < 0x20 || c == 0x7f || c == '\\')
            return true;
    }
    return false;
}

bool pl_mod_name_hostile(pl_str name)
{
    return (name.len && name.ptr[0] == '-') || has_control(name);
}

static bool is_host(pl_str host)
{
    bool dot = false;
    for (size_t i = 0; i < host.len; i++) {
        char c = host.ptr[i];
        bool alnum = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!alnum && c != '.' && c != ':' && (c != '-' || i == 0))
            return false;
        dot = dot || c == '.' || c == ':';
    }
    return dot && host.ptr[0] != '.' && host.ptr[0] != ':';
}

const char *pl_mod_name_refusal(pl_str name)
{
    if (pl_mod_name_hostile(name))
        return "the name of a repository has no control characters";
    pl_str host = pl_str_split(&name, '/');
    if (!host.len || !is_host(host) || !name.len)
        return "the name of a repository is host/path";
    while (name.ptr) {
        pl_str part = pl_str_split(&name, '/');
        if (!part.len)
            return "repository not found: the name has an empty element";
        if (pl_str_eq(part, PL_S(".")) || pl_str_eq(part, PL_S("..")) || part.ptr[0] == '-')
            return "repository not found: the name leads elsewhere";
        for (size_t i = 0; i < part.len; i++)
            if (pl_char_in(part.ptr[i], " ?#@%\"'<>"))
                return "repository not found: the name is no path of a URL";
    }
    return NULL;
}

bool pl_mod_name_sound(pl_str name)
{
    return pl_path_is_plain(name) && !pl_mod_name_hostile(name);
}

bool pl_mod_id_sound(pl_str id)
{
    for (size_t i = 0; i < id.len; i++)
        if (!pl_char_in(id.ptr[i], "0123456789abcdef"))
            return false;
    return id.len > 0;
}

bool pl_mod_ref_sound(pl_str ref)
{
    if (!ref.len || ref.ptr[0] == '-' || ref.ptr[ref.len - 1] == '.' || has_control(ref) ||
        memmem(ref.ptr, ref.len, "@{", 2))
        return false;
    for (pl_str rest = ref; rest.ptr;) {
        pl_str part = pl_str_split(&rest, '/');
        if (!part.len || part.ptr[0] == '.')
            return false;
    }
    for (size_t i = 0; i < ref.len; i++)
        if (pl_str_find(PL_S(" ~^:?*["), ref.ptr[i]) < 7 ||
            (ref.ptr[i] == '.' && i + 1 < ref.len && ref.ptr[i + 1] == '.'))
            return false;
    return true;
}

/* ---- arguments */

/* Take an argument as a path if it is an existing folder. */
static bool take_path(pl_str text, pl_str dir, pl_arena *arena, pl_mod_arg *out)
{
    pl_stamp stamp;
    bool is_dir = false;
    pl_str path = pl_path_join(arena, dir, text);
    if (memchr(text.ptr ? text.ptr : "", 0, text.len) ||
        pl_file_stat(path.ptr, &stamp, &is_dir) != 0 || !is_dir)
        return false;
    out->by = PL_BY_PATH;
    out->name = out->wanted = path;
    out->given = true;
    if (!pl_mod_file(path, arena).len)
        out->fault = PL_ARG_NO_MOD;
    return true;
}

static size_t count_char(pl_str text, char c)
{
    size_t n = 0;
    for (size_t i = 0; i < text.len; i++)
        n += text.ptr[i] == c;
    return n;
}

static void take_version(pl_str wanted, pl_arena *arena, pl_mod_arg *out)
{
    pl_constraint constraint;
    out->by = PL_BY_VERSION;
    out->given = true;
    if (!wanted.len || pl_str_eq(wanted, PL_S("latest")))
        return;
    out->wanted = wanted;
    if (!pl_constraint_parse(wanted, arena, &constraint))
        out->by = PL_BY_TAG;
}

void pl_mod_arg_parse(pl_str text, pl_str dir, pl_arena *arena, pl_mod_arg *out)
{
    *out = (pl_mod_arg){ .text = text, .wanted = PL_S("*") };
    if (pl_str_starts(text, PL_S("https://")))
        text = pl_str_sub(text, 8, text.len);
    if (take_path(text, dir, arena, out))
        return;
    size_t at = pl_str_find(text, '@'), hash = pl_str_find(text, '#');
    out->name = pl_str_sub(text, 0, at < hash ? at : hash);
    if (at < hash)
        take_version(pl_str_sub(text, at + 1, text.len), arena, out);
    else if (hash < text.len)
        out->given = true;
    if (hash < at && hash + 1 < text.len) {
        out->by = PL_BY_BRANCH;
        out->wanted = pl_str_sub(text, hash + 1, text.len);
    }
    if (count_char(text, '@') > 1 || count_char(text, '#') > 1 || pl_mod_name_hostile(out->name) ||
        has_control(out->wanted))
        out->fault = PL_ARG_INVALID;
}
