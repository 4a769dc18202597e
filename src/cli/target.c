/* target.c - splits an argument into mod, type and name, finds the resource, and suggests similar
 * names. */
#include "cli/target.h"

#include <assert.h>
#include <ctype.h>
#include <string.h>

#include "cli/cli.h"

/* Blocks that run a query. Of all kinds, only the names of these can be confused with SQL. */
static const char *const providers[] = {
#define PROVIDER(word) word,
#include "cli/kinds.def"
#undef PROVIDER
};

static bool equals_word(pl_str a, const char *b)
{
    return strlen(b) == a.len && memcmp(a.ptr, b, a.len) == 0;
}

static bool is_provider(pl_str word)
{
    for (size_t i = 0; i < sizeof(providers) / sizeof(providers[0]); i++)
        if (equals_word(word, providers[i]))
            return true;
    return false;
}

/* ---- the parts of a name */

typedef struct name {
    pl_str part[3]; /* [mod,] type, name; or only the name */
    size_t n;       /* 4: too many */
} name;

static pl_str before_args(pl_str text)
{
    const char *open = text.len ? memchr(text.ptr, '(', text.len) : NULL;

    return open ? (pl_str){ text.ptr, (size_t)(open - text.ptr) } : text;
}

static name split(pl_str text)
{
    name out = { .n = 0 };

    for (;;) {
        const char *dot = text.len ? memchr(text.ptr, '.', text.len) : NULL;
        size_t n = dot ? (size_t)(dot - text.ptr) : text.len;
        if (out.n == 3)
            return (name){ .n = 4 };
        assert(out.n < sizeof(out.part) / sizeof(out.part[0]));
        out.part[out.n++] = (pl_str){ text.ptr, n };
        if (!dot)
            return out;
        text = (pl_str){ dot + 1, text.len - n - 1 };
    }
}

static bool names_provider(const name *nm)
{
    return (nm->n == 2 || nm->n == 3) && is_provider(nm->part[nm->n - 2]);
}

bool pl_target_is_sql(pl_str text)
{
    name nm = split(before_args(text));

    return !names_provider(&nm);
}

bool pl_target_is_word(pl_str text)
{
    static const char *const statements[] = { "abort",     "analyze", "begin",   "checkpoint",
                                              "commit",    "end",     "reindex", "rollback",
                                              "summarize", "vacuum" };
    pl_output lower = { 0 };
    bool word = text.len > 0;

    for (size_t i = 0; i < text.len && word; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        char small = (char)tolower(c);
        word = isalnum(c) || c == '_' || c == '-' || c == '.' || c >= 0x80;
        pl_output_bytes(&lower, &small, 1);
    }
    for (size_t i = 0; i < sizeof(statements) / sizeof(statements[0]); i++)
        word = word && !equals_word((pl_str){ lower.ptr, lower.len }, statements[i]);
    pl_output_done(&lower);
    return word;
}

/* ---- finding the resource */

/* Find "type.name" in the mod or, with a mod, in that one; only the workspace's own mod and
 * those that it requires itself are searched. */
static bool find_entry(const pl_workspace *ws, const name *nm, const char *word, pl_entry *out)
{
    const pl_index *ix = pl_cli_index(ws);
    pl_output full = { 0 };
    bool found;

    if (nm->n == 1)
        pl_output_format(&full, "%s.", word);
    for (size_t i = 0; i < nm->n; i++)
        pl_output_format(&full, "%s%.*s", i ? "." : "", PL_FMT(nm->part[i]));
    found = pl_index_find(ix, (pl_str){ full.ptr, full.len }, out);
    pl_output_done(&full);
    return found && (out->own_mod || out->direct_mod);
}

/* Does the kind fit? Every benchmark does, except where a detection benchmark is required. */
static bool fits_noun(const pl_entry *entry, pl_noun noun)
{
    if (entry->kind == PL_KIND_BENCHMARK && entry->detection)
        return true;
    return entry->kind == pl_nouns[noun].kind && noun != PL_NOUN_DETECTION_BENCHMARK;
}

/* The short name of the workspace's mod; "local" without a mod file. */
static pl_str own_mod(const pl_workspace *ws)
{
    const pl_index *ix = pl_cli_index(ws);
    pl_entry entry;
    uint32_t n;
    const pl_entry_id *mods = pl_index_kind(ix, PL_KIND_MOD, &n);

    for (uint32_t i = 0; i < n; i++) {
        pl_index_get(ix, mods[i], &entry);
        if (entry.own_mod)
            return entry.short_name;
    }
    return PL_S("local");
}

static bool not_found(const pl_workspace *ws, const name *nm, const pl_target_name *wanted,
                      pl_output *why)
{
    pl_output_text(why, "'");
    if (names_provider(nm)) {
        pl_output_format(why, "%.*s.", PL_FMT(nm->part[nm->n - 2]));
        pl_output_str(why, nm->part[nm->n - 1]);
    } else {
        if (wanted->alone)
            pl_command_expand(why, "$s.", &(pl_command){ .noun = (uint8_t)wanted->noun }, "");
        pl_output_str(why, before_args(wanted->text));
    }
    pl_output_format(why, "' not found in mod.%.*s (%.*s)", PL_FMT(own_mod(ws)),
                     PL_FMT(pl_workspace_path(ws)));
    return false;
}

