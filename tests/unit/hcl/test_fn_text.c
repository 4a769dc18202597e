/* The functions of fn_text.def: cases of tests/spec/functions.txt, and those that need
 * files, an environment or a limit. */
#include "base/file.h"
#include "base/str.h"
#include "hcl/fn.h"
#include "hcl/re2.h"
#include "hcl/regex.h"
#include "unit/test.h"
#include "value/json.h"
#include <sys/stat.h>
#include <unistd.h>

typedef struct outcome {
    pl_arena arena;
    pl_fn_env env;
    uint64_t budget; /* 0: the usual one */
    uint8_t marks;   /* of every argument */
    pl_buf line;
    unsigned files; /* how many functions reported */
} outcome;

static void count_file(void *ctx, pl_str path)
{
    (void)path;
    ((outcome *)ctx)->files++;
}

static void done(outcome *o)
{
    pl_buf_done(&o->line);
    pl_arena_done(&o->arena);
}

static pl_value from_json(pl_arena *arena, const pl_json *node)
{
    pl_value v = pl_value_null(pl_type_simple(PL_TYPE_ANY));
    uint32_t n = 0;
    if (node->kind == PL_JSON_BOOL)
        return pl_value_bool(node->truth);
    if (node->kind == PL_JSON_STRING)
        return pl_value_text(arena, node->text, false);
    if (node->kind == PL_JSON_NUMBER)
        pl_number_parse(arena, node->text, &v);
    if (node->kind == PL_JSON_ARRAY) {
        pl_value *at = pl_arena_alloc(arena, node->n * sizeof *at);
        for (const pl_json *i = node->first; i; i = i->next)
            at[n++] = from_json(arena, i);
        return pl_value_seq(arena, PL_V_TUPLE, NULL, at, n);
    }
    if (node->kind == PL_JSON_OBJECT) {
        pl_member *at = pl_arena_alloc(arena, node->n * sizeof *at);
        for (const pl_json *i = node->first; i; i = i->next)
            at[n++] = (pl_member){ i->key, from_json(arena, i) };
        return pl_value_members(arena, PL_V_OBJECT, NULL, at, n);
    }
    return v;
}

/* As the calling convention does for the types that these functions have. */
static bool prepare(outcome *o, const pl_param *p, pl_value *v)
{
    pl_buf why = { 0 };
    const pl_type *string = pl_type_simple(PL_TYPE_STRING);
    const pl_type *want = strcmp(p->type, "string") == 0   ? string
                          : strcmp(p->type, "number") == 0 ? pl_type_simple(PL_TYPE_NUMBER)
                          : strcmp(p->type, "any") == 0
                              ? pl_type_simple(PL_TYPE_ANY)
                              : pl_type_collection(&o->arena, PL_TYPE_LIST, string);
    bool ok = pl_convert(&o->arena, *v, want, v, &why);
    pl_buf_done(&why);
    return ok && (v->tag != PL_V_NULL || p->null_ok);
}

/* `text` is ["function", argument, ...]. */
static const char *call(outcome *o, pl_str text)
{
    pl_value args[16], result;
    uint32_t n = 0, params = 0;
    const pl_json *row = pl_json_parse(&o->arena, text, NULL);
    CHECK(row != NULL, text.ptr);
    const pl_fn *fn = pl_fn_find(pl_json_text(row->first));
    CHECK(fn != NULL, text.ptr);
    while (params < 4 && fn->params[params].name)
        params++;
    for (const pl_json *a = row->first->next; a; a = a->next, n++) {
        args[n] = from_json(&o->arena, a);
        CHECK(prepare(o, &fn->params[n < params ? n : params - 1], &args[n]), text.ptr);
        args[n].marks = o->marks;
    }
    uint64_t budget = o->budget ? o->budget : (uint64_t)256 << 20;
    pl_call c = {
        .arena = &o->arena, .env = &o->env, .args = args, .n = n, .bad_arg = -1, .budget = &budget
    };
    o->line.len = 0;
    if (fn->impl(&c, &result))
        CHECK(pl_value_json(result, &o->line), text.ptr);
    else if (c.bad_arg >= 0)
        pl_buf_printf(&o->line, "!%d %.*s", c.bad_arg, PL_FMT(pl_buf_view(&c.why)));
    else
        pl_buf_printf(&o->line, "! %.*s", PL_FMT(pl_buf_view(&c.why)));
    pl_buf_byte(&o->line, 0);
    pl_buf_done(&c.why);
    return o->line.ptr;
}

