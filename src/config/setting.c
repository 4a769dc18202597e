/* setting.c - stores and finds settings by key and layer, and implements the getters of the public
 * API. */
#include "config/setting.h"
#include "base/assert.h"
#include "base/buf.h"
#include "base/str.h"
#include <errno.h>
#include <stdlib.h>

static pl_setting *find_key(const pl_settings *s, pl_str key)
{
    for (size_t i = 0; s && i < s->list.n; i++)
        if (pl_str_eq(s->list.at[i].key, key))
            return &s->list.at[i];
    return NULL;
}

const pl_setting_value *pl_setting__find(const pl_settings *s, pl_str key, pl_setting_layer *layer)
{
    const pl_setting *setting = find_key(s, key);
    for (int i = PL_LAYER_COUNT - 1; setting && i >= 0; i--) {
        if (!setting->layer[i].has)
            continue;
        if (layer)
            *layer = (pl_setting_layer)i;
        return &setting->layer[i];
    }
    return NULL;
}

/* The text of a value, made when it is stored, so that reading it allocates nothing. */
static pl_str text_of(pl_settings *s, const pl_setting_value *value)
{
    switch ((pl_setting_type)value->type) {
    case PL_SETTING_STRING: return value->text;
    case PL_SETTING_INT: return pl_arena_printf(&s->arena, "%lld", (long long)value->number);
    case PL_SETTING_BOOL: return value->truth ? PL_S("true") : PL_S("false");
    case PL_SETTING_LIST: break;
    }
    pl_buf text = { 0 };
    for (size_t i = 0; i < value->n; i++) {
        if (i)
            pl_buf_byte(&text, ',');
        pl_buf_str(&text, value->items[i]);
    }
    pl_str copy = pl_arena_str(&s->arena, pl_buf_view(&text));
    pl_buf_done(&text);
    return copy;
}

void pl_setting__put(pl_settings *s, pl_setting_layer layer, pl_str key,
                     const pl_setting_value *value)
{
    pl_setting *setting = find_key(s, key);
    pl_assert(layer < PL_LAYER_COUNT);
    pl_assert(value->type <= PL_SETTING_LIST && (!value->n || value->items));
    if (!setting) {
        setting = pl_vec_add(&s->list);
        *setting = (pl_setting){ .key = pl_arena_str(&s->arena, key) };
    }
    pl_setting_value *at = &setting->layer[layer];
    *at = *value;
    at->text = text_of(s, value);
    at->has = true;
    if (pl_str_eq(key, PL_S("mod-location")))
        s->mod_location = pl_settings_path(s, pl_settings_string(s, "mod-location"));
    if (pl_str_eq(key, PL_S("pipes-install-dir")))
        s->pipes_dir = pl_settings_path(s, pl_settings_string(s, "pipes-install-dir"));
}

/* Make a directory absolute before it is stored. Directories in a profile stay as written, because
 * they are shown that way (cli.md 6.4); whoever uses them makes them absolute. */
static pl_str whole_path(pl_settings *s, pl_setting_layer layer, pl_str key, pl_str value)
{
    bool is_dir = pl_str_eq(key, PL_S("mod-location")) || pl_str_eq(key, PL_S("install-dir"));
    bool in_profile = layer == PL_LAYER_PROFILE || layer == PL_LAYER_DEFAULT_PROFILE;
    if (!is_dir || in_profile)
        return pl_arena_str(&s->arena, value);
    return pl_settings_path(s, value);
}

void pl_settings_put_string(pl_settings *s, pl_setting_layer layer, const char *key, pl_str value)
{
    if (!s)
        return;
    pl_oom_scope scope;
    pl_oom_begin(&scope);
    pl_str name = pl_str_cstr(key);
    pl_setting_value v = { .type = PL_SETTING_STRING };
    v.text = whole_path(s, layer, name, value);
    pl_setting__put(s, layer, name, &v);
    pl_settings__note(s, &scope);
}

void pl_settings_put_int(pl_settings *s, pl_setting_layer layer, const char *key, int64_t value)
{
    if (!s)
        return;
    pl_oom_scope scope;
    pl_oom_begin(&scope);
    pl_setting_value v = { .type = PL_SETTING_INT, .number = value };
    pl_setting__put(s, layer, pl_str_cstr(key), &v);
    pl_settings__note(s, &scope);
}

