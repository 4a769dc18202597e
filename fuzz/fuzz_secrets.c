/* Secrets in any text: both ways to find hints agree, what holds none stays, and
 * nothing in front of the text changes. So it is with connection strings in the text of a block. */
#include "base/str.h"
#include "render/hints.h"
#include "render/sanitize.h"
#include "run/source_text.h"
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
static void hide_passwords(pl_str text)
{
    static const char before[] = "before";
    pl_buf out = { 0 };
    pl_buf_cstr(&out, before);
    bool hidden = pl_source_hide_passwords(text, &out);
    if (memcmp(out.ptr, before, sizeof before - 1) != 0 ||
        (!hidden && out.len != sizeof before - 1))
        abort();
    pl_buf_done(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char before[] = "before";
    pl_buf out = { 0 };
    pl_str text = { (const char *)data, size };
    if (pl_hints_wide_here() && pl_hints_wide(text) != pl_hints_bytes(text))
        abort();
    pl_sanitizer *secrets = pl_sanitizer_new();
    pl_buf_cstr(&out, before);
    pl_buf_str(&out, text);
    bool found = pl_sanitizer_clean(secrets, &out, sizeof before - 1);
    if (memcmp(out.ptr, before, sizeof before - 1) != 0)
        abort();
    if (!found && (out.len != size + sizeof before - 1 ||
                   (size && memcmp(out.ptr + sizeof before - 1, data, size) != 0)))
        abort();
    pl_sanitizer_free(secrets);
    pl_buf_done(&out);
    hide_passwords(text);
    return 0;
}
