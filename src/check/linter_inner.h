/* linter_inner.h - definitions that the files of linter.h share. Private to the room. */
#ifndef PL_CHECK_LINTER_INNER_H
#define PL_CHECK_LINTER_INNER_H
#include "base/vec.h"
#include "check/aim.h"
#include "check/fault.h"
#include "check/linter.h"
#include "check/names.h"
#include "hcl/parse.h"
#include <pipelite/kind.h>

/* At most this many faults of one workspace. */
enum { PL_LINTER_MOST = 1000 };

/* One top-level declaration needs another one. */
typedef struct pl_lint_need {
    uint32_t from, to;
    uint32_t file;
    pl_range range; /* of the reference */
} pl_lint_need;

/* Faults with their texts. */
typedef struct pl_lint_faults {
    pl_faults list;
    pl_arena words;
} pl_lint_faults;

/* A file and what is known of it: of its own blocks alone, so that a file can be looked at again by
 * itself, except for the names in other files that its references lead to. */
typedef struct pl_lint_file {
    pl_str path, text;
    uint32_t mod;
    uint32_t first_decl, n_decls;
    const pl_body *body;
    const pl_body *sound;  /* the blocks without a syntax error in them */
    const pl_block *again; /* the first of `sound` that the parser itself did not recognise */
    pl_arena tree;         /* text and blocks */
    bool broken;           /* it has syntax errors, so its declarations are not all known */
    bool stale;            /* the next run examines it */
    PL_VEC(pl_lint_need) needs;
    PL_VEC(uint32_t) read; /* other files of whose declarations it depends on more than the name */
    pl_lint_faults faults;
    pl_diags *syntax; /* owned, in the words of the parser */
    pl_diags *shape;  /* owned, by linter_types.c: in the words of the checks */
} pl_lint_file;

/* A block with a name, or a local. */
typedef struct pl_lint_decl {
    uint32_t file, mod;
    uint32_t top;   /* the top-level declaration that it stands in; its own number for such a one */
    uint32_t first; /* the first declaration of that name; its own number if it is that one */
    pl_kind kind;
    pl_str name;
    pl_range range;        /* of the name */
    const pl_block *block; /* NULL: a local */
    const pl_expr *value;  /* of a local */
} pl_lint_decl;

struct pl_linter {
    pl_arena arena; /* names of mods and connections */
    PL_VEC(pl_str) mods;
    PL_VEC(pl_str) connections;
    pl_names known_connections;
    pl_buf configured; /* "sqlite.a, mysql.b" */
    PL_VEC(pl_lint_file) files;
    PL_VEC(pl_lint_decl) decls; /* file by file, in the order of the source */
    bool renamed;               /* `decls` and `by_name` have to be made anew */
    pl_names by_name;           /* of a kind in a mod -> declaration */
    pl_names nested;            /* in the bodies that were searched: pl_linter__has_block() */
    pl_lint_faults between;     /* of the workspace as a whole: names given twice, cycles */
    pl_lint_faults *faults;     /* of what is examined at the moment */
    size_t n_faults;            /* of all files */
    bool values_only;           /* not all files were added, so other faults are not noted */
};

/* Where an expression stands. */
typedef struct pl_lint_place {
    pl_linter *l;
    uint32_t file, mod;
    uint32_t decl;       /* at the top level */
    const pl_block *top; /* NULL: locals */
    bool waits;          /* evaluated when it is run */
} pl_lint_place;

/* ---- linter_known.c */

/* Find the mod with that short name; false if no such mod was added. */
bool pl_linter__mod(const pl_linter *l, pl_str name, uint32_t *mod);
bool pl_linter__find(pl_linter *l, uint32_t mod, pl_kind kind, pl_str name, uint32_t *decl);
/* Note that the file of `p` depends on the contents of a declaration. */
const pl_lint_decl *pl_linter__read(const pl_lint_place *p, uint32_t decl);
/* "query.monday" */
pl_str pl_linter__name(pl_linter *l, uint32_t decl);
/* "fleet.pp:12", the place of a byte; the path without its folders. */
pl_str pl_linter__where(pl_linter *l, uint32_t file, uint32_t at);
/* Has the workspace the maximum of faults? Then the search ends, because each missing name would be
 * compared with all names. */
bool pl_linter__full(const pl_linter *l);
/* Begin a search for the name nearest to `given`. */
pl_nearest pl_linter__nearest(pl_str given);

/* What a fault says beside its summary (fault.h). Texts lie in `faults->words` or are static. */
typedef struct pl_lint_hint {
    pl_str target, nearest, detail;
} pl_lint_hint;

/* Note a fault in the file of `p`, if there may be more; `format` gives its summary. Values and
 * parameters that do not exist, and names that only a run needs, are warnings. */
void pl_linter__report(const pl_lint_place *p, pl_diag_code code, pl_range range, pl_lint_hint hint,
                       const char *format, ...) __attribute__((format(printf, 5, 6)));
/* A text in the words of what is examined. */
#define pl_linter__text(l, ...) pl_arena_printf(&(l)->faults->words, __VA_ARGS__)

/* ---- linter_broken.c */

/* Find the sound blocks of a file with syntax errors. */
void pl_linter__mend(pl_lint_file *file, pl_parser *parser);
/* May a file of the mod with syntax errors declare it? True if the kind and the name are in its
 * text. */
bool pl_linter__may_be(const pl_linter *l, uint32_t mod, pl_kind kind, pl_str name);

/* ---- linter_refs.c */

void pl_linter__refs(const pl_lint_place *place, const pl_expr *expr);
/* Does `body` hold a block of that type and name, at any depth? */
bool pl_linter__has_block(pl_linter *l, const pl_body *body, pl_str type, pl_str name);
/* Of the names of all blocks of that type in `body`, at any depth, the nearest one, or an empty
 * text. */
pl_str pl_linter__near_block(const pl_body *body, pl_str type, pl_str name);
/* Set *decl to the declaration that `expr` refers to, as in `query = query.x`; false: it refers to
 * none. */
bool pl_linter__target(const pl_lint_place *place, const pl_expr *expr, uint32_t *decl);

/* ---- linter_connections.c */

/* Check connection.`steps`. */
void pl_linter__connection(const pl_lint_place *place, const pl_step *steps, pl_range range);
/* Check a text that names a database: it may be "connection.type.name". */
void pl_linter__database(const pl_lint_place *place, const pl_expr *expr);
/* Check a mod block, of which nothing else is looked at: its databases, and those that it gives to
 * the mods that it requires. */
void pl_linter__mod_block(const pl_lint_place *place, const pl_body *body);

/* ---- linter_blocks.c, linter_types.c, linter_cycles.c */

void pl_linter__file(pl_linter *l, uint32_t file);
void pl_linter__types(pl_linter *l, uint32_t file);
void pl_linter__cycles(pl_linter *l);

#endif