TEST(functions_over_text_answer_as_the_reference)
{
    pl_arena arena = { 0 };
    pl_str text;
    unsigned n = 0;
    CHECK_INT(pl_file_slurp("tests/spec/functions.txt", 1 << 20, &arena, &text), 0, "the cases");
    while (text.len) {
        pl_str what = pl_str_split(&text, '\n');
        if (!pl_str_starts(what, PL_S("# ")))
            continue;
        pl_str source = pl_str_split(&text, '\n'), want = pl_str_split(&text, '\n');
        outcome o = { 0 };
        CHECK_STR(call(&o, source), pl_arena_str(&arena, want).ptr, pl_arena_str(&arena, what).ptr);
        done(&o);
        n++;
    }
    CHECK(n > 150, "cases");
    pl_arena_done(&arena);
}

/* ---- files */

static void put_file(const char *dir, const char *name, const char *bytes, size_t n)
{
    char path[512];
    snprintf(path, sizeof path, "%s/%s", dir, name);
    FILE *f = fopen(path, "w");
    CHECK(f != NULL, path);
    fwrite(bytes, 1, n, f);
    fclose(f);
}

static const char *make_tree(void)
{
    static char dir[256];
    char path[512];
    snprintf(dir, sizeof dir, "%s/tree", pl_test_dir());
    if (mkdir(dir, 0700) != 0)
        return dir;
    snprintf(path, sizeof path, "%s/sub", dir);
    CHECK_INT(mkdir(path, 0700), 0, path);
    put_file(dir, "a.txt", "A\n", 2);
    put_file(dir, "b.md", "e\xcc\x81", 3);
    put_file(dir, "raw", "\xff\x00", 2);
    put_file(path, "c.txt", "", 0);
    snprintf(path, sizeof path, "%s/sub/back", dir);
    CHECK_INT(symlink("..", path), 0, path);
    snprintf(path, sizeof path, "%s/sub/pipe", dir);
    CHECK_INT(mkfifo(path, 0600), 0, path);
    return dir;
}

static const struct {
    const char *what, *src, *want; /* ~ in `want` stands for the directory */
} file_cases[] = {
    { "content", "[\"file\", \"./sub/../a.txt\"]", "\"A\\n\"" },
    { "content becomes NFC", "[\"file\", \"b.md\"]", "\"\303\251\"" },
    { "bytes", "[\"filebase64\", \"raw\"]", "\"/wA=\"" },
    { "bytes that are no text", "[\"file\", \"raw\"]",
      "! contents of \"raw\" are not valid UTF-8; use the filebase64 function to obtain the Base64 "
      "encoded contents or the other file functions (e.g. filemd5, filesha256) to obtain file "
      "hashing results instead" },
    { "a directory", "[\"file\", \"sub\"]", "!0 failed to read file: read ~/sub: is a directory" },
    { "a pipe does not block", "[\"file\", \"sub/pipe\"]", "!0 open ~/sub/pipe: invalid argument" },
    { "a NUL is not the end of a path", "[\"file\", \"a.txt\\u0000x\"]",
      "!0 open ~/a.txt: invalid argument" },
    { "somebody's home", "[\"file\", \"~x/a\"]",
      "!0 failed to expand ~: cannot expand user-specific home dir" },
    { "one's own home", "[\"file\", \"\\u007e/a.txt\"]", "\"A\\n\"" },
    { "a file of nothing", "[\"filemd5\", \"sub/c.txt\"]", "\"d41d8cd98f00b204e9800998ecf8427e\"" },
    { "no file to digest", "[\"filesha1\", \"x\"]", "! open ~/x: no such file or directory" },
    { "a directory to digest", "[\"filesha512\", \"sub\"]", "! read ~/sub: is a directory" },
    { "a digest in base64", "[\"filebase64sha256\", \"sub/c.txt\"]",
      "\"47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\"" },
    { "there", "[\"fileexists\", \"a.txt\"]", "true" },
    { "not there", "[\"fileexists\", \"a.tx\"]", "false" },
    { "below a file", "[\"fileexists\", \"a.txt/x\"]", "! failed to stat \"~/a.txt/x\"" },
    { "there, but no file", "[\"fileexists\", \"sub/pipe\"]",
      "! \"~/sub/pipe\" is a named pipe, not a regular file" },
    { "a link back ends the search", "[\"fileset\", \".\", \"**\"]",
      "[\"a.txt\",\"b.md\",\"raw\",\"sub/c.txt\"]" },
    { "alternatives and classes", "[\"fileset\", \".\", \"[^b].{txt,md}\"]", "[\"a.txt\"]" },
    { "above the directory", "[\"fileset\", \"sub\", \"../*.md\"]", "[\"../b.md\"]" },
    { "up and back", "[\"fileset\", \"sub\", \"../sub/*\"]", "[\"c.txt\"]" },
    { "any depth includes none", "[\"fileset\", \".\", \"**/*.txt\"]",
      "[\"a.txt\",\"sub/c.txt\"]" },
    { "a bad pattern", "[\"fileset\", \".\", \"{a\"]",
      "! failed to glob pattern \"~/{a\": syntax error in pattern" },
    { "a bad pattern further down", "[\"fileset\", \".\", \"*/[\"]",
      "! failed to glob pattern \"~/*/[\": syntax error in pattern" },
    { "no such directory", "[\"fileset\", \"x\", \"*\"]", "[]" },
    { "the last part", "[\"basename\", \"/a/b//\"]", "\"b\"" },
    { "all but the last", "[\"dirname\", \"a//b\"]", "\"a\"" },
    { "from the root", "[\"abspath\", \"x/../y\"]", "\"~/y\"" },
    { "home alone", "[\"pathexpand\", \"\\u007e\"]", "\"~\"" },
};

