/* table_resources.c - the tables of workspace:// whose rows are resources.
 *
 * A value is taken from the index where that has it as a literal. Where it has not, the resource is
 * loaded, once for each row. tests/unit/workspace/test_tables compares both ways for every column
 * of every resource. */
#include "base/jsonw.h"
#include "base/str.h"
#include "db/dburl.h"
#include "index/read.h"
#include "load/resource.h"
#include "schema/kind.h"
#include "workspace/tables.h"
#include <pipelite/phase.h>

/* ORDER of pl_table__common */
enum {
    NAME,
    QUALIFIED_NAME,
    TYPE,
    TITLE,
    DESCRIPTION,
    TAGS,
    MOD,
    FILE_PATH,
    START_LINE,
    END_LINE,
    IS_ANONYMOUS,
    IS_TOP_LEVEL,
    IS_OWN_MOD,
    N_COMMON
};

#define TEXT(name)                                                                                 \
    {                                                                                              \
        { name, sizeof name - 1 }, { "text", 4 }, false                                            \
    }
#define KEY(name)                                                                                  \
    {                                                                                              \
        { name, sizeof name - 1 }, { "text", 4 }, true                                             \
    }
#define JSON(name)                                                                                 \
    {                                                                                              \
        { name, sizeof name - 1 }, { "json", 4 }, false                                            \
    }
#define INTEGER(name)                                                                              \
    {                                                                                              \
        { name, sizeof name - 1 }, { "integer", 7 }, false                                         \
    }
#define BOOLEAN(name)                                                                              \
    {                                                                                              \
        { name, sizeof name - 1 }, { "boolean", 7 }, false                                         \
    }

const pl_table_column pl_table__common[] = {
    [NAME] = KEY("name"),
    [QUALIFIED_NAME] = KEY("qualified_name"),
    [TYPE] = KEY("type"),
    [TITLE] = TEXT("title"),
    [DESCRIPTION] = TEXT("description"),
    [TAGS] = JSON("tags"),
    [MOD] = KEY("mod"),
    [FILE_PATH] = TEXT("file"),
    [START_LINE] = INTEGER("start_line"),
    [END_LINE] = INTEGER("end_line"),
    [IS_ANONYMOUS] = BOOLEAN("is_anonymous"),
    [IS_TOP_LEVEL] = BOOLEAN("is_top_level"),
    [IS_OWN_MOD] = BOOLEAN("is_own_mod"),
};
const uint32_t pl_table__n_common = N_COMMON;

/* ---- which rows */

/* The candidates: those of the wanted name, of the wanted kind, or all. */
static void begin(pl_table_walk *walk)
{
    const pl_table_state *state = walk->state;
    const pl_table_plan *plan = walk->table->more;
    pl_str wanted;
    pl_kind kind = PL_KIND_COUNT;
    if (pl_table__wants(walk, QUALIFIED_NAME, &wanted)) {
        pl_entry_id id = pl_table__find(state, wanted);
        if (id != PL_NO_ENTRY)
            walk->list = pl_index_same_name(state->ix, id, &walk->end);
        return;
    }
    if (pl_table__wants(walk, TYPE, &wanted) && !pl_kind_find_name(wanted, &kind))
        return;
    if (kind == PL_KIND_COUNT && !(plan->kinds & (plan->kinds - 1)))
        kind = (pl_kind)__builtin_ctz(plan->kinds);
    if (kind != PL_KIND_COUNT)
        walk->list = pl_index_kind(state->ix, kind, &walk->end);
    else
        walk->list = pl_index_section(state->ix, PL_IX_NAME, &walk->end);
}

static const pl_ix_entry *entry_of(const pl_table_walk *walk)
{
    return pl_index_entry(((const pl_table_state *)walk->state)->ix, walk->row);
}

static pl_str mod_name(const pl_index *ix, const pl_ix_entry *e)
{
    uint32_t n;
    return pl_index_str(ix, pl_index_mods(ix, &n)[e->mod].short_name);
}

static bool is_wanted(const pl_table_walk *walk, const pl_ix_entry *e)
{
    const pl_index *ix = ((const pl_table_state *)walk->state)->ix;
    pl_str wanted;
    if (!(((const pl_table_plan *)walk->table->more)->kinds & PL_KIND_BIT(e->kind)))
        return false;
    if (pl_table__wants(walk, NAME, &wanted) && !pl_str_eq(wanted, pl_index_str(ix, e->short_name)))
        return false;
    return !pl_table__wants(walk, MOD, &wanted) || pl_str_eq(wanted, mod_name(ix, e));
}

static void leave_row(pl_table_walk *walk)
{
    pl_resource_unpin(walk->held);
    walk->held = NULL;
    walk->part = 0;
    pl_arena_reset(&walk->arena);
}

