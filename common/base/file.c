#include "common/base/file.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

bool file_write(int fd, struct bytes data, uint64_t offset)
{
    while (data.len != 0) {
        ssize_t done = pwrite(fd, data.data, data.len, (off_t)offset);
        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0)
            return false;
        data = bytes_from(data, (size_t)done);
        offset += (uint64_t)done;
    }
    return true;
}

bool file_read(int fd, void *out, size_t bytes, uint64_t offset)
{
    uint8_t *to = out;
    while (bytes != 0) {
        ssize_t done = pread(fd, to, bytes, (off_t)offset);
        if (done < 0 && errno == EINTR)
            continue;
        if (done == 0)
            errno = 0;
        if (done <= 0)
            return false;
        to += done;
        bytes -= (size_t)done;
        offset += (uint64_t)done;
    }
    return true;
}

bool file_read_whole(int fd, struct arena *arena, size_t bytes_max, struct bytes *content)
{
    struct stat info;
    if (fstat(fd, &info) != 0)
        return false;
    errno = 0;
    if (info.st_size < 0 || (uint64_t)info.st_size > bytes_max)
        return false;
    uint8_t *data = arena_alloc(arena, (size_t)info.st_size);
    *content = bytes_make(data, (size_t)info.st_size);
    return file_read(fd, data, content->len, 0);
}
