/* stamp.h - makes a pl_stamp of a struct stat. Private to base. */
#ifndef PL_BASE_STAMP_H
#define PL_BASE_STAMP_H
#include "base/file.h"
#include <sys/stat.h>

static inline pl_stamp pl_file__stamp(const struct stat *st)
{
    return (pl_stamp){
        .size = (uint64_t)st->st_size,
        .inode = (uint64_t)st->st_ino,
        .device = (uint64_t)st->st_dev,
        .mtime_ns = st->st_mtim.tv_sec * 1000000000ll + st->st_mtim.tv_nsec,
        .ctime_ns = st->st_ctim.tv_sec * 1000000000ll + st->st_ctim.tv_nsec,
    };
}

#endif
