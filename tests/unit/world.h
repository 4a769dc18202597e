/* world.h - a small workspace that is edited at random, for the tests of rescanning.
 *
 * Mods hold files, files hold blocks: texts written from a handful of names, so that
 * names collide, go missing and come back. One seed gives one history. Every kind of
 * block that linking treats specially is among them: benchmarks and their children,
 * chains and circles of bases, panels without a label, graphs at the top level, names
 * written twice, nested and top-level categories, inputs, detections, dependencies.
 *
 * world_done() frees it. */
#ifndef PL_TEST_WORLD_H
#define PL_TEST_WORLD_H
#include "base/buf.h"
#include "base/vec.h"

enum { WORLD_MODS = 6, WORLD_NAMES = 9 };

typedef struct world_file {
    char path[32]; /* below the mod's directory */
    PL_VEC(char *) blocks;
    bool broken;      /* a brace is missing at the end */
    uint32_t version; /* counts changes of content and touches */
    bool touched;     /* the last change left the bytes alone */
} world_file;

typedef struct world_mod {
    char name[16];
    bool present;
    uint32_t title;           /* of the mod block */
    PL_VEC(world_file) files; /* mod.pp is the first */
} world_mod;

typedef struct world {
    uint64_t state; /* of the generator */
    world_mod mods[WORLD_MODS];
    uint32_t next_path;
    uint32_t names; /* there are to choose from: few make duplicates */
    char name[16];
} world;

/* A number below `below`; true in so many of a hundred cases. */
uint32_t world_random(world *w, uint32_t below);
bool world_odds(world *w, uint32_t percent);
void world_start(world *w, uint64_t seed, uint32_t names_there);
void world_done(world *w);
/* One step of the history. */
void world_edit(world *w);
/* The text of file `f`; owned by `out`. */
void world_print(const world *w, const world_mod *mod, const world_file *f, pl_buf *out);

#endif
