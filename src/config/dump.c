/* dump.c - the dump of all settings that POWERPIPE_CONFIG_DUMP requests. */
#include "base/buf.h"
#include "base/jsonw.h"
#include "base/str.h"
#include "config/setting.h"
#include "db/dburl.h"
#include <stdlib.h>

pl_dump_mode pl_settings_dump_mode(const pl_settings *s)
{
    if (!s)
        return PL_DUMP_NONE;
    pl_str word;
    char lower[16];
    if (!pl_settings_env(s, "POWERPIPE_CONFIG_DUMP", &word))
        return PL_DUMP_NONE;
    if (word.len >= sizeof lower)
        return PL_DUMP_BAD;
    for (size_t i = 0; i < word.len; i++)
        lower[i] =
            word.ptr[i] >= 'A' && word.ptr[i] <= 'Z' ? (char)(word.ptr[i] | 0x20) : word.ptr[i];
    pl_str mode = pl_str_make(lower, word.len);
    if (pl_str_eq(mode, PL_S("config")))
        return PL_DUMP_TEXT;
    return pl_str_eq(mode, PL_S("config_json")) ? PL_DUMP_JSON : PL_DUMP_BAD;
}

pl_str pl_dump_warning(void)
{
    return PL_S("invalid value for POWERPIPE_CONFIG_DUMP, expected values: config,config_json");
}

/* ---- what is shown */

typedef struct shown {
    pl_str key;
    const pl_setting_value *value;
} shown;

static int by_key(const void *a, const void *b)
{
    return pl_str_cmp(((const shown *)a)->key, ((const shown *)b)->key);
}

/* The value of a setting with a database password removed, because users pass dumps on. */
static const pl_setting_value *without_password(pl_settings *s, const pl_setting_value *value)
{
    pl_buf text = { 0 };
    pl_setting_value *out = PL_NEW(&s->arena, pl_setting_value);
    *out = *value;
    pl_dburl_print((pl_dburl){ value->text }, &text);
    out->text = pl_arena_str(&s->arena, pl_buf_view(&text));
    pl_buf_done(&text);
    return out;
}

/* Is it a setting of ours, which may come from elsewhere than a flag? */
static bool is_own(pl_str key)
{
    static const char *const own[] = { "lazy-load", "history", "record", "notify" };
    for (size_t i = 0; i < PL_COUNT(own); i++)
        if (pl_str_eq(key, pl_str_cstr(own[i])))
            return true;
    return false;
}

/* Collect all keys with a value, sorted, except those that real Powerpipe does not have. */
static shown *collect_shown(pl_settings *s, size_t *n)
{
    shown *out = pl_arena_alloc(&s->arena, (s->list.n + 1) * sizeof *out);
    *n = 0;
    for (size_t i = 0; i < s->list.n; i++) {
        shown *at = &out[*n];
        at->key = s->list.at[i].key;
        at->value = pl_setting__find(s, at->key, NULL);
        if (at->value && pl_str_eq(at->key, PL_S("database")))
            at->value = without_password(s, at->value);
        *n += at->value && !is_own(at->key);
    }
    if (*n)
        qsort(out, *n, sizeof *out, by_key);
    return out;
}

/* ---- as text */

static void put_text(pl_buf *out, const pl_setting_value *value)
{
    if (value->type != PL_SETTING_LIST) {
        pl_buf_str(out, value->text);
        return;
    }
    pl_buf_byte(out, '[');
    for (size_t i = 0; i < value->n; i++) {
        pl_buf_cstr(out, i ? " " : "");
        pl_buf_str(out, value->items[i]);
    }
    pl_buf_byte(out, ']');
}

static void dump_text(pl_buf *out, const shown *list, size_t n)
{
    size_t width = 0;
    for (size_t i = 0; i < n; i++)
        width = list[i].key.len > width ? list[i].key.len : width;
    /* Powerpipe's own banner has the word Steampipe, and scripts may search for that. */
    pl_buf_cstr(out, "\n================\nSteampipe Config\n================\n\n");
    for (size_t i = 0; i < n; i++) {
        pl_buf_str(out, list[i].key);
        pl_buf_fill(out, ' ', width - list[i].key.len);
        pl_buf_cstr(out, ": ");
        put_text(out, list[i].value);
        pl_buf_byte(out, '\n');
    }
    pl_buf_byte(out, '\n');
}

/* ---- as JSON */

static void put_json(pl_jsonw *w, const pl_setting_value *value)
{
    switch ((pl_setting_type)value->type) {
    case PL_SETTING_STRING: pl_jsonw_str(w, value->text); break;
    case PL_SETTING_INT: pl_jsonw_int(w, value->number); break;
    case PL_SETTING_BOOL: pl_jsonw_bool(w, value->truth); break;
    case PL_SETTING_LIST:
        pl_jsonw_open(w, '[');
        for (size_t i = 0; i < value->n; i++)
            pl_jsonw_str(w, value->items[i]);
        pl_jsonw_close(w, ']');
        break;
    }
}

static void dump_json(pl_buf *out, const shown *list, size_t n)
{
    pl_jsonw w;
    pl_jsonw_init(&w, out, 1, true);
    pl_jsonw_open(&w, '{');
    for (size_t i = 0; i < n; i++) {
        pl_jsonw_key(&w, list[i].key);
        put_json(&w, list[i].value);
    }
    pl_jsonw_close(&w, '}');
    pl_buf_byte(out, '\n');
}

pl_str pl_settings_dump(pl_settings *s, pl_dump_mode mode)
{
    if (!s)
        return (pl_str){ 0 };
    pl_oom_scope scope;
    pl_buf out = { 0 };
    size_t n;
    pl_oom_begin(&scope);
    shown *list = collect_shown(s, &n);
    if (mode == PL_DUMP_TEXT)
        dump_text(&out, list, n);
    else if (mode == PL_DUMP_JSON)
        dump_json(&out, list, n);
    pl_str text = pl_arena_str(&s->arena, pl_buf_view(&out));
    pl_buf_done(&out);
    pl_settings__note(s, &scope);
    return text;
}
