/* fault.c - a library to preload: what a failing or full disk, or a signal, does to a program, at a moment that can be
 * named and comes again.
 *
 *   FAULT_DIR   calls that concern this directory (an absolute path without symbolic links) or what is below it count
 *   FAULT_LOG   a line for each such call, before it is made: "NUMBER KIND BYTES PATH", and "!" before the line of a
 *               call that was made to fail
 *   FAULT_AT    the number of the call that fails, from 1 on
 *   FAULT_HOW   ENOSPC, EIO, EINTR  this call, once
 *               short               this write takes half of its bytes
 *               full                from this call on the disk is full: a write takes half of its bytes, all that would
 *                                   take room then fail with ENOSPC; the rest goes on
 *               dead                from this call on every call fails with EIO
 *               HUP, INT, TERM, KILL  the process gets the signal before the call
 *               INT-INT             and gets it again
 *
 * Kinds: create and open (of files), mkdir, write, allocate, truncate, sync, close (of what was open for writing), rename,
 * remove; list (of a directory), read. Reading and opening for reading count only with FAULT_READS set. What stdio does inside libc is not
 * seen; errors.sh checks that no byte of an index came that way. */
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum { PASS = 0, CUT = -1 }; /* else: the errno to fail with */

static struct {
    const char *dir, *how;
    size_t dir_n;
    long at;
    int log;
    bool reads;
} plan;
static atomic_long calls;
static atomic_bool filled;

static void __attribute__((constructor)) begin(void)
{
    const char *log = getenv("FAULT_LOG"), *at = getenv("FAULT_AT");
    plan.dir = getenv("FAULT_DIR");
    plan.dir_n = plan.dir ? strlen(plan.dir) : 0;
    plan.how = getenv("FAULT_HOW");
    plan.at = at && plan.how ? strtol(at, NULL, 10) : 0;
    plan.reads = getenv("FAULT_READS");
    plan.log = log ? (int)syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666) : -1;
}

static const struct {
    const char *name;
    int number;
} errors[] = {{"ENOSPC", ENOSPC}, {"EIO", EIO}, {"EINTR", EINTR}}, signals[] = {{"HUP", SIGHUP}, {"INT", SIGINT}, {"TERM", SIGTERM}, {"KILL", SIGKILL}};

/* What happens to call `number`. */
static int fate(long number, const char *kind, size_t bytes)
{
    bool is_write = strcmp(kind, "write") == 0;
    if (!plan.at || number < plan.at) return PASS;
    if (strcmp(plan.how, "dead") == 0) return EIO;
    if (strcmp(plan.how, "full") == 0) {
        bool first = !atomic_exchange(&filled, true);
        if (is_write) return first && bytes > 1 ? CUT : ENOSPC;
        return strcmp(kind, "create") && strcmp(kind, "mkdir") && strcmp(kind, "allocate") ? PASS : ENOSPC;
    }
    if (number > plan.at) return PASS;
    if (strcmp(plan.how, "short") == 0) return is_write && bytes > 1 ? CUT : PASS;
    for (size_t i = 0; i < sizeof errors / sizeof *errors; i++)
        if (strcmp(plan.how, errors[i].name) == 0) return errors[i].number;
    return PASS;
}

static void send_signals(long number)
{
    if (number != plan.at) return;
    bool twice = strcmp(plan.how, "INT-INT") == 0;
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
        if (strcmp(twice ? "INT" : plan.how, signals[i].name) == 0) raise(signals[i].number);
    if (twice) raise(SIGINT); /* to this thread, which has handled the first by now: two that wait for a process are one */
}

