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
