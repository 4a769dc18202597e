/* eval.c - typical expressions of mods, evaluated again and again.
 *
 * Each row is one expression, parsed once; an iteration evaluates it 1,000 times into an
 * arena that is rewound. `local.x` is an object of ten tags, found through a scope as the
 * loader's are. The floor copies the bytes that the value takes. */
#include "base/diag.h"
#include "base/file.h"
#include "base/str.h"
#include "bench.h"
#include "hcl/eval.h"

enum { ROUNDS = 1000, TAGS = 10 };

typedef struct input {
    const char *name, *text;
    const pl_expr *expr;
    pl_arena *tree, arena;
    pl_diags *diags;
    pl_scope scope;
    pl_value tags;
    size_t bytes; /* arena bytes of one evaluation */
    char *from, *to;
} input;

static pl_found find(const pl_scope *scope, const pl_root_traversal *name, pl_value *out,
                     unsigned *used, pl_diags *diags)
{
    const input *in = scope->ctx;
    (void)diags;
    if (!name->steps || !pl_str_eq(name->root, PL_S("local")))
        return PL_FOUND_NOTHING;
    *out = in->tags;
    *used = 1;
    return PL_FOUND;
}

static pl_value make_tags(pl_arena *arena)
{
    pl_members *members = pl_members_room(arena, TAGS);
    for (int i = 0; i < TAGS; i++)
        members->at[i] = (pl_member){ pl_arena_printf(arena, "tag_%d", i),
                                      pl_value_str(pl_arena_printf(arena, "value of %d", i)) };
    return pl_value_take_members(PL_V_OBJECT, NULL, members, TAGS);
}

static size_t used(const pl_arena *arena)
{
    return pl_arena_bytes(arena) - (size_t)(arena->end - arena->at);
}

static void evaluate(void *ctx)
{
    input *in = ctx;
    for (int i = 0; i < ROUNDS; i++) {
        pl_eval ev = { .arena = &in->arena, .diags = in->diags, .scope = &in->scope };
        pl_value v = pl_eval_expr(&ev, in->expr);
        bench_sink(v.len);
        in->bytes = used(&in->arena);
        pl_arena_reset(&in->arena);
    }
}

static void copy(void *ctx)
{
    input *in = ctx;
    for (int i = 0; i < ROUNDS; i++) {
        memcpy(in->to, in->from, in->bytes);
        bench_sink((uint64_t)in->to[in->bytes / 2]);
    }
}

static void run(pl_parser *parser, input *in)
{
    pl_arena tree = { 0 };
    char room[1 << 14] = { 0 }, copied[1 << 14];
    size_t len = strlen(in->text);
    char *text = pl_arena_zero(&tree, len + PL_VIEW_SLACK, 1);
    memcpy(text, in->text, len);
    in->diags = pl_diags_new();
    in->from = room;
    in->to = copied;
    in->tags = make_tags(&tree);
    in->scope = (pl_scope){ .find = find, .ctx = in };
    pl_diags_begin(in->diags, PL_S("f.pp"), pl_str_make(text, len));
    in->expr = pl_parse_expr(parser, pl_str_make(text, len), &tree, in->diags);
    evaluate(in);
    bench_case c = { .name = in->name, .run = evaluate, .floor = copy, .ctx = in, .items = ROUNDS };
    bench_run(&c);
    bench_note("%zu arena bytes each, %zu messages", in->bytes, pl_diags_count(in->diags));
    pl_diags_end(in->diags);
    pl_diags_free(in->diags);
    pl_arena_done(&in->arena);
    pl_arena_done(&tree);
}

int main(void)
{
    input rows[] = {
        { .name = "eval/literal", .text = "\"some text\"" },
        { .name = "eval/traversal", .text = "local.tags.tag_7" },
        { .name = "eval/template", .text = "\"from ${local.tags.tag_3} to the end\"" },
        { .name = "eval/tuple", .text = "[1, 2, \"three\", true, null]" },
        { .name = "eval/object",
          .text = "{ category = \"Compliance\", plugin = \"aws\", type = 1 }" },
        { .name = "eval/merge",
          .text = "merge(local.tags, { service = \"AWS/S3\", type = \"Benchmark\" })" },
        { .name = "eval/replace",
          .text = "replace(\"a __DIMENSIONS__ b\", \"__DIMENSIONS__\", \"x\")" },
        { .name = "eval/contains",
          .text = "contains([\"a\", \"b\", \"c\"], \"c\") ? \"yes\" : \"no\"" },
        { .name = "eval/arithmetic", .text = "(1 + 2) * 3 - 4 / 2" },
        { .name = "eval/fraction", .text = "0.1 + 1 / 3" },
        { .name = "eval/for", .text = "[for k, v in local.tags : \"${k}=${v}\" if v != \"\"]" },
        { .name = "eval/try", .text = "try(local.tags.nope, local.tags.tag_1)" },
    };
    pl_parser *parser = pl_parser_new();
    for (size_t i = 0; i < PL_COUNT(rows); i++)
        run(parser, &rows[i]);
    pl_parser_free(parser);
    return 0;
}
