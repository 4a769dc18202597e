/* fuzz_onefile.c - whatever the snapshot, the single file has it whole and nothing of it outside of
 * its parts; icons are found the same however the bytes are cut. The first byte is the size of the
 * cuts. */
#include <pipelite/page.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/str.h"
#include "server/onefile_icons.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool claim)
{
    if (!claim)
        abort();
}

static bool keep(void *ctx, pl_str bytes)
{
    pl_buf_str(ctx, bytes);
    return true;
}

static void look(pl_icons *icons, pl_str json, size_t step)
{
    for (; json.len; json = pl_str_sub(json, step, json.len))
        pl_icons_look(icons, pl_str_sub(json, 0, step));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t step = size ? (size_t)data[0] + 1 : 1;
    pl_str json = size ? pl_str_make(data + 1, size - 1) : (pl_str){ 0 };
    pl_icons whole = { 0 }, cut = { 0 };
    pl_page_options options = { .title = pl_str_sub(json, 0, 40) };
    pl_buf file = { 0 };
    pl_page *page = pl_page_open(&options, keep, &file);

    for (pl_str rest = json; rest.len; rest = pl_str_sub(rest, step, rest.len))
        require(pl_page_feed(page, pl_str_sub(rest, 0, step)));
    require(pl_page_close(page));
    require(memmem(file.ptr, file.len, "data-kind=\"snapshot\"", 20) != NULL);
    require(file.len > 16 && memcmp(file.ptr, "<!doctype html>", 15) == 0);
    look(&whole, json, json.len ? json.len : 1);
    look(&cut, json, step);
    require(pl_str_eq(pl_buf_view(&whole.names), pl_buf_view(&cut.names)));
    pl_icons_done(&whole);
    pl_icons_done(&cut);
    pl_buf_done(&file);
    return 0;
}