/* `text` with the directory in the place of every `~`. */
static const char *with_dir(outcome *o, const char *text, const char *dir)
{
    pl_buf out = { 0 };
    for (; *text; text++) {
        if (*text == '~' && text[1] != ':')
            pl_buf_cstr(&out, dir);
        else
            pl_buf_byte(&out, *text);
    }
    pl_str s = pl_arena_str(&o->arena, pl_buf_view(&out));
    pl_buf_done(&out);
    return s.ptr;
}

TEST(files_are_found_read_and_told_of)
{
    const char *dir = make_tree();
    for (size_t i = 0; i < PL_COUNT(file_cases); i++) {
        outcome o = { 0 };
        o.env = (pl_fn_env){ .base_dir = pl_str_cstr(dir),
                             .cwd = pl_str_cstr(dir),
                             .home = pl_str_cstr(dir),
                             .file_read = count_file,
                             .ctx = &o };
        const char *got = call(&o, pl_str_cstr(file_cases[i].src));
        CHECK_STR(got, with_dir(&o, file_cases[i].want, dir), file_cases[i].what);
        bool reads = strstr(file_cases[i].src, "[\"file") != NULL && !strstr(got, "expand");
        CHECK(o.files > 0 || !reads, file_cases[i].what);
        done(&o);
    }
}

/* ---- the world */

TEST(env_sees_what_it_is_given)
{
    static const char *const environ_[] = { "AB=1", "A=2=3", "C=", NULL };
    outcome o = { .env = { .environ = environ_ } };
    CHECK_STR(call(&o, PL_S("[\"env\", \"A\"]")), "\"2=3\"", "A");
    CHECK_STR(call(&o, PL_S("[\"env\", \"C\"]")), "\"\"", "C");
    CHECK_STR(call(&o, PL_S("[\"env\", \"B\"]")), "\"\"", "B");
    CHECK_STR(call(&o, PL_S("[\"env\", \"A=2\"]")), "\"\"", "a name has no equals sign");
    CHECK_STR(call(&o, PL_S("[\"env\", \"C=\\u0000 and more\"]")), "\"\"", "nor a NUL");
    o.env.environ = NULL;
    CHECK_STR(call(&o, PL_S("[\"env\", \"A\"]")), "\"\"", "no environment");
    done(&o);
}

TEST(identifiers_and_salts_are_new_each_time)
{
    static const char *const calls[] = { "[\"uuid\"]", "[\"bcrypt\", \"a\", 4]" };
    for (size_t i = 0; i < PL_COUNT(calls); i++) {
        outcome o = { 0 };
        pl_str first = pl_arena_str(&o.arena, pl_str_cstr(call(&o, pl_str_cstr(calls[i]))));
        CHECK(strcmp(first.ptr, call(&o, pl_str_cstr(calls[i]))) != 0, calls[i]);
        done(&o);
    }
}

