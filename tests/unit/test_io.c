/* test_io.c - files read, replaced, locked; directories made and removed. */
#include "common/io.h"

#include "tests/support/scratch.h"

#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static char *dir;
static char path[300];

static int start(void **state)
{
    (void)state;
    dir = scratch_dir();
    return 0;
}

static int stop(void **state)
{
    (void)state;
    scratch_remove(dir);
    return 0;
}

/* A path in the scratch directory; good until the next call. */
static const char *in_dir(const char *name)
{
    snprintf(path, sizeof path, "%s/%s", dir, name);
    return path;
}

static void put(const char *name, mg_span bytes)
{
    assert_int_equal(mg_file_replace(in_dir(name), bytes, NULL), MG_OK);
}

static void assert_content(const char *name, mg_span bytes)
{
    mg_buf got = MG_BUF_INIT;
    assert_int_equal(mg_file_read(in_dir(name), 1 << 20, &got, NULL), MG_OK);
    assert_true(mg_span_eq(mg_buf_span(&got), bytes));
    mg_buf_dispose(&got);
}

static bool exists(const char *name)
{
    struct stat st;
    return lstat(in_dir(name), &st) == 0;
}

static void reading(void **state)
{
    (void)state;
    static const struct {
        size_t max;
        mg_status status;
    } rows[] = {{5, MG_OK}, {6, MG_OK}, {4, MG_LIMIT}, {0, MG_LIMIT}, {SIZE_MAX, MG_OK}};
    put("five", MG_SPAN("fi\0ve"));
    for (size_t i = 0; i < MG_COUNT(rows); i++) {
        mg_buf out = MG_BUF_INIT;
        mg_error err = MG_ERROR_INIT;
        mg_buf_adds(&out, "kept ");
        assert_int_equal(mg_file_read(in_dir("five"), rows[i].max, &out, &err), rows[i].status);
        assert_int_equal(out.n, rows[i].status == MG_OK ? 10 : 5);
        if (rows[i].status != MG_OK) assert_non_null(strstr(err.msg, "five"));
        mg_buf_dispose(&out);
    }
    put("empty", (mg_span){NULL, 0});
    assert_content("empty", (mg_span){NULL, 0});
}

static void not_regular_files(void **state)
{
    (void)state;
    mg_buf out = MG_BUF_INIT;
    mg_error err = MG_ERROR_INIT;
    assert_int_equal(mkfifo(in_dir("fifo"), 0600), 0);
    alarm(5); /* were it to block, the test would die */
    assert_int_equal(mg_file_read(path, 100, &out, &err), MG_FORMAT);
    alarm(0);
    assert_non_null(strstr(err.msg, "not a regular file"));
    assert_int_equal(mg_file_read(dir, 100, &out, NULL), MG_FORMAT);
    assert_int_equal(mg_file_read("/dev/zero", 100, &out, NULL), MG_FORMAT);
    assert_int_equal(mg_file_read(in_dir("nowhere"), 100, &out, NULL), MG_NOTFOUND);
    assert_int_equal(symlink("nowhere", in_dir("dangling")), 0);
    assert_int_equal(mg_file_read(path, 100, &out, NULL), MG_NOTFOUND);
    assert_int_equal(symlink("loop", in_dir("loop")), 0);
    assert_int_equal(mg_file_read(path, 100, &out, NULL), MG_IO);
    assert_int_equal(out.n, 0);
    mg_buf_dispose(&out);
}

static void replacing(void **state)
{
    (void)state;
    put("page", MG_SPAN("old"));
    assert_content("page", MG_SPAN("old"));
    put("page", MG_SPAN("the new, longer one"));
    assert_content("page", MG_SPAN("the new, longer one"));
    put("page", MG_SPAN("n"));
    assert_content("page", MG_SPAN("n"));
    assert_false(exists("page.tmp"));
    put("other.tmp", MG_SPAN("left behind by a crash"));
    put("other", MG_SPAN("x"));
    assert_content("other", MG_SPAN("x"));
    assert_false(exists("other.tmp"));
}

/* Readers beside a writer see one of the contents that the file has had, whole. */
static void replacing_is_atomic(void **state)
{
    (void)state;
    char old[5000], new[9000];
    memset(old, 'o', sizeof old);
    memset(new, 'n', sizeof new);
    put("shared", (mg_span){old, sizeof old});
    pid_t writer = fork();
    if (writer == 0) {
        char file[300];
        snprintf(file, sizeof file, "%s/shared", dir);
        for (int i = 0; i < 200; i++)
            (void)!mg_file_replace(file, i % 2 ? (mg_span){old, sizeof old} : (mg_span){new, sizeof new}, NULL);
        _exit(0);
    }
    for (bool done = false; !done;) {
        mg_buf got = MG_BUF_INIT;
        done = waitpid(writer, NULL, WNOHANG) == writer;
        assert_int_equal(mg_file_read(in_dir("shared"), 1 << 20, &got, NULL), MG_OK);
        const char *want = got.n == sizeof old ? old : new;
        assert_true(got.n == sizeof old || got.n == sizeof new);
        assert_memory_equal(got.p, want, got.n);
        mg_buf_dispose(&got);
    }
}

