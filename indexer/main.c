/* main.c - morgue-index: the options, and which job they ask for. */
#include "common/base.h"
#include "common/cli.h"
#include "common/io.h"
#include "common/layout.h"
#include "common/xapian_shim.h"
#include "indexer/build.h"
#include "indexer/check.h"
#include "indexer/files_from.h"
#include "indexer/interrupt.h"
#include "indexer/stats.h"
#include "indexer/threads.h"

#include <errno.h>
#include <libgen.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { EXIT_ALL = 0, EXIT_SKIPPED = 1, EXIT_FAILED = 2, EXIT_BUSY = 75 };

enum { JOB_BUILD, JOB_EXTRACT, JOB_STATS, JOB_CHECK, JOB_HELP, JOB_VERSION };

enum { WHEN_AUTO, WHEN_ALWAYS, WHEN_NEVER };

typedef struct {
    int job;
    const char *index;
    const char *language;
    mg_spans include, exclude;
    const mg_format *format;
    mg_map map;
    bool full, keep_missing, compact, dry, json, quiet, verbose;
    int progress;
    const char *errors;
    long jobs;
    size_t memory;
    mg_limits limits;
    const char *files_from;
    bool null;
    mg_arena arena; /* holds the lists */
} options;

static mg_status add_glob(options *o, mg_spans *list, const char *glob, mg_error *err)
{
    mg_span copy = mg_arena_copy(&o->arena, mg_span_str(glob));
    return copy.p && mg_spans_add(list, copy, &o->arena) ? MG_OK : mg_fail_nomem(err, "reading the options");
}

/* A size that a handler can count with. */
#define SIZE_LIMIT_MAX ((size_t)INT32_MAX)

static mg_status size_limit(const mg_option *option, const char *value, size_t *out, mg_error *err)
{
    MG_TRY(mg_cli_size(option, value, out, err));
    if (*out && *out <= SIZE_LIMIT_MAX) return MG_OK;
    return mg_fail(err, MG_USAGE, "--%s may be from 1 byte to 2047M", option->name);
}

static mg_status number_limit(const mg_option *option, const char *value, long high, uint64_t *out, mg_error *err)
{
    long n = 0;
    MG_TRY(mg_cli_number(option, value, 1, high, &n, err));
    *out = (uint64_t)n;
    return MG_OK;
}

static mg_status on_limit(mg_limits *limits, const mg_option *option, const char *value, mg_error *err)
{
    const char *which = option->name + strlen("max-");
    if (strcmp(which, "file") == 0) return size_limit(option, value, &limits->file, err);
    if (strcmp(which, "article") == 0) return size_limit(option, value, &limits->article, err);
    if (strcmp(which, "ratio") == 0) return number_limit(option, value, 1000000, &limits->ratio, err);
    if (strcmp(which, "depth") == 0) return number_limit(option, value, 100, &limits->depth, err);
    if (strcmp(which, "members") == 0) return number_limit(option, value, 1000000000, &limits->members, err);
    return number_limit(option, value, 1000000, &limits->seconds, err);
}

