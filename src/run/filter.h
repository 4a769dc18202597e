/* filter.h - which controls of a benchmark run: `--tag` or `--where` (check-and-outputs.md 3).
 *
 * A control is loaded and tested when the tree reaches it for the first time; controls outside the
 * tree are not.
 *
 * Lifetime: texts are borrowed from the options and the arena. Threads: one user. */
#ifndef PL_RUN_FILTER_H
#define PL_RUN_FILTER_H
#include "run/store.h"
#include "run/where.h"
#include <pipelite/run.h>

typedef struct pl_tag_rule {
    pl_str key, value;
    bool not ;
} pl_tag_rule;

/* `{0}`: every control. */
typedef struct pl_check_filter {
    const pl_tag_rule *tags;
    uint32_t n_tags;
    const pl_where *where; /* NULL: none */
} pl_check_filter;

/* `tags` are `key=value` and `key!=value`; others are ignored. An empty `where` means none; it is
 * read in our `own` manner or the recorded one. False with the reason in `why`. */
bool pl_check_filter_init(pl_check_filter *filter, pl_arena *arena, const pl_str *tags, size_t n,
                          pl_str where, bool own, pl_buf *why);
static inline bool pl_check_filter_is_active(const pl_check_filter *filter)
{
    return filter->n_tags > 0 || filter->where;
}
/* Does the filter keep control `r`, which listings call `name`? */
bool pl_check_filter_keeps(const pl_check_filter *filter, pl_store *store, const pl_resource *r,
                           pl_str name);

/* Do the rules alone keep a resource with these tags, a map? */
bool pl_tag_rules_keep(const pl_tag_rule *rules, uint32_t n, pl_value tags);

/* Could these filters match anything? One that cannot is an error in `diags`. */
pl_filters_verdict pl_check_filters(const pl_str *tags, size_t n_tags, pl_str where,
                                    pl_diags *diags);

#endif
