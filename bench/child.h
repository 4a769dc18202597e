/* child.h - whole commands, from start to exit, beside a floor program.
 *
 * Children run in turns: command, floor, command ... Their peak memory comes from wait4();
 * a child inherits the peak of its parent at exec, so programs that use this stay as small as
 * the smallest child (no library, no big buffers). Allocations are those of pipelite-counted,
 * the same objects with counted memory, in one extra run. */
#ifndef PL_BENCH_CHILD_H
#define PL_BENCH_CHILD_H
#include "bench.h"

enum { BENCH_WORDS = 16 };

typedef struct bench_command {
    char *argv[BENCH_WORDS];
    const char *dir; /* NULL: here */
    int worst;       /* exit code that is still all right */
    bool uncounted;  /* another program: its memory is not ours to count */
    bool warm;       /* one run before all that is measured: it saves the index */
} bench_command;

/* Folder of `program`: floors and pipelite-counted are there. Static. Call it first. */
const char *bench_tools(const char *program);
/* Time `cmd` beside `floor` and print the row; `bytes` of input, 0: no MB/s. */
void bench_command_run(const char *name, const bench_command *cmd, const bench_command *floor,
                       uint64_t bytes);
/* Allocations and peak of the heap of one run with counted memory. */
bench_memory bench_command_counted(bench_command cmd);
/* The real path; owned, free(). Ends the program when there is no such file. */
char *bench_absolute(const char *path);
void bench_die(const char *what, const char *name);

#endif