/* Count a call that concerns `path`; PASS, CUT or the errno that it is to fail with. */
static int count(const char *kind, size_t bytes, const char *path)
{
    if (!plan.dir_n || strncmp(path, plan.dir, plan.dir_n) != 0 || (path[plan.dir_n] && path[plan.dir_n] != '/')) return PASS;
    if (!plan.reads && (strcmp(kind, "read") == 0 || strcmp(kind, "open") == 0)) return PASS;
    int saved = errno;
    long number = atomic_fetch_add(&calls, 1) + 1;
    int what = fate(number, kind, bytes);
    char line[PATH_MAX + 100];
    int n = snprintf(line, sizeof line, "%s%ld %s %zu %s\n", what == PASS ? "" : "!", number, kind, bytes, path);
    if (plan.log >= 0) (void)!syscall(SYS_write, plan.log, line, (size_t)n);
    if (plan.at) send_signals(number);
    errno = saved;
    return what;
}

static int count_fd(const char *kind, size_t bytes, int fd)
{
    char link[40], path[PATH_MAX];
    if (!plan.dir_n) return PASS;
    int saved = errno;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t n = syscall(SYS_readlinkat, AT_FDCWD, link, path, sizeof path - 1);
    errno = saved;
    if (n <= 0 || *path != '/') return PASS;
    path[n] = '\0';
    return count(kind, bytes, path);
}

static int count_at(const char *kind, int dir, const char *path)
{
    char whole[2 * PATH_MAX];
    if (!plan.dir_n) return PASS;
    if (*path == '/') return count(kind, 0, path);
    int saved = errno;
    char link[40];
    if (dir == AT_FDCWD) snprintf(link, sizeof link, "/proc/self/cwd");
    else snprintf(link, sizeof link, "/proc/self/fd/%d", dir);
    ssize_t n = syscall(SYS_readlinkat, AT_FDCWD, link, whole, (size_t)PATH_MAX);
    errno = saved;
    if (n <= 0) return PASS;
    while (path[0] == '.' && path[1] == '/') path += 2;
    snprintf(whole + n, sizeof whole - (size_t)n, "/%s", path);
    return count(kind, 0, whole);
}

/* The function that this one stands before. */
#define REAL(name) \
    static __typeof__(&name) real; \
    if (!real) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

#define FAIL_IF(what, failed) \
    do { \
        int fails_ = (what); \
        if (fails_ > 0) return errno = fails_, (failed); \
    } while (0)

/* ---- opening ---- */

static const char *open_kind(int flags)
{
    return flags & (O_CREAT | O_TRUNC) || (flags & O_TMPFILE) == O_TMPFILE ? "create" : "open";
}

static mode_t mode_of(int flags, va_list args)
{
    return flags & O_CREAT || (flags & O_TMPFILE) == O_TMPFILE ? va_arg(args, mode_t) : 0;
}

#define OPEN(name) \
    int name(const char *path, int flags, ...) \
    { \
        REAL(name); \
        va_list args; \
        va_start(args, flags); \
        mode_t mode = mode_of(flags, args); \
        va_end(args); \
        FAIL_IF(count_at(open_kind(flags), AT_FDCWD, path), -1); \
        return real(path, flags, mode); \
    }
OPEN(open)
OPEN(open64)

#define OPENAT(name) \
    int name(int dir, const char *path, int flags, ...) \
    { \
        REAL(name); \
        va_list args; \
        va_start(args, flags); \
        mode_t mode = mode_of(flags, args); \
        va_end(args); \
        FAIL_IF(count_at(open_kind(flags), dir, path), -1); \
        return real(dir, path, flags, mode); \
    }
OPENAT(openat)
OPENAT(openat64)

#define CREAT(name) \
    int name(const char *path, mode_t mode) \
    { \
        REAL(name); \
        FAIL_IF(count_at("create", AT_FDCWD, path), -1); \
        return real(path, mode); \
    }
CREAT(creat)
CREAT(creat64)

#define FOPEN(name) \
    FILE *name(const char *path, const char *mode) \
    { \
        REAL(name); \
        FAIL_IF(count_at(*mode == 'r' ? "open" : "create", AT_FDCWD, path), NULL); \
        return real(path, mode); \
    }
FOPEN(fopen)
FOPEN(fopen64)

#define MKSTEMP(name, parameters, arguments) \
    int name parameters \
    { \
        REAL(name); \
        FAIL_IF(count_at("create", AT_FDCWD, template), -1); \
        return real arguments; \
    }
