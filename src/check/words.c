#include "check/words.h"
#include "base/str.h"

static const struct {
    pl_kind kind;
    const char *attr, *words;
} known[] = {
#define SEVERITIES "none low medium high critical"
    { PL_KIND_CONTROL, "severity", SEVERITIES },
    { PL_KIND_DETECTION, "severity", SEVERITIES },
    { PL_KIND_CHART, "type", "column bar line area pie donut heatmap table" },
    { PL_KIND_CARD, "type", "plain ok info alert severity table" },
    { PL_KIND_TABLE, "type", "table line" },
    { PL_KIND_TEXT, "type", "markdown raw" },
    { PL_KIND_IMAGE, "type", "image table" },
    { PL_KIND_INPUT, "type",
      "select combo multicombo multiselect text date datetime date_range datetime_range time "
      "hidden "
      "table" },
    { PL_KIND_FLOW, "type", "sankey table" },
    { PL_KIND_GRAPH, "type", "graph table" },
    { PL_KIND_HIERARCHY, "type", "tree table" },
    { PL_KIND_CHART, "grouping", "stack compare" },
    { PL_KIND_CHART, "transform", "auto crosstab none" },
};

const char *pl_words_for(pl_kind kind, pl_str attr)
{
    for (size_t i = 0; i < PL_COUNT(known); i++)
        if (known[i].kind == kind && pl_str_eq(attr, pl_str_cstr(known[i].attr)))
            return known[i].words;
    return NULL;
}

bool pl_words_know(pl_kind kind, pl_str attr, pl_str value, pl_nearest *nearest)
{
    const char *words = pl_words_for(kind, attr);
    pl_str rest = pl_str_cstr(words ? words : "");
    while (rest.len) {
        pl_str word = pl_str_split(&rest, ' ');
        if (pl_str_same(word, value)) /* reports take any letters */
            return true;
        if (nearest)
            pl_nearest_offer(nearest, word);
    }
    return !words;
}
