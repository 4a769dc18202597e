/* token.c - the token for Turbot Pipes: a setting, or the one that `login` saved. */
#include "base/file.h"
#include "base/str.h"
#include "config/setting.h"

enum { TOKEN_MAX = 64 * 1024 };

static const pl_str pipes_default = { "pipes.turbot.com", 16 };

pl_str pl_settings_no_token_message(const pl_settings *s)
{
    if (!s)
        return (pl_str){ 0 };
    return s->no_token;
}

/* The token that `login` saved (cli.md 1.10), in `arena`. */
static pl_str saved_token(const pl_settings *s, pl_arena *arena)
{
    pl_str host = pl_settings_string(s, "pipes-host"), token = PL_S("");
    if (!host.len)
        host = pipes_default;
    if (pl_str_find(host, '/') < host.len)
        return token;
    pl_str path =
        pl_arena_printf(arena, "%.*s/internal/%.*s.tptt", PL_FMT(s->pipes_dir), PL_FMT(host));
    if (pl_file_slurp(path.ptr, TOKEN_MAX, arena, &token) != 0)
        return PL_S("");
    return pl_str_trim(token);
}

pl_str pl_settings_pipes_token(pl_settings *s)
{
    if (!s)
        return (pl_str){ 0 };
    pl_oom_scope scope;
    pl_str token = pl_settings_string(s, "pipes-token");
    if (token.len)
        return token;
    pl_oom_begin(&scope);
    token = saved_token(s, &s->arena);
    pl_settings__note(s, &scope);
    return token;
}

bool pl_settings_has_pipes_token(const pl_settings *s)
{
    if (!s)
        return false;
    pl_arena arena = { 0 };
    bool has = pl_settings_string(s, "pipes-token").len || saved_token(s, &arena).len;
    pl_arena_done(&arena);
    return has;
}
