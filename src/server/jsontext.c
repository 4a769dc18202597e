#include "server/jsontext.h"

static bool put(pl_jsonw *w, const pl_json *v, unsigned depth)
{
    switch ((pl_json_kind)v->kind) {
    case PL_JSON_NULL: pl_jsonw_null(w); return true;
    case PL_JSON_BOOL: pl_jsonw_bool(w, v->truth); return true;
    case PL_JSON_NUMBER: pl_jsonw_raw(w, v->text); return true;
    case PL_JSON_STRING: pl_jsonw_str(w, v->text); return true;
    case PL_JSON_ARRAY:
    case PL_JSON_OBJECT: break;
    }
    if (depth == PL_JSON_TEXT_DEPTH)
        return false;
    pl_jsonw_open(w, v->kind == PL_JSON_ARRAY ? '[' : '{');
    for (const pl_json *item = v->first; item; item = item->next) {
        if (v->kind == PL_JSON_OBJECT)
            pl_jsonw_key(w, item->key);
        if (!put(w, item, depth + 1))
            return false;
    }
    pl_jsonw_close(w, v->kind == PL_JSON_ARRAY ? ']' : '}');
    return true;
}

bool pl_json_put(pl_jsonw *w, const pl_json *value)
{
    return put(w, value, 0);
}
