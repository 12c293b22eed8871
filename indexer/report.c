/* report.c - see report.h. */
#include "indexer/report.h"

#include "common/json_print.h"
#include "common/utf8.h"

#include <stdlib.h>
#include <time.h>

#define BAR_WIDTH 24

double mg_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

void mg_report_init(mg_report *report)
{
    *report = (mg_report){.started = mg_now(), .unknown = MG_BUF_INIT};
}

void mg_report_dispose(mg_report *report)
{
    mg_buf_dispose(&report->unknown);
}

void mg_print_plain(FILE *out, mg_span s)
{
    for (size_t at = 0; at < s.n;) {
        size_t start = at;
        if (mg_utf8_harmful(mg_utf8_next(s, &at))) putc('?', out);
        else fwrite(s.p + start, 1, at - start, out);
    }
}

void mg_report_failure(mg_report *report, mg_span path, mg_span member, mg_span reason)
{
    mg_report_clear(report);
    FILE *out = report->errors ? report->errors : stderr;
    if (!report->errors) fputs("morgue-index: ", out);
    mg_print_plain(out, path);
    if (report->errors) putc('\t', out);
    if (!report->errors && member.n && member.p[0] != '#') putc('/', out);
    mg_print_plain(out, member);
    fputs(report->errors ? "\t" : ": ", out);
    mg_print_plain(out, reason);
    putc('\n', out);
}

void mg_report_problem(mg_report *report, mg_span path, mg_span member, const mg_error *why)
{
    mg_report_failure(report, path, member, mg_span_str(why->msg));
}

void mg_report_unknown(mg_report *report, mg_span path)
{
    size_t slash = path.n;
    while (slash > 0 && path.p[slash - 1] != '/') slash--;
    size_t dot = path.n;
    while (dot > slash && path.p[dot - 1] != '.') dot--;
    mg_span suffix = dot > slash + 1 ? mg_span_sub(path, dot - 1, path.n) : MG_SPAN("(no suffix)");
    for (size_t i = 0; i < suffix.n; i++)
        if ((unsigned char)suffix.p[i] < 0x20) return;
    mg_buf_add(&report->unknown, suffix);
    mg_buf_addc(&report->unknown, '\n');
}

void mg_report_clear(mg_report *report)
{
    if (!report->drawn) return;
    fputs("\r\033[K", stderr);
    report->drawn = 0;
}

/* "1,234,567" */
static const char *grouped(uint64_t n, char text[32])
{
    char digits[24];
    int length = snprintf(digits, sizeof digits, "%llu", (unsigned long long)n), at = 0;
    for (int i = 0; i < length; i++) {
        if (i && (length - i) % 3 == 0) text[at++] = ',';
        text[at++] = digits[i];
    }
    text[at] = '\0';
    return text;
}

void mg_report_progress(mg_report *report, uint64_t done, uint64_t total, uint64_t articles)
{
    double now = mg_now();
    if (!report->bar || now - report->drawn < 0.1) return;
    report->drawn = now;
    double share = total ? (double)done / (double)total : 1, elapsed = now - report->started;
    double left = share > 0.001 ? elapsed / share - elapsed : 0;
    int filled = (int)(share * BAR_WIDTH);
    char count[32];
    fprintf(stderr, "\r[%.*s%*s] %3d%%  %s articles  %.1f MB/s  %d:%02d left\033[K", filled,
            "########################", BAR_WIDTH - filled, "", (int)(share * 100), grouped(articles, count),
            elapsed > 0 ? (double)done / 1e6 / elapsed : 0, (int)(left / 60), (int)left % 60);
    fflush(stderr);
}

static const char *const phase_names[] = MG_PHASE_NAMES;

/* Seconds of all threads, by phase. */
static json_t *phases(const mg_watch *watch)
{
    json_t *o = json_object();
    for (int i = 1; i < MG_PHASES; i++) json_object_set_new(o, phase_names[i], json_real((double)watch->ns[i] / 1e9));
    return o;
}

static bool print_json(const mg_summary *s)
{
    const struct {
        const char *name;
        uint64_t value;
    } counts[] = {{"articles", s->articles}, {"added", s->added}, {"updated", s->updated}, {"removed", s->removed},
                  {"unchanged", s->unchanged}, {"skipped", s->skipped}, {"files", s->files}, {"containers", s->containers},
                  {"members", s->members}, {"unknown_files", s->unknown}, {"empty_files", s->empty},
                  {"failed_files", s->failed}, {"bytes_read", s->bytes_read}, {"text_bytes", s->text_bytes}, {"index_bytes", s->index_bytes}};
    json_t *o = json_object();
    for (size_t i = 0; i < MG_COUNT(counts); i++)
        json_object_set_new(o, counts[i].name, json_integer((json_int_t)counts[i].value));
    json_object_set_new(o, "seconds", json_real(s->seconds));
    if (s->watch.on) json_object_set_new(o, "phases", phases(&s->watch));
    bool ok = o && mg_json_print(o, JSON_REAL_PRECISION(6), stdout) && putchar('\n') != EOF;
    json_decref(o);
    return ok;
}

