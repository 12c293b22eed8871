/* io.c - see io.h. */
#include "common/io.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

mg_status mg_file_read(const char *path, size_t max, mg_buf *out, mg_error *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) return mg_fail_sys(err, errno, "%s cannot be opened", path);
    mg_status status = MG_OK;
    struct stat st;
    size_t start = out->n;
    if (fstat(fd, &st) != 0) MG_GOTO(mg_fail_sys(err, errno, "%s cannot be read", path));
    if (!S_ISREG(st.st_mode)) MG_GOTO(mg_fail(err, MG_FORMAT, "%s is not a regular file", path));
    if ((uint64_t)st.st_size > max)
        MG_GOTO(mg_fail(err, MG_LIMIT, "%s has %lld bytes; the limit is %zu", path, (long long)st.st_size, max));
    /* Its end is seen by asking for more: for that there is one byte of room from the start, as to find it later may be to move all
     * that was read. The file may have grown since. */
    for (size_t room = (size_t)st.st_size + 1;; room = 1) {
        if (!mg_buf_reserve(out, room)) MG_GOTO(mg_fail_nomem(err, "reading a file"));
        ssize_t got = read(fd, out->p + out->n, out->cap - out->n - 1);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) MG_GOTO(mg_fail_sys(err, errno, "%s cannot be read", path));
        if (got == 0) break;
        out->n += (size_t)got;
        if (out->n - start > max) MG_GOTO(mg_fail(err, MG_LIMIT, "%s grew past the limit of %zu bytes", path, max));
    }
    out->p[out->n] = '\0';
out:
    if (status != MG_OK) out->n = start;
    close(fd);
    return status;
}

static mg_status write_all(int fd, mg_span bytes)
{
    while (bytes.n) {
        ssize_t put = write(fd, bytes.p, bytes.n);
        if (put < 0 && errno == EINTR) continue;
        if (put < 0) return MG_IO;
        bytes = mg_span_sub(bytes, (size_t)put, bytes.n);
    }
    return MG_OK;
}

bool mg_fd_sync(int fd)
{
    while (fsync(fd) != 0)
        if (errno != EINTR) return false;
    return true;
}

mg_status mg_dir_sync(const char *path, mg_error *err)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0 || !mg_fd_sync(fd)) {
        int sys = errno;
        if (fd >= 0) close(fd);
        return mg_fail_sys(err, sys, "the directory %s cannot be synced", path);
    }
    close(fd);
    return MG_OK;
}

/* Memory is had before anything is done: once the new file is there, it is too late to find none. */
mg_status mg_file_replace(const char *path, mg_span bytes, mg_error *err)
{
    const char *slash = strrchr(path, '/');
    mg_buf temp = MG_BUF_INIT, parent = MG_BUF_INIT;
    mg_buf_addf(&temp, "%s.tmp", path);
    mg_buf_add(&parent, slash ? (mg_span){path, (size_t)(slash - path) + 1} : MG_SPAN("."));
    mg_status status = MG_OK;
    MG_GOTO(mg_buf_check(&temp, "writing a file", err));
    MG_GOTO(mg_buf_check(&parent, "writing a file", err));
    int fd = open(temp.p, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (fd < 0) MG_GOTO(mg_fail_sys(err, errno, "%s cannot be created", temp.p));
    if (write_all(fd, bytes) != MG_OK || !mg_fd_sync(fd)) {
        status = mg_fail_sys(err, errno, "%s cannot be written", temp.p);
        close(fd);
        goto out;
    }
    if (close(fd) != 0) MG_GOTO(mg_fail_sys(err, errno, "%s cannot be written", temp.p));
    if (rename(temp.p, path) != 0) MG_GOTO(mg_fail_sys(err, errno, "%s cannot be replaced", path));
    status = mg_dir_sync(parent.p, err);
out:
    if (status != MG_OK && !temp.failed) unlink(temp.p);
    mg_buf_dispose(&temp);
    mg_buf_dispose(&parent);
    return status;
}

mg_status mg_dir_create(const char *path, mg_error *err)
{
    mg_buf part = MG_BUF_INIT;
    mg_status status = MG_OK;
    for (const char *at = path; status == MG_OK && *at;) {
        size_t n = strcspn(at, "/");
        mg_buf_add(&part, (mg_span){at, n});
        status = mg_buf_check(&part, "creating a directory", err);
        if (status == MG_OK && n && mkdir(part.p, 0777) != 0 && errno != EEXIST)
            status = mg_fail_sys(err, errno, "the directory %s cannot be created", part.p);
        at += n;
        if (*at == '/') mg_buf_addc(&part, *at++);
    }
    mg_buf_dispose(&part);
    struct stat st;
    if (status == MG_OK && (stat(path, &st) != 0 || !S_ISDIR(st.st_mode)))
        status = mg_fail(err, MG_IO, "%s is in the way: not a directory", path);
    return status;
}

static int remove_entry(const char *path, const struct stat *st, int type, struct FTW *walk)
{
    (void)st, (void)type, (void)walk;
    return remove(path);
}

mg_status mg_dir_remove(const char *path, mg_error *err)
{
    if (nftw(path, remove_entry, 16, FTW_DEPTH | FTW_PHYS) != 0 && errno != ENOENT)
        return mg_fail_sys(err, errno, "%s cannot be removed", path);
    return MG_OK;
}

uint64_t mg_dir_bytes(const char *path)
{
    uint64_t total = 0;
    DIR *dir = opendir(path);
    if (!dir) return 0;
    for (const struct dirent *entry; (entry = readdir(dir));) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
        struct stat st;
        if (fstatat(dirfd(dir), entry->d_name, &st, AT_SYMLINK_NOFOLLOW) != 0) continue;
        if (S_ISREG(st.st_mode)) total += (uint64_t)st.st_size;
        if (!S_ISDIR(st.st_mode)) continue;
        mg_buf below = MG_BUF_INIT;
        mg_buf_addf(&below, "%s/%s", path, entry->d_name);
        if (!below.failed) total += mg_dir_bytes(below.p);
        mg_buf_dispose(&below);
    }
    closedir(dir);
    return total;
}

mg_status mg_lock_take(const char *path, mg_lock *lock, mg_error *err)
{
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (fd < 0) return mg_fail_sys(err, errno, "the lock %s cannot be opened", path);
    char holder[256];
    if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        int sys = errno;
        ssize_t n = sys == EWOULDBLOCK ? pread(fd, holder, sizeof holder - 1, 0) : 0;
        close(fd);
        if (sys != EWOULDBLOCK) return mg_fail_sys(err, sys, "the lock %s cannot be taken", path);
        mg_span who = mg_span_trim((mg_span){holder, n > 0 ? (size_t)n : 0});
        return mg_fail(err, MG_LOCKED, "another indexer is writing this index (%.*s)", (int)who.n, who.p);
    }
    char host[64] = "", since[32];
    gethostname(host, sizeof host - 1);
    time_t now = time(NULL);
    struct tm utc;
    strftime(since, sizeof since, "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&now, &utc));
    int n = snprintf(holder, sizeof holder, "pid %ld on %s since %s\n", (long)getpid(), host, since);
    /* Who holds it is a courtesy to the next one: not worth failing for. */
    if (ftruncate(fd, 0) != 0 || pwrite(fd, holder, (size_t)n, 0) != n) (void)n;
    lock->fd = fd;
    return MG_OK;
}

void mg_lock_release(mg_lock *lock)
{
    if (lock->fd < 0) return;
    if (ftruncate(lock->fd, 0) != 0) (void)0;
    close(lock->fd);
    lock->fd = -1;
}
