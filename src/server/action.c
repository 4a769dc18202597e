/* action.c - parses a message of a client, one JSON object, into an action. */
#include "server/action.h"

#include "base/jsonw.h"
#include "base/str.h"
#include "server/jsontext.h"
#include "server/request.h"

/* ORDER actions */
static const char *const names[PL_ACTIONS] = {
    "",
    "get_server_metadata",
    "get_available_dashboards",
    "select_dashboard",
    "input_changed",
    "clear_dashboard",
    "select_snapshot",
    "keep_alive",
};

pl_str pl_action_name(pl_action_kind kind)
{
    return pl_str_cstr(names[kind]);
}

typedef struct reader {
    pl_arena *arena;
    bool wrong; /* a known member of another type */
} reader;

/* The last member of that name whose value is not null; NULL: there is none. */
static const pl_json *member(const pl_json *object, const char *name)
{
    const pl_json *found = NULL;

    for (const pl_json *m = pl_json_first(object); m; m = m->next)
        if (pl_str_same_word(m->key, pl_str_cstr(name)) && !pl_json_is(m, PL_JSON_NULL))
            found = m;
    return found;
}

static const pl_json *typed(reader *r, const pl_json *object, const char *name, pl_json_kind kind)
{
    const pl_json *found = member(object, name);

    if (found && !pl_json_is(found, kind)) {
        r->wrong = true;
        return NULL;
    }
    return found;
}

static pl_str text_of(reader *r, const pl_json *object, const char *name)
{
    return pl_json_text(typed(r, object, name, PL_JSON_STRING));
}

static const pl_str *texts(reader *r, const pl_json *object, const char *name, uint32_t *n,
                           bool *there)
{
    const pl_json *list = typed(r, object, name, PL_JSON_ARRAY);
    pl_str *out;

    *n = 0;
    *there = list != NULL;
    if (!list)
        return NULL;
    out = pl_arena_alloc(r->arena, (list->n + 1) * sizeof *out);
    for (const pl_json *item = pl_json_first(list); item; item = item->next) {
        r->wrong |= !pl_json_is(item, PL_JSON_STRING) && !pl_json_is(item, PL_JSON_NULL);
        out[(*n)++] = pl_json_text(item);
    }
    return out;
}

static pl_str value_text(reader *r, const pl_json *v)
{
    pl_buf json = { 0 };
    pl_str text;
    pl_jsonw w;

    pl_jsonw_init(&w, &json, 0, false);
    r->wrong |= !pl_json_put(&w, v);
    text = pl_arena_str(r->arena, pl_buf_view(&json));
    pl_buf_done(&json);
    return text;
}

static void read_inputs(reader *r, const pl_json *payload, pl_action *out)
{
    const pl_json *inputs = typed(r, payload, "inputs", PL_JSON_OBJECT);
    pl_run_input_value *values;

    out->has_inputs = inputs != NULL;
    if (!inputs)
        return;
    values = pl_arena_alloc(r->arena, (inputs->n + 1) * sizeof *values);
    for (const pl_json *m = pl_json_first(inputs); m; m = m->next) {
        values[out->n_inputs].name = m->key;
        values[out->n_inputs++].json = value_text(r, m);
    }
    out->inputs = values;
}

static bool digits(pl_str text, size_t from, size_t n)
{
    for (size_t i = from; i < from + n; i++)
        if (i >= text.len || text.ptr[i] < '0' || text.ptr[i] > '9')
            return false;
    return true;
}

/* Does the text have the form "2025-03-01T00:00:00.5+01:00"? The database decides whether that
 * day exists. */
static bool is_time(pl_str t)
{
    static const char form[] = "dddd-dd-ddTdd:dd:dd";
    size_t i = sizeof form - 1;

    for (size_t k = 0; k < i; k++)
        if (k >= t.len || (form[k] == 'd' ? !digits(t, k, 1) : t.ptr[k] != form[k]))
            return false;
    if (i < t.len && t.ptr[i] == '.') {
        if (!digits(t, ++i, 1))
            return false;
        while (digits(t, i, 1))
            i++;
    }
    if (i + 1 == t.len && t.ptr[i] == 'Z')
        return true;
    return i + 6 == t.len && (t.ptr[i] == '+' || t.ptr[i] == '-') && digits(t, i + 1, 2) &&
           t.ptr[i + 3] == ':' && digits(t, i + 4, 2);
}

static pl_str time_of(reader *r, const pl_json *range, const char *name)
{
    const pl_json *found = typed(r, range, name, PL_JSON_STRING);

    r->wrong |= found && !is_time(pl_json_text(found));
    return pl_json_text(found);
}

static void read_payload(reader *r, const pl_json *payload, pl_action *out)
{
    const pl_json *range;

    out->has_payload = true;
    out->name = text_of(r, typed(r, payload, "dashboard", PL_JSON_OBJECT), "full_name");
    read_inputs(r, payload, out);
    out->changed = text_of(r, payload, "changed_input");
    range = typed(r, payload, "datetime_range", PL_JSON_OBJECT);
    out->has_range = range != NULL;
    out->from = time_of(r, range, "from");
    out->to = time_of(r, range, "to");
    out->search_path = texts(r, payload, "search_path", &out->n_search_path, &out->has_search_path);
    out->search_path_prefix = texts(r, payload, "search_path_prefix", &out->n_search_path_prefix,
                                    &out->has_search_path_prefix);
}

bool pl_action_parse(pl_arena *arena, pl_str text, pl_action *out)
{
    const pl_json *root = pl_json_parse(arena, text, NULL);
    reader r = { .arena = arena };
    const pl_json *payload;
    pl_str action;

    *out = (pl_action){ 0 };
    if (!pl_json_is(root, PL_JSON_OBJECT))
        return false;
    action = text_of(&r, root, "action");
    payload = typed(&r, root, "payload", PL_JSON_OBJECT);
    if (payload)
        read_payload(&r, payload, out);
    if (!out->changed.len) /* some older clients put it there */
        out->changed = text_of(&r, root, "changed_input");
    for (int i = PL_ACTION_NONE + 1; i < PL_ACTIONS; i++)
        if (pl_str_eq(action, pl_str_cstr(names[i])))
            out->kind = (pl_action_kind)i;
    return !r.wrong;
}
