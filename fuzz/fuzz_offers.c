/* fuzz_offers.c - files of the operator that the page shows, and exemptions that it writes: any
 * text is refused with a reason, or becomes what can be read again. The first byte says which file.
 */
#include "base/str.h"
#include "run/exemptions.h"
#include "server/exempting.h"
#include "server/shelf.h"
#include "value/json.h"
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool truth)
{
    if (!truth)
        abort();
}

static void views(pl_str text)
{
    pl_buf out = { 0 }, why = { 0 };
    pl_arena arena = { 0 };
    bool ok = pl_views_read(text, &out, &why);
    require(ok == !why.len);
    if (ok) {
        const pl_json *list = pl_json_parse(&arena, pl_buf_view(&out), NULL);
        require(list && list->n <= PL_VIEWS_MOST);
        for (const pl_json *v = pl_json_first(list); v; v = v->next)
            require(pl_json_text(pl_json_get(v, "address")).ptr[0] == '/');
    }
    pl_arena_done(&arena);
    pl_buf_done(&out);
    pl_buf_done(&why);
}

/* No text of the file is in the style but its colours. */
static void brand(pl_str text)
{
    pl_buf style = { 0 }, why = { 0 };
    pl_arena arena = { 0 };
    pl_str logo;
    bool ok = pl_brand_read(text, &style, &arena, &logo, &why);
    require(ok == !why.len);
    for (size_t i = 0, braces = 0; ok && i < style.len; i++) {
        braces += style.ptr[i] == '{';
        require(style.ptr[i] != '<' && braces <= 4);
    }
    pl_arena_done(&arena);
    pl_buf_done(&style);
    pl_buf_done(&why);
}

/* `text` is the file, and behind a NUL what is put into it. */
static void exempt(pl_str path, pl_str text)
{
    pl_str rest = text, old = pl_str_split(&rest, '\0');
    pl_new_exemption x = { .by = PL_S("ann, of \"us\""), .at = PL_S("now") };
    x.control = pl_str_split(&rest, '\0');
    x.resource = pl_str_split(&rest, '\0');
    x.reason = pl_str_split(&rest, '\0');
    x.until = pl_str_split(&rest, '\0');
    pl_buf out = { 0 }, why = { 0 };
    pl_exemptions e = { 0 };
    pl_diags *diags = pl_diags_new();
    if (pl_exemptions_with(path, old, &x, &out, &why)) {
        bool found = false;
        require(pl_exemptions_parse(&e, path, pl_buf_view(&out), diags));
        for (size_t i = 0; i < e.list.n; i++)
            found = found || pl_str_eq(e.list.at[i].by, x.by);
        require(found);
    } else {
        require(why.len > 0);
    }
    pl_exemptions_done(&e);
    pl_diags_free(diags);
    pl_buf_done(&out);
    pl_buf_done(&why);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (!size)
        return 0;
    pl_str text = { (const char *)data + 1, size - 1 };
    switch (data[0] % 4) {
    case 0: views(text); break;
    case 1: brand(text); break;
    case 2: exempt(PL_S("x.csv"), text); break;
    default: exempt(PL_S("x.json"), text);
    }
    return 0;
}
