#include "base/shortest.h"

#include <charconv>

void pl_double__shortest(double d, unsigned bits, char text[PL_SHORTEST_SIZE])
{
    char *end = text + PL_SHORTEST_SIZE - 1;
    auto form = std::chars_format::scientific;
    auto made = bits == 32 ? std::to_chars(text, end, static_cast<float>(d), form)
                           : std::to_chars(text, end, d, form);
    *made.ptr = 0;
}

size_t pl_double__print(double d, char verb, unsigned precision, char *text, size_t size)
{
    auto form = verb == 'e'   ? std::chars_format::scientific
                : verb == 'f' ? std::chars_format::fixed
                              : std::chars_format::general;
    auto made = std::to_chars(text, text + size, d, form, static_cast<int>(precision));
    return made.ec == std::errc() ? static_cast<size_t>(made.ptr - text) : 0;
}

template <typename Float>
static pl_read_end read_as(const char *text, size_t n, std::chars_format form, double *out,
                           size_t *used)
{
    Float value = 0;
    auto read = std::from_chars(text, text + n, value, form);
    *used = static_cast<size_t>(read.ptr - text);
    if (read.ec == std::errc::result_out_of_range)
        return PL_READ_OUT_OF_RANGE;
    if (read.ec != std::errc())
        return PL_READ_NOTHING;
    *out = static_cast<double>(value);
    return PL_READ_OK;
}

pl_read_end pl_double__read(const char *text, size_t n, bool hex, unsigned bits, double *out,
                            size_t *used)
{
    auto form = hex ? std::chars_format::hex : std::chars_format::general;
    return bits == 32 ? read_as<float>(text, n, form, out, used)
                      : read_as<double>(text, n, form, out, used);
}
