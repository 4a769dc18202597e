/* floor_read.c - the floor of everything that reads a workspace, as a whole process. */
#include "floor.h"
#include <stdio.h>

int main(int argc, char **argv)
{
    floor_state fs = { 0 };
    floor_walk(&fs, AT_FDCWD, argc > 1 ? argv[1] : ".");
    printf("%llu files, %llu bytes, sum %llx\n", (unsigned long long)fs.files,
           (unsigned long long)fs.bytes, (unsigned long long)fs.sum);
    free(fs.buf);
    return 0;
}
