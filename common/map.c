/* map.c - see map.h. */
#include "common/map.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

mg_status mg_map_open(const char *path, mg_span *out, mg_error *err)
{
    *out = (mg_span){0};
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) return mg_fail_sys(err, errno, "%s cannot be opened", path);
    mg_status status = MG_OK;
    struct stat st;
    if (fstat(fd, &st) != 0) MG_GOTO(mg_fail_sys(err, errno, "%s cannot be read", path));
    if (!S_ISREG(st.st_mode)) MG_GOTO(mg_fail(err, MG_FORMAT, "%s is not a regular file", path));
    if (st.st_size == 0) goto out;
    void *map = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_SHARED, fd, 0);
    if (map == MAP_FAILED) MG_GOTO(mg_fail_sys(err, errno, "%s cannot be read", path));
    *out = (mg_span){map, (size_t)st.st_size};
out:
    close(fd);
    return status;
}

void mg_map_close(mg_span file)
{
    if (!file.n) return;
    union {
        const char *read_only;
        void *map;
    } start = {.read_only = file.p};
    munmap(start.map, file.n);
}
