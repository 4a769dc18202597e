/* asks.h - which expressions of a file may fail, found without evaluating any of them
 * (lazy-workspace.md 2.6).
 *
 * A literal cannot fail, nor can a template whose parts are texts. What is left is asked
 * when the workspace is there: is `local.tags` a map of strings? An expression is taken
 * apart as far as its parts can be asked alone, so that a workspace with thousands of
 * attributes has a few hundred questions. They err on one side: what is not asked cannot
 * fail, and where an answer is no the block itself is checked (values.h).
 *
 * Threads: pure over their arguments. */
#ifndef PL_CHECK_ASKS_H
#define PL_CHECK_ASKS_H
#include "base/vec.h"
#include "hcl/ast.h"
#include "index/build.h"

/* Bits of pl_build_ask.what: what the value of the text has to be. */
enum {
    PL_ASK_ANY = 1 << 0,    /* something: it can be evaluated */
    PL_ASK_STRING = 1 << 1, /* as a field of that type (schema/schema.h) */
    PL_ASK_INT = 1 << 2,
    PL_ASK_BOOL = 1 << 3,
    PL_ASK_STRINGS = 1 << 4,
    PL_ASK_MAP = 1 << 5,
    PL_ASK_PART = 1 << 6,     /* of a template: a string, number or bool */
    PL_ASK_TABLE = 1 << 7,    /* of merge(): a map, an object or null */
    PL_ASK_ARGS = 1 << 8,     /* all arguments: a map or a list */
    PL_ASK_VARIABLE = 1 << 9, /* the text is the name of a variable: its declaration is right */
    /* The text is the path of a file that file() reads, below the directory of the mod:
     * asked of the system and not of the evaluator */
    PL_ASK_FILE = 1 << 10,
    PL_ASK_ENV = 1 << 11,    /* no question: the answers depend on the environment */
    PL_ASK_DOUBT = 1 << 12,  /* no question: the text says where a block in doubt is (doubts.h) */
    PL_ASK_GIVEN = 1 << 13,  /* a reference: it is not null */
    PL_ASK_STORED = 1 << 14, /* an argument: it has a text (eval/stored.h) */
    PL_ASK_DATABASE = 1 << 15,
};

/* The bits that are answered by evaluating something. */
enum { PL_ASK_QUESTIONS = 0xffff & ~(PL_ASK_FILE | PL_ASK_ENV | PL_ASK_DOUBT) };

/* Collected from one file after the other; `{0}` to begin with. */
typedef struct pl_asking {
    pl_str text; /* of the file */
    PL_VEC(pl_build_ask) list;
    struct pl_ask_slot *slots; /* texts of `list`, open addressing */
    uint32_t mask;
} pl_asking;

/* What may fail in the top-level blocks of `body`, which is clean on the levels before:
 * fills `asking->list`, with slices of `text`. */
void pl_ask(pl_asking *asking, const pl_body *body, pl_str text);
void pl_asking_done(pl_asking *asking);

#endif
