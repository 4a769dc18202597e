/* locale.h - calls of libraries that follow the locale of the thread.
 *
 * A program that embeds us may have called setlocale(). Our own code does not depend on a locale
 * (ascii.h, double.h, pl_error_text()), but client libraries of databases translate their messages.
 * A scope gives the calling thread the C locale, and restores its own at the end.
 *
 * Threads: a scope belongs to the thread that began it. */
#ifndef PL_BASE_LOCALE_H
#define PL_BASE_LOCALE_H
#include <locale.h>

typedef struct pl_locale_scope {
    locale_t former;
} pl_locale_scope;

static inline pl_locale_scope pl_locale_begin(void)
{
    /* The C library has this one ready: nothing is allocated, and nothing can fail. */
    return (pl_locale_scope){ uselocale(newlocale(LC_ALL_MASK, "C", (locale_t)0)) };
}

static inline void pl_locale_end(pl_locale_scope scope)
{
    uselocale(scope.former);
}

#endif
