/* gen.c - writes the generated mods: gen <folder>
 *
 *   a-small a-medium a-large a-xlarge   performance mods: flat, all literal
 *   b-small b-medium b-large b-stress   lazy-loading mods: locals, variables, params, nesting
 *   b-crlf b-spaces b-files             b-small with CRLF, blanks in file names, 120 files
 *   b-titles b-detections b-two         titles from other benchmarks, detection trees, two
 *                                       dependencies with colliding locals and variables
 *   c-50 c-750                          start-up timing: n dashboards and n benchmarks
 *
 * Nothing is random: the same bytes on every machine. The sizes of the a-mods are part of
 * their definition and are checked after writing, for the b-mods the line counts are. */
#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

typedef struct out {
    FILE *file;
    const char *name;
    long lines, bytes;
    bool crlf;
} out;

static const char *root;

static void die(const char *what, const char *name)
{
    fprintf(stderr, "gen: %s '%s': %s\n", what, name, strerror(errno));
    exit(1);
}

static void make_dirs(char *path)
{
    for (char *p = path + 1; (p = strchr(p, '/')) != NULL; p++) {
        *p = 0;
        if (mkdir(path, 0777) != 0 && errno != EEXIST)
            die("cannot make", path);
        *p = '/';
    }
}

static out begin(const char *mod, const char *name, bool crlf)
{
    char path[512];
    snprintf(path, sizeof path, "%s/%s/%s", root, mod, name);
    make_dirs(path);
    out o = { .file = fopen(path, "w"), .name = name, .crlf = crlf };
    if (!o.file)
        die("cannot write", path);
    return o;
}

__attribute__((format(printf, 2, 3))) static void put(out *o, const char *fmt, ...)
{
    char text[2048];
    va_list ap;
    va_start(ap, fmt);
    int len = vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    if (len < 0 || (size_t)len >= sizeof text)
        abort();
    for (const char *p = text; *p; p++) {
        o->lines += *p == '\n';
        o->bytes += 1 + (o->crlf && *p == '\n');
        if (o->crlf && *p == '\n')
            fputc('\r', o->file);
        fputc(*p, o->file);
    }
}

/* Zero expects nothing. */
static void finish(out *o, const char *mod, long lines, long bytes)
{
    if (fclose(o->file) != 0)
        die("cannot write", o->name);
    if ((lines && lines != o->lines) || (bytes && bytes != o->bytes)) {
        fprintf(stderr, "gen: %s/%s has %ld lines, %ld bytes; wanted %ld, %ld\n", mod, o->name,
                o->lines, o->bytes, lines, bytes);
        exit(1);
    }
}

/* ---- generator A: five flat files ---- */

typedef struct size_a {
    const char *size, *title;
    int dashboards, queries, controls, benchmarks;
    struct {
        long lines, bytes;
    } mod, query, control, benchmark, dashboard;
} size_a;

static const size_a sizes_a[] = {
    { "small",
      "Small",
      10,
      20,
      30,
      5,
      { 4, 162 },
      { 240, 4690 },
      { 450, 7830 },
      { 80, 1425 },
      { 380, 5630 } },
    { "medium",
      "Medium",
      50,
      100,
      150,
      20,
      { 4, 167 },
      { 1200, 23650 },
      { 2250, 39690 },
      { 340, 6280 },
      { 1900, 28430 } },
    { "large",
      "Large",
      200,
      400,
      500,
      50,
      { 4, 166 },
      { 4800, 96250 },
      { 7500, 133840 },
      { 1000, 19660 },
      { 7600, 114630 } },
    { "xlarge",
      "Xlarge",
      500,
      1000,
      1500,
      100,
      { 4, 171 },
      { 12000, 241450 },
      { 22500, 405840 },
      { 2500, 52460 },
      { 19000, 287730 } },
};

static void query_a(out *o, int i)
{
    put(o, "\nquery \"query_%d\" {\n", i);
    put(o, "  title = \"Query %d\"\n", i);
    put(o, "  description = \"Query %d reads rows for the tests to count\"\n", i);
    put(o, "  sql = <<-EOQ\n    SELECT\n      %d as id,\n      'value_%d' as name,\n", i, i);
    put(o, "      now() as created_at\n    FROM generate_series(1, 100)\n  EOQ\n}\n");
}

