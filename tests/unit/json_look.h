/* json_look.h - look into JSON by a path, and print what is there without blanks. */
#ifndef PL_TEST_JSON_LOOK_H
#define PL_TEST_JSON_LOOK_H
#include "base/jsonw.h"
#include "base/str.h"
#include "unit/test.h"
#include "value/json.h"

/* Item `i` of an array, member `i` of an object; NULL when there is none. */
static inline const pl_json *json_at(const pl_json *node, uint32_t i)
{
    const pl_json *item = pl_json_first(node);
    while (item && i--)
        item = item->next;
    return item;
}

/* The document in `text`, which is one. */
static inline const pl_json *json_read(pl_arena *arena, const pl_buf *text, const char *what)
{
    pl_json_error error;
    const pl_json *doc = pl_json_parse(arena, pl_arena_str(arena, pl_buf_view(text)), &error);
    if (!doc)
        print_error("%s: %s at %zu\n", what, error.message, error.offset);
    CHECK(doc, what);
    return doc;
}

/* Members and positions, "a/0/b"; NULL: there is none. */
static inline const pl_json *json_look(const pl_json *doc, const char *path)
{
    char key[128];
    for (const char *at = path; doc && *at;) {
        size_t n = strcspn(at, "/");
        snprintf(key, sizeof key, "%.*s", (int)n, at);
        at += at[n] ? n + 1 : n;
        doc = pl_json_is(doc, PL_JSON_ARRAY) ? json_at(doc, (uint32_t)atoi(key))
                                             : pl_json_get(doc, key);
    }
    return doc;
}

static inline void json_put(const pl_json *v, pl_jsonw *w)
{
    bool object = pl_json_is(v, PL_JSON_OBJECT), array = pl_json_is(v, PL_JSON_ARRAY);
    if (object || array) {
        pl_jsonw_open(w, object ? '{' : '[');
        for (const pl_json *one = pl_json_first(v); one; one = one->next) {
            if (object)
                pl_jsonw_key(w, one->key);
            json_put(one, w);
        }
        pl_jsonw_close(w, object ? '}' : ']');
    } else if (pl_json_is(v, PL_JSON_STRING)) {
        pl_jsonw_str(w, pl_json_text(v));
    } else if (pl_json_is(v, PL_JSON_NUMBER)) {
        pl_jsonw_raw(w, pl_json_text(v));
    } else if (pl_json_is(v, PL_JSON_BOOL)) {
        pl_jsonw_bool(w, v->truth);
    } else {
        pl_jsonw_null(w);
    }
}

/* What is at `path`, "" when nothing is; in `arena`. */
static inline const char *json_text(pl_arena *arena, const pl_json *doc, const char *path)
{
    const pl_json *v = json_look(doc, path);
    pl_buf out = { 0 };
    pl_jsonw w;
    if (!v)
        return "";
    pl_jsonw_init(&w, &out, 0, false);
    json_put(v, &w);
    pl_buf_byte(&out, 0);
    pl_str copy = pl_arena_str(arena, pl_buf_view(&out));
    pl_buf_done(&out);
    return copy.ptr;
}

#endif
