/* fuzz_json.c - a JSON text is refused at a place inside it, or its tree, written as
 * JSON, reads back as the same tree; a tree that is a type is written as that type. */
#include "base/jsonw.h"
#include "base/str.h"
#include "base/utf8.h"
#include "value/type.h"
#include "../tests/helpers/type_json.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool claim)
{
    if (!claim)
        abort();
}

static void write_node(const pl_json *node, pl_jsonw *w)
{
    char bracket = node->kind == PL_JSON_ARRAY ? '[' : '{';
    switch (node->kind) {
    case PL_JSON_NULL: pl_jsonw_null(w); return;
    case PL_JSON_BOOL: pl_jsonw_bool(w, node->truth); return;
    case PL_JSON_NUMBER: pl_jsonw_raw(w, node->text); return;
    case PL_JSON_STRING:
        require(pl_utf8_valid(node->text));
        pl_jsonw_str(w, node->text);
        return;
    }
    uint32_t n = 0;
    pl_jsonw_open(w, bracket);
    for (const pl_json *item = node->first; item; item = item->next, n++) {
        if (bracket == '{')
            pl_jsonw_key(w, item->key);
        write_node(item, w);
    }
    require(n == node->n);
    pl_jsonw_close(w, bracket == '[' ? ']' : '}');
}

static pl_buf written(const pl_json *root)
{
    pl_buf out = { 0 };
    pl_jsonw w;
    pl_jsonw_init(&w, &out, 0, false);
    write_node(root, &w);
    return out;
}

static void check_type(pl_arena *arena, const pl_json *root)
{
    pl_buf out = { 0 };
    const pl_type *type = pl_type_from_json(arena, root), *again;
    if (type) {
        pl_type_write_json(type, &out);
        again = pl_type_from_json(arena, pl_json_parse(arena, pl_buf_view(&out), NULL));
        require(again && pl_type_eq(type, again));
        out.len = 0;
        pl_type_write(type, &out);
        pl_type_write_friendly(type, true, &out);
    }
    pl_buf_done(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    pl_arena arena = { 0 };
    pl_json_error err;
    const pl_json *root = pl_json_parse(&arena, pl_str_make(data, size), &err);
    if (root) {
        pl_buf once = written(root);
        const pl_json *copy = pl_json_parse(&arena, pl_buf_view(&once), NULL);
        require(copy != NULL);
        pl_buf twice = written(copy);
        require(pl_str_eq(pl_buf_view(&once), pl_buf_view(&twice)));
        check_type(&arena, root);
        pl_buf_done(&once);
        pl_buf_done(&twice);
    } else {
        require(err.offset <= size && err.line > 0 && err.column > 0 && err.message[0]);
    }
    pl_arena_done(&arena);
    return 0;
}
