#include "base/look.h"
#include "base/ascii.h"
#include "base/file.h"
#include "base/str.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>

static pl_file_type type_of(mode_t mode)
{
    switch (mode & S_IFMT) {
    case S_IFDIR: return PL_FILE_DIR;
    case S_IFLNK: return PL_FILE_LINK;
    case S_IFBLK:
    case S_IFCHR: return PL_FILE_DEVICE;
    case S_IFIFO: return PL_FILE_PIPE;
    case S_IFSOCK: return PL_FILE_SOCKET;
    default: return PL_FILE_REGULAR;
    }
}

int pl_file_look(const char *path, bool follow, pl_looked *out)
{
    struct stat st;
    if ((follow ? stat(path, &st) : lstat(path, &st)) != 0)
        return errno;
    *out = (pl_looked){ type_of(st.st_mode), (uint64_t)st.st_size, st.st_ino, st.st_dev };
    return 0;
}

static pl_file_type entry_type(DIR *dir, const struct dirent *e)
{
    struct stat st;
    switch (e->d_type) {
    case DT_DIR: return PL_FILE_DIR;
    case DT_LNK: return PL_FILE_LINK;
    case DT_BLK:
    case DT_CHR: return PL_FILE_DEVICE;
    case DT_FIFO: return PL_FILE_PIPE;
    case DT_SOCK: return PL_FILE_SOCKET;
    case DT_UNKNOWN:
        if (fstatat(dirfd(dir), e->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0)
            return type_of(st.st_mode);
        return PL_FILE_REGULAR;
    default: return PL_FILE_REGULAR;
    }
}

int pl_file_list(const char *path, void *ctx,
                 bool (*each)(void *ctx, pl_str name, pl_file_type type))
{
    DIR *dir = opendir(path);
    bool more = true;
    if (!dir)
        return errno;
    for (struct dirent *e; more && (errno = 0, e = readdir(dir)) != NULL;)
        if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0)
            more = each(ctx, pl_str_cstr(e->d_name), entry_type(dir, e));
    int error = more ? errno : 0;
    closedir(dir);
    return error;
}

const char *pl_file_error(int error, char room[64])
{
    snprintf(room, 64, "%s", pl_error_text(error));
    room[0] = (char)pl_to_lower(room[0]);
    return room;
}
