/* host_locale.h - included before a program of this folder, it makes a host that has a locale. */
#include <locale.h>
#include <stdlib.h>

__attribute__((constructor)) static void take_locale(void)
{
    if (!setlocale(LC_ALL, "") || localeconv()->decimal_point[0] != ',')
        abort(); /* the test would prove nothing */
}
