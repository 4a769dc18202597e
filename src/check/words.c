#include "check/words.h"
#include "base/str.h"
#include "schema/schema.h"

const char *pl_words_for(pl_kind kind, pl_str attr)
{
    const pl_field *field = pl_schema_field(pl_schema_of(kind), attr, NULL);
    return field ? field->words : NULL;
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