static bool next(pl_table_walk *walk)
{
    const pl_entry_id *list;
    leave_row(walk);
    if (!walk->list)
        begin(walk);
    for (list = walk->list; walk->at < walk->end;) {
        walk->row = list[walk->at++];
        if (is_wanted(walk, entry_of(walk)))
            return true;
    }
    return false;
}

/* ---- what needs the resource */

/* The resource of the row, loaded once; NULL: it cannot be, which pipelite_diagnostic tells. */
static const pl_resource *load(pl_table_walk *walk)
{
    pl_table_state *state = walk->state;
    if (!walk->part)
        walk->held = pl_generation_pin(state->generation, walk->row, NULL);
    walk->part = 1;
    return walk->held;
}

static bool give_json(pl_table_walk *walk, pl_value v, pl_cell *out)
{
    pl_buf text = { 0 };
    bool lasts = pl_value_json(v, &text) ? pl_table__copy(walk, out, pl_buf_view(&text)) : true;
    pl_buf_done(&text);
    return lasts;
}

static bool give_value(pl_table_walk *walk, pl_value v, pl_cell *out)
{
    switch ((pl_value_tag)v.tag) {
    case PL_V_NULL:
    case PL_V_UNKNOWN: return true;
    case PL_V_BOOL: return pl_table__bool(out, v.b);
    case PL_V_INT: return pl_table__int(out, v.i);
    case PL_V_STRING: return pl_table__copy(walk, out, pl_value_get_str(v));
    default: return give_json(walk, v, out);
    }
}

/* A connection by its name, a connection string without what is secret in it. */
static bool give_database(pl_table_walk *walk, const pl_resource *r, pl_cell *out)
{
    pl_buf text = { 0 };
    pl_str url;
    if (r->connection.len)
        pl_buf_printf(&text, "connection.%.*s", PL_FMT(r->connection));
    else if (pl_resource_text(r, PL_S("database"), &url))
        pl_dburl_print((pl_dburl){ url }, &text);
    bool lasts = text.len ? pl_table__copy(walk, out, pl_buf_view(&text)) : true;
    pl_buf_done(&text);
    return lasts;
}

static bool give_args(pl_table_walk *walk, const pl_resource *r, pl_cell *out)
{
    pl_buf text = { 0 };
    pl_jsonw w;
    if (!r->args)
        return true;
    bool named = r->args->name.len > 0;
    pl_jsonw_init(&w, &text, 0, false);
    pl_jsonw_open(&w, named ? '{' : '[');
    for (const pl_arg *arg = r->args; arg; arg = arg->next) {
        if (named)
            pl_jsonw_key(&w, arg->name);
        if (arg->is_null)
            pl_jsonw_null(&w);
        else
            pl_jsonw_str(&w, arg->is_runtime ? arg->path : arg->text);
    }
    pl_jsonw_close(&w, named ? '}' : ']');
    bool lasts = pl_table__copy(walk, out, pl_buf_view(&text));
    pl_buf_done(&text);
    return lasts;
}

/* The values of a variable that is sensitive are nobody's business. */
static bool is_secret(const pl_resource *r, pl_str attr)
{
    return r->var && r->var->sensitive &&
           (pl_str_eq(attr, PL_S("value")) || pl_str_eq(attr, PL_S("default")));
}

static bool give_attribute(pl_table_walk *walk, pl_str attr, pl_cell *out)
{
    const pl_resource *r = load(walk);
    unsigned at;
    if (!r)
        return true;
    if (is_secret(r, attr))
        return pl_table__text(out, PL_S("(sensitive value)"));
    if (pl_str_eq(attr, PL_S("value")) && r->var)
        return give_value(walk, r->var->value, out);
    const pl_field *field = pl_schema_field(r->schema, attr, &at);
    if (!field)
        return true;
    switch ((pl_field_type)field->type) {
    case PL_FIELD_BASE: return pl_table__name(walk, out, r->base);
    case PL_FIELD_REF:
        return pl_table__name(walk, out, field->ref == PL_KIND_QUERY ? r->query : r->category);
    case PL_FIELD_DATABASE: return give_database(walk, r, out);
    case PL_FIELD_ARGS: return give_args(walk, r, out);
    case PL_FIELD_TYPE: return r->var ? pl_table__copy(walk, out, r->var->type_text) : true;
    case PL_FIELD_CHILDREN: return true;
    default: return give_value(walk, r->fields[at], out);
    }
}

/* ---- what the index has */

static bool has_base(const pl_index *ix, pl_entry_id id)
{
    return pl_index_attr(ix, id, PL_ATTR_BASE) != NULL;
}