TEST(a_private_key_opens_what_its_public_half_closed)
{
    outcome o = { 0 };
    static const char source[] =
        "[\"rsadecrypt\", "
        "\"KThw7wlg4dt7dGM4bTQWtJKmlvqQw9CvhMRj2N+64Uki+EFuhoGd/"
        "pizsEQz6eKfKZzxLWatHaaaUhXGLvYTIw==\", \""
        "-----BEGIN RSA PRIVATE KEY-----\\n"
        "MIIBOwIBAAJBALlhYyH4+zRCK5gG7ySvrbzC35pW5IWOuLbbZA+CGcY70ocfjd1O\\n"
        "P3iR4hMcRFzyWLPDe4kUTrZXol0fAgG+7lECAwEAAQJBAJR5pbZt/nSqktPeqecO\\n"
        "Ne67fe/VrI4z80mxigDJyO71WdmB7pp3WEQjxPkz3NA/CF77qRfb+jPNrkD5lcJr\\n"
        "LQkCIQDgZeoU2d/vt5kQeX2iATIyGS+HxuG6FDgxw/HT/bFPkwIhANN8yuC6cLAg\\n"
        "0SIRW87O1PQdpT7+0KDTwMFSPBSlIVELAiAPaVBzUCdeGljr1bw4JSbiY/Jsu88C\\n"
        "7aKSYGe6bIEB+wIhAIkR3LwCmn7NBj66WXKUg1kkzbEinj1egRPLJL2MuSc5AiAX\\n"
        "QW7mAUbDrvijMfEg2UJw7f0YanCOXaKaL6JXr74+7A==\\n"
        "-----END RSA PRIVATE KEY-----\\n"
        "\"]";
    CHECK_STR(call(&o, pl_str_cstr(source)), "\"message\"", "round trip");
    CHECK_STR(call(&o, PL_S("[\"rsadecrypt\", \"!\", \"x\"]")),
              "!0 failed to decode input \"!\": cipher text must be base64-encoded", "no base64");
    CHECK_STR(call(&o, PL_S("[\"rsadecrypt\", \"aGk=\", \"x\"]")), "!1 invalid ssh private key",
              "no key");
    done(&o);
}

TEST(messages_do_not_show_what_is_sensitive)
{
    outcome o = { .marks = PL_MARK_SENSITIVE };
    CHECK_STR(call(&o, PL_S("[\"base64decode\", \"!\"]")),
              "! failed to decode base64 data (sensitive value)", "data");
    done(&o);
}

/* ---- limits */

#define LIMIT "the result would exceed the memory limit of one expression"

static const struct {
    const char *what, *src, *want;
} limits[] = {
    { "a wide field", "[\"format\", \"%1000000000d\", 1]", "! " LIMIT },
    { "a width beyond all counting", "[\"format\", \"%99999999999999999999999s\", 1]", "! " LIMIT },
    { "many places", "[\"format\", \"%.1000000000f\", 1]", "! " LIMIT },
    { "a huge number", "[\"format\", \"%d\", \"1e100000000\"]", "! " LIMIT },
    { "its size", "[\"format\", \"%f\", \"1e100000000\"]", "! " LIMIT },
    { "wide rows", "[\"formatlist\", \"%100000000s\", [1, 2, 3]]",
      "! error on format iteration 1: " LIMIT },
    { "deep indents", "[\"indent\", 1000000000, \"a\\nb\"]", "! " LIMIT },
    { "an expensive password", "[\"bcrypt\", \"a\", 31]", "! " LIMIT },
    { "aliases of aliases",
      "[\"yamldecode\", \"a: &a [x,x,x,x,x,x,x,x,x,x]\\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\\n"
      "c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]\\n"
      "e: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d,*d]\\nf: &f [*e,*e,*e,*e,*e,*e,*e,*e,*e,*e]\\n"
      "g: [*f,*f,*f,*f,*f,*f,*f,*f,*f,*f]\"]",
      "! " LIMIT },
};

TEST(no_call_makes_more_than_it_may)
{
    for (size_t i = 0; i < PL_COUNT(limits); i++) {
        outcome o = { 0 };
        CHECK_STR(call(&o, pl_str_cstr(limits[i].src)), limits[i].want, limits[i].what);
        CHECK(o.arena.bytes < (size_t)300 << 20, limits[i].what);
        done(&o);
    }
}