static mg_status on_option(void *payload, const mg_option *option, const char *value, mg_error *err)
{
    options *o = payload;
    const char *name = option->name;
    if (strcmp(name, "verbose") == 0) o->verbose = true;
    else if (strcmp(name, "full") == 0) o->full = true;
    else if (strcmp(name, "keep-missing") == 0) o->keep_missing = true;
    else if (strcmp(name, "compact") == 0) o->compact = true;
    else if (strcmp(name, "dry-run") == 0) o->dry = true;
    else if (strcmp(name, "extract") == 0) o->job = JOB_EXTRACT;
    else if (strcmp(name, "stats") == 0) o->job = JOB_STATS;
    else if (strcmp(name, "check") == 0) o->job = JOB_CHECK;
    else if (strcmp(name, "index") == 0) o->index = value;
    else if (strcmp(name, "include") == 0) return add_glob(o, &o->include, value, err);
    else if (strcmp(name, "exclude") == 0) return add_glob(o, &o->exclude, value, err);
    else if (strcmp(name, "map") == 0) return mg_map_add(&o->map, mg_span_str(value), err);
    else if (strcmp(name, "language") == 0) o->language = value;
    else if (strcmp(name, "errors") == 0) o->errors = value;
    else if (strcmp(name, "progress") == 0) return mg_cli_word(option, value, &o->progress, err);
    else if (strncmp(name, "max-", 4) == 0) return on_limit(&o->limits, option, value, err);
    else if (strcmp(name, "files-from") == 0) o->files_from = value;
    else if (strcmp(name, "null") == 0) o->null = true;
    else if (strcmp(name, "json") == 0) o->json = true;
    else if (strcmp(name, "jobs") == 0) return mg_cli_number(option, value, 1, MG_JOBS_MAX, &o->jobs, err);
    else if (strcmp(name, "memory") == 0) return mg_cli_size(option, value, &o->memory, err);
    else if (strcmp(name, "quiet") == 0) o->quiet = true;
    else if (strcmp(name, "help") == 0) o->job = JOB_HELP;
    else if (strcmp(name, "version") == 0) o->job = JOB_VERSION;
    else if (strcmp(name, "format") == 0) {
        o->format = mg_format_by_name(mg_span_str(value));
        if (!o->format) return mg_fail(err, MG_USAGE, "--format knows no \"%s\" (see --help)", value);
    }
    return MG_OK;
}

static void print_help(void)
{
    mg_buf help = MG_BUF_INIT, formats = MG_BUF_INIT;
    mg_cli_help(&mg_this_program, &help);
    for (size_t i = 0; mg_formats[i]; i++) mg_buf_addf(&formats, "%s%s", i % 11 == 0 ? "\n  " : " ", mg_formats[i]->name);
    printf("Usage: morgue-index [OPTION]... ARCHIVE...\n"
           "  or:  find ARCHIVE | morgue-index [OPTION]... --files-from - [ARCHIVE]...\n"
           "Build or update the full-text index of an archive of news articles.\n"
           "Each ARCHIVE is a directory or a file; zip, tar, gz and the like are opened.\n%s\n"
           "Formats:%s\n\n"
           "Exit: 0 everything is in; 1 some inputs could not be read, the index is good;\n"
           "2 wrong usage, or a failure that left the index as it was;\n"
           "75 another run holds it.\n",
           help.p ? help.p : "", formats.p ? formats.p : "");
    mg_buf_dispose(&help);
    mg_buf_dispose(&formats);
}

/* Where the index is when -i does not say; appended to `out`. */
static mg_status default_index(char *const *archives, int n, mg_buf *out, mg_error *err)
{
    const char *named = getenv("MORGUE_INDEX");
    struct stat st;
    if (named && *named) {
        mg_buf_adds(out, named);
    } else if (n == 0) {
        mg_buf_adds(out, MG_INDEX_NAME);
    } else if (stat(archives[0], &st) == 0 && !S_ISDIR(st.st_mode)) {
        char *copy = strdup(archives[0]);
        if (!copy) return mg_fail_nomem(err, "reading the options");
        mg_buf_addf(out, "%s/%s", dirname(copy), MG_INDEX_NAME);
        free(copy);
    } else {
        mg_buf_addf(out, "%s/%s", archives[0], MG_INDEX_NAME);
    }
    return mg_buf_check(out, "reading the options", err);
}

