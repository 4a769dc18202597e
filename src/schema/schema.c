/* schema.c - the tables of schema.h, from mod-language.md 3.1, 4.2, 4.4, 4.5 and 6. */
#include "schema/schema.h"
#include "base/str.h"

#define S(lit)                                                                                     \
    {                                                                                              \
        ("" lit ""), sizeof(lit) - 1                                                               \
    }
#define F(name, type, flags)                                                                       \
    {                                                                                              \
        S(name), PL_FIELD_##type, 0, (flags)                                                       \
    }
#define REF(name, kind, flags)                                                                     \
    {                                                                                              \
        S(name), PL_FIELD_REF, PL_KIND_##kind, (flags)                                             \
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

/* The groups of 4.2. `t`, `d`, `g`: flags that say how title, description and tags are inherited
 * from a base. */
#define COMMON_FIELDS(t, d, g)                                                                     \
    F("title", STRING, COMMON | (t)), F("description", STRING, COMMON | (d)),                      \
        F("documentation", STRING, COMMON), F("tags", MAP, COMMON | (g)),                          \
        F("max_concurrency", INT, COMMON), F("name", ANY, PL_FIELD_COMMON | PL_FIELD_IGNORED)
#define PATH_FIELDS F("search_path", STRINGS, TREE), F("search_path_prefix", STRINGS, TREE)
#define TREE_FIELDS F("database", DATABASE, TREE | PL_FIELD_LENIENT), PATH_FIELDS
/* `database` of kinds that run no SQL is a text like any other (4.3). */
#define SHOWN_FIELDS F("database", STRING, TREE), PATH_FIELDS
#define LEAF_FIELDS(w, t, d)                                                                       \
    F("width", INT, LEAF | (w)), F("type", STRING, LEAF | (t)), F("display", STRING, LEAF | (d))
#define QUERY_FIELDS(args)                                                                         \
    F("sql", STRING, QUERY | BASE), REF("query", QUERY, QUERY | BASE),                             \
        F("args", ARGS, QUERY | PL_FIELD_RUNTIME | (args))
#define BASE_FIELD F("base", BASE, 0)

static const pl_field mod_fields[] = {
    COMMON_FIELDS(0, 0, 0),  TREE_FIELDS, F("categories", STRINGS, READ), F("color", STRING, READ),
    F("icon", STRING, READ),
};
static const pl_field variable_fields[] = {
    F("title", STRING, PL_FIELD_LITERAL),
    F("description", STRING, PL_FIELD_LITERAL),
    F("type", TYPE, 0),
    F("default", ANY, 0),
    F("sensitive", BOOL, 0),
    F("tags", MAP, 0),
    F("enum", ANY, 0),
    F("format", STRING, 0),
};
static const pl_field query_fields[] = {
    COMMON_FIELDS(0, 0, 0),
    TREE_FIELDS,
    F("sql", STRING, QUERY),
};
static const pl_field control_fields[] = {
    COMMON_FIELDS(BASE, BASE, MERGE),   TREE_FIELDS, QUERY_FIELDS(0), LEAF_FIELDS(BASE, BASE, BASE),
    F("severity", STRING, READ | BASE), BASE_FIELD,
};
static const pl_field detection_fields[] = {
    COMMON_FIELDS(BASE, BASE, MERGE),
    TREE_FIELDS,
    QUERY_FIELDS(BASE),
    LEAF_FIELDS(BASE, BASE, BASE),
    F("severity", STRING, READ),
    F("display_columns", STRINGS, READ),
    BASE_FIELD,
};
static const pl_field benchmark_fields[] = {
    F("title", STRING, COMMON),
    F("description", STRING, COMMON),
    F("documentation", STRING, COMMON),
    F("tags", MAP, COMMON),
    F("children", CHILDREN, 0),
    F("type", STRING, PL_FIELD_NOT_NULL),
    F("display", STRING, 0),
    F("width", INT, 0),
    F("base", BASE, 0),
};
static const pl_field dashboard_fields[] = {
    COMMON_FIELDS(BASE, BASE, MERGE),
    SHOWN_FIELDS,
    LEAF_FIELDS(BASE, 0, 0),
    BASE_FIELD,
};
static const pl_field container_fields[] = {
    COMMON_FIELDS(0, 0, 0),
    SHOWN_FIELDS,
    LEAF_FIELDS(0, 0, 0),
};
static const pl_field card_fields[] = {
    COMMON_FIELDS(BASE, BASE, MERGE),
    TREE_FIELDS,
    QUERY_FIELDS(BASE),
    LEAF_FIELDS(BASE, BASE, BASE),
    F("label", STRING, READ | BASE),
    F("value", STRING, READ | BASE),
    F("icon", STRING, READ | BASE),
    F("href", STRING, READ | BASE),
    BASE_FIELD,
};
static const pl_field chart_fields[] = {
    COMMON_FIELDS(BASE, BASE, MERGE),
    TREE_FIELDS,
    QUERY_FIELDS(BASE),
    LEAF_FIELDS(BASE, BASE, BASE),
    F("grouping", STRING, READ | BASE),
    F("transform", STRING, READ | BASE),
    BASE_FIELD,
};
static const pl_field image_fields[] = {
    COMMON_FIELDS(BASE, BASE, MERGE),
    TREE_FIELDS,
    QUERY_FIELDS(BASE),
    LEAF_FIELDS(BASE, 0, BASE),
    F("src", STRING, READ | BASE),
    F("alt", STRING, READ | BASE),
    BASE_FIELD,
};
static const pl_field input_fields[] = {
    COMMON_FIELDS(BASE, BASE, MERGE),
    TREE_FIELDS,
    QUERY_FIELDS(BASE),
    LEAF_FIELDS(BASE, BASE, BASE),
    F("label", STRING, READ | BASE),
    F("placeholder", STRING, READ | BASE),
    BASE_FIELD,
};
static const pl_field table_fields[] = {
    COMMON_FIELDS(BASE, BASE, MERGE), TREE_FIELDS, QUERY_FIELDS(BASE),
    LEAF_FIELDS(BASE, BASE, BASE),    BASE_FIELD,
};
static const pl_field text_fields[] = {
    COMMON_FIELDS(BASE, 0, 0),       SHOWN_FIELDS, LEAF_FIELDS(BASE, BASE, BASE),
    F("value", STRING, READ | BASE), BASE_FIELD,
};
/* flow and hierarchy */
static const pl_field flow_fields[] = {
    COMMON_FIELDS(BASE, BASE, MERGE), SHOWN_FIELDS, QUERY_FIELDS(BASE),
    LEAF_FIELDS(BASE, BASE, BASE),    BASE_FIELD,
};
static const pl_field graph_fields[] = {
    COMMON_FIELDS(BASE, BASE, MERGE),
    SHOWN_FIELDS,
    QUERY_FIELDS(BASE),
    LEAF_FIELDS(BASE, BASE, BASE),
    F("direction", STRING, READ | BASE),
    BASE_FIELD,
};
/* node and edge */
static const pl_field node_fields[] = {
    COMMON_FIELDS(BASE, BASE, MERGE),       TREE_FIELDS, QUERY_FIELDS(BASE), LEAF_FIELDS(0, 0, 0),
    REF("category", CATEGORY, READ | BASE), BASE_FIELD,
};
static const pl_field category_fields[] = {
    COMMON_FIELDS(BASE, BASE, MERGE),
    SHOWN_FIELDS,
    F("color", STRING, READ | BASE),
    F("icon", STRING, READ | BASE),
    F("href", STRING, READ | BASE),
    F("depth", INT, READ | BASE),
    F("property_order", STRINGS, READ | BASE),
    BASE_FIELD,
};
static const pl_field with_fields[] = {
    COMMON_FIELDS(0, 0, 0),
    TREE_FIELDS,
    QUERY_FIELDS(0),
    LEAF_FIELDS(0, 0, 0),
};
static const pl_field param_fields[] = {
    F("description", STRING, 0),
    F("default", ANY, PL_FIELD_RUNTIME),
};

/* ---- plain nested blocks (4.5) */

static const pl_field legend_fields[] = { F("display", STRING, 0), F("position", STRING, 0) };
static const pl_field point_fields[] = { F("color", STRING, 0) };
static const pl_field series_fields[] = { F("title", STRING, 0), F("color", STRING, 0) };
static const pl_field axis_fields[] = { F("min", INT, 0), F("max", INT, 0) };
static const pl_field axis_title_fields[] = {
    F("display", STRING, 0),
    F("align", STRING, 0),
    F("value", STRING, 0),
};
static const pl_field axis_labels_fields[] = { F("display", STRING, 0), F("format", STRING, 0) };
static const pl_field column_fields[] = {
    F("display", STRING, 0),
    F("wrap", STRING, 0),
    F("href", STRING, 0),
};
static const pl_field option_fields[] = { F("label", STRING, 0) };
static const pl_field fold_fields[] = {
    F("title", STRING, 0),
    F("threshold", INT, 0),
    F("icon", STRING, 0),
};
static const pl_field opengraph_fields[] = {
    F("description", STRING, 0),
    F("title", STRING, 0),
    F("image", STRING, 0),
};

#define BODY(word, fields, parts)                                                                  \
    {                                                                                              \
        S(word), -1, true, (fields), (parts), PL_COUNT(fields), PL_COUNT(parts)                    \
    }
#define LEAF_BODY(word, fields)                                                                    \
    {                                                                                              \
        S(word), -1, true, (fields), NULL, PL_COUNT(fields), 0                                     \
    }

static const pl_schema param_schema = LEAF_BODY("param", param_fields);
static const pl_schema legend_schema = LEAF_BODY("legend", legend_fields);
static const pl_schema point_schema = LEAF_BODY("point", point_fields);
static const pl_schema axis_title_schema = LEAF_BODY("title", axis_title_fields);
static const pl_schema axis_labels_schema = LEAF_BODY("labels", axis_labels_fields);
static const pl_schema column_schema = LEAF_BODY("column", column_fields);
static const pl_schema option_schema = LEAF_BODY("option", option_fields);
static const pl_schema fold_schema = LEAF_BODY("fold", fold_fields);
static const pl_schema property_schema = LEAF_BODY("property", column_fields);
static const pl_schema opengraph_schema = LEAF_BODY("opengraph", opengraph_fields);

static const pl_part_rule series_parts[] = { { &point_schema, 1, false, true } };
static const pl_schema series_schema = BODY("series", series_fields, series_parts);
static const pl_part_rule axis_parts[] = {
    { &axis_title_schema, 0, true, false },
    { &axis_labels_schema, 0, true, false },
};
static const pl_schema x_schema = BODY("x", axis_fields, axis_parts);
static const pl_schema y_schema = BODY("y", axis_fields, axis_parts);
static const pl_part_rule axes_parts[] = { { &x_schema, 0, true, false },
                                           { &y_schema, 0, true, false } };
static const pl_schema axes_schema = { S("axes"), -1, true, NULL, axes_parts, 0, 2 };

static const pl_part_rule chart_parts[] = {
    { &legend_schema, 0, true, false },
    { &series_schema, 1, false, true },
    { &axes_schema, 0, true, false },
    { &param_schema, 1, false, true },
};
static const pl_part_rule table_parts[] = { { &column_schema, 1, false, true },
                                            { &param_schema, 1, false, true } };
static const pl_part_rule input_parts[] = { { &option_schema, 1, false, false },
                                            { &param_schema, 1, false, true } };
static const pl_part_rule category_parts[] = { { &fold_schema, 0, true, false },
                                               { &property_schema, 1, false, true } };
static const pl_part_rule mod_parts[] = { { &opengraph_schema, 0, true, false } };
static const pl_part_rule provider_parts[] = { { &param_schema, 1, false, true } };

/* ---- resources */

#define KIND(kind, word, fields, parts)                                                            \
    [PL_KIND_##kind] = { S(word), PL_KIND_##kind,   false,          (fields),                      \
                         (parts), PL_COUNT(fields), PL_COUNT(parts) }
#define PLAIN_KIND(kind, word, strict, fields)                                                     \
    [PL_KIND_##kind] = { S(word), PL_KIND_##kind, (strict), (fields), NULL, PL_COUNT(fields), 0 }

/* ORDER kinds */
static const pl_schema kinds[PL_KIND_COUNT] = {
    KIND(MOD, "mod", mod_fields, mod_parts),
    PLAIN_KIND(VARIABLE, "variable", true, variable_fields),
    [PL_KIND_LOCAL] = { S("locals"), PL_KIND_LOCAL, false, NULL, NULL, 0, 0 },
    KIND(QUERY, "query", query_fields, provider_parts),
    KIND(CONTROL, "control", control_fields, provider_parts),
    PLAIN_KIND(BENCHMARK, "benchmark", true, benchmark_fields),
    KIND(DETECTION, "detection", detection_fields, provider_parts),
    PLAIN_KIND(DASHBOARD, "dashboard", false, dashboard_fields),
    PLAIN_KIND(CONTAINER, "container", false, container_fields),
    KIND(CARD, "card", card_fields, provider_parts),
    KIND(CHART, "chart", chart_fields, chart_parts),
    KIND(IMAGE, "image", image_fields, provider_parts),
    KIND(INPUT, "input", input_fields, input_parts),
    KIND(TABLE, "table", table_fields, table_parts),
    PLAIN_KIND(TEXT, "text", false, text_fields),
    KIND(FLOW, "flow", flow_fields, provider_parts),
    KIND(GRAPH, "graph", graph_fields, provider_parts),
    KIND(HIERARCHY, "hierarchy", flow_fields, provider_parts),
    KIND(NODE, "node", node_fields, provider_parts),
    KIND(EDGE, "edge", node_fields, provider_parts),
    KIND(CATEGORY, "category", category_fields, category_parts),
    KIND(WITH, "with", with_fields, provider_parts),
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

const pl_part_rule *pl_schema_part(const pl_schema *schema, pl_str word)
{
    for (unsigned i = 0; i < schema->n_parts; i++)
        if (pl_str_eq(schema->parts[i].schema->word, word))
            return &schema->parts[i];
    return NULL;
}
