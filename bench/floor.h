/* floor.h - the floor workload: walk a tree, read its .pp files, one pass over the bytes.
 *
 * Header-only and without our library, so that floor programs hold nothing else. */
#ifndef PL_BENCH_FLOOR_H
#define PL_BENCH_FLOOR_H
#include <dirent.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct floor_state {
    unsigned char *buf;
    size_t cap;
    uint64_t sum, bytes, files;
} floor_state;

static inline uint64_t floor_word_sum(const void *bytes, size_t len)
{
    const unsigned char *p = bytes;
    uint64_t sum = 0;
    for (; len >= 8; p += 8, len -= 8) {
        uint64_t word;
        memcpy(&word, p, 8);
        sum += word;
    }
    while (len--)
        sum += *p++;
    return sum;
}

static inline void floor_read_file(floor_state *fs, int dir, const char *name)
{
    int fd = openat(dir, name, O_RDONLY | O_CLOEXEC);
    struct stat st;
    if (fd < 0)
        return;
    if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode)) {
        size_t size = (size_t)st.st_size;
        if (size > fs->cap) {
            free(fs->buf);
            fs->cap = size * 2;
            fs->buf = malloc(fs->cap);
            if (!fs->buf)
                abort();
        }
        size_t got = 0;
        for (ssize_t n; got < size && (n = read(fd, fs->buf + got, size - got)) > 0;)
            got += (size_t)n;
        fs->sum += floor_word_sum(fs->buf, got);
        fs->bytes += got;
        fs->files++;
    }
    close(fd);
}

static inline void floor_walk(floor_state *fs, int parent, const char *name)
{
    int fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *dir = fd < 0 ? NULL : fdopendir(fd);
    if (!dir)
        return;
    for (struct dirent *e; (e = readdir(dir)) != NULL;) {
        size_t len = strlen(e->d_name);
        if (e->d_type == DT_DIR && strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0)
            floor_walk(fs, fd, e->d_name);
        else if (e->d_type == DT_REG && len > 3 && memcmp(e->d_name + len - 3, ".pp", 3) == 0)
            floor_read_file(fs, fd, e->d_name);
    }
    closedir(dir);
}

#endif