MKSTEMP(mkstemp, (char *template), (template))
MKSTEMP(mkstemp64, (char *template), (template))
MKSTEMP(mkostemp, (char *template, int flags), (template, flags))
MKSTEMP(mkostemp64, (char *template, int flags), (template, flags))

char *mkdtemp(char *template)
{
    REAL(mkdtemp);
    FAIL_IF(count_at("mkdir", AT_FDCWD, template), NULL);
    return real(template);
}

int mkdir(const char *path, mode_t mode)
{
    REAL(mkdir);
    FAIL_IF(count_at("mkdir", AT_FDCWD, path), -1);
    return real(path, mode);
}

int mkdirat(int dir, const char *path, mode_t mode)
{
    REAL(mkdirat);
    FAIL_IF(count_at("mkdir", dir, path), -1);
    return real(dir, path, mode);
}

/* ---- writing and reading ---- */

ssize_t write(int fd, const void *bytes, size_t n)
{
    REAL(write);
    int what = count_fd("write", n, fd);
    FAIL_IF(what, -1);
    return real(fd, bytes, what == CUT ? n / 2 : n);
}

#define PWRITE(name, offset) \
    ssize_t name(int fd, const void *bytes, size_t n, offset at) \
    { \
        REAL(name); \
        int what = count_fd("write", n, fd); \
        FAIL_IF(what, -1); \
        return real(fd, bytes, what == CUT ? n / 2 : n, at); \
    }
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

static size_t total(const struct iovec *v, int n)
{
    size_t bytes = 0;
    for (int i = 0; i < n; i++) bytes += v[i].iov_len;
    return bytes;
}

/* Cut, a vector gives half of its first piece that has any bytes to halve, and nothing after it. */
static int cut(const struct iovec *v, int n, struct iovec *out)
{
    int i = 0;
    for (; i < n && v[i].iov_len < 2; i++) {}
    if (i == n) return 0;
    *out = (struct iovec){v[i].iov_base, v[i].iov_len / 2};
    return i;
}

ssize_t writev(int fd, const struct iovec *v, int n)
{
    REAL(writev);
    struct iovec half;
    int what = count_fd("write", total(v, n), fd);
    FAIL_IF(what, -1);
    if (what == CUT && cut(v, n, &half) == 0) return real(fd, &half, 1);
    return real(fd, v, what == CUT ? cut(v, n, &half) : n);
}

#define PWRITEV(name, offset) \
    ssize_t name(int fd, const struct iovec *v, int n, offset at) \
    { \
        REAL(name); \
        struct iovec half; \
        int what = count_fd("write", total(v, n), fd); \
        FAIL_IF(what, -1); \
        if (what == CUT && cut(v, n, &half) == 0) return real(fd, &half, 1, at); \
        return real(fd, v, what == CUT ? cut(v, n, &half) : n, at); \
    }
PWRITEV(pwritev, off_t)
PWRITEV(pwritev64, off64_t)

#define COPY(name, offset) \
    ssize_t name(int in, offset *in_at, int out, offset *out_at, size_t n, unsigned flags) \
    { \
        REAL(name); \
        int what = count_fd("write", n, out); \
        FAIL_IF(what, -1); \
        return real(in, in_at, out, out_at, what == CUT ? n / 2 : n, flags); \
    }
COPY(copy_file_range, off64_t)

#define SENDFILE(name, offset) \
    ssize_t name(int out, int in, offset *at, size_t n) \
    { \
        REAL(name); \
        int what = count_fd("write", n, out); \
        FAIL_IF(what, -1); \
        return real(out, in, at, what == CUT ? n / 2 : n); \
    }
SENDFILE(sendfile, off_t)
SENDFILE(sendfile64, off64_t)

/* What a directory holds is read when it is opened, as far as a failure goes. */
DIR *opendir(const char *path)
{
    REAL(opendir);
    if (plan.reads) FAIL_IF(count_at("list", AT_FDCWD, path), NULL);
    return real(path);
}