/* Is the attribute known without loading the resource: a short literal, or not set? */
static bool read_literal(const pl_table_walk *walk, pl_str attr, pl_cell *out)
{
    const pl_index *ix = ((const pl_table_state *)walk->state)->ix;
    const pl_ix_entry *e = entry_of(walk);
    pl_attr_id id;
    if (!pl_attr_find(attr, &id) || id == PL_ATTR_DATABASE || id == PL_ATTR_VALUE ||
        id == PL_ATTR_DEFAULT || id == PL_ATTR_TYPE)
        return false;
    if (id == PL_ATTR_WIDTH) {
        if (e->width != 255)
            pl_table__int(out, e->width);
        return e->width != 255;
    }
    const pl_ix_attr *own = pl_index_attr(ix, walk->row, id);
    const pl_field *field = pl_schema_field(pl_schema_of((pl_kind)e->kind), attr, NULL);
    if (own && own->flags & PL_IX_ATTR_TEXT && field && field->type == PL_FIELD_STRING)
        return pl_table__text(out, pl_index_attr_text(ix, own));
    return !field || (!own && !has_base(ix, walk->row));
}

/* Title, description: as the index or the resolution in the background has them. */
static bool read_metadata(pl_table_walk *walk, pl_str attr, pl_cell *out)
{
    pl_metadata m;
    pl_table_state *state = walk->state;
    bool title = pl_str_eq(attr, PL_S("title"));
    pl_generation_metadata(state->generation, walk->row, &m);
    if (!m.resolved || (!title && m.long_description) || entry_of(walk)->kind == PL_KIND_MOD)
        return give_attribute(walk, attr, out);
    pl_str text = title ? m.title : m.description;
    return text.len ? pl_table__text(out, text) : true;
}

static bool next_tag(const pl_metadata *m, const pl_resource *r, size_t i, pl_str *key,
                     pl_str *value)
{
    return r ? pl_resource_pair(r, PL_S("tags"), i, key, value) : pl_metadata_tag(m, i, key, value);
}

static bool read_tags(pl_table_walk *walk, pl_cell *out)
{
    pl_table_state *state = walk->state;
    pl_metadata m;
    pl_buf text = { 0 };
    pl_jsonw w;
    pl_str key, value;
    pl_generation_metadata(state->generation, walk->row, &m);
    const pl_resource *r = m.resolved ? NULL : load(walk);
    pl_jsonw_init(&w, &text, 0, false);
    pl_jsonw_open(&w, '{');
    size_t n = 0;
    for (; next_tag(&m, r, n, &key, &value); n++) {
        pl_jsonw_key(&w, key);
        pl_jsonw_str(&w, value);
    }
    pl_jsonw_close(&w, '}');
    bool lasts = n ? pl_table__copy(walk, out, pl_buf_view(&text)) : true;
    pl_buf_done(&text);
    return lasts;
}

static bool read_common(pl_table_walk *walk, uint32_t column, pl_cell *out)
{
    const pl_index *ix = ((const pl_table_state *)walk->state)->ix;
    const pl_ix_entry *e = entry_of(walk);
    pl_entry entry;
    uint32_t n;
    switch (column) {
    case NAME: return pl_table__text(out, pl_index_str(ix, e->short_name));
    case QUALIFIED_NAME: return pl_table__name(walk, out, walk->row);
    case TYPE: return pl_table__text(out, pl_kind_name((pl_kind)e->kind));
    case TITLE: return read_metadata(walk, PL_S("title"), out);
    case DESCRIPTION: return read_metadata(walk, PL_S("description"), out);
    case TAGS: return read_tags(walk, out);
    case MOD: return pl_table__text(out, mod_name(ix, e));
    case FILE_PATH:
        return pl_table__text(out, pl_index_str(ix, pl_index_files(ix, &n)[e->file].path));
    case START_LINE: return pl_table__int(out, e->line);
    case END_LINE: return pl_table__int(out, e->end_line);
    case IS_ANONYMOUS: return pl_table__bool(out, (e->flags & PL_ENTRY_ANONYMOUS) != 0);
    case IS_OWN_MOD: return pl_table__bool(out, e->mod == 0);
    default: pl_index_get(ix, walk->row, &entry); return pl_table__bool(out, entry.top_level);
    }
}

static bool read(pl_table_walk *walk, uint32_t column, pl_cell *out)
{
    const pl_table_plan *plan = walk->table->more;
    if (column < plan->n_common)
        return read_common(walk, column, out);
    pl_str attr = plan->attrs[column - plan->n_common];
    return read_literal(walk, attr, out) || give_attribute(walk, attr, out);
}

const pl_table_rows pl_table__resources = { next, read, leave_row };
