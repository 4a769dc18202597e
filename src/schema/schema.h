/* schema.h - the attributes and nested blocks that each block may hold, described once.
 *
 * The loader, the check, runs and renderings all use these tables: no other list of attributes
 * exists. A schema describes the body of a resource kind (kinds.def) or of a plain nested block
 * (mod-language.md 4.2, 4.4, 4.5).
 *
 * Threads: static data. */
#ifndef PL_SCHEMA_SCHEMA_H
#define PL_SCHEMA_SCHEMA_H
#include "schema/attr.h"
#include <pipelite/kind.h>

/* The type to which a value is converted (hcl.md 3.14). */
typedef enum pl_field_type {
    PL_FIELD_STRING,
    PL_FIELD_INT,
    PL_FIELD_BOOL,
    PL_FIELD_STRINGS,  /* list(string) */
    PL_FIELD_MAP,      /* map(string) */
    PL_FIELD_ANY,      /* not converted */
    PL_FIELD_REF,      /* a plain reference to a resource of kind `ref` */
    PL_FIELD_BASE,     /* a plain reference to a resource of the block's own kind */
    PL_FIELD_CHILDREN, /* a list of references */
    PL_FIELD_DATABASE, /* a connection string or a connection (mod-language.md 4.3) */
    PL_FIELD_ARGS,     /* named or positional arguments (mod-language.md 7.3) */
    PL_FIELD_TYPE,     /* a type expression, not evaluated */
} pl_field_type;

/* Bits of pl_field.flags */
enum {
    PL_FIELD_COMMON = 1 << 0,  /* group C of mod-language.md 4.2 */
    PL_FIELD_TREE = 1 << 1,    /* group T */
    PL_FIELD_LEAF = 1 << 2,    /* group L */
    PL_FIELD_QUERY = 1 << 3,   /* group Q */
    PL_FIELD_INHERIT = 1 << 4, /* taken from the base if unset (mod-language.md 6) */
    PL_FIELD_MERGE = 1 << 5,   /* a map to which the base's keys are added */
    PL_FIELD_IGNORED = 1 << 6, /* accepted and ignored (`name`) */
    PL_FIELD_RUNTIME = 1 << 7, /* may hold runtime references (mod-language.md 4.2) */
    PL_FIELD_LENIENT = 1 << 8, /* an unresolved reference is no error (`database`) */
    PL_FIELD_REQUIRED = 1 << 9,
    PL_FIELD_READABLE = 1 << 10, /* other expressions may read it (mod-language.md 4.7) */
    PL_FIELD_LITERAL = 1 << 11,  /* evaluated without variables and functions */
    PL_FIELD_NOT_NULL = 1 << 12, /* null is an error */
};

typedef struct pl_field {
    pl_str name;  /* in source, JSON and YAML */
    uint8_t type; /* pl_field_type */
    uint8_t ref;  /* REF: pl_kind of the target */
    uint16_t flags;
    /* The texts that have a meaning for the page and the reports, the default first, one blank
     * between; NULL: any. Others are accepted and have no effect (mod-language.md 4.6). */
    const char *words;
} pl_field;

typedef struct pl_schema pl_schema;

/* A nested block without a resource of its own. */
typedef struct pl_part_rule {
    const pl_schema *schema;
    uint8_t n_labels;
    bool single;  /* at most one: "Duplicate «t» block" */
    bool by_name; /* parts of the base whose names are absent are appended (mod-language.md 6) */
} pl_part_rule;

struct pl_schema {
    pl_str word; /* block type */
    int kind;    /* pl_kind, or -1 for a plain nested block */
    bool strict; /* errors as worded by HCL, not by the mod loader (mod-language.md 9.2) */
    const pl_field *fields;
    const pl_part_rule *parts;
    uint8_t n_fields, n_parts;

    /* A plain nested block: the member that lists blocks of this type, and the one that maps their
     * names to them; NULL: it is not shown in that form. */
    const char *list, *map;

    /* A kind: words with one blank between, in the order in which they are printed. NULL: what
     * every kind has (`members`, `columns`), nothing (`properties`). */
    const char *members;    /* in JSON and YAML (cli.md 2.6), see render/resource.c */
    const char *columns;    /* in pretty and plain text (cli.md 2.7), see render/columns.c */
    const char *properties; /* of its panels (server.md 5.8), see run/properties.c */
    const char *refused;    /* the type in the message that it is not executed; NULL: it is */
};

/* The schema of a resource kind; never NULL (mods and locals have one too). */
const pl_schema *pl_schema_of(pl_kind kind);
/* The field `name`, or NULL; *at (may be NULL) becomes its position. */
const pl_field *pl_schema_field(const pl_schema *schema, pl_str name, unsigned *at);
/* The attributes that the index stores and that are taken from the base if unset: bits, 1 <<
 * pl_attr_id (mod-language.md 6). */
uint32_t pl_schema_inherited(const pl_schema *schema);
/* The field by which the value of attribute `name` is evaluated: its own or, for an attribute that
 * the body must not have, the one that Powerpipe decodes nevertheless (recorded). NULL: the value
 * is not evaluated. */
const pl_field *pl_schema_evaluated(const pl_schema *schema, pl_str name);
/* Is the value of an attribute of that name evaluated in the body or in a plain nested block of it,
 * at any depth? */
bool pl_schema_evaluates(const pl_schema *schema, pl_str name);
/* The rule of the plain nested block of that type, or NULL. */
const pl_part_rule *pl_schema_part(const pl_schema *schema, pl_str word);
/* The rule of the plain nested block that is shown as `member`, in whatever letters, or NULL. */
const pl_part_rule *pl_schema_part_as(const pl_schema *schema, pl_str member);
/* The words for the attribute `attr` of `kind` that have an effect, separated by single blanks, the
 * default first; NULL: any text has an effect, or there is no such attribute. Static. */
const char *pl_attr_words(pl_kind kind, pl_str attr);
/* Is `value` one of the words, or any text allowed? If not, `nearest` (may be NULL) was offered the
 * words. */
bool pl_words_know(pl_kind kind, pl_str attr, pl_str value, pl_nearest *nearest);
/* The schema of `param`, which is allowed in query providers, flow, graph and hierarchy. */
const pl_schema *pl_schema_param(void);

#endif
