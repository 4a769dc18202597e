/* re2.cc - see re2.h. No exceptions, no RTTI, no static objects. */
#include "hcl/re2.h"
#include <re2/re2.h>

using re2::StringPiece;

static RE2 *inner(const pl_re2 *re)
{
    return reinterpret_cast<RE2 *>(const_cast<pl_re2 *>(re));
}

pl_re2 *pl_re2_new(pl_str pattern, int64_t memory, bool *large)
{
    RE2::Options options;
    options.set_log_errors(false);
    options.set_max_mem(memory);
    RE2 *re = new RE2(StringPiece(pattern.ptr, pattern.len), options);
    if (re->ok())
        return reinterpret_cast<pl_re2 *>(re);
    *large = re->error_code() == RE2::ErrorPatternTooLarge;
    delete re;
    return nullptr;
}

void pl_re2_free(pl_re2 *re)
{
    delete inner(re);
}

uint64_t pl_re2_size(const pl_re2 *re)
{
    return static_cast<uint64_t>(inner(re)->ProgramSize());
}

size_t pl_re2_scratch(uint32_t groups)
{
    return (static_cast<size_t>(groups) + 1) * sizeof(StringPiece);
}

bool pl_re2_match(const pl_re2 *re, pl_str text, size_t from, pl_re2_span *spans, uint32_t groups,
                  void *scratch)
{
    StringPiece *parts = static_cast<StringPiece *>(scratch);
    int n = static_cast<int>(groups) + 1;
    for (int i = 0; i < n; i++)
        parts[i] = StringPiece();
    if (!inner(re)->Match(StringPiece(text.ptr, text.len), from, text.len, RE2::UNANCHORED, parts,
                          n))
        return false;
    for (int i = 0; i < n; i++) {
        bool took_part = parts[i].data() != nullptr;
        spans[i].start = took_part ? parts[i].data() - text.ptr : -1;
        spans[i].end = took_part ? spans[i].start + static_cast<int64_t>(parts[i].size()) : -1;
    }
    return true;
}
