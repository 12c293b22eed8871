/* cli.c - see cli.h. */
#include "common/cli.h"

#include "common/utf8.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

#define OPTIONS_MAX 80
#define LONG_BASE 256 /* getopt's value for the option at table position i is LONG_BASE + i */
#define HELP_COLUMN 28

static const mg_option *by_letter(const mg_option *options, size_t n, int letter)
{
    for (size_t i = 0; i < n; i++)
        if (options[i].name && options[i].letter == letter) return &options[i];
    return NULL;
}

mg_status mg_cli_parse(int argc, char **argv, const mg_program *program, mg_option_handler *handle, void *payload,
                       int *first, mg_error *err)
{
    const mg_option *options = program->options;
    size_t n = program->n;
    struct option longs[OPTIONS_MAX + 1] = {0};
    char shorts[3 * OPTIONS_MAX] = ":";
    size_t used = 1, count = 0;
    if (n > OPTIONS_MAX) return mg_fail(err, MG_INTERNAL, "too many options");
    for (size_t i = 0; i < n; i++) {
        const mg_option *o = &options[i];
        if (!o->name) continue;
        int has = !o->argument ? no_argument : o->argument[0] == '[' ? optional_argument : required_argument;
        longs[count++] = (struct option){o->name, has, NULL, LONG_BASE + (int)i};
        if (!o->letter) continue;
        shorts[used++] = o->letter;
        if (has == required_argument) shorts[used++] = ':';
    }
    optind = 0;
    opterr = 0;
    for (int code; (code = getopt_long(argc, argv, shorts, longs, NULL)) != -1;) {
        const char *word = optind > 0 && optind <= argc ? argv[optind - 1] : "";
        char letter[] = {'-', (char)optopt, '\0'};
        const char *seen = optopt > 0 && optopt < LONG_BASE ? letter : word;
        if (code == '?' && optopt >= LONG_BASE) return mg_fail(err, MG_USAGE, "option %s takes no value", seen);
        if (code == '?') return mg_fail(err, MG_USAGE, "unknown option %s (see --help; behind -- it is none)", seen);
        if (code == ':') return mg_fail(err, MG_USAGE, "option %s needs a value", seen);
        const mg_option *o = code >= LONG_BASE ? &options[code - LONG_BASE] : by_letter(options, n, code);
        if (!o) return mg_fail(err, MG_INTERNAL, "option %s is not handled", seen);
        MG_TRY(handle(payload, o, optarg, err));
    }
    *first = optind;
    return MG_OK;
}

mg_span mg_cli_brief(const mg_option *option)
{
    mg_span help = mg_span_str(option->help);
    return mg_span_sub(help, 0, mg_span_find_span(help, 0, MG_SPAN("\n\n")));
}

/* Append words, parted by white space in `text`, in lines that begin at HELP_COLUMN; the first is at `column` already. */
static void add_wrapped(mg_span text, size_t column, mg_buf *out)
{
    bool first = true; /* of its line */
    if (column + 2 > HELP_COLUMN) mg_buf_addc(out, '\n'), column = 0;
    mg_buf_addf(out, "%*s", (int)(HELP_COLUMN - column), "");
    column = HELP_COLUMN;
    for (size_t at = 0, end; at < text.n; at = end + 1) {
        for (end = at; end < text.n && !mg_is_space(text.p[end]);) end++;
        mg_span word = mg_span_sub(text, at, end);
        size_t columns = mg_utf8_count(word);
        if (!columns) continue;
        if (!first && column + 1 + columns > MG_HELP_WIDTH) {
            mg_buf_addf(out, "\n%*s", HELP_COLUMN, "");
            column = HELP_COLUMN;
            first = true;
        }
        if (!first) mg_buf_addc(out, ' '), column++;
        mg_buf_add(out, word);
        column += columns;
        first = false;
    }
    mg_buf_addc(out, '\n');
}

void mg_cli_help(const mg_program *program, mg_buf *out)
{
    for (size_t i = 0; i < program->n; i++) {
        const mg_option *o = &program->options[i];
        if (!o->name) {
            mg_buf_addf(out, "\n%s\n", o->help);
            continue;
        }
        size_t start = out->n;
        if (o->letter) mg_buf_addf(out, "  -%c, --%s", o->letter, o->name);
        else mg_buf_addf(out, "      --%s", o->name);
        if (o->argument && o->argument[0] == '[')
            mg_buf_addf(out, "[=%.*s]", (int)strlen(o->argument) - 2, o->argument + 1);
        else if (o->argument) mg_buf_addf(out, " %s", o->argument);
        add_wrapped(mg_cli_brief(o), out->n - start, out);
    }
}

mg_status mg_cli_number(const mg_option *option, const char *value, long low, long high, long *out, mg_error *err)
{
    char *end;
    errno = 0;
    *out = strtol(value, &end, 10);
    if (errno || end == value || *end || *out < low || *out > high)
        return mg_fail(err, MG_USAGE, "--%s wants a number from %ld to %ld, not \"%s\"", option->name, low, high, value);
    return MG_OK;
}

mg_status mg_cli_size(const mg_option *option, const char *value, size_t *out, mg_error *err)
{
    char *end;
    errno = 0;
    unsigned long long n = strtoull(value, &end, 10);
    const char *units = "KMGT", *unit = *end ? strchr(units, *end & ~0x20) : NULL;
    unsigned shift = unit ? 10 * (unsigned)(unit - units + 1) : 0;
    if (errno || value[0] < '0' || value[0] > '9' || (*end && (!unit || end[1])) || n > SIZE_MAX >> shift)
        return mg_fail(err, MG_USAGE, "--%s wants a size such as 512M, not \"%s\"", option->name, value);
    *out = (size_t)n << shift;
    return MG_OK;
}

mg_status mg_cli_word(const mg_option *option, const char *value, int *out, mg_error *err)
{
    mg_span words = mg_span_str(option->argument), wanted = mg_span_str(value);
    mg_buf list = MG_BUF_INIT;
    *out = 0;
    for (size_t at = 0, end; at <= words.n; at = end + 1, ++*out) {
        end = mg_span_find(words, at, '|');
        mg_span word = mg_span_sub(words, at, end);
        if (mg_span_eq(word, wanted)) {
            mg_buf_dispose(&list);
            return MG_OK;
        }
        if (list.n) mg_buf_adds(&list, ", ");
        mg_buf_add(&list, word);
    }
    mg_status status = mg_fail(err, MG_USAGE, "--%s is one of %s, not \"%s\"", option->name, list.p ? list.p : "", value);
    mg_buf_dispose(&list);
    return status;
}
