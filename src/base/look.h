/* look.h - what a path names, and what is in a directory.
 *
 * For code that asks about single paths; whole trees are walked by pl_file_walk.
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

/* What `path` names; the end of a chain of links when `follow`. 0 or errno. */
int pl_file_look(const char *path, bool follow, pl_looked *out);
/* Every name in the directory but `.` and `..`, in any order, until `each` returns
 * false. `name` is borrowed for the call. 0 or errno. */
int pl_file_list(const char *path, void *ctx,
                 bool (*each)(void *ctx, pl_str name, pl_file_type type));
/* The system's word for an error in the small letters of messages; static, or `room`. */
const char *pl_file_error(int error, char room[64]);

#endif