/* Zones of 24 hours and of 60 minutes are read, so they are written. */
TEST(a_zone_may_have_24_hours)
{
    outcome o = { 0 };
    CHECK_STR(call(&o, PL_S("[\"yamldecode\", \"2001-12-14t21:59:43-24:00\"]")),
              "\"2001-12-14T21:59:43-24:00\"", "to the west");
    CHECK_STR(call(&o, PL_S("[\"yamldecode\", \"2001-12-14t21:59:43+24:60\"]")),
              "\"2001-12-14T21:59:43+25:00\"", "to the east");
    done(&o);
}

/* Each function with next to no budget: an answer or the limit, nothing else. */
TEST(a_small_budget_is_kept)
{
    static const char *const calls[] = {
        "[\"replace\", \"aaaaaaaa\", \"a\", \"bbbbbbbbbbbbbbbb\"]",
        "[\"replace\", \"aaaaaaaa\", \"/a/\", \"bbbbbbbbbbbbbbbb\"]",
        "[\"replace\", \"aaaaaaaa\", \"\", \"bbbbbbbbbbbbbbbb\"]",
        "[\"join\", \"aaaaaaaaaaaaaaaaaaa\", [\"a\", \"b\", \"c\", \"d\", \"e\"]]",
        "[\"split\", \"\", \"abcdefghijklmno\"]",
        "[\"regexall\", \".\", \"abcdefghijklmno\"]",
        "[\"jsonencode\", [[1, 2, 3, 4, 5], [1, 2, 3, 4, 5], [1, 2, 3, 4, 5], [1, 2, 3, 4, 5]]]",
        "[\"jsondecode\", \"[1,2,3,4,5]\"]",
        "[\"yamlencode\", [[1, 2, 3, 4, 5], [1, 2, 3, 4, 5], [1, 2, 3, 4, 5], [1, 2, 3, 4, 5]]]",
        "[\"yamldecode\", \"[1,2,3,4,5]\"]",
        "[\"csvdecode\", \"a,b\\n1,2\\n\"]",
        "[\"fileset\", \".\", \"*\"]",
        "[\"cidrsubnets\", \"10.0.0.0/8\", 1, 2, 3]",
        "[\"title\", \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"]",
        "[\"base64encode\", \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"]",
    };
    for (size_t i = 0; i < PL_COUNT(calls); i++) {
        outcome o = { .budget = 40, .env = { .base_dir = PL_S("/"), .cwd = PL_S("/") } };
        const char *got = call(&o, pl_str_cstr(calls[i]));
        CHECK(strstr(got, LIMIT) || strstr(got, "too many files"), calls[i]);
        done(&o);
    }
}

TEST(a_pattern_may_not_nest_without_end)
{
    pl_regex_syntax syntax = { 0 };
    pl_buf text = { 0 };
    pl_buf_fill(&text, '(', 1001);
    pl_buf_byte(&text, 'a');
    pl_buf_fill(&text, ')', 1001);
    CHECK(!pl_regex_check(pl_buf_view(&text), &syntax), "1,001 groups");
    CHECK_STR(syntax.error, "expression nests too deeply", "1,001 groups");
    CHECK(pl_regex_check(pl_str_sub(pl_buf_view(&text), 500, 1503), &syntax), "501 groups");
    pl_buf_done(&text);
    pl_regex_syntax_done(&syntax);
}

TEST(what_the_checker_lets_pass_compiles)
{
    static const char *const patterns[] = {
        "\\p{Cn}|\\P{LC}|[\\p{Assigned}\\pC]",
        "(?P<a>x)(?<b>y)",
        "[[:^word:]\\d\\pL-z]",
        "\\Q[(\\E",
        "x{0,1000}",
        "(?i-s:a)(?U)b*?",
        "\\p{kawi}\\p{Nag Mundari}\\p{greek}\\p{Old_Italic}",
        "",
    };
    for (size_t i = 0; i < PL_COUNT(patterns); i++) {
        pl_regex_syntax syntax = { 0 };
        bool large = false;
        CHECK(pl_regex_check(pl_str_cstr(patterns[i]), &syntax), patterns[i]);
        pl_re2 *re = pl_re2_new(pl_buf_view(&syntax.pattern), 16 << 20, &large);
        CHECK(re != NULL, patterns[i]);
        pl_re2_free(re);
        pl_regex_syntax_done(&syntax);
    }
}