static mg_status build_or_extract(options *o, const char *index, char *const *archives, int n, int *code,
                                  mg_error *err)
{
    mg_report report;
    mg_summary summary = {0};
    mg_spans files = {NULL, 0};
    if (o->files_from) MG_TRY(mg_files_from_read(o->files_from, o->null, &o->arena, &files, err));
    mg_report_init(&report);
    report.bar = o->progress == WHEN_ALWAYS || (o->progress == WHEN_AUTO && isatty(STDERR_FILENO));
    report.json = o->json;
    report.quiet = o->quiet;
    const mg_build_opts opts = {.index = index,
                                .archives = archives,
                                .n_archives = (size_t)n,
                                .language = o->language,
                                .include = o->include,
                                .exclude = o->exclude,
                                .format = o->format,
                                .map = &o->map,
                                .full = o->full,
                                .keep_missing = o->keep_missing,
                                .compact = o->compact,
                                .dry = o->dry,
                                .jobs = (size_t)o->jobs,
                                .memory = o->memory,
                                .timed = o->verbose,
                                .limits = &o->limits,
                                .files = o->files_from ? &files : NULL};
    mg_status status = MG_OK;
    if (o->errors && !(report.errors = fopen(o->errors, "we")))
        MG_GOTO(mg_fail_sys(err, errno, "the errors file %s cannot be written", o->errors));
    if (o->job == JOB_EXTRACT) {
        report.bar = false;
        MG_GOTO(mg_build_extract(&opts, &report, &summary, err));
    } else {
        mg_interrupt_watch();
        MG_GOTO(mg_build(&opts, &report, &summary, err));
        if (!o->dry && !mg_report_summary(&report, &summary, index)) MG_GOTO(mg_fail_sys(err, errno, "the summary cannot be written"));
    }
    *code = summary.skipped ? EXIT_SKIPPED : EXIT_ALL;
out:
    mg_report_clear(&report);
    if (report.errors && fclose(report.errors) != 0 && status == MG_OK)
        status = mg_fail_sys(err, errno, "the errors file %s cannot be written", o->errors);
    mg_report_dispose(&report);
    return status;
}

static mg_status show_stats(const options *o, const char *index, mg_error *err)
{
    FILE *errors = o->errors ? fopen(o->errors, "we") : NULL;
    if (o->errors && !errors) return mg_fail_sys(err, errno, "the errors file %s cannot be written", o->errors);
    mg_status status = mg_stats(index, o->json, errors, err);
    if (errors && fclose(errors) != 0 && status == MG_OK) status = mg_fail_sys(err, errno, "the errors file %s cannot be written", o->errors);
    return status;
}

static mg_status work(options *o, char *const *archives, int n, int *code, mg_error *err)
{
    mg_buf index = MG_BUF_INIT;
    mg_status status = MG_OK;
    bool needs_archive = o->job == JOB_BUILD || o->job == JOB_EXTRACT;
    if (o->null && !o->files_from) return mg_fail(err, MG_USAGE, "--null is about a list: name one with --files-from");
    if (needs_archive && n == 0 && !o->files_from && !(o->compact && o->job == JOB_BUILD))
        return mg_fail(err, MG_USAGE, "name an ARCHIVE: a directory or file of articles (see --help)");
    if (o->index) mg_buf_adds(&index, o->index);
    else MG_GOTO(default_index(archives, n, &index, err));
    MG_GOTO(mg_buf_check(&index, "reading the options", err));
    if (o->job == JOB_STATS) status = show_stats(o, index.p, err);
    else if (o->job == JOB_CHECK) status = mg_check(index.p, o->quiet, err);
    else status = build_or_extract(o, index.p, archives, n, code, err);
out:
    mg_buf_dispose(&index);
    return status;
}

int main(int argc, char **argv)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    options o = {.limits = MG_LIMITS_DEFAULT, .memory = (size_t)512 << 20};
    o.jobs = MG_MIN(MG_MAX(processors, 1), MG_JOBS_MAX);
    mg_error err = MG_ERROR_INIT;
    signal(SIGXFSZ, SIG_IGN); /* a file over `ulimit -f` is a write error like others */
    int first = argc, code = EXIT_ALL;
    /* Memory that was had once is kept, and asked for in large pieces: to give it back and ask again batch by batch took 3 % of
     * a build, and as much again with two threads, which have to wait for each other then. */
    mallopt(M_ARENA_MAX, 1);
    mallopt(M_TOP_PAD, 16 << 20);
    mallopt(M_MMAP_THRESHOLD, 8 << 20);
    mallopt(M_TRIM_THRESHOLD, 32 << 20);
    mg_status status = mg_cli_parse(argc, argv, &mg_this_program, on_option, &o, &first, &err);
    if (status == MG_OK && o.job == JOB_HELP) print_help();
    else if (status == MG_OK && o.job == JOB_VERSION) printf("morgue-index 0.1.0 (libxapian %s)\n", mg_xapian_version());
    else if (status == MG_OK) status = work(&o, argv + first, argc - first, &code, &err);
    mg_arena_dispose(&o.arena);
    if (status == MG_OK) return code;
    fprintf(stderr, "morgue-index: %s\n", err.msg);
    return status == MG_LOCKED ? EXIT_BUSY : EXIT_FAILED;
}
