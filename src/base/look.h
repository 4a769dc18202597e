/* look.h - what a path names, and what is in a directory.
 *
 * For single paths; pl_file_walk() (file.h) walks whole trees.
 * Threads: pure but for the file system. */
#ifndef PL_BASE_LOOK_H
#define PL_BASE_LOOK_H
#include <pipelite/base.h>

typedef enum pl_file_type {
    PL_FILE_REGULAR,
    PL_FILE_DIR,
    PL_FILE_LINK,
    PL_FILE_DEVICE,
    PL_FILE_PIPE,
    PL_FILE_SOCKET,
} pl_file_type;

typedef struct pl_looked {
    pl_file_type type;
    uint64_t size, inode, device;
} pl_looked;

/* Set *out to the type, size and identity of `path`: of the link itself or, with `follow`, of what
 * it leads to. 0 or errno. */
int pl_file_look(const char *path, bool follow, pl_looked *out);
/* Call `each` for every name in the directory except `.` and `..`, in any order, until it
 * returns false. `name` is borrowed for the call. 0 or errno. */
int pl_file_list(const char *path, void *ctx,
                 bool (*each)(void *ctx, pl_str name, pl_file_type type));
/* The system's text for an errno, beginning with a small letter. Static, or in `room`. */
const char *pl_file_error(int error, char room[64]);

#endif