static int by_bytes(const void *a, const void *b)
{
    return mg_span_cmp(*(const mg_span *)a, *(const mg_span *)b);
}

/* "2 files of no known format (.dat 1, .jpg 1)" */
static void print_unknown(mg_report *report, uint64_t unknown)
{
    if (!unknown) return;
    printf("%llu file%s of no known format", (unsigned long long)unknown, unknown == 1 ? "" : "s");
    mg_span text = mg_buf_span(&report->unknown);
    mg_span *names = calloc(unknown, sizeof *names);
    size_t n = 0;
    for (size_t at = 0, end; names && at < text.n && n < unknown; at = end + 1) {
        end = mg_span_find(text, at, '\n');
        names[n++] = mg_span_sub(text, at, end);
    }
    if (n) qsort(names, n, sizeof *names, by_bytes);
    const char *mark = " (";
    for (size_t i = 0, same; i < n; i += same) {
        for (same = 1; i + same < n && mg_span_eq(names[i], names[i + same]); same++) {}
        printf("%s%.*s %zu", mark, (int)names[i].n, names[i].p, same);
        mark = ", ";
    }
    puts(n ? ")" : "");
    free(names);
}

/* "9 inputs could not be read (5 files as a whole, 4 empty ones): see the errors file" */
static void print_skipped(const mg_report *report, const mg_summary *s)
{
    if (!s->skipped) return;
    printf("%llu input%s could not be read", (unsigned long long)s->skipped, s->skipped == 1 ? "" : "s");
    if (s->failed) printf(" (%llu file%s as a whole", (unsigned long long)s->failed, s->failed == 1 ? "" : "s");
    const char *mark = s->failed ? ", " : " (";
    if (s->empty) printf("%s%llu empty one%s", mark, (unsigned long long)s->empty, s->empty == 1 ? "" : "s");
    printf("%s%s\n", s->failed || s->empty ? ")" : "", report->errors ? ": see the errors file" : "");
}

bool mg_report_plan(mg_report *report, uint64_t to_read, uint64_t gone, uint64_t files)
{
    char n[32];
    mg_report_clear(report);
    if (report->json) {
        printf("{\"to_read\": %llu, \"gone\": %llu, \"unchanged_files\": %llu}\n", (unsigned long long)to_read, (unsigned long long)gone,
               (unsigned long long)(files - to_read));
    } else if (!report->quiet) {
        printf("%s files new or changed", grouped(to_read, n));
        printf(", %s gone", grouped(gone, n));
        printf(", %s as they were; nothing was done\n", grouped(files - to_read, n));
    }
    return fflush(stdout) == 0;
}

bool mg_report_summary(mg_report *report, const mg_summary *s, const char *index)
{
    mg_report_clear(report);
    if (report->json) return print_json(s);
    if (report->quiet) return true;
    char n[32];
    printf("%s articles in %s", grouped(s->articles, n), index);
    printf(" (%.1f MB of text, index %.1f MB)\n", (double)s->text_bytes / 1e6, (double)s->index_bytes / 1e6);
    printf("%s added", grouped(s->added, n));
    printf(", %s updated", grouped(s->updated, n));
    printf(", %s removed", grouped(s->removed, n));
    printf(", %s unchanged", grouped(s->unchanged, n));
    printf("; %s files read", grouped(s->files, n));
    if (s->containers) printf(", and %s members", grouped(s->members, n));
    if (s->containers) printf(" of %s container%s", grouped(s->containers, n), s->containers == 1 ? "" : "s");
    printf(" in %.2f s\n", s->seconds);
    if (s->watch.on) fputs("seconds of all threads:", stdout);
    for (int i = 1; s->watch.on && i < MG_PHASES; i++) printf("%s %s %.2f", i > 1 ? "," : "", phase_names[i], (double)s->watch.ns[i] / 1e9);
    if (s->watch.on) putchar('\n');
    print_unknown(report, s->unknown);
    print_skipped(report, s);
    return fflush(stdout) == 0;
}
