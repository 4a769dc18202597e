/* The recorded messages of the real program for broken files: suite errors-syntax.
 * What it printed ends with what our parser says about the file that a case puts
 * into the workspace. */
#include "base/file.h"
#include "base/str.h"
#include "hcl/parse.h"
#include "unit/test.h"
#include "value/json.h"

static const char suite[] = "golden/suites/errors-syntax/";

typedef struct run {
    pl_arena arena; /* of one case */
    pl_parser *parser;
    uint32_t n, good;
} run;

/* A file of the suite; empty when there is none. */
static pl_str slurp(run *r, pl_str name)
{
    char path[512];
    pl_str text = { "", 0 };
    snprintf(path, sizeof path, "tests/%s%.*s", suite, PL_FMT(name));
    pl_file_slurp(path, (size_t)16 << 20, &r->arena, &text);
    return text;
}

/* Every message once, as the program prints them. */
static void format_all(const pl_diags *diags, pl_buf *out)
{
    for (size_t i = 0; i < pl_diags_count(diags); i++) {
        const pl_diag *d = pl_diags_get(diags, i);
        bool again = false;
        for (size_t k = 0; k < i && !again; k++) {
            const pl_diag *earlier = pl_diags_get(diags, k);
            again =
                pl_str_eq(earlier->summary, d->summary) && pl_str_eq(earlier->detail, d->detail);
        }
        if (again)
            continue;
        if (out->len)
            pl_buf_byte(out, '\n');
        pl_diag_format(d, out);
    }
}

static void parse(run *r, pl_str path, pl_str source, pl_buf *out)
{
    char *text = pl_arena_alloc(&r->arena, source.len + PL_VIEW_SLACK);
    pl_diags *diags = pl_diags_new();
    memset(text + source.len, 0, PL_VIEW_SLACK);
    memcpy(text, source.ptr, source.len);
    pl_diags_begin(diags, path, pl_str_make(text, source.len));
    pl_parse_file(r->parser, pl_str_make(text, source.len), &r->arena, diags);
    pl_diags_end(diags);
    format_all(diags, out);
    pl_diags_free(diags);
}

/* Commands that do not look into the file, and files that are not looked at. */
static bool is_unread(pl_str id)
{
    static const char *const starts[] = { "via-mod-", "ignored-", "hidden-broken", "other-" };
    for (size_t i = 0; i < PL_COUNT(starts); i++)
        if (pl_str_starts(id, pl_str_cstr(starts[i])))
            return true;
    return false;
}

static bool agree(pl_str printed, pl_str ours)
{
    static const char loading[] = "Failed to load all mod source files";
    if (ours.len)
        return pl_str_ends(pl_str_trim(printed), ours);
    return !printed.len || !memmem(printed.ptr, printed.len, loading, sizeof loading - 1);
}

static void run_case(run *r, const pl_json *one, const pl_json *place)
{
    pl_str id = pl_json_text(pl_json_get(one, "id")), path = pl_json_text(place);
    pl_buf ours = { 0 }, name = { 0 };
    pl_buf_printf(&name, "expect/%.*s.stderr", PL_FMT(id));
    parse(r, path, slurp(r, place->key), &ours);
    pl_str printed = slurp(r, pl_buf_view(&name));
    r->n++;
    if (agree(printed, pl_buf_view(&ours)))
        r->good++;
    else
        print_error("%.*s\n  want %.*s\n  got  %.*s\n", PL_FMT(id), PL_FMT(printed),
                    PL_FMT(pl_buf_view(&ours)));
    pl_buf_done(&ours);
    pl_buf_done(&name);
}

TEST(messages_are_those_of_the_real_program)
{
    pl_arena arena = { 0 };
    pl_str text;
    const char *path = pl_test_shared("golden/suites/errors-syntax/cases.json");
    run r = { .parser = pl_parser_new() };
    const pl_json *cases = NULL;
    if (path && pl_file_slurp(path, (size_t)16 << 20, &arena, &text) == 0)
        cases = pl_json_get(pl_json_parse(&arena, text, NULL), "cases");
    for (const pl_json *one = pl_json_first(cases); one; one = one->next) {
        const pl_json *place = pl_json_first(pl_json_get(one, "place"));
        if (!place || place->next || pl_json_get(one, "tty") || pl_json_get(one, "frozen") ||
            is_unread(pl_json_text(pl_json_get(one, "id"))))
            continue;
        run_case(&r, one, place);
        pl_arena_reset(&r.arena);
    }
    if (cases)
        print_message("recorded syntax messages: %u of %u\n", r.good, r.n);
    pl_parser_free(r.parser);
    pl_arena_done(&r.arena);
    pl_arena_done(&arena);
    CHECK(r.good == r.n, "every case agrees");
}