static void control_a(out *o, int i)
{
    put(o, "\ncontrol \"control_%d\" {\n", i);
    put(o, "  title = \"Control %d\"\n", i);
    put(o, "  description = \"Test control with index %d\"\n", i);
    put(o, "  sql = <<-EOQ\n    SELECT\n      'resource_%d' as resource,\n", i);
    put(o, "      'ok' as status,\n      'Reason %d' as reason\n  EOQ\n", i);
    put(o, "  tags = {\n    category = \"test\"\n    index = \"%d\"\n  }\n}\n", i);
}

static void benchmark_a(out *o, int i, int children)
{
    put(o, "\nbenchmark \"benchmark_%d\" {\n", i);
    put(o, "  title = \"Benchmark %d\"\n", i);
    put(o, "  description = \"Benchmark no. %d\"\n  children = [\n", i);
    for (int c = i * children; c < (i + 1) * children; c++)
        put(o, "    control.control_%d,\n", c);
    put(o, "  ]\n  tags = {\n    category = \"test\"\n  }\n}\n");
}

static void dashboard_a(out *o, int i, int queries)
{
    int q = i % queries;
    put(o, "\ndashboard \"dashboard_%d\" {\n", i);
    put(o, "  title = \"Dashboard %d\"\n", i);
    put(o, "  description = \"Dashboard %d\"\n", i);
    put(o, "  tags = {\n    category = \"test\"\n    index = \"%d\"\n  }\n\n", i);
    put(o, "  container {\n    title = \"Overview\"\n");
    put(o,
        "    card {\n      title = \"Row\"\n      width = 2\n      sql = query.query_%d.sql\n    "
        "}\n",
        q);
    put(o, "    card {\n      title = \"1\"\n      width = 2\n      sql = \"SELECT 1\"\n    }\n");
    put(o, "    chart {\n      title = \"Bar\"\n      type = \"bar\"\n      width = 6\n");
    put(o, "      sql = query.query_%d.sql\n    }\n  }\n\n", q);
    put(o, "  container {\n    title = \"Details\"\n    table {\n      title = \"All\"\n");
    put(o, "      width = 6\n      sql = query.query_%d.sql\n    }\n  }\n}\n", q);
}

static void generate_a(const size_a *s)
{
    char mod[32];
    snprintf(mod, sizeof mod, "a-%s", s->size);
    out o = begin(mod, "mod.pp", false);
    put(&o, "mod \"%s_test\" {\n  title = \"%s Test Mod\"\n", s->size, s->title);
    put(&o, "  description = \"A generated mod for all kinds of tests: %d dashboards, %d queries, ",
        s->dashboards, s->queries);
    put(&o, "%d controls and %d benchmarks\"\n}\n", s->controls, s->benchmarks);
    finish(&o, mod, s->mod.lines, s->mod.bytes);

    o = begin(mod, "queries.pp", false);
    for (int i = 0; i < s->queries; i++)
        query_a(&o, i);
    finish(&o, mod, s->query.lines, s->query.bytes);

    o = begin(mod, "controls.pp", false);
    for (int i = 0; i < s->controls; i++)
        control_a(&o, i);
    finish(&o, mod, s->control.lines, s->control.bytes);

    o = begin(mod, "benchmarks.pp", false);
    for (int i = 0; i < s->benchmarks; i++)
        benchmark_a(&o, i, s->controls / s->benchmarks);
    finish(&o, mod, s->benchmark.lines, s->benchmark.bytes);

    o = begin(mod, "dashboards.pp", false);
    for (int i = 0; i < s->dashboards; i++)
        dashboard_a(&o, i, s->queries);
    finish(&o, mod, s->dashboard.lines, s->dashboard.bytes);
}

/* ---- generator B: what a lazy engine can get wrong ---- */

