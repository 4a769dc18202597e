/* filter.h - which controls of a benchmark run: `--tag` or `--where` (check-and-outputs.md 3).
 *
 * A control is looked at when the tree meets it for the first time; nothing else of the
 * workspace is.
 *
 * Lifetime: texts are borrowed from the options and the arena. Threads: one user. */
#ifndef PL_RUN_FILTER_H
#define PL_RUN_FILTER_H
#include "run/store.h"
#include "run/where.h"

typedef struct pl_tag_rule {
    pl_str key, value;
    bool not ;
} pl_tag_rule;

/* `{0}`: every control. */
typedef struct pl_check_filter {
    const pl_tag_rule *tags;
    uint32_t n_tags;
    bool has_where;
    pl_where where;
} pl_check_filter;

/* `tags` as `key=value` and `key!=value`, what is neither is ignored; an empty `where` is none.
 * False with the reason in `why`. */
bool pl_check_filter_init(pl_check_filter *filter, pl_arena *arena, const pl_str *tags, size_t n,
                          pl_str where, pl_buf *why);
static inline bool pl_check_filter_is_active(const pl_check_filter *filter)
{
    return filter->n_tags > 0 || filter->has_where;
}
/* The control `r`, which is called `name` in listings. */
bool pl_check_filter_keeps(const pl_check_filter *filter, pl_store *store, const pl_resource *r,
                           pl_str name);

/* Is there a column of that name? */
bool pl_check_filter_has_column(pl_str name);
/* "args, database, ...", as an error names them. */
void pl_check_filter_columns(pl_buf *out);

/* The rules alone, over tags as a map. */
bool pl_tag_rules_keep(const pl_tag_rule *rules, uint32_t n, pl_value tags);

#endif
