/* child.c - see child.h.
 *
 * posix_spawn, as nothing else is safe with threads. Its input is a memfd, which can be neither full nor slow; output and
 * errors are pipes, read until both are closed. Limits are set from outside right after the start: what a program can do in
 * the microseconds before is load its libraries. */
#include "indexer/child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define SAID_MAX 4000     /* bytes of standard error that are kept; the rest is read and dropped */
#define PIECE_MAX 65536   /* bytes read at once: what a pipe holds */
#define LONGEST_NAP_MS 20 /* between two looks at whether it has ended */

typedef struct {
    const mg_child *child;
    mg_buf *out, *said;
    pid_t pid;
    int input, output, errors; /* ours: to be closed; -1 when closed */
    int64_t deadline;          /* of now_ms */
} run;

static int64_t now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void close_fd(int *fd)
{
    if (*fd >= 0) close(*fd);
    *fd = -1;
}

/* Out of the way of the three that the program gets, should one of those be closed here. */
static int above_standard(int fd)
{
    if (fd < 0 || fd > STDERR_FILENO) return fd;
    int moved = fcntl(fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    close(fd);
    return moved;
}

static bool open_pipe(int *read_end, int *write_end)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) return false;
    *read_end = above_standard(ends[0]);
    *write_end = above_standard(ends[1]);
    return *read_end >= 0 && *write_end >= 0;
}

static bool open_input(mg_span bytes, int *fd)
{
    *fd = above_standard(memfd_create("input", MFD_CLOEXEC));
    if (*fd < 0) return false;
    for (size_t done = 0; done < bytes.n;) {
        ssize_t n = write(*fd, bytes.p + done, bytes.n - done);
        if (n < 0 && errno != EINTR) return false;
        if (n > 0) done += (size_t)n;
    }
    return lseek(*fd, 0, SEEK_SET) == 0;
}

/* The program begins with no signal blocked or ignored, whatever this thread does with them. */
static int set_signals(posix_spawnattr_t *attributes)
{
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    int failed = posix_spawnattr_setsigmask(attributes, &none);
    if (!failed) failed = posix_spawnattr_setsigdefault(attributes, &all);
    return failed ? failed : posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
}

static int set_files(posix_spawn_file_actions_t *files, int input, int output, int errors)
{
    int failed = posix_spawn_file_actions_adddup2(files, input, STDIN_FILENO);
    if (!failed) failed = posix_spawn_file_actions_adddup2(files, output, STDOUT_FILENO);
    if (!failed) failed = posix_spawn_file_actions_adddup2(files, errors, STDERR_FILENO);
    return failed ? failed : posix_spawn_file_actions_addclosefrom_np(files, STDERR_FILENO + 1);
}

static int spawn(run *r, int output, int errors)
{
    /* What it says is to be in English, and its text in UTF-8. */
    static const char *const environment[] = {"LC_ALL=C.UTF-8", "PATH=/usr/local/bin:/usr/bin:/bin", NULL};
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_t files;
    int failed = posix_spawnattr_init(&attributes);
    if (failed) return failed;
    failed = posix_spawn_file_actions_init(&files);
    if (!failed) {
        failed = set_signals(&attributes);
        if (!failed) failed = set_files(&files, r->input, output, errors);
        if (!failed)
            failed = posix_spawnp(&r->pid, r->child->argv[0], &files, &attributes, (char *const *)(uintptr_t)r->child->argv,
                                  (char *const *)(uintptr_t)environment);
        posix_spawn_file_actions_destroy(&files);
    }
    posix_spawnattr_destroy(&attributes);
    return failed;
}

/* A program that has ended already needs no limits: that prlimit fails then is fine. */
static void set_limits(const run *r)
{
    const struct {
        int resource; /* an int, as C and C++ have different types for it */
        rlim_t limit;
    } limits[] = {
        {RLIMIT_AS, r->child->memory_max},
        {RLIMIT_CPU, r->child->cpu_seconds},
        {RLIMIT_FSIZE, 0},
        {RLIMIT_CORE, 0},
    };
    for (size_t i = 0; i < MG_COUNT(limits); i++)
        prlimit(r->pid, (__rlimit_resource_t)limits[i].resource, &(struct rlimit){limits[i].limit, limits[i].limit}, NULL);
}

