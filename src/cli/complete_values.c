/* complete_values.c - completing values of flags, and names of resources from the index. */
#include "cli/complete.h"

#include <ctype.h>
#include <string.h>

bool pl_complete__has_prefix(pl_str text, const char *prefix)
{
    size_t n = strlen(prefix);

    return n <= text.len && memcmp(text.ptr, prefix, n) == 0;
}

/* ---- words */

static void propose_words(pl_completion *c, const char *values)
{
    for (const char *at = values, *last = ""; *at; at += strspn(at, " ")) {
        pl_str value = { at, strcspn(at, " ") };
        bool again = pl_complete__has_prefix(value, "text") &&
                     pl_complete__has_prefix((pl_str){ last, strlen(last) }, "text");
        if (pl_complete__has_prefix(value, c->prefix) && !again)
            pl_output_format(&c->out, "%.*s\n", PL_FMT(value));
        last = at;
        at += value.len;
    }
}

/* Is the word one of those between commas in the first `n` bytes of a list? */
static bool is_listed(const char *list, size_t n, pl_str word)
{
    for (size_t at = 0, len; at < n; at += len + 1) {
        len = strcspn(list + at, ",");
        if (len == word.len && memcmp(list + at, word.ptr, len) == 0)
            return true;
    }
    return false;
}

/* Complete the last word of a list, as in "alarm,er"; each word may occur once. */
static void propose_list(pl_completion *c, const char *values)
{
    const char *comma = strrchr(c->prefix, ',');
    size_t n = comma ? (size_t)(comma - c->prefix) + 1 : 0;

    for (const char *at = values; *at; at += strspn(at, " ")) {
        pl_str value = { at, strcspn(at, " ") };
        if (pl_complete__has_prefix(value, c->prefix + n) && !is_listed(c->prefix, n, value))
            pl_output_format(&c->out, "%.*s%.*s\n", (int)n, c->prefix, PL_FMT(value));
        at += value.len;
    }
}

/* Flags whose values are words although their type is not ENUM. */
static const struct {
    const char *flag, *values;
    bool open; /* the user must add something to the word */
} lists[] = {
    { "fail-on", "alarm error info new none ok skip", false },
    { "group-by", "dimension: tag:", true },
    { "severity", "critical high low medium none", false },
    { "status", "alarm error exempted info ok skip", false },
};

/* ---- names of resources: nothing is evaluated for them */

static bool is_among(char c, pl_str set)
{
    return memchr(set.ptr, c, set.len) != NULL;
}

/* Is the word safe in every shell, that is, made of letters of identifiers and paths only? Other
 * names are not proposed, because completion scripts of other authors may expand words. */
bool pl_complete__plain(pl_str word)
{
    for (size_t i = 0; i < word.len; i++)
        if (!isalnum((unsigned char)word.ptr[i]) && !is_among(word.ptr[i], PL_S("_-.:@/")))
            return false;
    return word.len > 0;
}

/* Print the description of a name without anything that a shell or a terminal would act on. */
static void put_plain_text(pl_output *out, pl_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        bool c1 = c == 0xc2 && i + 1 < text.len && (unsigned char)text.ptr[i + 1] < 0xa0;
        if (c1)
            i++;
        else if (c >= ' ' && c != 0x7f && !is_among((char)c, PL_S("`$\\\"'")))
            pl_output_bytes(out, &text.ptr[i], 1);
    }
}

void pl_complete__description(pl_completion *c, pl_str text)
{
    if (c->cli->args.command->id == PL_COMMAND_COMPLETE_BARE || !text.len ||
        memchr(text.ptr, '\n', text.len))
        return;
    pl_output_text(&c->out, "\t");
    put_plain_text(&c->out, text);
}

/* Propose a name as the command accepts it: the short one in the workspace's mod, otherwise the
 * full one. */
static void propose_resource(pl_completion *c, const pl_index *ix, const pl_entry *e)
{
    char full[1024];
    size_t n = pl_index_name(ix, e->id, full, sizeof(full));
    pl_str name = e->own_mod ? e->short_name : (pl_str){ full, n };

    if (n > sizeof(full) || e->anonymous || !pl_complete__has_prefix(name, c->prefix) ||
        !pl_complete__plain(name))
        return;
    pl_output_str(&c->out, name);
    pl_complete__description(c, e->title);
    pl_output_text(&c->out, "\n");
}

pl_workspace *pl_complete__peek(pl_completion *c, const pl_args *given)
{
    pl_args own = c->cli->args;
    pl_workspace *ws;

    c->cli->args = *given;
    ws = pl_cli_peek(c->cli);
    c->cli->args = own;
    return ws;
}

void pl_complete__names(pl_completion *c, const pl_args *given, pl_kind kind)
{
    const pl_entry_id *ids;
    pl_workspace *ws = pl_complete__peek(c, given);
    pl_entry entry;
    uint32_t n = 0;

    if (!ws)
        return;
    ids = pl_index_kind(pl_cli_index(ws), kind, &n);
    for (uint32_t i = 0; i < n; i++) {
        pl_index_get(pl_cli_index(ws), ids[i], &entry);
        propose_resource(c, pl_cli_index(ws), &entry);
    }
    pl_cli_done(c->cli, ws);
}

/* ---- values of a flag */

/* Complete values that only pipelite completes; everything else is as in Powerpipe. */
static bool complete_own(pl_completion *c, pl_shell_directive *then)
{
    const char *flag = pl_flags[c->flag].name;

    for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
        if (strcmp(flag, lists[i].flag) == 0) {
            propose_list(c, lists[i].values);
            *then =
                (pl_shell_directive)(PL_SHELL_NO_FILES | (lists[i].open ? PL_SHELL_NO_SPACE : 0));
            return true;
        }
    return false;
}

pl_shell_directive pl_complete__value(pl_completion *c)
{
    pl_shell_directive then;

    if (c->cli->manners->completes && complete_own(c, &then))
        return then;
    propose_words(c, pl_flags[c->flag].values);
    if (c->cli->manners->completes)
        propose_words(c, pl_flags[c->flag].own);
    return pl_flags[c->flag].type == PL_FLAG_ENUM ? PL_SHELL_NO_FILES : PL_SHELL_DEFAULT;
}
