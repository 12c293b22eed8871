/* measure.c - run a command, and tell what it took: measure FILE COMMAND ARGUMENT...
 *
 * FILE gets "SECONDS CPU-SECONDS PEAK-MB", of the command and of what it waited for. Exits as the command does. A shell that starts it
 * has to make a copy of itself first, which is milliseconds of what the fastest takes; this program is too small for that to count. */
#include <errno.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>

extern char **environ;

static double seconds(struct timeval t)
{
    return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

int main(int argc, char **argv)
{
    struct timespec from, to;
    struct rusage used;
    pid_t child;
    int status, failed;
    if (argc < 3) return fprintf(stderr, "usage: measure FILE COMMAND ARGUMENT...\n"), 2;
    clock_gettime(CLOCK_MONOTONIC, &from);
    failed = posix_spawnp(&child, argv[2], NULL, NULL, argv + 2, environ);
    if (failed) return fprintf(stderr, "measure: %s: %s\n", argv[2], strerror(failed)), 2;
    while (wait4(child, &status, 0, &used) < 0 && errno == EINTR) continue;
    clock_gettime(CLOCK_MONOTONIC, &to);
    FILE *out = fopen(argv[1], "w");
    if (!out) return perror(argv[1]), 2;
    fprintf(out, "%.6f %.6f %.1f\n", (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) / 1e9,
            seconds(used.ru_utime) + seconds(used.ru_stime), (double)used.ru_maxrss / 1024);
    if (fclose(out) != 0) return perror(argv[1]), 2;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 2;
}