enum { STYLE_CRLF = 1, STYLE_SPACES = 2, STYLE_FILES = 4, STYLE_TITLES = 8, STYLE_DETECTIONS = 16 };

typedef struct size_b {
    const char *size; /* folder b-<size>, mod lazy_<size> */
    int dashboards, queries, controls;
    int asked;          /* benchmarks asked for: half of them become flat ones */
    int chain, nesting; /* depth of the benchmark chain, of containers */
    int by_query;       /* percentage of controls that refer to a query */
    unsigned style;
    long lines[4]; /* queries, controls, benchmarks, dashboards; 0: not fixed */
} size_b;

static const size_b sizes_b[] = {
    { "small", 10, 20, 30, 5, 3, 2, 30, 0, { 217, 242, 75, 262 } },
    { "medium", 50, 100, 150, 25, 5, 3, 40, 0, { 1077, 1202, 241, 1542 } },
    { "large", 200, 400, 600, 75, 7, 4, 50, 0, { 4302, 4802, 689, 7202 } },
    { "stress", 500, 1000, 2000, 200, 10, 5, 60, 0, { 0 } },
    { "crlf", 10, 20, 30, 5, 3, 2, 30, STYLE_CRLF, { 217, 242, 75, 262 } },
    { "spaces", 10, 20, 30, 5, 3, 2, 30, STYLE_SPACES, { 217, 242, 75, 262 } },
    { "files", 40, 80, 120, 20, 5, 3, 40, STYLE_FILES, { 0 } },
    { "titles", 10, 20, 30, 5, 3, 2, 30, STYLE_TITLES, { 217, 242, 75, 262 } },
    { "detections", 10, 20, 30, 5, 3, 2, 30, STYLE_DETECTIONS, { 0 } },
};

/* Splits a mod over many files if the style requires that: a new file after `every` blocks. */
typedef struct splitter {
    out o;
    const size_b *s;
    const char *mod, *what;
    int blocks, part;
} splitter;

enum { BLOCKS_PER_FILE = 2 };

static void split_open(splitter *sp)
{
    static char name[64];
    const char *gap = sp->s->style & STYLE_SPACES ? " of the mod" : "";
    if (sp->s->style & STYLE_FILES)
        snprintf(name, sizeof name, "%s/part_%03d.pp", sp->what, sp->part++);
    else
        snprintf(name, sizeof name, "%s%s.pp", sp->what, gap);
    sp->o = begin(sp->mod, name, sp->s->style & STYLE_CRLF);
    put(&sp->o, "# Generated: %s\n\n", sp->what);
}

static out *split_next(splitter *sp)
{
    bool full = (sp->s->style & STYLE_FILES) && sp->blocks == BLOCKS_PER_FILE;
    if (sp->blocks == 0 || full) {
        if (full)
            finish(&sp->o, sp->mod, 0, 0);
        split_open(sp);
        sp->blocks = 0;
    }
    sp->blocks++;
    return &sp->o;
}

static void query_b(out *o, int i)
{
    put(o, "query \"query_%d\" {\n", i);
    put(o, "  title       = \"Query %d\"\n", i);
    put(o, "  description = \"Generated query %d\"\n", i);
    switch (i % 4) {
    case 0:
        put(o, "  sql         = \"select %d as value\"\n  tags        = local.common_tags\n", i);
        break;
    case 1:
        put(o, "  sql = <<-EOQ\n    select\n      id,\n      name,\n      %d as value\n", i);
        put(o, "    from\n      things\n  EOQ\n  tags = local.common_tags\n");
        break;
    case 2:
        put(o, "  sql         = \"select $1 as region, $2 as threshold\"\n");
        put(o, "\n  param \"region\" {\n    description = \"Where to look\"\n");
        put(o, "    default     = var.test_region\n  }\n");
        put(o, "\n  param \"threshold\" {\n    description = \"How much is too much\"\n");
        put(o, "    default     = var.test_threshold\n  }\n");
        break;
    default:
        put(o, "  sql         = \"select 'r%d' as resource, 'ok' as status, 'fine' as reason\"\n",
            i);
    }
    put(o, "}\n\n");
}

