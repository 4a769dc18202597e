/* tables.c - which tables workspace:// has: those about everything, and one for each kind.
 *
 * The columns of a kind are derived from its schema, so that a new kind or attribute has its table
 * or column without a line here. An attribute with the name of a common column is preceded by
 * "attr_": the `type` of a chart is attr_type. */
#include "workspace/tables.h"
#include "base/alloc.h"
#include "base/assert.h"
#include "base/diag.h"
#include "base/str.h"
#include "base/vec.h"
#include "schema/kind.h"
#include "schema/schema.h"

typedef struct tables {
    pl_tables pub; /* first */
    pl_workspace *ws;
    pl_arena arena;
    PL_VEC(pl_table) list;
} tables;

/* ---- statements */

static void *pin(void *ctx)
{
    tables *t = ctx;
    pl_generation *generation = pl_workspace_acquire(t->ws);
    if (!generation)
        return NULL;
    pl_table_state *state = pl_mem_zalloc(sizeof *state);
    *state = (pl_table_state){ t->ws, generation, pl_generation_index(generation), NULL };
    return state;
}

static void unpin(void *ctx)
{
    pl_table_state *state = ctx;
    pl_diags_free(state->problems);
    pl_generation_release(state->generation);
    pl_mem_free(state);
}

static const pl_table_rows *rows_of(const pl_table_walk *walk)
{
    return ((const pl_table_plan *)walk->table->more)->rows;
}

static bool next(pl_table_walk *walk)
{
    return rows_of(walk)->next(walk);
}

static bool read(pl_table_walk *walk, uint32_t column, pl_cell *out)
{
    return rows_of(walk)->read(walk, column, out);
}

static void end(pl_table_walk *walk)
{
    if (rows_of(walk)->end)
        rows_of(walk)->end(walk);
}

/* ---- tables of resources */

enum { ALL_KINDS = (1u << PL_KIND_COUNT) - 1 };

static const char *type_of(const pl_field *field)
{
    switch ((pl_field_type)field->type) {
    case PL_FIELD_INT: return "integer";
    case PL_FIELD_BOOL: return "boolean";
    case PL_FIELD_STRINGS:
    case PL_FIELD_MAP:
    case PL_FIELD_ARGS: return "json";
    case PL_FIELD_ANY: return ""; /* no affinity: numbers stay numbers */
    default: return "text";
    }
}

static bool is_common(pl_str name)
{
    for (uint32_t i = 0; i < pl_table__n_common; i++)
        if (pl_str_eq(pl_table__common[i].name, name))
            return true;
    return false;
}

/* The columns of a table while they are collected. */
typedef struct columns {
    tables *t;
    PL_VEC(pl_table_column) list;
    PL_VEC(pl_str) attrs;
} columns;

static void add_attribute(columns *c, pl_str attr, const char *type, bool shared)
{
    for (size_t i = 0; i < c->attrs.n; i++)
        if (pl_str_eq(c->attrs.at[i], attr))
            return;
    if (is_common(attr) && (shared || !pl_str_eq(attr, PL_S("type"))))
        return;
    pl_str name = is_common(attr) ? pl_arena_printf(&c->t->arena, "attr_%.*s", PL_FMT(attr)) : attr;
    pl_vec_push(&c->list, ((pl_table_column){ name, pl_str_cstr(type), false }));
    pl_vec_push(&c->attrs, attr);
}

/* Children have a table of their own, ignored attributes have no value. */
static void add_fields(columns *c, pl_kind kind, bool shared)
{
    const pl_schema *schema = pl_schema_of(kind);
    for (unsigned i = 0; i < schema->n_fields; i++) {
        const pl_field *field = &schema->fields[i];
        pl_attr_id id;
        if (field->type == PL_FIELD_CHILDREN || field->flags & PL_FIELD_IGNORED)
            continue;
        if (!shared || pl_attr_find(field->name, &id))
            add_attribute(c, field->name, type_of(field), shared);
    }
    if (kind == PL_KIND_VARIABLE && !shared)
        add_attribute(c, PL_S("value"), "", false);
}

static void *copy_of(tables *t, const void *from, size_t size)
{
    void *to = pl_arena_alloc(&t->arena, size);
    if (size) /* `from` may be NULL when nothing is copied */
        memcpy(to, from, size);
    return to;
}

