/* make.h - values and types from texts, for the tests of this directory.
 *
 *     make(&arena, "[1, null, {\"a\": \"x\"}]")       tuples, objects, untyped nulls
 *     typed(&arena, "[\"set\",\"number\"]", "[2, 1]")  converted to that type */
#ifndef PL_TEST_VALUE_MAKE_H
#define PL_TEST_VALUE_MAKE_H
#include "base/str.h"
#include "helpers/type_json.h"
#include "unit/test.h"
#include "value/convert.h"
#include "value/number.h"

static inline pl_value of_json(pl_arena *arena, const pl_json *json)
{
    pl_value v = pl_value_null(pl_type_simple(PL_TYPE_ANY));
    uint32_t n = 0;
    switch ((pl_json_kind)json->kind) {
    case PL_JSON_NULL: break;
    case PL_JSON_BOOL: return pl_value_bool(json->truth);
    case PL_JSON_NUMBER: CHECK(pl_number_parse(arena, json->text, &v), "a number"); break;
    case PL_JSON_STRING: return pl_value_text(arena, json->text, true);
    case PL_JSON_ARRAY: {
        pl_seq *seq = pl_seq_room(arena, json->n);
        for (const pl_json *part = json->first; part; part = part->next)
            seq->at[n++] = of_json(arena, part);
        return pl_value_take_seq(PL_V_TUPLE, NULL, seq, n);
    }
    case PL_JSON_OBJECT: {
        pl_members *members = pl_members_room(arena, json->n);
        for (const pl_json *part = json->first; part; part = part->next)
            members->at[n++] = (pl_member){ part->key, of_json(arena, part) };
        return pl_value_take_members(PL_V_OBJECT, NULL, members, n);
    }
    }
    return v;
}

static inline pl_value make(pl_arena *arena, const char *text)
{
    const pl_json *json = pl_json_parse(arena, pl_arena_str(arena, pl_str_cstr(text)), NULL);
    CHECK(json != NULL, text);
    return of_json(arena, json);
}

static inline const pl_type *type_of_text(pl_arena *arena, const char *text)
{
    const pl_json *json = pl_json_parse(arena, pl_arena_str(arena, pl_str_cstr(text)), NULL);
    const pl_type *type = json ? pl_type_from_json(arena, json) : NULL;
    CHECK(type != NULL, text);
    return type;
}

static inline pl_value typed(pl_arena *arena, const char *type, const char *text)
{
    pl_buf why = { 0 };
    pl_value v;
    CHECK(pl_convert(arena, make(arena, text), type_of_text(arena, type), &v, &why), text);
    pl_buf_done(&why);
    return v;
}

/* "set(number) [1,2]", in `arena`. */
static inline const char *show_value(pl_arena *arena, pl_value v)
{
    pl_buf out = { 0 };
    pl_type_write(pl_value_type(arena, v), &out);
    pl_buf_byte(&out, ' ');
    pl_value_json(v, &out);
    const char *text = pl_arena_str(arena, pl_buf_view(&out)).ptr;
    pl_buf_done(&out);
    return text;
}

#endif