void pl_settings_put_bool(pl_settings *s, pl_setting_layer layer, const char *key, bool value)
{
    if (!s)
        return;
    pl_oom_scope scope;
    pl_oom_begin(&scope);
    pl_setting_value v = { .type = PL_SETTING_BOOL, .truth = value };
    pl_setting__put(s, layer, pl_str_cstr(key), &v);
    pl_settings__note(s, &scope);
}

void pl_settings_put_list(pl_settings *s, pl_setting_layer layer, const char *key,
                          const pl_str *items, size_t n)
{
    if (!s)
        return;
    pl_oom_scope scope;
    pl_oom_begin(&scope);
    pl_setting_value v = { .type = PL_SETTING_LIST, .n = n };
    v.items = pl_arena_alloc(&s->arena, n * sizeof *v.items);
    for (size_t i = 0; i < n; i++)
        v.items[i] = pl_arena_str(&s->arena, items[i]);
    pl_setting__put(s, layer, pl_str_cstr(key), &v);
    pl_settings__note(s, &scope);
}

/* ---- text as numbers and bools */

bool pl_setting__parse_int(pl_str text, int64_t *out)
{
    char copy[32];
    char *end;
    size_t sign = text.len && (text.ptr[0] == '-' || text.ptr[0] == '+');
    if (text.len == sign || text.len >= sizeof copy)
        return false;
    for (size_t i = sign; i < text.len; i++)
        if (text.ptr[i] < '0' || text.ptr[i] > '9')
            return false;
    memcpy(copy, text.ptr, text.len);
    copy[text.len] = 0;
    errno = 0;
    long long n = strtoll(copy, &end, 10);
    if (errno)
        return false;
    *out = n;
    return true;
}

bool pl_setting__parse_bool(pl_str text, bool *out)
{
    static const char *const words[] = { "1", "t", "T", "true",  "TRUE",  "True",
                                         "0", "f", "F", "false", "FALSE", "False" };
    for (size_t i = 0; i < PL_COUNT(words); i++) {
        if (!pl_str_eq(text, pl_str_cstr(words[i])))
            continue;
        *out = i < PL_COUNT(words) / 2;
        return true;
    }
    return false;
}

/* ---- look */

pl_str pl_settings_string(const pl_settings *s, const char *key)
{
    const pl_setting_value *v = pl_setting__find(s, pl_str_cstr(key), NULL);
    return v ? v->text : PL_S("");
}

pl_str pl_settings_install_dir(const pl_settings *s)
{
    return pl_settings_string(s, "install-dir");
}

int64_t pl_settings_int(const pl_settings *s, const char *key)
{
    const pl_setting_value *v = pl_setting__find(s, pl_str_cstr(key), NULL);
    int64_t n = 0;
    if (v && v->type == PL_SETTING_INT)
        n = v->number;
    else if (v && v->type == PL_SETTING_BOOL)
        n = v->truth;
    else if (v)
        pl_setting__parse_int(v->text, &n);
    return n;
}

bool pl_settings_bool(const pl_settings *s, const char *key)
{
    const pl_setting_value *v = pl_setting__find(s, pl_str_cstr(key), NULL);
    bool truth = false;
    if (v && v->type == PL_SETTING_BOOL)
        truth = v->truth;
    else if (v && v->type == PL_SETTING_INT)
        truth = v->number != 0;
    else if (v)
        pl_setting__parse_bool(v->text, &truth);
    return truth;
}

const pl_str *pl_settings_list(const pl_settings *s, const char *key, size_t *n)
{
    const pl_setting_value *v = pl_setting__find(s, pl_str_cstr(key), NULL);
    *n = 0;
    if (!v)
        return NULL;
    if (v->type == PL_SETTING_LIST) {
        *n = v->n;
        return v->items;
    }
    *n = v->text.len != 0;
    return &v->text;
}

pl_setting_layer pl_settings_layer(const pl_settings *s, const char *key)
{
    pl_setting_layer layer = PL_LAYER_DEFAULT;
    pl_setting__find(s, pl_str_cstr(key), &layer);
    return layer;
}

bool pl_settings_is_set(const pl_settings *s, const char *key)
{
    return pl_settings_layer(s, key) > PL_LAYER_DEFAULT;
}

/* ---- connections that changed (follow.c) */

const pl_settings *pl_settings__newest(const pl_settings *s)
{
    const pl_settings *newer = atomic_load(&s->followed.newer);

    return newer ? newer : s;
}

uint64_t pl_settings_epoch(const pl_settings *s)
{
    return s ? atomic_load(&s->followed.epoch) : 0;
}
