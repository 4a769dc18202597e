/* schema.c - the tables of schema.h, from mod-language.md 3.1, 4.2, 4.4, 4.5 and 6: the words that
 * kinds.def is written in, and the plain nested blocks. */
#include "schema/schema.h"
#include "base/str.h"

#define S(lit)                                                                                     \
    {                                                                                              \
        ("" lit ""), sizeof(lit) - 1                                                               \
    }
#define F(name, type, flags)                                                                       \
    {                                                                                              \
        S(name), PL_FIELD_##type, 0, (flags), NULL                                                 \
    }
/* A text attribute with a list of known words. */
#define WORDS(name, flags, words)                                                                  \
    {                                                                                              \
        S(name), PL_FIELD_STRING, 0, (flags), ("" words "")                                        \
    }
#define REF(name, kind, flags)                                                                     \
    {                                                                                              \
        S(name), PL_FIELD_REF, PL_KIND_##kind, (flags), NULL                                       \
    }

enum {
    COMMON = PL_FIELD_COMMON | PL_FIELD_READABLE,
    TREE = PL_FIELD_TREE | PL_FIELD_READABLE,
    LEAF = PL_FIELD_LEAF,
    QUERY = PL_FIELD_QUERY | PL_FIELD_READABLE,
    READ = PL_FIELD_READABLE,
    BASE = PL_FIELD_INHERIT,
    MERGE = PL_FIELD_INHERIT | PL_FIELD_MERGE,
};

/* The groups of mod-language.md 4.2. `t`, `d`, `g`: flags for how title, description and tags are
 * inherited from a base. */
#define COMMON_FIELDS(t, d, g)                                                                     \
    F("title", STRING, COMMON | (t)), F("description", STRING, COMMON | (d)),                      \
        F("documentation", STRING, COMMON), F("tags", MAP, COMMON | (g)),                          \
        F("max_concurrency", INT, COMMON), F("name", ANY, PL_FIELD_COMMON | PL_FIELD_IGNORED)
#define PATH_FIELDS F("search_path", STRINGS, TREE), F("search_path_prefix", STRINGS, TREE)
#define TREE_FIELDS F("database", DATABASE, TREE | PL_FIELD_LENIENT), PATH_FIELDS
/* `database` of kinds that run no SQL is an ordinary text (mod-language.md 4.3). */
#define SHOWN_FIELDS F("database", STRING, TREE), PATH_FIELDS
#define LEAF_FIELDS(w, t, d)                                                                       \
    F("width", INT, LEAF | (w)), F("type", STRING, LEAF | (t)), F("display", STRING, LEAF | (d))
/* The group L for kinds with an attribute `type`, whose known words are `words`. */
#define PANEL_FIELDS(t, words)                                                                     \
    F("width", INT, LEAF | BASE), WORDS("type", LEAF | (t), words),                                \
        F("display", STRING, LEAF | BASE)
#define SEVERITIES "none low medium high critical"
#define QUERY_FIELDS(args)                                                                         \
    F("sql", STRING, QUERY | BASE), REF("query", QUERY, QUERY | BASE),                             \
        F("args", ARGS, QUERY | PL_FIELD_RUNTIME | (args))
#define BASE_FIELD F("base", BASE, 0)

/* ---- columns of schemas */

#define FIELDS(...)                                                                                \
    .fields = (const pl_field[]){ __VA_ARGS__ },                                                   \
    .n_fields = sizeof((const pl_field[]){ __VA_ARGS__ }) / sizeof(pl_field)
#define PARTS(...)                                                                                 \
    .parts = (const pl_part_rule[]){ __VA_ARGS__ },                                                \
    .n_parts = sizeof((const pl_part_rule[]){ __VA_ARGS__ }) / sizeof(pl_part_rule)
/* ONE: at most one block, without a label. NAMED and LISTED: any number of labelled blocks; with
 * NAMED an heir also gets the base's blocks of other names. */
#define ONE(block)                                                                                 \
    {                                                                                              \
        &block##_schema, 0, true, false                                                            \
    }
#define NAMED(block)                                                                               \
    {                                                                                              \
        &block##_schema, 1, false, true                                                            \
    }
#define LISTED(block)                                                                              \
    {                                                                                              \
        &block##_schema, 1, false, false                                                           \
    }
#define PARAMS NAMED(param)

/* ---- plain nested blocks (mod-language.md 4.5) */

#define BLOCK(word_, list_, map_, ...)                                                             \
    {                                                                                              \
        .word = S(word_), .kind = -1, .strict = true, .list = (list_), .map = (map_), __VA_ARGS__  \
    }

static const pl_schema param_schema =
    BLOCK("param", "param", NULL,
          FIELDS(F("description", STRING, 0), F("default", ANY, PL_FIELD_RUNTIME)));
static const pl_schema legend_schema =
    BLOCK("legend", "legend", NULL, FIELDS(F("display", STRING, 0), F("position", STRING, 0)));
static const pl_schema point_schema = BLOCK("point", NULL, "points", FIELDS(F("color", STRING, 0)));
static const pl_schema series_schema =
    BLOCK("series", "series", "series", FIELDS(F("title", STRING, 0), F("color", STRING, 0)),
          PARTS(NAMED(point)));
static const pl_schema title_schema =
    BLOCK("title", "title", NULL,
          FIELDS(F("display", STRING, 0), F("align", STRING, 0), F("value", STRING, 0)));