static void control_b(out *o, const size_b *s, int i)
{
    static const char *const severities[] = { "low", "medium", "high", "critical" };
    const char *word = s->style & STYLE_DETECTIONS ? "detection" : "control";
    put(o, "%s \"%s_%d\" {\n", word, word, i);
    put(o, "  title       = \"Control %d\"\n", i);
    put(o, "  description = \"Generated control %d\"\n", i);
    /* 37 is coprime to 100: the share comes out exactly over any 100 in a row. */
    if (i * 37 % 100 < s->by_query)
        put(o, "  query       = query.query_%d\n", 3 * i % s->queries);
    else
        put(o, "  sql         = \"select 'r%d' as resource, 'ok' as status, 'fine' as reason\"\n",
            i);
    put(o, "  severity    = \"%s\"\n  tags        = local.common_tags\n}\n\n", severities[i % 4]);
}

static void head_b(out *o, const size_b *s, const char *name, const char *title)
{
    put(o, "benchmark \"%s\" {\n", name);
    if (s->style & STYLE_TITLES && strcmp(name, "flat_0") != 0)
        put(o, "  title       = benchmark.flat_0.title\n");
    else
        put(o, "  title       = \"%s\"\n", title);
    put(o, "  description = \"Generated: %s\"\n", title);
    if (s->style & STYLE_DETECTIONS)
        put(o, "  type        = \"detection\"\n");
    put(o, "  children = [\n");
}

static void flat_b(out *o, const size_b *s, int i)
{
    const char *word = s->style & STYLE_DETECTIONS ? "detection" : "control";
    int children = s->controls / s->asked;
    char name[32], title[32];
    snprintf(name, sizeof name, "flat_%d", i);
    snprintf(title, sizeof title, "Flat benchmark %d", i);
    head_b(o, s, name, title);
    for (int c = i * children; c < (i + 1) * children; c++)
        put(o, "    %s.%s_%d,\n", word, word, c);
    put(o, "  ]\n  tags = local.common_tags\n}\n\n");
}

static void chain_b(splitter *sp, const size_b *s)
{
    const char *word = s->style & STYLE_DETECTIONS ? "detection" : "control";
    out *o = split_next(sp);
    head_b(o, s, "nested_root", "Top of the chain");
    put(o, "    benchmark.nested_level_1,\n  ]\n  tags = local.common_tags\n}\n\n");
    for (int level = 1; level <= s->chain; level++) {
        char name[32], title[32];
        snprintf(name, sizeof name, "nested_level_%d", level);
        snprintf(title, sizeof title, "Level %d", level);
        o = split_next(sp);
        head_b(o, s, name, title);
        if (level < s->chain)
            put(o, "    benchmark.nested_level_%d,\n", level + 1);
        else
            for (int c = s->controls - 3; c < s->controls; c++)
                put(o, "    %s.%s_%d,\n", word, word, c);
        put(o, "  ]\n}\n\n");
    }
}

static void benchmarks_b(splitter *sp, const size_b *s)
{
    int flat = s->asked / 2, wide = flat < 20 ? flat : 20;
    for (int i = 0; i < flat; i++)
        flat_b(split_next(sp), s, i);
    chain_b(sp, s);
    out *o = split_next(sp);
    head_b(o, s, "wide_root", "Many children");
    for (int i = 0; i < wide; i++)
        put(o, "    benchmark.flat_%d,\n", i);
    put(o, "  ]\n  tags = local.common_tags\n}\n\n");
}

