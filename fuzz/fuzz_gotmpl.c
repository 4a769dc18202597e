/* fuzz_gotmpl.c - any text is a template or a message; what it makes is bounded. */
#include "gotmpl/gotmpl.h"

#include "base/str.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void name(pl_tmpl_call *call, const void *object, const pl_tmpl_value *args,
                 pl_tmpl_value *out)
{
    (void)call, (void)object, (void)args;
    *out = pl_tmpl_text(PL_S("Ada"));
}

static void tags(pl_tmpl_call *call, const void *object, const pl_tmpl_value *args,
                 pl_tmpl_value *out)
{
    (void)object, (void)args;
    pl_tmpl_pair *pairs = pl_arena_alloc(call->arena, 2 * sizeof(*pairs));
    pairs[0] = (pl_tmpl_pair){ PL_S("port"), pl_tmpl_text(PL_S("Oslo")) };
    pairs[1] = (pl_tmpl_pair){ PL_S("n"), pl_tmpl_float(1.5) };
    *out = pl_tmpl_map(pairs, 2, "map[string]interface {}");
}

static void loads(pl_tmpl_call *call, const void *object, const pl_tmpl_value *args,
                  pl_tmpl_value *out)
{
    (void)object;
    pl_tmpl_value *at = pl_arena_alloc(call->arena, 2 * sizeof(*at));
    at[0] = pl_tmpl_int(7);
    at[1] = args ? args[0] : pl_tmpl_bool(true);
    *out = pl_tmpl_list(at, 2, "[]interface {}");
}

static const pl_tmpl_member members[] = {
    { "Name", .get = name },
    { "Tags", .get = tags },
    { "Loads", .get = loads },
    { "With", "*", .get = loads },
};
static const pl_tmpl_class ship = { .type = "*fleet.Ship", .members = members, .n_members = 4 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    pl_tmpl_set *set = pl_tmpl_set_new(NULL, 0);
    pl_buf out = { 0 }, error = { 0 };
    pl_tmpl_execution what = { PL_S("t"), PL_S("t"), pl_tmpl_object(&ship, &ship), NULL };
    if (pl_tmpl_parse(set, PL_S("t"), pl_str_make(data, size), &error))
        pl_tmpl_execute(set, &what, &out, &error);
    pl_buf_done(&out);
    pl_buf_done(&error);
    pl_tmpl_set_free(set);
    return 0;
}