/* Add a table of resources: of several kinds it has only the attributes that the index knows. */
static void add_resources(tables *t, pl_str name, uint32_t kinds)
{
    columns c = { .t = t };
    bool shared = (kinds & (kinds - 1)) != 0;
    for (uint32_t i = 0; i < pl_table__n_common; i++)
        pl_vec_push(&c.list, pl_table__common[i]);
    for (unsigned kind = 0; kind < PL_KIND_COUNT; kind++)
        if (kinds & PL_KIND_BIT(kind))
            add_fields(&c, (pl_kind)kind, shared);
    pl_table_plan plan = { &pl_table__resources, kinds, pl_table__n_common, NULL };
    plan.attrs = copy_of(t, c.attrs.at, c.attrs.n * sizeof *c.attrs.at);
    pl_vec_push(&t->list, ((pl_table){ name, copy_of(t, c.list.at, c.list.n * sizeof *c.list.at),
                                       (uint32_t)c.list.n, copy_of(t, &plan, sizeof plan) }));
    pl_vec_done(&c.list);
    pl_vec_done(&c.attrs);
}

static void add_kinds(tables *t)
{
    uint32_t panels = 0;
    for (unsigned kind = 0; kind < PL_KIND_COUNT; kind++) {
        pl_str word = pl_kind_word((pl_kind)kind);
        pl_str name = pl_arena_printf(&t->arena, "pipelite_%.*s", PL_FMT(word));
        add_resources(t, name, PL_KIND_BIT(kind));
        if (pl_kind_flags((pl_kind)kind) & PL_KIND_IS_PANEL)
            panels |= PL_KIND_BIT(kind);
    }
    add_resources(t, PL_S("pipelite_panel"), panels);
    add_resources(t, PL_S("pipelite_resource"), ALL_KINDS);
}

/* ---- the others */

#define NAME(text)                                                                                 \
    {                                                                                              \
        text, sizeof text - 1                                                                      \
    }
#define TEXT(name)                                                                                 \
    {                                                                                              \
        NAME(name), NAME("text"), false                                                            \
    }
#define KEY(name)                                                                                  \
    {                                                                                              \
        NAME(name), NAME("text"), true                                                             \
    }
#define INTEGER(name)                                                                              \
    {                                                                                              \
        NAME(name), NAME("integer"), false                                                         \
    }
#define BOOLEAN(name)                                                                              \
    {                                                                                              \
        NAME(name), NAME("boolean"), false                                                         \
    }

static const pl_table_column of_tag[] = { KEY("resource"), KEY("key"), TEXT("value") };
static const pl_table_column of_reference[] = { KEY("from"), KEY("to"), TEXT("attribute"),
                                                BOOLEAN("is_found") };
static const pl_table_column of_child[] = { KEY("parent"), KEY("child"), INTEGER("position") };
static const pl_table_column of_file[] = { TEXT("path"), TEXT("mod"), INTEGER("lines"),
                                           INTEGER("bytes"), INTEGER("resources") };
static const pl_table_column of_diagnostic[] = {
    TEXT("severity"),        TEXT("code"),        TEXT("summary"),
    TEXT("detail"),          TEXT("file"),        INTEGER("start_line"),
    INTEGER("start_column"), INTEGER("end_line"), INTEGER("end_column")
};

static const struct {
    pl_str name;
    const pl_table_column *columns;
    uint32_t n;
    pl_table_plan plan;
} others[] = {
    { NAME("pipelite_tag"), of_tag, PL_COUNT(of_tag), { &pl_table__tags, 0, 0, NULL } },
    { NAME("pipelite_reference"),
      of_reference,
      PL_COUNT(of_reference),
      { &pl_table__references, 0, 0, NULL } },
    { NAME("pipelite_child"), of_child, PL_COUNT(of_child), { &pl_table__children, 0, 0, NULL } },
    { NAME("pipelite_file"), of_file, PL_COUNT(of_file), { &pl_table__files, 0, 0, NULL } },
    { NAME("pipelite_diagnostic"),
      of_diagnostic,
      PL_COUNT(of_diagnostic),
      { &pl_table__diagnostics, 0, 0, NULL } },
};

/* ---- making */

pl_tables *pl_workspace_tables_new(pl_workspace *ws)
{
    tables *t = pl_mem_zalloc(sizeof *t);
    t->ws = ws;
    add_kinds(t);
    for (size_t i = 0; i < PL_COUNT(others); i++)
        pl_vec_push(&t->list, ((pl_table){ others[i].name, others[i].columns, others[i].n,
                                           &others[i].plan }));
    t->pub = (pl_tables){ t->list.at, (uint32_t)t->list.n, pin, unpin, next, read, end, t };
    return &t->pub;
}

void pl_workspace_tables_free(pl_tables *pub)
{
    tables *t = (tables *)pub;
    if (!t)
        return;
    pl_vec_done(&t->list);
    pl_arena_done(&t->arena);
    pl_mem_free(t);
}