static void dashboard_b(out *o, const size_b *s, int i)
{
    int depth = i % s->nesting + 1;
    put(o, "dashboard \"dashboard_%d\" {\n", i);
    put(o, "  title       = \"Dashboard %d\"\n", i);
    put(o, "  description = \"Generated, %d deep\"\n", depth);
    put(o, "  tags        = local.common_tags\n\n");
    for (int level = 1; level <= depth; level++) {
        int pad = 2 * level;
        put(o, "%*scontainer {\n%*s  title = \"Level %d\"\n\n", pad, "", pad, "", level);
        put(o, "%*s  card {\n%*s    title = \"Card %d\"\n", pad, "", pad, "", level);
        put(o, "%*s    width = 4\n", pad, "");
        put(o, "%*s    sql   = query.query_%d.sql\n", pad, "",
            (i % s->queries + level) % s->queries);
        put(o, "%*s  }\n\n", pad, "");
    }
    int pad = 2 * depth + 2;
    put(o, "%*stable {\n%*s  title = \"Rows\"\n", pad, "", pad, "");
    put(o, "%*s  sql   = query.query_%d.sql\n%*s}\n", pad, "", i % s->queries, pad, "");
    for (int level = depth; level >= 1; level--)
        put(o, "%*s}\n", 2 * level, "");
    put(o, "}\n\n");
}

static void mod_b(const size_b *s, const char *mod)
{
    out o = begin(mod, "mod.pp", s->style & STYLE_CRLF);
    put(&o, "mod \"lazy_%s\" {\n", s->size);
    put(&o, "  title       = \"Lazy loading, %s\"\n", s->size);
    put(&o, "  description = \"Generated: locals, variables, params and nesting\"\n}\n\n");
    put(&o, "locals {\n  common_tags = {\n    generator = \"gen.c\"\n");
    put(&o, "    preset    = \"%s\"\n    test      = \"true\"\n  }\n\n", s->size);
    put(&o, "  severity_levels = [\"low\", \"medium\", \"high\", \"critical\"]\n}\n\n");
    put(&o, "variable \"test_region\" {\n  type        = string\n");
    put(&o, "  default     = \"us-east-1\"\n  description = \"Region of the tests\"\n}\n\n");
    put(&o, "variable \"test_threshold\" {\n  type        = number\n");
    put(&o, "  default     = 100\n  description = \"Limit of the tests\"\n}\n\n");
    finish(&o, mod, 27, 0);
}

static void generate_b(const size_b *s)
{
    char mod[32];
    snprintf(mod, sizeof mod, "b-%s", s->size);
    mod_b(s, mod);
    splitter sp = { .s = s, .mod = mod, .what = "queries" };
    for (int i = 0; i < s->queries; i++)
        query_b(split_next(&sp), i);
    finish(&sp.o, mod, s->lines[0], 0);
    sp = (splitter){ .s = s, .mod = mod, .what = "controls" };
    for (int i = 0; i < s->controls; i++)
        control_b(split_next(&sp), s, i);
    finish(&sp.o, mod, s->lines[1], 0);
    sp = (splitter){ .s = s, .mod = mod, .what = "benchmarks" };
    benchmarks_b(&sp, s);
    finish(&sp.o, mod, s->lines[2], 0);
    sp = (splitter){ .s = s, .mod = mod, .what = "dashboards" };
    for (int i = 0; i < s->dashboards; i++)
        dashboard_b(split_next(&sp), s, i);
    finish(&sp.o, mod, s->lines[3], 0);
}

