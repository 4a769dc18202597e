/* nearest.c - the candidate with the fewest edits to a misspelt name (nearest.h). */
#include <pipelite/base.h>
#include "base/str.h"

pl_nearest pl_nearest_to(pl_str given, unsigned within)
{
    return (pl_nearest){ .given = given, .distance = within + 1 };
}

void pl_nearest_offer(pl_nearest *nearest, pl_str name)
{
    if (!nearest)
        return;
    unsigned distance = pl_str_distance(nearest->given, name);
    bool tie = nearest->best.ptr && distance == nearest->distance;

    if (distance < nearest->distance || (tie && pl_str_cmp(name, nearest->best) < 0)) {
        nearest->distance = distance;
        nearest->best = name;
    }
}