ssize_t read(int fd, void *bytes, size_t n)
{
    REAL(read);
    if (plan.reads) FAIL_IF(count_fd("read", n, fd), -1);
    return real(fd, bytes, n);
}

#define PREAD(name, offset) \
    ssize_t name(int fd, void *bytes, size_t n, offset at) \
    { \
        REAL(name); \
        if (plan.reads) FAIL_IF(count_fd("read", n, fd), -1); \
        return real(fd, bytes, n, at); \
    }
PREAD(pread, off_t)
PREAD(pread64, off64_t)

/* ---- room, durability, names ---- */

#define ON_FD(name, kind, parameters, arguments) \
    int name parameters \
    { \
        REAL(name); \
        FAIL_IF(count_fd(kind, 0, fd), -1); \
        return real arguments; \
    }
ON_FD(fsync, "sync", (int fd), (fd))
ON_FD(fdatasync, "sync", (int fd), (fd))
ON_FD(syncfs, "sync", (int fd), (fd))
ON_FD(sync_file_range, "sync", (int fd, off64_t from, off64_t n, unsigned flags), (fd, from, n, flags))
ON_FD(ftruncate, "truncate", (int fd, off_t n), (fd, n))
ON_FD(ftruncate64, "truncate", (int fd, off64_t n), (fd, n))
ON_FD(fallocate, "allocate", (int fd, int mode, off_t from, off_t n), (fd, mode, from, n))
ON_FD(fallocate64, "allocate", (int fd, int mode, off64_t from, off64_t n), (fd, mode, from, n))

/* These return what others leave in errno. */
#define POSIX_FALLOCATE(name, offset) \
    int name(int fd, offset from, offset n) \
    { \
        REAL(name); \
        int what = count_fd("allocate", 0, fd); \
        return what > 0 ? what : real(fd, from, n); \
    }
POSIX_FALLOCATE(posix_fallocate, off_t)
POSIX_FALLOCATE(posix_fallocate64, off64_t)

/* A close that fails has closed all the same. */
int close(int fd)
{
    REAL(close);
    int saved = errno, flags = plan.dir_n ? fcntl(fd, F_GETFL) : -1;
    errno = saved;
    int what = flags >= 0 && (flags & O_ACCMODE) != O_RDONLY ? count_fd("close", 0, fd) : PASS;
    int result = real(fd);
    FAIL_IF(what, -1);
    return result;
}

int truncate(const char *path, off_t n)
{
    REAL(truncate);
    FAIL_IF(count_at("truncate", AT_FDCWD, path), -1);
    return real(path, n);
}

int rename(const char *from, const char *to)
{
    REAL(rename);
    FAIL_IF(count_at("rename", AT_FDCWD, to), -1);
    return real(from, to);
}

int renameat(int from_dir, const char *from, int to_dir, const char *to)
{
    REAL(renameat);
    FAIL_IF(count_at("rename", to_dir, to), -1);
    return real(from_dir, from, to_dir, to);
}

int renameat2(int from_dir, const char *from, int to_dir, const char *to, unsigned flags)
{
    REAL(renameat2);
    FAIL_IF(count_at("rename", to_dir, to), -1);
    return real(from_dir, from, to_dir, to, flags);
}

int link(const char *from, const char *to)
{
    REAL(link);
    FAIL_IF(count_at("create", AT_FDCWD, to), -1);
    return real(from, to);
}

int symlink(const char *from, const char *to)
{
    REAL(symlink);
    FAIL_IF(count_at("create", AT_FDCWD, to), -1);
    return real(from, to);
}

#define REMOVE(name) \
    int name(const char *path) \
    { \
        REAL(name); \
        FAIL_IF(count_at("remove", AT_FDCWD, path), -1); \
        return real(path); \
    }
REMOVE(unlink)
REMOVE(rmdir)
REMOVE(remove)

int unlinkat(int dir, const char *path, int flags)
{
    REAL(unlinkat);
    FAIL_IF(count_at("remove", dir, path), -1);
    return real(dir, path, flags);
}
