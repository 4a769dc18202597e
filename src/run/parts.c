/* parts.c - blocks inside a resource (series, columns, points ...) as JSON. */
#include "base/str.h"
#include "run/node.h"

static const struct {
    const char *word, *key; /* the member that maps the names of these blocks to them */
} maps[] = { { "series", "series" },
             { "column", "columns" },
             { "point", "points" },
             { "property", "properties" } };

static const char *map_key(pl_str word)
{
    for (size_t i = 0; i < PL_COUNT(maps); i++)
        if (pl_str_eq(word, pl_str_cstr(maps[i].word)))
            return maps[i].key;
    return NULL;
}

void pl_parts__add(pl_arena *arena, const pl_part_block *parts, const pl_schema *only, pl_doc *doc)
{
    for (const pl_part_block *p = parts; p; p = p->next) {
        if (only && p->schema != only)
            continue;
        const char *key = map_key(p->schema->word);
        pl_doc *map = key ? pl_doc_member(doc, pl_str_cstr(key)) : NULL;
        if (map && map->kind != PL_DOC_OBJECT)
            continue; /* an attribute has taken the name */
        bool named = key && !pl_str_eq(p->schema->word, PL_S("point"));
        if (key && !map)
            map = pl_doc_add(arena, doc, pl_str_cstr(key), PL_DOC_OBJECT);
        pl_doc *one = pl_part_doc(arena, p, named);
        if (map || !only || one->first) /* an empty legend is left out (recorded) */
            pl_doc_put(map ? map : doc, map ? p->name : p->schema->word, one);
    }
    for (size_t i = 0; i < PL_COUNT(maps); i++) {
        pl_doc *map = pl_doc_member(doc, pl_str_cstr(maps[i].key));
        if (map && map->kind == PL_DOC_OBJECT)
            pl_doc_sort(map);
    }
}

pl_doc *pl_part_doc(pl_arena *arena, const pl_part_block *part, bool with_name)
{
    pl_doc *doc = pl_doc_new(arena, PL_DOC_OBJECT);
    if (with_name)
        pl_doc_string_copy(arena, doc, PL_S("name"), part->name);
    for (unsigned i = 0; i < part->schema->n_fields; i++)
        if (part->fields[i].tag != PL_V_NULL)
            pl_doc_value_text(arena, doc, part->schema->fields[i].name, part->fields[i]);
    pl_parts__add(arena, part->parts, NULL, doc);
    return doc;
}
