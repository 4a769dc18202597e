/* judge_beast.h - what Boost.Beast makes of the head of a request, for judge_head.c. */
#ifndef JUDGE_BEAST_H
#define JUDGE_BEAST_H
#include <stddef.h>
#include <stdint.h>

typedef struct beast_head {
    int verdict; /* 1: whole, 0: there must be more, -1: refused */
    size_t read; /* bytes of a whole one */
    char method[64], target[4096], why[128];
    int version; /* 10 or 11 */
    int has_length, chunked, keeps;
    uint64_t length;
} beast_head;

#ifdef __cplusplus
extern "C" {
#endif
void beast_read(const char *bytes, size_t n, beast_head *out);
/* The value of the only field of this name; NULL: none or several. Valid until the next call. */
const char *beast_field(const char *name, size_t *n);
#ifdef __cplusplus
}
#endif
#endif
