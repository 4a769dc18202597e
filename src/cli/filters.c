/* filters.c - reports filters that cannot match, with the tags and columns that exist. */
#include "cli/filters.h"

#include <stdlib.h>
#include <string.h>

#include <pipelite/phase.h>
#include <pipelite/run.h>

static const pl_str *tags_of(const pl_cli *cli, size_t *n)
{
    return pl_settings_list(cli->settings, "tag", n);
}

static bool is_active(const pl_cli *cli)
{
    size_t n;

    tags_of(cli, &n);
    return n > 0 || pl_settings_string(cli->settings, "where").len > 0;
}

static bool is_new(pl_str word)
{
    return word.len == 3 && memcmp(word.ptr, "new", 3) == 0;
}

static bool is_none(pl_str word)
{
    return word.len == 4 && memcmp(word.ptr, "none", 4) == 0;
}

static bool check_statuses(const pl_cli *cli)
{
    uint64_t none;
    size_t n;
    const pl_str *words = pl_settings_list(cli->settings, "fail-on", &n);

    for (size_t i = 0; i < n; i++) {
        if (is_none(words[i]) && n > 1) {
            pl_cli_fail(cli, 0, "--fail-on none stands alone");
            return false;
        }
        if (is_none(words[i]))
            continue;
        if (is_new(words[i]) && !pl_settings_string(cli->settings, "baseline").len) {
            pl_cli_fail(cli, 0, "--fail-on new needs a --baseline to compare with");
            return false;
        }
        if (!is_new(words[i]) && !pl_run_count(NULL, words[i], (pl_str){ 0 }, &none)) {
            pl_cli_fail(cli, 0,
                        "--fail-on '%.*s' is no status: alarm, error, info, ok, skip, new or none",
                        PL_FMT(words[i]));
            return false;
        }
    }
    return true;
}

bool pl_filters_check(pl_cli *cli, int *code)
{
    pl_str where = pl_settings_string(cli->settings, "where");
    pl_filters_verdict verdict;
    pl_diags *diags;
    size_t n;
    const pl_str *tags = tags_of(cli, &n);

    *code = PL_EXIT_FAILED;
    if (!check_statuses(cli))
        return false;
    if (!cli->manners->strict_filters || !is_active(cli))
        return true;
    diags = pl_diags_new();
    verdict =
        pl_run_check(&(pl_run_start_options){ .tags = tags, .n_tags = n, .where = where }, diags);
    pl_cli_report(cli, diags, "");
    pl_diags_free(diags);
    *code = verdict == PL_FILTERS_NEVER ? PL_EXIT_CHECK_INIT : PL_EXIT_FAILED;
    return verdict == PL_FILTERS_GOOD;
}

/* ---- what could be meant instead */

enum { WORDS_SHOWN = 12, WORDS_KEPT = 1000 };

static void add_word(pl_words *list, pl_str word)
{
    for (size_t i = 0; i < list->n; i++)
        if (list->at[i].len == word.len && memcmp(list->at[i].ptr, word.ptr, word.len) == 0)
            return;
    if (list->n == WORDS_KEPT)
        return;
    list->at = pl_cli_grow(list->at, (list->n + 1) * sizeof(*list->at));
    list->at[list->n++] = word;
}

static int order(const void *a, const void *b)
{
    const pl_str *x = a, *y = b;
    size_t n = x->len < y->len ? x->len : y->len;
    int cmp = n ? memcmp(x->ptr, y->ptr, n) : 0;

    return cmp ? cmp : (x->len > y->len) - (x->len < y->len);
}

static void put_words(pl_output *out, pl_words *list)
{
    if (list->n)
        qsort(list->at, list->n, sizeof(*list->at), order);
    for (size_t i = 0; i < list->n && i < WORDS_SHOWN; i++)
        pl_output_format(out, "%s%.*s", i ? ", " : "", PL_FMT(list->at[i]));
    if (list->n > WORDS_SHOWN)
        pl_output_format(out, " and %zu more", list->n - WORDS_SHOWN);
}

void pl_filters_tags(pl_workspace *ws, pl_str key, pl_tag_words *out)
{
    uint32_t n;
    const pl_entry_id *ids;
    pl_generation *now;

    pl_workspace_start_resolution(ws, NULL, NULL);
    pl_workspace_wait_resolved(ws, UINT64_MAX);
    now = pl_workspace_acquire(ws);
    ids = pl_index_kind(pl_generation_index(now), PL_KIND_CONTROL, &n);
    for (uint32_t i = 0; i < n; i++) {
        pl_metadata data;
        pl_generation_metadata(now, ids[i], &data);
        for (uint32_t t = 0; t < data.n_tags; t++) {
            pl_str name, value;
            pl_metadata_tag(&data, t, &name, &value);
            add_word(&out->keys, name);
            if (name.len == key.len && memcmp(name.ptr, key.ptr, key.len) == 0)
                add_word(&out->values, value);
        }
    }
    pl_generation_release(now);
}

void pl_filters_tags_done(pl_tag_words *tags)
{
    free(tags->keys.at);
    free(tags->values.at);
    *tags = (pl_tag_words){ 0 };
}

static pl_str key_of(pl_str tag)
{
    size_t n = 0;

    while (n < tag.len && tag.ptr[n] != '=' && tag.ptr[n] != '!')
        n++;
    return (pl_str){ tag.ptr, n };
}

static void put_tags(pl_output *out, pl_workspace *ws, pl_str tag)
{
    pl_str key = key_of(tag);
    pl_tag_words words = { 0 };

    pl_filters_tags(ws, key, &words);
    if (words.values.n) {
        pl_output_format(out, "; values of '%.*s' are: ", PL_FMT(key));
        put_words(out, &words.values);
    } else if (words.keys.n) {
        pl_output_format(out, "; there is no tag '%.*s', there are: ", PL_FMT(key));
        put_words(out, &words.keys);
    } else {
        pl_output_text(out, "; no control has tags");
    }
    pl_filters_tags_done(&words);
}

int pl_filters_nothing(pl_cli *cli, pl_workspace *ws)
{
    bool allowed = pl_settings_bool(cli->settings, "allow-empty");
    pl_output text = { 0 };
    size_t n;
    const pl_str *tags = tags_of(cli, &n);

    if (!cli->manners->strict_filters || !is_active(cli))
        return PL_EXIT_OK;
    if (n) {
        pl_output_text(&text, "no control matches");
        for (size_t i = 0; i < n; i++)
            pl_output_format(&text, " --tag %.*s", PL_FMT(tags[i]));
        put_tags(&text, ws, tags[0]);
    } else {
        pl_output_format(&text, "no control matches --where \"%.*s\"",
                         PL_FMT(pl_settings_string(cli->settings, "where")));
    }
    if (allowed)
        pl_cli_warn(cli, (pl_str){ text.ptr, text.len });
    else
        pl_cli_fail_str(cli, 0, (pl_str){ text.ptr, text.len });
    pl_output_done(&text);
    return allowed ? PL_EXIT_OK : PL_EXIT_CHECK_INIT;
}
