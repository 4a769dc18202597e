/* fn_json.c - jsonencode and jsondecode (hcl.md 7.3, 7.6).
 *
 * The reference reads token by token and never sees the whole document, so some of its messages
 * differ from those of a document reader: see explain_error(). */
#include "hcl/fn_text.h"
#include "value/json.h"
#include "value/quote.h"
#include <stdlib.h>

enum { MOST_DEPTH = 500 }; /* all functions that use a value recurse over it */

bool pl_fn__jsonencode(pl_call *call, pl_value *out)
{
    pl_buf text = { 0 };
    if (pl_text__json(call, call->args[0], &text))
        return pl_text__give_buf(call, &text, out);
    pl_buf_done(&text);
    return false;
}

/* ---- from nodes to values */

static bool node_value(pl_call *call, const pl_json *node, unsigned depth, pl_value *out);

static bool array_value(pl_call *call, const pl_json *node, unsigned depth, pl_value *out)
{
    pl_value *at = pl_arena_alloc(call->arena, node->n * sizeof *at);
    uint32_t n = 0;
    for (const pl_json *item = node->first; item; item = item->next)
        if (!node_value(call, item, depth + 1, &at[n++]))
            return false;
    *out = pl_value_seq(call->arena, PL_V_TUPLE, NULL, at, n);
    return true;
}

typedef struct keyed {
    pl_member member;
    uint32_t place;
} keyed;

static int by_key_and_place(const void *a, const void *b)
{
    const keyed *x = a, *y = b;
    int order = pl_str_cmp(x->member.key, y->member.key);
    return order ? order : (x->place > y->place) - (x->place < y->place);
}

static bool bad_duplicate(pl_call *call, pl_str key)
{
    pl_buf quoted = { 0 };
    pl_quote_go(&quoted, key);
    pl_fn_fail(call, "duplicate %.*s property in JSON object", PL_FMT(pl_buf_view(&quoted)));
    pl_buf_done(&quoted);
    return false;
}

/* Of members with the same name the last one counts; all must have one type. */
static bool merge_duplicates(pl_call *call, const keyed *rows, uint32_t n, pl_member *at,
                             uint32_t *kept)
{
    *kept = 0;
    for (uint32_t i = 0; i < n; i++) {
        pl_member *last = *kept ? &at[*kept - 1] : NULL;
        if (last && pl_str_eq(last->key, rows[i].member.key)) {
            if (!pl_type_eq(pl_value_type(call->arena, last->value),
                            pl_value_type(call->arena, rows[i].member.value)))
                return bad_duplicate(call, last->key);
            --*kept;
        }
        at[(*kept)++] = rows[i].member;
    }
    return true;
}

static bool object_value(pl_call *call, const pl_json *node, unsigned depth, pl_value *out)
{
    keyed *rows = pl_arena_alloc(call->arena, node->n * sizeof *rows);
    pl_member *at = pl_arena_alloc(call->arena, node->n * sizeof *at);
    uint32_t n = 0, kept;
    for (const pl_json *item = node->first; item; item = item->next, n++) {
        rows[n].place = n;
        rows[n].member.key = pl_value_get_str(pl_value_text(call->arena, item->key, false));
        if (!node_value(call, item, depth + 1, &rows[n].member.value))
            return false;
    }
    qsort(rows, n, sizeof *rows, by_key_and_place);
    if (!merge_duplicates(call, rows, n, at, &kept))
        return false;
    *out = pl_value_members(call->arena, PL_V_OBJECT, NULL, at, kept);
    return true;
}

static bool node_value(pl_call *call, const pl_json *node, unsigned depth, pl_value *out)
{
    if (depth > MOST_DEPTH)
        return pl_fn_fail(call, "exceeded max depth");
    switch ((pl_json_kind)node->kind) {
    case PL_JSON_NULL: *out = pl_value_null(pl_type_simple(PL_TYPE_ANY)); return true;
    case PL_JSON_BOOL: *out = pl_value_bool(node->truth); return true;
    case PL_JSON_NUMBER: return pl_number_parse(call->arena, node->text, out);
    case PL_JSON_STRING: *out = pl_value_text(call->arena, node->text, false); return true;
    case PL_JSON_ARRAY: return array_value(call, node, depth, out);
    case PL_JSON_OBJECT: return object_value(call, node, depth, out);
    }
    return false;
}

/* ---- messages */

/* Does the text end inside a string, a word or a number? Otherwise the reference accepts the
 * last token and reports an unexpected end. */
static bool ends_in_scalar(pl_str s)
{
    size_t i = 0, start = 0;
    while (i < s.len) {
        start = i;
        if (s.ptr[i] == '"') {
            for (i++; i < s.len && s.ptr[i] != '"'; i++)
                i += s.ptr[i] == '\\';
            if (i >= s.len)
                return true;
            i++;
        } else if (pl_char_in(s.ptr[i], " \t\r\n,:[]{}")) {
            i++;
            start = i;
        } else {
            while (i < s.len && !pl_char_in(s.ptr[i], " \t\r\n,:[]{}\""))
                i++;
            if (i < s.len)
                start = i;
        }
    }
    pl_str last = pl_str_sub(s, start, s.len);
    if (!last.len || last.ptr[0] == '"')
        return false;
    bool digit = last.ptr[last.len - 1] >= '0' && last.ptr[last.len - 1] <= '9';
    return !digit && !pl_str_eq(last, PL_S("true")) && !pl_str_eq(last, PL_S("false")) &&
           !pl_str_eq(last, PL_S("null"));
}

/* The last byte before `at` that is not a blank. */
static char byte_before(pl_str s, size_t at)
{
    while (at > 0 && pl_char_in(s.ptr[at - 1], " \t\r\n"))
        at--;
    return at ? s.ptr[at - 1] : 0;
}

static bool explain_error(pl_call *call, pl_str text, const pl_json_error *err)
{
    static const char key[] = " looking for beginning of object key string";
    pl_str message = pl_str_cstr(err->message);
    if (pl_str_eq(message, PL_S("unexpected end of JSON input")))
        return pl_fn_fail(call, ends_in_scalar(text) ? "unexpected EOF" : "EOF");
    if (pl_str_ends(message, PL_S("after top-level value")))
        return pl_fn_fail(call, "extraneous data after JSON object");
    if (pl_str_ends(message, pl_str_cstr(key)) && byte_before(text, err->offset) == '{')
        message.len -= sizeof key - 1;
    return pl_fn_fail(call, "%.*s", PL_FMT(message));
}

/* The most nodes that a text can make. */
static uint64_t count_nodes(pl_str s)
{
    uint64_t n = 1;
    for (size_t i = 0; i < s.len; i++)
        n += s.ptr[i] == ',' || s.ptr[i] == '[' || s.ptr[i] == '{';
    return n;
}

bool pl_fn__jsondecode(pl_call *call, pl_value *out)
{
    pl_str text = pl_text__arg(call, 0);
    pl_json_error err;
    uint64_t each = sizeof(pl_json) + 3 * sizeof(pl_member);
    if (!pl_fn_charge(call, count_nodes(text) * each + text.len))
        return false;
    const pl_json *node = pl_json_parse(call->arena, text, &err);
    /* The reference stops silently at a closing bracket too many. */
    if (!node && err.offset < text.len && pl_char_in(text.ptr[err.offset], "]}") &&
        pl_str_ends(pl_str_cstr(err.message), PL_S("after top-level value")))
        node = pl_json_parse(call->arena, pl_str_sub(text, 0, err.offset), &err);
    return node ? node_value(call, node, 0, out) : explain_error(call, text, &err);
}
