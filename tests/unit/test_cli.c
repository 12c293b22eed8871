/* test_cli.c - options from the command line, their values, and --help. */
#include "common/cli.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static const mg_option options[] = {
    {0, NULL, NULL, "Index:"},
    {'i', "index", "DIR", "where the index is"},
    {'n', "limit", "N", "how many"},
    {'q', "quiet", NULL, "say nothing"},
    {0, NULL, NULL, "Output:"},
    {0, "color", "[WHEN]", "colours: auto, always\nor never\n\nFor the manual."},
    {0, "when", "auto|always|never", "a help that is so long that it needs a second line of its own"},
    {0, "passage-length-in-characters", "N", "long"},
};
static const mg_program program = {"prog", options, MG_COUNT(options), NULL, 0};

typedef struct {
    mg_buf log;
    mg_status answer;
} handled;

static mg_status handle(void *payload, const mg_option *option, const char *value, mg_error *err)
{
    handled *h = payload;
    mg_buf_addf(&h->log, "%s=%s ", option->name, value ? value : "-");
    return h->answer == MG_OK ? MG_OK : mg_fail(err, h->answer, "refused");
}

/* Parse a command line written with blanks; the log is the options, then | and the operands, or the error. */
static void assert_parsed(const char *line, const char *expected)
{
    char text[200], *argv[20] = {NULL};
    int argc = 0, first = 0;
    handled h = {.answer = strstr(line, "refuse") ? MG_LIMIT : MG_OK};
    mg_error err = MG_ERROR_INIT;
    snprintf(text, sizeof text, "prog %s", line);
    for (char *word = strtok(text, " "); word; word = strtok(NULL, " ")) argv[argc++] = word;
    mg_buf_adds(&h.log, "");
    mg_status status = mg_cli_parse(argc, argv, &program, handle, &h, &first, &err);
    assert_int_equal(status, err.code);
    mg_buf_addf(&h.log, "|%s", err.msg);
    for (int i = first; status == MG_OK && i < argc; i++) mg_buf_addf(&h.log, " %s", argv[i]);
    if (strcmp(h.log.p, expected) != 0) fail_msg("%s\n  gives %s\n  not   %s", line, h.log.p, expected);
    mg_buf_dispose(&h.log);
}

static void parsing(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"", "|"},
        {"a b", "| a b"},
        {"-i x", "index=x |"},
        {"-ix", "index=x |"},
        {"--index x", "index=x |"},
        {"--index=x", "index=x |"},
        {"--index= y", "index= | y"},
        {"--ind x", "index=x |"},
        {"-qn5 a", "quiet=- limit=5 | a"},
        {"a -q b -n 5 c", "quiet=- limit=5 | a b c"},
        {"-n 1 -n 2", "limit=1 limit=2 |"},
        {"-- -q", "| -q"},
        {"-q -- -q --index", "quiet=- | -q --index"},
        {"- -q", "quiet=- | -"},
        {"--color", "color=- |"},
        {"--color=always", "color=always |"},
        {"--color always", "color=- | always"},
        {"-n -5", "limit=-5 |"},
        {"-z", "|unknown option -z (see --help; behind -- it is none)"},
        {"--nonsense a", "|unknown option --nonsense (see --help; behind -- it is none)"},
        {"--nonsense=1", "|unknown option --nonsense=1 (see --help; behind -- it is none)"},
        {"-i", "|option -i needs a value"},
        {"--index", "|option --index needs a value"},
    };
    for (size_t i = 0; i < MG_COUNT(rows); i++) assert_parsed(rows[i][0], rows[i][1]);
    assert_parsed("-i refuse", "index=refuse |refused");
}

static void numbers(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        long low, high;
        bool good;
    } rows[] = {{"0", 0, 9, true}, {"9", 0, 9, true}, {"10", 0, 9, false}, {"-1", 0, 9, false}, {"-1", -1, 9, true}, {"", 0, 9, false},
                {"5x", 0, 9, false}, {"x", 0, 9, false}, {"99999999999999999999", 0, 0x7fffffffffffffff, false}, {"0x5", 0, 9, false}};
    for (size_t i = 0; i < MG_COUNT(rows); i++) {
        long n = 77;
        mg_error err = MG_ERROR_INIT;
        mg_status status = mg_cli_number(&options[2], rows[i].text, rows[i].low, rows[i].high, &n, &err);
        if (status != (rows[i].good ? MG_OK : MG_USAGE)) fail_msg("%s", rows[i].text);
        if (rows[i].good) assert_int_equal(n, atol(rows[i].text));
        else assert_non_null(strstr(err.msg, "--limit wants a number from"));
    }
}

static void choices(void **state)
{
    (void)state;
    int n = -1;
    static const struct {
        const char *text;
        int n;
    } rows[] = {{"auto", 0}, {"always", 1}, {"never", 2}, {"", -1}, {"Never", -1}, {"alway", -1}, {"auto|always", -1}, {"never|", -1}};
    for (size_t i = 0; i < MG_COUNT(rows); i++) {
        mg_error why = MG_ERROR_INIT;
        mg_status status = mg_cli_word(&options[6], rows[i].text, &n, &why);
        if (status != (rows[i].n < 0 ? MG_USAGE : MG_OK)) fail_msg("%s", rows[i].text);
        if (status == MG_OK) assert_int_equal(n, rows[i].n);
        else assert_non_null(strstr(why.msg, "--when is one of auto, always, never, not \""));
    }
}

static void help(void **state)
{
    (void)state;
    mg_buf out = MG_BUF_INIT;
    mg_cli_help(&program, &out);
    assert_string_equal(out.p, "\nIndex:\n"
                               "  -i, --index DIR           where the index is\n"
                               "  -n, --limit N             how many\n"
                               "  -q, --quiet               say nothing\n"
                               "\nOutput:\n"
                               "      --color[=WHEN]        colours: auto, always or never\n"
                               "      --when auto|always|never\n"
                               "                            a help that is so long that it needs a second line\n"
                               "                            of its own\n"
                               "      --passage-length-in-characters N\n"
                               "                            long\n");
    mg_buf_dispose(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(parsing), cmocka_unit_test(numbers), cmocka_unit_test(choices),
                                       cmocka_unit_test(help)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
