/* address.c - takes an address apart (scheme, user, host, path, reference) and puts a mod name
 * together. */
#include "mod/address.h"
#include "base/buf.h"
#include "base/str.h"
#include "mod/name.h"
#include "mod/semver.h"

/* The parts of an address. */
typedef struct parts {
    pl_str scheme, user, host, path, suffix;
    pl_str ref;  /* from the address of a page: a branch, tag or version */
    bool branch; /* it may be a branch */
} parts;

static bool is_number(pl_str text)
{
    uint64_t n;
    return pl_str_to_u64(text, &n);
}

static void take_scheme(pl_str *text, parts *p)
{
    pl_str mark = PL_S("://");
    for (size_t i = 0; i + mark.len <= text->len; i++) {
        if (!pl_str_eq(pl_str_sub(*text, i, i + mark.len), mark))
            continue;
        p->scheme = pl_str_sub(*text, 0, i);
        *text = pl_str_sub(*text, i + mark.len, text->len);
        return;
    }
}

/* "git@" before the host; an `@` behind the first slash is that of a version. */
static void take_user(pl_str *text, parts *p)
{
    size_t at = pl_str_find(*text, '@'), slash = pl_str_find(*text, '/');
    if (at < slash && slash < text->len) {
        p->user = pl_str_sub(*text, 0, at);
        *text = pl_str_sub(*text, at + 1, text->len);
    }
}

/* "host", "host:port" or, as for ssh, "host:" and the path. The port of a web server is a part of
 * the name; that of another protocol is not. */
static void take_host(pl_str *text, parts *p)
{
    pl_str www = PL_S("www.");
    size_t slash = pl_str_find(*text, '/'), colon = pl_str_find(*text, ':');
    size_t end = slash;
    if (colon < slash && is_number(pl_str_sub(*text, colon + 1, slash))) {
        bool web = !p->scheme.len || pl_str_starts(p->scheme, PL_S("http"));
        p->host = pl_str_sub(*text, 0, web ? slash : colon);
    } else {
        end = colon < slash ? colon : slash;
        p->host = pl_str_sub(*text, 0, end);
    }
    if (pl_str_starts(p->host, www))
        p->host = pl_str_sub(p->host, www.len, p->host.len);
    *text = pl_str_sub(*text, end + 1, text->len);
}

static bool is_page(pl_str name)
{
    static const char *const words[] = { "tree",     "blob", "raw",  "src",    "commit", "commits",
                                         "releases", "tags", "wiki", "edit",   "blame",  "issues",
                                         "pulls",    "pull", "-",    "actions" };
    for (size_t i = 0; i < PL_COUNT(words); i++)
        if (pl_str_eq(name, pl_str_cstr(words[i])))
            return true;
    return false;
}

/* Read the branch, tag or version from the rest of a web page's address: "tree/main",
 * "-/tree/main", "src/branch/main", "releases/tag/v1.0.0". p->ref stays empty if it has a slash,
 * because that may be a folder instead of a part of the branch. */
static void take_ref(pl_str page, parts *p)
{
    static const char *const before[] = { "tree/",       "-/tree/", "src/branch/", "releases/tag/",
                                          "-/releases/", "-/tags/", "src/tag/" };
    for (size_t i = 0; i < PL_COUNT(before); i++) {
        pl_str prefix = pl_str_cstr(before[i]);
        if (!pl_str_starts(page, prefix))
            continue;
        p->ref = pl_str_sub(page, prefix.len, page.len);
        p->branch = i < 3;
        if (pl_str_find(p->ref, '/') < p->ref.len || !pl_mod_ref_sound(p->ref))
            p->ref.len = 0;
        return;
    }
}

/* The path of the repository: without empty names, ".git", and what a page adds to it. */
static pl_str path_of(pl_str text, parts *p, pl_arena *arena)
{
    pl_buf path = { 0 };
    pl_str git = PL_S(".git");
    for (unsigned n = 0; text.ptr; n++) {
        pl_str all = text, name = pl_str_split(&text, '/');
        if (n >= 2 && is_page(name)) {
            take_ref(all, p);
            break;
        }
        if (name.len)
            pl_buf_printf(&path, "%s%.*s", path.len ? "/" : "", PL_FMT(name));
    }
    pl_str out = pl_arena_str(arena, pl_buf_view(&path));
    pl_buf_done(&path);
    return pl_str_ends(out, git) ? pl_str_sub(out, 0, out.len - git.len) : out;
}

static void take_apart(pl_str text, pl_arena *arena, parts *p)
{
    *p = (parts){ 0 };
    take_scheme(&text, p);
    p->scheme = pl_arena_lower(arena, p->scheme);
    take_user(&text, p);
    take_host(&text, p);
    p->host = pl_arena_lower(arena, p->host);
    size_t at = pl_str_find(text, '@'), hash = pl_str_find(text, '#');
    size_t end = at < hash ? at : hash;
    p->suffix = pl_str_sub(text, end, text.len);
    text = pl_str_sub(text, 0, end);
    text = pl_str_sub(text, 0, pl_str_find(text, '?'));
    while (pl_str_ends(text, PL_S("/")))
        text.len--;
    p->path = path_of(text, p, arena);
}

/* Is the address of the form "acme/mod", without a host? */
static bool lacks_host(const parts *p, pl_str text)
{
    pl_str dot = pl_str_sub(p->host, pl_str_find(p->host, '.'), p->host.len);
    return !p->scheme.len && !p->user.len && !dot.len && p->host.len && p->path.len &&
           pl_str_find(p->path, '/') == p->path.len && pl_str_find(text, ':') == text.len;
}

static pl_str suffix_of(const parts *p, pl_arena *arena)
{
    pl_version version;
    if (p->suffix.len > 1 || !p->ref.len)
        return p->suffix.len > 1 ? p->suffix : (pl_str){ 0 };
    bool tag = !p->branch || pl_version_parse(p->ref, &version);
    return pl_arena_printf(arena, "%s%.*s", tag ? "@" : "#", PL_FMT(p->ref));
}

bool pl_mod_address_guess(pl_str text, pl_arena *arena, pl_mod_address *out)
{
    parts p;
    pl_str https = PL_S("https://");
    *out = (pl_mod_address){ 0 };
    if (pl_mod_name_hostile(text))
        return false;
    take_apart(pl_str_trim(text), arena, &p);
    const char *hub = lacks_host(&p, text) ? "github.com/" : "";
    pl_str name = pl_arena_printf(arena, "%s%.*s/%.*s", hub, PL_FMT(p.host), PL_FMT(p.path));
    pl_str suffix = suffix_of(&p, arena);
    pl_str rest = pl_arena_printf(arena, "%.*s%.*s", PL_FMT(p.path), PL_FMT(suffix));
    if (pl_mod_name_refusal(name) || pl_str_find(rest, ':') < rest.len)
        return false; /* a second address in the first one */
    pl_str plain = pl_str_starts(text, https) ? pl_str_sub(text, https.len, text.len) : text;
    pl_str whole = pl_arena_printf(arena, "%.*s%.*s", PL_FMT(name), PL_FMT(suffix));
    if (pl_str_eq(whole, plain))
        return false;
    *out = (pl_mod_address){ name, suffix };
    return true;
}
