/* test_child.c - programs that do what they should, and that do not. */
#include "indexer/child.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>

typedef struct {
    mg_buf out, said;
    int exit_status;
    mg_error err;
} result;

/* Run a line of shell: the shell is the program here. */
static mg_status run_line(const char *line, mg_span input, result *r)
{
    const char *const argv[] = {"sh", "-c", line, NULL};
    const mg_child child = {argv, "dash", input, 1000000, (size_t)1 << 30, 1, 1};
    *r = (result){.err = MG_ERROR_INIT};
    return mg_child_run(&child, &r->out, &r->said, &r->exit_status, &r->err);
}

static void end(result *r)
{
    mg_buf_dispose(&r->out);
    mg_buf_dispose(&r->said);
}

static size_t open_files(void)
{
    size_t n = 0;
    DIR *dir = opendir("/proc/self/fd");
    assert_non_null(dir);
    while (readdir(dir)) n++;
    closedir(dir);
    return n;
}

static const struct {
    const char *line, *input;
    mg_status status;
    int exit_status;
    const char *out, *said, *error;
} rows[] = {
    {"cat", "some\nbytes", MG_OK, 0, "some\nbytes", "", ""},
    {"echo out; echo err >&2; exit 3", "", MG_OK, 3, "out\n", "err\n", ""},
    {"printf %s \"$HOME$LANG$LC_ALL\"", "", MG_OK, 0, "C.UTF-8", "", ""},
    {"for i in 3 4 5 6 7 8 9; do (: <&$i) && echo $i; done 2>/dev/null; exit 0", "", MG_OK, 0, "", "", ""},
    {"echo some; sleep 100", "", MG_LIMIT, -1, "some\n", "", "sh took more than 1 s"},
    {"exec >&- 2>&-; sleep 100", "", MG_LIMIT, -1, "", "", "sh took more than 1 s"},
    {"kill -SEGV $$", "", MG_FORMAT, -1, "", "", "sh crashed (Segmentation fault)"},
    {"kill -XCPU $$", "", MG_LIMIT, -1, "", "", "sh took more than 1 s"},
    {"sleep 0.1; ulimit -t; ulimit -f; ulimit -c; ulimit -v", "", MG_OK, 0, "1\n0\n0\n1048576\n", "", ""},
};

static void ends(void **state)
{
    (void)state;
    for (size_t i = 0; i < MG_COUNT(rows); i++) {
        result r;
        mg_status status = run_line(rows[i].line, mg_span_str(rows[i].input), &r);
        if (status != rows[i].status || r.exit_status != rows[i].exit_status || strcmp(r.err.msg, rows[i].error) != 0)
            fail_msg("%s: %d, exit %d, %s", rows[i].line, status, r.exit_status, r.err.msg);
        assert_string_equal(r.out.p ? r.out.p : "", rows[i].out);
        assert_string_equal(r.said.p ? r.said.p : "", rows[i].said);
        end(&r);
    }
}

static void too_much(void **state)
{
    (void)state;
    result r;
    assert_int_equal(run_line("yes", MG_SPAN(""), &r), MG_LIMIT);
    assert_string_equal(r.err.msg, "sh puts out more than 0 MB");
    assert_int_equal(r.out.n, 1000000);
    end(&r);
    /* Any number of complaints are no output. */
    assert_int_equal(run_line("yes | head -c 3000000 >&2; echo done", MG_SPAN(""), &r), MG_OK);
    assert_string_equal(r.out.p, "done\n");
    assert_in_range(r.said.n, 1, 4000);
    end(&r);
}

/* More than a pipe holds, each way, and the input is a file that can be read twice. */
static void large(void **state)
{
    (void)state;
    mg_buf input = MG_BUF_INIT;
    result r;
    for (int i = 0; i < 40000; i++) mg_buf_adds(&input, "ten bytes\n");
    assert_int_equal(run_line("cat; cat /dev/stdin | wc -c", mg_buf_span(&input), &r), MG_OK);
    assert_memory_equal(r.out.p, input.p, input.n);
    assert_string_equal(r.out.p + input.n, "400000\n");
    end(&r);
    /* Nobody need read it. */
    assert_int_equal(run_line("echo 1", mg_buf_span(&input), &r), MG_OK);
    assert_string_equal(r.out.p, "1\n");
    end(&r);
    mg_buf_dispose(&input);
}

static void missing(void **state)
{
    (void)state;
    const char *const argv[] = {"no-such-program", NULL};
    const mg_child child = {argv, "some-package", MG_SPAN(""), 100, (size_t)1 << 30, 1, 1};
    result r = {.err = MG_ERROR_INIT};
    assert_int_equal(mg_child_run(&child, &r.out, &r.said, &r.exit_status, &r.err), MG_IO);
    assert_string_equal(r.err.msg, "needs the program no-such-program: install the package some-package");
    end(&r);
}

static void leaves_nothing_open(void **state)
{
    (void)state;
    size_t before = open_files();
    ends(state);
    missing(state);
    assert_int_equal(open_files(), before);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ends),
        cmocka_unit_test(too_much),
        cmocka_unit_test(large),
        cmocka_unit_test(missing),
        cmocka_unit_test(leaves_nothing_open),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