/* What cannot be replaced stays, and nothing is left beside it; true for root too, whom no mode stops. */
static void replacing_fails(void **state)
{
    (void)state;
    mg_error err = MG_ERROR_INIT;
    assert_int_equal(mg_dir_create(in_dir("busy/inside"), NULL), MG_OK);
    assert_int_equal(mg_file_replace(in_dir("busy"), MG_SPAN("x"), &err), MG_IO);
    assert_non_null(strstr(err.msg, "busy cannot be replaced"));
    assert_true(exists("busy/inside"));
    assert_false(exists("busy.tmp"));
    mg_error_clear(&err);
    assert_int_equal(mg_file_replace(in_dir("nowhere/x"), MG_SPAN("x"), &err), MG_NOTFOUND);
    put("plain", MG_SPAN("x"));
    assert_int_equal(mg_file_replace(in_dir("plain/x"), MG_SPAN("x"), NULL), MG_IO);
    if (geteuid() == 0) return;
    assert_int_equal(mg_dir_create(in_dir("closed"), NULL), MG_OK);
    chmod(path, 0500);
    assert_int_equal(mg_file_replace(in_dir("closed/x"), MG_SPAN("x"), NULL), MG_IO);
    assert_false(exists("closed/x.tmp"));
    chmod(in_dir("closed"), 0700);
}

static void directories(void **state)
{
    (void)state;
    mg_error err = MG_ERROR_INIT;
    assert_int_equal(mg_dir_create(in_dir("a/b//c/"), NULL), MG_OK);
    assert_int_equal(mg_dir_create(in_dir("a/b/c"), NULL), MG_OK);
    assert_true(exists("a/b/c"));
    put("a/one", MG_SPAN("12345"));
    put("a/b/two", MG_SPAN("678"));
    put("outside", MG_SPAN("kept"));
    assert_int_equal(symlink("../outside", in_dir("a/link")), 0);
    assert_int_equal(symlink("..", in_dir("a/up")), 0);
    assert_int_equal(mg_dir_bytes(in_dir("a")), 8);
    assert_int_equal(mg_dir_bytes(in_dir("nowhere")), 0);
    assert_int_equal(mg_dir_sync(in_dir("a"), NULL), MG_OK);
    assert_int_equal(mg_dir_sync(in_dir("nowhere"), NULL), MG_NOTFOUND);
    assert_int_equal(mg_dir_create(in_dir("outside"), &err), MG_IO);
    assert_non_null(strstr(err.msg, "not a directory"));
    assert_int_equal(mg_dir_create(in_dir("outside/x"), NULL), MG_IO);
    assert_int_equal(mg_dir_remove(in_dir("a"), NULL), MG_OK);
    assert_false(exists("a"));
    assert_content("outside", MG_SPAN("kept"));
    assert_int_equal(mg_dir_remove(in_dir("a"), NULL), MG_OK);
}

/* ---- the lock ---- */

static void locking(void **state)
{
    (void)state;
    mg_lock lock = MG_LOCK_INIT, again = MG_LOCK_INIT;
    char pid[40];
    assert_int_equal(mg_lock_take(in_dir("lock"), &lock, NULL), MG_OK);
    snprintf(pid, sizeof pid, "pid %ld on ", (long)getpid());
    mg_buf text = MG_BUF_INIT;
    assert_int_equal(mg_file_read(path, 1000, &text, NULL), MG_OK);
    assert_true(mg_span_starts(mg_buf_span(&text), mg_span_str(pid)));
    mg_buf_dispose(&text);
    mg_lock_release(&lock);
    mg_lock_release(&lock);
    assert_int_equal(mg_lock_take(in_dir("lock"), &again, NULL), MG_OK);
    mg_lock_release(&again);
    assert_content("lock", (mg_span){NULL, 0});
    mg_error err = MG_ERROR_INIT;
    assert_int_equal(mg_lock_take(in_dir("nowhere/lock"), &lock, &err), MG_NOTFOUND);
    assert_int_equal(lock.fd, -1);
}

static void locked_by_another(void **state)
{
    (void)state;
    int ready[2], finish[2];
    char byte = 0, pid[40];
    assert_int_equal(pipe(ready) | pipe(finish), 0);
    pid_t child = fork();
    if (child == 0) {
        mg_lock lock = MG_LOCK_INIT;
        close(finish[1]);
        bool taken = mg_lock_take(in_dir("lock"), &lock, NULL) == MG_OK;
        (void)!write(ready[1], "x", 1);
        (void)!read(finish[0], &byte, 1); /* until killed */
        _exit(taken ? 0 : 1);
    }
    close(finish[0]);
    assert_int_equal(read(ready[0], &byte, 1), 1);
    mg_lock lock = MG_LOCK_INIT;
    mg_error err = MG_ERROR_INIT;
    assert_int_equal(mg_lock_take(in_dir("lock"), &lock, &err), MG_LOCKED);
    snprintf(pid, sizeof pid, "(pid %ld on ", (long)child);
    if (!strstr(err.msg, pid)) fail_msg("%s", err.msg);
    assert_int_equal(lock.fd, -1);
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    assert_int_equal(mg_lock_take(in_dir("lock"), &lock, NULL), MG_OK); /* it ended with its holder */
    mg_lock_release(&lock);
    close(finish[1]);
    close(ready[0]);
    close(ready[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reading),         cmocka_unit_test(not_regular_files), cmocka_unit_test(replacing),
        cmocka_unit_test(replacing_is_atomic), cmocka_unit_test(replacing_fails), cmocka_unit_test(directories),
        cmocka_unit_test(locking),         cmocka_unit_test(locked_by_another),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