/* Two dependencies whose locals and variables have the same names and other values. */
static void generate_two(void)
{
    static const char *const names[] = { "left", "right" };
    out o = begin("b-two", "mod.pp", false);
    put(&o, "mod \"two\" {\n  title = \"Two dependencies\"\n\n  require {\n");
    for (int i = 0; i < 2; i++)
        put(&o, "    mod \"github.com/pipelite-tests/%s\" {\n      version = \"1.0.0\"\n    }\n",
            names[i]);
    put(&o, "  }\n}\n\nlocals {\n  common_tags = {\n    owner = \"two\"\n  }\n}\n\n");
    put(&o, "benchmark \"both\" {\n  title    = \"Both\"\n  tags     = local.common_tags\n");
    put(&o, "  children = [left.benchmark.all, right.benchmark.all]\n}\n");
    finish(&o, "b-two", 0, 0);

    o = begin("b-two", ".mod.cache.json", false);
    put(&o, "{\n  \"two\": {\n");
    for (int i = 0; i < 2; i++) {
        put(&o, "    \"github.com/pipelite-tests/%s\": {\n      \"version\": \"1.0.0\",\n",
            names[i]);
        put(&o, "      \"name\": \"github.com/pipelite-tests/%s\",\n", names[i]);
        put(&o, "      \"commit\": \"%040d\",\n      \"git_ref\": \"refs/tags/v1.0.0\",\n", i + 1);
        put(&o, "      \"struct_version\": 20240429,\n      \"alias\": \"%s\"\n    }%s\n", names[i],
            i ? "" : ",");
    }
    put(&o, "  }\n}\n");
    finish(&o, "b-two", 0, 0);

    for (int i = 0; i < 2; i++) {
        char dir[96];
        snprintf(dir, sizeof dir, "b-two/.powerpipe/mods/github.com/pipelite-tests/%s@v1.0.0",
                 names[i]);
        o = begin(dir, "mod.pp", false);
        put(&o, "mod \"%s\" {\n  title = \"The %s one\"\n}\n\n", names[i], names[i]);
        put(&o, "variable \"region\" {\n  type    = string\n  default = \"%s-1\"\n}\n\n", names[i]);
        put(&o,
            "locals {\n  common_tags = {\n    owner  = \"%s\"\n    region = var.region\n  }\n}\n\n",
            names[i]);
        put(&o,
            "benchmark \"all\" {\n  title    = \"All of %s\"\n  tags     = "
            "merge(local.common_tags, {\n",
            names[i]);
        put(&o, "    kind = \"benchmark\"\n  })\n  children = [control.first]\n}\n\n");
        put(&o, "control \"first\" {\n  title = \"First of %s\"\n  tags  = local.common_tags\n",
            names[i]);
        put(&o, "  sql   = \"select 'a' as resource, 'ok' as status, '' as reason\"\n}\n");
        finish(&o, dir, 0, 0);
    }
}

/* ---- generator C: n dashboards and n benchmarks over ten files ---- */

static void generate_c(int n)
{
    enum { FILES = 10 };
    char mod[32];
    snprintf(mod, sizeof mod, "c-%d", n);
    out o = begin(mod, "mod.pp", false);
    put(&o, "mod \"timing\" {\n  title = \"Start-up timing\"\n}\n\n");
    put(&o, "variable \"common_tags\" {\n  type = map(string)\n  default = {\n    service = "
            "\"timing\"\n");
    put(&o, "    owner   = \"tests\"\n    type    = \"generated\"\n  }\n}\n\n");
    put(&o, "variable \"common_dimensions\" {\n  type    = list(string)\n");
    put(&o, "  default = [\"account_id\", \"region\"]\n}\n");
    finish(&o, mod, 0, 0);
    for (int f = 0; f < FILES; f++) {
        char name[32];
        snprintf(name, sizeof name, "service_%02d.pp", f + 1);
        o = begin(mod, name, false);
        for (int i = f * n / FILES; i < (f + 1) * n / FILES; i++) {
            put(&o, "dashboard \"dashboard_%03d\" {\n  title = \"Dashboard %03d\"\n", i, i);
            put(&o,
                "  tags  = var.common_tags\n\n  text {\n    value = \"Dashboard %03d\"\n  }\n}\n\n",
                i);
            put(&o, "benchmark \"benchmark_%03d\" {\n  title = \"Benchmark %03d\"\n", i, i);
            put(&o, "  tags = merge(var.common_tags, {\n    service_area = \"area_%d\"\n", f);
            put(&o, "    category     = \"timing\"\n  })\n  children = []\n}\n\n");
        }
        finish(&o, mod, 0, 0);
    }
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fprintf(stderr, "usage: gen <folder>\n");
        return 2;
    }
    root = argv[1];
    for (size_t i = 0; i < sizeof sizes_a / sizeof sizes_a[0]; i++)
        generate_a(&sizes_a[i]);
    for (size_t i = 0; i < sizeof sizes_b / sizeof sizes_b[0]; i++)
        generate_b(&sizes_b[i]);
    generate_two();
    generate_c(50);
    generate_c(750);
    return 0;
}