static mg_status start(run *r, mg_error *err)
{
    const char *name = r->child->argv[0];
    int output = -1, errors = -1, failed = 0;
    if (!open_input(r->child->input, &r->input) || !open_pipe(&r->output, &output) || !open_pipe(&r->errors, &errors))
        failed = errno;
    if (!failed) failed = spawn(r, output, errors);
    close_fd(&output);
    close_fd(&errors);
    if (failed == ENOENT)
        return mg_fail(err, MG_IO, "needs the program %s: install the package %s", name, r->child->package);
    if (failed) {
        mg_status status = mg_fail_sys(err, failed, "the program %s cannot be started", name);
        return status == MG_NOMEM ? status : MG_IO;
    }
    set_limits(r);
    r->deadline = now_ms() + (int64_t)r->child->wall_seconds * 1000;
    return MG_OK;
}

/* Take what a pipe has; close it at its end. */
static mg_status drain(run *r, int *fd, mg_error *err)
{
    mg_buf *to = *fd == r->output ? r->out : r->said;
    size_t most = *fd == r->output ? r->child->output_max : SAID_MAX, before = to->n;
    if (!mg_buf_reserve(to, PIECE_MAX)) return mg_fail_nomem(err, "reading what a program says");
    ssize_t n = read(*fd, to->p + to->n, PIECE_MAX);
    if (n <= 0 && !(n < 0 && errno == EINTR)) close_fd(fd);
    size_t all = before + (n > 0 ? (size_t)n : 0);
    to->n = MG_MIN(all, MG_MAX(most, before));
    to->p[to->n] = '\0';
    if (to->n == all || to == r->said) return MG_OK;
    return mg_fail(err, MG_LIMIT, "%s puts out more than %zu MB", r->child->argv[0], most >> 20);
}

static mg_status too_slow(const run *r, mg_error *err)
{
    return mg_fail(err, MG_LIMIT, "%s took more than %u s", r->child->argv[0], r->child->wall_seconds);
}

static mg_status read_all(run *r, mg_error *err)
{
    while (r->output >= 0 || r->errors >= 0) {
        struct pollfd pipes[] = {{r->output, POLLIN, 0}, {r->errors, POLLIN, 0}};
        int64_t left = r->deadline - now_ms();
        int ready = left > 0 ? poll(pipes, MG_COUNT(pipes), (int)left) : 0;
        if (ready == 0) return too_slow(r, err);
        if (ready < 0 && errno != EINTR) return mg_fail_sys(err, errno, "%s cannot be waited for", r->child->argv[0]);
        if (ready > 0 && pipes[0].revents) MG_TRY(drain(r, &r->output, err));
        if (ready > 0 && pipes[1].revents) MG_TRY(drain(r, &r->errors, err));
    }
    return MG_OK;
}

/* Wait for the end of a program that has closed its files, which may not be one that ends. */
static mg_status reap(run *r, int *how, mg_error *err)
{
    for (long nap = 1;; nap = MG_MIN(nap * 2, LONGEST_NAP_MS)) {
        pid_t ended = waitpid(r->pid, how, WNOHANG);
        if (ended == r->pid) return MG_OK;
        if (ended < 0 && errno != EINTR) return mg_fail_sys(err, errno, "%s cannot be waited for", r->child->argv[0]);
        if (now_ms() >= r->deadline) return too_slow(r, err);
        nanosleep(&(struct timespec){.tv_nsec = nap * 1000000}, NULL);
    }
}

static void kill_and_reap(run *r)
{
    int how;
    kill(r->pid, SIGKILL);
    while (waitpid(r->pid, &how, 0) < 0 && errno == EINTR) {}
}

static mg_status judge(const run *r, int how, int *exit_status, mg_error *err)
{
    const char *name = r->child->argv[0];
    if (WIFEXITED(how)) {
        *exit_status = WEXITSTATUS(how);
        return MG_OK;
    }
    int signal = WTERMSIG(how);
    /* The limit on its time is told by SIGXCPU, or by SIGKILL when the soft limit is the hard one. */
    if (signal == SIGXCPU || signal == SIGKILL)
        return mg_fail(err, MG_LIMIT, "%s took more than %u s", name, r->child->cpu_seconds);
    return mg_fail(err, MG_FORMAT, "%s crashed (%s)", name, sigdescr_np(signal) ? sigdescr_np(signal) : "unknown signal");
}

mg_status mg_child_run(const mg_child *child, mg_buf *out, mg_buf *said, int *exit_status, mg_error *err)
{
    run r = {.child = child, .out = out, .said = said, .pid = -1, .input = -1, .output = -1, .errors = -1};
    int how = 0;
    *exit_status = -1;
    mg_status status = start(&r, err);
    if (status == MG_OK) {
        status = read_all(&r, err);
        if (status == MG_OK) status = reap(&r, &how, err);
        if (status == MG_OK) status = judge(&r, how, exit_status, err);
        else kill_and_reap(&r);
    }
    close_fd(&r.input);
    close_fd(&r.output);
    close_fd(&r.errors);
    return status;
}