static const pl_schema labels_schema =
    BLOCK("labels", "labels", NULL, FIELDS(F("display", STRING, 0), F("format", STRING, 0)));
static const pl_schema x_schema = BLOCK("x", "x", NULL, FIELDS(F("min", INT, 0), F("max", INT, 0)),
                                        PARTS(ONE(title), ONE(labels)));
static const pl_schema y_schema = BLOCK("y", "y", NULL, FIELDS(F("min", INT, 0), F("max", INT, 0)),
                                        PARTS(ONE(title), ONE(labels)));
static const pl_schema axes_schema = BLOCK("axes", "axes", NULL, PARTS(ONE(x), ONE(y)));
static const pl_schema column_schema =
    BLOCK("column", "columns", "columns",
          FIELDS(F("display", STRING, 0), F("wrap", STRING, 0), F("href", STRING, 0)));
static const pl_schema property_schema =
    BLOCK("property", NULL, "properties",
          FIELDS(F("display", STRING, 0), F("wrap", STRING, 0), F("href", STRING, 0)));
static const pl_schema option_schema =
    BLOCK("option", "options", NULL, FIELDS(F("label", STRING, 0)));
static const pl_schema fold_schema =
    BLOCK("fold", "fold", NULL,
          FIELDS(F("title", STRING, 0), F("threshold", INT, 0), F("icon", STRING, 0)));
static const pl_schema opengraph_schema =
    BLOCK("opengraph", "open_graph", NULL,
          FIELDS(F("description", STRING, 0), F("title", STRING, 0), F("image", STRING, 0)));

/* ---- resources */

/* What kinds have in common when they are shown as text (cli.md 2.7), and as JSON (2.6). */
#define EVERY_KIND "Name Title Description Documentation Tags Mod"
#define PROVIDER EVERY_KIND " Database SQL Query Args Params"
#define GRAPH_COLUMNS PROVIDER " Width Type Display Nodes Edges"
#define GRAPH_MEMBERS "H L N database S sql args params query nodes edges categories"

static const pl_schema kinds[PL_KIND_COUNT] = {
#define X(id, word_, name, flags, ...)                                                             \
    [PL_KIND_##id] = { .word = S(word_), .kind = PL_KIND_##id, __VA_ARGS__ },
#include "schema/kinds.def"
#undef X
};

const pl_schema *pl_schema_of(pl_kind kind)
{
    return &kinds[kind];
}

const pl_schema *pl_schema_param(void)
{
    return &param_schema;
}

const pl_field *pl_schema_field(const pl_schema *schema, pl_str name, unsigned *at)
{
    for (unsigned i = 0; i < schema->n_fields; i++) {
        if (!pl_str_eq(schema->fields[i].name, name))
            continue;
        if (at)
            *at = i;
        return &schema->fields[i];
    }
    return NULL;
}

_Static_assert(PL_ATTR_COUNT <= 32, "a set of attributes is one word");

uint32_t pl_schema_inherited(const pl_schema *schema)
{
    uint32_t set = 0;
    pl_attr_id attr;
    for (unsigned i = 0; i < schema->n_fields; i++)
        if (schema->fields[i].flags & PL_FIELD_INHERIT &&
            pl_attr_find(schema->fields[i].name, &attr))
            set |= 1u << attr;
    return set;
}

const pl_field *pl_schema_evaluated(const pl_schema *schema, pl_str name)
{
    static const pl_field query = REF("query", QUERY, 0);
    const pl_field *field = pl_schema_field(schema, name, NULL);
    bool hidden = !field && schema->kind == PL_KIND_QUERY && pl_str_eq(name, query.name);
    return hidden ? &query : field;
}

bool pl_schema_evaluates(const pl_schema *schema, pl_str name)
{
    const pl_field *field = pl_schema_evaluated(schema, name);
    bool found = field && !(field->flags & PL_FIELD_IGNORED);
    for (unsigned i = 0; i < schema->n_parts && !found; i++)
        found = pl_schema_evaluates(schema->parts[i].schema, name);
    return found;
}

const pl_part_rule *pl_schema_part_as(const pl_schema *schema, pl_str member)
{
    for (unsigned i = 0; i < schema->n_parts; i++) {
        const pl_schema *part = schema->parts[i].schema;
        if ((part->list && pl_str_same(pl_str_cstr(part->list), member)) ||
            (part->map && pl_str_same(pl_str_cstr(part->map), member)))
            return &schema->parts[i];
    }
    return NULL;
}

const pl_part_rule *pl_schema_part(const pl_schema *schema, pl_str word)
{
    for (unsigned i = 0; i < schema->n_parts; i++)
        if (pl_str_eq(schema->parts[i].schema->word, word))
            return &schema->parts[i];
    return NULL;
}

const char *pl_attr_words(pl_kind kind, pl_str attr)
{
    const pl_field *field = pl_schema_field(pl_schema_of(kind), attr, NULL);
    return field ? field->words : NULL;
}

bool pl_words_know(pl_kind kind, pl_str attr, pl_str value, pl_nearest *nearest)
{
    const char *words = pl_attr_words(kind, attr);
    pl_str rest = pl_str_cstr(words ? words : "");
    while (rest.len) {
        pl_str word = pl_str_split(&rest, ' ');
        if (pl_str_same(word, value)) /* reports take any letters */
            return true;
        if (nearest)
            pl_nearest_offer(nearest, word);
    }
    return !words;
}
