/* test_caret.c - a caret below the place of a query that an error is about. */
#include "searcher/caret.h"

#include "common/utf8.h"
#include "searcher/screen.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static void rows(void **state)
{
    (void)state;
    static const struct {
        const char *query;
        size_t at, width;
        const char *expected;
    } rows[] = {
        {"", 0, 80, "  \n  ^\n"},
        {"ferry AND", 6, 80, "  ferry AND\n        ^\n"},
        {"ferry", 5, 80, "  ferry\n       ^\n"},
        {"ferry", 99, 80, "  ferry\n       ^\n"},
        {"a\tb\nc", 4, 80, "  a b c\n      ^\n"},
        {"a\033[1mb", 5, 80, "  a\xef\xbf\xbd[1mb\n       ^\n"},
        {"\xe4\xb8\xad\xe5\x9b\xbd x", 7, 80, "  \xe4\xb8\xad\xe5\x9b\xbd x\n       ^\n"},   /* wide characters */
        {"e\xcc\x81 x", 4, 80, "  e\xcc\x81 x\n    ^\n"},                                   /* combining ones */
        {"\xe2\x80\xae" "a x", 5, 80, "  a x\n    ^\n"},                                    /* one that turns what follows */
        {"a\xc2\xad" "b x", 5, 80, "  ab x\n     ^\n"},
        {"0123456789abcdef", 0, 20, "  0123456789ab...\n  ^\n"},
        {"0123456789ab", 11, 20, "  ...3456789ab\n             ^\n"},
        {"0123456789abcdefghijk", 13, 20, "  ...56789abcdefg...\n             ^\n"},
        {"0123456789abcdefghijk", 21, 20, "  ...defghijk\n             ^\n"},
    };
    for (size_t i = 0; i < MG_COUNT(rows); i++) {
        mg_buf out = MG_BUF_INIT;
        mg_caret(mg_span_str(rows[i].query), rows[i].at, rows[i].width, &out);
        if (strcmp(out.p, rows[i].expected) != 0) fail_msg("%s\n%s\n not\n%s", rows[i].query, out.p, rows[i].expected);
        mg_buf_dispose(&out);
    }
}

/* Whatever the place and the width, both lines fit, and the caret is not outside. */
static void everywhere(void **state)
{
    (void)state;
    static const char query[] = "one \xe4\xb8\xad\xe6\x96\x87\xe4\xb8\xad\xe6\x96\x87 e\xcc\x81\xcc\x81\xcc\x81 \"two \xe2\x80\xaethree\" AND \033[31m (four) "
                                "\xf0\x9f\x98\x80 five six seven eight nine ten \xe4\xb8\xad\xe6\x96\x87\xe4\xb8\xad\xe6\x96\x87\xe4\xb8\xad\xe6\x96\x87";
    mg_span text = mg_span_str(query);
    for (size_t width = 20; width < 80; width++) {
        for (size_t at = 0; at <= text.n; at++) {
            mg_buf out = MG_BUF_INIT;
            mg_caret(text, mg_utf8_floor(text, at), width, &out);
            size_t end = mg_span_find(mg_buf_span(&out), 0, '\n');
            mg_span line = mg_span_sub(mg_buf_span(&out), 0, end), below = mg_span_sub(mg_buf_span(&out), end + 1, out.n - 1);
            assert_true(mg_screen_columns(line) <= width && below.n <= width);
            assert_true(below.n <= mg_screen_columns(line) + 1);
            assert_true(below.p[below.n - 1] == '^' && !strchr(out.p, '\033'));
            mg_buf_dispose(&out);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(rows), cmocka_unit_test(everywhere)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