bool pl_target_find(const pl_workspace *ws, const pl_target_name *wanted, pl_target *out,
                    pl_output *why)
{
    name nm = split(before_args(wanted->text));
    pl_noun noun = wanted->noun;

    *out = (pl_target){ .all = noun == PL_NOUN_BENCHMARK && equals_word(wanted->text, "all") };
    if (out->all)
        return true;
    if (nm.n == 4 && !wanted->query_text && noun != PL_NOUN_QUERY) {
        pl_output_text(why, "invalid name passed to ParseResourceName");
        return false;
    }
    if (nm.n < 4 && find_entry(ws, &nm, pl_nouns[noun].word, &out->entry)) {
        if (fits_noun(&out->entry, noun))
            return true;
        pl_output_format(why, "target '%.*s.%.*s' is not of the expected type '%s'",
                         PL_FMT(pl_kind_name(out->entry.kind)), PL_FMT(out->entry.short_name),
                         pl_nouns[noun].type);
        return false;
    }
    out->sql = wanted->query_text && pl_target_is_sql(wanted->text);
    return out->sql || not_found(ws, &nm, wanted, why);
}

/* ---- what could be meant */

static void offer_kind(const pl_workspace *ws, pl_kind kind, bool detections, pl_nearest *nearest)
{
    const pl_index *ix = pl_cli_index(ws);
    uint32_t n;
    const pl_entry_id *ids = pl_index_kind(ix, kind, &n);
    pl_entry entry;

    for (uint32_t i = 0; i < n; i++) {
        pl_index_get(ix, ids[i], &entry);
        if ((entry.own_mod || entry.direct_mod) && (!detections || entry.detection))
            pl_nearest_offer(nearest, entry.short_name);
    }
}

/* Append the name as the command accepts it: the short one in the workspace's mod, otherwise the
 * full one. */
static void put_nearest(const pl_index *ix, pl_kind kind, pl_str best, pl_output *why)
{
    char full[1024];
    uint32_t n;
    const pl_entry_id *ids = pl_index_kind(ix, kind, &n); /* its own mod comes first */
    pl_entry entry;

    for (uint32_t i = 0; i < n; i++) {
        pl_index_get(ix, ids[i], &entry);
        if (entry.short_name.len != best.len ||
            memcmp(entry.short_name.ptr, best.ptr, best.len) != 0)
            continue;
        size_t len = entry.own_mod ? 0 : pl_index_name(ix, ids[i], full, sizeof(full));
        if (len && len <= sizeof(full))
            best = (pl_str){ full, len };
        break;
    }
    pl_output_format(why, "; did you mean '%.*s'?", PL_FMT(best));
}

void pl_target_suggest(const pl_workspace *ws, pl_noun noun, pl_str text, pl_output *why)
{
    pl_str bare = before_args(text), last = bare;
    pl_nearest nearest;

    for (size_t i = bare.len; i-- > 0 && bare.ptr[i] != '.';)
        last = (pl_str){ bare.ptr + i, bare.len - i };
    if (!last.len || pl_nouns[noun].kind >= PL_KIND_COUNT || !pl_cli_index(ws))
        return;
    nearest = pl_nearest_to(last, last.len < 4 ? 1 : last.len < 10 ? 2 : 3);
    offer_kind(ws, pl_nouns[noun].kind, noun == PL_NOUN_DETECTION_BENCHMARK, &nearest);
    if (nearest.best.len)
        put_nearest(pl_cli_index(ws), pl_nouns[noun].kind, nearest.best, why);
}

/* If no name is similar, suggest the command that lists all. */
static void put_list(const pl_cli *cli, size_t before, pl_output *why)
{
    pl_output path = { 0 };
    size_t n;

    if (why->len != before || cli->args.command->noun == PL_NOUN_NONE)
        return;
    pl_command_path(&path, cli->args.command, cli->help.program);
    for (n = path.len; n > 0 && path.ptr[n - 1] != ' ';)
        n--;
    pl_output_format(why, "; '%.*slist' lists what there is", (int)n, path.ptr);
    pl_output_done(&path);
}

int pl_target_fail(const pl_cli *cli, const pl_workspace *ws, pl_str text, int code, pl_output *why)
{
    pl_noun noun = (pl_noun)cli->args.command->noun;

    if (why->len == 0)
        pl_output_format(why, "no query '%.*s'", PL_FMT(text));
    if (cli->manners->checked_names) {
        size_t n = why->len;
        pl_target_suggest(ws, noun, text, why);
        put_list(cli, n, why);
    }
    return pl_cli_fail_str(cli, code, (pl_str){ why->ptr, why->len });
}
