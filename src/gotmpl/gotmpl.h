/* gotmpl.h - executes templates in the language of Go's text/template, over values of our own.
 *
 *     pl_tmpl_set *set = pl_tmpl_set_new(functions, n);
 *     ok = pl_tmpl_parse(set, PL_S("output.tmpl"), text, &error);
 *     ok = pl_tmpl_execute(set, &what, &out, &error);
 *     pl_tmpl_set_free(set);
 *
 * Templates read values (pl_tmpl_value); resources, rows and times are objects of a class, a static
 * table of members. Nothing is copied before a template asks for it. The language is that of
 * check-and-outputs.md 20.4; texts of errors are Go's (20.2).
 *
 * Bounded: TMPL_* of inner.h limit nesting, calls, iterations and output.
 *
 * Lifetime: parsed texts are copied into the set. Threads: a parsed set is immutable; an execution
 * belongs to one thread. */
#ifndef PL_GOTMPL_GOTMPL_H
#define PL_GOTMPL_GOTMPL_H
#include "base/arena.h"
#include "base/buf.h"

typedef enum pl_tmpl_tag {
    PL_TMPL_NIL,
    PL_TMPL_MISSING, /* a map has no such key */
    PL_TMPL_BOOL,
    PL_TMPL_INT,
    PL_TMPL_FLOAT,
    PL_TMPL_TEXT,
    PL_TMPL_LIST,
    PL_TMPL_MAP,
    PL_TMPL_OBJECT,
} pl_tmpl_tag;

typedef struct pl_tmpl_class pl_tmpl_class;
typedef struct pl_tmpl_pair pl_tmpl_pair;

/* A value; `{0}` is nil. Pointers are borrowed: from static data, from the data given to the
 * template, or from the arena of the execution. */
typedef struct pl_tmpl_value {
    uint8_t tag; /* pl_tmpl_tag */
    uint8_t
        depth;  /* MAP made by functions: how deep maps are nested in it, at most PL_TMPL_DEPTH */
    uint32_t n; /* LIST, MAP */
    union {
        bool b;
        int64_t i;
        double d;
        pl_str text;
        struct {
            const struct pl_tmpl_value *at; /* LIST */
            const char *type;               /* "[]string"; a MAP has it at the same place */
        } list;
        struct {
            const pl_tmpl_pair *pairs; /* MAP: sorted by key, each once */
            const char *map_type;      /* "map[string]string" */
        };
        struct {
            const void *object; /* NULL: a nil pointer of that class */
            const pl_tmpl_class *class;
        };
    };
} pl_tmpl_value;

struct pl_tmpl_pair {
    pl_str key;
    pl_tmpl_value value;
};

static inline pl_tmpl_value pl_tmpl_int(int64_t i)
{
    return (pl_tmpl_value){ .tag = PL_TMPL_INT, .i = i };
}
static inline pl_tmpl_value pl_tmpl_float(double d)
{
    return (pl_tmpl_value){ .tag = PL_TMPL_FLOAT, .d = d };
}
static inline pl_tmpl_value pl_tmpl_bool(bool b)
{
    return (pl_tmpl_value){ .tag = PL_TMPL_BOOL, .b = b };
}
static inline pl_tmpl_value pl_tmpl_text(pl_str text)
{
    return (pl_tmpl_value){ .tag = PL_TMPL_TEXT, .text = text };
}
static inline pl_tmpl_value pl_tmpl_object(const pl_tmpl_class *class, const void *object)
{
    return (pl_tmpl_value){ .tag = PL_TMPL_OBJECT, .object = object, .class = class };
}
static inline pl_tmpl_value pl_tmpl_list(const pl_tmpl_value *at, uint32_t n, const char *type)
{
    return (pl_tmpl_value){ .tag = PL_TMPL_LIST, .n = n, .list = { at, type } };
}
/* Make a map of `pairs`, which is sorted in place and borrowed. Of several pairs with the same key
 * the last one is kept. */
pl_tmpl_value pl_tmpl_map(pl_tmpl_pair *pairs, uint32_t n, const char *type);
/* How deep functions may nest maps. It bounds the recursion of every walk over a value. */
enum { PL_TMPL_DEPTH = 100 };
/* Find a member of a map; false if it has none of that key. */
bool pl_tmpl_map_find(pl_tmpl_value map, pl_str key, pl_tmpl_value *out);

/* The context that members and functions get beside their arguments. */
typedef struct pl_tmpl_call {
    void *ctx;       /* pl_tmpl_execution.ctx */
    pl_arena *arena; /* for results: lives as long as the execution */
    pl_buf *error;   /* receives the reason if a function returns false */
} pl_tmpl_call;

/* A field or method of a class. `params` has one letter for each parameter of the method: `s` text,
 * `i` integer, `*` any; a final `+` lets the last parameter repeat. */
typedef struct pl_tmpl_member {
    const char *name;
    const char *params; /* NULL: a field, else a method */
    void (*get)(pl_tmpl_call *call, const void *object, const pl_tmpl_value *args,
                pl_tmpl_value *out); /* NULL: the member is a text inside the object */
    size_t text;                     /* where that pl_str begins in the object */
} pl_tmpl_member;

struct pl_tmpl_class {
    const char *type;    /* "*controlexecute.ResultGroup"; %T */
    const char *unknown; /* its name in messages about a missing member; NULL: `type` */
    const pl_tmpl_member *members;
    uint32_t n_members;
    /* Return an embedded object, whose members are also members of this one. May be NULL. */
    pl_tmpl_value (*inner)(const void *object);
    /* Print an object; NULL: it is printed as a structure of its first `n_fields` members, "{v v}",
     * or as an address if that is 0. */
    void (*print)(const void *object, pl_buf *out);
    uint32_t n_fields;
    const void *zero; /* a structure: the object that a map has for an absent key; may be NULL */
};

typedef struct pl_tmpl_function {
    const char *name, *params;
    bool (*call)(pl_tmpl_call *call, const pl_tmpl_value *args, uint32_t n, pl_tmpl_value *out);
} pl_tmpl_function;

typedef struct pl_tmpl_set pl_tmpl_set;
/* Make an empty set of templates. They may call `functions` (static) beside Go's own. Owned;
 * pl_tmpl_set_free(). */
pl_tmpl_set *pl_tmpl_set_new(const pl_tmpl_function *functions, uint32_t n);
void pl_tmpl_set_free(pl_tmpl_set *set); /* NULL is fine */
/* Add the templates of one file: the text itself under `name`, and those that it defines. False
 * with "template: name:line: message" in `error`. */
bool pl_tmpl_parse(pl_tmpl_set *set, pl_str name, pl_str text, pl_buf *error);
/* A template and the value that it is applied to. */
typedef struct pl_tmpl_execution {
    pl_str set_name; /* the name of the set, for the message that it has no such template */
    pl_str name;
    pl_tmpl_value dot;
    void *ctx; /* for functions and methods, in pl_tmpl_call */
} pl_tmpl_execution;
/* Run the template and append its output to `out`. False with "template: ..." in `error`; `out`
 * then has the output up to the error. */
bool pl_tmpl_execute(const pl_tmpl_set *set, const pl_tmpl_execution *what, pl_buf *out,
                     pl_buf *error);

/* Append the value as Go prints it with %v. */
void pl_tmpl_print(pl_buf *out, pl_tmpl_value v);
/* The name of its type: "string", "int", "map[string]string", "<nil>". */
const char *pl_tmpl_type(pl_tmpl_value v);
/* Does the value count as true? False, 0, "", nil and empty values do not. */
bool pl_tmpl_truth(pl_tmpl_value v);

#endif
